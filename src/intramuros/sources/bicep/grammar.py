# SPDX-License-Identifier: Apache-2.0
"""Statements of a Bicep file or of a parameter file; one that cannot be read is a mistake with its line, and the rest is read all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import structs

from intramuros.sources.bicep import tree
from intramuros.sources.bicep.expressions import Unreadable
from intramuros.sources.bicep.types import Types

_EMPTY: Final = tree.Fields(())


def parse(text: str) -> tree.Program:
    """A `.bicep` file or a `.bicepparam` file."""
    return _Statements(text).program()


class _Statements(Types):
    def program(self) -> tree.Program:
        statements: list[tree.Statement] = []
        mistakes: list[tree.Mistake] = []
        while self.kinds[self.at] != "end":
            self.skip()
            start = self.at
            if self.kinds[start] == "end":
                break
            try:
                statements.append(self._statement())
            except Unreadable as problem:
                mistakes.append(tree.Mistake(self.line(problem.index), problem.what, self._words_of(start)))
                self._resume(start)
        return tree.Program(tuple(statements), tuple(mistakes))

    def _words_of(self, start: int) -> str:
        """The first words of a statement, for the reader to find it by; its decorators are passed over."""
        index = start
        while self.kinds[start] == "@" and self.kinds[index] != "end" and not (self.texts[index] in _READERS and self._first(index)):
            index += 1
        begin = index if self.kinds[index] != "end" else start
        return " ".join(t for t in self.texts[begin : begin + 3] if t.strip() and t != "=")[:80]

    def _first(self, index: int) -> bool:
        """Whether a word stands first on its line."""
        return index == 0 or self.kinds[index - 1] == "nl"

    def _resume(self, start: int) -> None:
        """Go on at the next line that begins a statement in its first column."""
        self.restart()
        self.at = max(self.at, start)
        columns, newlines = self.words.starts, {0, *self.words.newlines}
        seen = False  # the keyword that the decorators of the failed statement belong to
        index = start
        while self.kinds[index] != "end":
            opens = self.kinds[index] == "@" or (self.kinds[index] == "id" and self.texts[index] in _READERS)
            if opens and columns[index] in newlines and (index > self.at or seen):
                break
            seen = seen or (opens and self.kinds[index] == "id" and columns[index] in newlines)
            index += 1
        self.at = index

    def _statement(self) -> tree.Statement:
        self._told = self.decorators()
        self._begin = self.at
        word = self.texts[self.at] if self.kinds[self.at] == "id" else ""
        reader = _READERS.get(word)
        if reader is None:
            raise self.refuse("a statement")
        self.at += 1
        made = reader(self)
        if self.kinds[self.at] not in {"nl", "end"}:
            raise self.refuse("the statement's end")
        return made

    def _ended(self, made: tree.Statement, begin: int) -> tree.Statement:
        return structs.replace(made, line=self.line(begin), end=self.last_line())

    def parameter(self) -> tree.Statement:
        begin, told = self._begin, self._told
        name = self.expect("id")
        kind = None if self.kinds[self.at] == "=" else self.type()
        default = self.expression() if self.take("=") else None
        return self._ended(tree.Parameter(name=name, line=0, end=0, decorators=told, type=kind, default=default), begin)

    def variable(self) -> tree.Statement:
        begin, told, name = self._begin, self._told, self.expect("id")
        if self.kinds[self.at] != "=":
            self.type()
        self.expect("=")
        return self._ended(tree.Variable(name=name, line=0, end=0, decorators=told, value=self.expression()), begin)

    def output(self) -> tree.Statement:
        begin, told, name, kind = self._begin, self._told, self.expect("id"), self.type()
        self.expect("=")
        return self._ended(tree.Output(name=name, line=0, end=0, decorators=told, type=kind, value=self.expression()), begin)

    def alias(self) -> tree.Statement:
        begin, told, name = self._begin, self._told, self.expect("id")
        self.expect("=")
        return self._ended(tree.Alias(name=name, line=0, end=0, decorators=told, type=self.type()), begin)

    def function(self) -> tree.Statement:
        begin, told, name = self._begin, self._told, self.expect("id")
        parameters: list[tuple[str, tree.Type]] = []
        self.expect("(")
        self.skip()
        while not self.take(")"):
            parameters.append((self.expect("id"), self.type()))
            self.skip()
            if self.kinds[self.at] != ")":
                self.expect(",")
                self.skip()
        returns = self.type()
        self.expect("=>")
        self.skip()
        made = tree.Function(
            name=name, line=0, end=0, decorators=told, parameters=tuple(parameters), returns=returns, body=self.expression()
        )  # fmt: skip
        return self._ended(made, begin)

    def resource(self) -> tree.Statement:
        begin, told, name, kind = self._begin, self._told, self.expect("id"), self.text()
        existing = self.is_word("existing")
        self.at += existing
        self.expect("=")
        body, condition, loop = self._body()
        made = tree.Resource(
            name=name, line=0, end=0, decorators=told, type=kind, existing=existing, body=body, condition=condition, loop=loop
        )
        return self._ended(made, begin)

    def module(self) -> tree.Statement:
        begin, told, name, path = self._begin, self._told, self.expect("id"), self.text()
        self.expect("=")
        body, condition, loop = self._body()
        made = tree.Module(name=name, line=0, end=0, decorators=told, path=path, body=body, condition=condition, loop=loop)
        return self._ended(made, begin)

    def _body(self) -> tuple[tree.Fields, tree.Expr | None, tree.Loop | None]:
        self.skip()
        if self.kinds[self.at] != "[":
            condition = self.condition()
            return self.fields(), condition, None
        loop = self.loop(self.fields)
        body = loop.body if isinstance(loop.body, tree.Fields) else _EMPTY
        return body, loop.condition, structs.replace(loop, body=_EMPTY, condition=None)

    def nested_resource(self) -> tree.Resource | None:
        """A resource declared inside another one's body, where one begins here."""
        if not (self.kinds[self.at] == "@" or (self.is_word("resource") and self.kinds[self.at + 1] == "id")):
            return None
        outer = self._begin, self._told
        self._told = self.decorators()
        self._begin = self.at
        self.at += 1
        made = self.resource()
        self._begin, self._told = outer
        return made if isinstance(made, tree.Resource) else None

    def imported(self) -> tree.Statement:
        begin = self._begin
        if self.kinds[self.at] in {"str", "head"}:
            return self.extension()
        names = None if self.take("*") else self._imported_names()
        alias = self._alias() if names is None else ""
        if not self.is_word("from"):
            raise self.refuse("`from`")
        self.at += 1
        path = self.text().plain or ""
        return self._ended(tree.Import(name=alias or "", line=0, end=0, names=names, path=path), begin)

    def _imported_names(self) -> tuple[tuple[str, str], ...]:
        self.expect("{")
        self.skip()
        found: list[tuple[str, str]] = []
        while not self.take("}"):
            name = self._key()
            found.append((name, self._alias() or name))
            self._separator("}")
        return tuple(found)

    def _alias(self) -> str | None:
        if not self.is_word("as"):
            return None
        self.at += 1
        return self.expect("id")

    def extension(self) -> tree.Statement:
        begin = self._begin
        spec = tree.Text((self.expect("id"),)) if self.kinds[self.at] == "id" else self.text()
        if self.is_word("with"):
            self.at += 1
            self.fields()
        name = self._alias() or (spec.plain or "").rpartition("/")[2].partition(":")[0].partition("@")[0]
        return self._ended(tree.Setting(name=name, line=0, end=0, kind="extension", value=spec), begin)

    def target_scope(self) -> tree.Statement:
        begin = self._begin
        self.expect("=")
        return self._ended(tree.Setting(name="", line=0, end=0, kind="targetScope", value=self.expression()), begin)

    def named_setting(self) -> tree.Statement:
        begin = self._begin
        kind, name = self.texts[begin], self.expect("id")
        self.expect("=")
        return self._ended(tree.Setting(name=name, line=0, end=0, kind=kind, value=self.expression()), begin)

    def path_setting(self) -> tree.Statement:
        begin = self._begin
        kind = self.texts[begin]
        value = tree.Text(()) if self.take("id") else self.text()  # `using none`
        if self.is_word("with"):
            self.at += 1
            self.fields()
        return self._ended(tree.Setting(name="", line=0, end=0, kind=kind, value=value), begin)

    def test(self) -> tree.Statement:
        begin, name = self._begin, self.expect("id")
        self.text()
        self.expect("=")
        return self._ended(tree.Setting(name=name, line=0, end=0, kind="test", value=self.fields()), begin)

    def extension_config(self) -> tree.Statement:
        begin, name = self._begin, self.expect("id")
        self.at += 1  # with
        return self._ended(tree.Setting(name=name, line=0, end=0, kind="extensionConfig", value=self.fields()), begin)


_READERS: Final[dict[str, Callable[[_Statements], tree.Statement]]] = {
    "param": _Statements.parameter,
    "var": _Statements.variable,
    "output": _Statements.output,
    "type": _Statements.alias,
    "func": _Statements.function,
    "resource": _Statements.resource,
    "module": _Statements.module,
    "import": _Statements.imported,
    "extension": _Statements.extension,
    "provider": _Statements.extension,
    "extensionConfig": _Statements.extension_config,
    "targetScope": _Statements.target_scope,
    "metadata": _Statements.named_setting,
    "assert": _Statements.named_setting,
    "using": _Statements.path_setting,
    "extends": _Statements.path_setting,
    "test": _Statements.test,
}
