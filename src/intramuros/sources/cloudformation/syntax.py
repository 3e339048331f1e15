# SPDX-License-Identifier: Apache-2.0
"""The text of a template as plain values that remember their lines; short forms (`!Ref`) become the long ones.

JSON is read by the same parser, since a template in JSON is YAML too.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import yaml
from msgspec import Struct, field

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import clean

MAX_DEPTH: Final = 120
"""Levels of nesting; CloudFormation itself stops far below."""
MAX_NODES: Final = 2_000_000
"""Values that one template may hold, those behind aliases counted each time that they are named."""
_INT: Final = lazy(r"0|-?[1-9]\d{0,17}")
_ARRAY_FORM: Final = ".", 1
_QUOTED: Final = ("'", '"', "|", ">")
_BARE: Final = frozenset({"Ref", "Condition"})
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOP: Final = lazy(r"^(?: {0,4})[\"']?[A-Za-z0-9:]+[\"']?\s*:", re.MULTILINE)


class Placed(dict[str, Any]):
    """A mapping that remembers the first and last line of each of its keys."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, tuple[int, int]] = {}


class YesNo(str):
    """`yes`, `no`, `on` or `off` without quotes: text where text is compared, a boolean where a property asks for one."""

    __slots__ = ()


class Source(Struct, kw_only=True):
    """A file as values, and what could not be read of it."""

    root: Placed = field(default_factory=Placed)
    gaps: list[Gap] = []


class _Wrong(Exception):
    """What is wrong with a file, and on which line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def parse(text: str, shown: str) -> Source:
    """A file as values; after a mistake, what stands whole before it."""
    reader = _Reader(shown)
    try:
        return Source(root=reader.mapping(text), gaps=reader.gaps)
    except _Wrong as problem:
        if not text.lstrip().startswith("{"):
            return _salvaged(text, shown, problem)
        return _by_json(text, shown, problem)


def _salvaged(text: str, shown: str, problem: _Wrong) -> Source:
    """What stands before the block that holds the mistake."""
    before = "".join(text.splitlines(keepends=True)[: max(problem.line - 1, 0)])
    starts = [m.start() for m in _TOP.finditer(before)]
    gap = _gap(shown, problem.line, f"the YAML has an error here: {problem}")
    reader = _Reader(shown)
    for cut in (len(before), *reversed(starts[-3:])):
        try:
            return Source(root=reader.mapping(before[:cut]), gaps=[gap])
        except _Wrong:
            continue
    return Source(gaps=[gap])


def _by_json(text: str, shown: str, problem: _Wrong) -> Source:
    """JSON that is no YAML (surrogate pairs, long keys): read without lines."""
    try:
        found = json.loads(text, object_pairs_hook=_unplaced)
    except (ValueError, RecursionError):
        return Source(gaps=[_gap(shown, problem.line, f"the JSON has an error here: {problem}")])
    return Source(root=found) if isinstance(found, Placed) else Source(gaps=[_gap(shown, 1, "the file holds no mapping")])


def _unplaced(pairs: list[tuple[str, Any]]) -> Placed:
    made = Placed()
    made.update((clean(k), _cleaned(v)) for k, v in pairs)
    return made


def _cleaned(value: Any) -> Any:
    """Text without forged symbols, which an escape may spell."""
    if isinstance(value, list):
        return [_cleaned(v) for v in value]
    return clean(value) if isinstance(value, str) else value


def _gap(shown: str, line: int, what: str) -> Gap:
    origin = Origin(file=shown, line=line, end_line=line, dialect="cloudformation")
    return Gap(what=what, origin=origin, leaves_open="every answer about what the file declares there")


class _Reader:
    """Turns the parser's nodes into values."""

    def __init__(self, shown: str) -> None:
        self.gaps: list[Gap] = []
        self._shown = shown
        self._left = MAX_NODES
        self._ends: dict[int, int] = {}

    def mapping(self, text: str) -> Placed:
        """The one mapping that a file holds."""
        node = self._composed(text)
        value = self._value(node, 0) if node is not None else None
        if not isinstance(value, Placed):
            raise _Wrong(1, "the file holds no mapping")
        return value

    def _composed(self, text: str) -> yaml.Node | None:
        loader = _LOADER(text)
        try:
            node: yaml.Node | None = loader.get_node() if loader.check_node() else None
            if node is not None and loader.check_node():
                self.gaps.append(_gap(self._shown, node.end_mark.line + 1, "a second document stands in the file"))
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            raise _Wrong(min(mark.line, text.rstrip().count("\n")) + 1 if mark else 1, str(problem.problem or problem.context)) from None
        except (yaml.YAMLError, RecursionError, ValueError) as problem:
            raise _Wrong(1, str(problem).split("\n", 1)[0] or "it is nested too deeply") from None
        finally:
            loader.dispose()
        return node

    def _value(self, node: yaml.Node, depth: int) -> Any:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise _Wrong(node.start_mark.line + 1, "it is nested too deeply" if self._left >= 0 else "it names too many values")
        tag = node.tag or ""
        value = self._plain(node, depth)
        return value if not tag.startswith("!") or len(tag) < 2 else self._long(tag[1:], value)

    def _plain(self, node: yaml.Node, depth: int) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            made = [self._value(v, depth + 1) for v in node.value]
            self._ends[id(node)] = max((self._end(v) for v in node.value), default=_last(node))
            return made
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Placed:
        made = Placed()
        end = _last(node) if not node.value else 0
        for key, item in node.value:
            value = self._value(item, depth + 1)
            end = max(end, self._end(item))
            if key.tag == "tag:yaml.org,2002:merge" and isinstance(value, Placed):
                made.update({k: v for k, v in value.items() if k not in made})
                made.lines = {**value.lines, **made.lines}
                continue
            self._put(made, key, value, self._end(item))
        self._ends[id(node)] = end
        return made

    def _put(self, made: Placed, key: yaml.Node, value: Any, end: int) -> None:
        name = clean(str(key.value)) if isinstance(key, yaml.ScalarNode) else ""
        line = key.start_mark.line + 1
        if name in made:
            self.gaps.append(_gap(self._shown, line, f"`{name}` stands twice; the last counts"))
        made[name] = value
        made.lines[name] = (line, max(line, end))

    def _end(self, node: yaml.Node) -> int:
        return self._ends.get(id(node)) or _last(node)

    @staticmethod
    def _long(tag: str, value: Any) -> Placed:
        made = Placed()
        if tag == "GetAtt" and isinstance(value, str):
            value = value.split(*_ARRAY_FORM)
        made[tag if tag in _BARE else f"Fn::{tag}"] = value
        return made


def _last(node: yaml.Node) -> int:
    """The last line of a node: a block ends where the next token begins."""
    end = node.end_mark
    return int(end.line if end.column == 0 and end.line > node.start_mark.line else end.line + 1)


def _scalar(node: yaml.Node) -> Any:
    """A scalar; numbers that are not plainly whole stay text, as CloudFormation passes them on."""
    text = clean(str(node.value))
    if getattr(node, "style", None) in _QUOTED:
        return text
    if not text:
        return None
    if text[0] in "-0123456789":
        return int(text) if _INT.fullmatch(text) else text
    folded = text.casefold()
    if folded in ("true", "false"):
        return folded == "true"
    if folded in ("null", "~"):
        return None
    return YesNo(text) if folded in ("yes", "no", "on", "off") else text
