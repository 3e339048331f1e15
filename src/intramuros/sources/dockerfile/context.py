# SPDX-License-Identifier: Apache-2.0
"""What a COPY takes along from the build context, and what .dockerignore leaves out of it.

https://docs.docker.com/build/concepts/context/#dockerignore-files: patterns are relative to the context's root, `**` is any run of
folders, a pattern leaves out what lies below it too, and the last line that matches decides (`!` takes a file in again).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from intramuros.sources.dockerfile.syntax import read_text

MOST_FILES: Final = 20_000
_SKIPPED: Final = frozenset({"node_modules", ".git", ".terraform", "__pycache__", ".venv"})


def taken_along(folder: Path, source: str, dockerfile: Path | None = None) -> Iterator[str]:
    """Files below a copied folder of the context, relative to the context; a Dockerfile may have an ignore file of its own."""
    start = folder if source in (".", "./", "*") else folder / source.strip("/")
    if ".." in Path(source).parts or start.is_symlink() or not start.is_dir():
        return
    rules = list(_rules(folder, dockerfile))
    seen = 0
    for at, names, files in os.walk(start, followlinks=False):
        names[:] = sorted(n for n in names if n not in _SKIPPED)
        for name in sorted(files):
            seen += 1
            if seen > MOST_FILES:
                return
            relative = (Path(at) / name).relative_to(folder).as_posix()
            if not _ignored(relative, rules):
                yield relative


def _rules(folder: Path, dockerfile: Path | None) -> Iterator[tuple[re.Pattern[str], bool]]:
    own = dockerfile.with_name(f"{dockerfile.name}.dockerignore") if dockerfile is not None else None
    path = own if own is not None and own.is_file() else folder / ".dockerignore"
    for line in ((read_text(path) or "") if path.is_file() else "").splitlines():
        text = line.strip()
        if text and not text.startswith("#"):
            yield _pattern(text.removeprefix("!").strip()), text.startswith("!")


def _pattern(text: str) -> re.Pattern[str]:
    parts = [p for p in text.strip("/").split("/") if p not in ("", ".")]
    made = "".join("(?:[^/]+/){0,40}" if p == "**" else _segment(p) + "/" for p in parts)
    return re.compile(made.removesuffix("/") + "(?:/.*)?") if parts and parts[-1] != "**" else re.compile(made + ".*")


def _segment(part: str) -> str:
    run = re.sub(r"\*+", "*", part)
    return "".join("[^/]*" if c == "*" else "[^/]" if c == "?" else re.escape(c) for c in run)


def _ignored(relative: str, rules: list[tuple[re.Pattern[str], bool]]) -> bool:
    left_out = False
    for pattern, exception in rules:
        if pattern.fullmatch(relative):
            left_out = not exception
    return left_out
