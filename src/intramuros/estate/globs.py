# SPDX-License-Identifier: Apache-2.0
"""Globs over addresses, ids and names: `*` is any run, `?` one character; brackets are plain text, since addresses hold them."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=4096)
def _pattern(glob: str) -> re.Pattern[str]:
    parts = ("[^\n]*" if c == "*" else "[^\n]" if c == "?" else re.escape(c) for c in re.sub(r"\*+", "*", glob))
    return re.compile("".join(parts), re.IGNORECASE)


def matches(glob: str, text: str) -> bool:
    """Whether the whole of `text` fits the glob, without regard to case."""
    return _pattern(glob).fullmatch(text) is not None
