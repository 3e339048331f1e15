# SPDX-License-Identifier: Apache-2.0
"""The graph of moves toward protected assets, and the fewest distinct guards that must fail before each is reached.

A guard that stands on several moves of one way counts once, so the thinnest way to a node is not made of the thinnest
ways to the nodes before it: finding it is the minimum label path problem, which is NP-hard (R. Hassin, J. Monnot and
D. Segev, "Approximation algorithms and hardness results for labeled connectivity problems", J. Comb. Optim. 14, 2007).
Depth is therefore counted exactly below `COUNTED` only, level by level (`search`): an asset that is settled on one level
is not looked at on the next, and nodes that lead to no unsettled asset are not walked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from msgspec import Struct

COUNTED = 3
"""Distinct guards are counted exactly up to here; here the number means "at least"."""


class Edge(Struct, frozen=True, gc=False):
    """One step between two nodes: the guards that all must fail first, and whether anything else about it is not known."""

    source: int
    target: int
    guards: tuple[int, ...] = ()
    vague: bool = False
    number: int = 0
    """Whose step it is: what the builder of the graph calls it."""


class Found(Struct, frozen=True, kw_only=True, gc=False):
    """The thinnest way to one asset."""

    depth: int
    vague: bool = False
    """Of depth 0 only: no guard surely holds it, and some fact is missing."""
    steps: tuple[Edge, ...]
    alone: tuple[str, ...] = ()
    """Of depth 1: every guard that, failing alone, opens a way (or may)."""
    exact: bool = True
    """False where the search for two guards was cut short: `depth` is then a lower bound."""


class Graph:
    """Nodes and guards under numbers; edges by their source and by their target."""

    def __init__(self) -> None:
        self._nodes: dict[str, int] = {}
        self._guards: dict[str, int] = {}
        self.bare: list[list[Edge]] = []
        """Per node the steps from it that no guard holds and of which everything is known."""
        self.others: list[list[Edge]] = []
        """Per node the other steps from it."""
        self.entering: list[list[int]] = []
        """Per node the nodes from which a step leads to it."""

    @property
    def keys(self) -> Sequence[str]:
        """The keys of the guards, by number."""
        return tuple(self._guards)

    def node(self, name: str) -> int:
        """The number of a node, a new one the first time."""
        if name not in self._nodes:
            self._nodes[name] = len(self.entering)
            self.bare.append([])
            self.others.append([])
            self.entering.append([])
        return self._nodes[name]

    def add(self, source: str, target: str, guards: Iterable[str] = (), *, vague: bool = False, number: int = 0) -> None:
        """Add a step that the guards block."""
        known = self._guards
        numbers = tuple({known.setdefault(g, len(known)): None for g in guards})
        edge = Edge(self.node(source), self.node(target), numbers, vague, number)
        (self.others if numbers or vague else self.bare)[edge.source].append(edge)
        self.entering[edge.target].append(edge.source)

    def toward(self, start: str, assets: Collection[str], *, failed: Set[str] = frozenset()) -> Mapping[str, Found]:
        """The thinnest way from `start` to each of the assets that has any; guards that `failed` stand no more."""
        from intramuros.reasoning.escape.search import search  # late: it builds on this module

        if start not in self._nodes:
            return {}
        asked = {self._nodes[a]: a for a in assets if a in self._nodes}
        gone = frozenset(self._guards[g] for g in failed if g in self._guards)
        return {asked[node]: found for node, found in search(self, self._nodes[start], asked.keys(), gone).items()}
