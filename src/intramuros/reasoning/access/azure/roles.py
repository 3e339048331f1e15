# SPDX-License-Identifier: Apache-2.0
"""What an Azure role allows: built-in roles by name or id, custom roles of the estate, and the matching of actions.

learn.microsoft.com/azure/role-based-access-control/role-definitions: per permission block the effective actions are
`actions` minus `notActions` and the effective data actions `dataActions` minus `notDataActions`; `notActions` subtract,
they deny nothing that another block or assignment gives; patterns compare without case and `*` spans `/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from intramuros.estate.access import RoleDefinition
from intramuros.estate.graph import Estate
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate, readable


class Permission(Struct, frozen=True, kw_only=True):
    """One permission block of a role."""

    actions: tuple[Fact[str], ...] = ()
    not_actions: tuple[Fact[str], ...] = ()
    data_actions: tuple[Fact[str], ...] = ()
    not_data_actions: tuple[Fact[str], ...] = ()
    condition: str | None = None
    """A condition that Microsoft wrote into the role itself (Key Vault Data Access Administrator)."""


class Role(Struct, frozen=True, kw_only=True):
    """A role with its permission blocks."""

    name: str
    permissions: tuple[Permission, ...]
    custom: bool = False


def permission(block: Mapping[str, Any]) -> Permission:
    """A permission block of the management API; keys compare without case, as the service takes them."""
    folded = {str(k).casefold(): v for k, v in block.items()}
    condition = folded.get("condition")
    return Permission(
        actions=_listed(folded.get("actions")),
        not_actions=_listed(folded.get("notactions")),
        data_actions=_listed(folded.get("dataactions")),
        not_data_actions=_listed(folded.get("notdataactions")),
        condition=condition if isinstance(condition, str) and condition else None,
    )


def _listed(value: object) -> tuple[Fact[str], ...]:
    if value is None:
        return ()
    if isinstance(value, Unknown | str):
        return (value,)
    if not isinstance(value, Iterable):
        return (Unknown("a list of actions was expected"),)
    return tuple(v if isinstance(v, str | Unknown) else Unknown("an action was expected to be a string") for v in value)


@lru_cache(maxsize=65536)
def allows(block: Permission, action: str, *, data: bool) -> Fact[bool]:
    """Whether one permission block holds an action (a data action where `data`)."""
    given, taken = (block.data_actions, block.not_data_actions) if data else (block.actions, block.not_actions)
    folded = action.casefold()
    return both(_any(given, folded), negate(_any(taken, folded)))


def _any(patterns: tuple[Fact[str], ...], action: str) -> Fact[bool]:
    return either(*(matches(p, action) for p in patterns))


def matches(pattern: Fact[str], action: str) -> Fact[bool]:
    """Whether a pattern of a role matches a case-folded action."""
    if isinstance(pattern, Unknown):
        return pattern
    if is_symbolic(pattern):
        return Unknown(f"the action `{readable(pattern)}` of a role is not known")
    return glob(pattern.casefold(), action)


@lru_cache(maxsize=65536)
def glob(pattern: str, text: str) -> bool:
    """Whether `text` matches `pattern`, in which `*` stands for any run of characters; linear, nothing else is special."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    if not text.startswith(first):
        return False
    at, last = len(first), rest.pop()
    for part in rest:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - len(last) >= at and text.endswith(last)


def last_segment(identifier: str) -> str:
    """The guid at the end of a role definition id; azurerm writes `<resource id>|<scope>`."""
    return identifier.split("|", 1)[0].rstrip("/").rsplit("/", 1)[-1]


def built_in(name: str) -> Role | None:
    """The built-in role of a name, a guid or a role definition id."""
    table = _built_in()
    return table.get(name.casefold()) or table.get(last_segment(name).casefold())


@cache
def _built_in() -> Mapping[str, Role]:
    """Both ways in; read once, when first asked, because most estates never do."""
    text = files(__package__).joinpath("builtin_roles.json").read_text("utf-8")
    listed: list[dict[str, Any]] = json.loads(text)
    found: dict[str, Role] = {}
    for entry in listed:
        role = Role(name=entry["name"], permissions=tuple(permission(p) for p in entry["permissions"]))
        found[entry["name"].casefold()] = found[entry["id"].casefold()] = role
    return found


def role_of(estate: Estate, named: Fact[str]) -> Fact[Role]:
    """The role that an assignment names: a custom one of the estate, else a built-in one."""
    if isinstance(named, Unknown):
        return named
    custom = estate.find(named, RoleDefinition) or _custom_by_name(estate, named)
    if custom is not None:
        return _of_definition(custom)
    return built_in(named) or Unknown(f"the role `{readable(named)}` is neither declared in the estate nor a known built-in role")


def _custom_by_name(estate: Estate, named: str) -> RoleDefinition | None:
    folded, guid = named.casefold(), last_segment(named).casefold()
    for definition in estate.all(RoleDefinition):
        spelled = {i.casefold() for i in definition.ids} | {last_segment(i).casefold() for i in definition.ids}
        if isinstance(definition.name, str):
            spelled.add(definition.name.casefold())
        if folded in spelled or guid in spelled:
            return definition
    return None


def _of_definition(definition: RoleDefinition) -> Fact[Role]:
    if isinstance(definition.permissions, Unknown):
        return definition.permissions
    name = definition.name if isinstance(definition.name, str) else definition.address
    looked_up = built_in(name) if not definition.permissions else None  # a data source names a built-in role without its actions
    return looked_up or Role(name=name, permissions=tuple(permission(p) for p in definition.permissions), custom=True)
