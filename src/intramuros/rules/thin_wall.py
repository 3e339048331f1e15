# SPDX-License-Identifier: Apache-2.0
"""Assets whose wall is held by fewer guards than the charter asks for."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.moves import Wall
from intramuros.finding import Finding
from intramuros.rules.judging import Bench, listed
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("thin-wall", case, "medium")
    for store in case.stores:
        walls = case.walls.get(store.address, ())
        asked = case.bounds.asks_depth(case.data(store))
        thin = [w for w in walls if w.verdict == "held" and w.depth is not None and w.depth < asked]
        sure = [w for w in thin if (w.depth or 0) + len(_unsure(w)) < asked]
        if thin and not sure:
            missing = [why for w in thin for why in _unsure(w).values()]
            yield bench.open(store, f"how deep the walls of {store.address} are is not known", missing, path=thin[0].path)
        elif thin:
            worst = min(sure, key=lambda w: w.depth or 0)
            yield bench.fails(store, _bad(store.address, sure, asked), path=worst.path)
        elif walls and all(w.verdict == "held" for w in walls):
            yield bench.holds(store, f"every wall has the {asked} guard(s) that the charter asks for")
        elif not any(w.verdict == "open" for w in walls) and walls:
            missing = [m for w in walls if w.verdict == "unknown" for m in w.missing]
            yield bench.open(store, f"how deep the walls of {store.address} are is not known", missing or ["the state of a guard"])


def _unsure(wall: Wall) -> dict[str, str]:
    """Guards on the thinnest way of which it is not known whether they hold: they may make it deep enough."""
    return {g.key: g.why or f"{g.name} of {g.address}" for m in wall.path for g in m.guards if g.state == "unknown"}


def _bad(address: str, thin: list[Wall], asked: int) -> str:
    each = [f"toward {w.outside} only {w.depth} ({listed([g.name for g in w.guards]) or 'none named'})" for w in thin]
    return f"{address}: the charter asks for {asked} guards; " + "; ".join(each)


RULE = Rule(
    id="thin-wall",
    title="A wall holds, but by fewer guards than the charter asks for",
    family="contained",
    question="Do as many independent guards hold each wall as the charter's depth asks for?",
    why="A wall of one guard is one mistake away from an escape. Mistakes happen in the best teams; two at once are rare.",
    fails_when="a held wall has fewer distinct guards than `depth` asks for its data class",
    holds_when="every wall has at least as many",
    patterns=("P01", "P11"),
    nearest=True,
    judge=_judge,
)
