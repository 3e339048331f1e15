# SPDX-License-Identifier: Apache-2.0
"""ARM types of caches, queues, streams, analysis and backups, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.sources.azure.arm import Arm, above, block, dig, inverted, key_uri, row, rows, switched, unsure
from intramuros.sources.azure.arm_databases import ranged

Attributes = dict[str, Any]


def _redis(arm: Arm) -> Attributes:
    return {
        "non_ssl_port_enabled": arm.prop("enableNonSslPort"),
        "minimum_tls_version": arm.prop("minimumTlsVersion"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "subnet_id": arm.prop("subnetId"),
        "access_keys_authentication_enabled": inverted(arm.prop("disableAccessKeyAuthentication")),
    }


def _redis_range(arm: Arm) -> Attributes:
    return {"redis_cache_name": arm.parent, "start_ip": arm.prop("startIP"), "end_ip": arm.prop("endIP")}


def _enterprise(arm: Arm) -> Attributes:
    return {
        "minimum_tls_version": arm.prop("minimumTlsVersion"),
        "public_network_access": arm.prop("publicNetworkAccess"),
        "customer_managed_key": block(key_vault_key_id=arm.prop("encryption", "customerManagedKeyEncryption", "keyEncryptionKeyUrl")),
    }


def _enterprise_part(arm: Arm) -> Attributes:
    return {"cluster_id": arm.parent}


def _namespace(arm: Arm) -> Attributes:
    keys = arm.prop("encryption", "keyVaultProperties")
    uri = key_uri(keys[0]) if isinstance(keys, list) and keys else unsure(keys)
    return {
        "minimum_tls_version": arm.prop("minimumTlsVersion"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "local_authentication_enabled": inverted(arm.prop("disableLocalAuth")),
        "local_auth_enabled": inverted(arm.prop("disableLocalAuth")),
        "customer_managed_key": block(key_vault_key_id=uri),
    }


def hub_rules(arm: Arm) -> Attributes:
    """The firewall of a namespace is a resource below it."""
    return {"network_rulesets": _rule_set(arm)}


def queue_rules(arm: Arm) -> Attributes:
    """The same of Service Bus."""
    return {"network_rule_set": _rule_set(arm)}


def _rule_set(arm: Arm) -> Any:
    return block(
        default_action=arm.prop("defaultAction"),
        ip_rule=rows(arm.prop("ipRules"), ip_mask="ipMask", action="action"),
        virtual_network_rule=rows(arm.prop("virtualNetworkRules"), subnet_id="subnet.id"),
        trusted_service_access_enabled=arm.prop("trustedServiceAccessEnabled"),
        public_network_access_enabled=switched(arm.prop("publicNetworkAccess")),
    )


def _hub(arm: Arm) -> Attributes:
    capture = arm.prop("captureDescription")
    to = block(storage_account_id=dig(capture, "destination", "properties", "storageAccountResourceId"))
    return {
        "namespace_id": arm.parent,
        "capture_description": unsure(capture) or (block(enabled=dig(capture, "enabled"), destination=to) if capture else None),
    }


def _in_namespace(arm: Arm) -> Attributes:
    return {"namespace_id": arm.parent}


def _sender(arm: Arm) -> Attributes:
    return {"namespace_name": arm.parent, "listen": _right(arm, "Listen"), "send": _right(arm, "Send"), "manage": _right(arm, "Manage")}


def _hub_sender(arm: Arm) -> Attributes:
    return {**_sender(arm), "namespace_name": above(arm.parent), "eventhub_name": arm.parent}


def _right(arm: Arm, word: str) -> Any:
    rights = arm.prop("rights")
    return word in rights if isinstance(rights, list) else unsure(rights)


def _grid(arm: Arm) -> Attributes:
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "public_network_access": arm.prop("publicNetworkAccess"),
        "inbound_ip_rule": rows(arm.prop("inboundIpRules"), ip_mask="ipMask", action="action"),
        "local_auth_enabled": inverted(arm.prop("disableLocalAuth")),
    }


def _iot(arm: Arm) -> Attributes:
    rules = arm.prop("networkRuleSets")
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "min_tls_version": arm.prop("minTlsVersion"),
        "local_authentication_enabled": inverted(arm.prop("disableLocalAuth")),
        "network_rule_set": unsure(rules)
        or block(default_action=dig(rules, "defaultAction"), ip_rule=rows(dig(rules, "ipRules"), ip_mask="ipMask", action="action")),
    }


def _configuration(arm: Arm) -> Attributes:
    return {
        "public_network_access": arm.prop("publicNetworkAccess"),
        "local_auth_enabled": inverted(arm.prop("disableLocalAuth")),
        "encryption": block(key_vault_key_identifier=arm.prop("encryption", "keyVaultProperties", "keyIdentifier")),
    }


def _kusto(arm: Arm) -> Attributes:
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "allowed_ip_ranges": arm.prop("allowedIpRangeList"),
    }


def _kusto_part(arm: Arm) -> Attributes:
    return {"cluster_name": arm.parent}


def _synapse(arm: Arm) -> Attributes:
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "azuread_authentication_only": arm.prop("azureADOnlyAuthentication"),
        "customer_managed_key": block(key_versionless_id=arm.prop("encryption", "cmk", "key", "keyVaultUrl")),
        "storage_data_lake_gen2_filesystem_id": arm.prop("defaultDataLakeStorage", "resourceId"),
        "managed_virtual_network_enabled": arm.prop("managedVirtualNetwork") == "default",
    }


def _synapse_part(arm: Arm) -> Attributes:
    return {"synapse_workspace_id": arm.parent}


def _databricks(arm: Arm) -> Attributes:
    own = arm.prop("encryption", "entities", "managedServices", "keyVaultProperties")
    return {
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "managed_services_cmk_key_vault_key_id": key_uri(own),
    }


def _factory(arm: Arm) -> Attributes:
    return {"public_network_enabled": switched(arm.prop("publicNetworkAccess"))}


def _factory_part(arm: Arm) -> Attributes:
    return {"data_factory_id": arm.parent}


def managed_network(_: Arm) -> Attributes:
    """A factory has a managed network where one is declared below it."""
    return {"managed_virtual_network_enabled": True}


def _volume(arm: Arm) -> Attributes:
    copied = arm.prop("dataProtection", "replication")
    return {
        "account_name": above(arm.parent),
        "pool_name": arm.parent,
        "subnet_id": arm.prop("subnetId"),
        "encryption_key_source": arm.prop("encryptionKeySource"),
        "data_protection_replication": row(
            copied,
            remote_volume_location="remoteVolumeRegion",
            remote_volume_resource_id="remoteVolumeResourceId",
            endpoint_type="endpointType",
        ),
    }


def _recovery(arm: Arm) -> Attributes:
    kept = arm.prop("redundancySettings")
    return {
        "storage_mode_type": dig(kept, "standardTierStorageRedundancy"),
        "cross_region_restore_enabled": switched(dig(kept, "crossRegionRestore")),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "encryption": block(key_id=key_uri_of_vault(arm)),
        "immutability": arm.prop("securitySettings", "immutabilitySettings", "state"),
    }


def key_uri_of_vault(arm: Arm) -> Any:
    """The key of a vault of backups."""
    return arm.prop("encryption", "keyVaultProperties", "keyUri")


def kept_where(arm: Arm) -> Attributes:
    """How a vault's backups are copied is a resource below it, too."""
    stated = arm.prop("storageModelType")
    return {
        "storage_mode_type": stated if stated is not None else arm.prop("storageType"),
        "cross_region_restore_enabled": arm.prop("crossRegionRestoreFlag"),
    }


