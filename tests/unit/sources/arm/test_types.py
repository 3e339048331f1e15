# SPDX-License-Identifier: Apache-2.0
"""What ARM states inside of a resource, or below it, reaches azurerm's shape: as a resource of its own, or as a setting of its holder."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.sources.arm.declaring import declared
from intramuros.sources.arm.template import evaluate
from intramuros.sources.azure.azapi import ALL, TABLE, aside, translated
from intramuros.sources.azure.catalogue import IGNORED, LOWERINGS, SUB_RESOURCES
from intramuros.sources.declared import Declared

HERE = Origin(file="azuredeploy.json", line=1, dialect="arm")


def _all(*resources: dict[str, Any]) -> list[Declared]:
    return translated(list(declared(evaluate({"resources": list(resources)}, parameters={}, origin=HERE).resources)))


def _one(kind: str, name: str, properties: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2024-01-01", "name": name, "properties": properties, **more}


LINKED = [
    (
        _one(
            "Microsoft.Logic/workflows",
            "w",
            {"definition": {"actions": {"send": {"type": "Http", "inputs": {"uri": "https://example.org"}}}}},
        ),
        "azurerm_logic_app_action_http",
        "uri",
        "https://example.org",
    ),
    (
        _one("Microsoft.Kusto/clusters", "k", {"keyVaultProperties": {"keyName": "n", "keyVaultUri": "https://kv.vault.azure.net/"}}),
        "azurerm_kusto_cluster_customer_managed_key",
        "key_name",
        "https://kv.vault.azure.net/keys/n",
    ),
    (
        _one(
            "Microsoft.KeyVault/vaults/accessPolicies",
            "kv/add",
            {"accessPolicies": [{"objectId": "o", "permissions": {"secrets": ["get"]}}]},
        ),
        "azurerm_key_vault_access_policy",
        "secret_permissions",
        ["get"],
    ),
    (
        _one("Microsoft.Network/virtualNetworks", "v", {"subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}),
        "azurerm_subnet",
        "address_prefixes",
        ["10.0.0.0/24"],
    ),
    (
        _one(
            "Microsoft.ContainerService/managedClusters",
            "c",
            {"agentPoolProfiles": [{"name": "a"}, {"name": "gpu", "vmSize": "Standard_NC6"}]},
        ),
        "azurerm_kubernetes_cluster_node_pool",
        "vm_size",
        "Standard_NC6",
    ),
    (
        _one("Microsoft.Network/azureFirewalls", "f", {"networkRuleCollections": [{"name": "n", "properties": {"priority": 100}}]}),
        "azurerm_firewall_network_rule_collection",
        "priority",
        100,
    ),
]


@pytest.mark.parametrize(("resource", "kind", "attribute", "wanted"), LINKED, ids=[k for _, k, _, _ in LINKED])
def test_what_stands_inside_stands_beside(resource: dict[str, Any], kind: str, attribute: str, wanted: Any) -> None:
    found = [d for d in _all(resource) if d.type == kind]
    assert [d.attrs[attribute] for d in found] == [wanted]


FOLDED = [
    ("Microsoft.Web/sites", "Microsoft.Web/sites/config", "x/appsettings", {"A": "1"}, "app_settings", {"A": "1"}),
    (
        "Microsoft.Sql/servers",
        "Microsoft.Sql/servers/azureADOnlyAuthentications",
        "x/Default",
        {"azureADOnlyAuthentication": True},
        "azuread_administrator",
        [{"azuread_authentication_only": True}],
    ),
    (
        "Microsoft.Web/sites",
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
        "x/ftp",
        {"allow": False},
        "ftp_publish_basic_authentication_enabled",
        False,
    ),
]


@pytest.mark.parametrize(("holder", "kind", "name", "properties", "attribute", "wanted"), FOLDED, ids=[f[1] for f in FOLDED])
def test_what_stands_below_is_a_setting(holder: str, kind: str, name: str, properties: Any, attribute: str, wanted: Any) -> None:
    (found,) = _all(_one(holder, "x", {}), _one(kind, name, properties))
    assert found.attrs[attribute] == wanted


def test_setting_of_what_is_not_declared_stays_a_stranger() -> None:
    (found,) = _all(_one("Microsoft.Sql/servers/administrators", "x/a", {"sid": "s"}))
    assert found.type == "azapi_resource"
    assert not aside(found)


def test_unknown_properties_are_unknown_in_every_attribute() -> None:
    (found,) = _all(_one("Microsoft.Storage/storageAccounts", "st", "[parameters('p')]"))
    assert isinstance(found.attrs["allow_nested_items_to_be_public"], Unknown)
    assert isinstance(found.attrs["public_network_access_enabled"], Unknown)


def test_names_of_properties_are_compared_without_case() -> None:
    (found,) = _all(_one("Microsoft.Storage/storageAccounts", "st", {"AllowBlobPublicAccess": True}))
    assert found.attrs["allow_nested_items_to_be_public"] is True


def test_every_type_of_the_tables_is_one_that_is_lowered() -> None:
    lowered = frozenset[str]().union(*(types for types, _ in LOWERINGS)) | SUB_RESOURCES | IGNORED
    known_strangers = {
        "azurerm_mariadb_active_directory_administrator",
        "azurerm_mysql_active_directory_administrator",
        "azurerm_redis_enterprise_database",
    }
    assert {kind for kind, _ in ALL.values()} - lowered <= known_strangers
    assert len(TABLE) == len(ALL), "two spellings of one ARM type"
