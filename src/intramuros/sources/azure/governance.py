# SPDX-License-Identifier: Apache-2.0
"""Azure Policy: what is assigned where, which assignments confine regions, and which stop a vulnerable image.

Built-in definitions: github.com/Azure/azure-policy. The one for locations of resource groups (`e765b5de-…`) confines groups,
not what stands in them, and so is no wall. Image Integrity only audits, so it is no gate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from intramuros.estate.governance import Assignment, ImageGate, LocationPolicy
from intramuros.estate.patterns import lazy
from intramuros.estate.places import normal_azure
from intramuros.estate.values import Fact, Unknown, both, is_symbolic, readable
from intramuros.sources.attributes import blocks, switch, text
from intramuros.sources.azure.common import first, head, owner
from intramuros.sources.azure.grants import scope_address
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ASSIGNMENTS = (
    "azurerm_subscription_policy_assignment",
    "azurerm_resource_group_policy_assignment",
    "azurerm_management_group_policy_assignment",
    "azurerm_resource_policy_assignment",
    "azurerm_policy_assignment",
)
DEFINITIONS = ("azurerm_policy_definition", "azurerm_management_group_policy_definition")
SETS = ("azurerm_policy_set_definition", "azurerm_management_group_policy_set_definition")
EXEMPTIONS = tuple(f"azurerm_{s}_policy_exemption" for s in ("subscription", "resource_group", "management_group", "resource"))
LOCATIONS = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
GATES: Mapping[str, tuple[Literal["image-policy", "gated-deployment"], str, str]] = {
    "febd0533-8e55-448f-b837-bd0e06f16469": ("image-policy", "Deny", "only allowed images may run"),
    "13cd7ae3-5bc0-4ac4-a62d-4f7c120b9759": ("gated-deployment", "Audit", "vulnerable images may not be deployed"),
}
"""Definition → kind of gate, its default effect, what it does."""
_GUID = lazy(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PARAMETER = lazy(r"\[parameters\('([^']{1,128})'\)\]", re.IGNORECASE)


class _Rule:
    """One definition as an assignment uses it: its GUID or its own rule, with the parameters it was given."""

    def __init__(self, guid: str, rule: Any, parameters: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        self.guid, self.rule, self.parameters, self.defaults = guid, rule, parameters, defaults

    def value(self, given: Any) -> Any:
        """A value of the rule, with a parameter looked up: as assigned, else its default."""
        found = _PARAMETER.fullmatch(given) if isinstance(given, str) else None
        if found is None:
            return given
        return self.parameters.get(found[1], self.defaults.get(found[1]))


def policies(book: Book) -> Iterator[Assignment | LocationPolicy | ImageGate]:
    """Every assignment; one that confines regions or gates images is told as that, under the same address."""
    for d in book.of(*ASSIGNMENTS):
        rules = list(_rules(book, d))
        confining = next((p for r in rules if (p := _location(book, d, r)) is not None), None)
        gating = next((g for r in rules if (g := _gate(book, d, r)) is not None), None)
        yield confining or gating or _plain(book, d)


def _plain(book: Book, d: Declared) -> Assignment:
    definition = text(book.spell(d.attrs.get("policy_definition_id"))) or Unknown("the definition is not stated")
    return Assignment(
        **head(book, d), definition=definition, scope=_scope(book, d), enforced=_enforced(book, d), parameters=_parameters(book, d)
    )


def _enforced(book: Book, d: Declared) -> Fact[bool]:
    """Whether an assignment binds all of its scope; an exemption or excluded scope leaves that open."""
    stated = d.attrs.get("enforcement_mode")
    binds = stated.casefold() == "default" if isinstance(stated, str) else switch(first(d.attrs, "enforce", "enforcement_mode"), True)
    exempt = [e.address for e in book.of(*EXEMPTIONS) if owner(book, e.attrs.get("policy_assignment_id"), d.type) == d.address]
    if binds is True and (exempt or d.attrs.get("not_scopes")):
        return Unknown(f"{d.address} does not bind all of its scope ({', '.join(exempt) or 'not_scopes'})")
    return binds


def _scope(book: Book, d: Declared) -> Fact[str]:
    stated = first(d.attrs, "resource_id", "resource_group_id", "subscription_id", "management_group_id", "scope")
    return scope_address(book, stated) or text(book.spell(stated)) or Unknown(f"the scope of {d.address}")


def _json(book: Book, value: Any) -> Any:
    """A policy's JSON text, or the value itself where the dialect has decoded it."""
    if not isinstance(value, str):
        return book.spell(value)
    try:
        return json.loads(str(book.spell(value)))
    except ValueError:
        return None


