# SPDX-License-Identifier: Apache-2.0
"""Whether a connection opened at one place of the estate reaches another: inside a network, through links, firewalls and hubs.

Inside one network Azure asks the filters of both subnets even where both ends are in the same one ("How network security groups filter
network traffic"); AWS asks a network ACL only of what enters or leaves its subnet ("Control subnet traffic with network ACLs").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import Gateway, Hub, Peering, RuleSet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.reasoning.network.answers import Connection
from intramuros.reasoning.network.ends import End
from intramuros.reasoning.network.gates import Passage
from intramuros.reasoning.network.links import connected, joins, same
from intramuros.reasoning.network.meeting import Layers, Meeting
from intramuros.reasoning.network.paths import Paths
from intramuros.reasoning.network.space import Space, intersect

NAMES = {
    "security-group": "security group",
    "network-acl": "network ACL",
    "nsg": "network security group",
    "network-policy": "network policy",
}
MAX_PAIRS = 4_000
"""Pairs of places judged per question; beyond it the answer is not known."""


class Asked(Struct, frozen=True, kw_only=True):
    """What is asked: from where to where, and which packets."""

    source: str
    target: str
    port: int | None
    protocol: str
    packets: Space


class Connecting:
    """Connections between places of one estate."""

    def __init__(self, estate: Estate, paths: Paths, meeting: Meeting) -> None:
        self._estate = estate
        self._paths = paths
        self._meeting = meeting

    def between(self, asked: Asked, sources: Sequence[End], targets: Sequence[End]) -> Connection:
        """The best answer for any pair of places: an open way, else one not known, else the least guarded closed one."""
        found: list[Connection] = []
        for a in sources:
            for b in targets:
                if len(found) > MAX_PAIRS:
                    return told(asked, Unknown(f"more than {MAX_PAIRS} pairs of places"))
                for one in self._pair(asked, a, b):
                    if one.open is True:
                        return one
                    found.append(one)
        return best(found) or told(asked, Unknown(f"where {asked.source} and {asked.target} stand"))

    def _pair(self, asked: Asked, a: End, b: End) -> Iterator[Connection]:
        if a.address == b.address and a.subnet.address == b.subnet.address:
            yield told(asked, True, because=f"{a.address} is itself")
            return
        ways = [w for link, state in self._links(a, b) if (w := self._by(asked, a, b, link, state))]
        dark = self._paths.dark(a, b)
        if dark:
            ways.append(told(asked, Unknown(dark)))
        yield from ways
        if not ways:
            yield self._unrouted(asked, a, b)

    def _unrouted(self, asked: Asked, a: End, b: End) -> Connection:
        guard = Guard(name="no route", state="holds", address=a.subnet.address, origin=a.subnet.origin)
        because = f"no route of {a.subnet.address} leads to {b.subnet.address}, or none leads back"
        move = Move(
            source=a.address,
            target=b.address,
            kind="route",
            says=because,
            address=a.subnet.address,
            origin=a.subnet.origin,
            guards=(guard,),
        )
        return told(asked, False, because=because, path=(move,))

    def _links(self, a: End, b: End) -> Iterator[tuple[Resource, Fact[bool]]]:
        """Everything that could carry the packet from one end's network to the other's."""
        here, there = a.subnet.network, b.subnet.network
        if here == there:
            yield a.subnet, True
        for peering in self._estate.all(Peering):
            ends = joins(peering, here, there)
            if ends is not False:
                yield peering, both(connected(self._estate, peering), ends)
        for hub in self._estate.all(Hub):
            if here != there:
                yield hub, both(*(either(*(same(x.network, n) for x in hub.attachments)) for n in (here, there)))
        for gateway in self._estate.all(Gateway):
            if gateway.kind in ("firewall", "appliance"):
                yield gateway, both(self._near(a, gateway), self._near(b, gateway))

    def _near(self, end: End, gateway: Gateway) -> Fact[bool]:
        """Whether a firewall stands in the end's network, or in one peered with it whose forwarded packets that network takes."""
        if end.subnet.network in gateway.networks:
            return True
        near = [
            (p, ends)
            for p in self._estate.all(Peering)
            for n in gateway.networks
            if (ends := both(same(p.network, end.subnet.network), same(p.remote, n))) is not False
        ]
        states = [both(ends, connected(self._estate, p), p.allows_forwarded if p.directed else True) for p, ends in near]
        return next((s for s in states if s is True), next(iter(states), False))

    def _by(self, asked: Asked, a: End, b: End, link: Resource, state: Fact[bool]) -> Connection | None:
        if state is False:
            return None
        there, back = self._paths.legs(a, b, link), self._paths.legs(b, a, link)
        if not there or not back:
            return None
        layers = self._meeting.layers(a, b, there, back, link)
        passage = _only(asked.packets, self._meeting.passage(a, b, there, back, link))
        doubts = [w for legs in (there, back) if all(x.why for x in legs) for w in (x.why for x in legs)]
        if isinstance(state, Unknown):
            doubts.append(state.why)
        if passage.must and not doubts:
            return self._open(asked, a, b, link, layers, passage.must)
        if passage.may:
            whys = dict.fromkeys([*doubts, *(w for w in passage.whys if w)])
            return told(asked, Unknown("; ".join(whys) or f"a route of {a.subnet.address}"), path=self._walked(a, b, link, layers, ()))
        stopping = tuple(r.address for r, p in layers if not _only(asked.packets, p).may)
        said = f"{', '.join(dict.fromkeys(stopping)) or 'filters together'} stop{'s' if len(set(stopping)) == 1 else ''} it"
        return told(asked, False, because=said, path=self._walked(a, b, link, layers, stopping or (b.subnet.address,)))

    def _open(self, asked: Asked, a: End, b: End, link: Resource, layers: Layers, space: Space) -> Connection:
        through_ = "inside its network" if link is a.subnet else f"through {link.address}"
        if asked.port is None:
            low = min(space, key=lambda s: s.low)
            ports = "any port" if (low.low, low.high) == (0, 65535) else f"port {low.low}"
            through_ += f", on {ports}"
        because = f"{a.address} reaches {b.address} {through_}: routes lead there and back, and every filter on the way lets it pass"
        return told(asked, True, because=because, path=self._walked(a, b, link, layers, ()))

    def _walked(self, a: End, b: End, link: Resource, layers: Layers, stopping: Sequence[str]) -> tuple[Move, ...]:
        """The way as moves: out of the source, over the link, in at the target, each with the filters asked on it."""
        found = [guard_of(r, r.address in stopping or p.may == (), unsure=not p.must) for r, p in layers]
        if stopping and not any(g.state == "holds" for g in found):
            found.append(Guard(name="filters together", state="holds", address=b.subnet.address, origin=b.subnet.origin))
        guards = tuple({(g.key, g.state): g for g in found}.values())
        if link is a.subnet:
            says = "is sent inside the network"
            return (
                Move(source=a.address, target=b.address, kind="send", says=says, address=link.address, origin=link.origin, guards=guards),
            )
        return (
            Move(source=a.address, target=link.address, kind="route", says="is routed into", address=link.address, origin=link.origin),
            Move(
                source=link.address,
                target=b.address,
                kind="send",
                says="is handed on to",
                address=b.subnet.address,
                origin=b.subnet.origin,
                guards=guards,
            ),
        )


