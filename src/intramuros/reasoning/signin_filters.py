# SPDX-License-Identifier: Apache-2.0
"""Filters for devices: the rule of a policy, asked of one device whose attributes are partly known.

learn.microsoft.com/entra/identity/conditional-access/concept-condition-filters-for-devices, "Policy behavior with filter for
devices": of a device that is not registered every attribute is empty, so positive operators fail and negative ones hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, both, either, negate

Device: TypeAlias = Mapping[str, str | None]
"""Case-folded attribute to its value, None where it is empty; what is not in it is not known."""
UNREGISTERED: Final[Device] = {}
"""Stands for a device all of whose attributes are empty: see `takes`."""
COMPLIANT: Final[tuple[Device, ...]] = tuple({"iscompliant": "true", "trusttype": t} for t in ("azuread", "serverad", "workplace"))
"""The compliant devices that a rule may tell apart by how they joined."""

_LONGEST: Final = 4096
_TOKEN: Final = lazy(
    r"\s*(?:(?P<mark>[()\[\],])|(?P<attribute>device\.\w+)|(?P<operator>-?(?:and|or|not|eq|ne|startsWith|notStartsWith|endsWith|notEndsWith"
    r"|contains|notContains|in|notIn)\b)|\"(?P<text>[^\"]*)\"|'(?P<quoted>[^']*)'|(?P<word>[\w$.-]+))",
    re.IGNORECASE,
)
_NEGATIVE: Final = {"ne": "eq", "notstartswith": "startswith", "notendswith": "endswith", "notcontains": "contains", "notin": "in"}
_TESTS: Final[Mapping[str, Callable[[str, list[str]], bool]]] = {
    "eq": lambda value, wanted: value == wanted[0],
    "startswith": lambda value, wanted: value.startswith(wanted[0]),
    "endswith": lambda value, wanted: value.endswith(wanted[0]),
    "contains": lambda value, wanted: wanted[0] in value,
    "in": lambda value, wanted: value in wanted,
}


class _NotUnderstood(Exception):
    """The rule has a form that this reader does not know."""


def takes(rule: str, device: Device) -> Fact[bool]:
    """Whether a rule matches a device; `UNREGISTERED` is one without any attribute."""
    try:
        reader = _Reader(_tokens(rule), device)
        found = reader.either_of(0)
        reader.expect_end()
    except _NotUnderstood:
        return Unknown(f"which devices the filter `{rule[:80]}` takes")
    return found


def _tokens(rule: str) -> list[tuple[str, str]]:
    found, at, end = list[tuple[str, str]](), 0, len(rule.rstrip())
    if len(rule) > _LONGEST:
        raise _NotUnderstood
    while at < end:
        token = _TOKEN.match(rule, at)
        if token is None or token.lastgroup is None:
            raise _NotUnderstood
        kind = "text" if token.lastgroup in ("text", "quoted", "word") else token.lastgroup
        found.append((kind, token[token.lastgroup].casefold().lstrip("-" if kind == "operator" else "")))
        at = token.end()
    return found


class _Reader:
    """Recursive descent, `not` before `and` before `or`, deciding as it goes."""

    def __init__(self, tokens: Sequence[tuple[str, str]], device: Device) -> None:
        self._tokens, self._device, self._at = tokens, device, 0

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        if not token[0]:
            raise _NotUnderstood
        self._at += 1
        return token

    def _took(self, *wanted: str) -> bool:
        if self._peek()[0] in ("operator", "mark") and self._peek()[1] in wanted:
            self._at += 1
            return True
        return False

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self._peek()[0]:
            raise _NotUnderstood

    def either_of(self, depth: int) -> Fact[bool]:
        """Alternatives."""
        found = [self._all_of(depth)]
        while self._took("or"):
            found.append(self._all_of(depth))
        return either(*found)

    def _all_of(self, depth: int) -> Fact[bool]:
        found = [self._one(depth)]
        while self._took("and"):
            found.append(self._one(depth))
        return both(*found)

    def _one(self, depth: int) -> Fact[bool]:
        if depth > 40:
            raise _NotUnderstood
        if self._took("not"):
            return negate(self._one(depth + 1))
        if self._took("("):
            found = self.either_of(depth + 1)
            if not self._took(")"):
                raise _NotUnderstood
            return found
        return self._comparison()

    def _comparison(self) -> Fact[bool]:
        (kind, attribute), (second, operator) = self._next(), self._next()
        if kind != "attribute" or second != "operator":
            raise _NotUnderstood
        wanted = self._values()
        positive = _NEGATIVE.get(operator, operator)
        if positive not in _TESTS or "$null" in wanted or "null" in wanted:
            raise _NotUnderstood
        found = self._matches(attribute.removeprefix("device."), positive, wanted)
        return negate(found) if operator in _NEGATIVE else found

    def _values(self) -> list[str]:
        if not self._took("["):
            kind, value = self._next()
            if kind != "text":
                raise _NotUnderstood
            return [value]
        found: list[str] = []
        while not self._took("]"):
            kind, value = self._next()
            if kind != "text":
                raise _NotUnderstood
            found.append(value)
            self._took(",")
        return found

    def _matches(self, attribute: str, operator: str, wanted: list[str]) -> Fact[bool]:
        value = self._device.get(attribute, None if self._device is UNREGISTERED else "?")
        if value is None:
            return False
        return Unknown(f"the {attribute} of a compliant device") if value == "?" else _TESTS[operator](value, wanted)
