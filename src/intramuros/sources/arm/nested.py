# SPDX-License-Identifier: Apache-2.0
"""Deployments inside a template: what they deploy, where, and in whose words their expressions are.

https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, is_symbolic, readable
from intramuros.sources.arm.evaluator import Frame, evaluate, in_text
from intramuros.sources.arm.expressions import Literal
from intramuros.sources.arm.later import opaque, settle
from intramuros.sources.arm.module import Module
from intramuros.sources.arm.scopes import Level, Scope, level_of
from intramuros.sources.azure.arm import segments
from intramuros.sources.nodes import lookup, origin_of

_NOWHERE = Origin(file="")


class Placed(Struct, frozen=True):
    """A nested deployment: its template, the frame that its expressions are read in, and where it deploys to."""

    template: Mapping[str, Any]
    frame: Frame
    place: Scope
    inner: bool
    """Whether its expressions see its own parameters, not those of the template around it."""

    @property
    def outputs(self) -> Mapping[str, Any]:
        """Its outputs, as they are stated."""
        found = lookup(self.template, "outputs")
        return found if isinstance(found, Mapping) else {}

    def output(self, name: str) -> Any:
        """One output, evaluated."""
        if self.inner:
            return self.frame.module.output(name)
        stated = self.outputs[name]
        return evaluate(stated.get("value"), self.frame) if isinstance(stated, Mapping) else None


def opened_deployment(
    node: Mapping[str, Any], frame: Frame, place: Scope, linked: Callable[[str, str], Mapping[str, Any] | None]
) -> Placed | str:
    """A `Microsoft.Resources/deployments`, or in words why it cannot be read."""
    properties = lookup(node, "properties")
    template = lookup(properties, "template")
    if isinstance(template, Mapping):
        inner = str(lookup(lookup(properties, "expressionEvaluationOptions"), "scope")).casefold() == "inner"
        return _placed(node, template, frame, place, inner=inner)
    link = settle(evaluate(lookup(properties, "templateLink"), frame))
    for key in ("relativePath", "uri"):
        path = lookup(link, key)
        found = linked(path, origin_of(node, _NOWHERE).file) if isinstance(path, str) else None
        if found is not None:
            return _placed(node, found, frame, place, inner=True)
    name = in_text(settle(evaluate(lookup(node, "name"), frame)), Literal(""), frame)
    where = lookup(link, "relativePath") or lookup(link, "uri") or lookup(link, "id")
    return f"the template that deployment `{readable(name)}` links is not on disk: {readable(where) if isinstance(where, str) else 'its place is not known'}"


def _placed(node: Mapping[str, Any], template: Mapping[str, Any], frame: Frame, place: Scope, *, inner: bool) -> Placed:
    there = _scope(node, template, frame, place)
    if not inner:
        return Placed(template, frame, there, False)
    module = Module(template, _given(node, template, frame), scope=there, label=frame.module.label, above=frame.module)
    module.name = settle(evaluate(lookup(node, "name"), frame))
    return Placed(template, module.frame, there, True)


def _given(node: Mapping[str, Any], template: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """The parameters that a deployment is given, in the words of the template around it."""
    stated = lookup(lookup(node, "properties"), "parameters")
    if isinstance(stated, Mapping):
        return {k: _value(v, frame) for k, v in stated.items()}
    declared = lookup(template, "parameters")
    if stated is None or not isinstance(declared, Mapping):
        return {}
    missing = evaluate(stated, frame)
    why = missing if isinstance(missing, Unknown) else Unknown("which parameters the deployment is given is not written down")
    return dict.fromkeys(declared, why)


def _value(stated: Any, frame: Frame) -> Any:
    """A value; a secret of a vault stays a symbol."""
    found = evaluate(stated, frame)
    if not isinstance(found, Mapping):
        return found
    if lookup(found, "reference") is not None and not any(k.casefold() == "value" for k in found):
        return secret(found)
    return lookup(found, "value")


def secret(stated: Mapping[str, Any]) -> Any:
    """What a parameter that is taken from a key vault is until it is deployed."""
    reference = lookup(stated, "reference")
    return opaque("secret", lookup(lookup(reference, "keyVault"), "id"), lookup(reference, "secretName"))


def _scope(node: Mapping[str, Any], template: Mapping[str, Any], frame: Frame, place: Scope) -> Scope:
    stated = {k: _text(lookup(node, k), frame) for k in ("subscriptionId", "resourceGroup", "scope")}
    level = level_of(template.get("$schema"))
    there = place
    if stated["subscriptionId"]:
        there = structs.replace(there, subscription=stated["subscriptionId"], level="subscription")
    if stated["resourceGroup"]:
        return structs.replace(there, group=stated["resourceGroup"], level="group")
    if stated["scope"]:
        return _stated_scope(stated["scope"], there)
    return there.at(_level(place, there, level))


def _level(place: Scope, there: Scope, of_schema: Level) -> Level:
    """Without a scope of its own a deployment stays on the level of the one around it, or goes to the subscription that it names."""
    if (
        there.level == place.level
        and of_schema != place.level
        and of_schema in ("tenant", "subscription")
        and place.level == "management group"
    ):
        return of_schema
    return there.level


def _text(stated: Any, frame: Frame) -> str:
    found = evaluate(stated, frame)
    return "" if found is None else in_text(found, Literal(str(stated)), frame)


def _stated_scope(text: str, place: Scope) -> Scope:
    """`scope`: `/`, a management group by its type and name or whole id, or an id of a subscription or group."""
    if text == "/":
        return place.at("tenant")
    words = segments(text.strip("/")) if not is_symbolic(text[:1]) else [text]
    folded = [w.casefold() for w in words]
    if "managementgroups" in folded:
        return structs.replace(place, management_group=words[-1], level="management group")
    if folded[:1] == ["subscriptions"] and len(words) == 2:
        return structs.replace(place, subscription=words[1], level="subscription")
    if folded[:1] == ["subscriptions"] and len(words) >= 4:
        return structs.replace(place, subscription=words[1], group=words[3], level="group")
    return place
