# SPDX-License-Identifier: Apache-2.0
"""Input that is missing, broken or hostile: advice or a gap, never a traceback, a hang or silence."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from intramuros.errors import BadInput
from intramuros.estate.values import Unknown
from intramuros.sources.terraform import files
from intramuros.sources.terraform.reader import read

from .loading import reading, whats, write

GOOD = 'resource "aws_s3_bucket" "b" {}\n'
PLAN = '{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[]'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("readme.txt", b"hello", "neither Terraform source nor JSON"),
        ("plan.json", b"", "neither Terraform source nor JSON"),
        ("plan.json", PLAN.encode(), "the JSON cannot be read"),
        ("plan.json", b'{"hello": "world"}', "neither a Terraform plan nor a state"),
        ("plan.json", b"[1, 2]", "neither Terraform source nor JSON"),
        ("plan.json", b'{"resource_changes": 3}', "the JSON cannot be read"),
        ("plan.json", b'{"resource_changes":[{"address":"a","change":{"after":' + b"[" * 100_000, "nested too deeply"),
        ("plan.json", b'{"planned_values":{"root_module":' + b'{"child_modules":[' * 100_000, "nested too deeply"),
        ("plan.bin", b"PK\x03\x04rest", "binary plan"),
        ("plan.json.gz", b"\x1f\x8b\x08broken", "cannot be read"),
        ("plan.json.gz", gzip.compress(b"x" * 100)[:-9], "cannot be read"),
        ("main.tf", b"\x00\x01\x02", "binary"),
    ],
)
def test_a_single_bad_file(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    write(tmp_path, {name: content})
    with pytest.raises(BadInput) as problem:
        read([tmp_path / name])
    assert said in str(problem.value)
    assert name in problem.value.where


def test_nothing_there(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(BadInput) as problem:
            read([path])
        assert str(path) in problem.value.where


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_no_permission(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": GOOD})
    (tmp_path / "main.tf").chmod(0)
    with pytest.raises(BadInput):
        read([tmp_path])


def test_a_bad_path_beside_a_good_one_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": GOOD, "plan.json": PLAN})
    found = read([tmp_path, tmp_path / "plan.json", tmp_path / "missing"])
    assert [d.address for d in found.declared] == ["aws_s3_bucket.b"]
    assert "plan.json" in whats(found)
    assert "missing:0 there is no such file" in whats(found)


def test_a_syntax_error_costs_only_itself(tmp_path: Path) -> None:
    found = reading(tmp_path, {"main.tf": GOOD + 'resource "x_y" "broken" {\n  v = = 3\n}\n' + GOOD.replace('"b"', '"c"')})
    assert {"aws_s3_bucket.b", "aws_s3_bucket.c"} <= {d.address for d in found.declared}
    assert "main.tf:3 there is a syntax error" in whats(found)


@pytest.mark.parametrize(
    "source",
    [
        "resource aws_s3_bucket {}\n",
        'resource "a" "b" "c" {}\n',
        "module {}\n",
        'resource "x_y" "z" {\n  for_each = "text"\n}\n',
        'resource "x_y" "z" {\n  for_each = null\n}\n',
        'resource "x_y" "z" {\n  count = "many"\n}\n',
        'module "m" {\n  source = var.where\n}\nvariable "where" {}\n',
        'module "m" {}\n',
    ],
)
def test_what_terraform_would_refuse_is_said(tmp_path: Path, source: str) -> None:
    found = reading(tmp_path, {"main.tf": source})
    assert found.gaps
    assert all(g.origin.line and g.leaves_open for g in found.gaps)


def test_odd_shapes_do_not_stop_anything(tmp_path: Path) -> None:
    source = """
    terraform { required_providers { aws = 3 } }
    provider "aws" { alias = aws.x }
    locals { a = }
    variable "v" { type = nonsense(1) }
    resource "x_y" "z" {
      dynamic "b" {}
      dynamic {}
      provider = 3 + 4
      v = var.v
      w = each.key
      s = self.x
      p = path.nothing
      d = data
      m = module
      t = terraform.applying
    }
    output "o" {}
    """
    attrs = {d.address: d for d in reading(tmp_path, {"main.tf": source}).declared}["x_y.z"].attrs
    assert all(isinstance(attrs[name], Unknown) for name in ("b", "v", "w", "p", "d", "m", "t"))


def test_deep_nesting_ends(tmp_path: Path) -> None:
    deep = "a {\n" * 3000 + "}\n" * 3000
    expression = "(" * 20_000 + "1" + ")" * 20_000
    found = reading(tmp_path, {"main.tf": f'resource "x_y" "z" {{\n  v = {expression}\n  {deep}\n}}\n' + GOOD})
    assert "aws_s3_bucket.b" in {d.address for d in found.declared} or found.gaps


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_SOURCE", 100)
    monkeypatch.setattr(files, "MAX_DOCUMENT", 100)
    found = reading(tmp_path, {"main.tf": GOOD, "large.tf": "#" * 200})
    assert "large.tf" in whats(found)
    write(tmp_path, {"bomb.json.gz": gzip.compress(b"{" + b" " * 10_000 + b"}")})
    with pytest.raises(BadInput, match="larger than"):
        read([tmp_path / "bomb.json.gz"])
