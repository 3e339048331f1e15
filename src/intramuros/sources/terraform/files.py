# SPDX-License-Identifier: Apache-2.0
"""Which files a review reads: folders walked with limits, links kept inside, every encoding brought to UTF-8.

Hidden folders (`.terraform`, `.git`) are left out, as Terraform itself reads one folder only; a symbolic
link is followed while it stays inside the folder that was given, so that no loop and no way out exists.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from intramuros.errors import BadInput
from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin

MAX_SOURCE: Final = 16 * 1024 * 1024
"""Bytes of one source file; Terraform files of more than a few hundred KB are generated data."""
MAX_DOCUMENT: Final = 1024 * 1024 * 1024
"""Bytes of one plan or state after decompression: decoded it needs about three times as much."""
MAX_DEPTH: Final = 64
MAX_FOLDERS: Final = 50_000
_SNIFF: Final = 4096
_SYMBOL_MARKS: Final = (b"\xee\x80\x80", b"\xee\x80\x81", b"\xee\x80\x82")
"""UTF-8 of the delimiters of `estate.values` symbols: never let in from a file."""


class Folder(Struct, frozen=True, kw_only=True):
    """One folder with Terraform source in it."""

    path: Path
    """Absolute, links resolved: the folder's identity."""
    shown: str
    """As the user gave it, POSIX slashes."""
    files: tuple[str, ...]
    """Names of its `.tf` and `.tf.json` files, sorted as Terraform reads them."""


class Document(Struct, frozen=True, kw_only=True):
    """A file that may be a plan or a state."""

    path: Path
    shown: str


class Found(Struct, kw_only=True):
    """What lies at the paths that were given."""

    folders: dict[Path, Folder] = {}
    documents: list[Document] = []
    gaps: list[Gap] = []


def walk(paths: Sequence[Path]) -> Found:
    """Everything that could be Terraform at `paths`; what is missing or unreadable is a gap."""
    found = Found()
    singles: dict[Path, list[Path]] = {}
    for path in paths:
        if path.is_dir():
            _walk_folder(path, found)
        elif not path.exists():
            found.gaps.append(_gap(shown(path), "there is no such file or folder"))
        elif is_source(path.name):
            singles.setdefault(path.parent, []).append(path)
        else:
            found.documents.append(Document(path=path, shown=shown(path)))
    for parent, files in singles.items():
        _single_files(parent, files, found)
    return found


def shown(path: Path) -> str:
    """A path the way messages show it."""
    return path.as_posix()


def is_source(name: str) -> bool:
    """Whether Terraform reads a file of this name as configuration."""
    return name.endswith((".tf", ".tf.json")) and not name.startswith((".", "#")) and not name.endswith("~")


def folder_at(path: Path, label: str) -> Folder | None:
    """The folder at `path` if it holds Terraform source."""
    try:
        names = sorted(e.name for e in os.scandir(path) if is_source(e.name) and e.is_file())
    except OSError:
        return None
    return Folder(path=Path(os.path.realpath(path)), shown=label, files=tuple(names)) if names else None


def read_source(path: Path, label: str) -> tuple[bytes, tuple[Gap, ...]]:
    """The bytes of a source file in UTF-8 without a byte-order mark; b"" and a gap where it cannot be read."""
    try:
        if path.stat().st_size > MAX_SOURCE:
            return b"", (_gap(label, f"the file is larger than {MAX_SOURCE // 2**20} MiB"),)
        raw = path.read_bytes()
    except OSError as problem:
        return b"", (_gap(label, f"the file cannot be read: {problem.strerror or problem}"),)
    return to_utf8(raw, label)


def to_utf8(raw: bytes, label: str) -> tuple[bytes, tuple[Gap, ...]]:
    """Bytes of any Unicode encoding as UTF-8; symbols' delimiters are replaced so that no file can forge one."""
    gaps: tuple[Gap, ...] = ()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode()
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in raw:
        return b"", (_gap(label, "the file is binary, not Terraform source"),)
    try:
        raw.decode()
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        gaps = (_gap(label, "the file is not UTF-8: the characters that could not be decoded were replaced", line),)
        raw = raw.decode("utf-8", "replace").encode()
    for mark in _SYMBOL_MARKS:
        raw = raw.replace(mark, b"\xef\xbf\xbd")
    return raw, gaps


def read_document(document: Document) -> bytes:
    """The bytes of a plan or state, decompressed.

    Raises:
        BadInput: it cannot be read, is no JSON at all, or is larger than can be held.

    """
    try:
        with document.path.open("rb") as stream:
            raw = _bounded(stream, document.shown)
        if raw.startswith(b"\x1f\x8b"):
            with gzip.open(document.path) as packed:
                raw = _bounded(packed, document.shown)
    except (OSError, EOFError, zlib.error) as problem:
        raise BadInput(f"the file cannot be read: {problem}", where=document.shown) from problem
    return _as_json(raw, document.shown)


