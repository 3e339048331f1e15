# SPDX-License-Identifier: Apache-2.0
"""Resources and modules as `bicep build` writes them: modules are deployments whose template stands inside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.emit import UNREADABLE, bracketed, unreadable
from intramuros.sources.bicep.library import Library, Source, is_registry
from intramuros.sources.bicep.names import Scope, Thing
from intramuros.sources.bicep.references import Place, is_graph
from intramuros.sources.bicep.template import Template, Writer, assembled
from intramuros.sources.nodes import Node

MAX_DEPTH: Final = 24
_ASIDE: Final = ("name", "parent", "scope", "dependsOn")
_MODULE_VERSION: Final = "2025-04-01"


class Compiler:
    """Turns files into templates, a called one inside the one that calls it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._open: list[Source] = []
        self._done: dict[Path, Node] = {}

    def template(self, source: Source, defaults: Callable[[Writer], Mapping[str, Any]] | None = None) -> Node:
        """A file's template; `defaults` gives what a parameter file says, in the words of the template."""
        if defaults is None and source.path in self._done:
            return self._done[source.path]
        made = self._template(source, defaults)
        if defaults is None:
            self._done[source.path] = made
        return made

    def _template(self, source: Source, defaults: Callable[[Writer], Mapping[str, Any]] | None) -> Node:
        self._open.append(source)
        writer = Writer(self.library, source, Template())
        resources = Node({t.symbol: self._resource(writer, t) for t in writer.things}, lines={})
        given = defaults(writer) if defaults else {}
        made = assembled(writer, resources)
        for name, value in given.items():
            made["parameters"].setdefault(name, {})["defaultValue"] = value
        self._open.pop()
        return made

    # -- resources ---------------------------------------------------------------------------------------------------------------

    def _resource(self, writer: Writer, thing: Thing) -> Node:
        writer.line = thing.statement.line
        return self._module(writer, thing) if thing.resource is None else self._plain(writer, thing, thing.resource)

    def _plain(self, writer: Writer, thing: Thing, s: tree.Resource) -> Node:
        inner = writer.own_scope(thing, None)
        made = self._head(writer, thing, inner)
        if s.existing:
            made["existing"] = True
        made |= {"type": thing.kind, "apiVersion": thing.version, "name": _name(writer, thing)}
        body = writer.node(s.body, inner, without=_ASIDE)
        for spread in (f for f in s.body.fields if isinstance(f, tree.Spread)):
            self._spread(writer, spread, body)
        lines = {**body.lines, "name": _line_of(s.body, "name") or (s.line, s.line)}
        extension = _extension(writer, thing)
        made |= {"properties": body} if is_graph(thing) else {"import": extension, "properties": body} if extension else body
        return Node(made, origin=writer.source.origin(s.line, s.end), lines=lines)

    def _spread(self, writer: Writer, spread: tree.Spread, body: Node) -> None:
        """A resource whose body takes up another object: what that holds is not followed, and nothing is claimed of it."""
        what = "a resource takes properties from an object that is spread into its body"
        self.library.gaps.append(
            Gap(what=what, origin=writer.source.origin(spread.line), leaves_open="the properties of that resource that it does not state")
        )
        body.setdefault("properties", bracketed(unreadable(what)))

    def _head(self, writer: Writer, thing: Thing, inner: Scope) -> dict[str, Any]:
        """Condition, copy, scope and dependencies."""
        made: dict[str, Any] = {}
        conditions = _conditions(writer, thing, inner)
        if conditions:
            made["condition"] = bracketed(conditions[0] if len(conditions) == 1 else f"and({', '.join(conditions)})")
        s = thing.statement
        if s.loop is not None:
            made["copy"] = self._copy(writer, thing, s)
        made |= _scope(writer, thing) if thing.resource is None else _elsewhere(writer, thing)
        depends = thing.field("dependsOn")
        named = [r[0].symbol for i in depends.items if (r := writer.referred(i, inner))] if isinstance(depends, tree.Items) else []
        above = writer.parent(thing, inner)
        named += [above[0].symbol] if above else []
        return {**made, "dependsOn": named} if named else made

    def _copy(self, writer: Writer, thing: Thing, s: tree.Resource | tree.Module) -> dict[str, Any]:
        made: dict[str, Any] = {"name": thing.symbol, "count": bracketed(f"length({writer.over(thing)})")}
        batch = s.decorator("batchSize")
        return {**made, "mode": "serial", "batchSize": writer.value(batch.args[0], writer.root)} if batch and batch.args else made

    # -- modules -----------------------------------------------------------------------------------------------------------------

    def _module(self, writer: Writer, thing: Thing) -> Node:
        s = thing.statement
        inner = writer.own_scope(thing, None)
        made = self._head(writer, thing, inner)
        made |= {"type": thing.kind, "apiVersion": _MODULE_VERSION, "name": _name(writer, thing)}
        properties: dict[str, Any] = {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}}
        stated = thing.field("params")
        if stated is not None:
            properties["parameters"] = _arguments(writer, stated, inner)
        path = s.path.plain if isinstance(s, tree.Module) else None
        target = self._called(writer, path or "", s)
        properties["template"] = target
        at = s.line, s.end
        return Node({**made, "properties": properties}, origin=writer.source.origin(*at), lines={"name": _line_of(s.body, "name") or at})

    def _called(self, writer: Writer, path: str, s: tree.Resource | tree.Module) -> Any:
        """The template of the module that is called; an empty one, and a gap, where it is not on disk."""
        if len(self._open) > MAX_DEPTH:
            return self._refused(writer, s, f"module `{path}` is not read: modules are nested too deeply")
        source = None if is_registry(path) else self.library.open(writer.source, path)
        if source is not None:
            if any(source is o for o in self._open):
                return self._refused(writer, s, f"module `{path}` calls itself")
            return self.template(source)
        found = self.library.template(writer.source, path)
        if isinstance(found, Node):
            return found
        return self._refused(
            writer, s, f"module `{path}` is not on disk" + (", nor restored to a cache (`bicep restore` does)" if is_registry(path) else "")
        )

    def _refused(self, writer: Writer, s: tree.Resource | tree.Module, what: str) -> dict[str, Any]:
        self.library.gaps.append(
            Gap(
                what=what,
                origin=writer.source.origin(s.line, s.end),
                leaves_open="every answer about what it declares, and what it gives back",
            )
        )
        return {"$schema": "", "resources": [], "outputs": {}}


