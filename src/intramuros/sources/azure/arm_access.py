# SPDX-License-Identifier: Apache-2.0
"""ARM types of access, governance and watching, and the parts of vaults, accounts and registries, in the azurerm shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, acls, block, dig, row, rows, switched, unsure

Attributes = dict[str, Any]
_DURATION: Final = lazy(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?.*)?", re.IGNORECASE)
_MANAGEMENT_GROUP: Final = "/providers/microsoft.management/managementgroups/"

# ---- roles ----


def _definition(arm: Arm) -> Attributes:
    fields = {"actions": "actions", "not_actions": "notActions", "data_actions": "dataActions", "not_data_actions": "notDataActions"}
    return {
        "name": arm.prop("roleName"),
        "role_definition_id": arm.name,
        "scope": arm.parent,
        "permissions": rows(arm.prop("permissions"), **fields),
        "assignable_scopes": arm.prop("assignableScopes"),
    }


def _scheduled(arm: Arm) -> Attributes:
    """A request of Privileged Identity Management; one that removes grants nothing."""
    schedule = arm.prop("scheduleInfo")
    kind = str(dig(schedule, "expiration", "type")).casefold()
    ends = None if kind == "noexpiration" else _expiration(dig(schedule, "expiration"))
    return {
        "scope": arm.parent,
        "role_definition_id": arm.prop("roleDefinitionId"),
        "principal_id": arm.prop("principalId"),
        "schedule": unsure(schedule) or block(start_date_time=dig(schedule, "startDateTime"), expiration=ends),
    }


def _expiration(value: Any) -> Any:
    duration = dig(value, "duration")
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        return unsure(duration) or block(end_date_time=dig(value, "endDateTime"))
    years, months, weeks, days, hours = (int(g or 0) for g in found.groups())
    whole = years * 365 + months * 30 + weeks * 7 + days
    return block(duration_days=whole) if whole else block(duration_hours=hours or 1)


def _identity(_: Arm) -> Attributes:
    return {}


def _federated(arm: Arm) -> Attributes:
    return {
        "user_assigned_identity_id": arm.parent,
        "issuer": arm.prop("issuer"),
        "subject": arm.prop("subject"),
        "audience": arm.prop("audiences"),
    }


def _delegation(arm: Arm) -> Attributes:
    fields = {"principal_id": "principalId", "role_definition_id": "roleDefinitionId", "principal_display_name": "principalIdDisplayName"}
    return {
        "managing_tenant_id": arm.prop("managedByTenantId"),
        "authorization": rows(arm.prop("authorizations"), **fields),
        "eligible_authorization": rows(arm.prop("eligibleAuthorizations"), **fields),
    }


def _delegated(arm: Arm) -> Attributes:
    return {"scope": arm.parent, "lighthouse_definition_id": arm.prop("registrationDefinitionId")}


# ---- policies ----


def _scope_key(scope: Any) -> tuple[str, str]:
    """The kind of scope that an id is, and the attribute that names it."""
    folded = str(scope).casefold().rstrip("/")
    if _MANAGEMENT_GROUP in folded:
        return "management_group", "management_group_id"
    depth = folded.count("/")
    if "/providers/" in folded:
        return "resource", "resource_id"
    return ("resource_group", "resource_group_id") if "/resourcegroups/" in folded or depth > 2 else ("subscription", "subscription_id")


def _policy_assignment(arm: Arm) -> Attributes:
    kind, key = _scope_key(arm.parent)
    return {
        "type!": f"azurerm_{kind}_policy_assignment",
        key: arm.parent,
        "policy_definition_id": arm.prop("policyDefinitionId"),
        "parameters": arm.prop("parameters"),
        "enforcement_mode": arm.prop("enforcementMode"),
        "not_scopes": arm.prop("notScopes"),
    }


def _policy_exemption(arm: Arm) -> Attributes:
    kind, key = _scope_key(arm.parent)
    return {"type!": f"azurerm_{kind}_policy_exemption", key: arm.parent, "policy_assignment_id": arm.prop("policyAssignmentId")}


def _policy_definition(arm: Arm) -> Attributes:
    return {"policy_rule": arm.prop("policyRule"), "parameters": arm.prop("parameters"), "mode": arm.prop("mode")}


def _policy_set(arm: Arm) -> Attributes:
    return {
        "parameters": arm.prop("parameters"),
        "policy_definition_reference": rows(
            arm.prop("policyDefinitions"), policy_definition_id="policyDefinitionId", parameter_values="parameters"
        ),
    }


def _management_group(arm: Arm) -> Attributes:
    return {"display_name": arm.prop("displayName"), "parent_management_group_id": arm.prop("details", "parent", "id")}


def _in_management_group(arm: Arm) -> Attributes:
    return {"management_group_id": arm.parent, "subscription_id": f"/subscriptions/{arm.name}"}


# ---- watching ----


def _insights(arm: Arm) -> Attributes:
    return {
        "workspace_id": arm.prop("WorkspaceResourceId"),
        "retention_in_days": arm.prop("RetentionInDays"),
        "local_authentication_disabled": arm.prop("DisableLocalAuth"),
    }


def _table(arm: Arm) -> Attributes:
    return {
        "workspace_id": arm.parent,
        "retention_in_days": arm.prop("retentionInDays"),
        "total_retention_in_days": arm.prop("totalRetentionInDays"),
    }


def _linked_service(arm: Arm) -> Attributes:
    return {"workspace_id": arm.parent, "write_access_id": arm.prop("writeAccessResourceId"), "read_access_id": arm.prop("resourceId")}


def _metric_alert(arm: Arm) -> Attributes:
    criteria = arm.prop("criteria", "allOf")
    fields = {
        "metric_name": "metricName",
        "metric_namespace": "metricNamespace",
        "aggregation": "timeAggregation",
        "operator": "operator",
        "threshold": "threshold",
        "alert_sensitivity": "alertSensitivity",
    }
    found = rows(criteria, **fields)
    for item, made in zip(criteria if isinstance(found, list) else [], found or [], strict=False):
        dimensions = rows(dig(item, "dimensions"), name="name", operator="operator", values="values")
        made.update({"dimension": dimensions} if dimensions else {})
    return {
        "enabled": arm.prop("enabled"),
        "scopes": arm.prop("scopes"),
        "criteria": found,
        "action": rows(arm.prop("actions"), action_group_id="actionGroupId"),
    }


def _query_alert(arm: Arm) -> Attributes:
    """The newer API names scopes and criteria, the older a source."""
    enabled = switched(arm.prop("enabled"))
    if arm.prop("source") is not None:
        groups = arm.prop("action", "aznsAction", "actionGroup")
        return {
            "type!": "azurerm_monitor_scheduled_query_rules_alert",
            "enabled": enabled,
            "data_source_id": arm.prop("source", "dataSourceId"),
            "query": arm.prop("source", "query"),
            "action": groups if isinstance(groups, Unknown) else block(action_group=groups),
        }
    criteria = arm.prop("criteria", "allOf")
    groups = arm.prop("actions", "actionGroups")
    return {
        "enabled": enabled,
        "scopes": arm.prop("scopes"),
        "criteria": rows(criteria, query="query", operator="operator", threshold="threshold"),
        "action": groups if isinstance(groups, Unknown) else block(action_groups=groups),
    }


def _activity_alert(arm: Arm) -> Attributes:
    conditions = arm.prop("condition", "allOf")
    stated = {str(dig(c, "field")).casefold(): dig(c, "equals") for c in conditions} if isinstance(conditions, list) else {}
    return {
        "enabled": arm.prop("enabled"),
        "scopes": arm.prop("scopes"),
        "criteria": unsure(conditions) or block(operation_name=stated.get("operationname"), category=stated.get("category")),
        "action": rows(arm.prop("actions", "actionGroups"), action_group_id="actionGroupId"),
    }


_RECEIVERS: Final = {
    "email": "emailReceivers",
    "sms": "smsReceivers",
    "webhook": "webhookReceivers",
    "azure_app_push": "azureAppPushReceivers",
    "itsm": "itsmReceivers",
    "automation_runbook": "automationRunbookReceivers",
    "voice": "voiceReceivers",
    "logic_app": "logicAppReceivers",
    "azure_function": "azureFunctionReceivers",
    "arm_role": "armRoleReceivers",
    "event_hub": "eventHubReceivers",
}


def _action_group(arm: Arm) -> Attributes:
    received = {f"{word}_receiver": found for word, key in _RECEIVERS.items() if (found := arm.prop(key))}
    return {"enabled": arm.prop("enabled"), **received}


def _alert_rule(arm: Arm) -> Attributes:
    actions = arm.prop("actions")
    kinds = [str(dig(a, "actionType")).casefold() for a in actions] if isinstance(actions, list) else []
    silent = "removeallactiongroups" in kinds or isinstance(actions, Unknown)
    return {
        "type!": None if silent else "azurerm_monitor_alert_processing_rule_action_group",
        "enabled": arm.prop("enabled"),
        "scopes": arm.prop("scopes"),
        "condition": arm.prop("conditions") and [{}],
        "schedule": arm.prop("schedule") and [{}],
    }


def _sentinel(arm: Arm) -> Attributes:
    kinds = {"scheduled": "azurerm_sentinel_alert_rule_scheduled", "nrt": "azurerm_sentinel_alert_rule_nrt"}
    return {
        "type!": kinds.get(str(arm.get("kind")).casefold(), "azurerm_sentinel_alert_rule_fusion"),
        "enabled": arm.prop("enabled"),
        "log_analytics_workspace_id": arm.parent,
        "query": arm.prop("query"),
        "incident": block(create_incident_enabled=arm.prop("incidentConfiguration", "createIncident")),
    }


def _threat_protection(arm: Arm) -> Attributes:
    return {"target_resource_id": arm.parent, "enabled": arm.prop("isEnabled")}


# ---- parts of vaults, accounts and registries ----


def _secret(arm: Arm) -> Attributes:
    return {"key_vault_id": arm.parent, "value": arm.prop("value")}


def _hsm(arm: Arm) -> Attributes:

    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "network_acls": acls(arm.prop("networkAcls")),
        "tenant_id": arm.prop("tenantId"),
    }


def _table_of(arm: Arm) -> Attributes:
    parent = arm.parent
    return {"storage_account_id": parent.split("/tableServices/", 1)[0] if isinstance(parent, str) else parent}


def _lifecycle(arm: Arm) -> Attributes:
    rules = arm.prop("policy", "rules")
    if not isinstance(rules, list):
        return {"storage_account_id": arm.parent, "rule": unsure(rules)}
    return {"storage_account_id": arm.parent, "rule": [_lifecycle_rule(r) for r in rules]}


def _lifecycle_rule(rule: Any) -> Attributes:
    """Days after which a blob is deleted; azurerm's name for each begins alike."""
    deletes = dig(rule, "definition", "actions", "baseBlob", "delete")
    days = {
        "delete_after_days_since_modification_greater_than": dig(deletes, "daysAfterModificationGreaterThan"),
        "delete_after_days_since_creation_greater_than": dig(deletes, "daysAfterCreationGreaterThan"),
        "delete_after_days_since_last_access_time_greater_than": dig(deletes, "daysAfterLastAccessTimeGreaterThan"),
    }
    base = block(**days)
    return {
        "name": dig(rule, "name"),
        "enabled": dig(rule, "enabled"),
        "filters": block(prefix_match=dig(rule, "definition", "filters", "prefixMatch")) or [],
        "actions": [{"base_blob": base}] if base else [],
    }


