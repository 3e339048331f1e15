# SPDX-License-Identifier: Apache-2.0
"""Resource and data blocks: their instances, the values of their attributes, and what references to them give."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Protocol

from intramuros.estate.values import Unknown, is_symbolic, symbol, symbols
from intramuros.sources.declared import Declared, Home
from intramuros.sources.terraform import documents, homes
from intramuros.sources.terraform.bodies import Part, origins, shape, value_of
from intramuros.sources.terraform.expressions import Names, evaluate
from intramuros.sources.terraform.folders import Key
from intramuros.sources.terraform.providers import Providers
from intramuros.sources.terraform.repetition import Expansion, Repetition, expand, unknown_count
from intramuros.sources.terraform.scope import ModuleScope
from intramuros.sources.terraform.syntax import Block, Expression
from intramuros.sources.terraform.values import NotKnown, Value
from intramuros.sources.terraform.views import AnyInstance, BlockView, View

META: Final = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"})
"""Meta-arguments: about Terraform, not about the thing declared."""
_ALWAYS_COMPUTED: Final = frozenset({"id", "arn", "self_link"})
_OWN_NAMES: Final = ("name", "bucket", "identifier")


class Host(Protocol):
    """What a resource asks of the module instance it stands in."""

    prefix: str
    symbolic: bool
    scope: ModuleScope
    providers: Providers

    def complain(self, what: str, block: Block, leaves_open: str = "") -> None:
        """Note something that cannot be read."""


class Group:
    """A resource or data block in one module instance, and its instances."""

    def __init__(self, module: Host, key: Key, block: Block) -> None:
        self.module = module
        self.mode, self.type, self.name = key
        self.block = block
        self.parts: dict[str, Part] = shape(block.body, META)
        self._expanding = False

    @cached_property
    def address(self) -> str:
        """Address of the block, without instance keys."""
        own = f"{self.type}.{self.name}"
        return self.module.prefix + (f"data.{own}" if self.mode == "data" else own)

    @cached_property
    def expansion(self) -> Expansion:
        """How many instances there are."""
        if self._expanding:
            return unknown_count(self.address, "it refers to itself")
        self._expanding = True
        try:
            return expand(self.block, self.module.scope, self.address)
        finally:
            self._expanding = False

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Every instance."""
        expansion = self.expansion
        if expansion.complaint:
            self.module.complain(expansion.complaint, self.block, f"how many `{self.address}` there are")
        return tuple(Instance(self, r) for r in expansion.repetitions)

    @property
    def value(self) -> Value:
        """What the bare name stands for: an instance, a list, a map, or instances of unknown number."""
        if self._expanding:
            return Unknown(f"`{self.address}` refers to itself")
        kind = self.expansion.kind
        if self.expansion.symbolic:
            why = f"which instances `{self.address}` has is not known"
            return AnyInstance(View(next(i for i in self.instances if i.repetition.symbolic)), why)
        if kind == "each":
            return {str(i.repetition.key): View(i) for i in self.instances}
        views = [View(i) for i in self.instances]
        return views[0] if kind == "single" else views


