# SPDX-License-Identifier: Apache-2.0
"""Chains: who reaches a thing by becoming somebody who does; the fewest guards first, then the shortest way.

Forward chaining over Horn rules, walked backwards from those who reach the thing: a step stands only where every fact
it needs stands (`trust`, `escalations`), each identity is settled once per power, so that cycles end.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Set
from functools import partial
from itertools import count
from typing import get_args

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard, Move
from intramuros.reasoning.access.aws.alike import Peers
from intramuros.reasoning.access.aws.direct import Target, Way, fence, left_by, ways
from intramuros.reasoning.access.aws.edits import EDIT_ACTIONS, LIFT_ACTIONS, UNBIND_ACTIONS, editing, lifting, unbinding
from intramuros.reasoning.access.aws.entries import Entry, keys_of
from intramuros.reasoning.access.aws.escalations import takers
from intramuros.reasoning.access.aws.methods import ENTRY_ACTIONS
from intramuros.reasoning.access.aws.retelling import Retelling
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.trust import TAGGED, Anyone, Lead, Strangers, admitting, assumers, members, tagging
from intramuros.reasoning.access.aws.world import Actor, World
from intramuros.reasoning.access.reach import Power, Who

_DEEPEST = 2
"""Chains behind more guards than this are not told: depth is counted exactly below three, and whoever reaches nothing by a
chain has a way of his own that lacks a grant (or the thing is told as granted to nobody), so that no wall goes untold."""
_DEEP: dict[Power, int] = {"read": _DEEPEST}
"""What leaves is what is read: by chains to the other powers only those are told that nothing holds."""
_MOST_WAYS = 12
"""Ways of one principal to one power that are told apart by their guards; further ones have as many guards at least."""
_LONGEST = 12
"""Steps in a chain; a longer one is not looked for."""


class Seed(Struct, frozen=True, kw_only=True, gc=False):
    """An identity that reaches the thing by itself, or nearly does."""

    identity: Identity
    power: Power
    truth: Truth
    path: tuple[Move, ...]


class Found(Struct, frozen=True, kw_only=True, gc=False):
    """A principal that reaches the thing through others."""

    principal: str
    who: Who
    way: Way
    alike: tuple[str, ...] = ()
    """Those who reach it by the same way as far as anybody can tell; the principal among them."""


Cost = tuple[int, bool, int, int]


class _Step(Struct, frozen=True, kw_only=True, gc=False):
    """A principal on the way, with the way from there."""

    node: Identity | None
    """None for a stranger, to whom nothing leads."""
    principal: str
    who: Who = "own"
    way: Way
    holds: frozenset[str]
    """Keys of the guards that hold the way."""
    unknown: frozenset[str]
    """Keys of the guards of which it is not known."""
    alike: tuple[str, ...] = ()
    loose: bool = False
    """Passes where anybody may, as nobody can read who: told after the ways of those who are named."""
    told: bool = False
    """Came by a chain: a seed's own way is told elsewhere."""

    @property
    def cost(self) -> Cost:
        """Guards that hold, whether he is named, guards of which it is not known, moves: the way that counts least goes first."""
        return len(self.holds), self.loose, len(self.unknown), len(self.way.path)


class _Queue:
    """Steps, the cheapest first; equal ones in the order they came. A step may wait a second time, for those who lead to it."""

    def __init__(self) -> None:
        self._heap: list[tuple[Cost, int, bool, _Step]] = []
        self._order = count()

    def put(self, step: _Step) -> None:
        """Add a step."""
        heapq.heappush(self._heap, (step.cost, next(self._order), False, step))

    def again(self, step: _Step, cost: Cost) -> None:
        """Let a settled step wait for those who lead to it, whose ways are a move longer at least."""
        heapq.heappush(self._heap, ((*cost[:3], cost[3] + 1), next(self._order), True, step))

    def get(self) -> tuple[Cost, bool, _Step] | None:
        """Take the cheapest; None when none is left."""
        if not self._heap:
            return None
        cost, _, settled, step = heapq.heappop(self._heap)
        return cost, settled, step


class _Settled:
    """Per principal the ways that count, by the guards that hold them: none whose guards are among those of a later one.

    Guards that stand on several steps count once, so whoever leads on may need a way that is no thinner than the best.
    """

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[frozenset[str], bool]]] = {}
        self.closed: set[str] = set()
        """Who has an open way for sure: no other of his counts."""

    def add(self, step: _Step) -> tuple[str, ...]:
        """Keep a way; those of its names for whom it counts."""
        doubtful = step.way.truth is MAYBE or bool(step.unknown)
        names = step.alike or (step.principal,)
        left = tuple(n for n in names if n not in self.closed and self._counts(n, step.holds, doubtful=doubtful))
        for name in left:
            self._kept.setdefault(name, []).append((step.holds, doubtful))
        if step.way.truth is YES:
            self.closed.update(left)
        return left

    def _counts(self, name: str, holds: frozenset[str], *, doubtful: bool) -> bool:
        kept = self._kept.get(name, ())
        return len(kept) < _MOST_WAYS and not any(known <= holds and doubt <= doubtful for known, doubt in kept)


