# SPDX-License-Identifier: Apache-2.0
"""Expressions and types of Bicep, with the precedences and the rules about newlines of the language's own parser.

Source: https://github.com/Azure/bicep/blob/main/src/Bicep.Core/Parsing/BaseParser.cs and TokenTypeHelper.cs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from intramuros.sources.bicep import tree
from intramuros.sources.bicep.words import TOO_MANY, Words, cut, unescaped

MAX_NESTING: Final = 90
MAX_CHAIN: Final = 200
_PRECEDENCE: Final = {
    "*": 100, "/": 100, "%": 100, "+": 90, "-": 90, ">": 80, ">=": 80, "<": 80, "<=": 80,
    "==": 70, "!=": 70, "=~": 70, "!~": 70, "&&": 50, "||": 40, "??": 30,
}  # fmt: skip
_LITERALS: Final = {"true": True, "false": False, "null": None}
T = TypeVar("T")


class Unreadable(Exception):
    """What stands at a word is not Bicep."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(what)
        self.index = index
        self.what = what


class Expressions:
    """A cursor over the words of one file."""

    def __init__(self, text: str) -> None:
        self.words: Words = cut(text)
        self.kinds = self.words.kinds
        self.texts = self.words.texts
        self.at = 0
        self._depth = 0

    def line(self, index: int | None = None) -> int:
        """The line of a word; of the next one without `index`."""
        return self.words.line(self.at if index is None else index)

    def last_line(self) -> int:
        """The line on which the word before ends."""
        before = self.at - 1
        text = self.texts[before]
        return self.words.line(before) + (text.count("\n") if self.kinds[before] in {"raw", "rawtail"} else 0)

    def skip(self) -> None:
        """Pass over newlines."""
        while self.kinds[self.at] == "nl":
            self.at += 1

    def take(self, kind: str) -> bool:
        """Pass over the next word where it is of this kind."""
        if self.kinds[self.at] == kind:
            self.at += 1
            return True
        return False

    def expect(self, kind: str) -> str:
        """The next word, which must be of this kind."""
        if self.kinds[self.at] != kind:
            raise self.refuse(
                f"`{kind}`" if kind not in {"id", "str", "nl"} else {"id": "a name", "str": "a string", "nl": "a new line"}[kind]
            )
        self.at += 1
        return self.texts[self.at - 1]

    def is_word(self, word: str, ahead: int = 0) -> bool:
        """Whether a word ahead is this name."""
        index = min(self.at + ahead, len(self.kinds) - 1)
        return self.kinds[index] == "id" and self.texts[index] == word

    def refuse(self, wanted: str) -> Unreadable:
        """What to raise where something else was wanted."""
        kind = self.kinds[self.at]
        if kind == "bad" and self.texts[self.at].startswith("'''"):
            return Unreadable(self.at, "a string of several lines has no end, and nothing below it is read")
        if kind == "bad" and self.texts[self.at] == TOO_MANY:
            return Unreadable(self.at, "the file holds too many words, and nothing below this is read")
        shown = {"nl": "the line's end", "end": "the file's end", "bad": f"`{self.texts[self.at][:20]}`"}.get(
            kind, f"`{self.texts[self.at][:20]}`"
        )
        return Unreadable(self.at, f"{wanted} is expected where {shown} stands")

    def deeper(self, work: Callable[[], T]) -> T:
        """`work`, one level further in."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            self._depth = 0
            raise Unreadable(self.at, f"expressions are nested more than {MAX_NESTING} deep")
        made = work()
        self._depth -= 1
        return made

    def restart(self) -> None:
        """Forget the depth at which a statement was given up."""
        self._depth = 0

    # -- expressions -------------------------------------------------------------------------------------------------------------

    def expression(self) -> tree.Expr:
        """One expression, ternaries included."""
        made = self._binary(0)
        if self._beyond_newline("?"):
            self.at += 1
            then = self.deeper(self.expression)
            if not self._beyond_newline(":"):
                raise self.refuse("`:`")
            self.at += 1
            return tree.Choice(made, then, self.deeper(self.expression))
        return made

    def _beyond_newline(self, kind: str) -> bool:
        """Whether this word comes next, newlines or not; those are then passed over."""
        index = self.at
        while self.kinds[index] == "nl":
            index += 1
        if self.kinds[index] != kind:
            return False
        self.at = index
        return True

    def _binary(self, above: int) -> tree.Expr:
        made = self._unary()
        for _ in range(MAX_CHAIN):
            sign = self.kinds[self.at]
            strength = _PRECEDENCE.get(sign, 0)
            if strength <= above:
                return made
            self.at += 1
            made = tree.Binary(sign, made, self._binary(strength))
        raise Unreadable(self.at, f"more than {MAX_CHAIN} operators stand in one expression")

    def _unary(self) -> tree.Expr:
        sign = self.kinds[self.at]
        if sign in {"!", "-", "+"}:
            self.at += 1
            return tree.Unary(sign, self.deeper(self._unary))
        return self._members(self._primary())

    def _members(self, made: tree.Expr) -> tree.Expr:
        for _ in range(MAX_CHAIN):
            kind = self.kinds[self.at]
            if kind == ".":
                made = self._member(made)
            elif kind == "[":
                made = self._item(made)
            elif kind == "::":
                self.at += 1
                made = tree.Nested(made, self.expect("id"))
            elif kind == "!":  # the author says that it is not null; nothing changes
                self.at += 1
            else:
                return made
        raise Unreadable(self.at, f"more than {MAX_CHAIN} members stand in one expression")

    def _member(self, of: tree.Expr) -> tree.Expr:
        self.at += 1
        safe = self.take("?")
        name = self.expect("id")
        if self.kinds[self.at] == "(":
            return tree.Call(name, self.arguments(), of)
        return tree.Member(of, name, safe)

    def _item(self, of: tree.Expr) -> tree.Expr:
        self.at += 1
        safe, from_end = self.take("?"), self.take("^")
        index = self.deeper(self.expression)
        self.expect("]")
        return tree.Item(of, index, safe, from_end)

    def arguments(self) -> tuple[tree.Expr, ...]:
        """`(a, b)`."""
        self.expect("(")
        found: list[tree.Expr] = []
        self.skip()
        while not self.take(")"):
            found.append(self.deeper(self.expression))
            self.skip()
            if self.kinds[self.at] != ")":
                self.expect(",")
                self.skip()
        return tuple(found)

    def _primary(self) -> tree.Expr:
        kind = self.kinds[self.at]
        if kind == "id":
            return self._name()
        if kind in {"str", "head", "raw", "rawhead"}:
            return self.text()
        if kind == "int":
            self.at += 1
            return tree.Literal(int(self.texts[self.at - 1][:20]))
        if kind == "{":
            return self.deeper(self.fields)
        if kind == "[":
            return self.deeper(self._items)
        if kind == "(":
            return self.deeper(self._parenthesis)
        raise self.refuse("an expression")

    def _name(self) -> tree.Expr:
        name = self.texts[self.at]
        self.at += 1
        following = self.kinds[self.at]
        if following == "(":
            return tree.Call(name, self.arguments())
        if following == "=>":
            return self._lambda((name,))
        return tree.Literal(_LITERALS[name]) if name in _LITERALS else tree.Name(name)

    def _lambda(self, names: tuple[str, ...]) -> tree.Expr:
        self.at += 1
        self.skip()
        return tree.Lambda(names, self.deeper(self.expression))

    def _parenthesis(self) -> tree.Expr:
        self.at += 1
        inside: list[tree.Expr] = []
        self.skip()
        while not self.take(")"):
            inside.append(self.expression())
            self.skip()
            if self.kinds[self.at] != ")":
                self.expect(",")
                self.skip()
        if self.kinds[self.at] == "=>":
            return self._lambda(tuple(i.name for i in inside if isinstance(i, tree.Name)))
        if len(inside) != 1:
            raise self.refuse("one expression in parentheses")
        return inside[0]

    def text(self) -> tree.Text:
        """A string, with its interpolations."""
        kind, word = self.kinds[self.at], self.texts[self.at]
        self.at += 1
        if kind == "str":
            inner = word[1:-1]
            return tree.Text((unescaped(inner),) if inner else ())
        if kind == "raw":
            return tree.Text((_dedented(word),) if word else ())
        if kind not in {"head", "rawhead"}:
            self.at -= 1
            raise self.refuse("a string")
        parts: list[str | tree.Expr] = [unescaped(word[1:-2]) if kind == "head" else _dedented(word)]
        while True:
            self.skip()
            parts.append(self.deeper(self.expression))
            self.skip()
            kind, word = self.kinds[self.at], self.texts[self.at]
            if kind not in {"mid", "tail", "rawmid", "rawtail"}:
                raise self.refuse("`}`")
            self.at += 1
            parts.append(unescaped(word[1 : -1 if kind == "tail" else -2]) if kind in {"mid", "tail"} else word)
            if kind in {"tail", "rawtail"}:
                return tree.Text(tuple(p for p in parts if p != ""))

    def _items(self) -> tree.Expr:
        ahead = 1
        while self.kinds[self.at + ahead] == "nl":
            ahead += 1
        if self.is_word("for", ahead):
            return self.loop(self.expression)
        self.at += 1
        self.skip()
        items: list[tree.Expr] = []
        lines: list[tuple[int, int]] = []
        while not self.take("]"):
            line = self.line()
            items.append(self._spread() if self.kinds[self.at] == "..." else self.expression())
            lines.append((line, self.last_line()))
            self._separator("]")
        return tree.Items(tuple(items), tuple(lines))

    def _separator(self, close: str) -> None:
        """Items and properties stand on lines of their own, or between commas."""
        if self.kinds[self.at] not in {close, ",", "nl"}:
            raise self.refuse("a new line or a comma")
        while self.kinds[self.at] in {",", "nl"}:
            self.at += 1

    def _spread(self) -> tree.Spread:
        line = self.line()
        self.at += 1
        return tree.Spread(self.expression(), line)

    def loop(self, body: Callable[[], tree.Expr]) -> tree.Loop:
        """`[for …]`, whatever stands in it."""
        self.expect("[")
        self.skip()
        self.at += 1  # for
        item, index = self._loop_names()
        if not self.is_word("in"):
            raise self.refuse("`in`")
        self.at += 1
        over = self.expression()
        self.expect(":")
        self.skip()
        condition = self.condition()
        made = self.deeper(body)
        self.skip()
        self.expect("]")
        return tree.Loop(item, index, over, made, condition)

    def _loop_names(self) -> tuple[str, str | None]:
        if not self.take("("):
            return self.expect("id"), None
        item = self.expect("id")
        self.expect(",")
        index = self.expect("id")
        self.expect(")")
        return item, index

    def condition(self) -> tree.Expr | None:
        """`if (…)`, where it stands here."""
        if not (self.is_word("if") and self.kinds[self.at + 1] == "("):
            return None
        self.at += 1
        made = self._parenthesis()
        self.skip()
        return made

    def fields(self) -> tree.Fields:
        """An object."""
        self.expect("{")
        self.skip()
        found: list[tree.Field | tree.Spread] = []
        resources: list[tree.Resource] = []
        while not self.take("}"):
            resource = self.nested_resource()
            if resource is not None:
                resources.append(resource)
            elif self.kinds[self.at] == "...":
                found.append(self._spread())
            else:
                found.append(self._field())
            self._separator("}")
        return tree.Fields(tuple(found), tuple(resources))

    def nested_resource(self) -> tree.Resource | None:
        """A resource declared inside another one's body, where one begins here."""
        return None

    def _field(self) -> tree.Field:
        line = self.line()
        if self.kinds[self.at] == "id":
            key = tree.Text((self.texts[self.at],))
            self.at += 1
        else:
            key = self.text()
        self.expect(":")
        value = self.expression()
        return tree.Field(key, value, line, self.last_line())


def _dedented(raw: str) -> str:
    """A multi-line string without the newline that follows its opening quotes."""
    return raw[2:] if raw.startswith("\r\n") else raw[1:] if raw.startswith(("\n", "\r")) else raw
