# SPDX-License-Identifier: Apache-2.0
"""A plan (`terraform show -json`) as declared resources: exact values, and unknown ones rebuilt from its `configuration`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared
from intramuros.sources.terraform import documents
from intramuros.sources.terraform.filling import ABSENT, Filler, any_unknown, is_expression
from intramuros.sources.terraform.planhomes import Homes
from intramuros.sources.terraform.showjson import ConfigModule, ConfigResource, Configuration, ResourceChange, Shown, Value, ValueModule
from intramuros.sources.terraform.trail import At, Step, Trail, longest, steps

_MODES: Final = ("managed", "data")
_GONE: Final = ({"delete"}, {"forget"})
_WELL_ANSWERED: Final = frozenset({"aws_region", "aws_caller_identity", "azurerm_client_config", "azurerm_subscription"})
MAX_CHAIN: Final = 200
"""Unknown attributes that are each a reference to the next; what lies further is left a symbol."""
_POLICY: Final = "aws_iam_policy_document"


class Planned(Struct, frozen=True, kw_only=True):
    """A declared resource of a plan, and which of its values the plan itself does not know."""

    declared: Declared
    unknown: dict[str, Any]
    """`after_unknown` of the attributes that hold anything unknown."""


class Item(Struct, kw_only=True, eq=False):
    """One resource instance on its way from the plan's JSON."""

    address: str
    block: str
    type: str
    name: str
    mode: str
    module: str
    index: Step | None
    after: dict[str, Any]
    mask: dict[str, Any]
    config: ConfigResource | None = None
    filled: dict[str, Any] = {}
    busy: bool = False


