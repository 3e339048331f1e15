# SPDX-License-Identifier: Apache-2.0
"""The question "can A reach B on a port", for any two things of the estate and the internet: which kind of way to look for, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from msgspec.structs import replace

from intramuros.estate.bounds import Bounds
from intramuros.estate.edges import Endpoint
from intramuros.estate.gate import Gate
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import Network, PrivateEndpoint, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.network.answers import Connection, Egress
from intramuros.reasoning.network.connecting import Asked, Connecting, best, told
from intramuros.reasoning.network.egress import EgressReasoner
from intramuros.reasoning.network.ends import End, Ends
from intramuros.reasoning.network.gates import Gates
from intramuros.reasoning.network.inward import Inward
from intramuros.reasoning.network.meeting import Meeting
from intramuros.reasoning.network.paths import Paths
from intramuros.reasoning.network.peers import PRIVATE, PUBLIC_V4, S3, Peers
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import END, Box, Space, addresses, cidr_range, intersect, protocol_bits, subtract

INTERNET: Final = "internet"
_WEB: Final = frozenset({"cdn", "front-door", "api", "api-management", "function-url", "ml-endpoint"})
"""Ways in that serve HTTPS on port 443 whatever is declared."""
_HTTPS: Final = 443
_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
MAX_FRONTS: Final = 4
"""How many ways in may stand before one another (a CDN before a gateway before a balancer)."""


class Connects:
    """Answers for one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, gates: Gates, routing: Routing) -> None:
        self._estate = estate
        self._bounds = replace(bounds, egress=())  # the question is of packets: what the charter approves is reached too
        self._peers = peers
        self._gates = gates
        self._routing = routing
        self._ends = Ends(estate)
        self._connecting = Connecting(estate, Paths(estate, self._bounds, peers, routing), Meeting(gates, routing))
        self._inward = Inward(peers, gates, routing)

    def ask(self, source: Resource | str, target: Resource | str, port: int | None, protocol: str) -> Connection:
        """Whether the source can open a connection to the target."""
        a, b = self._thing(source), self._thing(target)
        packets = _packets(port, protocol)
        asked = Asked(source=_name(source), target=_name(target), port=port, protocol=protocol, packets=packets)
        for name, thing in ((asked.source, a), (asked.target, b)):
            if thing is None and name != INTERNET:
                return told(asked, Unknown(f"`{name}` is not in the estate"))
        if a is None:
            return told(asked, True, because="the internet reaches itself") if b is None else self._into(asked, b)
        return self._out(asked, a) if b is None else self._between(asked, a, b)

    def _thing(self, one: Resource | str) -> Resource | None:
        return self._estate.find(one, Resource) if isinstance(one, str) else one

    def _between(self, asked: Asked, a: Resource, b: Resource) -> Connection:
        sources = self._ends.at(a)
        outward = self._outward_of(a)
        if isinstance(a, Workload) and a.isolated is True:
            return told(asked, False, because=f"the platform isolates {a.address} from the network")
        targets = (*self._ends.at(b), *self._doors(b))
        found = [self._connecting.between(asked, sources, targets)] if sources and targets else []
        found += self._by_the_internet(asked, a, b, outward)
        return best(found) or self._nowhere(asked, a, b, sources)

    def _outward_of(self, a: Resource) -> Fact[bool]:
        return a.sends_directly if isinstance(a, Workload) else False

    def _nowhere(self, asked: Asked, a: Resource, b: Resource, sources: Sequence[End]) -> Connection:
        lost = b if sources else a
        return told(asked, Unknown(f"where {lost.address} stands in the network"))

    def _by_the_internet(self, asked: Asked, a: Resource, b: Resource, outward: Fact[bool]) -> Iterator[Connection]:
        """Out to the internet and in at a public face of the target."""
        face = self._public_face(asked, b)
        if face is None or not (self._ends.at(a) or outward is not False):
            return
        out = self._out(asked, a)
        open_ = both(out.open, face.open)
        whys = [c.because for c in (out, face) if c.open is not True] or [out.because, face.because]
        if open_ is True and not (self._meets(asked, out, b) and self._meets(asked, face, None)):
            open_ = Unknown(f"whether the public address of {asked.target} is one that {asked.source} may send to, and the reverse")
        yield told(asked, open_, because="; ".join(w for w in whys if w), path=(*out.path, *face.path))

    def _meets(self, asked: Asked, half: Connection, service: Resource | None) -> bool:
        """Whether every public address is among those that are sure, or all those of the service that is asked for."""
        mine = tuple(Box(p.protocols, p.low, p.high, b.first, b.last) for p in asked.packets for b in PUBLIC_V4)
        if asked.port is None:
            return bool(intersect(half.surely, mine))
        own = self._served(asked, service) if service is not None else ()
        return not subtract(mine, half.surely) or (bool(own) and not subtract(own, half.surely))

    def _served(self, asked: Asked, service: Resource) -> Space:
        """The addresses of a storage service, as tags and prefix lists name them."""
        if not isinstance(service, DataStore) or service.kind != "object-store":
            return ()
        place = f".{service.region}" if isinstance(service.region, str) else ""
        ranges = S3 if service.cloud == "aws" else self._peers.tag(f"Storage{place}", None).must
        return tuple(Box(p.protocols, p.low, p.high, first, last) for p in asked.packets for first, last in ranges)

    def _public_face(self, asked: Asked, b: Resource) -> Connection | None:
        """How the internet reaches it; None for what has no public face at all."""
        if isinstance(b, Network | Subnet):
            return None
        return self._into(asked, b)

    def _doors(self, b: Resource) -> tuple[End, ...]:
        """Private doors to a service, as places."""
        doors = [d for d in self._estate.all(PrivateEndpoint) if d.target == b.address and d.approved is not False]
        return tuple(e for d in doors for e in self._ends.at(d))

    def _out(self, asked: Asked, a: Resource) -> Connection:
        region = intersect(addresses(self._peers.public()), tuple(Box(p.protocols, p.low, p.high, 0, END) for p in asked.packets))
        reasoner = EgressReasoner(self._estate, self._bounds, self._peers, self._gates, self._routing, outside=region)
        ways = list(reasoner.ways(a)) if isinstance(a, Workload) else [reasoner.attached(a.address, _at(e)) for e in self._ends.at(a)]
        found = [_of_egress(asked, w) for w in ways]
        return best(found) or told(asked, Unknown(f"where {a.address} stands in the network"))

    def _into(self, asked: Asked, b: Resource) -> Connection:
        ends = self._ends.at(b)
        found = [self._inward.to(asked, e) for e in ends]
        gate: Gate | None = getattr(b, "gate", None)
        if gate is not None and not ends:
            found.append(_at_gate(asked, b, gate))
        elif isinstance(b, DataStore) and b.kind == "object-store" and b.cloud == "aws":
            found.append(_at_endpoint(asked, b))
        if isinstance(b, Endpoint):
            found.append(_at_front(asked, b))
        found += self._fronts(asked, b, MAX_FRONTS)
        return best(found) or told(asked, Unknown(f"where {b.address} stands in the network"))

    def _fronts(self, asked: Asked, b: Resource, depth: int) -> Iterator[Connection]:
        """Ways in from the internet that hand requests on to the target."""
        for front in self._estate.all(Endpoint):
            if front.address == b.address or not any(t == b.address or t in b.ids for t in front.targets):
                continue
            found = [_at_front(asked, front), *(self._fronts(asked, front, depth - 1) if depth else ())]
            entry = best(found)
            if entry is not None:
                says = f"hands on what it takes to {b.address}"
                move = Move(source=front.address, target=b.address, kind="send", says=says, address=front.address, origin=front.origin)
                because = f"{entry.because}; {front.address} {says}"
                yield told(asked, entry.open, because=because, path=(*entry.path, move), surely=entry.surely)


