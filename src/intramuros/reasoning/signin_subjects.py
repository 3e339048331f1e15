# SPDX-License-Identifier: Apache-2.0
"""Who signs in: every account that the estate or a policy names, and anybody else, by kind.

Break-glass accounts of the charter are left out. A group whose members the estate does not show may hold anybody, so
what depends on it is unknown; a group that shows its members holds nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from intramuros.estate.access import Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import SignInPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.values import Fact, Unknown, is_symbolic, negate, readable
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.signin_conditions import GUEST_TYPES, Subject, listed

WORDS = ("all", "none", "guestsorexternalusers")
SYNCHRONISERS = "directory synchronization accounts"
"""The role of the synchronisation service's own accounts, which Microsoft's policy templates leave out."""


def subjects(estate: Estate, bounds: Bounds, policies: tuple[SignInPolicy, ...]) -> Iterator[Subject]:
    """Anybody first, since the plainest counterexample is the best, then those whom exclusions could let through."""
    principals = Principals(estate, bounds)
    yield Subject(name="any user", says="any user")
    for kind in GUEST_TYPES:
        yield Subject(name=f"any {kind}", says=f"any guest ({kind})", guest_type=kind, tenant=Unknown("which tenant the guest comes from"))
    for identity in estate.all(Identity):
        if (
            identity.kind in ("user", "guest")
            and identity.cloud != "aws"
            and not exempt(identity, bounds)
            and identity.disabled is not True
        ):
            yield structs.replace(of_identity(identity, principals), exists=negate(identity.disabled))
    yield from _strangers(estate, bounds, policies)
    yield from _of_hidden_groups(estate, bounds, policies)
    yield from _of_roles(estate, policies)


def exempt(identity: Identity, bounds: Bounds) -> bool:
    """Whether an account is one of the charter's break-glass accounts."""
    names = {identity.name.casefold()} if isinstance(identity.name, str) else set()
    return bool(bounds.break_glass & {identity.address.casefold(), *(i.casefold() for i in identity.ids), *names})


def of_identity(identity: Identity, principals: Principals) -> Subject:
    """An account of the estate, with the groups that it is in at any depth."""
    chains = principals.groups_of.get(identity.address, ())
    groups: dict[str, Fact[bool]] = {}
    for found in (principals.identity(g) for chain in chains for g in chain):
        if found is not None:
            groups |= dict.fromkeys(_spelled(found), True)
    inherited = [r for chain in chains for g in chain if (i := principals.identity(g)) is not None for r in i.privileges]
    guest = identity.guest_type if identity.kind == "guest" else None
    return Subject(
        name=identity.address,
        says=f"{'the guest' if guest else 'the user'} {identity.address}",
        guest_type=guest,
        tenant=identity.home_tenant,
        spelled=_spelled(identity),
        exists=identity.exists,
        groups=groups,
        roles={r.casefold(): True for r in (*identity.privileges, *inherited)},
    )


def member_of(group: Identity, principals: Principals) -> Subject:
    """Somebody who is in a group, and so in those that it is nested in."""
    within = (
        group,
        *(i for chain in principals.groups_of.get(group.address, ()) for g in chain if (i := principals.identity(g)) is not None),
    )
    spelled = frozenset(s for g in within for s in _spelled(g))
    return Subject(
        name=f"a member of {group.address}",
        says=f"a member of {group.address}",
        groups=dict.fromkeys(spelled, True),
        roles={r.casefold(): True for g in within for r in g.privileges},
    )


def _spelled(identity: Identity) -> frozenset[str]:
    return frozenset((identity.address.casefold(), *(i.casefold() for i in identity.ids)))


def _excluded(policies: tuple[SignInPolicy, ...], key: str) -> Iterator[tuple[SignInPolicy, Fact[str]]]:
    for policy in policies:
        users: Any = policy.conditions.get("users")
        for named in listed(users.get(key)) if isinstance(users, dict) else ():
            yield policy, named


def _strangers(estate: Estate, bounds: Bounds, policies: tuple[SignInPolicy, ...]) -> Iterator[Subject]:
    """Excluded accounts that the estate knows by their id alone: they exist, or nobody would exclude them."""
    seen: set[str] = set()
    for policy, named in (*_excluded(policies, "excludeUsers"), *_excluded(policies, "excludeGroups")):
        if isinstance(named, Unknown):
            label = f"somebody whom {policy.address} excludes"
            yield Subject(name=label, says=label, spelled=frozenset(("?",)), exists=named)
    for _, named in _excluded(policies, "excludeUsers"):
        if isinstance(named, Unknown) or named.casefold() in (*WORDS, *seen) or estate.find(named, Identity) is not None:
            continue
        seen.add(named.casefold())
        if named.casefold() not in bounds.break_glass:
            unsure = Unknown(f"whether the excluded account {readable(named)} is a break-glass account")
            yield Subject(
                name=readable(named),
                says=f"the user {readable(named)}",
                spelled=frozenset((named.casefold(),)),
                exists=unsure if is_symbolic(named) else True,
            )


def _of_hidden_groups(estate: Estate, bounds: Bounds, policies: tuple[SignInPolicy, ...]) -> Iterator[Subject]:
    """Somebody in an excluded group whose members are not shown (all of them, or all but some)."""
    seen: set[str] = set()
    for _, named in _excluded(policies, "excludeGroups"):
        if isinstance(named, Unknown) or named.casefold() in seen:
            continue
        seen.add(named.casefold())
        group = estate.find(named, Identity)
        if group is not None and ((group.members_known and group.members_kept) or exempt(group, bounds)):
            continue
        if named.casefold() in bounds.break_glass:
            continue
        spelled = _spelled(group) if group is not None else frozenset((named.casefold(),))
        label = group.address if group is not None else readable(named)
        yield Subject(
            name=f"a member of {label}",
            says=f"a member of {label}",
            groups=dict.fromkeys(spelled, True),
            exists=Unknown(f"whether {label}, which is excluded, has members is not known"),
        )


def _of_roles(estate: Estate, policies: tuple[SignInPolicy, ...]) -> Iterator[Subject]:
    """Somebody with an excluded directory role that nobody of the estate holds."""
    held = {p.casefold() for i in estate.all(Identity) for p in i.privileges}
    seen = {SYNCHRONISERS, *held}
    for _, named in _excluded(policies, "excludeRoles"):
        if isinstance(named, Unknown) or named.casefold() in seen:
            continue
        seen.add(named.casefold())
        yield Subject(
            name=f"a holder of {readable(named)}",
            says=f"a holder of the role {readable(named)}",
            roles={named.casefold(): True},
            exists=Unknown(f"whether anybody holds the role {readable(named)}, which is excluded, is not known"),
        )
