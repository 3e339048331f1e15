# SPDX-License-Identifier: Apache-2.0
"""Who of the estate is allowed one power over one thing by himself: truths alone, so that many more are alike than where ways are told."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from msgspec import Struct

from intramuros.estate.access import Identity
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.aws.alike import Crowd, Peers, TruthKey
from intramuros.reasoning.access.aws.direct import Target, truth_of
from intramuros.reasoning.access.aws.named import named_identities
from intramuros.reasoning.access.aws.services import S3
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.reach import Power


class Effective(Struct, frozen=True, kw_only=True):
    """Who is allowed one power over one thing by himself: chains apart."""

    sure: tuple[str, ...]
    unsure: tuple[str, ...]
    """Those of whom it is not known."""


class Readers:
    """Asks for each power over each thing; what was answered of one thing holds of its kin, which differ from it in name alone."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._answers: dict[Hashable, Truth] = {}

    def of(self, target: Target, power: Power) -> Effective:
        """Every identity of the estate that the policies of all layers allow a power, in reading order."""
        peers = Peers(self._crowd, target.concerns_of((power, "manage")))
        kin = _kin(target, peers)
        found: dict[Truth, list[str]] = {YES: [], MAYBE: [], NO: []}
        for key, group in _groups(peers, named_identities(self._crowd.world, target)).items():
            for truth, some in self._answered(target, power, peers, (kin, key), group):
                found[truth] += some
        order = self._crowd.order.__getitem__
        return Effective(sure=tuple(sorted(found[YES], key=order)), unsure=tuple(sorted(found[MAYBE], key=order)))

    def _answered(
        self, target: Target, power: Power, peers: Peers, key: tuple[Hashable, TruthKey], group: list[Identity]
    ) -> Iterator[tuple[Truth, list[str]]]:
        kin, (single, standing, (said, nameless), values) = key
        asked = (kin, power, standing, said, values) if kin is not None and nameless and not single else None
        if asked is not None and asked in self._answers:
            yield self._answers[asked], [i.address for i in group]
            return
        world = self._crowd.world
        world.consulted.clear()
        truth = truth_of(world.actor(group[0]), target, power)
        if not world.consulted <= peers.asked:  # something was asked of which the grouping knows nothing
            yield from ((truth_of(world.actor(i), target, power), [i.address]) for i in group)
            return
        if asked is not None:
            self._answers[asked] = truth
        yield truth, [i.address for i in group]


def _groups(peers: Peers, named: frozenset[str] | None) -> dict[TruthKey, list[Identity]]:
    """Those who are named and those who bear a policy that may allow it (None = any may be), by what is true of them."""
    found: dict[TruthKey, list[Identity]] = {}
    for identity in peers.among(None if named is None else named | peers.granted):
        found.setdefault(peers.truth_key(identity), []).append(identity)
    return found


def _kin(target: Target, peers: Peers) -> Hashable:
    """All that an answer may depend on but a bucket's name; None where that may matter (its own policies, a customer key)."""
    thing = target.thing
    if not isinstance(thing, DataStore) or target.service is not S3 or target.policies or len(peers.asked_of) > 1:
        return None
    if not isinstance(thing.tags, dict) or peers.around is None:
        return None
    seal = None if thing.seal is None else (thing.seal.state, thing.seal.provider_kms, thing.seal.why)
    return target.world.account_of(thing), thing.region, tuple(sorted(thing.tags.items())), target.lists, seal, peers.around
