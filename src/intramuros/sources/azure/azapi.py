# SPDX-License-Identifier: Apache-2.0
"""Resources that azapi declares in ARM's shape, turned into the azurerm shape, so that each type is understood once.

Where ARM's default for a property that is left out differs from azurerm's, the translation writes it down
(learn.microsoft.com/azure/templates, page of each type).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, sole_symbol, symbol
from intramuros.sources.azure.arm import Arm
from intramuros.sources.azure.arm_access import ACCESS
from intramuros.sources.azure.arm_apps import APPS
from intramuros.sources.azure.arm_aside import ASIDE
from intramuros.sources.azure.arm_compute import COMPUTE
from intramuros.sources.azure.arm_data import DATA, DEFAULTS
from intramuros.sources.azure.arm_databases import DATABASES
from intramuros.sources.azure.arm_doubts import doubted
from intramuros.sources.azure.arm_edges import EDGES
from intramuros.sources.azure.arm_folds import FOLDS, merged
from intramuros.sources.azure.arm_lines import place
from intramuros.sources.azure.arm_network import NETWORK
from intramuros.sources.azure.arm_parts import LINKS, parts_of
from intramuros.sources.azure.arm_services import SERVICES
from intramuros.sources.azure.arm_stores import STORES
from intramuros.sources.declared import Declared
from intramuros.sources.nodes import Node

Translation = tuple[str, Callable[[Arm], dict[str, Any]]]
RESOURCE, UPDATE = "azapi_resource", "azapi_update_resource"
ALL: Mapping[str, Translation] = {**DATA, **SERVICES, **NETWORK, **COMPUTE, **APPS, **EDGES, **DATABASES, **STORES, **ACCESS}
TABLE: Mapping[str, Translation] = {k.casefold(): v for k, v in ALL.items()}
"""ARM type → azurerm type, and the function that brings the attributes."""
_SPELLED: Mapping[str, str] = {k.casefold(): k for k in (*ALL, *FOLDS)}
_FOLDS: Mapping[str, Callable[[Arm], dict[str, Any]]] = {k.casefold(): v for k, v in FOLDS.items()}
ODD_SHAPES = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
"""What Python raises where a value has another shape than its schema says (a string for a block, …)."""
_GROUP = lazy(r"/resourceGroups/([^/]+)", re.IGNORECASE)


def canonical(kind: str) -> str:
    """An ARM type in the spelling of its documentation, whatever case it was written in."""
    return _SPELLED.get(kind.casefold(), kind)


def translated(declared: Sequence[Declared]) -> list[Declared]:
    """The declared resources with azapi's in the azurerm shape where a translation is known; updates are laid over their target."""
    known = {d.address: d for d in declared}
    out: dict[str, Declared] = {}
    inline: list[Declared] = []
    for d in (d for d in declared if d.type != UPDATE):
        out[d.address] = _translated(d, known)
        inline += [_translated(part, known) for part in parts(d)]
    for part in inline:  # what is declared on its own as well counts as declared there
        out.setdefault(part.address, part)
    _fold(declared, out)
    for d in declared:
        if d.type == UPDATE and not _laid_over(d, out):
            out[d.address] = d
    return list(out.values())


