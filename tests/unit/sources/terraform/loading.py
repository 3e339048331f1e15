# SPDX-License-Identifier: Apache-2.0
"""Small estates written to a folder and read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from intramuros.sources.declared import Declared
from intramuros.sources.terraform.reader import Declarations, read


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
    return folder


def reading(folder: Path, files: Mapping[str, str | bytes], **options: object) -> Declarations:
    return read([write(folder, files)], **options)  # type: ignore[arg-type]


def declared(folder: Path, files: Mapping[str, str | bytes] | str, **options: object) -> dict[str, Declared]:
    named = {"main.tf": files} if isinstance(files, str) else files
    return {d.address: d for d in reading(folder, named, **options).declared}


def whats(found: Declarations) -> str:
    return "\n".join(f"{g.origin.file}:{g.origin.line} {g.what}" for g in found.gaps)
