# SPDX-License-Identifier: Apache-2.0
"""Whether the lower side of a link can open a connection toward production: routes both ways, filters, ACLs.

Judged pair by pair of ends (a place in a lower subnet, a place in a production subnet), because a
security group that names another group asks who stands at the far end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import Hub, HubAttachment, Network, Peering, PrivateEndpoint, Route, RuleSet, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both
from intramuros.estate.workloads import Workload
from intramuros.reasoning.network.answers import Crossing
from intramuros.reasoning.network.gates import OPEN, Gates, Matcher, Passage, through
from intramuros.reasoning.network.links import connected
from intramuros.reasoning.network.peers import Meaning, Peers, Ranges
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import END, Box, Space, addresses, cidr_range, intersect

_EPHEMERAL = (1024, 65535)
"""Ports that answers come back to (AWS: network ACLs, ephemeral ports)."""
MAX_PAIRS = 4_000
"""Pairs of ends judged per link; beyond it the rest is taken as may."""


class End(Struct, frozen=True, kw_only=True):
    """A place in a subnet."""

    address: str
    subnet: Subnet
    rule_sets: tuple[Fact[str], ...] = ()


class CrossingReasoner:
    """Crossings of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, gates: Gates, routing: Routing) -> None:
        self._estate = estate
        self._bounds = bounds
        self._peers = peers
        self._gates = gates
        self._routing = routing

    def all(self) -> Iterator[Crossing]:
        """Every link between a lower network and a production one."""
        for peering in self._estate.all(Peering):
            yield from self._of_link(peering, peering.network, peering.remote, connected(self._estate, peering))
        for hub in self._estate.all(Hub):
            for a in hub.attachments:
                for b in hub.attachments:
                    if a is not b:
                        yield from self._of_hub(hub, a, b)

    def _of_link(self, link: Peering, here: Fact[str], there: Fact[str], state: Fact[bool]) -> Iterator[Crossing]:
        if not isinstance(here, str) or not isinstance(there, str):
            return
        ways = [(here, there)] if link.directed else [(here, there), (there, here)]
        for lower, upper in ways:
            levels = self._level(lower), self._level(upper)
            if levels == ("lower", "production"):
                yield self._judged(link, lower, upper, state)
            elif link.directed and levels == ("production", "lower") and not self._half_from(upper, lower):
                yield self._judged(link, upper, lower, state)  # the only half there is
            elif "unassigned" in levels and "production" in levels and not link.directed and levels[0] == "unassigned":
                why = f"the environment of {lower}"
                yield Crossing(link=link.address, lower=lower, upper=upper, open=Unknown(why), because=why)

    def _half_from(self, lower: str, upper: str) -> bool:
        return any(p.directed and p.network == lower and p.remote == upper for p in self._estate.all(Peering))

    def _of_hub(self, hub: Hub, a: HubAttachment, b: HubAttachment) -> Iterator[Crossing]:
        if not isinstance(a.network, str) or not isinstance(b.network, str):
            return
        if (self._level(a.network), self._level(b.network)) == ("lower", "production"):
            carries = both(self._hub_leads(hub, a, b), self._hub_leads(hub, b, a))
            yield self._judged(hub, a.network, b.network, carries)

    def _hub_leads(self, hub: Hub, source: HubAttachment, target: HubAttachment) -> Fact[bool]:
        """Whether the table that packets from `source` meet knows the way to `target`."""
        table = source.table
        if isinstance(table, Unknown):
            return table
        if table is None:
            return False
        if any(t == table for t in target.propagates_to):
            return True
        network = self._estate.find(target.network, Network)
        static = hub.routes.get(table, ())
        return any(r.target == target.address and r.hop != "blackhole" and self._meets(r, network) for r in static)

    def _meets(self, route: Route, network: Network | None) -> bool:
        wanted = self._ranges_of(network)
        return bool(intersect(addresses(self._peers.of(route.destination, None).may), addresses(wanted)))

    def _level(self, network: str) -> str:
        return self._bounds.level(network)

    def _ranges_of(self, network: Network | None) -> Ranges:
        return tuple(r for c in (network.cidrs if network else ()) if isinstance(c, str) and (r := cidr_range(c)))

    def _judged(self, link: Resource, lower: str, upper: str, state: Fact[bool]) -> Crossing:
        if state is False:
            guard = Guard(name="link not connected", state="holds", address=link.address, origin=link.origin)
            return self._told(
                link, lower, upper, open_=False, because=f"{link.address} is not connected and carries nothing", guards=(guard,)
            )
        best: Crossing | None = None
        for count, (a, b) in enumerate(self._pairs(lower, upper)):
            if count > MAX_PAIRS:
                break
            found = self._pair(link, lower, upper, a, b, state)
            if found.open is True:
                return found
            best = found if best is None or (isinstance(found.open, Unknown) and best.open is False) else best
        return best or self._told(link, lower, upper, open_=False, because=f"no subnet of {lower} or {upper} is in the estate", guards=())

    def _pairs(self, lower: str, upper: str) -> Iterator[tuple[End, End]]:
        sources, targets = self._ends(lower), self._ends(upper)
        for a in sources:
            for b in targets:
                yield a, b

    def _ends(self, network: str) -> list[End]:
        subnets = {s.address: s for s in self._estate.all(Subnet) if s.network == network}
        ends = [End(address=w, subnet=subnets[s], rule_sets=g) for w, s, g in self._places() if s in subnets]
        taken = {e.subnet.address for e in ends}
        spare = tuple(r.address for r in self._estate.all(RuleSet) if r.kind == "security-group" and r.network == network)
        ends += [End(address=s.address, subnet=s, rule_sets=spare) for s in subnets.values() if s.address not in taken]
        return ends

    def _places(self) -> Iterator[tuple[str, object, tuple[Fact[str], ...]]]:
        for work in self._estate.all(Workload):
            yield from ((work.address, a.subnet, a.rule_sets) for a in work.attachments)
        for store in self._estate.all(DataStore):
            yield from ((store.address, s, store.rule_sets) for s in store.subnets)
        for door in self._estate.all(PrivateEndpoint):
            yield from ((door.address, s, door.rule_sets) for s in door.subnets)

    def _pair(self, link: Resource, lower: str, upper: str, a: End, b: End, state: Fact[bool]) -> Crossing:
        there, there_sure = self._routed(a.subnet, b.subnet, link)
        back, back_sure = self._routed(b.subnet, a.subnet, link)
        if not there or not back:
            missing = a.subnet if not there else b.subnet
            guard = Guard(name="no route", state="holds", address=missing.address, origin=missing.origin)
            return self._told(
                link, lower, upper, open_=False, because=f"{missing.address} has no route through {link.address}", guards=(guard,)
            )
        passage = self._filters(a, b, there, back)
        sure = there_sure and back_sure and state is True
        if passage.must and sure:
            return self._opened(link, lower, upper, a, b, passage.must)
        if passage.may:
            whys = [w for w in passage.whys if w] or [state.why if isinstance(state, Unknown) else f"a route of {a.subnet.address}"]
            return self._told(link, lower, upper, open_=Unknown("; ".join(dict.fromkeys(whys))), because=whys[0], guards=())
        guard = Guard(name="filter", state="holds", address=b.address, origin=b.subnet.origin)
        return self._told(
            link, lower, upper, open_=False, because=f"filters between {a.address} and {b.address} let nothing through", guards=(guard,)
        )

    def _routed(self, source: Subnet, target: Subnet, link: Resource) -> tuple[Space, bool]:
        """The part of the target subnet that the source's routes send through the link."""
        wanted = addresses(r for c in target.cidrs for r in self._peers.of(c, None).may)
        space: list[Box] = []
        sure = True
        for hop in self._routing.hops(source):
            if hop.target == link.address or (hop.hop in ("peering", "hub") and self._same_link(hop.target, link)):
                hit = intersect(hop.space, wanted)
                space.extend(hit)
                sure = sure and (hop.sure or not hit)
        return tuple(space), sure

    def _same_link(self, target: str | None, link: Resource) -> bool:
        """Azure's two halves are one link; a route to a hub names the hub or one of its attachments."""
        if isinstance(link, Hub):
            return target is None or target in {a.address for a in link.attachments}
        other = self._estate.find(target, Peering)
        return isinstance(link, Peering) and other is not None and {other.network, other.remote} == {link.network, link.remote}

    def _filters(self, a: End, b: End, there: Space, back: Space) -> Passage:
        """Protocols and ports on which a connection opened at `a` reaches `b` and its answers come back."""
        steps = [
            *self._side(a, "out", _ranges(there), b),
            *self._side(b, "in", _ranges(back), a),
        ]
        return through(*steps)

    def _side(self, end: End, direction: str, far: Ranges, other: End) -> Iterator[Passage]:
        network = end.subnet.network if isinstance(end.subnet.network, str) else None
        plain = self._gates.matcher(network)
        match = _knowing(plain, other)
        way: str = direction
        if end.subnet.cloud == "aws":
            groups = end.rule_sets
            if groups:
                yield _toward(self._gates.group(groups, "out" if way == "out" else "in", match), far)
            for acl in end.subnet.rule_sets:
                yield _toward(self._gates.ordered(acl, "out" if way == "out" else "in", plain), far)
                yield _answers(self._gates.ordered(acl, "in" if way == "out" else "out", plain), far)
            return
        own = _owning(plain, end)
        for rules in (*end.rule_sets, *end.subnet.rule_sets):
            yield _toward(self._gates.ordered(rules, "out" if way == "out" else "in", match, own), far)

    def _opened(self, link: Resource, lower: str, upper: str, a: End, b: End, space: Space) -> Crossing:
        port = min((x.low for x in space), default=0)
        ports = "all ports" if any(x.low == 0 and x.high == 65535 for x in space) else f"port {port}"
        says = f"reaches {b.address} on {ports}"
        path = (
            Move(source=a.address, target=link.address, kind="route", says="is routed into", address=link.address, origin=link.origin),
            Move(source=link.address, target=b.address, kind="send", says=says, address=b.subnet.address, origin=b.subnet.origin),
        )
        because = f"{a.address} {says} through {link.address}; no route, filter or ACL stops it"
        return Crossing(
            link=link.address, lower=lower, upper=upper, open=True, path=path, because=because, target=f"{b.address} on {ports}"
        )

    def _told(self, link: Resource, lower: str, upper: str, *, open_: Fact[bool], because: str, guards: Sequence[Guard]) -> Crossing:
        move = Move(source=lower, target=upper, kind="route", says=because, address=link.address, origin=link.origin, guards=tuple(guards))
        return Crossing(link=link.address, lower=lower, upper=upper, open=open_, path=(move,), because=because)


