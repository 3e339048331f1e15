# SPDX-License-Identifier: Apache-2.0
"""Keys that are kept in a vault: who may get the secret holds the store's key, without any role at the store.

learn.microsoft.com/azure/key-vault/secrets/overview-storage-keys: a key in a vault opens the account for whoever reads the vault.
"""

from __future__ import annotations

from intramuros.estate.access import KeptKey
from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either, negate
from intramuros.reasoning.access.azure.evaluate import Caller
from intramuros.reasoning.access.azure.ways import ALL, READ_KEYS
from intramuros.reasoning.access.reach import Reach


def through(got: Reach, key: KeptKey, caller: Caller, thing: Resource, local_keys: Fact[bool]) -> Reach:
    """What somebody who gets a secret of a vault reaches with the key in it: the store's own gate and key switch still count."""
    move = Move(
        source=got.store,
        target=thing.address,
        kind="read",
        says=f"keeps in {key.address} a key that opens {thing.address}",
        address=key.address,
        origin=key.origin,
        guards=(*caller.gating.guards, *_refused(thing, local_keys)),
    )
    return Reach(
        principal=got.principal,
        who=got.who,
        store=thing.address,
        open=both(got.open, negate(caller.gating.out), local_keys),
        powers=READ_KEYS if key.reads_only else ALL,
        path=(*got.path, move),
        latent=got.latent,
        lasting=got.lasting,
        gated=either(got.gated, caller.gating.out),
    )


def _refused(thing: Resource, local_keys: Fact[bool]) -> tuple[Guard, ...]:
    if local_keys is True:
        return ()
    unsure = local_keys.why if isinstance(local_keys, Unknown) else ""
    state = "unknown" if unsure else "holds"
    why = unsure or "keys are refused: only Entra tokens read"
    return (Guard(name="shared key access off", state=state, address=thing.address, origin=thing.origin, why=why),)  # type: ignore[arg-type]
