# SPDX-License-Identifier: Apache-2.0
"""Kubernetes objects as workloads, ways in and filters of the estate, joined to the clusters and identities that other dialects declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.estate.network import RuleSet
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, either
from intramuros.estate.workloads import Attachment, Use, Workload
from intramuros.sources.declared import Declared
from intramuros.sources.kubernetes import pods as reading
from intramuros.sources.kubernetes.accounts import Accounts
from intramuros.sources.kubernetes.clusters import Cluster, Clusters
from intramuros.sources.kubernetes.doors import Doors, Standing
from intramuros.sources.kubernetes.keeping import kept, maps
from intramuros.sources.kubernetes.nodes import confidential, fitting
from intramuros.sources.kubernetes.objects import Object, entries, objects, section
from intramuros.sources.kubernetes.pods import Pods
from intramuros.sources.kubernetes.policies import Policies
from intramuros.sources.kubernetes.uses import Stores, Volumes, mounted, uses

_INSTALLERS: Final = {"HelmRelease": "a chart", "Application": "what a repository holds", "ApplicationSet": "what repositories hold"}
_NOTEBOOKS: Final = lazy(r"(?i)jupyter|rstudio|code-server|zeppelin")
_HUBS: Final = lazy(
    r"(?i)k8s-hub|http-proxy|/jupyterhub(?::|@|$)|network-tools|secret-sync|image-awaiter|web-app|controller|operator|manager"
)


def lower(declared: Sequence[Declared], resources: Sequence[Resource], unread: Sequence[Gap] = ()) -> tuple[list[Resource], list[Gap]]:
    """What the objects of an estate come to; `unread` is what other readers could not read."""
    found = list(objects(declared))
    if not found:
        return [], []
    return _Lowering(found, Clusters(declared, resources, found, unread), declared).all(), list(_installed(found))


def _installed(found: Sequence[Object]) -> Iterator[Gap]:
    for o in found:
        if o.kind in _INSTALLERS and o.group.endswith(("toolkit.fluxcd.io", "argoproj.io")):
            what = f"{o.address} installs {_INSTALLERS[o.kind]}, which is not rendered here"
            yield Gap(what=what, origin=o.declared.origin, leaves_open="every answer about what it would start")


class _Lowering:
    def __init__(self, found: list[Object], clusters: Clusters, declared: Sequence[Declared]) -> None:
        self._objects = found
        self._clusters = clusters
        self._accounts = Accounts(self._clusters.estate, found, declared)
        self._policies = Policies(found)
        self._stores = Stores(self._clusters.estate)
        self._maps = maps(found)
        self._volumes = Volumes(found)
        self._spaces = {str(n.name): n.labels for n in found if n.kind == "Namespace"}

    def all(self) -> list[Resource]:
        """Workloads, the rule sets at them, the ways in to them, and what is kept in plain sight."""
        made: list[Resource] = []
        standing: list[Standing] = []
        for o in self._objects:
            specs = tuple(reading.pods(o))
            if specs:
                workload, rules = self._workload(o, specs)
                standing.append(Standing(workload=workload, pods=specs))
                made += [workload, *rules]
        made += Doors(self._objects, standing, self._clusters).all()
        found = [*made, *kept(self._objects, self._clusters.cloud)]
        return list({r.address: r for r in reversed(found)}.values())[::-1]  # one policy may stand at many pods

    def _workload(self, o: Object, specs: tuple[Pods, ...]) -> tuple[Workload, list[RuleSet]]:
        cluster = self._clusters.of(o)
        pools = tuple({p.address: p for s in specs for p in fitting(s, cluster, self._clusters)}.values())
        screens, rules = self._screens(specs, cluster)
        settings = tuple(s for p in specs for s in reading.settings(p, self._maps))
        commands = tuple(c for p in specs for c in reading.commands(p))
        sealed, why = confidential(specs, cluster, pools, self._clusters)
        missing = [p.missing for p in specs if p.missing]
        workload = Workload(
            address=o.address,
            type=o.kind,
            cloud=self._clusters.cloud,
            origin=o.declared.origin,
            name=o.name,
            tags={str(k): v for k, v in {**self._of_namespace(o), **specs[0].labels, **o.labels}.items() if isinstance(v, str)},
            kind="notebook" if _is_notebook(o, specs) else "pods",
            identities=tuple(dict.fromkeys(i for p in specs for i in self._accounts.identities(p))),
            attachments=self._attachments(pools, screens),
            volumes=tuple(dict.fromkeys(v for p in specs for v in mounted(p.spec, o.namespace, self._volumes, self._stores))),
            images=(*missing, *(i for p in specs for i in reading.images(p))),
            commands=commands,
            settings=settings,
            uses=(*uses(commands, settings, self._stores, o.declared.origin), *self._served(o)),
            parent=cluster.workload.address if cluster.workload else Unknown(cluster.why),
            confidential=sealed,
            confidential_why=why,
            serves_ports=tuple(p for s in specs for p in reading.ports(s)),
            secrets_from=tuple(dict.fromkeys(_secrets(specs))),
            **self._sending(cluster, pools),
            **self._home(cluster),
        )
        return workload, rules

    def _of_namespace(self, o: Object) -> Mapping[str, Any]:
        """The labels of the namespace, which hold of all in it."""
        return self._spaces.get(str(o.namespace), {})

    @staticmethod
    def _home(cluster: Cluster) -> dict[str, Any]:
        home = cluster.workload
        return {"account": home.account, "region": home.region} if home else {}

    def _screens(self, specs: tuple[Pods, ...], cluster: Cluster) -> tuple[tuple[Fact[str], ...], list[RuleSet]]:
        """What stands at pods that all send alike; of a head and workers under other policies it is not known."""
        told = [self._policies.screens(s, cluster.enforces, self._clusters.cloud) for s in specs]
        alike = {tuple(str(x) for x in s) for s, _ in told}
        rules = [r for _, r in told[:1] if r is not None]
        if len(alike) > 1:
            return (Unknown(f"which of the pods of {specs[0].made_by.address} network policies hold"),), []
        return told[0][0], rules

    @staticmethod
    def _attachments(pools: tuple[Workload, ...], screens: tuple[Fact[str], ...]) -> tuple[Attachment, ...]:
        made = [
            Attachment(
                subnet=a.subnet,
                rule_sets=a.rule_sets,
                public_ip=a.public_ip,
                groups=a.groups,
                screens=screens,
                address=a.address,
                origin=a.origin,
            )
            for p in pools
            for a in p.attachments
        ]
        return tuple(dict.fromkeys(made))

    @staticmethod
    def _sending(cluster: Cluster, pools: tuple[Workload, ...]) -> dict[str, Any]:
        if cluster.workload is None:
            return {"sends_directly": Unknown(f"in which network it stands: {cluster.why}")}
        if not pools:
            return {"sends_directly": Unknown(f"on which nodes of {cluster.workload.address} it runs: none is declared")}
        unseen = (Unknown(f"on which nodes it runs beside those declared ({cluster.grows})"),) if cluster.grows else ()
        direct = either(*(p.sends_directly for p in pools), *unseen)
        why = next((p.sends_why for p in pools if p.sends_why), "")
        return {"sends_directly": direct, "sends_why": why, "managed_outbound": pools[0].managed_outbound}

    def _served(self, o: Object) -> Iterator[Use]:
        """The model that KServe fetches for a predictor."""
        uri = next((u for u in _uris(o.spec, 0) if isinstance(u, str)), None)
        if o.kind in reading.SERVED and uri is not None:
            found = next(iter(uses([f"--model={uri}"], (), self._stores, o.declared.origin)), None)
            yield found or Use(target=uri, role="weights", origin=o.declared.origin, why="it is served from there")


def _is_notebook(o: Object, specs: tuple[Pods, ...]) -> bool:
    """Kubeflow's notebooks, and servers of notebooks by their images; the hub that starts them is none."""
    if o.kind == "Notebook" and o.group == "kubeflow.org":
        return True
    return any(isinstance(i, str) and _NOTEBOOKS.search(i) and not _HUBS.search(i) for p in specs for i in reading.images(p))


def _uris(value: Any, depth: int) -> Iterator[Any]:
    if depth > 6:
        return
    if isinstance(value, dict):
        yield from (value[k] for k in ("storageUri", "uri") if value.get(k))
        for one in value.values():
            yield from _uris(one, depth + 1)


def _secrets(specs: tuple[Pods, ...]) -> Iterator[Fact[str]]:
    for container in (c for p in specs for c in p.containers):
        for one in entries(container, "env"):
            name = section(one, "valueFrom", "secretKeyRef").get("name")
            if isinstance(name, str | Unknown):
                yield name if isinstance(name, Unknown) else f"Secret/{name}"