def in_subscription(declared: Sequence[Declared], account: str) -> list[Declared]:
    """Resources of templates, whose subscription nobody states, in the subscription that the user names."""
    mark = symbol("provider.azurerm", "subscription_id")

    def stated(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(mark, account)
        if isinstance(value, Mapping):
            found = {stated(k): stated(v) for k, v in value.items()}
            return value.like(found) if isinstance(value, Node) else found
        return [stated(v) for v in value] if isinstance(value, list) else value

    def placed(d: Declared) -> Declared:
        home = d.home if d.home.account is not None else structs.replace(d.home, account=account)
        return structs.replace(d, home=home, attrs={k: stated(v) for k, v in d.attrs.items()})

    return [placed(d) if d.told else d for d in declared]


def aside(d: Declared) -> bool:
    """Whether a resource is known to be of no consequence, or consists of parts alone."""
    kind = str(d.attrs.get("type", "")).partition("@")[0].casefold() if d.type == RESOURCE else ""
    return kind in ASIDE or (kind in LINKS and kind not in TABLE) or kind.startswith("microsoft.web/sites/config")


def _fold(declared: Sequence[Declared], out: dict[str, Declared]) -> None:
    """Lay what ARM declares below a resource, and azurerm in it, over that resource."""
    own = {str(d.attrs["arm_id"]).casefold(): a for a, d in out.items() if "arm_id" in d.attrs}
    for d in declared:
        opened = opened_resource(d) if d.type == RESOURCE and d.mode == "managed" else None
        fold = _FOLDS.get(opened.type.casefold()) if opened else None
        named = sole_symbol(opened.parent) if opened else None
        target = own.get(str(opened.parent).casefold()) or (named[0] if named else "") if opened else ""
        if opened is not None and fold is not None and target in out:
            found = {k: v for k, v in fold(opened).items() if v is not None}
            out[target] = _with(out[target], found, d)
            del out[d.address]


def _with(target: Declared, stated: dict[str, Any], d: Declared) -> Declared:
    """A resource with what another states of it; with doubt where it is not known whether that one is deployed."""
    if d.symbolic_instance:
        stated = {k: Unknown(f"whether `{d.address}` is deployed is not known") for k in stated}
    return structs.replace(target, attrs=merged(target.attrs, stated), lines={**target.lines, **dict.fromkeys(stated, d.origin)})


def _translated(d: Declared, known: Mapping[str, Declared]) -> Declared:
    """A resource in the azurerm shape; one of a shape that its type does not have stays a stranger."""
    try:
        return _shaped(d, known)
    except ODD_SHAPES:
        return d


def _shaped(d: Declared, known: Mapping[str, Declared]) -> Declared:
    opened = opened_resource(d) if d.type == RESOURCE and (d.mode == "managed" or d.told) else None
    if opened is None or opened.type.casefold() not in TABLE:
        return d
    kind, attributes = TABLE[opened.type.casefold()]
    common = {k: d.attrs[k] for k in ("name", "location", "tags", "identity") if d.attrs.get(k) is not None}
    group = _group(opened.parent, known)
    own = {"arm_id": d.attrs["resource_id"]} if d.told else {}
    found = {k: v for k, v in attributes(opened).items() if v is not None} if d.mode == "managed" else _placing(attributes(opened))
    defaults = DEFAULTS.get(kind, {}) if d.mode == "managed" else {}
    shape = {**({"resource_group_name": group} if group else {}), **defaults, **common, **own, **found}
    kind = shape.pop("type!", kind)
    shape = doubted(kind, d.address, shape) if d.symbolic_instance else shape
    lines = {k: d.lines["body"] for k in found if "body" in d.lines} | {k: at for k in found if (at := place(opened.body, k))}
    return structs.replace(d, type=kind, attrs={k: v for k, v in shape.items() if v is not None}, lines=lines | d.lines)


def _placing(found: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is only looked up, the attributes that say where it lies."""
    return {k: v for k, v in found.items() if v is not None and k.endswith(("_id", "_name")) and isinstance(v, str)}


def parts(d: Declared) -> list[Declared]:
    """What a resource holds that azurerm declares apart (the subnets inside a network), each a resource of its own."""
    opened = opened_resource(d) if d.type == RESOURCE and d.mode == "managed" else None
    try:
        made = [] if opened is None else list(parts_of(d, opened))
    except ODD_SHAPES:  # then the resource itself is a stranger, too
        made = []
    return [*made, *(below for one in made for below in parts(one))]


def _laid_over(d: Declared, out: dict[str, Declared]) -> bool:
    """Lay an update over the resource that it names; False where the estate does not hold it or the type is not known."""
    opened = opened_resource(d)
    named = sole_symbol(d.attrs.get("resource_id"))
    target = out.get(named[0]) if named else None
    if opened is None or target is None or opened.type.casefold() not in TABLE:
        return False
    kind, attributes = TABLE[opened.type.casefold()]
    if target.type != kind:
        return False
    stated = {k: v for k, v in attributes(opened).items() if v is not None}
    lines = {**target.lines, **dict.fromkeys(stated, d.origin)}
    out[target.address] = structs.replace(target, attrs={**target.attrs, **stated}, lines=lines)
    return True


def opened_resource(d: Declared) -> Arm | None:
    """A resource in azapi's shape; None where it does not say its type."""
    stated = d.attrs.get("type")
    if not isinstance(stated, str) or "@" not in stated:
        return None
    kind, version = stated.split("@", 1)
    return Arm(type=kind, version=version, name=d.attrs.get("name"), parent=d.attrs.get("parent_id"), body=_body(d.attrs.get("body")))


def _body(value: Any) -> Mapping[str, Any]:
    """Version 1 of azapi takes the body as JSON text, version 2 as an object."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = Unknown("the body is not JSON")
    if isinstance(value, Unknown):
        return {"properties": value, "sku": value}
    return value if isinstance(value, Mapping) else {}


def _group(parent: Any, known: Mapping[str, Declared]) -> Any:
    named = sole_symbol(parent)
    holder = known.get(named[0]) if named else None
    if holder is not None:
        key = "name" if holder.type == "azurerm_resource_group" else "resource_group_name"
        return holder.attrs.get(key)
    found = _GROUP.search(parent) if isinstance(parent, str) else None
    return found[1] if found else None
