# SPDX-License-Identifier: Apache-2.0
"""Laws of `decide` on its own: names and spellings do not matter, elements are complements and unions, and what it tells is so."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intramuros.reasoning.access.aws import decide
from tests.laws.test_aws_access import _ACTIONS, _ARNS, policies, requests, statements

_EXAMPLES = 300
_PLAIN = ("s3:GetObject", "s3:PutObject")
"""Actions that an identity policy alone can allow."""
_PATTERNS = ("*", "s3:*", "s3:Get*", "s3:?etObject", *_ACTIONS)
_PLACES = ("*", "arn:aws:s3:::a/*", "arn:aws:s3:::?/x", "arn:aws:s3", *_ARNS)
_WIDTH = {"explicitly-denied": 0, "implicitly-denied": 0, "unknown": 1, "allowed": 2}
_USER = "arn:aws:iam::111111111111:user/ada"

Json = dict[str, Any]


def _everywhere(held: Json, change: Any) -> Json:
    """The same policies with every statement changed."""

    def changed(document: Json | None) -> Json | None:
        return document and {**document, "Statement": [change(s) for s in document["Statement"]]}

    new = {
        layer: [changed(d) for d in found] if isinstance(found, list) else changed(found)
        for layer, found in held.items()
        if layer not in ("scps", "rcps")
    }
    return {**new, **{layer: [[changed(d) for d in level] for level in held[layer]] for layer in ("scps", "rcps")}}


def _document(*found: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(found)}


def _of_user(action: str, arn: str, *found: Json) -> str:
    request = {"principal": _USER, "action": action, "resource": {"arn": arn, "account": "111111111111"}}
    return decide(request, {"identity": [_document(*found)]}).outcome


@settings(max_examples=_EXAMPLES, deadline=None)
@given(requests(), policies(), st.text(max_size=8))
def test_names_do_not_matter(request: Json, held: Json, sid: str) -> None:
    assert decide(request, _everywhere(held, lambda s: {**s, "Sid": sid})).outcome == decide(request, held).outcome


@settings(max_examples=_EXAMPLES, deadline=None)
@given(requests(), policies())
def test_the_case_of_actions_and_keys_does_not_matter(request: Json, held: Json) -> None:
    def spelled(statement: Json) -> Json:
        body = {k: v.upper() if k in ("Action", "NotAction") else v for k, v in statement.items()}
        tests = {o: {k.upper(): v for k, v in block.items()} for o, block in body.get("Condition", {}).items()}
        return {**body, "Condition": tests}

    told = {k.lower(): v for k, v in request["context"].items()}
    other = {**request, "action": request["action"].lower(), "context": told}
    assert decide(other, _everywhere(held, spelled)).outcome == decide(request, held).outcome


@settings(max_examples=_EXAMPLES, deadline=None)
@given(requests(), policies())
def test_what_is_read_again_is_decided_alike(request: Json, held: Json) -> None:
    again = json.loads(json.dumps([request, held]))
    assert decide(*again) == decide(request, held)


@given(st.sampled_from(_PLAIN), st.sampled_from(_ARNS), st.sampled_from(_PATTERNS), st.sampled_from(_PLACES))
def test_not_action_and_not_resource_are_complements(action: str, arn: str, pattern: str, place: str) -> None:
    base = {"Effect": "Allow", "Resource": "*"}
    first, second = _of_user(action, arn, {**base, "Action": pattern}), _of_user(action, arn, {**base, "NotAction": pattern})
    assert {first, second} == {"allowed", "implicitly-denied"}
    base = {"Effect": "Allow", "Action": "*"}
    first, second = _of_user(action, arn, {**base, "Resource": place}), _of_user(action, arn, {**base, "NotResource": place})
    assert {first, second} == {"allowed", "implicitly-denied"}


@given(
    st.sampled_from(_PLAIN),
    st.sampled_from(_ARNS),
    st.lists(st.sampled_from(_PATTERNS), min_size=1, max_size=3),
    st.lists(st.sampled_from(_PLACES), min_size=1, max_size=3),
    st.sampled_from(("Allow", "Deny")),
)
def test_a_list_is_the_union_of_its_parts(action: str, arn: str, patterns: list[str], places: list[str], effect: str) -> None:
    allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    around = [allowed] if effect == "Deny" else []
    whole = _of_user(action, arn, *around, {"Effect": effect, "Action": patterns, "Resource": places})
    parts = [{"Effect": effect, "Action": p, "Resource": r} for p in patterns for r in places]
    assert _of_user(action, arn, *around, *parts) == whole


@settings(max_examples=_EXAMPLES, deadline=None)
@given(
    requests(),
    policies(),
    statements(("Allow",)),
    st.sampled_from(("StringLike", "StringNotLike", "ForAllValues:StringLike", "BoolIfExists", "Null")),
)
def test_a_condition_never_makes_an_allow_wider(request: Json, held: Json, allow: Json, operator: str) -> None:
    more = {**allow, "Condition": {**allow.get("Condition", {}), f"{operator}": {"clinic:key": "true"}}}
    widths = [_WIDTH[decide(request, {**held, "identity": [*held["identity"], _document(s)]}).outcome] for s in (more, allow)]
    assert widths[0] <= widths[1]


@settings(max_examples=_EXAMPLES, deadline=None)
@given(requests(), policies())
def test_key_grants_only_add_and_a_deny_wins_over_them(request: Json, held: Json) -> None:
    key = {
        **request,
        "action": "kms:Decrypt",
        "resource": {"arn": "arn:aws:kms:eu-central-1:111111111111:key/1", "account": "111111111111"},
    }
    grant = {"GranteePrincipal": _USER, "Operations": ["Decrypt"]}
    before, after = decide(key, held).outcome, decide(key, {**held, "grants": [grant]}).outcome
    assert _WIDTH[after] >= _WIDTH[before]
    assert before != "explicitly-denied" or after == before


@settings(max_examples=_EXAMPLES, deadline=None)
@given(requests(), policies())
def test_keys_that_follow_may_be_told(request: Json, held: Json) -> None:
    """Telling what follows from the request anyhow changes nothing."""
    if not request["principal"].startswith("arn:") or "assumed-role" in request["principal"]:
        return
    told = {
        "aws:PrincipalArn": request["principal"],
        "aws:PrincipalAccount": request["principal"].split(":")[4],
        "aws:PrincipalIsAWSService": False,
    }
    asking = _everywhere(
        held, lambda s: {**s, "Condition": {**s.get("Condition", {}), "StringLike": {"aws:PrincipalArn": "arn:aws:iam::1*"}}}
    )
    other = {**request, "context": {**request["context"], **told}}
    assert decide(other, asking).outcome == decide(request, asking).outcome


@settings(max_examples=_EXAMPLES, deadline=None)
@given(requests(), policies())
def test_the_layers_that_are_told_bear_the_outcome_out(request: Json, held: Json) -> None:
    found = decide(request, held)
    denying = [s for s in found.steps if s.says == "denies"]
    blocking = [s for s in found.steps if s.blocks]
    assert (found.outcome == "explicitly-denied") is bool(denying)
    if found.outcome == "allowed":
        assert not blocking
        assert found.rule.startswith("yes")
    if found.outcome == "implicitly-denied":
        assert blocking or found.rule.startswith("no;")
    if found.outcome == "unknown":
        assert found.missing
    told = {d for s in found.steps for d in s.statements}
    assert found.outcome not in ("allowed", "explicitly-denied") or set(found.statements) <= told | {
        d for d in found.statements if d.layer == "rcp"
    }


_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(("*", "Allow", "Deny", "s3:*", "arn:aws:s3:::a/*", "${aws:username", "${}", "", "2012-10-17"))
)
_ANY = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "Version",
                    "Statement",
                    "Effect",
                    "Action",
                    "NotAction",
                    "Resource",
                    "Principal",
                    "NotPrincipal",
                    "Condition",
                    "AWS",
                    "StringLike",
                    "Null",
                    "Bool",
                    "aws:username",
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=24,
)


@settings(max_examples=600, deadline=None)
@given(
    requests(),
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("identity", "resource", "session", "boundary", "scps", "rcps", "endpoint", "grants"), _ANY)
    ),
)
def test_any_json_gets_an_answer(request: Json, held: Json) -> None:
    found = decide(request, held)
    assert found.outcome in _WIDTH
    assert str(found).startswith(found.outcome)
    assert found.outcome != "unknown" or found.missing
