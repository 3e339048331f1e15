# SPDX-License-Identifier: Apache-2.0
"""Secrets and ConfigMaps that a kustomization generates from literals and from files beside it.

https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/ and …/configmapgenerator/.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from intramuros.estate.values import clean
from intramuros.sources.marked import Marked

_LARGEST: Final = 1_000_000


def beside(folder: Path, name: Any) -> str | None:
    """The text of a file in the folder of a kustomization, or below it."""
    path = Path(os.path.normpath(folder / name)) if isinstance(name, str) else None
    if path is None or not path.is_relative_to(folder) or path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    return clean(path.read_text("utf-8", "replace"))


def generated(stated: Marked, kind: str, folder: Path) -> Marked:
    """The object; `missing` stands in it where a file that it is made of is not on disk."""
    made, data = Marked(stated.line), Marked(stated.line)
    made.end = stated.end
    for key, value in _pairs(stated, folder):
        if value is None:
            made["missing"] = True
        else:
            data[key] = value
    metadata = {k: stated[k] for k in ("name", "namespace") if isinstance(stated.get(k), str)}
    body = {"apiVersion": "v1", "kind": kind, "metadata": _marked(metadata, stated), "stringData" if kind == "Secret" else "data": data}
    made.update(body)
    return made


def _marked(values: dict[str, Any], stated: Marked) -> Marked:
    made = Marked(stated.line)
    made.update(values)
    return made


def _pairs(stated: Marked, folder: Path) -> Iterator[tuple[str, str | None]]:
    for one in _texts(stated, "literals"):
        key, _, value = one.partition("=")
        yield key.strip(), value.strip().strip("'\"")
    for one in _texts(stated, "files"):
        key, _, name = one.rpartition("=")
        yield key or Path(name).name, beside(folder, name)
    for one in (*_texts(stated, "envs"), *([stated["env"]] if isinstance(stated.get("env"), str) else [])):
        text = beside(folder, one)
        if text is None:
            yield one, None
        for line in (text or "").splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.lstrip().startswith("#"):
                yield key.strip(), value.strip().strip("'\"")


def _texts(stated: Marked, key: str) -> list[str]:
    found = stated.get(key)
    return [v for v in found if isinstance(v, str)] if isinstance(found, list) else []
