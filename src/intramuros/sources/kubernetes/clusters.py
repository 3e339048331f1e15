# SPDX-License-Identifier: Apache-2.0
"""Which cluster objects run in, on which of its nodes, and whether that cluster enforces network policies.

Objects do not say their cluster. The only one of the estate is theirs; of several, the one whose name is a part of the path that the objects
lie at (`clusters/ward-prod/…`), else it is not known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Estate, Gap
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Cloud, Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Workload
from intramuros.sources.attributes import block, blocks, text
from intramuros.sources.declared import Declared
from intramuros.sources.kubernetes.objects import Object

_OURS: Final = ("eks", "kubernetes", "managedclusters")
_AZURE: Final = ("azure", ".azurecr.io", "kata-")
_AWS: Final = ("amazonaws.com", "aws-load-balancer", "alb.ingress", "service.k8s.aws")
_ENGINES: Final = ("calico", "cilium", "tigera-operator", "antrea")
_POOL_LABELS: Final = ("agentpool", "kubernetes.azure.com/agentpool", "eks.amazonaws.com/nodegroup")
_STRANGE: Final = lazy(r"(?:container|kubernetes|oke|k8s)_(?:engine_)?cluster$")
_HIDDEN: Final = lazy(r"(?i)module .*(?:\b|[-_])(?:eks|aks|kubernetes|managedcluster|gke)(?:\b|[-_]).* is not on disk")
"""Modules that were not read and whose names say that they make a cluster."""


class Cluster(Struct, frozen=True, kw_only=True):
    """Where objects run."""

    workload: Workload | None
    why: str = ""
    """Why it is not known which cluster it is."""
    pools: tuple[Workload, ...] = ()
    """Everything that pods may be scheduled on, the default pool of AKS (the cluster itself) included."""
    enforces: Fact[bool]
    """Whether it enforces network policies."""
    grows: str = ""
    """Why it may have nodes that no source declares (Karpenter, EKS Auto Mode, node auto-provisioning); '' where nothing says so."""


class Clusters:
    """The clusters of one estate."""

    def __init__(self, declared: Sequence[Declared], resources: Sequence[Resource], objects: Sequence[Object], gaps: Sequence[Gap]) -> None:
        self._declared = {d.address: d for d in declared}
        self._all = declared
        self.estate = Estate(resources)
        self._clusters = [w for w in self.estate.all(Workload) if is_kubernetes(w)]
        self._strange = next((d.address for d in declared if d.mode == "managed" and _is_strange(d)), "")
        self._hidden = next((g.what for g in gaps if _HIDDEN.search(g.what)), "")
        self._installed = [o for o in objects if any(e in f"{o.group}/{o.name}".casefold() for e in _ENGINES)]
        self.cloud: Cloud = self._cloud(objects)
        self._homes: dict[str, Cluster] = {}
        self._growing = next((o.address for o in objects if o.group.startswith("karpenter.")), "")

    def _cloud(self, objects: Sequence[Object]) -> Cloud:
        if self._clusters:
            return self._clusters[0].cloud
        words = [str(o.body).casefold() for o in objects[:400]]
        counts = {c: sum(any(k in w for k in keys) for w in words) for c, keys in (("aws", _AWS), ("azure", _AZURE))}
        if counts["aws"] != counts["azure"]:
            return "aws" if counts["aws"] > counts["azure"] else "azure"
        return next((r.cloud for r in self.estate.resources if r.cloud in ("aws", "azure")), "azure")

    def of(self, one: Object) -> Cluster:
        """The cluster of an object."""
        path = str(one.declared.attrs.get("at") or "")
        found, why = self._choose(set(re.split(r"[/\\]", path)))
        key = found.address if found else why
        if key not in self._homes:
            self._homes[key] = Cluster(
                workload=found,
                why=why,
                pools=tuple(self._pools(found)) if found else (),
                grows=self._grows(found) if found else "",
                enforces=self._enforces(found) if found else Unknown(f"whether network policies are enforced where {why}"),
            )
        return self._homes[key]

    def declared(self, address: str) -> Declared | None:
        """A cluster or pool as it was declared."""
        return self._declared.get(address)

    def _choose(self, steps: set[str]) -> tuple[Workload | None, str]:
        if len(self._clusters) == 1 and not self._strange and not self._hidden:
            return self._clusters[0], ""
        if not self._clusters:
            return None, "the cluster is not declared here"
        named = [c for c in self._clusters if isinstance(c.name, str) and c.name in steps]
        if len(named) == 1:
            return named[0], ""
        others = self._strange or (f"one that may be hidden ({self._hidden})" if self._hidden else "")
        also = f", {others} among them" if others else ""
        return None, f"the estate holds several clusters{also}, and the objects do not say which is theirs"

    def _grows(self, cluster: Workload) -> str:
        declared = self._declared.get(cluster.address)
        attrs = declared.attrs if declared else {}
        automatic = block(attrs, "compute_config").get("enabled") is True or block(attrs, "node_provisioning_profile").get("mode") == "Auto"
        return self._growing or (f"{cluster.address} makes nodes of its own" if automatic else "")

    def _pools(self, cluster: Workload) -> Iterator[Workload]:
        if cluster.cloud == "azure":
            yield cluster
        yield from (w for w in self.estate.all(Workload) if w.kind == "node-pool" and w.parent == cluster.address)

    def _enforces(self, cluster: Workload) -> Fact[bool]:
        """AKS says so in its network profile; EKS in the settings of its CNI add-on; either may have an engine installed into it.

        learn.microsoft.com/azure/aks/use-network-policies (none is the default); docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html.
        """
        if self._installed or any(d.type == "helm_release" and _is_engine(d) for d in self._all):
            return True
        declared = self._declared.get(cluster.address)
        if declared is None or declared.type not in ("azurerm_kubernetes_cluster", "aws_eks_cluster"):
            return Unknown(f"whether {cluster.address} enforces network policies")
        return _aks(declared) if cluster.cloud == "azure" else self._eks(declared)

    def _eks(self, cluster: Declared) -> Fact[bool]:
        for d in self._all:
            if d.type == "aws_eks_addon" and "vpc-cni" in str(d.attrs.get("addon_name")):
                stated = d.attrs.get("configuration_values")
                if isinstance(stated, Unknown):
                    return stated
                if _switched_on(stated):
                    return True
        return Unknown(f"whether {cluster.address} enforces network policies: its CNI add-on is not told to (enableNetworkPolicy)")

    def labels(self, pool: Workload) -> Mapping[str, Any]:
        """What is known of the labels of a pool's nodes."""
        declared = self._declared.get(pool.address)
        attrs = declared.attrs if declared else {}
        own = {s.name: s.value for s in pool.settings if s.where == "node label"}
        stated = attrs.get("labels")
        name = (
            block(attrs, "default_node_pool").get("name") if pool.kind == "cluster" else attrs.get("node_group_name") or attrs.get("name")
        )
        named = dict.fromkeys(_POOL_LABELS, name) if name is not None else {}
        return {**named, **(stated if isinstance(stated, Mapping) else {}), **own}

    def runtime(self, pool: Workload) -> str:
        """The sandbox that an AKS pool offers beside the plain one; '' for none."""
        declared = self._declared.get(pool.address)
        attrs = declared.attrs if declared else {}
        holder = block(attrs, "default_node_pool") if pool.kind == "cluster" else attrs
        found = text(holder.get("workload_runtime"))
        return found if isinstance(found, str) else ""


