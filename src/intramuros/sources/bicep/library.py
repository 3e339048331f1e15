# SPDX-License-Identifier: Apache-2.0
"""The files that a Bicep deployment is made of: each parsed once; modules of registries where they were restored to disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.sources.arm.json_text import NotJson
from intramuros.sources.arm.json_text import parse as parse_json
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.grammar import parse
from intramuros.sources.documents import Document
from intramuros.sources.terraform.files import MAX_SOURCE, to_utf8

_PUBLIC: Final = {"registry": "mcr.microsoft.com", "modulePath": "bicep"}
_CONFIG: Final = "bicepconfig.json"
_REGISTRIES: Final = ("br:", "br/", "ts:", "ts/")


class Source(Struct, kw_only=True, eq=False, dict=True):
    """One parsed file."""

    path: Path
    shown: str
    root: Path
    """The folder that was given for review."""
    program: tree.Program

    @cached_property
    def named(self) -> Mapping[str, tree.Statement]:
        """Its declarations by name."""
        kinds = (tree.Parameter, tree.Variable, tree.Function, tree.Alias, tree.Resource, tree.Module)
        return {s.name: s for s in self.program.statements if isinstance(s, kinds)}

    @property
    def target(self) -> str:
        """`targetScope`; a resource group where it is not stated."""
        for s in self.program.statements:
            if isinstance(s, tree.Setting) and s.kind == "targetScope" and isinstance(s.value, tree.Text):
                return s.value.plain or "resourceGroup"
        return "resourceGroup"

    def origin(self, line: int, end: int = 0) -> Origin:
        """A place in it."""
        return Origin(file=self.shown, line=line, end_line=end or line, dialect="bicep")


class Library:
    """Every file, by its real path."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.gaps: list[Gap] = []
        self.sources: dict[Path, Source] = {}
        self._found: dict[tuple[Path, str], Source | None] = {}
        self._missing: set[Path] = set()
        self._configs: dict[Path, Mapping[str, Any]] = {}
        for d in documents:
            path = Path(os.path.realpath(d.path))
            self._keep(path, d.shown, _root(path, d.below), d.text)

    def _keep(self, path: Path, shown: str, root: Path, text: str) -> Source:
        source = Source(path=path, shown=shown, root=root, program=parse(text))
        self.sources[path] = source
        self.gaps.extend(_mistaken(source, m) for m in source.program.mistakes)
        return source

    def open(self, near: Source, path: str) -> Source | None:
        """The file that another one names; None where it is not on disk or no Bicep file."""
        asked = near.path, path
        if asked not in self._found:
            self._found[asked] = self._open(near, path)
        return self._found[asked]

    def _open(self, near: Source, path: str) -> Source | None:
        full = _beside(near, path)
        if full in self.sources:
            return self.sources[full]
        text = None if full in self._missing or full.suffix.casefold() not in {".bicep", ".bicepparam"} else _text(full)
        if text is None:
            self._missing.add(full)
            return None
        return self._keep(full, _shown(near, full), near.root, text)

    def template(self, near: Source, path: str) -> Any:
        """A compiled template that a module names or a registry's module was restored to; None where none is on disk."""
        for full in self._restored(near, path) if path.startswith(_REGISTRIES) else (_beside(near, path),):
            text = _text(full) if full.suffix.casefold() in {".json", ".jsonc"} else None
            if text is not None:
                try:
                    return parse_json(text, _shown(near, full))
                except NotJson as problem:
                    origin = Origin(file=_shown(near, full), line=problem.line, dialect="arm")
                    self.gaps.append(Gap(what=str(problem), origin=origin, leaves_open="every answer about what it declares"))
        return None

    def content(self, near: Source, path: str) -> bytes | None:
        """A file that the source loads, where it lies in the reviewed folder and is of a sensible size."""
        full = _beside(near, path)
        try:
            if full.is_relative_to(near.root) and full.is_file() and full.stat().st_size <= MAX_SOURCE:
                return full.read_bytes()
        except (OSError, ValueError):
            return None
        return None

    # -- registries --------------------------------------------------------------------------------------------------------------

    def _restored(self, near: Source, reference: str) -> Iterator[Path]:
        """Where `bicep restore` puts a module: below each folder that may be its cache."""
        below = self._cached_as(near, reference)
        if below is not None:
            for cache in self._caches(near):
                yield Path(os.path.realpath(cache / below))

    def _caches(self, near: Source) -> Iterator[Path]:
        stated = self._config(near).get("cacheRootDirectory")
        if isinstance(stated, str):
            yield near.path.parent / stated
        yield from (folder / ".bicep" for folder in _upward(near))
        yield Path(os.path.expanduser("~")) / ".bicep"

    def _cached_as(self, near: Source, reference: str) -> Path | None:
        scheme, alias = reference[:2], reference[2] == "/"
        rest = reference[3:]
        if alias:
            name, _, rest = rest.partition(":")
            held = self._alias(near, scheme, name)
            rest = _from_alias(scheme, held, rest) if held else ""
        whole, _, tag = rest.rpartition("@" if "@" in rest else ":")
        pieces = whole.split("/")
        if not tag or any(p in {"", ".", ".."} for p in (*pieces, tag)) or "/" in tag:
            return None
        if scheme == "ts":
            return Path("ts", *pieces, tag, "main.json")
        kept = tag.replace(":", "#") if "@" in rest else _encoded(tag)
        return Path("br", pieces[0].replace(":", "$"), "$".join(pieces[1:]), kept, "main.json")

    def _alias(self, near: Source, scheme: str, name: str) -> Mapping[str, Any] | None:
        held = self._config(near).get("moduleAliases")
        found = held.get(scheme, {}).get(name) if isinstance(held, Mapping) and isinstance(held.get(scheme, {}), Mapping) else None
        return found if isinstance(found, Mapping) else _PUBLIC if (scheme, name) == ("br", "public") else None

    def _config(self, near: Source) -> Mapping[str, Any]:
        """The nearest `bicepconfig.json` at or above a file, up to the reviewed folder."""
        for folder in _upward(near):
            if folder not in self._configs:
                text = _text(folder / _CONFIG)
                self._configs[folder] = _object(text) if text else {}
            if self._configs[folder]:
                return self._configs[folder]
        return {}


