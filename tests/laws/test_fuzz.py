# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to real files, a review ends with findings and gaps, or with one clear problem: never anything else."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intramuros.charter.form import Charter
from intramuros.charter.read import parse
from intramuros.errors import BadCharter, BadInput
from intramuros.reports.as_json import render
from intramuros.reports.document import document
from intramuros.review import review

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for p in (ROOT / "examples").rglob("*.tf"))
CHARTER = (ROOT / "examples" / "telehealth-aws" / "intramuros.yaml").read_bytes()
TODAY = dt.date(2026, 11, 23)
JUNK = st.sampled_from(
    [
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"{",
        b"}",
        b'"',
        b"${",
        b"<<EOT\n",
        b"[",
        b"]]",
        b"(",
        b"\\",
        b"%{ for x in y }",
        b"\r",
        b"/*",
        b"null",
        b"= =",
        b"\xee\x80\x80",
        b"-1",
        b"*",
        b"?",
        b"...",
    ]
)
EDITS = st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 40), JUNK), min_size=1, max_size=6)
Edits = list[tuple[int, int, bytes]]


def mutated(data: bytes, edits: Edits) -> bytes:
    """Replace a few runs of bytes with junk."""
    for at, length, junk in edits:
        place = at % (len(data) + 1)
        data = data[:place] + junk + data[place + length :]
    return data


def clear(problem: BadInput | BadCharter) -> None:
    assert problem.what
    assert problem.where


def survives(folder: Path) -> None:
    try:
        made = review([folder], charter=Charter(), charter_path=None, today=TODAY, debug=True)
    except BadInput as problem:
        clear(problem)
        return
    json.loads(render(document(made, passes=True)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(SOURCES) - 1), EDITS)
def test_mutated_source(index: int, edits: Edits) -> None:
    source = SOURCES[index]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "estate"
        shutil.copytree(source.parent, folder)
        (folder / source.name).write_bytes(mutated(source.read_bytes(), edits))
        survives(folder)


def plan() -> bytes:
    """A plan as JSON, small enough to be mutated often."""
    bucket = {
        "address": "aws_s3_bucket.b",
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": "b",
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }
    values = {"bucket": "clinic-transcripts", "tags": {"data-classification": "transcripts"}}
    policy = json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::clinic-transcripts/*"}]}
    )
    guard = {**bucket, "address": "aws_s3_bucket_policy.b", "type": "aws_s3_bucket_policy"}
    resources = [{**bucket, "values": values}, {**guard, "values": {"bucket": "clinic-transcripts", "policy": policy}}]
    changes = [{**bucket, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {"arn": True, "id": True}}}]
    whole = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {}},
    }
    return json.dumps(whole).encode()


@settings(max_examples=150, deadline=None)
@given(EDITS)
@example([(0, 40, b"[" * 5000)])
@example([(10, 0, b'{"a":' * 3000)])
def test_mutated_plan(edits: Edits) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "plan.json"
        path.write_bytes(mutated(plan(), edits))
        survives(path)


@settings(max_examples=300, deadline=None)
@given(EDITS)
def test_mutated_charter(edits: Edits) -> None:
    try:
        assert isinstance(parse(mutated(CHARTER, edits), "intramuros.yaml"), Charter)
    except BadCharter as problem:
        clear(problem)
