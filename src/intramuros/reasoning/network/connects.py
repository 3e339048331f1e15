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
from intramuros.reasoning.inference import Inference
from intramuros.reasoning.network.answers import Connection, Egress
from intramuros.reasoning.network.connecting import Asked, Connecting, best, guard_of, told
from intramuros.reasoning.network.egress import EgressReasoner
from intramuros.reasoning.network.endpoints import gateways_to, is_served, lets_https, service_of
from intramuros.reasoning.network.ends import End, Ends
from intramuros.reasoning.network.gates import Gates, Passage, through
from intramuros.reasoning.network.inward import Inward
from intramuros.reasoning.network.meeting import Meeting
from intramuros.reasoning.network.paths import Paths
from intramuros.reasoning.network.peers import PRIVATE, PUBLIC_V4, S3, Peers
from intramuros.reasoning.network.routing import Routing
from intramuros.reasoning.network.space import END, FULL, Box, Space, addresses, cidr_range, intersect, protocol_bits, subtract

INTERNET: Final = "internet"
_WEB: Final = frozenset({"cdn", "front-door", "api", "api-management", "function-url", "ml-endpoint"})
"""Ways in that serve HTTPS on port 443 whatever is declared."""
_CARRIED: Final = frozenset({"disk", "snapshot", "machine-image", "backup"})
"""Stores that are mounted, copied or restored, and take no connection themselves."""
_HTTPS: Final = 443
_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")


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
        self._inference = Inference(estate, bounds)

    def ask(self, source: Resource | str, target: Resource | str, port: int | None, protocol: str) -> Connection:
        """Whether the source can open a connection to the target."""
        a, b = self._thing(source), self._thing(target)
        packets = _packets(port, protocol)
        asked = Asked(source=_name(source), target=_name(target), port=port, protocol=protocol, packets=packets)
        for name, thing in ((asked.source, a), (asked.target, b)):
            if thing is None and name != INTERNET:
                return told(asked, Unknown(f"`{name}` is not in the estate"))
        if isinstance(b, DataStore) and b.kind in _CARRIED:
            return told(asked, False, because=f"{b.address} is a {b.kind.replace('-', ' ')}: no client connects to it")
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
        found += [c for e in sources for d in gateways_to(self._estate, e.subnet, b) if (c := self._by_gateway(asked, e, d, b))]
        found += self._by_the_internet(asked, a, b, outward)
        if isinstance(b, Endpoint) and not targets:
            found.append(told(asked, Unknown(f"where {b.address} stands in the network")))
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
        doors = [d for d in self._estate.all(PrivateEndpoint) if d.approved is not False and (d.target == b.address or is_served(d, b))]
        return tuple(e for d in doors for e in self._ends.at(d))

    def _by_gateway(self, asked: Asked, end: End, door: PrivateEndpoint, b: Resource) -> Connection | None:
        """Over a gateway endpoint, which a prefix list in the subnet's route table leads to; filters see the service's public addresses."""
        if asked.port not in (None, _HTTPS) or asked.protocol.casefold() not in ("tcp", "6", "*"):
            return None
        wanted = Passage(FULL, FULL)
        layers = [(self._gates.holder(r, end.subnet), p) for r, p in self._inward.outward_layers(end)]
        open_ = lets_https(self._estate, door, through(wanted, *(p for _, p in layers)))
        says = f"sends to {b.address} through {door.address}"
        held = tuple(guard_of(r, not p.may, unsure=False) for r, p in layers) if not open_ else ()
        move = Move(source=end.address, target=b.address, kind="call", says=says, address=door.address, origin=door.origin, guards=held)
        return told(
            asked, open_, because=f"{end.address} {says}" if open_ else f"filters of {end.address} do not let HTTPS to it", path=(move,)
        )

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
        elif not ends and gate is None and service_of(b):
            found.append(_at_endpoint(asked, b))
        if isinstance(b, Endpoint):
            found.append(_at_front(asked, b))
        found += self._fronts(asked, b)
        return best(found) or told(asked, Unknown(f"where {b.address} stands in the network"))

    def _fronts(self, asked: Asked, b: Resource) -> Iterator[Connection]:
        """Ways in from the internet that hand requests on to the target, through others too."""
        standing = self._ends.at(b)
        for front in self._estate.all(Endpoint):
            own_address = front.kind == "public-ip" and front.listens is None and bool(standing)  # judged where it stands
            if front.address == b.address or own_address or b.address not in self._inference.behind(front):
                continue
            entry = _at_front(asked, front)
            if entry.open is not False and front.kind == "load-balancer" and front.cloud == "azure" and self._shut(asked, standing):
                entry = told(asked, False, because=f"the network security groups of {b.address} let nothing in from the internet")
            says = f"hands on what it takes to {b.address}"
            move = Move(source=front.address, target=b.address, kind="send", says=says, address=front.address, origin=front.origin)
            because = f"{entry.because}; {front.address} {says}"
            yield told(asked, entry.open, because=because, path=(*entry.path, move), surely=entry.surely)

    def _shut(self, asked: Asked, standing: Sequence[End]) -> bool:
        """A load balancer keeps the sender's address, so the groups at the machine decide too (on the port behind, which may be another)."""
        any_port = replace(asked, port=None, packets=_packets(None, asked.protocol))
        found = [self._inward.to(any_port, replace(e, public_ip=True)) for e in standing]
        return bool(found) and all(c.open is False for c in found)


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
    """AWS's regional services have no network gate: their endpoints are on the internet, and ask who is there."""
    why = f"{b.address} is served at the service's public endpoint, which asks for an identity, not for an address"
    move = Move(source=INTERNET, target=b.address, kind="call", says=why, address=b.address, origin=b.origin)
    return told(asked, asked.port in (None, 80, _HTTPS), because=why, path=(move,), surely=asked.packets)


def _listening(asked: Asked, front: Endpoint) -> Fact[bool]:
    """Whether it takes requests on the port: by its listeners where they are declared, else what its kind always has."""
    if asked.port is None:
        return True
    if isinstance(front.listens, tuple):
        return asked.port in front.listens and asked.protocol.casefold() in ("tcp", "6", "*")
    known_port = front.kind in _WEB and asked.port == _HTTPS
    return known_port or Unknown(f"on which ports {front.address} listens")


def _at_front(asked: Asked, front: Endpoint) -> Connection:
    why = front.public_why or ("it has a listener on the internet" if front.public is True else "it is not on the internet")
    open_ = both(front.public, _listening(asked, front))
    if front.public is True and open_ is False:
        why = f"it does not listen on {asked.protocol} {asked.port}"
    held = (Guard(name="not on the internet", state="holds", address=front.address, origin=front.origin, why=why),)
    guards = held if open_ is False else ()
    move = Move(source=INTERNET, target=front.address, kind="call", says=why, address=front.address, origin=front.origin, guards=guards)
    said = open_.why if isinstance(open_, Unknown) else f"{front.address}: {why}"
    return told(asked, open_, because=said, path=(move,), surely=asked.packets)
