# SPDX-License-Identifier: Apache-2.0
"""The cheapest set of changes that covers every demand: exact by branch and bound, else greedy with a lower bound.

A demand asks for some number of changes out of those that help it (weighted set multicover, NP-hard). The lower bound at
a node of the search is the cost of demands that share no change with each other; the greedy answer is within the
harmonic number of the greatest count of demands that one change helps (V. Chvátal, "A greedy heuristic for the
set-covering problem", Math. Oper. Res. 4, 1979; G. Dobson, 1982, for multicover).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

MOST_NODES = 50_000
"""Nodes of the search; what is not settled by then is told as the best that was found, with the bound."""


class Demand(Struct, frozen=True):
    """So many of these changes are needed."""

    helps: frozenset[str]
    need: int = 1


class Cover(Struct, frozen=True, kw_only=True):
    """The chosen changes."""

    chosen: frozenset[str]
    cost: float
    bound: float
    """No choice costs less than this."""

    @property
    def exact(self) -> bool:
        """Whether no cheaper choice exists."""
        return self.cost <= self.bound + 1e-9


def cover(demands: Sequence[Demand], costs: Mapping[str, float]) -> Cover:
    """Choose; a demand that asks for more changes than help it takes them all."""
    asked = _essential([Demand(d.helps, min(d.need, len(d.helps))) for d in demands if d.helps and d.need > 0])
    if not asked:
        return Cover(chosen=frozenset(), cost=0, bound=0)
    search = _Search(costs, _greedy(asked, costs))
    search.go(asked, frozenset(), 0.0)
    bound = _bound(asked, costs) if search.cut_short else search.cost
    return Cover(chosen=search.best, cost=search.cost, bound=bound)


def _essential(demands: Sequence[Demand]) -> list[Demand]:
    """Without those that another implies: it asks as much of fewer."""
    kept: list[Demand] = []
    for demand in sorted(dict.fromkeys(demands), key=lambda d: (len(d.helps), -d.need, sorted(d.helps))):
        if not any(k.need >= demand.need and k.helps <= demand.helps for k in kept):
            kept.append(demand)
    return kept


def _left(demands: Sequence[Demand], taken: str) -> list[Demand]:
    """What is still asked once a change is taken."""
    out = []
    for demand in demands:
        if taken not in demand.helps:
            out.append(demand)
        elif demand.need > 1:
            out.append(Demand(demand.helps - {taken}, demand.need - 1))
    return out


def _greedy(demands: Sequence[Demand], costs: Mapping[str, float]) -> frozenset[str]:
    chosen: set[str] = set()
    left = list(demands)
    while left:
        helped: dict[str, int] = {}
        for demand in left:
            for change in demand.helps:
                helped[change] = helped.get(change, 0) + 1
        best = min(helped, key=lambda c: (costs[c] / helped[c], c))
        chosen.add(best)
        left = _left(left, best)
    return frozenset(chosen)


def _bound(demands: Sequence[Demand], costs: Mapping[str, float]) -> float:
    """What demands cost that share no change with each other."""
    used: set[str] = set()
    total = 0.0
    for demand in sorted(demands, key=lambda d: (len(d.helps), sorted(d.helps))):
        if not demand.helps & used:
            used |= demand.helps
            total += sum(sorted(costs[c] for c in demand.helps)[: demand.need])
    return total


class _Search:
    """Depth first; the first demand with the fewest changes is decided next."""

    def __init__(self, costs: Mapping[str, float], start: frozenset[str]) -> None:
        self._costs = costs
        self.best = start
        self.cost = sum(costs[c] for c in start)
        self._nodes = 0

    @property
    def cut_short(self) -> bool:
        """Whether part of the search was left out."""
        return self._nodes > MOST_NODES

    def go(self, demands: Sequence[Demand], chosen: frozenset[str], cost: float) -> None:
        """Try what is left of the demands."""
        self._nodes += 1
        if self.cut_short or cost + _bound(demands, self._costs) >= self.cost - 1e-9:
            return
        if not demands:
            self.best, self.cost = chosen, cost
            return
        tightest = min(demands, key=lambda d: (len(d.helps) - d.need, len(d.helps), sorted(d.helps)))
        change = min(tightest.helps, key=lambda c: (self._costs[c], c))
        self.go(_left(demands, change), chosen | {change}, cost + self._costs[change])
        without = [Demand(d.helps - {change}, d.need) for d in demands]
        if all(len(d.helps) >= d.need for d in without):
            self.go(without, chosen, cost)
