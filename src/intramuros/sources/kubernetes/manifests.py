# SPDX-License-Identifier: Apache-2.0
"""The objects that a file holds: documents, lists taken apart, and why a Helm template is none.

kubernetes.io/docs/reference/using-api/api-concepts/#collections: a `List` (or `DeploymentList`) is its items.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document
from intramuros.sources.marked import Marked, Wrong, read_json, read_yaml

_TEMPLATE: Final = lazy(
    r"\{\{-?\s*(?:/\*|\$?\.?(?:Values|Release|Chart|Capabilities|Files)\b|\$\.|include\b|template\b|if\b|range\b|with\b|end\b|define\b|toYaml\b|tpl\b|-?\s*\.)"
)
_DEEPEST_LIST: Final = 4
_DEFINITIONS: Final = frozenset({"CustomResourceDefinition"})
"""Kinds that are large and start nothing."""
LEAVES_OPEN: Final = "every answer about what it would start"


class Objects:
    """The objects of files, and what could not be read of them."""

    def __init__(self) -> None:
        self._gaps: dict[tuple[str, int, str], Gap] = {}
        self._charts: set[str] = set()
        self._known: dict[Path, list[Marked]] = {}

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read, each thing once however many kustomizations build upon it."""
        return tuple(self._gaps.values())

    def of(self, document: Document) -> list[Marked]:
        """Every object of one file, read once; a Helm template gives none."""
        if document.path not in self._known:
            self._known[document.path] = [o for o in self._read(document) if o["kind"] not in _DEFINITIONS]
        return self._known[document.path]

    def _read(self, document: Document) -> Iterator[Marked]:
        if _TEMPLATE.search(document.text) and (chart := chart_of(document.path)):
            self._unrendered(document, chart)
            return
        try:
            for found in _values(document):
                yield from _apart(found, 0)
        except Wrong as problem:
            what = "this is a template that was not rendered (`helm template`)" if "{{" in document.text else str(problem)
            self.gap(document, what, problem.line)

    def gap(self, document: Document, what: str, line: int = 1) -> None:
        """Something of a file that could not be read."""
        origin = Origin(file=document.shown, line=line, end_line=line, dialect="kubernetes")
        self._gaps.setdefault((document.shown, line, what), Gap(what=what, origin=origin, leaves_open=LEAVES_OPEN))

    def _unrendered(self, document: Document, chart: Path) -> None:
        """One gap for each chart, at the first of its templates."""
        if chart.as_posix() not in self._charts:
            self._charts.add(chart.as_posix())
            self.gap(document, f"the Helm chart `{chart.name}` is not rendered: review what `helm template` makes of it")


def chart_of(path: Path) -> Path | None:
    """The folder of the Helm chart that a template belongs to."""
    for folder in path.absolute().parents:
        if folder.name == "templates" and (folder.parent / "Chart.yaml").is_file():
            return folder.parent
    return None


def _values(document: Document) -> Iterator[Any]:
    if document.path.suffix.casefold() == ".json":
        yield read_json(document.text)
    else:
        yield from read_yaml(document.text)


def _apart(found: Any, depth: int) -> Iterator[Marked]:
    if isinstance(found, list) and depth < _DEEPEST_LIST:
        for one in found:
            yield from _apart(one, depth + 1)
    if not isinstance(found, Marked):
        return
    items = found.get("items")
    if isinstance(items, list) and str(found.get("kind", "")).endswith("List") and depth < _DEEPEST_LIST:
        for one in items:
            yield from _apart(one, depth + 1)
    elif isinstance(found.get("kind"), str) and isinstance(found.get("apiVersion"), str):
        yield found
