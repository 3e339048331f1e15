# SPDX-License-Identifier: Apache-2.0
"""CloudTrail trails and event data stores, S3 access logs, VPC flow logs: what writes records of access, and where to.

Basic event selectors are rewritten into the advanced form
(docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html); a trail without selectors
records management events alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.records import FieldMatch, FlowLog, Recorder
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, negate
from intramuros.sources.attributes import block, blocks, number, switch, text, texts
from intramuros.sources.aws.common import Parts, address_or_id, first, head, identity, where
from intramuros.sources.aws.seals import keyed
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

TRAIL, LAKE, FLOW = "aws_cloudtrail", "aws_cloudtrail_event_data_store", "aws_flow_log"
LOG_GROUP, BUCKET, LOGGING = "aws_cloudwatch_log_group", "aws_s3_bucket", "aws_s3_bucket_logging"
Selector = tuple[FieldMatch, ...]
_MANAGEMENT: Selector = (FieldMatch(field="eventCategory", equals=("Management",)),)
_OPERATORS = ("equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with")


def trails(book: Book) -> Iterator[Recorder]:
    """Every trail with its selectors and the bucket and log group it writes to."""
    for d in book.of(TRAIL):
        group = log_group(book, d.attrs.get("cloud_watch_logs_group_arn"))
        bucket = address_or_id(book, d.attrs.get("s3_bucket_name"), BUCKET)
        yield Recorder(
            **head(book, d),
            kind="trail",
            enabled=switch(d.attrs.get("enable_logging"), True),
            selectors=selectors(book, d),
            everywhere=switch(d.attrs.get("is_multi_region_trail"), False),
            destinations=tuple(a for a in (bucket, group) if a is not None),
            identity=identity(book, d.attrs.get("cloud_watch_logs_role_arn")),
        )


def log_group(book: Book, value: Any) -> Fact[str | None]:
    """The log group that an ARN (with or without `:*`), reference or name denotes: its address, else the text."""
    return address_or_id(book, value.removesuffix(":*") if isinstance(value, str) else value, LOG_GROUP)


def selectors(book: Book, d: Declared) -> tuple[Selector, ...]:
    """Advanced selectors as declared; basic ones rewritten; management events where neither is declared."""
    for key in ("advanced_event_selector", "event_selector"):
        if isinstance(missing := d.attrs.get(key), Unknown):
            return ((FieldMatch(field=missing),),)
    advanced = tuple(_advanced(book, s) for s in blocks(d.attrs, "advanced_event_selector"))
    basic = tuple(one for s in blocks(d.attrs, "event_selector") for one in _basic(book, s))
    declared = any(d.attrs.get(k) for k in ("advanced_event_selector", "event_selector"))
    return (*advanced, *basic) if declared else (_MANAGEMENT,)


def _advanced(book: Book, selector: Mapping[str, Any]) -> Selector:
    return tuple(_match(book, f) for f in blocks(selector, "field_selector"))


def _match(book: Book, found: Mapping[str, Any]) -> FieldMatch:
    field = text(found.get("field"))
    values = {o: texts(book.spell(found.get(o))) for o in _OPERATORS}
    return FieldMatch(field=field if field is not None else Unknown("the field of an event selector"), **values)


def _basic(book: Book, selector: Mapping[str, Any]) -> Iterator[Selector]:
    how = text(selector.get("read_write_type"), "All")
    read = _reads(how)
    if switch(selector.get("include_management_events"), True) is not False:
        excluded = texts(selector.get("exclude_management_event_sources"))
        apart = (FieldMatch(field="eventSource", not_equals=excluded),) if excluded else ()
        yield (*_MANAGEMENT, *read, *apart)
    for resource in blocks(selector, "data_resource"):
        kind, values = texts(resource.get("type")), texts(book.spell(resource.get("values")))
        yield (
            FieldMatch(field="eventCategory", equals=("Data",)),
            FieldMatch(field="resources.type", equals=kind),
            *read,
            FieldMatch(field="resources.ARN", starts_with=values),
        )


def _reads(how: Fact[str | None]) -> Selector:
    if isinstance(how, Unknown):
        return (FieldMatch(field="readOnly", equals=(how,)),)
    wanted = {"ReadOnly": "true", "WriteOnly": "false"}.get(str(how))
    return (FieldMatch(field="readOnly", equals=(wanted,)),) if wanted else ()


def event_data_stores(book: Book) -> Iterator[Recorder | DataStore]:
    """Every CloudTrail Lake store: it records, and keeps what it records."""
    for d in book.of(LAKE):
        yield Recorder(
            **head(book, d),
            kind="event-data-store",
            enabled=negate(switch(d.attrs.get("suspend"), False)),
            selectors=selectors(book, d),
            everywhere=switch(d.attrs.get("multi_region_enabled"), True),
            destinations=(f"{d.address}.records",),
        )
        yield DataStore(
            **head(book, d, suffix=".records"),
            kind="log-store",
            seal=keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: a key of AWS", at=("kms_key_id",)),
            retention_days=number(d.attrs.get("retention_period"), 2555),
        )


def access_logs(book: Book) -> Iterator[Recorder]:
    """Server access logging of each bucket, separate or inline."""
    parts = Parts(book, {LOGGING: "bucket"}, BUCKET)
    for d in book.of(BUCKET):
        for separate in parts.of(d.address, LOGGING):
            yield _access_log(book, d, separate, separate.attrs.get("target_bucket"), "")
        inline = block(d.attrs, "logging")
        if inline.get("target_bucket") is not None:
            yield _access_log(book, d, d, inline.get("target_bucket"), ".logging")


def _access_log(book: Book, bucket: Declared, by: Declared, target: Any, suffix: str) -> Recorder:
    to = address_or_id(book, target, BUCKET)
    fields = {**head(book, by, suffix=suffix), "region": head(book, bucket)["region"], "origin": where(by, "logging", "target_bucket")}
    return Recorder(**fields, kind="access-log", target=bucket.address, destinations=() if to is None else (to,))


def flow_logs(book: Book) -> Iterator[FlowLog]:
    """VPC flow logs."""
    for d in book.of(FLOW):
        watched = first(d.attrs, "vpc_id", "subnet_id", "eni_id", "transit_gateway_id", "transit_gateway_attachment_id")
        kinds = ("aws_vpc", "aws_default_vpc", "aws_subnet", "aws_default_subnet", "aws_network_interface", "aws_ec2_transit_gateway")
        to = first(d.attrs, "log_destination", "log_group_name")
        destination = log_group(book, to)
        if isinstance(destination, str) and destination not in book.by_address:
            destination = address_or_id(book, to, BUCKET, "aws_kinesis_firehose_delivery_stream")
        yield FlowLog(**head(book, d), target=address_or_id(book, watched, *kinds), destination=destination)