def _protected(arm: Arm) -> Attributes:
    """A protected item stands three levels below its vault."""
    kind = str(arm.prop("protectedItemType")).casefold()
    share = "fileshare" in kind
    return {
        "type!": "azurerm_backup_protected_file_share" if share else None,
        "recovery_vault_name": above(above(arm.parent)),
        ("source_storage_account_id" if share else "source_vm_id"): arm.prop("sourceResourceId"),
    }


def _backup_vault(arm: Arm) -> Attributes:
    kept = arm.prop("storageSettings")
    return {
        "redundancy": dig(kept[0], "type") if isinstance(kept, list) and kept else unsure(kept),
        "immutability": arm.prop("securitySettings", "immutabilitySettings", "state"),
    }


_SOURCES: Mapping[str, tuple[str, str]] = {
    "microsoft.storage/storageaccounts/blobservices": ("blob_storage", "storage_account_id"),
    "microsoft.compute/disks": ("disk", "disk_id"),
    "microsoft.dbforpostgresql/servers/databases": ("postgresql", "database_id"),
    "microsoft.dbforpostgresql/flexibleservers": ("postgresql_flexible_server", "server_id"),
    "microsoft.dbformysql/flexibleservers": ("mysql_flexible_server", "server_id"),
    "microsoft.containerservice/managedclusters": ("kubernetes_cluster", "kubernetes_cluster_id"),
}


def _backup_instance(arm: Arm) -> Attributes:
    kind, key = _SOURCES.get(str(arm.prop("dataSourceInfo", "datasourceType")).casefold(), ("blob_storage", "storage_account_id"))
    return {
        "type!": f"azurerm_data_protection_backup_instance_{kind}",
        "vault_id": arm.parent,
        key: arm.prop("dataSourceInfo", "resourceID"),
    }


def _plain(_: Arm) -> Attributes:
    return {}


