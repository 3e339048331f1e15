# SPDX-License-Identifier: Apache-2.0
"""Functions that take functions: filter, map, reduce, sort, toObject, groupBy, mapValues.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-lambda
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.arm.evaluator import Frame, in_text, run, truth
from intramuros.sources.arm.expressions import Call, Tree
from intramuros.sources.arm.later import Opaque, plain, uncertain

Applied = Callable[..., Any]


def _function(tree: Tree, frame: Frame) -> Applied:
    """A lambda as a Python function; surplus arguments (the index) are dropped where it does not name them."""
    if not isinstance(tree, Call) or tree.name != "lambda":
        raise ValueError("a lambda was expected")
    *heads, body = tree.args
    names = [str(run(h, frame)) for h in heads]
    return lambda *args: run(body, frame.naming(**dict(zip(names, args, strict=False))))


def variable(call: Call, frame: Frame) -> Any:
    """`lambdaVariables('x')`."""
    return frame.names[plain(run(call.args[0], frame)).casefold()]


def _over(make: Callable[[Any, Applied, Call, Frame], Any]) -> Callable[[Call, Frame], Any]:
    """A function of a collection and a lambda; of an unknown collection nothing is known."""

    def function(call: Call, frame: Frame) -> Any:
        values = run(call.args[0], frame)
        if missing := uncertain(values):
            return Unknown(f"`{call.text}`: {missing.why}")
        return make(values, _function(call.args[1], frame), call, frame)

    return function


def _filtered(values: Any, wanted: Applied, call: Call, _: Frame) -> Any:
    out = []
    for index, value in enumerate(values):
        kept = truth(wanted(value, index))
        if isinstance(kept, Unknown):
            return Unknown(f"`{call.text}`: {kept.why}")
        out += [value] if kept else []
    return out


def _keyed(values: Any, key: Applied, call: Call, frame: Frame) -> Any:
    value = _function(call.args[2], frame) if len(call.args) > 2 else None
    return {in_text(key(one), call, frame): value(one) if value else one for one in values}


def _grouped(values: Any, key: Applied, call: Call, frame: Frame) -> Any:
    out: dict[str, list[Any]] = {}
    for one in values:
        out.setdefault(in_text(key(one), call, frame), []).append(one)
    return out


def _sorted(values: Any, before: Applied, _: Call, __: Frame) -> Any:
    def order(one: Any, other: Any) -> int:
        found = truth(before(one, other))
        if isinstance(found, Unknown):
            raise Opaque
        return -1 if found else 1

    return sorted(values, key=functools.cmp_to_key(order))


def reduced(call: Call, frame: Frame) -> Any:
    """`reduce(array, start, lambda)`."""
    values, start = run(call.args[0], frame), run(call.args[1], frame)
    if missing := uncertain(values):
        return Unknown(f"`{call.text}`: {missing.why}")
    step = _function(call.args[2], frame)
    for index, value in enumerate(values):
        start = step(start, value, index)
    return start


def _each_value(values: Mapping[str, Any], change: Applied, _: Call, __: Frame) -> Any:
    return {k: change(v) for k, v in values.items()}


LAMBDAS: Final[Mapping[str, Callable[[Call, Frame], Any]]] = {
    "lambdavariables": variable,
    "filter": _over(_filtered),
    "map": _over(lambda values, change, _, __: [change(v, i) for i, v in enumerate(values)]),
    "mapvalues": _over(_each_value),
    "sort": _over(_sorted),
    "toobject": _over(_keyed),
    "groupby": _over(_grouped),
    "reduce": reduced,
}
