# SPDX-License-Identifier: Apache-2.0
"""The comparisons that conditions on role assignments know, value against value.

learn.microsoft.com/azure/role-based-access-control/conditions-format, "String …" to "Cross product comparison operators":
`Like` knows `*` and `?`, escaped by a backslash; numbers are whole; times have up to seven digits of a second.
A value that is not of the operator's kind compares as nothing: the answer is then unknown.
"""

from __future__ import annotations

import datetime as dt
import operator as op
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, both, either

Test: TypeAlias = Callable[[str, str], Fact[bool]]

_TIME: Final = lazy(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?Z?)?", re.IGNORECASE)
_WHOLE: Final = lazy(r"[+-]?\d{1,18}")


def like(text: str, pattern: str) -> bool:
    """`*` any run, `?` any one character, each itself behind a backslash; linear in both lengths taken together."""
    signs = _signs(pattern)
    at = here = 0
    star, kept = -1, 0
    while here < len(text):
        if at < len(signs) and signs[at] == "*":
            star, kept, at = at, here, at + 1
        elif at < len(signs) and (signs[at] == "?" or signs[at] == f"={text[here]}"):
            at, here = at + 1, here + 1
        elif star >= 0:
            kept += 1
            at, here = star + 1, kept
        else:
            return False
    return all(s == "*" for s in signs[at:])


def _signs(pattern: str) -> list[str]:
    """`*`, `?`, or `=` before a character that stands for itself."""
    found, at = [], 0
    while at < len(pattern):
        escaped = pattern[at] == "\\" and pattern[at + 1 : at + 2] in ("*", "?", "\\")
        at += escaped
        found.append(pattern[at] if pattern[at] in "*?" and not escaped else f"={pattern[at]}")
        at += 1
    return found


def moment(text: str) -> tuple[dt.datetime, int] | None:
    """A time of the documented form, with its ten-millionths of a second beside it; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    try:
        whole = dt.datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}:{found[3] or '00'}")
    except ValueError:
        return None
    return whole, int((found[4] or "").ljust(7, "0"))


def _number(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.strip().casefold())


def _ordered(read: Callable[[str], Any], compare: Callable[[Any, Any], bool], kind: str) -> Test:
    def test(left: str, right: str) -> Fact[bool]:
        one, other = read(left), read(right)
        if one is None or other is None:
            return Unknown(f"a value that a condition compares is no {kind}")
        return compare(one, other)

    return test


def _texts(name: str, test: Callable[[str, str], bool]) -> dict[str, Test]:
    """A comparison of texts, its negation, and both without regard to case."""

    def folded(left: str, right: str) -> bool:
        return test(left.casefold(), right.casefold())

    return {
        f"string{name}": test,
        f"string{name}ignorecase": folded,
        f"stringnot{name}": lambda a, b: not test(a, b),
        f"stringnot{name}ignorecase": lambda a, b: not folded(a, b),
    }


_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equals": op.eq,
    "notequals": op.ne,
    "greaterthan": op.gt,
    "greaterthanequals": op.ge,
    "lessthan": op.lt,
    "lessthanequals": op.le,
}
_SAME: Final = {k: _ORDERS[k] for k in ("equals", "notequals")}
OPERATORS: Final[Mapping[str, Test]] = {
    **_texts("equals", op.eq),
    **_texts("startswith", str.startswith),
    **_texts("like", like),
    **{f"guid{k}": _ordered(str.casefold, f, "GUID") for k, f in _SAME.items()},
    **{f"bool{k}": _ordered(_boolean, f, "truth value") for k, f in _SAME.items()},
    **{f"numeric{k}": _ordered(_number, f, "whole number") for k, f in _ORDERS.items()},
    **{f"datetime{k}": _ordered(moment, f, "time") for k, f in _ORDERS.items()},
}
"""Case-folded. Times of day and addresses are not among those that Microsoft's page describes: they stay unknown."""

Values: TypeAlias = tuple[str, ...]
_ACROSS: Final[Mapping[str, Callable[[Values, Values, Test], Fact[bool]]]] = {
    "foranyofanyvalues": lambda left, right, test: either(*(test(a, b) for a in left for b in right)),
    "forallofanyvalues": lambda left, right, test: both(*(either(*(test(a, b) for b in right)) for a in left)),
    "foranyofallvalues": lambda left, right, test: either(*(both(*(test(a, b) for b in right)) for a in left)),
    "forallofallvalues": lambda left, right, test: both(*(test(a, b) for a in left for b in right)),
}


def compare(operator: str, left: Values, right: Values) -> Fact[bool]:
    """`left operator right`, across their values where the operator says how; without such a word only one meets one."""
    across, _, named = operator.rpartition(":")
    test, joined = OPERATORS.get(named), _ACROSS.get(across)
    if test is None or (across and joined is None):
        return Unknown(f"the operator {operator} of a condition is not understood")
    if joined is not None:
        return joined(left, right, test)
    if len(left) == len(right) == 1:
        return test(left[0], right[0])
    return _of_several(named, left, right)


def _of_several(named: str, left: Values, right: Values) -> Fact[bool]:
    """Several values without a word for how: whatever way it is read, all readings must agree."""
    test = OPERATORS[named]
    readings = [joined(left, right, test) for joined in _ACROSS.values()]
    if all(r is True for r in readings) or all(r is False for r in readings):
        return readings[0]
    return Unknown("a condition compares several values without saying how")
