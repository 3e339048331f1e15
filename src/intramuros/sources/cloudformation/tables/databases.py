# SPDX-License-Identifier: Apache-2.0
"""Databases, caches, search and file systems.

Where CloudFormation's default differs from the provider's it is written down: whether a database is public where `PubliclyAccessible` is left
out hangs on its VPC (API reference, CreateDBInstance), and `EnforceHTTPS` of a search domain is off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.item import As, Item, Part
from intramuros.sources.cloudformation.tables.shapes import entries, field, json_text, of, pairs, whole

_INSTANCE: Final = {
    "DBInstanceIdentifier": "identifier",
    "DBInstanceClass": "instance_class",
    "DBParameterGroupName": "parameter_group_name",
    "VPCSecurityGroups": "vpc_security_group_ids",
    "SourceDBInstanceIdentifier": "replicate_source_db",
    "DBSnapshotIdentifier": "snapshot_identifier",
    "EnableIAMDatabaseAuthentication": "iam_database_authentication_enabled",
    "EnableCloudwatchLogsExports": "enabled_cloudwatch_logs_exports",
    "MasterUserPassword": "password",
    "MasterUsername": "username",
    "DBClusterIdentifier": "cluster_identifier",
    "CACertificateIdentifier": "ca_cert_identifier",
    "AutomaticBackupReplicationRegion": "",
    "AutomaticBackupReplicationKmsKeyId": "",
}
_CLUSTER: Final = {
    "DBClusterIdentifier": "cluster_identifier",
    "MasterUserPassword": "master_password",
    "EnableIAMDatabaseAuthentication": "iam_database_authentication_enabled",
    "IamAuthEnabled": "iam_database_authentication_enabled",
    "EnableCloudwatchLogsExports": "enabled_cloudwatch_logs_exports",
    "SourceDBClusterIdentifier": "",
}
_SHAPES: Final = {
    "LUSTRE": "aws_fsx_lustre_file_system",
    "WINDOWS": "aws_fsx_windows_file_system",
    "ONTAP": "aws_fsx_ontap_file_system",
    "OPENZFS": "aws_fsx_openzfs_file_system",
}


def _public(item: Item) -> dict[str, Any]:
    if item.get("PubliclyAccessible") is not None:
        return {}
    return {"publicly_accessible": Unknown(f"PubliclyAccessible of `{item.address}` is left out: it then hangs on the VPC")}


def _database(item: Item) -> Iterator[Part]:
    """A member of a cluster, or a database of its own."""
    member = item.get("DBClusterIdentifier") is not None
    yield whole(item, As(type="aws_rds_cluster_instance" if member else "aws_db_instance", names=_INSTANCE, more=_public))
    region = item.get("AutomaticBackupReplicationRegion")
    if region is not None:
        attrs = {"source_db_instance_arn": item.me("arn"), "region": region, "kms_key_id": item.get("AutomaticBackupReplicationKmsKeyId")}
        at = "AutomaticBackupReplicationRegion"
        yield Part(type="aws_db_instance_automated_backups_replication", attrs=attrs, suffix=f".{at}", at=at)


def _cluster(item: Item) -> dict[str, Any]:
    source = item.get("SourceDBClusterIdentifier")
    return {"restore_to_point_in_time": [{"source_cluster_identifier": source}] if source is not None else None}


def _of_engine(engine: str) -> Any:
    return lambda item: {"engine": engine, **_cluster(item)}


def _neptune(item: Item) -> dict[str, Any]:
    return {"engine": "neptune", "replication_source_identifier": item.get("SourceDBClusterIdentifier")}


def _settings(item: Item) -> dict[str, Any]:
    said = item.get("Parameters")
    if isinstance(said, list):
        return {"parameter": [{"name": field(p, "ParameterName"), "value": field(p, "ParameterValue")} for p in said]}
    return {"parameter": entries(said)}


def _table(item: Item) -> dict[str, Any]:
    said = item.get("SSESpecification")
    made = said
    if isinstance(said, Mapping):
        made = [{"enabled": item.flag("SSESpecification.SSEEnabled", False), "kms_key_arn": said.get("KMSMasterKeyId")}]
    copies = item.get("Replicas")
    regions = None
    if isinstance(copies, list):
        regions = [
            {"region_name": field(r, "Region"), "kms_key_arn": field(field(r, "SSESpecification"), "KMSMasterKeyId")} for r in copies
        ]
        keys = [r["kms_key_arn"] for r in regions if r["kms_key_arn"] is not None]
        if isinstance(made, list) and made[0]["kms_key_arn"] is None and keys:
            made[0]["kms_key_arn"] = keys[0]
    return {"server_side_encryption": made, "replica": copies if isinstance(copies, Unknown) else regions}


def _table_policy(item: Item) -> Iterator[Part]:
    if item.get("ResourcePolicy") is not None:
        attrs = {"resource_arn": item.me("arn"), "policy": item.get("ResourcePolicy.PolicyDocument")}
        yield Part(type="aws_dynamodb_resource_policy", attrs=attrs, suffix=".ResourcePolicy", at="ResourcePolicy.PolicyDocument")


def _domain(item: Item) -> dict[str, Any]:
    made = of(item, "DomainEndpointOptions")
    if isinstance(made, list) and isinstance(made[0], dict):
        made[0].setdefault("enforce_https", False)
    return {"domain_endpoint_options": made}


def _accelerator(item: Item) -> dict[str, Any]:
    return {"server_side_encryption": [{"enabled": item.flag("SSESpecification.SSEEnabled", False)}]}


def _file_system(item: Item) -> Iterator[Part]:
    if item.get("FileSystemPolicy") is not None:
        attrs = {"file_system_id": item.me(), "policy": item.get("FileSystemPolicy")}
        yield Part(type="aws_efs_file_system_policy", attrs=attrs, suffix=".FileSystemPolicy", at="FileSystemPolicy")
    for number, one in enumerate(item.items("ReplicationConfiguration.Destinations")):
        far = {"file_system_id": field(one, "FileSystemId"), "region": field(one, "Region"), "kms_key_id": field(one, "KmsKeyId")}
        far["availability_zone_name"] = field(one, "AvailabilityZoneName")
        attrs = {"source_file_system_id": item.me(), "destination": [{k: v for k, v in far.items() if v is not None}]}
        suffix = f".ReplicationConfiguration[{number}]"
        yield Part(type="aws_efs_replication_configuration", attrs=attrs, suffix=suffix, at="ReplicationConfiguration")


def _shared_files(item: Item) -> Iterator[Part]:
    kind = _SHAPES.get(str(item.get("FileSystemType")))
    if kind is None:
        yield Part(type=item.kind, attrs={})
    else:
        names = {f"{k}Configuration": "" for k in ("Lustre", "Windows", "Ontap", "OpenZFS")}
        yield whole(item, As(type=kind, names=names))


def _collection_policy(item: Item) -> dict[str, Any]:
    return {"policy": json_text(item.get("Policy"))}


def _map_tags(item: Item) -> dict[str, Any]:
    return {"tags": pairs(item.get("Tags"), "Key")}


def _global_group(item: Item) -> dict[str, Any]:
    primary = next((m for m in item.items("Members") if field(m, "Role") == "PRIMARY"), None)
    return {"primary_replication_group_id": field(primary, "ReplicationGroupId")}


def _warehouse(item: Item) -> dict[str, Any]:
    """Snapshots go to another region where one is named."""
    region = item.get("DestinationRegion")
    return {"snapshot_copy": [{"destination_region": region}] if region is not None else None}


def _ledger(item: Item) -> dict[str, Any]:
    return {"kms_key": item.get("KmsKey")}


TABLE: Final[Mapping[str, As]] = {
    "AWS::RDS::DBInstance": As(parts=_database),
    "AWS::RDS::DBCluster": As(type="aws_rds_cluster", names=_CLUSTER, more=_cluster),
    "AWS::RDS::GlobalCluster": As(type="aws_rds_global_cluster"),
    "AWS::RDS::DBSubnetGroup": As(
        type="aws_db_subnet_group", names={"DBSubnetGroupName": "name", "DBSubnetGroupDescription": "description"}
    ),
    "AWS::RDS::DBParameterGroup": As(
        type="aws_db_parameter_group", names={"DBParameterGroupName": "name", "Parameters": ""}, more=_settings
    ),
    "AWS::RDS::DBClusterParameterGroup": As(
        type="aws_rds_cluster_parameter_group", names={"DBClusterParameterGroupName": "name", "Parameters": ""}, more=_settings
    ),
    "AWS::DocDB::DBCluster": As(type="aws_docdb_cluster", names=_CLUSTER, more=_of_engine("docdb")),
    "AWS::DocDB::DBInstance": As(type="aws_docdb_cluster_instance", names=_INSTANCE),
    "AWS::DocDB::DBSubnetGroup": As(
        type="aws_docdb_subnet_group", names={"DBSubnetGroupName": "name", "DBSubnetGroupDescription": "description"}
    ),
    "AWS::DocDB::DBClusterParameterGroup": As(type="aws_docdb_cluster_parameter_group", names={"Parameters": ""}, more=_settings),
    "AWS::DocDBElastic::Cluster": As(type="aws_docdbelastic_cluster", names={"ClusterName": "name"}),
    "AWS::Neptune::DBCluster": As(
        type="aws_neptune_cluster",
        names={
            **_CLUSTER,
            "DBClusterParameterGroupName": "neptune_cluster_parameter_group_name",
            "DBSubnetGroupName": "neptune_subnet_group_name",
            "DBPort": "port",
            "KmsKeyId": "kms_key_arn",
        },
        more=_neptune,
    ),
    "AWS::Neptune::DBInstance": As(type="aws_neptune_cluster_instance", names=_INSTANCE),
    "AWS::Neptune::DBSubnetGroup": As(
        type="aws_neptune_subnet_group", names={"DBSubnetGroupName": "name", "DBSubnetGroupDescription": "description"}
    ),
    "AWS::Neptune::DBClusterParameterGroup": As(type="aws_neptune_cluster_parameter_group", names={"Parameters": ""}, more=_settings),
    "AWS::NeptuneGraph::Graph": As(type="aws_neptunegraph_graph"),
    "AWS::DynamoDB::Table": As(
        type="aws_dynamodb_table",
        names={"TableName": "name", "SSESpecification": "server_side_encryption", "ResourcePolicy": ""},
        more=_table,
        parts=_table_policy,
    ),
    "AWS::DynamoDB::GlobalTable": As(
        type="aws_dynamodb_table",
        names={"TableName": "name", "SSESpecification": "server_side_encryption", "Replicas": "replica"},
        more=_table,
    ),
    "AWS::DAX::Cluster": As(type="aws_dax_cluster", names={"SSESpecification": ""}, more=_accelerator),
    "AWS::Redshift::Cluster": As(
        type="aws_redshift_cluster", names={"DBName": "database_name", "MasterUserPassword": "master_password"}, more=_warehouse
    ),
    "AWS::Redshift::ClusterSubnetGroup": As(type="aws_redshift_subnet_group"),
    "AWS::Redshift::ClusterParameterGroup": As(
        type="aws_redshift_parameter_group",
        names={"ParameterGroupName": "name", "ParameterGroupFamily": "family", "Parameters": ""},
        more=_settings,
    ),
    "AWS::RedshiftServerless::Namespace": As(type="aws_redshiftserverless_namespace"),
    "AWS::OpenSearchService::Domain": As(
        type="aws_opensearch_domain",
        names={"EncryptionAtRestOptions": "encrypt_at_rest", "NodeToNodeEncryptionOptions": "node_to_node_encryption"},
        more=_domain,
    ),
    "AWS::Elasticsearch::Domain": As(
        type="aws_elasticsearch_domain",
        names={"EncryptionAtRestOptions": "encrypt_at_rest", "NodeToNodeEncryptionOptions": "node_to_node_encryption"},
        more=_domain,
    ),
    "AWS::OpenSearchServerless::Collection": As(type="aws_opensearchserverless_collection"),
    "AWS::OpenSearchServerless::SecurityPolicy": As(type="aws_opensearchserverless_security_policy", more=_collection_policy),
    "AWS::Kendra::Index": As(type="aws_kendra_index"),
    "AWS::ElastiCache::ReplicationGroup": As(
        type="aws_elasticache_replication_group",
        names={
            "CacheSubnetGroupName": "subnet_group_name",
            "CacheParameterGroupName": "parameter_group_name",
            "CacheNodeType": "node_type",
            "ReplicationGroupDescription": "description",
        },
    ),
    "AWS::ElastiCache::CacheCluster": As(
        type="aws_elasticache_cluster",
        names={
            "ClusterName": "cluster_id",
            "PreferredAvailabilityZone": "availability_zone",
            "VpcSecurityGroupIds": "security_group_ids",
            "CacheSubnetGroupName": "subnet_group_name",
            "CacheParameterGroupName": "parameter_group_name",
            "CacheNodeType": "node_type",
        },
    ),
    "AWS::ElastiCache::ServerlessCache": As(type="aws_elasticache_serverless_cache", names={"ServerlessCacheName": "name"}),
    "AWS::ElastiCache::GlobalReplicationGroup": As(
        type="aws_elasticache_global_replication_group", names={"Members": ""}, more=_global_group
    ),
    "AWS::ElastiCache::SubnetGroup": As(type="aws_elasticache_subnet_group", names={"CacheSubnetGroupName": "name"}),
    "AWS::MemoryDB::Cluster": As(type="aws_memorydb_cluster", names={"ClusterName": "name", "KmsKeyId": "kms_key_arn"}),
    "AWS::MemoryDB::SubnetGroup": As(type="aws_memorydb_subnet_group", names={"SubnetGroupName": "name"}),
    "AWS::EFS::FileSystem": As(
        type="aws_efs_file_system",
        names={"FileSystemTags": "tags", "FileSystemPolicy": "", "ReplicationConfiguration": "", "BackupPolicy": ""},
        parts=_file_system,
    ),
    "AWS::EFS::MountTarget": As(type="aws_efs_mount_target"),
    "AWS::FSx::FileSystem": As(parts=_shared_files),
    "AWS::Timestream::Database": As(type="aws_timestreamwrite_database", more=_map_tags),
    "AWS::DSQL::Cluster": As(type="aws_dsql_cluster"),
    "AWS::HealthLake::FHIRDatastore": As(type="aws_healthlake_fhir_datastore"),
    "AWS::QLDB::Ledger": As(type="aws_qldb_ledger", more=_ledger),
    "AWS::Cassandra::Table": As(type="aws_keyspaces_table"),
}
