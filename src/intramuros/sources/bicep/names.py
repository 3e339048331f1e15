# SPDX-License-Identifier: Apache-2.0
"""What the names of a Bicep file stand for, and where in it they may be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from intramuros.sources.bicep import tree


class Thing(Struct, kw_only=True, eq=False):
    """A resource or a module, with what stands around it."""

    symbol: str
    """Its name in the template; unique, also for nested ones."""
    statement: tree.Resource | tree.Module
    outer: Thing | None = None
    """The resource in whose body it is declared."""
    inner: dict[str, Thing] = {}
    """The resources declared in its body."""

    @property
    def resource(self) -> tree.Resource | None:
        """The statement, where it declares a resource."""
        return self.statement if isinstance(self.statement, tree.Resource) else None

    @property
    def kind(self) -> str:
        """The full type, without its API version."""
        if isinstance(self.statement, tree.Module):
            return "Microsoft.Resources/deployments"
        own = (self.statement.type.plain or "").partition("@")[0].removeprefix("az:")
        return f"{self.outer.kind}/{own}" if self.outer else own

    @property
    def version(self) -> str:
        """The API version; a nested resource may leave it to the one around it."""
        if isinstance(self.statement, tree.Module):
            return "2025-04-01"
        own = (self.statement.type.plain or "").partition("@")[2]
        return own or (self.outer.version if self.outer else "")

    def field(self, name: str) -> tree.Expr | None:
        """What its body says under a name."""
        return next((f.value for f in self.statement.body.fields if isinstance(f, tree.Field) and f.key.plain == name), None)


class Imported(Struct, frozen=True):
    """A variable, function or type of another file, under the name that it has there."""

    path: str
    name: str


class Everything(Struct, frozen=True):
    """Another file's exports under one name: `import * as name`."""

    path: str


class Bound(Struct, frozen=True):
    """A loop's or lambda's variable, and the template's expression for it."""

    text: str


Meaning: TypeAlias = tree.Statement | Thing | Imported | Everything | Bound


class Scope(Struct, frozen=True):
    """Names and what they mean; inner ones hide outer ones."""

    meanings: Mapping[str, Meaning]
    copy: str = ""
    """The name of the innermost copy loop ("" for the resource's own)."""
    index: str | None = None
    """The expression for the index of the resource's loop, where there is one."""

    def with_names(self, added: Mapping[str, Meaning], **changed: str | None) -> Scope:
        """This scope with further names."""
        if not added and not changed:
            return self
        return Scope({**self.meanings, **added}, changed.get("copy") or self.copy, changed.get("index", self.index))

    def get(self, name: str) -> Meaning | None:
        """What a name means."""
        return self.meanings.get(name)
