# SPDX-License-Identifier: Apache-2.0
"""Admission policies that keep images out of a cluster: Kyverno, Gatekeeper with Ratify, Sigstore, Connaisseur.

An engine alone enforces nothing: a Kyverno policy audits unless its failure action is Enforce
(kyverno.io/docs/policy-types/cluster-policy/policy-settings), a Gatekeeper constraint denies unless told otherwise
(open-policy-agent.github.io/gatekeeper/website/docs/violations), an image policy of Sigstore enforces by default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from intramuros.estate.governance import ImageGate
from intramuros.estate.resource import Cloud, Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, either
from intramuros.estate.workloads import Workload
from intramuros.sources.attributes import blocks, text
from intramuros.sources.declared import Declared
from intramuros.sources.kubernetes.clusters import is_kubernetes
from intramuros.sources.kubernetes.objects import MANIFESTS, manifest

RELEASE: Final = "helm_release"
_ENGINES: Final = ("kyverno", "gatekeeper", "ratify", "policy-controller")
_WHOLE: Final = ("connaisseur",)
"""Charts that block unsigned images as soon as they are installed."""
_CONSTRAINTS: Final = ("image", "repo", "registr", "ratify", "signature", "digest")


def gates(declared: Sequence[Declared], resources: Sequence[Resource]) -> Iterator[ImageGate]:
    """Every admission policy about images, at the one cluster that it can stand in."""
    clusters = [w for w in resources if isinstance(w, Workload) and is_kubernetes(w)]
    stores = [s for s in resources if isinstance(s, DataStore) and s.kind == "registry"]
    cloud = next((r.cloud for r in (*clusters, *stores)), None)
    if cloud is None:
        return
    policies = [(d, told) for d in declared if d.type in MANIFESTS and d.mode == "managed" and (told := _policy(d)) is not None]
    charts = [(d, told) for d in declared if d.type == RELEASE and not policies and (told := _chart(d)) is not None]
    for d, told in (*policies, *charts):
        yield _gate(d, told, cloud, clusters)


def _gate(d: Declared, told: Fact[bool], cloud: Cloud, clusters: Sequence[Workload]) -> ImageGate:
    unsure = Unknown(f"which cluster {d.address} stands in")
    return ImageGate(
        address=d.address,
        type=d.type,
        cloud=cloud,
        origin=d.origin,
        kind="admission-policy",
        enforced=told,
        covers=(clusters[0].address,) if len(clusters) == 1 else (unsure,),
        why=f"{d.address} decides which images may start",
    )


def _chart(d: Declared) -> Fact[bool] | None:
    chart = text(d.attrs.get("chart"))
    if not isinstance(chart, str):
        return None
    name = chart.rstrip("/").rsplit("/", 1)[-1].casefold()
    if name in _WHOLE:
        return True
    return Unknown(f"{d.address} installs {name}, and which policies it enforces is declared elsewhere") if name in _ENGINES else None


def _policy(d: Declared) -> Fact[bool] | None:
    """Whether a manifest stops images; None where it is about something else."""
    found = manifest(d)
    if not isinstance(found, Mapping):
        return found if isinstance(found, Unknown) else None
    group, kind = str(found.get("apiVersion", "")).split("/", 1)[0], str(found.get("kind", ""))
    stated = found.get("spec")
    if isinstance(stated, Unknown):
        return stated if group in ("kyverno.io", "constraints.gatekeeper.sh", "policy.sigstore.dev") else None
    spec = stated if isinstance(stated, Mapping) else {}
    if group == "kyverno.io" and kind in ("ClusterPolicy", "Policy"):
        return _kyverno(d, kind, spec)
    if group == "constraints.gatekeeper.sh" and any(w in kind.casefold() for w in _CONSTRAINTS):
        return str(spec.get("enforcementAction") or "deny").casefold() == "deny" and not _partial(spec.get("match"))
    if group == "policy.sigstore.dev" and kind == "ClusterImagePolicy":
        return str(spec.get("mode") or "enforce").casefold() == "enforce"
    return None


def _kyverno(d: Declared, kind: str, spec: Mapping[str, Any]) -> Fact[bool] | None:
    rules = [
        r
        for r in blocks({"rules": spec.get("rules")}, "rules")
        if r.get("verifyImages") or "image" in str(r.get("validate", "")).casefold()
    ]
    if not rules:
        return None
    if kind == "Policy" or all(_partial(r.get("match")) for r in rules):
        return Unknown(f"{d.address} covers some namespaces only")
    return either(*(_enforces(r, spec) for r in rules))


def _enforces(rule: Mapping[str, Any], spec: Mapping[str, Any]) -> bool:
    own = [v.get("failureAction") for v in (*blocks(rule, "verifyImages"), *blocks(rule, "validate"))]
    action = next((a for a in own if a), None) or spec.get("validationFailureAction") or "Audit"
    return str(action).casefold() == "enforce"


def _partial(match: Any) -> bool:
    """Whether a match takes in named namespaces only."""
    return "namespaces'" in str(match) and "'*'" not in str(match)
