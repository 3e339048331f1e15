# SPDX-License-Identifier: Apache-2.0
"""Where a template is deployed, and how resource ids are spelled from there.

https://learn.microsoft.com/azure/azure-resource-manager/templates/scope-functions
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct, structs

from intramuros.estate.values import is_symbolic, pieces, symbol, symbols
from intramuros.sources.arm.later import GROUP, SUBSCRIPTION
from intramuros.sources.azure.arm import segments
from intramuros.sources.azure.azapi import canonical

Level = Literal["group", "subscription", "management group", "tenant"]
MANAGEMENT_GROUP: Final = symbol("managementGroup()", "name")
_LEVELS: Final[tuple[tuple[str, Level], ...]] = (
    ("subscriptiondeploymenttemplate", "subscription"),
    ("managementgroupdeploymenttemplate", "management group"),
    ("tenantdeploymenttemplate", "tenant"),
)


class Scope(Struct, frozen=True, kw_only=True):
    """A resource group, a subscription, a management group or the tenant; ids that nobody states are common symbols."""

    level: Level = "group"
    subscription: str = SUBSCRIPTION
    group: str = GROUP
    management_group: str = MANAGEMENT_GROUP

    @property
    def id(self) -> str:
        """Its resource id; '' for the tenant."""
        if self.level == "group":
            return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"
        if self.level == "subscription":
            return f"/subscriptions/{self.subscription}"
        return f"/providers/Microsoft.Management/managementGroups/{self.management_group}" if self.level == "management group" else ""

    def at(self, level: Level) -> Scope:
        """The same place, seen from another level."""
        return structs.replace(self, level=level)


def level_of(schema: object) -> Level:
    """The level that a template's `$schema` is for."""
    text = schema.casefold() if isinstance(schema, str) else ""
    return next((level for word, level in _LEVELS if word in text), "group")


def identifier(base: str, kind: str, names: Sequence[str]) -> str:
    """`<base>/providers/Microsoft.X/a/<name>/b/<name>`."""
    space, *kinds = kind.rstrip("/").split("/")  # Azure lets a type end in a slash
    pairs = "/".join(f"{s}/{n}" for s, n in zip(kinds, names, strict=False))
    return f"{base.rstrip('/')}/providers/{space}/{pairs}"


def named(kind: str, name: str) -> list[str]:
    """As many names as a type has segments; what a symbol hides is a symbol of its own."""
    found = segments(name)
    wanted = kind.count("/")
    if len(found) < wanted and is_symbolic(name):
        hidden = symbols(name)[0][0]
        return [symbol(hidden, f"{symbols(name)[0][1]} part {i + 1}") for i in range(wanted - len(found))] + found
    return found


def address(kind: str, names: Sequence[str]) -> str:
    """How a resource is called in a report: its type and its names, symbols as their words in braces."""
    return f"{canonical(kind)}/{shown('/'.join(names))}"


def shown(text: str) -> str:
    """A text with its symbols as words in braces."""
    return "".join("{" + " ".join(filter(None, _words(*symbols(p)[0]))) + "}" if is_symbolic(p) else p for p in pieces(text))


def _words(owner: str, attribute: str) -> tuple[str, ...]:
    return (attribute,) if "(" in attribute else (owner, attribute)


class Named(Struct, frozen=True):
    """A resource id, opened: what it is below, its type and its names."""

    base: str
    kind: str
    names: tuple[str, ...]

    @property
    def address(self) -> str:
        """As in a report."""
        return address(self.kind, self.names)


def opened(text: str) -> Named | None:
    """The last resource that an id names; None where it is no id."""
    base, mark, tail = (
        re.split(r"(?i)(/providers/)(?!.*/providers/)", text, maxsplit=1) if "/providers/" in text.casefold() else ("", "", "")
    )
    words = segments(tail)
    if not mark or len(words) < 3:
        return None
    return Named(base, "/".join((words[0], *words[1::2])), tuple(words[2::2]))
