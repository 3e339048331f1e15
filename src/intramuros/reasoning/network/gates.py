# SPDX-License-Identifier: Apache-2.0
"""What rule sets let through, as sets of packets: security groups (any allow), NSGs and network ACLs (first match).

Every answer is a pair: what surely passes (`must`) and what may (`may`). An unknown allow counts in
`may` alone; an unknown deny takes away from `must` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.network import Filter, Ports, RuleSet, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.network.peers import Meaning, Peers, Ranges, real
from intramuros.reasoning.network.space import ANY_PROTOCOL, FULL, Box, Space, addresses, cidr_range, intersect, protocol_bits, subtract

Direction = Literal["in", "out"]
Matcher = Callable[[Fact[str]], Meaning]
"""What a peer means for the pair of ends being judged."""


class Near(Struct, frozen=True, kw_only=True):
    """The end that a rule set stands at: its addresses and the application security groups it is a member of."""

    ranges: tuple[tuple[int, int], ...] = ()
    """Its own addresses where they are declared, else its subnet's; () = not known."""
    groups: tuple[Fact[str], ...] = ()


class Passage(Struct, frozen=True):
    """What surely passes, what may, and why they differ."""

    must: Space
    may: Space
    whys: tuple[str, ...] = ()


OPEN: Final = Passage(FULL, FULL)
SHUT: Final = Passage((), ())


def through(*passages: Passage) -> Passage:
    """What passes all of them."""
    must, may = FULL, FULL
    for p in passages:
        must, may = intersect(must, p.must), intersect(may, p.may)
    return Passage(must, may, tuple(w for p in passages for w in p.whys))


def any_of(passages: Iterable[Passage]) -> Passage:
    """What passes one of them."""
    found = tuple(passages)
    return Passage(tuple(b for p in found for b in p.must), tuple(b for p in found for b in p.may), tuple(w for p in found for w in p.whys))


def near_of(subnet: Subnet, ips: Sequence[Fact[str]], groups: Sequence[Fact[str]]) -> Near:
    """An end as Azure's rules name it: by its own addresses where all are declared, else by its subnet's."""
    own = [cidr_range(i) if isinstance(i, str) else None for i in ips]
    wide = [cidr_range(c) if isinstance(c, str) else None for c in subnet.cidrs]
    picked = own if own and None not in own else wide
    return Near(ranges=tuple(r for r in picked if r) if None not in picked else (), groups=tuple(groups))


def default_rules(address: str, origin: Origin) -> tuple[Filter, ...]:
    """The rules every NSG ends with (Azure: network security groups overview, default security rules)."""

    def rule(direction: Direction, priority: int, peer: str, *, allows: bool, name: str) -> Filter:
        return Filter(direction=direction, allows=allows, priority=priority, peers=(peer,), address=address, origin=origin, name=name)

    return (
        rule("in", 65000, "tag:VirtualNetwork", allows=True, name="AllowVnetInBound"),
        rule("in", 65001, "tag:AzureLoadBalancer", allows=True, name="AllowAzureLoadBalancerInBound"),
        rule("in", 65500, "*", allows=False, name="DenyAllInBound"),
        rule("out", 65000, "tag:VirtualNetwork", allows=True, name="AllowVnetOutBound"),
        rule("out", 65001, "tag:Internet", allows=True, name="AllowInternetOutBound"),
        rule("out", 65500, "*", allows=False, name="DenyAllOutBound"),
    )


