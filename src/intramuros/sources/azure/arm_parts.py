# SPDX-License-Identifier: Apache-2.0
"""What ARM declares inside of a resource and azurerm beside it: subnets of a network, peerings, pools of a cluster, ….

A part has ARM's own type of a child, so that one and the same translation serves both spellings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm
from intramuros.sources.declared import Declared
from intramuros.sources.nodes import Node, origin_of

INLINE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "Microsoft.Network/virtualNetworks": (("subnets", "subnets"), ("virtualNetworkPeerings", "virtualNetworkPeerings")),
    "Microsoft.Network/firewallPolicies/ruleCollectionGroups": (),
}
"""ARM type of a holder → the lists among its properties whose items are resources, and the last segment of their type."""
_FOLDED: Final = {k.casefold(): v for k, v in INLINE.items()}


def parts_of(d: Declared, opened: Arm) -> Iterator[Declared]:
    """The resources inside of one, in azapi's shape."""
    for key, segment in _FOLDED.get(opened.type.casefold(), ()):
        items = opened.prop(key)
        for item in items if isinstance(items, list) else []:
            if isinstance(item, Mapping):
                yield _part(d, opened, item, segment)
        if isinstance(items, Unknown):
            yield _part(d, opened, Node({"name": f"({key})", "properties": items}), segment)


def _part(d: Declared, holder: Arm, item: Mapping[str, Any], segment: str) -> Declared:
    name = item.get("name")
    own, kind = d.attrs.get("resource_id"), f"{holder.type}/{segment}"
    told = f"{d.told}/{segment}" if d.told else ""
    address = f"{told}/{d.address.partition(d.told + '/')[2]}/{name}" if told else f"{d.address}/{segment}/{name}"
    body = {k: v for k, v in item.items() if k not in ("name", "id", "type")}
    return Declared(
        address=address,
        type=d.type,
        told=told,
        attrs={
            "type": f"{kind}@{holder.version}",
            "name": name,
            "parent_id": own if isinstance(own, str) else f"{holder.parent}/providers/{holder.type}/{holder.name}",
            **({"resource_id": f"{own}/{segment}/{name}"} if isinstance(own, str) else {}),
            "body": item.like(body) if isinstance(item, Node) else Node(body),
        },
        origin=origin_of(item, d.origin),
        home=d.home,
        symbolic_instance=d.symbolic_instance,
    )
