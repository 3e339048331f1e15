# SPDX-License-Identifier: Apache-2.0
"""Storage accounts: the account is the store, its containers are its doors, its walls stand in up to a dozen other resources.

Defaults: registry.terraform.io/providers/hashicorp/azurerm, page `storage_account`, versions 2.99, 3.117 and 4.x.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Door, Place, Seal, Transport
from intramuros.estate.values import Fact, Unknown, both, is_symbolic, known, readable, sole_symbol
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure import lake
from intramuros.sources.azure.astray import astray, doubts
from intramuros.sources.azure.common import children, first, head, looked_up, major, owner, region, where
from intramuros.sources.azure.fronts import caches_of
from intramuros.sources.azure.lifecycles import kept_days
from intramuros.sources.azure.seals import (
    denies,
    gate,
    key_in_vault,
    modern_tls,
    pair_place,
    public_access,
    seal,
    transport,
    unknown_seal,
)
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ACCOUNT = "azurerm_storage_account"
PARTS = (
    "azurerm_storage_container",
    "azurerm_storage_data_lake_gen2_filesystem",
    "azurerm_storage_share",
    "azurerm_storage_queue",
    "azurerm_storage_table",
)
DOORS = PARTS[:2]
SERVICES = {"azurerm_storage_container": ("blobServices", "containers"), "azurerm_storage_share": ("fileServices", "shares")}
RULES = "azurerm_storage_account_network_rules"
GEO_REDUNDANT = ("GRS", "RAGRS", "GZRS", "RAGZRS")


def accounts(book: Book) -> Iterator[DataStore]:
    """Every storage account with its containers, rules, keys and copies."""
    for declared in (*book.of(ACCOUNT), *looked_up(book, ACCOUNT)):
        yield _account(book, declared)


def _looked_up(d: Declared) -> Unknown | None:
    """Why the settings of an account that is only looked up are not known; None for one that is declared."""
    return Unknown(f"`{d.address}` is only looked up: its settings are not known here") if d.mode == "data" else None


def named_by_account(book: Book, part: Declared, homes: Mapping[str, str]) -> dict[str, str]:
    """The resource id of a container or share that names its account, as azurerm did before 4.9 (`resource_manager_id`)."""
    account = part.attrs.get("storage_account_name")
    if part.type not in SERVICES or not isinstance(account, str):
        return {}
    service, kind = SERVICES[part.type]
    named = sole_symbol(account)
    found = book.names(named[0] if named else homes.get(account, "")).get("id")
    return {"resource_manager_id": f"{found}/{service}/default/{kind}/{part.attrs.get('name')}"} if found else {}


def by_name(declared: Sequence[Declared]) -> dict[str, str]:
    """Addresses of storage accounts by the names that they are given."""
    return {n: d.address for d in declared if d.type == ACCOUNT and d.mode == "managed" and isinstance(n := d.attrs.get("name"), str)}


def _account(book: Book, d: Declared) -> DataStore:
    parts = children(book, PARTS, ("storage_account_id", "storage_account_name"), d)
    return DataStore(
        **head(book, d),
        kind="object-store",
        seal=_seal(book, d),
        transport=_transport(d),
        copy_of=tuple(s for _, s in _replications(book, d, "destination_storage_account_id", "source_storage_account_id")),
        places=(*_redundancy(book, d), *_replicas(book, d), *caches_of(book, d.address)),
        gate=_gate(book, d),
        doors=(*(_door(book, p) for p in parts if p.type in DOORS), *_perhaps(book, d), *_website(book, d)),
        anonymous_allowed=_nested_public(d),
        local_keys=switch(d.attrs.get("shared_access_key_enabled"), _looked_up(d) or True),
        retention_days=kept_days(book, d),
        locked=_locked(book, d, parts),
        purpose=str(d.attrs.get("account_kind") or "StorageV2"),
        contents=tuple(t for p in parts if (t := text(book.spell(p.attrs.get("name")))) is not None),
        directories=lake.directories(book, d),
        passes=tuple(lake.passes(book, d)),
        mounted=lake.mounted(book, d),
        extra=_extra(d),
    )


def _nested_public(d: Declared) -> Fact[bool]:
    """On by default in versions 3 and 4, off in 5, and off in 2, which knew it as `allow_blob_public_access`."""
    default = _looked_up(d) or major(d) in (3, 4)
    return switch(first(d.attrs, "allow_nested_items_to_be_public", "allow_blob_public_access"), default)


def _transport(d: Declared) -> Transport:
    """Version 4 calls the switch `https_traffic_only_enabled`, version 3 `enable_https_traffic_only`; both are on by default."""
    https = switch(first(d.attrs, "https_traffic_only_enabled", "enable_https_traffic_only"), _looked_up(d) or True)
    tls = modern_tls(d.attrs.get("min_tls_version"), "TLS1_2" if major(d) >= 3 else "TLS1_0")
    why = f"HTTPS only is {_said(https)}; TLS 1.2 or newer is {_said(tls)}"
    return transport(d, both(https, tls), why, "https_traffic_only_enabled", "enable_https_traffic_only", "min_tls_version")


def _said(fact: Fact[bool]) -> str:
    return fact.why if isinstance(fact, Unknown) else "required" if fact else "not required"


def _seal(book: Book, d: Declared) -> Seal:
    """The customer's key, declared inline or by a resource of its own."""
    for separate in children(book, "azurerm_storage_account_customer_managed_key", "storage_account_id", d):
        return seal(book, d, _key(book, separate.attrs), "key", by=separate)
    if missing := unknown_in(d.attrs, "customer_managed_key") or _looked_up(d):
        return unknown_seal(d, "customer_managed_key", missing)
    inline = block(d.attrs, "customer_managed_key")
    return seal(book, d, _key(book, inline) if inline else None, "customer_managed_key")


