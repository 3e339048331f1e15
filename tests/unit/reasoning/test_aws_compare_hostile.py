# SPDX-License-Identifier: Apache-2.0
"""Pairs made to blow up: `compare` answers, or says that it gives up, and never breaks (`bench/compare.py` times them)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from intramuros.reasoning.access.aws import compare, decide, hardest, narrowed, spaces
from intramuros.reasoning.access.aws.certificates import check
from intramuros.reasoning.access.aws.compare import policies_for


def _p(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def _st(effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "s3:*", "Resource": "*", **more}


_TESTS: tuple[tuple[str, str], ...] = (
    ("StringEquals", "v{0}"),
    ("StringLike", "a*{0}*"),
    ("NumericLessThan", "{0}"),
    ("DateGreaterThan", "20{1}-01-01T00:00:00Z"),
    ("IpAddress", "10.{0}.0.0/16"),
    ("ArnLike", "arn:aws:s3:::b{0}*"),
    ("Bool", "true"),
    ("StringNotEquals", "n{0}"),
    ("ForAnyValue:StringLike", "t{0}*"),
    ("Null", "false"),
)


def _broad(shift: int) -> dict[str, Any]:
    """Fifty statements of ten keys each."""
    return _p(
        [
            _st(Condition={op: {f"k:key{at}": value.format(n + shift, 10 + (n + shift) % 80)} for at, (op, value) in enumerate(_TESTS)})
            for n in range(50)
        ]
    )


def _runs(seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["*" + "*".join(chance.sample("abcdefgh", 4)) + "*" for _ in range(20)]


def _each(effect: str, operator: str, key: str, values: list[Any]) -> list[dict[str, Any]]:
    return [_st(effect, Condition={operator: {key: v}}) for v in values]


def _bucket_policy(seed: int) -> dict[str, Any]:
    """About 20 KB."""
    chance = random.Random(seed)
    return _p(
        [
            _st(
                chance.choice(("Allow", "Allow", "Deny")),
                Principal={"AWS": [f"arn:aws:iam::{chance.randint(1, 9) * 111111111111}:role/r{chance.randint(0, 30)}" for _ in range(2)]},
                Action=chance.sample(["s3:GetObject", "s3:Put*", "s3:List*", "s3:Get*Acl"], 2),
                Resource=[f"arn:aws:s3:::b/{chance.choice('abc')}/*{chance.choice('abc')}*/{chance.randint(0, 9)}*" for _ in range(3)],
                Condition={
                    "StringLike": {"aws:PrincipalTag/t": f"x{chance.randint(0, 9)}*"},
                    "IpAddress": {"aws:SourceIp": f"10.{n % 9}.0.0/16"},
                },
            )
            for n in range(50)
        ]
    )


def _among(effect: str, values: list[str], operator: str = "StringLike", key: str = "k:x") -> dict[str, Any]:
    return _st(effect, Condition={operator: {key: values}})


_EVERYTHING = _st(Action="*")
_RUNS, _OTHERS = _runs(1), _runs(2)
_KEYS = [f"k:key{n}" for n in range(40)]
_TAGS = [f"t{n}" for n in range(30)]
_BUCKET = _bucket_policy(1)
_PAIRS: dict[str, tuple[Any, Any, str]] = {
    "fifty statements of ten keys": (_broad(0), _broad(1), "incomparable"),
    "overlapping runs of wildcards, allowed": (_p([_st(Resource=r) for r in _runs(1)]), _p([_st(Resource=_runs(2))]), "incomparable"),
    "overlapping runs of wildcards, excepted": (
        _p([{k: v for k, v in _st(NotResource=_runs(1)).items() if k != "Resource"}]),
        _p([_st(Resource=_runs(2))]),
        "",
    ),
    "overlapping runs of wildcards in a condition": (_p(_each("Allow", "StringLike", "k:x", _RUNS)), _p([_EVERYTHING]), "narrower"),
    "one statement for each run, or all in one": (_p(_each("Allow", "StringLike", "k:x", _RUNS)), _p([_among("Allow", _RUNS)]), "equal"),
    "one run less": (_p(_each("Allow", "StringLike", "k:x", _RUNS)), _p(_each("Allow", "StringLike", "k:x", _RUNS[:-1])), "wider"),
    "forty runs in one list, and one less": (
        _p([_among("Allow", [*_RUNS, *_OTHERS])]),
        _p([_among("Allow", [*_RUNS[1:], *_OTHERS])]),
        "wider",
    ),
    "a deny for each run, and none of them": (
        _p([_st(), *_each("Deny", "StringLike", "k:x", _RUNS)]),
        _p([_among("Allow", _RUNS, "StringNotLike")]),
        "equal",
    ),
    "denies of other runs": (
        _p([_st(), *_each("Deny", "StringLike", "k:x", _RUNS)]),
        _p([_st(), *_each("Deny", "StringLike", "k:x", _OTHERS)]),
        "incomparable",
    ),
    "runs inside an ARN": (
        _p(_each("Allow", "ArnLike", "aws:SourceArn", [f"arn:aws:s3:::{r}" for r in _RUNS])),
        _p([_among("Allow", [f"arn:aws:s3:::{r}" for r in _RUNS], "ArnLike", "aws:SourceArn")]),
        "equal",
    ),
    "some tag among runs": (
        _p(_each("Allow", "ForAnyValue:StringLike", "aws:TagKeys", _RUNS)),
        _p([_among("Allow", _RUNS, "ForAnyValue:StringLike", "aws:TagKeys")]),
        "equal",
    ),
    "a deny for each of forty keys": (
        _p([_st(), *(d for k in _KEYS for d in _each("Deny", "StringEquals", k, ["a"]))]),
        _p([_st(Condition={"StringNotEquals": dict.fromkeys(_KEYS, "a")})]),
        "equal",
    ),
    "three of forty keys each": (
        _p([_st(Condition={"Bool": dict.fromkeys(_KEYS, "true")})]),
        _p([_st(Condition={"Bool": {_KEYS[n]: "true", _KEYS[n * 7 % 40]: "true", _KEYS[n * 3 % 40]: "false"}}) for n in range(1, 40)]),
        "",
    ),
    "a bucket policy of 20 KB and another": (_BUCKET, _bucket_policy(2), "incomparable"),
    "a bucket policy of 20 KB without its last statement": (_BUCKET, _p(_BUCKET["Statement"][:-1]), ""),
    "a bucket policy of 20 KB in another order": (_BUCKET, _p(_BUCKET["Statement"][::-1]), "equal"),
    "thirty sets of one key": (
        _p(_each("Allow", "ForAnyValue:StringEquals", "aws:TagKeys", _TAGS)),
        _p(_each("Allow", "ForAnyValue:StringEquals", "aws:TagKeys", [_TAGS])),
        "equal",
    ),
}


@pytest.mark.parametrize(("a", "b", "relation"), _PAIRS.values(), ids=_PAIRS.keys())
def test_answers_or_gives_up_and_says_so(a: Any, b: Any, relation: str) -> None:
    found = compare(a, b)
    assert not relation or found.relation == relation
    assert (found.relation == "unknown") is bool(found.reasons)


_INFIXES = ("Contact", "Attributes", "Realtime", "Analytics", "Metric", "User", "Evaluation", "Attached", "Routing", "Schedule")


def test_denied_infixes_are_walked_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lists that differ in one word meet in some hundreds of ways, not in thousands."""
    monkeypatch.setattr(hardest, "MOST_STATES", 1_000)
    allowed = _st(Action=[f"connect:{verb}*" for verb in ("Create", "Update", "Delete", "Describe", "List", "Search", "Get")])
    a, b = (_p([allowed, _st("Deny", Action=[f"connect:*{i}*" for i in listed])]) for listed in (_INFIXES, _INFIXES[:-1]))
    found = compare(a, b)
    assert found.relation == "narrower"
    assert found.proof_a is not None
    assert check(found.proof_a) == ()


