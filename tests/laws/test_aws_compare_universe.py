# SPDX-License-Identifier: Apache-2.0
"""A finite universe of requests, all of them put to `decide`: none contradicts what `compare` says of two policies."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intramuros.reasoning.access.aws import compare, decide
from intramuros.reasoning.access.aws.certificates import check
from intramuros.reasoning.access.aws.compare import policies_for

_ONE, _TWO = "111111111111", "222222222222"
_ADA, _SESSION = f"arn:aws:iam::{_ONE}:user/ada", f"arn:aws:sts::{_ONE}:assumed-role/app/s"
_CALLERS: dict[str, dict[str, Any]] = {
    _ADA: {"aws:PrincipalArn": _ADA, "aws:PrincipalAccount": _ONE, "aws:username": "ada", "aws:PrincipalType": "User"},
    _SESSION: {"aws:PrincipalArn": f"arn:aws:iam::{_ONE}:role/app", "aws:PrincipalAccount": _ONE, "aws:PrincipalType": "AssumedRole"},
    f"arn:aws:iam::{_TWO}:user/b": {"aws:PrincipalArn": f"arn:aws:iam::{_TWO}:user/b", "aws:PrincipalAccount": _TWO, "aws:username": "b"},
    "ec2.amazonaws.com": {},
    "anonymous": {},
}
_ACTIONS = ("a:b", "a:bb", "a:ab", "a:x", "b:b")
_RESOURCES = ("arn:aws:s3:::a", "arn:aws:s3:::a/b", "arn:aws:s3:::b/a/b", "arn:aws:s3:::ada", "arn:aws:s3:::A", "x")
_ACTION_PATTERNS = ("*", "a:*", "A:b*", "a:?b", "*:b", "a:B", "a:*b*", "b:?", "a:X")
_RESOURCE_PATTERNS = (
    "*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::*b",
    "arn:aws:s3:::*/b",
    "arn:aws:s3:::?",
    "arn:aws:s3:::${aws:username}",
    "arn:aws:s3:::${aws:username, 'a'}*",
    "arn:aws:s3:::${aws:PrincipalTag/t}/b",
    "arn:aws:s3:::${aws:PrincipalTag/t}*",
    "arn:aws:s3:::a${aws:PrincipalTag/t}",
    "arn:aws:s3:::?/${aws:PrincipalTag/t}/*",
    "arn:*:s3:::a/*",
    "*x*",
)
_VALUES: dict[str, tuple[Any, ...]] = {
    "k:text": (None, "a", "ab", "B", "b", "x"),
    "k:set": (None, ["a"], ["a", "b"], ["b"], ["c", "ab"]),
    "k:number": (None, "1", "2", "2.5", "7"),
    "k:date": (None, "2025-01-01T00:00:00Z", "2025-06-01T00:00:00Z", "1767225600"),
    "k:address": (None, "10.1.2.3", "10.2.0.1", "192.0.2.1", "2001:db8::1", "2001:db9::1"),
    "k:flag": (None, "true", "false"),
    "k:arn": (None, "arn:aws:s3:::a", "arn:aws:s3:eu:1:a/b", "arn:aws:sqs:eu:1:a"),
    "aws:PrincipalTag/t": (None, "a", "b", "x"),
}
_TESTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "k:text": (
        ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"),
        ("a", "b", "A", "a*", "*b", "?", "*", "${aws:PrincipalTag/t}", "${aws:PrincipalTag/t}*", "a${aws:PrincipalTag/t}"),
    ),
    "k:set": (
        tuple(
            f"{s}:{o}" for s in ("ForAllValues", "ForAnyValue") for o in ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike")
        ),
        ("a", "b", "a*", "*b", "c"),
    ),
    "k:number": (
        tuple(f"Numeric{o}" for o in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")),
        ("1", "2", "3"),
    ),
    "k:date": (
        tuple(f"Date{o}" for o in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")),
        ("2025-01-01T00:00:00Z", "2025-06-01", "2026"),
    ),
    "k:address": (("IpAddress", "NotIpAddress"), ("10.0.0.0/8", "10.1.0.0/16", "10.2.0.1", "2001:db8::/32", "::/0", "0.0.0.0/0")),
    "k:flag": (("Bool",), ("true", "false")),
    "k:arn": (
        ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
        ("arn:aws:s3:::a", "arn:aws:s3:*:*:a*", "arn:*:*:*:*:a", "arn:aws:s?s:*:*:*", "arn:aws:s3:*:*:${aws:PrincipalTag/t}*"),
    ),
    "aws:PrincipalTag/t": (("StringEquals", "StringNotEquals", "StringLike"), ("a", "b", "?", "${k:text}")),
    "aws:PrincipalArn": (("ArnLike", "ArnNotLike", "StringLike"), (f"arn:aws:iam::{_ONE}:*", "arn:aws:iam::*:user/*", _ADA)),
    "aws:username": (("StringEquals", "StringNotEquals", "StringLike"), ("ada", "a*", "b")),
}
_NAMED: tuple[Any, ...] = (
    "*",
    {"AWS": _ONE},
    {"AWS": _ADA},
    {"AWS": f"arn:aws:iam::{_ONE}:role/app"},
    {"AWS": [_SESSION, f"arn:aws:iam::{_ONE}:role/app", _TWO]},
    {"Service": "ec2.amazonaws.com"},
)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    out: dict[str, dict[str, Any]] = {}
    for key in draw(st.lists(st.sampled_from(sorted(_TESTS)), max_size=2, unique=True)):
        operators, values = _TESTS[key]
        if draw(st.integers(0, 5)) == 0:
            out.setdefault("Null", {})[key] = draw(st.sampled_from(("true", "false")))
            continue
        operator = draw(st.sampled_from(operators)) + draw(st.sampled_from(("", "", "", "IfExists")))
        out.setdefault(operator, {})[key] = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
    return out


@st.composite
def statements(draw: st.DrawFn, *, principal: bool) -> dict[str, Any]:
    def some(patterns: tuple[str, ...]) -> list[str]:
        return draw(st.lists(st.sampled_from(patterns), min_size=1, max_size=3, unique=True))

    body: dict[str, Any] = {
        "Effect": draw(st.sampled_from(("Allow", "Allow", "Deny"))),
        draw(st.sampled_from(("Action", "Action", "NotAction"))): some(_ACTION_PATTERNS),
        draw(st.sampled_from(("Resource", "Resource", "NotResource"))): some(_RESOURCE_PATTERNS),
        "Condition": draw(conditions()),
    }
    if principal:
        body[draw(st.sampled_from(("Principal", "Principal", "NotPrincipal")))] = draw(st.sampled_from(_NAMED))
    return body


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two documents of one kind; the second may be the first with something changed."""
    principal = draw(st.booleans())
    some = st.lists(statements(principal=principal), min_size=1, max_size=3)
    a, b = draw(some), draw(some)
    kept = draw(st.integers(0, len(a)))
    return tuple({"Version": "2012-10-17", "Statement": found} for found in (a, [*a[:kept], *b]))  # type: ignore[return-value]


