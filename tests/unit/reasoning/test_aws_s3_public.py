# SPDX-License-Identifier: Apache-2.0
"""What S3 calls public, and what an anonymous reader truly gets."""

from __future__ import annotations

from typing import Any

import pytest
from aws_builder import HOME, PROVIDER_KMS, access, acl, allow, blocked, bucket, deny, guards, key, opens, reached, root, sealed, unread

from intramuros.estate.stores import PublicBlock
from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.aws.s3 import is_public
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import NO, YES, Truth

ANY = "arn:aws:s3:::b/*"


def _when(**condition: Any) -> dict[str, Any]:
    return {key.replace("_", ":"): value for key, value in condition.items()}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, YES),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, NO),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, YES),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, NO),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, YES),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, YES),
        ({"StringEquals": {"aws:Referer": "https://x"}}, YES),
        ({"StringLike": {"aws:UserAgent": "x"}}, YES),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, NO),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}, YES),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}, YES),
        ({"IpAddress": {"aws:SourceIp": "2001::/16"}}, YES),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}}, NO),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}, YES),
        ({"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}}, YES),
    ],
)
def test_public_as_s3_defines_it(condition: dict[str, Any] | None, expected: Truth) -> None:
    policy = Policy({"Version": "2012-10-17", "Statement": [allow("s3:GetObject", ANY, "*", condition)]})
    assert is_public(policy) is expected


