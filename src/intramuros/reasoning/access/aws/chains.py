# SPDX-License-Identifier: Apache-2.0
"""Chains: who reaches a thing by becoming somebody who does; the fewest guards first, then the shortest way.

Forward chaining over Horn rules, walked backwards from those who reach the thing: a step stands only where every fact
it needs stands (`trust`, `escalations`), each identity is settled once per power, so that cycles end.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Iterator
from itertools import count

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard, Move
from intramuros.reasoning.access.aws.alike import Peers
from intramuros.reasoning.access.aws.blame import weight
from intramuros.reasoning.access.aws.direct import Target, Way, ways
from intramuros.reasoning.access.aws.escalations import EDIT_ACTIONS, UNBIND_ACTIONS, editing, takers, unbinding
from intramuros.reasoning.access.aws.retelling import Retelling
from intramuros.reasoning.access.aws.ternary import NO, YES, Truth
from intramuros.reasoning.access.aws.trust import Entry, assumers
from intramuros.reasoning.access.aws.world import Actor, World
from intramuros.reasoning.access.reach import Power, Who

_DEEPEST = 3
"""Ways behind more guards than this are not told: depth is counted exactly up to three."""
_LONGEST = 12
"""Steps in a chain; a longer one is not looked for."""


class Seed(Struct, frozen=True, kw_only=True):
    """An identity that reaches the thing by itself, or nearly does."""

    identity: Identity
    power: Power
    truth: Truth
    path: tuple[Move, ...]


class Found(Struct, frozen=True, kw_only=True):
    """A principal that reaches the thing through others."""

    principal: str
    who: Who
    way: Way


Cost = tuple[int, int, int]


class _Step(Struct, frozen=True, kw_only=True):
    """A principal on the way, with the way from there."""

    node: Identity | None
    """None for a stranger, to whom nothing leads."""
    principal: str
    who: Who = "own"
    way: Way
    told: bool = False
    """Came by a chain: a seed's own way is told elsewhere."""


class _Queue:
    """Steps, the cheapest first; equal ones in the order they came."""

    def __init__(self) -> None:
        self._heap: list[tuple[Cost, int, _Step]] = []
        self._order = count()

    def put(self, step: _Step, cost: Cost) -> None:
        """Add a step."""
        heapq.heappush(self._heap, (cost, next(self._order), step))

    def get(self) -> _Step | None:
        """Take the cheapest; None when none is left."""
        return heapq.heappop(self._heap)[2] if self._heap else None


