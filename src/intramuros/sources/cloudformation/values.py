# SPDX-License-Identifier: Apache-2.0
"""Values of a template as plain Python: what is known, what is not, and what `AWS::NoValue` takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from intramuros.estate.values import Unknown, is_symbolic, readable, sole_symbol, symbol

Value: TypeAlias = Any
"""None, bool, int, str (maybe symbolic), list, dict, Unknown or NOTHING."""

MAX_TEXT: Final = 4 * 1024 * 1024
"""Characters that one string may grow to."""
_PLACES: Final = {"region": "the region of the stack is not known", "account_id": "the account of the stack is not known"}


class Nothing:
    """The value of `AWS::NoValue`: the property is as if it were not written."""

    __slots__ = ()


NOTHING: Final = Nothing()


def wrong(function: str) -> Unknown:
    """What a function with arguments that it does not take is worth."""
    return Unknown(f"`{function}` has arguments that it does not take")


def text_of(value: Value) -> str | Unknown:
    """A scalar as the text that CloudFormation makes of it."""
    if isinstance(value, str | Unknown):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return Unknown(f"text was expected, not {type(value).__name__}")


def in_text(value: Value) -> str:
    """A scalar as it stands inside other text; what is not known becomes a symbol that says why."""
    found = text_of(value)
    return symbol("?", found.why) if isinstance(found, Unknown) else found


def bounded(value: str) -> str | Unknown:
    """Text, unless it grows beyond what is worth holding."""
    return value if len(value) <= MAX_TEXT else Unknown(f"text grows beyond {MAX_TEXT} characters")


def because(value: Value) -> str:
    """Why a value is not known, in words."""
    if isinstance(value, Unknown):
        return value.why
    named = sole_symbol(value)
    if named and named[0] == "?":
        return named[1]
    if named and named[1] in _PLACES:
        return _PLACES[named[1]]
    return f"`{readable(str(value))}` is known only to the cloud"


def opaque(value: Value) -> bool:
    """Whether a value is not known to its last character."""
    return isinstance(value, Unknown) or is_symbolic(value)


def equal(left: Value, right: Value) -> bool | Unknown:
    """`Fn::Equals`: CloudFormation compares scalars as text."""
    if isinstance(left, Mapping | list) or isinstance(right, Mapping | list):
        return left == right if not _hides(left) and not _hides(right) else Unknown("values that are not known are compared")
    a, b = ("" if v is None else text_of(v) for v in (left, right))
    for side in (a, b):
        if isinstance(side, Unknown):
            return side
    if a == b:
        return True
    doubtful = next((s for s in (a, b) if is_symbolic(s)), None)
    return False if doubtful is None else Unknown(because(doubtful))


def _hides(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(_hides(v) for v in value.values())
    if isinstance(value, list):
        return any(_hides(v) for v in value)
    return opaque(value)
