# SPDX-License-Identifier: Apache-2.0
"""What a next hop lets out of the estate: gateways, NAT, Azure's own ways, hubs and the rules of firewalls."""

from __future__ import annotations

from collections.abc import Sequence

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard
from intramuros.estate.network import FirewallRule, Gateway, Hub, PrivateEndpoint, Subnet
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Attachment
from intramuros.reasoning.network.gates import OPEN, SHUT, Passage, any_of, near_of
from intramuros.reasoning.network.gates import through as every
from intramuros.reasoning.network.peers import Peers, real
from intramuros.reasoning.network.routing import Hop, Routing
from intramuros.reasoning.network.space import ANY_PROTOCOL, Box, Space, addresses, intersect, protocol_bits, subtract
from intramuros.reasoning.network.transit import Onward, Transit

OUT = frozenset(
    {"internet-gateway", "egress-only-gateway", "nat", "internet", "firewall", "appliance", "hub", "interface", "endpoint", "vpn"}
)
"""Next hops behind which an outside may lie."""
MAX_HOPS = 3
"""Hubs that a packet is followed through (spoke, inspection, egress); beyond it the way is not known."""
Way = tuple[Passage, str, tuple[Guard, ...]]
"""What a next hop lets out, how that is said, and the guards that hold it."""


