# SPDX-License-Identifier: Apache-2.0
"""Cosmos DB, Redis, and every other store whose facts fit one row each: search, analytics, queues, streams, file shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Fact, Unknown, both, known, negate
from intramuros.sources.attributes import block, blocks, switch, text
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import address_or_id, children, first, head, major, owner, region, where
from intramuros.sources.azure.databases import backup_place
from intramuros.sources.azure.firewall_rules import ranged_gate
from intramuros.sources.azure.recipes import Recipe, allowed, contents, cook, keyed, stores
from intramuros.sources.azure.seals import gate, modern_tls, seal, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

COSMOS = "azurerm_cosmosdb_account"
HUBS = "azurerm_eventhub_namespace"
COSMOS_CONTENTS = tuple(
    (f"azurerm_cosmosdb_{kind}", "account_name")
    for kind in (
        "sql_database",
        "sql_container",
        "mongo_database",
        "mongo_collection",
        "table",
        "gremlin_database",
        "gremlin_graph",
        "cassandra_keyspace",
        "cassandra_table",
    )
)
REDIS = "azurerm_redis_cache"
SEARCH = "azurerm_search_service"
VOLUME = "azurerm_netapp_volume"

RECIPES: Mapping[str, Recipe] = {
    "azurerm_kusto_cluster": Recipe(
        kind="database",
        separate_key=("azurerm_kusto_cluster_customer_managed_key", "cluster_id", "key_name"),
        allowed="allowed_ip_ranges",
        contents=(("azurerm_kusto_database", "cluster_name"),),
        purpose="kusto",
    ),
    "azurerm_synapse_workspace": Recipe(
        kind="database",
        key=("customer_managed_key", "key_versionless_id"),
        ranges=("azurerm_synapse_firewall_rule", "synapse_workspace_id"),
        local_off="azuread_authentication_only",
        contents=(("azurerm_synapse_sql_pool", "synapse_workspace_id"),),
        purpose="synapse",
    ),
    "azurerm_databricks_workspace": Recipe(
        kind="database",
        separate_key=("azurerm_databricks_workspace_root_dbfs_customer_managed_key", "workspace_id", "key_vault_key_id"),
        key=("managed_services_cmk_key_vault_key_id",),
        purpose="databricks",
    ),
    "azurerm_cosmosdb_postgresql_cluster": Recipe(
        kind="database",
        public="coordinator_public_ip_access_enabled",
        passwords=True,
        purpose="cosmosdb-postgresql",
        ranges=("azurerm_cosmosdb_postgresql_firewall_rule", "cluster_id"),
    ),
    "azurerm_mongo_cluster": Recipe(
        kind="database",
        key=("customer_managed_key", "key_vault_key_id"),
        public="public_network_access",
        passwords=True,
        source="source_server_id",
        purpose="mongo-cluster",
        ranges=("azurerm_mongo_cluster_firewall_rule", "mongo_cluster_id"),
    ),
    "azurerm_redis_enterprise_cluster": Recipe(kind="cache", tls=("minimum_tls_version", "1.2"), public=None, passwords=True),
    "azurerm_managed_redis": Recipe(
        kind="cache", key=("customer_managed_key", "key_vault_key_id"), public="public_network_access", passwords=True
    ),
    "azurerm_eventhub_namespace": Recipe(
        kind="stream",
        separate_key=("azurerm_eventhub_namespace_customer_managed_key", "eventhub_namespace_id", "key_vault_key_ids"),
        rules="network_rulesets",
        tls=("minimum_tls_version", "1.2"),
        local="local_authentication_enabled",
        contents=(("azurerm_eventhub", "namespace_id"), ("azurerm_eventhub", "namespace_name")),
    ),
    "azurerm_servicebus_namespace": Recipe(
        kind="queue",
        key=("customer_managed_key", "key_vault_key_id"),
        separate_key=("azurerm_servicebus_namespace_customer_managed_key", "namespace_id", "key_vault_key_id"),
        rules="network_rule_set",
        tls=("minimum_tls_version", "1.2"),
        local="local_auth_enabled",
        contents=(("azurerm_servicebus_queue", "namespace_id"), ("azurerm_servicebus_topic", "namespace_id")),
    ),
    "azurerm_eventgrid_topic": Recipe(kind="queue", allowed="inbound_ip_rule", local="local_auth_enabled"),
    "azurerm_eventgrid_domain": Recipe(kind="queue", allowed="inbound_ip_rule", local="local_auth_enabled"),
    "azurerm_eventgrid_namespace": Recipe(kind="queue", public="public_network_access", allowed="inbound_ip_rule"),
    "azurerm_iothub": Recipe(
        kind="stream", rules="network_rule_set", rules_default="Deny", tls=("min_tls_version", "1.2"), local="local_authentication_enabled"
    ),
    "azurerm_app_configuration": Recipe(
        kind="database",
        key=("encryption", "key_vault_key_identifier"),
        public="public_network_access",
        local="local_auth_enabled",
        replicas=("replica", "location"),
        purpose="app-configuration",
    ),
}


def others(book: Book) -> Iterator[DataStore]:
    """Every store of the table above."""
    for made in stores(book, RECIPES):
        captured = tuple(_captured(book, book.by_address[made.address])) if made.type == HUBS else ()
        yield replace(made, places=(*made.places, *captured)) if captured else made


def _captured(book: Book, namespace: Declared) -> Iterator[Place]:
    """Accounts into which the hubs of a namespace write all they take (Microsoft Learn, "Capture events through Azure Event Hubs")."""
    for hub in (h for key in ("namespace_id", "namespace_name") for h in children(book, "azurerm_eventhub", key, namespace)):
        capture = block(hub.attrs, "capture_description")
        if capture and switch(capture.get("enabled"), True) is not False:
            to = owner(book, block(capture, "destination").get("storage_account_id"), "azurerm_storage_account")
            found = region(book, book.by_address[to].attrs.get("location")) if to else None
            unsure = Unknown(f"the region of the account into which {hub.address} is captured")
            at = where(hub, "capture_description")
            yield Place(kind="replica", where=found or unsure, address=hub.address, origin=at, to=to, why="captured into an account")


def cosmos(book: Book) -> Iterator[DataStore]:
    """Cosmos DB accounts; each `geo_location` holds all the data."""
    for d in book.of(COSMOS):
        fields = head(book, d)
        off = first(d.attrs, "local_authentication_disabled")
        local = negate(switch(off, False)) if off is not None else switch(d.attrs.get("local_authentication_enabled"), True)
        yield DataStore(
            **fields,
            kind="database",
            seal=_cosmos_seal(book, d),
            transport=transport(d, modern_tls(d.attrs.get("minimal_tls_version"), "Tls12"), "HTTPS only; minimal_tls_version"),
            gate=_cosmos_gate(book, d),
            local_keys=local,
            places=(*_locations(book, d, fields["region"]), *_cosmos_backup(d, fields["region"])),
            copy_of=_restored(book, d),
            purpose=str(text(d.attrs.get("kind"), "GlobalDocumentDB")),
            contents=contents(book, d, COSMOS_CONTENTS),
        )


def _cosmos_seal(book: Book, d: Declared) -> Any:
    key = "managed_hsm_key_id" if d.attrs.get("managed_hsm_key_id") is not None else "key_vault_key_id"
    return keyed(book, d, key)


def _locations(book: Book, d: Declared, home: Fact[str | None]) -> Iterator[Place]:
    listed = d.attrs.get("geo_location")
    if isinstance(listed, Unknown):
        yield Place(kind="replica", where=listed, address=d.address, origin=where(d, "geo_location"))
    for one in blocks(d.attrs, "geo_location"):
        found = region(book, one.get("location"))
        if found is not None and found != home:
            yield Place(kind="replica", where=found, address=d.address, origin=where(d, "geo_location"), why="geo_location")


def _cosmos_backup(d: Declared, home: Fact[str | None]) -> Iterator[Place]:
    """Periodic backups are geo-redundant unless said otherwise; continuous ones stay in each region of the account."""
    found = block(d.attrs, "backup")
    if str(found.get("type", "Periodic")).casefold() == "periodic":
        yield from backup_place(d, text(found.get("storage_redundancy"), "Geo"), home, "backup")


def _restored(book: Book, d: Declared) -> tuple[str, ...]:
    source = address_or_id(book, block(d.attrs, "restore").get("source_cosmosdb_account_id"), COSMOS)
    return (source,) if isinstance(source, str) else ()


def _cosmos_gate(book: Book, d: Declared) -> Gate:
    """Without address or network filter the public endpoint takes everyone; `0.0.0.0` stands for Azure's datacentres.

    Those are "requests from the subscriptions of other customers" too (learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall).
    """
    public = switch(d.attrs.get("public_network_access_enabled"), True)
    listed = d.attrs.get("ip_range_filter")
    if isinstance(listed, Unknown):
        return gate(book, d, public=public, opens=listed)
    found = allowed(listed)
    filtered = switch(d.attrs.get("is_virtual_network_filter_enabled"), False)
    azure = any(a in ("0.0.0.0", "0.0.0.0/32") for a in found)  # noqa: S104  # Azure's spelling of its own datacentres
    admits = {
        "addresses": [a for a in found if a not in ("0.0.0.0", "0.0.0.0/32")],  # noqa: S104  # see above
        "segments": [b.get("id") for b in blocks(d.attrs, "virtual_network_rule")],
        "trusted": azure or switch(d.attrs.get("network_acl_bypass_for_azure_services"), False),
    }
    return gate(book, d, public=public, opens=azure or both(not found, negate(filtered)), rules=admits)


def redis(book: Book) -> Iterator[DataStore]:
    """Redis caches, which know no customer key; linked servers are replicas."""
    for d in book.of(REDIS):
        plain = switch(first(d.attrs, "non_ssl_port_enabled", "enable_non_ssl_port"), False)
        tls = modern_tls(d.attrs.get("minimum_tls_version"), "1.2" if major(d) >= 4 else "1.0")
        rules = children(book, "azurerm_redis_firewall_rule", "redis_cache_name", d)
        public = switch(d.attrs.get("public_network_access_enabled"), True)
        subnet = address_or_id(book, d.attrs.get("subnet_id"), "azurerm_subnet")
        yield DataStore(
            **head(book, d),
            kind="cache",
            seal=seal(book, d, None, "customer key (this tier knows none)"),
            transport=transport(d, both(negate(plain), tls), "non-TLS port and TLS floor", "non_ssl_port_enabled", "minimum_tls_version"),
            gate=ranged_gate(
                book,
                d,
                public=public if subnet is None else False,
                rules=rules,
                subnets=[],
                open_without=True,
                unsure=doubts(book, "azurerm_redis_firewall_rule", "redis_cache_name", d),
            ),
            local_keys=switch(d.attrs.get("access_keys_authentication_enabled"), True),
            places=tuple(_linked(book, d)),
            subnets=(subnet,) if subnet is not None else (),
        )


def _linked(book: Book, d: Declared) -> Iterator[Place]:
    for one in children(book, "azurerm_redis_linked_server", "target_redis_cache_name", d):
        found = region(book, one.attrs.get("linked_redis_cache_location"))
        to = owner(book, one.attrs.get("linked_redis_cache_id"), REDIS)
        if found is not None:
            yield Place(kind="replica", where=found, address=one.address, origin=one.origin, to=to, why="linked server")


def search(book: Book) -> Iterator[DataStore]:
    """Search services: keys are set on each index through the data plane; enforcement alone proves none."""
    recipe = Recipe(kind="search-index", allowed="allowed_ips", local="local_authentication_enabled", purpose="search")
    for d in book.of(SEARCH):
        yield cook(book, d, recipe)


def volumes(book: Book) -> Iterator[DataStore]:
    """NetApp volumes: inside a delegated subnet, sealed by the account's key where it has one."""
    for d in book.of(VOLUME):
        account = owner(book, d.attrs.get("account_name"), "azurerm_netapp_account")
        sealing = children(book, "azurerm_netapp_account_encryption", "netapp_account_id", book.by_address[account]) if account else []
        vaulted = text(d.attrs.get("encryption_key_source")) == "Microsoft.KeyVault"
        key = sealing[0].attrs.get("encryption_key") if sealing and vaulted else None
        subnet = address_or_id(book, d.attrs.get("subnet_id"), "azurerm_subnet")
        copied = block(d.attrs, "data_protection_replication")
        there = region(book, copied.get("remote_volume_location"))
        source = address_or_id(book, copied.get("remote_volume_resource_id"), d.type)
        replica = text(copied.get("endpoint_type"), "dst") if copied else None
        found = Place(kind="replica", where=there or "", address=d.address, origin=where(d, "data_protection_replication"))
        yield DataStore(
            **head(book, d),
            kind="file-share",
            seal=seal(book, d, key, "encryption_key", by=sealing[0] if key else None),
            subnets=(subnet,) if subnet is not None else (),
            host=account,
            copy_of=(source,) if isinstance(source, str) and replica == "dst" else (),
            places=(found,) if known(there) and there and replica == "src" else (),
        )