def is_registry(path: str) -> bool:
    """Whether a module lives in a registry or is a template spec."""
    return path.startswith(_REGISTRIES)


def _from_alias(scheme: str, held: Mapping[str, Any], rest: str) -> str:
    keys = ("registry", "modulePath") if scheme == "br" else ("subscription", "resourceGroup")
    return "/".join([str(held[k]).strip("/") for k in keys if held.get(k)] + [rest])


def _encoded(tag: str) -> str:
    """A tag as a folder's name, which may lie where `V1` and `v1` are the same: a bit tells each capital letter."""
    bits = sum(1 << i for i, c in enumerate(tag) if c.isascii() and c.isupper())
    return f"{tag}${bits:x}" if bits else f"{tag}$"


def _object(text: str) -> Mapping[str, Any]:
    try:
        held = parse_json(text, _CONFIG)
    except NotJson:
        return {}
    return held if isinstance(held, Mapping) else {}


def _upward(near: Source) -> Iterator[Path]:
    folder = near.path.parent
    while True:
        yield folder
        if folder in (near.root, folder.parent) or not folder.is_relative_to(near.root):
            return
        folder = folder.parent


def _beside(near: Source, path: str) -> Path:
    return Path(os.path.realpath(near.path.parent / path.replace("\\", "/").replace("\0", "")))


def _shown(near: Source, full: Path) -> str:
    """A file's path as the user gave it, told from a neighbour's."""
    return Path(os.path.normpath(Path(near.shown).parent / os.path.relpath(full, near.path.parent))).as_posix()


def _root(path: Path, below: str) -> Path:
    return path.parents[min(len(Path(below).parts), len(path.parents)) - 1]


def _text(path: Path) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > MAX_SOURCE:
            return None
        return to_utf8(path.read_bytes(), path.as_posix())[0].decode()
    except (OSError, ValueError):
        return None


def _mistaken(source: Source, m: tree.Mistake) -> Gap:
    return Gap(
        what=f"`{m.statement}` cannot be read: {m.what}" if m.statement else f"this cannot be read: {m.what}",
        origin=source.origin(m.line),
        leaves_open="every answer about what it declares",
    )
