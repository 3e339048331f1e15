# SPDX-License-Identifier: Apache-2.0
"""Changes that close ways to things of Azure: assignments ended, anonymous access, keys and public networks off, devices asked for.

A disk's or snapshot's own policy stops its export (https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview,
"Set a network access policy"); an encryption set seals what is written and keeps nobody out who may export, so that none is offered here.
Hours are uncalibrated estimates, as in `summaries`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from intramuros.estate.access import Identity, RoleAssignment, Vault
from intramuros.estate.gate import Gate
from intramuros.estate.governance import SignInPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.stores import DataStore
from intramuros.remedies.change import Change, added, edited, planned, without

_ENDPOINT = "give its callers a private endpoint"


def offers(estate: Estate, asset: DataStore, move: Move) -> Iterator[Change]:
    """What closes a move."""
    if any(move.address in (a.address, a.delegation) for a in estate.all(RoleAssignment)):
        yield _ended(move.address)
    yield from _unlisted(estate, move)
    if move.kind == "sign-in":
        yield _devices()
    if move.target == asset.address and asset.cloud == "azure":
        yield from _at_store(asset, move)
    elif move.kind in ("assume", "become"):
        yield from _federation(estate, move)


def _at_store(store: DataStore, move: Move) -> Iterator[Change]:
    if any(d.address == move.address for d in store.doors):
        yield _shut(store, move.address)
    if move.source == "anonymous" and store.anonymous_allowed is not False:
        says = f"forbid anonymous access to the whole of {store.address}"
        yield _edit(f"no anonymous {store.address}", says, store, 2, anonymous_allowed=False)
    if store.local_keys is not False and ("key" in move.says):
        yield _edit(f"no keys {store.address}", f"turn shared keys of {store.address} off", store, 8, local_keys=False)
    if store.gate is not None and store.gate.public is not False:
        yield _gated(f"no public network {store.address}", f"turn public network access of {store.address} off and {_ENDPOINT}", store, 16)
    if store.gate is None and store.kind in ("disk", "snapshot"):
        yield _gated(f"no export {store.address}", f"let nobody export {store.address} (`network_access_policy` DenyAll)", store, 2)


def _gated(identity: str, says: str, store: DataStore, hours: float) -> Change:
    """The guard stands at the gate alone: what else holds at the store stands as it did."""
    at = store.gate.address if store.gate is not None else store.address
    gate = Gate(public=False, open=False, address=at, origin=planned(says))
    edit = lambda e: edited(e, store.address, DataStore, lambda s: structs.replace(s, gate=gate))  # noqa: E731
    return Change(id=identity, says=says, resource=store.address, hours=hours, apply=edit)


def _edit(identity: str, says: str, store: DataStore, hours: float, **fields: object) -> Change:
    address, origin = store.address, planned(says)

    def apply(estate: Estate) -> Estate:
        return edited(estate, address, DataStore, lambda s: structs.replace(s, **fields, origin=origin))

    return Change(id=identity, says=says, resource=address, hours=hours, apply=apply)


def _shut(store: DataStore, door: str) -> Change:
    says = f"make {door} private"

    def shut(held: DataStore) -> DataStore:
        doors = (structs.replace(d, anonymous=False, origin=planned(says)) if d.address == door else d for d in held.doors)
        return structs.replace(held, doors=tuple(doors))

    address = store.address
    return Change(id=f"shut {door}", says=says, resource=door, hours=2, apply=lambda e: edited(e, address, DataStore, shut))


def _ended(address: str) -> Change:
    says = f"end {address}, or narrow its scope and role"

    def apply(estate: Estate) -> Estate:
        return without(estate, lambda r: isinstance(r, RoleAssignment) and address in (r.address, r.delegation))

    return Change(id=f"end {address}", says=says, resource=address, hours=4, apply=apply)


def _unlisted(estate: Estate, move: Move) -> Iterator[Change]:
    """Access policies of a vault."""
    for vault in estate.all(Vault):
        if any(p.address == move.address for p in vault.access_policies) and move.address != vault.address:
            kept = tuple(p for p in vault.access_policies if p.address != move.address)
            says = f"take {move.source} out of the access policies of {vault.address}"
            yield _vault_edit(f"unlist {move.address}", says, vault.address, kept)


def _vault_edit(identity: str, says: str, address: str, kept: tuple[object, ...]) -> Change:
    def apply(estate: Estate) -> Estate:
        return edited(estate, address, Vault, lambda v: structs.replace(v, access_policies=kept))

    return Change(id=identity, says=says, resource=address, hours=4, apply=apply)


def _federation(estate: Estate, move: Move) -> Iterator[Change]:
    held = estate.find(move.target, Identity)
    if held is None or not any(f.address == move.address for f in held.federations):
        return
    says, address, gone = f"end the federated credential {move.address}", held.address, move.address

    def cut(identity: Identity) -> Identity:
        return structs.replace(identity, federations=tuple(f for f in identity.federations if f.address != gone))

    yield Change(id=f"end {gone}", says=says, resource=gone, hours=4, apply=lambda e: edited(e, address, Identity, cut))


def _devices() -> Change:
    says = "ask every sign-in for a compliant device and MFA, without exclusions but the break-glass accounts"
    policy = SignInPolicy(
        address="conditionalAccess/compliant device for all",
        type="conditionalAccessPolicy",
        cloud="entra",
        origin=planned(says),
        state="enabled",
        conditions={"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"]},
        grant={"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
    )
    return Change(id="compliant devices", says=says, resource=policy.address, hours=16, apply=lambda e: added(e, policy))
