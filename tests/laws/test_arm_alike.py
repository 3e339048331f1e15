# SPDX-License-Identifier: Apache-2.0
"""One deployment written in Terraform and as a template for Azure Resource Manager is reviewed alike: the same findings, the same walls."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from intramuros.review import Review
from tests.corpus import ESTATES, reviewed

TWINS = sorted(p for p in (ESTATES / "twins").iterdir() if (p / "arm").is_dir())
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
def test_reviewed_alike(twin: Path) -> None:
    terraform, template = reviewed(twin / "terraform"), reviewed(twin / "arm")
    assert terraform.findings, "an empty review would agree with everything"
    assert _findings(template) == _findings(terraform)
    assert _walls(template) == _walls(terraform)


@pytest.mark.parametrize("twin", TWINS, ids=lambda p: p.name)
def test_every_finding_of_a_template_has_its_lines(twin: Path) -> None:
    made = reviewed(twin / "arm")
    assert all(f.origin.line > 0 and f.origin.dialect == "arm" for f in made.findings)
