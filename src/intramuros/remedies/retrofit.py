# SPDX-License-Identifier: Apache-2.0
"""The cheapest set of changes that brings every asset to the depth that the charter asks for, proved by reviewing what it leaves.

Demands are found as they are needed (implicit hitting set): choose the cheapest changes for the ways that are known, change
the model of the estate, review it again, and add whatever way is then still too thin; until none is, or nothing known helps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from intramuros.estate.access import Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move, Outside, Wall
from intramuros.estate.stores import DataStore
from intramuros.estate.workloads import Workload
from intramuros.reasoning.inference import Inference
from intramuros.reasoning.reasoner import Reasoner
from intramuros.remedies import aws_changes, azure_changes, common_changes
from intramuros.remedies.change import Change, is_planned
from intramuros.remedies.cover import Demand, cover

MOST_ROUNDS = 24
MOST_DOUBTED = 60
"""Changes up to which each is taken away again to see whether it is needed: one more review each."""


class Short(Struct, frozen=True, kw_only=True):
    """A wall that is thinner than asked, with what is known to help it."""

    wall: Wall
    asked: int
    helps: frozenset[str]


class Retrofit(Struct, frozen=True, kw_only=True):
    """The plan."""

    changes: tuple[Change, ...]
    hours: float
    at_least: float
    """No choice among the changes that were offered for each way costs less; equal to `hours` where the plan is the cheapest."""
    before: tuple[Short, ...]
    """The walls that fell short."""
    after: tuple[Short, ...]
    """Those that still do when the plan is carried out, or may: nothing that intramuros knows helps them."""
    undecided: tuple[Wall, ...]
    """Walls of which a fact is missing: no change is planned for them."""
    rounds: int
    """How often the changed estate was reviewed."""


def retrofit(reasoner: Reasoner) -> Retrofit:
    """Plan, and prove the plan."""
    planner = _Planner(reasoner.bounds)
    undecided = tuple(w for walls in reasoner.walls.values() for w in walls if w.verdict == "unknown")
    planner.undecided = frozenset((w.asset, w.outside) for w in undecided)
    before = tuple(planner.short(reasoner))
    left, rounds, bound = before, 0, 0.0
    chosen: frozenset[str] = frozenset()
    while left and rounds < MOST_ROUNDS and planner.ask(left, chosen):
        found = cover(planner.demands, planner.costs)
        chosen, bound = found.chosen, found.bound
        rounds += 1
        left = tuple(planner.short(Reasoner(planner.changed(reasoner.estate, chosen), reasoner.bounds)))
    needed, more = _needed(planner, reasoner, chosen, left)
    changes = tuple(sorted((planner.known[c] for c in needed), key=lambda c: (-c.hours, c.id)))
    hours = sum(c.hours for c in changes)
    # A change that turned out needless helped a way of which nobody said so: the bound then says nothing.
    at_least = bound if needed == chosen else 0.0
    return Retrofit(
        changes=changes,
        hours=hours,
        at_least=min(at_least, hours),
        before=before,
        after=left,
        undecided=undecided,
        rounds=rounds + more,
    )


def _needed(planner: _Planner, reasoner: Reasoner, chosen: frozenset[str], left: Sequence[Short]) -> tuple[frozenset[str], int]:
    """The changes without which some wall falls short that else would not, the dearest doubted first; and how many reviews that took."""
    if len(chosen) > MOST_DOUBTED:
        return chosen, 0
    thin = {(s.wall.asset, s.wall.outside, s.wall.depth) for s in left}
    for change in sorted(chosen, key=lambda c: (-planner.known[c].hours, c)):
        fewer = chosen - {change}
        without = Reasoner(planner.changed(reasoner.estate, fewer), reasoner.bounds)
        if {(s.wall.asset, s.wall.outside, s.wall.depth) for s in planner.short(without)} <= thin:
            chosen = fewer
    return chosen, len(chosen)


class _Planner:
    """The demands that have been found, and the changes that were offered for them."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self.known: dict[str, Change] = {}
        self.undecided: frozenset[tuple[str, Outside]] = frozenset()
        """Walls that are not planned for: of any other the proof must tell how deep it is when the plan is carried out."""
        self._demands: dict[tuple[str, Outside, tuple[tuple[str, str, str], ...]], Demand] = {}

    @property
    def demands(self) -> Sequence[Demand]:
        """Every demand, in the order in which they were found."""
        return tuple(self._demands.values())

    @property
    def costs(self) -> Mapping[str, float]:
        """Hours per change."""
        return {c.id: c.hours for c in self.known.values()}

    def changed(self, estate: Estate, chosen: frozenset[str]) -> Estate:
        """The estate when the changes are carried out."""
        for change in sorted(chosen):
            estate = self.known[change].apply(estate)
        return estate

    def short(self, reasoner: Reasoner) -> Iterator[Short]:
        """The walls that are thinner than asked."""
        serving = _serving(reasoner.estate, self._bounds)
        for address, walls in reasoner.walls.items():
            asset = reasoner.estate.find(address, DataStore)
            for wall in walls if asset is not None else ():
                asked = self._bounds.asks_depth(self._bounds.data(address))
                if asset is not None and wall.depth is not None and wall.depth < asked:
                    moves = _remediable(asset, wall, serving)
                    offered = {c.id: c for m in moves for c in self._offers(reasoner.estate, asset, m)}
                    self.known = {**offered, **self.known}
                    yield Short(wall=wall, asked=asked, helps=frozenset(offered))
                elif wall.depth is None and (wall.asset, wall.outside) not in self.undecided:
                    yield Short(wall=wall, asked=asked, helps=frozenset())

    def _offers(self, estate: Estate, asset: DataStore, move: Move) -> Iterator[Change]:
        yield from aws_changes.offers(estate, self._bounds, move)
        yield from azure_changes.offers(estate, asset, move)
        yield from common_changes.offers(estate, self._bounds, asset, move)

    def ask(self, left: Sequence[Short], chosen: frozenset[str]) -> bool:
        """Add what the thin walls demand; False where that is nothing new."""
        fresh = False
        for short in left:
            key = (short.wall.asset, short.wall.outside, tuple((m.source, m.target, m.kind) for m in short.wall.path))
            standing = sum(1 for g in short.wall.guards if not is_planned(g))
            had = self._demands.get(key)
            # A chosen change that left the way as it was does not help this way, whatever it promised.
            helps = short.helps if had is None else had.helps - chosen
            demand = Demand(helps, short.asked - standing)
            if helps and demand != had:
                self._demands[key] = demand
                fresh = True
        return fresh


def _serving(estate: Estate, bounds: Bounds) -> frozenset[str]:
    """The workloads that serve a model, and the identities that they run as."""
    serving = Inference(estate, bounds).workloads
    works = [w for w in estate.all(Workload) if w.address in serving]
    names = (i for w in works for n in w.identities if (i := estate.find(n, Identity)) is not None)
    return frozenset((*(w.address for w in works), *(i.address for i in names)))


def _remediable(asset: DataStore, wall: Wall, serving: frozenset[str]) -> Iterator[Move]:
    """The moves that may be taken away: that a model server reads its model is its purpose, not a fault."""
    intended = False
    for move in wall.path:
        intended = (intended or move.source in serving) and move.kind in ("read", "decrypt")
        if not intended and not (move.source == asset.address and move.target in serving):
            yield move
