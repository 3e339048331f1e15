# SPDX-License-Identifier: Apache-2.0
"""Objects of Kubernetes, wherever they were declared: manifests in YAML or JSON, in Terraform, and its own resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.declared import Declared
from intramuros.sources.kubernetes.shapes import manifest_of

MANIFESTS: Final = frozenset({"kubernetes_manifest", "kubectl_manifest"})
_MODULE: Final = "module."


class Object(Struct, frozen=True, kw_only=True, eq=False):
    """One object, as it would be applied."""

    kind: str
    group: str
    """API group; '' for the core's."""
    name: Fact[str]
    namespace: Fact[str]
    """'' where nothing states it."""
    body: Mapping[str, Any]
    declared: Declared

    @property
    def address(self) -> str:
        """What the estate calls it."""
        return self.declared.address

    @property
    def labels(self) -> Mapping[str, Any]:
        """Its own labels."""
        return section(self.body, "metadata", "labels")

    @property
    def annotations(self) -> Mapping[str, Any]:
        """Its own annotations."""
        return section(self.body, "metadata", "annotations")

    @property
    def spec(self) -> Mapping[str, Any]:
        """What it asks for."""
        return section(self.body, "spec")

    def origin(self, *keys: str) -> Origin:
        """Where it stands, or the first of its parts that has lines."""
        lines = self.declared.lines
        return next((lines[k] for k in keys if k in lines), self.declared.origin)

    def says(self, key: str) -> Fact[str | None]:
        """An annotation as text."""
        found = self.annotations.get(key)
        return found if found is None or isinstance(found, Unknown) else str(found)


def section(holder: Any, *keys: str) -> Mapping[str, Any]:
    """A nested mapping; {} where there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Mapping) else None
    return holder if isinstance(holder, Mapping) else {}


def unknown_at(holder: Any, *keys: str) -> Unknown | None:
    """The first unknown on the way to a nested mapping."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Mapping) else None
        if isinstance(holder, Unknown):
            return holder
    return None


def entries(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The mappings of a list."""
    found = holder.get(key)
    return [v for v in found if isinstance(v, Mapping)] if isinstance(found, list) else []


def objects(declared: Sequence[Declared]) -> Iterator[Object]:
    """Every object that is declared and can be read."""
    for d in declared:
        if d.mode != "managed":
            continue
        body = manifest(d) if d.type in MANIFESTS else manifest_of(d) if d.type.startswith("kubernetes_") else None
        if isinstance(body, Mapping) and isinstance(body.get("kind"), str):
            yield _object(body, d)


def manifest(d: Declared) -> Any:
    """The manifest as a mapping; YAML text is decoded."""
    found = d.attrs.get("manifest") if d.type == "kubernetes_manifest" else d.attrs.get("yaml_body")
    if not isinstance(found, str):
        return found
    from intramuros.sources.terraform.functions.yaml_text import yamldecode

    try:
        return yamldecode(found)
    except (ValueError, RecursionError):
        return Unknown(f"`{d.address}` is no YAML")


def _object(body: Mapping[str, Any], d: Declared) -> Object:
    metadata = section(body, "metadata")
    version = str(body.get("apiVersion") or "")
    name, space = metadata.get("name"), metadata.get("namespace")
    return Object(
        kind=str(body["kind"]),
        group=version.rpartition("/")[0] if "/" in version else "",
        name=name if isinstance(name, str | Unknown) else str(metadata.get("generateName") or ""),
        namespace=space if isinstance(space, str | Unknown) else "",
        body=body,
        declared=d,
    )


def fits(selector: Any, labels: Mapping[str, Any]) -> Fact[bool]:
    """Whether a label selector (matchLabels, matchExpressions) takes in a thing with these labels; an empty one takes in everything."""
    if isinstance(selector, Unknown):
        return selector
    stated = selector if isinstance(selector, Mapping) else {}
    wanted = section(stated, "matchLabels")
    if unsure := unknown_at(stated, "matchLabels"):
        return unsure
    return _all((*(_bears(labels, k, v) for k, v in wanted.items()), *(_expressed(labels, e) for e in entries(stated, "matchExpressions"))))


def bears(selector: Any, labels: Mapping[str, Any]) -> Fact[bool]:
    """The same for the plain map of a Service, which takes in nothing where it is empty."""
    if isinstance(selector, Unknown):
        return selector
    return bool(selector) and isinstance(selector, Mapping) and _all(tuple(_bears(labels, k, v) for k, v in selector.items()))


def _bears(labels: Mapping[str, Any], key: str, value: Any) -> Fact[bool]:
    own = labels.get(key)
    unsure = next((v for v in (own, value) if isinstance(v, Unknown)), None)
    return unsure or str(own) == str(value) if own is not None or unsure else False


def _expressed(labels: Mapping[str, Any], expression: Mapping[str, Any]) -> Fact[bool]:
    key, operator, values = str(expression.get("key")), str(expression.get("operator")), expression.get("values")
    own = labels.get(key)
    if isinstance(own, Unknown) or isinstance(values, Unknown):
        return Unknown(f"the label {key}")
    listed = [str(v) for v in values] if isinstance(values, list) else []
    if operator in ("Exists", "DoesNotExist"):
        return (own is not None) is (operator == "Exists")
    if operator in ("In", "NotIn"):
        return (own is not None and str(own) in listed) is (operator == "In")
    return Unknown(f"the operator {operator} of a selector")


def _all(facts: tuple[Fact[bool], ...]) -> Fact[bool]:
    from intramuros.estate.values import both

    return both(*facts)
