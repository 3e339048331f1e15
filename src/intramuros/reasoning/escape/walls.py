# SPDX-License-Identifier: Apache-2.0
"""The walls of every asset, read off the graph: an escape where a way stands open, else the guards and the depth of the thinnest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cached_property

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import OUTSIDES, Guard, Move, Outside, Wall
from intramuros.reasoning.access.facade import Access
from intramuros.reasoning.escape.graph import Found, Graph
from intramuros.reasoning.escape.ways import Segment, Ways
from intramuros.reasoning.network.facade import Reachability

Walls = Mapping[str, tuple[Wall, ...]]


class Escapes:
    """Every way out of one estate, and what holds it."""

    def __init__(self, estate: Estate, bounds: Bounds, access: Access, network: Reachability) -> None:
        self._ways = Ways(estate, bounds, access, network)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Every part of every way, open or not."""
        return tuple(self._ways.segments())

    @cached_property
    def guards(self) -> Mapping[str, Guard]:
        """Every guard that holds a way somewhere, by key."""
        return {key: guard for s in self.segments for key, guard in s.holding.items()}

    @cached_property
    def walls(self) -> Walls:
        """The walls of every asset toward each outside that has a way at all."""
        return self.without(frozenset())

    def without(self, failed: Set[str]) -> Walls:
        """The walls as they stand when the guards with these keys fail."""
        found: dict[str, list[Wall]] = {s.target: [] for s in self.segments if not s.outward}
        for outside in OUTSIDES:
            for asset, way in self._graph.toward(outside, found.keys(), failed=failed).items():
                found[asset].append(self._wall(asset, outside, way, failed))
        return {asset: tuple(walls) for asset, walls in found.items()}

    @cached_property
    def _graph(self) -> Graph:
        graph = Graph()
        for number, segment in enumerate(self.segments):
            graph.add(segment.source, segment.target, segment.holding, vague=bool(segment.vague), number=number)
        return graph

    @cached_property
    def _into(self) -> Mapping[str, tuple[Segment, ...]]:
        found: dict[str, list[Segment]] = {}
        for segment in self.segments:
            found.setdefault(segment.target, []).append(segment)
        return {target: tuple(segments) for target, segments in found.items()}

    def _wall(self, asset: str, outside: Outside, way: Found, failed: Set[str]) -> Wall:
        segments = [self.segments[e.number] for e in way.steps]
        path = _told(segments)
        if way.vague:
            missing = self._missing(asset, outside, failed)
            return Wall(asset=asset, outside=outside, verdict="unknown", depth=None, path=path, missing=missing)
        guards = {k: g for s in segments for k, g in s.holding.items() if k not in failed}
        return Wall(
            asset=asset,
            outside=outside,
            verdict="held" if way.depth else "open",
            depth=way.depth,
            path=path,
            guards=tuple(guards.values()) if way.depth else (),
            single_points=tuple(self.guards[k] for k in way.alone),
        )

    def _missing(self, asset: str, outside: Outside, failed: Set[str]) -> tuple[str, ...]:
        """The facts that leave it open whether some way stands, over all ways on which no guard holds."""
        found: dict[str, None] = {}
        seen = {asset}
        waiting = [asset]
        while waiting:
            for segment in self._into.get(waiting.pop(), ()):
                if (segment.source not in OUTSIDES or segment.source == outside) and set(segment.holding) <= failed:
                    found.update(dict.fromkeys(segment.vague))
                    waiting += [segment.source] if segment.source not in seen else []
                    seen.add(segment.source)
        return tuple(found)


def _told(segments: Iterable[Segment]) -> tuple[Move, ...]:
    """The moves in the order in which they can be walked: to the asset first, then out."""
    inward = [s for s in segments if not s.outward]
    outward = [s for s in segments if s.outward]
    return tuple(m for s in (*inward, *reversed(outward)) for m in s.moves)
