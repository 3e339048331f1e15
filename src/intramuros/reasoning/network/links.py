# SPDX-License-Identifier: Apache-2.0
"""How networks are joined: peerings (never transitive) and hubs."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.graph import Estate
from intramuros.estate.network import Hub, Peering
from intramuros.estate.values import Fact, Unknown, both


def connected(estate: Estate, peering: Peering) -> Fact[bool]:
    """Whether a peering carries packets: accepted (AWS), or both halves there and open (Azure)."""
    if not peering.directed:
        return peering.active
    back = next((p for p in estate.all(Peering) if p.directed and p.network == peering.remote and p.remote == peering.network), None)
    if back is None:
        if isinstance(peering.remote, Unknown):
            return peering.remote
        ours = peering.remote in estate.by_address
        return False if ours else Unknown(f"the other half of {peering.address}, which is not in the estate")
    return both(peering.active, back.active, peering.allows_access, back.allows_access)


def neighbours(estate: Estate, network: str | None) -> Iterator[str]:
    """Networks one link away that may carry packets (for Azure's `VirtualNetwork` tag)."""
    for peering in estate.all(Peering):
        if connected(estate, peering) is False:
            continue
        for here, there in ((peering.network, peering.remote), (peering.remote, peering.network)):
            if here == network and isinstance(there, str):
                yield there
    for hub in estate.all(Hub):
        joined = [a.network for a in hub.attachments if isinstance(a.network, str)]
        if network in joined:
            yield from (n for n in joined if n != network)
