# SPDX-License-Identifier: Apache-2.0
"""The walls of small estates and the answers about whole ones are as their authors say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.corpus import ESTATES, breaks, reviewed

WALLS = sorted(p for p in (ESTATES / "walls" / "terraform").glob("*/*") if p.is_dir())


def _asked(folder: Path) -> tuple[str, dict[tuple[str, str], tuple[str, int | None]]]:
    """The sentence that explains the truth, and per asset and outside the verdict and depth."""
    source = (folder / "main.tf").read_text("utf-8")
    why = re.search(r"^# why: (.+)$", source, re.MULTILINE)
    rows = re.findall(r"^# wall: (\S+) (\S+) (open|held|unknown)(?: (\d))?$", source, re.MULTILINE)
    return why[1] if why else "", {(a, o): (v, int(d) if d else None) for a, o, v, d in rows}


@pytest.mark.parametrize("folder", WALLS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_walls_are_as_told(folder: Path) -> None:
    why, asked = _asked(folder)
    assert len(why) > 20, "open the case with `# why: …`, the sentence that explains the truth"
    assert asked, "say which wall is meant: `# wall: <address> <outside> <verdict> <depth>`"
    made = reviewed(folder)
    found = {(a.resource, w.outside): (w.verdict, w.depth) for a in made.assets for w in a.walls}
    assert {k: found.get(k) for k in asked} == asked, why
    assert not list(breaks(made))


WHOLE = sorted(p for p in (ESTATES / "whole").iterdir() if p.is_dir())


def _rows(folder: Path) -> list[list[str]]:
    """`rule|address, or another as good|status` and `wall|address|outside|verdict|depth`, each with a remark after `#`."""
    lines = (line.split(" #")[0].strip() for line in (folder / "expected.txt").read_text("utf-8").splitlines())
    return [line.split("|") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("folder", WHOLE, ids=lambda p: p.name)
def test_whole_estates_are_answered_as_their_table_says(folder: Path) -> None:
    made = reviewed(folder)
    walls = {(a.resource, w.outside): (w.verdict, str(w.depth)) for a in made.assets for w in a.walls}
    wrong = []
    for kind, *row in _rows(folder):
        if kind == "wall":
            asset, outside, verdict, depth = row
            found = walls.get((asset, outside))
            right = found is not None and found[0] == verdict and depth in ("", found[1])
        else:
            named, status = row
            found = {f.verdict.value for f in made.findings if f.rule == kind and f.resource in named.split(",")}
            right = status in found if status != "pass" else not found & {"fail", "unknown"}
        if not right:
            wrong.append(f"{kind} {row}: {found}")
    assert not wrong
    assert not list(breaks(made))
