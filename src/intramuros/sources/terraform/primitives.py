# SPDX-License-Identifier: Apache-2.0
"""Numbers, booleans and strings: how Terraform turns them into one another, compares and computes with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic, sole_symbol
from intramuros.sources.terraform.values import (
    MAX_ITEMS,
    Mistake,
    NotKnown,
    TfList,
    TfMap,
    TfSet,
    Value,
    because,
    placeholder,
    refuse,
    surely_set,
    uncounted,
)

_NUMBER: Final = lazy(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?(\d+))?")
_MAX_EXPONENT: Final = 4096
_MAX_DIGITS: Final = 4096


def kind(value: Value) -> str:
    """What Terraform calls the type of a value, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    for python, word in ((TfList, "list"), (TfSet, "set"), (TfMap, "map"), (list, "tuple"), (Mapping, "object")):
        if isinstance(value, python):
            return word
    return type(value).__name__


def number_text(value: int | float) -> str:
    """A number the way Terraform writes it: plain decimal digits, never an exponent."""
    if isinstance(value, int):
        return str(sized(value))
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def sized(value: int) -> int:
    """A whole number, unless it has more digits than any configuration means."""
    if value.bit_length() > _MAX_DIGITS * 3:
        raise NotKnown("a number has too many digits")
    return value


def settle(value: Fraction | float) -> int | float:
    """A computed number as int where it is whole, else as the nearest float."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Mistake("the number is infinite")
        return int(Decimal(repr(value))) if value.is_integer() else value
    if value.denominator == 1:
        return sized(value.numerator)
    try:
        return float(value)
    except OverflowError as problem:
        raise NotKnown("a number is too large") from problem


def exact(value: int | float) -> Fraction:
    """A number without the error of binary floats: 0.1 is one tenth, as in Terraform's 512-bit arithmetic."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def parse_number(text: str) -> int | float:
    """The number that a string of digits spells; an error for anything else."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Mistake(f"a number is required, `{text[:40]}` is none")
    if len(text) > _MAX_DIGITS or int(found[1] or 0) > _MAX_EXPONENT:
        raise NotKnown("a number has too many digits")
    return int(text) if text.isdigit() else settle(Fraction(text))


def to_text(value: Value) -> str:
    """A primitive value as a string (symbolic ones stay); null and collections are errors."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, Unknown):
        raise refuse(value)
    raise Mistake(f"a string is required, not {kind(value)}")


def to_number(value: Value) -> int | float:
    """A number, also out of a string of digits."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        if is_symbolic(value):
            raise NotKnown(because(value))
        return parse_number(value)
    if isinstance(value, Unknown):
        raise refuse(value)
    raise Mistake(f"a number is required, not {kind(value)}")


def to_bool(value: Value) -> bool:
    """A boolean, also out of the strings `true`, `1`, `false`, `0`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "1"):
        return True
    if isinstance(value, str) and value in ("false", "0"):
        return False
    if is_symbolic(value):
        raise NotKnown(because(value))
    if isinstance(value, Unknown):
        raise refuse(value)
    raise Mistake(f"a bool is required, not {kind(value)}")


def in_template(value: Value) -> str:
    """A value as it stands inside a string with other text: what is not known becomes a symbol that says why."""
    return placeholder(value) if isinstance(value, Unknown) else to_text(value)


def equal(left: Value, right: Value) -> bool | Unknown:
    """Terraform's `==`: types must be equal too, and what is not known makes the answer unknown unless something else decides."""
    return _equal(left, right, [MAX_ITEMS])


def _equal(left: Value, right: Value, budget: list[int]) -> bool | Unknown:
    budget[0] -= 1
    if budget[0] < 0:
        return Unknown("the values compared are too large")
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
    if left is None or right is None:
        return _equal_null(left, right)
    if is_symbolic(left) or is_symbolic(right):
        return _equal_symbolic(left, right)
    if isinstance(left, list | Mapping) and isinstance(right, list | Mapping):
        return _equal_collections(left, right, budget)
    return kind(left) == kind(right) and bool(left == right)


def _equal_null(left: Value, right: Value) -> bool | Unknown:
    other = left if right is None else right
    if other is None:
        return True
    return False if surely_set(other) else Unknown(because(other))


def _equal_symbolic(left: Value, right: Value) -> bool | Unknown:
    if left == right:
        return True
    return Unknown(because(left if is_symbolic(left) else right))


def _equal_collections(left: Value, right: Value, budget: list[int]) -> bool | Unknown:
    if kind(left) != kind(right):
        return False
    if isinstance(left, list):
        several = uncounted((*left, *right))
        if several:
            return Unknown(several.why)
        if len(left) != len(right):
            return _different_length(left, right)
        pairs = zip(left, right, strict=True)
    else:
        if not (isinstance(left, dict) and isinstance(right, dict)):
            return True if left is right else Unknown("a whole resource is compared")
        if left.keys() != right.keys():
            return False
        pairs = zip(left.values(), (right[k] for k in left), strict=True)
    return _all_equal(pairs, budget)


def _all_equal(pairs: zip[tuple[Value, Value]], budget: list[int]) -> bool | Unknown:
    doubt: Unknown | None = None
    for a, b in pairs:
        same = _equal(a, b, budget)
        if same is False:
            return False
        if isinstance(same, Unknown):
            doubt = doubt or Unknown(same.why)
    return doubt or True


def _different_length(left: Value, right: Value) -> bool | Unknown:
    if not isinstance(left, TfSet):
        return False
    doubtful = next((v for v in (*left, *right) if isinstance(v, Unknown) or sole_symbol(v)), None)
    return False if doubtful is None else Unknown(because(doubtful))
