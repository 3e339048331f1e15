# SPDX-License-Identifier: Apache-2.0
"""Bicep's expressions as the template language's: the functions that `bicep build` writes for operators, strings, loops and safe access.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/operators, …/bicep/bicep-functions-lambda, …/bicep/operator-spread
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.names import Bound, Everything, Imported, Meaning, Scope, Thing
from intramuros.sources.nodes import Node

_SIGNS: Final = {
    "+": "add({0}, {1})",
    "-": "sub({0}, {1})",
    "*": "mul({0}, {1})",
    "/": "div({0}, {1})",
    "%": "mod({0}, {1})",
    "==": "equals({0}, {1})",
    "!=": "not(equals({0}, {1}))",
    "=~": "equals(toLower({0}), toLower({1}))",
    "!~": "not(equals(toLower({0}), toLower({1})))",
    ">": "greater({0}, {1})",
    ">=": "greaterOrEquals({0}, {1})",
    "<": "less({0}, {1})",
    "<=": "lessOrEquals({0}, {1})",
}
_CHAINED: Final = {"&&": "and", "||": "or", "??": "coalesce"}
UNREADABLE: Final = "bicep.unreadable"
MAX_REPEATED: Final = 50_000
NAMESPACES: Final = ("sys", "az")


class Begun(Struct, frozen=True):
    """A resource or module as an expression, with the first steps that are taken from it."""

    base: str
    covered: int = 0
    """How many of the steps the base holds already."""
    safe: tuple[str, ...] = ()
    """Steps that follow, of which any may be missing."""


def quoted(text: str) -> str:
    """A text as the template language writes it."""
    return "'" + text.replace("'", "''") + "'"


def literal(text: str) -> str:
    """A text in a template's JSON, where one in brackets would be an expression."""
    return "[" + text if text.startswith("[") and text.endswith("]") else text


def bracketed(expression: str) -> str:
    """An expression in a template's JSON."""
    return f"[{expression}]"


def unreadable(why: str) -> str:
    """An expression whose value nobody knows."""
    return f"{UNREADABLE}({quoted(why)})"


def item_of(collection: str, index: str) -> str:
    """One item of a list."""
    return f"{collection}[{index}]"


def bounded(expression: str) -> str:
    """What a loop goes over, which stands in the template once for each use; too long a one is given up."""
    return expression if len(expression) <= MAX_REPEATED else unreadable("what a loop goes over is too long an expression")


