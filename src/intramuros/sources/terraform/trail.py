# SPDX-License-Identifier: Apache-2.0
"""Follows the references that a plan's `configuration` lists to the instances they mean.

A plan says of an unknown value which things its expression mentions, not how: through variables, outputs and `each` the
mention is followed to a resource instance, which then stands as a symbol. `local` values and `dynamic` blocks are not in a plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, symbol
from intramuros.sources.terraform.showjson import ConfigCall, ConfigModule

MAX_STEPS: Final = 300
"""Variables and outputs that one reference may pass through."""
_STEP: Final = lazy(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([\w-]+)')
_MODULE: Final = lazy(r'module\.([\w-]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?')
_BY_ARN: Final = ("arn", "kms", "resources", "identifiers")
"""Words in the names of attributes that take an ARN, for references that do not show which attribute they take."""

_KINDS: Final = frozenset(
    {"vpc", "subnet", "group", "table", "gateway", "acl", "key", "endpoint", "policy", "role", "user", "topic", "queue", "bucket", "cluster",
     "network", "vault", "server", "workspace", "account", "peering", "interface", "instance", "volume", "snapshot", "secret", "function"}
)  # fmt: skip
"""Last words of types after which attributes are called that take one of them (`route_table_id`)."""
_ONLY: Final = {
    ("aws_vpc", "table"): "main_route_table_id",
    ("aws_vpc", "group"): "default_security_group_id",
    ("aws_vpc", "acl"): "default_network_acl_id",
}
"""Attribute of a type that gives a thing of another kind, where there is one alone (or they mean the same)."""
_SUFFIX: Final = lazy(r"s?(?:_(?:id|arn|name)s?)?$")

Step = str | int


class Place(Struct, frozen=True, kw_only=True, eq=False):
    """One module instance of the plan."""

    address: str
    """"" for the root module."""
    config: ConfigModule
    parent: Place | None = None
    call: ConfigCall | None = None
    key: Step | None = None

    @property
    def prefix(self) -> str:
        """What stands before the addresses of its resources."""
        return f"{self.address}." if self.address else ""


class At(Struct, frozen=True, kw_only=True, eq=False):
    """Where an expression stands: module instance, instance key, and the `for_each` that gives `each`."""

    place: Place
    key: Step | None = None
    for_each: dict[str, Any] | None = None
    element: Step | None = None
    """The key of the element that `each.value` means, kept on the way to the collection's source."""

    @property
    def preferred(self) -> Step | None:
        """The instance that a mention without an index most likely means."""
        return self.key if self.element is None else self.element


class Target(Struct, frozen=True, kw_only=True):
    """What a reference ends at."""

    value: Any
    address: str = ""


Known = Callable[[str, tuple[Step, ...]], Any]
"""(instance address, path) → the value that the plan knows there, None where it knows none."""


def steps(reference: str) -> tuple[Step, ...]:
    """`aws_kms_key.k["a"].arn` → ("aws_kms_key", "k", key "a", "arn"); keys of maps come as text with a NUL before."""
    found: list[Step] = []
    for match in _STEP.finditer(reference):
        if match[1] is not None:
            found.append("\0" + re.sub(r"\\(.)", r"\1", match[1]))
        elif match[2] is not None:
            found.append(int(match[2]))
        else:
            found.append(match[3])
    return tuple(found)


def longest(references: Iterable[str]) -> list[str]:
    """The references as written: after each one Terraform also lists what it is an attribute of."""
    kept: list[str] = []
    for reference in references:
        last = kept[-1] if kept else ""
        if not last.startswith((f"{reference}.", f"{reference}[")):
            kept.append(reference)
    return kept


def module_steps(address: str) -> list[tuple[str, Step | None]]:
    """`module.a["x"].module.b` → [("a", "x"), ("b", None)]."""
    return [(m[1], _key(m[2])) for m in _MODULE.finditer(address)]


