# SPDX-License-Identifier: Apache-2.0
"""What a document says of one thing, as something that can be compared: two that say the same of it may differ in all else.

A role that may read one store and a role that may read that and ten others are alike before the one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from msgspec import Struct

from intramuros.estate.values import is_symbolic
from intramuros.reasoning.access.aws.asking import Concern, insides_of
from intramuros.reasoning.access.aws.context import has_variables, variables_of
from intramuros.reasoning.access.aws.globs import literal_head, matches, stays_in_its_part
from intramuros.reasoning.access.aws.statements import Statement, Test, Wording, may_overlap
from intramuros.reasoning.access.aws.ternary import MAYBE, YES

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

    sure: frozenset[Hashable]
    """What surely matches or does not, whoever asks: neither its order nor how often it is said matters."""
    rest: tuple[tuple[Hashable, Hashable], ...]
    """Everything else in order, each with the name by which an answer may tell of it."""
    personal: Personal
    allows: bool
    """Whether some of it may allow."""
    nameless: bool
    """It would say the same of any other thing of that kind."""
    unread: str = ""
    """Why nothing of it can be read."""


_NOT_PERSONAL = Personal()
NOTHING = Said(frozenset(), (), _NOT_PERSONAL, allows=False, nameless=True)


class Phrase(Struct, frozen=True):
    """What one statement says of some actions, wherever they are asked."""

    statement: Statement
    covered: tuple[str, ...]
    content: Hashable
    sure: bool
    """It matches or does not whatever the request's context is, so that no answer has to tell why it is not sure."""
    personal: Personal


def phrases(wording: Wording, actions: tuple[str, ...]) -> tuple[Phrase, ...]:
    """The statements that may cover some of the actions."""
    found: dict[int, tuple[Statement, tuple[str, ...]]] = {}
    for action in actions:
        for statement in wording.about(action):
            _, covered = found.get(id(statement), (statement, ()))
            found[id(statement)] = (statement, (*covered, action))
    return tuple(_phrase(s, covered) for s, covered in found.values())


def _phrase(statement: Statement, covered: tuple[str, ...]) -> Phrase:
    content = (
        statement.effect,
        statement.resources is None,
        statement.not_resources,
        statement.variables,
        statement.fault,
        tuple((t.operator, t.key, t.values, t.fault) for t in statement.tests),
        tuple(a for a in (*(statement.actions or ()), *(statement.not_actions or ())) if is_symbolic(a)),
        id(statement) if statement.principal or statement.not_principal else 0,
    )
    plain = statement.not_resources is None and all(map(_plain, statement.resources or ()))
    known = not statement.fault and all(statement.covers_action(a) is not MAYBE for a in covered)
    return Phrase(statement, covered, content, plain and known and not statement.tests, personal((statement,)))


Place = tuple[tuple[str, ...], tuple[str, ...]]
"""Patterns of the names that actions are asked on, and those actions."""


def places_of(concern: Concern) -> tuple[Place, ...]:
    """The actions of a concern by the names that they are asked on."""
    found: dict[tuple[str, ...], list[str]] = {}
    for action in concern.actions:
        found.setdefault(insides_of(concern.service, action, concern.resource), []).append(action)
    return tuple((insides, tuple(actions)) for insides, actions in found.items())


def said(told: Iterable[tuple[int, tuple[str, ...], Phrase]]) -> Said:
    """What phrases that count say together: each with its place and the patterns that count there."""
    sure: set[Hashable] = set()
    rest: list[tuple[Hashable, Hashable]] = []
    asked = _NOT_PERSONAL
    allows, nameless = False, True
    for place, listed, phrase in told:
        kept = (place, phrase.covered, listed, phrase.content)
        if phrase.sure:
            sure.add(kept)
        else:
            rest.append((kept, (phrase.statement.sid, phrase.statement.index)))
        asked = asked | phrase.personal if phrase.personal.tests or phrase.personal.keys else asked
        allows = allows or phrase.statement.effect == "Allow"
        nameless = nameless and phrase.statement.not_resources is None and set(listed) <= {"*"}
    return Said(frozenset(sure), tuple(rest), asked, allows, nameless)


def unread(fault: str, *, may_deny: bool) -> Said:
    """What a document says that cannot be read."""
    return Said(frozenset(), (((fault, may_deny), None),), _NOT_PERSONAL, allows=True, nameless=True, unread=fault)


_EVERY = ("*",)


def listed_in(statement: Statement, insides: tuple[str, ...]) -> tuple[str, ...] | None:
    """The patterns of a statement that count for what lies inside, whatever else it lists; None where none of it does."""
    if statement.resources is None or statement.resources == _EVERY:
        return statement.resources or ()
    found = [p for p in statement.resources if any(may_overlap(statement, i, (p,)) for i in insides)]
    if not found and not statement.fault:
        return None
    return tuple(dict.fromkeys("*" if all(_covers_all(p, i) for i in insides) else p for p in found))


def _plain(pattern: str) -> bool:
    """Whether a pattern either matches a name or does not."""
    return not is_symbolic(pattern) and not has_variables(pattern) and stays_in_its_part(pattern)


def _covers_all(pattern: str, inside: str) -> bool:
    """Whether a plain pattern surely matches every name inside: then it counts as `*` does, however it is spelled."""
    if pattern == "*" or not _plain(pattern) or is_symbolic(inside):
        return pattern == "*"
    head = inside.removesuffix("?*")
    return literal_head(head) == head and (head == inside or pattern.endswith("*")) and matches(pattern, head) is YES
