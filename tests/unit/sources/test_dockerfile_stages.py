# SPDX-License-Identifier: Apache-2.0
"""What a COPY leaves in the image: stages that stay behind, folders copied whole, what .dockerignore leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.sources.dockerfile.context import taken_along
from intramuros.sources.dockerfile.stages import stays_behind
from intramuros.sources.dockerfile.syntax import instructions

BUILDER = "FROM a AS build\nWORKDIR /app\nCOPY {copy}\nFROM b\nCOPY --from={source} {taken} /x\n"


@pytest.mark.parametrize(
    ("copy", "source", "taken", "behind"),
    [
        (".env ./", "build", "/wheels", True),
        (".env ./", "build", "/app", False),
        (".env ./", "0", "/app", False),
        (".env ./", "build", "/", False),
        (".env ./", "build", "/app/.env", False),
        (".env ./", "build", "/app/dist", True),
        (".env conf/.env", "build", "/app/conf", False),
        (".env /root/.env", "build", "/app", True),
        (".env ./", "other", "/app", True),
    ],
)
def test_builder_stage(copy: str, source: str, taken: str, behind: bool) -> None:
    found = list(instructions(BUILDER.format(copy=copy, source=source, taken=taken)))
    assert stays_behind(found, found[2]) is behind


def test_a_base_of_the_last_stage_is_the_image() -> None:
    found = list(instructions("FROM a AS base\nCOPY .env /\nFROM base AS run\nCMD x\n"))
    assert not stays_behind(found, found[1])


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        ("", {"id_rsa", "deep/er/.env", "deep/a.txt"}),
        ("id_rsa\n", {"deep/er/.env", "deep/a.txt"}),
        ("**/.env*\n", {"id_rsa", "deep/a.txt"}),
        (".env\n", {"id_rsa", "deep/er/.env", "deep/a.txt"}),
        ("deep\n", {"id_rsa"}),
        ("deep/*\n!deep/a.txt\n", {"id_rsa", "deep/a.txt"}),
        ("*\n!id_rsa\n", {"id_rsa"}),
    ],
)
def test_dockerignore(tmp_path: Path, ignore: str, left: set[str]) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("id_rsa", "deep/a.txt", "deep/er/.env"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".dockerignore").write_text(ignore)
    assert set(taken_along(tmp_path, ".")) - {".dockerignore"} == left
