# SPDX-License-Identifier: Apache-2.0
"""Service endpoints of Azure: routes that no table overrides, to every account of a service, strangers' among them.

Microsoft Learn, "Virtual network service endpoints" ("endpoints always take service traffic directly from your virtual
network to the service") and "Virtual network service endpoint policies" (for storage alone; without one, every account).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from intramuros.estate.bounds import Bounds
from intramuros.estate.network import Subnet
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.reasoning.network.gates import Passage
from intramuros.reasoning.network.peers import Peers, served
from intramuros.reasoning.network.space import TCP, Box, Space, intersect

_ALIAS: Final = "/services/"
"""Storage that Microsoft keeps for a service of its own, which holds nobody's data."""
_PARTS: Final = 2
"""Parts of an id before that of the subscription."""


def unbound(subnet: Subnet, filtered: Passage, outside: Space, peers: Peers, bounds: Bounds) -> Iterator[tuple[str, Fact[bool]]]:
    """Services of which a subnet reaches the accounts of strangers (True) or may (Unknown), past its route table."""
    for service, (tag, port) in served(subnet).items():
        lets = _lets(filtered, intersect(_at(peers, tag, port), outside))
        admits = both(lets, _admits(subnet, bounds)) if tag == "Storage" else lets
        if admits is not False:
            yield service, admits


def _at(peers: Peers, tag: str, port: int) -> Space:
    return tuple(Box(TCP, port, port, low, high) for low, high in peers.tag(tag, None).must)


def _lets(filtered: Passage, space: Space) -> Fact[bool]:
    """Whether the filters let packets into a space."""
    if intersect(filtered.must, space):
        return True
    return Unknown("; ".join(dict.fromkeys(filtered.whys)) or "what the filters let out") if intersect(filtered.may, space) else False


def _admits(subnet: Subnet, bounds: Bounds) -> Fact[bool]:
    """Whether the policies of its service endpoints let it reach storage of strangers."""
    named = subnet.service_resources
    if named is None or isinstance(named, Unknown):
        return True if named is None else named
    return either(*(n if isinstance(n, Unknown) else _is_strange(n, bounds) for n in named))


def _is_strange(resource: str, bounds: Bounds) -> Fact[bool]:
    """An id of a subscription that the charter does not know; what the estate declares is ours."""
    if not resource.startswith("/") or resource.casefold().startswith(_ALIAS):
        return False
    subscription = resource.split("/")[_PARTS : _PARTS + 1]
    return not subscription or subscription[0] not in bounds.trusted_accounts