def looks_like_document(path: Path) -> bool:
    """Whether the head of a JSON file is that of a plan or state (used where the user named a folder only)."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            head = stream.read(_SNIFF)
    except (OSError, EOFError, zlib.error):
        return False
    return b'"terraform_version"' in head and (b'"format_version"' in head or b'"lineage"' in head or b'"serial"' in head)


def _bounded(stream: object, label: str) -> bytes:
    read = getattr(stream, "read")  # noqa: B009  # both file kinds; typeshed gives them no common base
    raw: bytes = read(MAX_DOCUMENT + 1)
    if len(raw) > MAX_DOCUMENT:
        raise BadInput(f"the file is larger than {MAX_DOCUMENT // 2**30} GiB", where=label, advice="review its workspaces one by one")
    return raw


def _as_json(raw: bytes, label: str) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # PowerShell's `>` writes UTF-16
        raw = raw.decode("utf-16", "replace").encode()
    raw = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if raw.startswith(b"PK"):
        raise BadInput("this is Terraform's binary plan", where=label, advice="convert it: terraform show -json PLAN > plan.json")
    if not raw.startswith(b"{"):
        advice = "give a folder of Terraform source, or a plan or state in JSON (terraform show -json)"
        raise BadInput("this is neither Terraform source nor JSON", where=label, advice=advice)
    return raw


def _walk_folder(top: Path, found: Found) -> None:
    top_real = Path(os.path.realpath(top))
    seen: set[str] = set()
    loose: list[Path] = []
    stack: list[tuple[Path, int]] = [(top, 0)]
    before = len(found.folders)
    while stack:
        path, depth = stack.pop()
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        if depth > MAX_DEPTH or len(seen) > MAX_FOLDERS:
            found.gaps.append(_gap(shown(path), "folders are nested too deeply or too many to read", leaves="everything below this folder"))
            continue
        stack.extend((p, depth + 1) for p in reversed(_list_folder(path, top_real, found, loose)))
    if len(found.folders) == before:  # no source below: then plans and states that lie there are what was meant
        found.documents.extend(Document(path=p, shown=shown(p)) for p in sorted(loose) if looks_like_document(p))


def _list_folder(path: Path, top: Path, found: Found, loose: list[Path]) -> list[Path]:
    names: list[str] = []
    below: list[Path] = []
    try:
        entries = sorted(os.scandir(path), key=lambda e: e.name)
    except OSError as problem:
        found.gaps.append(
            _gap(shown(path), f"the folder cannot be read: {problem.strerror or problem}", leaves="everything below this folder")
        )
        return []
    for entry in entries:
        if entry.name.startswith(".") or not _inside(entry, top, found):
            continue
        if entry.is_dir():
            below.append(path / entry.name)
        elif is_source(entry.name) and entry.is_file():
            names.append(entry.name)
        elif entry.name.endswith((".json", ".json.gz", ".tfstate")):
            loose.append(path / entry.name)
    if names:
        real = Path(os.path.realpath(path))
        found.folders.setdefault(real, Folder(path=real, shown=shown(path), files=tuple(names)))
    return below


def _inside(entry: os.DirEntry[str], top: Path, found: Found) -> bool:
    """Whether an entry is no link, or one that stays below `top`."""
    if not entry.is_symlink():
        return True
    target = Path(os.path.realpath(entry.path))
    if target.is_relative_to(top):
        return True
    if is_source(entry.name) or target.is_dir():
        label = Path(entry.path).as_posix()
        found.gaps.append(_gap(label, "the link leads out of the folder under review and was not followed", leaves="whatever it declares"))
    return False


def _single_files(parent: Path, files: Sequence[Path], found: Found) -> None:
    real = Path(os.path.realpath(parent))
    known = found.folders.get(real)
    names = {*(known.files if known else ()), *(f.name for f in files)}
    found.folders[real] = Folder(path=real, shown=shown(parent), files=tuple(sorted(names)))


def _gap(label: str, what: str, line: int = 0, leaves: str = "every answer about what it declares") -> Gap:
    return Gap(what=what, origin=Origin(file=label, line=line), leaves_open=leaves)


def names_in(folder: Path) -> Iterator[str]:
    """Names of the files in a folder, sorted; none where it cannot be listed."""
    try:
        yield from sorted(e.name for e in os.scandir(folder) if e.is_file())
    except OSError:
        return
