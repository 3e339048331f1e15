# SPDX-License-Identifier: Apache-2.0
"""Type constraints as variables declare them, and the conversion of values to them.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints, with defaults of `optional()` attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.terraform.kinds import ANY, BOOL, NUMBER, STRING, Collection, Object, Plain, Tuple, Type, is_lazy, type_of, unify
from intramuros.sources.terraform.primitives import equal, kind, to_bool, to_number, to_text
from intramuros.sources.terraform.syntax import Expression
from intramuros.sources.terraform.values import Failed, Mistake, NotKnown, TfList, TfMap, TfSet, Value, opaque

__all__ = ["ANY", "BOOL", "NUMBER", "STRING", "Collection", "Object", "Plain", "Tuple", "Type", "change", "convert", "parse_type"]

_MAX_SET = 1000
"""Values of mixed or nested types, which can only be compared one by one."""


def parse_type(expr: Expression) -> Type:
    """The constraint that `type = …` declares; `any` where it cannot be read."""
    from intramuros.sources.terraform.constraints import read

    try:
        return read(expr)
    except RecursionError:
        return ANY


def convert(value: Value, wanted: Type) -> Value:
    """`value` as Terraform converts it to a declared type, defaults of optional attributes filled in; never raises."""
    try:
        return change(value, wanted)
    except Mistake as problem:
        return Failed(str(problem))
    except NotKnown as doubt:
        return Unknown(str(doubt))
    except RecursionError:
        return Unknown("the value is nested too deeply")


def change(value: Value, wanted: Type) -> Value:
    """As `convert`.

    Raises:
        Mistake: the value cannot be converted.

    """
    if value is None or wanted is ANY or wanted == ANY or opaque(value):
        return value
    if isinstance(wanted, Plain):
        return _plain(value, wanted)
    if isinstance(wanted, Object):
        return _object(value, wanted)
    if isinstance(wanted, Tuple):
        return _tuple(value, wanted)
    assert isinstance(wanted, Collection)
    return _map(value, wanted.element) if wanted.name == "map" else _sequence(value, wanted)


def _plain(value: Value, wanted: Plain) -> Value:
    if wanted.name == "string":
        return to_text(value)
    if is_symbolic(value):
        raise NotKnown("a string with parts known only after apply is no number or boolean yet")
    return to_number(value) if wanted.name == "number" else to_bool(value)


def _sequence(value: Value, wanted: Collection) -> Value:
    if not isinstance(value, list):
        raise Mistake(f"a {wanted.name} is required, not {kind(value)}")
    element = _element_type(value, wanted.element)
    items = [change(v, element) for v in value]
    return TfList(items) if wanted.name == "list" else as_set(items)


def _map(value: Value, element: Type) -> Value:
    if is_lazy(value):
        return value
    if not isinstance(value, dict):
        raise Mistake(f"a map is required, not {kind(value)}")
    element = _element_type(value.values(), element)
    return TfMap({k: change(v, element) for k, v in value.items()})


def _element_type(values: Any, element: Type) -> Type:
    """The declared element type; where it is `any`, the one type that all the elements convert to."""
    if element != ANY:
        return element
    found = unify([type_of(v) for v in values])
    if found is None:
        raise Mistake("all elements must have one type")
    return found


def _tuple(value: Value, wanted: Tuple) -> Value:
    if not isinstance(value, list) or len(value) != len(wanted.elements):
        raise Mistake(f"a tuple of {len(wanted.elements)} elements is required")
    return [change(v, t) for v, t in zip(value, wanted.elements, strict=True)]


def _object(value: Value, wanted: Object) -> Value:
    if not isinstance(value, Mapping):
        raise Mistake(f"an object is required, not {kind(value)}")
    return {name: _attribute(value, name, wanted) for name in wanted.attributes}


def _attribute(value: Mapping[str, Any], name: str, wanted: Object) -> Value:
    try:
        given = value[name]
    except KeyError as missing:
        if name not in wanted.optional:
            raise Mistake(f"attribute `{name}` is required") from missing
        given = None
    if given is None:
        given = wanted.optional.get(name)
    return change(given, wanted.attributes[name])


def as_set(items: list[Value]) -> TfSet:
    """The elements without duplicates, primitives in Terraform's order: false before true, numbers by size, strings by their bytes."""
    if None in items:
        return TfSet([*as_set([v for v in items if v is not None]), None])
    if all(isinstance(v, str) for v in items):
        return TfSet(sorted(set(items)))
    if all(isinstance(v, int | float) for v in items):
        return TfSet(sorted(dict.fromkeys(items)))
    distinct: list[Value] = []
    if len(items) > _MAX_SET:
        raise NotKnown("a set of more values than can be told apart")
    for item in items:
        if not any(equal(item, d) is True for d in distinct):
            distinct.append(item)
    return TfSet(distinct)
