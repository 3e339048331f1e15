# SPDX-License-Identifier: Apache-2.0
"""A block's body as plain values: nested blocks become lists under their name, `dynamic` ones are written out.

https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, is_symbolic, readable
from intramuros.sources.terraform.expressions import Scope, evaluate, traversal
from intramuros.sources.terraform.syntax import Attribute, Block, Body
from intramuros.sources.terraform.values import TfSet, Value
from intramuros.sources.terraform.views import AnyInstance

Part = Attribute | tuple[Block, ...]
"""What stands under one name: an attribute, or every block of that type in source order."""

MAX_DEPTH: Final = 40
"""Blocks inside blocks; the deepest schema (WAF statements) has about a dozen levels."""
MAX_BLOCKS: Final = 10_000
"""Blocks that one `dynamic` may write out."""


class BindingScope(Scope, Protocol):
    """A scope that can name one thing more: the iterator of a `dynamic` block."""

    def bound(self, name: str, value: Value) -> BindingScope:
        """This scope with `name` meaning `value`."""


def shape(body: Body, without: Collection[str] = ()) -> dict[str, Part]:
    """The names that a body sets, meta-arguments left out; an attribute wins over blocks of its name."""
    found: dict[str, list[Block]] = {}
    for block in body.blocks:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if name not in without:
            found.setdefault(name, []).append(block)
    parts: dict[str, Part] = {name: tuple(blocks) for name, blocks in found.items()}
    parts.update({n: a for n, a in body.attributes.items() if n not in without})
    return parts


def value_of(part: Part, scope: BindingScope, depth: int = 0) -> Value:
    """The value under one name: of the attribute, or a list with one dict for each block."""
    if isinstance(part, Attribute):
        return plain(evaluate(part.expr, scope))
    if depth > MAX_DEPTH:
        return Unknown("blocks are nested too deeply")
    made: list[Any] = []
    for block in part:
        more = _dynamic(block, scope, depth) if block.type == "dynamic" else [body_of(block.body, scope, depth + 1)]
        if isinstance(more, Unknown):
            return more  # how many there are is not known, so nothing may be concluded from those that are
        made.extend(more)
    return made


def body_of(body: Body, scope: BindingScope, depth: int = 0, without: Collection[str] = ()) -> dict[str, Any]:
    """Every name that a body sets, with its value."""
    return {name: value_of(part, scope, depth) for name, part in shape(body, without).items()}


def origins(parts: Mapping[str, Part], values: Mapping[str, Any]) -> dict[str, Origin]:
    """Where each name is set; repeated blocks also under `name[i]`."""
    found: dict[str, Origin] = {}
    for name, part in parts.items():
        if isinstance(part, Attribute):
            found[name] = part.origin
            continue
        found[name] = part[0].origin
        written = values.get(name)
        if isinstance(written, list) and len(written) > 1:
            places = [b.origin for b in part]
            places = places if len(places) == len(written) else _spread(part, len(written))
            found.update({f"{name}[{i}]": place for i, place in enumerate(places)})
    return found


def _spread(part: tuple[Block, ...], size: int) -> list[Origin]:
    """Origins where one `dynamic` wrote several blocks; with two of them it is not told which wrote which."""
    writers = [i for i, b in enumerate(part) if b.type == "dynamic"]
    if len(writers) != 1:
        return []
    at, more = writers[0], size - len(part)
    return [b.origin for i, b in enumerate(part) for _ in range(1 + more if i == at else 1)]


def elements(value: Value) -> list[tuple[Any, Any]] | Unknown:
    """(key, value) of everything in a collection as `for_each` goes through it; Unknown where that is not known."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, AnyInstance):
        return Unknown(value.why)
    if isinstance(value, Mapping):
        return [(k, value[k]) for k in sorted(value, key=str)]
    if isinstance(value, TfSet):
        return [(v, v) for v in value]
    if isinstance(value, list | tuple):
        return list(enumerate(value))
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is known only after apply")
    return Unknown("a collection was expected" if value is not None else "the collection is null")


def plain(value: Value, depth: int = 0) -> Any:
    """A value without views and marks: None, bool, number, text, list, dict or Unknown."""
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, Unknown | AnyInstance):
        return Unknown(value.why)
    if depth > MAX_DEPTH:
        return Unknown("the value is nested too deeply")
    if isinstance(value, dict):
        return {str(k): plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v, depth + 1) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _flat(value[k], depth) for k in value}
    return Unknown(f"a value of type {type(value).__name__} was not expected")


def _flat(value: Value, depth: int) -> Any:
    """A resource inside a resource is not written out: two that mention each other would never end."""
    if isinstance(value, Mapping) and not isinstance(value, dict):
        return Unknown("a whole resource inside another")
    return plain(value, depth + 1)


def _dynamic(block: Block, scope: BindingScope, depth: int) -> list[Any] | Unknown:
    attributes = block.body.attributes
    contents = [b for b in block.body.blocks if b.type == "content"]
    if "for_each" not in attributes or not contents:
        return Unknown(f"dynamic `{' '.join(block.labels)}` has no for_each or no content")
    found = elements(evaluate(attributes["for_each"].expr, scope))
    if isinstance(found, Unknown):
        return Unknown(f"which `{block.labels[0]}` blocks there are is not known: {found.why}")
    if len(found) > MAX_BLOCKS:
        return Unknown(f"more than {MAX_BLOCKS} `{block.labels[0]}` blocks")
    name = _iterator(block)
    return [body_of(contents[0].body, scope.bound(name, {"key": k, "value": v}), depth + 1) for k, v in found]


def _iterator(block: Block) -> str:
    named = block.body.attributes.get("iterator")
    steps = traversal(named.expr) if named else None
    return str(steps[0]) if steps else block.labels[0]
