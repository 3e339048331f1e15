# SPDX-License-Identifier: Apache-2.0
"""From the text of an expression to its parts: a recursive descent with operator precedence.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions. The file's structure is tree-sitter's; expressions are read
here because template files and JSON strings hold them too, and because trimming and heredoc indentation need every space.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.terraform import nodes, templates
from intramuros.sources.terraform.primitives import parse_number
from intramuros.sources.terraform.scanner import Scanner
from intramuros.sources.terraform.values import Mistake, NotKnown, literal

MAX_DEPTH: Final = 64
"""Expressions inside expressions: each takes up to nine of Python's frames to read."""
MAX_SOURCE: Final = 4 * 1024 * 1024
_PRECEDENCE: Final[tuple[tuple[str, ...], ...]] = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_PLAIN_STRING: Final = lazy(r'"([^"\\$%\n]*)"')
_PLAIN_WORD: Final = lazy(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)+")


def parse_expression(text: str) -> nodes.Node:
    """The expression that `text` is.

    Raises:
        Mistake: it is none.

    """
    plain = _PLAIN_STRING.fullmatch(text)
    if plain:
        return nodes.Literal(literal(plain[1]))
    if _PLAIN_WORD.fullmatch(text):
        root, *path = text.split(".")
        return nodes.Variable(root, tuple(path))
    grammar = _started(text)
    node = grammar.expression()
    grammar.end()
    return node


def parse_template(text: str) -> nodes.Node:
    """A template file's or JSON string's text as a template."""
    if "${" not in text and "%{" not in text:
        return nodes.Literal(literal(text))
    grammar = _started(text)
    return templates.read(grammar.scanner, "file", grammar.inner)


def _started(text: str) -> Grammar:
    if len(text) > MAX_SOURCE:
        raise NotKnown("the expression is too long to read")
    return Grammar(Scanner(text))


