# SPDX-License-Identifier: Apache-2.0
"""Modules as they are called: each instance with its variables, locals, resources and outputs, all evaluated on demand."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.values import Unknown, symbol
from intramuros.sources.terraform import variables
from intramuros.sources.terraform.expressions import Files, evaluate
from intramuros.sources.terraform.folders import Library, Package, words
from intramuros.sources.terraform.providers import Providers
from intramuros.sources.terraform.repetition import Expansion, Repetition, expand, unknown_count
from intramuros.sources.terraform.resources import Group
from intramuros.sources.terraform.scope import ModuleScope
from intramuros.sources.terraform.syntax import Block
from intramuros.sources.terraform.values import Value
from intramuros.sources.terraform.views import AnyInstance, View

MAX_DEPTH: Final = 200
"""Modules inside modules."""
MAX_MODULES: Final = 50_000
"""Module instances of one root: calls that multiply at every level would otherwise never end."""
LEAVES: Final = "every answer about what it declares"


class Site(Struct, kw_only=True, eq=False):
    """What all module instances of one root share."""

    library: Library
    files: Files
    label: str
    """The root folder as the user gave it."""
    installed: dict[str, str] = {}
    """Dotted module path to folder, from `.terraform/modules/modules.json`."""
    locked: dict[str, str] = {}
    given: dict[str, Value] = {}
    """Values of the root's variables."""
    gaps: list[Gap] = []
    modules: int = 0


