# SPDX-License-Identifier: Apache-2.0
"""`format` and `formatlist`: Go's verbs over Terraform's values.

https://developer.hashicorp.com/terraform/language/functions/format. `%s` and `%v` let symbols through as long as no width or
precision would count their characters.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.terraform.functions.arguments import each_known
from intramuros.sources.terraform.functions.encoding import jsonencode
from intramuros.sources.terraform.functions.strings import graphemes
from intramuros.sources.terraform.primitives import exact, in_template, number_text, settle, to_bool, to_number, to_text
from intramuros.sources.terraform.values import Mistake, NotKnown, TfList, Value, because, bounded, opaque, placeholder

_VERB: Final = lazy(r"%(?P<flags>[-+ #0]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?(?:\[(?P<at>\d+)\])?(?P<verb>.)", re.DOTALL)


def format_text(pattern: str, *values: Value) -> str:
    """The pattern with each verb replaced by its argument."""
    return _Formatter(pattern, values).run()


def formatlist(pattern: str, *values: Value) -> TfList:
    """`format` once for each element of the lists among the arguments."""
    for value in values:
        if isinstance(value, Unknown) or (opaque(value) and len(values) == 1):
            raise NotKnown(because(value))
    lengths = {len(v) for v in values if isinstance(v, list)}
    if len(lengths) > 1:
        raise Mistake("the lists must have the same length")
    if not lengths:
        return TfList([format_text(pattern, *values)])
    rows = range(lengths.pop())
    return TfList(format_text(pattern, *(v[row] if isinstance(v, list) else v for v in values)) for row in rows)


class _Formatter:
    """One pass over a pattern."""

    def __init__(self, pattern: str, values: tuple[Value, ...]) -> None:
        self._pattern = pattern
        self._values = values
        self._next = 0
        self._used = 0

    def run(self) -> str:
        """The text; arguments left over are an error, as in Terraform."""
        made = bounded(_VERB.sub(self._verb, self._pattern))
        if self._pattern.replace("%%", "").endswith("%"):
            raise Mistake("the pattern ends in the middle of a verb")
        if self._used < len(self._values):
            raise Mistake("there are more arguments than verbs")
        return made

    def _verb(self, found: re.Match[str]) -> str:
        verb = found["verb"]
        if verb == "%":
            return "%"
        width = _size(found["width"])
        precision = _size(found["precision"])
        value = self._argument(found["at"])
        if verb == "t":
            width = None  # Terraform pads no booleans
        return self._padded(_one(verb, found["flags"], precision, value), found["flags"], width)

    def _argument(self, at: str | None) -> Value:
        index = int(at[:9]) - 1 if at else self._next
        if not 0 <= index < len(self._values):
            raise Mistake("there are fewer arguments than verbs")
        self._next = index + 1
        self._used = max(self._used, self._next)
        return self._values[index]

    @staticmethod
    def _padded(made: str, flags: str, width: int | None) -> str:
        if width is None:
            return made
        if is_symbolic(made):
            raise NotKnown(because(made))
        missing = max(0, width - len(graphemes(made)))
        if "-" in flags:
            return made + " " * missing
        if "0" in flags:
            sign = made[:1] if made[:1] in ("-", "+") else ""
            return sign + "0" * missing + made[len(sign) :]
        return " " * missing + made


def _size(given: str | None) -> int | None:
    """A width or precision; `%.f` has precision 0."""
    if given is None:
        return None
    if len(given) > 4:
        raise NotKnown("a width is out of bounds")
    return int(given or 0)


def _one(verb: str, flags: str, precision: int | None, value: Value) -> str:
    if verb in "sv":
        return _text(verb, flags, precision, value)
    if isinstance(value, Unknown):
        return placeholder(value)
    if verb == "q":
        each_known([value])
        return json.dumps(to_text(value), ensure_ascii=False)
    if verb == "t":
        return "true" if to_bool(value) else "false"
    if value is None:
        raise Mistake(f"`%{verb}` cannot take null")
    if verb in _NUMBERS:
        made: str = _NUMBERS[verb](to_number(value), flags, precision)
        return made
    raise Mistake(f"`%{verb}` is no verb of format")


def _text(verb: str, flags: str, precision: int | None, value: Value) -> str:
    as_json = verb == "v" and ("#" in flags or value is None or isinstance(value, list | dict))
    made = jsonencode(value) if as_json else in_template(value)
    if precision is None:
        return made
    each_known([made])
    return "".join(graphemes(made)[:precision])


def _sign(number: int | float, flags: str) -> str:
    if number < 0:
        return "-"
    return "+" if "+" in flags else " " if " " in flags else ""


def _integer(base: str) -> Any:
    def write(number: int | float, flags: str, precision: int | None) -> str:  # noqa: ARG001
        if not isinstance(number, int):
            raise Mistake("a whole number is required")
        digits = format(abs(number), base)
        return _sign(number, flags) + digits

    return write


def _fixed(number: int | float, flags: str, precision: int | None) -> str:
    with_places = format(
        Decimal(exact(abs(number)).numerator) / Decimal(exact(abs(number)).denominator), f".{6 if precision is None else precision}f"
    )
    return _sign(number, flags) + with_places


def _scientific(letter: str) -> Any:
    def write(number: int | float, flags: str, precision: int | None) -> str:
        made = format(abs(float(number)), f".{6 if precision is None else precision}{letter}")
        return _sign(number, flags) + made

    return write


def _general(letter: str) -> Any:
    def write(number: int | float, flags: str, precision: int | None) -> str:
        made = format(abs(float(number)), f".{precision}{letter}") if precision is not None else _shortest(abs(number), letter)
        return _sign(number, flags) + made

    return write


def _shortest(number: int | float, letter: str) -> str:
    """As few digits as tell the number, with an exponent outside 1e-4 to 1e6 (Go's shortest `%g`)."""
    digits = Decimal(number_text(number)).normalize()
    exponent = digits.adjusted() if number else 0
    if -4 <= exponent < 6:
        return number_text(number)
    mantissa = number_text(settle(Fraction(digits) / Fraction(10) ** exponent))
    sign = "-" if exponent < 0 else "+"
    return f"{mantissa}{'e' if letter == 'g' else 'E'}{sign}{abs(exponent):02d}"


_NUMBERS: Final[dict[str, Any]] = {
    "d": _integer("d"),
    "b": _integer("b"),
    "o": _integer("o"),
    "x": _integer("x"),
    "X": _integer("X"),
    "f": _fixed,
    "e": _scientific("e"),
    "E": _scientific("E"),
    "g": _general("g"),
    "G": _general("G"),
}
