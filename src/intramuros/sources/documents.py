# SPDX-License-Identifier: Apache-2.0
"""Which files under the reviewed paths are of which dialect besides Terraform: told by what is in them, not by their names alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Dialect, Origin
from intramuros.sources.terraform.files import MAX_DEPTH, MAX_FOLDERS, MAX_SOURCE, to_utf8

_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})
_HEAD: Final = 64 * 1024
"""Bytes that tell the dialect of a file that is too large to be read."""


class Document(Struct, frozen=True, kw_only=True):
    """One file with its text, in which no symbol of ours can stand."""

    path: Path
    shown: str
    """As the user gave it, joined with the path below; POSIX slashes."""
    below: str
    """The path below the folder that was given; the bare name of a file that was."""
    text: str


class Kind(Struct, frozen=True, kw_only=True):
    """One dialect, as the catalogue lists it."""

    dialect: Dialect
    suffixes: tuple[str, ...]
    claims: Callable[[Document], bool]
    """Whether a file is of this dialect; asked in the catalogue's order."""
    room: str
    """The module whose `read(documents)` turns its files into `Declarations`; imported where there are any."""


class Sorted(Struct, kw_only=True):
    """The files of each dialect, and what could not be read."""

    by_dialect: dict[Dialect, list[Document]] = {}
    claimed: set[Path] = set()
    gaps: list[Gap] = []


def sort(paths: Sequence[Path], kinds: Sequence[Kind], *, forced: Dialect | None = None) -> Sorted:
    """Every file at `paths` that some dialect claims; `forced` names the one that the files given by name are of."""
    found = Sorted()
    for root in paths:
        for path, below in _files(root, tuple({s for k in kinds for s in k.suffixes}), found, whatever=forced is not None):
            document = _document(path, below, found)
            kind = None if document is None else _kind(document, kinds, forced if path == root else None)
            if document is None or kind is None:
                continue
            if _is_large(path):
                found.gaps.append(_gap(document.shown, f"the file is larger than {MAX_SOURCE // 2**20} MiB"))
            else:
                found.by_dialect.setdefault(kind.dialect, []).append(document)
                found.claimed.add(path)
    return found


def _kind(document: Document, kinds: Sequence[Kind], forced: Dialect | None) -> Kind | None:
    if forced is not None:
        return next((k for k in kinds if k.dialect == forced), None)
    return next((k for k in kinds if document.path.name.casefold().endswith(k.suffixes) and k.claims(document)), None)


def _files(root: Path, suffixes: tuple[str, ...], found: Sorted, *, whatever: bool) -> Iterator[tuple[Path, str]]:
    if root.is_file():
        if whatever or root.name.casefold().endswith(suffixes):
            yield root, root.name
        return
    top = os.path.realpath(root)
    seen = 0
    for folder, names, files in os.walk(root, followlinks=False):
        seen += 1
        below = Path(folder).relative_to(root)
        if seen > MAX_FOLDERS or len(below.parts) > MAX_DEPTH:
            names.clear()
            found.gaps.append(_gap(Path(folder).as_posix(), "folders are nested too deeply or too many to read"))
            continue
        names[:] = sorted(n for n in names if not n.startswith(".") and n not in _SKIPPED)
        for name in sorted(files):
            path = Path(folder) / name
            if name.casefold().endswith(suffixes) and not name.startswith(".") and path.is_file() and _inside(path, top, found):
                yield path, (below / name).as_posix()


def _inside(path: Path, top: str, found: Sorted) -> bool:
    """Whether a file is no link, or one that stays below the folder under review."""
    if not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(top):
        return True
    found.gaps.append(_gap(path.as_posix(), "the link leads out of the folder under review and was not followed"))
    return False


def _document(path: Path, below: str, found: Sorted) -> Document | None:
    shown = path.as_posix()
    try:
        with path.open("rb") as stream:
            raw = stream.read(_HEAD if _is_large(path) else MAX_SOURCE)
    except OSError as problem:
        found.gaps.append(_gap(shown, f"the file cannot be read: {problem.strerror or problem}"))
        return None
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        found.gaps.append(_gap(shown, "the file is binary, not text"))
        return None
    utf8, _ = to_utf8(raw, shown)
    return Document(path=path, shown=shown, below=below, text=utf8.decode())


def _is_large(path: Path) -> bool:
    """Whether a file is beyond what is read; then its head tells of which dialect it would have been."""
    return path.stat().st_size > MAX_SOURCE


def _gap(shown: str, what: str) -> Gap:
    return Gap(what=what, origin=Origin(file=shown), leaves_open="every answer about what it declares")
