# SPDX-License-Identifier: Apache-2.0
"""On which nodes pods may run, and whether all of those compute inside a trusted execution environment.

learn.microsoft.com/azure/confidential-computing/confidential-nodes-aks-overview and …/aks/confidential-containers-overview: the runtime class
`kata-cc-isolation` starts a pod in a confidential VM of its own; `kata-vm-isolation` is a sandbox and no confidential one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Fact, Unknown, is_symbolic
from intramuros.estate.workloads import Workload
from intramuros.sources.kubernetes.clusters import Cluster, Clusters
from intramuros.sources.kubernetes.objects import entries, section
from intramuros.sources.kubernetes.pods import Pods

CONFIDENTIAL_CLASS: Final = "kata-cc-isolation"
_RUNTIMES: Final = ("kataccisolation", "katamshvvmisolation")


def fitting(pods: Pods, cluster: Cluster, clusters: Clusters) -> Iterator[Workload]:
    """The pools whose known labels do not contradict the pods' node selector."""
    wanted = dict(_wanted(pods))
    for pool in cluster.pools:
        labels = clusters.labels(pool)
        if all(_may_bear(labels, key, values, pool) for key, values in wanted.items()):
            yield pool


def _wanted(pods: Pods) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Labels that a node must bear: the selector, and required affinity where it has one term."""
    yield from ((str(k), (v,)) for k, v in section(pods.spec, "nodeSelector").items())
    required = section(pods.spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    terms = entries(required, "nodeSelectorTerms")
    for one in entries(terms[0], "matchExpressions") if len(terms) == 1 else ():
        values = one.get("values")
        if one.get("operator") == "In" and isinstance(values, list):
            yield str(one.get("key")), tuple(values)


def _may_bear(labels: Mapping[str, Any], key: str, values: tuple[Any, ...], pool: Workload) -> bool:
    own = labels.get(key)
    if own is None:  # a label that only the platform or another tool sets, but for the pool's own name and size
        return not (key == "node.kubernetes.io/instance-type" and isinstance(pool.size, str) and pool.size not in values)
    unknown = isinstance(own, Unknown) or is_symbolic(own) or any(isinstance(v, Unknown) or is_symbolic(v) for v in values)
    return unknown or str(own) in {str(v) for v in values}


def confidential(specs: tuple[Pods, ...], cluster: Cluster, pools: tuple[Workload, ...], clusters: Clusters) -> tuple[Fact[bool], str]:
    """Whether every pod runs in a trusted execution environment, and why."""
    classes = {str(s.spec.get("runtimeClassName") or "") for s in specs}
    if classes == {CONFIDENTIAL_CLASS}:
        return _by_class(cluster, pools, clusters)
    if cluster.workload is None:
        return Unknown(f"on which nodes it runs: {cluster.why}"), ""
    if not pools:
        return Unknown(f"on which nodes of {cluster.workload.address} it runs: none that fits is declared"), ""
    if cluster.grows:
        return Unknown(f"on which nodes it runs beside those declared ({cluster.grows})"), ""
    states = {(p.confidential if isinstance(p.confidential, bool) else "?") for p in pools}
    if states == {True}:
        return True, f"all nodes that it may run on are confidential: {', '.join(p.address for p in pools)}"
    if states == {False}:
        return False, f"no node that it may run on is confidential ({pools[0].confidential_why or pools[0].address})"
    unsure = next((p.confidential for p in pools if isinstance(p.confidential, Unknown)), None)
    return unsure or Unknown(
        f"whether it runs on a confidential node: {', '.join(p.address for p in pools)} differ, and nothing binds it"
    ), ""


def _by_class(cluster: Cluster, pools: tuple[Workload, ...], clusters: Clusters) -> tuple[Fact[bool], str]:
    """The class works on pools that offer it: where none that is declared does, the pods do not start as they should."""
    if cluster.workload is None:
        return True, f"its pods run in confidential VMs of their own ({CONFIDENTIAL_CLASS})"
    if any(clusters.runtime(p).casefold() in _RUNTIMES for p in pools):
        return True, f"its pods run in confidential VMs of their own ({CONFIDENTIAL_CLASS})"
    return Unknown(f"whether a pool of {cluster.workload.address} offers {CONFIDENTIAL_CLASS}: none that is declared says so"), ""
