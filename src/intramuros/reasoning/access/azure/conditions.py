# SPDX-License-Identifier: Apache-2.0
"""Conditions on role assignments (attribute-based access control), parsed and decided three-valued.

learn.microsoft.com/azure/role-based-access-control/conditions-format. What is not understood is never guessed: the
answer is then unknown, so that an assignment with such a condition may grant and is never proof of anything.
A request is the plain operation unless it names a suboperation (`Blob.List`), so `SubOperationMatches` holds for none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate
from intramuros.reasoning.access.azure.operators import compare
from intramuros.reasoning.access.azure.roles import glob

Attributes: TypeAlias = Mapping[str, Fact[tuple[str, ...]]]
"""Case-folded `source[namespace:name]` (`resource[microsoft.storage/storageaccounts:name]`) to its values."""

_DEEPEST: Final = 60
_LONGEST: Final = 16_384
_JOINTS: Final = {"and": "and", "&&": "and", "or": "or", "||": "or"}
_TOKEN: Final = lazy(
    r"\s*(?:(?P<text>'[^']*')|(?P<attribute>@[A-Za-z]+\[[^\]]*\])|(?P<mark>&&|\|\||[(){},!])|(?P<word>[A-Za-z0-9_.:/*-]+))"
)


class Call(Struct, frozen=True):
    """`ActionMatches{…}`, `SubOperationMatches{…}`, `Exists @…`, `NotExists @…`."""

    name: str
    values: tuple[str, ...]


class Comparison(Struct, frozen=True):
    """`<operand> <operator> <operand>`; an operand is an attribute or a set of literals."""

    left: str | tuple[str, ...]
    operator: str
    right: str | tuple[str, ...]


class Junction(Struct, frozen=True):
    """`and`, `or` or `not` over further expressions."""

    kind: str
    parts: tuple[Expression, ...]


Expression: TypeAlias = Call | Comparison | Junction


class _NotUnderstood(Exception):
    """The text has a form that this parser does not know."""


def attribute_name(written: str) -> str:
    """One spelling for each attribute: names compare without case, the keys of index tags as they are.

    learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes, "Blob index tags [Values in key]".
    """
    name = written.strip().removeprefix("@")
    head, tags, key = name.rpartition("tags:")
    return f"{head.casefold()}{tags}{key}" if tags and "<$key_case_sensitive$>" in key else name.casefold()


def holds(condition: Fact[str | None], action: str, attributes: Attributes, *, suboperation: str = "") -> Fact[bool]:
    """Whether a condition lets an action through, given the attributes that are known."""
    if condition is None or condition == "":
        return True
    if isinstance(condition, Unknown):
        return condition
    parsed = _parse(condition)
    if parsed is None:
        return Unknown("a condition on the role assignment is not of a form that is understood")
    return _decide(parsed, action.casefold(), suboperation.casefold(), attributes)


@lru_cache(maxsize=4096)
def _parse(condition: str) -> Expression | None:
    if is_symbolic(condition) or len(condition) > _LONGEST:
        return None
    try:
        reader = _Reader(_tokens(condition))
        parsed = reader.expression(0)
        reader.expect_end()
    except _NotUnderstood:
        return None
    return parsed


def _tokens(text: str) -> tuple[str, ...]:
    at, found = 0, []
    end = len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise _NotUnderstood
        found.append(token[0].strip())
        at = token.end()
    return tuple(found)


class _Reader:
    """Recursive descent over the tokens, with bounded depth."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise _NotUnderstood
        self._at += 1
        return token

    def _take(self, *words: str) -> bool:
        if self._peek().casefold() in words:
            self._at += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise _NotUnderstood

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self._peek():
            raise _NotUnderstood

    def expression(self, depth: int) -> Expression:
        """Terms joined by OR, or by AND; which of the two binds closer nobody says.

        …/conditions-format, "Grouping and precedence": three or more expressions ask for parentheses.
        """
        parts, joints = [self._term(depth)], set[str]()
        while (joint := _JOINTS.get(self._peek().casefold())) is not None:
            self._at += 1
            joints.add(joint)
            parts.append(self._term(depth))
        if len(joints) > 1:
            raise _NotUnderstood
        return Junction(joints.pop(), tuple(parts)) if joints else parts[0]

    def _term(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise _NotUnderstood
        if self._take("!", "not"):
            return Junction("not", (self._term(depth + 1),))
        if self._take("("):
            inside = self.expression(depth + 1)
            self._expect(")")
            return inside
        return self._atom()

    def _atom(self) -> Expression:
        word = self._peek().casefold()
        if word in ("actionmatches", "suboperationmatches"):
            self._at += 1
            return Call(word, tuple(v.casefold() for v in self._set()))
        if word in ("exists", "notexists"):
            self._at += 1
            if not self._peek().startswith("@"):
                raise _NotUnderstood
            return Call(word, (attribute_name(self._next()),))
        left = self._operand()
        operator = self._next().casefold()
        return Comparison(left, operator, self._operand())

    def _operand(self) -> str | tuple[str, ...]:
        word = self._peek()
        if word == "{":
            return self._set()
        self._next()
        if word.startswith("@"):
            return attribute_name(word)
        if word in "(),!}":
            raise _NotUnderstood
        return (word.strip("'"),)

    def _set(self) -> tuple[str, ...]:
        self._expect("{")
        values: list[str] = []
        while not self._take("}"):
            values.append(self._next().strip("'"))
            if self._peek() != "}":
                self._expect(",")
        return tuple(values)


def _decide(node: Expression, action: str, suboperation: str, attributes: Attributes) -> Fact[bool]:
    if isinstance(node, Call):
        return _call(node, action, suboperation, attributes)
    if isinstance(node, Comparison):
        return _compare(node, attributes)
    parts = [_decide(p, action, suboperation, attributes) for p in node.parts]
    if node.kind == "not":
        return negate(parts[0])
    return both(*parts) if node.kind == "and" else either(*parts)


def _call(node: Call, action: str, suboperation: str, attributes: Attributes) -> Fact[bool]:
    if node.name == "actionmatches":
        return any(glob(pattern, action) for pattern in node.values)
    if node.name == "suboperationmatches":
        return suboperation in node.values
    if node.name not in ("exists", "notexists"):
        return Unknown(f"the function {node.name} of a condition is not understood")
    there = _values(node.values[0], attributes)
    if isinstance(there, Unknown):
        return there
    return bool(there) is (node.name == "exists")


def _values(operand: str | tuple[str, ...], attributes: Attributes) -> Fact[tuple[str, ...]]:
    if isinstance(operand, tuple):
        return operand
    return attributes.get(operand, Unknown(f"the attribute @{operand} of a condition is not known"))


def _compare(node: Comparison, attributes: Attributes) -> Fact[bool]:
    left, right = _values(node.left, attributes), _values(node.right, attributes)
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    if not left or not right or any(is_symbolic(v) for v in (*left, *right)):
        return Unknown("a value that a condition compares is not known")
    return compare(node.operator, left, right)