class _Leads:
    """Those who may be able to become one identity, each asked once and only when needed."""

    def __init__(self, identity: Identity, leads: Iterable[Lead | Anyone | Strangers]) -> None:
        self._leads = tuple(lead for lead in leads if not isinstance(lead, Lead) or lead.takers)
        named = {t.address for lead in self._leads if isinstance(lead, Lead) for t in lead.takers} - {identity.address}
        self._names = frozenset(named)
        self._found: dict[tuple[int, str], tuple[Entry, ...]] = {}
        self._by_guards: dict[frozenset[str], list[Entry]] | None = None

    def entries(self, *, but: Set[str] = frozenset(), only: str = "") -> Iterator[Entry]:
        """The ways of those who are not among `but` (or are `only`)."""
        wanted = self._names & {only} if only else self._names - but
        for number, lead in enumerate(self._leads):
            if isinstance(lead, Strangers):
                found = self._once((number, ""), lead.find)
                yield from (e for e in found if (e.principal == only if only else e.principal not in but))
                continue
            if isinstance(lead, Anyone):
                left = tuple(n for n in lead.names if (n == only if only else n not in but))
                yield from lead.find(left) if left else ()
                continue
            for taker in lead.takers if wanted else ():
                if taker.address in wanted:
                    yield from self._once((number, taker.address), partial(lead.find, taker))

    def within(self, broken: frozenset[str], *, but: Set[str]) -> Iterator[Entry]:
        """The ways that ask for no guard to fail but those that are broken already."""
        if self._by_guards is None:
            self._by_guards = {}
            for entry in self.entries():
                self._by_guards.setdefault(entry.holds, []).append(entry)
        for holds, entries in self._by_guards.items():
            if holds <= broken:
                yield from (e for e in entries if e.principal not in but or e.alike)

    def may_take(self, name: str) -> bool:
        """Whether somebody is among those who may be able to."""
        return name in self._names or any(isinstance(lead, Anyone) and name in lead.names for lead in self._leads)

    def _once(self, asked: tuple[int, str], find: Callable[[], Iterable[Entry]]) -> tuple[Entry, ...]:
        if asked not in self._found:
            self._found[asked] = tuple(find())
        return self._found[asked]


