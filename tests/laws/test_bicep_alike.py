# SPDX-License-Identifier: Apache-2.0
"""One deployment written in Terraform, as a template and in Bicep is reviewed alike: the same findings, the same walls."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from intramuros.review import Review
from tests.corpus import ESTATES, reviewed

TWINS = sorted(p for p in (ESTATES / "twins").iterdir() if (p / "bicep").is_dir())
_SUFFIX = re.compile(r"#.*$")


def _short(address: str) -> str:
    """The own name at the end of an address, which the twins share: `azurerm_subnet.a` and `…/subnets/net/a`."""
    bare, suffix = _SUFFIX.sub("", address), "".join(_SUFFIX.findall(address))
    return re.split(r"[/.]", bare)[-1] + suffix


def _findings(made: Review) -> Counter[tuple[str, str, str]]:
    return Counter((f.rule, f.verdict.value, _short(f.resource)) for f in made.findings)


def _walls(made: Review) -> set[tuple[str, str, str, object]]:
    return {(_short(a.resource), w.outside, w.verdict, w.depth) for a in made.assets for w in a.walls}


@pytest.mark.parametrize("twin", TWINS, ids=lambda p: p.name)
@pytest.mark.parametrize("other", ["terraform", "arm"])
def test_reviewed_alike(twin: Path, other: str) -> None:
    bicep, beside = reviewed(twin / "bicep"), reviewed(twin / other)
    assert bicep.findings, "an empty review would agree with everything"
    assert _findings(bicep) == _findings(beside)
    assert _walls(bicep) == _walls(beside)


@pytest.mark.parametrize("twin", TWINS, ids=lambda p: p.name)
def test_every_finding_has_its_lines(twin: Path) -> None:
    made = reviewed(twin / "bicep")
    assert all(f.origin.line > 0 and f.origin.dialect == "bicep" and f.origin.file.endswith(".bicep") for f in made.findings)


def test_there_are_twins() -> None:
    assert len(TWINS) >= 5
