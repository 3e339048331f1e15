# SPDX-License-Identifier: Apache-2.0
"""The way in: folders, files, plans and states of Terraform become declared resources, with a gap for whatever could not be read."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec import Struct

from intramuros.errors import BadInput, NothingThere
from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.terraform import folders, modules, variables
from intramuros.sources.terraform.expressions import Files
from intramuros.sources.terraform.files import Document, Found, read_document, walk
from intramuros.sources.terraform.folders import Library, Package
from intramuros.sources.terraform.joining import Part, distinguished, joined, newer, unkeyed
from intramuros.sources.terraform.plan import Planned, PlanReader
from intramuros.sources.terraform.roots import blocks_of, roots
from intramuros.sources.terraform.showjson import ConfigModule, Shown, decode
from intramuros.sources.terraform.state import read_state
from intramuros.sources.uncollected import uncollected

T = TypeVar("T")
Progress = Callable[[str], None]

_STACK: Final = 512 * 1024 * 1024
_FRAMES: Final = 40_000
"""Modules, variables and locals refer to one another a thousand deep in honest estates; the stack above holds so many frames."""
_ALIKE: Final = 0.5
"""Share of the smaller side's blocks that a plan and a root must have in common to be taken for the same deployment."""


class Deployment(Struct, kw_only=True, eq=False):
    """One plan or state."""

    file: str
    path: Path
    shown: Shown
    planned: list[Planned]

    @property
    def blocks(self) -> frozenset[str]:
        """The root module's own blocks, as its configuration or its resources show them."""
        root = self.shown.configuration.root_module if self.shown.configuration else None
        if root is not None:
            return frozenset({r.address for r in root.resources or ()} | {f"module.{n}" for n in root.module_calls or ()})
        return frozenset(_outer(p.declared.address) for p in self.planned)

    @property
    def known(self) -> frozenset[str]:
        """Every block that it shows, instance keys left out."""
        root = self.shown.configuration.root_module if self.shown.configuration else None
        return frozenset(_configured(root, "")) if root else frozenset(unkeyed(p.declared.address) for p in self.planned)


def read(paths: Sequence[Path], *, var_files: Sequence[Path] = (), progress: Progress | None = None) -> Declarations:
    """Everything at `paths`, which mix folders and files of source, plans and states (`terraform show -json`, also packed with gzip).

    Raises:
        BadInput: nothing at all could be read.

    """
    say = progress or (lambda _: None)
    say("looking for Terraform")
    found = walk(paths)
    with uncollected():
        shown, problems = _decoded(found.documents, say)
        if not found.folders and not shown:
            raise problems[0] if problems else _nothing(paths, found)
        gaps = [*found.gaps, *(_as_gap(p) for p in problems)]
        return _deep(lambda: _assembled(paths, found, shown, var_files, gaps, say))


def _decoded(documents: Sequence[Document], say: Progress) -> tuple[list[tuple[Document, Shown]], list[BadInput]]:
    shown: list[tuple[Document, Shown]] = []
    problems: list[BadInput] = []
    for document in documents:
        say(f"reading {document.shown}")
        try:
            shown.append((document, decode(read_document(document), document.shown)))
        except BadInput as problem:
            problems.append(problem)
    return shown, problems


def _assembled(
    paths: Sequence[Path], found: Found, shown: Sequence[tuple[Document, Shown]], var_files: Sequence[Path], gaps: list[Gap], say: Progress
) -> Declarations:
    deployments = [_deployment(document, s, gaps) for document, s in shown]
    library = Library(found.folders)
    chosen = roots(found.folders, library)
    matches = _matched(deployments, chosen)
    top = _common([*paths])
    parts: list[Part] = []
    for package in chosen:
        say(f"evaluating {package.folder.shown}")
        mine = [d for d, p in matches if p is package]
        parts.append(_root_part(package, library, mine, var_files, gaps, top))
    alone = [d for d in deployments if not any(d is m for m, _ in matches)]
    parts.extend(
        Part(label=_label(d.path, top, file=True), declared=[p.declared for p in d.planned]) for d in _without_states(alone, matches)
    )
    _unique_labels(parts)
    gaps[:0] = [g for package in library.packages for g in package.gaps]
    if found.folders and not shown and not any(p.read for p in library.packages):
        raise BadInput(gaps[0].what, where=gaps[0].origin.file) if gaps else _nothing(paths, found)
    sources = tuple(dict.fromkeys([*(p.folder.shown for p in chosen), *(d.file for d in deployments)]))
    return Declarations(declared=tuple(distinguished(parts)), gaps=tuple(dict.fromkeys(gaps)), sources=sources)


def _deployment(document: Document, shown: Shown, gaps: list[Gap]) -> Deployment:
    if shown.is_plan:
        planned, more = PlanReader(shown, document.shown).read()
    else:
        declared, more = read_state(shown, document.shown)
        planned = [Planned(declared=d, unknown={}) for d in declared]
    gaps.extend(more)
    return Deployment(file=document.shown, path=document.path, shown=shown, planned=planned)


