# SPDX-License-Identifier: Apache-2.0
"""Reads `type = …` of a variable: `object({ a = optional(string, "x") })` and its kin.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from typing import Any, Final

from intramuros.sources.terraform import nodes
from intramuros.sources.terraform.expressions import Names, parsed
from intramuros.sources.terraform.functions.calling import call
from intramuros.sources.terraform.grammar import parse_expression
from intramuros.sources.terraform.kinds import ANY, BOOL, NUMBER, STRING, Collection, Object, Tuple, Type
from intramuros.sources.terraform.syntax import Expression
from intramuros.sources.terraform.values import Mistake, NotKnown

_PLAIN: Final[dict[str, Type]] = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": ANY}
_BARE: Final[dict[str, Type]] = {"list": Collection("list", ANY), "set": Collection("set", ANY), "map": Collection("map", ANY)}
"""The spelling of Terraform 0.11, which still means `list(any)`."""


def read(expr: Expression) -> Type:
    """The constraint; `any` where it cannot be read, as then nothing is known of it."""
    node = parsed(expr)
    if isinstance(node, nodes.Literal) and isinstance(node.value, str):  # JSON, and Terraform 0.11's `type = "list"`
        try:
            node = parse_expression(node.value)
        except (Mistake, NotKnown):
            return ANY
    return _read(node)


def _read(node: nodes.Node) -> Type:
    if isinstance(node, nodes.Variable) and not node.path:
        return _PLAIN.get(node.root) or _BARE.get(node.root) or ANY
    if not isinstance(node, nodes.Call) or len(node.arguments) != 1:
        return ANY
    inside = node.arguments[0]
    if node.name == "list":
        return Collection("list", _read(inside))
    if node.name == "set":
        return Collection("set", _read(inside))
    if node.name == "map":
        return Collection("map", _read(inside))
    if node.name == "tuple" and isinstance(inside, nodes.TupleOf):
        return Tuple(tuple(_read(item) for item in inside.items))
    return _object(inside) if node.name == "object" and isinstance(inside, nodes.ObjectOf) else ANY


def _object(inside: nodes.ObjectOf) -> Type:
    attributes: dict[str, Type] = {}
    optional: dict[str, Any] = {}
    for key, value in inside.items:
        if not isinstance(key, nodes.Literal):
            continue
        name = str(key.value)
        if isinstance(value, nodes.Call) and value.name == "optional" and value.arguments:
            attributes[name] = _read(value.arguments[0])
            optional[name] = _default(value.arguments[1]) if len(value.arguments) > 1 else None
        else:
            attributes[name] = _read(value)
    return Object(attributes, optional)


def _default(node: nodes.Node) -> Any:
    return nodes.settled(node, nodes.Env(Names({}), call))
