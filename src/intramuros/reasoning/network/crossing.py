# SPDX-License-Identifier: Apache-2.0
"""Whether the lower side of a link can open a connection toward production: routes both ways, filters, ACLs, firewalls between.

Judged pair by pair of ends (a place in a lower subnet, a place in a production subnet), because a
security group that names another group asks who stands at the far end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import Gateway, Hub, Network, Peering, Subnet
from intramuros.estate.resource import Environment, Resource
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.reasoning.network.answers import Crossing
from intramuros.reasoning.network.ends import End, Ends
from intramuros.reasoning.network.gates import Gates, Passage
from intramuros.reasoning.network.links import connected, meant, same
from intramuros.reasoning.network.meeting import Meeting
from intramuros.reasoning.network.paths import Leg, Paths
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import Space, addresses, cidr_range, intersect

MAX_PAIRS = 4_000
"""Pairs of ends judged per link; beyond it the answer is not known."""


_APPLIANCES = frozenset(
    {"AzureFirewallSubnet", "AzureFirewallManagementSubnet", "GatewaySubnet", "AzureBastionSubnet", "RouteServerSubnet"}
)


class CrossingReasoner:
    """Crossings of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, gates: Gates, routing: Routing) -> None:
        self._estate = estate
        self._bounds = bounds
        self._peers = peers
        self._ends = Ends(estate)
        self._paths = Paths(estate, bounds, peers, routing)
        self._meeting = Meeting(gates, routing)

    def all(self) -> Iterator[Crossing]:
        """Every link between a lower network and a production one."""
        for peering in self._estate.all(Peering):
            yield from self._of_link(peering, peering.network, peering.remote, connected(self._estate, peering))
        for hub in self._estate.all(Hub):
            yield from self._of_hub(hub)
        for gateway in self._estate.all(Gateway):
            if gateway.kind == "firewall":
                yield from self._around(gateway)

    def _of_hub(self, hub: Hub) -> Iterator[Crossing]:
        names = dict.fromkeys(a.network for a in hub.attachments if isinstance(a.network, str))
        yield from (c for a in names for b in names if a != b for c in self._between(hub, a, b, True))
        unnamed = [a.network for a in hub.attachments if isinstance(a.network, Unknown)]
        ends: list[Fact[str]] = [*names, *unnamed[1:]]
        others = (c for one in unnamed[:1] for end in ends for c in self._unnamed(hub, one, end))
        yield from islice(others, 1)

    def _of_link(self, link: Peering, here: Fact[str], there: Fact[str], state: Fact[bool]) -> Iterator[Crossing]:
        if not isinstance(here, str) or not isinstance(there, str):
            yield from self._unnamed(link, here, there) if state is not False else ()
            return
        yield from self._between(link, here, there, state)
        if not link.directed or not self._has_half(there, here):
            yield from self._between(link, there, here, state)  # AWS's one resource, or the only half there is

    def _unnamed(self, link: Resource, here: Fact[str], there: Fact[str]) -> Iterator[Crossing]:
        """A link that names a network only at apply: it may be any of the estate, or a lower one that is not in it."""
        why = next(e.why for e in (here, there) if isinstance(e, Unknown))
        for lower, upper in ((here, there), (there, here)):
            if self._may_be(link, lower, "lower") and self._may_be(link, upper, "production"):
                a, b = (e if isinstance(e, str) else "an unnamed network" for e in (lower, upper))
                yield Crossing(link=link.address, lower=a, upper=b, open=Unknown(why), because=why)
                return

    def _may_be(self, link: Resource, end: Fact[str], level: Environment) -> bool:
        if not isinstance(end, Unknown):
            return self._bounds.level(end) == level
        everywhere = ((n.address, True) for n in self._estate.all(Network))
        named = meant(self._estate, link, end) if isinstance(link, Peering) else everywhere
        return level == "lower" or any(self._bounds.level(n) == level for n, _ in named)

    def _has_half(self, network: str, remote: str) -> bool:
        return any(p.directed and p.network == network and p.remote == remote for p in self._estate.all(Peering))

    def _between(self, link: Resource, lower: str, upper: str, state: Fact[bool]) -> Iterator[Crossing]:
        levels = self._bounds.level(lower), self._bounds.level(upper)
        if levels == ("lower", "production"):
            yield self._judged(link, lower, upper, state)
        elif levels == ("unassigned", "production") and state is not False:
            why = f"the environment of {lower}"
            yield Crossing(link=link.address, lower=lower, upper=upper, open=Unknown(why), because=why)

    def _around(self, gateway: Gateway) -> Iterator[Crossing]:
        """Two networks peered with that of a firewall, whose routes lead to it: peerings are not transitive, but routes make them so."""
        spokes = self._spokes(gateway)
        for lower, near in spokes.items():
            for upper, far in spokes.items():
                levels = (self._bounds.level(lower), self._bounds.level(upper))
                if levels == ("lower", "production") and self._paths.leads(lower, upper, gateway):
                    yield self._judged(gateway, lower, upper, both(near, far))

    def _spokes(self, gateway: Gateway) -> dict[str, Fact[bool]]:
        """Networks with a half toward the gateway's, and whether it takes packets that others forward; one that may be is not sure."""
        found: dict[str, Fact[bool]] = {}
        for half in (p for p in self._estate.all(Peering) if p.directed):
            toward = either(*(same(half.remote, n) for n in gateway.networks))
            if isinstance(half.network, str) and toward is not False:
                state = both(toward, connected(self._estate, half), half.allows_forwarded)
                found[half.network] = either(found.get(half.network, False), state)
        return found

    def _judged(self, link: Resource, lower: str, upper: str, state: Fact[bool]) -> Crossing:
        if state is False:
            guard = Guard(name="link not connected", state="holds", address=link.address, origin=link.origin)
            return _told(link, lower, upper, open_=False, because=f"{link.address} is not connected and carries nothing", guards=(guard,))
        best: Crossing | None = None
        for count, (a, b) in enumerate(self._pairs(lower, upper)):
            if count > MAX_PAIRS:
                why = f"more than {MAX_PAIRS} pairs of places"
                return _told(link, lower, upper, open_=Unknown(why), because=why, guards=())
            found = self._pair(link, lower, upper, a, b, state)
            if found.open is True:
                return found
            best = found if best is None or _rank(found) < _rank(best) else best
        closed = best or self._empty(link, lower, upper)
        stray = next(self._strays(lower, upper), None) if closed.open is False else None
        return closed if stray is None else _told(link, lower, upper, open_=stray, because=stray.why, guards=())

    def _strays(self, *networks: str) -> Iterator[Unknown]:
        """Subnets that name their network only at apply, and whose ranges it could have."""
        ranges = addresses(r for n in networks for r in self._peers.of_network(n).may)
        for subnet in self._estate.all(Subnet):
            if isinstance(subnet.network, Unknown) and intersect(
                ranges, addresses(r for c in subnet.cidrs for r in self._peers.of(c, None).may)
            ):
                yield Unknown(f"which network {subnet.address} is part of: {subnet.network.why}")

    def _empty(self, link: Resource, lower: str, upper: str) -> Crossing:
        """Nothing stands there that the estate shows: a network only looked up may hold anything."""
        for name in (lower, upper):
            network = self._estate.find(name, Network)
            if network is None or any(isinstance(c, Unknown) for c in network.cidrs):
                why = f"what stands in {name}"
                return _told(link, lower, upper, open_=Unknown(why), because=why, guards=())
        return _told(
            link,
            lower,
            upper,
            open_=False,
            because=f"no place of {lower} or {upper} that opens or takes connections is in the estate",
            guards=(),
        )

    def _pairs(self, lower: str, upper: str) -> Iterator[tuple[End, End]]:
        targets = [*(e for e in self._ends.of(upper) if not _of_appliances(e)), *self._ends.fronts(upper)]
        yield from ((a, b) for a in (*self._ends.of(lower), *self._ends.fronts(lower)) for b in targets if _leads(a, b))

    def _pair(self, link: Resource, lower: str, upper: str, a: End, b: End, state: Fact[bool]) -> Crossing:
        there, back = self._paths.legs(a, b, link), self._paths.legs(b, a, link)
        if not there or not back:
            missing = a.subnet if not there else b.subnet
            guard = Guard(name="no route", state="holds", address=missing.address, origin=missing.origin)
            because = f"{missing.address} has no route through {link.address} to {(b if not there else a).subnet.address}"
            return _told(link, lower, upper, open_=False, because=because, guards=(guard,))
        layers = self._meeting.layers(a, b, there, back, link)
        passage = self._meeting.passage(a, b, there, back, link)
        doubts = [leg.why for leg in (*there, *back) if leg.why] if not _sure(there) or not _sure(back) else []
        if passage.must and not doubts and state is True:
            return _opened(link, lower, upper, a, b, passage.must)
        if passage.may:
            whys = [*doubts, *(w for w in passage.whys if w), *([state.why] if isinstance(state, Unknown) else [])]
            said = "; ".join(dict.fromkeys(whys)) or f"a route of {a.subnet.address}"
            return _told(link, lower, upper, open_=Unknown(said), because=said, guards=())
        because = f"filters between {a.address} and {b.address} let nothing through"
        return _told(link, lower, upper, open_=False, because=because, guards=_blocking(layers, b))


