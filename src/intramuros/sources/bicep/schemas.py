# SPDX-License-Identifier: Apache-2.0
"""Types as a template states them: the base type, whether it is secret or may be left out, and the values that it admits."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from intramuros.sources.bicep import tree
from intramuros.sources.bicep.library import Library, Source

_BASES: Final = {n.casefold(): n for n in ("string", "int", "bool", "array", "object", "secureString", "secureObject")}
_MAX_ALIASES: Final = 40


class Sort(Struct, frozen=True, kw_only=True):
    """What a type comes to."""

    base: str = ""
    """"" where it cannot be told."""
    nullable: bool = False
    allowed: tuple[Any, ...] = ()
    secure: bool = False


class Sorting(Struct, frozen=True):
    """Looks types up, in other files too."""

    library: Library
    source: Source

    def sort(self, kind: tree.Type, depth: int = 0) -> Sort:
        """What a type comes to; nothing is told of one that leads through too many names."""
        if depth > _MAX_ALIASES:
            return Sort()
        match kind:
            case tree.Nullable():
                inner = self.sort(kind.of, depth + 1)
                return Sort(base=inner.base, nullable=True, allowed=inner.allowed, secure=inner.secure)
            case tree.Exactly():
                return Sort(base=_base_of(kind.value), nullable=kind.value is None, allowed=(kind.value,))
            case tree.Either():
                return _united([self.sort(m, depth + 1) for m in kind.members])
            case tree.Many():
                return Sort(base="array")
            case tree.Shape():
                return Sort(base="object")
            case tree.Named():
                return self._named(kind, depth)

    def _named(self, kind: tree.Named, depth: int) -> Sort:
        if kind.name == "sys" and kind.steps:
            kind = tree.Named(kind.steps[0], kind.steps[1:], kind.arguments)
        if kind.name.casefold() in _BASES and not kind.steps:
            base = _BASES[kind.name.casefold()]
            return Sort(base=base, secure=base.startswith("secure"))
        found = self.alias(kind)
        if found is None:
            return Sort()
        where, alias, steps = found
        inner = Sorting(self.library, where)
        told = alias.decorator("secure") is not None
        target = inner.stepped(alias.type, steps, depth)
        if target is None:
            return Sort()
        made = inner.sort(target, depth + 1)
        return Sort(base=made.base, nullable=made.nullable, allowed=made.allowed, secure=True) if told and not steps else made

    def alias(self, kind: tree.Named) -> tuple[Source, tree.Alias, tuple[str, ...]] | None:
        """The declaration of a named type, in this file or the one it is imported from, and the steps that go on from it."""
        own = self.source.named.get(kind.name)
        if isinstance(own, tree.Alias):
            return self.source, own, kind.steps
        for s in self.source.program.statements:
            if not isinstance(s, tree.Import):
                continue
            name, steps = _imported(s, kind)
            other = self.library.open(self.source, s.path) if name else None
            found = other.named.get(name) if other else None
            if other and isinstance(found, tree.Alias):
                return other, found, steps
            if other and name:
                return Sorting(self.library, other).alias(tree.Named(name, steps)) if other is not self.source else None
        return None

    def stepped(self, kind: tree.Type, steps: tuple[str, ...], depth: int) -> tree.Type | None:
        """The type of a member."""
        for i, step in enumerate(steps):
            if isinstance(kind, tree.Nullable):
                kind = kind.of
            if isinstance(kind, tree.Named) and depth < _MAX_ALIASES:
                found = self.alias(kind)
                return Sorting(self.library, found[0]).stepped(found[1].type, (*found[2], *steps[i:]), depth + 1) if found else None
            if isinstance(kind, tree.Shape):
                member = next((m[1] for m in kind.members if m[0] == step), None)
            else:
                member = kind.of[0] if isinstance(kind, tree.Many) and kind.of else None
            if member is None:
                return None
            kind = member
        return kind


def _imported(s: tree.Import, kind: tree.Named) -> tuple[str, tuple[str, ...]]:
    """The name that a type has in the file it is imported from; "" where this import does not bring it."""
    if s.names is None:
        return (kind.steps[0], kind.steps[1:]) if s.name == kind.name and kind.steps else ("", ())
    return next(((name, kind.steps) for name, alias in s.names if alias == kind.name), ("", ()))


def _base_of(value: str | int | bool | None) -> str:
    return "" if value is None else "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "string"


def _united(members: list[Sort]) -> Sort:
    bases = {m.base for m in members if m.base}
    whole = all(m.allowed for m in members)
    allowed = tuple(v for m in members for v in m.allowed if v is not None) if whole else ()
    return Sort(base=bases.pop() if len(bases) == 1 else "", nullable=any(m.nullable for m in members), allowed=allowed)