_DENIED = ("explicitly-denied", "implicitly-denied")
_NEVER = {"equal": {(True, False), (False, True)}, "narrower": {(True, False)}, "wider": {(False, True)}}


def contexts(a: Any, b: Any) -> list[dict[str, Any]]:
    """Every combination of values of the keys that either document mentions."""
    told = repr((a, b))
    keys = [k for k in _VALUES if k in told]
    return [{k: v for k, v in zip(keys, values, strict=True) if v is not None} for values in product(*(_VALUES[k] for k in keys))]


def contradictions(a: Any, b: Any, relation: str, most: int) -> list[Any]:
    """Requests of so many, drawn from the universe, that are answered otherwise than a relation says."""
    never = _NEVER.get(relation, set())
    every = [contexts(a, b), sorted(_CALLERS), _ACTIONS, _RESOURCES]
    chance, found = random.Random(repr((a, b))), []
    for _ in range(most if never else 0):
        context, principal, action, arn = (chance.choice(of) for of in every)  # type: ignore[attr-defined]
        own = {k: v for k, v in context.items() if k != "aws:PrincipalTag/t" or (":" in principal and "amazonaws" not in principal)}
        account = principal.split(":")[4] if principal.startswith("arn:") else _ONE
        request = {
            "principal": principal,
            "action": action,
            "resource": {"arn": arn, "account": account},
            "context": {**own, **_CALLERS[principal]},
        }
        outcomes = [decide(request, policies_for(d, request)).outcome for d in (a, b)]
        if all(o == "allowed" or o in _DENIED for o in outcomes) and tuple(o == "allowed" for o in outcomes) in never:
            found.append((request, outcomes))
    return found


@settings(max_examples=80, deadline=None)
@given(pairs())
def test_no_request_of_the_universe_contradicts_the_relation(pair: tuple[Any, Any]) -> None:
    found = compare(*pair)
    assert contradictions(*pair, found.relation, most=400) == []
    for proof in (found.proof_a, found.proof_b):
        assert proof is None or check(proof) == ()