class Chains:
    """The steps between the identities of one estate, each worked out once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._entries: dict[str, _Leads] = {}
        self._edits: tuple[tuple[Identity, Identity, Truth, tuple[Move, ...]], ...] | None = None
        self._frees: tuple[tuple[Identity, frozenset[int], Truth, tuple[Move, ...]], ...] | None = None
        self._lifts: tuple[tuple[Identity, Truth, Move], ...] | None = None

    def _leads(self, identity: Identity) -> _Leads:
        """Every way to become an identity."""
        if identity.address not in self._entries:
            named = {"role": assumers, "group": members}.get(identity.kind)
            leads = named(self._world, identity) if named is not None else ()
            self._entries[identity.address] = _Leads(identity, (*leads, *takers(self._world, identity)))
        return self._entries[identity.address]

    def into(self, seeds: Iterable[Seed], target: Target, peers: Peers) -> Iterator[Found]:
        """Everyone who reaches the thing through a chain, by each way that no other makes needless, the fewest guards first."""
        direct = tuple(seeds)
        done = {(s.identity.address, s.power): s.truth for s in direct}
        yield from self._search(direct, (*self._edited(target, peers, done), *self._unbound(target), *self._undenied(target)), target)

    def before(self, seeds: Iterable[Seed]) -> Iterator[Found]:
        """Everyone who can become one of these identities, whatever it is that they reach."""
        return self._search(tuple(seeds), (), None)

    def _search(self, direct: tuple[Seed, ...], told: Iterable[Seed], target: Target | None) -> Iterator[Found]:
        queue = _Queue()
        for seed in direct:
            queue.put(_step(seed, told=False))
        for seed in told:
            queue.put(_step(seed, told=True))
        settled = {power: _Settled() for power in get_args(Power)}
        while (found := queue.get()) is not None:
            cost, waited, popped = found
            if waited:
                self._before(popped, target, settled[popped.way.power].closed, queue)
            elif (step := self._left(popped, settled[popped.way.power])) is not None:
                if step.told:
                    yield Found(principal=step.principal, who=step.who, way=step.way, alike=step.alike)
                queue.again(step, cost)

    def _left(self, step: _Step, settled: _Settled) -> _Step | None:
        """The step of those whom no way that is known serves as well; None where one serves all."""
        left = settled.add(step)
        if not left:
            return None
        if not step.alike or step.principal in left:
            return structs.replace(step, alike=left) if step.alike else step
        first, *rest = step.way.path
        way = structs.replace(step.way, path=(structs.replace(first, source=left[0]), *rest))
        return structs.replace(step, node=self._world.estate.find(left[0], Identity), principal=left[0], way=way, alike=left)

    def _before(self, step: _Step, target: Target | None, closed: Set[str], queue: _Queue) -> None:
        """Put the steps that lead to a step into the queue, from those who do not stand open yet."""
        if step.node is None or len(step.way.path) >= _LONGEST:
            return
        afar = None
        leads = self._leads(step.node)
        deepest = _DEEP.get(step.way.power, 0)
        whole = len(step.holds) < deepest
        for entry in leads.entries(but=closed) if whole else leads.within(step.holds, but=closed):
            if entry.who == "foreign" and afar is None and target is not None:
                far = self._from_afar(step.way, target)
                afar = step if far is step.way else _again(step, far)
            onward = afar if entry.who == "foreign" and afar is not None else step
            tagged = self._tagged(entry, onward.way, step.node, target) if target is not None else []
            for way in [_again(step, w) for w in tagged] or [onward]:
                holds = way.holds | entry.holds if entry.holds else way.holds
                if len(holds) <= _DEEP.get(way.way.power, 0):
                    queue.put(_led(entry, way, holds))

    def _from_afar(self, way: Way, target: Target) -> Way:
        """The way as it stands for a stranger who assumes roles only: whoever is at its end calls from none of our networks."""
        if any(m.kind in _INSIDE for m in way.path):
            return way
        own = next((n for n, m in enumerate(way.path) if m.kind != "assume"), len(way.path))
        reader = self._world.estate.find(way.path[own].source, Identity) if own < len(way.path) else None
        if reader is None or any(self._world.estate.find(m.target, Identity) for m in way.path[own:]):
            before = fence("foreign", target)  # he edits somebody first
            return Way(power=way.power, truth=min(way.truth, left_by(before)), path=_fenced(way.path, before))
        actor = structs.replace(self._world.actor(reader), networks=(), abroad=True)
        found = _as(actor, target, way)
        assumed = way.path[:own]
        return Way(power=way.power, truth=min(way.truth, found.truth), path=(*assumed, *found.path))

    def _tagged(self, entry: Entry, way: Way, role: Identity, target: Target) -> list[Way]:
        """The ways of one who chooses the tags of his session, where they open more; tags do not last through further roles.

        Who so comes to write the policy comes to all that it can give.
        """
        assumes = bool(entry.moves) and entry.moves[-1].kind == "assume" and not entry.alike
        if way.truth is YES or not assumes or way.path[0].kind == "assume" or way.path[0].source != role.address:
            return []
        truth = tagging(self._world, entry, role)
        if truth is NO:
            return []
        actor = structs.replace(self._world.actor(role), tagged=True)
        if entry.who == "foreign":
            actor = structs.replace(actor, networks=(), abroad=True)
        found = list(ways(actor, target)) if way.power == "manage" else [_as(actor, target, way)]
        if all(min(truth, w.truth) <= way.truth for w in found if w.power == way.power):
            return []
        why = f"which tags the trust policy of {role.address} lets a session have"
        doubt = Guard(name="session tags", state="unknown", address=role.address, origin=role.origin, why=why)
        guards = (doubt,) if truth is MAYBE else ()
        return [_told_tagged(w, min(truth, w.truth), guards) for w in found if min(truth, w.truth) is not NO]

    def _edited(self, target: Target, peers: Peers, done: dict[tuple[str, Power], Truth]) -> Iterator[Seed]:
        """Those who can give themselves, or somebody they can become, whatever permission is missing."""
        asked: dict[Hashable, tuple[Identity, tuple[Way, ...]]] = {}
        for editor, edited, truth, moves in self._editors():
            if all(done.get((editor.address, power)) is YES for power in target.service.powers):
                continue  # has by itself whatever it could give itself
            for way in self._empowered(target, peers, edited, asked):
                if way.truth is not NO or len(keys_of(way.path, "holds")) <= _DEEP.get(way.power, 0):
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

    def _undenied(self, target: Target) -> Iterator[Seed]:
        """Those who can take away the policies of their own that deny: what the others grant, or whatever they can give themselves."""
        if self._frees is None:
            able = {i.address: i for action in LIFT_ACTIONS for i in self._world.able(action)}
            self._frees = tuple((i, *found) for i in able.values() if (found := lifting(self._world, i)) is not None)
        for identity, lifted, truth, moves in self._frees:
            itself = next((e for e in self._editors() if e[0] is identity and e[1] is identity), None)
            actor = self._world.actor(identity)
            left = tuple(p for p in actor.layers.identity if id(p) not in lifted)
            free = structs.replace(actor, layers=structs.replace(actor.layers, identity=left, all_powerful=itself is not None))
            for way in ways(free, target):
                if way.touched and way.truth is not NO:
                    sure = min(truth, itself[2] if itself else truth, way.truth)
                    path = (*moves, *(itself[3] if itself else ()), *way.path)
                    yield Seed(identity=identity, power=way.power, truth=sure, path=path)

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
        for other in self._within_reach(editor):
            found = editing(self._world, editor, other)
            if found is None:
                continue
            entry = next((e for e in self._leads(other).entries(only=editor.address) if e.truth is not NO), None)
            if entry is not None:
                yield editor, other, min(found[0], entry.truth), (found[1], *entry.moves)
            elif other.kind == "group" and editor in self._world.members_of(other):
                yield editor, other, found[0], (found[1],)

    def _within_reach(self, editor: Identity) -> Iterable[Identity]:
        """Those whom an identity may be able to become, and its groups: cheaply told for those who may do nothing of the kind."""
        groups = self._world.groups_of(editor)
        if any(self._world.can(editor, a) for a in ENTRY_ACTIONS):
            return [i for i in self._world.identities if i.address != editor.address and self._may_become(editor, i, groups)]
        found = {i.address: i for i in (*admitting(self._world, editor), *groups)}
        return [i for i in found.values() if i.address != editor.address]

    def _may_become(self, editor: Identity, other: Identity, groups: tuple[Identity, ...]) -> bool:
        return any(g is other for g in groups) or self._leads(other).may_take(editor.address)


_INSIDE = frozenset({"pass-role", "become"})
"""Moves that end in a workload, which may stand in our networks; who merely assumes a role stays where he is."""


def _told_tagged(way: Way, truth: Truth, guards: tuple[Guard, ...]) -> Way:
    path = tuple(structs.replace(m, says=m.says + TAGGED) for m in way.path)
    return Way(power=way.power, truth=truth, path=_fenced(path, guards))


def _as(actor: Actor, target: Target, way: Way) -> Way:
    """The way to the same power as another actor has it; who may write the policy may give himself any."""
    powers: tuple[Power, ...] = ("manage", way.power) if way.power != "manage" else ("manage",)
    return next((w for w in ways(actor, target, powers) if w.power == way.power), way)


def _fenced(path: tuple[Move, ...], guards: tuple[Guard, ...]) -> tuple[Move, ...]:
    """The path with further guards on its last move."""
    return (*path[:-1], structs.replace(path[-1], guards=(*path[-1].guards, *guards))) if guards else path


def _step(seed: Seed, *, told: bool) -> _Step:
    way = Way(power=seed.power, truth=seed.truth, path=seed.path)
    holds, unknown = keys_of(seed.path, "holds"), keys_of(seed.path, "unknown")
    return _Step(node=seed.identity, principal=seed.identity.address, way=way, holds=holds, unknown=unknown, told=told)


def _again(step: _Step, way: Way) -> _Step:
    """The step with another way from there."""
    return structs.replace(step, way=way, holds=keys_of(way.path, "holds"), unknown=keys_of(way.path, "unknown"))


def _led(entry: Entry, onward: _Step, holds: frozenset[str]) -> _Step:
    """The step of those who enter where another goes on."""
    way = Way(power=onward.way.power, truth=min(onward.way.truth, entry.truth), path=(*entry.moves, *onward.way.path))
    return _Step(
        node=entry.identity,
        principal=entry.principal,
        who=entry.who,
        way=way,
        holds=holds,
        unknown=onward.unknown | entry.unknown if entry.unknown else onward.unknown,
        alike=entry.alike,
        loose=onward.loose or bool(entry.alike),
        told=True,
    )


def _all_powerful(actor: Actor) -> Actor:
    """The actor with whatever identity policy he wants; explicit denies and the boundary stay."""
    return structs.replace(actor, layers=structs.replace(actor.layers, all_powerful=True))
