# SPDX-License-Identifier: Apache-2.0
"""What refers to resources and modules: their names, ids and scopes, and what they give back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from intramuros.sources.bicep import tree
from intramuros.sources.bicep.emit import Emitter, bounded, item_of, quoted, unreadable
from intramuros.sources.bicep.names import Bound, Meaning, Scope, Thing

GROUP_TYPE: Final = "microsoft.resources/resourcegroups"
MANAGEMENT_TYPE: Final = "microsoft.management/managementgroups"
SUBSCRIPTION_TYPE: Final = "microsoft.resources/subscriptions"
GRAPH: Final = "microsoft.graph/"
_SCOPES: Final = {"resourceGroup", "subscription", "managementGroup", "tenant"}


class Place(Struct, frozen=True, kw_only=True):
    """Where a resource or module is deployed to: one of the four scopes with its arguments, or another resource's id."""

    kind: str
    """`resourceGroup`, `subscription`, `managementGroup`, `tenant`, or `resource`."""
    arguments: tuple[str, ...] = ()


class Referring(Emitter):
    """An emitter that knows the resources and modules of its file."""

    def __init__(self, file: str, target: str) -> None:
        super().__init__(file)
        self.target = target
        """`targetScope` of the file."""
        self.root = Scope({})
        """The names that the whole file may use."""
        self._segments: dict[tuple[str, str | None], list[str] | None] = {}
        self._names: dict[tuple[str, str | None], str | None] = {}
        self._places: dict[tuple[str, str | None], Place] = {}

    # -- which resource ----------------------------------------------------------------------------------------------------------

    def referred(self, expr: tree.Expr, scope: Scope) -> tuple[Thing, str | None] | None:
        """The resource or module that an expression names, and its index."""
        if isinstance(expr, tree.Name):
            meaning = scope.get(expr.name)
            return (meaning, None) if isinstance(meaning, Thing) else None
        if isinstance(expr, tree.Nested):
            outer = self.referred(expr.of, scope)
            inner = outer[0].inner.get(expr.name) if outer else None
            return (inner, outer[1] if outer else None) if inner else None
        if isinstance(expr, tree.Item) and not expr.safe and not expr.from_end:
            found = self.referred(expr.of, scope)
            if found and found[1] is None and found[0].statement.loop is not None:
                return found[0], self.text(expr.index, scope)
        return None

    def own_scope(self, thing: Thing, index: str | None) -> Scope:
        """What names mean inside a resource or module: its loop's variables at `index`, and the resources in and around it."""
        bound: dict[str, Meaning] = {}
        root = thing
        while root.outer:
            bound = {**root.outer.inner, **bound}
            root = root.outer
        bound |= thing.inner
        loop = root.statement.loop or thing.statement.loop
        if loop is not None:
            at = index or "copyIndex()"
            bound[loop.item] = Bound(item_of(bounded(self.text(loop.over, self.root)), at))
            if loop.index:
                bound[loop.index] = Bound(at)
            return self.root.with_names(bound, index=at)
        return self.root.with_names(bound)

    # -- names and ids -----------------------------------------------------------------------------------------------------------

    def segments(self, thing: Thing, index: str | None) -> list[str]:
        """The expressions for each part of a resource's name, its parents' first."""
        asked = thing.symbol, index
        if asked not in self._segments:
            self._segments[asked] = None  # being asked
            inner = self.own_scope(thing, index)
            own = self._own_segments(thing, inner)
            above = self.parent(thing, inner)
            self._segments[asked] = [*self.segments(*above), *own] if above else own
        return self._segments[asked] or [_circular(thing)]

    def parent(self, thing: Thing, inner: Scope) -> tuple[Thing, str | None] | None:
        """The resource that a resource is part of, with its index."""
        if thing.outer:
            return thing.outer, inner.index if _root(thing).statement.loop else None
        stated = thing.field("parent")
        return self.referred(stated, inner) if stated is not None else None

    def _own_segments(self, thing: Thing, inner: Scope) -> list[str]:
        name = thing.field("name")
        if name is None:
            return [self._default_name(thing, inner)]
        stated_parent = thing.outer is not None or thing.field("parent") is not None
        wanted = 1 if stated_parent else thing.kind.count("/")
        if wanted < 2 or thing.resource is None:
            return [self.text(name, inner)]
        parts = _parts(name) if isinstance(name, tree.Text) else []
        if len(parts) == wanted:
            return [self.text(p, inner) for p in parts]
        whole = self.text(name, inner)
        return [f"split({whole}, '/')[{i}]" for i in range(wanted)]

    def _default_name(self, thing: Thing, inner: Scope) -> str:
        """Modules may go without a name; then the symbol's is used, and the loop's index."""
        if thing.resource is not None:
            return unreadable(f"`{thing.symbol}` states no name")
        return f"format({quoted(thing.symbol + '-{0}')}, {inner.index})" if inner.index else quoted(thing.symbol)

    def full_name(self, thing: Thing, index: str | None) -> str:
        """The name with those of its parents before it, as a template states it."""
        parts = self.segments(thing, index)
        if len(parts) == 1:
            return parts[0]
        if all(_plain(p) for p in parts):
            return quoted("/".join(p[1:-1].replace("''", "'") for p in parts))
        if thing.outer is None and thing.field("parent") is None and (stated := thing.field("name")) is not None:
            return self.text(stated, self.own_scope(thing, index))
        return f"format({quoted('/'.join(f'{{{i}}}' for i in range(len(parts))))}, {', '.join(parts)})"

    def id(self, thing: Thing, index: str | None) -> str:
        """The expression for a resource's id."""
        names = ", ".join(self.segments(thing, index))
        kind = quoted(thing.kind)
        place = self.place(thing, index)
        folded = thing.kind.casefold()
        if folded.startswith(GRAPH):
            return f"reference({self.key(thing, index)}).id"
        if place.kind == "resource":
            return f"extensionResourceId({place.arguments[0]}, {kind}, {names})"
        if folded == MANAGEMENT_TYPE or place.kind == "tenant":
            return f"tenantResourceId({kind}, {names})"
        arguments = ", ".join([*place.arguments, kind, names])
        if folded == GROUP_TYPE or place.kind == "subscription":
            return f"subscriptionResourceId({arguments})"
        if place.kind == "managementGroup":
            return f"extensionResourceId({_management_group(place)}, {kind}, {names})"
        if place.arguments:  # `resourceId()` takes a group's name only where the template itself is deployed to a group
            return f"extensionResourceId({_group(place)}, {kind}, {names})"
        return f"resourceId({arguments})"

    # -- scopes ------------------------------------------------------------------------------------------------------------------

    def place(self, thing: Thing, index: str | None) -> Place:
        """Where a resource or module goes; where it says nothing, to where its parent or the whole file goes."""
        asked = thing.symbol, index
        if asked not in self._places:
            self._places[asked] = Place(kind="resource", arguments=(_circular(thing),))  # being asked
            self._places[asked] = self._place(thing, index)
        return self._places[asked]

    def _place(self, thing: Thing, index: str | None) -> Place:
        inner = self.own_scope(thing, index)
        stated = thing.field("scope")
        if stated is None:
            above = self.parent(thing, inner)
            return self.place(*above) if above else Place(kind=self.target)
        return self._placed(stated, inner)

    def _placed(self, stated: tree.Expr, inner: Scope) -> Place:
        if isinstance(stated, tree.Call) and stated.name in _SCOPES:
            return Place(kind=stated.name, arguments=tuple(self.text(a, inner) for a in stated.args))
        found = self.referred(stated, inner)
        if found is None:
            return Place(kind="resource", arguments=(self.text(stated, inner),))
        folded = found[0].kind.casefold()
        if folded in {GROUP_TYPE, SUBSCRIPTION_TYPE, MANAGEMENT_TYPE}:
            names = tuple(self.segments(*found))
            outer = self.place(*found).arguments if folded == GROUP_TYPE else ()
            kind = {GROUP_TYPE: "resourceGroup", SUBSCRIPTION_TYPE: "subscription", MANAGEMENT_TYPE: "managementGroup"}[folded]
            return Place(kind=kind, arguments=(*outer, *names))
        return Place(kind="resource", arguments=(self.id(*found),))

    # -- what they give back -----------------------------------------------------------------------------------------------------

    def key(self, thing: Thing, index: str | None) -> str:
        """How `reference()` names a resource of the template."""
        own = self.own_scope(thing, index).index if _root(thing).statement.loop or thing.statement.loop else None
        return f"format({quoted(thing.symbol + '[{0}]')}, {own})" if own else quoted(thing.symbol)

    def of_thing(self, thing: Thing, index: str | None, steps: Sequence[tree.Member | tree.Item], scope: Scope) -> tuple[str, int]:
        """The expression for a resource's properties, and how many of the steps it covers."""
        if index is None and thing.statement.loop is not None:
            return f"references({quoted(thing.symbol)})", 0
        first = steps[0].name if steps and isinstance(steps[0], tree.Member) else ""
        if thing.resource is None:
            return self._of_module(thing, index, first, steps)
        known: Mapping[str, str] = {"type": quoted(thing.kind), "apiVersion": quoted(thing.version)}
        if first in known:
            return known[first], 1
        if first == "name":
            return self._last_name(thing, index), 1
        if first == "id":
            return self.id(thing, index), 1
        if thing.kind.casefold().startswith(GRAPH):
            return f"reference({self.key(thing, index)})", 0
        if first == "properties":
            return f"reference({self.key(thing, index)})", 1
        return f"reference({self.key(thing, index)}, {quoted(thing.version)}, 'full')", 0

    def _last_name(self, thing: Thing, index: str | None) -> str:
        """`.name` is the resource's own name; with its parents' before it only where the source writes them so."""
        asked = thing.symbol, index
        if asked not in self._names:
            self._names[asked] = None  # being asked
            stated, inner = thing.field("name"), self.own_scope(thing, index)
            self._names[asked] = bounded(self.text(stated, inner) if stated is not None else self._default_name(thing, inner))
        return self._names[asked] or _circular(thing)

    def _of_module(self, thing: Thing, index: str | None, first: str, steps: Sequence[tree.Member | tree.Item]) -> tuple[str, int]:
        if first == "name":
            return self._last_name(thing, index), 1
        made = f"reference({self.key(thing, index)})"
        if first == "outputs" and len(steps) > 1 and isinstance(steps[1], tree.Member) and not steps[1].safe:
            return f"{made}.outputs.{steps[1].name}.value", 2
        if first == "outputs" and len(steps) > 1 and isinstance(steps[1], tree.Member):
            return f"tryGet({made}.outputs, {quoted(steps[1].name)}, 'value')", 2
        return made, 0


