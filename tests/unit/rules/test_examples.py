# SPDX-License-Identifier: Apache-2.0
"""The examples on a rule's page are judged by the rule as the page says, with no charter but what their first line says (`# charter: …`)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.corpus import findings

from intramuros.rules.catalogue import RULES

EXAMPLES = Path(__file__).resolve().parents[3] / "src" / "intramuros" / "rules" / "examples"


@pytest.mark.parametrize("kind", ["fails", "holds"])
@pytest.mark.parametrize("rule", [r.id for r in RULES])
def test_example(rule: str, kind: str, tmp_path: Path) -> None:
    source = (EXAMPLES / f"{rule}.{kind}.tf").read_text("utf-8")
    (tmp_path / "main.tf").write_text(source, "utf-8")
    charter = re.match(r"# charter: (.+)", source)
    if charter:
        (tmp_path / "intramuros.yaml").write_text(charter[1], "utf-8")
    said = {f.verdict.value for f in findings(tmp_path) if f.rule == rule}
    if kind == "fails":
        assert "fail" in said
    else:
        assert "pass" in said
        assert "fail" not in said


def test_every_example_belongs_to_a_rule() -> None:
    assert {p.name for p in EXAMPLES.iterdir()} == {f"{r.id}.{k}.tf" for r in RULES for k in ("fails", "holds")}
