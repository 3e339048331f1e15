# SPDX-License-Identifier: Apache-2.0
"""Whether the internet can open a connection to a place of the estate: its public address, the way back, the filters before it.

Azure closes a standard public address until a network security group lets somebody in ("Public IP addresses", SKU comparison: "secure by
default"); basic ones were retired in September 2025. AWS answers through the internet gateway that the subnet's routes name.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.network.answers import Connection
from intramuros.reasoning.network.connecting import Asked, guard_of, told
from intramuros.reasoning.network.ends import End
from intramuros.reasoning.network.gates import Gates, Passage, near_of, through
from intramuros.reasoning.network.meeting import answers
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import END, Box, Space, addresses, intersect, shown


class Inward:
    """Connections from the internet to places of one estate."""

    def __init__(self, peers: Peers, gates: Gates, routing: Routing) -> None:
        self._peers = peers
        self._gates = gates
        self._routing = routing

    def to(self, asked: Asked, end: End) -> Connection:
        """Whether any address of the internet reaches a place directly."""
        if end.public_ip is False:
            return self._held(asked, end, Guard(name="no public address", state="holds", address=end.address, origin=end.subnet.origin))
        home = self._home(end)
        if not home:
            guard = Guard(name="no way back to the internet", state="holds", address=end.subnet.address, origin=end.subnet.origin)
            return self._held(asked, end, guard)
        layers = list(self._layers(end))
        passage = through(*(p for _, p in layers), Passage(home, home))
        open_ = Passage(intersect(_packets(asked), passage.must), intersect(_packets(asked), passage.may), passage.whys)
        return self._judged(asked, end, layers, open_)

    def _judged(self, asked: Asked, end: End, layers: list[tuple[Resource, Passage]], passage: Passage) -> Connection:
        packets = _packets(asked)
        guards = tuple(guard_of(r, not intersect(packets, p.may), unsure=not intersect(packets, p.must)) for r, p in layers)
        if end.subnet.cloud == "azure" and not layers and not end.door:
            bare = Guard(name="public address without a security group", state="holds", address=end.address, origin=end.subnet.origin)
            return self._held(asked, end, bare)
        doubts = [end.public_ip.why] if isinstance(end.public_ip, Unknown) else []
        seen = f"from {', '.join(shown(passage.must or passage.may))}"
        move = _move(end, f"opens a connection {seen}", guards)
        if passage.must and not doubts:
            because = f"{end.address} has a public address that filters let in {seen}"
            return told(asked, True, because=because, path=(move,), surely=passage.must)
        if passage.may:
            return told(asked, Unknown("; ".join(dict.fromkeys([*doubts, *(w for w in passage.whys if w)])) or seen), path=(move,))
        held = [g for g in guards if g.state == "holds"]
        together = Guard(name="filters together", state="holds", address=end.subnet.address, origin=end.subnet.origin)
        said = f"{', '.join(dict.fromkeys(g.address for g in held)) or 'the filters together'} let nothing in from the internet"
        return told(asked, False, because=said, path=(_move(end, said, guards if held else (*guards, together)),))

    def _held(self, asked: Asked, end: End, guard: Guard) -> Connection:
        said = f"{guard.name} at {guard.address}"
        return told(asked, False, because=said, path=(_move(end, said, (guard,)),))

    def _home(self, end: End) -> Space:
        """The addresses of the internet to which answers find their way."""
        public = addresses(self._peers.public())
        hops = (h for h in self._routing.hops(end.subnet) if h.hop in ("internet-gateway", "internet"))
        return tuple(b for h in hops for b in intersect(h.space, public))

    def _layers(self, end: End) -> Iterator[tuple[Resource, Passage]]:
        network = end.subnet.network if isinstance(end.subnet.network, str) else None
        match = self._gates.matcher(network, self._routing.routed(end.subnet))
        if end.subnet.cloud != "aws":
            near = near_of(end.subnet, end.ips, end.groups)
            for rules in (*end.rule_sets, *end.subnet.rule_sets) if not end.unbound else ():
                yield self._gates.holder(rules, end.subnet), self._gates.ordered(rules, "in", match, near)
            return
        for acl in end.subnet.rule_sets:
            holder = self._gates.holder(acl, end.subnet)
            yield holder, self._gates.ordered(acl, "in", match)
            yield holder, answers(self._gates.ordered(acl, "out", match))
        if end.rule_sets:
            yield self._gates.holder(end.rule_sets[0], end.subnet), self._gates.group(end.rule_sets, "in", match)

    def outward_layers(self, end: End) -> Iterator[tuple[Fact[str], Passage]]:
        """What the filters of an AWS place let out, rule set by rule set."""
        network = end.subnet.network if isinstance(end.subnet.network, str) else None
        match = self._gates.matcher(network, self._routing.routed(end.subnet))
        yield from ((acl, self._gates.ordered(acl, "out", match)) for acl in end.subnet.rule_sets)
        if end.rule_sets:
            yield end.rule_sets[0], self._gates.group(end.rule_sets, "out", match)


def _packets(asked: Asked) -> Space:
    """The packets asked about, from any address."""
    return tuple(Box(b.protocols, b.low, b.high, 0, END) for b in asked.packets)


def _move(end: End, says: str, guards: tuple[Guard, ...]) -> Move:
    return Move(
        source="internet", target=end.address, kind="route", says=says, address=end.subnet.address, origin=end.subnet.origin, guards=guards
    )
