# SPDX-License-Identifier: Apache-2.0
"""Who reaches a store, vault or key of AWS: everyone, every identity, every named stranger; directly and through chains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import structs

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.resource import Evidence
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown, both
from intramuros.reasoning.access.aws.alike import Crowd, Peers
from intramuros.reasoning.access.aws.canonical import listed_ways
from intramuros.reasoning.access.aws.chains import Chains, Seed
from intramuros.reasoning.access.aws.deputies import deputy_ways
from intramuros.reasoning.access.aws.direct import Target, acl_ways, door_ways, outsider_ways, target_of, ways
from intramuros.reasoning.access.aws.edges import edge_ways
from intramuros.reasoning.access.aws.effective import Effective, Readers
from intramuros.reasoning.access.aws.escalations import ask_all_anywhere
from intramuros.reasoning.access.aws.grounds import grounds
from intramuros.reasoning.access.aws.named import named_actors, only_by_address
from intramuros.reasoning.access.aws.own import own_ways, told
from intramuros.reasoning.access.aws.retelling import fact_of
from intramuros.reasoning.access.aws.shares import share_reaches
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES
from intramuros.reasoning.access.aws.world import Actor, World
from intramuros.reasoning.access.reach import Alike, Power, Reach


class AwsAccess:
    """Access reasoning over one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds
        self._world = World(estate, bounds)
        self._crowd = Crowd(self._world)
        self._chains = Chains(self._world)
        self._readers = Readers(self._crowd)
        self._reached: dict[str, tuple[Reach, ...]] = {}

    def reaches(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every principal that reaches `thing` or nearly does.

        Besides those named or granted anything, `anonymous` (where the service answers unsigned requests) and
        `account:*` (an account that nobody has named) are always judged, so that the guards of a thing that is
        granted to nobody can be counted too. Identities of a lower environment to whom nothing is granted are told once
        for all who stand behind the same guards (`Reach.alike`).
        """
        if thing.address not in self._reached:
            target = target_of(self._world, thing)
            self._reached[thing.address] = () if target is None else tuple(self._reaches(target))
        return self._reached[thing.address]

    def effective(self, thing: DataStore | Vault | Key, power: Power = "read") -> Effective:
        """Which identities of the estate are allowed a power over a thing by themselves, through all layers: truths alone, chains apart."""
        target = target_of(self._world, thing)
        return Effective(sure=(), unsure=()) if target is None else self._readers.of(target, power)

    def lacks(self, name: str, thing: DataStore | Vault | Key, found: Iterable[Reach]) -> Iterator[Reach]:
        """What keeps one principal from each power that he is not told to have: by address, or an ARN or account that the estate does not hold."""
        target = target_of(self._world, thing)
        identity = self._world.estate.find(name, Identity)
        known = identity is None or identity.cloud == "aws"
        actor = self._world.actor(identity) if identity is not None and known else self._world.named(name.removeprefix("account:"))
        if target is None or actor is None or not known:
            return
        has = {p for r in found for p in r.powers}
        judged = self._world.any_account if self._is_as_a_stranger(name, target) else actor
        yield from told(name, actor.who, target, (w for w in ways(judged, target) if w.power not in has))

    def _is_as_a_stranger(self, name: str, target: Target) -> bool:
        """A lower account that nothing but its address could admit: whose the addresses of a policy are is not written down."""
        account = name.removeprefix("account:")
        return self._world.bounds.account_levels.get(account) == "lower" and only_by_address(self._world, target)

    def grounds(self, reach: Reach, power: Power) -> tuple[tuple[Evidence, ...], ...]:
        """Per move of a way what it rests on, asked again request by request."""
        return tuple(grounds(self._world, reach.path, power))

    def _reaches(self, target: Target) -> Iterator[Reach]:
        for actor in self._outsiders(target):
            yield from told(actor.principal, actor.who, target, outsider_ways(actor, target))
        yield from told("anonymous", "anonymous", target, (*acl_ways(target), *door_ways(target)))
        for actor, way in (*listed_ways(target), *deputy_ways(target), *edge_ways(target)):
            yield from told(actor.principal, actor.who, target, (way,))
        yield from share_reaches(self._world, target)
        peers = Peers(self._crowd, target.concerns)
        own = own_ways(self._crowd, peers, target)
        yield from (r for o in own for r in o.reaches)
        seeds = [Seed(identity=o.identity, power=w.power, truth=w.truth, path=w.path) for o in own for w in o.ways if w.touched]
        yield from self._chained(target, peers, seeds)

    def _outsiders(self, target: Target) -> Iterator[Actor]:
        if target.service.anonymous:
            yield self._world.anonymous
        yield self._world.any_account
        yield from named_actors(self._world, target)

    def _chained(self, target: Target, peers: Peers, seeds: list[Seed]) -> Iterator[Reach]:
        for found in self._chains.into(seeds, target, peers):
            alike = Alike(found.alike) if len(found.alike) > 1 else None
            yield from (structs.replace(r, alike=alike) if alike else r for r in told(found.principal, found.who, target, (found.way,)))

    def onward(self, found: Iterable[Reach]) -> Iterator[Reach]:
        """Everyone who can become an identity of AWS that reaches something of another cloud."""
        for reach in found:
            identity = self._estate.find(reach.principal, Identity)
            if identity is not None and identity.cloud == "aws":
                truth = MAYBE if isinstance(reach.open, Unknown) else YES if reach.open else NO
                for one in self._chains.before([Seed(identity=identity, power="read", truth=truth, path=reach.path)]):
                    known = both(fact_of(one.way.truth, one.way.path), reach.open)
                    yield structs.replace(reach, principal=one.principal, who=one.who, path=one.way.path, open=known)

    def minted(self, reach: Reach, minters: Iterable[Identity], action: str) -> Iterator[Reach]:
        """Those of the identities who may fetch the outside token with which `reach` begins."""
        for identity in minters:
            asked = ask_all_anywhere(self._world, identity, (action,)) if self._world.can(identity, action) else None
            if asked is not None and asked.truth is not NO:
                guards = asked.guards if asked.truth is MAYBE else ()
                says = f"may fetch with {action} the token of"
                move = Move(
                    source=identity.address,
                    target=reach.principal,
                    kind="assume",
                    says=says,
                    address=identity.address,
                    origin=identity.origin,
                    guards=guards,
                )
                known = both(fact_of(asked.truth, (move,)), reach.open)
                yield structs.replace(reach, principal=identity.address, who="own", path=(move, *reach.path), open=known)

    def able(self, action: str) -> tuple[Identity, ...]:
        """Identities that some statement may allow an action."""
        return self._world.able(action)

    def of(self, identity: Identity) -> tuple[Reach, ...]:
        """Everything protected that `identity` is granted anything on, every vault and every customer key."""
        return self._of.get(identity.address, ())

    @cached_property
    def _of(self) -> dict[str, tuple[Reach, ...]]:
        found: dict[str, list[Reach]] = {}
        for reach in (r for thing in self.things() for r in self.reaches(thing) if r.alike is None):
            found.setdefault(reach.principal, []).append(reach)
        return {principal: tuple(reaches) for principal, reaches in found.items()}

    def things(self) -> Iterator[DataStore | Vault | Key]:
        """Every protected store, every vault and every customer key."""
        for store in self._estate.all(DataStore):
            if store.cloud == "aws" and self._bounds.data(store.address):
                yield store
        for vault in self._estate.all(Vault):
            if vault.cloud == "aws":
                yield vault
        for key in self._estate.all(Key):
            if key.cloud == "aws" and key.managed_by == "customer":
                yield key
