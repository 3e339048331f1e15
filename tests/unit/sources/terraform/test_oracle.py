# SPDX-License-Identifier: Apache-2.0
"""Every function and operator against what Terraform 1.11.4 itself answered, and against the Terraform on this machine."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from intramuros.sources.terraform.functions.catalogue import FUNCTIONS, NEVER_KNOWN
from tests.unit.sources.terraform import console

RECORDED = [json.loads(line) for line in console.RECORDED.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["expression"][:60])
def test_agrees_with_what_terraform_answered(case: dict[str, str | None]) -> None:
    assert case["expression"]
    assert console.ours(str(case["expression"])) == case["json"]


def test_the_record_covers_every_function() -> None:
    called = {name for case in RECORDED for name in re.findall(r"([a-z]\w*)\(", case["expression"])}
    assert set(FUNCTIONS) - {"sensitive", "abspath", "templatestring"} <= called
    assert len(RECORDED) > 600


def test_functions_that_ask_clock_or_chance_are_named() -> None:
    assert set(NEVER_KNOWN) & set(FUNCTIONS) == set()
    assert {"timestamp", "uuid", "bcrypt", "plantimestamp"} <= set(NEVER_KNOWN)


@pytest.mark.skipif(not console.on_path(), reason="there is no terraform here to ask")
def test_the_record_is_what_this_terraform_answers(tmp_path: Path) -> None:
    shutil.copytree(console.FILES, tmp_path, dirs_exist_ok=True)
    answers = console.asked([str(c["expression"]) for c in RECORDED], tmp_path)
    differing = [(c["expression"], c["json"], a) for c, a in zip(RECORDED, answers, strict=True) if c["json"] != a]
    assert differing == []
