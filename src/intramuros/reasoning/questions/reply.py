# SPDX-License-Identifier: Apache-2.0
"""What an answer is made of: the verdict, and each way, wall or place with its path or with what holds it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Evidence
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.access.reach import Reach

State = Literal["yes", "no", "unknown"]
_ORDER: dict[State, int] = {"yes": 0, "unknown": 1, "no": 2}


class Told(Struct, frozen=True, kw_only=True):
    """One part of an answer."""

    subject: str
    """The principal, the outside, the asset or the place that it is about."""
    state: State
    says: str = ""
    path: tuple[Move, ...] = ()
    guards: tuple[Guard, ...] = ()
    """What holds it."""
    missing: tuple[str, ...] = ()
    grounds: tuple[tuple[Evidence, ...], ...] = ()
    """Per move what it rests on, where a single question was asked."""
    latent: bool = False
    """Only after a just-in-time activation."""


class Reply(Struct, frozen=True, kw_only=True):
    """The answer to one question."""

    verdict: State
    """To `who can`: whether anyone can. To `what stops`: whether it can leave. To `what if`: whether any wall opens.
    To `where`: whether any place or address is outside what the charter approves."""
    because: str
    told: tuple[Told, ...] = ()
    looked_at: str = ""
    """What was looked through for the answer: the denominator of a "nobody"."""


def state_of(fact: Fact[bool]) -> State:
    """A three-valued fact as an answer."""
    return "unknown" if isinstance(fact, Unknown) else "yes" if fact else "no"


def worst(told: tuple[Told, ...]) -> State:
    """Yes where any part is, else unknown where any is."""
    return min((t.state for t in told), key=_ORDER.__getitem__, default="no")


def of_reach(reach: Reach) -> Told:
    """A principal's way as part of an answer."""
    missing = (reach.open.why,) if isinstance(reach.open, Unknown) else ()
    return Told(
        subject=reach.principal,
        state=state_of(reach.open),
        says=f"{', '.join(sorted(reach.powers))}{' after an activation' if reach.latent else ''}",
        path=reach.path,
        guards=reach.guards,
        missing=missing,
        latent=reach.latent,
    )


def in_order(told: list[Told]) -> tuple[Told, ...]:
    """Yes before unknown before no; standing before latent; then the fewest guards and the shortest path."""
    return tuple(sorted(told, key=lambda t: (_ORDER[t.state], t.latent, len(t.guards), len(t.path), t.subject)))
