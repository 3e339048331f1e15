# SPDX-License-Identifier: Apache-2.0
"""Diagnostic settings, log stores, alerts, and the cloud policies that govern."""

from __future__ import annotations

import json
from typing import Any

import pytest
from data_kit import SUBSCRIPTION, one, placed, ref, res, rg

from intramuros.estate.governance import Assignment, ImageGate, LocationPolicy
from intramuros.estate.records import Alert, Recorder
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared

STORE = placed("azurerm_storage_account.st")
LOGS = placed("azurerm_log_analytics_workspace.log")
ACCOUNT_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st"


def setting(**attrs: Any) -> Recorder:
    made = res("azurerm_monitor_diagnostic_setting.d", **{"name": "d", "target_resource_id": ref(STORE.address), **attrs})
    return one(Recorder, made.address, made, STORE, LOGS)


@pytest.mark.parametrize(
    ("target", "part"),
    [
        (ref(STORE.address), None),
        (ref(STORE.address) + "/blobServices/default", "blobServices"),
        (ref(STORE.address) + "/blobServices/default/", "blobServices"),
        (f"{ACCOUNT_ID}/blobServices/default", "blobServices"),
        (f"{ACCOUNT_ID.lower()}/fileservices/default", "fileServices"),
        (ACCOUNT_ID, None),
    ],
)
def test_the_observed_store_and_its_service(target: str, part: str | None) -> None:
    found = setting(target_resource_id=target)
    assert (found.target, found.target_part) == (STORE.address, part)


@pytest.mark.parametrize(
    ("attrs", "categories"),
    [
        ({}, ()),
        ({"enabled_metric": [{"category": "Transaction"}]}, ()),
        ({"enabled_log": [{"category": "StorageRead"}, {"category_group": "allLogs"}]}, ("StorageRead", "allLogs")),
        ({"log": [{"category": "StorageRead", "enabled": False}, {"category": "StorageWrite"}]}, ("StorageWrite",)),
        ({"enabled_log": Unknown("dynamic")}, (Unknown("dynamic"),)),
    ],
)
def test_categories_that_are_on(attrs: dict[str, Any], categories: tuple[Any, ...]) -> None:
    assert setting(**attrs).categories == categories


def test_destinations_resolve_an_event_hub_to_its_namespace() -> None:
    namespace = placed("azurerm_eventhub_namespace.ns")
    rule = res("azurerm_eventhub_namespace_authorization_rule.r", name="r", namespace_name="ns", resource_group_name="rg")
    made = res(
        "azurerm_monitor_diagnostic_setting.d",
        name="d",
        target_resource_id=ref(STORE.address),
        log_analytics_workspace_id=ref(LOGS.address),
        storage_account_id=ref(STORE.address),
        eventhub_authorization_rule_id=ref(rule.address),
    )
    found = one(Recorder, made.address, made, STORE, LOGS, namespace, rule)
    assert found.destinations == (LOGS.address, STORE.address, namespace.address)


@pytest.mark.parametrize(
    ("attrs", "days"), [({}, 30), ({"retention_in_days": 365}, 365), ({"retention_in_days": Unknown("x")}, Unknown("x"))]
)
def test_how_long_a_workspace_keeps_records(attrs: dict[str, Any], days: Any) -> None:
    assert one(DataStore, LOGS.address, placed(LOGS.address, **attrs)).retention_days == days


def test_a_workspace_only_looked_up_keeps_them_for_a_time_unknown() -> None:
    address = "data.azurerm_log_analytics_workspace.log"
    assert isinstance(one(DataStore, address, res(address, name="log", resource_group_name="rg")).retention_days, Unknown)


def group(**attrs: Any) -> Declared:
    return res("azurerm_monitor_action_group.g", name="g", resource_group_name="rg", **attrs)


MAIL = {"email_receiver": [{"name": "soc", "email_address": "soc@own.example"}]}
MUTE = {"name": "m", "resource_group_name": "rg", "scopes": [ref("azurerm_resource_group.rg")]}


