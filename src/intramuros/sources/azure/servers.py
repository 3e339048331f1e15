# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL, MySQL and MariaDB servers, flexible and single: keys, firewalls, TLS parameters, replicas and geo-backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Place, Seal, Transport
from intramuros.estate.values import Fact, Unknown, both, known
from intramuros.sources.attributes import block, switch, text
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import address_or_id, children, first, head, region, where
from intramuros.sources.azure.databases import backup_place
from intramuros.sources.azure.firewall_rules import ranged_gate
from intramuros.sources.azure.principals import administrators
from intramuros.sources.azure.recipes import contents, keyed, public_switch
from intramuros.sources.azure.seals import modern_tls, seal, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared


class Family(Struct, frozen=True, kw_only=True):
    """The resources around one kind of server."""

    rules: str
    parameters: str
    databases: str
    key: str = ""
    """The resource that brings the customer key to a single server; flexible ones have a block."""
    subnets: str = ""
    flexible: bool = True


def _single(name: str) -> Family:
    return Family(
        rules=f"azurerm_{name}_firewall_rule",
        parameters=f"azurerm_{name}_configuration",
        databases=f"azurerm_{name}_database",
        key=f"azurerm_{name}_server_key",
        subnets=f"azurerm_{name}_virtual_network_rule",
        flexible=False,
    )


FAMILIES: Mapping[str, Family] = {
    "azurerm_postgresql_flexible_server": Family(
        rules="azurerm_postgresql_flexible_server_firewall_rule",
        parameters="azurerm_postgresql_flexible_server_configuration",
        databases="azurerm_postgresql_flexible_server_database",
    ),
    "azurerm_mysql_flexible_server": Family(
        rules="azurerm_mysql_flexible_server_firewall_rule",
        parameters="azurerm_mysql_flexible_server_configuration",
        databases="azurerm_mysql_flexible_database",
    ),
    "azurerm_postgresql_server": _single("postgresql"),
    "azurerm_mysql_server": _single("mysql"),
    "azurerm_mariadb_server": _single("mariadb"),
}
PARENT = ("server_id", "server_name")


def servers(book: Book) -> Iterator[DataStore]:
    """Every server of these families."""
    for kind, family in FAMILIES.items():
        for d in book.of(kind):
            yield _server(book, d, family)


def _server(book: Book, d: Declared, family: Family) -> DataStore:
    fields = head(book, d)
    source = address_or_id(book, first(d.attrs, "source_server_id", "creation_source_server_id"), d.type)
    subnet = address_or_id(book, d.attrs.get("delegated_subnet_id"), "azurerm_subnet")
    return DataStore(
        **fields,
        kind="database",
        seal=_seal(book, d, family),
        transport=_transport(book, d, family),
        gate=_gate(book, d, family),
        local_keys=_passwords(d),
        copy_of=(source,) if isinstance(source, str) else (),
        places=(*_geo_backup(d, fields["region"]), *_replicas(book, d)),
        subnets=(subnet,) if subnet is not None else (),
        purpose=d.type.removeprefix("azurerm_"),
        contents=contents(book, d, ((family.databases, "server_id"), (family.databases, "server_name"))),
        extra={"administrators": administrators(book, d)},
    )


def _seal(book: Book, d: Declared, family: Family) -> Seal:
    if family.flexible:
        return keyed(book, d, "customer_managed_key", "key_vault_key_id")
    for one in children(book, family.key, "server_id", d):
        return seal(book, d, one.attrs.get("key_vault_key_id"), "key_vault_key_id", by=one)
    return seal(book, d, None, family.key)


def _transport(book: Book, d: Declared, family: Family) -> Transport:
    if not family.flexible:
        enforced = switch(first(d.attrs, "ssl_enforcement_enabled", "ssl_enforcement"), Unknown("ssl_enforcement_enabled is not stated"))
        floor = modern_tls(d.attrs.get("ssl_minimal_tls_version_enforced"), "TLS1_2")
        return transport(
            d, both(enforced, floor), "ssl_enforcement_enabled and ssl_minimal_tls_version_enforced", "ssl_enforcement_enabled"
        )
    found = {str(p.attrs.get("name")).casefold(): p for p in children(book, family.parameters, PARENT, d)}
    required, versions = found.get("require_secure_transport"), found.get("ssl_min_protocol_version") or found.get("tls_version")
    refuses = both(_on(required), modern_tls(_oldest(versions), "TLSv1.2"))
    at = next((p for p in (required, versions) if p is not None and refuses is not True), d)
    return transport(at, refuses, "require_secure_transport (default on) and the least TLS version (default 1.2)", "value")


def _on(parameter: Declared | None) -> Fact[bool]:
    value = text(parameter.attrs.get("value")) if parameter else "on"
    return value if isinstance(value, Unknown) else str(value).casefold() in ("on", "1", "true")


def _oldest(parameter: Declared | None) -> Any:
    """MySQL lists versions (`TLSv1.1,TLSv1.2`): the lowest of the list is the floor."""
    value = text(parameter.attrs.get("value")) if parameter else None
    return min(value.split(",")) if isinstance(value, str) else value


def _gate(book: Book, d: Declared, family: Family) -> Gate:
    """A server in a delegated subnet has no public endpoint."""
    inside = d.attrs.get("delegated_subnet_id")
    stated = first(d.attrs, "public_network_access_enabled", "public_network_access")
    rules = children(book, family.rules, PARENT, d)
    kinds = family.subnets or ()
    subnets = [*(s.attrs.get("subnet_id") for s in children(book, kinds, PARENT, d)), *doubts(book, kinds, PARENT, d)]
    public = public_switch(stated) if inside is None else False
    return ranged_gate(book, d, public=public, rules=rules, subnets=subnets, unsure=doubts(book, family.rules, PARENT, d))


def _passwords(d: Declared) -> Fact[bool]:
    return switch(block(d.attrs, "authentication").get("password_auth_enabled"), True)


def _geo_backup(d: Declared, home: Fact[str | None]) -> Iterator[Place]:
    copied = switch(d.attrs.get("geo_redundant_backup_enabled"), False)
    kept: Fact[str | None] = copied if isinstance(copied, Unknown) else "Geo" if copied else "Local"
    yield from backup_place(d, kept, home, "geo_redundant_backup_enabled")


def _replicas(book: Book, d: Declared) -> Iterator[Place]:
    for one in children(book, d.type, ("source_server_id", "creation_source_server_id"), d):
        place = region(book, one.attrs.get("location")) or Unknown(f"where {one.address} lies")
        mode = text(one.attrs.get("create_mode"), "Default")
        yield Place(
            kind="replica",
            where=place,
            address=one.address,
            origin=where(one, "create_mode"),
            to=one.address,
            why=f"{one.address} is created from it ({mode if known(mode) else 'mode unknown'})",
        )
