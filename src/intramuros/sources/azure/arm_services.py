# SPDX-License-Identifier: Apache-2.0
"""ARM types of AI, identity, records and governance, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.sources.azure.arm import Arm, acls, block, dig, inverted, key_uri, listed, switched

Attributes = dict[str, Any]


def _cognitive(arm: Arm) -> Attributes:
    return {
        "kind": arm.get("kind"),
        "custom_subdomain_name": arm.prop("customSubDomainName"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "local_auth_enabled": inverted(arm.prop("disableLocalAuth")),
        "network_acls": acls(arm.prop("networkAcls")),
        "customer_managed_key": block(key_vault_key_id=key_uri(arm.prop("encryption", "keyVaultProperties"))),
    }


def _deployment(arm: Arm) -> Attributes:
    return {
        "cognitive_account_id": arm.parent,
        "sku": block(name=arm.get("sku", "name")),
        "scale": block(type=arm.prop("scaleSettings", "scaleType")),
        "model": block(name=arm.prop("model", "name"), format=arm.prop("model", "format")),
    }


def _search(arm: Arm) -> Attributes:
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "local_authentication_enabled": inverted(arm.prop("disableLocalAuth")),
        "allowed_ips": listed(arm.prop("networkRuleSet", "ipRules"), "value"),
    }


def _workspace(arm: Arm) -> Attributes:
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "encryption": block(key_id=key_uri(arm.prop("encryption", "keyVaultProperties"))),
        "managed_network": block(isolation_mode=arm.prop("managedNetwork", "isolationMode")),
        "storage_account_id": arm.prop("storageAccount"),
        "key_vault_id": arm.prop("keyVault"),
        "container_registry_id": arm.prop("containerRegistry"),
    }


def _compute(arm: Arm) -> Attributes:
    """Notebooks and clusters of the workspace itself; what is only attached to it (a cluster of AKS, a lake) is judged where it stands."""
    kind = str(arm.prop("computeType")).casefold()
    if kind not in ("computeinstance", "amlcompute", "none"):
        raise ValueError(f"compute of type {kind}")
    clusters = kind == "amlcompute"
    return {
        "type!": "azurerm_machine_learning_compute_cluster" if clusters else None,
        "machine_learning_workspace_id": arm.parent,
        "virtual_machine_size": arm.prop("properties", "vmSize"),
        "subnet_resource_id": arm.prop("properties", "subnet", "id"),
        "node_public_ip_enabled": arm.prop("properties", "enableNodePublicIp"),
    }


def _endpoint(arm: Arm) -> Attributes:
    return {
        "workspace_id": arm.parent,
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "auth_mode": arm.prop("authMode"),
    }


def _online(arm: Arm) -> Attributes:
    return {
        "endpoint_id": arm.parent,
        "model": arm.prop("model"),
        "instance_type": arm.prop("instanceType"),
        "egress_public_network_access": arm.prop("egressPublicNetworkAccess"),
    }


def _role(arm: Arm) -> Attributes:
    return {
        "scope": arm.parent,
        "role_definition_id": arm.prop("roleDefinitionId"),
        "principal_id": arm.prop("principalId"),
        "principal_type": arm.prop("principalType"),
        "condition": arm.prop("condition"),
    }


def _diagnostics(arm: Arm) -> Attributes:
    logs = arm.prop("logs")
    found = (
        [{"category": dig(one, "category"), "category_group": dig(one, "categoryGroup"), "enabled": dig(one, "enabled")} for one in logs]
        if isinstance(logs, list)
        else logs
    )
    return {
        "target_resource_id": arm.parent,
        "log": found,
        "log_analytics_workspace_id": arm.prop("workspaceId"),
        "storage_account_id": arm.prop("storageAccountId"),
        "eventhub_authorization_rule_id": arm.prop("eventHubAuthorizationRuleId"),
    }


def _log_store(arm: Arm) -> Attributes:
    return {
        "retention_in_days": arm.prop("retentionInDays"),
        "local_authentication_disabled": arm.prop("features", "disableLocalAuth"),
        "internet_query_enabled": switched(arm.prop("publicNetworkAccessForQuery")),
        "replication": block(location=arm.prop("replication", "location"), enabled=arm.prop("replication", "enabled")),
    }


def _pricing(arm: Arm) -> Attributes:
    return {"tier": arm.prop("pricingTier"), "resource_type": arm.name}


def _storage_defender(arm: Arm) -> Attributes:
    return {"storage_account_id": arm.parent, "enabled": arm.prop("isEnabled")}


def _health(arm: Arm) -> Attributes:
    return {
        "workspace_id": arm.parent,
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "encryption_key_url": arm.prop("encryption", "customerManagedKeyEncryption", "keyEncryptionKeyUrl"),
    }


def _communication(arm: Arm) -> Attributes:
    return {"data_location": arm.prop("dataLocation")}


def _indexer(arm: Arm) -> Attributes:
    stored = arm.prop("storageServices", "resourceId") or arm.prop("mediaServices", "resourceId")
    return {"storage": block(storage_account_id=stored), "public_network_access": arm.prop("publicNetworkAccess")}


def _plain(_: Arm) -> Attributes:
    return {}


def _access_review(arm: Arm) -> Attributes:
    return {"scope": arm.parent, "recurrence": arm.prop("settings", "recurrence")}


SERVICES: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    "Microsoft.CognitiveServices/accounts": ("azurerm_cognitive_account", _cognitive),
    "Microsoft.CognitiveServices/accounts/deployments": ("azurerm_cognitive_deployment", _deployment),
    "Microsoft.Search/searchServices": ("azurerm_search_service", _search),
    "Microsoft.MachineLearningServices/workspaces": ("azurerm_machine_learning_workspace", _workspace),
    "Microsoft.MachineLearningServices/workspaces/computes": ("azurerm_machine_learning_compute_instance", _compute),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": ("azurerm_machine_learning_online_endpoint", _endpoint),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": ("azurerm_machine_learning_online_deployment", _online),
    "Microsoft.Authorization/accessReviewScheduleDefinitions": ("azurerm_access_review_schedule_definition", _access_review),
    "Microsoft.Authorization/roleAssignments": ("azurerm_role_assignment", _role),
    "Microsoft.ManagedIdentity/userAssignedIdentities": ("azurerm_user_assigned_identity", _plain),
    "Microsoft.Insights/diagnosticSettings": ("azurerm_monitor_diagnostic_setting", _diagnostics),
    "Microsoft.OperationalInsights/workspaces": ("azurerm_log_analytics_workspace", _log_store),
    "Microsoft.Security/pricings": ("azurerm_security_center_subscription_pricing", _pricing),
    "Microsoft.Security/defenderForStorageSettings": ("azurerm_security_center_storage_defender", _storage_defender),
    "Microsoft.HealthcareApis/workspaces": ("azurerm_healthcare_workspace", _plain),
    "Microsoft.HealthcareApis/workspaces/fhirservices": ("azurerm_healthcare_fhir_service", _health),
    "Microsoft.HealthcareApis/workspaces/dicomservices": ("azurerm_healthcare_dicom_service", _health),
    "Microsoft.Communication/communicationServices": ("azurerm_communication_service", _communication),
    "Microsoft.Communication/emailServices": ("azurerm_email_communication_service", _communication),
    "Microsoft.VideoIndexer/accounts": ("azurerm_video_indexer_account", _indexer),
    "Microsoft.Resources/resourceGroups": ("azurerm_resource_group", _plain),
}
