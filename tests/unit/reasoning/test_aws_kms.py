# SPDX-License-Identifier: Apache-2.0
"""Keys: whose policy stops a reader, who holds a grant, what the provider's own keys allow."""

from __future__ import annotations

from typing import Any

import pytest
from aws_builder import (
    DEV,
    HOME,
    PROVIDER_KMS,
    SSE_S3,
    VENDOR,
    access,
    allow,
    aws,
    bucket,
    deny,
    document,
    grant,
    guards,
    key,
    opens,
    reached,
    role,
    role_arn,
    root,
    sealed,
    secret,
)

from intramuros.estate.access import KeyGrant
from intramuros.estate.stores import Seal
from intramuros.estate.values import Unknown

TUNING = role_arn("tuning", VENDOR)
VENDOR_READS = allow("s3:GetObject", "arn:aws:s3:::b/*", aws(TUNING))
DELEGATES = allow("kms:*", "*", root(HOME))
READS = allow("s3:GetObject", "arn:aws:s3:::b/*")
DECRYPTS = allow("kms:Decrypt", f"arn:aws:kms:eu-central-1:{HOME}:key/*")


@pytest.mark.parametrize(
    ("statements", "grants", "expected"),
    [
        ((DELEGATES,), (), False),
        ((DELEGATES, allow("kms:Decrypt", "*", aws(TUNING))), (), True),
        ((DELEGATES, allow("kms:Decrypt", "*", root(VENDOR))), (), True),
        ((DELEGATES, allow("kms:Encrypt", "*", root(VENDOR))), (), False),
        ((DELEGATES, allow("kms:CreateGrant", "*", root(VENDOR))), (), True),
        ((DELEGATES, allow("kms:CreateGrant", "*", root(VENDOR), {"Bool": {"kms:GrantIsForAWSResource": "true"}})), (), False),
        ((DELEGATES, allow("kms:PutKeyPolicy", "*", root(VENDOR))), (), False),  # cross-account use: no
        ((DELEGATES,), (grant(TUNING, "Decrypt", "DescribeKey"),), True),
        ((DELEGATES,), (grant(TUNING, "Encrypt"),), False),
        ((DELEGATES,), (grant(role_arn("other", VENDOR), "Decrypt"),), False),
        ((DELEGATES,), (grant(TUNING, "Decrypt", constraints={"encryption_context_subset": {"dept": "x"}}),), "unknown"),
        ((DELEGATES,), (KeyGrant(grantee=Unknown("later"), operations=("Decrypt",), address="g", origin=role("x").origin),), "unknown"),
        ((DELEGATES, deny("kms:Decrypt", "*", "*", {"StringNotEquals": {"kms:CallerAccount": HOME}})), (grant(TUNING, "Decrypt"),), False),
        (
            (DELEGATES, allow("kms:Decrypt", "*", aws(TUNING), {"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}})),
            (),
            True,
        ),
        (
            (DELEGATES, allow("kms:Decrypt", "*", aws(TUNING), {"StringEquals": {"kms:ViaService": "rds.eu-central-1.amazonaws.com"}})),
            (),
            False,
        ),
        ((allow("kms:Decrypt", "*", "*", {"StringEquals": {"kms:CallerAccount": VENDOR}}),), (), True),
        ((allow("kms:Decrypt", "*", "*", {"StringEquals": {"kms:CallerAccount": HOME}}),), (), False),
    ],
)
def test_a_stranger_with_the_bucket_still_needs_the_key(
    statements: tuple[Any, ...], grants: tuple[KeyGrant, ...], expected: object
) -> None:
    store = bucket("b", VENDOR_READS, seal=sealed("aws_kms_key.k"))
    assert opens(access(store, key("k", *statements, grants=grants)).reaches(store), TUNING) == expected


def test_the_key_alone_is_one_guard_when_the_bucket_is_granted() -> None:
    store = bucket("b", VENDOR_READS, seal=sealed("aws_kms_key.k"))
    assert guards(access(store, key("k", DELEGATES)).reaches(store), TUNING) == ["key policy"]


@pytest.mark.parametrize(
    ("statements", "identity", "expected"),
    [
        ((DELEGATES,), (READS, DECRYPTS), True),
        ((), (READS, DECRYPTS), True),
        ((DELEGATES,), (READS,), False),
        ((allow("kms:*", "*", aws(role_arn("admin"))),), (READS, DECRYPTS), False),
        ((allow("kms:Decrypt", "*", aws(role_arn("app"))),), (READS,), True),
        ((DELEGATES,), (READS, allow("kms:Decrypt", f"arn:aws:kms:eu-central-1:{HOME}:key/other")), False),
        ((DELEGATES,), (READS, allow("kms:CreateGrant", "*")), True),
        ((DELEGATES,), (READS, DECRYPTS, deny("kms:*", "*")), False),
    ],
)
def test_own_roles(statements: tuple[Any, ...], identity: tuple[Any, ...], expected: bool) -> None:
    store = bucket("b", seal=sealed("aws_kms_key.k"))
    found = access(store, key("k", *statements), role("app", *identity)).reaches(store)
    assert opens(found, "aws_iam_role.app") is expected


@pytest.mark.parametrize(("seal", "own", "foreign"), [(PROVIDER_KMS, True, False), (SSE_S3, True, True), (None, True, True)])
def test_the_providers_key_serves_its_own_account_alone(seal: Seal | None, own: bool, foreign: bool) -> None:
    store = bucket("b", VENDOR_READS, allow("s3:GetObject", "arn:aws:s3:::b/*", root(DEV)), seal=seal)
    found = access(store, role("app", READS)).reaches(store)
    assert opens(found, "aws_iam_role.app") is own
    assert opens(found, TUNING) is foreign
    assert opens(found, f"account:{DEV}") is foreign


def test_a_key_outside_the_estate_leaves_the_answer_open() -> None:
    store = bucket("b", VENDOR_READS, seal=sealed(f"arn:aws:kms:eu-central-1:{HOME}:key/elsewhere"))
    found = access(store).reaches(store)
    assert opens(found, TUNING) == "unknown"
    assert opens(found, "anonymous") is False


def test_who_reaches_a_key() -> None:
    held = key("k", DELEGATES, allow("kms:Decrypt", "*", aws(TUNING)))
    found = access(held, role("app", DECRYPTS), role("ops", allow("kms:PutKeyPolicy")), role("none", READS)).reaches(held)
    assert opens(found, TUNING) is True
    assert opens(found, "aws_iam_role.app") is True
    assert opens(found, "aws_iam_role.app", "manage") is None
    assert opens(found, "aws_iam_role.ops", "manage") is True
    assert opens(found, "aws_iam_role.ops") is True
    assert opens(found, "aws_iam_role.none") is None


def test_a_key_that_serves_only_through_a_service_decrypts_nothing_directly() -> None:
    only = allow("kms:Decrypt", "*", None, {"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}})
    held = key("k", DELEGATES)
    assert opens(access(held, role("app", only)).reaches(held), "aws_iam_role.app") is False


def test_secrets_need_their_key_across_accounts() -> None:
    policies = (document(allow("secretsmanager:GetSecretValue", "*", aws(TUNING)), address="aws_secretsmanager_secret_policy.s"),)
    plain, under = secret("s", policies=policies), secret("s", policies=policies, key="aws_kms_key.k")
    assert opens(access(plain).reaches(plain), TUNING) is False
    assert opens(access(under, key("k", DELEGATES)).reaches(under), TUNING) is False
    opened = access(under, key("k", DELEGATES, allow("kms:Decrypt", "*", aws(TUNING))))
    assert opens(opened.reaches(under), TUNING) is True


def test_the_path_passes_the_key() -> None:
    store = bucket("b", seal=sealed("aws_kms_key.k"))
    reach = reached(access(store, key("k"), role("app", READS, DECRYPTS)).reaches(store), "aws_iam_role.app")
    assert reach is not None
    assert [(m.source, m.target, m.kind) for m in reach.path] == [
        ("aws_iam_role.app", "aws_kms_key.k", "decrypt"),
        ("aws_kms_key.k", "aws_s3_bucket.b", "read"),
    ]


WRITES = allow("s3:PutObject", "arn:aws:s3:::b/*")
SEALS = allow("kms:GenerateDataKey", f"arn:aws:kms:eu-central-1:{HOME}:key/*")
OBJECTS = "arn:aws:s3:::b/*"
KMS_ONLY = deny("s3:PutObject", OBJECTS, "*", {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}})
THIS_KEY = deny("s3:PutObject", OBJECTS, "*", {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:ours"}})
NOTHING_ASKED = deny("s3:PutObject", OBJECTS, "*", {"Null": {"s3:x-amz-server-side-encryption": "false"}})
NO_KEY_SENT = deny("s3:PutObject", OBJECTS, "*", {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}})


@pytest.mark.parametrize(
    ("policy", "identity", "expected"),
    [
        ((), (WRITES,), True),  # what a request asks for takes precedence over the bucket's default
        ((), (WRITES, deny("kms:*", "*")), True),
        ((KMS_ONLY,), (WRITES,), True),  # under the provider's key, or one of his own
        ((THIS_KEY,), (WRITES,), False),
        ((THIS_KEY,), (WRITES, SEALS), True),
        ((THIS_KEY,), (WRITES, DECRYPTS), False),
        ((NOTHING_ASKED,), (WRITES,), True),  # with a key that he sends along
        ((NOTHING_ASKED, NO_KEY_SENT), (WRITES,), False),
        ((NOTHING_ASKED, NO_KEY_SENT), (WRITES, DECRYPTS), False),
        ((NOTHING_ASKED, NO_KEY_SENT), (WRITES, SEALS), True),
        ((NOTHING_ASKED, NO_KEY_SENT), (WRITES, allow("s3:PutBucketPolicy", "*")), True),
    ],
)
def test_the_key_stands_before_writers_who_may_ask_for_no_other(policy: tuple[Any, ...], identity: tuple[Any, ...], expected: bool) -> None:
    store = bucket("b", *policy, seal=sealed("aws_kms_key.k"))
    found = access(store, key("k", DELEGATES), role("app", *identity)).reaches(store)
    assert opens(found, "aws_iam_role.app", "write") is expected


@pytest.mark.parametrize(
    ("grants", "expected"), [((grant(TUNING, "GenerateDataKey"),), True), ((grant(TUNING, "Decrypt"),), False), ((), False)]
)
def test_a_grant_seals_by_its_own_operation(grants: tuple[KeyGrant, ...], expected: bool) -> None:
    lets = allow("s3:PutObject", OBJECTS, aws(TUNING))
    store = bucket("b", lets, NOTHING_ASKED, NO_KEY_SENT, seal=sealed("aws_kms_key.k"))
    assert opens(access(store, key("k", DELEGATES, grants=grants)).reaches(store), TUNING, "write") is expected


def test_the_grounds_of_a_write_ask_the_key_to_seal() -> None:
    store = bucket("b", NOTHING_ASKED, NO_KEY_SENT, seal=sealed("aws_kms_key.k"))
    held = access(store, key("k", DELEGATES), role("app", WRITES, SEALS))
    reach = reached(held.reaches(store), "aws_iam_role.app", "write")
    assert reach is not None
    assert reach.path[0].says == "may seal with aws_kms_key.k"
    asked = held.grounds(reach, "write")[0]
    assert asked[0].says.startswith("asks kms:GenerateDataKey on ")
    assert asked[-1].says.startswith("allowed")


def test_the_grounds_of_who_gives_himself_a_key_ask_for_that() -> None:
    store = bucket("b", seal=sealed("aws_kms_key.k"))
    held = access(store, key("k", DELEGATES), role("app", READS, allow("kms:CreateGrant", "*")))
    reach = reached(held.reaches(store), "aws_iam_role.app")
    assert reach is not None
    assert held.grounds(reach, "read")[0][0].says.startswith("asks kms:CreateGrant on ")