class Emitter:
    """Writes the expressions of one file."""

    def __init__(self, file: str) -> None:
        self.file = file

    # -- what an heir knows ------------------------------------------------------------------------------------------------------

    def meant(self, name: str, meaning: Meaning | None) -> str:
        """The expression for a name used as a value."""
        raise NotImplementedError

    def referred(self, expr: tree.Expr, scope: Scope) -> tuple[Thing, str | None] | None:
        """The resource or module that an expression names, and its index."""
        raise NotImplementedError

    def of_thing(self, thing: Thing, index: str | None, steps: Sequence[tree.Member | tree.Item]) -> Begun:
        """The expression for a resource and the first steps that are taken from it."""
        raise NotImplementedError

    def called(self, call: tree.Call, scope: Scope) -> str:
        """The expression for a function call."""
        raise NotImplementedError

    # -- values in JSON ----------------------------------------------------------------------------------------------------------

    def value(self, expr: tree.Expr, scope: Scope) -> Any:
        """A value as it stands in a template: JSON where it is written down, an expression in brackets where it is computed."""
        if isinstance(expr, tree.Literal):
            return expr.value
        if isinstance(expr, tree.Text) and expr.plain is not None:
            return literal(expr.plain)
        if isinstance(expr, tree.Unary) and expr.sign == "-" and isinstance(expr.of, tree.Literal) and isinstance(expr.of.value, int):
            return -expr.of.value
        if isinstance(expr, tree.Fields) and not any(isinstance(f, tree.Spread) for f in expr.fields):
            return self.node(expr, scope)
        if isinstance(expr, tree.Items) and not any(isinstance(i, tree.Spread) for i in expr.items):
            return [self.value(i, scope) for i in expr.items]
        return bracketed(self.text(expr, scope))

    def node(self, fields: tree.Fields, scope: Scope, *, without: Sequence[str] = ()) -> Node:
        """An object, property by property; a loop among them becomes a copy."""
        made = self.empty_node(fields)
        lines: dict[str, tuple[int, int]] = {}
        for f in fields.fields:
            if isinstance(f, tree.Spread) or f.key.plain in without:
                continue
            key = literal(f.key.plain) if f.key.plain is not None else bracketed(self.text(f.key, scope))
            lines[key] = (f.line, f.end)
            if isinstance(f.value, tree.Loop) and f.key.plain is not None:
                made.setdefault("copy", []).append(self.copied(f.value, scope, key, self.value))
                lines.setdefault("copy", (f.line, f.end))
            else:
                made[key] = self.value(f.value, scope)
        made.lines = lines
        return made

    def empty_node(self, fields: tree.Fields) -> Node:
        """An object's place, without its properties."""
        line = fields.fields[0].line if fields.fields else 0
        last = fields.fields[-1] if fields.fields else None
        end = last.end if isinstance(last, tree.Field) else last.line if last else 0
        return Node(origin=Origin(file=self.file, line=line, end_line=end, dialect="bicep"))

    def copied(self, loop: tree.Loop, scope: Scope, name: str, inner: Callable[[tree.Expr, Scope], Any]) -> dict[str, Any]:
        """A loop as a template's copy."""
        over = bounded(self.text(loop.over, scope))
        index = f"copyIndex({quoted(name)})"
        bound: dict[str, Meaning] = {loop.item: Bound(item_of(over, index))}
        if loop.index:
            bound[loop.index] = Bound(index)
        return {"name": name, "count": bracketed(f"length({over})"), "input": inner(loop.body, scope.with_names(bound))}

    # -- expressions -------------------------------------------------------------------------------------------------------------

    def text(self, expr: tree.Expr, scope: Scope) -> str:  # noqa: C901  # one branch for each form of expression
        """An expression without its brackets."""
        match expr:
            case tree.Literal(value=None):
                return "null()"
            case tree.Literal(value=bool()):
                return "true()" if expr.value else "false()"
            case tree.Literal():
                return str(expr.value)
            case tree.Text():
                return self._string(expr, scope)
            case tree.Name():
                return self._name(expr, scope)
            case tree.Member() | tree.Item() | tree.Nested():
                return self._accessed(expr, scope)
            case tree.Call():
                return self.called(expr, scope)
            case tree.Unary():
                return self._signed(expr, scope)
            case tree.Binary():
                return self._binary(expr, scope)
            case tree.Choice():
                return f"if({self.text(expr.condition, scope)}, {self.text(expr.then, scope)}, {self.text(expr.otherwise, scope)})"
            case tree.Items():
                return self._array(expr, scope)
            case tree.Fields():
                return self._object(expr, scope)
            case tree.Loop():
                return self._mapped(expr, scope)
            case tree.Lambda():
                return self._lambda(expr, scope)
            case tree.Spread():
                return self.text(expr.of, scope)

    def _string(self, expr: tree.Text, scope: Scope) -> str:
        if expr.plain is not None:
            return quoted(expr.plain)
        words = ""
        args: list[str] = []
        for part in expr.parts:
            if isinstance(part, str):
                words += part.replace("{", "{{").replace("}", "}}")
            else:
                words += f"{{{len(args)}}}"
                args.append(self.text(part, scope))
        return f"format({', '.join([quoted(words), *args])})"

    def _name(self, expr: tree.Name, scope: Scope) -> str:
        thing = self.referred(expr, scope)
        return self.of_thing(*thing, ()).base if thing else self.meant(expr.name, scope.get(expr.name))

    def _signed(self, expr: tree.Unary, scope: Scope) -> str:
        inner = self.text(expr.of, scope)
        if expr.sign == "!":
            return f"not({inner})"
        return inner if expr.sign == "+" else f"-{inner}" if isinstance(expr.of, tree.Literal) else f"sub(0, {inner})"

    def _binary(self, expr: tree.Binary, scope: Scope) -> str:
        function = _CHAINED.get(expr.sign)
        if function is None:
            return _SIGNS[expr.sign].format(self.text(expr.left, scope), self.text(expr.right, scope))
        chain: list[tree.Expr] = []
        here: tree.Expr = expr
        while isinstance(here, tree.Binary) and here.sign == expr.sign:
            chain.append(here.right)
            here = here.left
        return f"{function}({', '.join(self.text(e, scope) for e in [here, *reversed(chain)])})"

    def _array(self, expr: tree.Items, scope: Scope) -> str:
        if not any(isinstance(i, tree.Spread) for i in expr.items):
            return f"createArray({', '.join(self.text(i, scope) for i in expr.items)})"
        parts = [self.text(i, scope) if isinstance(i, tree.Spread) else f"createArray({self.text(i, scope)})" for i in expr.items]
        return f"flatten(createArray({', '.join(parts)}))"

    def _object(self, expr: tree.Fields, scope: Scope) -> str:
        runs: list[list[str]] = [[]]
        spreads = False
        parts: list[str] = []
        for f in expr.fields:
            if isinstance(f, tree.Spread):
                spreads = True
                parts.extend([_created(runs.pop())] if runs[-1] else [])
                parts.append(self.text(f.of, scope))
                runs = [[]]
            else:
                runs[-1].extend((self.text(f.key, scope), self.text(f.value, scope)))
        if not spreads:
            return _created(runs[-1])
        parts.extend([_created(runs[-1])] if runs[-1] else [])
        return f"shallowMerge(createArray({', '.join(parts)}))"

    def _mapped(self, loop: tree.Loop, scope: Scope) -> str:
        """A loop inside an expression."""
        over = bounded(self.text(loop.over, scope))
        if loop.index is None:
            bound: dict[str, Meaning] = {loop.item: Bound(f"lambdaVariables({quoted(loop.item)})")}
            return f"map({over}, lambda({quoted(loop.item)}, {self.text(loop.body, scope.with_names(bound))}))"
        index = f"lambdaVariables({quoted(loop.index)})"
        bound = {loop.item: Bound(item_of(over, index)), loop.index: Bound(index)}
        return f"map(range(0, length({over})), lambda({quoted(loop.index)}, {self.text(loop.body, scope.with_names(bound))}))"

    def _lambda(self, expr: tree.Lambda, scope: Scope) -> str:
        inner = scope.with_names({n: Bound(f"lambdaVariables({quoted(n)})") for n in expr.names})
        return f"lambda({', '.join([*map(quoted, expr.names), self.text(expr.body, inner)])})"

    def _accessed(self, expr: tree.Member | tree.Item | tree.Nested, scope: Scope) -> str:
        """A chain of properties and items, with what it begins at: a resource, another file's name, or any value."""
        steps: list[tree.Member | tree.Item] = []
        here: tree.Expr = expr
        while True:
            thing = self.referred(here, scope)
            if thing:
                begun = self.of_thing(*thing, steps)
                return self._walked(begun.base, steps[begun.covered :], scope, begun.safe)
            if not isinstance(here, tree.Member | tree.Item):
                break
            steps.insert(0, here)
            here = here.of
            meaning = scope.get(here.name) if isinstance(here, tree.Name) else None
            if isinstance(meaning, Everything) and isinstance(steps[0], tree.Member):
                base = self.meant(steps[0].name, Imported(meaning.path, steps[0].name))
                return self._walked(base, steps[1:], scope)
        return self._walked(self.text(here, scope) if not isinstance(here, tree.Nested) else _lost(here), steps, scope)

    def _walked(self, base: str, steps: Sequence[tree.Member | tree.Item], scope: Scope, begun: Sequence[str] = ()) -> str:
        """`base` and what is taken of it; from the first safe step on a part that is missing gives null."""
        made = base
        safe = [*begun]
        for step in steps:
            key = self._key(step, made, scope)
            if safe or step.safe:
                safe.append(key)
            else:
                made = f"{made}.{step.name}" if isinstance(step, tree.Member) else item_of(made, key)
        return f"tryGet({', '.join([made, *safe])})" if safe else made

    def _key(self, step: tree.Member | tree.Item, made: str, scope: Scope) -> str:
        if isinstance(step, tree.Member):
            return quoted(step.name)
        index = self.text(step.index, scope)
        return f"sub(length({made}), {index})" if step.from_end else index


def _created(pairs: Sequence[str]) -> str:
    return f"createObject({', '.join(pairs)})"


def _lost(expr: tree.Nested) -> str:
    return unreadable(f"no resource `{expr.name}` is declared there")
