# SPDX-License-Identifier: Apache-2.0
"""Parameter files in JSON that lie beside a Bicep file and bear its name: `az deployment` takes them as it takes those of a template.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/parameter-files
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.sources.arm.json_text import NotJson, parse
from intramuros.sources.arm.parameter_files import stated
from intramuros.sources.bicep.library import Source
from intramuros.sources.terraform.files import MAX_SOURCE

MAX_VARIANTS: Final = 12
"""Parameter files that are read with one file."""


def beside(source: Source, gaps: list[Gap]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name of each such file with what it states; one that cannot be read is a gap."""
    stem = source.path.stem.casefold()
    lying = sorted(source.path.parent.glob("*.parameters*.json"))
    own = [p for p in lying if p.name.casefold().startswith(f"{stem}.") and p.is_file() and not p.is_symlink()]
    if len(own) > MAX_VARIANTS:
        gaps.append(_gap(source, f"`{source.path.name}` has {len(own)} parameter files, of which {MAX_VARIANTS} are read"))
    for path in own[:MAX_VARIANTS]:
        try:
            text = path.read_text("utf-8-sig", "replace") if path.stat().st_size <= MAX_SOURCE else ""
            yield path.name, stated(parse(text, path.as_posix()))
        except (OSError, NotJson) as problem:
            gaps.append(_gap(source, f"the parameters in `{path.name}` cannot be read: {problem}"))


def _gap(source: Source, what: str) -> Gap:
    return Gap(what=what, origin=source.origin(1), leaves_open="what is deployed with them")
