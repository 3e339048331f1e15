# SPDX-License-Identifier: Apache-2.0
"""What refers to resources and modules: their names, ids and scopes, and what they give back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from intramuros.sources.bicep import tree
from intramuros.sources.bicep.emit import Begun, Emitter, bounded, item_of, quoted, unreadable
from intramuros.sources.bicep.graph import KEYS, SPACE
from intramuros.sources.bicep.names import Bound, Meaning, Scope, Thing

GROUP_TYPE: Final = "microsoft.resources/resourcegroups"
MANAGEMENT_TYPE: Final = "microsoft.management/managementgroups"
SUBSCRIPTION_TYPE: Final = "microsoft.resources/subscriptions"
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
        self._overs: dict[str, str | None] = {}
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
        loop = thing.statement.loop or root.statement.loop
        if loop is not None:
            at = index or "copyIndex()"
            bound[loop.item] = Bound(item_of(self.over(thing if thing.statement.loop else root), at))
            if loop.index:
                bound[loop.index] = Bound(at)
            return self.root.with_names(bound, index=at)
        return self.root.with_names(bound)

    def over(self, thing: Thing) -> str:
        """What a resource's loop goes over."""
        if thing.symbol not in self._overs:
            self._overs[thing.symbol] = None  # being asked
            loop = thing.statement.loop
            self._overs[thing.symbol] = bounded(self.text(loop.over, self.root)) if loop else ""
        return self._overs[thing.symbol] or unreadable(f"what `{thing.symbol}` goes over depends on itself")

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
        if is_graph(thing):
            return None
        if thing.outer:
            return thing.outer, inner.index if _root(thing).statement.loop else None
        stated = thing.field("parent")
        return self.referred(stated, inner) if stated is not None else None

    def _own_segments(self, thing: Thing, inner: Scope) -> list[str]:
        name = thing.field("name")
        if is_graph(thing):
            return self._directory_segments(thing, inner)
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

    def _directory_segments(self, thing: Thing, inner: Scope) -> list[str]:
        """What an object of the directory is told apart by; a credential's name begins with its application's."""
        stated = next((f for k in KEYS if (f := thing.field(k)) is not None), None)
        if stated is None:
            return [f"format({quoted(thing.symbol + '-{0}')}, {inner.index})" if inner.index else quoted(thing.symbol)]
        parts = [self.text(p, inner) for p in _parts(stated)] if isinstance(stated, tree.Text) else [self.text(stated, inner)]
        if thing.outer and len(parts) < thing.kind.count("/"):
            return [*self.segments(thing.outer, None), *parts]
        return parts

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
        if is_graph(thing):
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

    def place_id(self, place: Place) -> str:
        """The id of what a place is."""
        if place.kind == "resource":
            return place.arguments[0]
        if place.kind == "resourceGroup":
            return _group(place) if place.arguments else "resourceGroup().id"
        if place.kind == "subscription":
            return f"format('/subscriptions/{{0}}', {place.arguments[0]})" if place.arguments else "subscription().id"
        return _management_group(place) if place.kind == "managementGroup" else quoted("/")

    # -- what they give back -----------------------------------------------------------------------------------------------------

    def key(self, thing: Thing, index: str | None) -> str:
        """How `reference()` names a resource of the template."""
        own = self.own_scope(thing, index).index if _root(thing).statement.loop or thing.statement.loop else None
        return f"format({quoted(thing.symbol + '[{0}]')}, {own})" if own else quoted(thing.symbol)

    def of_thing(self, thing: Thing, index: str | None, steps: Sequence[tree.Member | tree.Item]) -> Begun:
        """The expression for a resource and the first steps that are taken from it."""
        if index is None and thing.statement.loop is not None:
            return Begun(f"references({quoted(thing.symbol)})")
        first = steps[0].name if steps and isinstance(steps[0], tree.Member) else ""
        known = self._known_of(thing, index, first)
        if known is not None:
            return Begun(known, 1)
        if thing.statement.condition is not None and steps and steps[0].safe:
            return self._perhaps(thing, index, steps)
        if thing.resource is None:
            return self._of_module(thing, index, steps)
        if first == "properties" and not is_graph(thing):
            return Begun(self._reference(thing, index), 1)
        return Begun(self._whole(thing, index))

    def _known_of(self, thing: Thing, index: str | None, name: str) -> str | None:
        """What is known of a resource before it is deployed."""
        if name == "name" and not is_graph(thing):
            return self._last_name(thing, index)
        if is_graph(thing):
            stated = thing.field(name) if name in KEYS else None
            return bounded(self.text(stated, self.own_scope(thing, index))) if stated is not None else None
        if name not in {"id", "type", "apiVersion"} or (thing.resource is None and name != "id"):
            return None
        return self.id(thing, index) if name == "id" else quoted(thing.kind if name == "type" else thing.version)

    def _reference(self, thing: Thing, index: str | None) -> str:
        return f"reference({self.key(thing, index)})"

    def _whole(self, thing: Thing, index: str | None) -> str:
        """A resource with all that it gives back, not its `properties` alone."""
        if thing.resource is None or is_graph(thing):
            return self._reference(thing, index)
        return f"reference({self.key(thing, index)}, {quoted(thing.version)}, 'full')"

    def _perhaps(self, thing: Thing, index: str | None, steps: Sequence[tree.Member | tree.Item]) -> Begun:
        """What is taken with `.?` of a resource that may not be deployed: null where it is not."""
        condition = self.text(thing.statement.condition, self.own_scope(thing, index)) if thing.statement.condition else "true()"
        base = f"if({bounded(condition)}, {self._whole(thing, index)}, null())"
        named = steps[1].name if len(steps) > 1 and isinstance(steps[1], tree.Member) else ""
        if thing.resource is None and isinstance(steps[0], tree.Member) and steps[0].name == "outputs" and named:
            return Begun(base, 2, ("'outputs'", quoted(named), "'value'"))
        return Begun(base)

    def _last_name(self, thing: Thing, index: str | None) -> str:
        """`.name` is the resource's own name; with its parents' before it only where the source writes them so."""
        asked = thing.symbol, index
        if asked not in self._names:
            self._names[asked] = None  # being asked
            stated, inner = thing.field("name"), self.own_scope(thing, index)
            self._names[asked] = bounded(self.text(stated, inner) if stated is not None else self._default_name(thing, inner))
        return self._names[asked] or _circular(thing)

    def _of_module(self, thing: Thing, index: str | None, steps: Sequence[tree.Member | tree.Item]) -> Begun:
        made = self._reference(thing, index)
        output = steps[1] if len(steps) > 1 and isinstance(steps[0], tree.Member) and steps[0].name == "outputs" else None
        if not isinstance(output, tree.Member):
            return Begun(made)
        if output.safe:
            return Begun(f"{made}.outputs", 2, (quoted(output.name), "'value'"))
        return Begun(f"{made}.outputs.{output.name}.value", 2)


def is_graph(thing: Thing) -> bool:
    """Whether a resource is an object of the directory, which the Microsoft Graph extension keeps."""
    return thing.kind.casefold().startswith(SPACE)


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
