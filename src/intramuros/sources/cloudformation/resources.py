# SPDX-License-Identifier: Apache-2.0
"""The resources of a stack, worked out and translated; those whose condition is false are left out, those whose condition is not known stand as maybe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import structs

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation import conditions
from intramuros.sources.cloudformation.intrinsics import evaluate
from intramuros.sources.cloudformation.item import Item
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import Placed
from intramuros.sources.cloudformation.translation import translated
from intramuros.sources.declared import Declared

_TRANSFORMS: Final = frozenset(
    {"AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16"}
)
"""Transforms that are worked out here, or that change nothing which a question asks for."""
_NOT_READ: Final = {"StackSet": "stacks that a stack set deploys are not read", "MODULE": "a registry's module is not on disk"}


def declared(stack: Stack) -> Iterator[Declared]:
    """Every resource of one stack in the provider's shape."""
    _unread(stack)
    for logical, body in stack.resources.items():
        lines = stack.resources.lines.get(logical, (0, 0))
        item = _item(stack, logical, body, lines)
        if item is not None:
            yield from _in_shape(item)


def _in_shape(item: Item) -> list[Declared]:
    """What a resource amounts to; one of another shape than its type has is told, and counts as not understood."""
    try:
        return list(translated(item))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        what = f"`{item.address}` has a shape that its type does not have ({type(error).__name__}: {error})"
        item.stack.gap(what, item.lines, "every question about it")
        return list(translated(structs.replace(item, kind=f"{item.kind} (not of its shape)", props={})))


def _item(stack: Stack, logical: str, body: Any, lines: tuple[int, int]) -> Item | None:
    if isinstance(body, dict) and (why := _NOT_READ.get(str(body.get("Type")).rsplit("::", 1)[-1])):
        stack.gap(f"`{stack.address(logical)}`: {why}", lines, "what it declares")
    if not isinstance(body, dict) or not isinstance(body.get("Type"), str):
        stack.gap(f"`{logical}` is no resource", lines, "what it declares")
        return None
    name = body.get("Condition")
    stands = True if name is None else conditions.named(stack, name, evaluate)
    if stands is False:
        return None
    if isinstance(stands, Unknown) and isinstance(name, str):
        stack.decided[name] = True  # within the resource its own condition holds
    properties = evaluate(body.get("Properties") or {}, stack)
    if isinstance(stands, Unknown) and isinstance(name, str):
        stack.decided[name] = stands
    raw = body.get("Properties")
    if "Fn::Transform" in body:
        properties = Unknown("a transform beside them may add to them, a program that is not run")
    if not isinstance(properties, dict):
        why = properties.why if isinstance(properties, Unknown) else "they are no mapping"
        stack.gap(f"the properties of `{stack.address(logical)}` cannot be read: {why}", lines, "every answer about it")
        return Item(stack=stack, logical=logical, kind=f"{body['Type']} (properties not known)", props={}, lines=lines)
    why = f"whether `{stack.address(logical)}` is created is not known: {stands.why}" if isinstance(stands, Unknown) else stack.maybe
    return Item(
        stack=stack,
        logical=logical,
        kind=body["Type"],
        props=properties,
        raw=raw if isinstance(raw, Placed) else Placed(),
        lines=lines,
        maybe=why,
        condition=name if isinstance(name, str) else "",
    )


def _unread(stack: Stack) -> None:
    """Say which part of the template cannot be read: resources that are no mapping, transforms that are programs."""
    if "Resources" in stack.root and not isinstance(stack.root["Resources"], Placed):
        stack.gap("the template's `Resources` are no mapping", stack.root.lines.get("Resources"), "everything that it declares")
    said, beside = stack.root.get("Transform"), stack.root.get("Fn::Transform")
    for one in (*(said if isinstance(said, list) else [said]), beside):
        name = one.get("Name") if isinstance(one, dict) else one
        if name is not None and name not in _TRANSFORMS:
            what = f"the template is rewritten by the transform `{name}`, a program that is not run"
            stack.gap(what, stack.root.lines.get("Transform") or stack.root.lines.get("Fn::Transform"), "what it adds or changes")