class Grammar:
    """One pass over one text."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self._depth = 0

    def end(self) -> None:
        """Nothing may follow."""
        token = self.scanner.peek()
        if token.kind != "end":
            raise Mistake(f"the expression should end before `{token.text[:20]}`")

    def inner(self, scanner: Scanner) -> nodes.Node:
        """An expression inside a template that `scanner` goes along (this text, or the body of a heredoc)."""
        if scanner is self.scanner:
            return self.expression()
        outer, self.scanner = self.scanner, scanner
        node = self.expression()
        self.scanner = outer
        return node

    def expression(self) -> nodes.Node:
        """A whole expression: operations, then `? :`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotKnown("the expression is nested too deeply to read")
        node = self._climb(self._unary(), 0)
        if self.scanner.accept("?"):
            node = self._conditional(node)
        self._depth -= 1
        return node

    def _conditional(self, condition: nodes.Node) -> nodes.Node:
        self._skip()
        yes = self.expression()
        self._skip()
        self.scanner.expect(":")
        self._skip()
        return nodes.Conditional(condition, yes, self.expression())

    def _skip(self) -> None:
        if self.scanner.lines_count:
            self.scanner.skip_lines()

    def _climb(self, first: nodes.Node, level: int) -> nodes.Node:
        """Extend `first` with every operator of `level` and above, lower levels binding last."""
        for precedence in range(len(_PRECEDENCE) - 1, level - 1, -1):
            operands = [first]
            words: list[str] = []
            while (word := self._operator(precedence)) is not None:
                words.append(word)
                self._skip()
                operands.append(self._climb(self._unary(), precedence + 1))
            if words:
                first = _chained(operands, words)
        return first

    def _operator(self, precedence: int) -> str | None:
        token = self.scanner.peek()
        if token.kind != "mark" or token.text not in _PRECEDENCE[precedence]:
            return None
        self.scanner.move(token.end)
        return token.text

    def _unary(self) -> nodes.Node:
        words: list[str] = []
        while (token := self.scanner.peek()).kind == "mark" and token.text in "-!":
            words.append(token.text)
            self.scanner.move(token.end)
        if len(words) > MAX_DEPTH:
            raise NotKnown("the expression is nested too deeply to read")
        node = self._with_steps(self._primary())
        for word in reversed(words):
            node = nodes.Unary(word, node)
        return node

    def _primary(self) -> nodes.Node:
        token = self.scanner.read()
        if token.kind == "word":
            return self._word(token.text)
        if token.kind == "number":
            return nodes.Literal(parse_number(token.text))
        if token.kind == "quote":
            return templates.read(self.scanner, "quoted", self.inner)
        if token.kind == "heredoc":
            return self._heredoc(token.text, token.end)
        opened = self._brackets.get(token.text)
        if opened is None:
            raise Mistake(f"an expression was expected where `{token.text[:20].strip() or 'the end'}` stands")
        return opened(self)

    def _word(self, word: str) -> nodes.Node:
        if self.scanner.peek().text == "(":
            return self._call(word)
        return nodes.Literal(_CONSTANTS[word]) if word in _CONSTANTS else nodes.Variable(word)

    def _call(self, name: str) -> nodes.Node:
        self.scanner.expect("(")
        before = self.scanner.count_lines(yes=False)
        arguments: list[nodes.Node] = []
        expanded = False
        while not self.scanner.accept(")"):
            arguments.append(self.expression())
            expanded = self.scanner.accept("...")
            if not self.scanner.accept(","):
                self.scanner.expect(")")
                break
        self.scanner.count_lines(yes=before)
        return nodes.Call(name, tuple(arguments), expanded)

    def _heredoc(self, opening: str, start: int) -> nodes.Node:
        word = opening.strip().lstrip("<").removeprefix("-")
        end = re.compile(rf"^[ \t]*{re.escape(word)}[ \t\r]*$", re.MULTILINE).search(self.scanner.text, start)
        if end is None:
            raise Mistake(f"the heredoc has no closing `{word}`")
        body = self.scanner.text[start : end.start()].replace("\r\n", "\n")
        node = templates.read_heredoc(opening, body, self.inner)
        self.scanner.move(end.end())
        return node

    def _parenthesis(self) -> nodes.Node:
        before = self.scanner.count_lines(yes=False)
        node = self.expression()
        self.scanner.expect(")")
        self.scanner.count_lines(yes=before)
        return nodes.Paren(node)

    def _tuple(self) -> nodes.Node:
        before = self.scanner.count_lines(yes=False)
        node = self._for("]") if self._at_for() else nodes.TupleOf(self._items("]"))
        self.scanner.count_lines(yes=before)
        return node

    def _items(self, closing: str) -> tuple[nodes.Node, ...]:
        items: list[nodes.Node] = []
        while not self.scanner.accept(closing):
            items.append(self.expression())
            if not self.scanner.accept(","):
                self.scanner.expect(closing)
                break
        return tuple(items)

    def _object(self) -> nodes.Node:
        before = self.scanner.count_lines(yes=False)
        if self._at_for():
            node = self._for("}")
        else:
            self.scanner.count_lines(yes=True)
            node = nodes.ObjectOf(tuple(self._object_items()))
        self.scanner.count_lines(yes=before)
        return node

    def _object_items(self) -> list[tuple[nodes.Node, nodes.Node]]:
        items: list[tuple[nodes.Node, nodes.Node]] = []
        while True:
            self.scanner.skip_lines()
            if self.scanner.accept("}"):
                return items
            key = self.expression()
            if isinstance(key, nodes.Variable) and not key.path:
                key = nodes.Literal(key.root)  # a bare word is a key; in parentheses it is a name
            elif isinstance(key, nodes.Literal) and (key.value is None or isinstance(key.value, bool)):
                key = nodes.Literal({None: "null", True: "true", False: "false"}[key.value])
            if not self.scanner.accept("="):
                self.scanner.expect(":")
            self._skip()
            items.append((key, self.expression()))
            ended = self.scanner.peek()
            if ended.text == "," or ended.kind == "newline":
                self.scanner.read()
            elif ended.text != "}":
                raise Mistake(f"`,` or a new line was expected where `{ended.text[:20]}` stands")

    def _at_for(self) -> bool:
        token = self.scanner.peek()
        if token.text != "for" or token.kind != "word":
            return False
        follows = Scanner(self.scanner.text, token.end).peek()
        return follows.kind == "word"

    def _for(self, closing: str) -> nodes.Node:
        scanner = self.scanner
        scanner.read()
        names = [scanner.read().text]
        if scanner.accept(","):
            names.append(scanner.read().text)
        scanner.expect("in")
        source = self.expression()
        scanner.expect(":")
        key, result = None, self.expression()
        if closing == "}":
            scanner.expect("=>")
            key, result = result, self.expression()
        grouped = scanner.accept("...")
        condition = None
        if scanner.peek().text == "if":
            scanner.read()
            condition = self.expression()
        scanner.expect(closing)
        return nodes.For(tuple(names), source, key, result, condition, grouped)

    def _with_steps(self, node: nodes.Node) -> nodes.Node:
        """`.name`, `.0`, `[key]`, `[*]`, `.*` after a term."""
        steps = 0
        while (token := self.scanner.peek()).kind == "mark" and token.text in (".", "["):
            steps += 1
            if steps > MAX_DEPTH:
                raise NotKnown("too many steps in one traversal")
            self.scanner.move(token.end)
            node = self._dot(node) if token.text == "." else self._bracket(node)
        return node

    def _dot(self, node: nodes.Node) -> nodes.Node:
        if self.scanner.accept("*"):
            return nodes.Splat(node, self._attribute_steps())
        return self._named_step(node)

    def _named_step(self, node: nodes.Node) -> nodes.Node:
        digits = self.scanner.digits()
        if digits is not None:
            return _stepped(node, int(digits[:18]))
        token = self.scanner.read()
        if token.kind != "word":
            raise Mistake(f"an attribute's name was expected where `{token.text[:20]}` stands")
        return _stepped(node, token.text)

    def _attribute_steps(self) -> nodes.Node:
        """What follows `.*`: attributes and `.0` belong to each element, `[0]` to the whole."""
        node: nodes.Node = nodes.Variable(nodes.EACH)
        while self.scanner.peek().text == ".":
            self.scanner.read()
            node = self._named_step(node)
        return node

    def _bracket(self, node: nodes.Node) -> nodes.Node:
        before = self.scanner.count_lines(yes=False)
        if self.scanner.accept("*"):
            self.scanner.expect("]")
            self.scanner.count_lines(yes=before)
            return nodes.Splat(node, self._with_steps(nodes.Variable(nodes.EACH)))
        key = self.expression()
        self.scanner.expect("]")
        self.scanner.count_lines(yes=before)
        if isinstance(key, nodes.Literal) and isinstance(key.value, str | int) and not isinstance(key.value, bool):
            return _stepped(node, key.value)
        return nodes.Index(node, key)

    _brackets: Final[dict[str, Callable[[Grammar], nodes.Node]]] = {"(": _parenthesis, "[": _tuple, "{": _object}


def _stepped(node: nodes.Node, step: str | int) -> nodes.Node:
    """One plain step: part of the name where it follows one."""
    if isinstance(node, nodes.Variable):
        return nodes.Variable(node.root, (*node.path, step))
    return nodes.Index(node, nodes.Literal(step))


def _chained(operands: list[nodes.Node], words: list[str]) -> nodes.Node:
    if words[0] in ("&&", "||"):
        return nodes.Logic(words[0], tuple(operands))
    return nodes.Chain(operands[0], tuple(zip(words, operands[1:], strict=True)))
