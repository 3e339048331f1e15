# SPDX-License-Identifier: Apache-2.0
"""Every case of tests/cases/access/aws_*.json: a request, its policies, the documented outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.aws import decide

_FOLDER = Path(__file__).parents[2] / "cases" / "access"
_CASES = [(f.stem, case) for f in sorted(_FOLDER.glob("aws_*.json")) for case in json.loads(f.read_text("utf-8"))]


@pytest.mark.parametrize("case", [c for _, c in _CASES], ids=[f"{f}: {c['name']}" for f, c in _CASES])
def test_decides_as_documented(case: dict[str, Any]) -> None:
    decision = decide(case["request"], case["policies"])
    assert decision.outcome == case["expect"], (case["source"], decision)


def test_there_are_enough_cases_and_each_cites_its_page() -> None:
    assert len(_CASES) >= 120
    assert all(c["source"].startswith("https://docs.aws.amazon.com/") for _, c in _CASES)


def _request(arn: str = "arn:aws:s3:::clinic/a") -> dict[str, Any]:
    return {
        "principal": "arn:aws:iam::111111111111:user/ada",
        "action": "s3:GetObject",
        "resource": {"arn": arn, "account": "111111111111"},
    }


def _document(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def test_names_the_statements_that_decided() -> None:
    allow = {"Sid": "Read", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    deny = {"Sid": "Never", "Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}
    allowed = decide(_request(), {"identity": [_document(allow)]})
    denied = decide(_request(), {"identity": [_document(allow), _document(allow, deny)]})
    assert [(d.layer, d.policy, d.statement, d.sid, d.effect) for d in allowed.statements] == [("identity", 0, 0, "Read", "Allow")]
    assert [(d.layer, d.policy, d.statement, d.sid, d.effect) for d in denied.statements] == [("identity", 1, 1, "Never", "Deny")]


@pytest.mark.parametrize(
    ("resource", "asked", "outcome"),
    [
        (symbol("aws_s3_bucket.a", "arn"), symbol("aws_s3_bucket.a", "arn"), "allowed"),
        (symbol("aws_s3_bucket.a", "arn"), symbol("aws_s3_bucket.b", "arn"), "implicitly-denied"),
        (symbol("var.bucket", ""), "arn:aws:s3:::clinic/a", "unknown"),
        (f"arn:aws:s3:::{symbol('var.name', '')}/a", "arn:aws:s3:::clinic/a", "unknown"),
        (f"arn:aws:s3:::{symbol('var.name', '')}/b", "arn:aws:s3:::clinic/a", "implicitly-denied"),
        ("arn:aws:s3:::*", f"arn:aws:s3:::{symbol('aws_s3_bucket.a', 'id')}", "allowed"),
    ],
)
def test_symbols_are_only_certain_against_themselves(resource: str, asked: str, outcome: str) -> None:
    policy = _document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": resource})
    assert decide(_request(asked), {"identity": [policy]}).outcome == outcome


def test_an_unknown_document_is_named_as_what_is_missing() -> None:
    decision = decide(_request(), {"identity": [Unknown("`data.x.json` is known only after apply")]})
    assert decision.outcome == "unknown"
    assert "`data.x.json` is known only after apply" in decision.missing[0]
