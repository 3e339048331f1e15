# SPDX-License-Identifier: Apache-2.0
"""Azure SQL: servers, databases, managed instances, their keys, backups and failover partners.

A server carries key, firewall and logins; its databases live in it. Backups are geo-redundant unless said otherwise
(`storage_account_type = "Geo"`, learn.microsoft.com/azure/azure-sql/database/automated-backups-overview).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Place, Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic, negate
from intramuros.sources.attributes import block, blocks, switch, text, texts
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import address_or_id, children, first, head, owner, region, where
from intramuros.sources.azure.firewall_rules import ranged_gate
from intramuros.sources.azure.principals import administrators
from intramuros.sources.azure.seals import gate, modern_tls, paired, seal, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

SERVERS = ("azurerm_mssql_server", "azurerm_sql_server")
DATABASES = ("azurerm_mssql_database", "azurerm_sql_database")
GROUPS = ("azurerm_mssql_failover_group", "azurerm_sql_failover_group")
INSTANCE = "azurerm_mssql_managed_instance"
GEO = ("geo", "geozone", "grs", "gzrs")
TDE = "azurerm_mssql_server_transparent_data_encryption"
INSTANCE_TDE = "azurerm_mssql_managed_instance_transparent_data_encryption"

RANGES = ("azurerm_mssql_firewall_rule", "azurerm_sql_firewall_rule")
SUBNET_RULES = ("azurerm_mssql_virtual_network_rule", "azurerm_sql_virtual_network_rule")


def servers(book: Book) -> Iterator[DataStore]:
    """SQL servers, with the databases in them as contents."""
    for d in book.of(*SERVERS):
        yield _server(book, d)


def _server(book: Book, d: Declared) -> DataStore:
    names = children(book, DATABASES, ("server_id", "server_name"), d)
    return DataStore(
        **head(book, d),
        kind="database",
        seal=_server_seal(book, d),
        transport=transport(d, modern_tls(d.attrs.get("minimum_tls_version"), "1.2"), "minimum_tls_version", "minimum_tls_version"),
        gate=_server_gate(book, d),
        local_keys=negate(switch(block(d.attrs, "azuread_administrator").get("azuread_authentication_only"), False)),
        copy_of=tuple(_partner_of(book, d)),
        places=tuple(_failover(book, d, None)),
        purpose="mssql-server",
        contents=tuple(t for n in names if (t := text(book.spell(n.attrs.get("name")))) is not None),
        extra={"administrators": administrators(book, d)},
    )


def _server_seal(book: Book, d: Declared) -> Seal:
    for one in children(book, TDE, "server_id", d):
        return seal(book, d, first(one.attrs, "key_vault_key_id", "managed_hsm_key_id"), "key_vault_key_id", by=one)
    return seal(book, d, d.attrs.get("transparent_data_encryption_key_vault_key_id"), "transparent_data_encryption_key_vault_key_id")


def _server_gate(book: Book, d: Declared) -> Gate:
    """No rule, no way in: SQL's firewall denies by default."""
    keys = ("server_id", "server_name")
    rules = children(book, RANGES, keys, d)
    subnets = [*(s.attrs.get("subnet_id") for s in children(book, SUBNET_RULES, keys, d)), *doubts(book, SUBNET_RULES, keys, d)]
    public = switch(d.attrs.get("public_network_access_enabled"), True)
    return ranged_gate(book, d, public=public, rules=rules, subnets=subnets, unsure=doubts(book, RANGES, keys, d))


def databases(book: Book) -> Iterator[DataStore]:
    """SQL databases, behind the walls of their server."""
    for d in book.of(*DATABASES):
        address = owner(book, first(d.attrs, "server_id", "server_name"), *SERVERS)
        home = book.by_address.get(address or "")
        yield _database(book, d, _server(book, home) if home else None)


def _database(book: Book, d: Declared, server: DataStore | None) -> DataStore:
    source = address_or_id(book, first(d.attrs, "creation_source_database_id", "source_database_id"), *DATABASES)
    places = (*_backups(d, server), *_failover(book, d, server), *_secondaries(book, d))
    return DataStore(
        **head(book, d, parent=server.address if server else None),
        kind="database",
        seal=_database_seal(book, d, server),
        transport=server.transport if server else None,
        gate=server.gate if server else None,
        local_keys=server.local_keys if server else Unknown(f"the server of {d.address} is not in the estate"),
        host=server.address if server else None,
        copy_of=(source,) if isinstance(source, str) else (),
        places=places,
        locked=switch(d.attrs.get("ledger_enabled"), False),
        purpose="mssql-database",
    )


def _database_seal(book: Book, d: Declared, server: DataStore | None) -> Seal:
    """Transparent encryption is on unless switched off; its key is the database's own, else the server's."""
    if switch(d.attrs.get("transparent_data_encryption_enabled"), True) is False:
        origin = where(d, "transparent_data_encryption_enabled")
        return Seal(state="none", address=d.address, origin=origin, why="transparent_data_encryption_enabled is false")
    own = d.attrs.get("transparent_data_encryption_key_vault_key_id")
    if own is None and server and server.seal:
        return server.seal
    return seal(book, d, own, "transparent_data_encryption_key_vault_key_id")


def _backups(d: Declared, server: DataStore | None) -> Iterator[Place]:
    kept = text(d.attrs.get("storage_account_type"), "Geo")
    home: Fact[str | None] = server.region if server else Unknown(f"the region of the server of {d.address}")
    yield from backup_place(d, kept, home, "storage_account_type")