class Chains:
    """The steps between the identities of one estate, each worked out once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._edits: tuple[tuple[Identity, Identity, Truth, tuple[Move, ...]], ...] | None = None
        self._lifts: tuple[tuple[Identity, Truth, Move], ...] | None = None

    def entries(self, identity: Identity) -> tuple[Entry, ...]:
        """Every way to become an identity."""
        if identity.address not in self._entries:
            assumed = assumers(self._world, identity) if identity.kind == "role" else iter(())
            self._entries[identity.address] = (*assumed, *takers(self._world, identity))
        return self._entries[identity.address]

    def into(self, seeds: Iterable[Seed], target: Target, peers: Peers) -> Iterator[Found]:
        """Everyone who reaches the thing through a chain, once per power, by the way with the fewest guards."""
        direct = list(seeds)
        done = {(s.identity.address, s.power): s.truth for s in direct}
        queue = _Queue()
        for seed in direct:
            queue.put(_Step(node=seed.identity, principal=seed.identity.address, way=_way(seed)), _cost(seed.path))
        for seed in (*self._edited(target, peers), *self._unbound(target)):
            queue.put(_Step(node=seed.identity, principal=seed.identity.address, way=_way(seed), told=True), _cost(seed.path))
        settled: set[tuple[str, Power]] = set()
        while (step := queue.get()) is not None:
            state = (step.principal, step.way.power)
            if state in settled:
                continue
            settled.add(state)
            if step.told and (state not in done or done[state] < step.way.truth):
                yield Found(principal=step.principal, who=step.who, way=step.way)
            self._before(step, settled, queue)

    def _before(self, step: _Step, settled: set[tuple[str, Power]], queue: _Queue) -> None:
        """Put the steps that lead to a step into the queue, from those who are not settled yet."""
        if step.node is None or len(step.way.path) >= _LONGEST:
            return
        power = step.way.power
        for entry in self.entries(step.node):
            if (entry.principal, power) in settled:
                continue
            path = (*entry.moves, *step.way.path)
            cost = _cost(path)
            if cost[0] <= _DEEPEST:
                way = Way(power=power, truth=min(step.way.truth, entry.truth), path=path)
                queue.put(_Step(node=entry.identity, principal=entry.principal, who=entry.who, way=way, told=True), cost)

    def _edited(self, target: Target, peers: Peers) -> Iterator[Seed]:
        """Those who can give themselves, or somebody they can become, whatever permission is missing."""
        asked: dict[Hashable, tuple[Identity, tuple[Way, ...]]] = {}
        for editor, edited, truth, moves in self._editors():
            for way in self._empowered(target, peers, edited, asked):
                if way.truth is not NO or len(_distinct(way.path)) <= _DEEPEST:
                    yield Seed(identity=editor, power=way.power, truth=min(truth, way.truth), path=(*moves, *way.path))

    def _unbound(self, target: Target) -> Iterator[Seed]:
        """Those who can lift their own permissions boundary: what their policies grant, or whatever they can give themselves."""
        for identity, truth, move in self._unbinders():
            itself = next((e for e in self._editors() if e[0] is identity and e[1] is identity), None)
            actor = self._world.actor(identity) if itself is None else _all_powerful(self._world.actor(identity))
            free = structs.replace(actor, layers=structs.replace(actor.layers, boundary=()))
            moves = (move, *(itself[3] if itself else ()))
            for way in ways(free, target):
                if way.touched and way.truth is not NO:
                    sure = min(truth, itself[2] if itself else truth, way.truth)
                    yield Seed(identity=identity, power=way.power, truth=sure, path=(*moves, *way.path))

    def _unbinders(self) -> tuple[tuple[Identity, Truth, Move], ...]:
        if self._lifts is None:
            able = {i.address: i for action in UNBIND_ACTIONS for i in self._world.able(action) if i.boundary is not None}
            self._lifts = tuple((i, *found) for i in able.values() if (found := unbinding(self._world, i)) is not None)
        return self._lifts

    def _empowered(
        self, target: Target, peers: Peers, edited: Identity, asked: dict[Hashable, tuple[Identity, tuple[Way, ...]]]
    ) -> Iterable[Way]:
        """The ways of an identity that has whatever identity policy it wants; those who are alike are asked about once."""
        key = peers.key(edited)
        if key not in asked:
            self._world.consulted.clear()
            found = tuple(ways(_all_powerful(self._world.actor(edited)), target))
            if not self._world.consulted <= peers.asked:
                return found
            asked[key] = (edited, found)
        first, found = asked[key]
        if first is edited:
            return found
        retelling = Retelling(first, edited, peers.copies(first, edited))
        return [retelling.way(w) for w in found]

    def _editors(self) -> tuple[tuple[Identity, Identity, Truth, tuple[Move, ...]], ...]:
        if self._edits is None:
            self._edits = tuple(self._find_editors())
        return self._edits

    def _find_editors(self) -> Iterator[tuple[Identity, Identity, Truth, tuple[Move, ...]]]:
        able = {i.address: i for action in EDIT_ACTIONS for i in self._world.able(action)}
        for editor in able.values():
            found = editing(self._world, editor, editor)
            if found is not None:
                yield editor, editor, found[0], (found[1],)
            if found is None or found[0] is not YES:  # who may edit itself gains nothing by editing others
                yield from self._of_others(editor)

    def _of_others(self, editor: Identity) -> Iterator[tuple[Identity, Identity, Truth, tuple[Move, ...]]]:
        for other in self._world.identities:
            found = editing(self._world, editor, other) if other.address != editor.address else None
            if found is None:
                continue
            entry = next((e for e in self.entries(other) if e.principal == editor.address and e.truth is not NO), None)
            if entry is not None:
                yield editor, other, min(found[0], entry.truth), (found[1], *entry.moves)
            elif other.kind == "group" and editor in self._world.members_of(other):
                yield editor, other, found[0], (found[1],)


def _way(seed: Seed) -> Way:
    return Way(power=seed.power, truth=seed.truth, path=seed.path)


def _all_powerful(actor: Actor) -> Actor:
    """The actor with whatever identity policy he wants; explicit denies and the boundary stay."""
    return structs.replace(actor, layers=structs.replace(actor.layers, all_powerful=True))


def _distinct(path: tuple[Move, ...]) -> tuple[Guard, ...]:
    guards = [g for m in path if m.guards for g in m.guards]
    return tuple(guards) if len(guards) < 2 else tuple({g.key: g for g in guards}.values())


def _cost(path: tuple[Move, ...]) -> Cost:
    holds, unknown = weight(_distinct(path))
    return holds, unknown, len(path)
