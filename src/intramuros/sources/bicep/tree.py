# SPDX-License-Identifier: Apache-2.0
"""What a Bicep file consists of: statements with their lines, expressions, types."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Literal(Struct, frozen=True, gc=False):
    """`1`, `true`, `null`."""

    value: bool | int | None


class Text(Struct, frozen=True):
    """A string: literal parts and what is interpolated between them."""

    parts: tuple[str | Expr, ...]

    @property
    def plain(self) -> str | None:
        """The text where nothing is interpolated."""
        if not self.parts:
            return ""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], str) else None


class Name(Struct, frozen=True, gc=False):
    """A parameter, variable, resource, module, loop variable or namespace."""

    name: str


class Member(Struct, frozen=True):
    """`of.name`, or `of.?name` where `safe`."""

    of: Expr
    name: str
    safe: bool = False


class Item(Struct, frozen=True):
    """`of[index]`, `of[?index]`, `of[^index]`."""

    of: Expr
    index: Expr
    safe: bool = False
    from_end: bool = False


class Nested(Struct, frozen=True):
    """`of::name`: a resource inside a resource."""

    of: Expr
    name: str


class Call(Struct, frozen=True):
    """`name(args)`, or `of.name(args)`."""

    name: str
    args: tuple[Expr, ...]
    of: Expr | None = None


class Unary(Struct, frozen=True):
    """`!of`, `-of`."""

    sign: str
    of: Expr


class Binary(Struct, frozen=True):
    """`left sign right`."""

    sign: str
    left: Expr
    right: Expr


class Choice(Struct, frozen=True):
    """`condition ? then : otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr


class Spread(Struct, frozen=True):
    """`...of` in an array or object."""

    of: Expr
    line: int = 0


class Items(Struct, frozen=True):
    """An array."""

    items: tuple[Expr, ...]
    lines: tuple[tuple[int, int], ...] = ()


class Field(Struct, frozen=True):
    """One property of an object."""

    key: Text
    value: Expr
    line: int
    end: int


class Fields(Struct, frozen=True):
    """An object; inside a resource it may hold further resources."""

    fields: tuple[Field | Spread, ...]
    resources: tuple[Resource, ...] = ()


class Loop(Struct, frozen=True):
    """`[for item in over: body]`, `[for (item, index) in over: if (condition) body]`."""

    item: str
    index: str | None
    over: Expr
    body: Expr
    condition: Expr | None = None


class Lambda(Struct, frozen=True):
    """`(a, b) => body`."""

    names: tuple[str, ...]
    body: Expr


Expr: TypeAlias = Literal | Text | Name | Member | Item | Nested | Call | Unary | Binary | Choice | Spread | Items | Fields | Loop | Lambda


class Named(Struct, frozen=True):
    """A type by its name, with the members that lead on from it: `string`, `sub.kind`, `account.sku[*]`, `resourceInput<'…'>.tags`."""

    name: str
    steps: tuple[str, ...] = ()
    arguments: tuple[Type, ...] = ()


class Exactly(Struct, frozen=True):
    """A literal type: `'premium'`, `3`."""

    value: str | int | bool | None


class Either(Struct, frozen=True):
    """`'a' | 'b'`."""

    members: tuple[Type, ...]


class Many(Struct, frozen=True):
    """`of[]`, or a tuple's members."""

    of: tuple[Type, ...]


class Nullable(Struct, frozen=True):
    """`of?`."""

    of: Type


class Shape(Struct, frozen=True):
    """An object type; `*` names what further properties are."""

    members: tuple[tuple[str, Type, tuple[Call, ...]], ...]


Type: TypeAlias = Named | Exactly | Either | Many | Nullable | Shape


class Statement(Struct, frozen=True, kw_only=True):
    """What every statement has."""

    name: str
    line: int
    end: int
    decorators: tuple[Call, ...] = ()

    def decorator(self, name: str) -> Call | None:
        """The decorator of that name, with or without `sys.`."""
        return next((d for d in self.decorators if d.name == name), None)


class Parameter(Statement, frozen=True, kw_only=True):
    """`param name type = default`; in a parameter file `param name = value` (then without a type)."""

    type: Type | None
    default: Expr | None


class Variable(Statement, frozen=True, kw_only=True):
    """`var name = value`."""

    value: Expr


class Output(Statement, frozen=True, kw_only=True):
    """`output name type = value`."""

    type: Type
    value: Expr


class Resource(Statement, frozen=True, kw_only=True):
    """`resource name 'type@version' existing = …`."""

    type: Text
    existing: bool
    body: Fields
    condition: Expr | None = None
    loop: Loop | None = None
    """The loop around it; its body is empty, as it stands in `body`."""


class Module(Statement, frozen=True, kw_only=True):
    """`module name 'path' = …`."""

    path: Text
    body: Fields
    condition: Expr | None = None
    loop: Loop | None = None


class Function(Statement, frozen=True, kw_only=True):
    """`func name(parameter type) type => body`."""

    parameters: tuple[tuple[str, Type], ...]
    returns: Type
    body: Expr


class Alias(Statement, frozen=True, kw_only=True):
    """`type name = …`."""

    type: Type


class Import(Statement, frozen=True, kw_only=True):
    """`import {a as b} from 'path'`; `import * as name from 'path'` (then `names` is None)."""

    names: tuple[tuple[str, str], ...] | None
    path: str


class Setting(Statement, frozen=True, kw_only=True):
    """`targetScope = …`, `metadata name = …`, `extension …`, `using …`, `extends …`, `assert`, `test`: told apart by `kind`."""

    kind: str
    value: Expr | None


class Mistake(Struct, frozen=True):
    """A statement that cannot be read."""

    line: int
    what: str
    statement: str
    """Its first words."""


class Program(Struct, frozen=True):
    """One file."""

    statements: tuple[Statement, ...]
    mistakes: tuple[Mistake, ...]