def backup_place(d: Declared, kept: Fact[str | None], home: Fact[str | None], key: str) -> Iterator[Place]:
    """The paired region, where backups are geo-redundant; silent where it is a default and the region has no pair."""
    origin = where(d, key)
    if isinstance(kept, Unknown) or is_symbolic(kept):
        yield Place(kind="backup", where=Unknown(f"`{d.address}.{key}` is not known"), address=d.address, origin=origin)
    elif str(kept).casefold() in GEO:
        there = paired(home)
        if d.attrs.get(key) is not None or not isinstance(there, Unknown) or isinstance(home, Unknown):
            yield Place(kind="backup", where=there, address=d.address, origin=origin, why=f"backups are kept {kept}-redundant")


def _failover(book: Book, d: Declared, server: DataStore | None) -> Iterator[Place]:
    """A failover group copies the databases it lists to its partner server."""
    home = server.address if server else d.address
    for group in book.of(*GROUPS):
        if owner(book, first(group.attrs, "server_id", "server_name"), *SERVERS) != home:
            continue
        if server and d.address not in _listed(book, group):
            continue
        for partner in _partners(book, group):
            yield _replica(book, group, partner)


def _listed(book: Book, group: Declared) -> tuple[str, ...]:
    return tuple(a for v in texts(group.attrs.get("databases")) if (a := owner(book, v, *DATABASES)))


def _partners(book: Book, group: Declared) -> Iterator[Fact[str | None]]:
    for one in (*blocks(group.attrs, "partner_server"), *blocks(group.attrs, "partner_servers")):
        yield address_or_id(book, one.get("id"), *SERVERS)


def _replica(book: Book, at: Declared, far: Fact[str | None], *, kind: Any = "replica") -> Place:
    there = book.by_address.get(far) if isinstance(far, str) else None
    place = region(book, there.attrs.get("location")) if there else None
    return Place(
        kind=kind,
        where=place or Unknown(f"where the partner of {at.address} lies"),
        address=at.address,
        origin=where(at, "partner_server"),
        to=there.address if there else None,
        why=f"{at.address} copies to it",
    )


def _partner_of(book: Book, d: Declared) -> Iterator[str]:
    for group in book.of(*GROUPS):
        if d.address in list(_partners(book, group)):
            main = owner(book, first(group.attrs, "server_id", "server_name"), *SERVERS)
            yield from _listed(book, group) or ((main,) if main else ())


def _secondaries(book: Book, d: Declared) -> Iterator[Place]:
    """Databases that are created as geo-replicas of this one."""
    for one in children(book, DATABASES, ("creation_source_database_id", "source_database_id"), d):
        server = book.by_address.get(owner(book, first(one.attrs, "server_id", "server_name"), *SERVERS) or "")
        place = region(book, server.attrs.get("location")) if server else None
        unsure = Unknown(f"where {one.address} lies")
        yield Place(kind="replica", where=place or unsure, address=one.address, origin=one.origin, to=one.address, why="geo-replica")


def instances(book: Book) -> Iterator[DataStore]:
    """Managed instances: inside a subnet of ours, unless their public data endpoint is switched on."""
    for d in book.of(INSTANCE):
        public = switch(d.attrs.get("public_data_endpoint_enabled"), False)
        fields = head(book, d)
        backups = backup_place(d, text(d.attrs.get("storage_account_type"), "GRS"), fields["region"], "storage_account_type")
        yield DataStore(
            **fields,
            kind="database",
            seal=_instance_seal(book, d),
            transport=transport(d, modern_tls(d.attrs.get("minimum_tls_version"), "1.2"), "minimum_tls_version", "minimum_tls_version"),
            gate=gate(book, d, public=public, opens=True),
            local_keys=negate(
                switch(block(d.attrs, "azure_active_directory_administrator").get("azuread_authentication_only_enabled"), False)
            ),
            places=(*backups, *_instance_failover(book, d)),
            copy_of=tuple(_instance_source(book, d)),
            subnets=tuple(a for a in (address_or_id(book, d.attrs.get("subnet_id"), "azurerm_subnet"),) if a is not None),
            purpose="mssql-managed-instance",
            contents=tuple(
                t for c in children(book, "azurerm_mssql_managed_database", "managed_instance_id", d) if (t := text(c.attrs.get("name")))
            ),
        )


def _instance_seal(book: Book, d: Declared) -> Seal:
    for one in children(book, INSTANCE_TDE, "managed_instance_id", d):
        return seal(book, d, first(one.attrs, "key_vault_key_id", "managed_hsm_key_id"), "key_vault_key_id", by=one)
    return seal(book, d, None, "transparent data encryption key")


def _instance_failover(book: Book, d: Declared) -> Iterator[Place]:
    for group in children(book, "azurerm_mssql_managed_instance_failover_group", "managed_instance_id", d):
        yield _replica(book, group, address_or_id(book, group.attrs.get("partner_managed_instance_id"), INSTANCE))


def _instance_source(book: Book, d: Declared) -> Iterator[str]:
    for group in children(book, "azurerm_mssql_managed_instance_failover_group", "partner_managed_instance_id", d):
        main = owner(book, group.attrs.get("managed_instance_id"), INSTANCE)
        if main:
            yield main
