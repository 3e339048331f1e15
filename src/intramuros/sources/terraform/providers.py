# SPDX-License-Identifier: Apache-2.0
"""Which provider configuration a resource uses, through aliases and `providers` maps of module calls, and the home it gives.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from typing import Final, Protocol

from intramuros.estate.values import Unknown
from intramuros.sources.declared import Home
from intramuros.sources.terraform import homes
from intramuros.sources.terraform.bodies import body_of
from intramuros.sources.terraform.expressions import static_items, traversal
from intramuros.sources.terraform.folders import Package, Requirement, words
from intramuros.sources.terraform.scope import ModuleScope
from intramuros.sources.terraform.syntax import Block, Expression

Local = tuple[str, str]
"""Local name and alias of a provider configuration; "" for the default one."""

_META: Final = frozenset({"alias", "version"})


class Host(Protocol):
    """What provider configurations ask of the module instance they are seen from."""

    package: Package
    call: Block | None
    scope: ModuleScope
    locked: dict[str, str]
    providers: Providers

    @property
    def parent(self) -> Host | None:
        """The module instance that calls this one."""


class Providers:
    """The provider configurations that one module instance sees."""

    def __init__(self, module: Host) -> None:
        self._module = module
        self._homes: dict[Local, Home] = {}
        self._passed = _passed(module.call)

    def of(self, block: Block, resource_type: str) -> tuple[str, Home]:
        """Kind (`aws`, `azurerm`, …) and home of the configuration that a resource block uses."""
        chosen = block.body.attributes.get("provider")
        if chosen is None:
            local: Local = (resource_type.split("_", maxsplit=1)[0], "")
            return self.kind(local[0]), self.home(local)
        named = _local(chosen.expr)
        if named is None:
            kind = self.kind(resource_type.split("_", maxsplit=1)[0])
            return kind, _lost(kind, "", "which provider configuration is used is not known")
        return self.kind(named[0]), self.home(named)

    def kind(self, local: str) -> str:
        """The provider's own name behind a local name (`required_providers` may rename it)."""
        required = self._required(local)
        return required.source.rsplit("/", 1)[-1] if required.source else local

    def home(self, local: Local) -> Home:
        """The home that a configuration gives, wherever up the module tree it is written."""
        if local not in self._homes:
            self._homes[local] = _lost(local[0], local[1], "the provider configuration refers to itself")
            self._homes[local] = self._find(local)
        return self._homes[local]

    def _find(self, local: Local) -> Home:
        module = self._module
        if local in self._passed and module.parent is not None:
            return module.parent.providers.home(self._passed[local])
        block = module.package.providers.get(local)
        if block is not None:
            return self._configured(local, block)
        if module.parent is not None and not local[1]:
            return module.parent.providers.home(self._namesake(module.parent, local))
        if local[1]:
            return _lost(self.kind(local[0]), local[1], f"provider `{'.'.join(local)}` is not configured here")
        return homes.home_of(self.kind(local[0]), {}, name=local[0], version=self.version(local[0]))

    def _namesake(self, parent: Host, local: Local) -> Local:
        """The parent's local name for the same provider: names are local, sources are not."""
        source = self._required(local[0]).source
        same = [n for n, r in parent.package.required.items() if source and r.source == source]
        return (same[0], "") if same and local[0] not in same else local

    def _configured(self, local: Local, block: Block) -> Home:
        attrs = body_of(block.body, self._module.scope, without=_META)
        return homes.home_of(self.kind(local[0]), attrs, name=".".join(filter(None, local)), version=self.version(local[0], block))

    def version(self, local: str, block: Block | None = None) -> str:
        """The locked version, else the constraint of the root module, of this module, or of the provider block itself."""
        source = self._required(local).source or f"hashicorp/{local}"
        old = block.body.attributes.get("version") if block else None
        return (
            self._module.locked.get("/".join(source.split("/")[-2:])) or self._required(local).version or (words(old.expr) if old else "")
        )

    def _required(self, local: str) -> Requirement:
        module: Host | None = self._module
        own = self._module.package.required.get(local, Requirement())
        while module is not None:
            found = module.package.required.get(local)
            if found is not None and (found.version or found.source) and (own.source in ("", found.source)):
                own = Requirement(source=own.source or found.source, version=found.version or own.version)
            module = module.parent
        return own


def _passed(call: Block | None) -> dict[Local, Local]:
    given = call.body.attributes.get("providers") if call else None
    items = static_items(given.expr) if given else None
    pairs = ((_split(name), _local(expr)) for name, expr in (items or {}).items())
    return {inner: outer for inner, outer in pairs if outer is not None}


def _local(expr: Expression) -> Local | None:
    steps = traversal(expr)
    if not steps or len(steps) > 2:
        return None
    return str(steps[0]), str(steps[1]) if len(steps) > 1 else ""


def _split(name: str) -> Local:
    local, _, alias = name.partition(".")
    return local, alias


def _lost(kind: str, alias: str, why: str) -> Home:
    """A home of which nothing is known, and why."""
    unknown = Unknown(why)
    return Home(account=unknown, tenant=unknown, region=unknown if kind == "aws" else None, name=f"{kind}.{alias}" if alias else kind)
