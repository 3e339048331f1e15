# SPDX-License-Identifier: Apache-2.0
"""Whether routes lead from one place to another through a link, and which firewall they pass on the way."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.network import Gateway, Hub, HubAttachment, Peering, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.reasoning.network.ends import End
from intramuros.reasoning.network.exits import Exits
from intramuros.reasoning.network.gates import OPEN, Passage
from intramuros.reasoning.network.links import answers, same
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.routing import Hop, Routing
from intramuros.reasoning.network.space import Space, addresses, cidr_range, intersect
from intramuros.reasoning.network.transit import Onward, Transit


class Leg(Struct, frozen=True, kw_only=True):
    """A part of the far end's addresses that routes lead to through a link."""

    space: Space
    why: str = ""
    """What is not known of it; '' when it is sure."""
    gateway: Resource | None = None
    """The firewall on the way."""
    passage: Passage = OPEN
    """What that firewall lets through."""


class Paths:
    """Routed ways between the places of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, peers: Peers, routing: Routing) -> None:
        self._estate = estate
        self._peers = peers
        self._routing = routing
        self._transit = Transit(estate, peers)
        self._exits = Exits(estate, bounds, peers, routing)

    def legs(self, source: End, target: End, link: Resource) -> tuple[Leg, ...]:
        """The parts of the target that the source's routes send through the link."""
        wanted = self._addresses(target)
        if isinstance(link, Peering) and not _joins(link, source.subnet, target.subnet):
            return ()
        if isinstance(link, Peering) and (target.unbound or source.unbound):
            # a private endpoint is its own /32 route in every peered network, and answers by it (no policies on its subnet)
            return (Leg(space=wanted),) if wanted else ()
        legs = (leg for hop in self._routing.hops(source.subnet) for leg in self._through(source, target, link, hop, wanted))
        vague = next((c.why for c in target.subnet.cidrs if isinstance(c, Unknown)), "")
        return tuple(replace(leg, why=leg.why or vague) for leg in legs) if vague and link is not source.subnet else tuple(legs)

    def dark(self, source: End, target: End) -> str:
        """What a route of the source that leads to the target passes and nobody can see into; '' where there is none."""
        wanted = self._addresses(target)
        for hop in (h for h in self._routing.hops(source.subnet) if intersect(h.space, wanted)):
            where = hop.target or hop.address
            if hop.hop in ("firewall", "appliance") and self._exits.gateway(hop) is None:
                return f"what the appliance {where} lets through"
            if hop.hop == "vpn" or (hop.hop == "hub" and self._estate.find(hop.target, Hub) is None):
                return f"where {where} leads"
        return ""

    def leads(self, lower: str, upper: str, gateway: Gateway) -> bool:
        """Whether any subnet of one network sends anything for the other to a firewall."""
        theirs = addresses(r for s in self._subnets(upper) for c in s.cidrs for r in self._peers.of(c, None).may)
        hops = (h for s in self._subnets(lower) for h in self._routing.hops(s))
        return any(self._is(h, gateway) and intersect(h.space, theirs) for h in hops)

    def _subnets(self, network: str) -> Iterator[Subnet]:
        return (s for s in self._estate.all(Subnet) if s.network == network)

    def _addresses(self, end: End) -> Space:
        own = [cidr_range(i) for i in end.ips if isinstance(i, str)]
        if own and None not in own:
            return addresses(r for r in own if r)
        return addresses(r for c in end.subnet.cidrs for r in self._peers.of(c, None).may)

    def _through(self, source: End, target: End, link: Resource, hop: Hop, wanted: Space) -> Iterator[Leg]:
        hit = intersect(hop.space, wanted)
        if not hit:
            return
        why = "" if hop.sure else hop.why or f"a route of {source.subnet.address}"
        if isinstance(link, Subnet):
            if hop.hop == "local" or (source.subnet.address == target.subnet.address and source.subnet.cloud == "aws"):
                yield Leg(space=hit, why=why)
            return
        if isinstance(link, Gateway):
            if self._is(hop, link):
                yield self._past(link, source, hit, why)
        elif isinstance(link, Hub):
            if hop.hop == "hub" and hop.target in (None, link.address, *(a.address for a in link.attachments)):
                yield from self._by_hub(link, source, target, hit, why)
        elif hop.target == link.address or (hop.hop == "peering" and self._other_half(hop.target, link)):
            yield Leg(space=hit, why=why)

    def _is(self, hop: Hop, gateway: Gateway) -> bool:
        return hop.hop in ("firewall", "appliance") and (hop.target == gateway.address or hop.target in gateway.private_ips)

    def _other_half(self, target: str | None, link: Resource) -> bool:
        """Azure's two halves are one link; where one may be the other's, the route is not sure."""
        other = self._estate.find(target, Peering)
        if not isinstance(link, Peering) or other is None:
            return False
        return (other.network, other.remote) == (link.network, link.remote) or answers(other, link) is not False

    def _past(self, gateway: Gateway, source: End, space: Space, why: str) -> Leg:
        return Leg(space=space, why=why, gateway=gateway, passage=self._exits.rules_of(gateway, self._addresses(source)))

    def _by_hub(self, hub: Hub, source: End, target: End, space: Space, why: str) -> Iterator[Leg]:
        mine = self._transit.source(hub, source.subnet.network)
        if mine is None and (hidden := self._transit.unnamed(hub)):
            yield Leg(space=space, why=hidden)
        for one in self._transit.onward(hub, mine, space) if mine else ():
            there = same(one.attachment.network, target.subnet.network) if one.attachment is not None else False
            doubt = "; ".join(dict.fromkeys(w for w in (why, one.why, there.why if isinstance(there, Unknown) else "") if w))
            if there is not False:
                yield Leg(space=one.space, why=doubt)
            elif one.hop == "firewall" and (gateway := self._estate.find(one.target, Gateway)):
                yield self._past(gateway, source, one.space, doubt)
            elif one.attachment is not None:
                yield from self._inspected(hub, one.attachment, source, target, one, doubt)

    def _inspected(self, hub: Hub, middle: HubAttachment, source: End, target: End, one: Onward, why: str) -> Iterator[Leg]:
        """Through a network between, whose firewall hands the packet back to the hub."""
        landings = [s for a in middle.subnets if (s := self._estate.find(a, Subnet))]
        for hop in (h for s in landings for h in self._routing.hops(s) if h.hop in ("firewall", "appliance")):
            passed = intersect(hop.space, one.space)
            gateway = self._exits.gateway(hop)
            onward = self._transit.onward(hub, middle, passed)
            again = [(o, n) for o in onward if o.attachment and (n := same(o.attachment.network, target.subnet.network)) is not False]
            for last, there in again:
                hidden = there.why if isinstance(there, Unknown) else ""
                doubt = "; ".join(
                    w for w in (why, last.why, hidden, "" if gateway else f"what {hop.target or hop.address} lets through") if w
                )
                yield self._past(gateway, source, last.space, doubt) if gateway else Leg(space=last.space, why=doubt)


def _joins(peering: Peering, source: Subnet, target: Subnet) -> bool:
    """Whether a peering of named subnets is one of these two."""
    if peering.subnets is None:
        return True
    near, far = peering.subnets if source.network == peering.network else reversed(peering.subnets)
    return all(not isinstance(s.name, str) or s.name in named for s, named in ((source, near), (target, far)))
