# SPDX-License-Identifier: Apache-2.0
"""Log groups, metric filters with their alarms, threat detection and event rules: what keeps records and who is called.

An alarm calls somebody when its actions are enabled and one of them is a topic with a subscriber, or a service that acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.governance import Assignment
from intramuros.estate.records import Alert
from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, readable
from intramuros.sources.attributes import block, blocks, number, switch, text
from intramuros.sources.aws import handing
from intramuros.sources.aws.common import Parts, address_or_id, first, head, owner, region_in, region_of, where
from intramuros.sources.aws.seals import keyed
from intramuros.sources.aws.trails import BUCKET, LOG_GROUP, log_group
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

FILTER, ALARM, COMPOSITE = "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"
DETECTOR, FEATURE = "aws_guardduty_detector", "aws_guardduty_detector_feature"
EVENT_RULE, EVENT_TARGET = "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"
TOPIC, SUBSCRIPTION = "aws_sns_topic", "aws_sns_topic_subscription"
METRICS: Final = "aws_s3_bucket_metric"
_CHATS: Final = ("aws_chatbot_slack_channel_configuration", "aws_chatbot_teams_channel_configuration")


def log_groups(book: Book) -> Iterator[DataStore]:
    """Every log group; without a key CloudWatch's own seals it, without a retention it keeps for ever."""
    parts = Parts(book, {"aws_cloudwatch_log_subscription_filter": "log_group_name"}, LOG_GROUP)
    for d in book.of(LOG_GROUP):
        days = number(d.attrs.get("retention_in_days"))
        filters = parts.of(d.address, "aws_cloudwatch_log_subscription_filter")
        yield DataStore(
            **head(book, d),
            kind="log-store",
            seal=keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: CloudWatch's own key", at=("kms_key_id",)),
            places=tuple(_forwarded(book, f) for f in filters),
            shares=tuple(
                s for f in filters for s in handing.to_target(book, d, f, f.attrs.get("destination_arn"), where(f, "destination_arn"))
            ),
            retention_days=days or None,
        )


def _forwarded(book: Book, d: Declared) -> Place:
    target = d.attrs.get("destination_arn")
    to = owner(book, target, "aws_kinesis_firehose_delivery_stream", "aws_kinesis_stream", "aws_opensearch_domain")
    spelled = book.spell(target)
    named = readable(str(spelled)) if isinstance(spelled, str) else "a destination"
    at = owner(book, target)
    there = (region_of(book.by_address[at]) if at else None) or region_in(spelled) or Unknown(f"the region of {named}")
    return Place(kind="replica", where=there, address=d.address, origin=d.origin, to=to, why=f"its records are forwarded to {named}")


class Metric(Struct, frozen=True):
    """A metric that an alarm watches."""

    namespace: Fact[str]
    name: Fact[str]
    dimensions: dict[str, Any]


def _metrics(book: Book, alarm: Declared) -> list[Metric]:
    """The metrics of an alarm, also those of its metric queries (anomaly detection)."""
    sources = [alarm.attrs, *(block(q, "metric") for q in blocks(alarm.attrs, "metric_query"))]
    found = []
    for one in sources:
        namespace, name = text(book.spell(one.get("namespace"))), text(book.spell(one.get("metric_name")))
        if namespace is not None and name is not None:
            dimensions = one.get("dimensions")
            hidden = dict.fromkeys(("BucketName", "FilterId"), dimensions) if isinstance(dimensions, Unknown) else {}
            found.append(Metric(namespace, name, dimensions if isinstance(dimensions, dict) else hidden))
    return found


