# SPDX-License-Identifier: Apache-2.0
"""Sets of packets, exactly: unions of boxes over (protocol, destination port, far address).

Addresses are one integer line: IPv4 first, IPv6 after it, and beyond both the *service atoms*:
one made-up address for each (service, region) of Azure's service tags that an estate mentions.
Nobody publishes with the estate which addresses a tag has, but how tags contain one another is
documented, and that is all that ordered allow and deny rules need.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

V6: Final = 1 << 33
"""Where IPv6 begins on the line."""
ATOMS: Final = 1 << 140
"""Where service atoms begin; beyond every IPv6 address."""
END: Final = ATOMS + (1 << 20)
TCP, UDP, ICMP, OTHER = 1, 2, 4, 8
ANY_PROTOCOL: Final = TCP | UDP | ICMP | OTHER
_PROTOCOLS: Final = {
    "tcp": TCP,
    "6": TCP,
    "udp": UDP,
    "17": UDP,
    "icmp": ICMP,
    "1": ICMP,
    "icmpv6": ICMP,
    "58": ICMP,
    "*": ANY_PROTOCOL,
    "-1": ANY_PROTOCOL,
    "any": ANY_PROTOCOL,
    "all": ANY_PROTOCOL,
}
MAX_BOXES: Final = 20_000
"""A bound on hostile rule sets; real ones need hundreds."""


class Box(Struct, frozen=True):
    """Protocol bits, inclusive port range, inclusive address range."""

    protocols: int
    low: int
    high: int
    first: int
    last: int


Space = tuple[Box, ...]
FULL: Final[Space] = (Box(ANY_PROTOCOL, 0, 65535, 0, END),)


def protocol_bits(name: str) -> int:
    """The bits of a protocol's name or number; unknown numbers are OTHER."""
    return _PROTOCOLS.get(name.casefold(), OTHER)


def cidr_range(cidr: str) -> tuple[int, int] | None:
    """The inclusive range of a CIDR or address on the line; None for text that is none."""
    try:
        net = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return None
    base = V6 if net.version == 6 else 0
    return base + int(net.network_address), base + int(net.broadcast_address)


def box_intersection(a: Box, b: Box) -> Box | None:
    """What two boxes share."""
    protocols = a.protocols & b.protocols
    low, high = max(a.low, b.low), min(a.high, b.high)
    first, last = max(a.first, b.first), min(a.last, b.last)
    return Box(protocols, low, high, first, last) if protocols and low <= high and first <= last else None


def intersect(a: Iterable[Box], b: Iterable[Box]) -> Space:
    """What two spaces share."""
    others = tuple(b)
    return tuple(s for x in a for y in others if (s := box_intersection(x, y)))


def _minus(a: Box, b: Box) -> Iterator[Box]:
    shared = box_intersection(a, b)
    if shared is None:
        yield a
        return
    if a.protocols & ~shared.protocols:
        yield Box(a.protocols & ~shared.protocols, a.low, a.high, a.first, a.last)
    if a.low < shared.low:
        yield Box(shared.protocols, a.low, shared.low - 1, a.first, a.last)
    if shared.high < a.high:
        yield Box(shared.protocols, shared.high + 1, a.high, a.first, a.last)
    if a.first < shared.first:
        yield Box(shared.protocols, shared.low, shared.high, a.first, shared.first - 1)
    if shared.last < a.last:
        yield Box(shared.protocols, shared.low, shared.high, shared.last + 1, a.last)


def subtract(a: Iterable[Box], b: Iterable[Box]) -> Space:
    """What is in `a` and not in `b`."""
    left = tuple(a)
    for cut in b:
        left = tuple(piece for box in left for piece in _minus(box, cut))
        if len(left) > MAX_BOXES:
            return left  # more than this is an attack; a superset of the rest keeps egress answers sound
    return left


def addresses(ranges: Iterable[tuple[int, int]]) -> Space:
    """Every packet to these address ranges."""
    return tuple(Box(ANY_PROTOCOL, 0, 65535, first, last) for first, last in ranges)


def cidrs(first: int, last: int) -> tuple[str, ...]:
    """The fewest CIDRs that make a range of the line, which may span both families."""
    found: list[str] = []
    if first < V6:
        low, high = ipaddress.IPv4Address(first), ipaddress.IPv4Address(min(last, (1 << 32) - 1))
        found += [str(n) for n in ipaddress.summarize_address_range(low, high)]
    if last >= V6:
        start, end = ipaddress.IPv6Address(max(first, V6) - V6), ipaddress.IPv6Address(min(last - V6, (1 << 128) - 1))
        found += [str(n) for n in ipaddress.summarize_address_range(start, end)]
    return tuple(found)


def shown(space: Space, limit: int = 3) -> tuple[str, ...]:
    """A few far ends of a space, for people."""
    if sum(b.last - b.first + 1 for b in _distinct(space)) > 1 << 31:
        return ("0.0.0.0/0",)
    named = dict.fromkeys(_range_name(b.first, b.last) for b in sorted(space, key=lambda b: b.first - b.last))
    return tuple(named)[:limit]


def _distinct(space: Space) -> set[Box]:
    """IPv4 ranges of a space, whatever their ports."""
    return {Box(ANY_PROTOCOL, 0, 0, b.first, min(b.last, V6 - 1)) for b in space if b.first < V6}


def _range_name(first: int, last: int) -> str:
    if first >= ATOMS:
        return "service addresses"
    if first >= V6:
        return "::/0"
    if last >= V6 or (first == 0 and last >= (1 << 32) - 1):
        return "0.0.0.0/0"
    nets = list(ipaddress.summarize_address_range(ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)))
    return str(min(nets, key=lambda n: n.prefixlen))
