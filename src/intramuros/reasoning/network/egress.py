# SPDX-License-Identifier: Apache-2.0
"""Whether a workload can send outside the approved ranges, and by which rule, route and gateway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.network import FirewallRule, Gateway, PrivateEndpoint, RuleSet, Subnet
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.network.answers import Egress
from intramuros.reasoning.network.endpoints import leaky
from intramuros.reasoning.network.gates import OPEN, Gates, Passage, any_of, through
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Hop, Routing
from intramuros.reasoning.network.space import ANY_PROTOCOL, ATOMS, V6, Box, Space, addresses, intersect, protocol_bits, shown, subtract

_OUT = frozenset({"internet-gateway", "egress-only-gateway", "nat", "internet", "firewall", "appliance", "hub", "interface", "endpoint"})


_V6_SPACE: Space = (Box(ANY_PROTOCOL, 0, 65535, V6, ATOMS - 1),)


class EgressReasoner:
    """Egress of the workloads of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, gates: Gates, routing: Routing) -> None:
        self._estate = estate
        self._peers = peers
        self._gates = gates
        self._routing = routing
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
        exits = [self._exit(work, at, subnet, hop, filtered) for hop in self._routing.hops(subnet) if hop.hop in _OUT]
        exits += [self._by_endpoint(work, door, admits) for door, admits in leaky(self._estate, subnet, filtered, self._bounds)]
        return _strongest(exits) or self._closed(work, subnet, filtered)

    def _filtered(self, subnet: Subnet, at: Attachment) -> Passage:
        """What the filters at the workload let out."""
        network = subnet.network if isinstance(subnet.network, str) else None
        match = self._gates.matcher(network)
        if subnet.cloud == "aws":
            groups = at.rule_sets or self._default_groups(network)
            first = self._gates.group(groups, "out", match) if groups else OPEN
            acls = subnet.rule_sets or self._default_acl(network)
            return through(first, *(self._gates.ordered(a, "out", match) for a in acls))
        return (
            through(*(self._gates.ordered(a, "out", match) for a in (*at.rule_sets, *subnet.rule_sets)))
            if (at.rule_sets or subnet.rule_sets)
            else OPEN
        )

    def _default_groups(self, network: str | None) -> tuple[Fact[str], ...]:
        return tuple(r.address for r in self._estate.all(RuleSet) if r.kind == "security-group" and r.default_of == network and network)

    def _default_acl(self, network: str | None) -> tuple[Fact[str], ...]:
        return tuple(r.address for r in self._estate.all(RuleSet) if r.kind == "network-acl" and r.default_of == network and network)

    def _exit(self, work: Workload, at: Attachment, subnet: Subnet, hop: Hop, filtered: Passage) -> Egress:
        gate, said, guards = self._gateway(at, subnet, hop)
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
        match = self._gates.matcher(network)
        for address in (*at.rule_sets, *subnet.rule_sets):
            rule = self._gates.decider(address, "out", match, leak)
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

    def _gateway(self, at: Attachment, subnet: Subnet, hop: Hop) -> tuple[Passage, str, tuple[Guard, ...]]:
        """What the next hop lets out of the estate, and how that is said."""
        if hop.hop in ("internet-gateway", "egress-only-gateway"):
            return self._internet_gateway(at, hop)
        if hop.hop == "nat":
            return self._nat(hop)
        if hop.hop == "internet":
            return self._azure_internet(at, subnet)
        if hop.hop in ("firewall", "appliance"):
            return self._firewall(subnet, hop)
        if hop.hop == "endpoint" and self._estate.find(hop.target, PrivateEndpoint) is not None:
            return Passage((), ()), f"{hop.target} leads to its service only", ()
        return Passage((), OPEN.may, (f"where {hop.target or hop.hop} leads",)), f"{hop.address} leads to {hop.target or hop.hop}", ()

    def _internet_gateway(self, at: Attachment, hop: Hop) -> tuple[Passage, str, tuple[Guard, ...]]:
        said = f"{hop.address} leads to the internet gateway"
        if hop.hop == "egress-only-gateway" or at.public_ip is True:
            return OPEN, said, ()
        if isinstance(at.public_ip, Unknown):
            return Passage((), OPEN.may, (at.public_ip.why,)), said, ()
        guard = Guard(name="no public address", state="holds", address=at.address, origin=at.origin)
        return Passage((), ()), f"{said}, but it has no public address", (guard,)

    def _nat(self, hop: Hop) -> tuple[Passage, str, tuple[Guard, ...]]:
        gateway = self._estate.find(hop.target, Gateway)
        said = f"{hop.address} leads to {hop.target or 'a NAT gateway'}"
        if gateway is None:
            return OPEN, said, ()
        if gateway.public is False:
            return Passage((), ()), f"{said}, which has no public address", ()
        subnet = self._estate.find(gateway.subnet, Subnet)
        if subnet is not None and not any(h.hop == "internet-gateway" for h in self._routing.hops(subnet)):
            return Passage((), ()), f"{said}, whose own subnet has no route to an internet gateway", ()
        return OPEN, said, ()

    def _azure_internet(self, at: Attachment, subnet: Subnet) -> tuple[Passage, str, tuple[Guard, ...]]:
        nat = self._estate.find(subnet.nat, Gateway)
        if nat is not None and nat.public is not False:
            return OPEN, f"{subnet.nat} gives the subnet a way out", ()
        if at.public_ip is True:
            return OPEN, "it has a public address", ()
        if subnet.default_outbound is True:
            return OPEN, f"{subnet.address} keeps Azure's default outbound access", ()
        vague = [f.why for f in (subnet.default_outbound, at.public_ip, subnet.nat) if isinstance(f, Unknown)]
        if vague:
            return Passage((), OPEN.may, tuple(vague)), "the subnet's way out is not known", ()
        guard = Guard(name="private subnet", state="holds", address=subnet.address, origin=subnet.origin)
        return Passage((), ()), f"{subnet.address} is private: no NAT gateway, no public address, no default outbound access", (guard,)

    def _firewall(self, subnet: Subnet, hop: Hop) -> tuple[Passage, str, tuple[Guard, ...]]:
        gateway = self._estate.find(hop.target, Gateway) or self._by_ip(hop.target)
        if gateway is None:
            return (
                Passage((), OPEN.may, (f"what the appliance {hop.target or ''} lets through",)),
                f"{hop.address} leads to an appliance",
                (),
            )
        if isinstance(gateway.rules, Unknown):
            return Passage((), OPEN.may, (gateway.rules.why,)), f"{hop.address} leads to {gateway.address}", ()
        passage = self._ruled(gateway, gateway.rules, subnet)
        guard = Guard(name="firewall", state="holds", address=gateway.address, origin=gateway.origin)
        forced = Guard(name="forced route", state="holds", address=hop.address, origin=hop.origin)
        return passage, f"{hop.address} leads to {gateway.address}, whose rules decide", (forced, guard)

    def _by_ip(self, target: str | None) -> Gateway | None:
        return next((g for g in self._estate.all(Gateway) if target and target in g.private_ips), None)

    def _ruled(self, gateway: Gateway, rules: Sequence[FirewallRule], subnet: Subnet) -> Passage:
        left_must, left_may = OPEN.must, OPEN.may
        passed: list[Passage] = []
        for rule in rules:
            if not self._from(rule, subnet):
                continue
            hit = self._reach_of(rule)
            if rule.allows is not False:
                sure = intersect(left_must, hit.must) if rule.allows is True else ()
                passed.append(Passage(sure, intersect(left_may, hit.may), hit.whys))
            left_must = subtract(left_must, hit.may)
            if rule.allows is not True and isinstance(rule.allows, bool):
                left_may = subtract(left_may, hit.must)
        if gateway.default_allows is not False:
            passed.append(Passage(left_must if gateway.default_allows is True else (), left_may, ()))
        return any_of(passed)

    def _from(self, rule: FirewallRule, subnet: Subnet) -> bool:
        """Whether a rule's sources can be this subnet."""
        mine = addresses(r for c in subnet.cidrs for r in self._peers.of(c, None).may)
        return any(s == "*" or intersect(addresses(self._peers.of(s, None).may), mine) for s in rule.sources)

    def _reach_of(self, rule: FirewallRule) -> Passage:
        bits = protocol_bits(rule.protocol) if isinstance(rule.protocol, str) else ANY_PROTOCOL
        ports = rule.ports if isinstance(rule.ports, tuple) else ()
        must: list[Box] = []
        may: list[Box] = []
        whys: list[str] = []
        for destination in rule.destinations:
            meaning = self._destination(destination)
            whys.extend([meaning.whys[0]] if meaning.whys else [])
            boxes = [Box(bits, p.low, p.high, 0, OPEN.must[0].last) for p in ports]
            must.extend(intersect(boxes, meaning.must))
            may.extend(intersect(boxes, meaning.may) if boxes else meaning.may)
        return Passage(tuple(must), tuple(may), tuple(whys))

    def _destination(self, destination: Fact[str]) -> Passage:
        """Names: one the charter allows is inside; `*` is everywhere; another name is outside unless it lies in a regional service."""
        if isinstance(destination, Unknown):
            return Passage((), OPEN.may, (destination.why,))
        if destination.startswith("fqdn-tag:"):
            return Passage((), ())  # Microsoft-maintained service names (updates, AKS): nobody's storage
        if destination.startswith("fqdn:"):
            name = destination[5:]
            if any(_within(name, allowed) for allowed in self._bounds.egress):
                return Passage((), ())
            public = addresses(self._peers.public())
            return Passage(public, public) if "*" in name or "." in name else Passage((), public, (name,))
        meaning = self._peers.of(destination, None)
        return Passage(addresses(meaning.must), addresses(meaning.may), (meaning.why,) if meaning.why else ())

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


def _speaks_v6(subnet: Subnet) -> bool:
    """Only a subnet with an IPv6 prefix sends IPv6 (AWS and Azure alike); an unknown prefix may be one."""
    return any(not isinstance(c, str) or ":" in c for c in subnet.cidrs)


def _within(name: str, allowed: str) -> bool:
    """`api.clinic.example` lies within `*.clinic.example` and within itself."""
    low, pattern = name.casefold(), allowed.casefold()
    return low == pattern or (pattern.startswith("*.") and low.endswith(pattern[1:]))


def _strongest(exits: Sequence[Egress]) -> Egress | None:
    """The open way before an unknown one before a closed one."""
    ranked = sorted(exits, key=lambda e: 0 if e.open is True else 1 if isinstance(e.open, Unknown) else 2)
    return ranked[0] if ranked else None
