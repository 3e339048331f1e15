# SPDX-License-Identifier: Apache-2.0
"""How `compare` reads what `decide` reads with care: wildcards inside ARNs, literals, variables, keys that follow from the request."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.reasoning.access.aws import compare, decide
from intramuros.reasoning.access.aws.certificates import check
from intramuros.reasoning.access.aws.compare import policies_for


def _allow(resource: str = "*", when: Any = None, **more: Any) -> dict[str, Any]:
    body = {"Effect": "Allow", "Action": "sqs:*", "Resource": resource, **({"Condition": when} if when else {}), **more}
    return {"Version": "2012-10-17", "Statement": [body]}


def _when(operator: str, key: str, value: Any) -> dict[str, Any]:
    return _allow(when={operator: {key: value}})


_NOTHING: dict[str, Any] = {"Version": "2012-10-17", "Statement": []}
_UNREPLACED = "arn:aws:sqs:eu-central-1:${aws:PrincipalAccount}:q"
_KMS = {"Action": "kms:*", "Principal": "*"}
_CASES = [
    ("`*` inside a part stays in it", _allow("arn:aws:sqs:eu-*-1:1:q"), _allow("arn:aws:sqs:eu-*:1:q"), "narrower"),
    ("`*` inside a part is many `?`", _allow("arn:aws:s?s:eu:1:q"), _allow("arn:aws:s*s:eu:1:*"), "incomparable"),
    ("`*` that ends a part runs on", _allow("arn:aws:sqs:eu*:1:q"), _allow("arn:aws:sqs:eu*:*:1:q"), "wider"),
    ("an incomplete ARN is completed", _allow("arn:aws:sqs:eu-central-1"), _allow("arn:aws:sqs:eu-central-1:*:*"), "equal"),
    ("Bool takes true and false alone", _when("Bool", "aws:SecureTransport", "yes"), _NOTHING, "equal"),
    ("no number is infinite", _when("NumericLessThan", "s3:max-keys", "Infinity"), _NOTHING, "equal"),
    (
        "a variable in an ARN condition fills its part",
        _when("ArnLike", "aws:SourceArn", "arn:aws:s3:*:${aws:PrincipalTag/account}:q"),
        _NOTHING,
        "wider",
    ),
    (
        "what AWS leaves open of an empty set is not relied upon",
        _when("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "a"),
        _when("ForAnyValue:StringEquals", "aws:TagKeys", "a"),
        "wider",
    ),
    (
        "the account that calls KMS is the caller's",
        _allow(**_KMS, when={"StringEquals": {"kms:CallerAccount": "111111111111"}}),
        _allow(**{**_KMS, "Principal": {"AWS": "111111111111"}}),
        "equal",
    ),
    (
        "other requests have no account that calls KMS",
        _allow(**{**_KMS, "Action": "*"}, when={"StringEquals": {"kms:CallerAccount": "111111111111"}}),
        _allow(**{**_KMS, "Action": "*"}, when={"StringLike": {"kms:CallerAccount": "1*"}}),
        "narrower",
    ),
    (
        "a key that would follow is said to be absent",
        _when("StringNotEquals", "aws:userid", "a"),
        _when("StringEquals", "aws:userid", "b"),
        "wider",
    ),
]


@pytest.mark.parametrize(("a", "b", "relation"), [c[1:] for c in _CASES], ids=[c[0] for c in _CASES])
def test_reads_as_decide_does(a: Any, b: Any, relation: str) -> None:
    found = compare(a, b)
    assert found.relation == relation, found.reasons
    for request, allows, lacks in ((found.only_a, a, b), (found.only_b, b, a)):
        if request is not None:
            assert decide(request, policies_for(allows, request)).outcome == "allowed"
            assert decide(request, policies_for(lacks, request)).outcome == "implicitly-denied"
    assert all(check(p) == () for p in (found.proof_a, found.proof_b) if p is not None)


_OPEN = [
    ("an identity policy without Resource", {"Statement": {"Effect": "Allow", "Action": "sqs:*"}}, _allow(), "Resource is missing"),
    ("a variable in Bool", _when("Bool", "aws:SecureTransport", "${aws:PrincipalTag/t}"), _NOTHING, "variables in `Bool`"),
    (
        "a variable before the last part of an ARN",
        _allow(_UNREPLACED),
        _NOTHING,
        "before the last part of an ARN are replaced is not settled",
    ),
]


@pytest.mark.parametrize(("a", "b", "why"), [c[1:] for c in _OPEN], ids=[c[0] for c in _OPEN])
def test_what_decide_leaves_open_is_unknown(a: Any, b: Any, why: str) -> None:
    found = compare(a, b)
    assert found.relation == "unknown"
    assert why in " ".join(found.reasons)
    assert compare(a, a).relation == "equal"
