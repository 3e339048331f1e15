# SPDX-License-Identifier: Apache-2.0
"""A Bicep file as the template that `bicep build` makes of it (language version 2.0: resources under their symbols).

Left out are what no answer needs: descriptions, definitions of types, and the dependencies that follow from references.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.calls import Calling
from intramuros.sources.bicep.emit import bounded, bracketed, quoted, unreadable
from intramuros.sources.bicep.library import Library, Source
from intramuros.sources.bicep.names import Bound, Everything, Imported, Meaning, Scope, Thing
from intramuros.sources.bicep.schemas import Sorting
from intramuros.sources.nodes import Node

_SCHEMAS: Final = {
    "resourceGroup": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "subscription": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
    "managementGroup": "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#",
    "tenant": "https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#",
}
_MAX_FILES: Final = 60
"""Files that one template may draw names from."""


class Template:
    """What is gathered while the files of one template are written: variables and functions, own and imported."""

    def __init__(self) -> None:
        self.variables: dict[str, Any] = {}
        self.functions: dict[str, dict[str, Any]] = {}
        self.writers: dict[Any, Writer] = {}
        self._loaded = 0

    def keep(self, value: Any) -> str:
        """A value that a file was loaded for, under a name that no source can use."""
        name = f"$fxv#{self._loaded}"
        self._loaded += 1
        self.variables[name] = value
        return f"variables({quoted(name)})"


class Writer(Calling):
    """Writes the expressions of one file into a template."""

    def __init__(self, library: Library, source: Source, template: Template, target: str | None = None) -> None:
        super().__init__(library, source, target or source.target)
        self.template = template
        self.prefix = f"_{len(template.writers)}." if template.writers else ""
        template.writers[source.path] = self
        self.things: list[Thing] = []
        self.root = Scope(dict(self._meanings()))
        self.inlining: set[str] = set()
        self._within_function = 0

    def _meanings(self) -> Mapping[str, Meaning]:
        found: dict[str, Meaning] = {}
        for s in self.source.program.statements:
            if isinstance(s, tree.Import):
                found.update(_imports(s))
            elif isinstance(s, tree.Resource | tree.Module):
                found[s.name] = self._thing(s, None)
            elif not isinstance(s, tree.Setting | tree.Output | tree.Alias):
                found[s.name] = s
        return found

    def _thing(self, statement: tree.Resource | tree.Module, outer: Thing | None) -> Thing:
        symbol = f"{outer.symbol}::{statement.name}" if outer else statement.name
        thing = Thing(symbol=symbol, statement=statement, outer=outer)
        self.things.append(thing)
        thing.inner = {r.name: self._thing(r, thing) for r in statement.body.resources}
        return thing

    # -- names -------------------------------------------------------------------------------------------------------------------

    def meant(self, name: str, meaning: Meaning | None) -> str:
        """The expression for a name used as a value."""
        match meaning:
            case Bound():
                return meaning.text
            case tree.Parameter(type=None, default=value) if value is not None:  # in a parameter file
                return self.inlined(name, value)
            case tree.Parameter():
                return f"parameters({quoted(name)})" if not self.prefix else unreadable(f"`{name}` is a parameter of another file")
            case tree.Variable():
                return self.inlined(name, meaning.value) if self._within_function else self.variable(meaning)
            case Imported():
                return self.foreign(meaning)
            case _:
                return unreadable(f"`{name}` is declared nowhere in {self.file}, or could not be read")

    def inlined(self, name: str, value: tree.Expr) -> str:
        """A variable inside a function, which sees none in a template; a parameter within a parameter file."""
        if name in self.inlining:
            return unreadable(f"`{name}` depends on itself")
        self.inlining.add(name)
        made = bounded(self.text(value, self.root))
        self.inlining.discard(name)
        return made

    def variable(self, s: tree.Variable) -> str:
        """The expression for a variable, which is written into the template where it is not there yet."""
        name = f"{self.prefix}{s.name}"
        if name not in self.template.variables:
            self.template.variables[name] = None  # being written
            self.line, before = s.line, self.line
            self.template.variables[name] = self._variable_value(s, name)
            self.line = before
        return f"variables({quoted(name)})"

    def _variable_value(self, s: tree.Variable, name: str) -> Any:
        if isinstance(s.value, tree.Loop):
            return Copied(self.copied(s.value, self.root, name, self.value))
        return self.value(s.value, self.root)

    def own_function(self, name: str) -> str:
        """How the template calls a function of this file."""
        space = self.prefix.removesuffix(".") or "__bicep"
        members = self.template.functions.setdefault(space, {})
        declared = self.source.named.get(name)
        if name not in members and isinstance(declared, tree.Function):
            members[name] = None  # being written
            members[name] = self._function(declared)
        return f"{space}.{name}"

    def _function(self, s: tree.Function) -> dict[str, Any]:
        inner = self.root.with_names({n: Bound(f"parameters({quoted(n)})") for n, _ in s.parameters})
        self._within_function += 1
        value = bracketed(self.text(s.body, inner))
        self._within_function -= 1
        return {"parameters": [{"name": n, "type": "object"} for n, _ in s.parameters], "output": {"type": "object", "value": value}}

    def foreign(self, meaning: Imported) -> str:
        """The expression for a variable of another file, or how the template calls a function of it."""
        other = self._other(meaning.path)
        declared = other.source.named.get(meaning.name) if other else None
        if other is None or declared is None:
            return self._passed_on(meaning, other) or self._not_there(meaning)
        if isinstance(declared, tree.Function):
            return other.own_function(meaning.name)
        if isinstance(declared, tree.Variable):
            return other.inlined(meaning.name, declared.value) if self._within_function else other.variable(declared)
        return unreadable(f"`{meaning.name}` of {other.file} is no value")

    def _passed_on(self, meaning: Imported, other: Writer | None) -> str:
        """What another file has imported itself."""
        found = other.root.get(meaning.name) if other else None
        if other is None or not isinstance(found, Imported) or meaning.name in other.inlining:
            return ""
        other.inlining.add(meaning.name)
        made = other.foreign(found)
        other.inlining.discard(meaning.name)
        return made

    def _other(self, path: str) -> Writer | None:
        source = self.library.open(self.source, path)
        if source is None or len(self.template.writers) > _MAX_FILES:
            return None
        return self.template.writers.get(source.path) or Writer(self.library, source, self.template, self.target)

    def _not_there(self, meaning: Imported) -> str:
        what = f"`{meaning.name}` is not found in `{meaning.path}`, or that is not on disk"
        gap = Gap(what=what, origin=self.source.origin(self._imported_at(meaning.path)), leaves_open="what is made of it")
        if gap not in self.library.gaps:
            self.library.gaps.append(gap)
        return unreadable(what)

    def _imported_at(self, path: str) -> int:
        return next((s.line for s in self.source.program.statements if isinstance(s, tree.Import) and s.path == path), 0)

    def kept(self, value: Any) -> str:
        """The expression for a value that is written down elsewhere in the template."""
        return self.template.keep(value)


class Copied(dict[str, Any]):
    """The value of a variable that a loop makes."""


def assembled(writer: Writer, resources: Mapping[str, Any]) -> Node:
    """A file's template, with the resources that were made of it."""
    source, template = writer.source, writer.template
    parameters, outputs = _parameters(writer), _outputs(writer)
    for s in source.program.statements:
        if isinstance(s, tree.Variable):
            writer.variable(s)
    copies = [v for v in template.variables.values() if isinstance(v, Copied)]
    variables = {k: v for k, v in template.variables.items() if not isinstance(v, Copied)}
    made = {
        "$schema": _SCHEMAS.get(writer.target, _SCHEMAS["resourceGroup"]),
        "languageVersion": "2.0",
        "contentVersion": "1.0.0.0",
        "parameters": parameters,
        "variables": {"copy": copies, **variables} if copies else variables,
        "functions": [{"namespace": k, "members": v} for k, v in template.functions.items()],
        "resources": Node(resources, origin=source.origin(1), lines={}),
        "outputs": outputs,
    }
    return Node(made, origin=source.origin(1), lines={})


