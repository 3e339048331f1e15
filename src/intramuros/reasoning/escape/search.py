# SPDX-License-Identifier: Apache-2.0
"""The search for the thinnest ways: over nothing, over one guard, over two, and over more, each level for what is left.

Level 0 is a walk over steps that no guard holds. On level 1 every node keeps the guards each of which opens a way to it
(the bits of one number), a fixed point. On level 2 a node keeps minimal pairs, and an asset is settled by its first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set

from intramuros.reasoning.escape.graph import COUNTED, Edge, Found, Graph

MOST_PAIRS = 400_000
"""Pairs of guards looked at from one start; what is not settled then is told as a lower bound."""

Held = Callable[[Edge], tuple[int, ...]]
"""The guards of a step that stand."""
Steps = dict[int, Edge | None]
"""Per node that was walked to the step by which it was first reached; None at the start."""


def search(graph: Graph, start: int, assets: Iterable[int], gone: frozenset[int] = frozenset()) -> dict[int, Found]:
    """The thinnest way from `start` to each asset that has any; guards in `gone` count as failed already."""
    return _Search(graph, start, gone).toward(set(assets))


class _Search:
    """One search from one start."""

    def __init__(self, graph: Graph, start: int, gone: frozenset[int]) -> None:
        self._graph, self._start, self._gone = graph, start, gone
        self._found: dict[int, Found] = {}

    def toward(self, assets: set[int]) -> dict[int, Found]:
        """Settle the assets level by level."""
        steps: Steps = {self._start: None}
        self._walk(steps, (self._start,), vague=False)
        self._settle(assets, steps, vague=False)
        if assets:
            self._walk(steps, tuple(steps), vague=True)
            self._settle(assets, steps, vague=True)
        if assets:
            _Beyond(self._graph, self.held, steps, self._leading_to(assets, steps)).settle(assets, self._found)
        return self._found

    def held(self, edge: Edge) -> tuple[int, ...]:
        """The guards of a step that stand."""
        if not self._gone or not edge.guards:
            return edge.guards
        return tuple(g for g in edge.guards if g not in self._gone)

    def _walk(self, steps: Steps, starts: Iterable[int], *, vague: bool) -> None:
        """Breadth first over the steps that no guard holds; with `vague` also over those of which something is not known."""
        bare, others, whole = self._graph.bare, self._graph.others, not vague and not self._gone
        waiting = deque(starts)
        while waiting:
            node = waiting.popleft()
            for edge in bare[node]:
                if edge.target not in steps:
                    steps[edge.target] = edge
                    waiting.append(edge.target)
            for edge in () if whole else others[node]:
                if edge.target not in steps and (vague or not edge.vague) and not self.held(edge):
                    steps[edge.target] = edge
                    waiting.append(edge.target)

    def _settle(self, assets: set[int], steps: Steps, *, vague: bool) -> None:
        for asset in [a for a in assets if a in steps]:
            self._found[asset] = Found(depth=0, vague=vague, steps=tuple(_back(asset, steps)))
            assets.discard(asset)

    def _leading_to(self, assets: Iterable[int], free: Steps) -> set[int]:
        """Every node from which an asset can be reached; what leads to a free node matters no more."""
        cone = set(assets)
        waiting = list(cone)
        while waiting:
            new = [n for n in self._graph.entering[waiting.pop()] if n not in cone]
            cone.update(new)
            waiting += [n for n in new if n not in free]
        return cone


class _Beyond:
    """What lies beyond the nodes that are free: levels 1 and more, for the nodes that lead to an asset which is left."""

    def __init__(self, graph: Graph, held: Held, free: Steps, cone: Set[int]) -> None:
        self._graph, self._held, self._free, self._cone = graph, held, free, cone
        self._onward: dict[int, list[tuple[Edge, tuple[int, ...]]]] = {}
        others = graph.others
        self.frontier = [(e, held(e)) for n in cone if n in free for e in others[n] if e.target in cone and e.target not in free]
        """Steps from a free node to one that is not, with the guards that hold them."""

    def settle(self, assets: set[int], found: dict[int, Found]) -> None:
        """Take each asset that is reached from `assets`."""
        singles, keys = _Singles(self), self._graph.keys
        for asset in [a for a in assets if a in singles.sets]:
            guards = list(_bits(singles.sets[asset]))
            alone = tuple(keys[singles.names[g]] for g in guards)
            found[asset] = Found(depth=1, steps=self._whole(singles.way(asset, guards[0])), alone=alone)
            assets.discard(asset)
        if assets:
            pairs = _Pairs(self, singles)
            for asset, way in pairs.into(assets):
                found[asset] = Found(depth=2, steps=self._whole(way))
            self._rest(assets, found, 2 if pairs.cut_short else COUNTED)

    def onward(self, node: int) -> list[tuple[Edge, tuple[int, ...]]]:
        """The steps from a node that lead on toward what is left, each with the guards that hold it."""
        if node not in self._onward:
            cone, free, held = self._cone, self._free, self._held
            bare = [(e, ()) for e in self._graph.bare[node] if e.target in cone and e.target not in free]
            self._onward[node] = bare + [(e, held(e)) for e in self._graph.others[node] if e.target in cone and e.target not in free]
        return self._onward[node]

    def _rest(self, assets: set[int], found: dict[int, Found], depth: int) -> None:
        """Those that more guards hold, by the shortest way whatever stands on it."""
        steps: Steps = {}
        for edge, _ in self.frontier:
            steps.setdefault(edge.target, edge)
        waiting = deque(steps)
        while waiting:
            for edge, _ in self.onward(waiting.popleft()):
                if edge.target not in steps:
                    steps[edge.target] = edge
                    waiting.append(edge.target)
        for asset in [a for a in assets if a in steps]:
            found[asset] = Found(depth=depth, steps=self._whole(_back(asset, steps)), exact=depth == COUNTED)
            assets.discard(asset)

    def _whole(self, beyond: list[Edge]) -> tuple[Edge, ...]:
        return (*_back(beyond[0].source, self._free), *beyond)


class _Singles:
    """Level 1: per node the guards of the frontier each of which opens a way to it."""

    def __init__(self, beyond: _Beyond) -> None:
        self._beyond = beyond
        self.names = tuple(dict.fromkeys(held[0] for _, held in beyond.frontier if len(held) == 1))
        """The guards, in the order of the bits."""
        self.bits = {guard: 1 << n for n, guard in enumerate(self.names)}
        self.sets: dict[int, int] = {}
        self._came: dict[int, list[tuple[int, Edge]]] = {}
        """Per node what was new, each time, and the step by which it came."""
        self._waiting: deque[int] = deque()
        for edge, held in beyond.frontier:
            if len(held) == 1:
                self._reach(edge, self.bits[held[0]])
        self._spread()

    def _reach(self, edge: Edge, guards: int) -> None:
        node = edge.target
        known = self.sets.get(node, 0)
        new = guards & ~known
        if new:
            self.sets[node] = known | new
            self._came.setdefault(node, []).append((new, edge))
            self._waiting.append(node)

    def _spread(self) -> None:
        bits, onward, sets, waiting = self.bits, self._beyond.onward, self.sets, self._waiting
        while waiting:
            node = waiting.popleft()
            mine = sets[node]
            for edge, held in onward(node):
                if not held:
                    self._reach(edge, mine)
                elif len(held) == 1:
                    self._reach(edge, mine & bits.get(held[0], 0))

    def way(self, node: int, bit: int) -> list[Edge]:
        """The steps beyond by which a guard opened a way to a node."""
        found: list[Edge] = []
        while node in self._came:
            edge = next(e for new, e in self._came[node] if new >> bit & 1)
            found.append(edge)
            if edge.source not in self.sets or not self.sets[edge.source] >> bit & 1:
                break
            node = edge.source
        return found[::-1]


class _Pairs:
    """Level 2: the minimal pairs of guards that open ways to the nodes beyond."""

    def __init__(self, beyond: _Beyond, singles: _Singles) -> None:
        self._beyond, self._singles = beyond, singles
        self._came: dict[tuple[int, frozenset[int]], tuple[Edge, frozenset[int]]] = {}
        """Per node and pair the step by which it came, and what was broken before it."""
        self._waiting: deque[tuple[int, frozenset[int]]] = deque()

    @property
    def cut_short(self) -> bool:
        """Whether pairs were left unexplored."""
        return len(self._came) > MOST_PAIRS

    def into(self, assets: set[int]) -> Iterator[tuple[int, list[Edge]]]:
        """Each asset that two guards open, with the steps beyond; it is taken from `assets`."""
        names = self._singles.names
        for edge, held in self._beyond.frontier:
            self._reach(edge, frozenset(held), frozenset())
        for node, singles in self._singles.sets.items():
            for bit in _bits(singles):
                self._over(node, frozenset((names[bit],)))
        while self._waiting and assets and not self.cut_short:
            node, pair = self._waiting.popleft()
            if node in assets:
                assets.discard(node)
                yield node, self._way(node, pair)
            self._over(node, pair)

    def _over(self, node: int, broken: frozenset[int]) -> None:
        for edge, held in self._beyond.onward(node):
            self._reach(edge, broken.union(held), broken)

    def _reach(self, edge: Edge, pair: frozenset[int], before: frozenset[int]) -> None:
        if len(pair) != 2 or (edge.target, pair) in self._came or self.cut_short:
            return
        singles = self._singles.sets.get(edge.target, 0)
        if not any(singles & self._singles.bits.get(g, 0) for g in pair):
            self._came[edge.target, pair] = edge, before
            self._waiting.append((edge.target, pair))

    def _way(self, node: int, pair: frozenset[int]) -> list[Edge]:
        found: list[Edge] = []
        broken = pair
        while len(broken) == 2:
            edge, broken = self._came[node, broken]
            found.append(edge)
            node = edge.source
        before = [self._singles.bits[g].bit_length() - 1 for g in broken]
        return [*(self._singles.way(node, before[0]) if before else ()), *reversed(found)]


def _back(node: int, steps: Steps) -> list[Edge]:
    """The steps from the start of a walk to a node."""
    found: list[Edge] = []
    edge = steps.get(node)
    while edge is not None:
        found.append(edge)
        edge = steps.get(edge.source)
    return found[::-1]


def _bits(number: int) -> Iterator[int]:
    """The places of the ones."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
