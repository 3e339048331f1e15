# SPDX-License-Identifier: Apache-2.0
"""Where a hub sends what a network hands it: static routes before learned ones, the longest prefix first.

AWS: https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html ("route evaluation order": a static route, a blackhole
among them, is preferred to a propagated one of the same prefix). Azure: "About virtual hub routing" on Microsoft Learn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.network import Hub, HubAttachment, NextHop
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.reasoning.network.peers import Peers
from intramuros.reasoning.network.space import END, Space, addresses, intersect, subtract

_ALL: Final = ((0, END),)


class Onward(Struct, frozen=True, kw_only=True):
    """Where a part of what enters a hub goes."""

    space: Space
    hop: NextHop
    attachment: HubAttachment | None = None
    """The attached network that takes it, where it is one of the hub's."""
    target: str | None = None
    address: str
    origin: Origin
    why: str = ""
    """What is not known; '' when it is sure."""


class Transit:
    """Route tables of the hubs of one estate."""

    def __init__(self, estate: Estate, peers: Peers) -> None:
        self._estate = estate
        self._peers = peers

    def source(self, hub: Hub, network: object) -> HubAttachment | None:
        """The attachment by which a network joins a hub."""
        return next((a for a in hub.attachments if isinstance(a.network, str) and a.network == network), None)

    def unnamed(self, hub: Hub) -> str:
        """Why it is not known which network an attachment of a hub joins; '' where all are."""
        return next((a.network.why for a in hub.attachments if isinstance(a.network, Unknown)), "")

    def onward(self, hub: Hub, source: HubAttachment, space: Space) -> tuple[Onward, ...]:
        """Every way on of what `source` hands the hub, longest prefix first, nothing twice."""
        left, made = space, list[Onward]()
        for one in sorted(self._entries(hub, source), key=_width):
            mine = intersect(left, one.space)
            if mine:
                made.append(_narrowed(one, mine))
            if not one.why:
                left = subtract(left, one.space)
        return tuple(made)

    def _entries(self, hub: Hub, source: HubAttachment) -> Iterator[Onward]:
        """Static routes, then those that the table learned."""
        if isinstance(source.table, Unknown):
            why = source.table.why
            yield from (one for a in hub.attachments if a is not source for one in self._learned(a, why))
            yield Onward(space=addresses(_ALL), hop="hub", address=source.address, origin=source.origin, why=why)  # its static routes
            return
        for route in hub.routes.get(source.table or "", ()):
            meaning = self._peers.of(route.destination, None)
            target = route.target if isinstance(route.target, str) else None
            joined = next((a for a in hub.attachments if a.address == target), None)
            why = meaning.why or (route.target.why if isinstance(route.target, Unknown) else "")
            space = addresses(meaning.may)
            yield Onward(space=space, hop=route.hop, attachment=joined, target=target, address=route.address, origin=route.origin, why=why)
        for a in hub.attachments:
            doubt = next((t.why for t in a.propagates_to if isinstance(t, Unknown)), "")
            learned = source.table is not None and source.table in a.propagates_to
            if a is not source and (learned or doubt):
                why = "" if learned else doubt
                yield from self._learned(a, why)

    def _learned(self, attachment: HubAttachment, why: str) -> Iterator[Onward]:
        """The prefixes that an attached network teaches: what is not known of them takes nothing away from others."""
        ranges = self._peers.of_network(attachment.network)
        for space, doubt in ((ranges.must, why), (ranges.may if ranges.why else (), why or ranges.why)):
            if space:
                yield Onward(
                    space=addresses(space),
                    hop="hub",
                    attachment=attachment,
                    address=attachment.address,
                    origin=attachment.origin,
                    why=doubt,
                )


def _narrowed(one: Onward, space: Space) -> Onward:
    return Onward(
        space=space, hop=one.hop, attachment=one.attachment, target=one.target, address=one.address, origin=one.origin, why=one.why
    )


def _width(one: Onward) -> int:
    return max((b.last - b.first for b in one.space), default=0)
