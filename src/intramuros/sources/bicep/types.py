# SPDX-License-Identifier: Apache-2.0
"""Types of parameters, outputs and functions."""

from __future__ import annotations

from intramuros.sources.bicep import tree
from intramuros.sources.bicep.expressions import MAX_CHAIN, Expressions, Unreadable


class Types(Expressions):
    """Reads types where expressions are read."""

    def type(self) -> tree.Type:
        """`resource 'type@version'`, or any type expression."""
        if self.is_word("resource") and self.kinds[self.at + 1] != "<":
            self.at += 1
            if self.kinds[self.at] in {"str", "head"}:
                self.text()
            return tree.Named("resource")
        return self.deeper(self._union)

    def _union(self) -> tree.Type:
        self._bar()
        members = [self._suffixed()]
        while self._bar():
            members.append(self._suffixed())
        return members[0] if len(members) == 1 else tree.Either(tuple(members))

    def _bar(self) -> bool:
        """`|`, which may begin a line."""
        if self.kinds[self.at] == "|" or (self.kinds[self.at] == "nl" and self.kinds[self.at + 1] == "|"):
            self.at += 1 + (self.kinds[self.at] == "nl")
            return True
        return False

    def _suffixed(self) -> tree.Type:
        sign = self.kinds[self.at]
        if sign in {"-", "!", "+"}:
            self.at += 1
        made = self._members_of(self._primary_type())
        if sign == "-" and isinstance(made, tree.Exactly) and isinstance(made.value, int):
            made = tree.Exactly(-made.value)
        for _ in range(MAX_CHAIN):
            if self.take("?"):
                made = tree.Nullable(made)
            elif not self.take("!"):
                return made
        raise Unreadable(self.at, "a type has too many marks")

    def _members_of(self, made: tree.Type) -> tree.Type:
        for _ in range(MAX_CHAIN):
            if self.take("."):
                made = _with_step(made, self._step())
            elif self.take("["):
                made = self._indexed(made)
            else:
                return made
        raise Unreadable(self.at, "a type has too many members")

    def _step(self) -> str:
        if self.take("*"):
            return "*"
        name = self.expect("id")
        if self.kinds[self.at] == "<":
            self._type_arguments()
        return name

    def _indexed(self, of: tree.Type) -> tree.Type:
        if self.take("]"):
            return tree.Many((of,))
        if self.take("*"):
            self.expect("]")
            return _with_step(of, "[*]")
        index = self.expression()
        self.expect("]")
        return _with_step(of, f"[{index.value}]" if isinstance(index, tree.Literal) else "[*]")

    def _primary_type(self) -> tree.Type:
        kind = self.kinds[self.at]
        if kind == "id":
            return self._named()
        if kind in {"str", "head", "raw"}:
            return tree.Exactly(self.text().plain or "")
        if kind == "int":
            self.at += 1
            return tree.Exactly(int(self.texts[self.at - 1][:20]))
        if kind == "{":
            return self.deeper(self._shape)
        if kind == "[":
            return self.deeper(self._tuple)
        if kind == "(":
            return self.deeper(self._in_parentheses)
        raise self.refuse("a type")

    def _named(self) -> tree.Type:
        name = self.expect("id")
        if name in {"true", "false", "null"}:
            return tree.Exactly({"true": True, "false": False, "null": None}[name])
        return tree.Named(name, (), self._type_arguments() if self.kinds[self.at] == "<" else ())

    def _type_arguments(self) -> tuple[tree.Type, ...]:
        self.expect("<")
        found: list[tree.Type] = []
        self.skip()
        while not self.take(">"):
            found.append(self.deeper(self._union))
            self.skip()
            if self.kinds[self.at] != ">":
                self.expect(",")
                self.skip()
        return tuple(found)

    def _in_parentheses(self) -> tree.Type:
        self.at += 1
        made = self._union()
        self.expect(")")
        return made

    def _tuple(self) -> tree.Type:
        self.at += 1
        self.skip()
        found: list[tree.Type] = []
        while not self.take("]"):
            self.decorators()
            found.append(self._union())
            self._separator("]")
        return tree.Many(tuple(found))

    def _shape(self) -> tree.Type:
        self.at += 1
        self.skip()
        members: list[tuple[str, tree.Type, tuple[tree.Call, ...]]] = []
        while not self.take("}"):
            told = self.decorators()
            key = "*" if self.take("*") else self._key()
            self.expect(":")
            self.skip()
            members.append((key, self.deeper(self._union), told))
            self._separator("}")
        return tree.Shape(tuple(members))

    def _key(self) -> str:
        if self.kinds[self.at] == "id":
            return self.expect("id")
        return self.text().plain or ""

    def decorators(self) -> tuple[tree.Call, ...]:
        """`@name(…)` on lines of their own."""
        found: list[tree.Call] = []
        while self.take("@"):
            name = self.expect("id")
            while self.take("."):  # sys.description
                name = self.expect("id")
            found.append(tree.Call(name, self.arguments() if self.kinds[self.at] == "(" else ()))
            self.skip()
        return tuple(found)


def _with_step(of: tree.Type, step: str) -> tree.Type:
    return tree.Named(of.name, (*of.steps, step), of.arguments) if isinstance(of, tree.Named) else tree.Named("any")