@pytest.mark.parametrize(
    ("parts", "action", "acts"),
    [
        ((group(**MAIL),), True, True),
        ((group(**MAIL),), False, False),
        ((group(),), True, False),
        ((group(enabled=False, **MAIL),), True, False),
        ((group(**MAIL), res("azurerm_monitor_alert_processing_rule_suppression.m", **MUTE)), True, False),
        ((group(**MAIL), res("azurerm_monitor_alert_processing_rule_suppression.m", enabled=False, **MUTE)), True, True),
        ((group(**MAIL), res("azurerm_monitor_alert_processing_rule_suppression.m", schedule=[{"time_zone": "UTC"}], **MUTE)), True, True),
    ],
)
def test_a_metric_alert_acts_when_its_group_reaches_somebody(parts: tuple[Declared, ...], action: bool, acts: bool) -> None:
    made = res(
        "azurerm_monitor_metric_alert.a",
        name="a",
        resource_group_name="rg",
        scopes=[ref(STORE.address)],
        criteria=[
            {
                "metric_name": "Egress",
                "aggregation": "Total",
                "operator": "GreaterThan",
                "threshold": 5,
                "dimension": [{"name": "ApiName", "operator": "Include", "values": ["GetBlob"]}],
            }
        ],
        action=[{"action_group_id": ref("azurerm_monitor_action_group.g")}] if action else [],
    )
    found = one(Alert, made.address, made, STORE, rg(), *parts)
    assert (found.kind, found.metric, found.scopes, found.acts) == ("metric", "Egress", (STORE.address,), acts)
    assert found.condition["dimension:ApiName"] == "Include:GetBlob"


def test_an_action_group_elsewhere_is_unknown() -> None:
    made = res(
        "azurerm_monitor_metric_alert.a",
        name="a",
        resource_group_name="rg",
        scopes=[ref(STORE.address)],
        criteria=[{"metric_name": "Egress"}],
        action=[{"action_group_id": "/subscriptions/x/g"}],
    )
    assert isinstance(one(Alert, made.address, made, STORE).acts, Unknown)


@pytest.mark.parametrize(
    ("type_", "attrs"),
    [
        (
            "azurerm_monitor_scheduled_query_rules_alert_v2",
            {
                "scopes": [ref(LOGS.address)],
                "criteria": [{"query": "StorageBlobLogs"}],
                "action": [{"action_groups": [ref("azurerm_monitor_action_group.g")]}],
            },
        ),
        (
            "azurerm_monitor_scheduled_query_rules_alert",
            {
                "data_source_id": ref(LOGS.address),
                "query": "StorageBlobLogs",
                "action": [{"action_group": [ref("azurerm_monitor_action_group.g")]}],
            },
        ),
        ("azurerm_sentinel_alert_rule_scheduled", {"log_analytics_workspace_id": ref(LOGS.address), "query": "StorageBlobLogs"}),
    ],
)
def test_query_alerts_of_every_kind(type_: str, attrs: dict[str, Any]) -> None:
    found = one(Alert, f"{type_}.q", res(f"{type_}.q", name="q", **attrs), LOGS, group(**MAIL))
    assert (found.kind, found.query, found.scopes, found.acts) == ("log-query", "StorageBlobLogs", (LOGS.address,), True)


@pytest.mark.parametrize(
    ("address", "attrs", "enabled", "scopes"),
    [
        ("azurerm_security_center_subscription_pricing.p", {"resource_type": "StorageAccounts", "tier": "Standard"}, True, ("*",)),
        ("azurerm_security_center_subscription_pricing.p", {"resource_type": "StorageAccounts", "tier": "Free"}, False, ("*",)),
        ("azurerm_security_center_storage_defender.p", {"storage_account_id": ref(STORE.address)}, True, (STORE.address,)),
        ("azurerm_advanced_threat_protection.p", {"target_resource_id": ref(STORE.address), "enabled": False}, False, (STORE.address,)),
    ],
)
def test_defender_for_storage(address: str, attrs: dict[str, Any], enabled: bool, scopes: tuple[str, ...]) -> None:
    found = one(Alert, address, res(address, **attrs), STORE)
    assert (found.kind, found.enabled, found.scopes) == ("threat-detection", enabled, scopes)


LOCATIONS = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
GROUPS = "/providers/Microsoft.Authorization/policyDefinitions/e765b5de-1225-4ba3-bd56-1ac6695af988"
ONLY_EU = json.dumps({"listOfAllowedLocations": {"value": ["West Europe", "northeurope"]}})


