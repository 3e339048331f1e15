# SPDX-License-Identifier: Apache-2.0
"""Parameter files: which belong to which template, and what they state.

https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.arm.nested import secret
from intramuros.sources.nodes import lookup


def stated(value: Any) -> dict[str, Any]:
    """The values of a parameter file; a secret that a key vault holds stays a symbol."""
    found = lookup(value, "parameters")
    return {k: _value(k, v) for k, v in found.items()} if isinstance(found, Mapping) else {}


def _value(name: str, given: Any) -> Any:
    if isinstance(given, Mapping) and any(k.casefold() == "value" for k in given):
        return lookup(given, "value")
    if isinstance(given, Mapping) and lookup(given, "reference") is not None:
        return secret(given)
    return Unknown(f"what the parameter file gives `{name}` cannot be read")


class Shelf:
    """Parameter files by the template that they are for."""

    def __init__(self, templates: Iterable[Path], files: Iterable[Path]) -> None:
        self._stems: dict[Path, list[str]] = {}
        for template in templates:
            self._stems.setdefault(template.parent, []).append(template.stem.casefold())
        self._files: dict[Path, list[Path]] = {}
        for file in files:
            for folder in (file.parent, file.parent.parent):
                self._files.setdefault(folder, []).append(file)

    def belonging(self, template: Path) -> list[Path]:
        """Those that bear a template's name, in its folder or one below; where it is the only template, all that lie beside it."""
        beside = self._files.get(template.parent, [])
        only = len(self._stems.get(template.parent, ())) == 1
        return [f for f in beside if self._named(f, template) or (only and f.parent == template.parent)]

    def _named(self, file: Path, template: Path) -> bool:
        """Whether a file's name begins with a template's, and with no longer one's of the same folder."""
        name = file.name.casefold()
        fitting = [s for s in self._stems.get(template.parent, ()) if name.startswith(s) and name[len(s) :][:1] in (".", "-", "_")]
        return bool(fitting) and max(fitting, key=len) == template.stem.casefold()

    def astray(self) -> Iterator[Path]:
        """Those that are for none of the templates, nor for a Bicep file that bears their name."""
        taken = {f for folder, stems in self._stems.items() for s in stems for f in self.belonging(folder / f"{s}.json")}
        seen = dict.fromkeys(f for files in self._files.values() for f in files)
        return (f for f in seen if f not in taken and not f.with_name(f"{f.name.partition('.')[0]}.bicep").is_file())
