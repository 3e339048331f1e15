# SPDX-License-Identifier: Apache-2.0
"""Where packets go next: longest prefix first, local routes implied.

AWS: https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html. Azure: user-defined routes,
then BGP, then system routes for the same prefix
(https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.network import Hub, Network, NextHop, Peering, Route, RouteTable, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, both
from intramuros.reasoning.network.links import connected, meant
from intramuros.reasoning.network.peers import Peers, real
from intramuros.reasoning.network.space import END, Space, addresses, cidr_range, intersect, subtract
from intramuros.reasoning.network.transit import Transit

_DEFAULT: Final = ((0, END),)


class Hop(Struct, frozen=True, kw_only=True):
    """Where a part of the address line goes."""

    space: Space
    hop: NextHop
    target: str | None
    address: str
    origin: Origin
    sure: bool = True
    why: str = ""


class Routing:
    """Route tables of one estate."""

    def __init__(self, estate: Estate, peers: Peers) -> None:
        self._estate = estate
        self._peers = peers
        self._transit = Transit(estate, peers)
        self._hops: dict[str, tuple[Hop, ...]] = {}

    def routed(self, subnet: Subnet) -> tuple[tuple[int, int], ...]:
        """Prefixes of the declared routes: Azure's tag `VirtualNetwork` covers them too (service tags overview)."""
        table = self.table(subnet) if subnet.cloud == "azure" else None
        named = table.routes if table is not None else ()
        return tuple(r for route in named for r in self._peers.of(route.destination, None).must)

    def hops(self, subnet: Subnet) -> tuple[Hop, ...]:
        """Every next hop of a subnet with the addresses it takes, longest prefix first, nothing twice."""
        if subnet.address not in self._hops:
            self._hops[subnet.address] = self._laid(subnet)
        return self._hops[subnet.address]

    def _laid(self, subnet: Subnet) -> tuple[Hop, ...]:
        routes = sorted(self._routes(subnet), key=lambda h: -_length(h))
        left: Space = addresses(_DEFAULT)
        made: list[Hop] = []
        for route in routes:
            mine = real(intersect(left, route.space), left)
            if mine:
                made.append(
                    Hop(
                        space=mine,
                        hop=route.hop,
                        target=route.target,
                        address=route.address,
                        origin=route.origin,
                        sure=route.sure,
                        why=route.why,
                    )
                )
            if route.sure:
                left = subtract(left, route.space)
        return tuple(made)

    def table(self, subnet: Subnet) -> RouteTable | None:
        """The subnet's own table, else the network's main one."""
        own = self._estate.find(subnet.route_table, RouteTable)
        if own is not None or isinstance(subnet.route_table, Unknown):
            return own
        return next((t for t in self._estate.all(RouteTable) if t.main and t.network == subnet.network), None)

    def _routes(self, subnet: Subnet) -> Iterator[Hop]:
        if subnet.cloud != "azure":
            yield from self._local(subnet)  # AWS: a local route is not outdone by one of the same length
        table = self.table(subnet)
        if table is not None:
            yield from (self._declared(r, table) for r in table.routes)
        elif isinstance(subnet.route_table, Unknown):
            yield Hop(
                space=addresses(_DEFAULT),
                hop="internet",
                target=None,
                address=subnet.address,
                origin=subnet.origin,
                sure=False,
                why=subnet.route_table.why,
            )
        if subnet.cloud == "azure":
            yield from self._local(subnet)
            yield from self._system(subnet)

    def _local(self, subnet: Subnet) -> Iterator[Hop]:
        for one in _ranges(self._estate.find(subnet.network, Network)):
            yield Hop(space=addresses([one]), hop="local", target=None, address=subnet.address, origin=subnet.origin)

    def _declared(self, route: Route, table: RouteTable) -> Hop:
        meaning = self._peers.of(route.destination, table.network if isinstance(table.network, str) else None)
        why = meaning.why or (route.target.why if isinstance(route.target, Unknown) else route.doubt)
        sure = not meaning.why and not isinstance(route.target, Unknown) and not route.doubt
        target = route.target if isinstance(route.target, str) else None
        return Hop(
            space=addresses(meaning.may), hop=route.hop, target=target, address=route.address, origin=route.origin, sure=sure, why=why
        )

    def _system(self, subnet: Subnet) -> Iterator[Hop]:
        """Azure's own routes: peered networks, and the internet for all the rest. Declared routes of the same length come first."""
        for peering in self._estate.all(Peering):
            if peering.network == subnet.network:
                yield from self._peered(peering)
        yield from self._joined(subnet)
        yield Hop(
            space=addresses(_DEFAULT),
            hop="internet",
            target=None,
            address=subnet.address,
            origin=subnet.origin,
            why="Azure's default route to the internet",
        )

    def _peered(self, peering: Peering) -> Iterator[Hop]:
        """Routes to the network that a peering joins: what is not known of them takes nothing away from others."""
        state = connected(self._estate, peering)
        for name, named in meant(self._estate, peering, peering.remote) if state is not False else ():
            ranges, carried = self._peers.of_network(name), both(state, named)
            why = carried.why if isinstance(carried, Unknown) else ""
            for one in dict.fromkeys(ranges.may):
                doubt = why or ("" if one in ranges.must else ranges.why)
                yield Hop(
                    space=addresses([one]),
                    hop="peering",
                    target=peering.address,
                    address=peering.address,
                    origin=peering.origin,
                    sure=not doubt,
                    why=doubt,
                )

    def _joined(self, subnet: Subnet) -> Iterator[Hop]:
        """Routes that a hub teaches its networks; a table without propagation does not take those of a gateway (a virtual hub is one)."""
        table = self.table(subnet)
        for hub in self._estate.all(Hub):
            deaf = table is not None and table.propagates is False and hub.kind in ("virtual-hub", "vpn")
            mine = self._transit.source(hub, subnet.network)
            if hub.cloud != "azure" or mine is None or deaf:
                continue
            for onward in self._transit.onward(hub, mine, addresses(_DEFAULT)):
                if onward.hop != "blackhole":
                    yield Hop(
                        space=onward.space,
                        hop="hub",
                        target=hub.address,
                        address=onward.address,
                        origin=onward.origin,
                        sure=not onward.why,
                        why=onward.why,
                    )


def _ranges(network: Network | None) -> list[tuple[int, int]]:
    return [r for c in (network.cidrs if network else ()) if isinstance(c, str) and (r := cidr_range(c))]


def _length(hop: Hop) -> int:
    """Longer prefixes first; the narrower range is the longer prefix."""
    widest = max((b.last - b.first for b in hop.space), default=0)
    return -widest
