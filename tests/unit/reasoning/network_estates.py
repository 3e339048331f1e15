# SPDX-License-Identifier: Apache-2.0
"""Small networks by hand, for the tests of network reasoning."""

from __future__ import annotations

from typing import Any

from intramuros.estate.bounds import Bounds, Placement
from intramuros.estate.graph import Estate
from intramuros.estate.network import Filter, Network, Peering, Ports, Route, RouteTable, RuleSet, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.network.facade import Reachability
from intramuros.reasoning.network.gates import Gates
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import TCP, Box, Space, cidr_range, intersect

HERE = Origin(file="main.tf", line=1)
EU = frozenset({"westeurope", "germanywestcentral", "francecentral", "eu-central-1"})
KNOWN = EU | {"eastus"}


def bounds(**levels: Any) -> Bounds:
    """A charter of the EU; networks named as keywords have the level given."""
    return Bounds(regions=EU, known_regions=KNOWN, placements={n: Placement(level=level) for n, level in levels.items()})


def _head(address: str, cloud: str) -> dict[str, Any]:
    return {"address": address, "type": address, "cloud": cloud, "origin": HERE}


def network(name: str, *cidrs: str, cloud: str = "azure") -> Network:
    return Network(**_head(name, cloud), cidrs=cidrs)


def subnet(name: str, of: str, *cidrs: str, cloud: str = "azure", **more: Any) -> Subnet:
    usual = {"default_outbound": True} if cloud == "azure" else {}
    return Subnet(**_head(name, cloud), network=of, cidrs=cidrs, **{**usual, **more})


def rule(direction: str, access: str, *peers: Any, priority: Any = 0, ports: Any = None, **more: Any) -> Filter:
    spoken = ports if ports is None or not isinstance(ports, int) else (Ports(ports, ports),)
    usual: dict[str, Any] = {} if spoken is None else {"ports": spoken}
    return Filter(
        direction=direction, allows=access == "allow", priority=priority, peers=peers, address="rule", origin=HERE, **{**usual, **more}
    )


def rules(name: str, kind: str, *filters: Filter, **more: Any) -> RuleSet:
    return RuleSet(**_head(name, "azure" if kind == "nsg" else "aws"), kind=kind, filters=filters, **more)


def route(destination: Any, hop: Any, target: Any = None, address: str = "route") -> Route:
    return Route(destination=destination, hop=hop, target=target, address=address, origin=HERE)


def table(name: str, *routes: Route, cloud: str = "azure", **more: Any) -> RouteTable:
    return RouteTable(**_head(name, cloud), routes=routes, **more)


def peering(name: str, here: Any, there: Any, cloud: str = "azure", **more: Any) -> Peering:
    return Peering(**_head(name, cloud), network=here, remote=there, directed=cloud == "azure", **more)


def workload(name: str, at: Any, cloud: str = "azure", *, work: dict[str, Any] | None = None, **more: Any) -> Workload:
    placed = Attachment(subnet=at, address=name, origin=HERE, **more)
    return Workload(**_head(name, cloud), kind="vm", attachments=(placed,), **(work or {}))


class World:
    """Reasoning over a handful of resources."""

    def __init__(self, *resources: Resource, charter: Bounds | None = None) -> None:
        self.estate = Estate(resources)
        self.bounds = charter or bounds()
        self.peers = Peers(self.estate, self.bounds)
        self.gates = Gates(self.estate, self.peers)
        self.routing = Routing(self.estate, self.peers)
        self.reach = Reachability(self.estate, self.bounds)

    def egress(self, name: str) -> Any:
        """The only answer for a workload: True, False or Unknown."""
        found = self.estate.find(name, Workload)
        assert found is not None
        (one,) = self.reach.egress(found)
        return one

    def crossings(self) -> dict[str, Any]:
        """The answer for each link."""
        return {c.link: c.open for c in self.reach.crossings()}


def passes(space: Space, cidr: str, port: int = 443, protocol: int = TCP) -> bool:
    """Whether a packet to (the first address of) a CIDR is in a space."""
    found = cidr_range(cidr)
    assert found is not None
    return bool(intersect(space, [Box(protocol, port, port, found[0], found[0])]))
