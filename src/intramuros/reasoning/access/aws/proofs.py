# SPDX-License-Identifier: Apache-2.0
"""Why a document allows nothing that another does not: every cell of requests, with the statement that settles it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from intramuros.reasoning.access.aws.clauses import Clause, Side
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.decide import decide
from intramuros.reasoning.access.aws.differences import COVERED, NOTHING, Dimension, Leaf, Node
from intramuros.reasoning.access.aws.ground import Live, Seat
from intramuros.reasoning.access.aws.spaces import Told
from intramuros.reasoning.access.aws.twins import twin_of


class Cell(Struct, frozen=True, kw_only=True):
    """Requests that are settled alike, by one of them: the hardest of those that it stands for."""

    principals: tuple[str, ...]
    action: str
    resource: str
    context: tuple[tuple[Told, ...], ...]
    """Per condition key (or group of keys) that mattered the values that come out alike; other keys may be anything."""
    allowing: int = -1
    """The Allow statement of the first document that is settled here; -1 = none is for such requests."""
    why: str
    """`nothing allows it`, `denied` (by the first document's own Deny) or `covered` (by an Allow of the other)."""
    document: int = -1
    """Whose statement settles it: 0 or 1; -1 = none is needed."""
    statement: int = -1
    """Its place in that document."""
    shared: bool = False
    """All requests that the Allow statement is for: the other document has the same."""


class Tried(Struct, frozen=True):
    """What was tried for one clause that allows, for callers, an action and a resource that stand for others."""

    allowing: int
    """The clause, as if it were the only one that allows."""
    seat: Seat
    action: Live
    resource: Live
    node: Node


class Section(Struct, frozen=True):
    """The proof for callers of whom the same keys are told."""

    sides: tuple[Side, Side]
    first: int
    clauses: tuple[Clause, ...]
    seats: tuple[Seat, ...]
    dimensions: tuple[Dimension, ...]
    tried: tuple[Tried, ...]
    fixed: tuple[tuple[str, Values], ...]
    """The keys that policy variables were replaced from."""
    special: bool
    """Some of the requests are beyond what policies decide."""

    def leaves(self, node: Node, context: tuple[tuple[Told, ...], ...] = ()) -> Iterator[tuple[Leaf, tuple[tuple[Told, ...], ...]]]:
        """The ends of a tree with the context that leads there."""
        if isinstance(node, Leaf):
            yield node, context
            return
        for parts, following in node.ways:
            alike = tuple(self.dimensions[node.dimension].parts[p] for p in parts)
            yield from self.leaves(following, (*context, alike))


class Certificate(Struct, frozen=True):
    """That document `first` (0 or 1) allows nothing which the other does not."""

    first: int
    sections: tuple[Section, ...]

    def __repr__(self) -> str:
        return f"Certificate(first={self.first}, {len(self.sections)} sections)"

    def cells(self) -> Iterator[Cell]:
        """Every cell with the statement that settles it; last, all requests that no Allow of the document is for."""
        for section in self.sections:
            for tried in section.tried:
                yield from _cells(section, tried)
            yield from _shared(section)
        yield Cell(principals=(), action="", resource="", context=(), why=NOTHING)


def _cells(section: Section, tried: Tried) -> Iterator[Cell]:
    for leaf, context in section.leaves(tried.node):
        clause = section.clauses[leaf.clause] if leaf.clause >= 0 else None
        yield Cell(
            principals=tuple(p.principal for p in tried.seat.parties),
            action=tried.action.witness,
            resource=tried.resource.witness,
            context=context,
            why=leaf.why,
            allowing=section.clauses[tried.allowing].statement.index,
            document=clause.side if clause else -1,
            statement=clause.statement.index if clause else -1,
        )


def _shared(section: Section) -> Iterator[Cell]:
    tried = {section.clauses[t.allowing].statement.index for t in section.tried}
    for statement in section.sides[section.first].policy.statements:
        twin = twin_of(section.sides, section.first, statement) if statement.effect == "Allow" else None
        if twin is not None and statement.index not in tried:
            said = {"allowing": statement.index, "document": 1 - section.first, "statement": twin.index}
            yield Cell(principals=(), action="*", resource="*", context=(), why=COVERED, shared=True, **said)


def settled(action: str, resource: str) -> bool:
    """Whether AWS answers such a request without regard to policies (or allows it to everyone, or to nobody)."""
    request = {"principal": "arn:aws:iam::999999999999:user/x", "action": action, "resource": {"arn": resource, "account": "999999999999"}}
    everything: dict[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policies = {"identity": [{"Statement": everything}], "resource": {"Statement": {**everything, "Principal": "*"}}}
    return decide(request, policies).outcome != "allowed" or decide(request, {}).outcome == "allowed"