def _ranges(space: Space) -> Ranges:
    return tuple((b.first, b.last) for b in space)


def _toward(passage: Passage, far: Ranges) -> Passage:
    """A filter's passage toward one far end, as protocols and ports."""
    region = addresses(far)
    return Passage(_flat(intersect(passage.must, region)), _flat(intersect(passage.may, region)), passage.whys)


def _flat(space: Space) -> Space:
    return tuple(Box(b.protocols, b.low, b.high, 0, END) for b in space)


def _answers(passage: Passage, far: Ranges) -> Passage:
    """ACLs are stateless: answers need the ephemeral ports open the other way. Either they pass or nothing does."""
    low, high = _EPHEMERAL
    wanted = tuple(Box(15, low, high, first, last) for first, last in far)
    must = OPEN.must if intersect(passage.must, wanted) else ()
    may = OPEN.may if intersect(passage.may, wanted) else ()
    return Passage(must, may, passage.whys)


def _knowing(plain: Matcher, other: End) -> Matcher:
    """Groups told apart: a rule that names a group of the far end covers it, another group does not."""
    theirs = {g for g in other.rule_sets if isinstance(g, str)}

    def match(peer: Fact[str]) -> Meaning:
        if isinstance(peer, str) and peer.startswith("sg:"):
            return Meaning(((0, END),), ((0, END),)) if peer[3:] in theirs else Meaning((), ())
        return plain(peer)

    return match


def _owning(plain: Matcher, end: End) -> Matcher:
    """Azure rules name the near side too: it must cover the end's subnet."""
    mine = addresses(r for c in end.subnet.cidrs if isinstance(c, str) and (r := cidr_range(c)))

    def match(peer: Fact[str]) -> Meaning:
        meaning = plain(peer)
        hit = bool(intersect(addresses(meaning.may), mine)) if mine else True
        return meaning if hit else Meaning((), ())

    return match
