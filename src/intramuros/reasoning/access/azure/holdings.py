# SPDX-License-Identifier: Apache-2.0
"""Which roles a principal holds over a thing, itself and through groups, and which actions they come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from msgspec import Struct, structs

from intramuros.estate.access import Lock, RoleAssignment
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate, readable
from intramuros.reasoning.access.azure.conditions import Attributes, holds
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.roles import Permission, Role, allows, role_of
from intramuros.reasoning.access.azure.scopes import Cover, Scopes
from intramuros.reasoning.access.azure.ways import Need

ASSIGNS: Final = "Microsoft.Authorization/roleAssignments/write"
_ROLE_ASKED: Final = "request[microsoft.authorization/roleassignments:roledefinitionid]"
_CONTAINER: Final = "resource[microsoft.storage/storageaccounts/blobservices/containers:name]"
_ACCOUNT: Final = "resource[microsoft.storage/storageaccounts:name]"
OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"


_LOCKED: Final = Role(
    name="read-only lock", permissions=(Permission(actions=("Microsoft.Storage/storageAccounts/*",), not_actions=("*/read",)),)
)
"""What a read-only lock surely refuses: of a storage account every change, and its keys and signatures, which are fetched by POST
(Microsoft Learn, "Apply an Azure Resource Manager lock to a storage account"). Data actions pass it."""
_UNLOCKS: Final = "Microsoft.Authorization/locks/delete"


class Grant(Struct, frozen=True, kw_only=True):
    """One role assignment as it reaches one principal."""

    assignment: RoleAssignment
    role: Fact[Role]
    groups: tuple[str, ...] = ()
    """The groups between the principal and the assignment, nearest first."""


class Held(Struct, frozen=True, kw_only=True):
    """A grant over one thing."""

    grant: Grant
    cover: Cover
    attributes: tuple[Attributes, ...]
    """What conditions may ask: one for each part of the thing that the grant could be about."""
    heeded: bool = True
    """False to ask what the grant would give if its condition fell."""


class Holdings:
    """Every role assignment of one estate, by principal."""

    def __init__(self, estate: Estate, bounds: Bounds, principals: Principals) -> None:
        self._estate = estate
        self._bounds = bounds
        self._principals = principals
        self.scopes = Scopes(estate)

    @cached_property
    def _by_holder(self) -> dict[str, tuple[Grant, ...]]:
        found: dict[str, list[Grant]] = {}
        for assignment in self._estate.all(RoleAssignment):
            holder = self.holder(assignment)
            found.setdefault(holder, []).append(Grant(assignment=assignment, role=role_of(self._estate, assignment.role)))
        return {holder: tuple(grants) for holder, grants in found.items()}

    def holder(self, assignment: RoleAssignment) -> str:
        """Who holds an assignment: `tenant:<id>` for a delegation, the assignment itself where the principal is not known."""
        if assignment.delegation is not None or assignment.tenant is not None:
            tenant = assignment.tenant
            return f"tenant:{tenant}" if isinstance(tenant, str) else f"tenant:unknown ({assignment.address})"
        return self._principals.named(assignment.principal) or assignment.address

    @cached_property
    def everyone(self) -> tuple[str, ...]:
        """Every principal that holds anything, itself or through a group."""
        members = (m for holder in self._by_holder for m in self._principals.members(holder))
        return tuple(dict.fromkeys((*self._by_holder, *members)))

    def grants(self, name: str) -> tuple[Grant, ...]:
        """A principal's own assignments, then those of its groups; what lasts before what ends, since the first that allows is told."""
        return self._all_grants.get(name) or self._gather(name)

    @cached_property
    def _all_grants(self) -> dict[str, tuple[Grant, ...]]:
        return {name: self._gather(name) for name in self.everyone}

    def _gather(self, name: str) -> tuple[Grant, ...]:
        own = list(self._by_holder.get(name, ()))
        for chain in self._principals.groups_of.get(name, ()):
            own.extend(Grant(assignment=g.assignment, role=g.role, groups=chain) for g in self._by_holder.get(chain[-1], ()))
        return tuple(sorted(own, key=lambda g: g.assignment.permanent is not True))

    def over(self, name: str, thing: Resource, *, eligible: bool) -> Iterator[Held]:
        """What a principal holds over a thing: active roles, with eligible ones too where asked; and what denies it."""
        held = tuple(self._granted(name, thing, eligible=eligible))
        yield from held
        yield from self._locks(thing, held) if held else ()

    def _locks(self, thing: Resource, held: tuple[Held, ...]) -> Iterator[Held]:
        """Read-only locks over a thing, as denials to whoever may not lift them."""
        lifts = either(*(_gives(h, Need(_UNLOCKS)) for h in held))
        for lock in self._estate.all(Lock):
            cover = self.scopes.cover(lock.scope, lock.scope_address, thing)
            binds = both(cover.covers, lock.read_only, negate(lifts))
            if binds is not False and cover.part is None:
                grant = Grant(assignment=_as_denial(lock), role=_LOCKED)
                yield Held(grant=grant, cover=structs.replace(cover, covers=binds), attributes=({},))

    def _granted(self, name: str, thing: Resource, *, eligible: bool) -> Iterator[Held]:
        for grant in self.grants(name):
            if (grant.assignment.state == "eligible" and not eligible) or self._over_by_now(grant.assignment):
                continue
            cover = self.covers(grant.assignment, thing)
            if cover.covers is not False:
                yield Held(grant=grant, cover=cover, attributes=self._attributes(thing, cover))

    def _over_by_now(self, assignment: RoleAssignment) -> bool:
        """Whether an assignment ended before the day of the review."""
        try:
            return isinstance(assignment.until, str) and dt.date.fromisoformat(assignment.until[:10]) < self._bounds.today
        except ValueError:
            return False

    def covers(self, assignment: RoleAssignment, thing: Resource) -> Cover:
        """How an assignment's scope stands to a thing; asked once for each scope and thing."""
        key = (assignment.scope, assignment.scope_address, thing.address)
        if key not in self._covers:
            self._covers[key] = self.scopes.cover(assignment.scope, assignment.scope_address, thing)
        return self._covers[key]

    @cached_property
    def _covers(self) -> dict[tuple[object, ...], Cover]:
        return {}

    def _attributes(self, thing: Resource, cover: Cover) -> tuple[Attributes, ...]:
        """The names that a condition may compare, one container at a time; the account's own name always."""
        base: dict[str, Fact[tuple[str, ...]]] = {_ACCOUNT: (thing.name,)} if isinstance(thing.name, str) else {}
        doors = thing.doors if isinstance(thing, DataStore) else ()
        named = [d for d in doors if cover.part is None or d.address == cover.part or cover.part in d.ids]
        return tuple({**base, **({_CONTAINER: (d.name,)} if isinstance(d.name, str) else {})} for d in named) or (base,)


