# SPDX-License-Identifier: Apache-2.0
"""ARM types of databases, caches, queues, streams, backups and further stores, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, above, block, dig, inverted, key_uri, row, rows, switched, unsure

Attributes = dict[str, Any]

# ---- SQL ----


def _sql_server(arm: Arm) -> Attributes:
    people = arm.prop("administrators")
    return {
        "minimum_tls_version": arm.prop("minimalTlsVersion"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "azuread_administrator": row(
            people, object_id="sid", azuread_authentication_only="azureADOnlyAuthentication", tenant_id="tenantId"
        ),
        "transparent_data_encryption_key_vault_key_id": arm.prop("keyId"),
    }


def sql_administrator(arm: Arm) -> Attributes:
    """An administrator of a server is a resource below it."""
    return {"azuread_administrator": block(object_id=arm.prop("sid"), azuread_authentication_only=arm.prop("azureADOnlyAuthentication"))}


def sql_entra_only(arm: Arm) -> Attributes:
    """That passwords are off is a resource below the server."""
    return {"azuread_administrator": block(azuread_authentication_only=arm.prop("azureADOnlyAuthentication"))}


def _sql_database(arm: Arm) -> Attributes:
    return {
        "server_id": arm.parent,
        "storage_account_type": arm.prop("requestedBackupStorageRedundancy"),
        "creation_source_database_id": arm.prop("sourceDatabaseId"),
        "ledger_enabled": arm.prop("isLedgerOn"),
        "transparent_data_encryption_key_vault_key_id": arm.prop("encryptionProtector"),
    }


def sql_encryption(arm: Arm) -> Attributes:
    """Transparent encryption is a resource below the database; left out, it is on."""
    state = arm.prop("state")
    return {"transparent_data_encryption_enabled": switched(state if state is not None else arm.prop("status"))}


def _range(arm: Arm) -> Attributes:
    """A firewall rule of any database server, cache or workspace."""
    return {
        "server_id": arm.parent,
        "start_ip_address": arm.prop("startIpAddress") or arm.prop("startIP"),
        "end_ip_address": arm.prop("endIpAddress") or arm.prop("endIP"),
    }


def _ranged(key: str) -> Callable[[Arm], Attributes]:
    """A firewall rule that names what it belongs to by another word."""

    def made(arm: Arm) -> Attributes:
        found = _range(arm)
        return {key: found.pop("server_id"), **found}

    return made


def _sql_subnet(arm: Arm) -> Attributes:
    return {"server_id": arm.parent, "subnet_id": arm.prop("virtualNetworkSubnetId")}


def _failover(arm: Arm) -> Attributes:
    return {"server_id": arm.parent, "databases": arm.prop("databases"), "partner_server": rows(arm.prop("partnerServers"), id="id")}


def _protector(arm: Arm) -> Attributes:
    """The key's name holds vault, key and version, joined by underscores."""
    if str(arm.prop("serverKeyType")).casefold() != "azurekeyvault":
        return {"server_id": arm.parent}
    name = arm.prop("serverKeyName")
    parts = name.split("_") if isinstance(name, str) else []
    known = f"https://{parts[0]}.vault.azure.net/keys/{'_'.join(parts[1:-1])}/{parts[-1]}" if len(parts) > 2 else None
    return {"server_id": arm.parent, "key_vault_key_id": arm.prop("uri") or known or Unknown("the key of the encryption protector")}


def _instance(arm: Arm) -> Attributes:
    people = arm.prop("administrators")
    return {
        "minimum_tls_version": arm.prop("minimalTlsVersion"),
        "public_data_endpoint_enabled": arm.prop("publicDataEndpointEnabled"),
        "subnet_id": arm.prop("subnetId"),
        "storage_account_type": arm.prop("requestedBackupStorageRedundancy") or arm.prop("storageAccountType"),
        "azure_active_directory_administrator": row(
            people, object_id="sid", azuread_authentication_only_enabled="azureADOnlyAuthentication", tenant_id="tenantId"
        ),
        "key_vault_key_id": arm.prop("keyId"),
    }


def _instance_database(arm: Arm) -> Attributes:
    return {"managed_instance_id": arm.parent}


# ---- PostgreSQL, MySQL, MariaDB ----