class Gates:
    """Evaluates rule sets of one estate."""

    def __init__(self, estate: Estate, peers: Peers) -> None:
        self._estate = estate
        self._peers = peers

    def matcher(self, network: str | None, routed: Ranges = ()) -> Matcher:
        """Peers as seen from a network whose declared routes name `routed`, groups not told apart."""
        return lambda peer: self._peers.of(peer, network, routed)

    def group(self, addresses: Sequence[Fact[str]], direction: Direction, match: Matcher) -> Passage:
        """AWS security groups on one interface: any rule of any group allows."""
        found: list[Passage] = []
        for address in addresses:
            rules = self._estate.find(address, RuleSet)
            if rules is None:
                why = address.why if isinstance(address, Unknown) else f"the rules of {address}"
                found.append(Passage((), FULL, (why,)))
            else:
                found.extend(_allowed(f, match) for f in rules.filters if f.direction == direction and f.allows)
        return any_of(found)

    def ordered(self, address: Fact[str], direction: Direction, match: Matcher, near: Near | None = None) -> Passage:
        """An NSG or network ACL: rules in order of priority, the first match decides."""
        rules = self._estate.find(address, RuleSet)
        if rules is None:
            why = address.why if isinstance(address, Unknown) else f"the rules of {address}"
            return Passage((), FULL, (why,))
        return _first_match([_at(near, f, match) for f in _in_order(rules, direction)])

    def holder(self, address: Fact[str], subnet: Subnet) -> Resource:
        """The resource that an engineer would edit: the rule set, else the subnet that names it."""
        return self._estate.find(address, RuleSet) or subnet

    def decider(self, address: Fact[str], direction: Direction, match: Matcher, leak: Space, near: Near | None = None) -> Filter | None:
        """The allowing rule that lets (part of) `leak` through, for the path."""
        rules = self._estate.find(address, RuleSet)
        if rules is None:
            return None
        mine = (_at(near, f, match) for f in _in_order(rules, direction) if f.allows)
        return next((f for f, hit in mine if intersect(hit.may, leak)), None)


def _priority(one: Filter) -> int:
    return one.priority if isinstance(one.priority, int) else 0


def _in_order(rules: RuleSet, direction: Direction) -> list[Filter]:
    filters = [*rules.filters, *(default_rules(rules.address, rules.origin) if rules.kind == "nsg" else ())]
    return sorted((f for f in filters if f.direction == direction), key=_priority)


def _at(near: Near | None, one: Filter, match: Matcher) -> tuple[Filter, Passage]:
    """What a rule matches, seen from one end: an Azure rule names its near side too, which may be another's or only part of ours."""
    concerns = True if near is None else _concerns(one, near, match)
    if concerns is False:
        return one, SHUT
    hit = _allowed(one, match)
    doubts = tuple(f.why for f in (concerns, one.priority) if isinstance(f, Unknown))
    return (one, Passage((), hit.may, (*hit.whys, *doubts))) if doubts else (one, hit)


def _concerns(one: Filter, near: Near, match: Matcher) -> Fact[bool]:
    """Whether the near side of an Azure rule is the end being judged."""
    if "*" in one.own or {f"asg:{g}" for g in near.groups if isinstance(g, str)} & set(one.own):
        return True
    named = [match(o) for o in one.own if not (isinstance(o, str) and o.startswith("asg:"))]
    mine = addresses(near.ranges)
    if mine and not subtract(mine, addresses(r for m in named for r in m.must)):
        return True
    may = not mine or bool(intersect(mine, addresses(r for m in named for r in m.may)))
    grouped = any(isinstance(o, str) and o.startswith("asg:") for o in one.own) and any(isinstance(g, Unknown) for g in near.groups)
    doubt = Unknown(f"whether {one.name or one.address} is about this address")
    return doubt if (named and may) or grouped else False


def _space(one: Filter, ranges: Iterable[tuple[int, int]]) -> Space:
    bits = protocol_bits(one.protocol) if isinstance(one.protocol, str) else ANY_PROTOCOL
    ports = one.ports if isinstance(one.ports, tuple) else (Ports(0, 65535),)
    return tuple(Box(bits, p.low, p.high, first, last) for p in ports for first, last in ranges)


def _allowed(one: Filter, match: Matcher) -> Passage:
    meanings = [match(p) for p in one.peers]
    vague = isinstance(one.protocol, Unknown) or isinstance(one.ports, Unknown)
    must = () if vague else _space(one, [r for m in meanings for r in m.must])
    whys = tuple(m.why for m in meanings if m.why) + ((f"protocol and ports of {one.name or one.address}",) if vague else ())
    return Passage(must, _space(one, [r for m in meanings for r in m.may]), whys)


def _first_match(filters: Sequence[tuple[Filter, Passage]]) -> Passage:
    left_must, left_may = FULL, FULL
    must: list[Box] = []
    may: list[Box] = []
    whys: list[str] = []
    for one, hit in filters:
        whys.extend(hit.whys)
        if one.allows:
            must.extend(real(intersect(left_must, hit.must), left_must))
            may.extend(real(intersect(left_may, hit.may), left_may))
        left_must = subtract(left_must, hit.may)  # what may have been decided already is not sure any more
        left_may = subtract(left_may, hit.must)
    return Passage(tuple(must), tuple(may), tuple(whys))
