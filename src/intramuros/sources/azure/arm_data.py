# SPDX-License-Identifier: Apache-2.0
"""ARM types where data and keys rest, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, acls, block, dig, each, key_uri, listed, switched

Attributes = dict[str, Any]
REPLICATION = "azurerm_container_registry_replication"
"""ARM declares each replica as a resource; azurerm, which has blocks in the registry instead, has no such type."""


def _storage(arm: Arm) -> Attributes:
    key = key_uri(arm.prop("encryption", "keyvaultproperties")) or key_uri(arm.prop("encryption", "keyVaultProperties"))
    tier, _, replication = str(arm.get("sku", "name") or "").partition("_")
    unsure = arm.get("sku") if isinstance(arm.get("sku"), Unknown) else None
    return {
        "account_kind": arm.get("kind"),
        "account_tier": tier or None,
        "account_replication_type": unsure or replication or None,
        "allow_nested_items_to_be_public": arm.prop("allowBlobPublicAccess"),
        "shared_access_key_enabled": arm.prop("allowSharedKeyAccess"),
        "https_traffic_only_enabled": arm.prop("supportsHttpsTrafficOnly"),
        "min_tls_version": arm.prop("minimumTlsVersion"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "cross_tenant_replication_enabled": arm.prop("allowCrossTenantReplication"),
        "is_hns_enabled": arm.prop("isHnsEnabled"),
        "sftp_enabled": arm.prop("isSftpEnabled"),
        "local_user_enabled": arm.prop("isLocalUserEnabled"),
        "nfsv3_enabled": arm.prop("isNfsV3Enabled"),
        "customer_managed_key": block(key_vault_key_id=key),
        "network_rules": acls(arm.prop("networkAcls")),
    }


def _local_user(arm: Arm) -> Attributes:
    """The permissions of a scope are letters: `rwdlc`."""
    scopes = arm.prop("permissionScopes")
    return {
        "storage_account_id": arm.parent,
        "ssh_key_enabled": arm.prop("hasSshKey"),
        "ssh_password_enabled": arm.prop("hasSshPassword"),
        "permission_scope": [_permission_scope(s) for s in scopes] if isinstance(scopes, list) else scopes,
    }


def _permission_scope(scope: Any) -> Attributes:
    letters = str(dig(scope, "permissions") or "")
    words = {"read": "r", "write": "w", "delete": "d", "list": "l", "create": "c"}
    given = [{word: letter in letters for word, letter in words.items()}]
    return {"service": dig(scope, "service"), "resource_name": dig(scope, "resourceName"), "permissions": given}


def _perimeter_rule(arm: Arm) -> Attributes:
    return {
        "network_security_perimeter_profile_id": arm.parent,
        "direction": arm.prop("direction"),
        "address_prefixes": arm.prop("addressPrefixes"),
        "subscription_ids": listed(arm.prop("subscriptions"), "id"),
        "service_tags": arm.prop("serviceTags"),
    }


def _perimeter_association(arm: Arm) -> Attributes:
    return {
        "network_security_perimeter_profile_id": arm.prop("profile", "id"),
        "resource_id": arm.prop("privateLinkResource", "id"),
        "access_mode": arm.prop("accessMode"),
    }


def _container(arm: Arm) -> Attributes:
    access = arm.prop("publicAccess")
    words = {"none": "private", "blob": "blob", "container": "container"}
    told = words.get(access.casefold(), access) if isinstance(access, str) else access
    return {"storage_account_id": _account(arm.parent), "container_access_type": told}


def _part(arm: Arm) -> Attributes:
    return {"storage_account_id": _account(arm.parent)}


def _account(parent: Any) -> Any:
    """The account above `…/blobServices/default`."""
    if not isinstance(parent, str):
        return parent
    return parent.split("/blobServices/", 1)[0].split("/fileServices/", 1)[0].split("/queueServices/", 1)[0]


def _vault(arm: Arm) -> Attributes:
    """RBAC is off where it is left out, up to the API version of 2026 that turns it on."""
    stated = arm.prop("enableRbacAuthorization")
    return {
        "rbac_authorization_enabled": stated if stated is not None else arm.version >= "2026-02-01",
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "network_acls": acls(arm.prop("networkAcls")),
        "access_policy": _policies(arm.prop("accessPolicies")),
        "tenant_id": arm.prop("tenantId"),
    }


def _policies(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [
        {
            "object_id": dig(one, "objectId"),
            "tenant_id": dig(one, "tenantId"),
            "key_permissions": dig(one, "permissions", "keys"),
            "secret_permissions": dig(one, "permissions", "secrets"),
            "certificate_permissions": dig(one, "permissions", "certificates"),
        }
        for one in value
    ]


def _key(arm: Arm) -> Attributes:
    return {"key_vault_id": arm.parent, "release_policy": block(data=arm.prop("release_policy", "data"))}


def _registry(arm: Arm) -> Attributes:
    rules = arm.prop("networkRuleSet")
    return {
        "sku": arm.get("sku", "name"),
        "admin_enabled": arm.prop("adminUserEnabled"),
        "anonymous_pull_enabled": arm.prop("anonymousPullEnabled"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "quarantine_policy_enabled": switched(arm.prop("policies", "quarantinePolicy", "status")),
        "export_policy_enabled": switched(arm.prop("policies", "exportPolicy", "status")),
        "encryption": block(key_vault_key_id=key_uri(arm.prop("encryption", "keyVaultProperties"))),
        "network_rule_set": block(default_action=dig(rules, "defaultAction"), ip_rule=_ranges(dig(rules, "ipRules"))),
    }


def _replication(arm: Arm) -> Attributes:
    return {"container_registry_id": arm.parent}


def _ranges(value: Any) -> Any:
    found = listed(value, "value")
    return [{"ip_range": r} for r in found] if isinstance(found, list) else found


def _cosmos(arm: Arm) -> Attributes:
    places = arm.prop("locations")
    backup = arm.prop("backupPolicy")
    return {
        "kind": arm.get("kind"),
        "geo_location": [{"location": p} for p in listed(places, "locationName")] if isinstance(places, list) else places,
        "key_vault_key_id": arm.prop("keyVaultKeyUri"),
        "local_authentication_disabled": arm.prop("disableLocalAuth"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "ip_range_filter": listed(arm.prop("ipRules"), "ipAddressOrRange"),
        "is_virtual_network_filter_enabled": arm.prop("isVirtualNetworkFilterEnabled"),
        "virtual_network_rule": each(listed(arm.prop("virtualNetworkRules"), "id"), "id"),
        "minimal_tls_version": arm.prop("minimalTlsVersion"),
        "backup": block(type=dig(backup, "type"), storage_redundancy=dig(backup, "periodicModeProperties", "backupStorageRedundancy")),
    }


def _disk(arm: Arm) -> Attributes:
    return {
        "disk_encryption_set_id": arm.prop("encryption", "diskEncryptionSetId"),
        "source_resource_id": arm.prop("creationData", "sourceResourceId"),
        "network_access_policy": arm.prop("networkAccessPolicy"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
    }


DATA: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    "Microsoft.Storage/storageAccounts": ("azurerm_storage_account", _storage),
    "Microsoft.Storage/storageAccounts/blobServices/containers": ("azurerm_storage_container", _container),
    "Microsoft.Storage/storageAccounts/fileServices/shares": ("azurerm_storage_share", _part),
    "Microsoft.Storage/storageAccounts/queueServices/queues": ("azurerm_storage_queue", _part),
    "Microsoft.Storage/storageAccounts/localUsers": ("azurerm_storage_account_local_user", _local_user),
    "Microsoft.Network/networkSecurityPerimeters": ("azurerm_network_security_perimeter", lambda _: {}),
    "Microsoft.Network/networkSecurityPerimeters/profiles": (
        "azurerm_network_security_perimeter_profile",
        lambda arm: {"network_security_perimeter_id": arm.parent},
    ),
    "Microsoft.Network/networkSecurityPerimeters/profiles/accessRules": (
        "azurerm_network_security_perimeter_access_rule",
        _perimeter_rule,
    ),
    "Microsoft.Network/networkSecurityPerimeters/resourceAssociations": (
        "azurerm_network_security_perimeter_association",
        _perimeter_association,
    ),
    "Microsoft.KeyVault/vaults": ("azurerm_key_vault", _vault),
    "Microsoft.KeyVault/vaults/keys": ("azurerm_key_vault_key", _key),
    "Microsoft.ContainerRegistry/registries": ("azurerm_container_registry", _registry),
    "Microsoft.ContainerRegistry/registries/replications": (REPLICATION, _replication),
    "Microsoft.DocumentDB/databaseAccounts": ("azurerm_cosmosdb_account", _cosmos),
    "Microsoft.Compute/disks": ("azurerm_managed_disk", _disk),
    "Microsoft.Compute/snapshots": ("azurerm_snapshot", _disk),
}

DEFAULTS: Mapping[str, Attributes] = {
    "azurerm_storage_account": {
        "allow_nested_items_to_be_public": False,
        "min_tls_version": "TLS1_0",
        "cross_tenant_replication_enabled": False,
    },
}
"""What ARM takes where a property is left out, and azurerm does not."""