@pytest.mark.parametrize(
    ("statements", "more", "expected"),
    [
        ((), {}, False),
        ((allow("s3:GetObject", ANY, "*"),), {}, True),
        ((allow("s3:GetObject", ANY, {"AWS": "*"}),), {}, True),
        ((allow("s3:Get*", "arn:aws:s3:::b/annotation/*", "*"),), {"block": blocked(block_policy=True, block_acls=True)}, True),
        ((allow("s3:GetObject", ANY, "*"),), {"block": blocked(restrict=True)}, False),
        ((allow("s3:GetObject", ANY, "*"),), {"account_block": blocked(restrict=True)}, False),
        ((allow("s3:GetObject", ANY, "*"),), {"block": blocked(ignore_acls=True)}, True),
        ((allow("s3:GetObject", "arn:aws:s3:::other/*", "*"),), {}, False),
        ((allow("s3:ListBucket", "arn:aws:s3:::b", "*"),), {}, False),
        ((allow("s3:GetObject", ANY, "*"), deny("s3:*", ANY, "*", {"StringNotEquals": {"aws:PrincipalOrgID": "o-klinik"}})), {}, False),
        ((allow("s3:GetObject", ANY, "*"), deny("s3:*", ANY, "*", {"Bool": {"aws:SecureTransport": "false"}})), {}, True),
        ((allow("s3:GetObject", ANY, "*"), deny("s3:*", "arn:aws:s3:::b/secret/*", "*")), {}, True),
        ((allow("s3:GetObject", "arn:aws:s3:::b/secret/*", "*"), deny("s3:*", "arn:aws:s3:::b/secret/*", "*")), {}, False),
        ((allow("s3:GetObject", ANY, "*", {"StringEquals": {"aws:Referer": "https://klinik.example"}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"StringLike": {"aws:UserAgent": "Reader/*"}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}),), {}, False),
        ((allow("s3:GetObject", ANY, "*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),), {}, False),
        ((allow("s3:GetObject", ANY, "*", {"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"StringEquals": {"aws:SourceVpce": "vpce-1"}}),), {}, False),
        ((allow("s3:GetObject", ANY, "*", {"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"StringEquals": {"aws:PrincipalOrgID": "o-klinik"}}),), {}, False),
        ((allow("s3:GetObject", ANY, "*", {"DateLessThan": {"aws:CurrentTime": "2023-12-01T00:00:00Z"}}),), {}, False),
        ((allow("s3:GetObject", ANY, "*", {"DateLessThan": {"aws:CurrentTime": "2030-12-01T00:00:00Z"}}),), {}, True),
        ((allow("s3:GetObject", ANY, "*", {"StringEquals": {"s3:Unheard": "x"}}),), {}, "unknown"),
        ((allow("s3:GetObject", ANY, "*", {"StringEquals": {"s3:ExistingObjectTag/public": "yes"}}),), {}, "unknown"),
        (
            (
                allow("s3:GetObject", ANY, "*", {"StringEquals": {"aws:Referer": "a"}}),
                deny("s3:GetObject", ANY, "*", {"StringEquals": {"aws:Referer": "a"}}),
            ),
            {},
            False,
        ),
        ((allow("s3:GetObject", ANY, symbol("var.who", "")),), {}, "unknown"),
        ((allow("s3:GetObject", ANY, {"AWS": symbol("aws_iam_role.r", "arn")}),), {}, False),
        ((allow("s3:GetObject", f"arn:aws:s3:::{symbol('var.name', '')}/*", "*"),), {}, "unknown"),
    ],
)
def test_anonymous_reading(statements: tuple[Any, ...], more: dict[str, Any], expected: object) -> None:
    store = bucket("b", *statements, **more)
    assert opens(access(store).reaches(store), "anonymous") == expected


def test_an_unreadable_policy_leaves_it_open_whether_anyone_reads() -> None:
    store = bucket("b", policies=(unread(why="`aws_s3_bucket_policy.b.policy` is known only after apply"),))
    reach = reached(access(store).reaches(store), "anonymous")
    assert reach is not None
    assert isinstance(reach.open, Unknown)
    assert "aws_s3_bucket_policy.b.policy" in reach.open.why


def test_a_block_that_is_not_known_leaves_a_public_policy_undecided() -> None:
    block = PublicBlock(address="x.b", origin=bucket("b").origin, restrict=Unknown("`var.restrict` has no value"))
    store = bucket("b", allow("s3:GetObject", ANY, "*"), block=block)
    assert opens(access(store).reaches(store), "anonymous") == "unknown"


@pytest.mark.parametrize(
    ("grantee", "permission", "more", "power", "expected"),
    [
        ("AllUsers", "READ", {"acl_ignored": False}, "read", True),
        ("AuthenticatedUsers", "READ", {"acl_ignored": False}, "read", True),
        ("AllUsers", "WRITE", {"acl_ignored": False}, "write", True),
        ("AllUsers", "READ", {"acl_ignored": True}, "read", False),
        ("AllUsers", "READ", {"acl_ignored": False, "block": blocked(ignore_acls=True)}, "read", False),
        ("AllUsers", "READ", {"acl_ignored": False, "account_block": blocked(ignore_acls=True)}, "read", False),
        ("AllUsers", "READ", {"acl_ignored": False, "block": blocked(block_acls=True, restrict=True)}, "read", True),
        ("AllUsers", "READ_ACP", {"acl_ignored": False}, "read", False),
        ("LogDelivery", "WRITE", {"acl_ignored": False}, "read", False),
        ("AllUsers", "READ", {"acl_ignored": False, "seal": sealed("aws_kms_key.k")}, "read", False),
        ("AllUsers", "READ", {"acl_ignored": Unknown("ownership is not known")}, "read", "unknown"),
    ],
)
def test_access_control_lists(grantee: str, permission: str, more: dict[str, Any], power: str, expected: object) -> None:
    store = bucket("b", acl=(acl(grantee, permission),), **more)
    assert opens(access(store, key("k")).reaches(store), "anonymous", power) == expected


@pytest.mark.parametrize(
    ("statements", "more", "expected"),
    [
        ((), {}, ["no grant in bucket policy"]),
        ((), {"block": blocked(block_policy=True, restrict=True)}, ["no grant in bucket policy", "public access block (bucket)"]),
        (
            (),
            {
                "block": blocked(block_policy=True),
                "account_block": PublicBlock(address="a.b", origin=bucket("b").origin, block_policy=True),
            },
            ["no grant in bucket policy", "public access block (bucket)", "public access block (account)"],
        ),
        ((), {"seal": sealed("aws_kms_key.k")}, ["no grant in bucket policy", "key policy"]),
        ((allow("s3:GetObject", ANY, "*"),), {"seal": sealed("aws_kms_key.k")}, ["key policy"]),
        ((allow("s3:GetObject", ANY, "*"),), {"seal": PROVIDER_KMS}, ["key policy"]),
        ((allow("s3:GetObject", ANY, "*"),), {"block": blocked(restrict=True)}, ["public access block (bucket)"]),
        ((allow("s3:GetObject", ANY, "*", {"StringEquals": {"aws:SourceVpce": "vpce-1"}}),), {}, ["condition aws:SourceVpce"]),
        ((allow("s3:GetObject", ANY, "*"), deny("s3:*", ANY, "*")), {}, ["deny in bucket policy"]),
    ],
)
def test_the_guards_of_a_closed_bucket(statements: tuple[Any, ...], more: dict[str, Any], expected: list[str]) -> None:
    store = bucket("b", *statements, **more)
    found = access(store, key("k", allow("kms:*", "*", root(HOME)))).reaches(store)
    assert opens(found, "anonymous") is False
    assert guards(found, "anonymous") == expected


def test_restricting_public_buckets_cuts_named_strangers_too() -> None:
    public, vendor = allow("s3:GetObject", "arn:aws:s3:::b/open/*", "*"), allow("s3:GetObject", ANY, {"AWS": "999999999999"})
    cut, kept = bucket("b", public, vendor, block=blocked(restrict=True)), bucket("b", vendor, block=blocked(restrict=True))
    assert opens(access(cut).reaches(cut), "account:999999999999") is False
    assert opens(access(kept).reaches(kept), "account:999999999999") is True
