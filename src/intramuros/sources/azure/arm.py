# SPDX-License-Identifier: Apache-2.0
"""One azapi resource, opened, and the conversions between ARM's spellings and azurerm's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from intramuros.estate.values import CLOSE, Unknown, is_symbolic, pieces, readable
from intramuros.sources.nodes import lookup


class Arm(Struct, frozen=True, kw_only=True):
    """An azapi resource: its ARM type and API version, its name, its parent and its body."""

    type: str
    version: str
    name: Any
    parent: Any
    body: Mapping[str, Any]

    def get(self, *path: str) -> Any:
        """A value of the body; None where it is left out, the Unknown where a part of the way is unknown."""
        return dig(self.body, *path)

    def prop(self, *path: str) -> Any:
        """A value below `properties`."""
        return dig(self.body, "properties", *path)


def dig(value: Any, *path: str) -> Any:
    """A nested value of plain maps."""
    for key in path:
        if isinstance(value, Unknown):
            return value
        if is_symbolic(value):
            return Unknown(f"`{readable(value)}` is known only after deployment")
        value = lookup(value, key)
    return value


def switched(value: Any) -> Any:
    """`Enabled`/`Disabled` as a boolean; anything else as it is."""
    words = {"enabled": True, "disabled": False, "securedbyperimeter": False}
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is known only after deployment")
    return words.get(value.casefold(), value) if isinstance(value, str) else value


def inverted(value: Any) -> Any:
    """`disableLocalAuth` and its like, the other way round."""
    return not value if isinstance(value, bool) else value


def listed(value: Any, *path: str) -> Any:
    """One value of each item of a list; an unknown list stays one Unknown."""
    if not isinstance(value, list):
        return unsure(value)
    return [dig(item, *path) for item in value]


def block(**attributes: Any) -> Any:
    """A nested block of what is stated; None where nothing is."""
    found = {k: v for k, v in attributes.items() if v is not None}
    return [found] if found else None


def each(values: Any, key: str) -> Any:
    """A block for each of a list of values; an unknown list stays one Unknown, an empty one is left out."""
    return [{key: v} for v in values] or None if isinstance(values, list) else values


def acls(value: Any) -> Any:
    """`networkAcls` and its like as a firewall block."""
    if isinstance(value, Unknown) or value is None:
        return value
    subnets = listed(dig(value, "virtualNetworkRules"), "id") or []
    return block(
        default_action=dig(value, "defaultAction"),
        bypass=dig(value, "bypass"),
        ip_rules=listed(dig(value, "ipRules"), "value"),
        virtual_network_subnet_ids=subnets,
        private_link_access=each(listed(dig(value, "resourceAccessRules"), "resourceId"), "endpoint_resource_id"),
        virtual_network_rules=[{"subnet_id": s} for s in subnets] if isinstance(subnets, list) else None,
    )


def key_uri(value: Any) -> Any:
    """`keyVaultProperties` in any of its shapes as the URI of the key."""
    whole = dig(value, "keyIdentifier") or dig(value, "keyVaultKeyUri") or dig(value, "keyUri")
    if whole is not None:
        return whole
    vault, name = dig(value, "keyVaultUri") or dig(value, "keyvaulturi"), dig(value, "keyName") or dig(value, "keyname")
    if isinstance(vault, str) and isinstance(name, str):
        slash = "" if vault.endswith(("/", CLOSE)) else "/"  # a vault's address ends in a slash, also where it is a symbol
        return f"{vault}{slash}keys/{name}"
    return vault if isinstance(vault, Unknown) else None


def unsure(value: Any) -> Unknown | None:
    """Why a value is not known that should have been an object or a list; None where it is left out."""
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is known only after deployment")
    return value if isinstance(value, Unknown) else None


def rows(value: Any, /, **fields: str) -> Any:
    """A block for each item of a list, its attributes taken from paths below the item; an unknown list stays one Unknown."""
    if not isinstance(value, list):
        return unsure(value)
    return [{k: v for k, path in fields.items() if (v := dig(item, *path.split("."))) is not None} for item in value]


def row(value: Any, /, **fields: str) -> Any:
    """One block, its attributes taken from paths below an object; None where there is none."""
    return rows([value], **fields) if isinstance(value, Mapping) else unsure(value)


def segments(name: str) -> list[str]:
    """A name or id cut at its slashes; a symbol is never cut."""
    out = [""]
    for piece in pieces(name):
        if is_symbolic(piece):
            out[-1] += piece
        else:
            head, *rest = piece.split("/")
            out[-1] += head
            out += rest
    return out


def above(value: Any) -> Any:
    """The id of what a resource lies below."""
    return "/".join(segments(value)[:-2]) if isinstance(value, str) else value


def tail(value: Any) -> Any:
    """The name at the end of an id."""
    return segments(value)[-1] if isinstance(value, str) else value
