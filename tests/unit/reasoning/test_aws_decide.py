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


_BODY: dict[str, Any] = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ("no document", "the identity policy 0 cannot be read"),
        ({"Version": "2020-01-01", "Statement": []}, "$.Version is not as the policy grammar has it"),
        ({"Version": "2012-10-17"}, "$.Statement is not as the policy grammar has it"),
        (_document({**_BODY, "Effect": "allow"}), "$.Statement[0].Effect is not as the policy grammar has it"),
        (_document(_BODY, 7), "$.Statement[1] is not as the policy grammar has it"),
        (_document({**_BODY, "Action": {"a": 1}}), "$.Statement[0].Action is not as the policy grammar has it"),
        (_document({**_BODY, "NotAction": "ec2:*"}), "$.Statement[0].Action and NotAction exclude each other"),
        (_document({"Effect": "Allow", "Resource": "*"}), "$.Statement[0].Action is missing"),
        (_document({"Effect": "Allow", "Action": "*"}), "$.Statement[0].Resource is missing"),
        (_document({**_BODY, "When": "x"}), "$.Statement[0].When is no element of the policy grammar"),
        (_document({**_BODY, "Principal": {"AWS": "x"}}), "$.Statement[0].Principal has no place in a policy of identities"),
        (_document({**_BODY, "Condition": []}), "$.Statement[0].Condition is not as the policy grammar has it"),
        (_document({**_BODY, "Condition": {"StringEquals": "x"}}), "$.Statement[0].Condition.StringEquals is not as"),
        (_document({**_BODY, "Condition": {"StringEquals": {"k": {}}}}), "Condition.StringEquals.k is not as the policy grammar has it"),
        (_document({**_BODY, "Condition": {"Resembles": {"k": "v"}}}), "Condition.Resembles is no operator that AWS documents"),
    ],
)
def test_what_is_malformed_decides_nothing_and_is_named_with_its_place(document: Any, where: str) -> None:
    decision = decide(_request(), {"identity": [document]})
    assert decision.outcome == "unknown"
    assert any(where in m for m in decision.missing), decision.missing


@pytest.mark.parametrize(
    ("request_", "policies", "where"),
    [
        ({"action": "s3:GetObject"}, {}, "$.principal"),
        ({"principal": "anonymous", "action": 7}, {}, "$.action"),
        ({"principal": "anonymous", "action": "s3:GetObject", "resource": "arn:aws:s3:::a"}, {}, "$.resource"),
        ({"principal": "anonymous", "action": "s3:GetObject", "context": ["x"]}, {}, "$.context"),
        ({"principal": "anonymous", "action": "s3:GetObject"}, {"scp": [1]}, "$.scp of the policies is no layer that is known"),
    ],
)
def test_a_question_that_cannot_be_understood_is_answered_so(request_: dict[str, Any], policies: dict[str, Any], where: str) -> None:
    decision = decide(request_, policies)
    assert decision.outcome == "unknown"
    assert any(where in m for m in decision.missing), decision.missing


def test_tells_layer_by_layer_why() -> None:
    there = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    held = {
        "identity": [_document(_BODY)],
        "resource": _document({**_BODY, "Principal": "*", "Condition": there}),
        "boundary": _document({**_BODY, "Sid": "Logs", "Action": "logs:*"}),
        "scps": [[_document(_BODY)], [_document({**_BODY, "Action": "ec2:*"})]],
    }
    said = str(decide(_request(), held)).splitlines()
    assert said == [
        "implicitly-denied",
        "  service control policy allows, which blocks: Allow of document 0, $.Statement[0] (but not at every level)",
        "  resource policy allows nothing ($.Statement[0] would allow but for its condition on aws:SourceVpce)",
        "  identity policy allows: Allow of document 0, $.Statement[0]",
        "  permissions boundary allows nothing, which blocks (no Allow statement covers the action on the resource for the caller)",
        "  granted: yes; within one account the identity policy or a resource policy that names the caller suffices",
    ]


def test_tells_which_layers_do_not_apply() -> None:
    request = {**_request(), "principal": "ec2.amazonaws.com"}
    held = {
        "identity": [_document(_BODY)],
        "resource": _document({**_BODY, "Principal": {"Service": "ec2.amazonaws.com"}}),
        "rcps": [[_document(_BODY)]],
    }
    said = {s.layer: s.says for s in decide(request, held).steps}
    assert said == {"identity": "does not apply", "resource": "allows", "rcp": "denies nothing"}


def test_equal_documents_are_read_once_and_changed_ones_anew() -> None:
    held = {"identity": [_document(dict(_BODY))]}
    assert decide(_request(), held).outcome == "allowed"
    held["identity"][0]["Statement"][0]["Action"] = "ec2:*"
    assert decide(_request(), held).outcome == "implicitly-denied"
