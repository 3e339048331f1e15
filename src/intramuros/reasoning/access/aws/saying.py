# SPDX-License-Identifier: Apache-2.0
"""What a document says of one thing, as something that can be compared: two that say the same of it may differ in all else.

A role that may read one store and a role that may read that and ten others are alike before the one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from msgspec import Struct

from intramuros.estate.values import is_symbolic
from intramuros.reasoning.access.aws.asking import Concern, insides_of
from intramuros.reasoning.access.aws.context import has_variables, variables_of
from intramuros.reasoning.access.aws.globs import stays_in_its_part
from intramuros.reasoning.access.aws.statements import Policy, Statement, Test, may_overlap

_TAG = "aws:principaltag/"


class Personal(Struct, frozen=True):
    """What statements ask of an identity's own keys: tests whose outcome counts, and keys whose very values are put in."""

    tests: tuple[tuple[Test, bool], ...] = ()
    keys: frozenset[str] = frozenset()

    def __or__(self, other: Personal) -> Personal:
        return Personal((*self.tests, *other.tests), self.keys | other.keys)

    @property
    def tags(self) -> frozenset[str]:
        """The tags among the keys, and among those of the tests."""
        return frozenset(k for k in (*self.keys, *(t.key.casefold() for t, _ in self.tests)) if k.startswith(_TAG))


def is_personal(key: str) -> bool:
    """Whether a condition key tells one identity from the next."""
    folded = key.casefold()
    return folded in ("aws:principalarn", "aws:username") or folded.startswith(_TAG)


def personal(statements: Iterable[Statement]) -> Personal:
    """The conditions and variables of some statements that read an identity's own keys."""
    tests: list[tuple[Test, bool]] = []
    keys: set[str] = set()
    for statement in statements:
        for pattern in (*(statement.resources or ()), *(statement.not_resources or ())):
            keys |= variables_of(pattern)
        for test in statement.tests:
            inner = {k for v in test.values for k in variables_of(v)}
            keys |= {*inner, test.key.casefold()} if inner else set()
            tests += [(test, statement.variables)] if is_personal(test.key) and not inner else []
    return Personal(tuple(tests), frozenset(k for k in keys if is_personal(k)))


class Said(Struct, frozen=True):
    """What one document says of one concern."""

    key: Hashable
    personal: Personal


_NOT_PERSONAL = Personal()
NOTHING = Said((), _NOT_PERSONAL)


def said(policy: Policy, concern: Concern) -> Said:
    """What a document says of a concern, whoever bears it and wherever it stands."""
    wording = policy.wording
    told: list[Hashable] = [(wording.fault, policy.may_deny)] if wording.fault else []
    counted: dict[int, Statement] = {}
    for insides, actions in _asked(concern).items():
        for statement in wording.statements:
            covered = tuple(a for a in actions if any(s is statement for s in wording.about(a)))
            if covered and any(may_overlap(statement, i) for i in insides):
                told.append((insides, covered, _content(statement, insides)))
                counted[id(statement)] = statement
    asked = personal(counted.values())
    return Said(tuple(told), asked if asked.tests or asked.keys else _NOT_PERSONAL)


def _asked(concern: Concern) -> dict[tuple[str, ...], list[str]]:
    """The actions of a concern by the names that they are asked on."""
    found: dict[tuple[str, ...], list[str]] = {}
    for action in concern.actions:
        found.setdefault(insides_of(concern.service, action, concern.resource), []).append(action)
    return found


def _content(statement: Statement, insides: tuple[str, ...]) -> Hashable:
    """All of a statement that counts for what lies inside; its name too, where an answer may have to tell why it is not sure."""
    listed = tuple(p for p in statement.resources or () if any(may_overlap(statement, i, (p,)) for i in insides))
    sure = not statement.tests and not statement.fault and statement.not_resources is None and all(map(_plain, listed))
    return (
        statement.effect,
        listed,
        statement.resources is None,
        statement.not_resources,
        statement.variables,
        statement.fault,
        tuple((t.operator, t.key, t.values, t.fault) for t in statement.tests),
        None if sure else (statement.sid, statement.index),
        tuple(_uncertain(statement)),
        id(statement) if statement.principal or statement.not_principal else 0,
    )


def _plain(pattern: str) -> bool:
    """Whether a pattern either matches a name or does not."""
    return not is_symbolic(pattern) and not has_variables(pattern) and stays_in_its_part(pattern)


def _uncertain(statement: Statement) -> Iterator[str]:
    """Actions of which it is not sure what they cover."""
    return (a for a in (*(statement.actions or ()), *(statement.not_actions or ())) if is_symbolic(a))