def _as_denial(lock: Lock) -> RoleAssignment:
    return RoleAssignment(
        address=lock.address,
        type=lock.type,
        cloud=lock.cloud,
        origin=lock.origin,
        scope=lock.scope,
        role=_LOCKED.name,
        principal="everyone",
        state="denied",
    )


def allowed(held: Iterable[Held], need: Need) -> tuple[Fact[bool], Held | None]:
    """Whether roles held over a thing come to an action, and the grant that gives it (or may)."""
    listed = tuple(held)
    denied = either(*(_gives(h, need) for h in listed if h.grant.assignment.state == "denied"))
    found: tuple[Fact[bool], Held | None] = (False, None)
    for one in listed:
        if one.grant.assignment.state == "denied":
            continue
        fact = both(_gives(one, need), negate(denied))
        if fact is True:
            return True, one
        if fact is not False and found[1] is None:
            found = fact, one
    return found


def _gives(one: Held, need: Need) -> Fact[bool]:
    role = one.grant.role
    if one.cover.part is not None and not need.data:
        return False  # an assignment on a part (a container) says nothing of the account's own settings and keys
    delegable = _delegable(need) if one.grant.assignment.delegation is not None else True
    if isinstance(role, Unknown):
        return both(one.cover.covers, delegable, role)
    blocks = (both(allows(p, need.action, data=need.data), _lets(p.condition, need, one)) for p in role.permissions)
    return both(
        one.cover.covers, _holder_known(one.grant.assignment), delegable, either(*blocks), _lets(one.grant.assignment.condition, need, one)
    )