def guard_of(layer: Resource, holds: bool, *, unsure: bool) -> Guard:
    """A filter on the way, as a guard that holds, is not sure, or lets the packet pass."""
    name = NAMES[layer.kind] if isinstance(layer, RuleSet) else "firewall" if isinstance(layer, Gateway) else "filter"
    state: Literal["holds", "absent", "unknown"] = "holds" if holds else "unknown" if unsure else "absent"
    return Guard(name=name, state=state, address=layer.address, origin=layer.origin, why="lets it pass" if state == "absent" else "")


def _only(packets: Space, passage: Passage) -> Passage:
    return Passage(intersect(packets, passage.must), intersect(packets, passage.may), passage.whys)


def told(asked: Asked, open_: Fact[bool], *, because: str = "", path: tuple[Move, ...] = (), surely: Space = ()) -> Connection:
    """An answer to what was asked."""
    return Connection(
        source=asked.source,
        target=asked.target,
        port=asked.port,
        protocol=asked.protocol,
        open=open_,
        path=path,
        because=because or (open_.why if isinstance(open_, Unknown) else ""),
        surely=surely,
    )


def best(found: Sequence[Connection]) -> Connection | None:
    """The open one before an unknown one before a closed one; of the closed the least guarded."""

    def rank(one: Connection) -> tuple[int, int]:
        state = 0 if one.open is True else 1 if isinstance(one.open, Unknown) else 2
        return state, len({g.key for m in one.path for g in m.guards if g.state == "holds"})

    return min(found, key=rank, default=None)
