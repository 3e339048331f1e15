# SPDX-License-Identifier: Apache-2.0
"""Pods as workloads: whatever object makes them, by the pod specifications that stand in it.

kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1. Custom kinds (Rollout, InferenceService, RayCluster, …) are understood
by their form: a mapping with a list of containers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Setting
from intramuros.sources.attributes import number, text, texts
from intramuros.sources.kubernetes.objects import Object, entries, section, unknown_at

_NO_PODS: Final = frozenset(
    """
    CustomResourceDefinition ConfigMap Secret Service Ingress NetworkPolicy ServiceAccount Role ClusterRole RoleBinding ClusterRoleBinding
    ServingRuntime ClusterServingRuntime LLMInferenceServiceConfig WorkflowTemplate ClusterWorkflowTemplate
    Namespace PersistentVolume PersistentVolumeClaim StorageClass PodTemplate ClusterPolicy Policy ConstraintTemplate Application
    ApplicationSet HelmRelease Kustomization LimitRange ResourceQuota HorizontalPodAutoscaler PodDisruptionBudget
    ValidatingAdmissionPolicy ValidatingWebhookConfiguration MutatingWebhookConfiguration ExternalSecret SecretStore ClusterSecretStore
    """.split()
)
"""Kinds that start nothing themselves, or whose texts only look as if they did."""
SERVED: Final = frozenset({"InferenceService", "LLMInferenceService"})
"""Kinds of KServe that name a model and leave its server to a runtime."""
_NO_GROUPS: Final = ("kyverno.io", "gatekeeper.sh", "apiextensions.k8s.io", "argoproj.io/Application")
_DEEPEST: Final = 14
_LISTS: Final = ("containers", "initContainers", "ephemeralContainers")


class Pods(Struct, frozen=True, kw_only=True, eq=False):
    """The pods of one object."""

    made_by: Object
    spec: Mapping[str, Any]
    labels: Mapping[str, Any]
    """Labels of the pods, by which services and policies find them."""
    annotations: Mapping[str, Any]
    missing: Unknown | None = None
    """Why a part of what it starts is not known."""

    @property
    def containers(self) -> list[Mapping[str, Any]]:
        """Every container, those that run first included."""
        return [c for key in _LISTS for c in entries(self.spec, key)]

    @property
    def account(self) -> Fact[str]:
        """The service account."""
        found = self.spec.get("serviceAccountName") or self.spec.get("serviceAccount") or "default"
        return found if isinstance(found, str | Unknown) else "default"

    @property
    def origin(self) -> Origin:
        """Where their specification stands."""
        return self.made_by.origin("spec")


_MAKERS = ("Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Rollout")
"""Kinds that make pods whatever is known of them."""


def pods(found: Object) -> Iterator[Pods]:
    """The pods that an object makes: one for each specification in it (a head and its workers)."""
    if found.kind in _NO_PODS or any(found.group.endswith(g) for g in _NO_GROUPS):
        return
    if found.kind == "Pod" and not isinstance(found.body.get("spec"), Unknown):
        yield _of(found, found.spec, found.body)
        return
    spec = found.body.get("spec")
    for holder, pod in _specs(spec, {}, 0):
        yield _of(found, pod, holder)
    if found.kind in SERVED and not any(True for _ in _specs(spec, {}, 0)):
        predictor = section(spec, "predictor") or found.spec
        yield Pods(made_by=found, spec=predictor, labels=found.labels, annotations=found.annotations)
    if isinstance(spec, Unknown) and found.kind in (*_MAKERS, *SERVED):
        yield Pods(made_by=found, spec={}, labels=found.labels, annotations={}, missing=spec)


def _of(found: Object, spec: Mapping[str, Any], holder: Mapping[str, Any]) -> Pods:
    missing = unknown_at(spec, "containers") or unknown_at(holder, "metadata")
    labels, annotations = section(holder, "metadata", "labels"), section(holder, "metadata", "annotations")
    return Pods(made_by=found, spec=spec, labels=labels, annotations=annotations, missing=missing)


def _specs(value: Any, holder: Mapping[str, Any], depth: int) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _specs(one, holder, depth + 1)
    if not isinstance(value, Mapping):
        return
    containers = value.get("containers")
    if isinstance(containers, Unknown) or (isinstance(containers, list) and any(isinstance(c, Mapping) for c in containers)):
        yield holder, value
        return
    for one in value.values():
        yield from _specs(one, value, depth + 1)


def images(found: Pods) -> tuple[Fact[str], ...]:
    """References of the images."""
    return tuple(t for c in found.containers for t in texts(c.get("image")))


def commands(found: Pods) -> Iterator[Fact[str]]:
    """Command and arguments of each container, as one line."""
    for container in found.containers:
        words = [t for k in ("command", "args") for t in texts(container.get(k))]
        unknown = next((w for w in words if isinstance(w, Unknown)), None)
        if words:
            yield unknown or " ".join(w for w in words if isinstance(w, str))


def ports(found: Pods) -> Iterator[Fact[int]]:
    """Ports that the containers say they listen on."""
    for container in found.containers:
        for one in entries(container, "ports"):
            port = number(one.get("containerPort"))
            if port is not None:
                yield port


def settings(found: Pods, maps: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[Setting]:
    """Plain environment variables, those that come from a ConfigMap of the estate included."""
    for container in found.containers:
        where = f"container {container.get('name') or 'container'}"
        if missing := unknown_at(container, "env"):
            yield Setting(name="secret_env", value=missing, origin=found.origin, where=where)
        for one in entries(container, "env"):
            if one.get("valueFrom") is None and isinstance(one.get("name"), str):
                yield Setting(name=one["name"], value=text(one.get("value")), origin=_line(found, one), where=where)
            else:
                yield from _from_map(found, one, maps)
        for source in entries(container, "envFrom"):
            name = section(source, "configMapRef").get("name")
            for key, value in maps.get((str(found.made_by.namespace), str(name)), {}).items():
                yield Setting(name=str(key), value=text(value), origin=found.origin, where=f"ConfigMap {name}")


def _from_map(found: Pods, one: Mapping[str, Any], maps: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[Setting]:
    reference = section(one, "valueFrom", "configMapKeyRef")
    value = maps.get((str(found.made_by.namespace), str(reference.get("name"))), {}).get(str(reference.get("key")))
    if value is not None:
        yield Setting(name=str(one.get("name")), value=text(value), origin=found.origin, where=f"ConfigMap {reference.get('name')}")


def _line(found: Pods, one: Mapping[str, Any]) -> Origin:
    line, end = getattr(one, "line", 0), getattr(one, "end", 0)
    own = found.made_by.declared.origin
    return Origin(file=own.file, line=line, end_line=end, dialect=own.dialect) if line and own.dialect == "kubernetes" else found.origin


def words(found: Sequence[Pods]) -> list[str]:
    """Images, commands and settings as text, in which a model server and its credentials would stand."""
    made: list[str] = []
    for one in found:
        made += [i for i in images(one) if isinstance(i, str)]
        made += [c for c in commands(one) if isinstance(c, str)]
        for container in one.containers:
            made += [f"{e.get('name')}={e.get('value') or section(e, 'valueFrom') or ''}" for e in entries(container, "env")]
    return made