def is_kubernetes(work: Workload) -> bool:
    """Whether a cluster is one of Kubernetes, and not of ECS."""
    return work.kind == "cluster" and any(o in work.type.casefold() for o in _OURS)


def _is_strange(d: Declared) -> bool:
    """A cluster of another cloud, in which the objects may as well run."""
    return _STRANGE.search(d.type) is not None and not d.type.startswith("azurerm_")


def _is_engine(d: Declared) -> bool:
    return any(e in str(d.attrs.get("chart")).casefold() for e in _ENGINES)


def _switched_on(value: Any) -> bool:
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return False
    return isinstance(found, Mapping) and str(found.get("enableNetworkPolicy")).casefold() == "true"


def _aks(cluster: Declared) -> Fact[bool]:
    if isinstance(missing := cluster.attrs.get("network_profile"), Unknown):
        return missing
    stated = [
        text(b.get(k)) for b in blocks(cluster.attrs, "network_profile") for k in ("network_policy", "network_data_plane", "network_plugin")
    ]
    unsure = next((s for s in stated if isinstance(s, Unknown)), None)
    if unsure:
        return unsure
    words = [str(s).casefold() for s in stated]
    if any(w in ("calico", "cilium") for w in words) or "azure" in words[:1]:
        return True
    return Unknown("which network plugin the cluster was given") if "none" in words[2:] else False
