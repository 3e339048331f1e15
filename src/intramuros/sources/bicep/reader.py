# SPDX-License-Identifier: Apache-2.0
"""Reads Bicep files and parameter files: each deployment becomes a template, which the reader of templates evaluates and declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from intramuros.estate.graph import Gap
from intramuros.sources.arm.declaring import declared
from intramuros.sources.arm.template import Deployment, evaluate
from intramuros.sources.arm.twins import apart
from intramuros.sources.bicep import unreadable as _registers  # noqa: F401  # what `unreadable` writes is evaluated there
from intramuros.sources.bicep.graph import in_azuread
from intramuros.sources.bicep.library import Library
from intramuros.sources.bicep.resources import Compiler
from intramuros.sources.bicep.roots import Root, defaults, roots
from intramuros.sources.declared import Declarations
from intramuros.sources.documents import Document


def read(documents: Sequence[Document]) -> Declarations:
    """What the files declare."""
    library = Library(documents)
    alike = Counter(d.below for d in documents)
    shown = {d.shown: d.below if alike[d.below] == 1 else d.shown for d in documents}
    deployments = roots(library)
    variants = Counter(r.source.shown for r in deployments)
    compiler = Compiler(library)
    found = []
    for root in deployments:
        below = shown.get(root.source.shown, root.source.shown)
        named = shown.get(root.parameters.shown, root.parameters.shown) if root.parameters else root.beside
        label = f"{below} {named}" if named and variants[root.source.shown] > 1 else below
        found.append((label, made(compiler, root, below)))
    return Declarations(
        declared=tuple(apart([(label, list(in_azuread(declared(m.resources)))) for label, m in found])),
        gaps=_each_once([*library.gaps, *(g for _, m in found for g in m.gaps)]),
        sources=tuple(r.source.shown for r in deployments),
    )


def made(compiler: Compiler, root: Root, label: str) -> Deployment:
    """One deployment, evaluated."""
    given = partial(defaults, compiler.library, root.parameters) if root.parameters else None
    origin = root.source.origin(1)
    try:
        return evaluate(compiler.template(root.source, given), parameters=root.given, origin=origin, label=label)
    except RecursionError:
        what = "its declarations refer to one another without end"
        return Deployment(gaps=[Gap(what=what, origin=origin, leaves_open="every answer about what it declares")])


def _each_once(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """A module that is called from two files is read twice, and lacks the same twice."""
    return tuple(dict.fromkeys(gaps))