def _replication(arm: Arm) -> Attributes:
    return {
        "source_storage_account_id": arm.prop("sourceAccount"),
        "destination_storage_account_id": arm.prop("destinationAccount"),
    }


def _immutability(arm: Arm) -> Attributes:
    """A template cannot lock a policy; what is locked says so in its state."""
    return {"storage_container_resource_manager_id": arm.parent, "locked": str(arm.prop("state")).casefold() == "locked"}


def _in_registry(arm: Arm) -> Attributes:
    return {"container_registry_id": arm.parent, "container_registry_name": arm.parent}


def _scope_map(arm: Arm) -> Attributes:
    return {**_in_registry(arm), "actions": arm.prop("actions")}


def _token(arm: Arm) -> Attributes:
    enabled = arm.prop("status")
    return {**_in_registry(arm), "scope_map_id": arm.prop("scopeMapId"), "enabled": switched(enabled)}


def _task(arm: Arm) -> Attributes:
    step = arm.prop("step")
    kind = str(dig(step, "type")).casefold()
    return {
        "container_registry_id": arm.parent,
        "docker_step": row(step, image_names="imageNames", dockerfile_path="dockerFilePath", arguments="arguments")
        if kind == "docker"
        else None,
        "encoded_step": row(step, task_content="encodedTaskContent", values="values") if kind == "encodedtask" else None,
        "file_step": row(step, task_file_path="taskFilePath", values="values") if kind == "filetask" else None,
    }


