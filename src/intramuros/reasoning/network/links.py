# SPDX-License-Identifier: Apache-2.0
"""How networks are joined: peerings (never transitive) and hubs."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.graph import Estate
from intramuros.estate.network import Hub, Network, Peering
from intramuros.estate.values import Fact, Unknown, both, either


def connected(estate: Estate, peering: Peering) -> Fact[bool]:
    """Whether a peering carries packets: accepted (AWS), or both halves there and open (Azure)."""
    if not peering.directed:
        return peering.active
    halves = [(p, answers(p, peering)) for p in estate.all(Peering) if p is not peering]
    back = next((p for p, same in halves if same is True), None)
    if back is not None:
        return both(peering.active, back.active, peering.allows_access, back.allows_access)
    doubt = either(*(both(same, p.active, p.allows_access) for p, same in halves), _elsewhere(estate, peering))
    return both(doubt, peering.active, peering.allows_access)


def answers(other: Peering, half: Peering) -> Fact[bool]:
    """Whether a peering is the other half of one of Azure's; one that names a network only at apply may be."""
    return other.directed and both(same(other.network, half.remote), same(other.remote, half.network))


def same(one: Fact[str], other: Fact[str]) -> Fact[bool]:
    """Whether two ends are one network."""
    return one if isinstance(one, Unknown) else other if isinstance(other, Unknown) else one == other


def joins(peering: Peering, one: Fact[str], other: Fact[str]) -> Fact[bool]:
    """Whether a peering is between two networks."""
    ends = ((peering.network, peering.remote), (peering.remote, peering.network))
    return either(*(both(same(a, one), same(b, other)) for a, b in ends))


def _elsewhere(estate: Estate, half: Peering) -> Fact[bool]:
    """Whether the other half stands in code that is not here, as it must where the other network does."""
    if isinstance(half.remote, Unknown):
        return half.remote
    remote = estate.find(half.remote, Network)
    declared = remote is not None and not any(isinstance(c, Unknown) for c in remote.cidrs)
    return False if declared else Unknown(f"the other half of {half.address}, which is not in the estate")


def joined(estate: Estate, network: str) -> dict[str, Fact[bool]]:
    """Networks one link away, and whether the link carries packets."""
    found: dict[str, Fact[bool]] = {}
    for there, state in (*_peered(estate, network), *_hubbed(estate, network)):
        found[there] = either(found.get(there, False), state)
    return found


def neighbours(estate: Estate, network: str | None) -> Iterator[str]:
    """Networks one link away that may carry packets (for Azure's `VirtualNetwork` tag)."""
    yield from (n for n, state in joined(estate, network).items() if state is not False) if network else ()


def _peered(estate: Estate, network: str) -> Iterator[tuple[str, Fact[bool]]]:
    for peering in estate.all(Peering):
        for here, there in ((peering.network, peering.remote), (peering.remote, peering.network)):
            if here == network:
                state = connected(estate, peering)
                yield from ((n, both(state, sure)) for n, sure in meant(estate, peering, there))


def meant(estate: Estate, peering: Peering, end: Fact[str]) -> Iterator[tuple[str, Fact[bool]]]:
    """The networks that an end of a peering may name: of Azure's, those with a half that may answer it."""
    if not isinstance(end, Unknown):
        yield end, True
        return
    halves = [p for p in estate.all(Peering) if p is not peering and answers(p, peering) is not False]
    answering = {n for p in halves for n in (p.network, p.remote)}
    anything = not peering.directed or any(isinstance(n, Unknown) for n in answering)
    taken = {peering.network, peering.remote, *(p.remote for p in estate.all(Peering) if peering.directed and _whole(p, peering.network))}
    for network in estate.all(Network):
        if network.address not in taken and (anything or network.address in answering):
            yield network.address, end


def _whole(half: Peering, network: Fact[str]) -> bool:
    """A half that joins a network as a whole: Azure lets no second one lead to the same remote network."""
    return half.directed and half.network == network and half.subnets is None


def _hubbed(estate: Estate, network: str) -> Iterator[tuple[str, Fact[bool]]]:
    for hub in estate.all(Hub):
        joined_ = [a.network for a in hub.attachments if isinstance(a.network, str)]
        if network in joined_:
            yield from ((n, True) for n in joined_ if n != network)