_DENIED = ("implicitly-denied", "explicitly-denied")


@pytest.mark.parametrize(("a", "b", "relation"), _PAIRS.values(), ids=_PAIRS.keys())
def test_what_is_found_replays(a: Any, b: Any, relation: str) -> None:
    found = compare(a, b)
    assert (found.only_a is not None) >= (relation in ("wider", "incomparable"))
    for request, allows, lacks in ((found.only_a, a, b), (found.only_b, b, a)):
        if request is not None:
            assert decide(request, policies_for(allows, request)).outcome == "allowed"
            assert decide(request, policies_for(lacks, request)).outcome in _DENIED


_WORDS = ("a*", "*a", "*b*", "a*b", "?b", "b?", "*ab*", "a?b*", "ab", "*")


@pytest.mark.parametrize("seed", range(25))
def test_z3_is_of_the_same_opinion_about_the_hardest_values(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every key took too many values to be listed; z3 looks for one value among all texts (or none, of an absent key)."""
    z3 = pytest.importorskip("z3")
    chance = random.Random(seed)
    a, b = (_p([_on_text(chance) for _ in range(chance.randint(1, 5))]) for _ in range(2))
    monkeypatch.setattr(spaces, "_MOST_SETS", 0)
    narrowed.all_parts.cache_clear()
    found = compare(a, b)
    narrowed.all_parts.cache_clear()
    for request, verdict in ((found.only_a, _by_z3(z3, a, b)), (found.only_b, _by_z3(z3, b, a))):
        if verdict != z3.unknown:
            assert (request is not None) is (verdict == z3.sat), (a, b)


def _on_text(chance: random.Random) -> dict[str, Any]:
    operator = chance.choice(("StringLike", "StringLike", "StringNotLike", "StringLikeIfExists"))
    return _among(chance.choice(("Allow", "Allow", "Deny")), chance.sample(_WORDS, chance.randint(1, 3)), operator)


def _by_z3(z3: Any, a: Any, b: Any) -> Any:
    solver = z3.Solver()
    solver.set("timeout", 1000)
    text, there = z3.String("text"), z3.Bool("there")
    one = z3.AllChar(z3.ReSort(z3.StringSort()))

    def glob(pattern: str) -> Any:
        parts = [z3.Star(one) if c == "*" else one if c == "?" else z3.Re(c) for c in pattern]
        return z3.Concat(*parts) if len(parts) > 1 else parts[0]

    def holds(statement: dict[str, Any]) -> Any:
        ((operator, asked),) = statement["Condition"].items()
        hit = z3.And(there, z3.Or(*(z3.InRe(text, glob(v)) for v in asked["k:x"])))
        return z3.Not(hit) if "Not" in operator else z3.Or(hit, z3.Not(there)) if "IfExists" in operator else hit

    def allowed(document: Any) -> Any:
        by_effect = {e: z3.Or(*(holds(s) for s in document["Statement"] if s["Effect"] == e)) for e in ("Allow", "Deny")}
        return z3.And(by_effect["Allow"], z3.Not(by_effect["Deny"]))

    solver.add(z3.Length(text) > 0, allowed(a), z3.Not(allowed(b)))
    return solver.check()
