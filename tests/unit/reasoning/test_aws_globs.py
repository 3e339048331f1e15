# SPDX-License-Identifier: Apache-2.0
"""Ids that the cloud makes: two resources of one type never share one, and a policy is found by the one that it names."""

from __future__ import annotations

import pytest

from intramuros.estate.values import symbol
from intramuros.reasoning.access.aws.globs import first_made, matches
from intramuros.reasoning.access.aws.library import Shelves, Wordings
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth

REGION = symbol("provider.aws", "region")
K, L = symbol("aws_kms_key.k", "key_id"), symbol("aws_kms_key.l", "key_id")
KEY = f"arn:aws:kms:{REGION}:123456789012:key/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{KEY}{K}", (KEY, "aws_kms_key", "aws_kms_key.k")),
        (f"arn:aws:kms:*:123456789012:key/{K}", None),
        (
            f"arn:aws:s3:::{symbol('module.m.aws_s3_bucket.b[0]', 'bucket')}/*",
            ("arn:aws:s3:::", "aws_s3_bucket", "module.m.aws_s3_bucket.b[0]"),
        ),
        (symbol("Stack/Key", "arn"), ("", "any arn", "Stack/Key")),
        (symbol("Stack/Key", "name"), None),
        (symbol("data.aws_kms_key.k", "arn"), None),
        ("arn:aws:s3:::plain", None),
    ],
)
def test_the_first_id_that_the_cloud_makes(text: str, expected: object) -> None:
    assert first_made(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (f"{KEY}{K}", f"{KEY}{K}", YES),
        (f"{KEY}{K}", f"{KEY}{L}", NO),
        (f"{KEY}{K}", f"{KEY}1234abcd", MAYBE),
        (symbol("A", "arn"), symbol("B", "arn"), NO),
        (symbol("A", "name"), symbol("B", "name"), MAYBE),
        (symbol("A", "arn"), symbol("B", "id"), MAYBE),
    ],
)
def test_ids_of_two_resources(one: str, other: str, expected: Truth) -> None:
    assert matches(one, other) is expected


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (f"{KEY}{K}", {f"{KEY}{K}", "*", f"arn:aws:kms:*:*:key/{L}", f"{KEY}0123"}),
        (f"{KEY}0123", {f"{KEY}{K}", f"{KEY}{L}", "*", f"arn:aws:kms:*:*:key/{L}", f"{KEY}0123"}),
    ],
)
def test_policies_are_found_by_the_ids_that_they_name(inside: str, found: set[str]) -> None:
    read = Wordings()
    places = (f"{KEY}{K}", f"{KEY}{L}", "*", f"arn:aws:kms:*:*:key/{L}", f"{KEY}0123")
    texts = [{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": p}]} for p in places]
    shelves = Shelves((Policy(t, wording=read.of(t)), ()) for t in texts)
    assert {r for w in shelves.near("kms:Decrypt", inside) for s in w.statements for r in s.resources or ()} == found
