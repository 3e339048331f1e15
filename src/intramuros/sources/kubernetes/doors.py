# SPDX-License-Identifier: Apache-2.0
"""Ways in to pods: Services of type LoadBalancer, Ingresses, Gateways and their routes, with who stands before them.

AKS: learn.microsoft.com/azure/aks/internal-lb (public unless told), …/application-gateway/ingress-controller-annotations. EKS:
kubernetes-sigs.github.io/aws-load-balancer-controller, "Service annotations", "Ingress annotations" (internal unless told).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.edges import Endpoint, WebFirewall
from intramuros.estate.values import Fact, Unknown, both
from intramuros.estate.workloads import Workload
from intramuros.sources.bare_servers import unasked
from intramuros.sources.kubernetes.clusters import Clusters
from intramuros.sources.kubernetes.ingresses import Told, gateway, ingress
from intramuros.sources.kubernetes.objects import Object, bears, entries, fits, section
from intramuros.sources.kubernetes.pods import Pods, words
from intramuros.sources.kubernetes.policies import space_of
from intramuros.sources.kubernetes.scope import scope_of

_ROUTES: Final = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute")
_SELF: Final = ("InferenceService", "Service")


class Standing(Struct, frozen=True, kw_only=True, eq=False):
    """The pods of one workload."""

    workload: Workload
    pods: tuple[Pods, ...]


class Doors:
    """The ways in to the pods of one estate."""

    def __init__(self, objects: Sequence[Object], standing: Sequence[Standing], clusters: Clusters) -> None:
        self._objects = objects
        self._standing = standing
        self._clusters = clusters
        self._by_space: dict[str, list[Standing]] = {}
        for one in standing:
            for space in dict.fromkeys(space_of(p.made_by) for p in one.pods):
                self._by_space.setdefault(space, []).append(one)
        self._by_address = {s.workload.address: s for s in standing}
        self._services = [o for o in objects if o.kind == "Service" and o.group == ""]
        self._named_so = _index(self._services)
        self._pools_named_so = _index([o for o in objects if o.kind == "InferencePool"])

    def all(self) -> Iterator[Endpoint]:
        """Every way in."""
        for o in self._services:
            if o.spec.get("type") == "LoadBalancer":
                yield self._balancer(o)
        for o in self._objects:
            if o.kind == "Ingress" and o.group in ("networking.k8s.io", "extensions", ""):
                yield self._door(o, ingress(o, self._objects, self._clusters, self._services), self._backends(o), "ingress")
            elif o.kind == "Gateway" and o.group == "gateway.networking.k8s.io":
                yield self._door(o, gateway(o, self._objects), self._routed(o), "ingress")
            elif o.kind == "VirtualService" and o.group.endswith("istio.io"):
                yield self._door(o, _mesh(o), self._hosts(o), "ingress")
            elif o.kind in _SELF and o.group.endswith(("serving.kserve.io", "serving.knative.dev")):
                yield self._own_door(o)

    def _balancer(self, o: Object) -> Endpoint:
        public, why = scope_of(o, self._clusters.cloud)
        told = Told(public=public, why=why, firewalls=(), asks=None)
        return self._door(o, told, [o], "load-balancer")

    def _door(self, o: Object, told: Told, services: Sequence[Object], kind: Any) -> Endpoint:
        behind = [(s, sure) for service in services for s, sure in self._behind(service)]
        asks, why = self._asks(told, [s for s, _ in behind])
        return Endpoint(
            address=o.address,
            type=o.kind,
            cloud=self._clusters.cloud,
            origin=o.declared.origin,
            name=o.name,
            kind=kind,
            public=told.public,
            public_why=told.why,
            firewalls=self._firewalls(told),
            authenticates=asks,
            auth_why=why,
            targets=tuple(dict.fromkeys(s.workload.address for s, _ in behind)),
            **self._home(o),
        )

    def _own_door(self, o: Object) -> Endpoint:
        """Knative and KServe open a way in for each service that they run."""
        local = str(o.labels.get("networking.knative.dev/visibility")) == "cluster-local"
        public: Fact[bool] = False if local else Unknown(f"where the gateway of {o.group} listens, which leads to {o.address}")
        mine = [self._by_address[o.address]] if o.address in self._by_address else []
        asks, why = self._asks(Told(public=public, why="", firewalls=(), asks=None), mine)
        return Endpoint(
            address=f"{o.address}#ingress",
            type=o.kind,
            cloud=self._clusters.cloud,
            origin=o.declared.origin,
            name=o.name,
            kind="ingress",
            public=public,
            public_why="it is visible inside the cluster only" if local else "",
            firewalls=(),
            authenticates=asks,
            auth_why=why,
            targets=tuple(s.workload.address for s in mine),
            **self._home(o),
        )

    def _home(self, o: Object) -> dict[str, Any]:
        cluster = self._clusters.of(o).workload
        return {"account": cluster.account, "region": cluster.region} if cluster else {}

    def _behind(self, service: Object) -> Iterator[tuple[Standing, bool]]:
        selector = service.spec.get("selector")
        space = space_of(service)
        near = [*self._by_space.get(space, ()), *self._by_space.get("?", ())] if space != "?" else self._standing
        for one in near:
            facts = [both(_same_space(service, p), _picks(service, selector, p)) for p in one.pods]
            if any(f is not False for f in facts):
                yield one, True in facts

    def _asks(self, told: Told, behind: Sequence[Standing]) -> tuple[Fact[bool | None], str]:
        if told.asks is not None:
            return told.asks, told.asks_why
        bare = next((b for s in behind if (b := unasked(words(s.pods)))), "")
        if bare:
            return False, f"“{bare}” behind it answers whoever asks"
        return None, "whether what runs behind it asks for credentials is not visible here"

    def _firewalls(self, told: Told) -> Fact[tuple[str, ...]]:
        if isinstance(told.firewalls, Unknown):
            return told.firewalls
        found = [(self._clusters.estate.find(f, WebFirewall), f) for f in told.firewalls]
        return tuple(w.address if w else f for w, f in found)

    def _named(self, o: Object, names: Sequence[Any], kind: str = "Service") -> list[Object]:
        index = self._named_so if kind == "Service" else self._pools_named_so
        return [s for n in dict.fromkeys(str(n) for n in names) for s in index.get((space_of(o), n), ())]

    def _backends(self, o: Object) -> list[Object]:
        """The services of an Ingress, in the words of both versions of its API."""
        paths = [p for rule in entries(o.spec, "rules") for p in entries(section(rule, "http"), "paths")]
        holders = [section(p, "backend") for p in paths] + [section(o.spec, k) for k in ("defaultBackend", "backend")]
        return self._named(o, [section(h, "service").get("name") or h.get("serviceName") for h in holders])

    def _routed(self, o: Object) -> list[Object]:
        found: list[Object] = []
        for route in (r for r in self._objects if r.kind in _ROUTES):
            parents = [p for p in entries(route.spec, "parentRefs") if p.get("name") == o.name]
            if any((p.get("namespace") or route.namespace) in (o.namespace, "") for p in parents):
                for backend in (b for rule in entries(route.spec, "rules") for b in entries(rule, "backendRefs")):
                    found += self._named(route, [backend.get("name")], str(backend.get("kind") or "Service"))
        return found

    def _hosts(self, o: Object) -> list[Object]:
        routes = [r for key in ("http", "tcp", "tls") for rule in entries(o.spec, key) for r in entries(rule, "route")]
        return self._named(o, [str(section(r, "destination").get("host")).split(".", 1)[0] for r in routes])


def _index(objects: Sequence[Object]) -> dict[tuple[str, str], list[Object]]:
    found: dict[tuple[str, str], list[Object]] = {}
    for o in objects:
        found.setdefault((space_of(o), str(o.name)), []).append(o)
    return found


def _same_space(service: Object, pods: Pods) -> Fact[bool]:
    spaces = (service.namespace, pods.made_by.namespace)
    unsure = next((s for s in spaces if isinstance(s, Unknown)), None)
    return unsure or (spaces[0] or "default") == (spaces[1] or "default")


def _picks(service: Object, selector: Any, pods: Pods) -> Fact[bool]:
    if service.kind == "InferencePool" and not isinstance(selector, Unknown):
        return bool(selector) and fits(
            selector if isinstance(selector, Mapping) and "matchLabels" in selector else {"matchLabels": selector}, pods.labels
        )
    return bears(selector, pods.labels)


def _mesh(o: Object) -> Told:
    """Istio's gateways are Services elsewhere; a virtual service for the mesh alone is no way in from outside."""
    gateways = o.spec.get("gateways")
    inside = not gateways or gateways == ["mesh"]
    public: Fact[bool] = False if inside else Unknown(f"where the gateways of {o.address} listen")
    return Told(public=public, why="it is about traffic inside the mesh" if inside else "", firewalls=(), asks=None)
