# SPDX-License-Identifier: Apache-2.0
"""AI accounts, deployments, workspaces, notebooks and health data."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import estate, one, placed, ref, res

from intramuros.estate.edges import Endpoint
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.sources.azure.ai import processed

ACCOUNT = "azurerm_cognitive_account.a"
WORKSPACE = "azurerm_machine_learning_workspace.w"
VAULT = placed("azurerm_key_vault.kv")
KEY = res("azurerm_key_vault_key.k", name="cmk", key_vault_id=ref(VAULT.address))


@pytest.mark.parametrize(
    ("sku", "home", "where"),
    [
        ("Standard", "westeurope", "westeurope"),
        ("ProvisionedManaged", "westeurope", "westeurope"),
        ("GlobalStandard", "westeurope", "global"),
        ("GlobalBatch", "westeurope", "global"),
        ("globalprovisionedmanaged", "westeurope", "global"),
        ("DeveloperTier", "westeurope", "global"),
        ("DataZoneStandard", "westeurope", "zone:eu"),
        ("DataZoneProvisionedManaged", "eastus2", "zone:us"),
    ],
)
def test_where_a_deployment_type_processes(sku: str, home: str, where: str) -> None:
    assert processed(sku, home) == where


@pytest.mark.parametrize(
    ("sku", "home"), [("DataZoneStandard", "uksouth"), (ref("var.sku", ""), "westeurope"), ("Standard", Unknown("var.region"))]
)
def test_what_is_not_known_of_a_deployment_stays_unknown(sku: str, home: Any) -> None:
    assert isinstance(processed(sku, home), Unknown)


@pytest.mark.parametrize("spelling", [{"sku": [{"name": "GlobalStandard"}]}, {"scale": [{"type": "GlobalStandard"}]}])
def test_deployments_in_both_spellings_are_places_of_their_account(spelling: dict[str, Any]) -> None:
    made = res("azurerm_cognitive_deployment.d", name="d", cognitive_account_id=ref(ACCOUNT), model=[{"name": "gpt-4o"}], **spelling)
    found = one(DataStore, ACCOUNT, placed(ACCOUNT, kind="OpenAI"), made)
    assert [(p.kind, p.where, p.address) for p in found.places] == [("process", "global", made.address)]
    assert (found.purpose, found.contents) == ("OpenAI", ("gpt-4o",))


@pytest.mark.parametrize(
    ("type_", "attrs", "public", "opens", "local"),
    [
        ("azurerm_cognitive_account", {}, True, True, True),
        ("azurerm_cognitive_account", {"public_network_access_enabled": False, "local_auth_enabled": False}, False, False, False),
        ("azurerm_cognitive_account", {"network_acls": [{"default_action": "Deny", "ip_rules": ["203.0.113.7"]}]}, True, False, True),
        ("azurerm_ai_services", {"public_network_access": "Disabled", "local_authentication_enabled": False}, False, False, False),
        ("azurerm_ai_services", {}, True, True, True),
    ],
)
def test_the_gate_of_an_account(type_: str, attrs: dict[str, Any], public: bool, opens: bool, local: bool) -> None:
    found = one(DataStore, f"{type_}.a", placed(f"{type_}.a", **attrs))
    assert found.gate is not None
    assert (found.gate.public, found.gate.open, found.local_keys) == (public, opens, local)


def test_an_accounts_key_inline_and_separate() -> None:
    inline = one(DataStore, ACCOUNT, placed(ACCOUNT, customer_managed_key=[{"key_vault_key_id": ref(KEY.address)}]), KEY, VAULT)
    separate = res("azurerm_cognitive_account_customer_managed_key.m", cognitive_account_id=ref(ACCOUNT), key_vault_key_id=ref(KEY.address))
    apart = one(DataStore, ACCOUNT, placed(ACCOUNT), separate, KEY, VAULT)
    assert [(s.seal.state, s.seal.address) for s in (inline, apart) if s.seal] == [
        ("customer-key", ACCOUNT),
        ("customer-key", separate.address),
    ]


@pytest.mark.parametrize(
    ("attrs", "workspace", "sends", "managed"),
    [
        ({}, {}, True, None),
        ({"node_public_ip_enabled": False}, {}, True, None),
        ({"subnet_resource_id": ref("azurerm_subnet.s")}, {}, False, None),
        ({}, {"managed_network": [{"isolation_mode": "AllowOnlyApprovedOutbound"}]}, False, "allow-only-approved"),
        ({}, {"managed_network": [{"isolation_mode": "AllowInternetOutbound"}]}, True, "allow-internet"),
        ({}, {"managed_network": [{"isolation_mode": "Disabled"}]}, True, None),
        ({}, {"managed_network": Unknown("var.net")}, Unknown("var.net"), Unknown("var.net")),
    ],
)
def test_where_a_notebook_may_send(attrs: dict[str, Any], workspace: dict[str, Any], sends: Any, managed: Any) -> None:
    made = res("azurerm_machine_learning_compute_instance.i", name="i", machine_learning_workspace_id=ref(WORKSPACE), **attrs)
    subnet = res("azurerm_subnet.s", name="s", virtual_network_name="v", resource_group_name="rg", address_prefixes=["10.0.0.0/24"])
    network = placed("azurerm_virtual_network.v", address_space=["10.0.0.0/16"])
    found = one(Workload, made.address, made, placed(WORKSPACE, **workspace), subnet, network)
    assert (found.kind, found.parent, found.region) == ("notebook", WORKSPACE, "westeurope")
    assert (found.sends_directly, found.managed_outbound) == (sends, managed)
    assert found.attachments[0].public_ip is attrs.get("node_public_ip_enabled", True)


def test_a_notebook_reads_the_datastores_of_its_workspace() -> None:
    account = placed("azurerm_storage_account.st")
    part = res("azurerm_storage_container.c", name="c", storage_account_id=ref(account.address))
    datastore = res("azurerm_machine_learning_datastore_blobstorage.b", workspace_id=ref(WORKSPACE), storage_container_id=ref(part.address))
    made = res("azurerm_machine_learning_compute_instance.i", name="i", machine_learning_workspace_id=ref(WORKSPACE))
    found = one(Workload, made.address, made, placed(WORKSPACE), datastore, part, account)
    assert [(u.target, u.role) for u in found.uses] == [(account.address, "training-data")]


@pytest.mark.parametrize(("attrs", "public"), [({}, True), ({"public_network_access_enabled": False}, False)])
def test_workspaces(attrs: dict[str, Any], public: bool) -> None:
    sealed = {"encryption": [{"key_vault_id": ref(VAULT.address), "key_id": ref(KEY.address)}]}
    found = one(DataStore, WORKSPACE, placed(WORKSPACE, **attrs, **sealed), KEY, VAULT)
    assert found.kind == "ml-workspace"
    assert found.gate is not None
    assert found.seal is not None
    assert (found.gate.public, found.seal.state) == (public, "customer-key")


def test_communication_services_rest_in_a_boundary_not_a_region() -> None:
    made = res("azurerm_communication_service.c", name="c", resource_group_name="rg", data_location="United Kingdom")
    found = one(DataStore, made.address, made)
    assert (found.region, [(p.kind, p.where) for p in found.places]) == (None, [("rest", "geo:United Kingdom")])


def test_health_services_stand_in_their_workspace() -> None:
    workspace = placed("azurerm_healthcare_workspace.w")
    made = res(
        "azurerm_healthcare_dicom_service.d",
        name="d",
        workspace_id=ref(workspace.address),
        location="West Europe",
        encryption_key_url=ref(KEY.address),
    )
    found = one(DataStore, made.address, made, workspace, KEY, VAULT)
    assert (found.kind, found.purpose, found.group) == ("health-data", "DICOM", "rg")
    assert found.seal is not None
    assert found.seal.state == "customer-key"


def test_online_endpoints_of_azapi_run_what_they_deploy() -> None:
    kind = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
    way = res(
        "azapi_resource.e",
        type=f"{kind}@2024-04-01",
        name="e",
        parent_id=ref(WORKSPACE),
        body={"properties": {"publicNetworkAccess": "Disabled"}},
    )
    inside = {"properties": {"model": "azureml:m:1", "instanceType": "Standard_NC24ads_A100_v4", "egressPublicNetworkAccess": "Disabled"}}
    run = res("azapi_resource.d", type=f"{kind}/deployments@2024-04-01", name="d", parent_id=ref(way.address), body=inside)
    made = estate(placed(WORKSPACE), way, run)
    endpoint, workload = made.find(way.address, Endpoint), made.find(run.address, Workload)
    assert endpoint is not None
    assert workload is not None
    assert (endpoint.public, endpoint.targets, endpoint.type) == (False, (run.address,), "azapi_resource")
    assert (workload.kind, workload.size, workload.sends_directly, workload.uses[0].target) == (
        "ml-endpoint",
        "Standard_NC24ads_A100_v4",
        False,
        "azureml:m:1",
    )
