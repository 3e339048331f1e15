# SPDX-License-Identifier: Apache-2.0
"""The same deployment in two dialects gives the same findings and walls, up to where they were read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intramuros.review import Review
from tests.corpus import ESTATES, reviewed

ESTATES_TWICE = sorted(p for p in (ESTATES / "alike").iterdir() if (p / "cloudformation").is_dir())


def _plain(address: str) -> str:
    """`aws_s3_bucket_policy.notes_policy` and `NotesPolicy.Topics[1]` by their bare names."""
    own = address.split(".", 1)[1] if address.startswith("aws_") else re.split(r"[.#]", address, maxsplit=1)[0]
    return re.sub(r"[^a-z0-9]", "", re.split(r"[.#\[]", own, maxsplit=1)[0].casefold())


def _findings(made: Review) -> list[tuple[str, str, str, str]]:
    return sorted((f.rule, f.verdict.value, str(f.severity), _plain(f.resource)) for f in made.findings)


def _walls(made: Review) -> list[tuple[str, str, str, int | None]]:
    return sorted((_plain(a.resource), w.outside, w.verdict, w.depth) for a in made.assets for w in a.walls)


@pytest.mark.parametrize("estate", ESTATES_TWICE, ids=lambda p: p.name)
def test_terraform_and_cloudformation_agree(estate: Path) -> None:
    terraform, cloudformation = reviewed(estate / "terraform"), reviewed(estate / "cloudformation")
    assert _findings(terraform), "an estate that shows nothing proves nothing"
    assert _walls(cloudformation) == _walls(terraform)
    assert _findings(cloudformation) == _findings(terraform)