class PlanReader:
    """One plan."""

    def __init__(self, shown: Shown, file: str) -> None:
        self._file = file
        self._origin = Origin(file=file, dialect="plan")
        configuration = shown.configuration or Configuration()
        self._items = {i.address: i for i in _items(shown)}
        instances: dict[str, dict[Step | None, str]] = {}
        for item in self._items.values():
            instances.setdefault(item.block, {})[item.index] = item.address
        self._trail = Trail(instances, configuration.root_module or ConfigModule(), self._known, shown.variables or {})
        self._blocks: dict[int, dict[tuple[str, str, str], ConfigResource]] = {}
        self._place_items()
        self._depth = 0
        self._homes = Homes(configuration.provider_config or {}, self._trail, self._answers)
        self._shown = shown

    def read(self) -> tuple[list[Planned], list[Gap]]:
        """Every resource that will exist, and data source that was or will be read."""
        return [self._planned(item) for item in self._items.values()], list(self._gaps())

    def _gaps(self) -> Iterator[Gap]:
        if self._shown.errored:
            yield self._gap("the plan ended with an error and is incomplete", "what it would have declared")
        elif not self._shown.complete:
            yield self._gap("the plan is partial: of `-target`, or with changes deferred", "resources that it would have created besides")
        if any(set(c.change.actions) in _GONE for c in self._shown.resource_changes or ()) and not any(
            i.mode == "managed" for i in self._items.values()
        ):
            yield self._gap("the plan destroys every resource and leaves none to review", "what stands until it is applied")

    def _gap(self, what: str, leaves_open: str) -> Gap:
        return Gap(what=what, origin=self._origin, leaves_open=leaves_open)

    def _place_items(self) -> None:
        for item in self._items.values():
            self._trail.note_module(item.module)
        for item in self._items.values():
            place = self._trail.place(item.module)
            if place is not None:
                item.config = self._index(place.config).get((item.mode, item.type, item.name))

    def _index(self, config: ConfigModule) -> dict[tuple[str, str, str], ConfigResource]:
        if id(config) not in self._blocks:
            self._blocks[id(config)] = {(r.mode, r.type, r.name): r for r in config.resources or ()}
        return self._blocks[id(config)]

    def _answers(self, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """What well-known data sources of one provider configuration were answered."""
        for item in self._items.values():
            if item.type in _WELL_ANSWERED and item.config is not None and item.config.provider_config_key == key:
                yield item.type, item.after

    def _known(self, address: str, path: tuple[Step, ...]) -> Any:
        """The value at a path of another instance, as far as the plan or its configuration tells it."""
        item = self._items.get(address)
        if item is None or not path:
            return None
        name = str(path[0]).removeprefix("\0")
        if item.type == _POLICY and name in ("json", "minified_json") and any_unknown(item.mask.get(name)):
            return documents.render(self._attrs(item))[name]
        value = self._attribute(item, name)
        for step in path[1:]:
            key = str(step).removeprefix("\0")
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return None if isinstance(value, Unknown) and not _in_configuration(item, name) else value

    def _attribute(self, item: Item, name: str) -> Any:
        mask = item.mask.get(name)
        if not any_unknown(mask):
            return item.after.get(name)
        if name not in item.filled:
            if item.busy or self._depth > MAX_CHAIN:
                return None
            item.busy, self._depth = True, self._depth + 1
            item.filled[name] = self._filled(item, name, mask)
            item.busy, self._depth = False, self._depth - 1
        value = item.filled[name]
        return None if value is ABSENT else value

    def _filled(self, item: Item, name: str, mask: Any) -> Any:
        place = self._trail.place(item.module)
        if place is None or item.config is None:
            return Unknown(f"`{item.address}.{name}` is known only after apply")
        at = At(place=place, key=item.index, for_each=item.config.for_each_expression)
        shown = (item.config.expressions or {}).get(name)
        return Filler(trail=self._trail, address=item.address).fill(item.after.get(name), mask, shown, at, name)

    def _attrs(self, item: Item) -> dict[str, Any]:
        """Every attribute; computed ones that the author left unset are left out."""
        attrs = dict(item.after)
        for name, mask in item.mask.items():
            if any_unknown(mask):
                value = self._attribute(item, name)
                if value is None:
                    attrs.pop(name, None)
                else:
                    attrs[name] = value
        return attrs

    def _planned(self, item: Item) -> Planned:
        attrs = self._attrs(item)
        if item.type == _POLICY and any_unknown(item.mask.get("json", True)) and not attrs.get("json"):
            attrs.update(documents.render(attrs))
        key = item.config.provider_config_key if item.config else item.type.split("_", maxsplit=1)[0]
        declared = Declared(
            address=item.address,
            type=item.type,
            mode="data" if item.mode == "data" else "managed",
            attrs=attrs,
            origin=self._origin,
            home=self._homes.of(key, attrs),
            refs=self._refs(item),
        )
        return Planned(declared=declared, unknown={n: m for n, m in item.mask.items() if any_unknown(m)})

    def _refs(self, item: Item) -> dict[str, tuple[str, ...]]:
        place = self._trail.place(item.module)
        if place is None or item.config is None or not item.mask:
            return {}
        at = At(place=place, key=item.index, for_each=item.config.for_each_expression)
        found: dict[str, tuple[str, ...]] = {}
        for name, shown in (item.config.expressions or {}).items():
            if any_unknown(item.mask.get(name)):
                mentioned = [r for e in _expressions(shown) for r in longest(e.get("references") or ())]
                followed = ((r, t.address) for r in mentioned for t in self._trail.follow(steps(r), at, name))
                found[name] = tuple(dict.fromkeys(address or reference for reference, address in followed))
        return {name: refs for name, refs in found.items() if refs}


def _in_configuration(item: Item, name: str) -> bool:
    return item.config is not None and name in (item.config.expressions or {})


def _expressions(shown: Any) -> Iterator[dict[str, Any]]:
    """Every expression in a piece of configuration, nested blocks included."""
    if is_expression(shown):
        yield shown
    elif isinstance(shown, dict):
        for inner in shown.values():
            yield from _expressions(inner)
    elif isinstance(shown, list):
        for inner in shown:
            yield from _expressions(inner)


def _items(shown: Shown) -> Iterator[Item]:
    """Every instance that will exist: planned changes, else planned values; from the state before what the plan leaves alone.

    That is the data sources, whatever lies beside the targets of `-target`, and everything where a plan only refreshes.
    """
    seen: set[str] = set()
    for change in shown.resource_changes or ():
        seen.update((change.address, change.previous_address))
        gone = change.deposed or set(change.change.actions) in _GONE
        if gone or change.mode not in _MODES or not isinstance(change.change.after, dict):
            continue
        mask = change.change.after_unknown
        yield _item(change, change.module_address, change.change.after, mask if isinstance(mask, dict) else {})
    prior = shown.prior_state.values if shown.prior_state else None
    planned = list(_values(shown.planned_values.root_module if shown.planned_values else None))
    told = shown.resource_changes is None and any(v.mode != "data" for _, v in planned)
    for values, only_data in ((planned, False), (_values(prior.root_module if prior else None), told)):
        for module, value in values:
            if value.address not in seen and (value.mode == "data" or not only_data):
                seen.add(value.address)
                yield _item(value, module, value.values or {}, {})
    yield from _only_configured(shown, seen)


def _values(root: ValueModule | None) -> Iterator[tuple[str, Value]]:
    stack = [root] if root else []
    while stack:
        module = stack.pop()
        yield from ((module.address, r) for r in module.resources or ())
        stack.extend(reversed(module.child_modules or ()))


def _item(of: ResourceChange | Value | ConfigResource, module: str, after: dict[str, Any], mask: dict[str, Any]) -> Item:
    own = f"{'data.' if of.mode == 'data' else ''}{of.type}.{of.name}"
    block = f"{module}.{own}" if module else own
    index = None if isinstance(of, ConfigResource) else of.index
    return Item(
        address=of.address, block=block, type=of.type, name=of.name, mode=of.mode, module=module, index=index, after=after, mask=mask
    )


def _only_configured(shown: Shown, seen: set[str]) -> Iterator[Item]:
    """Policy documents of the root module that stand in the configuration alone (cut-down plans): rebuilt from there."""
    root = shown.configuration.root_module if shown.configuration else None
    blocks = {address.split("[")[0] for address in seen}
    for resource in (root.resources if root else None) or ():
        repeated = resource.count_expression or resource.for_each_expression
        if resource.type == _POLICY and resource.mode == "data" and resource.address not in blocks and not repeated:
            after, mask = _skeleton(resource.expressions or {})
            mask.update({"json": True, "minified_json": True})
            yield _item(resource, "", after, mask)


def _skeleton(shown: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values and mask that a piece of configuration would have in a plan."""
    after: dict[str, Any] = {}
    mask: dict[str, Any] = {}
    for name, inner in shown.items():
        if isinstance(inner, list):
            pairs = [_skeleton(i) for i in inner if isinstance(i, dict)]
            after[name], mask[name] = [p[0] for p in pairs], [p[1] for p in pairs]
        elif isinstance(inner, dict) and "constant_value" in inner:
            after[name] = inner["constant_value"]
        else:
            mask[name] = True
    return after, mask
