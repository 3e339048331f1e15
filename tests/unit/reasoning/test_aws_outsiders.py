# SPDX-License-Identifier: Apache-2.0
"""Outsiders that no account number names: canonical user ids, and services at work for somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from aws_builder import HOME, VENDOR, access, acl, allow, bucket, deny, guards, key, opens, reached, role, root, sealed

from intramuros.estate.values import Unknown, symbol

B = "arn:aws:s3:::b/*"
HEX = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
DELIVERY = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
OAI = "aws_cloudfront_origin_access_identity.cdn"
CDN = "service:cloudfront.amazonaws.com"


@pytest.mark.parametrize(
    ("principal", "told", "expected"),
    [
        ({"CanonicalUser": HEX}, f"canonical:{HEX}", "unknown"),
        ({"CanonicalUser": symbol("var.partner", "")}, f"canonical:{symbol('var.partner', '')}", "unknown"),
        ({"CanonicalUser": f"canonical:{VENDOR}"}, f"account:{VENDOR}", True),
        ({"CanonicalUser": f"canonical:{HOME}"}, None, None),
        ({"CanonicalUser": symbol(OAI, "s3_canonical_user_id")}, None, None),
        ({"CanonicalUser": DELIVERY}, None, None),
        ({"AWS": symbol(OAI, "iam_arn")}, None, None),
        ({"AWS": symbol(f"module.web.{OAI}[0]", "iam_arn")}, None, None),
        (
            {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},
            "canonical:arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
            "unknown",
        ),
    ],
)
def test_canonical_users_of_a_bucket_policy(principal: dict[str, str], told: str | None, expected: object) -> None:
    store = bucket("b", allow("s3:GetObject", B, principal))
    found = access(store, role("app")).reaches(store)
    ajar = [r.principal for r in found if r.open is not False]
    assert ajar == ([told] if told else [])
    assert told is None or opens(found, told) == expected


def test_what_is_not_known_of_an_id_is_named_and_the_charter_may_say_it() -> None:
    store = bucket("b", allow("s3:GetObject", B, {"CanonicalUser": HEX}))
    reach = reached(access(store).reaches(store), f"canonical:{HEX}")
    assert reach is not None
    assert isinstance(reach.open, Unknown)
    assert HEX in reach.open.why
    assert "trust.principals" in reach.open.why
    ours = reached(access(store, trusted_principals=frozenset({HEX})).reaches(store), f"canonical:{HEX}")
    assert ours is not None
    assert (ours.open, ours.who) == (True, "own")


@pytest.mark.parametrize(
    ("grantee", "more", "statements", "expected"),
    [
        (f"id={HEX}", {"acl_ignored": False}, (), "unknown"),
        (f"id={HEX}", {"acl_ignored": True}, (), False),
        (f"id={HEX}", {"acl_ignored": False, "seal": sealed("aws_kms_key.k")}, (), False),
        (f"id={HEX}", {"acl_ignored": False, "seal": sealed("aws_kms_key.k")}, (allow("kms:Decrypt", "*", root(VENDOR)),), "unknown"),
        (f"id=canonical:{HOME}", {"acl_ignored": False}, (), None),
        (f"id={symbol(OAI, 's3_canonical_user_id')}", {"acl_ignored": False}, (), None),
    ],
)
def test_canonical_ids_of_an_access_control_list(grantee: str, more: dict[str, Any], statements: tuple[Any, ...], expected: object) -> None:
    store = bucket("b", acl=(acl(grantee),), **more)
    found = access(store, key("k", *statements)).reaches(store)
    assert opens(found, f"canonical:{grantee.removeprefix('id=')}") == expected


def test_a_list_that_names_a_foreign_account_of_ours_to_see_is_open() -> None:
    store = bucket("b", acl=(acl(f"id=canonical:{VENDOR}"),), acl_ignored=False)
    assert opens(access(store).reaches(store), f"account:{VENDOR}") is True


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        ({"StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{HOME}:distribution/E1"}}, None),
        ({"StringEquals": {"AWS:SourceArn": symbol("module.web.aws_cloudfront_distribution.d", "arn")}}, None),
        ({"StringEquals": {"AWS:SourceArn": symbol("var.distribution", "")}}, "unknown"),
        ({"StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{VENDOR}:distribution/E1"}}, True),
        ({"ArnLike": {"AWS:SourceArn": "arn:aws:cloudfront::*:distribution/*"}}, True),
        (
            {"ArnLike": {"AWS:SourceArn": [f"arn:aws:cloudfront::{HOME}:distribution/*", f"arn:aws:cloudfront::{VENDOR}:distribution/*"]}},
            True,
        ),
        ({"StringEquals": {"aws:SourceAccount": HOME}}, None),
        ({"StringEquals": {"aws:SourceAccount": VENDOR}}, True),
        ({"StringNotEquals": {"aws:SourceAccount": VENDOR}}, True),
        ({"StringEquals": {"aws:SourceOrgID": "o-klinik"}}, None),
        ({"StringEquals": {"aws:SourceOrgID": "o-vendor"}}, True),
        ({"StringEquals": {"AWS:SourceArn": f"arn:aws:cloudfront::{VENDOR}:distribution/E1", "aws:SourceAccount": HOME}}, None),
    ],
)
def test_cloudfront_reads_for_whom_the_policy_lets_it(condition: Any, expected: object) -> None:
    store = bucket("b", allow("s3:GetObject", B, {"Service": "cloudfront.amazonaws.com"}, condition))
    assert opens(access(store).reaches(store), CDN) == expected


def test_a_deny_or_a_key_stops_the_deputy() -> None:
    reads = allow("s3:GetObject", B, {"Service": "cloudfront.amazonaws.com"})
    outside = {"StringNotEquals": {"aws:SourceAccount": HOME}, "Bool": {"aws:PrincipalIsAWSService": "true"}}
    denied, under = bucket("b", reads, deny("s3:*", B, "*", outside)), bucket("b", reads, seal=sealed("aws_kms_key.k"))
    assert guards(access(denied).reaches(denied), CDN) == ["deny in bucket policy"]
    assert guards(access(under, key("k")).reaches(under), CDN) == ["key policy"]


@pytest.mark.parametrize(
    ("service", "actions", "expected"),
    [
        ("macie.amazonaws.com", "s3:GetObject", "unknown"),
        ("macie.amazonaws.com", "s3:PutObject", None),
        ("config.amazonaws.com", "s3:*", None),
        ("delivery.logs.amazonaws.com", "s3:PutObject", None),
    ],
)
def test_other_services(service: str, actions: str, expected: object) -> None:
    store = bucket("b", allow(actions, B, {"Service": service}))
    assert opens(access(store).reaches(store), f"service:{service}") == expected
