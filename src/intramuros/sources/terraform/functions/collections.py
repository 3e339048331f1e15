# SPDX-License-Identifier: Apache-2.0
"""Functions over lists, sets and maps: elements that are not known stay where they are, what would need to tell them apart does not guess.

https://developer.hashicorp.com/terraform/language/functions#collection-functions
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.terraform.functions.arguments import bounded_count, common, counted, each_known, mapping, sequence, texts, uniform
from intramuros.sources.terraform.functions.strings import length_of_text
from intramuros.sources.terraform.kinds import ANY, STRING, Collection, is_lazy, type_of, unify
from intramuros.sources.terraform.primitives import equal, exact, kind, settle, to_number
from intramuros.sources.terraform.types import as_set, change
from intramuros.sources.terraform.values import (
    Failed,
    Mistake,
    NotKnown,
    Several,
    TfList,
    TfMap,
    TfSet,
    Value,
    because,
    refuse,
    surely_text,
)

_MAX_DISTINCT = 1000
"""Collections, which can only be compared one by one."""
_MAX_RANGE = 1024
"""Terraform's own limit."""


def length(value: Value) -> int:
    """How many elements, keys or characters."""
    if isinstance(value, str):
        each_known([value])
        return length_of_text(value)
    if isinstance(value, TfSet):
        _distinct_for_sure(value)
    if isinstance(value, list):
        return len(counted(value))
    if isinstance(value, dict):
        return len(value)
    if is_lazy(value):
        raise NotKnown("the number of a resource's attributes is its provider's to say")
    raise Mistake(f"a list, map or string is required, not {kind(value)}")


def _distinct_for_sure(values: TfSet) -> None:
    """A set with two elements that may turn out equal has no known size."""
    if len(values) > 1:
        each_known(values)


def concat(*lists: list[Value]) -> list[Value]:
    """Lists one after another; all lists make a list, a tuple among them makes a tuple."""
    if not lists:
        raise Mistake("at least one list is required")
    if any(isinstance(v, TfSet) for v in lists):
        raise Mistake("a list is required, not set")
    bounded_count(sum(map(len, lists)))
    joined = list(itertools.chain.from_iterable(lists))
    if all(isinstance(v, TfList) for v in lists) and unify([type_of(v) for v in joined]) is not None:
        return uniform(joined)
    return joined


def merge(*maps: Value) -> Any:
    """Maps over one another, the last wins; a null counts for nothing."""
    merged: dict[str, Value] = {}
    doubt: Unknown | None = None
    for value in maps:
        if value is None:
            continue
        if isinstance(value, Unknown) or is_symbolic(value):
            doubt = Unknown(because(value))
            continue
        merged.update({k: value[k] for k in mapping(value)})
    if doubt:
        raise NotKnown(doubt.why)
    given = [m for m in maps if m is not None]
    return change(merged, _map_type(given)) if given and all(isinstance(m, TfMap) for m in given) else dict(sorted(merged.items()))


def _map_type(maps: list[Value]) -> Any:
    shared = unify([type_of(m) for m in maps])
    return shared if isinstance(shared, Collection) and all(type_of(m) == shared for m in maps) else ANY


def flatten(value: list[Value]) -> list[Value]:
    """Lists within lists opened up; what is not known may be a list of any length."""
    found: list[Value] = []
    stack = [iter(value)]
    while stack:
        for item in stack[-1]:
            if isinstance(item, list):
                stack.append(iter(item))
                break
            found.append(Several(item.why) if isinstance(item, Unknown) and not isinstance(item, Failed) else item)
            bounded_count(len(found) + len(stack))
        else:
            stack.pop()
    return found


def keys(value: Mapping[str, Value]) -> list[Value]:
    """The keys, sorted."""
    if is_lazy(value):
        raise NotKnown("which attributes a resource has is its provider's to say")
    found = sorted(value)
    return TfList(found) if isinstance(value, TfMap) else found


def values(value: Mapping[str, Value]) -> list[Value]:
    """The values, in the order of their keys."""
    if is_lazy(value):
        raise NotKnown("which attributes a resource has is its provider's to say")
    found = [value[k] for k in sorted(value)]
    return TfList(found) if isinstance(value, TfMap) else found


