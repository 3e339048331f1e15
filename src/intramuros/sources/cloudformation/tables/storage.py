# SPDX-License-Identifier: Apache-2.0
"""S3: a bucket taken apart into the provider's sub-resources; its policy and its access points.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.item import As, Item, Part, plain
from intramuros.sources.cloudformation.words import snake

_BLOCKS: Final = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_PARTS: Final = (
    "AccelerateConfiguration AccessControl AnalyticsConfigurations BucketEncryption CorsConfiguration IntelligentTieringConfigurations "
    "InventoryConfigurations LifecycleConfiguration LoggingConfiguration MetadataTableConfiguration MetricsConfigurations "
    "NotificationConfiguration ObjectLockConfiguration OwnershipControls PublicAccessBlockConfiguration ReplicationConfiguration "
    "VersioningConfiguration WebsiteConfiguration"
)


def _bucket(item: Item) -> Iterator[Part]:
    for said, kind, attrs in (
        ("PublicAccessBlockConfiguration", "public_access_block", _access_block),
        ("BucketEncryption", "server_side_encryption_configuration", _sealing),
        ("OwnershipControls", "ownership_controls", _ownership),
        ("AccessControl", "acl", _acl),
        ("VersioningConfiguration", "versioning", _versioning),
        ("LoggingConfiguration", "logging", _logging),
        ("ReplicationConfiguration", "replication_configuration", _replication),
        ("LifecycleConfiguration", "lifecycle_configuration", _lifecycle),
        ("ObjectLockConfiguration", "object_lock_configuration", _lock),
    ):
        if item.get(said) is not None:
            yield Part(type=f"aws_s3_bucket_{kind}", attrs={"bucket": item.me(), **attrs(item)}, suffix=f".{said}", at=said)
    yield from _listed(item, "InventoryConfigurations", "inventory", _inventory)
    yield from _listed(item, "AnalyticsConfigurations", "analytics_configuration", _analytics)
    yield from _listed(item, "MetricsConfigurations", "metric", _metric)


def _access_block(item: Item) -> dict[str, Any]:
    """What is left out is off (PublicAccessBlockConfiguration, "Default": FALSE)."""
    return {snake(k): plain(item.get(f"PublicAccessBlockConfiguration.{k}", False)) for k in _BLOCKS}


def _sealing(item: Item) -> dict[str, Any]:
    rules = item.get("BucketEncryption.ServerSideEncryptionConfiguration")
    return {"rule": [_sealing_rule(r) for r in rules] if isinstance(rules, list) else rules}


def _sealing_rule(said: Any) -> Any:
    if not isinstance(said, Mapping):
        return said
    default = said.get("ServerSideEncryptionByDefault")
    if isinstance(default, Mapping):
        default = [{"sse_algorithm": default.get("SSEAlgorithm"), "kms_master_key_id": default.get("KMSMasterKeyID")}]
    return {"apply_server_side_encryption_by_default": default, "bucket_key_enabled": plain(said.get("BucketKeyEnabled"))}


def _ownership(item: Item) -> dict[str, Any]:
    rules = item.items("OwnershipControls.Rules")
    return {"rule": [{"object_ownership": r.get("ObjectOwnership") if isinstance(r, Mapping) else r} for r in rules[:1]]}


def _acl(item: Item) -> dict[str, Any]:
    said = item.get("AccessControl")
    return {"acl": _canned(said) if isinstance(said, str) else said}


def _canned(said: str) -> str:
    return snake(said).replace("_", "-") if said.isalnum() else said


def _versioning(item: Item) -> dict[str, Any]:
    return {"versioning_configuration": [{"status": item.get("VersioningConfiguration.Status")}]}


def _logging(item: Item) -> dict[str, Any]:
    """Without a destination a bucket's logs go to itself."""
    return {
        "target_bucket": item.get("LoggingConfiguration.DestinationBucketName", item.me()),
        "target_prefix": item.get("LoggingConfiguration.LogFilePrefix"),
    }


def _replication(item: Item) -> dict[str, Any]:
    rules = item.get("ReplicationConfiguration.Rules")
    made = [_copied(r) if isinstance(r, Mapping) else r for r in rules] if isinstance(rules, list) else rules
    return {"role": item.get("ReplicationConfiguration.Role"), "rule": _known(made)}


def _known(rules: Any) -> Any:
    """The rules of a list; a list with a rule that is not known is not known."""
    return next((r for r in rules if isinstance(r, Unknown)), rules) if isinstance(rules, list) else rules


def _copied(rule: Mapping[str, Any]) -> dict[str, Any]:
    far = rule.get("Destination")
    if isinstance(far, Mapping):
        far = [{"bucket": far.get("Bucket"), "account": far.get("Account"), "storage_class": far.get("StorageClass")}]
    return {"id": rule.get("Id"), "status": rule.get("Status"), "destination": far}


def _lifecycle(item: Item) -> dict[str, Any]:
    rules = item.get("LifecycleConfiguration.Rules")
    return {"rule": _known([_aged(r) if isinstance(r, Mapping) else r for r in rules] if isinstance(rules, list) else rules)}


