# SPDX-License-Identifier: Apache-2.0
"""Runs a function call: arguments evaluated and converted, the outcome a value whatever happens."""

from __future__ import annotations

from typing import Any

from intramuros.estate.values import Unknown, sole_symbol
from intramuros.sources.terraform.functions.arguments import Function, doubt_within, sequence
from intramuros.sources.terraform.functions.catalogue import FUNCTIONS, NEVER_KNOWN
from intramuros.sources.terraform.nodes import Call, Env, settled
from intramuros.sources.terraform.values import Failed, Mistake, NotKnown, Value, because


def call(site: Call, env: Env) -> Value:
    """The value of one function call."""
    name = site.name.removeprefix("core::")
    env.spend()
    if name == "try":
        return _try(site, env)
    if name == "can":
        return _can(site, env)
    function = FUNCTIONS.get(name)
    if function is None:
        return _stranger(name)
    values = _arguments(site, env)
    failed = next((v for v in values if isinstance(v, Failed)), None)
    if failed is not None:
        return failed
    try:
        return function.call(*([env] if function.placed else []), *_taken(function, values))
    except Mistake as problem:
        raise Mistake(f"{name}(): {problem}") from problem
    except NotKnown as doubt:
        raise NotKnown(f"{name}(): {doubt}") from doubt


def _stranger(name: str) -> Value:
    if name in NEVER_KNOWN:
        return Unknown(f"{name}(): {NEVER_KNOWN[name]}")
    if name.startswith("provider::"):
        return Unknown(f"{name}(): a provider's function is not evaluated")
    return Failed(f"there is no function `{name}`")


def _arguments(site: Call, env: Env) -> list[Value]:
    values = [settled(a, env) for a in site.arguments]
    if site.expanded and values:
        values[-1:] = sequence(values[-1])
    return values


def _taken(function: Function, values: list[Value]) -> list[Any]:
    takes = function.takes
    if len(values) < len(takes) - function.optional or (len(values) > len(takes) and function.rest is None):
        raise Mistake("wrong number of arguments")
    taken = [take(v) for take, v in zip(takes, values, strict=False)]
    if function.rest is not None:
        taken.extend(function.rest(v) for v in values[len(takes) :])
    return taken


def _try(site: Call, env: Env) -> Value:
    """`try(a, b)`: the first that is no error; one that is merely unknown stays unknown, for it may prove no error."""
    inner = env.strictly()
    last: Value = Failed("try(): no expression was given")
    for argument in site.arguments:
        last = settled(argument, inner)
        if not isinstance(last, Failed):
            return last
    return last


def _can(site: Call, env: Env) -> Value:
    """`can(a)`: whether it is no error."""
    if len(site.arguments) != 1:
        return Failed("can(): one argument is required")
    value = settled(site.arguments[0], env.strictly())
    if isinstance(value, Failed):
        return False
    if sole_symbol(value) and isinstance(site.arguments[0], Call):
        return Unknown(because(value))  # a conversion lets it through, but may yet refuse it
    return doubt_within(value) or True