def _key(book: Book, attrs: dict[str, Any]) -> Any:
    stated = first(attrs, "key_vault_key_id", "managed_hsm_key_id", "key_vault_key_uri")
    if stated is not None:
        return stated
    vault, name = first(attrs, "key_vault_id", "key_vault_uri"), attrs.get("key_name")
    return key_in_vault(book, vault, name) if name is not None else Unknown("the customer key is not stated")


def _gate(book: Book, d: Declared) -> Gate:
    """`network_rules` inline or separate; without any, the account takes every address."""
    public = switch(public_access(d), _looked_up(d) or True)
    for separate in children(book, RULES, ("storage_account_id", "storage_account_name"), d):
        return _ruled(book, d, separate.attrs, public, separate)
    if missing := unknown_in(d.attrs, "network_rules") or _looked_up(d):
        return gate(book, d, public=public, opens=missing)
    rules = block(d.attrs, "network_rules")
    unsure = doubts(book, RULES, ("storage_account_id", "storage_account_name"), d)
    return _ruled(book, d, rules, public, d) if rules else gate(book, d, public=public, opens=unsure[0] if unsure else True)


def _ruled(book: Book, d: Declared, rules: dict[str, Any], public: Fact[bool], by: Declared) -> Gate:
    closed = denies(rules.get("default_action"))
    bypass = texts(rules.get("bypass")) if rules.get("bypass") is not None else ("AzureServices",)
    admits = {
        "addresses": texts(rules.get("ip_rules")),
        "segments": texts(rules.get("virtual_network_subnet_ids")),
        "instances": _instances(rules),
        "trusted": "AzureServices" in bypass,
    }
    return gate(book, d, public=public, opens=not closed if known(closed) else closed, rules=admits, by=by)


def _instances(rules: dict[str, Any]) -> list[Any]:
    missing = unknown_in(rules, "private_link_access")
    return [missing] if missing else [b.get("endpoint_resource_id") for b in blocks(rules, "private_link_access")]


def _door(book: Book, part: Declared) -> Door:
    name = text(book.spell(part.attrs.get("name")))
    access = text(part.attrs.get("container_access_type"), "private")
    ids = tuple(dict.fromkeys(i for k in ("id", "resource_manager_id") if (i := book.names(part.address).get(k))))
    anonymous: Fact[bool] = access if isinstance(access, Unknown) else str(access).casefold() in ("blob", "container")
    if is_symbolic(access):
        anonymous = Unknown(f"`{part.address}.container_access_type` is `{readable(access)}`, which is not known")
    why = f"container_access_type is {_access(access)}"
    return Door(address=part.address, name=name, anonymous=anonymous, origin=where(part, "container_access_type"), ids=ids, why=why)


