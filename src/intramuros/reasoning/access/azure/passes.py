# SPDX-License-Identifier: Apache-2.0
"""Readers without an identity of the cloud: users that only the store knows, and whoever mounts it over NFS.

An SFTP user asks `isSftpEnabled`, local users on, and the network gate (learn.microsoft.com/azure/storage/blobs/
secure-file-transfer-protocol-support); Entra has no part in it, so who he is only the charter can say. NFS 3.0 knows no
authentication but the network (…/network-file-system-protocol-support): whoever stands where the gate admits him reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intramuros.estate.bounds import Bounds
from intramuros.estate.moves import Move
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, negate
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.evaluate import Caller
from intramuros.reasoning.access.azure.gates import admits_anyone
from intramuros.reasoning.access.azure.ways import DELETE, READ, WRITE
from intramuros.reasoning.access.reach import Power, Reach
from intramuros.reasoning.access.subjects import trusts


def by_pass(store: DataStore, bounds: Bounds) -> Iterator[Reach]:
    """One way for each user or token of the store's own; whose it is, unless the charter says so, is not known."""
    gating = admits_anyone(store.gate)
    for one in store.passes:
        ours = one.machine or trusts(bounds, one.address, one.name)
        whose: Fact[bool] = (
            True if ours else Unknown(f"whose the {one.name} of {store.address} is (name {one.address} under trust.principals)")
        )
        powers: frozenset[Power] = READ if one.writes is False else READ | WRITE
        move = Move(
            source=one.address,
            target=store.address,
            kind="read",
            says=f"signs in to {store.address} as its {one.name}, which no identity of Entra stands behind",
            address=one.address,
            origin=one.origin,
            guards=gating.guards,
        )
        opened = both(one.active, negate(gating.out), whose)
        if one.active is not False:
            yield Reach(
                principal=one.address,
                who="service" if ours else "foreign",
                store=store.address,
                open=opened,
                powers=powers,
                path=(move,),
                gated=gating.out,
            )


def by_mount(store: DataStore, workloads: tuple[Workload, ...], caller_of: Callable[[str], Caller]) -> Iterator[Reach]:
    """Everyone who reaches the endpoint: nobody on the internet as the page has it, and every machine that the gate admits."""
    if store.mounted is False:
        return
    anyone = admits_anyone(store.gate)
    served = Unknown(f"whether {store.address}, whose gate is open, is served over NFS to the internet")
    yield _mounted(store, Caller(name="anonymous", who="anonymous", gating=anyone), both(served, negate(anyone.out)))
    for work in workloads:
        if work.cloud == "azure" and any(a.subnet is not None for a in work.attachments):
            caller = caller_of(work.address)
            yield _mounted(store, caller, negate(caller.gating.out))


def _mounted(store: DataStore, caller: Caller, let_in: Fact[bool]) -> Reach:
    move = Move(
        source=caller.name,
        target=store.address,
        kind="read",
        says="mounts it over NFS, which asks nobody who he is",
        address=store.address,
        origin=store.origin,
        guards=caller.gating.guards,
    )
    return Reach(
        principal=caller.name,
        who=caller.who,
        store=store.address,
        open=both(store.mounted, let_in),
        powers=READ | WRITE | DELETE,
        path=(move,),
        # The gate is all there is: it is no gate before a grant, which would excuse nothing.
    )
