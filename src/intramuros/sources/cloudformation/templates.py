# SPDX-License-Identifier: Apache-2.0
"""Which templates are stacks of their own, which are nested in one, and what each is given."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation import claims, parameters
from intramuros.sources.cloudformation.syntax import Placed, Source, parse
from intramuros.sources.cloudformation.values import Value
from intramuros.sources.documents import Document

_TAILS: Final = (
    ".template.json", ".template.yaml", ".template.yml", ".yaml", ".yml", ".json", ".template", ".cfn", ".cform", ".sam",
)  # fmt: skip
_ALONE: Final = frozenset({"parameters", "params", "parameter"})


class Template(Struct, kw_only=True, eq=False):
    """One template's file, parsed."""

    document: Document
    source: Source

    @property
    def root(self) -> Placed:
        """Its sections."""
        return self.source.root

    @property
    def stem(self) -> str:
        """The file's name without what says that it is a template."""
        name = self.document.path.name
        tail = next((t for t in _TAILS if name.casefold().endswith(t)), "")
        return name[: len(name) - len(tail)] if tail else name


class Given(Struct, kw_only=True):
    """What the files of parameters beside a template say."""

    values: dict[str, Value] = {}
    allowed: dict[str, tuple[Value, ...]] = {}
    tags: dict[str, str] = {}
    """Tags of the stack, which CloudFormation puts on every resource that takes some."""


class Library:
    """Every file that the dialect was handed, by what it is."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.gaps: list[Gap] = []
        self.templates = [Template(document=d, source=parse(d.text, d.shown)) for d in documents if not _is_aside(d)]
        self._parameters = [d for d in documents if claims.is_parameters(d) and not claims.is_template(d)]
        self.manifests = [d for d in documents if claims.is_manifest(d)]
        self._by_path = {posixpath.normpath(t.document.shown): t for t in self.templates}
        self._by_folder: dict[Path, list[Template]] = {}
        for t in self.templates:
            self.gaps.extend(t.source.gaps)
            self._by_folder.setdefault(t.document.path.parent, []).append(t)

    def nested(self, around: Template, location: Value, asset: Value = None) -> Template | None:
        """The template that a nested stack names: a path beside the one around it, or the end of an address that one file here has."""
        folder = posixpath.dirname(around.document.shown)
        for said in (asset, location):
            if isinstance(said, str) and (found := self._by_path.get(posixpath.normpath(posixpath.join(folder, said)))):
                return found
        if not isinstance(location, str):
            return None
        tail = location.split("?", 1)[0].rsplit("/", 1)[-1]
        hits = [t for t in self.templates if t.document.path.name == tail and t is not around]
        return hits[0] if len(hits) == 1 and "://" in location else None

    def given(self, template: Template) -> Given:
        """What the files of parameters beside a template give it; where they differ, each value is one that it may have."""
        folder = template.document.path.parent
        near = [d for d in self._parameters if d.path.parent == folder]
        if not near:
            return Given()
        mine = [d for d in near if self._fits(d, template)]
        if len(self._in(folder)) == 1:
            mine += [d for d in near if d not in mine and _words(d) in _ALONE]
        found: dict[str, list[Value]] = {}
        said = [self._parsed(document) for document in mine]
        for one in said:
            for name, value in parameters.files(one).items():
                found.setdefault(name, []).append(value)
        same = {n: v[0] for n, v in found.items() if len(v) == len(mine) and all(x == v[0] for x in v)}
        files = ", ".join(d.path.name for d in mine)
        doubt = {n: Unknown(f"parameter `{n}` is given differently by {files}") for n in found if n not in same}
        allowed = {n: tuple(found[n]) for n in doubt if len(found[n]) == len(mine)}
        return Given(values={**same, **doubt}, allowed=allowed, tags=_tags(said))

    def _fits(self, document: Document, template: Template) -> bool:
        name = document.path.name.casefold()
        stem = template.stem.casefold()
        return name.startswith(stem) and name[len(stem) :][:1] in (".", "-", "_") and self._nearest(document) is template

    def _nearest(self, document: Document) -> Template | None:
        """The template whose name is the longest that a file of parameters begins with."""
        name = document.path.name.casefold()
        fitting = [t for t in self._in(document.path.parent) if name.startswith(t.stem.casefold())]
        return max(fitting, key=lambda t: len(t.stem), default=None)

    def _in(self, folder: Path) -> list[Template]:
        return self._by_folder.get(folder, [])

    def _parsed(self, document: Document) -> Any:
        try:
            return json.loads(document.text)
        except (ValueError, RecursionError):
            origin = Origin(file=document.shown, line=1, dialect="cloudformation")
            gap = Gap(what="the file of parameters is no JSON", origin=origin, leaves_open="what hangs on the parameters that it gives")
            self.gaps.append(gap)
            return {}


def _tags(said: Sequence[Any]) -> dict[str, str]:
    """The tags that every file of parameters gives alike."""
    found = [s.get("Tags") if isinstance(s, dict) else None for s in said]
    first = found[0] if found else None
    return {str(k): str(v) for k, v in first.items() if all(f and f.get(k) == v for f in found)} if isinstance(first, dict) else {}


def _is_aside(document: Document) -> bool:
    return not claims.is_template(document) and (claims.is_parameters(document) or claims.is_manifest(document))


def _words(document: Document) -> str:
    return PurePosixPath(document.path.name).stem.casefold()


def environments(manifests: Sequence[Document]) -> Mapping[str, Mapping[str, Any]]:
    """What the CDK's manifests say of each template: its file (below the manifest's folder) → account, region, stack's name."""
    found: dict[str, Mapping[str, Any]] = {}
    for manifest in manifests:
        try:
            artifacts = json.loads(manifest.text).get("artifacts")
        except (ValueError, AttributeError, RecursionError):
            continue
        folder = posixpath.dirname(manifest.shown)
        for name, one in artifacts.items() if isinstance(artifacts, dict) else ():
            if isinstance(one, dict) and one.get("type") == "aws:cloudformation:stack" and isinstance(one.get("properties"), dict):
                file = posixpath.normpath(posixpath.join(folder, str(one["properties"].get("templateFile"))))
                found[file] = {"name": one["properties"].get("stackName", name), "environment": one.get("environment"), **one["properties"]}
    return found
