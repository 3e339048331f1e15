# SPDX-License-Identifier: Apache-2.0
"""A file with a syntax error, read block by block: an error inside one block then costs that block alone.

tree-sitter mends a broken file as well as it can, but an open quote or heredoc may swallow everything behind it. Formatted
source starts each top-level block at the beginning of a line, so that such lines are safe places to begin anew.
"""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.graph import Gap
from intramuros.estate.patterns import lazy
from intramuros.sources.terraform.syntax import Block, Body, parse

MAX_MENDED: Final = 1024 * 1024
"""Bytes of a broken file that is still taken apart."""
_START: Final = lazy(
    rb"^(?:resource|data|module|variable|output|locals|provider|terraform|moved|import|removed|check|ephemeral|action)\b[^\n={]*\{",
    re.MULTILINE,
)


def parsed(data: bytes, file: str) -> tuple[Body, tuple[Gap, ...]]:
    """The whole file if it has no error, else each of its top-level blocks on its own."""
    body, gaps = parse(data, file)
    starts = [m.start() for m in _START.finditer(data)] if gaps and len(data) <= MAX_MENDED else []
    if len(starts) < 2:
        return body, gaps
    blocks: list[Block] = []
    found: list[Gap] = []
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        above = data.count(b"\n", 0, start)
        piece, more = parse(b"\n" * above + data[start:end], file)
        blocks.extend(piece.blocks)
        found.extend(more)
    return Body(attributes=body.attributes, blocks=tuple(blocks)), tuple(found) or gaps
