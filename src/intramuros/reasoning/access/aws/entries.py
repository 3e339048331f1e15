# SPDX-License-Identifier: Apache-2.0
"""One way to become an identity, and what the conditions of a trust policy ask of a token's claims."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Move
from intramuros.reasoning.access.aws.statements import Statement, Test
from intramuros.reasoning.access.aws.ternary import Truth
from intramuros.reasoning.access.reach import Who


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One way to become an identity."""

    principal: str
    who: Who
    identity: Identity | None
    """The identity of the estate that takes it; None for strangers."""
    truth: Truth
    moves: tuple[Move, ...]
    alike: tuple[str, ...] = ()
    """Identities of which the same is true; told once for all."""

    holds: frozenset[str] = frozenset()
    """The keys of the guards that hold it."""
    unknown: frozenset[str] = frozenset()
    """The keys of the guards of which it is not known."""

    def __post_init__(self) -> None:
        """Many ways lead over one entry: its guards are counted once."""
        structs.force_setattr(self, "holds", keys_of(self.moves, "holds"))
        structs.force_setattr(self, "unknown", keys_of(self.moves, "unknown"))


def keys_of(path: tuple[Move, ...], state: Literal["holds", "unknown"]) -> frozenset[str]:
    """The keys of the guards on a way that are in a state."""
    return frozenset(g.key for m in path for g in m.guards if g.state == state)


def asked_for(statement: Statement, *keys: str) -> tuple[str, ...]:
    """The values that the conditions on some keys ask for."""
    wanted = {k.casefold() for k in keys}
    return tuple(v for t in statement.tests if t.key.casefold() in wanted and _positive(t) for v in t.values)


def _positive(test: Test) -> bool:
    """Whether a condition asks for a value; these claims are in every token, so that sets of them are never empty."""
    operator = test.operator.casefold().removeprefix("foranyvalue:").removeprefix("forallvalues:")
    return "not" not in operator and not operator.endswith("ifexists") and operator.startswith("string")


def is_open(value: str) -> bool:
    """Whether a value leaves something open."""
    return "*" in value or "?" in value
