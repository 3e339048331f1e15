# SPDX-License-Identifier: Apache-2.0
"""Laws of comparing AWS policies: order of permissiveness, replayed witnesses, re-checked certificates, no request missed."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.aws import Comparison, compare, decide
from intramuros.reasoning.access.aws.certificates import check
from intramuros.reasoning.access.aws.compare import policies_for

_ACTIONS = ("*", "s3:*", "s3:Get*", "s3:GetObject", "S3:getobject*", "s3:?etObject", "*:Get*", "kms:Decrypt", "x:*y*")
_RESOURCES = (
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::*",
    "arn:aws:s3:::a/*x*",
    "arn:aws:s3:::?/x",
    "arn:aws:s3:::b",
    "arn:aws:s3:::A/x",
)
_DOUBTFUL = ("arn:aws:s3*:::a", "arn:aws:s3:::${aws:username}/x", "arn:aws:s3:::${aws:PrincipalTag/t}/x", "arn:aws:s3:::${aws:username}/*")
_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
    {"StringNotEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}},
    {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}},
    {"StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "O-1"}},
    {"Null": {"aws:PrincipalOrgID": "true"}},
    {"Null": {"aws:TagKeys": "false"}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}},
    {"ForAnyValue:StringLike": {"aws:TagKeys": ["a*"]}},
    {"ForAllValues:StringNotEquals": {"aws:TagKeys": "a"}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"BoolIfExists": {"aws:SecureTransport": "true"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}},
    {"NotIpAddress": {"aws:SourceIp": "10.1.0.0/16"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
    {"NumericLessThan": {"s3:max-keys": "10"}},
    {"NumericGreaterThanEquals": {"s3:max-keys": 10}},
    {"NumericNotEquals": {"s3:max-keys": "7"}},
    {"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}},
    {"DateGreaterThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/a*"}},
    {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
    {"StringLike": {"aws:username": "a*"}},
    {"StringEquals": {"aws:PrincipalAccount": "111111111111"}},
    {"StringEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "true"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:a*"}},
    {"ArnNotEquals": {"aws:SourceArn": "arn:aws:s3:::ab"}},
)
_OPEN: tuple[dict[str, Any], ...] = (
    {"StringEquals": {"aws:ResourceTag/t": "${aws:PrincipalTag/t}"}},
    {"StringEquals": {"aws:PrincipalOrgID": symbol("var.org", "")}},
    {"StringSounds": {"aws:PrincipalOrgID": "x"}},
    {"StringEquals": {"aws:PrincipalOrgID": Unknown("later")}},
)
_NAMED: tuple[Any, ...] = (
    "*",
    {"AWS": "*"},
    {"AWS": "111111111111"},
    {"AWS": "arn:aws:iam::111111111111:user/ada"},
    {"AWS": "arn:aws:iam::111111111111:role/app"},
    {"AWS": ["arn:aws:iam::222222222222:root", "arn:aws:sts::111111111111:assumed-role/app/s"]},
    {"Service": "ec2.amazonaws.com"},
)


@st.composite
def statements(
    draw: st.DrawFn, *, effects: tuple[str, ...] = ("Allow", "Allow", "Deny"), principal: bool = False, doubts: bool = False
) -> Any:
    resources = (*_RESOURCES, *_DOUBTFUL, symbol("aws_s3_bucket.b", "arn")) if doubts else _RESOURCES
    body: dict[str, Any] = {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(("Action", "Action", "NotAction"))): draw(st.lists(st.sampled_from(_ACTIONS), min_size=1, max_size=2)),
        draw(st.sampled_from(("Resource", "Resource", "NotResource"))): draw(st.lists(st.sampled_from(resources), min_size=1, max_size=2)),
    }
    condition = draw(st.none() | st.sampled_from((*_CONDITIONS, *_OPEN) if doubts else _CONDITIONS))
    if condition is not None:
        body["Condition"] = condition
    if principal:
        body[draw(st.sampled_from(("Principal", "Principal", "NotPrincipal")))] = draw(st.sampled_from(_NAMED))
    return body


@st.composite
def documents(draw: st.DrawFn, *, principal: bool = False, doubts: bool = False) -> Any:
    found = draw(st.lists(statements(principal=principal, doubts=doubts), min_size=0, max_size=3))
    return {"Version": "2012-10-17", "Statement": found}


@st.composite
def pairs(draw: st.DrawFn, *, doubts: bool = False) -> tuple[Any, Any]:
    """Two documents of any kinds that share some statements more often than not."""
    kinds = draw(st.sampled_from(((False, False), (False, False), (True, True), (True, False))))
    one, other = (draw(documents(principal=k, doubts=doubts)) for k in kinds)
    if kinds[0] == kinds[1] and draw(st.booleans()):
        other = {**other, "Statement": [*one["Statement"], *other["Statement"][:1]]}
    return one, other


_TURNED = {"equal": "equal", "wider": "narrower", "narrower": "wider", "incomparable": "incomparable", "unknown": "unknown"}
_DENIED = ("explicitly-denied", "implicitly-denied")


def _sound(found: Comparison, a: Any, b: Any) -> None:
    """Witnesses replay on both sides, and every certificate is checked again."""
    for request, allows, lacks in ((found.only_a, a, b), (found.only_b, b, a)):
        if request is not None:
            assert decide(request, _alone(allows, lacks, request)).outcome == "allowed", request
            assert decide(request, _alone(lacks, allows, request)).outcome in _DENIED, request
    for proof in (found.proof_a, found.proof_b):
        assert proof is None or check(proof) == ()


def _alone(document: Any, beside: Any, request: Any) -> Any:
    """An empty document is of the other's kind."""
    return policies_for(
        document if document["Statement"] else {**beside, "Statement": [{**s, "Effect": "Deny"} for s in beside["Statement"]]}, request
    )