def _parameters(writer: Writer) -> Node:
    made = Node(origin=writer.source.origin(1), lines={})
    lines: dict[str, tuple[int, int]] = {}
    sorting = Sorting(writer.library, writer.source)
    for s in writer.source.program.statements:
        if isinstance(s, tree.Parameter):
            writer.line = s.line
            made[s.name] = Node(_parameter(writer, s, sorting), origin=writer.source.origin(s.line, s.end), lines={})
            lines[s.name] = (s.line, s.end)
    made.lines = lines
    return made


def _parameter(writer: Writer, s: tree.Parameter, sorting: Sorting) -> dict[str, Any]:
    sort = sorting.sort(s.type) if s.type is not None else sorting.sort(tree.Named("any"))
    base = sort.base
    if (s.decorator("secure") or sort.secure) and base in {"string", "object"}:
        base = f"secure{base.capitalize()}"
    made: dict[str, Any] = {"type": base} if base else {}
    stated = s.decorator("allowed")
    allowed = writer.value(stated.args[0], writer.root) if stated and stated.args else list(sort.allowed)
    if allowed:
        made["allowedValues"] = allowed
    if sort.nullable:
        made["nullable"] = True
    for name in ("minValue", "maxValue", "minLength", "maxLength"):
        bound = s.decorator(name)
        if bound and bound.args:
            made[name] = writer.value(bound.args[0], writer.root)
    if s.default is not None:
        made["defaultValue"] = writer.value(s.default, writer.root)
    return made


def _outputs(writer: Writer) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for s in writer.source.program.statements:
        if isinstance(s, tree.Output):
            writer.line = s.line
            if isinstance(s.value, tree.Loop):
                copied = writer.copied(s.value, writer.root, s.name, writer.value)
                made[s.name] = {"type": "array", "copy": {"count": copied["count"], "input": copied["input"]}}
            else:
                made[s.name] = {"type": "object", "value": writer.value(s.value, writer.root)}
    return made


def _imports(s: tree.Import) -> Mapping[str, Meaning]:
    if s.names is None:
        return {s.name: Everything(s.path)}
    return {alias: Imported(s.path, name) for name, alias in s.names}
