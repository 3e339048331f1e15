# SPDX-License-Identifier: Apache-2.0
"""Templates: quoted strings, heredocs and template files with `${…}` and `%{…}` in them.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions. Text is first cut into pieces (literal runs,
interpolations, directives), then strip markers and heredoc indentation work on the literal pieces, then directives are nested.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.sources.terraform import nodes
from intramuros.sources.terraform.scanner import Scanner
from intramuros.sources.terraform.values import Mistake, NotKnown, literal

Kind = Literal["quoted", "heredoc", "file"]
ReadExpression = Callable[[Scanner], nodes.Node]

_RUN: Final = lazy(r'[^"\\$%\n]+')
_RUN_RAW: Final = lazy(r"[^$%\n]+")
_ESCAPE: Final = lazy(r"\\(?:[nrt\"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SPACES: Final = " \t\n\r\v\f\x85\xa0"
"""What Go's unicode.IsSpace takes for a space."""


class Piece(Struct):
    """A literal run, an interpolation, or a directive of a template."""

    text: str | None = None
    """A literal run; None for the others."""
    node: nodes.Node | None = None
    """An interpolation's expression, or the condition or source of a directive."""
    word: str = ""
    """`if`, `else`, `endif`, `for`, `endfor` of a directive."""
    names: tuple[str, ...] = ()
    """Names that a `for` binds."""


def read(scanner: Scanner, kind: Kind, expression: ReadExpression) -> nodes.Node:
    """The template from the scanner's place on: to the closing quote, or to the end of the text."""
    pieces = _Cutter(scanner, kind, expression).cut()
    return _Nester(pieces).whole()


def read_heredoc(opening: str, body: str, expression: ReadExpression) -> nodes.Node:
    """A heredoc from its opening (`<<-EOT`) and the lines between it and the closing word."""
    pieces = _Cutter(Scanner(body), "heredoc", expression).cut()
    if opening.startswith("<<-"):
        _unindent(pieces)
    return _Nester(pieces).whole()


class _Cutter:
    """Cuts a template into pieces."""

    def __init__(self, scanner: Scanner, kind: Kind, expression: ReadExpression) -> None:
        self._scanner = scanner
        self._text = scanner.text
        self._quoted = kind == "quoted"
        self._expression = expression
        self._pieces: list[Piece] = []
        self._run: list[str] = []
        self._strip_next = False

    def cut(self) -> list[Piece]:
        """All pieces; the scanner then stands behind the template."""
        at, end = self._scanner.at, len(self._text)
        while at < end:
            if self._quoted and self._text[at] == '"':
                self._scanner.move(at + 1)
                self._flush()
                return self._pieces
            at = self._next(at)
        if self._quoted:
            raise Mistake("a quoted string has no end")
        self._scanner.move(at)
        self._flush()
        return self._pieces

    def _next(self, at: int) -> int:
        text = self._text
        if text.startswith(("${", "%{"), at):
            self._flush()
            return self._sequence(at)
        if text.startswith(("$${", "%%{"), at):
            self._run.append(text[at] + "{")
            return at + 3
        if self._quoted and text[at] == "\\":
            return self._escape(at)
        run = (_RUN if self._quoted else _RUN_RAW).match(text, at)
        piece = run[0] if run else text[at]
        self._run.append(piece)
        if piece == "\n" and not self._quoted:  # HCL's scanner cuts literal text at line ends; strip markers stop there
            self._flush()
        return at + len(piece)

    def _escape(self, at: int) -> int:
        found = _ESCAPE.match(self._text, at)
        if found is None:
            raise Mistake(f"`{self._text[at : at + 2]}` is no escape sequence")
        code = found[0][1:]
        self._run.append(_ESCAPED[code] if code in _ESCAPED else _character(int(code[1:], 16), found[0]))
        return found.end()

    def _flush(self) -> None:
        if self._run:
            text = literal("".join(self._run))
            self._run = []
            self._pieces.append(Piece(text=text.lstrip(_SPACES) if self._strip_next else text))
            self._strip_next = False

    def _sequence(self, at: int) -> int:
        opening, inner = self._text[at], at + 2
        if self._text.startswith("~", inner):
            inner += 1
            if self._pieces and self._pieces[-1].text is not None:
                self._pieces[-1].text = self._pieces[-1].text.rstrip(_SPACES)
        self._strip_next = False
        scanner = self._scanner
        scanner.move(inner)
        before = scanner.count_lines(yes=False)
        self._pieces.append(Piece(node=self._expression(scanner)) if opening == "$" else self._directive(scanner))
        self._strip_next = scanner.accept("~")
        scanner.expect("}")
        end = scanner.at
        scanner.count_lines(yes=before)
        return end

    def _directive(self, scanner: Scanner) -> Piece:
        word = scanner.read().text
        if word == "if":
            return Piece(word=word, node=self._expression(scanner))
        if word == "for":
            names = [scanner.read().text]
            if scanner.accept(","):
                names.append(scanner.read().text)
            scanner.expect("in")
            return Piece(word=word, names=tuple(names), node=self._expression(scanner))
        if word in ("else", "endif", "endfor"):
            return Piece(word=word)
        raise Mistake(f"`{word}` is no template directive")


