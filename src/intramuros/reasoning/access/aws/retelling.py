# SPDX-License-Identifier: Apache-2.0
"""What was found of one identity, told of another who is alike: the same moves and guards under his name and his documents'."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard, Move
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.access.aws.direct import Way
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, YES, Truth
from intramuros.reasoning.access.reach import Reach

Named = tuple[str, Origin | None]
"""An address and where it is declared."""


class Retelling:
    """From one identity to another whose documents are the same, one for one."""

    def __init__(self, told: Identity, other: Identity, documents: Iterable[tuple[Policy, Policy]]) -> None:
        self._name, self._other = told.address, other.address
        pairs: list[tuple[Named, Named]] = [((p.address, p.origin), (q.address, q.origin)) for p, q in documents]
        self._words = {one: two for (one, _), (two, _) in pairs if one != two}
        pairs.append(((told.address, told.origin), (other.address, other.origin)))
        self._places: dict[str, Named] = {one[0]: two for one, two in pairs}
        self._exactly = dict(pairs) if len(self._places) < len(pairs) else {}
        """Where several documents stand at one address (blocks of one resource)."""
        self._moves: dict[int, tuple[Move, ...]] = {}

    def way(self, way: Way) -> Way:
        """The same way of the other."""
        return Way(power=way.power, truth=way.truth, path=self.path(way.path), touched=way.touched)

    def reach(self, reach: Reach) -> Reach:
        """The same reach of the other."""
        path = self.path(reach.path)
        known = fact_of(MAYBE, path) if isinstance(reach.open, Unknown) else reach.open
        return structs.replace(reach, principal=self._other, open=known, path=path, alike=None)

    def path(self, path: tuple[Move, ...]) -> tuple[Move, ...]:
        """The same path, from the other (one object for one object, as they are many)."""
        if id(path) not in self._moves:
            self._moves[id(path)] = tuple(self._move(m) for m in path)
        return self._moves[id(path)]

    def _move(self, move: Move) -> Move:
        address, origin = self._place(move.address, move.origin)
        guards = tuple(self.guard(g) for g in move.guards) if move.guards else ()
        return Move(
            source=self._other if move.source == self._name else move.source,
            target=move.target,
            kind=move.kind,
            says=self._text(move.says),
            address=address,
            origin=origin,
            guards=guards,
            everyones=move.everyones,
        )

    def guard(self, guard: Guard) -> Guard:
        """The same guard, at the other's document."""
        address, origin = self._place(guard.address, guard.origin)
        return Guard(name=guard.name, state=guard.state, address=address, origin=origin, why=self._text(guard.why))

    def _place(self, address: str, origin: Origin) -> tuple[str, Origin]:
        found = self._places.get(address)
        if found is None:
            return address, origin
        name, at = self._exactly.get((address, origin), found)
        return name, at or origin

    def _text(self, text: str) -> str:
        """Labels name documents by their addresses, in backticks."""
        if not self._words or "`" not in text:
            return text
        parts = text.split("`")
        return "`".join(self._words.get(p, p) if n % 2 else p for n, p in enumerate(parts))


def fact_of(truth: Truth, path: tuple[Move, ...]) -> Fact[bool]:
    """A truth as the fact that a reach tells, with what is missing where it is not known."""
    if truth is not MAYBE:
        return truth is YES
    missing = [g.why or f"{g.name} of {g.address}" for m in path for g in m.guards if g.state == "unknown"]
    return Unknown("; ".join(dict.fromkeys(missing)) or "a fact that only the cloud knows")