def _name(writer: Writer, thing: Thing) -> str:
    """The name as a template states it; two names that cannot be told are still two."""
    made = writer.full_name(thing, None)
    return bracketed(unreadable(f"the name of `{thing.symbol}` cannot be told") if UNREADABLE in made else made)


def _extension(writer: Writer, thing: Thing) -> str:
    """The extension that keeps a resource which is not Azure's: no provider of Azure goes without a dot in its name."""
    space = thing.kind.partition("/")[0]
    if "." in space:
        return ""
    named = [s.name for s in writer.source.program.statements if isinstance(s, tree.Setting) and s.kind == "extension"]
    return next((n for n in named if n != "az" and not n.startswith("microsoftGraph")), space)


def _conditions(writer: Writer, thing: Thing, inner: Scope) -> list[str]:
    """A nested resource is there only where those around it are."""
    own = [writer.text(thing.statement.condition, inner)] if thing.statement.condition is not None else []
    return [*_conditions(writer, thing.outer, writer.own_scope(thing.outer, None)), *own] if thing.outer else own


def _scope(writer: Writer, thing: Thing) -> dict[str, Any]:
    """Where a module is deployed to, where that is elsewhere than the file."""
    if thing.field("scope") is None:
        return {}
    place = writer.place(thing, None)
    named = place.arguments
    if place.kind in {"resource", "tenant", "managementGroup"}:
        return {"scope": bracketed(writer.place_id(place)) if place.kind != "tenant" else "/"}
    if place.kind == "subscription":
        return {"subscriptionId": bracketed(named[0] if named else "subscription().subscriptionId")}
    keys = ("subscriptionId", "resourceGroup") if len(named) > 1 else ("resourceGroup",)
    return {k: bracketed(v) for k, v in zip(keys, named, strict=False)}


def _elsewhere(writer: Writer, thing: Thing) -> dict[str, Any]:
    """The `scope` of a resource that is not where the file is deployed to."""
    place = writer.place(thing, None)
    if place == Place(kind=writer.target):
        return {}
    return {"scope": bracketed(writer.place_id(place)) if place.kind != "tenant" else "/"}


def _arguments(writer: Writer, stated: tree.Expr, inner: Scope) -> Any:
    """What a module is given, each under `value`."""
    if not isinstance(stated, tree.Fields):
        return bracketed(unreadable("the parameters of the module are no object that is written down"))
    made = writer.empty_node(stated)
    lines: dict[str, tuple[int, int]] = {}
    for f in stated.fields:
        if not isinstance(f, tree.Field) or f.key.plain is None:
            return bracketed(unreadable("what the module is given is put together from other objects"))
        made[f.key.plain] = _argument(writer, f.value, inner)
        lines[f.key.plain] = (f.line, f.end)
    made.lines = lines
    return made


def _argument(writer: Writer, value: tree.Expr, inner: Scope) -> dict[str, Any]:
    if isinstance(value, tree.Loop):
        return {"copy": [writer.copied(value, inner, "value", writer.value)]}
    if isinstance(value, tree.Call) and value.name == "getSecret" and value.of is not None and (vault := writer.referred(value.of, inner)):
        name = writer.value(value.args[0], inner) if value.args else None
        return {"reference": {"keyVault": {"id": bracketed(writer.id(*vault))}, "secretName": name}}
    return {"value": writer.value(value, inner)}


def _line_of(body: tree.Fields, name: str) -> tuple[int, int] | None:
    return next(((f.line, f.end) for f in body.fields if isinstance(f, tree.Field) and f.key.plain == name), None)