@settings(max_examples=300, deadline=None)
@given(pairs())
def test_relation_is_decided_replayed_and_proven(pair: tuple[Any, Any]) -> None:
    a, b = pair
    found = compare(a, b)
    assert found.relation != "unknown", found.reasons
    assert (found.only_a is None) is (found.proof_a is not None)
    assert (found.only_b is None) is (found.proof_b is not None)
    expected = {(True, True): "equal", (True, False): "narrower", (False, True): "wider", (False, False): "incomparable"}
    assert found.relation == expected[found.only_a is None, found.only_b is None]
    _sound(found, a, b)


@settings(max_examples=200, deadline=None)
@given(pairs(doubts=True))
def test_doubts_give_unknown_with_reasons_and_nothing_false(pair: tuple[Any, Any]) -> None:
    found = compare(*pair)
    assert (found.relation == "unknown") is (bool(found.reasons) and not (found.only_a and found.only_b))
    _sound(found, *pair)


@settings(max_examples=200, deadline=None)
@given(pairs())
def test_a_document_equals_itself_and_order_turns_the_relation(pair: tuple[Any, Any]) -> None:
    a, b = pair
    assert compare(a, a).relation == "equal"
    assert compare(b, a).relation == _TURNED[compare(a, b).relation]


@settings(max_examples=150, deadline=None)
@given(documents(doubts=True))
def test_a_document_with_doubts_equals_itself_unless_something_of_it_is_missing(a: Any) -> None:
    assume("Unknown(" not in repr(a))
    assert compare(a, a).relation == "equal"


@settings(max_examples=200, deadline=None)
@given(documents(), statements(effects=("Allow",)), statements(effects=("Deny",)))
def test_an_allow_never_narrows_and_a_deny_never_widens(a: Any, allow: Any, deny: Any) -> None:
    assert compare({**a, "Statement": [*a["Statement"], allow]}, a).relation in ("equal", "wider")
    assert compare({**a, "Statement": [deny, *a["Statement"]]}, a).relation in ("equal", "narrower")


@settings(max_examples=150, deadline=None)
@given(documents(principal=True), statements(effects=("Allow",), principal=True), statements(effects=("Deny",), principal=True))
def test_so_it_is_in_resource_policies(a: Any, allow: Any, deny: Any) -> None:
    assert compare({**a, "Statement": [*a["Statement"], allow]}, a).relation in ("equal", "wider")
    assert compare({**a, "Statement": [deny, *a["Statement"]]}, a).relation in ("equal", "narrower")


@settings(max_examples=150, deadline=None)
@given(pairs(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(pair: tuple[Any, Any], chance: Any) -> None:
    a, b = pair
    mixed = chance.sample(b["Statement"], len(b["Statement"]))
    other = {**b, "Statement": [*mixed, *mixed[:1]]}
    assert compare(b, other).relation == "equal"
    assert compare(a, other).relation == compare(a, b).relation


_GRID = [
    {"principal": p, "action": a, "resource": {"arn": r, "account": p.split(":")[4]}, "context": {"aws:username": "ada", **_told}}
    for p in ("arn:aws:iam::111111111111:user/ada",)
    for a in ("s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "sqs:GetX", "x:ay")
    for r in ("arn:aws:s3:::a/x", "arn:aws:s3:::a/yxz", "arn:aws:s3:::b", "arn:aws:s3:::c/x", "arn:aws:s3:::ada/x", "z")
    for _told in (
        {},
        {"aws:PrincipalOrgID": "o-1"},
        {"aws:PrincipalOrgID": "O-1", "aws:TagKeys": ["a"]},
        {"aws:TagKeys": ["a", "c"], "s3:max-keys": "8"},
        {"aws:SourceIp": "10.2.0.1", "aws:SecureTransport": "false"},
        {"aws:SourceIp": "10.1.0.1", "aws:PrincipalOrgID": "o-9"},
        {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-1", "s3:max-keys": "12"},
        {"aws:CurrentTime": "2025-06-01T00:00:00Z", "s3:max-keys": "7"},
        {"aws:SourceArn": "arn:aws:s3:eu:1:ab", "aws:PrincipalTag/t": "a"},
        {"aws:SecureTransport": "true", "aws:PrincipalOrgID": "o-1"},
    )
]
_OWN = {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/ada", "aws:PrincipalAccount": "111111111111"}


@settings(max_examples=60, deadline=None)
@given(pairs(doubts=True))
def test_no_request_of_a_grid_contradicts_what_is_proven(pair: tuple[Any, Any]) -> None:
    a, b = pair
    relation = compare(a, b).relation
    never = {"equal": {("allowed", False), (False, "allowed")}, "narrower": {("allowed", False)}, "wider": {(False, "allowed")}}.get(
        relation, set()
    )
    for asked in itertools.islice(_GRID, None) if never else ():
        request = {**asked, "context": {**asked["context"], **_OWN}}
        outcomes = [decide(request, _alone(x, y, request)).outcome for x, y in ((a, b), (b, a))]
        seen = tuple("allowed" if o == "allowed" else False if o in _DENIED else o for o in outcomes)
        assert seen not in never, (relation, request)