def _root_part(
    package: Package, library: Library, deployments: Sequence[Deployment], var_files: Sequence[Path], gaps: list[Gap], top: Path
) -> Part:
    site = _site(package, library, var_files)
    plan = next((d for d in deployments if d.shown.is_plan), deployments[0] if deployments else None)
    if plan is not None:
        site.given.update({n: v.get("value") for n, v in (plan.shown.variables or {}).items() if isinstance(v, dict)})
    declared = declare(site, package)
    gaps.extend(site.gaps)
    if plan is not None:
        fresh, more = newer(declared, plan.known)
        gaps.extend(more)
        declared = [*joined(plan.planned, declared), *fresh]
    return Part(label=_label(package.folder.path, top), declared=declared)


def _site(package: Package, library: Library, var_files: Sequence[Path]) -> modules.Site:
    folder = package.folder
    given, gaps = variables.given(folder.path, folder.shown, var_files)
    return modules.Site(
        library=library,
        files=Files(root=folder.path, base=folder.path),
        label=folder.shown,
        installed=modules.installed(folder.path),
        locked=folders.locked(folder.path, folder.shown),
        given=given,
        gaps=gaps,
    )


def declare(site: modules.Site, package: Package) -> list[Declared]:
    """Every resource and data source of a root module and of the modules below it."""
    root = modules.Module(site, package)
    return [i.declare() for module in root.all() for group in module.groups.values() for i in group.instances]


def _matched(deployments: Sequence[Deployment], chosen: Sequence[Package]) -> list[tuple[Deployment, Package]]:
    """Each plan or state with the root it was made from; a state of the same root as a plan goes with it."""
    found: list[tuple[Deployment, Package]] = []
    taken: set[Path] = set()
    for deployment in sorted(deployments, key=lambda d: not d.shown.is_plan):
        scores = [(_alike(deployment.blocks, blocks_of(p)), p) for p in chosen if not (deployment.shown.is_plan and p.folder.path in taken)]
        best = max(scores, key=lambda s: s[0], default=None)
        if best is not None and best[0] >= _ALIKE:
            found.append((deployment, best[1]))
            taken.add(best[1].folder.path)
    return found


def _alike(first: frozenset[str], second: frozenset[str]) -> float:
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _without_states(alone: Sequence[Deployment], matches: Sequence[tuple[Deployment, Any]]) -> Iterator[Deployment]:
    """Plans and states without source; a state of a deployment whose plan is given too has nothing to add to it."""
    plans = [d for d in (*alone, *(m for m, _ in matches)) if d.shown.is_plan]
    for deployment in alone:
        if deployment.shown.is_plan or not any(_alike(deployment.known, plan.known) >= _ALIKE for plan in plans):
            yield deployment


def _outer(address: str) -> str:
    """`module.a["x"].t.n` → `module.a`; `t.n[0]` → `t.n`."""
    plain = unkeyed(address)
    return ".".join(plain.split(".")[:2]) if plain.startswith("module.") else plain


def _configured(module: ConfigModule, prefix: str) -> Iterator[str]:
    stack = [(module, prefix)]
    while stack:
        here, before = stack.pop()
        yield from (before + r.address for r in here.resources or ())
        stack.extend((c.module, f"{before}module.{n}.") for n, c in (here.module_calls or {}).items() if c.module)


def _common(paths: Iterable[Path]) -> Path:
    real = [os.path.realpath(p if p.is_dir() else p.parent) for p in paths]
    return Path(os.path.commonpath(real)) if real else Path()


def _label(path: Path, top: Path, *, file: bool = False) -> str:
    """What tells a root or plan from others: its path below what was given; "" for that itself."""
    relative = os.path.relpath(os.path.realpath(path), top)
    plain = relative.removesuffix(".gz").removesuffix(".json").removesuffix(".tfstate") if file else relative
    return "" if plain == "." else Path(plain).as_posix()


def _unique_labels(parts: Sequence[Part]) -> None:
    seen: set[str] = set()
    for part in parts:
        label, number = part.label, 2
        while part.label in seen:
            part.label, number = f"{label or 'root'}~{number}", number + 1
        seen.add(part.label)


def _nothing(paths: Sequence[Path], found: Found) -> BadInput:
    advice = "give a folder with .tf files, or the output of `terraform show -json`"
    if found.gaps:
        return BadInput(found.gaps[0].what, where=found.gaps[0].origin.file, advice=advice)
    where = ", ".join(p.as_posix() for p in paths)
    return NothingThere("there is no Terraform source, plan or state here", where=where, advice=advice)


def _as_gap(problem: BadInput) -> Gap:
    return Gap(what=problem.what, origin=Origin(file=problem.where), leaves_open="everything this file declares")


def _deep(work: Callable[[], T]) -> T:
    """`work` on a thread whose stack is large enough for references that pass through hundreds of modules."""
    with _large_stack(), ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


@contextmanager
def _large_stack() -> Iterator[None]:
    frames, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(max(frames, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(frames)
        threading.stack_size(size)
