# SPDX-License-Identifier: Apache-2.0
"""A second opinion on reachability: one packet and its answer walked through an estate, rule by rule, with no sets at all.

Written from the vendors' pages and not from the engine: AWS, "Control traffic to your AWS resources using security groups",
"Control subnet traffic with network ACLs", "Route priority"; Microsoft Learn, "How network security groups filter network traffic",
"Virtual network traffic routing", "Virtual network service tags".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.network import Filter, Gateway, Network, Peering, Route, RouteTable, RuleSet, Subnet
from intramuros.estate.workloads import Workload

SOURCE_PORTS = (1024, 1025, 40000, 50000, 65535)
"""Ports from which a client may open a connection: the ends of every range that the estates of these laws name."""
PRIVATE = tuple(ipaddress.ip_network(c) for c in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"))


class Packet(Struct, frozen=True):
    """What a header says."""

    source: str
    target: str
    protocol: str
    source_port: int
    target_port: int

    def answer(self) -> Packet:
        """The first packet back."""
        return Packet(self.target, self.source, self.protocol, self.target_port, self.source_port)


class Place(Struct, frozen=True):
    """A machine with one address in one subnet."""

    work: Workload
    subnet: Subnet

    @property
    def ip(self) -> str:
        """Its address."""
        return str(self.work.attachments[0].ips[0])

    @property
    def groups(self) -> tuple[str, ...]:
        """The security groups or NSGs at its interface."""
        return tuple(str(g) for g in self.work.attachments[0].rule_sets)


class Wire:
    """Packets in one estate."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate

    def place(self, address: str) -> Place:
        """Where a machine stands."""
        work = self.estate.find(address, Workload)
        assert work is not None
        subnet = self.estate.find(work.attachments[0].subnet, Subnet)
        assert subnet is not None
        return Place(work, subnet)

    def connects(self, a: str, b: str, port: int, protocol: str) -> bool:
        """Whether some source port lets a connection from a to b be opened and answered."""
        one, two = self.place(a), self.place(b)
        return any(self._opened(one, two, Packet(one.ip, two.ip, protocol, p, port)) for p in SOURCE_PORTS)

    def leaves(self, a: str, port: int, protocol: str, everywhere: Iterable[str]) -> bool:
        """Whether a packet to some address of the internet gets out."""
        one = self.place(a)
        return any(self._out(one, Packet(one.ip, far, protocol, p, port)) for far in everywhere for p in SOURCE_PORTS)

    def enters(self, b: str, port: int, protocol: str, far: str) -> bool:
        """Whether a connection from an address of the internet is let in, and its answer out again."""
        two = self.place(b)
        route = self._route(two.subnet, far)
        if two.work.attachments[0].public_ip is not True or route is None or route.hop not in ("internet-gateway", "internet"):
            return False
        if two.subnet.cloud == "azure":
            groups = (*map(str, two.subnet.rule_sets), *two.groups)
            return bool(groups) and all(self._nsg(n, "in", Packet(far, two.ip, protocol, 40000, port), two) for n in groups)
        return any(self._let_in(two, Packet(far, two.ip, protocol, p, port)) for p in SOURCE_PORTS)

    def _let_in(self, b: Place, packet: Packet) -> bool:
        return self._grouped(b, "in", packet, None) and self._acls(b, "in", packet) and self._acls(b, "out", packet.answer())

    def _opened(self, a: Place, b: Place, packet: Packet) -> bool:
        there = self._carried(a, b, packet.target) and self._filtered(a, b, packet, first=True)
        return there and self._carried(b, a, packet.source) and self._filtered(b, a, packet.answer(), first=False)

    def _out(self, a: Place, packet: Packet) -> bool:
        route = self._route(a.subnet, packet.target)
        if route is None or route.hop not in ("internet-gateway", "internet", "nat"):
            return False
        if route.hop == "nat":
            nat = self.estate.find(route.target, Gateway)
            return nat is not None and nat.public is True and self._leaves_filters(a, packet)
        public = a.work.attachments[0].public_ip is True
        way = public or (a.subnet.cloud == "azure" and a.subnet.default_outbound is True)
        return way and self._leaves_filters(a, packet)

    def _leaves_filters(self, a: Place, packet: Packet) -> bool:
        if a.subnet.cloud == "azure":
            return all(self._nsg(n, "out", packet, a) for n in (*a.groups, *map(str, a.subnet.rule_sets)))
        answered = packet.protocol != "tcp" or self._acls(a, "in", packet.answer())
        return answered and self._grouped(a, "out", packet, None) and self._acls(a, "out", packet)

    # -- routes

    def _carried(self, a: Place, b: Place, ip: str) -> bool:
        if a.subnet.cloud == "aws" and a.subnet.address == b.subnet.address:
            return True
        route = self._route(a.subnet, ip)
        if route is None:
            return False
        if route.hop == "local":
            return a.subnet.network == b.subnet.network
        peering = self.estate.find(route.target, Peering)
        return route.hop == "peering" and peering is not None and self._joins(peering, str(a.subnet.network), str(b.subnet.network))

    def _joins(self, peering: Peering, here: str, there: str) -> bool:
        if {peering.network, peering.remote} != {here, there}:
            return False
        if not peering.directed:
            return peering.active is True
        halves = [p for p in self.estate.all(Peering) if {p.network, p.remote} == {here, there}]
        return len({p.network for p in halves}) == 2 and all(p.allows_access is True for p in halves)

    def _route(self, subnet: Subnet, ip: str) -> Route | None:
        """The longest prefix; of the same length what is declared comes before Azure's own routes, and after AWS's local one."""
        found = [(r, rank) for r, rank in self._routes(subnet) if _within(ip, str(r.destination))]
        length = max((_length(str(r.destination)) for r, _ in found), default=-1)
        longest = [(rank, i, r) for i, (r, rank) in enumerate(found) if _length(str(r.destination)) == length]
        return min(longest, key=lambda x: x[:2])[2] if longest else None

    def _routes(self, subnet: Subnet) -> Iterator[tuple[Route, int]]:
        origin, cloud = subnet.origin, subnet.cloud
        table = self.estate.find(subnet.route_table, RouteTable)
        if table is None and cloud == "aws":
            table = next((t for t in self.estate.all(RouteTable) if t.main and t.network == subnet.network), None)
        for route in table.routes if table else ():
            yield route, 1
        home = self.estate.find(subnet.network, Network)
        for cidr in home.cidrs if home else ():
            yield Route(destination=cidr, hop="local", address="", origin=origin), 0 if cloud == "aws" else 2
        if cloud == "azure":
            yield Route(destination="0.0.0.0/0", hop="internet", address="", origin=origin), 2
            for p in self.estate.all(Peering):
                far = self.estate.find(p.remote, Network)
                if p.network == subnet.network and far is not None and self._joins(p, str(p.network), str(p.remote)):
                    for cidr in far.cidrs:
                        yield Route(destination=cidr, hop="peering", target=p.address, address="", origin=origin), 2

    # -- filters

    def _filtered(self, a: Place, b: Place, packet: Packet, *, first: bool) -> bool:
        """The filters from a to b. Groups and NSGs remember the first packet, so its answer is asked of network ACLs alone."""
        if a.subnet.cloud == "azure":
            return not first or self._nsgs(a, b, packet)
        crosses = a.subnet.address != b.subnet.address
        if crosses and not (self._acls(a, "out", packet) and self._acls(b, "in", packet)):
            return False
        return not first or (self._grouped(a, "out", packet, b) and self._grouped(b, "in", packet, a))

    def _nsgs(self, a: Place, b: Place, packet: Packet) -> bool:
        out = all(self._nsg(n, "out", packet, a) for n in (*a.groups, *map(str, a.subnet.rule_sets)))
        return out and all(self._nsg(n, "in", packet, b) for n in (*map(str, b.subnet.rule_sets), *b.groups))

    def _grouped(self, at: Place, way: str, packet: Packet, other: Place | None) -> bool:
        far = packet.target if way == "out" else packet.source
        rules = (f for g in at.groups if (s := self.estate.find(g, RuleSet)) for f in s.filters if f.direction == way)
        return any(self._names(f, packet) and any(self._is(str(p), far, other, at) for p in f.peers) for f in rules)

    def _acls(self, at: Place, way: str, packet: Packet) -> bool:
        far = packet.target if way == "out" else packet.source
        for name in at.subnet.rule_sets:
            acl = self.estate.find(name, RuleSet)
            rules = sorted((f for f in acl.filters if f.direction == way), key=lambda f: f.priority) if acl else []  # type: ignore[arg-type, return-value]
            hit = next((f for f in rules if self._names(f, packet) and any(_within(far, str(p)) for p in f.peers)), None)
            if hit is None or not hit.allows:
                return False
        return True

    def _nsg(self, name: str, way: str, packet: Packet, at: Place) -> bool:
        far, near = (packet.target, packet.source) if way == "out" else (packet.source, packet.target)
        nsg = self.estate.find(name, RuleSet)
        rules = sorted((f for f in nsg.filters if f.direction == way), key=lambda f: f.priority) if nsg else []  # type: ignore[arg-type, return-value]
        for one in rules:
            mine = any(str(o) == "*" or self._is(str(o), near, None, at) for o in one.own)
            if mine and self._names(one, packet) and any(self._is(str(p), far, None, at) for p in one.peers):
                return one.allows
        return self._is("tag:VirtualNetwork", far, None, at) or (way == "out" and self._is("tag:Internet", far, None, at))

    @staticmethod
    def _names(one: Filter, packet: Packet) -> bool:
        spoken = one.protocol in ("*", packet.protocol)
        return spoken and isinstance(one.ports, tuple) and any(p.low <= packet.target_port <= p.high for p in one.ports)

    def _is(self, peer: str, ip: str, other: Place | None, at: Place) -> bool:
        if peer == "*":
            return True
        if peer.startswith("sg:"):
            return other is not None and peer[3:] in other.groups
        if peer == "tag:VirtualNetwork":
            return any(_within(ip, c) for c in self._virtual(at.subnet))
        if peer == "tag:Internet":
            return not any(ipaddress.ip_address(ip) in p for p in PRIVATE)
        return _within(ip, peer)

    def _virtual(self, subnet: Subnet) -> Iterator[str]:
        """The tag VirtualNetwork: own space, that of networks peered, and the prefixes of declared routes."""
        near = {str(subnet.network)}
        near |= {
            str(p.remote) for p in self.estate.all(Peering) if p.network == subnet.network and self._joins(p, str(p.network), str(p.remote))
        }
        for name in near:
            found = self.estate.find(name, Network)
            yield from (str(c) for c in (found.cidrs if found else ()))
        table = self.estate.find(subnet.route_table, RouteTable)
        yield from (str(r.destination) for r in (table.routes if table else ()))


def _within(ip: str, cidr: str) -> bool:
    return ipaddress.ip_address(ip) in ipaddress.ip_network(cidr)


def _length(cidr: str) -> int:
    return ipaddress.ip_network(cidr).prefixlen
