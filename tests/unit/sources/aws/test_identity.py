# SPDX-License-Identifier: Apache-2.0
"""Names: ARNs and ids as AWS will spell them; what only the cloud knows stays a symbol."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from intramuros.estate.values import is_symbolic, symbol
from intramuros.sources.aws.catalogue import open_book
from intramuros.sources.aws.identity import names
from intramuros.sources.declared import Declared, Home
from tests.unit.sources.aws.data_kit import ACCOUNT, EU, data, ref, res


@pytest.mark.parametrize(
    ("declared", "attribute", "spelled"),
    [
        (res("aws_s3_bucket.b", bucket="w"), "arn", "arn:aws:s3:::w"),
        (res("aws_s3_bucket.b", bucket="w"), "id", "w"),
        (res("aws_iam_role.r", name="x"), "arn", f"arn:aws:iam::{ACCOUNT}:role/x"),
        (res("aws_iam_role.r", name="x", path="/a/"), "arn", f"arn:aws:iam::{ACCOUNT}:role/a/x"),
        (res("aws_iam_policy.p", name="x"), "id", f"arn:aws:iam::{ACCOUNT}:policy/x"),
        (res("aws_sqs_queue.q", name="x"), "id", f"https://sqs.eu-central-1.amazonaws.com/{ACCOUNT}/x"),
        (res("aws_ssm_parameter.p", name="/a/b"), "arn", f"arn:aws:ssm:eu-central-1:{ACCOUNT}:parameter/a/b"),
        (res("aws_ssm_parameter.p", name="a"), "arn", f"arn:aws:ssm:eu-central-1:{ACCOUNT}:parameter/a"),
        (res("aws_ecr_repository.e", name="llm/x"), "repository_url", f"{ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/llm/x"),
        (res("aws_iam_openid_connect_provider.o", url="https://a.b/c"), "arn", f"arn:aws:iam::{ACCOUNT}:oidc-provider/a.b/c"),
        (res("aws_s3_bucket.b", home=replace(EU, region="cn-north-1"), bucket="w"), "arn", "arn:aws-cn:s3:::w"),
        (
            res("aws_sns_topic.t", home=replace(EU, region="us-gov-west-1"), name="w"),
            "arn",
            f"arn:aws-us-gov:sns:us-gov-west-1:{ACCOUNT}:w",
        ),
        (data("data.aws_caller_identity.me"), "account_id", ACCOUNT),
        (data("data.aws_region.here"), "name", "eu-central-1"),
        (data("data.aws_partition.p"), "partition", "aws"),
        (data("data.aws_iam_policy.p", arn="arn:aws:iam::aws:policy/ReadOnlyAccess"), "arn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ],
)
def test_spelled(declared: Declared, attribute: str, spelled: str) -> None:
    assert names(declared, None)[attribute] == spelled


def test_what_the_cloud_makes_up_stays_a_symbol_of_the_resource() -> None:
    assert names(res("aws_kms_key.k"), None)["arn"] == f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/{symbol('aws_kms_key.k', 'key_id')}"
    assert names(res("aws_vpc.v"), None)["id"] == symbol("aws_vpc.v", "id")


def test_a_prefix_is_known_its_end_is_not_and_spelling_twice_changes_nothing() -> None:
    bucket = res("aws_s3_bucket.b", bucket_prefix="stm-")
    found = names(bucket, None)["arn"]
    assert found.startswith("arn:aws:s3:::stm-")
    assert is_symbolic(found)
    book = open_book([bucket])
    once = book.spell(ref("aws_s3_bucket.b", "arn"))
    assert book.spell(once) == once == found


def test_a_state_knows_more() -> None:
    assert names(res("aws_kms_key.k", key_id="1-2", arn="arn:aws:kms:x"), None)["arn"] == "arn:aws:kms:x"


def test_the_default_account_stands_in_and_one_symbol_otherwise() -> None:
    bare = res("aws_iam_role.r", home=Home(region="eu-central-1"), name="x")
    assert names(bare, "111111111111")["arn"] == "arn:aws:iam::111111111111:role/x"
    other = res("aws_iam_role.r", home=Home(region="us-east-1", name="aws.us"), name="x")
    assert names(bare, None)["arn"] == names(other, None)["arn"]


def test_names_that_refer_to_others_are_spelled() -> None:
    book = open_book([res("aws_s3_bucket.a", bucket="weights"), res("aws_s3_bucket.b", bucket=ref("aws_s3_bucket.a", "bucket") + "-log")])
    assert book.names("aws_s3_bucket.b")["arn"] == "arn:aws:s3:::weights-log"


@pytest.mark.parametrize("attrs", [{}, {"name": None}, {"name": 7}, {"name": []}])
def test_odd_names_do_not_break_a_book(attrs: dict[str, Any]) -> None:
    assert open_book([res("aws_iam_role.r", **attrs)]).names("aws_iam_role.r")["arn"]


@pytest.mark.parametrize(
    ("primary", "key_id"),
    [
        (symbol("aws_kms_key.k", "arn"), symbol("aws_kms_key.k", "key_id")),
        (f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/mrk-1", "mrk-1"),
        (symbol("var.key", "value") + "x", symbol("aws_kms_replica_key.r", "primary_key_id")),
    ],
)
def test_a_replica_has_the_id_of_its_primary_key(primary: str, key_id: str) -> None:
    assert names(res("aws_kms_replica_key.r", primary_key_arn=primary), None)["key_id"] == key_id
