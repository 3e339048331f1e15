# SPDX-License-Identifier: Apache-2.0
"""Functions over given moments; what asks the clock is not known.

https://developer.hashicorp.com/terraform/language/functions#date-and-time-functions. Moments are RFC 3339.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.terraform.values import Mistake

_MOMENT: Final = lazy(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DURATION: Final = lazy(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_UNITS: Final = {"ns": Fraction(1, 10**9), "us": Fraction(1, 10**6), "µs": Fraction(1, 10**6), "μs": Fraction(1, 10**6)} | {
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "m": Fraction(60),
    "h": Fraction(3600),
}
_MONTHS: Final = "January February March April May June July August September October November December".split()
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_TOKEN: Final = lazy(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+", re.DOTALL)


def _moment(text: str) -> dt.datetime:
    found = _MOMENT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        fraction = (found[3] or ".0")[:7]
        return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{fraction.ljust(7, '0')}{found[4].replace('Z', '+00:00')}")
    except ValueError:
        raise Mistake(f"`{text[:40]}` is no RFC 3339 moment") from None


def timeadd(moment: str, duration: str) -> str:
    """A moment some hours, minutes, seconds later or earlier."""
    sign = -1 if duration.startswith("-") else 1
    rest = duration[1:] if duration[:1] in ("-", "+") else duration
    parts = list(_DURATION.finditer(rest))
    if rest != "0" and (not parts or "".join(p[0] for p in parts) != rest):
        raise Mistake(f"`{duration[:40]}` is no duration")
    seconds = sum((Fraction(p[1]) * _UNITS[p[2]] for p in parts), start=Fraction(0))
    try:
        made = _moment(moment) + dt.timedelta(microseconds=int(sign * seconds * 10**6))
    except OverflowError as problem:
        raise Mistake("the moment is out of bounds") from problem
    zone = "Z" if made.utcoffset() == dt.timedelta(0) else _offset(made, ":")
    return made.strftime(f"{made.year:04d}-%m-%dT%H:%M:%S") + zone


def timecmp(first: str, second: str) -> int:
    """-1, 0 or 1: which of two moments is earlier."""
    a, b = _moment(first), _moment(second)
    return (a > b) - (a < b)


def _offset(moment: dt.datetime, colon: str) -> str:
    minutes = int((moment.utcoffset() or dt.timedelta(0)).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


def _zone(moment: dt.datetime, utc: str, colon: str) -> str:
    return utc if moment.utcoffset() == dt.timedelta(0) else _offset(moment, colon)


_FIELDS: Final[dict[str, Callable[[dt.datetime], str]]] = {
    "YYYY": lambda m: f"{m.year:04d}",
    "YY": lambda m: f"{m.year % 100:02d}",
    "MMMM": lambda m: _MONTHS[m.month - 1],
    "MMM": lambda m: _MONTHS[m.month - 1][:3],
    "MM": lambda m: f"{m.month:02d}",
    "M": lambda m: str(m.month),
    "DD": lambda m: f"{m.day:02d}",
    "D": lambda m: str(m.day),
    "EEEE": lambda m: _DAYS[m.weekday()],
    "EEE": lambda m: _DAYS[m.weekday()][:3],
    "hh": lambda m: f"{m.hour:02d}",
    "h": lambda m: str(m.hour),
    "HH": lambda m: f"{m.hour % 12 or 12:02d}",
    "H": lambda m: str(m.hour % 12 or 12),
    "AA": lambda m: "AM" if m.hour < 12 else "PM",
    "aa": lambda m: "am" if m.hour < 12 else "pm",
    "mm": lambda m: f"{m.minute:02d}",
    "m": lambda m: str(m.minute),
    "ss": lambda m: f"{m.second:02d}",
    "s": lambda m: str(m.second),
    "ZZZZZ": lambda m: _offset(m, ":"),
    "ZZZZ": lambda m: _offset(m, ""),
    "ZZZ": lambda m: _zone(m, "UTC", ""),
    "Z": lambda m: _zone(m, "Z", ":"),
}


def formatdate(pattern: str, moment: str) -> str:
    """A moment in a pattern of letters."""
    when = _moment(moment)
    made: list[str] = []
    at = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            raise Mistake("a quotation in the pattern has no end")
        at = found.end()
        made.append(_field(found, when))
    return "".join(made)


def _field(found: re.Match[str], when: dt.datetime) -> str:
    if found[1] is not None:
        return found[1].replace("''", "'")
    if found[2] is None:
        return found[0]
    if found[0] not in _FIELDS:
        raise Mistake(f"`{found[0]}` means nothing in a date's pattern")
    return _FIELDS[found[0]](when)
