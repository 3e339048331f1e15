# SPDX-License-Identifier: Apache-2.0
"""The shape of a Terraform file: bodies of attributes and blocks with their lines; expressions stay text until someone asks.

Structure follows HCL's native syntax (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md). tree-sitter finds it,
so that a file with a mistake in it still yields everything around the mistake; `.tf.json` comes to the same shapes in `json_syntax`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_NESTING: Final = 100
"""Blocks inside blocks; providers' schemas stay below ten."""


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
        self._gaps: list[Gap] = []

    def read(self) -> tuple[Body, tuple[Gap, ...]]:
        """The whole file."""
        root = _parser().parse(self._data).root_node
        bodies = [n for n in root.named_children if n.type == "body"]
        if root.has_error:
            self._note_errors(root)
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for part in bodies:
            self._collect(part, attributes, blocks, 0)
        for stray in (n for n in root.children if n.type == "ERROR"):
            blocks.extend(b for n in _inside(stray, "block") if (b := self._block(n, 0)))
        return Body(attributes=attributes, blocks=tuple(blocks)), tuple(self._gaps)

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
            self._gap(node.start_point.row + 1, f"`{word}` is set twice in one block; the first counts")
            return
        expr = Expression(source=self._text(value), origin=self._origin(value))
        attributes[word] = Attribute(name=word, expr=expr, origin=self._origin(node))

    def _block(self, node: Node, depth: int) -> Block | None:
        if depth > MAX_NESTING:
            self._gap(node.start_point.row + 1, "blocks are nested too deeply to read")
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
                lines.add(node.start_point.row + 1)
            elif node.has_error:
                stack.extend(node.children)
        for line in sorted(lines):
            self._gap(line, "there is a syntax error here; what stands around it was read")

    def _gap(self, line: int, what: str) -> None:
        origin = Origin(file=self._file, line=line, end_line=line)
        self._gaps.append(Gap(what=what, origin=origin, leaves_open="what is declared at this place"))

    def _origin(self, node: Node) -> Origin:
        end = node.end_point
        return Origin(file=self._file, line=node.start_point.row + 1, end_line=end.row + (1 if end.column else 0))

    def _text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _inside(node: Node, kind: str) -> Iterator[Node]:
    """The outermost nodes of `kind` below `node`, in order."""
    stack = list(reversed(node.named_children))
    while stack:
        here = stack.pop()
        if here.type == kind:
            yield here
        else:
            stack.extend(reversed(here.named_children))
