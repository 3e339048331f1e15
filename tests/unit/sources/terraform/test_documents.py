# SPDX-License-Identifier: Apache-2.0
"""`data.aws_iam_policy_document` against what the provider itself renders (texts below come from provider 5.100.0 unless said otherwise)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intramuros.estate.values import Unknown, readable, symbol
from intramuros.sources.terraform.documents import render

from .loading import declared

EXACT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::fixed"
    }
  ]
}"""


def statement(**attrs: object) -> dict[str, object]:
    parsed = json.loads(str(render({"statement": [attrs]})["json"]))
    found: dict[str, object] = parsed["Statement"][0]
    return found


def test_the_text_itself() -> None:
    made = render({"statement": [{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::fixed"]}]})
    assert made["json"] == EXACT
    assert made["minified_json"] == json.dumps(json.loads(EXACT), separators=(",", ":"))


def test_an_empty_document() -> None:
    assert render({})["minified_json"] == '{"Version":"2012-10-17"}'


@pytest.mark.parametrize(
    ("attrs", "element", "value"),
    [
        ({}, "Effect", "Allow"),
        ({"effect": "Deny"}, "Effect", "Deny"),
        ({"sid": "A"}, "Sid", "A"),
        ({"sid": ""}, "Sid", None),
        ({"actions": ["a:B", "a:A", "a:B"]}, "Action", ["a:B", "a:A"]),
        ({"not_actions": ["iam:*"]}, "NotAction", "iam:*"),
        ({"not_resources": ["x"]}, "NotResource", "x"),
        ({"resources": ["home/&{aws:username}/*"]}, "Resource", "home/${aws:username}/*"),
        ({"principals": [{"type": "*", "identifiers": ["*"]}]}, "Principal", "*"),
        ({"principals": [{"type": "AWS", "identifiers": ["*"]}]}, "Principal", {"AWS": "*"}),
        ({"principals": [{"type": "AWS", "identifiers": ["b", "a"]}]}, "Principal", {"AWS": ["b", "a"]}),
        ({"principals": [{"type": "AWS", "identifiers": ["a"]}, {"type": "AWS", "identifiers": ["b"]}]}, "Principal", {"AWS": ["a", "b"]}),
        (
            {"principals": [{"type": "Service", "identifiers": ["ec2.amazonaws.com"]}, {"type": "Federated", "identifiers": ["f"]}]},
            "Principal",
            {"Federated": "f", "Service": "ec2.amazonaws.com"},
        ),
        ({"principals": [{"type": "CanonicalUser", "identifiers": ["c"]}]}, "Principal", {"CanonicalUser": "c"}),
        ({"not_principals": [{"type": "AWS", "identifiers": ["a"]}]}, "NotPrincipal", {"AWS": "a"}),
        (
            {
                "condition": [
                    {"test": "StringEquals", "variable": "aws:PrincipalOrgID", "values": ["o-1"]},
                    {"test": "StringEquals", "variable": "aws:SourceVpce", "values": ["v-2"]},
                    {"test": "StringEquals", "variable": "aws:SourceVpce", "values": ["v-1"]},
                    {"test": "Bool", "variable": "aws:SecureTransport", "values": [True]},
                ]
            },
            "Condition",
            {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:PrincipalOrgID": "o-1", "aws:SourceVpce": ["v-2", "v-1"]}},
        ),
    ],
)
def test_elements(attrs: dict[str, object], element: str, value: object) -> None:
    assert statement(**attrs).get(element) == value


def test_merging_by_sid() -> None:
    base = json.dumps(
        {
            "Version": "2008-10-17",
            "Id": "base",
            "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "a:A"}, {"Effect": "Allow", "Action": "no:sid"}],
        }
    )
    over = json.dumps({"Statement": {"Sid": "B", "Effect": "Deny", "Action": "b:B", "Principal": {"AWS": "*"}}})
    attrs = {
        "source_policy_documents": [base, ""],
        "statement": [{"sid": "A", "actions": ["own:A"]}, {"sid": "B", "actions": ["own:B"]}],
        "override_policy_documents": [over],
    }
    made = json.loads(str(render(attrs)["json"]))
    assert made["Id"] == "base"
    assert made["Version"] == "2012-10-17"
    assert made["Statement"] == [
        {"Sid": "A", "Effect": "Allow", "Action": "own:A"},
        {"Effect": "Allow", "Action": "no:sid"},
        {"Sid": "B", "Effect": "Deny", "Action": "b:B", "Principal": {"AWS": "*"}},
    ]


def test_go_escapes_three_characters() -> None:
    assert '"a\\u0026b\\u003c\\u003e"' in str(render({"statement": [{"resources": ["a&b<>"]}]})["json"])


def test_a_text_that_is_not_known_leaves_the_rest_readable() -> None:
    made = statement(actions=["s3:*"], resources=[Unknown("variable `x` has no value")], condition=Unknown("no keys"))
    assert made["Action"] == "s3:*"
    assert "variable `x` has no value" in readable(str(made["Resource"]))
    assert "no keys" in readable(json.dumps(made["Condition"], ensure_ascii=False))


@pytest.mark.parametrize(
    "attrs",
    [
        {"statement": Unknown("which there are")},
        {"statement": [{"effect": Unknown("which there are")}]},
        {"source_policy_documents": Unknown("which there are")},
        {"override_policy_documents": [Unknown("which there are")]},
        {"source_policy_documents": [symbol("aws_iam_policy.which there are", "policy")]},
    ],
)
def test_a_structure_that_is_not_known_is_no_document(attrs: dict[str, object]) -> None:
    made = render(attrs)["json"]
    assert isinstance(made, Unknown)
    assert "which there are" in made.why


def test_references_reach_the_text(tmp_path: Path) -> None:
    source = """
    resource "aws_s3_bucket" "b" {}
    data "aws_iam_policy_document" "base" {
      statement {
        sid       = "Read"
        actions   = ["s3:GetObject"]
        resources = ["${aws_s3_bucket.b.arn}/*"]
      }
    }
    data "aws_iam_policy_document" "full" {
      source_policy_documents = [data.aws_iam_policy_document.base.json]
      dynamic "statement" {
        for_each = ["a", "b"]
        content {
          actions   = ["s3:${statement.value}"]
          resources = ["*"]
        }
      }
    }
    resource "aws_s3_bucket_policy" "p" {
      bucket = aws_s3_bucket.b.id
      policy = data.aws_iam_policy_document.full.json
    }
    """
    made = declared(tmp_path, source)
    policy = json.loads(made["aws_s3_bucket_policy.p"].attrs["policy"])
    assert [s.get("Sid") for s in policy["Statement"]] == ["Read", None, None]
    assert policy["Statement"][0]["Resource"] == symbol("aws_s3_bucket.b", "arn") + "/*"
    assert made["data.aws_iam_policy_document.full"].attrs["json"] == made["aws_s3_bucket_policy.p"].attrs["policy"]
