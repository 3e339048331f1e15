# SPDX-License-Identifier: Apache-2.0
"""Trails, logs, alarms, detectors: what records, and who is called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.governance import ImageGate
from intramuros.estate.records import Recorder
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.data_kit import data, estate, one, ref, res

T = "aws_cloudtrail.t"
LOGS = res("aws_s3_bucket.logs", bucket="logs")
GROUP = res("aws_cloudwatch_log_group.g", name="/trail")


def fields(recorder: Any) -> list[dict[str, tuple[Any, ...]]]:
    return [{m.field: m.equals or m.starts_with or m.not_starts_with or m.not_equals for m in s} for s in recorder.selectors]


def test_a_trail_without_selectors_records_management_alone() -> None:
    found = one(T, res(T, name="t", s3_bucket_name=ref("aws_s3_bucket.logs")), LOGS)
    assert fields(found) == [{"eventCategory": ("Management",)}]
    assert (found.enabled, found.everywhere) == (True, False)


def test_destinations_through_references_and_suffixes() -> None:
    trail = res(T, name="t", s3_bucket_name="logs", cloud_watch_logs_group_arn=ref("aws_cloudwatch_log_group.g", "arn") + ":*")
    assert one(T, trail, LOGS, GROUP).destinations == ("aws_s3_bucket.logs", "aws_cloudwatch_log_group.g")


def test_basic_selectors_in_advanced_form() -> None:
    basic = {
        "read_write_type": "WriteOnly",
        "include_management_events": True,
        "data_resource": [{"type": "AWS::S3::Object", "values": [ref("aws_s3_bucket.w", "arn") + "/"]}],
    }
    found = one(T, res(T, name="t", event_selector=[basic]), res("aws_s3_bucket.w", bucket="weights"))
    assert fields(found) == [
        {"eventCategory": ("Management",), "readOnly": ("false",)},
        {
            "eventCategory": ("Data",),
            "resources.type": ("AWS::S3::Object",),
            "readOnly": ("false",),
            "resources.ARN": ("arn:aws:s3:::weights/",),
        },
    ]


def test_advanced_selectors_keep_their_exclusions() -> None:
    selector = {"field_selector": [{"field": "resources.ARN", "not_starts_with": [ref("aws_s3_bucket.w", "arn") + "/"]}]}
    found = one(T, res(T, name="t", advanced_event_selector=[selector]), res("aws_s3_bucket.w", bucket="weights"))
    match = found.selectors[0][0]
    assert (match.field, match.not_starts_with, match.starts_with) == ("resources.ARN", ("arn:aws:s3:::weights/",), ())


def test_unknown_selectors_are_not_no_selectors() -> None:
    found = one(T, res(T, name="t", event_selector=Unknown("known after apply")))
    assert isinstance(found.selectors[0][0].field, Unknown)


def test_access_logs_of_separate_and_inline_kind() -> None:
    separate = res("aws_s3_bucket_logging.l", bucket="a", target_bucket=ref("aws_s3_bucket.logs"))
    inline = res("aws_s3_bucket.b", bucket="b", logging=[{"target_bucket": "logs"}])
    found = estate(LOGS, res("aws_s3_bucket.a", bucket="a"), inline, separate)
    assert [(r.target, r.destinations) for r in found.all(Recorder)] == [
        ("aws_s3_bucket.a", ("aws_s3_bucket.logs",)),
        ("aws_s3_bucket.b", ("aws_s3_bucket.logs",)),
    ]
    assert found.by_address["aws_s3_bucket.a"].access_logs_to == "aws_s3_bucket.logs"  # type: ignore[attr-defined]


def test_event_data_store_keeps_its_own_records() -> None:
    lake = res("aws_cloudtrail_event_data_store.e", name="e", retention_period=90)
    found = estate(lake).by_address
    to = found[lake.address].destinations[0]  # type: ignore[attr-defined]
    assert found[to].retention_days == 90  # type: ignore[attr-defined]


@pytest.mark.parametrize(("days", "kept"), [(None, None), (0, None), (365, 365), ("30", 30)])
def test_log_groups_keep_for_ever_unless_told(days: Any, kept: int | None) -> None:
    assert one("aws_cloudwatch_log_group.g", res("aws_cloudwatch_log_group.g", name="g", retention_in_days=days)).retention_days == kept


FILTER = res(
    "aws_cloudwatch_log_metric_filter.f", name="f", pattern="{ $.eventName = GetObject }", log_group_name=ref("aws_cloudwatch_log_group.g", "name"),
    metric_transformation=[{"name": "Reads", "namespace": "Sec", "value": "1"}],
)  # fmt: skip
TOPIC = res("aws_sns_topic.t", name="t")
MAIL = res("aws_sns_topic_subscription.s", topic_arn=ref("aws_sns_topic.t", "arn"), protocol="email", endpoint="a@b.example")
TO_TOPIC = [ref("aws_sns_topic.t", "arn")]


def alarm(name: str = "a", **attrs: Any) -> Any:
    base = {"alarm_name": name, "metric_name": "Reads", "namespace": "Sec"}
    return res(f"aws_cloudwatch_metric_alarm.{name}", **{**base, **attrs})


@pytest.mark.parametrize(
    ("parts", "acts"),
    [
        ((), False),
        ((alarm(alarm_actions=TO_TOPIC), TOPIC, MAIL), True),
        ((alarm(alarm_actions=TO_TOPIC), TOPIC), False),
        ((alarm(alarm_actions=TO_TOPIC, actions_enabled=False), TOPIC, MAIL), False),
        ((alarm(ok_actions=TO_TOPIC), TOPIC, MAIL), False),
        ((alarm(alarm_actions=TO_TOPIC, namespace="Other"), TOPIC, MAIL), False),
        ((alarm(alarm_actions=["arn:aws:automate:eu-central-1:ec2:stop"]),), False),
        ((alarm(), res("aws_cloudwatch_composite_alarm.c", alarm_rule='ALARM("a")', alarm_actions=TO_TOPIC), TOPIC, MAIL), True),
        ((alarm(metric_name=None, namespace=None, alarm_actions=TO_TOPIC, metric_query=[{"metric": [{"metric_name": "Reads", "namespace": "Sec"}]}]),
          TOPIC, MAIL), True),
    ],
)  # fmt: skip
def test_who_a_metric_filter_calls(parts: tuple[Any, ...], acts: bool) -> None:
    found = one(FILTER.address, FILTER, GROUP, *parts)
    assert (found.acts, found.scopes, found.query) == (acts, ("aws_cloudwatch_log_group.g",), "{ $.eventName = GetObject }")


def test_a_topic_elsewhere_is_unknown() -> None:
    found = one(FILTER.address, FILTER, GROUP, alarm(alarm_actions=["arn:aws:sns:eu-central-1:999999999999:central"]))
    assert isinstance(found.acts, Unknown)


def test_request_metrics_must_be_switched_on() -> None:
    bucket = res("aws_s3_bucket.w", bucket="w")
    watch = alarm(
        metric_name="BytesDownloaded", namespace="AWS/S3", dimensions={"BucketName": "w", "FilterId": "all"}, alarm_actions=TO_TOPIC
    )
    assert one(watch.address, bucket, watch, TOPIC, MAIL).enabled is False
    found = one(watch.address, bucket, watch, TOPIC, MAIL, res("aws_s3_bucket_metric.m", bucket=ref("aws_s3_bucket.w"), name="all"))
    assert (found.enabled, found.scopes, found.metric, found.acts) == (True, ("aws_s3_bucket.w",), "BytesDownloaded", True)


G = "aws_guardduty_detector.g"


@pytest.mark.parametrize(
    ("attrs", "parts", "enabled"),
    [
        ({"datasources": [{"s3_logs": [{"enable": True}]}]}, (), True),
        ({"datasources": [{"s3_logs": [{"enable": False}]}]}, (), False),
        ({}, (res("aws_guardduty_detector_feature.f", detector_id=ref(G), name="S3_DATA_EVENTS", status="ENABLED"),), True),
        ({}, (res("aws_guardduty_detector_feature.f", detector_id=ref(G), name="S3_DATA_EVENTS", status="DISABLED"),), False),
        ({"enable": False}, (res("aws_guardduty_detector_feature.f", detector_id=ref(G), name="S3_DATA_EVENTS", status="ENABLED"),), False),
    ],
)
def test_guardduty(attrs: dict[str, Any], parts: tuple[Any, ...], enabled: bool) -> None:
    assert one(G, res(G, **attrs), *parts).enabled is enabled


def test_a_detector_that_says_nothing_of_s3_is_unknown() -> None:
    assert isinstance(one(G, res(G)).enabled, Unknown)


def test_an_event_rule_that_starts_something_powerless_or_mails_is_no_gate() -> None:
    pattern = json.dumps({"source": ["aws.ecr"], "detail-type": ["ECR Image Scan"]})
    rule = res("aws_cloudwatch_event_rule.r", name="r", event_pattern=pattern)
    start = res("aws_cloudwatch_event_target.t", rule="r", arn=ref("aws_lambda_function.l", "arn"))
    mail = res("aws_cloudwatch_event_target.t", rule="r", arn=ref("aws_sns_topic.t", "arn"))
    assert not estate(rule, start, res("aws_lambda_function.l", function_name="l")).all(ImageGate)
    assert not estate(rule, mail, TOPIC).all(ImageGate)


def test_flow_logs() -> None:
    found = one(
        "aws_flow_log.f",
        res("aws_flow_log.f", vpc_id=ref("aws_vpc.v"), log_destination=ref("aws_s3_bucket.logs", "arn")),
        res("aws_vpc.v"),
        LOGS,
    )
    assert (found.target, found.destination) == ("aws_vpc.v", "aws_s3_bucket.logs")


def test_data_sources_record_nothing() -> None:
    assert not estate(data("data.aws_cloudtrail.t", name="t")).all(Recorder)