def _aged(rule: Mapping[str, Any]) -> dict[str, Any]:
    filtered = {"prefix": rule.get("Prefix"), "tag": rule.get("TagFilters")}
    made: dict[str, Any] = {"id": rule.get("Id"), "status": rule.get("Status"), "filter": [{k: v for k, v in filtered.items() if v}]}
    if rule.get("ExpirationInDays") is not None:
        made["expiration"] = [{"days": rule["ExpirationInDays"]}]
    older = rule.get("NoncurrentVersionExpiration")
    days = older.get("NoncurrentDays") if isinstance(older, Mapping) else rule.get("NoncurrentVersionExpirationInDays")
    if days is not None:
        made["noncurrent_version_expiration"] = [{"noncurrent_days": days}]
    return made


def _lock(item: Item) -> dict[str, Any]:
    kept = item.get("ObjectLockConfiguration.Rule.DefaultRetention")
    if isinstance(kept, Mapping):
        kept = [{"mode": kept.get("Mode"), "days": kept.get("Days"), "years": kept.get("Years")}]
    return {"rule": [{"default_retention": kept}]}


def _listed(item: Item, said: str, kind: str, attrs: Any) -> Iterator[Part]:
    for number, one in enumerate(item.items(said)):
        body = one if isinstance(one, Mapping) else {}
        made = {"bucket": item.me(), "name": body.get("Id"), **attrs(body)}
        yield Part(type=f"aws_s3_bucket_{kind}", attrs=made, suffix=f".{said}[{number}]", at=said)


def _inventory(said: Mapping[str, Any]) -> dict[str, Any]:
    far = said.get("Destination")
    arn = far.get("BucketArn") if isinstance(far, Mapping) else far
    account = far.get("BucketAccountId") if isinstance(far, Mapping) else None
    return {"enabled": plain(said.get("Enabled")), "destination": [{"bucket": [{"bucket_arn": arn, "account_id": account}]}]}


def _analytics(said: Mapping[str, Any]) -> dict[str, Any]:
    exported = said.get("StorageClassAnalysis")
    inner = exported.get("DataExport") if isinstance(exported, Mapping) else None
    far = inner.get("Destination") if isinstance(inner, Mapping) else None
    if not isinstance(far, Mapping):
        return {}
    held = [{"s3_bucket_destination": [{"bucket_arn": far.get("BucketArn"), "bucket_account_id": far.get("BucketAccountId")}]}]
    return {"storage_class_analysis": [{"data_export": [{"destination": held}]}]}


def _metric(said: Mapping[str, Any]) -> dict[str, Any]:
    narrowed = {"prefix": said.get("Prefix"), "tags": said.get("TagFilters"), "access_point": said.get("AccessPointArn")}
    made = {k: v for k, v in narrowed.items() if v}
    return {"filter": [made] if made else None}


def _point(item: Item) -> dict[str, Any]:
    """Every setting is on unless it is written otherwise (AWS::S3::AccessPoint, "PublicAccessBlockConfiguration")."""
    said = item.get("PublicAccessBlockConfiguration")
    if not isinstance(said, Mapping):
        return {"public_access_block_configuration": said}
    return {"public_access_block_configuration": [{snake(k): plain(said[k]) for k in _BLOCKS if k in said}]}


def _multi_region(item: Item) -> dict[str, Any]:
    regions = [
        {"bucket": r.get("Bucket"), "bucket_account_id": r.get("BucketAccountId")} for r in item.items("Regions") if isinstance(r, Mapping)
    ]
    return {"details": [{"name": item.get("Name"), "region": regions}]}


TABLE: Final[Mapping[str, As]] = {
    "AWS::S3::Bucket": As(type="aws_s3_bucket", names={"BucketName": "bucket", **dict.fromkeys(_PARTS.split(), "")}, parts=_bucket),
    "AWS::S3::BucketPolicy": As(type="aws_s3_bucket_policy", names={"PolicyDocument": "policy"}),
    "AWS::S3::AccessPoint": As(type="aws_s3_access_point", more=_point),
    "AWS::S3::MultiRegionAccessPoint": As(
        type="aws_s3control_multi_region_access_point", names={"Regions": "", "PublicAccessBlockConfiguration": ""}, more=_multi_region
    ),
    "AWS::S3Express::DirectoryBucket": As(
        type="aws_s3_directory_bucket", names={"BucketName": "bucket", **dict.fromkeys(_PARTS.split(), "")}, parts=_bucket
    ),
    "AWS::S3Express::BucketPolicy": As(type="aws_s3_bucket_policy", names={"PolicyDocument": "policy"}),
    "AWS::S3Tables::TableBucket": As(type="aws_s3tables_table_bucket", names={"TableBucketName": "name", "KMSKeyArn": "kms_key_arn"}),
    "AWS::S3Tables::TableBucketPolicy": As(
        type="aws_s3tables_table_bucket_policy", names={"TableBucketARN": "table_bucket_arn", "ResourcePolicy": "resource_policy"}
    ),
}
