# SPDX-License-Identifier: Apache-2.0
"""Storage accounts, managed disks and snapshots: who reads a blob, and by which of the doors.

A blob is read through the network gate AND one of: a token whose role has the data action; the account key, while shared keys
are on (learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent); an account or service SAS, which such a key
signs; an anonymous container. A user delegation SAS never gives more than its delegator has. The resource actions are those
of learn.microsoft.com/azure/role-based-access-control/permissions/storage and …/permissions/compute.
"""

from __future__ import annotations

from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.azure.ways import (
    ALL,
    DELETE,
    EDITOR,
    MANAGE,
    READ,
    WRITE,
    Need,
    Service,
    Way,
    by_control,
    by_data,
    by_edit,
    by_keys,
    by_managing,
)

ACCOUNT = "Microsoft.Storage/storageAccounts"
CONTAINERS = f"{ACCOUNT}/blobServices/containers"
_BLOBS = f"{CONTAINERS}/blobs"
_FILES = f"{ACCOUNT}/fileServices/fileshares/files"
_MESSAGES = f"{ACCOUNT}/queueServices/queues/messages"
_ENTITIES = f"{ACCOUNT}/tableServices/tables/entities"
_DISKS = "Microsoft.Compute/disks"
_SNAPSHOTS = "Microsoft.Compute/snapshots"

BLOB_OWNER = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"

_BLOB_WAYS = (
    *by_data(READ, "may read blobs", f"{_BLOBS}/read"),
    *by_data(WRITE, "may write blobs", f"{_BLOBS}/write", f"{_BLOBS}/add/action"),
    *by_data(DELETE, "may delete blobs", f"{_BLOBS}/delete"),
    *by_data(MANAGE, "may own blobs and their access lists", f"{_BLOBS}/manageOwnership/action"),
)
_FILE_WAYS = (
    *by_data(READ, "may read files", f"{_FILES}/read"),
    *by_data(WRITE, "may write files", f"{_FILES}/write"),
    *by_data(DELETE, "may delete files", f"{_FILES}/delete"),
)
_OTHER_WAYS = (
    *by_data(READ, "may read queue messages", f"{_MESSAGES}/read", f"{_MESSAGES}/process/action"),
    *by_data(READ, "may read table entities", f"{_ENTITIES}/read"),
    *by_data(WRITE, "may write queue messages", f"{_MESSAGES}/write", f"{_MESSAGES}/add/action"),
    *by_data(WRITE, "may write table entities", f"{_ENTITIES}/write"),
)
_ACCOUNT_WAYS = (
    *by_keys(
        ALL,
        "may list the account keys",
        f"{ACCOUNT}/listKeys/action",
        f"{ACCOUNT}/regenerateKey/action",
        f"{ACCOUNT}/ListAccountSas/action",
        f"{ACCOUNT}/ListServiceSas/action",
    ),
    by_edit(EDITOR, "may switch shared keys on, open the firewall and list the keys", f"{ACCOUNT}/write", f"{ACCOUNT}/listKeys/action"),
    by_edit(READ | MANAGE, "may open the firewall and make its containers public", f"{ACCOUNT}/write", f"{CONTAINERS}/write"),
    Way("edit", (Need(f"{ACCOUNT}/write"), Need(f"{_BLOBS}/read", data=True)), READ | MANAGE, "may open the firewall and read blobs"),
    *by_managing(MANAGE, "may change the account", f"{ACCOUNT}/write"),
    *by_managing(MANAGE, "may copy the account's blobs to another", f"{ACCOUNT}/objectReplicationPolicies/write"),
    *by_managing(DELETE, "may delete the account", f"{ACCOUNT}/delete"),
)
_ROLES = (BLOB_OWNER, BLOB_READER, BLOB_CONTRIBUTOR)

BLOBS = Service(ACCOUNT.casefold(), (*_BLOB_WAYS, *_ACCOUNT_WAYS), _ROLES)
EVERYTHING = Service(ACCOUNT.casefold(), (*_BLOB_WAYS, *_FILE_WAYS, *_OTHER_WAYS, *_ACCOUNT_WAYS), _ROLES)
FILES = Service(ACCOUNT.casefold(), (*_FILE_WAYS, *_ACCOUNT_WAYS), ("69566ab7-960f-475b-8e7c-b3118f30c6bd",))


def of_account(store: DataStore) -> Service:
    """The ways to an account, by what it is known to hold: a role over queues reads no weights in a container."""
    if store.kind == "file-share" or store.purpose == "FileStorage":
        return FILES
    named = {d.name for d in store.doors if isinstance(d.name, str)}
    others = [c for c in store.contents if not isinstance(c, str) or c not in named]
    return EVERYTHING if others or store.kind != "object-store" else BLOBS


def _exported(base: str) -> tuple[Way, ...]:
    return (
        *by_control(READ, "may export the disk through a download link", f"{base}/beginGetAccess/action"),
        by_edit(READ | WRITE | MANAGE, "may attach the disk to a machine", f"{base}/write", "Microsoft.Compute/virtualMachines/write"),
        by_edit(READ | MANAGE, "may open its network access and export it", f"{base}/write", f"{base}/beginGetAccess/action"),
        *by_managing(MANAGE, "may change the disk", f"{base}/write"),
        *by_managing(DELETE, "may delete the disk", f"{base}/delete"),
    )


DISKS = (Service(_DISKS.casefold(), _exported(_DISKS)), Service(_SNAPSHOTS.casefold(), _exported(_SNAPSHOTS)))
"""Exporting asks `beginGetAccess` (…/azure/virtual-machines/disks-enable-private-links-for-import-export-portal)."""
