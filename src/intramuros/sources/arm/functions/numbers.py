# SPDX-License-Identifier: Apache-2.0
"""Functions on numbers, comparisons, booleans and dates.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric, …-comparison, …-logical, …-date
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import is_symbolic
from intramuros.sources.arm.later import Opaque, plain

_DURATION: Final = lazy(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
MAX_NUMBER: Final = 1 << 63


def number(value: Any) -> int:
    """`int()`."""
    return int(plain(value))


def real(value: Any) -> float:
    """`float()`."""
    return float(plain(value))


def boolean(value: Any) -> bool:
    """`bool()`."""
    if isinstance(value, str):
        return {"true": True, "false": False, "1": True, "0": False}[plain(value).casefold()]
    return bool(value)


def divided(one: int, other: int) -> int:
    """`div()`: toward zero."""
    return abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)


def remainder(one: int, other: int) -> int:
    """`mod()`: with the sign of the first."""
    return abs(one) % abs(other) * (-1 if one < 0 else 1)


def _bounded(function: Callable[[int, int], Any]) -> Callable[[Any, Any], Any]:
    def checked(one: Any, other: Any) -> Any:
        for value in (one, other):
            if isinstance(value, str):
                raise Opaque
            if abs(value) > MAX_NUMBER:
                raise ValueError("a number is too large")
        return function(one, other)

    return checked


def _compared(decide: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compared(one: Any, other: Any) -> bool:
        if is_symbolic(one) or is_symbolic(other):
            raise Opaque
        return decide(one, other)

    return compared


def added(base: Any, duration: Any, _: Any = None) -> str:
    """`dateTimeAdd()`."""
    moment = dt.datetime.fromisoformat(plain(base).replace("Z", "+00:00"))
    found = _DURATION.fullmatch(plain(duration))
    if found is None:
        raise ValueError("not a duration")
    years, months, weeks, days, hours, minutes, seconds = (int(g or 0) * (-1 if found[1] else 1) for g in found.groups()[1:])
    month = moment.year * 12 + moment.month - 1 + years * 12 + months
    year, month = divmod(month, 12)
    moment = moment.replace(year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1]))
    moment += dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return moment.isoformat().replace("+00:00", "Z")


def to_epoch(text: Any) -> int:
    """`dateTimeToEpoch()`."""
    moment = dt.datetime.fromisoformat(plain(text).replace("Z", "+00:00"))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp())


def from_epoch(value: Any) -> str:
    """`dateTimeFromEpoch()`."""
    return dt.datetime.fromtimestamp(value, dt.UTC).isoformat().replace("+00:00", "Z")


NUMBERS: Final[Mapping[str, Callable[..., Any]]] = {
    "add": _bounded(lambda a, b: a + b),
    "sub": _bounded(lambda a, b: a - b),
    "mul": _bounded(lambda a, b: a * b),
    "div": _bounded(divided),
    "mod": _bounded(remainder),
    "int": number,
    "float": real,
    "bool": boolean,
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: None,
    "not": lambda value: not boolean(value),
    "xor": lambda a, b: boolean(a) != boolean(b),
    "greater": _compared(lambda a, b: a > b),
    "greaterorequals": _compared(lambda a, b: a >= b),
    "less": _compared(lambda a, b: a < b),
    "lessorequals": _compared(lambda a, b: a <= b),
    "datetimetoepoch": to_epoch,
}
DATES: Final[Mapping[str, Callable[..., Any]]] = {"datetimeadd": added, "datetimefromepoch": from_epoch}
"""Their answers are texts."""
