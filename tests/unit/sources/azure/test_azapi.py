# SPDX-License-Identifier: Apache-2.0
"""azapi resources mean what the same azurerm resources mean, with ARM's defaults."""

from __future__ import annotations

import json
from typing import Any

import pytest
from data_kit import estate, lowered, one, placed, ref, res, rg

from intramuros.estate.access import Key, RoleAssignment, Vault
from intramuros.estate.records import Alert, Recorder
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared

STORAGE = "Microsoft.Storage/storageAccounts@2023-05-01"


def arm(kind: str, address: str = "azapi_resource.x", **attrs: Any) -> Declared:
    given = {"type": kind, "name": "x", "parent_id": ref("azurerm_resource_group.rg"), "location": "westeurope", **attrs}
    return res(address, **{k: v for k, v in given.items() if v is not None})


@pytest.mark.parametrize("written", [lambda b: b, json.dumps], ids=["object", "text"])
def test_a_storage_account_in_both_spellings_of_the_body(written: Any) -> None:
    body = {
        "kind": "StorageV2",
        "sku": {"name": "Standard_GRS"},
        "properties": {
            "allowBlobPublicAccess": True,
            "allowSharedKeyAccess": False,
            "supportsHttpsTrafficOnly": True,
            "minimumTlsVersion": "TLS1_2",
            "networkAcls": {"defaultAction": "Deny", "bypass": "None", "ipRules": [{"value": "203.0.113.0/24", "action": "Allow"}]},
            "encryption": {
                "keySource": "Microsoft.Keyvault",
                "keyvaultproperties": {"keyvaulturi": "https://kv.vault.azure.net", "keyname": "cmk"},
            },
        },
    }
    vault = placed("azurerm_key_vault.kv")
    key = res("azurerm_key_vault_key.k", name="cmk", key_vault_id=ref(vault.address))
    found = one(DataStore, "azapi_resource.x", arm(STORAGE, body=written(body)), rg(), vault, key)
    assert (found.type, found.group, found.region, found.local_keys, found.anonymous_allowed) == (
        "azapi_resource",
        "rg",
        "westeurope",
        False,
        True,
    )
    assert found.gate is not None
    assert found.seal is not None
    assert found.transport is not None
    assert (found.gate.open, found.gate.addresses, found.gate.trusted_services) == (False, ("203.0.113.0/24",), False)
    assert (found.seal.state, found.seal.key, found.transport.refuses_plain) == ("customer-key", key.address, True)
    assert [p.where for p in found.places] == ["northeurope"]


def test_arms_defaults_are_not_azurerms() -> None:
    found = one(DataStore, "azapi_resource.x", arm(STORAGE, body={"properties": {}}), rg())
    assert found.transport is not None
    assert (found.anonymous_allowed, found.transport.refuses_plain, found.local_keys) == (False, False, True)


def test_an_unknown_body_leaves_everything_unknown() -> None:
    found = one(DataStore, "azapi_resource.x", arm(STORAGE, body=Unknown("var.body")), rg())
    assert isinstance(found.anonymous_allowed, Unknown)
    assert isinstance(found.gate.open, Unknown)  # type: ignore[union-attr]
    assert isinstance(found.seal.state, Unknown)  # type: ignore[union-attr]


def test_a_container_below_the_blob_service() -> None:
    account = arm(STORAGE, "azapi_resource.a", body={"properties": {"allowBlobPublicAccess": True}})
    kind = "Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01"
    part = arm(kind, parent_id=ref(account.address) + "/blobServices/default", body={"properties": {"publicAccess": "Blob"}}, location=None)
    (door,) = one(DataStore, account.address, account, part, rg()).doors
    assert (door.address, door.anonymous) == (part.address, True)


def test_an_update_is_laid_over_its_target() -> None:
    account = placed("azurerm_storage_account.st", account_replication_type="LRS")
    update = res(
        "azapi_update_resource.u", type=STORAGE, resource_id=ref(account.address), body={"properties": {"publicNetworkAccess": "Disabled"}}
    )
    found = one(DataStore, account.address, account, update)
    assert found.gate is not None
    assert (found.gate.public, found.anonymous_allowed) == (False, True)


