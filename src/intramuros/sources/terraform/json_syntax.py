# SPDX-License-Identifier: Apache-2.0
"""`.tf.json` files brought to the shapes of the native syntax, with the line of every object kept.

https://developer.hashicorp.com/terraform/language/syntax/json. JSON does not say whether an object below a resource is an attribute or
a block; both read alike downstream, so only what Terraform itself treats as a block becomes one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the library, absent from its stubs
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.sources.terraform.syntax import Attribute, Block, Body, Expression

_LABELS: Final = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "check": 1,
    "locals": 0,
    "terraform": 0,
    "moved": 0,
    "import": 0,
    "removed": 0,
}
"""Labels of each top-level block: as many levels of objects by name stand below its keyword."""
_INNER: Final = {
    "dynamic": 1,
    "provisioner": 1,
    "backend": 1,
    "provider_meta": 1,
    "data": 2,
    "lifecycle": 0,
    "content": 0,
    "connection": 0,
    "required_providers": 0,
    "cloud": 0,
    "validation": 0,
    "precondition": 0,
    "postcondition": 0,
    "assert": 0,
    "timeouts": 0,
}
"""The same for blocks inside others that Terraform itself knows."""
_SPACE: Final = lazy(r"\s*")
_SCALAR: Final = lazy(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_MAX_DEPTH: Final = 100


class _Placed(dict[str, Any]):
    """A JSON object that remembers where each of its keys stands."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, tuple[int, int]] = {}


class _Wrong(ValueError):
    def __init__(self, at: int, what: str) -> None:
        super().__init__(what)
        self.at = at


def read(data: bytes, file: str) -> tuple[Body, tuple[Gap, ...]]:
    """A file as a body; a mistake in it leaves nothing to read, as JSON gives no hold after one."""
    text = data.decode("utf-8", "replace")
    try:
        value = _Reader(text).whole()
        if not isinstance(value, _Placed):
            raise _Wrong(0, "the file holds no JSON object")
    except _Wrong as problem:
        origin = Origin(file=file, line=text.count("\n", 0, problem.at) + 1)
        return Body(attributes={}), (
            Gap(what=f"the JSON has an error here: {problem}", origin=origin, leaves_open="everything in this file"),
        )
    return _Adapter(file).body(value, _LABELS), ()


class _Reader:
    """A JSON parser that knows lines (the standard one does not)."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0

    def whole(self) -> Any:
        """The one value of the text."""
        value = self._value(0)
        self._space()
        if self._at < len(self._text):
            raise _Wrong(self._at, "something stands after the end")
        return value

    def _space(self) -> str:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _value(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise _Wrong(self._at, "it is nested too deeply")
        first = self._space()
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._list(depth)
        if first == '"':
            return self._string()
        found = _SCALAR.match(self._text, self._at)
        if found is None:
            raise _Wrong(self._at, "a value was expected")
        self._at = found.end()
        try:
            return json.loads(found[0])
        except ValueError as problem:
            raise _Wrong(self._at, "a number is too long") from problem

    def _string(self) -> str:
        try:
            value, self._at = scanstring(self._text, self._at + 1, False)  # False: newlines may stand in it, as editors leave them
        except ValueError as problem:
            raise _Wrong(self._at, "a string has no end or a wrong escape") from problem
        return str(value)

    def _object(self, depth: int) -> _Placed:
        self._at += 1
        made = _Placed()
        if self._space() == "}":
            self._at += 1
            return made
        while True:
            if self._space() != '"':
                raise _Wrong(self._at, "a key was expected")
            start = self._here()
            key = self._string()
            if self._space() != ":":
                raise _Wrong(self._at, "`:` was expected")
            self._at += 1
            value = self._value(depth + 1)
            made[key] = [*_listed(made[key]), *_listed(value)] if key in made else value  # a keyword may stand twice
            made.lines.setdefault(key, (start, self._here()))
            if self._closed("}"):
                return made

    def _list(self, depth: int) -> list[Any]:
        self._at += 1
        made: list[Any] = []
        if self._space() == "]":
            self._at += 1
            return made
        while True:
            made.append(self._value(depth + 1))
            if self._closed("]"):
                return made

    def _closed(self, closing: str) -> bool:
        mark = self._space()
        if mark not in (",", closing) or not mark:
            raise _Wrong(self._at, f"`,` or `{closing}` was expected")
        self._at += 1
        return mark == closing


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class _Adapter:
    """Turns objects into bodies."""

    def __init__(self, file: str) -> None:
        self._file = file

    def body(self, value: _Placed, keywords: dict[str, int]) -> Body:
        """Attributes and blocks of one object; `//` is a comment."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for key, item in value.items():
            if key == "//":
                continue
            origin = self._origin(value, key)
            if key in keywords and _is_blocks(item):
                blocks.extend(self._blocks(key, keywords[key], item, origin))
            elif keywords is not _LABELS and _holds_dynamic(item):
                blocks.extend(self._blocks(key, 0, item, origin))
            else:
                attributes[key] = Attribute(name=key, expr=Expression(json=item, origin=origin), origin=origin)
        return Body(attributes=attributes, blocks=tuple(blocks))

    def _blocks(self, kind: str, labels: int, item: Any, origin: Origin) -> Iterator[Block]:
        for names, value, place in self._labelled(item, labels, origin):
            inner = {} if kind in ("locals", "required_providers") else _INNER
            yield Block(type=kind, labels=names, body=self.body(value, inner), origin=place)

    def _labelled(self, item: Any, labels: int, origin: Origin) -> Iterator[tuple[tuple[str, ...], _Placed, Origin]]:
        for value in _listed(item):
            if not isinstance(value, _Placed):
                continue
            if labels == 0:
                yield (), value, origin
                continue
            for name, below in value.items():
                if name != "//":
                    for names, body, place in self._labelled(below, labels - 1, self._origin(value, name)):
                        yield (name, *names), body, place

    def _origin(self, value: _Placed, key: str) -> Origin:
        line, end = value.lines[key]
        return Origin(file=self._file, line=line, end_line=end)


def _is_blocks(item: Any) -> bool:
    return any(isinstance(v, _Placed) for v in _listed(item))


def _holds_dynamic(item: Any) -> bool:
    return any(isinstance(v, _Placed) and isinstance(v.get("dynamic"), dict) for v in _listed(item))
