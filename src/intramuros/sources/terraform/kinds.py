# SPDX-License-Identifier: Apache-2.0
"""Terraform's types as values: what type a value has, and which one type several can all be brought to.

The unification follows go-cty (https://github.com/zclconf/go-cty/blob/main/docs/convert.md): conditionals, `tolist` and their kin
choose a type by it, so `true ? 1 : "a"` is the string "1".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from msgspec import Struct

from intramuros.estate.values import Unknown, sole_symbol
from intramuros.sources.terraform.values import MAX_ITEMS, NotKnown, TfList, TfMap, TfSet, Value


class Type(Struct, frozen=True):
    """Base of all types."""


class Plain(Type, frozen=True):
    """`string`, `number`, `bool`, or `any` (decided by the value)."""

    name: Literal["string", "number", "bool", "any"]


class Collection(Type, frozen=True):
    """`list(T)`, `set(T)`, `map(T)`."""

    name: Literal["list", "set", "map"]
    element: Type


class Tuple(Type, frozen=True):
    """`tuple([A, B])`."""

    elements: tuple[Type, ...]


class Object(Type, frozen=True):
    """`object({a = A})`; `optional` holds the default of each attribute that may be left out."""

    attributes: dict[str, Type]
    optional: dict[str, Any] = {}


ANY: Final = Plain("any")
STRING: Final = Plain("string")
NUMBER: Final = Plain("number")
BOOL: Final = Plain("bool")


def type_of(value: Value) -> Type:
    """The type of a value; `any` where the value, or all that it holds, is not known."""
    return _type_of(value, [MAX_ITEMS])


def _type_of(value: Value, budget: list[int]) -> Type:
    budget[0] -= 1
    if budget[0] < 0:
        raise NotKnown("a value is too large")
    if isinstance(value, str):
        return ANY if sole_symbol(value) else STRING
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int | float):
        return NUMBER
    if isinstance(value, TfList | TfSet):
        return Collection("list" if isinstance(value, TfList) else "set", _common(value, budget))
    if isinstance(value, TfMap):
        return Collection("map", _common(value.values(), budget))
    if isinstance(value, list):
        return Tuple(tuple(_type_of(v, budget) for v in value))
    if isinstance(value, dict):
        return Object({k: _type_of(v, budget) for k, v in value.items()})
    return ANY


def _common(values: Any, budget: list[int]) -> Type:
    """The element type of a collection: its first element that says anything decides, as all have one type."""
    for value in values:
        if value is not None and not isinstance(value, Unknown):
            found = _type_of(value, budget)
            if found != ANY:
                return found
    return ANY


def unify(types: Sequence[Type]) -> Type | None:
    """The one type that values of all these types convert to; None where there is none."""
    telling = [t for t in types if t != ANY]
    if not telling:
        return ANY
    first = telling[0]
    if all(t == first for t in telling[1:]):
        return first
    if all(isinstance(t, Plain) for t in telling):
        return STRING if STRING in telling else None
    if all(isinstance(t, Object) or _is(t, "map") for t in telling):
        return _unify_objects(telling)
    if all(isinstance(t, Tuple) or _is(t, "list") or _is(t, "set") for t in telling):
        return _unify_sequences(telling)
    return None


def _is(kind: Type, name: str) -> bool:
    return isinstance(kind, Collection) and kind.name == name


def _unify_objects(types: Sequence[Type]) -> Type | None:
    objects = [t for t in types if isinstance(t, Object)]
    same_names = all(o.attributes.keys() == objects[0].attributes.keys() for o in objects)
    if len(objects) == len(types) and same_names:
        parts = {name: unify([o.attributes[name] for o in objects]) for name in objects[0].attributes}
        if all(p is not None for p in parts.values()):
            return Object({k: p for k, p in parts.items() if p is not None})
    inner = [a for o in objects for a in o.attributes.values()]
    element = unify([*inner, *(t.element for t in types if isinstance(t, Collection))])
    return Collection("map", element) if element is not None else None


def _unify_sequences(types: Sequence[Type]) -> Type | None:
    tuples = [t for t in types if isinstance(t, Tuple)]
    if len(tuples) == len(types) and all(len(t.elements) == len(tuples[0].elements) for t in tuples):
        parts = [unify(same) for same in zip(*(t.elements for t in tuples), strict=True)]
        if all(p is not None for p in parts):
            return Tuple(tuple(p for p in parts if p is not None))
    inner = [e for t in tuples for e in t.elements]
    element = unify([*inner, *(t.element for t in types if isinstance(t, Collection))])
    sets = not any(_is(t, "list") for t in types) and any(_is(t, "set") for t in types)
    return Collection("set" if sets else "list", element) if element is not None else None


def is_lazy(value: Value) -> bool:
    """Whether a value is a resource that is looked into only on demand."""
    return isinstance(value, Mapping) and not isinstance(value, dict)
