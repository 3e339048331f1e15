# SPDX-License-Identifier: Apache-2.0
"""Bicep that was damaged anywhere ends in findings and gaps, never in a traceback."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.corpus import ESTATES, reviewed

TWINS = sorted(p / "bicep" for p in (ESTATES / "twins").iterdir() if (p / "bicep").is_dir())
_HARM = ("'", "{", "}", "[", "]", "${", "\n", "(", ")", "@", "?", ":", "!", "", " ", "resource ", "\\", "/*", "'''", "...", "\ue000")


def _damaged(text: str, seed: int) -> str:
    dice = random.Random(seed)
    parts = list(text)
    for _ in range(dice.randint(1, 6)):
        parts[dice.randrange(len(parts))] = dice.choice(_HARM)
    return "".join(parts)


@pytest.mark.parametrize("twin", TWINS, ids=lambda p: p.parent.name)
@pytest.mark.parametrize("seed", range(6))
def test_damage_is_borne(tmp_path: Path, twin: Path, seed: int) -> None:
    shutil.copytree(twin, tmp_path / "e")
    main = tmp_path / "e" / "main.bicep"
    main.write_text(_damaged(main.read_text("utf-8"), seed), "utf-8")
    made = reviewed(tmp_path / "e")
    assert made.findings or made.gaps


@pytest.mark.parametrize("twin", TWINS, ids=lambda p: p.parent.name)
def test_half_a_file_is_half_an_estate_and_a_gap(tmp_path: Path, twin: Path) -> None:
    shutil.copytree(twin, tmp_path / "e")
    main = tmp_path / "e" / "main.bicep"
    text = main.read_text("utf-8")
    main.write_text(text[: text.index("properties: {", len(text) // 2) + 12], "utf-8")
    assert any(g.origin.file.endswith("main.bicep") for g in reviewed(tmp_path / "e").gaps)
