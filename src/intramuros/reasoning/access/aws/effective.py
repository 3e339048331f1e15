# SPDX-License-Identifier: Apache-2.0
"""Who of the estate is allowed one power over one thing by himself: truths alone, so that many more are alike than where ways are told."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from msgspec import Struct

from intramuros.estate.access import Identity
from intramuros.reasoning.access.aws.alike import Crowd, Peers
from intramuros.reasoning.access.aws.direct import Target, truth_of
from intramuros.reasoning.access.aws.named import named_identities
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.reach import Power


class Effective(Struct, frozen=True, kw_only=True):
    """Who is allowed one power over one thing by himself: chains apart."""

    sure: tuple[str, ...]
    unsure: tuple[str, ...]
    """Those of whom it is not known."""


def effective(crowd: Crowd, target: Target, power: Power) -> Effective:
    """Every identity of the estate that the policies of all layers allow a power, in reading order."""
    peers = Peers(crowd, target.concerns_of((power, "manage")))
    found: dict[Truth, list[str]] = {YES: [], MAYBE: [], NO: []}
    for group in _groups(peers, named_identities(crowd.world, target)):
        crowd.world.consulted.clear()
        truth = truth_of(crowd.world.actor(group[0]), target, power)
        if crowd.world.consulted <= peers.asked:
            found[truth] += (i.address for i in group)
        else:  # something was asked of which the grouping knows nothing
            for one in group:
                found[truth_of(crowd.world.actor(one), target, power)].append(one.address)
    order = crowd.order.__getitem__
    return Effective(sure=tuple(sorted(found[YES], key=order)), unsure=tuple(sorted(found[MAYBE], key=order)))


def _groups(peers: Peers, named: frozenset[str] | None) -> Iterable[list[Identity]]:
    """Those who are named and those who bear a policy that may allow it (None = any may be), by what is true of them."""
    found: dict[Hashable, list[Identity]] = {}
    for identity in peers.among(None if named is None else named | peers.granted):
        found.setdefault(peers.truth_key(identity), []).append(identity)
    return found.values()
