# SPDX-License-Identifier: Apache-2.0
"""Queues, streams, backups, and what keeps records: trails, logs, alarms, event rules, detectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.item import As, Item, Part, plain
from intramuros.sources.cloudformation.tables.shapes import each, field, json_text, lifted, of, pairs

_SELECTORS: Final = {
    "EventSelectors": "event_selector",
    "AdvancedEventSelectors": "advanced_event_selector",
    "InsightSelectors": "insight_selector",
    "FieldSelectors": "field_selector",
    "DataResources": "data_resource",
}


def _queue_policy(item: Item) -> Iterator[Part]:
    for number, queue in enumerate(item.items("Queues")):
        attrs = {"queue_url": queue, "policy": item.get("PolicyDocument")}
        yield Part(
            type="aws_sqs_queue_policy", attrs=attrs, suffix=f".Queues[{number}]" if number else "", lines={"policy": "PolicyDocument"}
        )


def _inline_queue_policy(item: Item) -> Iterator[Part]:
    attrs = {"queue_url": item.get("Queue"), "policy": item.get("PolicyDocument")}
    yield Part(type="aws_sqs_queue_policy", attrs=attrs, lines={"policy": "PolicyDocument"})


def _topic_policy(item: Item) -> Iterator[Part]:
    for number, topic in enumerate(item.items("Topics")):
        attrs = {"arn": topic, "policy": item.get("PolicyDocument")}
        yield Part(
            type="aws_sns_topic_policy", attrs=attrs, suffix=f".Topics[{number}]" if number else "", lines={"policy": "PolicyDocument"}
        )


def _inline_topic_policy(item: Item) -> Iterator[Part]:
    attrs = {"arn": item.get("TopicArn"), "policy": item.get("PolicyDocument")}
    yield Part(type="aws_sns_topic_policy", attrs=attrs, lines={"policy": "PolicyDocument"})


def _subscribed(item: Item) -> Iterator[Part]:
    def attrs(one: Any) -> dict[str, Any]:
        return {"topic_arn": item.me("arn"), "protocol": field(one, "Protocol"), "endpoint": field(one, "Endpoint")}

    yield from each(item, "Subscription", "aws_sns_topic_subscription", attrs)


def _stream(item: Item) -> dict[str, Any]:
    """A stream without StreamEncryption is sealed by nothing."""
    said = item.get("StreamEncryption")
    kind = said if isinstance(said, Unknown) else item.get("StreamEncryption.EncryptionType")
    return {"encryption_type": kind, "kms_key_id": item.get("StreamEncryption.KeyId")}


_DELIVERY: Final = As(
    names={
        "DeliveryStreamName": "name",
        "ExtendedS3DestinationConfiguration": "extended_s3_configuration",
        "S3DestinationConfiguration": "extended_s3_configuration",
        "S3BackupConfiguration": "s3_backup_configuration",
        "RedshiftDestinationConfiguration": "redshift_configuration",
        "SplunkDestinationConfiguration": "splunk_configuration",
        "HttpEndpointDestinationConfiguration": "http_endpoint_configuration",
        "AmazonopensearchserviceDestinationConfiguration": "opensearch_configuration",
        "AmazonOpenSearchServerlessDestinationConfiguration": "opensearchserverless_configuration",
        "ElasticsearchDestinationConfiguration": "elasticsearch_configuration",
        "IcebergDestinationConfiguration": "iceberg_configuration",
        "SnowflakeDestinationConfiguration": "snowflake_configuration",
        "KinesisStreamSourceConfiguration": "kinesis_source_configuration",
        "DeliveryStreamEncryptionConfigurationInput": "",
    }
)


def _delivery(item: Item) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for said, named in _DELIVERY.names.items():
        found = of(item, said, _DELIVERY) if named.endswith("_configuration") else None
        if isinstance(found, list) and isinstance(found[0], dict):
            made[named] = [_destination(found[0], item.get(said))]
    sealed = item.get("DeliveryStreamEncryptionConfigurationInput")
    if isinstance(sealed, Mapping):
        made["server_side_encryption"] = [{"enabled": True, "key_type": sealed.get("KeyType"), "key_arn": sealed.get("KeyARN")}]
    elif isinstance(sealed, Unknown):
        made["server_side_encryption"] = sealed
    return made


def _destination(made: dict[str, Any], said: Any) -> dict[str, Any]:
    """The key of a bucket and the address of an endpoint stand one level higher at the provider."""
    key = field(field(field(said, "EncryptionConfiguration"), "KMSEncryptionConfig"), "AWSKMSKeyARN")
    url = field(field(said, "EndpointConfiguration"), "Url")
    inner = field(said, "S3Configuration")
    if isinstance(inner, Mapping) and isinstance(made.get("s3_configuration"), list):
        made["s3_configuration"] = [_destination(made["s3_configuration"][0], inner)]
    return {**made, **{k: v for k, v in (("kms_key_arn", key), ("url", url)) if v is not None}}


def _broker(item: Item) -> dict[str, Any]:
    at_rest = item.get("EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId")
    moving = of(item, "EncryptionInfo.EncryptionInTransit")
    return {"encryption_info": [{"encryption_at_rest_kms_key_arn": at_rest, "encryption_in_transit": moving}]}


def _vault(item: Item) -> Iterator[Part]:
    if item.get("AccessPolicy") is not None:
        attrs = {"backup_vault_name": item.me("name"), "policy": item.get("AccessPolicy")}
        yield Part(type="aws_backup_vault_policy", attrs=attrs, suffix=".AccessPolicy", at="AccessPolicy")
    if item.get("LockConfiguration") is not None:
        attrs = {"backup_vault_name": item.me("name"), "min_retention_days": item.get("LockConfiguration.MinRetentionDays")}
        attrs["changeable_for_days"] = item.get("LockConfiguration.ChangeableForDays")
        yield Part(type="aws_backup_vault_lock_configuration", attrs=attrs, suffix=".LockConfiguration", at="LockConfiguration")


_PLAN: Final = As(
    names={
        "BackupPlanName": "name",
        "BackupPlanRule": "rule",
        "TargetBackupVault": "target_vault_name",
        "CopyActions": "copy_action",
        "DestinationBackupVaultArn": "destination_vault_arn",
        "DeleteAfterDays": "delete_after",
        "AdvancedBackupSettings": "",
    }
)


def _selection(item: Item) -> dict[str, Any]:
    said = item.get("BackupSelection.ListOfTags")
    tags = said
    if isinstance(said, list):
        tags = [{"type": field(t, "ConditionType"), "key": field(t, "ConditionKey"), "value": field(t, "ConditionValue")} for t in said]
    return {
        "plan_id": item.get("BackupPlanId"),
        "name": item.get("BackupSelection.SelectionName"),
        "iam_role_arn": item.get("BackupSelection.IamRoleArn"),
        "resources": item.get("BackupSelection.Resources"),
        "not_resources": item.get("BackupSelection.NotResources"),
        "selection_tag": tags,
        "condition": of(item, "BackupSelection.Conditions"),
    }


def _filtered(item: Item) -> dict[str, Any]:
    return {"metric_transformation": of(item, "MetricTransformations", As(names={"MetricName": "name", "MetricNamespace": "namespace"}))}


def _alarm(item: Item) -> dict[str, Any]:
    asked = item.get("Metrics")
    queries = [_query(m) for m in asked] if isinstance(asked, list) else asked
    return {"dimensions": pairs(item.get("Dimensions")), "metric_query": queries}


def _query(said: Any) -> Any:
    metric = field(field(said, "MetricStat"), "Metric")
    if not isinstance(metric, Mapping):
        return {"id": field(said, "Id"), "expression": field(said, "Expression")}
    inner = {"namespace": metric.get("Namespace"), "metric_name": metric.get("MetricName"), "dimensions": pairs(metric.get("Dimensions"))}
    return {"id": field(said, "Id"), "metric": [{k: v for k, v in inner.items() if v is not None}]}


def _event(item: Item) -> dict[str, Any]:
    return {"event_pattern": json_text(item.get("EventPattern"))}


def _targets(item: Item) -> Iterator[Part]:
    def attrs(one: Any) -> dict[str, Any]:
        return {
            "rule": item.me("name"),
            "arn": field(one, "Arn"),
            "role_arn": field(one, "RoleArn"),
            "ecs_target": _task(field(one, "EcsParameters")),
        }

    yield from each(item, "Targets", "aws_cloudwatch_event_target", attrs)


def _task(said: Any) -> Any:
    if not isinstance(said, Mapping):
        return said
    inside = field(field(said, "NetworkConfiguration"), "AwsVpcConfiguration")
    made: dict[str, Any] = {"task_definition_arn": said.get("TaskDefinitionArn"), "launch_type": said.get("LaunchType")}
    if isinstance(inside, Mapping):
        public = inside.get("AssignPublicIp") == "ENABLED"
        made["network_configuration"] = [
            {"subnets": inside.get("Subnets"), "security_groups": inside.get("SecurityGroups"), "assign_public_ip": public}
        ]
    return [made]


def _features(item: Item) -> Iterator[Part]:
    def attrs(one: Any) -> dict[str, Any]:
        return {"detector_id": item.me(), "name": field(one, "Name"), "status": field(one, "Status")}

    yield from each(item, "Features", "aws_guardduty_detector_feature", attrs)


def _trail(item: Item) -> dict[str, Any]:
    return {"enable_logging": item.flag("IsLogging", True)}


def _lake(item: Item) -> dict[str, Any]:
    ingests = item.get("IngestionEnabled")
    return {"suspend": not plain(ingests) if isinstance(plain(ingests), bool) else ingests}


TABLE: Final[Mapping[str, As]] = {
    "AWS::SQS::Queue": As(type="aws_sqs_queue", names={"QueueName": "name", "MessageRetentionPeriod": "message_retention_seconds"}),
    "AWS::SQS::QueuePolicy": As(parts=_queue_policy),
    "AWS::SQS::QueueInlinePolicy": As(parts=_inline_queue_policy),
    "AWS::SNS::Topic": As(type="aws_sns_topic", names={"TopicName": "name", "Subscription": ""}, parts=_subscribed),
    "AWS::SNS::TopicPolicy": As(parts=_topic_policy),
    "AWS::SNS::TopicInlinePolicy": As(parts=_inline_topic_policy),
    "AWS::SNS::Subscription": As(type="aws_sns_topic_subscription", names={"Region": ""}),
    "AWS::Kinesis::Stream": As(type="aws_kinesis_stream", names={"StreamEncryption": ""}, more=_stream),
    "AWS::Kinesis::ResourcePolicy": As(type="aws_kinesis_resource_policy", names={"ResourcePolicy": "policy"}),
    "AWS::KinesisVideo::Stream": As(type="aws_kinesis_video_stream"),
    "AWS::KinesisFirehose::DeliveryStream": As(type="aws_kinesis_firehose_delivery_stream", names=_DELIVERY.names, more=_delivery),
    "AWS::MSK::Cluster": As(type="aws_msk_cluster", names={"EncryptionInfo": ""}, more=_broker),
    "AWS::AmazonMQ::Broker": As(type="aws_mq_broker", names={"Users": "user"}),
    "AWS::Backup::BackupVault": As(
        type="aws_backup_vault",
        names={
            "BackupVaultName": "name",
            "EncryptionKeyArn": "kms_key_arn",
            "BackupVaultTags": "tags",
            "AccessPolicy": "",
            "LockConfiguration": "",
            "Notifications": "",
        },
        parts=_vault,
    ),
    "AWS::Backup::LogicallyAirGappedBackupVault": As(
        type="aws_backup_logically_air_gapped_vault", names={"BackupVaultName": "name", "BackupVaultTags": "tags", "AccessPolicy": ""}
    ),
    "AWS::Backup::BackupPlan": As(
        type="aws_backup_plan", names={"BackupPlan": "", "BackupPlanTags": "tags"}, more=lifted("BackupPlan", _PLAN)
    ),
    "AWS::Backup::BackupSelection": As(
        type="aws_backup_selection", names={"BackupSelection": "", "BackupPlanId": "plan_id"}, more=_selection
    ),
    "AWS::CloudTrail::Trail": As(
        type="aws_cloudtrail",
        names={
            "TrailName": "name",
            "IsLogging": "",
            "CloudWatchLogsLogGroupArn": "cloud_watch_logs_group_arn",
            "KMSKeyId": "kms_key_id",
            **_SELECTORS,
        },
        more=_trail,
    ),
    "AWS::CloudTrail::EventDataStore": As(type="aws_cloudtrail_event_data_store", names={"IngestionEnabled": "", **_SELECTORS}, more=_lake),
    "AWS::Logs::LogGroup": As(type="aws_cloudwatch_log_group", names={"LogGroupName": "name"}),
    "AWS::Logs::MetricFilter": As(
        type="aws_cloudwatch_log_metric_filter",
        names={"FilterName": "name", "FilterPattern": "pattern", "MetricTransformations": "metric_transformation"},
        more=_filtered,
    ),
    "AWS::Logs::SubscriptionFilter": As(type="aws_cloudwatch_log_subscription_filter", names={"FilterName": "name"}),
    "AWS::CloudWatch::Alarm": As(type="aws_cloudwatch_metric_alarm", names={"Metrics": "metric_query"}, more=_alarm),
    "AWS::CloudWatch::CompositeAlarm": As(type="aws_cloudwatch_composite_alarm"),
    "AWS::Events::Rule": As(type="aws_cloudwatch_event_rule", names={"Targets": ""}, more=_event, parts=_targets),
    "AWS::Config::ConfigRule": As(type="aws_config_config_rule", names={"ConfigRuleName": "name"}, keep=frozenset({"InputParameters"})),
    "AWS::GuardDuty::Detector": As(
        type="aws_guardduty_detector", names={"DataSources": "datasources", "Features": "", "S3Logs": "s3_logs"}, parts=_features
    ),
    "AWS::Chatbot::SlackChannelConfiguration": As(type="aws_chatbot_slack_channel_configuration"),
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": As(type="aws_chatbot_teams_channel_configuration"),
}
