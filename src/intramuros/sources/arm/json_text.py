# SPDX-License-Identifier: Apache-2.0
"""JSON as Azure Resource Manager takes it (comments, trailing commas, strings over several lines), with the line of every object and key.

https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#comments-and-metadata
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the library, absent from its stubs
from typing import Any, Final

from intramuros.estate.origin import Dialect, Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import clean
from intramuros.sources.nodes import Node

MAX_DEPTH: Final = 150
_SPACE: Final = lazy(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_PLAIN: Final = lazy(r'"([^"\\\x00-\x1f]*)"')
_SCALAR: Final = lazy(r"(-?\d+)(\.\d+)?([eE][+-]?\d+)?(?![\w.])|(true|false|null)\b")
_WORDS: Final = {"true": True, "false": False, "null": None}


class NotJson(ValueError):
    """A mistake in the text, with the line it stands on."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


def parse(text: str, file: str, dialect: Dialect = "arm", *, twice: list[tuple[str, int]] | None = None) -> Any:
    """The value that a text is; of a name that is stated twice the last counts, as Azure has it, and `twice` takes it with its line.

    Raises:
        NotJson: it is none.

    """
    return _Parser(clean(text), file, dialect, [] if twice is None else twice).whole()


class _Parser:
    def __init__(self, text: str, file: str, dialect: Dialect, twice: list[tuple[str, int]]) -> None:
        self._text = text.removeprefix("\ufeff")
        self._file, self._dialect = file, dialect
        self._ends = _newlines(self._text)
        self._twice = twice
        self._strings: dict[str, str] = {}

    def whole(self) -> Any:
        value, at = self._value(self._past(0), 0)
        if self._past(at) < len(self._text):
            raise self._wrong("something follows the end of the JSON text", at)
        return value

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at - 1) + 1

    def _wrong(self, what: str, at: int) -> NotJson:
        return NotJson(what, self._line(at))

    def _past(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _value(self, at: int, depth: int) -> tuple[Any, int]:
        if depth > MAX_DEPTH:
            raise self._wrong(f"values are nested more than {MAX_DEPTH} deep", at)
        start = self._text[at : at + 1]
        if start == '"':
            return self._string(at)
        if start == "{":
            return self._object(at, depth)
        if start == "[":
            return self._array(at, depth)
        return self._scalar(at)

    def _string(self, at: int) -> tuple[str, int]:
        found = _PLAIN.match(self._text, at)
        if found:
            return self._strings.setdefault(found[1], found[1]), found.end()
        try:
            value, end = scanstring(self._text, at + 1, False)
        except ValueError as problem:
            raise self._wrong(f"a text has no end or a wrong escape ({problem.args[0].split(':')[0]})", at) from None
        return clean(value), end  # an escape may spell a mark of ours

    def _scalar(self, at: int) -> tuple[Any, int]:
        found = _SCALAR.match(self._text, at)
        if found is None:
            raise self._wrong("a value was expected" if self._text[at : at + 1] else "the text ends in the middle of a value", at)
        if found[4]:
            return _WORDS[found[4]], found.end()
        return (float(found[0]) if found[2] or found[3] else _whole(found[1])), found.end()

    def _array(self, at: int, depth: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        at = self._past(at + 1)
        while self._text[at : at + 1] != "]":
            value, at = self._value(at, depth + 1)
            items.append(value)
            at = self._after(at, "]")
        return items, at + 1

    def _object(self, at: int, depth: int) -> tuple[Node, int]:
        values: dict[str, Any] = {}
        lines: dict[str, tuple[int, int]] = {}
        start = at
        at = self._past(at + 1)
        while self._text[at : at + 1] != "}":
            if self._text[at : at + 1] != '"':
                raise self._wrong(
                    "a name in quotes was expected" if at < len(self._text) else "the text ends in the middle of an object", at
                )
            begun = at
            key, at = self._string(at)
            if key in values:
                self._twice.append((key, self._line(begun)))
            at = self._past(at)
            if self._text[at : at + 1] != ":":
                raise self._wrong(f"`:` was expected after `{key}`", at)
            values[key], at = self._value(self._past(at + 1), depth + 1)
            lines[key] = (self._line(begun), self._line(at))
            at = self._after(at, "}")
        place = Origin(file=self._file, line=self._line(start), end_line=self._line(at), dialect=self._dialect)
        return Node(values, origin=place, lines=lines), at + 1

    def _after(self, at: int, end: str) -> int:
        """Past the comma behind a value, which may trail; at the bracket where there is none."""
        at = self._past(at)
        here = self._text[at : at + 1]
        if here == ",":
            return self._past(at + 1)
        if here != end:
            raise self._wrong(f"`,` or `{end}` was expected" if here else "the text ends too early", at)
        return at


def _newlines(text: str) -> list[int]:
    found, at = [], text.find("\n")
    while at >= 0:
        found.append(at)
        at = text.find("\n", at + 1)
    return found


def _whole(digits: str) -> int | float:
    """A whole number; one of thousands of digits is no number that ARM takes, and costs Python too much."""
    return int(digits) if len(digits) < 40 else float(digits)