def _leads(a: End, b: End) -> bool:
    """Whether a place may open a connection to another at all: a balancer opens them to what is behind it.

    What it names by an address alone may be anything that stands there.
    """
    return a.leads is None or any(isinstance(t, Unknown) or t == b.address or cidr_range(t) is not None for t in a.leads)


def _of_appliances(end: End) -> bool:
    """A subnet that Azure keeps for an appliance of its own, and so with nothing in it that a connection could be for.

    https://learn.microsoft.com/azure/virtual-network/virtual-network-for-azure-services ("dedicated subnet")
    """
    return end.address == end.subnet.address and end.subnet.name in _APPLIANCES


def _sure(legs: Sequence[Leg]) -> bool:
    return any(not leg.why for leg in legs)


def _rank(crossing: Crossing) -> tuple[int, int]:
    """Unknown before closed; of the closed the least guarded."""
    return (1 if crossing.open is False else 0), len({g.key for m in crossing.path for g in m.guards})


def _blocking(layers: Sequence[tuple[Resource, Passage]], b: End) -> tuple[Guard, ...]:
    """Each filter that stops everything by itself; all of them together where none does."""
    alone = [r for r, p in layers if not p.may]
    found = dict.fromkeys(r.address for r in alone)
    guards = tuple(Guard(name="filter", state="holds", address=a, origin=next(r.origin for r in alone if r.address == a)) for a in found)
    return guards or (Guard(name="filters together", state="holds", address=b.address, origin=b.subnet.origin),)


def _opened(link: Resource, lower: str, upper: str, a: End, b: End, space: Space) -> Crossing:
    port = min((x.low for x in space), default=0)
    ports = "all ports" if any(x.low == 0 and x.high == 65535 for x in space) else f"port {port}"
    says = f"reaches {b.address} on {ports}"
    path = (
        Move(source=a.address, target=link.address, kind="route", says="is routed into", address=link.address, origin=link.origin),
        Move(source=link.address, target=b.address, kind="send", says=says, address=b.subnet.address, origin=b.subnet.origin),
    )
    because = f"{a.address} {says} through {link.address}; no route, filter or ACL stops it"
    return Crossing(link=link.address, lower=lower, upper=upper, open=True, path=path, because=because, target=f"{b.address} on {ports}")


def _told(link: Resource, lower: str, upper: str, *, open_: Fact[bool], because: str, guards: Sequence[Guard]) -> Crossing:
    move = Move(source=lower, target=upper, kind="route", says=because, address=link.address, origin=link.origin, guards=tuple(guards))
    return Crossing(link=link.address, lower=lower, upper=upper, open=open_, path=(move,), because=because)