class Exits:
    """Next hops of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, routing: Routing) -> None:
        self._estate = estate
        self._bounds = bounds
        self._peers = peers
        self._routing = routing
        self._transit = Transit(estate, peers)

    def through(self, at: Attachment, subnet: Subnet, hop: Hop) -> Way:
        """What the next hop lets out of the estate, and how that is said."""
        if hop.hop in ("internet-gateway", "egress-only-gateway"):
            return self._internet_gateway(at, hop)
        if hop.hop == "nat":
            return self._nat(hop)
        if hop.hop == "internet":
            return self._azure_internet(at, subnet)
        if hop.hop in ("firewall", "appliance"):
            return self._firewall(_source(at, subnet), hop)
        if hop.hop == "endpoint" and self._estate.find(hop.target, PrivateEndpoint) is not None:
            return SHUT, f"{hop.target} leads to its service only", ()
        if hop.hop == "hub" and self._estate.find(hop.target, Hub) is not None:
            return self._hub(_source(at, subnet), subnet, hop, MAX_HOPS)
        return Passage((), OPEN.may, (f"where {hop.target or hop.hop} leads",)), f"{hop.address} leads to {hop.target or hop.hop}", ()

    def _hub(self, mine: Space, subnet: Subnet, hop: Hop, depth: int) -> Way:
        """Through a transit gateway or virtual hub: whatever its table hands on to a network that has a way out, or to a firewall."""
        hub = self._estate.find(hop.target, Hub)
        source = self._transit.source(hub, subnet.network) if hub else None
        said = f"{hop.address} leads to {hop.target}"
        if hub is not None and source is None and (why := self._transit.unnamed(hub)):
            return Passage((), OPEN.may, (why,)), f"{said}, which the network may have joined", ()
        if hub is None or source is None:
            return SHUT, f"{said}, which the network has not joined", ()
        ways = [self._beyond(mine, one, depth) for one in self._transit.onward(hub, source, hop.space) if one.hop != "blackhole"]
        found = any_of(p for p, _, _ in ways)
        told = next((t for p, t, _ in ways if p.must), next((t for p, t, _ in ways if p.may), "whose table leads nowhere outside"))
        guards = next((g for p, _, g in ways if not p.may and g), ())
        return found, f"{said}; {told}", guards

    def _beyond(self, mine: Space, one: Onward, depth: int) -> Way:
        part = Passage(() if one.why else one.space, one.space, (one.why,) if one.why else ())
        if one.attachment is None or one.hop in ("firewall", "appliance"):
            as_hop = Hop(space=one.space, hop=one.hop, target=one.target, address=one.address, origin=one.origin)
            found = self._firewall(mine, as_hop) if one.hop in ("firewall", "appliance") else self._dark(one)
            return every(part, found[0]), found[1], found[2]
        landings = [s for a in one.attachment.subnets if (s := self._estate.find(a, Subnet))]
        ways = [self._from_landing(mine, s, h, depth) for s in landings for h in self._routing.hops(s) if intersect(h.space, one.space)]
        named = next((t for p, t, _ in ways if p.must), next((t for p, t, _ in ways if p.may), f"{one.attachment.network} has no way out"))
        return every(part, any_of(p for p, _, _ in ways)), named, ()

    def _dark(self, one: Onward) -> Way:
        return (
            Passage((), OPEN.may, (f"where {one.target or one.address} leads",)),
            f"{one.address} leads to {one.target or 'another hub'}",
            (),
        )

    def _from_landing(self, mine: Space, landing: Subnet, hop: Hop, depth: int) -> Way:
        """What leaves the network at the far end of a hub: packets of ours have no public address there."""
        nobody = Attachment(subnet=landing.address, address=landing.address, origin=landing.origin)
        if hop.hop == "hub" and self._estate.find(hop.target, Hub) is not None:
            found = self._hub(mine, landing, hop, depth - 1) if depth > 1 else _too_far(hop)
        elif hop.hop in ("firewall", "appliance"):
            found = self._firewall(mine, hop)
        elif hop.hop in OUT:
            found = self.through(nobody, landing, hop)
        else:
            found = (SHUT, "", ())
        return every(found[0], Passage(hop.space if hop.sure else (), hop.space)), found[1], found[2]

    def _internet_gateway(self, at: Attachment, hop: Hop) -> Way:
        said = f"{hop.address} leads to the internet gateway"
        if hop.hop == "egress-only-gateway" or at.public_ip is True:
            return OPEN, said, ()
        if isinstance(at.public_ip, Unknown):
            return Passage((), OPEN.may, (at.public_ip.why,)), said, ()
        guard = Guard(name="no public address", state="holds", address=at.address, origin=at.origin)
        return SHUT, f"{said}, but it has no public address", (guard,)

    def _nat(self, hop: Hop) -> Way:
        gateway = self._estate.find(hop.target, Gateway)
        said = f"{hop.address} leads to {hop.target or 'a NAT gateway'}"
        if gateway is None:
            return OPEN, said, ()
        if gateway.public is False:
            return SHUT, f"{said}, which has no public address", ()
        subnet = self._estate.find(gateway.subnet, Subnet)
        hops = tuple(self._routing.hops(subnet)) if subnet is not None else ()
        if subnet is None or any(h.hop == "internet-gateway" and h.sure for h in hops):
            return OPEN, said, ()
        unsure = [h.why for h in hops if not h.sure]
        if unsure:
            return Passage((), OPEN.may, (unsure[0],)), f"{said}, whose own way out is not known", ()
        return SHUT, f"{said}, whose own subnet has no route to an internet gateway", ()

    def _azure_internet(self, at: Attachment, subnet: Subnet) -> Way:
        """Explicit ways before the implicit one (Microsoft Learn, "Default outbound access"; a NAT gateway needs an address of its own)."""
        if at.public_ip is True:
            return OPEN, "it has a public address", ()
        if subnet.nat is not None:
            return self._azure_nat(subnet)
        if subnet.default_outbound is True:
            return OPEN, f"{subnet.address} keeps Azure's default outbound access", ()
        vague = [f.why for f in (subnet.default_outbound, at.public_ip) if isinstance(f, Unknown)]
        if vague:
            return Passage((), OPEN.may, tuple(vague)), "the subnet's way out is not known", ()
        guard = Guard(name="private subnet", state="holds", address=subnet.address, origin=subnet.origin)
        return SHUT, f"{subnet.address} is private: no NAT gateway, no public address, no default outbound access", (guard,)

    def _azure_nat(self, subnet: Subnet) -> Way:
        nat = self._estate.find(subnet.nat, Gateway)
        if nat is None or isinstance(nat.public, Unknown):
            why = subnet.nat.why if isinstance(subnet.nat, Unknown) else f"whether the NAT gateway {subnet.nat} has an address"
            return Passage((), OPEN.may, (why,)), f"{subnet.address} sends through a NAT gateway", ()
        if nat.public:
            return OPEN, f"{nat.address} gives the subnet a way out", ()
        guard = Guard(name="NAT gateway without an address", state="holds", address=nat.address, origin=nat.origin)
        return SHUT, f"{nat.address} has no public address, and takes the place of default outbound access", (guard,)

    def gateway(self, hop: Hop) -> Gateway | None:
        """The firewall at a next hop, by its address or one of its own IP addresses."""
        return self._estate.find(hop.target, Gateway) or self._by_ip(hop.target)

    def _by_ip(self, target: str | None) -> Gateway | None:
        return next((g for g in self._estate.all(Gateway) if target and target in g.private_ips), None)

    def rules_of(self, gateway: Gateway, mine: Space) -> Passage:
        """What a firewall lets through of what a source sends it, by the addresses that the source has or may have."""
        if isinstance(gateway.rules, Unknown):
            return Passage((), OPEN.may, (gateway.rules.why,))
        return self._ruled(gateway, gateway.rules, mine)

    def _firewall(self, mine: Space, hop: Hop) -> Way:
        gateway = self.gateway(hop)
        if gateway is None:
            why = f"what the appliance {hop.target or ''} lets through"
            return Passage((), OPEN.may, (why,)), f"{hop.address} leads to an appliance", ()
        guard = Guard(name="firewall", state="holds", address=gateway.address, origin=gateway.origin)
        forced = Guard(name="forced route", state="holds", address=hop.address, origin=hop.origin)
        return self.rules_of(gateway, mine), f"{hop.address} leads to {gateway.address}, whose rules decide", (forced, guard)

    def _ruled(self, gateway: Gateway, rules: Sequence[FirewallRule], mine: Space) -> Passage:
        left_must, left_may = OPEN.must, OPEN.may
        passed: list[Passage] = []
        for rule in rules:
            concerns = self._from(rule, mine)
            if concerns is False:
                continue
            hit, sure = self._reach_of(rule), concerns is True
            if rule.allows is not False:
                certain = real(intersect(left_must, hit.must), left_must) if rule.allows is True and sure else ()
                doubt = (concerns.why,) if isinstance(concerns, Unknown) else ()
                passed.append(Passage(certain, real(intersect(left_may, hit.may), left_may), (*hit.whys, *doubt)))
            left_must = subtract(left_must, hit.may)
            if isinstance(rule.allows, bool) and sure:
                left_may = subtract(left_may, hit.must)
        if gateway.default_allows is not False:
            surely = real(left_must, left_must) if gateway.default_allows is True else ()
            passed.append(Passage(surely, real(left_may, left_may), ()))
        return any_of(passed)

    def _from(self, rule: FirewallRule, mine: Space) -> Fact[bool]:
        """Whether a rule's sources are this one; not known where they are only some of the addresses that it may have."""
        if "*" in rule.sources or not mine:
            return True
        named = [self._peers.of(s, None) for s in rule.sources]
        if not subtract(mine, addresses(r for m in named for r in m.must)):
            return True
        may = intersect(mine, addresses(r for m in named for r in m.may))
        return Unknown(f"whether a rule of {rule.address} is about this address") if may else False

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
            return SHUT  # Microsoft-maintained service names (updates, AKS): nobody's storage
        if destination.startswith("fqdn:"):
            name = destination[5:]
            if any(_within(name, allowed) for allowed in self._bounds.egress):
                return SHUT
            public = addresses(self._peers.public())
            return Passage(public, public) if "*" in name or "." in name else Passage((), public, (name,))
        meaning = self._peers.of(destination, None)
        return Passage(addresses(meaning.must), addresses(meaning.may), (meaning.why,) if meaning.why else ())


def _too_far(hop: Hop) -> Way:
    return Passage((), OPEN.may, (f"where packets go that pass more than {MAX_HOPS} hubs",)), f"{hop.address} leads to {hop.target}", ()


def _source(at: Attachment, subnet: Subnet) -> Space:
    """The addresses that a source has, else those of its subnet."""
    return addresses(near_of(subnet, at.ips, at.groups).ranges)


def _within(name: str, allowed: str) -> bool:
    """`api.clinic.example` lies within `*.clinic.example` and within itself."""
    low, pattern = name.casefold(), allowed.casefold()
    return low == pattern or (pattern.startswith("*.") and low.endswith(pattern[1:]))
