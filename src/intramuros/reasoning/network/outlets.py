# SPDX-License-Identifier: Apache-2.0
"""Which addresses outside a workload reaches, and in which country they lie where that is known: regional service tags, S3's own list."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.places import country
from intramuros.estate.workloads import Workload
from intramuros.reasoning.network.answers import Egress, Outlet
from intramuros.reasoning.network.egress import EgressReasoner
from intramuros.reasoning.network.peers import PUBLIC_V4, S3, Peers
from intramuros.reasoning.network.space import ANY_PROTOCOL, ATOMS, ICMP, OTHER, TCP, UDP, Box, Space, cidrs, intersect, subtract

MAX_OUTLETS = 200
"""Sets of addresses told per workload; more would help nobody."""
_NAMES = ((TCP, "tcp"), (UDP, "udp"), (ICMP, "icmp"), (OTHER, "other protocols"))
Channel = tuple[int, int, int]
"""Protocol bits, first and last port."""


class Outlets:
    """Addresses outside, per workload of one estate."""

    def __init__(self, peers: Peers, reasoner: EgressReasoner) -> None:
        self._peers = peers
        self._reasoner = reasoner

    def of(self, work: Workload) -> tuple[Outlet, ...]:
        """Every set of public addresses that it reaches, sure ones first, nothing twice."""
        found: dict[tuple[str, str, str], Outlet] = {}
        for way in self._reasoner.ways(work):
            for one in (*self._told(work, way, way.surely, sure=True), *self._told(work, way, way.perhaps, sure=False)):
                found.setdefault((one.where, one.ports, one.protocol), one)
                if len(found) >= MAX_OUTLETS:
                    return tuple(found.values())
        return tuple(found.values())

    def _told(self, work: Workload, way: Egress, space: Space, *, sure: bool) -> Iterator[Outlet]:
        channels = dict.fromkeys((b.protocols, b.low, b.high) for b in space)
        for channel in channels:
            for where, region in self._places(work, space, channel):
                yield Outlet(
                    where=where,
                    ports=_ports(channel),
                    protocol=_protocol(channel[0]),
                    country=country(region) if region else None,
                    region=region,
                    sure=sure,
                    via=way.because,
                )

    def _places(self, work: Workload, space: Space, channel: Channel) -> Iterator[tuple[str, str | None]]:
        mine = tuple(b for b in space if (b.protocols, b.low, b.high) == channel)
        wide = tuple(Box(*channel, p.first, p.last) for p in PUBLIC_V4)
        if not subtract(wide, mine):
            yield "the internet", None
            return
        for box in (b for b in mine if b.first < ATOMS):
            yield from ((c, None) for c in cidrs(box.first, min(box.last, ATOMS - 1)))
        home = work.region if isinstance(work.region, str) else None
        yield from self._services(intersect(mine, (Box(ANY_PROTOCOL, 0, 65535, ATOMS, S3[0][1]),)), home)

    def _services(self, space: Space, home: str | None) -> Iterator[tuple[str, str | None]]:
        found: dict[tuple[str, str | None], None] = {}
        for box in space:
            if box.last >= S3[0][0]:
                found[f"S3.{home}" if home else "S3", home] = None
            for address in range(box.first, min(box.last, box.first + MAX_OUTLETS) + 1):
                named = self._peers.named(address)
                if named is not None:
                    service, region = named
                    found["AzureCloud" if service == "*" else service, None if region == "*" else region] = None
        yield from ((f"{s}.{r}" if r and not s.startswith("S3") else s, r) for s, r in found)


def _ports(channel: Channel) -> str:
    _, low, high = channel
    return "all ports" if (low, high) == (0, 65535) else str(low) if low == high else f"{low}-{high}"


def _protocol(bits: int) -> str:
    return "any protocol" if bits == ANY_PROTOCOL else ", ".join(name for bit, name in _NAMES if bits & bit)
