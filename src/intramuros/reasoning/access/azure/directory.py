# SPDX-License-Identifier: Apache-2.0
"""What power over the directory comes to: secrets of applications, members of groups, sign-ins of people.

learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference, …/privileged-roles-permissions ("Who can reset
passwords"), …/groups-concept ("How are role-assignable groups protected?"); learn.microsoft.com/graph/permissions-reference for
application permissions, which a machine's identity holds without any role (`Application.ReadWrite.All` among them).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from intramuros.estate.access import Identity
from intramuros.estate.values import Fact, Unknown, either, negate

APPLICATION_ADMINS: Final = frozenset(
    (
        "Application Administrator",
        "Cloud Application Administrator",
        "Global Administrator",
        "Hybrid Identity Administrator",
        "Application.ReadWrite.All",
        "Directory.ReadWrite.All",
    )
)
GROUP_ADMINS: Final = frozenset(
    (
        "Groups Administrator",
        "User Administrator",
        "Identity Governance Administrator",
        "Directory Writers",
        "Group.ReadWrite.All",
        "GroupMember.ReadWrite.All",
        "Directory.ReadWrite.All",
    )
)
ROLE_ADMINS: Final = frozenset(
    (
        "Global Administrator",
        "Privileged Role Administrator",
        "RoleManagement.ReadWrite.Directory",
        "AppRoleAssignment.ReadWrite.All",
    )
)
"""Who gives out roles, himself included; the last two make their holder so by giving itself any permission."""
METHOD_ADMINS: Final = frozenset(("Privileged Authentication Administrator", "UserAuthenticationMethod.ReadWrite.All"))
"""Who may set anybody's ways to sign in, administrators' too."""
PEOPLE_ADMINS: Final = frozenset(("Authentication Administrator",))
PASSWORD_ADMINS: Final = frozenset(("User Administrator", "Helpdesk Administrator", "Password Administrator"))
"""Who sets a password, not the second factor that a sign-in may ask for."""


def becomes(holder: Identity, target: Identity, tenant: Iterable[Identity]) -> Iterator[tuple[Fact[bool], str]]:
    """Whether the roles of one let it act as another, by which of them, and how."""
    held = frozenset(holder.privileges)
    if target.kind == "service-principal":
        yield from ((True, f"is {r} and so may act as {target.address}") for r in sorted(held & (APPLICATION_ADMINS | ROLE_ADMINS))[:1])
    elif target.kind == "group":
        yield from _joins(held, target)
    elif target.kind in ("user", "guest"):
        yield from _signs_in_as(held, target, tenant)


def _joins(held: frozenset[str], target: Identity) -> Iterator[tuple[Fact[bool], str]]:
    """A role-assignable group opens to administrators of roles alone."""
    for role in sorted(held & ROLE_ADMINS)[:1]:
        yield True, f"is {role} and so may act as {target.address}"
    for role in sorted(held & GROUP_ADMINS)[:1]:
        yield negate(target.role_assignable), f"is {role} and so may act as {target.address}"


def _signs_in_as(held: frozenset[str], target: Identity, tenant: Iterable[Identity]) -> Iterator[tuple[Fact[bool], str]]:
    says = f"and so may set how {target.address} signs in"
    for role in sorted(held & METHOD_ADMINS)[:1]:
        yield True, f"is {role} {says}"
    if not held & (PEOPLE_ADMINS | PASSWORD_ADMINS):
        return
    plain = negate(_raised(target, tenant))
    for role in sorted(held & PEOPLE_ADMINS)[:1]:
        yield plain, f"is {role} {says}"
    second = Unknown(f"whether a new password alone lets somebody sign in as {target.address}")
    for role in sorted(held & PASSWORD_ADMINS)[:1]:
        yield second if plain is not False else False, f"is {role} {says}"


def _raised(target: Identity, tenant: Iterable[Identity]) -> Fact[bool]:
    """Whether somebody holds a role, or is in a group that roles may be given to: then lesser administrators cannot touch him."""
    names = {target.address, *target.ids}
    groups = [g for g in tenant if g.kind == "group" and (g.role_assignable is not False or g.privileges)]
    inside = (g.role_assignable for g in groups if names & {m for m in g.members if isinstance(m, str)})
    return either(bool(target.privileges), *inside)
