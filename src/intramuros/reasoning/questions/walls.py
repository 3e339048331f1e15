# SPDX-License-Identifier: Apache-2.0
"""What stops an asset from leaving, and what happens to the walls when a guard fails."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Set

from msgspec import structs

from intramuros.errors import BadUsage
from intramuros.estate.moves import Guard, Move, Wall
from intramuros.estate.stores import DataStore
from intramuros.reasoning.questions.form import Stops, WhatIf
from intramuros.reasoning.questions.naming import named
from intramuros.reasoning.questions.reply import Reply, State, Told, worst
from intramuros.reasoning.reasoner import Reasoner

_STATES: dict[str, State] = {"open": "yes", "held": "no", "unknown": "unknown"}


def stops(reasoner: Reasoner, question: Stops) -> Reply:
    """The walls of one asset, with the guards that hold each and those that hold one alone."""
    asset = named(reasoner.estate, question.asset, DataStore)
    if asset.address not in reasoner.walls:
        raise BadUsage(
            f"{asset.address} is no protected asset",
            advice="Name it under `protect` in the charter, or tag it; `intramuros review` lists those that are.",
        )
    walls = [w for w in reasoner.walls[asset.address] if question.outside in (None, w.outside)]
    told = tuple(_of_wall(w) for w in walls)
    if not told:
        toward = question.outside or "any outside"
        return Reply(verdict="no", because=f"no way leads from {asset.address} toward {toward}: no Entra identity reaches it")
    opened = [w.outside for w in walls if w.verdict == "open"]
    depths = ", ".join(f"{w.outside} {_depth(w)}" for w in walls)
    because = f"{asset.address} can leave toward {', '.join(opened)}" if opened else f"{asset.address}: {depths}"
    return Reply(verdict=worst(told), because=because, told=told)


def _depth(wall: Wall) -> str:
    if wall.verdict == "held":
        return f"held by {'at least ' if wall.depth == 3 else ''}{wall.depth}"
    return "open" if wall.verdict == "open" else "not known"


def _of_wall(wall: Wall) -> Told:
    says = _depth(wall)
    if wall.single_points:
        names = ", ".join(dict.fromkeys(f"{g.name} of {g.address}" for g in wall.single_points))
        says += f"; opened by the failure of any one of: {names}"
    return Told(subject=wall.outside, state=_STATES[wall.verdict], says=says, path=wall.path, guards=wall.guards, missing=wall.missing)


def what_if(reasoner: Reasoner, question: WhatIf) -> Reply:
    """Every wall that is thinner, or open, when a guard fails."""
    failed = _guards(reasoner.escapes.guards, question.guard)
    after = reasoner.escapes.without(failed.keys())
    told = tuple(t for asset, walls in reasoner.walls.items() for t in _changed(asset, walls, after.get(asset, ()), failed.keys()))
    said = ", ".join(dict.fromkeys(f"{g.name} of {g.address}" for g in failed.values()))
    opened = list(dict.fromkeys(t.subject for t in told if t.state == "yes"))
    if opened:
        because = f"without {said}: {', '.join(opened)} can leave"
    else:
        because = f"without {said}: {len(told)} walls are thinner, none opens" if told else f"without {said}: no wall changes"
    return Reply(verdict=worst(told), because=because, told=told)


def _changed(asset: str, before: tuple[Wall, ...], after: tuple[Wall, ...], failed: Set[str]) -> Iterator[Told]:
    now = {w.outside: w for w in after}
    for wall in before:
        then = now.get(wall.outside)
        if then is not None and (then.verdict, then.depth) != (wall.verdict, wall.depth):
            yield Told(
                subject=asset,
                state=_STATES[then.verdict],
                says=f"toward {wall.outside}: {_depth(wall)}, then {_depth(then)}",
                path=tuple(_without(m, failed) for m in then.path),
                guards=then.guards,
                missing=then.missing,
            )


def _without(move: Move, failed: Set[str]) -> Move:
    """The move as it stands when guards have failed."""
    if not any(g.key in failed for g in move.guards):
        return move
    guards = (structs.replace(g, state="absent", why="taken to have failed") if g.key in failed else g for g in move.guards)
    return structs.replace(move, guards=tuple(guards))


def _guards(known: Mapping[str, Guard], name: str) -> dict[str, Guard]:
    """The guards that a name means: one by its name and address, or all that stand at an address.

    Raises:
        BadUsage: there is none; the advice names the nearest.

    """
    folded = name.casefold().removeprefix("the ")
    said = {f"{g.name} of {g.address}".casefold(): k for k, g in known.items()}
    if folded in said:
        return {said[folded]: known[said[folded]]}
    found = {k: g for k, g in known.items() if folded in (g.address.casefold(), g.name.casefold())}
    if found:
        return found
    ending = {k: g for k, g in known.items() if _ends(g, folded)}
    if len({g.address for g in ending.values()}) == 1:
        return ending
    close = [s for s, k in said.items() if k in ending][:4] or difflib.get_close_matches(folded, said, n=4, cutoff=0.4)
    advice = "Did you mean " + " or ".join(f"`{known[said[c]].name} of {known[said[c]].address}`" for c in close) + "?"
    raise BadUsage(
        f"`{name}` is no guard of this estate", advice=advice if close else "`what stops ASSET from leaving` names the guards of an asset."
    )


def _ends(guard: Guard, folded: str) -> bool:
    """Whether what is asked for is a guard's address, or its name and address, by the end of the address alone."""
    name, _, end = folded.rpartition(" of ")
    return (not name or name == guard.name.casefold()) and guard.address.casefold().endswith((f".{end}", f"/{end}"))
