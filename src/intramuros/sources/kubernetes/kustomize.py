# SPDX-License-Identifier: Apache-2.0
"""What a kustomization builds of local files: resources, components, namespace, name prefix and suffix, labels, images, patches.

https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/. Generators, replacements, remote bases, inflated charts and patches of
other forms than these are said to be not read, and what they would change is not known.
"""

from __future__ import annotations

import copy
import os.path
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.values import Unknown
from intramuros.sources.documents import Document
from intramuros.sources.kubernetes.claims import KUSTOMIZATIONS
from intramuros.sources.kubernetes.generators import beside, generated
from intramuros.sources.kubernetes.manifests import Objects
from intramuros.sources.kubernetes.patches import Patch, patched
from intramuros.sources.marked import Marked, Wrong, read_yaml

_DEEPEST: Final = 20
_MOST: Final = 4_000
"""Builds of one reading: a base counts again for each that builds upon it."""
_UNREAD: Final = (
    "generators",
    "transformers",
    "replacements",
    "vars",
    "helmCharts",
    "helmChartInflationGenerator",
    "replicas",
)
_HARMLESS: Final = frozenset({"replicas"})
_CLUSTER_WIDE: Final = frozenset(
    "Namespace ClusterRole ClusterRoleBinding PersistentVolume StorageClass CustomResourceDefinition PriorityClass IngressClass ClusterPolicy "
    "GatewayClass RuntimeClass ValidatingWebhookConfiguration MutatingWebhookConfiguration ClusterSecretStore ClusterImagePolicy".split()
)


class Built(Struct, frozen=True, kw_only=True):
    """One object as it would be applied, and the file that it comes from."""

    object: Marked
    document: Document
    overlay: str
    """Folder of the kustomization that builds it, below the path under review; '' for a plain file."""


