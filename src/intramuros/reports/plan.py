# SPDX-License-Identifier: Apache-2.0
"""The retrofit plan as a document (`intramuros/plan/1`, with its JSON Schema) and as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from intramuros.estate.values import readable
from intramuros.remedies.retrofit import Retrofit, Short


class ChangeOut(Struct, frozen=True, kw_only=True):
    """One change; hours are an uncalibrated estimate."""

    says: str
    resource: str
    hours: float


class ShortOut(Struct, frozen=True, kw_only=True):
    """A wall that is thinner than the charter asks."""

    asset: str
    outside: str
    depth: int | None
    """None where the changes leave it unknown how deep it is."""
    asked: int


class PlanOut(Struct, frozen=True, kw_only=True):
    """The whole document."""

    schema: Literal["intramuros/plan/1"] = "intramuros/plan/1"
    changes: list[ChangeOut]
    hours: float
    at_least: float
    """No choice among the changes that were offered for each way costs less; 0 = not known."""
    exact: bool
    before: list[ShortOut]
    after: list[ShortOut]
    """Walls that stay too thin when the plan is carried out."""
    undecided: list[str]
    """Walls of which a fact is missing, as `asset toward outside`."""
    reviews: int
    """How often the changed estate was reviewed; the last review is the proof."""


def document(plan: Retrofit) -> PlanOut:
    """The plan as a document."""
    return PlanOut(
        changes=[ChangeOut(says=readable(c.says), resource=readable(c.resource), hours=c.hours) for c in plan.changes],
        hours=plan.hours,
        at_least=plan.at_least,
        exact=plan.at_least >= plan.hours - 1e-9,
        before=[_short(s) for s in plan.before],
        after=[_short(s) for s in plan.after],
        undecided=[readable(f"{w.asset} toward {w.outside}") for w in plan.undecided],
        reviews=plan.rounds,
    )


def _short(short: Short) -> ShortOut:
    return ShortOut(asset=readable(short.wall.asset), outside=short.wall.outside, depth=short.wall.depth, asked=short.asked)


def as_json(made: PlanOut) -> str:
    """The document as JSON, indented."""
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the document (draft 2020-12)."""
    made = msgspec.json.schema(PlanOut)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "intramuros plan, version 1", **made}


def as_text(made: PlanOut) -> str:
    """The plan as text."""
    return "\n".join(_lines(made)) + "\n"


def _cheaper(made: PlanOut) -> str:
    return f"a cheaper choice would cost at least {made.at_least:g} h" if made.at_least else "none of them is needless"


def _lines(made: PlanOut) -> Iterator[str]:
    yield f"{len(made.before)} walls are thinner than the charter asks"
    for change in made.changes:
        yield f"  {change.hours:5g} h  {change.says}"
    if made.changes:
        cheapest = "no cheaper choice among those offered for each way exists" if made.exact else _cheaper(made)
        yield f"  {made.hours:5g} h  in all (an uncalibrated estimate); {cheapest}"
        yield f"proved by reviewing the changed estate {made.reviews} time(s): {len(made.after)} walls stay too thin"
    for s in made.after:
        depth = "not known" if s.depth is None else s.depth
        yield f"  {s.asset} toward {s.outside}: {depth} of {s.asked}; nothing that intramuros knows helps"
    if made.undecided:
        yield f"not decided, and so not planned for: {', '.join(made.undecided)}"
