# SPDX-License-Identifier: Apache-2.0
"""Escape analysis of a generated graph: python bench/escapes.py [NODES] [MOVES]: CPU seconds, peak memory, how many assets stand at which depth."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter

from intramuros.estate.moves import OUTSIDES
from intramuros.reasoning.escape.graph import COUNTED, Graph

ASSETS = 1_000
SHARED = 2_000
"""Guards that stand on many moves (an organisation policy, a firewall); every other guard is a move's own."""


def generated(nodes: int, moves: int, seed: int = 7) -> Graph:
    """A graph with skewed in-degree; two moves of three are guarded, by one or two guards."""
    draw = random.Random(seed)
    graph = Graph()
    names = [*OUTSIDES, *(f"asset {n}" for n in range(ASSETS)), *(f"node {n}" for n in range(nodes - ASSETS - len(OUTSIDES)))]
    for number in range(moves):
        source = draw.choice(OUTSIDES) if number % 500 == 0 else names[draw.randrange(len(OUTSIDES) + ASSETS, len(names))]
        target = names[min(int(len(names) * draw.random() ** 2) + len(OUTSIDES), len(names) - 1)]
        guards = [f"shared {draw.randrange(SHARED)}" if draw.random() < 0.3 else f"own {number}.{n}" for n in range(draw.randrange(3))]
        graph.add(source, target, guards, vague=draw.random() < 0.01, number=number)
    return graph


def main() -> None:
    """Build, search from every outside, print."""
    nodes, moves = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (100_000, 500_000)
    started = time.process_time()
    graph = generated(nodes, moves)
    built = time.process_time()
    depths: Counter[str] = Counter()
    assets = [f"asset {n}" for n in range(ASSETS)]
    for outside in OUTSIDES:
        found = graph.toward(outside, assets)
        for asset in assets:
            way = found.get(asset)
            depths["no way" if way is None else f"{way.depth}{'' if way.depth < COUNTED and way.exact else '+'}"] += 1
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{nodes} nodes, {moves} moves: built {built - started:.2f} s, {len(OUTSIDES)} outsides {done - built:.2f} s, peak {peak:.0f} MB")
    print("walls by depth:", dict(sorted(depths.items())))


if __name__ == "__main__":
    main()
