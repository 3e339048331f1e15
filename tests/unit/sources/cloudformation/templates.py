# SPDX-License-Identifier: Apache-2.0
"""Templates written into a folder and read, for the tests of this room."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from intramuros.sources.catalogue import KINDS
from intramuros.sources.cloudformation.reader import read
from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.documents import sort


def read_folder(folder: Path, **files: str) -> Declarations:
    """What the templates in `folder` declare; a name's `__` is a slash, its last `_` a dot."""
    for name, text in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        path = folder / f"{stem.replace('_dot_', '.')}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), "utf-8")
    found = sort([folder], KINDS).by_dialect.get("cloudformation", [])
    return read(found)


def by_address(made: Declarations) -> dict[str, Declared]:
    """Declared resources under their addresses."""
    return {d.address: d for d in made.declared}


def names(folder: Path, text: str, **files: str) -> dict[str, Any]:
    """The `BucketName` of every bucket of one template."""
    return {d.address: d.attrs.get("bucket") for d in read_folder(folder, main_yaml=text, **files).declared if d.type == "aws_s3_bucket"}
