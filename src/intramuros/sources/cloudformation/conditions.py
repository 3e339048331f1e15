# SPDX-License-Identifier: Apache-2.0
"""Conditions in three values: true, false, or unknown with the parameter that decides; where every value that it may have decides alike, known.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Final

from intramuros.estate.values import Unknown, both, either, negate
from intramuros.sources.cloudformation import parameters
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.values import Value, equal, text_of, wrong

MAX_TRIALS: Final = 64
"""Combinations of allowed values that are tried for one condition."""
Evaluate = Callable[[Any, Stack], Value]


def named(stack: Stack, name: object, evaluate: Evaluate) -> bool | Unknown:
    """The condition of that name."""
    if not isinstance(name, str) or name not in stack.conditions:
        return Unknown(f"condition `{name}` is not declared")
    if name in stack.decided:
        return stack.decided[name]
    mark = ("condition", name)
    if mark in stack.busy:
        return Unknown(f"condition `{name}` refers to itself")
    stack.busy.add(mark)
    try:
        found = decide(stack.conditions[name], stack, evaluate)
        if isinstance(found, Unknown) and not stack.assumed:
            found = _tried(stack, name, evaluate, found)
    finally:
        stack.busy.discard(mark)
    if not stack.assumed:
        stack.decided[name] = found
    return found


def decide(said: Any, stack: Stack, evaluate: Evaluate) -> bool | Unknown:
    """A condition as it is written."""
    if isinstance(said, dict) and len(said) == 1:
        function, arguments = next(iter(said.items()))
        if function == "Condition":
            return named(stack, arguments, evaluate)
        if function == "Fn::Equals":
            return _equals(arguments, stack, evaluate)
        if function == "Fn::Not":
            return negate(decide(arguments[0], stack, evaluate)) if isinstance(arguments, list) and len(arguments) == 1 else wrong(function)
        if function in ("Fn::And", "Fn::Or") and isinstance(arguments, list):
            joined = both if function == "Fn::And" else either
            return joined(*(decide(a, stack, evaluate) for a in arguments))
    return _as_boolean(evaluate(said, stack))


def _equals(arguments: Any, stack: Stack, evaluate: Evaluate) -> bool | Unknown:
    if not isinstance(arguments, list) or len(arguments) != 2:
        return wrong("Fn::Equals")
    return equal(evaluate(arguments[0], stack), evaluate(arguments[1], stack))


def _as_boolean(value: Value) -> bool | Unknown:
    if isinstance(value, bool | Unknown):
        return value
    said = text_of(value)
    return (
        said.casefold() == "true"
        if isinstance(said, str) and said.casefold() in ("true", "false")
        else Unknown("no condition stands there")
    )


def _tried(stack: Stack, name: str, evaluate: Evaluate, doubt: Unknown) -> bool | Unknown:
    """The one answer that all values give which the undecided parameters may have; the doubt where there are several."""
    asked = sorted(set(_parameters(stack.conditions[name], stack, set())))
    choices = {p: parameters.allowed(stack, p) for p in asked}
    open_ones = {p: c for p, c in choices.items() if c}
    count = 1
    for c in open_ones.values():
        count *= len(c)
    if not open_ones or count > MAX_TRIALS:
        return doubt
    answers = [_under(stack, dict(zip(open_ones, values, strict=True)), name, evaluate) for values in product(*open_ones.values())]
    return answers[0] if all(a is answers[0] for a in answers) and isinstance(answers[0], bool) else doubt


def _under(stack: Stack, assumed: dict[str, Value], name: str, evaluate: Evaluate) -> bool | Unknown:
    kept, stack.assumed = stack.assumed, assumed
    before, stack.decided = stack.decided, {}
    try:
        return decide(stack.conditions[name], stack, evaluate)
    finally:
        stack.assumed, stack.decided = kept, before


def _parameters(said: Any, stack: Stack, seen: set[str]) -> Iterator[str]:
    """The parameters that a condition asks for, those of the conditions that it names included."""
    if isinstance(said, list):
        for one in said:
            yield from _parameters(one, stack, seen)
    if not isinstance(said, dict):
        return
    for key, inner in said.items():
        if key == "Ref" and isinstance(inner, str) and inner in stack.section("Parameters"):
            yield inner
        elif key == "Condition" and isinstance(inner, str) and inner not in seen:
            seen.add(inner)
            yield from _parameters(stack.conditions.get(inner), stack, seen)
        else:
            yield from _parameters(inner, stack, seen)
