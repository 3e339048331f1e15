# SPDX-License-Identifier: Apache-2.0
"""Queues, topics, streams, deliveries and caches.

Defaults: SQS encrypts with a key of its own since 2022 (`sqs_managed_sse_enabled`), SNS and Kinesis encrypt nothing unless told,
MSK with aws/kafka; ElastiCache as its documentation pages "At-rest encryption" and "In-transit encryption" have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.stores import DataStore, Place, Seal, Share, Transport
from intramuros.estate.values import Fact, Unknown, readable
from intramuros.sources.attributes import block, blocks, switch, text, unknown_in
from intramuros.sources.aws import handing, onward
from intramuros.sources.aws.common import Parts, addresses, documents, first, head, owner, region_of, where
from intramuros.sources.aws.gates import GROUPS, service_gate
from intramuros.sources.aws.seals import encrypted, keyed, provided, transport, unknown_seal, unsealed
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

QUEUE, TOPIC, STREAM, DELIVERY = "aws_sqs_queue", "aws_sns_topic", "aws_kinesis_stream", "aws_kinesis_firehose_delivery_stream"
CACHES: Final = (
    "aws_elasticache_replication_group", "aws_elasticache_cluster", "aws_elasticache_serverless_cache", "aws_memorydb_cluster",
)  # fmt: skip
_TO_BUCKETS: Final = ("extended_s3_configuration", "s3_configuration")
_TO_SERVICES: Final = (
    "redshift_configuration", "opensearch_configuration", "elasticsearch_configuration", "splunk_configuration", "http_endpoint_configuration",
    "opensearchserverless_configuration", "snowflake_configuration", "iceberg_configuration",
)  # fmt: skip


def queues(book: Book) -> Iterator[DataStore]:
    """Every SQS queue with its policy."""
    parts = Parts(book, {"aws_sqs_queue_policy": "queue_url"}, QUEUE)
    for d in book.of(QUEUE):
        policies = (p for s in parts.of(d.address, "aws_sqs_queue_policy") for p in documents(book, s, "policy"))
        yield DataStore(**head(book, d), kind="queue", seal=_queue_seal(book, d), policies=(*documents(book, d, "policy"), *policies))


def _queue_seal(book: Book, d: Declared) -> Seal:
    key = d.attrs.get("kms_master_key_id")
    if key not in (None, ""):
        return keyed(book, d, key, "", at=("kms_master_key_id",))
    managed = switch(d.attrs.get("sqs_managed_sse_enabled"), True)
    if isinstance(managed, Unknown):
        return unknown_seal(d, managed, "sqs_managed_sse_enabled")
    if managed:
        return provided(d, "SQS-managed key", "sqs_managed_sse_enabled")
    return unsealed(d, "sqs_managed_sse_enabled is false", "sqs_managed_sse_enabled")


def topics(book: Book) -> Iterator[DataStore]:
    """Every SNS topic; encryption is no question for one that only sends mail."""
    parts = Parts(book, {"aws_sns_topic_policy": "arn", "aws_sns_topic_subscription": "topic_arn"}, TOPIC)
    for d in book.of(TOPIC):
        policies = (p for s in parts.of(d.address, "aws_sns_topic_policy") for p in documents(book, s, "policy"))
        yield DataStore(
            **head(book, d),
            kind="queue",
            seal=_topic_seal(book, d, parts),
            policies=(*documents(book, d, "policy"), *policies),
            places=tuple(onward.subscribers(book, d)),
            shares=tuple(onward.handed(book, d)),
        )


def _topic_seal(book: Book, d: Declared, parts: Parts) -> Seal | None:
    key = d.attrs.get("kms_master_key_id")
    if key not in (None, ""):
        return keyed(book, d, key, "", at=("kms_master_key_id",))
    protocols = [s.attrs.get("protocol") for s in parts.of(d.address, "aws_sns_topic_subscription")]
    carries = any(p in ("sqs", "lambda", "firehose", "http", "https") for p in protocols)
    return unsealed(d, "kms_master_key_id is not set", "kms_master_key_id") if carries else None


def streams(book: Book) -> Iterator[DataStore]:
    """Every Kinesis data and video stream."""
    parts = Parts(book, {"aws_kinesis_resource_policy": "resource_arn"}, STREAM)
    for d in book.of(STREAM):
        policies = (p for s in parts.of(d.address, "aws_kinesis_resource_policy") for p in documents(book, s, "policy"))
        yield DataStore(**head(book, d), kind="stream", seal=_stream_seal(book, d), policies=tuple(policies))
    for d in book.of("aws_kinesis_video_stream"):
        seal = keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: aws/kinesisvideo", at=("kms_key_id",), provider_kms=True)
        yield DataStore(**head(book, d), kind="stream", seal=seal)


def _stream_seal(book: Book, d: Declared) -> Seal:
    how = text(d.attrs.get("encryption_type"), "NONE")
    if isinstance(how, Unknown):
        return unknown_seal(d, how, "encryption_type")
    if how != "KMS":
        return unsealed(d, "encryption_type is NONE", "encryption_type")
    return keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: aws/kinesis", at=("kms_key_id",), provider_kms=True)


def deliveries(book: Book) -> Iterator[DataStore]:
    """Every Firehose: what it takes in, and everywhere it delivers to."""
    for d in book.of(DELIVERY):
        source = owner(book, block(d.attrs, "kinesis_source_configuration").get("kinesis_stream_arn"), STREAM)
        yield DataStore(
            **head(book, d),
            kind="stream",
            seal=None if source else _delivery_seal(book, d),
            copy_of=(source,) if source else (),
            places=tuple(_destinations(book, d)),
            shares=tuple(_handed_over(book, d)),
        )


def _delivery_seal(book: Book, d: Declared) -> Seal:
    sse = block(d.attrs, "server_side_encryption")
    if missing := unknown_in(sse, "enabled") or unknown_in(d.attrs, "server_side_encryption"):
        return unknown_seal(d, missing, "server_side_encryption")
    if switch(sse.get("enabled"), False) is not True:
        return unsealed(d, "server_side_encryption is not enabled", "server_side_encryption")
    return keyed(book, d, sse.get("key_arn"), "a key that AWS owns", at=("server_side_encryption",))


def _destinations(book: Book, d: Declared) -> Iterator[Place]:
    for key in (*_TO_BUCKETS, *_TO_SERVICES):
        for one in blocks(d.attrs, key):
            yield from _to_buckets(book, d, key, one)
            if (url := text(one.get("url") or one.get("hec_endpoint") or one.get("account_url"))) is not None:
                said = readable(url) if isinstance(url, str) else "an endpoint"
                why = f"delivered to {said}"
                yield Place(kind="process", where=Unknown(f"where {said} lies"), address=d.address, origin=where(d, key), why=why)


def _handed_over(book: Book, d: Declared) -> Iterator[Share]:
    """Deliveries to endpoints outside AWS."""
    for key in _TO_SERVICES:
        for one in blocks(d.attrs, key):
            yield from handing.to_address(book, d, first(one, "url", "hec_endpoint", "account_url"), where(d, key))


def _to_buckets(book: Book, d: Declared, key: str, one: Mapping[str, Any]) -> Iterator[Place]:
    """The bucket of a destination, of its backup, and of its failed records."""
    for inner in (one, *blocks(one, "s3_configuration"), *blocks(one, "s3_backup_configuration")):
        target = inner.get("bucket_arn")
        if target is None:
            continue
        to = owner(book, target, "aws_s3_bucket")
        named = readable(str(book.spell(target))) if isinstance(target, str) else "a bucket"
        there = (region_of(book.by_address[to]) if to else None) or Unknown(f"the region of {named}, to which `{d.address}` delivers")
        yield Place(kind="replica", where=there, address=d.address, origin=where(d, key), to=to, why=f"delivered to {named}")


def brokers(book: Book) -> Iterator[DataStore]:
    """MSK clusters and MQ brokers."""
    for d in book.of("aws_msk_cluster"):
        inner = block(d.attrs, "encryption_info")
        nodes = block(d.attrs, "broker_node_group_info")
        key = inner.get("encryption_at_rest_kms_key_arn")
        how = text(block(inner, "encryption_in_transit").get("client_broker"), "TLS")
        public = block(nodes, "connectivity_info", "public_access").get("type") == "SERVICE_PROVIDED_EIPS"
        yield DataStore(
            **{**head(book, d), "name": text(book.spell(d.attrs.get("cluster_name")))},
            kind="stream",
            seal=keyed(book, d, key, "no encryption_at_rest_kms_key_arn: aws/kafka", at=("encryption_info",), provider_kms=True),
            transport=transport(d, how == "TLS" if not isinstance(how, Unknown) else how, f"client_broker = {how}", "encryption_info"),
            gate=service_gate(d, public, "public access of the brokers", "broker_node_group_info"),
            subnets=addresses(book, nodes.get("client_subnets"), "aws_subnet"),
            rule_sets=addresses(book, nodes.get("security_groups"), *GROUPS),
        )
    for d in book.of("aws_mq_broker"):
        key = block(d.attrs, "encryption_options").get("kms_key_id")
        seal = keyed(book, d, key, "a key that AWS owns", at=("encryption_options",))
        yield DataStore(**{**head(book, d), "name": text(book.spell(d.attrs.get("broker_name")))}, kind="queue", seal=seal)


def caches(book: Book) -> Iterator[DataStore]:
    """ElastiCache groups, single clusters and serverless caches; MemoryDB."""
    for d in book.of("aws_elasticache_replication_group"):
        yield _cache(book, d, _group_seal(book, d), _cache_transport(d), d.attrs.get("replication_group_id"))
    for d in book.of("aws_elasticache_cluster"):
        if d.attrs.get("replication_group_id") is None:
            seal = unsealed(d, "a cluster outside a replication group has no encryption at rest", "engine")
            yield _cache(book, d, seal, _cache_transport(d), d.attrs.get("cluster_id"))
    for d in book.of("aws_elasticache_serverless_cache"):
        seal = keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: a key of AWS", at=("kms_key_id",))
        yield _cache(book, d, seal, transport(d, True, "serverless caches take TLS alone"), d.attrs.get("name"))
    for d in book.of("aws_memorydb_cluster"):
        seal = keyed(book, d, d.attrs.get("kms_key_arn"), "no kms_key_arn: a key of AWS", at=("kms_key_arn",))
        yield _cache(
            book, d, seal, transport(d, switch(d.attrs.get("tls_enabled"), True), "tls_enabled", "tls_enabled"), d.attrs.get("name")
        )


def _cache(book: Book, d: Declared, seal: Seal, how: Transport, name: Any) -> DataStore:
    groups = addresses(book, d.attrs.get("security_group_ids"), *GROUPS)
    subnet_group = owner(book, d.attrs.get("subnet_group_name"), "aws_elasticache_subnet_group", "aws_memorydb_subnet_group")
    subnets = addresses(book, book.by_address[subnet_group].attrs.get("subnet_ids"), "aws_subnet") if subnet_group else ()
    fields = {**head(book, d), "name": text(book.spell(name))}
    held = tuple(onward.fellows(book, d))
    return DataStore(**fields, kind="cache", seal=seal, transport=how, rule_sets=groups, subnets=subnets, places=held)


def _valkey(d: Declared) -> bool:
    """Valkey groups are encrypted at rest by default; Redis ones are not."""
    return d.attrs.get("engine") == "valkey"


def _group_seal(book: Book, d: Declared) -> Seal:
    return encrypted(book, d, "at_rest_encryption_enabled", "kms_key_id", default=_valkey(d))


def _cache_transport(d: Declared) -> Transport:
    on = switch(d.attrs.get("transit_encryption_enabled"), _valkey(d))
    mode = d.attrs.get("transit_encryption_mode")
    refuses: Fact[bool] = False if mode == "preferred" and on is True else on
    return transport(
        d,
        refuses,
        "transit_encryption_mode is preferred" if mode == "preferred" else "transit_encryption_enabled",
        "transit_encryption_enabled",
    )
