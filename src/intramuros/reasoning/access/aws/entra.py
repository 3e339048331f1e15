# SPDX-License-Identifier: Apache-2.0
"""Roles that take tokens of Entra ID: principals of our tenant by their object ids, strangers of other tenants.

A token must be issued by the tenant, for an audience that both the provider and the role admit, to a subject that the role
admits (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html, "client IDs also known as audiences").
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from intramuros.estate.access import Identity
from intramuros.estate.issuers import TokenIssuer
from intramuros.estate.moves import Guard, Move
from intramuros.estate.values import Unknown, is_symbolic, readable
from intramuros.reasoning.access.aws.entries import Entry, asked_for, is_open
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.world import World
from intramuros.reasoning.access.reach import Who
from intramuros.reasoning.access.subjects import trusts


class Trusted(Struct, frozen=True):
    """A statement that takes tokens of a tenant."""

    role: Identity
    policy: Policy
    statement: Statement
    provider: str
    tenant: str

    @property
    def issuer(self) -> str:
        """As conditions name it."""
        return self.provider.split(":oidc-provider/", 1)[-1]

    def asked(self, claim: str) -> tuple[str, ...]:
        """The values that the statement asks of a claim, with or without the slash with which the issuer ends."""
        return asked_for(self.statement, *{f"{self.issuer}:{claim}", f"{self.issuer.rstrip('/')}:{claim}"})


def entra_entries(world: World, by: Trusted) -> Iterator[Entry]:
    """Everyone whose token of the tenant opens the role, or nearly does."""
    before = _audience(world, by)
    for subject in by.asked("sub") or ("*",):
        holders = _holders(world, subject)
        for holder, why in holders:
            doubt = Guard(name="assignment to the application", state="unknown", address=by.role.address, origin=by.role.origin, why=why)
            yield _entry(by, holder.address, world.tokens.principals.who(holder.address), (*before, doubt) if why else before)
        if not holders or is_open(subject):
            yield _stranger(world, by, subject, before)


def _holders(world: World, subject: str) -> list[tuple[Identity, str]]:
    """The principals of the estate whose subject fits; of an open one everyone who gets a token for the application."""
    if is_open(subject):
        why = "whether everyone of the tenant gets a token for the application, or only who is assigned to it"
        return [(i, why) for i in world.tokens.people_and_machines]
    found = world.tokens.named(subject)
    return [(found, "")] if found is not None else []


def _stranger(world: World, by: Trusted, subject: str, before: tuple[Guard, ...]) -> Entry:
    """Somebody whom the estate does not show: ours where the tenant is."""
    at = by.issuer.rstrip("/")
    named = trusts(world.bounds, subject, f"{at}:{subject}", f"oidc:{at}:{subject}", f"oidc:{by.issuer}:{subject}")
    ours = True if named else world.tokens.is_ours(by.tenant)
    why = ours.why if isinstance(ours, Unknown) else ""
    doubt = Guard(name="trusted issuer", state="unknown", address=by.role.address, origin=by.role.origin, why=why)
    who: Who = "own" if ours is True else "foreign"
    return _entry(by, f"oidc:{by.issuer}:{subject}", who, (*before, doubt) if why else before)


def _audience(world: World, by: Trusted) -> tuple[Guard, ...]:
    """An audience that the provider does not admit never comes in, whatever the role says."""
    found = world.estate.find(by.provider, TokenIssuer)
    admitted = found.audiences if found is not None else ()
    known = {a for a in admitted if isinstance(a, str) and not is_symbolic(a)}
    wanted = by.asked("aud")
    if found is None or len(known) < len(admitted) or not known or any(is_open(w) or is_symbolic(w) for w in wanted):
        return ()
    if not wanted or known & {*wanted}:
        return ()
    return (Guard(name="audience of the provider", state="holds", address=found.address, origin=found.origin),)


def _entry(by: Trusted, principal: str, who: Who, guards: tuple[Guard, ...]) -> Entry:
    shut = any(g.state == "holds" for g in guards)
    move = Move(
        source=principal,
        target=by.role.address,
        kind="assume",
        says=f"{'would' if shut else 'may'} assume with a token of {readable(by.issuer)}",
        address=by.policy.address,
        origin=by.policy.origin or by.role.origin,
        guards=guards,
    )
    truth: Truth = NO if shut else MAYBE if by.policy.fault or by.statement.fault or guards else YES
    return Entry(principal=principal, who=who, identity=None, truth=truth, moves=(move,))
