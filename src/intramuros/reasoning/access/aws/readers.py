# SPDX-License-Identifier: Apache-2.0
"""Who reaches a store, vault or key of AWS: everyone, every identity, every named stranger; directly and through chains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.access.aws.chains import Chains, Seed
from intramuros.reasoning.access.aws.direct import Target, Way, acl_ways, door_ways, target_of, ways
from intramuros.reasoning.access.aws.named import candidates, named_actors
from intramuros.reasoning.access.aws.shares import share_reaches
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.world import Actor, World
from intramuros.reasoning.access.reach import Reach, Who


class AwsAccess:
    """Access reasoning over one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds
        self._world = World(estate, bounds)
        self._chains = Chains(self._world)
        self._reached: dict[str, tuple[Reach, ...]] = {}

    def reaches(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every principal that reaches `thing` or nearly does.

        Besides those named or granted anything, `anonymous` (where the service answers unsigned requests) and
        `account:*` (an account that nobody has named) are always judged, so that the guards of a thing that is
        granted to nobody can be counted too.
        """
        if thing.address not in self._reached:
            target = target_of(self._world, thing)
            self._reached[thing.address] = () if target is None else tuple(self._reaches(target))
        return self._reached[thing.address]

    def _reaches(self, target: Target) -> Iterator[Reach]:
        seeds: list[Seed] = []
        for actor in self._outsiders(target):
            yield from _reach(actor.principal, actor.who, target, _worth_telling(ways(actor, target), always=True))
        yield from _reach("anonymous", "anonymous", target, (*acl_ways(target), *door_ways(target)))
        yield from share_reaches(self._world, target)
        for identity in candidates(self._world, target):
            actor = self._world.actor(identity)
            lower = self._bounds.level(identity.address) == "lower"
            own = list(_worth_telling(ways(actor, target), always=lower))
            seeds += [Seed(identity=identity, power=w.power, truth=w.truth, path=w.path) for w in own if w.touched]
            yield from _reach(actor.principal, "own", target, own)
        yield from self._chained(target, seeds)

    def _outsiders(self, target: Target) -> Iterator[Actor]:
        if target.service.anonymous:
            yield self._world.anonymous
        yield self._world.any_account
        yield from named_actors(self._world, target)

    def _chained(self, target: Target, seeds: list[Seed]) -> Iterator[Reach]:
        for found in self._chains.into(seeds, target):
            yield from _reach(found.principal, found.who, target, (found.way,))

    def of(self, identity: Identity) -> tuple[Reach, ...]:
        """Everything protected that `identity` reaches, every vault and every customer key."""
        return tuple(r for thing in self._things() for r in self.reaches(thing) if r.principal == identity.address)

    def _things(self) -> Iterator[DataStore | Vault | Key]:
        for store in self._estate.all(DataStore):
            if store.cloud == "aws" and self._bounds.data(store.address):
                yield store
        for vault in self._estate.all(Vault):
            if vault.cloud == "aws":
                yield vault
        for key in self._estate.all(Key):
            if key.cloud == "aws" and key.managed_by == "customer":
                yield key


def _worth_telling(found: Iterable[Way], *, always: bool) -> Iterator[Way]:
    """Ways that some layer grants; reading is told of outsiders and lower identities even where nothing is granted."""
    return (w for w in found if w.touched or (always and w.power == "read"))


def _reach(principal: str, who: Who, target: Target, found: Iterable[Way]) -> Iterator[Reach]:
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
            principal=principal, who=who, store=target.thing.address, open=_fact(truth, first), powers=frozenset(w.power for w in same),
            path=first.path,
        )


def _fact(truth: Truth, way: Way) -> Fact[bool]:
    if truth is not MAYBE:
        return truth is YES
    missing = [g.why or f"{g.name} of {g.address}" for m in way.path for g in m.guards if g.state == "unknown"]
    return Unknown("; ".join(dict.fromkeys(missing)) or "a fact that only the cloud knows")
