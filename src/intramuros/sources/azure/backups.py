# SPDX-License-Identifier: Apache-2.0
"""Backup vaults: each is a store that copies what it protects, into its own region and, unless told otherwise, the paired one.

`storage_mode_type` of a Recovery Services vault is GeoRedundant by default (provider page `recovery_services_vault`).
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Fact, Unknown, is_symbolic
from intramuros.sources.attributes import blocks, switch, text
from intramuros.sources.azure.common import address_or_id, children, first, head, owner, region, where
from intramuros.sources.azure.disks import attached, set_seal
from intramuros.sources.azure.recipes import keyed, public_switch
from intramuros.sources.azure.seals import gate, paired, seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

RECOVERY = "azurerm_recovery_services_vault"
REPLICATED, FABRIC = "azurerm_site_recovery_replicated_vm", "azurerm_site_recovery_fabric"
PROTECTION = "azurerm_data_protection_backup_vault"
PROTECTED: tuple[tuple[str, str], ...] = (
    ("azurerm_backup_protected_vm", "source_vm_id"),
    ("azurerm_backup_protected_file_share", "source_storage_account_id"),
)
INSTANCES: tuple[tuple[str, str], ...] = (
    ("azurerm_data_protection_backup_instance_blob_storage", "storage_account_id"),
    ("azurerm_data_protection_backup_instance_disk", "disk_id"),
    ("azurerm_data_protection_backup_instance_postgresql", "database_id"),
    ("azurerm_data_protection_backup_instance_postgresql_flexible_server", "server_id"),
    ("azurerm_data_protection_backup_instance_mysql_flexible_server", "server_id"),
    ("azurerm_data_protection_backup_instance_kubernetes_cluster", "kubernetes_cluster_id"),
)
MACHINES = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")


def vaults(book: Book) -> Iterator[DataStore]:
    """Recovery Services vaults and Data Protection backup vaults."""
    for d in book.of(RECOVERY):
        yield _recovery(book, d)
    for d in book.of(PROTECTION):
        yield _protection(book, d)


def _recovery(book: Book, d: Declared) -> DataStore:
    fields = head(book, d)
    mode = text(d.attrs.get("storage_mode_type"), "GeoRedundant")
    return DataStore(
        **fields,
        kind="backup",
        seal=keyed(book, d, "encryption", "key_id"),
        gate=gate(book, d, public=public_switch(d.attrs.get("public_network_access_enabled")), opens=True),
        copy_of=_protected(book, d),
        places=tuple(_redundancy(d, mode, fields["region"], "storage_mode_type")),
        locked=str(d.attrs.get("immutability", "")).casefold() == "locked",
    )


def _protection(book: Book, d: Declared) -> DataStore:
    fields = head(book, d)
    keys = children(book, "azurerm_data_protection_backup_vault_customer_managed_key", "data_protection_backup_vault_id", d)
    found = [address_or_id(book, one.attrs.get(key)) for kind, key in INSTANCES for one in children(book, kind, "vault_id", d)]
    return DataStore(
        **fields,
        kind="backup",
        seal=seal(book, d, keys[0].attrs.get("key_vault_key_id") if keys else None, "key_vault_key_id", by=keys[0] if keys else None),
        copy_of=tuple(dict.fromkeys(a for a in found if isinstance(a, str))),
        places=tuple(_redundancy(d, text(d.attrs.get("redundancy"), "LocallyRedundant"), fields["region"], "redundancy")),
        locked=str(d.attrs.get("immutability", "")).casefold() == "locked",
    )


def _redundancy(d: Declared, mode: Fact[str | None], home: Fact[str | None], key: str) -> Iterator[Place]:
    origin = where(d, key)
    if isinstance(mode, Unknown) or is_symbolic(mode):
        yield Place(kind="geo-redundancy", where=Unknown(f"`{d.address}.{key}` is not known"), address=d.address, origin=origin)
    elif str(mode).casefold() == "georedundant":
        crossing = switch(d.attrs.get("cross_region_restore_enabled"), False) is True
        why = f"{key} is GeoRedundant" + (", restorable in the paired region" if crossing else "")
        yield Place(kind="geo-redundancy", where=paired(home), address=d.address, origin=origin, why=why)


def _protected(book: Book, vault: Declared) -> tuple[str, ...]:
    """What the vault copies: machines with the disks attached to them, file shares' accounts, databases in machines."""
    found: dict[str, None] = {}
    for kind, key in PROTECTED:
        for one in _in_vault(book, kind, vault):
            address = owner(book, one.attrs.get(key))
            found |= dict.fromkeys(_with_disks(book, address) if address else ())
    return tuple(found)


def _in_vault(book: Book, kind: str, vault: Declared) -> list[Declared]:
    return [d for d in book.of(kind) if owner(book, first(d.attrs, "recovery_vault_name", "vault_id"), RECOVERY) == vault.address]


def _with_disks(book: Book, address: str) -> tuple[str, ...]:
    d = book.by_address.get(address)
    return (address, *attached(book, d)) if d and d.type in MACHINES else (address,)


def replicas(book: Book) -> Iterator[DataStore]:
    """Site Recovery: a machine's disks, copied without end into the region of the target fabric."""
    for d in book.of(REPLICATED):
        machine = owner(book, d.attrs.get("source_vm_id"), *MACHINES)
        fabric = book.by_address.get(owner(book, d.attrs.get("target_recovery_fabric_id"), FABRIC) or "")
        there = region(book, fabric.attrs.get("location")) if fabric else None
        sets = [b.get("target_disk_encryption_set_id") for b in blocks(d.attrs, "managed_disk")]
        plain = None in sets or not sets
        yield DataStore(
            **{**head(book, d), "region": there or Unknown(f"where {d.address} copies to")},
            kind="disk",
            seal=set_seal(book, d, None if plain else sets[0], "managed_disk"),
            copy_of=_with_disks(book, machine) if machine else (),
            purpose="site-recovery",
        )
