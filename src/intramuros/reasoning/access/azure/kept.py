# SPDX-License-Identifier: Apache-2.0
"""Keys that are written somewhere: who gets the secret, or runs with the setting, opens the store without any role at it.

learn.microsoft.com/azure/key-vault/secrets/overview-storage-keys: a key in a vault opens the account for whoever reads the vault.
A shared access signature of an account or service is signed with such a key and refused with it (…/storage-sas-overview).
"""

from __future__ import annotations

import datetime as dt

from intramuros.estate.access import KeptKey
from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either, negate
from intramuros.reasoning.access.azure.evaluate import Caller
from intramuros.reasoning.access.azure.ways import ALL, DELETE, READ, READ_KEYS, WRITE
from intramuros.reasoning.access.reach import Power, Reach


def through(got: Reach, key: KeptKey, caller: Caller, thing: Resource, local_keys: Fact[bool], today: dt.date) -> Reach:
    """What somebody who gets a secret of a vault reaches with the key in it: the store's own gate and key switch still count."""
    step = _step(key, got.store, caller, thing, local_keys)
    return Reach(
        principal=got.principal,
        who=got.who,
        store=thing.address,
        open=both(got.open, negate(caller.gating.out), _taken(key, local_keys), counts(key, today)),
        powers=_powers(key),
        path=(*got.path, step),
        latent=got.latent,
        lasting=got.lasting,
        gated=either(got.gated, caller.gating.out),
    )


def within(key: KeptKey, caller: Caller, thing: Resource, local_keys: Fact[bool], today: dt.date) -> Reach:
    """What a workload reaches with a key that is written into its own settings, whatever it runs as."""
    return Reach(
        principal=caller.name,
        who=caller.who,
        store=thing.address,
        open=both(negate(caller.gating.out), _taken(key, local_keys), counts(key, today)),
        powers=_powers(key),
        path=(_step(key, caller.name, caller, thing, local_keys),),
        gated=caller.gating.out,
    )


def counts(key: KeptKey, today: dt.date) -> Fact[bool]:
    """Whether what is kept opens anything today: keys always, signatures until they end."""
    if key.only_from:
        return both(
            key.opens, _lasts(key.ends, today), Unknown(f"whether its addresses admit whoever holds the signature in {key.address}")
        )
    return both(key.opens, _lasts(key.ends, today))


def _lasts(ends: Fact[str | None], today: dt.date) -> Fact[bool]:
    if ends is None or isinstance(ends, Unknown):
        return ends or True
    try:
        return dt.date.fromisoformat(ends[:10]) >= today
    except ValueError:
        return Unknown(f"when a shared access signature ends (`{ends}`)")


def _taken(key: KeptKey, local_keys: Fact[bool]) -> Fact[bool]:
    return True if key.by_user else local_keys


def _powers(key: KeptKey) -> frozenset[Power]:
    signed = key.ends is not None or key.by_user
    return READ if key.reads_only and signed else READ | WRITE | DELETE if signed else READ_KEYS if key.reads_only else ALL


def _step(key: KeptKey, source: str, caller: Caller, thing: Resource, local_keys: Fact[bool]) -> Move:
    what = "password" if key.by_user else "shared access signature" if key.ends is not None else "key"
    return Move(
        source=source,
        target=thing.address,
        kind="read",
        says=f"keeps in {key.address} a {what} that opens {thing.address}",
        address=key.address,
        origin=key.origin,
        guards=(*caller.gating.guards, *_refused(thing, _taken(key, local_keys))),
    )


def _refused(thing: Resource, local_keys: Fact[bool]) -> tuple[Guard, ...]:
    if local_keys is True:
        return ()
    unsure = local_keys.why if isinstance(local_keys, Unknown) else ""
    state = "unknown" if unsure else "holds"
    why = unsure or "keys are refused: only Entra tokens read"
    return (Guard(name="shared key access off", state=state, address=thing.address, origin=thing.origin, why=why),)  # type: ignore[arg-type]
