# SPDX-License-Identifier: Apache-2.0
"""Statements that two documents share: what they say falls out of the comparison.

A Deny of both takes the same from either, so that the other's need not be asked for once the first's is. An Allow of both
makes no difference but where the other document denies.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from intramuros.reasoning.access.aws.clauses import Clause, Side
from intramuros.reasoning.access.aws.statements import Named, Policy, Statement


def is_void(sides: tuple[Side, Side], first: int, statement: Statement) -> bool:
    """Whether a Deny of the other document changes nothing, as the first has it too."""
    return _like(sides, sides[first], statement) is not None


def twin_of(sides: tuple[Side, Side], first: int, statement: Statement) -> Statement | None:
    """The Allow of the other document that says the same of every request as one of the first, if there is one."""
    return _like(sides, sides[1 - first], statement)


def _like(sides: tuple[Side, Side], where: Side, statement: Statement) -> Statement | None:
    unnamed = statement.principal is None and statement.not_principal is None
    said = _said(statement)
    if said is None or (unnamed and sides[0].identity != sides[1].identity):
        return None
    return _by_wording(where.policy).get(said)


@lru_cache(maxsize=64)
def _by_wording(policy: Policy) -> dict[Hashable, Statement]:
    return {said: s for s in reversed(policy.statements) if (said := _said(s)) is not None}


@lru_cache(maxsize=1 << 12)
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
    return (*both, frozenset(clause.tests), clause.doubts, clause.meant, clause.everyone, clause.way)
