# SPDX-License-Identifier: Apache-2.0
"""The command as a user runs it: exit codes, streams, files, advice; never a traceback."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[3]
AWS = ROOT / "examples" / "telehealth-aws"
HARDENED = ROOT / "examples" / "hardened"


def run(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "intramuros", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    return done


def test_findings_exit_1_and_the_hardened_estate_exits_0() -> None:
    assert run("review", AWS).returncode == 1
    assert run("review", HARDENED).returncode == 0
    assert run("review", AWS, "--fail-on", "never").returncode == 0


def test_json_is_all_that_goes_to_standard_output() -> None:
    done = run("review", AWS, "--format", "json")
    assert json.loads(done.stdout)["schema"] == "intramuros/review/1"


def test_several_reports_at_once_are_private(tmp_path: Path) -> None:
    files = [tmp_path / "r.html", tmp_path / "r.json", tmp_path / "r.sarif", tmp_path / "r.xml", tmp_path / "r.txt"]
    done = run("review", AWS, *(w for f in files for w in ("--output", f)))
    for file in files:
        assert file.stat().st_size > 100
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert str(file) in done.stderr


def test_an_existing_report_becomes_private_too(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("{}")
    file.chmod(0o644)
    run("review", AWS, "--output", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_baseline_leaves_only_what_is_new(tmp_path: Path) -> None:
    first = tmp_path / "first.json"
    run("review", AWS, "--output", first)
    done = run("review", AWS, "--baseline", first, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["findings"] == []


def test_passes_are_shown_when_asked_for() -> None:
    without = json.loads(run("review", AWS, "--format", "json").stdout)["findings"]
    with_them = json.loads(run("review", AWS, "--format", "json", "--show-passes").stdout)["findings"]
    assert not [f for f in without if f["status"] == "pass"]
    assert [f for f in with_them if f["status"] == "pass"]


def _charter(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "intramuros.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nprotekt: []\n", "Did you mean `protect`?"),
        ("version: 1\nprotect:\n  - data: weigths\n", "$.protect[0].data"),
        ("version: 1\nenvironments:\n  prod: {accounts: [123456789012]}\n", "in quotes"),
        ("version: 1\njurisdiction: [europe]\n", "no zone"),
        ("version: 2\n", "$.version"),
        ("version: 1\n\t- x\n", "not YAML"),
        ("trust: {networks: [10.0.0.0/99]}\n", "no CIDR"),
        ("depth: {weights: lots}\n", "$.depth"),
        ("suppress:\n  - {rule: x, resource: y, reason: '', until: 2027-01-01}\n", "$.suppress[0].reason"),
    ],
)
def test_a_wrong_charter_says_where_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    done = run("review", AWS, "--charter", _charter(tmp_path, text))
    assert done.returncode == 2
    assert said in done.stderr
    assert "intramuros.yaml:" in done.stderr


def test_a_charter_that_grows_without_bound_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    done = run("review", AWS, "--charter", _charter(tmp_path, "\n".join(lines)))
    assert done.returncode == 2
    assert "grows without bound" in done.stderr


def test_suppressions_are_listed_and_expire(tmp_path: Path) -> None:
    base = (AWS / "intramuros.yaml").read_text()
    entry = "suppress:\n  - {{rule: silent-download, resource: '*', reason: 'alert is being built', until: {}}}\n"
    live = json.loads(run("review", AWS, "--format", "json", "--charter", _charter(tmp_path, base + entry.format("2999-01-01"))).stdout)
    assert [s["rule"] for s in live["suppressed"]] == ["silent-download"]
    assert not [f for f in live["findings"] if f["rule"] == "silent-download"]
    over = json.loads(run("review", AWS, "--format", "json", "--charter", _charter(tmp_path, base + entry.format("2001-01-01"))).stdout)
    assert [f for f in over["findings"] if f["rule"] == "silent-download"]
    assert any("ended on 2001-01-01" in w for w in over["summary"]["warnings"])


def test_selectors_that_match_nothing_are_warned_of(tmp_path: Path) -> None:
    charter = _charter(tmp_path, "protect:\n  - {data: weights, resources: [aws_s3_bucket.nowhere]}\n")
    done = run("review", AWS, "--charter", charter, "--format", "json")
    assert any("aws_s3_bucket.nowhere" in w for w in json.loads(done.stdout)["summary"]["warnings"])


@pytest.mark.parametrize(
    "words",
    [["review", "nowhere"], ["rules", "public-stor"], ["review", ".", "--output", "x.pdf"], ["review", ".", "--baseline", "nowhere.json"]],
)
def test_wrong_usage_exits_2_with_advice(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_s3_bucket" "b" {}\n')
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("intramuros: ")
    assert done.stdout == ""


def test_init_proposes_a_charter_that_is_one(tmp_path: Path) -> None:
    done = run("init", AWS)
    assert done.returncode == 0
    again = run("review", AWS, "--charter", _charter(tmp_path, done.stdout), "--fail-on", "never")
    assert again.returncode == 0


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_s3_bucket" "b" {}\n')
    assert run("init", tmp_path, "--write").returncode == 0
    kept = (tmp_path / "intramuros.yaml").read_text()
    assert run("init", tmp_path, "--write").returncode == 2
    assert (tmp_path / "intramuros.yaml").read_text() == kept


def test_rules_are_listed_and_explained() -> None:
    listed = run("rules").stdout
    assert "public-store" in listed
    page = run("rules", "public-store").stdout
    assert "## Fails" in page
    assert "Art. 32(1)(b)" in page


def test_colour_only_where_wanted() -> None:
    env = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run([sys.executable, "-m", "intramuros", "review", str(AWS)], capture_output=True, text=True, env=env, check=False)
    assert "\x1b[" not in done.stdout


def test_a_question_is_answered_in_text_and_json() -> None:
    done = run("ask", "who can read module.weights.aws_s3_bucket.this", AWS, "--quiet")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].startswith("yes: 3 can read")
    told = json.loads(run("ask", '{"ask": "who-can", "thing": "module.weights.aws_s3_bucket.this"}', AWS, "-q", "--format", "json").stdout)
    jsonschema.validate(told, json.loads((ROOT / "schemas" / "answer.schema.json").read_text("utf-8")))
    again = json.loads(run("ask", json.dumps(told["question"]), AWS, "-q", "--format", "json").stdout)
    assert again == told


@pytest.mark.parametrize("question", ["hello", "who can read nothing-of-this-name", '{"ask": "can"}', "what if the moon fails"])
def test_a_question_that_cannot_be_asked_gets_advice(question: str) -> None:
    done = run("ask", question, AWS)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) >= 2


def test_a_plan_is_proved_and_its_document_keeps_to_the_schema() -> None:
    done = run("plan", AWS, "--quiet", "--format", "json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    jsonschema.validate(told, json.loads((ROOT / "schemas" / "plan.schema.json").read_text("utf-8")))
    assert told["changes"]
    assert told["after"] == []
    assert run("plan", HARDENED, "--quiet").stdout.startswith("0 walls")
