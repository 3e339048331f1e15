# SPDX-License-Identifier: Apache-2.0
"""The questions that rules ask of the network: what can leave, what can cross, what a gate admits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from msgspec.structs import replace

from intramuros.estate.bounds import Bounds
from intramuros.estate.gate import Gate, wide
from intramuros.estate.graph import Estate
from intramuros.estate.network import PrivateEndpoint, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.estate.workloads import Workload
from intramuros.reasoning.network.answers import Connection, Crossing, Egress, Outlet
from intramuros.reasoning.network.connects import Connects
from intramuros.reasoning.network.crossing import CrossingReasoner
from intramuros.reasoning.network.egress import EgressReasoner
from intramuros.reasoning.network.gates import Gates
from intramuros.reasoning.network.links import joined, same
from intramuros.reasoning.network.outlets import Outlets
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import addresses


class Reachability:
    """What can send packets to what, and out, in one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds
        self._egress: dict[str, tuple[Egress, ...]] = {}

    @cached_property
    def _peers(self) -> Peers:
        return Peers(self._estate, self._bounds)

    @cached_property
    def _gates(self) -> Gates:
        return Gates(self._estate, self._peers)

    @cached_property
    def _routing(self) -> Routing:
        return Routing(self._estate, self._peers)

    @cached_property
    def _reasoner(self) -> EgressReasoner:
        return EgressReasoner(self._estate, self._bounds, self._peers, self._gates, self._routing)

    def egress(self, workload: Workload) -> tuple[Egress, ...]:
        """One answer for each way the workload stands in the network; () when nothing is known of where it stands."""
        if workload.address not in self._egress:
            self._egress[workload.address] = tuple(self._reasoner.ways(workload))
        return self._egress[workload.address]

    @cached_property
    def _crossings(self) -> tuple[Crossing, ...]:
        return tuple(CrossingReasoner(self._estate, self._bounds, self._peers, self._gates, self._routing).all())

    def crossings(self) -> tuple[Crossing, ...]:
        """Every link between a lower network and a production one, both directions looked at."""
        return self._crossings

    @cached_property
    def _outlets(self) -> Outlets:
        everywhere = addresses(self._peers.public())
        all_names = replace(self._bounds, egress=())  # what the charter approves is reached too
        return Outlets(self._peers, EgressReasoner(self._estate, all_names, self._peers, self._gates, self._routing, outside=everywhere))

    def outlets(self, workload: Workload) -> tuple[Outlet, ...]:
        """Every set of addresses outside that a workload reaches, approved ones too, with the country where it is known."""
        return self._outlets.of(workload)

    @cached_property
    def _connects(self) -> Connects:
        return Connects(self._estate, self._bounds, self._peers, self._gates, self._routing)

    def connects(self, source: Resource | str, target: Resource | str, port: int | None = None, protocol: str = "tcp") -> Connection:
        """Whether one thing can open a connection to another on a port (None: on any); either may be `"internet"`."""
        return self._connects.ask(source, target, port, protocol)

    def admits(self, gate: Gate | None, workload: Workload | None) -> Fact[bool]:
        """Whether a store's network gate lets a workload in from where it stands (None = a caller anywhere on the internet)."""
        if gate is None:
            return True
        anyone = both(gate.public, either(gate.open, *(wide(a) for a in gate.addresses)))
        if workload is None or anyone is True:
            return anyone
        places = [a.subnet for a in workload.attachments if a.subnet is not None]
        segment = either(*(same(p, s) for p in places for s in gate.segments))
        return either(self._private_door(gate, workload), both(gate.public, segment), anyone)

    def _private_door(self, gate: Gate, workload: Workload) -> Fact[bool]:
        """Whether an approved private endpoint of the store stands in the workload's network, or in one joined to it."""
        near = self._near(workload)
        doors = [(d, d.approved, same(d.target, gate.address)) for d in self._estate.all(PrivateEndpoint) if d.target is not None]
        unplaced = either(*(a.subnet for a in workload.attachments if isinstance(a.subnet, Unknown)))
        return either(*(both(approved, led, either(near(self._network_of(d)), unplaced)) for d, approved, led in doors))

    def _near(self, workload: Workload) -> Callable[[Fact[str | None]], Fact[bool]]:
        homes = [s.network for a in workload.attachments if (s := self._estate.find(a.subnet, Subnet)) and isinstance(s.network, str)]
        around = [{h: True, **joined(self._estate, h)} for h in homes]
        return lambda network: either(*(network if isinstance(network, Unknown) else j.get(network or "", False) for j in around))

    def _network_of(self, door: PrivateEndpoint) -> Fact[str | None]:
        if door.network:
            return door.network
        found = [s for a in door.subnets if (s := self._estate.find(a, Subnet))]
        return found[0].network if found else None
