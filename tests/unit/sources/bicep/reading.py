"""Bicep read from a few lines of text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intramuros.sources.bicep.reader import read
from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.documents import Document


def reading(folder: Path, **files: str) -> Declarations:
    """What the files declare; `main` is main.bicep, `dev_param` is dev.bicepparam, `a__b` is a/b.bicep."""
    documents = []
    for name, text in files.items():
        below = name.replace("__", "/").replace("_param", ".bicepparam")
        below = below if "." in below else f"{below}.bicep"
        path = folder / below
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        documents.append(Document(path=path, shown=below, below=below, text=text))
    return read(documents)


def body(found: Declarations, name: str) -> Any:
    """The body of the resource whose address ends in a name."""
    return one(found, name).attrs["body"]


def one(found: Declarations, name: str) -> Declared:
    """The resource whose address ends in a name."""
    (only,) = [d for d in found.declared if d.address.endswith(name)]
    return only


def probe(folder: Path, expression: str, before: str = "") -> Any:
    """The value of an expression, as a resource's property takes it."""
    text = (
        f"{before}\nresource probe 'My.Own/things@2024-01-01' = {{\n  name: 'probe'\n  properties: {{\n    value: {expression}\n  }}\n}}\n"
    )
    return body(reading(folder, main=text), "probe")["properties"]["value"]
