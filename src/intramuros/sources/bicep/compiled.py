# SPDX-License-Identifier: Apache-2.0
"""Templates that belong to Bicep files under review: compiled from one of them, or called as a module; none is reviewed twice."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document

_GENERATED: Final = lazy(r'"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep"')
_CALLED: Final = lazy(r"^[ \t]*module[ \t]+\w+[ \t]+'([^'\r\n]+\.jsonc?)'", re.MULTILINE)
_HEAD: Final = 4_000


def apart(templates: Sequence[Document], sources: Sequence[Document]) -> list[Document]:
    """The templates that stand for themselves."""
    called = {path for s in sources for path in _called(s)}
    beside = {s.path.with_suffix("") for s in sources}
    return [t for t in templates if _real(t.path) not in called and not (t.path.with_suffix("") in beside and _from_bicep(t))]


def _from_bicep(template: Document) -> bool:
    return bool(_GENERATED.search(template.text, 0, _HEAD))


def _called(source: Document) -> Iterator[Path]:
    for found in _CALLED.finditer(source.text):
        yield _real(source.path.parent / found[1])


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