class Kustomize:
    """The kustomizations of one reading."""

    def __init__(self, objects: Objects, documents: list[Document]) -> None:
        self.taken: set[Path] = set()
        """Files that some kustomization names: they are not applied on their own."""
        self._objects = objects
        self._by_path = {d.path.absolute(): d for d in documents}
        self._plans: dict[Path, Marked] = {}
        self._built: set[Path] = set()
        self._left = _MOST
        for document in documents:
            if document.path.name in KUSTOMIZATIONS:
                self._plan(document)

    def _plan(self, document: Document) -> None:
        try:
            found = next((v for v in read_yaml(document.text) if isinstance(v, Marked)), Marked())
        except Wrong as problem:
            self._objects.gap(document, str(problem), problem.line)
            return
        self._plans[document.path.absolute()] = found
        named = (
            self._at(document, v)
            for k in ("resources", "bases", "patchesStrategicMerge", "components", "crds")
            for v in _texts(found.get(k))
        )
        patches = (self._at(document, p.get("path")) for k in ("patches", "patchesJson6902") for p in _maps(found.get(k)))
        self.taken |= {p for p in (*named, *patches) if p is not None}

    def _at(self, document: Document, name: Any) -> Path | None:
        """The file, or the kustomization of the folder, that an entry names."""
        if not isinstance(name, str) or "://" in name or "\n" in name or name.startswith(("github.com", "git@")):
            return None
        path = Path(os.path.normpath(document.path.absolute().parent / name))
        return next((p for p in (path, *(path / k for k in KUSTOMIZATIONS)) if p in self._by_path), None)

    def roots(self) -> Iterator[Document]:
        """Kustomizations that no other builds upon; then those of a circle, of which each builds upon another."""
        yield from (self._by_path[p] for p in self._plans if p not in self.taken)
        yield from (self._by_path[p] for p in self._plans if p not in self._built)

    def build(self, document: Document, depth: int = 0) -> list[Built]:
        """The objects of one kustomization."""
        plan = self._plans.get(document.path.absolute(), Marked())
        self._built.add(document.path.absolute())
        self._left -= 1
        if self._left < 0:
            self._objects.gap(document, "kustomizations build upon each other too often to follow")
            return []
        if depth > _DEEPEST:
            self._objects.gap(document, "kustomizations build upon each other too deeply, or in a circle")
            return []
        overlay = Path(document.below).parent.as_posix()
        found = [
            b for k in ("resources", "bases", "components") for name in _texts(plan.get(k)) for b in self._resource(document, name, depth)
        ]
        found += self._generated(document, plan)
        for key in _UNREAD:
            if plan.get(key) and key not in _HARMLESS:
                self._objects.gap(document, f"`{key}` of the kustomization is not read", plan.lines.get(key, (1, 1))[0])
        patches = list(self._patches(document, plan))
        return [Built(object=self._changed(document, b.object, plan, patches), document=b.document, overlay=overlay) for b in found]

    def _generated(self, document: Document, plan: Marked) -> Iterator[Built]:
        """Secrets and ConfigMaps from literals and files; the suffix that kustomize hangs on their names changes no reference."""
        for key, kind in (("secretGenerator", "Secret"), ("configMapGenerator", "ConfigMap")):
            for one in _maps(plan.get(key)):
                made = generated(one, kind, document.path.absolute().parent)
                if made.pop("missing", None):
                    self._objects.gap(document, f"a file of the `{key}` is not on disk", one.line)
                yield Built(object=made, document=document, overlay="")

    def _resource(self, document: Document, name: str, depth: int) -> Iterator[Built]:
        path = self._at(document, name)
        if path is None:
            self._objects.gap(document, f"`{name[:120]}`, which the kustomization builds upon, is not on disk as a manifest")
        elif path in self._plans:
            yield from self.build(self._by_path[path], depth + 1)
        else:
            there = self._by_path[path]
            yield from (Built(object=o, document=there, overlay="") for o in self._objects.of(there))

    def _patches(self, document: Document, plan: Marked) -> Iterator[Patch]:
        for value in _texts(plan.get("patchesStrategicMerge")):
            yield from self._patch(document, value if "\n" in value else None, value, None)
        for one in (*_maps(plan.get("patches")), *_maps(plan.get("patchesJson6902"))):
            target = one.get("target")
            yield from self._patch(document, one.get("patch"), one.get("path"), target if isinstance(target, Mapping) else None)

    def _patch(self, document: Document, text: Any, name: Any, target: Mapping[str, Any] | None) -> Iterator[Patch]:
        path = None if isinstance(text, str) else self._at(document, name)
        source = (
            text
            if isinstance(text, str)
            else self._by_path[path].text
            if path is not None
            else beside(document.path.absolute().parent, name)
        )
        if source is None:
            self._objects.gap(document, f"the patch `{str(name)[:120]}` of the kustomization is not on disk")
            yield Patch(target=target, body=None)
            return
        try:
            yield from (Patch(target=target, body=v) for v in read_yaml(source))
        except Wrong as problem:
            self._objects.gap(document, f"a patch of the kustomization cannot be read: {problem}")
            yield Patch(target=target, body=None)

    def _changed(self, document: Document, found: Marked, plan: Marked, patches: list[Patch]) -> Marked:
        made = copy.deepcopy(found)
        for patch in patches:
            made = patched(made, patch)
        for section, value in made.items():
            if isinstance(value, Unknown) and not isinstance(found.get(section), Unknown):
                self._objects.gap(document, f"`{section}` of a {found.get('kind')} is not known: {value.why}")
        metadata = made.get("metadata")
        if isinstance(metadata, Marked):
            self._names(made, metadata, plan)
        for image in _maps(plan.get("images")):
            _retag(made, image)
        return made

    @staticmethod
    def _names(made: Marked, metadata: Marked, plan: Marked) -> None:
        if isinstance(plan.get("namespace"), str) and made.get("kind") not in _CLUSTER_WIDE:
            metadata["namespace"] = plan["namespace"]
        labels = [plan.get("commonLabels"), *(one.get("pairs") for one in _maps(plan.get("labels")))]
        for found in (v for v in labels if isinstance(v, Marked)):
            own = metadata.get("labels")
            metadata["labels"] = {**(own if isinstance(own, Mapping) else {}), **found}
        annotations = plan.get("commonAnnotations")
        if isinstance(annotations, Marked):
            own = metadata.get("annotations")
            metadata["annotations"] = {**(own if isinstance(own, Mapping) else {}), **annotations}


def _retag(value: Any, image: Mapping[str, Any]) -> None:
    """`images`: every container of that image name gets the new name, tag or digest."""
    if isinstance(value, list):
        for one in value:
            _retag(one, image)
    if not isinstance(value, dict):
        return
    stated = value.get("image")
    if isinstance(stated, str) and _bare(stated) == image.get("name"):
        tail = (
            f"@{image['digest']}" if image.get("digest") else f":{image['newTag']}" if image.get("newTag") else stated[len(_bare(stated)) :]
        )
        value["image"] = f"{image.get('newName') or _bare(stated)}{tail}"
    for one in value.values():
        _retag(one, image)


def _bare(image: str) -> str:
    """An image without tag and digest."""
    name = image.split("@", 1)[0]
    head, _, last = name.rpartition("/")
    last = last.split(":", 1)[0]
    return f"{head}/{last}" if head else last


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _maps(value: Any) -> list[Marked]:
    return [v for v in value if isinstance(v, Marked)] if isinstance(value, list) else []
