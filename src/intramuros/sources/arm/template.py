# SPDX-License-Identifier: Apache-2.0
"""A template evaluated: every resource that it would deploy, with its id, its body and its lines.

`evaluate` is the way in, also for the other dialects that compile to templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, readable
from intramuros.sources.arm.evaluator import MAX_COPIES, Frame, expression, in_text, truth
from intramuros.sources.arm.evaluator import evaluate as value_of
from intramuros.sources.arm.expressions import Literal
from intramuros.sources.arm.later import TooMuch, settle, uncertain
from intramuros.sources.arm.module import Module
from intramuros.sources.arm.nested import Placed, opened_deployment
from intramuros.sources.arm.scopes import Scope, address, identifier, level_of, named, opened
from intramuros.sources.azure.arm import segments
from intramuros.sources.nodes import Node, lookup, origin_of

Deployed = bool | Unknown
"""True, or why it is not known; what is surely not deployed is left out."""
Linked = Callable[[str, str], "Mapping[str, Any] | None"]
"""The template at a relative path or URI, seen from the file that links it; None where it is not on disk."""
DEPLOYMENT: Final = "microsoft.resources/deployments"
_HEAD: Final = frozenset(
    {"type", "apiversion", "name", "scope", "copy", "condition", "dependson", "resources", "comments", "metadata", "existing", "import"}
)
MAX_NESTING: Final = 12
MAX_RESOURCES: Final = 20_000


class ArmResource(Struct, frozen=True, kw_only=True):
    """One resource as it would be deployed."""

    type: str
    version: str
    name: str
    """Its whole name with the names above it, `account/default/models`; maybe with symbols."""
    id: str
    parent: str
    """The id of the resource, or of the scope, that it lies below."""
    body: Node
    """`location`, `tags`, `identity`, `sku`, `kind`, `properties` and whatever else stands beside them, evaluated."""
    origin: Origin
    condition: bool | Unknown = True
    """Unknown where it is not known whether it is deployed; what is surely not deployed is left out."""
    many: bool = False
    """Stands for an unknown number of copies."""
    existing: bool = False
    """Only looked up: another template declares it."""

    @property
    def address(self) -> str:
        """Its type and name, as a report calls it."""
        return address(self.type, segments(self.name))


class Deployment(Struct, kw_only=True):
    """What a template deploys, nested deployments included, and what could not be read of it."""

    resources: list[ArmResource] = []
    gaps: list[Gap] = []
    outputs: Mapping[str, Any] = {}


def evaluate(
    template: Mapping[str, Any],
    *,
    parameters: Mapping[str, Any],
    origin: Origin,
    scope: Scope | None = None,
    linked: Linked = lambda _, __: None,
    label: str = "",
) -> Deployment:
    """Everything that `template` would deploy.

    `parameters` are the values given, by name; `scope` is where it is deployed, by default one whose names nobody knows, on the
    level of its `$schema`; `origin` is the file, for what has no marks (`Node`) of its own; `label` sets the parameters that
    nobody states apart from those of other templates.
    """
    made = Deployment()
    place = scope or Scope(level=level_of(template.get("$schema")))
    module = Module(template, parameters, scope=place, label=label or origin.file)
    walk = _Walk(made, linked, origin)
    try:
        walk.template(template, module.frame, place)
        outputs = lookup(template, "outputs")
        made.outputs = {k: settle(module.output(k)) for k in (outputs if isinstance(outputs, Mapping) else {})}
    except (TooMuch, RecursionError):
        what = "the template asks for more work than Azure would do: nested or copied too often"
        made.gaps.append(Gap(what=what, origin=origin, leaves_open="what it declares beyond"))
    return made


class _Walk:
    """Goes through the resources of a template and of those nested in it."""

    def __init__(self, made: Deployment, linked: Linked, origin: Origin) -> None:
        self._made, self._linked, self._origin = made, linked, origin
        self._opened: dict[tuple[object, ...], Placed | None] = {}

    def template(self, template: Mapping[str, Any], frame: Frame, place: Scope, deployed: Deployed = True) -> None:
        """Add what a template deploys to `place`, its expressions read in `frame`; with doubt where it may not be deployed itself."""
        if frame.module.template is template:  # not so where its expressions are read in the words of the one around it
            self._introduce(template, frame.module, place)
        resources = lookup(template, "resources")
        self._unlisted(resources, template)
        for _, node, inside in self._each(resources, frame):
            self._resource(node, inside, place, (None, deployed))

    def _unlisted(self, resources: Any, template: Mapping[str, Any]) -> None:
        """Say that there are resources which are not written down."""
        items = resources.values() if isinstance(resources, Mapping) else resources if isinstance(resources, list) else None
        if resources is not None and (items is None or not all(isinstance(r, Mapping) for r in items)):
            at = origin_of(template, self._origin)
            self._made.gaps.append(
                Gap(what="resources of the template are not written down in it", origin=at, leaves_open="what it declares")
            )

    def _introduce(self, template: Mapping[str, Any], module: Module, place: Scope) -> None:
        """Tell a module which deployments and resources its template names."""
        stated = lookup(template, "resources")

        def deployment(name: str) -> Any:
            return self._outputs(stated, name, module, place)

        def by_name(name: str) -> Any:
            return self._id(stated, name, module, place)

        def location(name: str) -> Any:
            own = self._location(stated, name, module)
            return own if own is not None or module.above is None else module.above.location(name)

        module.deployment, module.named, module.location = deployment, by_name, location

    def _each(self, stated: Any, frame: Frame) -> Iterator[tuple[str, Mapping[str, Any], Frame]]:
        """Each resource with its symbol, once for each copy, in the frame of that copy."""
        pairs = stated.items() if isinstance(stated, Mapping) else (("", r) for r in stated) if isinstance(stated, list) else ()
        for symbolic, node in pairs:
            if isinstance(node, Mapping):
                yield from ((symbolic, node, inside) for inside in self._copies(node, frame))

    def _copies(self, node: Mapping[str, Any], frame: Frame) -> Iterator[Frame]:
        stated = lookup(node, "copy")
        if not isinstance(stated, Mapping):
            yield frame
            return
        name, count = str(stated.get("name", "")), value_of(stated.get("count"), frame)
        if isinstance(count, int) and not isinstance(count, bool) and count <= MAX_COPIES:
            yield from (frame.looping(name, i) for i in range(count))
            return
        missing = uncertain(count) or Unknown(f"`{count}` copies are more than Azure makes")
        yield frame.looping(name, missing)

    def _resource(self, node: Mapping[str, Any], frame: Frame, place: Scope, above: tuple[ArmResource | None, Deployed]) -> None:
        holder, deployed = above
        stated = lookup(node, "condition")
        condition = truth(value_of(stated, frame)) if stated is not None else True
        kind = in_text(settle(value_of(lookup(node, "type"), frame)), Literal(""), frame)
        if condition is False or lookup(node, "import") is not None or len(self._made.resources) >= MAX_RESOURCES:
            self._passed_over(node, kind)
            return
        if condition is True:
            condition = deployed
        if holder is not None and "." not in kind.partition("/")[0]:  # a type without a namespace is one below its parent's
            kind = f"{holder.type}/{kind}"
        if kind.casefold() == DEPLOYMENT and lookup(node, "existing") is not True:
            self._nested(node, frame, place, condition)
            return
        made = self._made_of(node, kind, frame, place, holder, condition)
        self._made.resources.append(made)
        for _, child, inside in self._each(lookup(node, "resources"), frame):
            self._resource(child, inside, place, (made, made.condition))

    def _passed_over(self, node: Mapping[str, Any], kind: str) -> None:
        """Say what is not read: extensions to other systems, and what is beyond all bounds."""
        if len(self._made.resources) == MAX_RESOURCES or lookup(node, "import") is not None:
            extension = lookup(node, "import")
            what = f"`{kind}` is deployed through the extension `{extension}`" if extension else f"more than {MAX_RESOURCES} resources"
            self._made.gaps.append(Gap(what=what, origin=origin_of(node, self._origin), leaves_open="what it declares"))

    def _made_of(
        self, node: Mapping[str, Any], kind: str, frame: Frame, place: Scope, above: ArmResource | None, condition: bool | Unknown
    ) -> ArmResource:
        name = self._name(node, frame)
        if above is not None and kind.casefold().startswith(f"{above.type}/".casefold()) and len(segments(name)) < kind.count("/"):
            name = f"{above.name}/{name}"
        kind, names, base = self._placed(node, kind, name, frame, place)
        rest = {k: settle(value_of(v, frame)) for k, v in node.items() if k.casefold() not in _HEAD}
        nested = kind.count("/") > 1
        return ArmResource(
            type=kind,
            version=str(settle(value_of(lookup(node, "apiVersion"), frame)) or ""),
            name="/".join(names),
            id=identifier(base, kind, names),
            parent=identifier(base, kind.rsplit("/", 1)[0], names[:-1]) if nested else base,
            body=node.like(rest) if isinstance(node, Node) else Node(rest),
            origin=origin_of(node, self._origin),
            condition=condition,
            many=any(isinstance(i, Unknown) for i in frame.loops.values()),
            existing=lookup(node, "existing") is True,
        )

    def _name(self, node: Mapping[str, Any], frame: Frame) -> str:
        stated = lookup(node, "name")
        return in_text(value_of(stated, frame), Literal(str(stated)), frame) if not isinstance(stated, str) else _text(stated, frame)

    def _placed(self, node: Mapping[str, Any], kind: str, name: str, frame: Frame, place: Scope) -> tuple[str, list[str], str]:
        """Type, names, and the id of what a resource lies below: its `scope`, or the resource named before `/providers/`."""
        head, mark, tail = kind.rpartition("/providers/")
        if mark:  # the older spelling of extensions: `Microsoft.Storage/storageAccounts/providers/roleAssignments`
            parts = segments(name)
            outer = head.count("/")
            space = parts[outer] if len(parts) > outer + 1 else ""
            return f"{space}/{tail}", named(f"{space}/{tail}", "/".join(parts[outer + 1 :])), identifier(place.id, head, parts[:outer])
        stated = settle(value_of(lookup(node, "scope"), frame))
        base = place.id if stated is None else _scope(in_text(stated, Literal(""), frame), place)
        if stated is None and kind.casefold() == "microsoft.resources/resourcegroups":
            base = place.at("subscription").id
        if stated is None and kind.casefold() in ("microsoft.management/managementgroups", "microsoft.subscription/aliases"):
            base = ""
        return kind, named(kind, name), base

    def _nested(self, node: Mapping[str, Any], frame: Frame, place: Scope, deployed: Deployed) -> None:
        found = self._open(node, frame, place)
        if found is not None:
            unsure = next((i for i in frame.loops.values() if isinstance(i, Unknown)), None)
            self.template(found.template, found.frame, found.place, unsure or deployed)

    def _open(self, node: Mapping[str, Any], frame: Frame, place: Scope) -> Placed | None:
        """A nested deployment, opened once whether it is walked first or asked for its outputs."""
        key = (id(node), id(frame.module), tuple(map(str, frame.loops.values())))
        if key not in self._opened:
            self._opened[key] = None
            if frame.module.depth >= MAX_NESTING:
                raise TooMuch
            found = opened_deployment(node, frame, place, self._linked)
            if isinstance(found, str):
                self._made.gaps.append(Gap(what=found, origin=origin_of(node, self._origin), leaves_open="what it deploys"))
            else:
                self._opened[key] = found
                self._introduce(found.template, found.frame.module, found.place) if found.inner else None
        return self._opened[key]

    def _outputs(self, stated: Any, name: str, module: Module, place: Scope) -> Any:
        """The outputs of the nested deployment of that name or symbol; None where there is none, or it is not on disk."""
        for symbolic, node, frame in self._each(stated, module.frame):
            if str(lookup(node, "type")).casefold() == DEPLOYMENT and name.casefold() in (
                _symbol(symbolic, frame),
                self._name(node, frame).casefold(),
            ):
                found = self._open(node, frame, place)
                return None if found is None else {k: {"value": found.output(k)} for k in found.outputs}
        return None

    def _id(self, stated: Any, name: str, module: Module, place: Scope) -> str | None:
        for symbolic, node, frame in self._each(stated, module.frame):
            kind = str(lookup(node, "type"))
            if name.casefold() in (_symbol(symbolic, frame), self._name(node, frame).casefold()):
                kind, names, base = self._placed(node, kind, self._name(node, frame), frame, place)
                return identifier(base, kind, names)
        return None

    def _location(self, stated: Any, name: str, module: Module) -> Any:
        for _, node, frame in self._each(stated, module.frame):
            if str(lookup(node, "type")).casefold() == "microsoft.resources/resourcegroups" and self._name(node, frame) == name:
                return settle(value_of(lookup(node, "location"), frame))
        return None


def _text(stated: str, frame: Frame) -> str:
    found = expression(stated, frame)
    return in_text(found, Literal(stated), frame) if not isinstance(found, Unknown) else in_text(Unknown(stated), Literal(stated), frame)


def _symbol(symbolic: str, frame: Frame) -> str:
    """How an expression calls one copy of a resource: `name[0]`."""
    index = frame.loops.get("")
    return f"{symbolic}[{index}]".casefold() if symbolic and isinstance(index, int) else symbolic.casefold() or "\0"


def _scope(stated: str, place: Scope) -> str:
    """A `scope`: a whole id, or a type and name below the place of the deployment."""
    if stated in ("", "/"):
        return ""
    if stated.startswith(("/", place.id)) or opened(stated):
        return stated.rstrip("/")
    if readable(stated).startswith("${"):
        return stated
    words = segments(stated)
    kinds = next((n for n in range(2, len(words)) if n + n - 1 == len(words)), 0)
    return identifier(place.id, "/".join(words[:kinds]), words[kinds:]) if kinds else f"/{stated}"
