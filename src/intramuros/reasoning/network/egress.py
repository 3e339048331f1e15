# SPDX-License-Identifier: Apache-2.0
"""Whether a workload can send outside the approved ranges, and by which rule, route and gateway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import PrivateEndpoint, RuleSet, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.network.answers import Egress
from intramuros.reasoning.network.endpoints import leaky
from intramuros.reasoning.network.exits import OUT, Exits
from intramuros.reasoning.network.gates import Gates, Passage, near_of, through
from intramuros.reasoning.network.meeting import answers
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Hop, Routing
from intramuros.reasoning.network.services import unbound
from intramuros.reasoning.network.space import ANY_PROTOCOL, ATOMS, END, TCP, V6, Box, Space, addresses, intersect, shown, subtract

_V6_SPACE: Space = (Box(ANY_PROTOCOL, 0, 65535, V6, ATOMS - 1),)


class Layer(Struct, frozen=True, kw_only=True):
    """One filter between a workload and the network."""

    passage: Passage
    name: str
    address: str
    origin: Origin

    def blocking(self, region: Space) -> tuple[Guard, ...]:
        """The guard that this filter is, where it alone stops everything to a region."""
        if intersect(self.passage.may, region):
            return ()
        return (Guard(name=self.name, state="holds", address=self.address, origin=self.origin),)


class Standing(Struct, frozen=True, kw_only=True):
    """A workload at one of its places, with the filters that stand there."""

    work: str
    """Its address."""
    at: Attachment
    subnet: Subnet
    filters: tuple[Layer, ...]


class EgressReasoner:
    """Egress of the workloads of one estate."""

    def __init__(
        self, estate: Estate, bounds: Bounds, peers: Peers, gates: Gates, routing: Routing, *, outside: Space | None = None
    ) -> None:
        """`outside` are the packets asked about: all to unapproved addresses, unless said otherwise."""
        self._estate = estate
        self._peers = peers
        self._gates = gates
        self._routing = routing
        self._exits = Exits(estate, bounds, peers, routing)
        self._outside: Space = subtract(addresses(peers.public()), addresses(peers.approved())) if outside is None else outside
        self._buckets = outside is None
        self._bounds = bounds

    def ways(self, work: Workload) -> Iterator[Egress]:
        """One answer for each way the workload stands in the network."""
        if work.isolated is True:
            yield Egress(workload=work.address, open=False, because="the platform isolates it from the network")
            return
        if work.sends_directly is not False:
            yield self._direct(work)
        managed = work.managed_outbound
        if isinstance(managed, str) and managed.startswith("allow-only"):
            yield Egress(workload=work.address, open=False, because=f"its managed network is {managed}")
            return
        placed = [a for a in work.attachments if a.subnet is not None]
        yield from (self.attached(work.address, a) for a in placed)
        if not placed and work.sends_directly is False and work.sends_why:
            yield Egress(workload=work.address, open=False, because=work.sends_why)

    def _direct(self, work: Workload) -> Egress:
        why = work.sends_why or "it has a way to the internet that passes none of our networks"
        move = Move(source=work.address, target="internet", kind="send", says=why, address=work.address, origin=work.origin)
        screens = dict.fromkeys(s for a in work.attachments for s in a.screens)
        passage = through(*(self._gates.ordered(s, "out", self._gates.matcher(None)) for s in screens))
        leak = intersect(passage.must, self._outside) or intersect(passage.may, self._outside)
        if screens and not leak:
            return self._screened(work, move, [s for s in screens if isinstance(s, str)])
        screened: Fact[bool] = bool(intersect(passage.must, self._outside)) or Unknown("; ".join(dict.fromkeys(passage.whys)) or why)
        open_ = both(work.sends_directly, screened) if screens else work.sends_directly
        sure = intersect(passage.must, self._outside) if open_ is True else ()
        to = shown(leak) if screens else ("0.0.0.0/0",)
        return Egress(workload=work.address, open=open_, destinations=to, path=(move,), because=why, surely=sure)

    def _screened(self, work: Workload, move: Move, screens: list[str]) -> Egress:
        """Nothing to unapproved addresses passes the policies at the workload itself."""
        found = [r for s in screens if (r := self._estate.find(s, RuleSet))]
        guards = tuple(Guard(name="egress filter", state="holds", address=r.address, origin=r.origin) for r in found)
        because = f"{', '.join(r.address for r in found)} lets nothing out to unapproved addresses"
        return Egress(workload=work.address, open=False, path=(replace(move, guards=guards),), because=because)

    def attached(self, work: str, at: Attachment) -> Egress:
        """What leaves one place in the network."""
        subnet = self._estate.find(at.subnet, Subnet)
        if subnet is None:
            why = at.subnet.why if isinstance(at.subnet, Unknown) else f"the subnet {at.subnet} is not in the estate"
            return Egress(workload=work, open=Unknown(why), because=why)
        standing = Standing(work=work, at=at, subnet=subnet, filters=tuple(self._filters(subnet, at)))
        hops = (h for h in self._routing.hops(subnet) if h.hop in OUT)
        exits = [e for h in hops if (e := self._exit(standing, h))]
        filtered = through(*(f.passage for f in standing.filters))
        doors = leaky(self._estate, subnet, filtered, self._bounds) if self._buckets else ()
        exits += [_by_endpoint(work, door, admits) for door, admits in doors]
        past = unbound(subnet, filtered, self._outside, self._peers, self._bounds) if self._buckets else ()
        exits += [_by_service(work, subnet, service, admits) for service, admits in past]
        best = _strongest(exits)
        if best is None:
            return self._closed(standing)
        surely, perhaps = tuple(b for e in exits for b in e.surely), tuple(b for e in exits for b in e.perhaps)
        return replace(best, surely=surely, perhaps=perhaps)

    def _filters(self, subnet: Subnet, at: Attachment) -> Iterator[Layer]:
        """What the filters at the workload let out, one by one."""
        network = subnet.network if isinstance(subnet.network, str) else None
        match, near = self._gates.matcher(network, self._routing.routed(subnet)), near_of(subnet, at.ips, at.groups)
        for screen in at.screens:
            yield self._layer(screen, self._gates.ordered(screen, "out", match), subnet)
        if subnet.cloud != "aws":
            for rules in (*at.rule_sets, *subnet.rule_sets):
                yield self._layer(rules, self._gates.ordered(rules, "out", match, near), subnet)
            return
        groups = at.rule_sets or self._defaults("security-group", network)
        if groups:
            yield self._layer(groups[0], self._gates.group(groups, "out", match), subnet)
        for acl in subnet.rule_sets or self._defaults("network-acl", network):
            yield self._layer(acl, self._gates.ordered(acl, "out", match), subnet)
            yield self._layer(acl, _acknowledged(self._gates.ordered(acl, "in", match)), subnet)

    def _layer(self, rules: Fact[str], passage: Passage, subnet: Subnet) -> Layer:
        found = self._estate.find(rules, RuleSet)
        where = found or subnet
        return Layer(passage=passage, name="egress filter", address=where.address, origin=where.origin)

    def _defaults(self, kind: str, network: str | None) -> tuple[Fact[str], ...]:
        return tuple(r.address for r in self._estate.all(RuleSet) if r.kind == kind and r.default_of == network and network)

    def _exit(self, standing: Standing, hop: Hop) -> Egress | None:
        """One next hop; None where it takes nothing to unapproved addresses."""
        subnet = standing.subnet
        v6 = _speaks_v6(subnet)
        region = intersect(hop.space, self._outside if v6 is not False else subtract(self._outside, _V6_SPACE))
        if not region:
            return None
        gate, said, guards = self._exits.through(standing.at, subnet, hop)
        surely = region if v6 is True else subtract(region, _V6_SPACE)
        whys = [*([hop.why] if not hop.sure else []), *([v6.why] if isinstance(v6, Unknown) else [])]
        way = Passage(surely if hop.sure else (), region, tuple(whys))
        passage = through(*(f.passage for f in standing.filters), gate, way)
        held = [g for f in standing.filters for g in f.blocking(region)]
        if not intersect(gate.may, region):
            held += guards or (Guard(name="no way out", state="holds", address=hop.address, origin=hop.origin),)
        together = Guard(name="egress filters together", state="holds", address=subnet.address, origin=subnet.origin)
        return self._told(standing, hop, passage, said, tuple(held) or (() if passage.may else (together,)))

    def _told(self, standing: Standing, hop: Hop, passage: Passage, said: str, guards: tuple[Guard, ...]) -> Egress:
        whys = dict.fromkeys(w for w in passage.whys if w)
        state: Fact[bool] = bool(passage.must) or (Unknown("; ".join(whys) or said) if passage.may else False)
        leak = passage.must or passage.may
        send = self._sending(standing, leak)
        route = Move(
            source=standing.subnet.address,
            target=hop.target or "internet",
            kind="route",
            says=said,
            address=hop.address,
            origin=hop.origin,
            guards=guards,
        )
        because = f"{send.says}; {said}" if leak else _held(said, guards)
        return Egress(
            workload=standing.work, open=state, destinations=shown(leak), path=(send, route), because=because, surely=passage.must
        )

    def _sending(self, standing: Standing, leak: Space) -> Move:
        work, at, subnet = standing.work, standing.at, standing.subnet
        network = subnet.network if isinstance(subnet.network, str) else None
        match, near = self._gates.matcher(network, self._routing.routed(subnet)), near_of(subnet, at.ips, at.groups)
        for address in (*at.screens, *at.rule_sets, *subnet.rule_sets):
            rule = self._gates.decider(address, "out", match, leak, near)
            if rule is not None:
                name = f" ({rule.name})" if rule.name else ""
                return Move(
                    source=work,
                    target=subnet.address,
                    kind="send",
                    says=f"{rule.address}{name} lets it out",
                    address=rule.address,
                    origin=rule.origin,
                )
        says = "no filter stands at it" if not standing.filters else "would send"
        return Move(source=work, target=subnet.address, kind="send", says=says, address=at.address, origin=at.origin)

    def _closed(self, standing: Standing) -> Egress:
        subnet, work = standing.subnet, standing.work
        guards = [Guard(name="no route out", state="holds", address=subnet.address, origin=subnet.origin)]
        guards += [g for f in standing.filters for g in f.blocking(self._outside)]
        move = Move(
            source=work,
            target="internet",
            kind="send",
            says="has no route out of its subnet",
            address=subnet.address,
            origin=subnet.origin,
            guards=tuple(guards),
        )
        return Egress(workload=work, open=False, path=(move,), because=f"no route leads out of {subnet.address}")


def _acknowledged(inward: Passage) -> Passage:
    """TCP sends nothing before the answer to its first packet has passed the ACL; datagrams need no answer."""
    back = answers(inward)
    rest = (Box(ANY_PROTOCOL & ~TCP, 0, 65535, 0, END),)
    tcp = (Box(TCP, 0, 65535, 0, END),)
    return Passage((*intersect(back.must, tcp), *rest), (*intersect(back.may, tcp), *rest), back.whys)


def _by_endpoint(work: str, door: PrivateEndpoint, admits: Fact[bool]) -> Egress:
    said = f"the policy of {door.address} admits buckets of any account"
    move = Move(source=work, target="foreign buckets", kind="send", says=said, address=door.address, origin=door.origin)
    return Egress(workload=work, open=admits, destinations=("S3 buckets of any account",), path=(move,), because=said)


def _by_service(work: str, subnet: Subnet, service: str, admits: Fact[bool]) -> Egress:
    said = f"the service endpoint of {subnet.address} for {service} leads to accounts of anybody, past every route table"
    move = Move(source=work, target="internet", kind="send", says=said, address=subnet.address, origin=subnet.origin)
    return Egress(workload=work, open=admits, destinations=(f"{service} of any account",), path=(move,), because=said)


def _held(said: str, guards: Sequence[Guard]) -> str:
    filters = [g.address for g in guards if g.name == "egress filter"]
    return f"{', '.join(filters)} lets nothing out to unapproved addresses" if filters else said


def _speaks_v6(subnet: Subnet) -> Fact[bool]:
    """Only a subnet with an IPv6 prefix sends IPv6 (AWS and Azure alike); an unknown prefix may be one.

    A subnet of AWS has one IPv4 prefix and at most one of IPv6: what is not known beside the first is the second.
    """
    known = [c for c in subnet.cidrs if isinstance(c, str)]
    if subnet.cloud == "aws" and known and len(known) < len(subnet.cidrs):
        return True
    return either(*(c if isinstance(c, Unknown) else ":" in c for c in subnet.cidrs))


def _strongest(exits: Sequence[Egress]) -> Egress | None:
    """The open way before an unknown one before a closed one; of these the least guarded."""

    def rank(one: Egress) -> tuple[int, int]:
        state = 0 if one.open is True else 1 if isinstance(one.open, Unknown) else 2
        return state, len({g.key for m in one.path for g in m.guards})

    return min(exits, key=rank, default=None)
