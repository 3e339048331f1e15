# SPDX-License-Identifier: Apache-2.0
"""Keys that are written somewhere: into a vault's secret, a workload's settings, its commands or its mounts.

A key that Terraform hands from one resource to another stays a symbol of the store's own attribute, so the store is known.
Signatures: registry.terraform.io/providers/hashicorp/azurerm, data sources `storage_account_sas` and `storage_account_blob_container_sas`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import structs

from intramuros.estate.access import KeptKey
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, symbols
from intramuros.estate.workloads import Workload
from intramuros.sources.attributes import block, switch, text
from intramuros.sources.azure.common import children, first, owner, twin
from intramuros.sources.azure.lake import LOCAL_USER, passes
from intramuros.sources.azure.registries import PASSWORD, REGISTRY, TOKEN, tokens
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

SIGNATURES = ("azurerm_storage_account_sas", "azurerm_storage_account_blob_container_sas")
_KEY = lazy(
    r"^(?:default_)?(?:primary|secondary)_(?:\w+_)?(?:key|connection_string)$|^(?:connection_strings|query_keys)\b|^admin_password$"
)
"""Attributes by which azurerm exports what opens an account: `primary_access_key`, `secondary_mongodb_connection_string`, …"""
_DEEPEST = 40


def in_vault(book: Book, vault: Declared) -> Iterator[KeptKey]:
    """Secrets of a vault whose value is, or holds, what opens a store."""
    for secret in children(book, "azurerm_key_vault_secret", "key_vault_id", vault):
        yield from _found(book, first(secret.attrs, "value", "value_wo"), secret.address, secret.origin)


def with_keys(book: Book, resources: Iterable[Resource]) -> Iterator[Resource]:
    """Every resource; workloads with the keys that are written into them."""
    for one in resources:
        d = book.by_address.get(one.address) if isinstance(one, Workload) else None
        if d is None or not isinstance(one, Workload):
            yield one
            continue
        texts = [d.attrs, [s.value for s in one.settings], [*one.commands, *one.veiled_commands]]
        found = {(k.store, k.reads_only): k for k in _found(book, texts, one.address, d.origin) if k.store != one.address}
        yield structs.replace(one, kept_keys=tuple(found.values())) if found else one


def _found(book: Book, value: Any, address: str, origin: Origin) -> Iterator[KeptKey]:
    for named, attribute in dict.fromkeys(_symbols(value)):
        key = _key(book, named, attribute, address, origin)
        if key is not None:
            yield key


def _symbols(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from symbols(value)
    elif depth < _DEEPEST and isinstance(value, dict):
        for inner in value.values():
            yield from _symbols(inner, depth + 1)
    elif depth < _DEEPEST and isinstance(value, list | tuple):
        for inner in value:
            yield from _symbols(inner, depth + 1)


def _key(book: Book, named: str, attribute: str, address: str, origin: Origin) -> KeptKey | None:
    d = book.by_address.get(named)
    if d is not None and d.type in SIGNATURES:
        return _signature(book, d, address, origin) if attribute == "sas" else None
    if d is not None and d.type == LOCAL_USER:
        return _password(book, d, address, origin) if attribute == "password" else None
    if d is not None and d.type == PASSWORD:
        return _token(book, d, address, origin) if attribute.endswith(".value") else None
    if not _KEY.search(attribute):
        return None
    only = "readonly" in attribute or "query_key" in attribute
    return KeptKey(store=twin(book, named), reads_only=only, address=address, origin=origin)


def _password(book: Book, d: Declared, address: str, origin: Origin) -> KeptKey | None:
    """The password of an SFTP user, which asks nothing of the account's switch for keys."""
    home = owner(book, d.attrs.get("storage_account_id"))
    taken = next((p for p in passes(book, book.by_address[home]) if p.address == d.address), None) if home else None
    if home is None or taken is None:
        return None
    return KeptKey(store=home, reads_only=taken.writes is False, opens=taken.active, by_user=True, address=address, origin=origin)


def _token(book: Book, d: Declared, address: str, origin: Origin) -> KeptKey | None:
    """The password of a registry's token: the switch for the registry's own administrator has no say in it."""
    token = owner(book, d.attrs.get("container_registry_token_id"), TOKEN)
    home = owner(book, book.by_address[token].attrs.get("container_registry_name"), REGISTRY) if token else None
    taken = next((p for p in tokens(book, book.by_address[home]) if p.address == token), None) if home else None
    if home is None or taken is None:
        return None
    return KeptKey(store=home, reads_only=taken.writes is False, opens=taken.active, by_user=True, address=address, origin=origin)


def _signature(book: Book, d: Declared, address: str, origin: Origin) -> KeptKey | None:
    """A signature of the whole account must name the service and its objects; one of a container is about its blobs."""
    signed = next((s for s in symbols(str(d.attrs.get("connection_string") or "")) if _KEY.search(s[1])), None)
    if signed is None:
        return None
    whole = d.type == SIGNATURES[0]
    objects = _any(d, "services", "blob", "file") if whole else True
    inside = _any(d, "resource_types", "object") if whole else True
    reads = both(objects, inside, _any(d, "permissions", "read"))
    writes = _any(d, "permissions", "write", "delete", "add", "create")
    return KeptKey(
        store=twin(book, signed[0]),
        reads_only=writes is False,
        opens=reads,
        ends=_moment(text(book.spell(d.attrs.get("expiry")))),
        only_from=bool(first(d.attrs, "ip_addresses", "ip_address")),
        address=address,
        origin=origin,
    )


def _moment(said: Fact[str | None]) -> Fact[str | None]:
    return Unknown("when the shared access signature ends") if is_symbolic(said) else said


def _any(d: Declared, key: str, *names: str) -> Fact[bool]:
    if isinstance(whole := d.attrs.get(key), Unknown):
        return whole
    found = block(d.attrs, key)
    return either(*(switch(found.get(n), False) for n in names))