def _key(text: str | None) -> Step | None:
    if not text:
        return None
    inner = text[1:-1]
    return re.sub(r"\\(.)", r"\1", inner[1:-1]) if inner.startswith('"') else int(inner)


class Trail:
    """Every instance of a plan, and the way from a reference to it."""

    def __init__(
        self, instances: Mapping[str, Mapping[Step | None, str]], root: ConfigModule, known: Known, variables: Mapping[str, Any]
    ) -> None:
        self._instances = instances
        """Address of a block, module keys included → instance key → instance address."""
        self.known = known
        self._variables = variables
        self._places: dict[str, Place | None] = {"": Place(address="", config=root)}
        self._module_keys: dict[str, dict[Step | None, str]] = {}

    def place(self, address: str) -> Place | None:
        """The module instance at an address; None where the configuration has no such module."""
        if address not in self._places:
            self._places[address] = self._find(address)
        return self._places[address]

    def note_module(self, address: str) -> None:
        """Remember that a module instance exists, and those that it lies in."""
        here = ""
        for match in _MODULE.finditer(address):
            block = f"{here}module.{match[1]}"
            instance = block + (match[2] or "")
            self._module_keys.setdefault(block, {})[_key(match[2])] = instance
            here = instance + "."

    def _find(self, address: str) -> Place | None:
        place = self._places[""]
        here = ""
        for match in _MODULE.finditer(address):
            call = (place.config.module_calls or {}).get(match[1]) if place else None
            here = f"{here}{'.' if here else ''}module.{match[1]}{match[2] or ''}"
            if place is None or call is None or call.module is None:
                return None
            place = self._places.setdefault(here, Place(address=here, config=call.module, parent=place, call=call, key=_key(match[2])))
        return place

    def targets(self, expression: Any, at: At, leaf: str, depth: int = 0) -> list[Target]:
        """What an expression mentions, each followed to its end; `leaf` is the attribute that it gives its value to."""
        if not isinstance(expression, dict):
            return []
        if "constant_value" in expression:
            return [Target(value=expression["constant_value"])]
        return [t for r in longest(expression.get("references") or ()) for t in self.follow(steps(r), at, leaf, depth)]

    def follow(self, path: tuple[Step, ...], at: At, leaf: str, depth: int = 0) -> list[Target]:
        """One reference followed to its end; several targets where it means every instance of a block."""
        if depth > MAX_STEPS:
            return [_lost(path, "it passes through too many modules")]
        head = str(path[0])
        if head == "var" and len(path) > 1:
            return self._variable(path, at, leaf, depth)
        if head == "module":
            return self._output(path, at, leaf, depth) if len(path) > 2 else [_lost(path, "which of its outputs is meant is not shown")]
        if head == "each":
            return self._each(path, at, leaf, depth) if path[1:2] == ("value",) else []
        if head == "count":
            return []
        if head in ("local", "path", "terraform", "self"):
            return [_lost(path, "a plan does not show what it is")]
        return self._resource(path, at, leaf)

    def _variable(self, path: tuple[Step, ...], at: At, leaf: str, depth: int) -> list[Target]:
        name, place = str(path[1]), at.place
        if place.parent is None:
            return [_walked((self._variables.get(name) or {}).get("value"), path[2:], path)]
        given = ((place.call.expressions if place.call else None) or {}).get(name)
        if given is None:
            return [_walked(((place.config.variables or {}).get(name) or {}).get("default"), path[2:], path)]
        for_each = place.call.for_each_expression if place.call else None
        return self._through(given, At(place=place.parent, key=place.key, for_each=for_each, element=at.element), path[2:], leaf, depth)

    def _through(self, expression: Any, at: At, rest: tuple[Step, ...], leaf: str, depth: int) -> list[Target]:
        """The targets of an expression of which `rest` is taken."""
        if isinstance(expression, dict) and "constant_value" in expression:
            return [_walked(expression["constant_value"], rest, rest)]
        mentioned = longest(expression.get("references") or ()) if isinstance(expression, dict) else []
        if len(mentioned) == 1:
            return self.follow((*steps(mentioned[0]), *rest), at, leaf, depth + 1)
        return [t for m in mentioned for t in self.follow(steps(m), at, leaf, depth + 1)]

    def _output(self, path: tuple[Step, ...], at: At, leaf: str, depth: int) -> list[Target]:
        block = f"{at.place.prefix}module.{path[1]}"
        picked, rest = _picked(self._module_keys.get(block) or {}, path[2:], at.preferred)
        found: list[Target] = []
        for address in picked:
            place = self.place(address)
            output = (place.config.outputs or {}).get(str(rest[0])) if place and rest else None
            if place is None or output is None:
                return [_lost(path, "a plan does not show what it is")]
            found.extend(self._through(output.expression, At(place=place, element=at.element), rest[1:], leaf, depth))
        return found or [_lost(path, "the module has no instance")]

    def _each(self, path: tuple[Step, ...], at: At, leaf: str, depth: int) -> list[Target]:
        """`each.value`: the element under this instance's key of what `for_each` mentions."""
        rest = path[2:]
        mentioned = longest((at.for_each or {}).get("references") or ())
        if at.key is None or len(mentioned) != 1:
            return [_lost(path, "`for_each` mentions several things")]
        return self.follow((*steps(mentioned[0]), *rest), At(place=at.place, key=at.key, element=at.key), leaf, depth + 1)

    def _resource(self, path: tuple[Step, ...], at: At, leaf: str) -> list[Target]:
        size = 3 if path[0] == "data" else 2
        if len(path) < size:
            return [_lost(path, "it is not an attribute")]
        block = at.place.prefix + ".".join(map(str, path[:size]))
        picked, rest = _picked(self._instances.get(block) or {}, path[size:], at.preferred)
        if not picked:
            return [_lost(path, "it has no instance")]
        attribute = rest or _unsaid(leaf, str(path[size - 2]))
        if not attribute:
            why = _lost(path, "which of its attributes is meant is not shown").value
            return [Target(value=why, address=address) for address in picked]
        return [self._attribute(address, attribute) for address in picked]

    def _attribute(self, address: str, path: tuple[Step, ...]) -> Target:
        known = self.known(address, path)
        plain = ".".join(str(s).removeprefix("\0") for s in path)
        return Target(value=symbol(address, plain) if known is None else known, address=address)


