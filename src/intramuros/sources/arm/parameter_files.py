# SPDX-License-Identifier: Apache-2.0
"""Parameter files: which belong to which template, and what they state.

https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def belonging(template: Path, templates: Sequence[Path], files: Sequence[Path]) -> list[Path]:
    """The parameter files of a template: those that bear its name, else any beside it where it is the only template there."""
    beside = [f for f in files if template.parent in (f.parent, f.parent.parent)]
    own = [f for f in beside if f.name.casefold().startswith(f"{template.stem.casefold()}.")]
    if own:
        return own
    alone = sum(t.parent == template.parent for t in templates) == 1
    return [f for f in beside if f.parent == template.parent] if alone else []
