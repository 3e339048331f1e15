# SPDX-License-Identifier: Apache-2.0
"""Laws of AWS policy evaluation, over random small policies: deny never widens, allow never narrows, limits never add."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.aws import decide

_ACTIONS = ("s3:GetObject", "s3:PutObject", "kms:Decrypt", "sts:AssumeRole")
_ARNS = ("arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b/x")
_PRINCIPALS = (
    "arn:aws:iam::111111111111:user/ada",
    "arn:aws:sts::111111111111:assumed-role/app/s",
    "arn:aws:iam::222222222222:role/far",
    "arn:aws:iam::111111111111:root",
    "arn:aws:sts::111111111111:federated-user/eve",
    "arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForRDS/x",
    "ec2.amazonaws.com",
    "anonymous",
)
_NAMED = (
    "*",
    {"AWS": "*"},
    {"AWS": "111111111111"},
    {"AWS": "arn:aws:iam::111111111111:user/ada"},
    {"AWS": "arn:aws:iam::111111111111:role/app"},
    {"AWS": ["arn:aws:sts::111111111111:federated-user/eve", "arn:aws:sts::111111111111:assumed-role/app/s"]},
    {"AWS": "arn:aws:iam::111111111111:user/eve"},
    {"AWS": "arn:aws:iam::222222222222:root"},
    {"Service": "ec2.amazonaws.com"},
    {"AWS": symbol("aws_iam_role.x", "arn")},
)
_CONDITIONS = (
    None,
    {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
    {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"Null": {"aws:PrincipalOrgID": "true"}},
    {"Odd": {"aws:PrincipalOrgID": "x"}},
    {"StringEquals": {"aws:PrincipalOrgID": symbol("var.org", "")}},
    {"ForAllValues:StringLike": {"aws:TagKeys": ["a*"]}},
)
_WIDTH = {"explicitly-denied": 0, "implicitly-denied": 0, "unknown": 1, "allowed": 2}
_LAYERS = ("identity", "resource", "session", "boundary", "endpoint")


@st.composite
def statements(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny"), *, principal: bool = False) -> dict[str, Any]:
    body: dict[str, Any] = {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(("Action", "Action", "NotAction"))): draw(st.sampled_from((*_ACTIONS, "*", "s3:*"))),
        draw(st.sampled_from(("Resource", "Resource", "NotResource"))): draw(st.sampled_from((*_ARNS, "*", "arn:aws:s3:::a/*"))),
    }
    condition = draw(st.sampled_from(_CONDITIONS))
    if condition is not None:
        body["Condition"] = condition
    if principal:
        body["Principal"] = draw(st.sampled_from(_NAMED))
    return body


def documents(*, principal: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(statements(principal=principal), min_size=1, max_size=3).map(lambda s: {"Version": "2012-10-17", "Statement": s})


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "identity": draw(st.lists(documents(), max_size=2)),
        "resource": draw(st.none() | documents(principal=True)),
        "session": draw(st.none() | documents()),
        "boundary": draw(st.none() | documents()),
        "scps": draw(st.lists(st.lists(documents(), min_size=1, max_size=2), max_size=2)),
        "rcps": draw(st.lists(st.lists(documents(), min_size=1, max_size=1), max_size=1)),
        "endpoint": draw(st.none() | documents(principal=True)),
    }


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    context: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "aws:PrincipalOrgID": st.sampled_from(("o-1", "o-2")),
                "aws:SecureTransport": st.booleans(),
                "aws:TagKeys": st.lists(st.sampled_from(("a", "b")), max_size=2),
            },
        )
    )
    return {
        "principal": draw(st.sampled_from(_PRINCIPALS)),
        "action": draw(st.sampled_from(_ACTIONS)),
        "context": context,
        "resource": {"arn": draw(st.sampled_from(_ARNS)), "account": draw(st.sampled_from(("111111111111", "222222222222")))},
    }


def _width(request: dict[str, Any], held: dict[str, Any]) -> int:
    return _WIDTH[decide(request, held).outcome]


def _with(document: dict[str, Any] | None, statement: dict[str, Any]) -> dict[str, Any]:
    before = document["Statement"] if document else []
    return {"Version": "2012-10-17", "Statement": [*before, statement]}


@settings(max_examples=300, deadline=None)
@given(requests(), policies(), statements(("Deny",)), statements(("Deny",), principal=True))
def test_a_deny_never_widens(request: dict[str, Any], held: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    before = _width(request, held)
    assert _width(request, {**held, "identity": [*held["identity"], _with(None, mine)]}) <= before
    assert _width(request, {**held, "resource": _with(held["resource"], theirs)}) <= before


@settings(max_examples=300, deadline=None)
@given(requests(), policies(), statements(("Allow",)), statements(("Allow",), principal=True))
def test_an_allow_never_narrows(request: dict[str, Any], held: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    before = _width(request, held)
    assert _width(request, {**held, "identity": [*held["identity"], _with(None, mine)]}) >= before
    assert _width(request, {**held, "resource": _with(held["resource"], theirs)}) >= before
    for layer in ("session", "boundary"):
        if held[layer] is not None:
            assert _width(request, {**held, layer: _with(held[layer], mine)}) >= before


@settings(max_examples=300, deadline=None)
@given(requests(), policies(), documents(), documents(principal=True))
def test_boundaries_sessions_scps_and_endpoints_never_add(
    request: dict[str, Any], held: dict[str, Any], limit: dict[str, Any], door: dict[str, Any]
) -> None:
    free = {**held, "boundary": None, "session": None, "endpoint": None}
    before = _width(request, free)
    assert _width(request, {**free, "boundary": limit}) <= before
    assert _width(request, {**free, "session": limit}) <= before
    assert _width(request, {**free, "endpoint": door}) <= before
    assert _width(request, {**held, "scps": [*held["scps"], [limit]]}) <= _width(request, held)
    assert _width(request, {**held, "rcps": [*held["rcps"], [limit]]}) <= _width(request, held)


@settings(max_examples=200, deadline=None)
@given(requests(), policies(), st.randoms(use_true_random=False))
def test_order_does_not_matter(request: dict[str, Any], held: dict[str, Any], chance: Any) -> None:
    def mixed(document: dict[str, Any] | None) -> dict[str, Any] | None:
        return document and {**document, "Statement": chance.sample(document["Statement"], len(document["Statement"]))}

    other = {
        "identity": [mixed(d) for d in chance.sample(held["identity"], len(held["identity"]))],
        **{layer: mixed(held[layer]) for layer in _LAYERS if layer != "identity"},
        "scps": [[mixed(d) for d in reversed(level)] for level in reversed(held["scps"])],
        "rcps": [[mixed(d) for d in level] for level in held["rcps"]],
    }
    assert decide(request, other).outcome == decide(request, held).outcome


@settings(max_examples=400, deadline=None)
@given(requests(), policies(), st.sampled_from(("identity", "resource", "session", "boundary", "endpoint")), st.data())
def test_less_knowledge_never_brings_more_certainty(request: dict[str, Any], held: dict[str, Any], layer: str, data: st.DataObject) -> None:
    """What is decided with a part unknown stays decided whatever that part turns out to be."""
    less = _less(held, layer, data)
    if less is None:
        return
    blurred, sharp = _width(request, less), _width(request, held)
    assert blurred in (sharp, _WIDTH["unknown"])


def _less(held: dict[str, Any], layer: str, data: st.DataObject) -> dict[str, Any] | None:
    documents_ = held[layer] if layer == "identity" else [held[layer]] if held[layer] else []
    if not documents_:
        return None
    at = data.draw(st.integers(0, len(documents_) - 1))
    blurred = [_blur(d, data) if i == at else d for i, d in enumerate(documents_)]
    return {**held, layer: blurred if layer == "identity" else blurred[0]}


def _blur(document: dict[str, Any], data: st.DataObject) -> Any:
    """The same document with one fact taken away: the whole, a statement, or one element of it."""
    part = data.draw(st.sampled_from(("document", "statement", "Effect", "Resource", "Principal", "Condition", "Action")))
    if part == "document":
        return Unknown("taken away")
    body = dict(document["Statement"][0])
    if part == "statement":
        return {**document, "Statement": [Unknown("taken away"), *document["Statement"][1:]]}
    named = part if part in body else f"Not{part}"
    if named in body:
        body[named] = Unknown("taken away")
    return {**document, "Statement": [body, *document["Statement"][1:]]}
