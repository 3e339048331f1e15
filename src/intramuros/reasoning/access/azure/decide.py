# SPDX-License-Identifier: Apache-2.0
"""One request against role and deny assignments, decided as Resource Manager decides it.

learn.microsoft.com/azure/role-based-access-control/overview, "How Azure RBAC determines if a user has access to a resource":
deny assignments win; then any role assignment at or above the scope whose role has the action grants; else the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from intramuros.estate.values import Fact, Unknown, both, either, negate
from intramuros.reasoning.access.azure.asked import NOW, Assigned, Denied, Policies, Request, policies_of, request_of
from intramuros.reasoning.access.azure.conditions import holds
from intramuros.reasoning.access.azure.operators import compare
from intramuros.reasoning.access.azure.roles import Permission, Role, allows, built_in, last_segment
from intramuros.reasoning.access.azure.scopes import covers, segments

Outcome: TypeAlias = Literal["allowed", "explicitly-denied", "implicitly-denied", "unknown"]


class Judged(Struct, frozen=True, kw_only=True):
    """What one assignment comes to for the request."""

    name: str
    effect: Literal["allow", "deny", "eligible"]
    fact: Fact[bool]
    role: str = ""
    """Name of the role; '' for a deny assignment."""
    block: int = -1
    """The permission block that has the action, from 0; -1 where none has."""
    says: str = ""
    """A sentence that names assignment, role, block and scope, and why it counts or does not."""


class Decision(Struct, frozen=True, kw_only=True):
    """What a request comes to."""

    outcome: Outcome
    statements: tuple[str, ...] = ()
    """Ids (else names) of the assignments that decided."""
    missing: tuple[str, ...] = ()
    """For `unknown`: each missing fact in words."""
    judged: tuple[Judged, ...] = ()
    """Every assignment that names the caller and reaches the scope, as it was judged."""
    latent: bool = False
    """Not allowed now, but by activating a role that the caller is eligible for."""

    def __str__(self) -> str:
        said = [j.says for j in self.judged] or ["no assignment names the caller at or above the scope"]
        return "\n".join([self.outcome, *(f"  {line}" for line in said)])


def decide(request: Mapping[str, Any], policies: Mapping[str, Any]) -> Decision:
    """Decide `{principal, groups: [], action, data: bool, scope}` against `{role_definitions, role_assignments, deny_assignments}`.

    The policies have the shapes of the management API, with or without their `properties` envelope. Optional in the request:
    `ancestors` (management groups above the scope), `time`, `suboperation`, and `attributes` (for conditions: `@Resource[…]`
    and so on to a value or list); in the policies: `role_eligibilities`, which count only once activated.
    """
    asked, known = request_of(request), policies_of(policies)
    judged = (*_denials(asked, known), *_grants(asked, known))
    denied, granted, latent = (either(*(j.fact for j in judged if j.effect == e)) for e in ("deny", "allow", "eligible"))
    relevant = tuple(j for j in judged if j.says)
    waiting = both(latent, negate(denied), negate(granted)) is True

    def those(effect: str) -> tuple[str, ...]:
        return tuple(j.name for j in judged if j.effect == effect and j.fact is True)

    if denied is True:
        return Decision(outcome="explicitly-denied", statements=those("deny"), judged=relevant)
    if granted is False:
        return Decision(outcome="implicitly-denied", judged=relevant, latent=waiting)
    if granted is True and denied is False:
        return Decision(outcome="allowed", statements=those("allow"), judged=relevant)
    missing = tuple(dict.fromkeys(f.why for f in (granted, denied) if isinstance(f, Unknown)))
    unsure = tuple(j.name for j in judged if j.effect != "eligible" and j.fact is not False)
    return Decision(outcome="unknown", statements=unsure, missing=missing, judged=relevant)


def _grants(asked: Request, known: Policies) -> Iterator[Judged]:
    for one in known.assigned:
        if one.principal in asked.callers:
            yield _granted(one, asked, known.roles)


def _granted(one: Assigned, asked: Request, roles: Mapping[str, Role]) -> Judged:
    reached = covers(one.scope, asked.scope, asked.ancestors)
    role = roles.get(one.role.casefold()) or roles.get(last_segment(one.role).casefold()) or built_in(one.role)
    if role is None:
        unsure = Unknown(f"the role definition `{one.role}` is not among the policies")
        return _told(one, both(reached, unsure), reached, one.role, -1, unsure)
    facts = [_allowed(p, asked) for p in role.permissions]
    block = next((i for i, f in enumerate(facts) if f is True), next((i for i, f in enumerate(facts) if f is not False), -1))
    conditioned = holds(one.condition, asked.action, asked.attributes, suboperation=asked.suboperation)
    limits = both(conditioned, _lasts(one, asked))
    return _told(one, both(reached, either(*facts), limits), reached, role.name or one.role, block, limits)


def _told(one: Assigned, fact: Fact[bool], reached: Fact[bool], role: str, block: int, limits: Fact[bool]) -> Judged:
    """A sentence for whatever reaches the scope; '' for what is about another place."""
    verb = "is eligible for" if one.eligible else "holds"
    blocked = "" if block < 0 else f", whose permission block {block} has the action"
    state = fact.why if isinstance(fact, Unknown) else "" if fact else "it lacks the action" if block < 0 else _why_not(one, limits)
    said = f"{one.name}: the caller {verb} {role} at {one.scope}{blocked}{f'; {state}' if state else ''}"
    effect: Literal["allow", "eligible"] = "eligible" if one.eligible else "allow"
    return Judged(name=one.name, effect=effect, fact=fact, role=role, block=block, says="" if reached is False else said)


def _why_not(one: Assigned, limits: Fact[bool]) -> str:
    if limits is True:
        return "a condition of the role keeps it out"
    return "its condition keeps this request out" if one.condition else "it is not in force at this time"


def _allowed(block: Permission, asked: Request) -> Fact[bool]:
    conditioned = holds(block.condition, asked.action, asked.attributes, suboperation=asked.suboperation)
    return both(allows(block, asked.action, data=asked.data), conditioned)


def _lasts(one: Assigned, asked: Request) -> Fact[bool]:
    """A schedule's bounds: certain only where the request says when it is made."""
    bounds = (("datetimegreaterthanequals", one.starts), ("datetimelessthan", one.ends))
    now = asked.attributes.get(NOW, Unknown(f"whether {one.name} has begun and not ended depends on the time, which is not stated"))
    if not (one.starts or one.ends):
        return True
    return now if isinstance(now, Unknown) else both(*(compare(o, now, (b,)) for o, b in bounds if b))


def _denials(asked: Request, known: Policies) -> Iterator[Judged]:
    for one in known.denied:
        if (one.everyone or one.principals & asked.callers) and not one.excluded & asked.callers:
            yield _taken(one, asked)


def _taken(one: Denied, asked: Request) -> Judged:
    reached: Fact[bool] = covers(one.scope, asked.scope, asked.ancestors)
    if one.alone:
        reached = segments(one.scope) == segments(asked.scope)
    facts = [_allowed(b, asked) for b in one.blocks]
    block = next((i for i, f in enumerate(facts) if f is not False), -1)
    fact = both(reached, either(*facts), holds(one.condition, asked.action, asked.attributes, suboperation=asked.suboperation))
    state = fact.why if isinstance(fact, Unknown) else f"its permission block {block} takes the action" if fact else "it spares the action"
    said = "" if reached is False else f"{one.name}: denies at {one.scope}; {state}"
    return Judged(name=one.name, effect="deny", fact=fact, block=block, says=said)