def _holder_known(assignment: RoleAssignment) -> Fact[bool]:
    """Whom a symbol or an unknown stands for could be anybody."""
    holder = assignment.tenant if assignment.delegation is not None else assignment.principal
    if isinstance(holder, Unknown):
        return holder
    return Unknown(f"who `{readable(holder)}` is, which {assignment.address} names") if is_symbolic(holder) else True


def unconditioned(held: Iterable[Held]) -> tuple[Held, ...]:
    """The same grants, as they would be without their conditions; () where none has any."""
    listed = tuple(held)
    if all(h.grant.assignment.condition is None for h in listed):
        return ()
    return tuple(Held(grant=h.grant, cover=h.cover, attributes=h.attributes, heeded=False) for h in listed)


def _delegable(need: Need) -> Fact[bool]:
    """Lighthouse delegates no data actions, and role assignment only for identities that it names (…/lighthouse/concepts/tenants-users-roles)."""
    if need.data:
        return False
    return Unknown("whether the delegation lets its holder assign roles to itself") if need.action == ASSIGNS else True


def _lets(condition: Fact[str | None], need: Need, one: Held) -> Fact[bool]:
    if condition is None or not one.heeded:
        return True
    return either(*(holds(condition, need.action, attributes) for attributes in one.attributes))


def may_assign(held: Iterable[Held], reading_roles: tuple[str, ...]) -> tuple[Fact[bool], Held | None]:
    """Whether roles held let their holder assign himself one that reads: constrained delegations name which he may assign."""
    best: tuple[Fact[bool], Held | None] = (False, None)
    listed = tuple(held)
    for role in (*reading_roles, OWNER, CONTRIBUTOR):
        asked = tuple(
            Held(grant=h.grant, cover=h.cover, attributes=tuple({**a, _ROLE_ASKED: (role,)} for a in h.attributes), heeded=h.heeded)
            for h in listed
        )
        fact, by = allowed(asked, Need(ASSIGNS))
        if fact is True:
            return True, by
        if fact is not False and best[1] is None:
            best = fact, by
    return best


def edits_own_role(held: Iterable[Held]) -> tuple[Fact[bool], Held | None]:
    """Whether a custom role lets its holder rewrite role definitions, that one included."""
    custom = tuple(h for h in held if isinstance(h.grant.role, Unknown) or h.grant.role.custom or h.grant.assignment.state == "denied")
    return allowed(custom, Need("Microsoft.Authorization/roleDefinitions/write"))


def holds_clause(one: Held, thing: Resource) -> str:
    """`holds Storage Blob Data Reader at azurerm_resource_group.x, which covers azurerm_storage_account.y`."""
    assignment = one.grant.assignment
    named = one.grant.role.name if not isinstance(one.grant.role, Unknown) else _said(assignment.role)
    where = assignment.scope_address or _said(assignment.scope)
    verb = {"eligible": "is eligible for", "denied": "is denied by"}.get(assignment.state, "holds")
    if one.cover.part is not None:
        return f"{verb} {named} at {where}, a part of {thing.address}"
    covering = "" if where == thing.address else f", which covers {thing.address}"
    return f"{verb} {named} at {where}{covering}"


def _said(fact: Fact[str]) -> str:
    return "a role or scope that is not known" if isinstance(fact, Unknown) else readable(fact)