def _perhaps(book: Book, d: Declared) -> Iterator[Door]:
    """Open containers that name their account only at apply."""
    for part, why in astray(book, DOORS, ("storage_account_id", "storage_account_name"), d):
        door = _door(book, part)
        if door.anonymous is not False:
            yield replace(door, anonymous=both(door.anonymous, why))


def _access(access: Fact[str | None]) -> str:
    return access.why if isinstance(access, Unknown) else readable(str(access))


def _website(book: Book, d: Declared) -> Iterator[Door]:
    """A static website shows `$web` to anyone, whatever the switch for public containers says.

    learn.microsoft.com/azure/storage/blobs/storage-blob-static-website, "Impact of setting the access level on the web container".
    """
    separate = children(book, "azurerm_storage_account_static_website", "storage_account_id", d)
    if blocks(d.attrs, "static_website") or separate:
        at = separate[0] if separate else d
        why = "static website: `$web` is served to anyone"
        yield Door(address=at.address, name="$web", anonymous=True, origin=where(at, "static_website"), why=why, regardless=True)
        return
    for stray, hidden in astray(book, "azurerm_storage_account_static_website", "storage_account_id", d):
        yield Door(address=stray.address, name="$web", anonymous=hidden, origin=stray.origin, why=hidden.why, regardless=True)


def _redundancy(book: Book, d: Declared) -> Iterator[Place]:
    replication = text(d.attrs.get("account_replication_type"), _looked_up(d) or "LRS")
    if isinstance(replication, Unknown) or is_symbolic(replication):
        unsure = Unknown(f"`{d.address}.account_replication_type` is not known")
        yield Place(kind="geo-redundancy", where=unsure, address=d.address, origin=where(d, "account_replication_type"))
    elif str(replication).upper() in GEO_REDUNDANT:
        yield pair_place(book, d, "geo-redundancy", f"{replication} copies to the paired region", "account_replication_type")


def _replications(book: Book, d: Declared, own: str, other: str) -> Iterator[tuple[Declared, str]]:
    """Object replications in which the account has the role `own`, with the address of the account on the other side."""
    for rule in children(book, "azurerm_storage_object_replication", own, d):
        far = owner(book, rule.attrs.get(other), ACCOUNT)
        if far:
            yield rule, far


def _replicas(book: Book, d: Declared) -> Iterator[Place]:
    for rule in children(book, "azurerm_storage_object_replication", "source_storage_account_id", d):
        to = owner(book, rule.attrs.get("destination_storage_account_id"), ACCOUNT)
        place = region(book, book.by_address[to].attrs.get("location")) if to else None
        unsure = Unknown(f"where the account that `{rule.address}` copies to lies")
        yield Place(kind="replica", where=place or unsure, address=rule.address, origin=rule.origin, to=to, why="object replication")
    for stray, why in astray(book, "azurerm_storage_object_replication", "source_storage_account_id", d):
        yield Place(kind="replica", where=why, address=stray.address, origin=stray.origin, why="object replication")


def _locked(book: Book, d: Declared, parts: list[Declared]) -> Fact[bool]:
    """A locked immutability policy, on the account or on one of its containers."""
    if str(block(d.attrs, "immutability_policy").get("state")).casefold() == "locked":
        return True
    held = {p.address for p in parts}
    for policy in book.of("azurerm_storage_container_immutability_policy"):
        at = owner(book, policy.attrs.get("storage_container_resource_manager_id"), *DOORS)
        if at in held and switch(policy.attrs.get("locked"), False) is True:
            return True
    return False


def _extra(d: Declared) -> dict[str, Any]:
    """`cross_tenant_replication`, `hierarchical`: facts that only some rules ask for."""
    return {
        "cross_tenant_replication": switch(d.attrs.get("cross_tenant_replication_enabled"), major(d) < 4),
        "hierarchical": switch(d.attrs.get("is_hns_enabled"), False),
    }