def installed(root: Path) -> dict[str, str]:
    """Where `terraform init` put modules that come from registries and repositories."""
    try:
        listed = json.loads((root / ".terraform" / "modules" / "modules.json").read_bytes())
        entries = listed["Modules"]
        return {str(e["Key"]): str(e["Dir"]) for e in entries if e.get("Key")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


class Module:
    """One instance of a module."""

    def __init__(self, site: Site, package: Package, *, caller: Call | None = None, repetition: Repetition | None = None) -> None:
        self.site = site
        self.package = package
        self.caller = caller
        self.repetition = repetition or Repetition()
        self.parent: Module | None = caller.module if caller else None
        self.call: Block | None = caller.block if caller else None
        self.address: str = caller.address + self.repetition.suffix if caller else ""
        self.prefix: str = f"{self.address}." if self.address else ""
        self.depth: int = self.parent.depth + 1 if self.parent else 0
        self.symbolic: bool = self.repetition.symbolic or (self.parent is not None and self.parent.symbolic)
        self.folder: Path = package.folder.path
        self.files: Files = site.files
        self.locked: dict[str, str] = site.locked
        self.scope = ModuleScope(self)
        self.providers = Providers(self)
        self._values: dict[tuple[str, str], Value] = {}
        self._busy: set[tuple[str, str]] = set()

    @cached_property
    def groups(self) -> dict[tuple[str, str, str], Group]:
        """Every resource and data block."""
        return {key: Group(self, key, block) for key, block in self.package.resources.items()}

    @cached_property
    def calls(self) -> dict[str, Call]:
        """Every module block."""
        return {name: Call(self, name, block) for name, block in self.package.calls.items()}

    def all(self) -> Iterator[Module]:
        """This instance and every one below it."""
        stack = [self]
        while stack:
            module = stack.pop()
            yield module
            stack.extend(m for call in reversed(module.calls.values()) for m in reversed(call.instances))

    def names(self) -> tuple[str, ...]:
        """The outputs."""
        return tuple(self.package.outputs)

    def reference(self, name: str) -> Value:
        """An output's value."""
        block = self.package.outputs.get(name)
        if block is None or "value" not in block.body.attributes:
            raise KeyError(name)
        return self._once("output", name, lambda: evaluate(block.body.attributes["value"].expr, self.scope))

    def variable(self, name: str) -> Value:
        """What a variable is worth here."""
        block = self.package.variables.get(name)
        if block is None:
            return Unknown(f"variable `{name}` is not declared")
        return self._once("var", name, lambda: variables.value_of(block, self._given(name)))

    def local(self, name: str) -> Value:
        """What a local is worth."""
        attribute = self.package.locals.get(name)
        if attribute is None:
            return Unknown(f"local `{name}` is not declared")
        return self._once("local", name, lambda: evaluate(attribute.expr, self.scope))

    def called(self, name: str) -> Value:
        """What `module.name` stands for."""
        call = self.calls.get(name)
        return call.value() if call else Unknown(f"`module.{name}` is not declared")

    def complain(self, what: str, block: Block, leaves_open: str = LEAVES) -> None:
        """Note something that cannot be read."""
        self.site.gaps.append(Gap(what=what, origin=block.origin, leaves_open=leaves_open))

    def group(self, mode: str, kind: str, name: str) -> Value:
        """What the bare name of a resource stands for."""
        found = self.groups.get((mode, kind, name))
        return found.value if found else Unknown(f"`{'data.' if mode == 'data' else ''}{kind}.{name}` is not declared")

    def _given(self, name: str) -> Callable[[], Value] | None:
        if self.caller is None:
            return (lambda: self.site.given[name]) if name in self.site.given else None
        attribute = self.caller.block.body.attributes.get(name)
        if attribute is None or self.parent is None:
            return None
        scope = self.parent.scope.repeated(self.repetition, None)
        return lambda: evaluate(attribute.expr, scope)

    def _once(self, kind: str, name: str, make: Callable[[], Value]) -> Value:
        key = (kind, name)
        if key not in self._values:
            if key in self._busy:
                return Unknown(f"`{self.prefix}{kind}.{name}` refers to itself")
            self._busy.add(key)
            try:
                self._values[key] = make()
            except RecursionError:
                self._values[key] = Unknown(f"`{self.prefix}{kind}.{name}` hangs on too many others")
            finally:
                self._busy.discard(key)
        return self._values[key]


class Call:
    """A module block in one module instance, and the instances it makes."""

    def __init__(self, module: Module, name: str, block: Block) -> None:
        self.module = module
        self.name = name
        self.block = block
        self.address: str = f"{module.prefix}module.{name}"
        self._expanding = False

    @cached_property
    def package(self) -> Package | None:
        """The declarations that the call's source leads to; None, and a gap, where they cannot be read."""
        source = _source(self.block)
        found = self._locate(source)
        if isinstance(found, str):
            self._gap(found)
            return None
        return found

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
    def instances(self) -> tuple[Module, ...]:
        """Every instance of the module."""
        package, site = self.package, self.module.site
        if package is None:
            return ()
        site.modules += len(self.expansion.repetitions)
        if site.modules > MAX_MODULES:
            self._gap(f"more than {MAX_MODULES} module instances")
            return ()
        if self.expansion.complaint:
            self._gap(self.expansion.complaint)
        return tuple(Module(site, package, caller=self, repetition=r) for r in self.expansion.repetitions)

    def value(self) -> Value:
        """What `module.name` stands for."""
        if self._expanding:
            return Unknown(f"`{self.address}` refers to itself")
        if self.package is None:
            return symbol(self.address)
        views = [View(m) for m in self.instances]
        if self.expansion.symbolic and views:
            return AnyInstance(views[-1], f"which instances `{self.address}` has is not known")
        if self.expansion.kind == "single":
            return views[0] if views else symbol(self.address)
        if self.expansion.kind == "each":
            return {str(m.repetition.key): View(m) for m in self.instances}
        return views

    def _locate(self, source: str) -> Package | str:
        """The package at a source, or why there is none."""
        module = self.module
        if not source:
            return f"the source of `{self.address}` is not a plain text"
        trail = ".".join(_names(self))
        if source.startswith(("./", "../", "/")) or source in (".", ".."):
            folder, label = (
                Path(os.path.realpath(module.package.folder.path / source)),
                os.path.normpath(f"{module.package.folder.shown}/{source}"),
            )
        elif trail in module.site.installed:
            where = module.site.installed[trail]
            folder, label = Path(os.path.realpath(module.site.files.base / where)), os.path.normpath(f"{module.site.label}/{where}")
        else:
            return f"module `{self.address}` ({source}) is not on disk: run `terraform init` first"
        if folder in {m.package.folder.path for m in _ancestry(module)} or module.depth >= MAX_DEPTH:
            return f"module `{self.address}` calls a module that it is itself a part of, or is nested too deeply"
        return (
            module.site.library.at(folder, Path(label).as_posix())
            or f"there is no Terraform source at `{source}` (module `{self.address}`)"
        )

    def _gap(self, what: str) -> None:
        self.module.complain(what, self.block)


def _source(block: Block) -> str:
    attribute = block.body.attributes.get("source")
    return words(attribute.expr) if attribute else ""


def local_source(block: Block) -> str:
    """The source of a module call, if it is a folder."""
    source = _source(block)
    return source if source.startswith(("./", "../", "/")) or source in (".", "..") else ""


def _names(call: Call) -> list[str]:
    """The names of the calls that lead here, outermost first."""
    names, at = [call.name], call.module.caller
    while at is not None:
        names.append(at.name)
        at = at.module.caller
    return names[::-1]


def _ancestry(module: Module) -> Iterator[Module]:
    here: Module | None = module
    while here is not None:
        yield here
        here = here.parent
