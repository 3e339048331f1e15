# SPDX-License-Identifier: Apache-2.0
"""How a function takes its arguments: converted to the declared type, and whether text known only after apply may pass.

The types are those of `terraform metadata functions -json`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from intramuros.estate.values import Unknown, is_symbolic, sole_symbol, symbols
from intramuros.sources.terraform.kinds import ANY, STRING, Collection, type_of, unify
from intramuros.sources.terraform.primitives import kind, to_bool, to_number, to_text
from intramuros.sources.terraform.types import change
from intramuros.sources.terraform.values import MAX_ITEMS, Failed, Mistake, NotKnown, Several, Value, because, opaque, refuse, uncounted

Taker: TypeAlias = "Callable[[Value], Any]"


class Function(Struct, frozen=True, kw_only=True):
    """One function: what computes it and how its arguments are taken."""

    call: Callable[..., Value]
    takes: tuple[Taker, ...] = ()
    optional: int = 0
    """How many of the last of `takes` may be left out."""
    rest: Taker | None = None
    """How further arguments are taken."""
    placed: bool = False
    """Whether it asks where it is called: its first argument is the environment."""


def whatever(value: Value) -> Value:
    """Any value, null and unknown ones too."""
    return value


def given(value: Value) -> Value:
    """Any value but null; an unknown one as a whole leaves the outcome unknown."""
    if isinstance(value, Unknown):
        raise refuse(value)
    if value is None:
        raise Mistake("an argument must not be null")
    return value


def text(value: Value) -> str:
    """A string, with symbols where it has some."""
    return to_text(given(value))


def plain(value: Value) -> str:
    """A string of which every character is known."""
    found = text(value)
    if is_symbolic(found):
        raise NotKnown(because(found))
    return found


def number(value: Value) -> int | float:
    """A number."""
    return to_number(given(value))


def whole(value: Value) -> int:
    """A whole number."""
    found = number(value)
    if not isinstance(found, int):
        raise Mistake("a whole number is required")
    return found


def flag(value: Value) -> bool:
    """A boolean."""
    return to_bool(given(value))


def known(value: Value) -> Value:
    """A value whose own shape is known: no symbol for a whole attribute."""
    if sole_symbol(given(value)):
        raise NotKnown(because(value))
    return value


def sequence(value: Value) -> list[Value]:
    """A tuple, list or set, as it is."""
    if not isinstance(known(value), list):
        raise Mistake(f"a list is required, not {kind(value)}")
    found: list[Value] = value
    return found


def counted(value: Value) -> list[Value]:
    """A tuple, list or set of which it is known how many elements it has."""
    found = sequence(value)
    several = uncounted(found)
    if several:
        raise NotKnown(several.why)
    return found


def some(value: Value) -> list[Value]:
    """A list; one that is not known counts as an unknown number of elements."""
    if opaque(value) and not isinstance(value, Failed):
        return [Several(because(value))]
    return sequence(value)


def uniform(value: Value) -> list[Value]:
    """A list of any one type: a tuple's elements are brought to the type they have in common."""
    found: list[Value] = change(sequence(value), Collection("list", ANY))
    return found


def counted_uniform(value: Value) -> list[Value]:
    """A list of any one type and of known length."""
    return uniform(counted(value))


def texts(value: Value) -> list[Value]:
    """A list of strings; elements may be null, unknown or symbolic."""
    found: list[Value] = change(sequence(value), Collection("list", STRING))
    return found


def mapping(value: Value) -> Mapping[str, Value]:
    """A map or object."""
    if not isinstance(known(value), Mapping):
        raise Mistake(f"a map is required, not {kind(value)}")
    found: Mapping[str, Value] = value
    return found


def common(values: list[Value]) -> list[Value]:
    """The values in the one type that they have in common."""
    shared = unify([type_of(v) for v in values])
    if shared is None:
        raise Mistake("all arguments must have one type")
    return [change(v, shared) for v in values]


def each_known(values: Any) -> None:
    """Refuse the first element that is unknown or symbolic."""
    for value in values:
        if isinstance(value, Unknown):
            raise refuse(value)
        if is_symbolic(value):
            raise NotKnown(because(value))


def bounded_count(count: int) -> None:
    """Refuse to build more than is worth holding."""
    if count > MAX_ITEMS:
        raise NotKnown(f"more than {MAX_ITEMS} elements")


def doubt_within(value: Value, depth: int = 6) -> Unknown | None:
    """The first thing in a value that is not known and may, for all one can say, be an error."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, str):
        return next((Unknown(why) for address, why in symbols(value) if address == "?"), None)
    if depth and isinstance(value, list | dict):
        items = value if isinstance(value, list) else value.values()
        return next((d for v in items if (d := doubt_within(v, depth - 1))), None)
    return None