def lookup(value: Mapping[str, Value], key: str, *default: Value) -> Value:
    """The value at a key, or the default."""
    if len(default) > 1:
        raise Mistake("wrong number of arguments")
    if is_symbolic(key) and key not in value:
        raise NotKnown(because(key))
    fallback = _as_element(default[0], value) if default else None
    if key in value or is_lazy(value):
        return value[key]
    if not default:
        raise Mistake(f"there is no key `{key}`")
    return fallback


def _as_element(default: Value, value: Mapping[str, Value]) -> Value:
    """A default in the type that a map's values have."""
    return change(default, type_of(next(iter(value.values())))) if isinstance(value, TfMap) and value else default


def element(value: list[Value], index: int) -> Value:
    """The element at an index that wraps around (in tuples below zero only by whole rounds, as Terraform has it)."""
    if isinstance(value, TfSet):
        raise Mistake("a set has no order")
    if not value or (index < 0 and index % len(value) and not isinstance(value, TfList)):
        raise Mistake("the index is negative or the list is empty")
    return value[index % len(value)]


def index_of(value: list[Value], wanted: Value) -> int:
    """Where an element stands first."""
    if isinstance(value, TfSet):
        raise Mistake("a set has no order")
    for at, item in enumerate(value):
        same = equal(item, wanted)
        if isinstance(same, Unknown):
            raise refuse(same)
        if same:
            return at
    raise Mistake("the element is not in the list")


def contains(value: list[Value], wanted: Value) -> bool | Unknown:
    """Whether an element is there; one that may be it makes the answer unknown unless another surely is."""
    doubt: Unknown | None = None
    for item in value:
        same = equal(item, wanted)
        if same is True:
            return True
        doubt = doubt or (Unknown(same.why) if isinstance(same, Unknown) else None)
    return doubt or False


def distinct(value: list[Value]) -> TfList:
    """Duplicates taken out."""
    found: list[Value] = []
    seen: set[tuple[str, Value]] = set()
    for item in value:
        if isinstance(item, str | int | float | None):
            if (type(item).__name__, item) in seen:
                continue
            seen.add((type(item).__name__, item))
        elif any(equal(item, f) is True for f in found):
            continue
        if len(found) > _MAX_DISTINCT and not isinstance(item, str | int | float | None):
            raise NotKnown("more different values than can be told apart")
        found.append(item)
    return TfList(found)


def chunklist(value: list[Value], size: int) -> TfList:
    """The list in parts of a size; 0 = one part."""
    if size < 0:
        raise Mistake("the size is negative")
    step = size or max(1, len(value))
    return TfList(TfList(value[at : at + step]) for at in range(0, len(value), step))


def slice_of(value: list[Value], start: int, end: int) -> list[Value]:
    """From one index up to another."""
    if isinstance(value, TfSet) or not 0 <= start <= end <= len(value):
        raise Mistake("the indices are out of bounds")
    return TfList(value[start:end]) if isinstance(value, TfList) else value[start:end]


def reverse(value: list[Value]) -> list[Value]:
    """Back to front."""
    found = list(reversed(value))
    return TfList(found) if isinstance(value, TfList | TfSet) else found


def sort(value: list[Value]) -> TfList:
    """Strings by their bytes."""
    if any(v is None for v in value):
        raise Mistake("null cannot be sorted")
    if len(value) > 1:
        each_known(value)
    return TfList(sorted(value, key=str))


def compact(value: list[Value]) -> TfList:
    """Empty strings and nulls taken out; an element that may be empty may be missing."""
    found = [v for v in value if v is not None and v != ""]
    return TfList(v if isinstance(v, str) and surely_text(v) else Several(because(v)) for v in found)


def range_of(*limits: int | float) -> TfList:
    """Numbers from a start up to a limit by a step."""
    if not 1 <= len(limits) <= 3:
        raise Mistake("one to three numbers are required")
    start, stop = (0, limits[0]) if len(limits) == 1 else limits[:2]
    step = limits[2] if len(limits) == 3 else (1 if stop >= start else -1)
    if step == 0 or ((step > 0) != (stop >= start) and stop != start):
        raise Mistake("the step leads away from the limit")
    count = math.ceil((exact(stop) - exact(start)) / exact(step))
    if count > _MAX_RANGE:
        raise Mistake(f"more than {_MAX_RANGE} values")
    return TfList(settle(exact(start) + exact(step) * n) for n in range(count))


