# SPDX-License-Identifier: Apache-2.0
"""Which environment each resource belongs to: the charter's word first, then that of what holds it, then the account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from intramuros.charter.form import Charter, EnvironmentForm
from intramuros.charter.select import certain, named, tagged
from intramuros.estate.bounds import Placement
from intramuros.estate.globs import matches
from intramuros.estate.graph import Estate
from intramuros.estate.network import Interface, RouteTable, RuleSet, Subnet
from intramuros.estate.resource import Environment, Resource
from intramuros.estate.values import Unknown, readable
from intramuros.estate.workloads import Workload

UNASSIGNED: Final = Placement(level="unassigned", why="no environment of the charter matches")

_KEYS: Final = ("environment", "env", "stage", "umgebung", "tier", "landscape", "environnement", "ambiente", "entorno", "omgeving")
_PRODUCTION: Final = frozenset("prod production prd live produktion produktiv productive produzione producción productie".split())
_LOWER: Final = frozenset(
    "dev development test testing stage staging qa uat sandbox lab int integration preprod nonprod non-prod demo poc entwicklung "
    "abnahme labor schulung recette développement sviluppo collaudo desarrollo pruebas".split()
)


def level_of(name: str, form: EnvironmentForm) -> Environment:
    """Production or lower: what the charter says, else production for the environment of that name."""
    return form.level or ("production" if name == "production" else "lower")


def place(estate: Estate, charter: Charter) -> dict[str, Placement]:
    """The environment of every resource of the estate."""
    judge = _by_charter if charter.environments else _by_habit
    strong = {r.address: p for r in estate.resources if (p := judge(r, charter))}
    weak = {r.address: p for r in estate.resources if (p := _by_account(r, charter))}
    return {r.address: _settle(r, estate, strong, weak) for r in estate.resources}


def _settle(resource: Resource, estate: Estate, strong: Mapping[str, Placement], weak: Mapping[str, Placement]) -> Placement:
    holder: Resource | None = resource
    for _ in range(8):  # node pool -> cluster, interface -> subnet -> network: never deep
        if holder is None:
            break
        if holder.address in strong:
            found = strong[holder.address]
            return found if holder is resource else Placement(level=found.level, name=found.name, why=f"{found.why} of {holder.address}")
        holder = _holder(holder, estate)
    return weak.get(resource.address, UNASSIGNED)


def _holder(resource: Resource, estate: Estate) -> Resource | None:
    """What a part is a part of: an untagged subnet in a tagged network belongs where the network does."""
    above: object = None
    if isinstance(resource, Subnet | RuleSet | RouteTable):
        above = resource.network
    elif isinstance(resource, Interface):
        above = resource.subnet
    elif isinstance(resource, Workload):
        above = resource.parent or next((a.subnet for a in resource.attachments if a.subnet), None)
    return estate.find(above, Resource) if isinstance(above, str) else None


def _by_charter(resource: Resource, charter: Charter) -> Placement | None:
    for name, form in charter.environments.items():
        why = _selected(resource, form)
        if why:
            return Placement(level=level_of(name, form), name=name, why=why)
    return None


def _selected(resource: Resource, form: EnvironmentForm) -> str:
    tag = tagged(resource, form.tags)
    if tag:
        return f"tag {tag}"
    group = resource.group
    if isinstance(group, str) and any(matches(g, group) for g in form.resource_groups):
        return f"resource group {group}"
    name = named(resource, form.names)
    return f"name {name}" if name else ""


def _by_account(resource: Resource, charter: Charter) -> Placement | None:
    if not isinstance(resource.account, str):
        return None
    for name, form in charter.environments.items():
        if resource.account in form.accounts or resource.account.casefold() in (s.casefold() for s in form.subscriptions):
            return Placement(level=level_of(name, form), name=name, why=f"account {resource.account}")
    return None


def _by_habit(resource: Resource, _charter: Charter) -> Placement | None:
    """Without environments in the charter: the usual tags, then the resource group's name, then its own."""
    tags = {} if isinstance(resource.tags, Unknown) else {k.casefold(): v for k, v in resource.tags.items()}
    for key in _KEYS:
        value = tags.get(key)
        if isinstance(value, str) and (level := _level_word(value)):
            return Placement(level=level, name=value, why=f"tag {key}={value}")
    for what, name in (("resource group", resource.group), ("name", resource.name)):
        if isinstance(name, str) and (level := _level_word(certain(name, "x"))):
            return Placement(level=level, name=level, why=f"{what} {readable(name)}")
    return None


def _level_word(text: str) -> Environment | None:
    words = set(re.split(r"[^a-zà-ÿ]+", text.casefold())) | {text.casefold()}
    if words & _LOWER:
        return "lower"
    return "production" if words & _PRODUCTION else None