def _character(code: int, written: str) -> str:
    if code >= 0x110000 or 0xD800 <= code < 0xE000:
        raise Mistake(f"`{written}` is no character")
    return chr(code)


def _unindent(pieces: list[Piece]) -> None:
    """Take the smallest indentation of all lines off each of them (`<<-`); blank lines have none to count."""
    least, adjust, fresh = None, [], True
    for piece in pieces:
        if fresh:
            fresh = False
            text = piece.text or ""
            bare = text.lstrip(_SPACES)
            if bare or not text.endswith("\n"):
                spaces = len(text) - len(bare)
                least = spaces if least is None else min(least, spaces)
                adjust.append(piece)
        if piece.text is not None and piece.text.endswith("\n"):
            fresh = True
    for piece in adjust:
        if piece.text is not None and least:
            piece.text = piece.text[least:]


class _Nester:
    """Nests directives and joins neighbouring literals."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0

    def whole(self) -> nodes.Node:
        """The template as one node; a template that is one interpolation and nothing else keeps its value's type."""
        if len(self._pieces) == 1 and self._pieces[0].node is not None and not self._pieces[0].word:
            return self._pieces[0].node
        node, ended = self._until(())
        if ended:
            raise Mistake(f"the directive `{ended}` belongs to nothing")
        return node

    def _until(self, ends: tuple[str, ...]) -> tuple[nodes.Node, str]:
        parts: list[nodes.Node] = []
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            self._at += 1
            if piece.word in ("else", "endif", "endfor"):
                if piece.word not in ends:
                    raise Mistake(f"the directive `{piece.word}` belongs to nothing")
                return _joined(parts), piece.word
            parts.append(self._part(piece))
        if ends:
            raise Mistake(f"the directive `{ends[-1]}` is missing")
        return _joined(parts), ""

    def _part(self, piece: Piece) -> nodes.Node:
        if piece.node is None:
            return nodes.Literal(piece.text)
        if not piece.word:
            return piece.node
        self._depth += 1
        if self._depth > 50:
            raise NotKnown("template directives are nested too deeply to read")
        made = self._if(piece.node) if piece.word == "if" else self._for(piece.node, piece.names)
        self._depth -= 1
        return made

    def _if(self, condition: nodes.Node) -> nodes.Node:
        yes, ended = self._until(("else", "endif"))
        no: nodes.Node = nodes.Literal("")
        if ended == "else":
            no, _ = self._until(("endif",))
        return nodes.TemplateIf(condition, yes, no)

    def _for(self, source: nodes.Node, names: tuple[str, ...]) -> nodes.Node:
        body, _ = self._until(("endfor",))
        return nodes.TemplateFor(nodes.For(names, source, None, body, None, grouped=False))


def _joined(parts: list[nodes.Node]) -> nodes.Node:
    merged: list[nodes.Node] = []
    for part in parts:
        last = merged[-1] if merged else None
        if (
            isinstance(part, nodes.Literal)
            and isinstance(part.value, str)
            and isinstance(last, nodes.Literal)
            and isinstance(last.value, str)
        ):
            merged[-1] = nodes.Literal(last.value + part.value)
        else:
            merged.append(part)
    if not merged:
        return nodes.Literal("")
    only = merged[0]
    return only if len(merged) == 1 and isinstance(only, nodes.Literal) and isinstance(only.value, str) else nodes.Template(tuple(merged))
