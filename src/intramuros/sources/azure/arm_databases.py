# SPDX-License-Identifier: Apache-2.0
"""ARM types of databases, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, above, block, dig, row, rows, switched

Attributes = dict[str, Any]


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


def ranged(key: str) -> Callable[[Arm], Attributes]:
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


def _cluster_of_servers(arm: Arm) -> Attributes:
    return {"coordinator_public_ip_access_enabled": arm.prop("enablePublicIpAccess")}


def _mongo(arm: Arm) -> Attributes:
    return {"public_network_access": arm.prop("publicNetworkAccess")}


def _in_mongo(arm: Arm) -> Attributes:
    return ranged("mongo_cluster_id")(arm)


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
DATABASES: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
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
    "Microsoft.DBforPostgreSQL/serverGroupsv2/firewallRules": ("azurerm_cosmosdb_postgresql_firewall_rule", ranged("cluster_id")),
    "Microsoft.DocumentDB/mongoClusters": ("azurerm_mongo_cluster", _mongo),
    "Microsoft.DocumentDB/mongoClusters/firewallRules": ("azurerm_mongo_cluster_firewall_rule", _in_mongo),
}
