# SPDX-License-Identifier: Apache-2.0
"""Storage accounts: defaults of each provider version, walls declared elsewhere, copies, doors."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import estate, lowered, one, placed, ref, res
from msgspec.structs import replace

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared, Home

ACCOUNT = "azurerm_storage_account.st"
KEY = res("azurerm_key_vault_key.k", name="cmk", key_vault_id=ref("azurerm_key_vault.kv"))
VAULT = placed("azurerm_key_vault.kv")


def account(*parts: Declared, version: str = "~> 4.50", **attrs: Any) -> DataStore:
    own = placed(ACCOUNT, **{"account_tier": "Standard", "account_replication_type": "LRS", **attrs})
    return one(DataStore, ACCOUNT, replace(own, home=Home(account=own.home.account, version=version)), VAULT, KEY, *parts)


@pytest.mark.parametrize(
    ("version", "allowed", "tls", "across"),
    [
        ("~> 2.99", False, False, True),
        ("~> 3.0", True, True, True),
        ("= 3.117.0", True, True, True),
        ("~> 4.0", True, True, False),
        (">= 4.0", True, True, False),
        ("", True, True, False),
        (">= 3.0, < 5.0", True, True, False),
        ("~> 5.1", False, True, False),
    ],
)
def test_defaults_follow_the_provider_version(version: str, allowed: bool, tls: bool, across: bool) -> None:
    found = account(version=version)
    assert found.anonymous_allowed is allowed
    assert found.transport is not None
    assert found.transport.refuses_plain is tls
    assert found.extra["cross_tenant_replication"] is across


@pytest.mark.parametrize(
    ("attrs", "refuses"),
    [
        ({}, True),
        ({"https_traffic_only_enabled": False}, False),
        ({"enable_https_traffic_only": False}, False),
        ({"min_tls_version": "TLS1_0"}, False),
        ({"min_tls_version": "TLS1_3"}, True),
    ],
)
def test_plain_connections(attrs: dict[str, Any], refuses: bool) -> None:
    found = account(**attrs).transport
    assert found is not None
    assert found.refuses_plain is refuses


def test_an_unknown_switch_stays_unknown() -> None:
    found = account(min_tls_version="TLS1_2", https_traffic_only_enabled=Unknown("var.https")).transport
    assert found is not None
    assert found.refuses_plain == Unknown("var.https")


@pytest.mark.parametrize(
    "key", [ref("azurerm_key_vault_key.k"), ref("azurerm_key_vault_key.k", "versionless_id"), "https://kv.vault.azure.net/keys/cmk/0123"]
)
def test_an_inline_key_seals_in_every_spelling(key: str) -> None:
    found = account(customer_managed_key=[{"key_vault_key_id": key, "user_assigned_identity_id": "x"}]).seal
    assert found is not None
    assert (found.state, found.key) == ("customer-key", KEY.address)


def test_a_separate_key_by_vault_and_name_seals_and_is_where_one_edits() -> None:
    separate = res(
        "azurerm_storage_account_customer_managed_key.m", storage_account_id=ref(ACCOUNT), key_vault_id=ref(VAULT.address), key_name="cmk"
    )
    found = account(separate).seal
    assert found is not None
    assert (found.state, found.key, found.address) == ("customer-key", KEY.address, separate.address)


def test_infrastructure_encryption_is_no_customer_key() -> None:
    found = account(infrastructure_encryption_enabled=True).seal
    assert found is not None
    assert found.state == "provider-key"


def test_a_key_that_only_a_variable_knows_is_unknown() -> None:
    found = account(customer_managed_key=[{"key_vault_key_id": ref("var.cmk", "")}]).seal
    assert found is not None
    assert isinstance(found.state, Unknown)


@pytest.mark.parametrize(
    ("attrs", "parts", "public", "opens"),
    [
        ({}, (), True, True),
        ({"public_network_access_enabled": False}, (), False, False),
        ({"network_rules": [{"default_action": "Deny"}]}, (), True, False),
        ({"network_rules": [{"default_action": "Allow", "ip_rules": ["10.0.0.1"]}]}, (), True, True),
        ({"network_rules": [{"default_action": "Deny", "ip_rules": ["0.0.0.0/0"]}]}, (), True, True),
        ({}, (res("azurerm_storage_account_network_rules.n", storage_account_id=ref(ACCOUNT), default_action="Deny"),), True, False),
        (
            {},
            (res("azurerm_storage_account_network_rules.n", storage_account_id=ref("azurerm_storage_account.o"), default_action="Deny"),),
            True,
            True,
        ),
        ({"network_rules": Unknown("dynamic")}, (), True, Unknown("dynamic")),
    ],
)
def test_the_gate(attrs: dict[str, Any], parts: tuple[Declared, ...], public: bool, opens: Any) -> None:
    found = account(*parts, **attrs).gate
    assert found is not None
    assert (found.public, found.open) == (public, opens)


def test_bypass_defaults_to_azure_services_and_none_closes_it() -> None:
    default, none = ({"default_action": "Deny", **b} for b in ({}, {"bypass": ["None"]}))
    assert account(network_rules=[default]).gate.trusted_services is True  # type: ignore[union-attr]
    assert account(network_rules=[none]).gate.trusted_services is False  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("attrs", "anonymous"),
    [
        ({}, False),
        ({"container_access_type": "private"}, False),
        ({"container_access_type": "blob"}, True),
        ({"container_access_type": "container"}, True),
    ],
)
@pytest.mark.parametrize("named", [{"storage_account_id": ref(ACCOUNT)}, {"storage_account_name": "st"}])
def test_doors_by_id_and_by_name(attrs: dict[str, Any], anonymous: bool, named: dict[str, Any]) -> None:
    (door,) = account(res("azurerm_storage_container.c", name="models", **named, **attrs)).doors
    assert (door.address, door.name, door.anonymous) == ("azurerm_storage_container.c", "models", anonymous)


def test_an_access_type_that_nobody_states_is_unknown() -> None:
    part = res("azurerm_storage_container.c", name="c", storage_account_id=ref(ACCOUNT), container_access_type=ref("var.access", ""))
    (door,) = account(part).doors
    assert isinstance(door.anonymous, Unknown)


def test_a_static_website_is_open_whatever_the_account_allows() -> None:
    (door,) = account(
        res("azurerm_storage_account_static_website.w", storage_account_id=ref(ACCOUNT)), allow_nested_items_to_be_public=False
    ).doors
    assert (door.name, door.anonymous, door.regardless) == ("$web", True, True)


@pytest.mark.parametrize(
    ("replication", "there"),
    [("LRS", None), ("ZRS", None), ("GRS", "northeurope"), ("RAGRS", "northeurope"), ("GZRS", "northeurope"), ("RAGZRS", "northeurope")],
)
def test_geo_redundancy_copies_to_the_paired_region(replication: str, there: str | None) -> None:
    found = [p for p in account(account_replication_type=replication).places if p.kind == "geo-redundancy"]
    assert [p.where for p in found] == ([there] if there else [])


def test_object_replication_marks_both_ends() -> None:
    far = placed("azurerm_storage_account.far", location="northcentralus", account_tier="Standard", account_replication_type="LRS")
    rule = res(
        "azurerm_storage_object_replication.r", source_storage_account_id=ref(ACCOUNT), destination_storage_account_id=ref(far.address)
    )
    near = placed(ACCOUNT, account_tier="Standard", account_replication_type="LRS")
    found = estate(near, far, rule)
    source, target = (found.find(a, DataStore) for a in (ACCOUNT, far.address))
    assert source is not None
    assert target is not None
    assert [(p.kind, p.where, p.to, p.address) for p in source.places] == [("replica", "northcentralus", far.address, rule.address)]
    assert target.copy_of == (ACCOUNT,)
    assert source.copy_of == ()


def test_lifecycle_rules_bound_how_long_records_are_kept() -> None:
    def policy(prefix: list[str]) -> Declared:
        rule = {
            "enabled": True,
            "filters": [{"prefix_match": prefix}],
            "actions": [{"base_blob": [{"delete_after_days_since_modification_greater_than": 30}]}],
        }
        return res("azurerm_storage_management_policy.p", storage_account_id=ref(ACCOUNT), rule=[rule])

    assert account(policy([])).retention_days == 30
    assert account(policy(["insights-logs-storageread"])).retention_days == 30
    assert account(policy(["temp/"])).retention_days is None
    assert account().retention_days is None


def test_an_account_only_looked_up_keeps_its_settings_unknown() -> None:
    found = one(DataStore, "data.azurerm_storage_account.x", res("data.azurerm_storage_account.x", name="stx", resource_group_name="rg"))
    assert isinstance(found.anonymous_allowed, Unknown)
    assert isinstance(found.gate.open, Unknown)  # type: ignore[union-attr]
    assert isinstance(found.seal.state, Unknown)  # type: ignore[union-attr]


def test_one_odd_shape_does_not_lose_the_others() -> None:
    odd = res("azurerm_storage_account.odd", name={"a": 1}, resource_group_name=["x"], location=7, network_rules=[[1]], tags="no")
    good = placed(ACCOUNT, account_tier="Standard", account_replication_type="LRS")
    found, _, _ = lowered(odd, good)
    assert found.find(ACCOUNT, DataStore) is not None


def test_an_account_looked_up_and_declared_is_one_store() -> None:
    own = placed(ACCOUNT, account_tier="Standard", account_replication_type="LRS")
    again = res("data.azurerm_storage_account.again", name="st", resource_group_name="rg")
    part = res("azurerm_storage_container.c", name="c", storage_account_id=ref(again.address), container_access_type="blob")
    found = estate(own, again, part).all(DataStore)
    assert [(s.address, [d.anonymous for d in s.doors]) for s in found] == [(ACCOUNT, [True])]
