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
from intramuros.estate.network import Filter, Ports, RuleSet
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.network.peers import Meaning, Peers
from intramuros.reasoning.network.space import ANY_PROTOCOL, FULL, Box, Space, intersect, protocol_bits, subtract

Direction = Literal["in", "out"]
Matcher = Callable[[Fact[str]], Meaning]
"""What a peer means for the pair of ends being judged."""


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

    def matcher(self, network: str | None) -> Matcher:
        """Peers as seen from a network, groups not told apart."""
        return lambda peer: self._peers.of(peer, network)

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

    def ordered(self, address: Fact[str], direction: Direction, match: Matcher, own: Matcher | None = None) -> Passage:
        """An NSG or network ACL: rules in order of priority, the first match decides."""
        rules = self._estate.find(address, RuleSet)
        if rules is None:
            why = address.why if isinstance(address, Unknown) else f"the rules of {address}"
            return Passage((), FULL, (why,))
        filters = [*rules.filters, *(default_rules(rules.address, rules.origin) if rules.kind == "nsg" else ())]
        mine = [f for f in filters if f.direction == direction and (own is None or _concerns(f, own))]
        return _first_match(sorted(mine, key=_priority), match)

    def decider(self, address: Fact[str], direction: Direction, match: Matcher, leak: Space) -> Filter | None:
        """The allowing rule that lets (part of) `leak` through, for the path."""
        rules = self._estate.find(address, RuleSet)
        if rules is None:
            return None
        filters = [*rules.filters, *(default_rules(rules.address, rules.origin) if rules.kind == "nsg" else ())]
        mine = sorted((f for f in filters if f.direction == direction and f.allows), key=_priority)
        return next((f for f in mine if intersect(_allowed(f, match).may, leak)), None)


def _priority(one: Filter) -> int:
    return one.priority if isinstance(one.priority, int) else 0


def _concerns(one: Filter, own: Matcher) -> bool:
    """Whether the near side of an Azure rule can be the end being judged."""
    return any(own(o).may for o in one.own)


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


def _first_match(filters: Sequence[Filter], match: Matcher) -> Passage:
    left_must, left_may = FULL, FULL
    must: list[Box] = []
    may: list[Box] = []
    whys: list[str] = []
    for one in filters:
        hit = _allowed(one, match)
        whys.extend(hit.whys)
        if one.allows:
            must.extend(intersect(left_must, hit.must))
            may.extend(intersect(left_may, hit.may))
        left_must = subtract(left_must, hit.may)  # what may have been decided already is not sure any more
        left_may = subtract(left_may, hit.must)
    return Passage(tuple(must), tuple(may), tuple(whys))