def _flexible(arm: Arm) -> Attributes:
    network, encryption = arm.prop("network"), arm.prop("dataEncryption")
    return {
        "delegated_subnet_id": dig(network, "delegatedSubnetResourceId"),
        "public_network_access_enabled": switched(dig(network, "publicNetworkAccess")),
        "customer_managed_key": block(key_vault_key_id=dig(encryption, "primaryKeyURI")),
        "authentication": block(password_auth_enabled=switched(arm.prop("authConfig", "passwordAuth"))),
        "geo_redundant_backup_enabled": switched(arm.prop("backup", "geoRedundantBackup")),
        "source_server_id": arm.prop("sourceServerResourceId"),
        "create_mode": arm.prop("createMode"),
    }


def _single(arm: Arm) -> Attributes:
    return {
        "ssl_enforcement_enabled": switched(arm.prop("sslEnforcement")),
        "ssl_minimal_tls_version_enforced": arm.prop("minimalTlsVersion"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
        "geo_redundant_backup_enabled": switched(arm.prop("storageProfile", "geoRedundantBackup")),
        "creation_source_server_id": arm.prop("sourceServerId"),
        "create_mode": arm.prop("createMode"),
    }


def _parameter(arm: Arm) -> Attributes:
    return {"server_id": arm.parent, "value": arm.prop("value")}


def _server_part(arm: Arm) -> Attributes:
    return {"server_id": arm.parent}


def _server_key(arm: Arm) -> Attributes:
    return {"server_id": arm.parent, "key_vault_key_id": arm.prop("uri")}


def _directory_admin(arm: Arm) -> Attributes:
    return {"server_id": arm.parent, "object_id": arm.prop("sid") or arm.name}


# ---- Cosmos ----


def _cosmos_part(arm: Arm) -> Attributes:
    return {"account_name": arm.parent}


def _cosmos_inner(arm: Arm) -> Attributes:
    return {"account_name": above(arm.parent)}


def _cosmos_role(arm: Arm) -> Attributes:
    return {
        "account_name": arm.parent,
        "scope": arm.prop("scope"),
        "principal_id": arm.prop("principalId"),
        "role_definition_id": arm.prop("roleDefinitionId"),
    }


def _cosmos_definition(arm: Arm) -> Attributes:
    return {
        "account_name": arm.parent,
        "name": arm.prop("roleName"),
        "role_definition_id": arm.name,
        "permissions": rows(arm.prop("permissions"), data_actions="dataActions"),
        "assignable_scopes": arm.prop("assignableScopes"),
    }


# ---- caches, queues, streams ----


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


# ---- analysis ----


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


def _cluster_of_servers(arm: Arm) -> Attributes:
    return {"coordinator_public_ip_access_enabled": arm.prop("enablePublicIpAccess")}


def _mongo(arm: Arm) -> Attributes:
    return {"public_network_access": arm.prop("publicNetworkAccess")}


def _in_mongo(arm: Arm) -> Attributes:
    return _ranged("mongo_cluster_id")(arm)


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


# ---- backups ----


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


def _flexible_family(space: str, kind: str, database: str) -> dict[str, tuple[str, Callable[[Arm], Attributes]]]:
    root = f"{space}/flexibleServers"
    return {
        root: (kind, _flexible),
        f"{root}/firewallRules": (f"{kind}_firewall_rule", _range),
        f"{root}/configurations": (f"{kind}_configuration", _parameter),
        f"{root}/databases": (database, _server_part),
        f"{root}/administrators": (f"{kind}_active_directory_administrator", _directory_admin),
    }


def _single_family(space: str, name: str) -> dict[str, tuple[str, Callable[[Arm], Attributes]]]:
    root, kind = f"{space}/servers", f"azurerm_{name}"
    return {
        root: (f"{kind}_server", _single),
        f"{root}/firewallRules": (f"{kind}_firewall_rule", _range),
        f"{root}/configurations": (f"{kind}_configuration", _parameter),
        f"{root}/databases": (f"{kind}_database", _server_part),
        f"{root}/virtualNetworkRules": (f"{kind}_virtual_network_rule", _sql_subnet),
        f"{root}/keys": (f"{kind}_server_key", _server_key),
        f"{root}/administrators": (f"{kind}_active_directory_administrator", _directory_admin),
    }


_S, _I, _Q = "Microsoft.Sql/servers", "Microsoft.Sql/managedInstances", "Microsoft.DocumentDB/databaseAccounts"
_E, _B, _R = "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces", "Microsoft.RecoveryServices/vaults"
_F, _P, _D = "Microsoft.DataFactory/factories", "Microsoft.Synapse/workspaces", "Microsoft.DataProtection/backupVaults"
STORES: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    _S: ("azurerm_mssql_server", _sql_server),
    f"{_S}/databases": ("azurerm_mssql_database", _sql_database),
    f"{_S}/elasticPools": ("azurerm_mssql_elasticpool", _server_part),
    f"{_S}/firewallRules": ("azurerm_mssql_firewall_rule", _range),
    f"{_S}/virtualNetworkRules": ("azurerm_mssql_virtual_network_rule", _sql_subnet),
    f"{_S}/failoverGroups": ("azurerm_mssql_failover_group", _failover),
    f"{_S}/encryptionProtector": ("azurerm_mssql_server_transparent_data_encryption", _protector),
    f"{_S}/auditingSettings": ("azurerm_mssql_server_extended_auditing_policy", _server_part),
    f"{_S}/securityAlertPolicies": ("azurerm_mssql_server_security_alert_policy", _server_part),
    f"{_S}/vulnerabilityAssessments": ("azurerm_mssql_server_vulnerability_assessment", _server_part),
    f"{_S}/databases/auditingSettings": ("azurerm_mssql_database_extended_auditing_policy", _server_part),
    _I: ("azurerm_mssql_managed_instance", _instance),
    f"{_I}/databases": ("azurerm_mssql_managed_database", _instance_database),
    **_flexible_family("Microsoft.DBforPostgreSQL", "azurerm_postgresql_flexible_server", "azurerm_postgresql_flexible_server_database"),
    **_flexible_family("Microsoft.DBforMySQL", "azurerm_mysql_flexible_server", "azurerm_mysql_flexible_database"),
    **_single_family("Microsoft.DBforPostgreSQL", "postgresql"),
    **_single_family("Microsoft.DBforMySQL", "mysql"),
    **_single_family("Microsoft.DBforMariaDB", "mariadb"),
    f"{_Q}/sqlDatabases": ("azurerm_cosmosdb_sql_database", _cosmos_part),
    f"{_Q}/sqlDatabases/containers": ("azurerm_cosmosdb_sql_container", _cosmos_inner),
    f"{_Q}/mongodbDatabases": ("azurerm_cosmosdb_mongo_database", _cosmos_part),
    f"{_Q}/mongodbDatabases/collections": ("azurerm_cosmosdb_mongo_collection", _cosmos_inner),
    f"{_Q}/tables": ("azurerm_cosmosdb_table", _cosmos_part),
    f"{_Q}/gremlinDatabases": ("azurerm_cosmosdb_gremlin_database", _cosmos_part),
    f"{_Q}/gremlinDatabases/graphs": ("azurerm_cosmosdb_gremlin_graph", _cosmos_inner),
    f"{_Q}/cassandraKeyspaces": ("azurerm_cosmosdb_cassandra_keyspace", _cosmos_part),
    f"{_Q}/cassandraKeyspaces/tables": ("azurerm_cosmosdb_cassandra_table", _cosmos_inner),
    f"{_Q}/sqlRoleAssignments": ("azurerm_cosmosdb_sql_role_assignment", _cosmos_role),
    f"{_Q}/sqlRoleDefinitions": ("azurerm_cosmosdb_sql_role_definition", _cosmos_definition),
    "Microsoft.DBforPostgreSQL/serverGroupsv2": ("azurerm_cosmosdb_postgresql_cluster", _cluster_of_servers),
    "Microsoft.DBforPostgreSQL/serverGroupsv2/firewallRules": ("azurerm_cosmosdb_postgresql_firewall_rule", _ranged("cluster_id")),
    "Microsoft.DocumentDB/mongoClusters": ("azurerm_mongo_cluster", _mongo),
    "Microsoft.DocumentDB/mongoClusters/firewallRules": ("azurerm_mongo_cluster_firewall_rule", _in_mongo),
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
    f"{_P}/firewallRules": ("azurerm_synapse_firewall_rule", _ranged("synapse_workspace_id")),
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
