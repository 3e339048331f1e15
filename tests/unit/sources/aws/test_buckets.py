# SPDX-License-Identifier: Apache-2.0
"""S3 buckets over their sub-resources: seals, blocks, ACLs, replicas, logs, locks, access points."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared
from tests.unit.sources.aws.data_kit import ACCOUNT, EU, US, data, estate, one, ref, res

B = "aws_s3_bucket.b"
SSE = "aws_s3_bucket_server_side_encryption_configuration.b"
KEY = res("aws_kms_key.k")


def sealed(algorithm: str | None, key: Any = None, bucket: Any = None) -> Declared:
    default = {"sse_algorithm": algorithm} | ({"kms_master_key_id": key} if key is not None else {})
    rule = {"apply_server_side_encryption_by_default": [default]}
    return res(SSE, bucket=bucket if bucket is not None else ref(B), rule=[rule])


@pytest.mark.parametrize(
    ("parts", "state", "key"),
    [
        ((), "provider-key", None),
        ((sealed("AES256"),), "provider-key", None),
        ((sealed("aws:kms"),), "provider-key", None),
        ((sealed("aws:kms", "alias/aws/s3"),), "provider-key", None),
        ((sealed("aws:kms", f"arn:aws:kms:eu-central-1:{ACCOUNT}:alias/aws/s3"),), "provider-key", None),
        ((sealed("aws:kms", ref("aws_kms_key.k", "arn")), KEY), "customer-key", "aws_kms_key.k"),
        ((sealed("aws:kms:dsse", ref("aws_kms_key.k", "key_id")), KEY), "customer-key", "aws_kms_key.k"),
        (
            (sealed("aws:kms", "arn:aws:kms:eu-central-1:999999999999:key/x"),),
            "customer-key",
            "arn:aws:kms:eu-central-1:999999999999:key/x",
        ),
        (
            (sealed("aws:kms", "alias/own"), KEY, res("aws_kms_alias.a", name="alias/own", target_key_id=ref("aws_kms_key.k", "key_id"))),
            "customer-key",
            "aws_kms_key.k",
        ),
        (
            (sealed("aws:kms", ref("data.aws_kms_alias.s3", "target_key_arn")), data("data.aws_kms_alias.s3", name="alias/aws/s3")),
            "provider-key",
            None,
        ),
        ((sealed("aws:kms", ref("data.aws_kms_key.s3", "arn")), data("data.aws_kms_key.s3", key_id="alias/aws/s3")), "provider-key", None),
        ((sealed("aws:kms", ref("aws_kms_key.k", "arn"), bucket="stm-weights"), KEY), "customer-key", "aws_kms_key.k"),
    ],
)
def test_seal(parts: tuple[Declared, ...], state: str, key: str | None) -> None:
    store = one(B, res(B, bucket="stm-weights"), *parts)
    assert (store.seal.state, store.seal.key) == (state, key)
    assert store.seal.address == (SSE if parts else B)


def test_a_key_that_nobody_knows_is_unknown_not_customer() -> None:
    store = one(B, res(B, bucket="b"), sealed("aws:kms", ref("var.key", "")))
    assert isinstance(store.seal.state, Unknown)


def test_only_the_kms_key_of_aws_counts_as_provider_kms() -> None:
    assert one(B, res(B, bucket="b"), sealed("aws:kms")).seal.provider_kms is True
    assert one(B, res(B, bucket="b"), sealed("AES256")).seal.provider_kms is False


def test_legacy_inline_arguments() -> None:
    rule = {"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": ref("aws_kms_key.k", "arn")}]}
    found = one(
        B,
        res(
            B,
            bucket="b",
            acl="public-read",
            policy=json.dumps({"Statement": []}),
            server_side_encryption_configuration=[{"rule": [rule]}],
            logging=[{"target_bucket": ref("aws_s3_bucket.log")}],
            replication_configuration=[{"rules": [{"status": "Enabled", "destination": [{"bucket": ref("aws_s3_bucket.us", "arn")}]}]}],
        ),
        res("aws_s3_bucket.log", bucket="log"),
        res("aws_s3_bucket.us", home=US, bucket="us"),
        KEY,
    )
    assert found.seal.key == "aws_kms_key.k"
    assert [(g.grantee, g.permission) for g in found.acl] == [("AllUsers", "READ")]
    assert found.policies[0].document == {"Statement": []}
    assert found.access_logs_to == "aws_s3_bucket.log"
    assert [(p.where, p.to) for p in found.places] == [("us-east-1", "aws_s3_bucket.us")]


def test_a_name_that_two_types_share_does_not_confuse() -> None:
    role = res("aws_iam_role.b", name="shared", assume_role_policy="{}")
    policy = res("aws_s3_bucket_policy.b", bucket="shared", policy='{"Statement": [{"Sid": "x"}]}')
    assert one(B, role, res(B, bucket="shared"), policy).policies[0].document["Statement"] == [{"Sid": "x"}]


def test_policies_spell_references_out() -> None:
    text = json.dumps(
        {"Statement": [{"Resource": [ref(B, "arn"), ref(B, "arn") + "/*"], "Principal": {"AWS": ref("aws_iam_role.r", "arn")}}]}
    )
    role = res("aws_iam_role.r", name="r", path="/ml/", assume_role_policy="{}")
    found = (
        one(B, res(B, bucket="weights"), role, res("aws_s3_bucket_policy.p", bucket=ref(B), policy=text))
        .policies[0]
        .document["Statement"][0]
    )
    assert found["Resource"] == ["arn:aws:s3:::weights", "arn:aws:s3:::weights/*"]
    assert found["Principal"]["AWS"] == f"arn:aws:iam::{ACCOUNT}:role/ml/r"


@pytest.mark.parametrize(
    "encode", [json.dumps, lambda d: json.dumps(d, ensure_ascii=False), lambda d: json.dumps(d, ensure_ascii=False).replace('\\"', '"')]
)
def test_quotes_in_the_address_of_an_instance_survive_jsonencode_and_templates(encode: Any) -> None:
    address = 'aws_s3_bucket.b["x"]'
    text = encode({"Statement": [{"Resource": ref(address, "arn")}, {"Resource": ref('aws_vpc.v["a"]', "id")}]})
    found = one(address, res(address, bucket="w"), res("aws_s3_bucket_policy.p", bucket=ref(address), policy=text)).policies[0].document
    assert [s["Resource"] for s in found["Statement"]] == ["arn:aws:s3:::w", ref('aws_vpc.v["a"]', "id")]


@pytest.mark.parametrize("text", ["not json", "[1]", Unknown("known after apply")])
def test_a_policy_that_cannot_be_read_is_unknown(text: Any) -> None:
    found = one(B, res(B, bucket="b"), res("aws_s3_bucket_policy.p", bucket=ref(B), policy=text))
    assert isinstance(found.policies[0].document, Unknown)


@pytest.mark.parametrize(("ownership", "ignored"), [("BucketOwnerEnforced", True), ("BucketOwnerPreferred", False), (None, False)])
def test_acl_ignored(ownership: str | None, ignored: bool) -> None:
    parts = () if ownership is None else (res("aws_s3_bucket_ownership_controls.b", bucket=ref(B), rule=[{"object_ownership": ownership}]),)
    assert one(B, res(B, bucket="b"), *parts).acl_ignored is ignored


def test_acl_grants_of_a_policy() -> None:
    grant = {"permission": "READ", "grantee": [{"type": "Group", "uri": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}]}
    acl = res("aws_s3_bucket_acl.b", bucket=ref(B), access_control_policy=[{"grant": [grant], "owner": [{"id": "x"}]}])
    assert [(g.grantee, g.permission) for g in one(B, res(B, bucket="b"), acl).acl] == [("AuthenticatedUsers", "READ")]


def test_access_blocks_of_bucket_and_account() -> None:
    own = res("aws_s3_bucket_public_access_block.b", bucket=ref(B), block_public_policy=True, restrict_public_buckets="true")
    account = res("aws_s3_account_public_access_block.a", home=US, ignore_public_acls=True)
    found = one(B, res(B, bucket="b"), own, account)
    assert (found.block.restrict, found.block.ignore_acls) == (True, False)
    assert (found.account_block.ignore_acls, found.account_block.restrict) == (True, False)


def test_the_block_of_another_account_is_none_of_this_one() -> None:
    other = res("aws_s3_account_public_access_block.a", account_id="999999999999", restrict_public_buckets=True)
    assert one(B, res(B, bucket="b"), other).account_block is None


def replicated(status: str = "Enabled", **destination: Any) -> Declared:
    return res("aws_s3_bucket_replication_configuration.b", bucket=ref(B), rule=[{"status": status, "destination": [destination]}])


def test_replication_abroad() -> None:
    found = one(B, res(B, bucket="b"), res("aws_s3_bucket.us", home=US, bucket="us"), replicated(bucket=ref("aws_s3_bucket.us", "arn")))
    place = found.places[0]
    assert (place.where, place.to, place.address) == ("us-east-1", "aws_s3_bucket.us", "aws_s3_bucket_replication_configuration.b")


def test_disabled_replication_copies_nothing() -> None:
    found = one(
        B, res(B, bucket="b"), res("aws_s3_bucket.us", home=US, bucket="us"), replicated("Disabled", bucket=ref("aws_s3_bucket.us", "arn"))
    )
    assert found.places == ()


def test_replication_to_another_account_is_a_share_with_an_unknown_place() -> None:
    found = one(B, res(B, bucket="b"), replicated(bucket="arn:aws:s3:::foreign", account="917730042265"))
    assert isinstance(found.places[0].where, Unknown)
    assert "foreign" in found.places[0].where.why
    assert [s.to for s in found.shares] == ["917730042265"]


def test_multi_region_access_point_joins_its_buckets() -> None:
    point = res("aws_s3control_multi_region_access_point.m", details=[{"name": "m", "region": [{"bucket": ref(B)}, {"bucket": "us"}]}])
    found = one(B, res(B, bucket="b"), res("aws_s3_bucket.us", home=US, bucket="us"), point)
    assert [(p.where, p.to, p.address) for p in found.places] == [("us-east-1", "aws_s3_bucket.us", point.address)]


@pytest.mark.parametrize(("mode", "locked"), [("COMPLIANCE", True), ("GOVERNANCE", False)])
def test_only_compliance_mode_locks(mode: str, locked: bool) -> None:
    lock = res("aws_s3_bucket_object_lock_configuration.b", bucket=ref(B), rule=[{"default_retention": [{"mode": mode, "days": 400}]}])
    assert one(B, res(B, bucket="b"), lock).locked is locked


def lifecycle(days: int, *, prefix: str | None = None, status: str = "Enabled", **more: Any) -> Declared:
    rule: dict[str, Any] = {"status": status, "expiration": [{"days": days}], **more}
    if prefix is not None:
        rule["filter"] = [{"prefix": prefix}]
    return res("aws_s3_bucket_lifecycle_configuration.b", bucket=ref(B), rule=[rule])


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (lifecycle(30), 30),
        (lifecycle(30, status="Disabled"), None),
        (lifecycle(30, prefix="AWSLogs/"), 30),
        (lifecycle(30, prefix="tmp/"), None),
        (lifecycle(30, filter=[{"tag": [{"key": "a", "value": "b"}]}]), None),
    ],
)
def test_how_long_records_are_kept(rule: Declared, days: int | None) -> None:
    trail = res("aws_cloudtrail.t", name="t", s3_bucket_name=ref(B))
    assert one(B, res(B, bucket="b"), trail, rule).retention_days == days


def test_versions_outlive_an_expiration() -> None:
    versioned = res("aws_s3_bucket_versioning.b", bucket=ref(B), versioning_configuration=[{"status": "Enabled"}])
    assert one(B, res(B, bucket="b"), versioned, lifecycle(30)).retention_days is None
    older = [{"noncurrent_days": 300}]
    assert one(B, res(B, bucket="b"), versioned, lifecycle(30, noncurrent_version_expiration=older)).retention_days == 330


def test_access_point_is_a_door_of_its_bucket_blocked_by_default() -> None:
    point = res("aws_s3_access_point.p", name="p", bucket=ref(B), vpc_configuration=[{"vpc_id": "vpc-1"}])
    found = estate(res(B, bucket="b"), point)
    door = found.by_address["aws_s3_access_point.p"]
    assert isinstance(door, DataStore)
    assert door.host == B
    assert door.block is not None
    assert door.block.restrict is True
    assert door.gate is not None
    assert door.gate.public is False
    assert found.by_address[B].delegates_to_accounts == (door.address,)  # type: ignore[attr-defined]


def test_default_tags_and_region_of_the_provider() -> None:
    from msgspec.structs import replace

    home = replace(EU, default_tags={"Umgebung": "Produktion", "a": "1"})
    found = one(B, res(B, home=home, bucket="b", tags={"a": "2"}))
    assert found.tags == {"Umgebung": "Produktion", "a": "2"}
    assert found.region == "eu-central-1"
    assert one(B, res(B, bucket="b", region="eu-west-1")).region == "eu-west-1"


def test_an_odd_shape_loses_itself_alone() -> None:
    from intramuros.sources.aws.catalogue import lower

    odd = res("aws_s3_bucket.odd", bucket="odd", replication_configuration=[{"rules": [{"destination": [{"bucket": {"x": 1}}]}]}])
    resources, _, _ = lower([odd, res(B, bucket="b")])
    assert B in {r.address for r in resources}
