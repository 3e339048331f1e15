# SPDX-License-Identifier: Apache-2.0
"""Databases and caches: keys, firewalls, TLS parameters, replicas, backups."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import estate, one, placed, ref, res

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.sources.azure.firewall_rules import AZURE, cidrs
from intramuros.sources.declared import Declared

SERVER = "azurerm_mssql_server.s"
DATABASE = "azurerm_mssql_database.d"
VAULT = placed("azurerm_key_vault.kv")
KEY = res("azurerm_key_vault_key.k", name="tde", key_vault_id=ref(VAULT.address))


def sql(*parts: Declared, database: dict[str, Any] | None = None, **attrs: Any) -> tuple[DataStore, DataStore]:
    made = estate(placed(SERVER, **attrs), res(DATABASE, name="d", server_id=ref(SERVER), **(database or {})), VAULT, KEY, *parts)
    server, inner = made.find(SERVER, DataStore), made.find(DATABASE, DataStore)
    assert server is not None
    assert inner is not None
    return server, inner


def test_a_database_stands_behind_its_servers_walls() -> None:
    key = res("azurerm_mssql_server_transparent_data_encryption.t", server_id=ref(SERVER), key_vault_key_id=ref(KEY.address))
    server, inner = sql(key, public_network_access_enabled=False)
    assert inner.seal == server.seal
    assert inner.seal is not None
    assert (inner.seal.state, inner.seal.address) == ("customer-key", key.address)
    assert (inner.host, inner.region, inner.group) == (SERVER, "westeurope", "rg")
    assert inner.gate == server.gate
    assert server.gate is not None
    assert server.gate.public is False


def test_a_database_that_switches_encryption_off_is_not_sealed() -> None:
    _, inner = sql(database={"transparent_data_encryption_enabled": False})
    assert inner.seal is not None
    assert inner.seal.state == "none"


@pytest.mark.parametrize(
    ("start", "end", "opens", "trusted", "addresses"),
    [
        (None, None, False, False, ()),
        ("0.0.0.0", "0.0.0.0", True, True, ()),  # any customer of Azure
        ("0.0.0.0", "255.255.255.255", True, False, ("0.0.0.0/0",)),
        ("203.0.113.4", "203.0.113.4", False, False, ("203.0.113.4/32",)),
    ],
)
def test_sql_firewall_rules(start: Any, end: Any, opens: bool, trusted: bool, addresses: tuple[str, ...]) -> None:
    rules = [res("azurerm_mssql_firewall_rule.f", server_id=ref(SERVER), start_ip_address=start, end_ip_address=end)] if start else []
    server, _ = sql(*rules)
    assert server.gate is not None
    assert (server.gate.open, server.gate.trusted_services, server.gate.addresses) == (opens, trusted, addresses)


def test_ranges_become_cidrs_and_nonsense_is_unknown() -> None:
    assert cidrs("10.0.0.0", "10.0.0.3") == ["10.0.0.0/30"]
    assert cidrs("0.0.0.0", "0.0.0.0") == [AZURE]
    assert isinstance(cidrs("10.0.0.9", "10.0.0.1")[0], Unknown)
    assert isinstance(cidrs(ref("var.ip", ""), "10.0.0.1")[0], Unknown)


def test_a_failover_group_copies_what_it_lists_to_its_partner() -> None:
    far = placed("azurerm_mssql_server.far", location="ukwest")
    group = res(
        "azurerm_mssql_failover_group.g", server_id=ref(SERVER), databases=[ref(DATABASE)], partner_server=[{"id": ref(far.address)}]
    )
    made = estate(
        placed(SERVER),
        res(DATABASE, name="d", server_id=ref(SERVER)),
        res("azurerm_mssql_database.o", name="o", server_id=ref(SERVER)),
        far,
        group,
    )
    listed, other, partner = (made.find(a, DataStore) for a in (DATABASE, "azurerm_mssql_database.o", far.address))
    assert [(p.where, p.address, p.to) for p in listed.places if p.kind == "replica"] == [("ukwest", group.address, far.address)]  # type: ignore[union-attr]
    assert [p for p in other.places if p.kind == "replica"] == []  # type: ignore[union-attr]
    assert partner.copy_of == (DATABASE,)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kept", "where"), [(None, ["northeurope"]), ("Geo", ["northeurope"]), ("GeoZone", ["northeurope"]), ("Local", []), ("Zone", [])]
)
def test_sql_backups_are_geo_redundant_unless_said_otherwise(kept: str | None, where: list[str]) -> None:
    _, inner = sql(database={"storage_account_type": kept} if kept else {})
    assert [p.where for p in inner.places if p.kind == "backup"] == where


def test_a_default_backup_in_a_region_without_a_pair_stays_there() -> None:
    _, inner = sql(location="italynorth")
    assert [p for p in inner.places if p.kind == "backup"] == []


FLEXIBLE = "azurerm_postgresql_flexible_server.p"


def flexible(*parts: Declared, **attrs: Any) -> DataStore:
    return one(DataStore, FLEXIBLE, placed(FLEXIBLE, **attrs), VAULT, KEY, *parts)


@pytest.mark.parametrize(
    ("name", "value", "refuses"),
    [
        (None, None, True),
        ("require_secure_transport", "off", False),
        ("require_secure_transport", "ON", True),
        ("ssl_min_protocol_version", "TLSv1.1", False),
        ("ssl_min_protocol_version", "TLSv1.3", True),
        ("log_checkpoints", "off", True),
    ],
)
def test_server_parameters_decide_on_plain_connections(name: str | None, value: str | None, refuses: bool) -> None:
    parameter = res("azurerm_postgresql_flexible_server_configuration.c", server_id=ref(FLEXIBLE), name=name, value=value)
    found = flexible(*([parameter] if name else [])).transport
    assert found is not None
    assert found.refuses_plain is refuses
    assert found.address == (FLEXIBLE if refuses else parameter.address)


def test_mysql_lists_versions_and_the_oldest_counts() -> None:
    address = "azurerm_mysql_flexible_server.m"
    parameter = res("azurerm_mysql_flexible_server_configuration.c", server_name="m", name="tls_version", value="TLSv1.1,TLSv1.2")
    found = one(DataStore, address, placed(address), parameter).transport
    assert found is not None
    assert found.refuses_plain is False


def test_a_server_in_a_delegated_subnet_has_no_public_endpoint() -> None:
    inside, outside = flexible(delegated_subnet_id="/subscriptions/x/subnets/y"), flexible()
    assert inside.gate.public is False  # type: ignore[union-attr]
    assert (outside.gate.public, outside.gate.open) == (True, False)  # type: ignore[union-attr]


def test_replicas_and_geo_backups_are_places() -> None:
    copy = placed("azurerm_postgresql_flexible_server.r", location="UK South", create_mode="Replica", source_server_id=ref(FLEXIBLE))
    found = flexible(copy, geo_redundant_backup_enabled=True)
    assert {(p.kind, p.where, p.to) for p in found.places} == {("replica", "uksouth", copy.address), ("backup", "northeurope", None)}
    assert one(DataStore, copy.address, copy, placed(FLEXIBLE)).copy_of == (FLEXIBLE,)


COSMOS = "azurerm_cosmosdb_account.c"


def cosmos(**attrs: Any) -> DataStore:
    return one(DataStore, COSMOS, placed(COSMOS, **attrs), VAULT, KEY)


def test_cosmos_rests_in_every_geo_location() -> None:
    found = cosmos(geo_location=[{"location": "West Europe"}, {"location": "UK South"}], backup=[{"type": "Continuous"}])
    assert [(p.kind, p.where) for p in found.places] == [("replica", "uksouth")]
    assert isinstance(cosmos(geo_location=Unknown("each.value")).places[0].where, Unknown)


@pytest.mark.parametrize(
    ("attrs", "opens", "trusted"),
    [
        ({}, True, False),
        ({"ip_range_filter": ["203.0.113.0/24"]}, False, False),
        ({"ip_range_filter": "203.0.113.1,10.0.0.1"}, False, False),
        ({"ip_range_filter": ["0.0.0.0"]}, True, True),
        ({"is_virtual_network_filter_enabled": True}, False, False),
        ({"public_network_access_enabled": False}, False, False),
    ],
)
def test_cosmos_firewall(attrs: dict[str, Any], opens: bool, trusted: bool) -> None:
    found = cosmos(**attrs).gate
    assert found is not None
    assert (found.open, found.trusted_services) == (opens, trusted)


@pytest.mark.parametrize(
    ("attrs", "local"), [({}, True), ({"local_authentication_disabled": True}, False), ({"local_authentication_enabled": False}, False)]
)
def test_cosmos_keys_in_both_spellings(attrs: dict[str, Any], local: bool) -> None:
    assert cosmos(**attrs).local_keys is local


@pytest.mark.parametrize(
    ("type_", "attrs", "sealed", "local", "opens"),
    [
        ("azurerm_search_service", {}, "provider-key", True, True),
        ("azurerm_search_service", {"allowed_ips": ["10.1.1.1"], "local_authentication_enabled": False}, "provider-key", False, False),
        ("azurerm_search_service", {"customer_managed_key_enforcement_enabled": True}, "provider-key", True, True),
        ("azurerm_servicebus_namespace", {"customer_managed_key": [{"key_vault_key_id": ref(KEY.address)}]}, "customer-key", True, True),
        ("azurerm_eventhub_namespace", {"network_rulesets": [{"default_action": "Deny"}]}, "provider-key", True, False),
        ("azurerm_iothub", {"network_rule_set": [{"ip_rule": []}]}, "provider-key", True, False),
        ("azurerm_iothub", {}, "provider-key", True, True),
        ("azurerm_mongo_cluster", {"public_network_access": "Disabled"}, "provider-key", True, False),
    ],
)
def test_stores_of_one_row(type_: str, attrs: dict[str, Any], sealed: str, local: bool, opens: bool) -> None:
    found = one(DataStore, f"{type_}.x", placed(f"{type_}.x", **attrs), VAULT, KEY)
    assert found.seal is not None
    assert found.gate is not None
    assert (found.seal.state, found.local_keys, found.gate.open) == (sealed, local, opens)


@pytest.mark.parametrize(("version", "refuses"), [("~> 3.100", False), ("~> 4.0", True)])
def test_redis_tls_floor_follows_the_version(version: str, refuses: bool) -> None:
    declared = res("azurerm_redis_cache.r", version=version, name="r", resource_group_name="rg", location="westeurope")
    found = one(DataStore, declared.address, declared).transport
    assert found is not None
    assert found.refuses_plain is refuses


@pytest.mark.parametrize(("rules", "opens"), [((), False), (("0.0.0.0", "255.255.255.255"), True)])
def test_firewalls_of_ranges_deny_by_default(rules: tuple[str, ...], opens: bool) -> None:
    address = "azurerm_synapse_workspace.w"
    made = (
        [res("azurerm_synapse_firewall_rule.f", synapse_workspace_id=ref(address), start_ip_address=rules[0], end_ip_address=rules[1])]
        if rules
        else []
    )
    found = one(DataStore, address, placed(address), *made).gate
    assert found is not None
    assert (found.public, found.open) == (True, opens)
