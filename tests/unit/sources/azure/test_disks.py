# SPDX-License-Identifier: Apache-2.0
"""Disks, snapshots, images and the vaults that back them up."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import estate, one, placed, ref, res

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown

DISK, SNAPSHOT = "azurerm_managed_disk.d", "azurerm_snapshot.s"
VAULT = placed("azurerm_key_vault.kv")
KEY = res("azurerm_key_vault_key.k", name="disks", key_vault_id=ref(VAULT.address))
SET = placed("azurerm_disk_encryption_set.e", key_vault_key_id=ref(KEY.address))


@pytest.mark.parametrize(
    ("attrs", "state"),
    [
        ({}, "provider-key"),
        ({"disk_encryption_set_id": ref(SET.address)}, "customer-key"),
        ({"secure_vm_disk_encryption_set_id": ref(SET.address)}, "customer-key"),
        ({"encryption_settings": [{"disk_encryption_key": [{}]}]}, "provider-key"),
    ],
)
def test_a_disk_is_sealed_by_its_set_alone(attrs: dict[str, Any], state: str) -> None:
    found = one(DataStore, DISK, placed(DISK, **attrs), SET, KEY, VAULT).seal
    assert found is not None
    assert found.state == state
    assert found.key == (KEY.address if state == "customer-key" else None)


@pytest.mark.parametrize("key", ["source_uri", "source_resource_id"])
@pytest.mark.parametrize(("sealed", "state"), [(True, "customer-key"), (False, "provider-key")])
def test_a_snapshot_is_sealed_as_its_source_is(key: str, sealed: bool, state: str) -> None:
    disk = placed(DISK, **({"disk_encryption_set_id": ref(SET.address)} if sealed else {}))
    found = one(DataStore, SNAPSHOT, placed(SNAPSHOT, **{key: ref(DISK)}), disk, SET, KEY, VAULT)
    assert found.copy_of == (DISK,)
    assert found.seal is not None
    assert (found.seal.state, found.seal.address) == (state, SNAPSHOT)


def test_a_snapshot_of_a_snapshot_follows_the_chain() -> None:
    chain = (placed(SNAPSHOT, source_resource_id=ref("azurerm_snapshot.first")), placed("azurerm_snapshot.first", source_uri=ref(DISK)))
    found = one(DataStore, SNAPSHOT, *chain, placed(DISK, disk_encryption_set_id=ref(SET.address)), SET, KEY, VAULT).seal
    assert found is not None
    assert found.state == "customer-key"


def test_snapshots_that_copy_each_other_end() -> None:
    found = one(
        DataStore,
        SNAPSHOT,
        placed(SNAPSHOT, source_resource_id=ref("azurerm_snapshot.o")),
        placed("azurerm_snapshot.o", source_resource_id=ref(SNAPSHOT)),
    )
    assert found.copy_of == ("azurerm_snapshot.o",)


def test_a_snapshot_of_a_disk_elsewhere_is_unknown() -> None:
    found = one(
        DataStore, SNAPSHOT, placed(SNAPSHOT, source_uri="/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/x")
    ).seal
    assert found is not None
    assert isinstance(found.state, Unknown)


def test_export_is_a_gate_only_where_the_policy_stops_it() -> None:
    assert one(DataStore, DISK, placed(DISK)).gate is None
    closed = one(DataStore, DISK, placed(DISK, network_access_policy="DenyAll")).gate
    assert closed is not None
    assert closed.public is False


def test_gallery_versions_rest_in_every_target_region_and_one_plain_copy_unseals_them() -> None:
    address = "azurerm_shared_image_version.v"
    regions = [{"name": "West Europe", "disk_encryption_set_id": ref(SET.address)}, {"name": "East US"}]
    found = one(DataStore, address, placed(address, gallery_name="g", image_name="i", target_region=regions), SET, KEY, VAULT)
    assert [p.where for p in found.places] == ["eastus"]
    assert found.seal is not None
    assert found.seal.state == "provider-key"


@pytest.mark.parametrize(
    ("attrs", "where"),
    [
        ({}, ["northeurope"]),
        ({"storage_mode_type": "GeoRedundant"}, ["northeurope"]),
        ({"storage_mode_type": "LocallyRedundant"}, []),
        ({"storage_mode_type": "ZoneRedundant"}, []),
    ],
)
def test_a_recovery_vault_copies_machine_and_disks_to_its_pair(attrs: dict[str, Any], where: list[str]) -> None:
    machine = placed("azurerm_linux_virtual_machine.m", size="Standard_D2s_v5", network_interface_ids=[], os_disk=[{}])
    link = res("azurerm_virtual_machine_data_disk_attachment.a", managed_disk_id=ref(DISK), virtual_machine_id=ref(machine.address))
    item = res("azurerm_backup_protected_vm.p", resource_group_name="rg", recovery_vault_name="v", source_vm_id=ref(machine.address))
    vault = placed("azurerm_recovery_services_vault.v", **attrs)
    found = estate(vault, item, link, machine, placed(DISK)).find(vault.address, DataStore)
    assert found is not None
    assert found.kind == "backup"
    assert found.copy_of == (machine.address, DISK)
    assert [p.where for p in found.places] == where


def test_a_backup_vault_of_data_protection_is_local_by_its_own_word() -> None:
    vault = placed("azurerm_data_protection_backup_vault.v", redundancy="GeoRedundant")
    item = res("azurerm_data_protection_backup_instance_disk.i", vault_id=ref(vault.address), disk_id=ref(DISK))
    found = one(DataStore, vault.address, vault, item, placed(DISK))
    assert (found.copy_of, [p.where for p in found.places]) == ((DISK,), ["northeurope"])


@pytest.mark.parametrize(("disk", "state"), [({"target_disk_encryption_set_id": ref(SET.address)}, "customer-key"), ({}, "provider-key")])
def test_site_recovery_keeps_a_copy_in_the_target_region(disk: dict[str, Any], state: str) -> None:
    machine = placed("azurerm_linux_virtual_machine.m", size="Standard_D2s_v5", network_interface_ids=[], os_disk=[{}])
    fabric = res("azurerm_site_recovery_fabric.f", name="f", location="UK South")
    copied = res(
        "azurerm_site_recovery_replicated_vm.r",
        name="r",
        source_vm_id=ref(machine.address),
        target_recovery_fabric_id=ref(fabric.address),
        managed_disk=[disk],
    )
    found = one(DataStore, copied.address, copied, fabric, machine, SET, KEY, VAULT)
    assert (found.region, found.copy_of) == ("uksouth", (machine.address,))
    assert found.seal is not None
    assert found.seal.state == state