def _parameters(book: Book, d: Declared) -> dict[str, Any]:
    found = _json(book, d.attrs.get("parameters"))
    items = found.items() if isinstance(found, Mapping) else ()
    return {str(k): v.get("value") if isinstance(v, Mapping) else v for k, v in items}


def _rules(book: Book, d: Declared) -> Iterator[_Rule]:
    """The definitions that an assignment brings in: one, or those of a set with its own parameters passed on."""
    stated = d.attrs.get("policy_definition_id")
    given = _parameters(book, d)
    chosen = owner(book, stated, *SETS)
    if chosen is None:
        yield _rule(book, stated, given)
        return
    for one in blocks(book.by_address[chosen].attrs, "policy_definition_reference"):
        passed = _json(book, one.get("parameter_values"))
        items = passed.items() if isinstance(passed, Mapping) else ()
        outer = _Rule("", None, given, _defaults(book, book.by_address[chosen]))
        yield _rule(book, one.get("policy_definition_id"), {k: outer.value(v.get("value")) for k, v in items if isinstance(v, Mapping)})


def _rule(book: Book, stated: Any, given: Mapping[str, Any]) -> _Rule:
    found = owner(book, stated, *DEFINITIONS)
    definition = book.by_address.get(found or "")
    if definition is not None and definition.mode == "managed":
        return _Rule("", _json(book, definition.attrs.get("policy_rule")), given, _defaults(book, definition))
    name = str(definition.attrs.get("name", "")) if definition else str(book.spell(stated))
    guids = _GUID.findall(name)
    return _Rule(guids[-1].casefold() if guids else "", None, given, {})


def _defaults(book: Book, definition: Declared) -> dict[str, Any]:
    found = _json(book, definition.attrs.get("parameters"))
    items = found.items() if isinstance(found, Mapping) else ()
    return {str(k): v.get("defaultValue") for k, v in items if isinstance(v, Mapping)}


def _location(book: Book, d: Declared, rule: _Rule) -> LocationPolicy | None:
    allowed = rule.parameters.get("listOfAllowedLocations") if rule.guid == LOCATIONS else _not_in_location(rule)
    if allowed is None:
        return None
    denies = True if rule.guid == LOCATIONS else _effect(rule, "Audit") == "deny"
    return LocationPolicy(**head(book, d), allowed=_regions(allowed), scope=_scope(book, d), enforced=both(_enforced(book, d), denies))


def _not_in_location(rule: _Rule, depth: int = 6) -> Any:
    """The regions of a custom rule `location notIn […]`, alone or beside exceptions."""
    condition = rule.rule.get("if") if isinstance(rule.rule, Mapping) else None
    return _search(rule, condition, depth)


def _search(rule: _Rule, condition: Any, depth: int) -> Any:
    if not isinstance(condition, Mapping) or depth == 0:
        return None
    if str(condition.get("field", "")).casefold() == "location" and "notIn" in condition:
        return rule.value(condition["notIn"])
    parts = condition.get("allOf")
    return next((r for p in parts if (r := _search(rule, p, depth - 1)) is not None), None) if isinstance(parts, list) else None


def _regions(allowed: Any) -> Fact[tuple[str, ...]]:
    if not isinstance(allowed, list) or any(not isinstance(a, str) or is_symbolic(a) for a in allowed):
        return Unknown(f"the allowed locations `{readable(str(allowed))}` are not known")
    return tuple(normal_azure(a) for a in allowed)


def _effect(rule: _Rule, default: str) -> str:
    then = rule.rule.get("then") if isinstance(rule.rule, Mapping) else None
    stated = rule.value(then.get("effect")) if isinstance(then, Mapping) else rule.parameters.get("effect")
    return str(stated or default).casefold()


def _gate(book: Book, d: Declared, rule: _Rule) -> ImageGate | None:
    if rule.guid not in GATES:
        return None
    kind, default, does = GATES[rule.guid]
    enforced = both(_enforced(book, d), _effect(rule, default) == "deny")
    return ImageGate(
        **head(book, d), kind=kind, enforced=enforced, covers=_clusters(book, d), why=f"{does} (effect {_effect(rule, default)})"
    )


def _clusters(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """Clusters in scope whose Azure Policy add-on carries the policy out; without it nothing is enforced."""
    scope = str(book.spell(first(d.attrs, "resource_id", "resource_group_id", "subscription_id", "scope"))).casefold().rstrip("/")
    found: list[Fact[str]] = []
    for cluster in book.of("azurerm_kubernetes_cluster"):
        own = book.names(cluster.address).get("id", "").casefold()
        added = switch(cluster.attrs.get("azure_policy_enabled"), False)
        if (own == scope or own.startswith(f"{scope}/")) and added is True:
            found.append(cluster.address)
    return tuple(found)
