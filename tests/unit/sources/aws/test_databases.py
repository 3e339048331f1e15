# SPDX-License-Identifier: Apache-2.0
"""Databases, their snapshots, tables, queues and search: seals, transport, copies, shares."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared
from tests.unit.sources.aws.data_kit import EU, US, estate, one, ref, res

D = "aws_db_instance.d"
KEY = res("aws_kms_key.k")
KEYED = {"storage_encrypted": True, "kms_key_id": ref("aws_kms_key.k", "arn")}


@pytest.mark.parametrize(
    ("attrs", "state"),
    [
        ({}, "none"),
        ({"storage_encrypted": False, "kms_key_id": ref("aws_kms_key.k", "arn")}, "none"),
        ({"storage_encrypted": True}, "provider-key"),
        ({"storage_encrypted": "true", "kms_key_id": ref("aws_kms_key.k", "arn")}, "customer-key"),
        ({"storage_encrypted": True, "kms_key_id": "alias/aws/rds"}, "provider-key"),
    ],
)
def test_seal_of_an_instance(attrs: dict[str, Any], state: str) -> None:
    assert one(D, res(D, identifier="d", **attrs), KEY).seal.state == state


def test_a_replica_in_the_region_takes_over_the_seal_and_names_its_source() -> None:
    replica = res("aws_db_instance.r", identifier="r", replicate_source_db=ref(D, "identifier"))
    found = estate(res(D, identifier="d", **KEYED), replica, KEY).by_address
    assert found["aws_db_instance.r"].seal.state == "customer-key"  # type: ignore[attr-defined]
    assert found["aws_db_instance.r"].copy_of == (D,)  # type: ignore[attr-defined]


def test_a_read_replica_abroad_is_a_place_of_its_source() -> None:
    replica = res("aws_db_instance.r", home=US, identifier="r", replicate_source_db=ref(D, "arn"))
    place = one(D, res(D, identifier="d"), replica).places[0]
    assert (place.kind, place.where, place.to, place.address) == ("replica", "us-east-1", "aws_db_instance.r", "aws_db_instance.r")


def test_restored_from_a_snapshot_outside_the_estate_is_unknown() -> None:
    assert isinstance(one(D, res(D, identifier="d", snapshot_identifier="rds:other")).seal.state, Unknown)


def test_automated_backups_and_exports_are_places() -> None:
    copied = res("aws_db_instance_automated_backups_replication.b", home=US, source_db_instance_arn=ref(D, "arn"))
    bucket = res("aws_s3_bucket.x", home=replace(EU, region="eu-west-3"), bucket="x")
    export = res("aws_rds_export_task.e", source_arn=ref(D, "arn"), s3_bucket_name=ref("aws_s3_bucket.x"))
    found = one(D, res(D, identifier="d"), copied, bucket, export).places
    assert [(p.kind, p.where, p.to) for p in found] == [("backup", "us-east-1", None), ("replica", "eu-west-3", "aws_s3_bucket.x")]


def test_members_of_a_global_cluster_hold_the_same_data() -> None:
    world = res("aws_rds_global_cluster.g", global_cluster_identifier="g")
    home = res("aws_rds_cluster.a", cluster_identifier="a", global_cluster_identifier=ref(world.address))
    away = res("aws_rds_cluster.b", home=US, cluster_identifier="b", global_cluster_identifier="g")
    assert [(p.where, p.to) for p in one(home.address, world, home, away).places] == [("us-east-1", "aws_rds_cluster.b")]


def group(name: str, value: Any, family: str) -> Declared:
    return res("aws_db_parameter_group.g", name="own", family=family, parameter=[{"name": name, "value": value}])


@pytest.mark.parametrize(
    ("attrs", "parts", "refuses"),
    [
        ({"engine": "postgres", "engine_version": "16.3"}, (), True),
        ({"engine": "postgres", "engine_version": "14.9"}, (), False),
        ({"engine": "postgres", "parameter_group_name": "default.postgres15"}, (), True),
        (
            {"engine": "postgres", "engine_version": "16", "parameter_group_name": "own"},
            (group("rds.force_ssl", "0", "postgres16"),),
            False,
        ),
        ({"engine": "postgres", "engine_version": "13", "parameter_group_name": "own"}, (group("rds.force_ssl", 1, "postgres13"),), True),
        ({"engine": "postgres", "engine_version": "16", "parameter_group_name": "own"}, (group("work_mem", "1", "postgres16"),), True),
        ({"engine": "mysql", "engine_version": "8.0.35"}, (), False),
        ({"engine": "mysql", "parameter_group_name": "own"}, (group("require_secure_transport", "ON", "mysql8.0"),), True),
        ({"engine": "sqlserver-se", "engine_version": "15.00"}, (), False),
    ],
)
def test_transport(attrs: dict[str, Any], parts: tuple[Declared, ...], refuses: bool) -> None:
    assert one(D, res(D, identifier="d", **attrs), *parts).transport.refuses_plain is refuses


@pytest.mark.parametrize(
    "attrs", [{"engine": "postgres"}, {"engine": "postgres", "engine_version": "16", "parameter_group_name": "elsewhere"}]
)
def test_transport_that_hangs_on_what_is_not_stated(attrs: dict[str, Any]) -> None:
    assert isinstance(one(D, res(D, identifier="d", **attrs)).transport.refuses_plain, Unknown)


def test_aurora_takes_plain_connections_until_17() -> None:
    cluster = res("aws_rds_cluster.c", cluster_identifier="c", engine="aurora-postgresql", engine_version="15.4")
    assert one(cluster.address, cluster).transport.refuses_plain is False


def test_the_gate_of_a_public_instance_hangs_on_its_groups() -> None:
    wide = res("aws_security_group.w", ingress=[{"cidr_blocks": ["0.0.0.0/0"]}])
    narrow = res("aws_security_group.n", ingress=[])
    rule = res("aws_vpc_security_group_ingress_rule.r", security_group_id=ref(narrow.address), cidr_ipv4="10.0.0.0/8")
    public = {"identifier": "d", "publicly_accessible": True}
    assert one(D, res(D, **public, vpc_security_group_ids=[ref(wide.address)]), wide).gate.open is True
    closed = one(D, res(D, **public, vpc_security_group_ids=[ref(narrow.address)]), narrow, rule).gate
    assert (closed.public, closed.open, closed.addresses) == (True, False, ("10.0.0.0/8",))
    assert one(D, res(D, identifier="d")).gate.public is False


def test_snapshots_inherit_and_are_shared() -> None:
    taken = res(
        "aws_db_snapshot.s",
        db_instance_identifier=ref(D, "identifier"),
        db_snapshot_identifier="s",
        shared_accounts=["all", "999999999999"],
    )
    found = one("aws_db_snapshot.s", res(D, identifier="d", **KEYED), KEY, taken)
    assert (found.seal.state, found.copy_of) == ("customer-key", (D,))
    assert [s.to for s in found.shares] == ["all", "999999999999"]


def test_a_copy_of_a_snapshot_has_its_own_region_and_key() -> None:
    taken = res("aws_db_snapshot.s", db_instance_identifier="d", db_snapshot_identifier="s")
    copy = res(
        "aws_db_snapshot_copy.c", source_db_snapshot_identifier=ref(taken.address, "db_snapshot_arn"), target_db_snapshot_identifier="c",
        destination_region="us-west-2", kms_key_id=ref("aws_kms_key.k", "arn"),
    )  # fmt: skip
    found = one(copy.address, res(D, identifier="d"), taken, copy, KEY)
    assert (found.region, found.seal.state, found.copy_of) == ("us-west-2", "customer-key", ("aws_db_snapshot.s",))


T = "aws_dynamodb_table.t"


@pytest.mark.parametrize(
    ("sse", "state"),
    [
        (None, "provider-key"),
        ([{"enabled": True}], "provider-key"),
        ([{"enabled": True, "kms_key_arn": ref("aws_kms_key.k", "arn")}], "customer-key"),
        ([{"enabled": False, "kms_key_arn": ref("aws_kms_key.k", "arn")}], "provider-key"),
    ],
)
def test_dynamo_seal(sse: Any, state: str) -> None:
    assert one(T, res(T, name="t", server_side_encryption=sse), KEY).seal.state == state


def test_dynamo_replicas_of_every_kind() -> None:
    table = res(T, name="t", replica=[{"region_name": "us-west-2"}])
    separate = res("aws_dynamodb_table_replica.r", home=US, global_table_arn=ref(T, "arn"))
    old = res("aws_dynamodb_global_table.g", name="t", replica=[{"region_name": "eu-central-1"}, {"region_name": "ap-south-1"}])
    assert [p.where for p in one(T, table, separate, old).places] == ["us-west-2", "ap-south-1", "us-east-1"]


@pytest.mark.parametrize(
    ("attrs", "state"),
    [
        ({}, "provider-key"),
        ({"sqs_managed_sse_enabled": False}, "none"),
        ({"kms_master_key_id": "alias/aws/sqs"}, "provider-key"),
        ({"kms_master_key_id": ref("aws_kms_key.k")}, "customer-key"),
    ],
)
def test_queue_seal(attrs: dict[str, Any], state: str) -> None:
    assert one("aws_sqs_queue.q", res("aws_sqs_queue.q", name="q", **attrs), KEY).seal.state == state


def test_a_topic_that_only_mails_asks_for_no_seal() -> None:
    topic = res("aws_sns_topic.t", name="t")
    mail = res("aws_sns_topic_subscription.m", topic_arn=ref(topic.address, "arn"), protocol="email", endpoint="a@b.example")
    queue = res("aws_sns_topic_subscription.q", topic_arn=ref(topic.address, "arn"), protocol="sqs", endpoint="x")
    assert one(topic.address, topic, mail).seal is None
    assert one(topic.address, topic, mail, queue).seal.state == "none"


def test_firehose_delivers_to_a_bucket_abroad_and_to_strangers() -> None:
    stream = res("aws_kinesis_stream.s", name="s", encryption_type="KMS", kms_key_id="alias/aws/kinesis")
    hose = res(
        "aws_kinesis_firehose_delivery_stream.f", name="f",
        kinesis_source_configuration=[{"kinesis_stream_arn": ref(stream.address, "arn")}],
        extended_s3_configuration=[{"bucket_arn": ref("aws_s3_bucket.us", "arn")}], http_endpoint_configuration=[{"url": "https://logs.example"}],
    )  # fmt: skip
    found = one(hose.address, stream, hose, res("aws_s3_bucket.us", home=US, bucket="us"))
    assert found.copy_of == (stream.address,)
    assert (found.places[0].where, found.places[0].to) == ("us-east-1", "aws_s3_bucket.us")
    assert isinstance(found.places[1].where, Unknown)


@pytest.mark.parametrize(
    ("attrs", "state", "refuses"),
    [
        ({}, "none", False),
        ({"at_rest_encryption_enabled": True, "transit_encryption_enabled": True}, "provider-key", True),
        ({"transit_encryption_enabled": True, "transit_encryption_mode": "preferred"}, "none", False),
        ({"engine": "valkey"}, "provider-key", True),
        ({"at_rest_encryption_enabled": True, "kms_key_id": ref("aws_kms_key.k", "arn")}, "customer-key", False),
    ],
)
def test_caches(attrs: dict[str, Any], state: str, refuses: bool) -> None:
    found = one("aws_elasticache_replication_group.c", res("aws_elasticache_replication_group.c", replication_group_id="c", **attrs), KEY)
    assert (found.seal.state, found.transport.refuses_plain) == (state, refuses)


@pytest.mark.parametrize(
    ("options", "refuses"),
    [
        (None, False),
        ([{"enforce_https": True}], False),
        ([{"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}], True),
        ([{"enforce_https": False, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}], False),
    ],
)
def test_search_transport(options: Any, refuses: bool) -> None:
    domain = res("aws_opensearch_domain.o", domain_name="o", domain_endpoint_options=options, vpc_options=[{"subnet_ids": ["subnet-1"]}])
    found = one(domain.address, domain)
    assert found.transport.refuses_plain is refuses
    assert found.gate.public is False


def test_collections_by_the_policies_that_match_their_names() -> None:
    def policy(name: str, kind: str, body: Any) -> Declared:
        return res(f"aws_opensearchserverless_security_policy.{name}", name=name, type=kind, policy=json.dumps(body, ensure_ascii=False))

    rules = [{"ResourceType": "collection", "Resource": ["collection/notes-*"]}]
    seal = policy("e", "encryption", {"Rules": rules, "AWSOwnedKey": False, "KmsARN": ref("aws_kms_key.k", "arn")})
    open_ = policy("n", "network", [{"Rules": rules, "AllowFromPublic": True}])
    collection = res("aws_opensearchserverless_collection.c", name="notes-a")
    found = one(collection.address, collection, KEY, seal, open_)
    assert (found.seal.state, found.seal.key, found.gate.public) == ("customer-key", "aws_kms_key.k", True)
