# SPDX-License-Identifier: Apache-2.0
"""CloudWatch Logs filter patterns over JSON events, evaluated three-valued against one event.

Syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
(`{ ($.a = "x*") && ($.b != 1 || $.c EXISTS) }`). A field the event does not carry is unknown here,
since the sample event is a sketch, not a log line. Space-delimited and term patterns are unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from intramuros.estate.globs import matches
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, both, either, negate

_TOKEN: Final = lazy(r'\s*(\(|\)|&&|\|\||!=|>=|<=|=|>|<|"(?:[^"\\]|\\.)*"|%[^%]*%|[^\s()=<>!&|"]+)')
_MAX: Final = 2_000
"""CloudWatch takes patterns of at most 1,024 characters; symbols make ours longer."""


def fits(pattern: str, event: Mapping[str, str]) -> Fact[bool]:
    """Whether a filter pattern lets the event through; event keys are dotted paths without `$.`."""
    text = pattern.strip()
    if not text:
        return True
    if len(text) > _MAX or not (text.startswith("{") and text.endswith("}")):
        return Unknown(f"the filter pattern “{text[:60]}” is no JSON pattern")
    parser = _Parser(_TOKEN.findall(text[1:-1]), event)
    return parser.whole()


class _Parser:
    """Recursive descent over `||`, `&&`, parentheses and comparisons."""

    def __init__(self, tokens: list[str], event: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._event = event
        self._at = 0

    def whole(self) -> Fact[bool]:
        made = self._either(0)
        return made if self._at == len(self._tokens) else Unknown("the filter pattern cannot be read to its end")

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _either(self, depth: int) -> Fact[bool]:
        parts = [self._both(depth)]
        while self._peek() == "||":
            self._take()
            parts.append(self._both(depth))
        return either(*parts)

    def _both(self, depth: int) -> Fact[bool]:
        parts = [self._one(depth)]
        while self._peek() == "&&":
            self._take()
            parts.append(self._one(depth))
        return both(*parts)

    def _one(self, depth: int) -> Fact[bool]:
        if self._peek() == "(" and depth < 100:
            self._take()
            inner = self._either(depth + 1)
            self._take()
            return inner
        return self._comparison()

    def _comparison(self) -> Fact[bool]:
        selector, operator = self._take(), self._take()
        if operator.upper() in ("EXISTS", "NOT", "IS"):
            self._take()
            return Unknown(f"whether {selector} {operator} holds")
        wanted = self._take().strip('"')
        value = self._event.get(selector.removeprefix("$."))
        if value is None or operator not in ("=", "!=") or wanted.startswith("%"):
            return Unknown(f"whether {selector} {operator} {wanted} holds")
        hit = matches(wanted, value)
        return hit if operator == "=" else negate(hit)