def _circular(thing: Thing) -> str:
    return unreadable(f"the name or scope of `{thing.symbol}` depends on itself")


def _root(thing: Thing) -> Thing:
    while thing.outer:
        thing = thing.outer
    return thing


def _plain(expression: str) -> bool:
    """Whether an expression is one text in quotes and nothing else."""
    return expression.startswith("'") and expression.endswith("'") and "'" not in expression[1:-1].replace("''", "")


def _group(place: Place) -> str:
    subscription, group = place.arguments[:2] if len(place.arguments) > 1 else ("subscription().subscriptionId", place.arguments[0])
    return f"format('/subscriptions/{{0}}/resourceGroups/{{1}}', {subscription}, {group})"


def _management_group(place: Place) -> str:
    if not place.arguments:
        return "managementGroup().id"
    return f"tenantResourceId('Microsoft.Management/managementGroups', {place.arguments[0]})"


def _parts(name: tree.Text) -> list[tree.Text]:
    """A name with interpolations, cut at the slashes that are written down."""
    parts: list[list[str | tree.Expr]] = [[]]
    for piece in name.parts:
        if isinstance(piece, str):
            first, *more = piece.split("/")
            parts[-1].append(first)
            parts.extend([m] for m in more)
        else:
            parts[-1].append(piece)
    return [tree.Text(tuple(p for p in found if p != "")) for found in parts]