class Callers:
    """Which alarms and topics reach somebody."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._subscribed = Parts(book, {SUBSCRIPTION: "topic_arn"}, TOPIC)

    def alarm(self, alarm: Declared) -> Fact[bool]:
        """Whether an alarm calls somebody, itself or through a composite alarm."""
        return either(self._own(alarm), *(self._own(c) for c in self._composites(alarm)))

    def _own(self, alarm: Declared) -> Fact[bool]:
        actions = alarm.attrs.get("alarm_actions")
        if isinstance(actions, Unknown):
            return actions
        calls = either(*(self.target(a) for a in (actions if isinstance(actions, list) else [])))
        return both(switch(alarm.attrs.get("actions_enabled"), True), calls)

    def _composites(self, alarm: Declared) -> list[Declared]:
        name = str(self.book.spell(alarm.attrs.get("alarm_name") or ""))
        rules = ((c, str(self.book.spell(c.attrs.get("alarm_rule") or ""))) for c in self.book.of(COMPOSITE))
        return [c for c, rule in rules if name and any(f"({q}{name}{q})" in rule for q in ("", '"'))]

    def target(self, value: Any) -> Fact[bool]:
        """Whether an action or target reaches somebody: a topic with a subscriber, or a service that acts for people."""
        if isinstance(value, Unknown):
            return value
        topic = owner(self.book, value, TOPIC)
        if topic is not None:
            return bool(self._subscribed.of(topic, SUBSCRIPTION)) or self._chat(topic)
        if owner(self.book, value) is not None:
            return True
        spelled = str(self.book.spell(value))
        if ":automate:" in spelled or ":autoscaling:" in spelled:
            return False
        if ":sns:" in spelled:
            return Unknown(f"who is subscribed to `{readable(spelled)}`")
        return True if spelled.startswith("arn:") else Unknown(f"what `{readable(spelled)}` is")

    def _chat(self, topic: str) -> bool:
        chats = (c.attrs.get("sns_topic_arns") for c in self.book.of(*_CHATS))
        return any(owner(self.book, v, TOPIC) == topic for found in chats if isinstance(found, list) for v in found)


def log_alerts(book: Book) -> Iterator[Alert]:
    """Every metric filter with the alarms over its metric."""
    callers = Callers(book)
    watched = [(a, m) for a in book.of(ALARM) for m in _metrics(book, a)]
    for d in book.of(FILTER):
        made = block(d.attrs, "metric_transformation")
        name, namespace = text(book.spell(made.get("name"))), text(book.spell(made.get("namespace")))
        over = [(a, both(_same(m.name, name), _same(m.namespace, namespace))) for a, m in watched]
        alarms = [a for a, watches in over if watches is not False]
        acts = either(*(both(watches, callers.alarm(a)) for a, watches in over if watches is not False))
        group = log_group(book, d.attrs.get("log_group_name"))
        yield Alert(
            **head(book, d),
            kind="log-metric",
            scopes=() if group is None else (group,),
            metric=name,
            query=text(book.spell(d.attrs.get("pattern")), ""),
            acts=acts,
            acts_why=_why(alarms, acts),
        )


def _same(one: Fact[str | None], other: Fact[str | None]) -> Fact[bool]:
    """Whether two names are one; a name that is not known may be any."""
    unread = next((n for n in (one, other) if isinstance(n, Unknown)), None)
    if unread is None and one != other and (is_symbolic(one) or is_symbolic(other)):
        return Unknown(f"whether `{readable(str(one))}` is `{readable(str(other))}`")
    return unread or one == other


def _why(alarms: list[Declared], acts: Fact[bool]) -> str:
    if not alarms:
        return "no alarm watches its metric"
    said = ", ".join(a.address for a in alarms)
    return f"{said} calls somebody" if acts is True else f"{said} calls nobody"


def metric_alerts(book: Book) -> Iterator[Alert]:
    """Alarms on request metrics of a bucket, which must be switched on for it (`aws_s3_bucket_metric`)."""
    callers = Callers(book)
    measured = Parts(book, {METRICS: "bucket"}, BUCKET)
    for d in book.of(ALARM):
        named = [(m, of_s3) for m in _metrics(book, d) if (of_s3 := _same(m.namespace, "AWS/S3")) is not False]
        for metric, of_s3 in sorted(named, key=lambda found: found[1] is not True)[:1]:
            yield _bucket_alert(book, d, metric, of_s3, callers, measured)


def _bucket_alert(book: Book, d: Declared, metric: Metric, of_s3: Fact[bool], callers: Callers, measured: Parts) -> Alert:
    bucket = address_or_id(book, metric.dimensions.get("BucketName"), BUCKET)
    if is_symbolic(bucket) and bucket not in book.by_address:
        bucket = Unknown(f"which bucket `{readable(bucket)}` is")
    switched = _measured(book, bucket, text(book.spell(metric.dimensions.get("FilterId"))), measured)
    acts = callers.alarm(d)
    return Alert(
        **head(book, d),
        kind="metric",
        enabled=both(of_s3, switched),
        scopes=() if bucket is None else (bucket,),
        metric=Unknown(f"which metric `{readable(metric.name)}` is") if is_symbolic(metric.name) else metric.name,
        acts=acts,
        acts_why=_why([d], acts),
        condition={k: v for k, v in ((k, text(book.spell(v))) for k, v in metric.dimensions.items()) if v is not None},
    )


def _measured(book: Book, bucket: Fact[str | None], wanted: Fact[str | None], measured: Parts) -> Fact[bool]:
    """Whether request metrics of a whole bucket are on, under the name that the alarm asks for."""
    if isinstance(bucket, Unknown):
        return bucket
    if bucket is not None and bucket not in book.by_address:
        return Unknown(f"whether request metrics of `{readable(bucket)}` are on")
    filters = [f for f in measured.of(bucket or "", METRICS) if not block(f.attrs, "filter")]
    return either(*(True if wanted is None else _same(wanted, text(book.spell(f.attrs.get("name")))) for f in filters), *_of_any(book))


def _of_any(book: Book) -> Iterator[Unknown]:
    """Request metrics of a bucket that is named only at apply."""
    for d in book.of(METRICS):
        bucket = address_or_id(book, d.attrs.get("bucket"), BUCKET)
        if isinstance(bucket, Unknown) or (is_symbolic(bucket) and bucket not in book.by_address):
            yield bucket if isinstance(bucket, Unknown) else Unknown(f"which bucket `{readable(bucket)}` is")


def detectors(book: Book) -> Iterator[Alert]:
    """GuardDuty with S3 protection, by feature or by the older data source; a detector that says neither leaves it open."""
    parts = Parts(book, {FEATURE: "detector_id"}, DETECTOR)
    for d in book.of(DETECTOR):
        features = [f for f in parts.of(d.address, FEATURE) if f.attrs.get("name") == "S3_DATA_EVENTS"]
        on = _s3_protection(d, features)
        why = f"S3 protection of {d.address}"
        yield Alert(
            **head(book, d), kind="threat-detection", enabled=both(switch(d.attrs.get("enable"), True), on), scopes=("*",), acts_why=why
        )


def _s3_protection(d: Declared, features: list[Declared]) -> Fact[bool]:
    if features:
        return either(*(v if isinstance(v := f.attrs.get("status"), Unknown) else v == "ENABLED" for f in features))
    stated = block(d.attrs, "datasources", "s3_logs").get("enable")
    return switch(stated, Unknown(f"whether `{d.address}` has S3 protection, which nothing states"))


def event_rules(book: Book) -> Iterator[Alert]:
    """EventBridge rules with their targets. Whether one stops a deployment is judged with the workloads (`image_gates`)."""
    parts = Parts(book, {EVENT_TARGET: "rule"}, EVENT_RULE)
    callers = Callers(book)
    for d in book.of(EVENT_RULE):
        pattern = text(book.spell(d.attrs.get("event_pattern")))
        if pattern is not None:
            acts = either(*(callers.target(t.attrs.get("arn")) for t in parts.of(d.address, EVENT_TARGET)))
            yield Alert(**head(book, d), kind="event-rule", enabled=_enabled(d), query=pattern, acts=acts, scopes=("*",))


def _enabled(d: Declared) -> Fact[bool]:
    state = d.attrs.get("state")
    if isinstance(state, Unknown):
        return state
    return state != "DISABLED" if state is not None else switch(d.attrs.get("is_enabled"), True)


def config_rules(book: Book) -> Iterator[Assignment]:
    """AWS Config rules: they look, and stop nothing."""
    for d in book.of("aws_config_config_rule", "aws_config_organization_managed_rule"):
        source: Mapping[str, Any] = block(d.attrs, "source") or d.attrs
        definition = text(book.spell(first(source, "source_identifier", "rule_identifier")))
        named = definition if definition is not None else Unknown(f"what `{d.address}` checks")
        yield Assignment(**head(book, d), definition=named, effect="audit", enforced=False)
