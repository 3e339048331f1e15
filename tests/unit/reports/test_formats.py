# SPDX-License-Identifier: Apache-2.0
"""Every format of one real review: valid against its published schema, whole, and the same findings in each."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from intramuros.charter.read import read as read_charter
from intramuros.cli.output import render
from intramuros.reports.catalogue import FORMATS, format_of
from intramuros.reports.contract import ReviewOut, schema
from intramuros.reports.document import document
from intramuros.review import review

ROOT = Path(__file__).resolve().parents[3]
ESTATES = ("telehealth-aws", "telehealth-azure", "hardened")


@pytest.fixture(scope="module", params=ESTATES)
def made(request: pytest.FixtureRequest) -> ReviewOut:
    folder = ROOT / "examples" / request.param
    charter = folder / "intramuros.yaml"
    whole = review([folder], charter=read_charter(charter), charter_path=str(charter), today=dt.date(2026, 11, 23))
    return document(whole, passes=True)


def test_json_follows_its_schema(made: ReviewOut) -> None:
    said = json.loads(render(made, "json"))
    jsonschema.Draft202012Validator(schema()).validate(said)
    assert said["schema"] == "intramuros/review/1"
    assert {f["status"] for f in said["findings"]} <= {"fail", "pass", "unknown"}


def test_sarif_follows_the_oasis_schema(made: ReviewOut) -> None:
    said = json.loads(render(made, "sarif"))
    official = json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text("utf-8-sig"))
    jsonschema.validators.validator_for(official)(official).validate(said)
    results = said["runs"][0]["results"]
    assert len(results) == len(made.findings)
    assert len({r["partialFingerprints"]["intramuros/v1"] for r in results}) == len({f.id for f in made.findings})
    rules = said["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results)


def test_junit_counts_what_the_review_counts(made: ReviewOut) -> None:
    root = ET.fromstring(render(made, "junit"))
    assert len(root.findall(".//testcase")) == len(made.findings)
    assert len(root.findall(".//failure")) == sum(f.status == "fail" for f in made.findings)
    assert len(root.findall(".//skipped")) == sum(f.status == "unknown" for f in made.findings)


class _Page(HTMLParser):
    """Counts findings and anything that would ask the network."""

    def __init__(self) -> None:
        super().__init__()
        self.findings = 0
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.findings += tag == "details" and "finding" in (found.get("class") or "")
        self.foreign += [v for k, v in attrs if k in ("src", "href") and v and not v.startswith("#")]


def test_html_is_self_contained_and_shows_every_finding(made: ReviewOut) -> None:
    page = _Page()
    page.feed(render(made, "html"))
    assert page.findings == len(made.findings)
    assert page.foreign == []


def test_html_escapes_what_it_was_given(made: ReviewOut) -> None:
    import msgspec

    hostile = msgspec.structs.replace(made.findings[0], message="<script>alert(1)</script>", resource='"><img src=x>')
    said = render(msgspec.structs.replace(made, findings=[hostile]), "html")
    assert "<script>alert(1)" not in said
    assert "<img" not in said


def test_text_names_every_failure_and_is_plain_when_piped(made: ReviewOut) -> None:
    said = render(made, "text", terminal=False)
    assert "\x1b[" not in said
    flat = said.replace("\n", " ")
    assert all(f.rule in flat for f in made.findings if f.status == "fail")


@pytest.mark.parametrize("kind", FORMATS)
def test_rendering_twice_gives_the_same(made: ReviewOut, kind: str) -> None:
    assert render(made, kind) == render(made, kind)


def test_suffixes_name_formats() -> None:
    named = {format_of(Path(n)) for n in ("a.json", "a.html", "a.sarif", "a.sarif.json", "a.xml", "a.txt")}
    assert named == set(FORMATS)
