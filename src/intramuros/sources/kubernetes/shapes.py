# SPDX-License-Identifier: Apache-2.0
"""Resources of Terraform's kubernetes provider in the shape of manifests, so that each kind is understood once.

registry.terraform.io/providers/hashicorp/kubernetes: names are the API's in snake case, a nested block is a list, and blocks that may stand
several times bear their name in the singular.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared

KINDS: Final[Mapping[str, str]] = {
    "deployment": "Deployment",
    "stateful_set": "StatefulSet",
    "daemonset": "DaemonSet",
    "daemon_set": "DaemonSet",
    "replication_controller": "ReplicationController",
    "job": "Job",
    "cron_job": "CronJob",
    "pod": "Pod",
    "service": "Service",
    "ingress": "Ingress",
    "network_policy": "NetworkPolicy",
    "service_account": "ServiceAccount",
    "default_service_account": "ServiceAccount",
    "secret": "Secret",
    "config_map": "ConfigMap",
    "persistent_volume": "PersistentVolume",
    "persistent_volume_claim": "PersistentVolumeClaim",
}
_TYPE: Final = lazy(r"kubernetes_([a-z_]+?)(?:_v\d[a-z0-9]*)?")
_PLURALS: Final = {
    "container": "containers",
    "init_container": "initContainers",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
    "port": "ports",
    "rule": "rules",
    "path": "paths",
    "toleration": "tolerations",
}
_LISTS: Final = frozenset(("env", "env_from", "egress", "ingress", "to", "from", "tls", "ports", "match_expressions", "items", "sources"))
_AS_THEY_ARE: Final = frozenset(
    (
        "labels",
        "annotations",
        "match_labels",
        "node_selector",
        "data",
        "binary_data",
        "string_data",
        "volume_attributes",
        "limits",
        "requests",
    )
)
"""Maps whose keys are the author's."""
_DEEPEST: Final = 30


def manifest_of(d: Declared) -> Mapping[str, Any] | Unknown | None:
    """The manifest that a resource of the provider comes to; None where it is of no kind that is asked about."""
    named = _TYPE.fullmatch(d.type)
    kind = KINDS.get(named[1]) if named else None
    if kind is None:
        return None
    made: dict[str, Any] = {"kind": kind, "apiVersion": "v1"}
    for key, value in d.attrs.items():
        if key in ("metadata", "spec", "template"):
            made[key] = _shaped(value, key, 0)
    for key, target in (("data", "stringData" if kind == "Secret" else "data"), ("string_data", "stringData")):
        if d.attrs.get(key) is not None:
            made[target] = d.attrs[key]
    return made


def _shaped(value: Any, key: str, depth: int) -> Any:
    if depth > _DEEPEST:
        return Unknown("it is nested too deeply")
    if key in _AS_THEY_ARE or (key == "selector" and isinstance(value, Mapping)):
        return value
    if isinstance(value, Mapping):
        return {_name(k, v): _shaped(v, k, depth + 1) for k, v in value.items() if v is not None}
    if not isinstance(value, list):
        return value
    blocks = [v for v in value if isinstance(v, Mapping | Unknown)]
    if key in _PLURALS or key in _LISTS or not value or len(blocks) != len(value):
        return [_shaped(v, "", depth + 1) if isinstance(v, Mapping) else {} if v is None else v for v in value]
    return _shaped(blocks[0], key, depth + 1) if len(blocks) == 1 else [_shaped(b, "", depth + 1) for b in blocks]


def _name(key: str, value: Any) -> str:
    if key in _PLURALS and isinstance(value, list):
        return _PLURALS[key]
    return re.sub(r"_([a-z0-9])", lambda m: m[1].upper(), key)
