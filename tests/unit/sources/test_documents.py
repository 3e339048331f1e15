# SPDX-License-Identifier: Apache-2.0
"""Which files are read, and what is said of those that are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from intramuros.sources import documents
from intramuros.sources.catalogue import KINDS
from intramuros.sources.documents import sort

_TEMPLATE = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"


def test_a_file_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "stack.yaml").write_text(_TEMPLATE)
    (tmp_path / "values.yaml").write_text("replicas: 3\n")
    (tmp_path / "main.bicep").write_text("param a string\n")
    found = sort([tmp_path], KINDS)
    assert {d: [f.below for f in files] for d, files in found.by_dialect.items()} == {
        "cloudformation": ["stack.yaml"],
        "bicep": ["main.bicep"],
    }


def test_a_named_file_is_what_the_user_says(tmp_path: Path) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_text("Resources: {}\n")
    assert not sort([odd], KINDS).by_dialect
    assert [*sort([odd], KINDS, forced="cloudformation").by_dialect] == ["cloudformation"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(_TEMPLATE)
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "stack.yaml").symlink_to(outside)
    found = sort([tmp_path / "infra"], KINDS)
    assert not found.by_dialect
    assert [g.what for g in found.gaps] == ["the link leads out of the folder under review and was not followed"]


def test_what_is_no_text_is_a_gap_and_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "stack.yaml").write_bytes(_TEMPLATE.encode() + b"\0")
    os.mkfifo(tmp_path / "pipe.yaml")
    found = sort([tmp_path], KINDS)
    assert not found.by_dialect
    assert [(g.origin.file.rpartition("/")[2], g.what) for g in found.gaps] == [("stack.yaml", "the file is binary, not text")]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("stack.yaml", _TEMPLATE, ["the file is larger than 0 MiB"]), ("plan.json", '{"terraform_version": "1.11.4"}', [])],
)
def test_what_is_too_large_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, told: list[str]) -> None:
    monkeypatch.setattr(documents, "MAX_SOURCE", 8)
    (tmp_path / name).write_text(text)
    found = sort([tmp_path], KINDS)
    assert not found.by_dialect
    assert [g.what for g in found.gaps] == told
