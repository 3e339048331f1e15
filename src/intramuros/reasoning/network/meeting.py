# SPDX-License-Identifier: Apache-2.0
"""What the filters at two ends let through between them: groups told apart by who stands at the far end, ACLs with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from intramuros.estate.network import Hub
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.network.ends import End
from intramuros.reasoning.network.gates import OPEN, Direction, Gates, Matcher, Passage, near_of, through
from intramuros.reasoning.network.paths import Leg
from intramuros.reasoning.network.peers import Meaning, Ranges
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import ANY_PROTOCOL, END, FULL, TCP, Box, Space, addresses, intersect

_EPHEMERAL: Final = (1024, 65535)
"""Ports that answers come back to (AWS: network ACLs, ephemeral ports)."""
_EVERYBODY: Final = ((0, END),)
Layers = list[tuple[Resource, Passage]]


class Meeting:
    """Filters between pairs of ends of one estate."""

    def __init__(self, gates: Gates, routing: Routing) -> None:
        self._gates = gates
        self._routing = routing
        self._passages: dict[object, Passage] = {}
        """An NSG asks of the far end nothing but its groups, so most pairs share an answer."""

    def passage(self, a: End, b: End, there: Sequence[Leg], back: Sequence[Leg], link: Resource) -> Passage:
        """What all of them let through together: at each end one and the same far address must pass every filter, and its answers."""
        far_b, far_a = _ranges(there), _ranges(back)
        out = through(*(p for _, p in self._side(a, "out", b, link)))
        into = through(*(p for _, p in self._side(b, "in", a, link)))
        between = [p for r, p in self._between(there, far_b)]
        return through(toward(out, far_b), *between, toward(into, far_a), _taken(b))

    def layers(self, a: End, b: End, there: Sequence[Leg], back: Sequence[Leg], link: Resource) -> Layers:
        """Protocols and ports on which each filter lets a connection opened at `a` reach `b`, and its answers come back."""
        far_b, far_a = _ranges(there), _ranges(back)
        out = [(r, toward(p, far_b)) for r, p in self._side(a, "out", b, link)]
        return [*out, *self._between(there, far_b), *((r, toward(p, far_a)) for r, p in self._side(b, "in", a, link))]

    def _between(self, there: Sequence[Leg], far: Ranges) -> Layers:
        """The firewall on the way, where every leg passes one."""
        found = [(leg.gateway, leg.passage) for leg in there if leg.gateway is not None]
        return [(found[0][0], _merged([toward(p, far) for _, p in found]))] if found and len(found) == len(there) else []

    def _side(self, end: End, direction: Direction, other: End, link: Resource) -> Iterator[tuple[Resource, Passage]]:
        network = end.subnet.network if isinstance(end.subnet.network, str) else None
        plain = self._gates.matcher(network, self._routing.routed(end.subnet))
        match = _knowing(plain, other, grouped=not (isinstance(link, Hub) and link.group_references is False))
        if end.subnet.cloud == "aws":
            yield from self._aws(end, direction, match, crosses=end.subnet.address != other.subnet.address)
        elif not end.unbound:
            near = near_of(end.subnet, end.ips, end.groups)
            for rules in (*end.rule_sets, *end.subnet.rule_sets):
                key = (rules, direction, end.subnet.address, near, other.groups)
                if key not in self._passages:
                    self._passages[key] = self._gates.ordered(rules, direction, match, near)
                yield self._gates.holder(rules, end.subnet), self._passages[key]

    def _aws(self, end: End, direction: Direction, match: Matcher, *, crosses: bool) -> Iterator[tuple[Resource, Passage]]:
        if end.rule_sets:
            yield self._gates.holder(end.rule_sets[0], end.subnet), self._gates.group(end.rule_sets, direction, match)
        opposite: Direction = "in" if direction == "out" else "out"
        for acl in end.subnet.rule_sets if crosses else ():  # an ACL is asked of what enters or leaves the subnet
            holder = self._gates.holder(acl, end.subnet)
            yield holder, self._gates.ordered(acl, direction, match)
            yield holder, answers(self._gates.ordered(acl, opposite, match))


def _taken(b: End) -> Passage:
    """The packets on which the far end takes connections; filters alone say of what else it is."""
    if b.ports is None:
        return OPEN
    if isinstance(b.ports, Unknown):
        return Passage((), FULL, (b.ports.why,))
    taken = tuple(Box(TCP, port, port, 0, END) for port in b.ports)
    return Passage(taken, taken)


def _ranges(legs: Sequence[Leg]) -> Ranges:
    return tuple((b.first, b.last) for leg in legs for b in leg.space)


def _merged(passages: Sequence[Passage]) -> Passage:
    must = tuple(b for p in passages for b in p.must)
    return Passage(must, tuple(b for p in passages for b in p.may), tuple(w for p in passages for w in p.whys))


def toward(passage: Passage, far: Ranges) -> Passage:
    """A filter's passage toward one far end, as protocols and ports."""
    region = addresses(far)
    return Passage(_flat(intersect(passage.must, region)), _flat(intersect(passage.may, region)), passage.whys)


def _flat(space: Space) -> Space:
    return tuple(Box(b.protocols, b.low, b.high, 0, END) for b in space)


def answers(passage: Passage) -> Passage:
    """ACLs are stateless: answers go to an ephemeral port the other way, by the same protocol and to the same far address."""
    return Passage(_answered(passage.must), _answered(passage.may), passage.whys)


def _answered(space: Space) -> Space:
    low, high = _EPHEMERAL
    hit = intersect(space, (Box(ANY_PROTOCOL, low, high, 0, END),))
    return tuple(dict.fromkeys(Box(b.protocols, 0, 65535, b.first, b.last) for b in hit))


def _knowing(plain: Matcher, other: End, *, grouped: bool) -> Matcher:
    """Groups told apart: a rule that names a group of the far end covers it, another group does not."""
    sides = {"sg": other.rule_sets if grouped else (), "asg": other.groups}

    def match(peer: Fact[str]) -> Meaning:
        kind, _, name = peer.partition(":") if isinstance(peer, str) else ("", "", "")
        if kind not in sides:
            return plain(peer)
        if name in sides[kind]:
            return Meaning(_EVERYBODY, _EVERYBODY)
        doubt = next((g.why for g in sides[kind] if isinstance(g, Unknown)), "")
        return Meaning((), _EVERYBODY if doubt else (), doubt)

    return match
