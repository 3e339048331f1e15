# SPDX-License-Identifier: Apache-2.0
"""Pairs made to blow up: `compare` answers, or says that it gives up, and never breaks (`bench/compare.py` times them)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from intramuros.reasoning.access.aws import compare


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


_EVERYTHING = _st(Action="*")
_KEYS = [f"k:key{n}" for n in range(40)]
_TAGS = [f"t{n}" for n in range(30)]
_BUCKET = _bucket_policy(1)
_PAIRS: dict[str, tuple[Any, Any, str]] = {
    "fifty statements of ten keys": (_broad(0), _broad(1), ""),
    "overlapping runs of wildcards, allowed": (_p([_st(Resource=r) for r in _runs(1)]), _p([_st(Resource=_runs(2))]), "incomparable"),
    "overlapping runs of wildcards, excepted": (
        _p([{k: v for k, v in _st(NotResource=_runs(1)).items() if k != "Resource"}]),
        _p([_st(Resource=_runs(2))]),
        "",
    ),
    "overlapping runs of wildcards in a condition": (_p(_each("Allow", "StringLike", "k:x", _runs(1))), _p([_EVERYTHING]), ""),
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
        "",
    ),
}


@pytest.mark.parametrize(("a", "b", "relation"), _PAIRS.values(), ids=_PAIRS.keys())
def test_answers_or_gives_up_and_says_so(a: Any, b: Any, relation: str) -> None:
    found = compare(a, b)
    assert not relation or found.relation == relation
    assert (found.relation == "unknown") is bool(found.reasons)