def _unsaid(leaf: str, kind: str) -> tuple[Step, ...]:
    """The attribute that a mention means which does not show it; () where an attribute takes things of another kind (`route_table_id` of a VPC)."""
    meant = _SUFFIX.sub("", leaf, count=1).rsplit("_", 1)[-1]
    if meant in _KINDS and meant != kind.rsplit("_", 1)[-1]:
        return (_ONLY[kind, meant],) if (kind, meant) in _ONLY else ()
    return ("arn",) if any(word in leaf for word in _BY_ARN) else ("id",)


def _picked(instances: Mapping[Step | None, str], path: tuple[Step, ...], key: Step | None) -> tuple[list[str], tuple[Step, ...]]:
    """The instances that a path means, and the rest of it: by its own index, else by the key of where it stands, else all."""
    if None in instances:
        return [instances[None]], path
    if path and (isinstance(path[0], int) or str(path[0]).startswith("\0")):
        wanted = path[0] if isinstance(path[0], int) else str(path[0])[1:]
        return ([instances[wanted]] if wanted in instances else []), path[1:]
    if key in instances:
        return [instances[key]], path
    return list(instances.values()), path


def _lost(path: tuple[Step, ...], why: str) -> Target:
    shown = ".".join(str(s).removeprefix("\0") for s in path)
    return Target(value=Unknown(f"`{shown}` cannot be followed: {why}"))


def _walked(value: Any, rest: tuple[Step, ...], path: tuple[Step, ...]) -> Target:
    for step in rest:
        key = str(step).removeprefix("\0")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return _lost(path, "there is no such element")
    return Target(value=value)
