# SPDX-License-Identifier: Apache-2.0
"""The binary operators of Terraform's expressions over values."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from intramuros.estate.values import Unknown
from intramuros.sources.terraform.primitives import equal, exact, settle, sized, to_number
from intramuros.sources.terraform.values import Mistake, Value, refuse


def _numbers(left: Value, right: Value) -> tuple[int | float, int | float]:
    for side in (left, right):
        if isinstance(side, Unknown):
            raise refuse(side)
    return to_number(left), to_number(right)


def add(left: Value, right: Value) -> Value:
    """`+`."""
    a, b = _numbers(left, right)
    return sized(a + b) if isinstance(a, int) and isinstance(b, int) else settle(exact(a) + exact(b))


def subtract(left: Value, right: Value) -> Value:
    """`-`."""
    a, b = _numbers(left, right)
    return sized(a - b) if isinstance(a, int) and isinstance(b, int) else settle(exact(a) - exact(b))


def multiply(left: Value, right: Value) -> Value:
    """`*`."""
    a, b = _numbers(left, right)
    return sized(a * b) if isinstance(a, int) and isinstance(b, int) else settle(exact(a) * exact(b))


def divide(left: Value, right: Value) -> Value:
    """`/`."""
    a, b = _numbers(left, right)
    if b == 0:
        raise Mistake("division by zero")
    return settle(exact(a) / exact(b))


def remainder(left: Value, right: Value) -> Value:
    """`%`: the sign of the dividend stays."""
    a, b = _numbers(left, right)
    if b == 0:
        raise Mistake("division by zero")
    return settle(exact(a) - exact(b) * math.trunc(exact(a) / exact(b)))


def same(left: Value, right: Value) -> Value:
    """`==`."""
    return equal(left, right)


def differs(left: Value, right: Value) -> Value:
    """`!=`."""
    answer = equal(left, right)
    return answer if isinstance(answer, Unknown) else not answer


def _ordered(compare: Callable[[Fraction, Fraction], bool]) -> Callable[[Value, Value], Value]:
    def decide(left: Value, right: Value) -> Value:
        a, b = _numbers(left, right)
        return compare(exact(a), exact(b))

    return decide


OPERATORS: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "==": same,
    "!=": differs,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
}
