# SPDX-License-Identifier: Apache-2.0
"""One way to become an identity, and what the conditions of a trust policy ask of a token's claims."""

from __future__ import annotations

from msgspec import Struct

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

    @property
    def holds(self) -> frozenset[str]:
        """The keys of the guards that hold it."""
        return frozenset(g.key for m in self.moves for g in m.guards if g.state == "holds")


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
