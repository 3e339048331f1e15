# SPDX-License-Identifier: Apache-2.0
"""Reads templates, their parameter files, the templates that they link, and answers of what-if."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.sources.arm import claims, what_if
from intramuros.sources.arm.declaring import declared
from intramuros.sources.arm.json_text import NotJson, parse
from intramuros.sources.arm.linking import Library
from intramuros.sources.arm.parameter_files import Shelf, stated
from intramuros.sources.arm.template import Deployment, evaluate
from intramuros.sources.arm.twins import apart
from intramuros.sources.declared import Declarations
from intramuros.sources.documents import Document

MAX_VARIANTS: Final = 12
"""Parameter files that are read with one template."""


class _Found(Struct, kw_only=True):
    """One template with one set of parameters, evaluated."""

    document: Document
    made: Deployment
    label: str


def read(documents: Sequence[Document]) -> Declarations:
    """What the files declare that belong to Azure Resource Manager."""
    gaps: list[Gap] = []
    sorted_out = [(d, claims.role(d.text) or "template", value) for d in documents if (value := _parsed(d, gaps)) is not None]
    templates = [(d, v) for d, role, v in sorted_out if role == "template"]
    parameters = {d.path: stated(v) for d, role, v in sorted_out if role == "parameters"}
    library = Library(documents, {d.path: v for d, _, v in sorted_out}, gaps)
    shelf = Shelf((d.path for d, _ in templates), parameters)
    found = [f for d, v in templates for f in _variants(d, v, [(p, parameters[p]) for p in shelf.belonging(d.path)], library)]
    found += [_Found(document=d, made=what_if.changes(v, d), label=d.below) for d, role, v in sorted_out if role == "what-if"]
    deployed = library.deployed(f.document.path for f in found)
    own = [f for f in found if f.document.path in deployed]
    at = {d.path: d for d, _, _ in sorted_out}
    gaps += [_gap(at[p], 1, "these parameters are for no template that is read", "what is deployed with them") for p in shelf.astray()]
    labels = Counter(f.label for f in own)
    return Declarations(
        declared=tuple(apart([(f.label if labels[f.label] == 1 else f.document.shown, list(declared(f.made.resources))) for f in own])),
        gaps=tuple(dict.fromkeys((*gaps, *(g for f in found for g in f.made.gaps)))),
        sources=tuple(d.shown for d, _, _ in sorted_out),
    )


def _parsed(document: Document, gaps: list[Gap]) -> Mapping[str, Any] | None:
    twice: list[tuple[str, int]] = []
    try:
        value = parse(document.text, document.shown, twice=twice)
    except NotJson as problem:
        gaps.append(_gap(document, problem.line, f"the file is not JSON that Azure takes: {problem}"))
        return None
    gaps += [_gap(document, line, f"`{key}` is stated twice: the last is read", "what the first would say") for key, line in twice]
    if isinstance(value, Mapping):
        return value
    gaps.append(_gap(document, 1, "the file is no template: an object was expected"))
    return None


def _gap(document: Document, line: int, what: str, leaves_open: str = "every answer about what it declares") -> Gap:
    return Gap(what=what, origin=Origin(file=document.shown, line=line, end_line=line, dialect="arm"), leaves_open=leaves_open)


def _variants(document: Document, template: Mapping[str, Any], given: list[tuple[Path, dict[str, Any]]], library: Library) -> list[_Found]:
    """A template once for each parameter file that belongs to it."""
    origin = Origin(file=document.shown, line=1, dialect="arm")
    linked = library.seen_from(document.path)
    out = []
    for file, values in given[:MAX_VARIANTS] or [(document.path, {})]:
        made = evaluate(template, parameters=values, origin=origin, linked=linked, label=document.below)
        out.append(_Found(document=document, made=made, label=f"{document.below} {file.name}" if len(given) > 1 else document.below))
    if len(given) > MAX_VARIANTS:
        what = f"`{document.below}` has {len(given)} parameter files, of which {MAX_VARIANTS} are read"
        out[0].made.gaps.append(Gap(what=what, origin=origin, leaves_open="what it deploys with the others"))
    return out
