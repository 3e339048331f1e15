# SPDX-License-Identifier: Apache-2.0
"""Which files are deployed: those that no other file calls, and those that a parameter file names, once for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.emit import unreadable
from intramuros.sources.bicep.json_parameters import beside
from intramuros.sources.bicep.library import Library, Source, is_registry
from intramuros.sources.bicep.template import Writer

PARAMETERS: Final = ".bicepparam"
_MAX_EXTENDED: Final = 20


class Root(Struct, frozen=True, kw_only=True):
    """A deployment: a file, and the parameter file that it is deployed with, if any."""

    source: Source
    parameters: Source | None = None
    beside: str = ""
    """Name of the parameter file in JSON that it is deployed with, if any."""
    given: Mapping[str, Any] = {}
    """What that file states."""


def roots(library: Library) -> list[Root]:
    """Every deployment among the files that were given."""
    given = list(library.sources.values())
    files = [s for s in given if s.path.suffix.casefold() != PARAMETERS]
    named = [r for s in given if s.path.suffix.casefold() == PARAMETERS for r in _named(library, s)]
    deployed = {r.source.path for r in named}
    called = {c.path for s in files for c in _called(library, s)}
    alone = [s for s in files if s.path not in called | deployed]
    if files and not alone and not named:
        alone = files[:1]  # files that call one another in a circle
    return [*named, *(r for s in alone if _declares(s) for r in _alone(library, s))]


def _alone(library: Library, source: Source) -> list[Root]:
    """A file with each parameter file in JSON that bears its name, else by itself."""
    found = [Root(source=source, beside=name, given=given) for name, given in beside(source, library.gaps)]
    return found or [Root(source=source)]


def _declares(source: Source) -> bool:
    """Whether a file declares anything, or might, were it readable."""
    return bool(source.program.mistakes) or any(isinstance(s, tree.Resource | tree.Module) for s in source.program.statements)


def _called(library: Library, source: Source) -> Iterator[Source]:
    for s in source.program.statements:
        path = s.path.plain if isinstance(s, tree.Module) else None
        found = library.open(source, path) if path and not is_registry(path) else None
        if found is not None and found is not source:
            yield found


def _named(library: Library, source: Source) -> Iterator[Root]:
    """The deployment that a parameter file is for; `using none` is for no particular one."""
    path, line = _setting(source, "using")
    if not path:
        return
    found = library.open(source, path)
    if found is not None:
        yield Root(source=found, parameters=source)
    else:
        what = f"`{path}`, which the parameters are for, is no Bicep file on disk"
        library.gaps.append(Gap(what=what, origin=source.origin(line), leaves_open="every answer about what it declares"))


def _setting(source: Source, kind: str) -> tuple[str, int]:
    for s in source.program.statements:
        if isinstance(s, tree.Setting) and s.kind == kind and isinstance(s.value, tree.Text):
            return s.value.plain or "", s.line
    return "", 0


def defaults(library: Library, parameters: Source, writer: Writer) -> Mapping[str, Any]:
    """What a parameter file, and those that it extends, give each parameter, as values of the template."""
    made: dict[str, Any] = {}
    for source in reversed(_extended(library, parameters)):
        own = Writer(library, source, writer.template)
        for m in source.program.mistakes:
            words = m.statement.split()
            if len(words) > 1 and words[0] == "param":
                made[words[1]] = f"[{unreadable(f'the value of `{words[1]}` in {source.shown} cannot be read')}]"
        for s in source.program.statements:
            if isinstance(s, tree.Parameter) and s.default is not None:
                own.line = s.line
                made[s.name] = own.value(s.default, own.root)
    return made


def _extended(library: Library, parameters: Source) -> list[Source]:
    found = [parameters]
    while len(found) < _MAX_EXTENDED:
        path, _ = _setting(found[-1], "extends")
        more = library.open(found[-1], path) if path else None
        if more is None or more in found:
            break
        found.append(more)
    return found
