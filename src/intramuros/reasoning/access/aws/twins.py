# SPDX-License-Identifier: Apache-2.0
"""Statements that two documents share: what they say falls out of the comparison.

A Deny of both takes the same from either, so that the other's need not be asked for once the first's is. An Allow of both
makes no difference but where the other document denies.
"""

from __future__ import annotations

from collections.abc import Hashable

from intramuros.reasoning.access.aws.clauses import Clause, Side
from intramuros.reasoning.access.aws.statements import Named, Statement


def is_void(sides: tuple[Side, Side], first: int, statement: Statement) -> bool:
    """Whether a Deny of the other document changes nothing, as the first has it too."""
    return any(alike(sides, first, mine, statement) for mine in sides[first].policy.statements if mine.effect == "Deny")


def twin_of(sides: tuple[Side, Side], first: int, statement: Statement) -> Statement | None:
    """The Allow of the other document that is the same as one of the first, if there is one."""
    return next((s for s in sides[1 - first].policy.statements if s.effect == "Allow" and alike(sides, first, statement, s)), None)


def alike(sides: tuple[Side, Side], first: int, mine: Statement, theirs: Statement) -> bool:
    """Whether a statement of the first document and one of the other say the same of every request."""
    if mine.effect != theirs.effect:
        return False
    unnamed = mine.principal is None and mine.not_principal is None
    if unnamed and sides[first].identity != sides[1 - first].identity:
        return False
    said = _said(mine)
    return said is not None and said == _said(theirs)


def _said(statement: Statement) -> Hashable:
    """All that a statement says, whatever the order; None where a part of it is not read."""
    if statement.fault or any(t.fault for t in statement.tests):
        return None
    listed = (statement.actions, statement.not_actions, statement.resources, statement.not_resources)
    tests = frozenset((t.operator.casefold(), t.key.casefold(), frozenset(t.values)) for t in statement.tests)
    named = (_named(statement.principal), _named(statement.not_principal))
    return statement.effect, statement.variables, tests, named, tuple(None if x is None else frozenset(x) for x in listed)


def _named(named: Named | None) -> Hashable:
    if named is None:
        return None
    lists = (named.arns, named.canonical, named.services, named.federated, named.others)
    return named.everyone, tuple(frozenset(x) for x in lists)


def parts_of_twin(clauses: tuple[Clause, ...], at: int, twin: Statement) -> list[int]:
    """The clauses that a statement's like consists of, of which one is for all that a clause is for."""
    mine = clauses[at]
    same = [i for i, c in enumerate(clauses) if c.statement is twin and _part(c) == _part(mine)]
    return same[:1]


def _part(clause: Clause) -> Hashable:
    both = ((p.negated, frozenset(p.listed), p.doubts) for p in (clause.action, clause.resource))
    return (*both, frozenset(clause.tests), clause.doubts, clause.meant, clause.everyone)
