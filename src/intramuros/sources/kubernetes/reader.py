# SPDX-License-Identifier: Apache-2.0
"""Manifests as declared resources: each object is a `kubernetes_manifest`, as Terraform's provider would declare it.

Its address is its kind, namespace and name (`Deployment/ward/vllm`). What a kustomization builds stands in the place of the files that it
takes its resources from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.documents import Document
from intramuros.sources.kubernetes.claims import KUSTOMIZATIONS
from intramuros.sources.kubernetes.kustomize import Built, Kustomize
from intramuros.sources.kubernetes.manifests import Objects
from intramuros.sources.marked import Marked

MANIFEST = "kubernetes_manifest"
_AWAY = frozenset({"Kustomization", "Component"})


def read(documents: list[Document]) -> Declarations:
    """Every object of the manifests under review."""
    objects = Objects()
    kustomize = Kustomize(objects, documents)
    built = [b for d in kustomize.roots() for b in kustomize.build(d)]
    alone = [d for d in documents if d.path.name not in KUSTOMIZATIONS and d.path.absolute() not in kustomize.taken]
    plain = [Built(object=o, document=d, overlay="") for d in alone for o in objects.of(d) if o["kind"] not in _AWAY]
    sources = tuple(dict.fromkeys(d.shown.removesuffix(d.below).rstrip("/") or d.shown for d in documents))
    return Declarations(declared=tuple(_declared([*built, *plain])), gaps=objects.gaps, sources=sources)


def _declared(found: list[Built]) -> Iterator[Declared]:
    taken: set[str] = set()
    for one in found:
        plain = address = address_of(one.object)
        if address in taken and one.overlay:
            plain = address = f"{plain} ({one.overlay})"
        number = 1
        while address in taken:
            number += 1
            address = f"{plain} ({number})"
        taken.add(address)
        shown = one.document.shown
        lines = {k: one.object.origin(shown, "kubernetes", k) for k in one.object.lines}
        attrs: dict[str, Any] = {"manifest": one.object, "at": one.overlay or one.document.below}
        yield Declared(address=address, type=MANIFEST, attrs=attrs, origin=one.object.origin(shown, "kubernetes"), lines=lines)


def address_of(found: Marked) -> str:
    """Kind, namespace and name."""
    metadata = found.get("metadata")
    known = metadata if isinstance(metadata, Marked) else Marked()
    name = known.get("name") or known.get("generateName") or "unnamed"
    return "/".join(str(p) for p in (found["kind"], known.get("namespace"), name) if isinstance(p, str) and p)
