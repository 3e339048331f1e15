# SPDX-License-Identifier: Apache-2.0
"""Values of Terraform's expression language as plain Python, with the few marks that its type system needs.

`None` is null. A `list` is a tuple and a `dict` an object; their subclasses here are Terraform's list, set and map, which hold
values of one type. That difference decides `==` and conversions (https://developer.hashicorp.com/terraform/language/expressions/types).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, clean, is_symbolic, pieces, readable, sole_symbol, symbol

Value: TypeAlias = Any
"""None, bool, int, float, str (maybe symbolic), list, dict, Unknown, or a read-only Mapping whose missing keys give symbols."""

MAX_TEXT: Final = 4 * 1024 * 1024
"""Characters that one string may grow to; doubling it thirty times is a few lines of source."""
MAX_ITEMS: Final = 200_000
"""Elements that one expression may visit or build."""

_INTERPOLATED: Final = lazy(r"\$\{([^{}]*)\}")


class TfList(list[Any]):
    """A list: every element has one type."""

    __slots__ = ()


class TfSet(list[Any]):
    """A set: one type, no duplicates, in the order in which Terraform iterates it."""

    __slots__ = ()


class TfMap(dict[str, Any]):
    """A map: every value has one type."""

    __slots__ = ()


class Failed(Unknown, frozen=True):
    """An error that Terraform would report; unknown to everyone but `try` and `can`."""


class Several(Unknown, frozen=True):
    """Stands in a list for elements of which not even the number is known, so that the others need not be lost."""


class Mistake(Exception):
    """Inside the evaluator: this call or operation is an error in Terraform."""


class NotKnown(Exception):
    """Inside the evaluator: the outcome hangs on something that is not known; the message says on what."""


def literal(text: str) -> str:
    """Text from outside as a string value: no forged symbols, and composed (NFC) as Terraform keeps strings."""
    return text if text.isascii() else clean(unicodedata.normalize("NFC", text))


def bounded(text: str) -> str:
    """`text`, unless it has grown beyond what is worth holding."""
    if len(text) > MAX_TEXT:
        raise NotKnown(f"a string grows beyond {MAX_TEXT} characters")
    return text


def because(value: Value) -> str:
    """Why `value` (an Unknown or a symbolic string) is not known, in words."""
    if isinstance(value, Unknown):
        return value.why
    named = sole_symbol(value)
    if named and named[0] == "?":
        return named[1]
    return f"`{readable(str(value))}` is known only after apply"


def refuse(value: Unknown) -> Exception:
    """The exception that carries an unknown operand onwards: an error stays an error."""
    return Mistake(value.why) if isinstance(value, Failed) else NotKnown(value.why)


def under(value: Value, step: str | int) -> str | None:
    """The symbol for one step into what a sole symbol stands for (`identity` → `identity.0`); None for any other value."""
    named = sole_symbol(value)
    if named is None or named[0] == "?":
        return None
    return symbol(named[0], f"{named[1]}.{step}" if named[1] else str(step))


def placeholder(value: Unknown) -> str:
    """The symbol that stands inside a string for something unknown, with the reason for its name.

    What the reason quotes must not be taken for a policy variable: in a policy document the reason is part of the pattern.
    """
    return symbol("?", _INTERPOLATED.sub(r"\1", clean(value.why)).replace("${", "{"))


def opaque(value: Value) -> bool:
    """Whether nothing at all is known of `value`, its type included."""
    return isinstance(value, Unknown) or (is_symbolic(value) and sole_symbol(value) is not None)


def uncounted(items: Iterable[Value]) -> Several | None:
    """The first stand-in for an unknown number of elements."""
    return next((v for v in items if isinstance(v, Several)), None)


def surely_text(value: str) -> bool:
    """Whether a string surely has a character in it."""
    return any(not is_symbolic(p) or surely_set(p) for p in pieces(value))


def surely_set(value: Value) -> bool:
    """Whether a value cannot be null: anything known but null; of computed attributes those that every resource has."""
    if value is None or isinstance(value, Unknown):
        return False
    named = sole_symbol(value)
    return named is None or ("." in named[0] and named[1] in ("arn", "id"))
