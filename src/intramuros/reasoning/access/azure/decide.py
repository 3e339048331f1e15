# SPDX-License-Identifier: Apache-2.0
"""One request against role and deny assignments, decided as Resource Manager decides it.

learn.microsoft.com/azure/role-based-access-control/overview, "How Azure RBAC determines if a user has access to a resource":
deny assignments win; then any role assignment at or above the scope whose role has the action grants; else the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.reasoning.access.azure.conditions import Attributes, holds
from intramuros.reasoning.access.azure.roles import Permission, Role, allows, built_in, last_segment, permission
from intramuros.reasoning.access.azure.scopes import covers, segments

Outcome: TypeAlias = Literal["allowed", "explicitly-denied", "implicitly-denied", "unknown"]
EVERYONE = "00000000-0000-0000-0000-000000000000"
"""The principal of a deny assignment that stands for every principal of the tenant (type `SystemDefined`)."""
_CONTAINERS = "microsoft.storage/storageaccounts/blobservices/containers"
_NAMES = {
    "storageaccounts": "resource[microsoft.storage/storageaccounts:name]",
    "containers": f"resource[{_CONTAINERS}:name]",
    "queues": "resource[microsoft.storage/storageaccounts/queueservices/queues:name]",
}


class Decision(Struct, frozen=True, kw_only=True):
    """What a request comes to."""

    outcome: Outcome
    statements: tuple[str, ...] = ()
    """Ids (else names) of the assignments that decided."""
    missing: tuple[str, ...] = ()
    """For `unknown`: each missing fact in words."""


def decide(request: Mapping[str, Any], policies: Mapping[str, Any]) -> Decision:
    """Decide `{principal, groups: [], action, data: bool, scope}` against `{role_definitions, role_assignments, deny_assignments}`.

    The policies have the shapes of the management API, with or without their `properties` envelope. Optional in the request:
    `ancestors` (management groups above the scope) and `attributes` (for conditions: `@Resource[…]` and so on to a value or list).
    """
    roles = _definitions(policies.get("role_definitions") or ())
    denials = [(_name(a), _denies(a, request)) for a in policies.get("deny_assignments") or ()]
    grants = [(_name(a), _grants(a, request, roles)) for a in policies.get("role_assignments") or ()]
    denied, granted = either(*(f for _, f in denials)), either(*(f for _, f in grants))
    if denied is True:
        return Decision(outcome="explicitly-denied", statements=_those(denials))
    if granted is False:
        return Decision(outcome="implicitly-denied")
    if granted is True and denied is False:
        return Decision(outcome="allowed", statements=_those(grants))
    missing = tuple(dict.fromkeys(f.why for f in (granted, denied) if isinstance(f, Unknown)))
    return Decision(outcome="unknown", statements=tuple(n for n, f in (*grants, *denials) if f is not False), missing=missing)


def _those(judged: Iterable[tuple[str, Fact[bool]]]) -> tuple[str, ...]:
    return tuple(name for name, fact in judged if fact is True)


def _inner(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = resource.get("properties")
    return inner if isinstance(inner, Mapping) else resource


def _name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("id") or resource.get("name") or _inner(resource).get("roleDefinitionId") or "")


def _definitions(listed: Iterable[Mapping[str, Any]]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for definition in listed:
        inner = _inner(definition)
        name = str(inner.get("roleName") or definition.get("name") or "")
        role = Role(name=name, permissions=tuple(permission(p) for p in inner.get("permissions") or ()), custom=True)
        for key in (definition.get("id"), definition.get("name"), name):
            if key:
                found[str(key).casefold()] = found[last_segment(str(key)).casefold()] = role
    return found


def _grants(assignment: Mapping[str, Any], request: Mapping[str, Any], roles: Mapping[str, Role]) -> Fact[bool]:
    inner = _inner(assignment)
    if not _is_caller(str(inner.get("principalId") or ""), request):
        return False
    reached = _reaches(str(inner.get("scope") or _scope_in_id(assignment)), request)
    if reached is False:
        return False
    named = str(inner.get("roleDefinitionId") or inner.get("roleDefinitionName") or "")
    role = roles.get(named.casefold()) or roles.get(last_segment(named).casefold()) or built_in(named)
    if role is None:
        return both(reached, Unknown(f"the role definition `{named}` is not among the policies"))
    conditioned = holds(_text(inner.get("condition")), str(request["action"]), _attributes(request))
    return both(reached, either(*(_allowed(p, request) for p in role.permissions)), conditioned)


def _allowed(block: Permission, request: Mapping[str, Any]) -> Fact[bool]:
    action = str(request["action"])
    return both(allows(block, action, data=bool(request.get("data"))), holds(block.condition, action, _attributes(request)))


def _denies(assignment: Mapping[str, Any], request: Mapping[str, Any]) -> Fact[bool]:
    inner = _inner(assignment)
    if not _named(inner.get("principals"), request) or _named(inner.get("excludePrincipals"), request):
        return False
    scope = str(inner.get("scope") or _scope_in_id(assignment))
    reached = _reaches(scope, request)
    if inner.get("doNotApplyToChildScopes") is True:
        reached = segments(scope) == segments(str(request["scope"]))
    blocks = [permission(p) for p in inner.get("permissions") or ()]
    taken = either(*(allows(b, str(request["action"]), data=bool(request.get("data"))) for b in blocks))
    return both(reached, taken, holds(_text(inner.get("condition")), str(request["action"]), _attributes(request)))


def _named(principals: object, request: Mapping[str, Any]) -> bool:
    listed = principals if isinstance(principals, list | tuple) else ()
    ids = [str(p.get("id") or "") if isinstance(p, Mapping) else str(p) for p in listed]
    return any(i.casefold() == EVERYONE or _is_caller(i, request) for i in ids)


def _is_caller(principal: str, request: Mapping[str, Any]) -> bool:
    mine = {str(request["principal"]).casefold(), *(str(g).casefold() for g in request.get("groups") or ())}
    return bool(principal) and principal.casefold() in mine


def _scope_in_id(assignment: Mapping[str, Any]) -> str:
    """An assignment's id begins with its scope."""
    return str(assignment.get("id") or "").casefold().split("/providers/microsoft.authorization/", 1)[0] or "/"


def _reaches(scope: str, request: Mapping[str, Any]) -> Fact[bool]:
    known = request.get("ancestors")
    return covers(scope, str(request["scope"]), None if known is None else tuple(str(a) for a in known))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _attributes(request: Mapping[str, Any]) -> Attributes:
    """The attributes that the request states, and the names that its scope spells."""
    found: dict[str, Fact[tuple[str, ...]]] = {}
    parts = [s for s in str(request["scope"]).split("/") if s]
    for kind, name in pairwise(parts):
        if kind.casefold() in _NAMES:
            found[_NAMES[kind.casefold()]] = (name,)
    if "blobs" in (p.casefold() for p in parts):
        at = [p.casefold() for p in parts].index("blobs")
        found[f"resource[{_CONTAINERS}/blobs:path]"] = ("/".join(parts[at + 1 :]),)
    for name, value in (request.get("attributes") or {}).items():
        values = value if isinstance(value, list | tuple) else [value]
        found[str(name).removeprefix("@").casefold()] = tuple(str(v) for v in values)
    return found