def sum_of(value: list[Value]) -> Value:
    """All numbers added up."""
    if not value:
        raise Mistake("there is nothing to add up")
    return settle(sum((exact(to_number(v)) for v in value), start=exact(0)))


def matchkeys(found: list[Value], by: list[Value], wanted: list[Value]) -> TfList:
    """The values whose key is among the wanted ones."""
    if len(found) != len(by):
        raise Mistake("values and keys must be equally many")
    each_known((*by, *wanted))
    both = common([*by, *wanted])
    chosen = both[len(by) :]
    return TfList(v for v, k in zip(found, both, strict=False) if any(equal(k, c) is True for c in chosen))


def one(value: list[Value]) -> Value:
    """The only element, or null."""
    if len(value) > 1:
        raise Mistake("the list has more than one element")
    return value[0] if value else None


def setunion(*sets: list[Value]) -> TfSet:
    """All elements of all sets."""
    return as_set(_uniform_sets(sets, [v for s in sets for v in s]))


def setintersection(*sets: list[Value]) -> TfSet:
    """The elements that all sets have."""
    each_known(v for s in sets for v in s)
    parts = _in_one_type(sets)
    return as_set([v for v in parts[0] if all(any(equal(v, w) is True for w in p) for p in parts[1:])])


def setsubtract(first: list[Value], second: list[Value]) -> TfSet:
    """The elements of the first set that the second has not."""
    if second:
        each_known((*first, *second))
    kept, taken = _in_one_type((first, second))
    return as_set([v for v in kept if not any(equal(v, w) is True for w in taken)])


def _in_one_type(sets: tuple[list[Value], ...]) -> list[list[Value]]:
    joined = iter(_uniform_sets(sets, [v for s in sets for v in s]))
    return [[next(joined) for _ in s] for s in sets]


def _uniform_sets(sets: tuple[list[Value], ...], joined: list[Value]) -> list[Value]:
    bounded_count(math.prod(max(1, len(s)) for s in sets[:2]))
    return common(joined)


def setproduct(*sets: list[Value]) -> Any:
    """Every combination of one element of each."""
    if len(sets) < 2:
        raise Mistake("two or more lists are required")
    bounded_count(math.prod(map(len, sets)))
    rows = [list(row) for row in itertools.product(*sets)]
    if all(isinstance(s, TfSet) for s in sets):
        return as_set(rows)
    return TfList(rows)


def transpose(value: Mapping[str, Value]) -> TfMap:
    """Keys and values of a map of lists of strings exchanged."""
    turned: dict[str, list[str]] = {}
    for key in sorted(value):
        listed = texts(value[key])
        each_known(listed)
        for word in listed:
            turned.setdefault(word, []).append(key)
    return TfMap({k: TfList(sorted(v)) for k, v in sorted(turned.items())})


def zipmap(names: list[Value], found: list[Value]) -> dict[str, Value]:
    """Keys and values put together."""
    if len(names) != len(found):
        raise Mistake("keys and values must be equally many")
    each_known(names)
    if None in names:
        raise Mistake("a key must not be null")
    made = {change(k, STRING): v for k, v in zip(names, found, strict=True)}
    made = dict(sorted(made.items()))
    return TfMap(made) if isinstance(found, TfList) else made


def coalesce(*given: Value) -> Value:
    """The first argument that is neither null nor the empty string; one that may be either leaves the outcome unknown."""
    for value in common(list(given)):
        if isinstance(value, Unknown):
            raise refuse(value)
        if is_symbolic(value) and not surely_text(value):
            raise NotKnown(because(value))
        if value is not None and value != "":
            return value
    raise Mistake("there is no argument that is neither null nor empty")


def coalescelist(*lists: Value) -> list[Value]:
    """The first list that is not empty."""
    for value in lists:
        if sequence(value):
            found: list[Value] = value
            return found
    raise Mistake("there is no list that is not empty")
