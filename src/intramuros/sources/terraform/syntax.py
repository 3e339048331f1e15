# SPDX-License-Identifier: Apache-2.0
"""The shape of a Terraform file: bodies of attributes and blocks with their lines; expressions stay text until someone asks.

Structure follows HCL's native syntax (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md). tree-sitter finds it,
so that a file with a mistake in it still yields everything around the mistake; `.tf.json` comes to the same shapes in `json_syntax`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_NESTING: Final = 100
"""Blocks inside blocks; providers' schemas stay below ten."""
_TOP_LEVEL: Final = lazy(
    rb"(?:resource|data|module|variable|output|locals|provider|terraform|ephemeral|moved|import|removed|check)[ \t\"{]"
)
_HEREDOC: Final = re.compile(rb"<<-?(\w[\w-]*)\s*$")


class Expression(Struct, kw_only=True, eq=False):
    """What stands right of `=`: HCL source text, or a JSON value whose strings are templates."""

    source: str | None = None
    """HCL text of the expression; None where it comes from JSON."""
    json: Any = None
    """The plain JSON value, where `source` is None."""
    origin: Origin
    node: Any = None
    """The parsed expression, filled in when it is first evaluated."""


class Attribute(Struct, frozen=True, kw_only=True, eq=False):
    """`name = expression`."""

    name: str
    expr: Expression
    origin: Origin


class Body(Struct, frozen=True, kw_only=True, eq=False):
    """What stands between the braces of a block, or in a whole file."""

    attributes: dict[str, Attribute]
    blocks: tuple[Block, ...] = ()


class Block(Struct, frozen=True, kw_only=True, eq=False):
    """`type "label" … { body }`."""

    type: str
    labels: tuple[str, ...]
    body: Body
    origin: Origin


def parse(data: bytes, file: str) -> tuple[Body, tuple[Gap, ...]]:
    """A `.tf` or `.tfvars` file; each syntax error is a gap with its line, and what stands around it is still read."""
    return _Reader(data, file).read()


def parse_json(data: bytes, file: str) -> tuple[Body, tuple[Gap, ...]]:
    """A `.tf.json` or `.tfvars.json` file in the same shapes."""
    from intramuros.sources.terraform.json_syntax import read

    return read(data, file)


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


class _Reader:
    """One file on its way from tree-sitter's tree to a body."""

    def __init__(self, data: bytes, file: str) -> None:
        self._data = data if data.endswith(b"\n") else data + b"\n"  # a heredoc's closing word needs its line's end
        self._file = file
        self._first_line = 1
        self._gaps: list[Gap] = []

    def read(self) -> tuple[Body, tuple[Gap, ...]]:
        """The whole file; one with a mistake block by block, as the parser's own recovery may swallow what follows a mistake."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        root = _parser().parse(self._data).root_node
        if not root.has_error:
            self._add(root, attributes, blocks)
            return Body(attributes=attributes, blocks=tuple(blocks)), tuple(self._gaps)
        for line, chunk in _chunks(self._data):
            self._first_line, self._data = line, chunk
            part = _parser().parse(chunk).root_node
            if part.has_error:
                self._note_errors(part)
            self._add(part, attributes, blocks)
        return Body(attributes=attributes, blocks=tuple(blocks)), tuple(self._gaps)

    def _add(self, root: Node, attributes: dict[str, Attribute], blocks: list[Block]) -> None:
        for part in root.named_children:
            if part.type == "body":
                self._collect(part, attributes, blocks, 0)
            elif part.type == "ERROR":
                blocks.extend(b for n in _inside(part, "block") if (b := self._block(n, 0)))

    def _collect(self, body: Node, attributes: dict[str, Attribute], blocks: list[Block], depth: int) -> None:
        for node in body.named_children:
            kind = node.type
            if kind == "attribute":
                self._attribute(node, attributes)
            elif kind == "block":
                block = self._block(node, depth)
                if block:
                    blocks.append(block)
            elif kind == "ERROR":  # what is whole inside it counts; a loose attribute may belong anywhere
                blocks.extend(b for n in _inside(node, "block") if (b := self._block(n, depth)))

    def _attribute(self, node: Node, attributes: dict[str, Attribute]) -> None:
        children = node.named_children
        name = children[0]
        value = children[-1]
        if value.type != "expression" or name.type != "identifier" or len(children) < 2:
            return
        word = self._text(name)
        if word in attributes:
            self._gap(self._line(node), f"`{word}` is set twice in one block; the first counts")
            return
        expr = Expression(source=self._text(value), origin=self._origin(value))
        attributes[word] = Attribute(name=word, expr=expr, origin=self._origin(node))

    def _block(self, node: Node, depth: int) -> Block | None:
        if depth > MAX_NESTING:
            self._gap(self._line(node), "blocks are nested too deeply to read")
            return None
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        words: list[str] = []
        for child in node.named_children:
            kind = child.type
            if kind == "identifier":
                words.append(self._text(child))
            elif kind == "string_lit":
                words.append(self._text(child)[1:-1])
            elif kind == "body":
                self._collect(child, attributes, blocks, depth + 1)
        if not words:
            return None
        body = Body(attributes=attributes, blocks=tuple(blocks))
        return Block(type=words[0], labels=tuple(words[1:]), body=body, origin=self._origin(node))

    def _note_errors(self, root: Node) -> None:
        stack, lines = [root], set()
        while stack:
            node = stack.pop()
            if node.is_error or node.is_missing:
                lines.add(self._line(node))
            elif node.has_error:
                stack.extend(node.children)
        for line in sorted(lines):
            self._gap(line, "there is a syntax error here; what stands around it was read")

    def _gap(self, line: int, what: str) -> None:
        origin = Origin(file=self._file, line=line, end_line=line)
        self._gaps.append(Gap(what=what, origin=origin, leaves_open="what is declared at this place"))

    def _origin(self, node: Node) -> Origin:
        end = node.end_point
        last = self._first_line + end.row - (0 if end.column else 1)
        return Origin(file=self._file, line=self._line(node), end_line=last)

    def _line(self, node: Node) -> int:
        return self._first_line + node.start_point.row

    def _text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _chunks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The file cut before each line that begins a top-level block, with the number of each part's first line; heredocs stay whole."""
    start, held, closing = 1, bytearray(), b""
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        if closing:
            closing = b"" if line.strip() == closing else closing
        elif _TOP_LEVEL.match(line) and held:
            yield start, bytes(held)
            start, held = number, bytearray()
        opened = None if closing else _HEREDOC.search(line)
        closing = opened[1] if opened else closing
        held += line
    yield start, bytes(held)


def _inside(node: Node, kind: str) -> Iterator[Node]:
    """The outermost nodes of `kind` below `node`, in order."""
    stack = list(reversed(node.named_children))
    while stack:
        here = stack.pop()
        if here.type == kind:
            yield here
        else:
            stack.extend(reversed(here.named_children))
