# SPDX-License-Identifier: Apache-2.0
"""Whether a workload can send outside the approved ranges, and by which rule, route and gateway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import PrivateEndpoint, RuleSet, Subnet
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.network.answers import Egress
from intramuros.reasoning.network.endpoints import leaky
from intramuros.reasoning.network.exits import OUT, Exits
from intramuros.reasoning.network.gates import OPEN, Gates, Near, Passage, through
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Hop, Routing
from intramuros.reasoning.network.space import ANY_PROTOCOL, ATOMS, V6, Box, Space, addresses, cidr_range, intersect, shown, subtract

_V6_SPACE: Space = (Box(ANY_PROTOCOL, 0, 65535, V6, ATOMS - 1),)


class EgressReasoner:
    """Egress of the workloads of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, gates: Gates, routing: Routing) -> None:
        self._estate = estate
        self._peers = peers
        self._gates = gates
        self._routing = routing
        self._exits = Exits(estate, bounds, peers, routing)
        approved = addresses(peers.approved())
        self._outside: Space = subtract(addresses(peers.public()), approved)
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
        yield from (self._attached(work, a) for a in work.attachments if a.subnet is not None)

    def _direct(self, work: Workload) -> Egress:
        why = work.sends_why or "it has a way to the internet that passes none of our networks"
        move = Move(source=work.address, target="internet", kind="send", says=why, address=work.address, origin=work.origin)
        return Egress(workload=work.address, open=work.sends_directly, destinations=("0.0.0.0/0",), path=(move,), because=why)

    def _attached(self, work: Workload, at: Attachment) -> Egress:
        subnet = self._estate.find(at.subnet, Subnet)
        if subnet is None:
            why = at.subnet.why if isinstance(at.subnet, Unknown) else f"the subnet {at.subnet} is not in the estate"
            return Egress(workload=work.address, open=Unknown(why), because=why)
        filtered = self._filtered(subnet, at)
        exits = [self._exit(work, at, subnet, hop, filtered) for hop in self._routing.hops(subnet) if hop.hop in OUT]
        exits += [self._by_endpoint(work, door, admits) for door, admits in leaky(self._estate, subnet, filtered, self._bounds)]
        return _strongest(exits) or self._closed(work, subnet, filtered)

    def _filtered(self, subnet: Subnet, at: Attachment) -> Passage:
        """What the filters at the workload let out."""
        network = subnet.network if isinstance(subnet.network, str) else None
        match, near = self._gates.matcher(network, self._routing.routed(subnet)), near_of(subnet, at.ips, at.groups)
        if subnet.cloud == "aws":
            groups = at.rule_sets or self._default_groups(network)
            first = self._gates.group(groups, "out", match) if groups else OPEN
            acls = subnet.rule_sets or self._default_acl(network)
            return through(first, *(self._gates.ordered(a, "out", match) for a in acls))
        return through(*(self._gates.ordered(a, "out", match, near) for a in (*at.rule_sets, *subnet.rule_sets)))

    def _default_groups(self, network: str | None) -> tuple[Fact[str], ...]:
        return tuple(r.address for r in self._estate.all(RuleSet) if r.kind == "security-group" and r.default_of == network and network)

    def _default_acl(self, network: str | None) -> tuple[Fact[str], ...]:
        return tuple(r.address for r in self._estate.all(RuleSet) if r.kind == "network-acl" and r.default_of == network and network)

    def _exit(self, work: Workload, at: Attachment, subnet: Subnet, hop: Hop, filtered: Passage) -> Egress:
        gate, said, guards = self._exits.through(at, subnet, hop)
        region = intersect(hop.space, self._outside if _speaks_v6(subnet) else subtract(self._outside, _V6_SPACE))
        passage = through(filtered, gate, Passage(region if hop.sure else (), region, (hop.why,) if not hop.sure else ()))
        return self._told(work, at, subnet, hop, passage, said, guards)

    def _told(
        self, work: Workload, at: Attachment, subnet: Subnet, hop: Hop, passage: Passage, said: str, guards: Sequence[Guard]
    ) -> Egress:
        state: Fact[bool] = bool(passage.must) or (
            Unknown("; ".join(dict.fromkeys(w for w in passage.whys if w)) or said) if passage.may else False
        )
        leak = passage.must or passage.may
        send = self._sending(work, at, subnet, leak)
        route = Move(
            source=subnet.address,
            target=hop.target or "internet",
            kind="route",
            says=said,
            address=hop.address,
            origin=hop.origin,
            guards=tuple(guards),
        )
        because = f"{send.says}; {said}" if leak else said
        return Egress(workload=work.address, open=state, destinations=self._names(leak), path=(send, route), because=because)

    def _names(self, leak: Space) -> tuple[str, ...]:
        return shown(leak)

    def _sending(self, work: Workload, at: Attachment, subnet: Subnet, leak: Space) -> Move:
        network = subnet.network if isinstance(subnet.network, str) else None
        match, near = self._gates.matcher(network, self._routing.routed(subnet)), near_of(subnet, at.ips, at.groups)
        for address in (*at.rule_sets, *subnet.rule_sets):
            rule = self._gates.decider(address, "out", match, leak, near)
            if rule is not None:
                name = f" ({rule.name})" if rule.name else ""
                return Move(
                    source=work.address,
                    target=subnet.address,
                    kind="send",
                    says=f"{rule.address}{name} lets it out",
                    address=rule.address,
                    origin=rule.origin,
                )
        return Move(
            source=work.address, target=subnet.address, kind="send", says="no filter stands at it", address=at.address, origin=at.origin
        )

    def _by_endpoint(self, work: Workload, door: PrivateEndpoint, admits: Fact[bool]) -> Egress:
        said = f"the policy of {door.address} admits buckets of any account"
        move = Move(source=work.address, target="foreign buckets", kind="send", says=said, address=door.address, origin=door.origin)
        return Egress(workload=work.address, open=admits, destinations=("S3 buckets of any account",), path=(move,), because=said)

    def _closed(self, work: Workload, subnet: Subnet, filtered: Passage) -> Egress:
        guards = [Guard(name="no route out", state="holds", address=subnet.address, origin=subnet.origin)]
        if not intersect(filtered.may, self._outside):
            guards.append(Guard(name="egress filter", state="holds", address=work.address, origin=work.origin))
        move = Move(
            source=work.address,
            target="internet",
            kind="send",
            says="has no route out of its subnet",
            address=subnet.address,
            origin=subnet.origin,
            guards=tuple(guards),
        )
        return Egress(workload=work.address, open=False, path=(move,), because=f"no route leads out of {subnet.address}")


def near_of(subnet: Subnet, ips: Sequence[Fact[str]], groups: Sequence[Fact[str]]) -> Near:
    """An end as Azure's rules name it: by its own addresses where all are declared, else by its subnet's."""
    own = [cidr_range(i) if isinstance(i, str) else None for i in ips]
    wide = [cidr_range(c) if isinstance(c, str) else None for c in subnet.cidrs]
    picked = own if own and None not in own else wide
    return Near(ranges=tuple(r for r in picked if r) if None not in picked else (), groups=tuple(groups))


def _speaks_v6(subnet: Subnet) -> bool:
    """Only a subnet with an IPv6 prefix sends IPv6 (AWS and Azure alike); an unknown prefix may be one."""
    return any(not isinstance(c, str) or ":" in c for c in subnet.cidrs)


def _strongest(exits: Sequence[Egress]) -> Egress | None:
    """The open way before an unknown one before a closed one."""
    ranked = sorted(exits, key=lambda e: 0 if e.open is True else 1 if isinstance(e.open, Unknown) else 2)
    return ranked[0] if ranked else None
