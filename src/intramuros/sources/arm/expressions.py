# SPDX-License-Identifier: Apache-2.0
"""The expression language between square brackets, as a tree.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.patterns import lazy

MAX_DEPTH: Final = 100
MAX_LENGTH: Final = 100_000
_TOKEN: Final = lazy(r"\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(\[\?|\.\?|\?\.|\?\[|[()\[\].,]))")

_END: Final = lazy(r"\s*\Z")


class Literal(Struct, frozen=True):
    """A text or number that is written down."""

    value: Any


class Call(Struct, frozen=True):
    """A function with its arguments; `text` is how it was written."""

    name: str
    """In small letters; a user-defined one with its namespace before a dot."""
    args: tuple[Tree, ...]
    text: str


class Access(Struct, frozen=True):
    """A property or item of a value; `safe` gives null where it is missing."""

    base: Tree
    key: Tree
    safe: bool
    text: str


Tree = Literal | Call | Access


class NotAnExpression(ValueError):
    """Text between brackets that the language does not have."""


def is_expression(text: str) -> bool:
    """Whether Azure evaluates a string: `[[` escapes a bracket."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def unescaped(text: str) -> str:
    """A string that is no expression, as it is meant."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


@lru_cache(maxsize=65536)
def parse(text: str) -> Tree:
    """The tree of an expression without its outer brackets.

    Raises:
        NotAnExpression: it has a form that the language does not have.

    """
    if len(text) > MAX_LENGTH:
        raise NotAnExpression("an expression is too long")
    reader = _Reader(text)
    tree = reader.tree(0)
    if reader.kind:
        raise NotAnExpression(f"`{text}` goes on where it should end")
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.begun = self._ended = 0
        self.kind = self.value = ""
        self._next()

    def _next(self) -> None:
        self._ended = self._at
        if _END.match(self._text, self._at):
            self.kind = self.value = ""
            return
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise NotAnExpression(f"`{self._text}` cannot be read at `{self._text[self._at : self._at + 20]}`")
        self.kind = ("text", "number", "name", "mark")[(found.lastindex or 1) - 1]
        self.value = found[found.lastindex or 1]
        self.begun = found.start(found.lastindex or 1)
        self._at = found.end()

    def tree(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise NotAnExpression(f"an expression is nested more than {MAX_DEPTH} deep")
        start = self.begun
        return self._accesses(self._first(depth), start, depth)

    def _first(self, depth: int) -> Tree:
        kind, value, start = self.kind, self.value, self.begun
        self._next()
        if kind == "text":
            return Literal(value.replace("''", "'"))
        if kind == "number":
            return Literal(float(value) if "." in value else int(value[:40]))
        if kind == "name":
            return self._called(value, start, depth)
        raise NotAnExpression(f"`{self._text}` lacks a value")

    def _called(self, name: str, start: int, depth: int) -> Tree:
        while self.kind == "mark" and self.value == ".":
            self._next()
            name += "." + self._expect("name")
        if not self._is("("):
            return Literal({"true": True, "false": False, "null": None}[name]) if name in ("true", "false", "null") else self._unknown(name)
        self._next()
        args: list[Tree] = []
        while not self._is(")"):
            args.append(self.tree(depth + 1))
            if self._is(","):
                self._next()
            elif not self._is(")"):
                raise NotAnExpression(f"`{self._text}` lacks `)`")
        self._next()
        return Call(name.casefold(), tuple(args), self._text[start : self._ended])

    def _unknown(self, name: str) -> Tree:
        raise NotAnExpression(f"`{name}` in `{self._text}` is neither a text nor a function")

    def _accesses(self, tree: Tree, start: int, depth: int) -> Tree:
        steps = 0
        while self.kind == "mark" and self.value in (".", ".?", "?.", "[", "[?", "?["):
            mark, steps = self.value, steps + 1
            if steps > MAX_DEPTH:
                raise NotAnExpression(f"more than {MAX_DEPTH} properties are taken of one value")
            self._next()
            if "[" in mark:
                key = self.tree(depth + 1)
                self._close("]")
            else:
                key = Literal(self._expect("name"))
            tree = Access(tree, key, "?" in mark, self._text[start : self._ended])
        return tree

    def _is(self, mark: str) -> bool:
        return self.kind == "mark" and self.value == mark

    def _close(self, mark: str) -> None:
        if not self._is(mark):
            raise NotAnExpression(f"`{self._text}` lacks `{mark}`")
        self._next()

    def _expect(self, kind: str) -> str:
        if self.kind != kind:
            raise NotAnExpression(f"`{self._text}` lacks a name")
        value = self.value
        self._next()
        return value