def test_an_update_of_something_else_is_a_stranger() -> None:
    _, strangers, _ = lowered(res("azapi_update_resource.u", type="Microsoft.Foo/bars@2024-01-01", resource_id=ref("azurerm_x.y"), body={}))
    assert [s.address for s in strangers] == ["azapi_update_resource.u"]


@pytest.mark.parametrize(("version", "rbac"), [("2023-07-01", False), ("2026-02-01", True)])
def test_a_vaults_default_model_follows_the_api_version(version: str, rbac: bool) -> None:
    assert one(Vault, "azapi_resource.x", arm(f"Microsoft.KeyVault/vaults@{version}", body={"properties": {}}), rg()).rbac is rbac


def test_a_key_with_a_release_policy() -> None:
    body = {"properties": {"kty": "RSA-HSM", "release_policy": {"data": "eyJ9"}}}
    found = one(
        Key,
        "azapi_resource.x",
        arm("Microsoft.KeyVault/vaults/keys@2023-07-01", parent_id=ref("azurerm_key_vault.kv"), body=body),
        placed("azurerm_key_vault.kv"),
    )
    assert (found.vault, found.release_policy) == ("azurerm_key_vault.kv", "eyJ9")


def test_an_account_with_a_deployment() -> None:
    account = arm(
        "Microsoft.CognitiveServices/accounts@2024-10-01",
        "azapi_resource.a",
        body={"kind": "OpenAI", "properties": {"disableLocalAuth": True, "publicNetworkAccess": "Disabled"}},
    )
    inner = {"sku": {"name": "DataZoneStandard"}, "properties": {"model": {"name": "gpt-4o"}}}
    made = arm("Microsoft.CognitiveServices/accounts/deployments@2024-10-01", parent_id=ref(account.address), body=inner, location=None)
    found = one(DataStore, account.address, account, made, rg())
    assert found.gate is not None
    assert (found.purpose, found.local_keys, found.gate.public) == ("OpenAI", False, False)
    assert [(p.where, p.address) for p in found.places] == [("zone:eu", made.address)]


def test_roles_diagnostics_and_defender() -> None:
    store = placed("azurerm_storage_account.st")
    guid = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    role = arm(
        "Microsoft.Authorization/roleAssignments@2022-04-01",
        "azapi_resource.r",
        parent_id=ref(store.address),
        location=None,
        body={"properties": {"principalId": "p", "roleDefinitionId": guid}},
    )
    logs = arm(
        "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
        "azapi_resource.d",
        parent_id=ref(store.address) + "/blobServices/default",
        location=None,
        body={"properties": {"logs": [{"category": "StorageRead", "enabled": True}, {"category": "StorageWrite", "enabled": False}]}},
    )
    watch = arm(
        "Microsoft.Security/defenderForStorageSettings@2022-12-01-preview",
        "azapi_resource.w",
        parent_id=ref(store.address),
        location=None,
        body={"properties": {"isEnabled": True}},
    )
    made = estate(store, role, logs, watch)
    given, kept, alert = made.find(role.address, RoleAssignment), made.find(logs.address, Recorder), made.find(watch.address, Alert)
    assert given is not None
    assert kept is not None
    assert alert is not None
    assert (given.role, given.scope_address) == ("Storage Blob Data Reader", store.address)
    assert (kept.target, kept.target_part, kept.categories) == (store.address, "blobServices", ("StorageRead",))
    assert (alert.scopes, alert.enabled) == ((store.address,), True)


def test_types_that_no_translation_knows_are_strangers() -> None:
    _, strangers, _ = lowered(arm("Microsoft.Foo/bars@2024-01-01", body={}))
    assert [(s.type, s.address) for s in strangers] == [("azapi_resource (Microsoft.Foo/bars)", "azapi_resource.x")]
