# SPDX-License-Identifier: Apache-2.0
"""Whether a file is one of Docker Compose: by its usual names, else by services that have images or are built."""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document

SUFFIXES: Final = (".yaml", ".yml")
_NAMES: Final = lazy(r"(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml", re.IGNORECASE)
_SERVICES: Final = lazy(r"^services\s*:\s*(?:#.*)?$", re.MULTILINE)
_BUILT: Final = lazy(r"^\s+(?:image|build)\s*:", re.MULTILINE)


def claims(document: Document) -> bool:
    """Whether the dialect's reader should have this file."""
    text = document.text
    return _SERVICES.search(text) is not None and (_NAMES.fullmatch(document.path.name) is not None or _BUILT.search(text) is not None)
