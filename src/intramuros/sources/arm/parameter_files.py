# SPDX-License-Identifier: Apache-2.0
"""Parameter files: which belong to which template, and what they state.

https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from intramuros.sources.arm.nested import secret
from intramuros.sources.nodes import lookup


def stated(value: Any) -> dict[str, Any]:
    """The values of a parameter file; a secret that a key vault holds stays a symbol."""
    found = lookup(value, "parameters")
    pairs = found.items() if isinstance(found, Mapping) else ()
    return {k: _value(v) for k, v in pairs if isinstance(v, Mapping) and ("value" in v or "reference" in v)}


def _value(stated_value: Mapping[str, Any]) -> Any:
    return stated_value["value"] if "value" in stated_value else secret(stated_value)


class Shelf:
    """Parameter files by the folder that they lie in, and how many templates lie there."""

    def __init__(self, templates: Iterable[Path], files: Iterable[Path]) -> None:
        self._templates = Counter(t.parent for t in templates)
        self._files: dict[Path, list[Path]] = {}
        for file in files:
            self._files.setdefault(file.parent, []).append(file)
            self._files.setdefault(file.parent.parent, []).append(file)

    def belonging(self, template: Path) -> list[Path]:
        """Those that bear a template's name, in its folder or one below; else any beside it where it is the only template there."""
        beside = self._files.get(template.parent, [])
        own = [f for f in beside if f.name.casefold().startswith(f"{template.stem.casefold()}.")]
        if own or self._templates[template.parent] > 1:
            return own
        return [f for f in beside if f.parent == template.parent]