class Instance:
    """One instance of a resource; each attribute is evaluated once, when first asked for."""

    __slots__ = ("_busy", "_home", "_scope", "_values", "address", "group", "repetition")

    def __init__(self, group: Group, repetition: Repetition) -> None:
        self.group = group
        self.repetition = repetition
        self.address = group.address + repetition.suffix
        self._values: dict[str, Any] = {}
        self._busy: set[str] = set()
        self._scope: ModuleScope | None = None
        self._home: Home | None = None

    @property
    def scope(self) -> ModuleScope:
        """The module's scope with this instance's `each`, `count` and `self`."""
        if self._scope is None:
            self._scope = self.group.module.scope.repeated(self.repetition, View(self))
        return self._scope

    def names(self) -> tuple[str, ...]:
        """The attributes and blocks that the source sets, and `id`."""
        return tuple(dict.fromkeys((*self.group.parts, "id")))

    def value(self, name: str) -> Any:
        """One attribute or block list as configured; None where it is not."""
        part = self.group.parts.get(name)
        if part is None:
            return None
        if name not in self._values:
            if name in self._busy:
                return Unknown(f"`{self.address}.{name}` refers to itself")
            self._busy.add(name)
            try:
                self._values[name] = value_of(part, self.scope)
            except RecursionError:
                self._values[name] = Unknown(f"`{self.address}.{name}` hangs on too many others")
            except NotKnown as doubt:
                self._values[name] = Unknown(str(doubt))
            finally:
                self._busy.discard(name)
        return self._values[name]

    def reference(self, name: str) -> Value:
        """What `address.name` gives: the configured value, a well-known computed one, or a symbol."""
        managed = self.group.mode == "managed"
        if name not in self.group.parts or (managed and name in _ALWAYS_COMPUTED):
            return self.computed(name)
        value = self.value(name)
        if value is None or (_vague(value) and (name in _OWN_NAMES or name.endswith(("_name", "_id", "_identifier")))):
            return self.computed(name)  # a name that is not known still denotes this resource
        return _viewed(value, self.group.parts[name], self.address, name)

    def computed(self, name: str) -> Value:
        """A computed attribute: known for a few data sources, else the symbol that stands for it."""
        if self.group.mode == "data":
            found = self.known_data().get(name)
            if found is not None:
                return found
        return symbol(self.address, name)

    def known_data(self) -> dict[str, Any]:
        """Computed attributes of a data source that can be told from source alone."""
        kind = self.group.type
        if kind == "aws_iam_policy_document":
            if "" not in self._values:
                self._values[""] = documents.render({n: self.value(n) for n in self.group.parts})
            found: dict[str, Any] = self._values[""]
            return found
        if kind == "template_file":
            return self._rendered()
        if kind in homes.WELL_KNOWN:
            return homes.computed(kind, self.home, {n: self.value(n) for n in self.group.parts})
        return {}

    def _rendered(self) -> dict[str, Any]:
        """`data.template_file`: its template with its `vars` as names (hashicorp/template, archived but in use)."""
        template, given = self.value("template"), self.value("vars")
        if not isinstance(template, str) or is_symbolic(template) or isinstance(given, Unknown):
            return {}
        names = given if isinstance(given, dict) else {}
        return {"rendered": evaluate(Expression(json=template, origin=self.group.block.origin), Names(names))}

    @property
    def home(self) -> Home:
        """Where it lives, by its provider configuration and its own `region`."""
        if self._home is None:
            kind, home = self.group.module.providers.of(self.group.block, self.group.type)
            self._home = homes.moved(home, {"region": self.value("region")}, kind)
        return self._home

    def declare(self) -> Declared:
        """This instance, evaluated."""
        attrs = {name: self.value(name) for name in self.group.parts}
        lines = origins(self.group.parts, attrs)
        if self.group.mode == "data":
            attrs.update(self.known_data())
        return Declared(
            address=self.address,
            type=self.group.type,
            mode="data" if self.group.mode == "data" else "managed",
            attrs=attrs,
            origin=self.group.block.origin,
            lines=lines,
            home=self.home,
            symbolic_instance=self.repetition.symbolic or self.group.module.symbolic,
        )


def _vague(value: Any) -> bool:
    """Whether a value, or a part of its text, is not known and is no other resource's attribute either."""
    return isinstance(value, Unknown) or (is_symbolic(value) and any(address == "?" for address, _ in symbols(value)))


def _viewed(value: Any, part: Part, address: str, path: str) -> Value:
    """A block list as references see it: what a block leaves unset is computed."""
    if not isinstance(part, tuple) or not isinstance(value, list):
        return value
    return [_block_view(b, address, f"{path}.{i}") for i, b in enumerate(value)]


def _block_view(block: Any, address: str, path: str) -> Value:
    if not isinstance(block, Mapping):
        return block
    nested = {k: [_block_view(b, address, f"{path}.{k}.{i}") for i, b in enumerate(v)] if _blocks(v) else v for k, v in block.items()}
    return BlockView(nested, address, path)


def _blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
