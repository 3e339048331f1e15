# SPDX-License-Identifier: Apache-2.0
"""Every report format in plain sight; each is imported only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from intramuros.errors import BadUsage
from intramuros.reports.contract import ReviewOut

FORMATS: Final = ("text", "json", "sarif", "html", "junit")
"""Each is the module `intramuros.reports.as_<format>` with `render(document) -> str`."""
_SUFFIXES: Final = {".txt": "text", ".json": "json", ".sarif": "sarif", ".html": "html", ".htm": "html", ".xml": "junit"}


def renderer(kind: str) -> Callable[[ReviewOut, bool], str]:
    """The function that renders one format; its second argument asks for a terminal's colours and width."""
    module = import_module(f"intramuros.reports.as_{kind}")
    if kind == "text":
        return lambda made, terminal: module.render(made, terminal=terminal)
    return lambda made, _: module.render(made)


def format_of(path: Path) -> str:
    """The format that a file's name asks for.

    Raises:
        BadUsage: the suffix names none.

    """
    name = path.name.casefold()
    found = "sarif" if name.endswith(".sarif.json") else _SUFFIXES.get(path.suffix.casefold())
    if found is None:
        raise BadUsage(f"`{path.suffix or path.name}` names no format", where=str(path), advice=f"Use one of {', '.join(_SUFFIXES)}.")
    return found