_E, _B, _R = "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces", "Microsoft.RecoveryServices/vaults"
_F, _P, _D = "Microsoft.DataFactory/factories", "Microsoft.Synapse/workspaces", "Microsoft.DataProtection/backupVaults"
STORES: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    "Microsoft.Cache/redis": ("azurerm_redis_cache", _redis),
    "Microsoft.Cache/redis/firewallRules": ("azurerm_redis_firewall_rule", _redis_range),
    "Microsoft.Cache/redisEnterprise": ("azurerm_managed_redis", _enterprise),
    "Microsoft.Cache/redisEnterprise/databases": ("azurerm_redis_enterprise_database", _enterprise_part),
    _E: ("azurerm_eventhub_namespace", _namespace),
    f"{_E}/eventhubs": ("azurerm_eventhub", _hub),
    f"{_E}/eventhubs/consumergroups": ("azurerm_eventhub_consumer_group", _in_namespace),
    f"{_E}/authorizationRules": ("azurerm_eventhub_namespace_authorization_rule", _sender),
    f"{_E}/eventhubs/authorizationRules": ("azurerm_eventhub_authorization_rule", _hub_sender),
    _B: ("azurerm_servicebus_namespace", _namespace),
    f"{_B}/queues": ("azurerm_servicebus_queue", _in_namespace),
    f"{_B}/topics": ("azurerm_servicebus_topic", _in_namespace),
    f"{_B}/topics/subscriptions": ("azurerm_servicebus_subscription", _in_namespace),
    f"{_B}/topics/subscriptions/rules": ("azurerm_servicebus_subscription_rule", _in_namespace),
    f"{_B}/AuthorizationRules": ("azurerm_servicebus_namespace_authorization_rule", _in_namespace),
    f"{_B}/queues/authorizationRules": ("azurerm_servicebus_queue_authorization_rule", _in_namespace),
    f"{_B}/topics/authorizationRules": ("azurerm_servicebus_topic_authorization_rule", _in_namespace),
    "Microsoft.EventGrid/topics": ("azurerm_eventgrid_topic", _grid),
    "Microsoft.EventGrid/domains": ("azurerm_eventgrid_domain", _grid),
    "Microsoft.EventGrid/namespaces": ("azurerm_eventgrid_namespace", _grid),
    "Microsoft.EventGrid/systemTopics": ("azurerm_eventgrid_system_topic", _plain),
    "Microsoft.Devices/IotHubs": ("azurerm_iothub", _iot),
    "Microsoft.AppConfiguration/configurationStores": ("azurerm_app_configuration", _configuration),
    "Microsoft.AppConfiguration/configurationStores/keyValues": ("azurerm_app_configuration_key", _plain),
    "Microsoft.Kusto/clusters": ("azurerm_kusto_cluster", _kusto),
    "Microsoft.Kusto/clusters/databases": ("azurerm_kusto_database", _kusto_part),
    _P: ("azurerm_synapse_workspace", _synapse),
    f"{_P}/sqlPools": ("azurerm_synapse_sql_pool", _synapse_part),
    f"{_P}/firewallRules": ("azurerm_synapse_firewall_rule", ranged("synapse_workspace_id")),
    "Microsoft.Databricks/workspaces": ("azurerm_databricks_workspace", _databricks),
    _F: ("azurerm_data_factory", _factory),
    f"{_F}/pipelines": ("azurerm_data_factory_pipeline", _factory_part),
    f"{_F}/dataflows": ("azurerm_data_factory_data_flow", _factory_part),
    f"{_F}/datasets": ("azurerm_data_factory_custom_dataset", _factory_part),
    f"{_F}/triggers": ("azurerm_data_factory_trigger_schedule", _factory_part),
    f"{_F}/integrationRuntimes": ("azurerm_data_factory_integration_runtime_azure", _factory_part),
    f"{_F}/managedVirtualNetworks/managedPrivateEndpoints": ("azurerm_data_factory_managed_private_endpoint", _factory_part),
    "Microsoft.NetApp/netAppAccounts": ("azurerm_netapp_account", _plain),
    "Microsoft.NetApp/netAppAccounts/capacityPools": ("azurerm_netapp_pool", _plain),
    "Microsoft.NetApp/netAppAccounts/capacityPools/volumes": ("azurerm_netapp_volume", _volume),
    _R: ("azurerm_recovery_services_vault", _recovery),
    f"{_R}/backupPolicies": ("azurerm_backup_policy_vm", _plain),
    f"{_R}/backupFabrics/protectionContainers/protectedItems": ("azurerm_backup_protected_vm", _protected),
    _D: ("azurerm_data_protection_backup_vault", _backup_vault),
    f"{_D}/backupPolicies": ("azurerm_data_protection_backup_policy_disk", _plain),
    f"{_D}/backupInstances": ("azurerm_data_protection_backup_instance_blob_storage", _backup_instance),
}
