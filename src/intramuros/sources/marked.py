# SPDX-License-Identifier: Apache-2.0
"""JSON and YAML as plain values that remember their lines, on a budget that no file can overdraw.

What a mapping states twice in two ways is not known: readers differ in which of the two they take.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the library, absent from its stubs
from typing import Any, Final

from intramuros.estate.origin import Dialect, Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, clean

MAX_DEPTH: Final = 80
"""Levels of nesting; Graph has twelve, a Kubernetes schema about thirty."""
MAX_NODES: Final = 1_500_000
"""Values that one file may hold, those behind YAML aliases counted each time that they are named."""
MOST_DOCUMENTS: Final = 20_000
_SPACE: Final = lazy(r"\s*")
_PLAIN: Final = lazy(r'"([^"\\\x00-\x1f]*)"')
_SCALAR: Final = lazy(r"-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?|true|false|null")
_COMMENT: Final = lazy(r"(?m)^\s*//.*$")


class Wrong(ValueError):
    """What is wrong with a text, and on which line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


class Marked(dict[str, Any]):
    """A mapping that knows its lines and those of its keys."""

    __slots__ = ("end", "line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.end = line
        self.lines: dict[str, tuple[int, int]] = {}

    def put(self, key: str, value: Any, line: int, end: int) -> None:
        """One key; the second of two that differ leaves it unknown."""
        twice = key in self and self[key] != value
        self[key] = Unknown(f"`{key[:60]}` stands twice, with two values") if twice else value
        self.lines.setdefault(key, (line, end))
        self.end = max(self.end, end)

    def origin(self, file: str, dialect: Dialect, key: str = "") -> Origin:
        """Where it stands, or one of its keys."""
        line, end = self.lines.get(key, (self.line, self.end))
        return Origin(file=file, line=line, end_line=end, dialect=dialect)


def read_json(text: str) -> Any:
    """The value of a JSON text; whole lines of `//` comments are passed over.

    Raises:
        Wrong: it is no JSON.

    """
    source = clean(text.removeprefix("\ufeff"))
    if source.lstrip().startswith("//"):
        source = _COMMENT.sub("", source)
    return _Json(source).whole()


class _Json:
    """A JSON parser that knows lines (the standard one does not)."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line, self._counted, self._left = text, 0, 1, 0, MAX_NODES

    def whole(self) -> Any:
        value = self._value(0)
        if self._space():
            raise self._wrong("something stands after the end")
        return value

    def _wrong(self, what: str) -> Wrong:
        return Wrong(self._here(), f"the JSON has an error here: {what}")

    def _space(self) -> str:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _value(self, depth: int) -> Any:
        self._left -= 1
        first = self._space()
        if depth > MAX_DEPTH or self._left < 0:
            raise self._wrong("it is nested too deeply" if self._left >= 0 else "it holds too many values")
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._list(depth)
        return self._string() if first == '"' else self._scalar()

    def _scalar(self) -> Any:
        found = _SCALAR.match(self._text, self._at)
        if found is None:
            raise self._wrong("a value was expected" if self._at < len(self._text) else "the text ends too early")
        self._at = found.end()
        return json.loads(found[0])

    def _string(self) -> str:
        found = _PLAIN.match(self._text, self._at)
        if found:
            self._at = found.end()
            return found[1]
        try:
            value, self._at = scanstring(self._text, self._at + 1, False)
        except ValueError as problem:
            raise self._wrong("a text has no end or a wrong escape") from problem
        return clean(str(value))

    def _object(self, depth: int) -> Marked:
        made = Marked(self._here())
        self._at += 1
        while self._space() != "}":
            if self._space() != '"':
                raise self._wrong("a key in quotes was expected" if self._at < len(self._text) else "the text ends too early")
            start = self._here()
            key = clean(self._string())
            if self._space() != ":":
                raise self._wrong("`:` was expected")
            self._at += 1
            value = self._value(depth + 1)
            made.put(key, value, start, self._here())
            self._comma("}")
        made.end = self._here()
        self._at += 1
        return made

    def _list(self, depth: int) -> list[Any]:
        self._at += 1
        made: list[Any] = []
        while self._space() != "]":
            made.append(self._value(depth + 1))
            self._comma("]")
        self._at += 1
        return made

    def _comma(self, closing: str) -> None:
        mark = self._space()
        if mark not in (",", closing) or not mark:
            raise self._wrong(f"`,` or `{closing}` was expected" if mark else "the text ends too early")
        self._at += mark == ","


def read_yaml(text: str) -> Iterator[Any]:
    """Every document of a YAML stream; empty ones are passed over.

    Raises:
        Wrong: it is no YAML from some line on; the documents before that one have come.

    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(clean(text.removeprefix("\ufeff")))
    reader = _Yaml()
    try:
        for _ in range(MOST_DOCUMENTS):
            if not loader.check_node():
                return
            value = reader.value(loader.get_node(), 0)
            if value is not None:
                yield value
        raise Wrong(1, f"the file holds more than {MOST_DOCUMENTS} documents")
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise Wrong(mark.line + 1 if mark else 1, f"the YAML has an error here: {problem.problem or problem.context}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        if isinstance(problem, Wrong):
            raise
        raise Wrong(1, f"the YAML cannot be read: {str(problem).splitlines()[0] if str(problem) else 'it is nested too deeply'}") from None
    finally:
        loader.dispose()


class _Yaml:
    """Turns the parser's nodes into values."""

    def __init__(self) -> None:
        self._left = MAX_NODES

    def value(self, node: Any, depth: int) -> Any:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            said = "it is nested too deeply" if self._left >= 0 else "its aliases unfold into too many values"
            raise Wrong(node.start_mark.line + 1, f"the YAML cannot be read: {said}")
        if node.id == "sequence":
            return [self.value(v, depth + 1) for v in node.value]
        return self._mapping(node, depth) if node.id == "mapping" else _scalar(node)

    def _mapping(self, node: Any, depth: int) -> Marked:
        made = Marked(node.start_mark.line + 1)
        merged: list[Marked] = []
        for key, item in node.value:
            value = self.value(item, depth + 1)
            if key.tag == "tag:yaml.org,2002:merge":
                merged += [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, Marked)]
                continue
            name = clean(str(key.value)) if key.id == "scalar" else ""
            made.put(name, value, key.start_mark.line + 1, _last(item))
        for source in merged:
            for name, value in source.items():
                if name not in made:
                    made.put(name, value, *source.lines.get(name, (made.line, made.line)))
        made.end = max(_last(node), made.line)
        return made


def _last(node: Any) -> int:
    """The last line of a node: a block ends where the next token begins."""
    end = node.end_mark
    return int(end.line if end.column == 0 and end.line > node.start_mark.line else end.line + 1)


def _scalar(node: Any) -> Any:
    text, tag = clean(str(node.value)), node.tag.rpartition(":")[2]  # an escape may spell what the file may not hold
    if node.style or tag not in ("bool", "int", "float", "null"):
        return text
    if tag == "null":
        return None
    if tag == "bool":
        return text.casefold() in ("true", "yes", "on")
    try:
        return int(text) if tag == "int" else float(text)
    except ValueError:  # octal, sexagesimal, infinite: nothing that is asked of these files is one
        return text