def _packets(port: int | None, protocol: str) -> Space:
    low, high = (0, 65535) if port is None else (port, port)
    return (Box(protocol_bits(protocol), low, high, 0, END),)


def _name(one: Resource | str) -> str:
    return one if isinstance(one, str) else one.address


def _at(end: End) -> Attachment:
    return Attachment(
        subnet=end.subnet.address,
        rule_sets=end.rule_sets,
        public_ip=end.public_ip,
        groups=end.groups,
        ips=end.ips,
        address=end.address,
        origin=end.subnet.origin,
    )


def _of_egress(asked: Asked, way: Egress) -> Connection:
    return told(asked, way.open, because=way.because, path=way.path, surely=way.surely)


def _at_gate(asked: Asked, b: Resource, gate: Gate) -> Connection:
    """A service's own network gate; what it admits by address is told with the answer."""
    listed = [a for a in gate.addresses if isinstance(a, str) and a not in _EVERYWHERE and _is_public(a)]
    vague = [a for a in gate.addresses if isinstance(a, Unknown)]
    open_ = both(gate.public, either(gate.open, bool(listed), *vague))
    said = "takes every address" if gate.open is True or not listed else f"takes {', '.join(listed[:3])}"
    why = f"the public endpoint of {b.address} {said}" if open_ is True else gate.why or f"the network gate of {b.address} is closed"
    state: Literal["holds", "absent", "unknown"] = "holds" if open_ is False else "unknown" if isinstance(open_, Unknown) else "absent"
    guard = Guard(name="network gate", state=state, address=gate.address, origin=gate.origin, why=gate.why)
    move = Move(source=INTERNET, target=b.address, kind="call", says=why, address=gate.address, origin=gate.origin, guards=(guard,))
    sure = asked.packets if gate.open is True else addresses(r for a in listed if (r := cidr_range(a)))
    return told(asked, open_, because=why, path=(move,), surely=sure)


def _is_public(cidr: str) -> bool:
    found = cidr_range(cidr)
    return found is not None and bool(subtract(addresses([found]), addresses(PRIVATE)))


def _at_endpoint(asked: Asked, b: Resource) -> Connection:
    """S3 has no network gate: its endpoint is on the internet, and asks who is there."""
    why = f"{b.address} is served at S3's own public endpoint, which asks for an identity, not for an address"
    move = Move(source=INTERNET, target=b.address, kind="call", says=why, address=b.address, origin=b.origin)
    return told(asked, asked.port in (None, 80, _HTTPS), because=why, path=(move,), surely=asked.packets)


def _at_front(asked: Asked, front: Endpoint) -> Connection:
    why = front.public_why or ("it has a listener on the internet" if front.public is True else "it is not on the internet")
    open_ = front.public
    if open_ is True and asked.port is not None and not (front.kind in _WEB and asked.port == _HTTPS):
        open_ = Unknown(f"on which ports {front.address} listens")
    held = (Guard(name="not on the internet", state="holds", address=front.address, origin=front.origin, why=why),)
    guards = held if open_ is False else ()
    move = Move(source=INTERNET, target=front.address, kind="call", says=why, address=front.address, origin=front.origin, guards=guards)
    said = open_.why if isinstance(open_, Unknown) else f"{front.address}: {why}"
    return told(asked, open_, because=said, path=(move,), surely=asked.packets)
