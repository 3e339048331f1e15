# SPDX-License-Identifier: Apache-2.0
"""Evaluates Terraform's expressions; what cannot be known stays symbolic or `Unknown`, and nothing raises.

The language: https://developer.hashicorp.com/terraform/language/expressions. The same evaluation serves source, `.tf.json` and
template files; what names mean is the scope's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from intramuros.estate.values import Unknown
from intramuros.sources.terraform import nodes
from intramuros.sources.terraform.functions.calling import call
from intramuros.sources.terraform.grammar import parse_expression, parse_template
from intramuros.sources.terraform.steps import attribute, index
from intramuros.sources.terraform.syntax import Expression
from intramuros.sources.terraform.values import Failed, Mistake, NotKnown, TfList, TfMap, TfSet, Value, literal

__all__ = [
    "Failed",
    "Files",
    "Scope",
    "TfList",
    "TfMap",
    "TfSet",
    "evaluate",
    "evaluate_text",
    "follow",
    "references",
    "static_items",
    "traversal",
]


class Files(Struct, frozen=True, kw_only=True):
    """Where `file()` and its kin may read."""

    root: Path
    """The reviewed root, links resolved: nothing outside it is read."""
    base: Path
    """The folder of the root module: relative paths start here, as Terraform's working directory does."""


class Scope(Protocol):
    """What names mean at one place; the loader gives one per module instance."""

    files: Files | None
    """None where no file may be read."""

    def lookup(self, root: str, path: tuple[str | int, ...]) -> Value:
        """The value of `root` followed by all of `path` (names and literal indices): `lookup("var", ("x", "y", 0))`.

        `path.module`, `each.key`, `count.index`, `self` and `terraform.workspace` come the same way. Where only the first
        steps mean something to the scope, `follow(value, rest)` does the others. A name that does not exist: `Failed(why)`.
        """


def evaluate(expr: Expression, scope: Scope) -> Value:
    """The value of an expression: never raises; an error is an `Unknown` with its reason (`Failed`)."""
    try:
        return nodes.settled(parsed(expr), nodes.Env(scope, call))
    except RecursionError:
        return Unknown("the expression is nested too deeply")


def evaluate_text(text: str, scope: Scope) -> Value:
    """The value of an expression given as HCL text."""
    from intramuros.estate.origin import Origin

    return evaluate(Expression(source=text, origin=Origin(file="")), scope)


def follow(value: Value, steps: tuple[str | int, ...]) -> Value:
    """`value.a[0].b`: the steps taken one by one; a missing one is `Failed`, one into an unknown is unknown."""
    try:
        for step in steps:
            value = attribute(value, step) if isinstance(step, str) else index(value, step)
    except Mistake as problem:
        return Failed(str(problem))
    except NotKnown as doubt:
        return Unknown(str(doubt))
    return value


def parsed(expr: Expression) -> nodes.Node:
    """The parts of an expression, parsed once; a syntax error becomes a part that fails."""
    if expr.node is None:
        try:
            expr.node = parse_expression(expr.source) if expr.source is not None else from_json(expr.json)
        except Mistake as problem:
            expr.node = nodes.Broken(str(problem), refused=True)
        except NotKnown as doubt:
            expr.node = nodes.Broken(str(doubt), refused=False)
        except RecursionError:
            expr.node = nodes.Broken("the expression is nested too deeply to read", refused=False)
    node: nodes.Node = expr.node
    return node


def from_json(value: Any) -> nodes.Node:
    """A JSON value as an expression: its strings and keys are templates (the JSON syntax of HCL)."""
    if isinstance(value, str):
        return parse_template(value)
    if isinstance(value, list):
        return nodes.TupleOf(tuple(from_json(v) for v in value))
    if isinstance(value, dict):
        return nodes.ObjectOf(tuple((parse_template(k), from_json(v)) for k, v in value.items()))
    return nodes.Literal(value)


def traversal(expr: Expression) -> tuple[str | int, ...] | None:
    """(`aws`, `us`) for `aws.us`, as written, also in quotes; None where the expression is anything else."""
    node = parsed(expr)
    if isinstance(node, nodes.Literal) and isinstance(node.value, str):
        try:
            node = parse_expression(node.value)
        except (Mistake, NotKnown):
            return None
    return (node.root, *node.path) if isinstance(node, nodes.Variable) else None


def static_items(expr: Expression) -> dict[str, Expression] | None:
    """The items of an object constructor with plain keys (`providers = { aws = aws.us }`); None for anything else."""
    if isinstance(expr.json, dict):
        return {k: Expression(json=v, origin=expr.origin) for k, v in expr.json.items()}
    node = parsed(expr)
    if not isinstance(node, nodes.ObjectOf):
        return None
    return {
        word: Expression(source="", origin=expr.origin, node=value) for key, value in node.items if (word := _plain_key(key)) is not None
    }


def _plain_key(key: nodes.Node) -> str | None:
    """`aws` and `"aws"`, and `aws.us` as `providers` has it."""
    if isinstance(key, nodes.Literal):
        return str(key.value)
    return ".".join(map(str, (key.root, *key.path))) if isinstance(key, nodes.Variable) else None


def static_elements(expr: Expression) -> list[Expression] | None:
    """The elements of a tuple constructor (`depends_on = [a.b, c.d]`); None for anything else."""
    if isinstance(expr.json, list):
        return [Expression(json=v, origin=expr.origin) for v in expr.json]
    node = parsed(expr)
    if not isinstance(node, nodes.TupleOf):
        return None
    return [Expression(source="", origin=expr.origin, node=item) for item in node.items]


def references(expr: Expression) -> tuple[tuple[str | int, ...], ...]:
    """Every traversal in an expression, without the names that `for` binds (`("var", "x")`, `("aws_kms_key", "k", "arn")`)."""
    try:
        return tuple(dict.fromkeys(_named(parsed(expr), frozenset((nodes.EACH,)))))
    except RecursionError:
        return ()


def _named(node: nodes.Node, bound: frozenset[str]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, nodes.Variable) and node.root not in bound:
        yield (node.root, *node.path)
    inner = bound | set(node.names) if isinstance(node, nodes.For) else bound
    for child in node.children():
        yield from _named(child, bound if isinstance(node, nodes.For) and child is node.source else inner)


class Names:
    """A small scope: plain values by name, and perhaps files."""

    def __init__(self, values: Mapping[str, Value], files: Files | None = None) -> None:
        self.values = values
        self.files = files

    def lookup(self, root: str, path: tuple[str | int, ...]) -> Value:
        """The value by its name."""
        if root not in self.values:
            return Failed(f"there is nothing called `{literal(root)}` here")
        return follow(self.values[root], path)
