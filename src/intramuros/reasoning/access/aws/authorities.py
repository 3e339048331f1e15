# SPDX-License-Identifier: Apache-2.0
"""Authorities whose word an account takes for who somebody is: SAML providers, and the anchors of IAM Roles Anywhere.

That the account holds the provider or the anchor says nothing of whose the authority is: a partner's metadata or certificate may
be in it. Only the charter can say (https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity
from intramuros.estate.issuers import TokenIssuer
from intramuros.estate.moves import Guard, Move
from intramuros.estate.values import readable
from intramuros.reasoning.access.aws.entries import Entry
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO
from intramuros.reasoning.access.aws.world import World
from intramuros.reasoning.access.subjects import trusts

_SERVICE = "rolesanywhere.amazonaws.com"
_IDENTITY_CENTER = ":saml-provider/AWSSSO_"
"""The provider that IAM Identity Center makes in each account for the organisation's own people."""


def unvouched(world: World, role: Identity, policy: Policy, provider: str) -> Entry | None:
    """Whoever signs in at a SAML provider that the charter does not name: perhaps people of somebody else."""
    if _IDENTITY_CENTER in provider or trusts(world.bounds, provider):
        return None
    why = f"whose identity provider {readable(provider)} is (name it under trust.principals)"
    return _perhaps(role, policy, f"saml:{provider}", "may sign people of others in as", why)


def anchored(world: World, role: Identity, policy: Policy, statement: Statement) -> Iterator[Entry]:
    """Whoever holds a certificate of an authority that Roles Anywhere takes, where it may be an authority outside AWS."""
    named = statement.principal.services if statement.principal is not None else ()
    if statement.effect != "Allow" or _SERVICE not in named or statement.covers_action("sts:AssumeRole") is NO:
        return
    account = world.account_of(role)
    anchors = [
        i for i in world.estate.all(TokenIssuer) if i.kind == "trust-anchor" and i.enabled is not False and world.account_of(i) == account
    ]
    outside = [a for a in anchors if a.url is None]
    if (anchors and not outside) or trusts(world.bounds, _SERVICE, *(n for a in outside for n in (a.address, *a.ids))):
        return
    which = ", ".join(a.address for a in outside) or "the anchors of Roles Anywhere, of which none is shown,"
    why = f"whose certificate authority {which} takes (name it under trust.principals)"
    yield _perhaps(
        role, policy, f"certificate:{outside[0].address if outside else role.address}", "may let holders of certificates in as", why
    )


def _perhaps(role: Identity, policy: Policy, principal: str, says: str, why: str) -> Entry:
    doubt = Guard(name="trusted issuer", state="unknown", address=role.address, origin=role.origin, why=why)
    move = Move(
        source=principal,
        target=role.address,
        kind="assume",
        says=f"{says} {role.address}",
        address=policy.address,
        origin=policy.origin or role.origin,
        guards=(doubt,),
    )
    return Entry(principal=principal, who="foreign", identity=None, truth=MAYBE, moves=(move,))
