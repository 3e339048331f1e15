# SPDX-License-Identifier: Apache-2.0
"""What a storage account knows of readers by itself: access lists of directories, SFTP users, NFS.

Attributes: registry.terraform.io/providers/hashicorp/azurerm, pages `storage_data_lake_gen2_filesystem`,
`storage_data_lake_gen2_path`, `storage_account_local_user` and `storage_account` (versions 3 to 5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.lake import AclEntry, Directory, Pass
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.sources.attributes import blocks, switch, text, unknown_in
from intramuros.sources.azure.astray import astray
from intramuros.sources.azure.common import children, first
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

FILESYSTEM = "azurerm_storage_data_lake_gen2_filesystem"
PATH = "azurerm_storage_data_lake_gen2_path"
LOCAL_USER = "azurerm_storage_account_local_user"
SHARE = "azurerm_storage_share"


def directories(book: Book, account: Declared) -> tuple[Directory, ...]:
    """The roots of file systems and the paths below them; () where none says who may do what."""
    found = (*_roots(book, account), *_paths(book, account))
    return found if any(d.owner is not None or isinstance(d.entries, tuple) for d in found) else ()


def _roots(book: Book, account: Declared) -> Iterator[Directory]:
    for d in children(book, FILESYSTEM, "storage_account_id", account):
        yield _directory(book, d, d.address, "")


def _paths(book: Book, account: Declared) -> Iterator[Directory]:
    systems = children(book, FILESYSTEM, "storage_account_id", account)
    for d in children(book, PATH, "storage_account_id", account):
        named = book.resolve(d.attrs.get("filesystem_name"), FILESYSTEM)
        spelled = str(book.spell(d.attrs.get("filesystem_name")))
        home = next((s.address for s in systems if named == s.address or book.spell(s.attrs.get("name")) == spelled), spelled)
        path = text(book.spell(d.attrs.get("path")))
        yield _directory(book, d, home, path.strip("/") if isinstance(path, str) else path or Unknown(f"the path of {d.address}"))


def _directory(book: Book, d: Declared, container: str, path: Fact[str]) -> Directory:
    stated = blocks(d.attrs, "ace")
    unsure = unknown_in(d.attrs, "ace") or (None if stated else Unknown(f"the access list of {d.address} is not declared"))
    return Directory(
        container=container,
        path=path,
        owner=_owner(book, d.attrs.get("owner")),
        group=_owner(book, d.attrs.get("group")),
        entries=unsure or tuple(_entry(book, b) for b in stated),
        address=d.address,
        origin=d.origin,
    )


def _owner(book: Book, value: Any) -> Fact[str | None]:
    return None if value is None else value if value == "$superuser" else principal(book, value)


def _entry(book: Book, ace: dict[str, Any]) -> AclEntry:
    scope, kind = text(ace.get("scope"), "access"), text(ace.get("type"), "other")
    return AclEntry(
        scope="default" if scope == "default" else "access",
        kind=kind if kind in ("user", "group", "mask", "other") else "other",  # type: ignore[arg-type]
        principal=principal(book, ace["id"]) if ace.get("id") not in (None, "") else None,
        permissions=text(ace.get("permissions")) or Unknown("the permissions of an access list are not stated"),
    )


def passes(book: Book, account: Declared) -> Iterator[Pass]:
    """Local users: they read where SFTP and local users are on, they have a way to sign in, and a scope that lets them."""
    on = both(switch(account.attrs.get("sftp_enabled"), False), switch(account.attrs.get("local_user_enabled"), True))
    own: list[tuple[Declared, Fact[bool]]] = [(d, True) for d in children(book, LOCAL_USER, "storage_account_id", account)]
    for d, ours in (*own, *astray(book, LOCAL_USER, "storage_account_id", account)):
        signs_in = either(switch(d.attrs.get("ssh_key_enabled"), False), switch(d.attrs.get("ssh_password_enabled"), False))
        named = text(book.spell(d.attrs.get("name")))
        yield Pass(
            name=f"SFTP user {named if isinstance(named, str) else d.address}",
            active=both(ours, on, signs_in, _scoped(d, "read")),
            writes=_scoped(d, "write", "create", "delete"),
            address=d.address,
            origin=d.origin,
        )


def _scoped(d: Declared, *permissions: str) -> Fact[bool]:
    if missing := unknown_in(d.attrs, "permission_scope"):
        return missing
    facts = [switch(p.get(k), False) for s in blocks(d.attrs, "permission_scope") for p in blocks(s, "permissions") for k in permissions]
    return either(*facts)


def mounted(book: Book, account: Declared) -> Fact[bool]:
    """NFS 3.0 over blobs, or a file share that speaks NFS."""
    shares = children(book, SHARE, ("storage_account_id", "storage_account_name"), account)
    protocols = [first(s.attrs, "enabled_protocol") for s in shares]
    over_files = either(*(p if isinstance(p, Unknown) else str(p).upper() == "NFS" for p in protocols))
    return either(switch(account.attrs.get("nfsv3_enabled"), False), over_files)
