# SPDX-License-Identifier: Apache-2.0
"""What the identities of the estate reach by themselves: those who are alike are asked once, and told each under his name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Move
from intramuros.reasoning.access.aws.alike import Crowd, Group, Peers
from intramuros.reasoning.access.aws.direct import Target, Way, ways
from intramuros.reasoning.access.aws.named import candidates
from intramuros.reasoning.access.aws.retelling import Retelling, fact_of
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.reach import Alike, Reach, Who


class Own(Struct, frozen=True, gc=False):
    """What one identity reaches by itself, or nearly does."""

    identity: Identity
    ways: tuple[Way, ...]
    reaches: tuple[Reach, ...]


def own_ways(crowd: Crowd, peers: Peers, target: Target) -> list[Own]:
    """One answer for each identity that any layer grants something, and one for all who are alike in lacking any; in reading order."""
    found = [o for group in peers.groups(candidates(crowd.world, target)) for o in _of_group(crowd, peers, target, group)]
    return sorted(found, key=lambda o: crowd.order[o.identity.address])


def _of_group(crowd: Crowd, peers: Peers, target: Target, group: Group) -> Iterator[Own]:
    first = next(iter(group), None)
    if first is None:
        return
    crowd.world.consulted.clear()
    own = _of_one(crowd, target, first)
    if not crowd.world.consulted <= peers.asked:  # something was asked of which the grouping knows nothing
        yield from (o for i in group if (o := _of_one(crowd, target, i)).ways)
    elif own.ways and not any(w.touched for w in own.ways):
        alike = Alike(group.names, group.but)
        yield Own(first, own.ways, tuple(structs.replace(r, alike=alike) for r in own.reaches))
    elif own.ways:
        yield own
        yield from (_of_other(peers, own, i) for i in group if i is not first)


def _of_one(crowd: Crowd, target: Target, identity: Identity) -> Own:
    lower = crowd.world.bounds.level(identity.address) == "lower"
    own = tuple(worth_telling(ways(crowd.world.actor(identity), target), always=lower))
    return Own(identity, own, tuple(told(identity.address, "own", target, own)))


def _of_other(peers: Peers, own: Own, other: Identity) -> Own:
    retelling = Retelling(own.identity, other, peers.copies(own.identity, other))
    return Own(other, tuple(retelling.way(w) for w in own.ways), tuple(retelling.reach(r) for r in own.reaches))


def worth_telling(found: Iterable[Way], *, always: bool) -> Iterator[Way]:
    """Ways that some layer grants; reading is told of outsiders and lower identities even where nothing is granted."""
    return (w for w in found if w.touched or (always and w.power == "read"))


def told(principal: str, who: Who, target: Target, found: Iterable[Way]) -> Iterator[Reach]:
    """One reach for each path; powers that share a path are told together."""
    by_path: dict[tuple[Truth, tuple[Move, ...]], list[Way]] = {}
    order: dict[Truth, list[Way]] = {YES: [], MAYBE: [], NO: []}
    for way in found:
        order[way.truth].append(way)
    for truth in (YES, MAYBE, NO):
        for way in order[truth]:
            guards = tuple(m for m in way.path if m.guards)
            by_path.setdefault((truth, guards if truth is not YES else way.path[:-1]), []).append(way)
    for (truth, _), same in by_path.items():
        first = min(same, key=lambda w: w.power != "read")
        yield Reach(
            principal=principal,
            who=who,
            store=target.thing.address,
            open=fact_of(truth, first.path),
            powers=frozenset(w.power for w in same),
            path=first.path,
            granted=any(w.touched for w in same),
        )