def assigned(definition: str, *parts: Declared, **attrs: Any) -> Any:
    made = res(
        "azurerm_resource_group_policy_assignment.p",
        name="p",
        resource_group_id=ref("azurerm_resource_group.rg"),
        policy_definition_id=definition,
        **attrs,
    )
    from intramuros.sources.azure.catalogue import lower

    return next(r for r in lower([made, rg(), *parts])[0] if r.address == made.address)


@pytest.mark.parametrize(("attrs", "enforced"), [({}, True), ({"enforce": False}, False)])
def test_allowed_locations_confine_what_stands_in_scope(attrs: dict[str, Any], enforced: bool) -> None:
    found = assigned(LOCATIONS, parameters=ONLY_EU, **attrs)
    assert isinstance(found, LocationPolicy)
    assert (found.allowed, found.enforced, found.scope) == (("westeurope", "northeurope"), enforced, "azurerm_resource_group.rg")


def test_allowed_locations_of_groups_confine_no_resource() -> None:
    assert isinstance(assigned(GROUPS, parameters=ONLY_EU), Assignment)


@pytest.mark.parametrize(("effect", "enforced"), [("deny", True), ("audit", False), ("[parameters('effect')]", True)])
def test_an_own_definition_of_allowed_locations(effect: str, enforced: bool) -> None:
    rule = {
        "if": {"allOf": [{"field": "location", "notIn": "[parameters('where')]"}, {"field": "location", "notEquals": "global"}]},
        "then": {"effect": effect},
    }
    parameters = {"where": {"type": "Array", "defaultValue": ["westeurope"]}, "effect": {"type": "String", "defaultValue": "Deny"}}
    own = res("azurerm_policy_definition.d", name="d", policy_rule=json.dumps(rule), parameters=json.dumps(parameters))
    found = assigned(ref(own.address), own)
    assert isinstance(found, LocationPolicy)
    assert (found.allowed, found.enforced) == (("westeurope",), enforced)


def test_a_set_passes_its_parameters_on() -> None:
    reference = {
        "policy_definition_id": LOCATIONS,
        "parameter_values": json.dumps({"listOfAllowedLocations": {"value": "[parameters('where')]"}}),
    }
    own = res(
        "azurerm_policy_set_definition.s",
        name="s",
        policy_definition_reference=[reference],
        parameters=json.dumps({"where": {"type": "Array"}}),
    )
    found = assigned(ref(own.address), own, parameters=json.dumps({"where": {"value": ["westeurope"]}}))
    assert isinstance(found, LocationPolicy)
    assert found.allowed == ("westeurope",)


@pytest.mark.parametrize(
    ("guid", "parameters", "add_on", "enforced", "covers"),
    [
        ("febd0533-8e55-448f-b837-bd0e06f16469", {}, True, True, 1),
        ("febd0533-8e55-448f-b837-bd0e06f16469", {"effect": {"value": "Audit"}}, True, False, 1),
        ("febd0533-8e55-448f-b837-bd0e06f16469", {}, False, True, 0),
        ("13cd7ae3-5bc0-4ac4-a62d-4f7c120b9759", {}, True, False, 1),
        ("13cd7ae3-5bc0-4ac4-a62d-4f7c120b9759", {"effect": {"value": "Deny"}}, True, True, 1),
    ],
)
def test_image_gates_need_deny_and_the_add_on(guid: str, parameters: dict[str, Any], add_on: bool, enforced: bool, covers: int) -> None:
    cluster = placed("azurerm_kubernetes_cluster.k", azure_policy_enabled=add_on, default_node_pool=[{"vm_size": "x"}])
    found = assigned(f"/providers/Microsoft.Authorization/policyDefinitions/{guid}", cluster, parameters=json.dumps(parameters))
    assert isinstance(found, ImageGate)
    assert (found.enforced, len(found.covers)) == (enforced, covers)


@pytest.mark.parametrize("hole", ["exemption", "not_scopes"])
def test_an_exempted_policy_does_not_surely_bind(hole: str) -> None:
    exempt = res("azurerm_resource_policy_exemption.e", policy_assignment_id=ref("azurerm_resource_group_policy_assignment.p"))
    made = (
        assigned(LOCATIONS, exempt, parameters=ONLY_EU)
        if hole == "exemption"
        else assigned(LOCATIONS, parameters=ONLY_EU, not_scopes=["/x"])
    )
    assert isinstance(made, LocationPolicy)
    assert isinstance(made.enforced, Unknown)
