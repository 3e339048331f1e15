# SPDX-License-Identifier: Apache-2.0
"""Access policies of a key vault: they count where the vault does not use RBAC, and by object id, through groups too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from intramuros.estate.access import Vault, VaultPolicy
from intramuros.estate.moves import Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, negate
from intramuros.reasoning.access.azure.evaluate import Caller
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.vaults import powers_of
from intramuros.reasoning.access.reach import Power, Reach


def holders(vault: Vault, principals: Principals) -> Iterator[tuple[VaultPolicy, str]]:
    """Each policy with its principal, then with every member of a group that it names."""
    if vault.rbac is True:
        return
    for policy in vault.access_policies:
        name = principals.named(policy.principal)
        yield policy, name or policy.address
        for member in principals.members(name) if name else ():
            yield policy, member


def reaches(vault: Vault, policy: VaultPolicy, caller: Caller, thing: Resource) -> Iterator[Reach]:
    """What one policy gives one caller over the vault, or over a key in it."""
    powers, reads = powers_of(policy, keys_only=thing is not vault)
    if not powers and reads is False:
        return
    model = True if vault.rbac is False or vault.rbac is None else negate(vault.rbac)
    granted = both(model, _principal(policy), reads if "read" not in powers and not powers else True)
    held = cast("frozenset[Power]", powers or frozenset(("read",)))
    says = f"has an access policy in {vault.address} that lets it {_verbs(powers)}"
    move = Move(
        source=caller.name,
        target=thing.address,
        kind="decrypt" if thing is not vault else "read",
        says=says,
        address=policy.address,
        origin=policy.origin,
        guards=caller.gating.guards,
    )
    yield Reach(
        principal=caller.name,
        who=caller.who,
        store=thing.address,
        open=both(granted, negate(caller.gating.out)),
        powers=held,
        path=(move,),
        gated=caller.gating.out,
    )


def _principal(policy: VaultPolicy) -> Fact[bool]:
    return policy.principal if isinstance(policy.principal, Unknown) else True


def _verbs(powers: frozenset[str]) -> str:
    said = {"read": "get secrets or decrypt", "write": "set secrets or keys", "delete": "delete them"}
    return ", ".join(said[p] for p in ("read", "write", "delete") if p in powers) or "do what is not known"


def unsure(reach: Reach, model: Unknown) -> Reach:
    """A way that exists only if the vault uses access policies, which is not known."""
    return Reach(
        principal=reach.principal,
        who=reach.who,
        store=reach.store,
        open=both(reach.open, model),
        powers=reach.powers,
        path=reach.path,
        latent=reach.latent,
        lasting=reach.lasting,
        gated=reach.gated,
    )
