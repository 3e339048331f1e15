# SPDX-License-Identifier: Apache-2.0
"""Functions over numbers.

https://developer.hashicorp.com/terraform/language/functions#numeric-functions. `log` and `pow` compute in 64-bit floats, as Terraform does.
"""

from __future__ import annotations

import math
import string
from typing import Final

from intramuros.sources.terraform.primitives import settle
from intramuros.sources.terraform.values import Mistake, NotKnown

_DIGITS: Final = string.digits + string.ascii_lowercase + string.ascii_uppercase
_MAX_DIGITS: Final = 2000


def absolute(value: int | float) -> int | float:
    """Without its sign."""
    return abs(value)


def ceil(value: int | float) -> int:
    """The next whole number above."""
    return math.ceil(value)


def floor(value: int | float) -> int:
    """The next whole number below."""
    return math.floor(value)


def signum(value: int | float) -> int:
    """-1, 0 or 1; Terraform takes whole numbers only."""
    if isinstance(value, float):
        raise Mistake("a whole number is required")
    return (value > 0) - (value < 0)


def log(value: int | float, base: int | float) -> int | float:
    """The logarithm to a base."""
    try:
        return settle(math.log(value) / math.log(base))
    except (ValueError, ZeroDivisionError, OverflowError) as problem:
        raise Mistake("there is no such logarithm") from problem


def power(value: int | float, exponent: int | float) -> int | float:
    """A number to a power."""
    try:
        return settle(math.pow(value, exponent))
    except ValueError as problem:
        raise Mistake("there is no such power") from problem
    except OverflowError as problem:
        raise Mistake("the number is infinite") from problem


def largest(*values: int | float) -> int | float:
    """The largest."""
    if not values:
        raise Mistake("at least one number is required")
    return max(values)


def smallest(*values: int | float) -> int | float:
    """The smallest."""
    if not values:
        raise Mistake("at least one number is required")
    return min(values)


def parseint(value: object, base: int) -> int:
    """The whole number that digits of a base spell; up to base 36 capitals count as small letters."""
    if not isinstance(value, str) or not 2 <= base <= 62:
        raise Mistake("a string and a base from 2 to 62 are required")
    if len(value) > _MAX_DIGITS:
        raise NotKnown("the number has too many digits")
    digits = value[1:] if value[:1] in ("-", "+") else value
    places = _DIGITS[:base]
    spelled = digits.lower() if base <= 36 else digits
    if not spelled or any(d not in places for d in spelled):
        raise Mistake(f"`{value[:40]}` is no number to base {base}")
    found = 0
    for digit in spelled:
        found = found * base + places.index(digit)
    return -found if value.startswith("-") else found
