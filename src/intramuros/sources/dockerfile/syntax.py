# SPDX-License-Identifier: Apache-2.0
"""Dockerfile instructions with their lines: continuations, comments, escapes, here-documents.

Grammar: https://docs.docker.com/reference/dockerfile/ (parser directives, line continuation, `<<EOF`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import clean

MAX_BYTES: Final = 1 << 20
"""A Dockerfile of a megabyte is no Dockerfile."""

_HEREDOC: Final = lazy(r"<<-?\s*[\"']?([A-Za-z_][A-Za-z0-9_]*)[\"']?")


class Instruction(Struct, frozen=True, kw_only=True):
    """One instruction: its word in capitals, its text, its lines (from 1)."""

    word: str
    text: str
    line: int
    end_line: int
    body: str = ""
    """The here-documents that follow it."""


def instructions(source: str) -> Iterator[Instruction]:
    """Every instruction of a Dockerfile, in order."""
    lines = source.replace("\r\n", "\n").split("\n")
    escape = "`" if re.match(r"(?i)#\s*escape\s*=\s*`", source) else "\\"
    at = 0
    while at < len(lines):
        start = at
        text, at = _logical(lines, at, escape)
        word, _, rest = text.strip().partition(" ")
        if not word or word.startswith("#"):
            continue
        body, at = _heredocs(lines, at, rest) if word.upper() in ("RUN", "COPY", "ADD") else ("", at)
        yield Instruction(word=word.upper(), text=rest.strip(), line=start + 1, end_line=at, body=body)


def _logical(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    parts: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        if parts and line.lstrip().startswith("#"):
            continue  # comments inside a continued instruction are dropped
        if line.rstrip().endswith(escape) and not line.lstrip().startswith("#"):
            parts.append(line.rstrip()[:-1])
            continue
        parts.append(line)
        break
    return " ".join(parts), at


def _heredocs(lines: list[str], at: int, text: str) -> tuple[str, int]:
    body: list[str] = []
    for word in _HEREDOC.findall(text):
        while at < len(lines) and lines[at].strip() != word:
            body.append(lines[at])
            at += 1
        at += 1
    return "\n".join(body), min(at, len(lines))


def pairs(text: str) -> list[tuple[str, str]]:
    """The names and values of `ENV a=1 b="2 3"`, `ENV a 1` (old form) and `ARG a=1`."""
    words = _split(text)
    if words and "=" not in words[0]:
        name, _, value = text.partition(" ")
        return [(name, value.strip())]
    return [(n, v) for n, _, v in (w.partition("=") for w in words) if n]


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an unclosed quote
        return text.split()


def copied(text: str) -> list[str]:
    """The sources of a COPY or ADD that come from the build context."""
    return [] if "--from=" in text else arguments(text)[:-1]


def arguments(text: str) -> list[str]:
    """Sources and target of a COPY or ADD, without its options and here-documents."""
    listed = text.lstrip().startswith("[")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', text) if listed else [w for w in _split(text) if not w.startswith("--")]
    return [w for w in words if not w.startswith("<<")]


def read_text(path: Path) -> str | None:
    """A file as text; None where it is too large for what it claims to be, or cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        return clean(path.read_bytes().decode("utf-8-sig", "replace").replace("\0", "\ufffd"))
    except OSError:
        return None