def _health_service(arm: Arm) -> Attributes:
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "cosmosdb_key_vault_key_versionless_id": arm.prop("cosmosDbConfiguration", "keyVaultKeyUri"),
    }


def _below(arm: Arm) -> Attributes:
    return {"cognitive_account_id": arm.parent}


_A, _V, _ST = "Microsoft.Authorization", "Microsoft.KeyVault", "Microsoft.Storage/storageAccounts"
_I, _L, _R = "Microsoft.Insights", "Microsoft.OperationalInsights/workspaces", "Microsoft.ContainerRegistry/registries"
ACCESS: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    f"{_A}/roleDefinitions": ("azurerm_role_definition", _definition),
    f"{_A}/roleEligibilityScheduleRequests": ("azurerm_pim_eligible_role_assignment", _scheduled),
    f"{_A}/roleAssignmentScheduleRequests": ("azurerm_pim_active_role_assignment", _scheduled),
    f"{_A}/policyAssignments": ("azurerm_policy_assignment", _policy_assignment),
    f"{_A}/policyExemptions": ("azurerm_resource_policy_exemption", _policy_exemption),
    f"{_A}/policyDefinitions": ("azurerm_policy_definition", _policy_definition),
    f"{_A}/policySetDefinitions": ("azurerm_policy_set_definition", _policy_set),
    f"{_A}/locks": ("azurerm_management_lock", _identity),
    "Microsoft.Management/managementGroups": ("azurerm_management_group", _management_group),
    "Microsoft.Management/managementGroups/subscriptions": ("azurerm_management_group_subscription_association", _in_management_group),
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials": ("azurerm_federated_identity_credential", _federated),
    "Microsoft.ManagedServices/registrationDefinitions": ("azurerm_lighthouse_definition", _delegation),
    "Microsoft.ManagedServices/registrationAssignments": ("azurerm_lighthouse_assignment", _delegated),
    f"{_I}/components": ("azurerm_application_insights", _insights),
    f"{_L}/tables": ("azurerm_log_analytics_workspace_table", _table),
    f"{_L}/linkedServices": ("azurerm_log_analytics_linked_service", _linked_service),
    f"{_L}/savedSearches": ("azurerm_log_analytics_saved_search", _identity),
    "Microsoft.OperationalInsights/clusters": ("azurerm_log_analytics_cluster", _identity),
    "Microsoft.OperationsManagement/solutions": ("azurerm_log_analytics_solution", _identity),
    f"{_I}/metricAlerts": ("azurerm_monitor_metric_alert", _metric_alert),
    f"{_I}/scheduledQueryRules": ("azurerm_monitor_scheduled_query_rules_alert_v2", _query_alert),
    f"{_I}/activityLogAlerts": ("azurerm_monitor_activity_log_alert", _activity_alert),
    f"{_I}/actionGroups": ("azurerm_monitor_action_group", _action_group),
    "Microsoft.AlertsManagement/actionRules": ("azurerm_monitor_alert_processing_rule_suppression", _alert_rule),
    "Microsoft.SecurityInsights/alertRules": ("azurerm_sentinel_alert_rule_scheduled", _sentinel),
    "Microsoft.Security/advancedThreatProtectionSettings": ("azurerm_advanced_threat_protection", _threat_protection),
    f"{_V}/vaults/secrets": ("azurerm_key_vault_secret", _secret),
    f"{_V}/managedHSMs": ("azurerm_key_vault_managed_hardware_security_module", _hsm),
    f"{_ST}/tableServices/tables": ("azurerm_storage_table", _table_of),
    f"{_ST}/managementPolicies": ("azurerm_storage_management_policy", _lifecycle),
    f"{_ST}/objectReplicationPolicies": ("azurerm_storage_object_replication", _replication),
    f"{_ST}/blobServices/containers/immutabilityPolicies": ("azurerm_storage_container_immutability_policy", _immutability),
    f"{_R}/cacheRules": ("azurerm_container_registry_cache_rule", _in_registry),
    f"{_R}/scopeMaps": ("azurerm_container_registry_scope_map", _scope_map),
    f"{_R}/tokens": ("azurerm_container_registry_token", _token),
    f"{_R}/tasks": ("azurerm_container_registry_task", _task),
    f"{_R}/webhooks": ("azurerm_container_registry_webhook", _identity),
    f"{_R}/credentialSets": ("azurerm_container_registry_credential_set", _identity),
    "Microsoft.HealthcareApis/services": ("azurerm_healthcare_service", _health_service),
    "Microsoft.HealthcareApis/workspaces/iotconnectors": ("azurerm_healthcare_medtech_service", _identity),
    "Microsoft.CognitiveServices/accounts/projects": ("azurerm_cognitive_account_project", _below),
    "Microsoft.CognitiveServices/accounts/raiPolicies": ("azurerm_cognitive_account_rai_policy", _below),
    "Microsoft.CognitiveServices/accounts/raiBlocklists": ("azurerm_cognitive_account_rai_blocklist", _below),
}
