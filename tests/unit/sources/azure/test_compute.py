# SPDX-License-Identifier: Apache-2.0
"""Machines and scale sets: disks, identities, places, and what is confidential."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from fabric_kit import declare, estate, ref
from msgspec.structs import replace

from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.sources.azure.confidential import of_nodes, technology
from intramuros.sources.declared import Declared

VM = "azurerm_linux_virtual_machine.vm"
SET = declare("azurerm_disk_encryption_set.des", key_vault_key_id="https://kv.vault.azure.net/keys/disks")
NETWORK = (
    declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"]),
    declare("azurerm_subnet.s", virtual_network_name="v", address_prefixes=["10.0.1.0/24"]),
)


def machine(*parts: Declared, address: str = VM, **attrs: Any) -> Workload:
    given = {"size": "Standard_D2s_v5", "os_disk": [{"caching": "None"}], **attrs}
    found = estate(declare(address, **given), SET, *NETWORK, *parts).find(address, Workload)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        ("Standard_DC4s_v2", "SGX"),
        ("Standard_DC8s_v3", "SGX"),
        ("Standard_DC8ds_v3", "SGX"),
        ("Standard_DC4s", "SGX"),
        ("Standard_DC16as_v5", "SEV-SNP"),
        ("Standard_DC2ads_v5", "SEV-SNP"),
        ("Standard_EC96ias_v5", "SEV-SNP"),
        ("Standard_EC4as_v6", "SEV-SNP"),
        ("Standard_DC2es_v5", "TDX"),
        ("Standard_EC4eds_v5", "TDX"),
        ("Standard_EC128ies_v6", "TDX"),
        ("standard_dc2es_v6", "TDX"),
        ("Standard_NCC40ads_H100_v5", "GPU"),
        ("Standard_DC4as_cc_v5", "child"),
        ("Standard_D16as_v5", None),
        ("Standard_NC40ads_H100_v5", None),
        ("Standard_E16s_v5", None),
        ("Standard_E16as_v5", None),
        ("Standard_D8s_v5", None),
        ("Standard_NC24ads_A100_v4", None),
        ("Standard_E4ads_v5", None),
        ("Standard_D4es_v5", None),
        ("Standard_DS3_v2", None),
    ],
)
def test_confidential_series(size: str, kind: str | None) -> None:
    assert technology(size) == kind


CVM = {"size": "Standard_DC8as_v5", "vtpm_enabled": True, "secure_boot_enabled": True}


@pytest.mark.parametrize(
    ("attrs", "disk", "confidential"),
    [
        (CVM, {"security_encryption_type": "DiskWithVMGuestState"}, True),
        (CVM, {"security_encryption_type": "VMGuestStateOnly"}, True),
        ({**CVM, "secure_boot_enabled": None}, {"security_encryption_type": "VMGuestStateOnly"}, True),
        ({**CVM, "secure_boot_enabled": None}, {"security_encryption_type": "DiskWithVMGuestState"}, False),
        ({**CVM, "vtpm_enabled": None}, {"security_encryption_type": "VMGuestStateOnly"}, False),
        (CVM, {}, False),
        ({**CVM, "size": "Standard_D8as_v5"}, {"security_encryption_type": "DiskWithVMGuestState"}, False),
        ({"size": "Standard_DC8s_v3"}, {}, False),
        ({"size": "Standard_DC4as_cc_v5"}, {}, False),
    ],
)
def test_a_confidential_machine_needs_size_and_settings(attrs: dict[str, Any], disk: dict[str, Any], confidential: bool) -> None:
    found = machine(**attrs, os_disk=[disk])
    assert found.confidential is confidential
    assert found.confidential_why


def test_an_unknown_size_is_an_unknown_answer() -> None:
    assert isinstance(machine(size=Unknown("var.size")).confidential, Unknown)


def test_nodes_of_a_confidential_size_are_confidential_and_child_carriers_only_for_kata() -> None:
    assert of_nodes("Standard_DC8as_v5")[0] is True
    assert of_nodes("Standard_DC8as_cc_v5")[0] is False
    assert of_nodes("Standard_DC8as_cc_v5", "KataVmIsolation")[0] is True
    assert of_nodes("Standard_NC24ads_A100_v4")[0] is False


@pytest.mark.parametrize(
    ("disk", "state", "ephemeral"),
    [
        ({"disk_encryption_set_id": ref("azurerm_disk_encryption_set.des")}, "customer-key", False),
        ({"secure_vm_disk_encryption_set_id": ref("azurerm_disk_encryption_set.des")}, "customer-key", False),
        ({}, "provider-key", False),
        ({"diff_disk_settings": [{"option": "Local"}]}, "provider-key", True),
        (
            {"disk_encryption_set_id": "/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/diskEncryptionSets/far"},
            "customer-key",
            False,
        ),
    ],
)
def test_seal_of_the_system_disk(disk: dict[str, Any], state: str, ephemeral: bool) -> None:
    (found,) = machine(os_disk=[disk], encryption_at_host_enabled=True).disks
    assert (found.seal.state, found.ephemeral) == (state, ephemeral)


def test_an_unknown_encryption_set_is_an_unknown_seal() -> None:
    (found,) = machine(os_disk=[{"disk_encryption_set_id": Unknown("var.des")}]).disks
    assert isinstance(found.seal.state, Unknown)


def test_a_machine_stands_where_its_interface_stands_and_mounts_what_is_attached() -> None:
    nic = declare(
        "azurerm_network_interface.n",
        ip_configuration=[
            {
                "name": "x",
                "subnet_id": ref("azurerm_subnet.s"),
                "public_ip_address_id": ref("azurerm_public_ip.p"),
                "private_ip_address": "10.0.1.4",
            }
        ],
    )
    nsg = declare(
        "azurerm_network_interface_security_group_association.a",
        network_interface_id=ref("azurerm_network_interface.n"),
        network_security_group_id=ref("azurerm_network_security_group.g"),
    )
    link = declare(
        "azurerm_virtual_machine_data_disk_attachment.d", managed_disk_id=ref("azurerm_managed_disk.data"), virtual_machine_id=ref(VM)
    )
    found = machine(
        nic,
        nsg,
        link,
        declare("azurerm_network_security_group.g"),
        declare("azurerm_public_ip.p"),
        declare("azurerm_managed_disk.data"),
        network_interface_ids=[ref("azurerm_network_interface.n")],
    )
    (at,) = found.attachments
    assert (at.subnet, at.public_ip, at.rule_sets, at.ips) == (
        "azurerm_subnet.s",
        True,
        ("azurerm_network_security_group.g",),
        ("10.0.1.4",),
    )
    assert at.address == "azurerm_network_interface.n"
    assert found.volumes == ("azurerm_managed_disk.data",)


@pytest.mark.parametrize(("rule", "out"), [({}, True), ({"disable_outbound_snat": True}, False)])
def test_a_public_balancer_is_a_way_out_for_its_pool(rule: dict[str, Any], out: bool) -> None:
    parts = [
        declare("azurerm_network_interface.n", ip_configuration=[{"name": "x", "subnet_id": ref("azurerm_subnet.s")}]),
        declare("azurerm_public_ip.p"),
        declare("azurerm_lb.lb", frontend_ip_configuration=[{"name": "front", "public_ip_address_id": ref("azurerm_public_ip.p")}]),
        declare("azurerm_lb_backend_address_pool.pool", loadbalancer_id=ref("azurerm_lb.lb")),
        declare(
            "azurerm_lb_rule.r",
            loadbalancer_id=ref("azurerm_lb.lb"),
            backend_address_pool_ids=[ref("azurerm_lb_backend_address_pool.pool")],
            frontend_ip_configuration_name="front",
            **rule,
        ),
        declare(
            "azurerm_network_interface_backend_address_pool_association.a",
            network_interface_id=ref("azurerm_network_interface.n"),
            backend_address_pool_id=ref("azurerm_lb_backend_address_pool.pool"),
        ),
    ]
    (at,) = machine(*parts, network_interface_ids=[ref("azurerm_network_interface.n")]).attachments
    assert at.public_ip is out


def test_identities_commands_and_images() -> None:
    script = base64.b64encode(b"#cloud-config\nruncmd: [vllm serve]").decode()
    settings = json.dumps({"commandToExecute": "bash run.sh", "script": base64.b64encode(b"ollama serve").decode()})
    extension = declare("azurerm_virtual_machine_extension.e", virtual_machine_id=ref(VM), settings=settings)
    found = machine(
        extension,
        declare("azurerm_user_assigned_identity.u"),
        custom_data=script,
        identity=[{"type": "SystemAssigned, UserAssigned", "identity_ids": [ref("azurerm_user_assigned_identity.u")]}],
        source_image_reference=[{"publisher": "canonical", "offer": "ubuntu", "sku": "server", "version": "latest"}],
    )
    assert found.identities == (f"{VM}#system", "azurerm_user_assigned_identity.u")
    assert found.commands == ("#cloud-config\nruncmd: [vllm serve]", "bash run.sh", "ollama serve")
    assert found.images == ("canonical:ubuntu:server:latest",)


def test_scale_sets_declare_interfaces_and_disks_inside() -> None:
    address = "azurerm_linux_virtual_machine_scale_set.s"
    interface = {
        "name": "n",
        "network_security_group_id": ref("azurerm_network_security_group.g"),
        "ip_configuration": [{"name": "x", "subnet_id": ref("azurerm_subnet.s"), "public_ip_address": [{"name": "p"}]}],
    }
    found = machine(
        declare("azurerm_network_security_group.g"),
        address=address,
        size=None,
        sku="Standard_DC16as_v5",
        network_interface=[interface],
        data_disk=[{"lun": 0}, {"lun": 1, "disk_encryption_set_id": ref("azurerm_disk_encryption_set.des")}],
    )
    (at,) = found.attachments
    assert (found.kind, found.size, found.confidential) == ("scale-set", "Standard_DC16as_v5", False)
    assert [d.seal.state for d in found.disks] == ["provider-key", "provider-key", "customer-key"]
    assert (at.subnet, at.public_ip, at.rule_sets) == ("azurerm_subnet.s", True, ("azurerm_network_security_group.g",))


def test_the_legacy_machine_has_no_way_to_a_customer_key_of_its_own() -> None:
    found = machine(
        address="azurerm_virtual_machine.old",
        size=None,
        vm_size="Standard_D2s_v3",
        os_disk=None,
        storage_os_disk=[{"name": "os"}],
        storage_data_disk=[{"managed_disk_id": ref("azurerm_managed_disk.data")}],
    )
    assert [d.seal.state for d in found.disks] == ["provider-key"]
    assert found.size == "Standard_D2s_v3"


def test_storage_named_by_url_is_a_use_and_only_its_context_says_what_for() -> None:
    account = declare("azurerm_storage_account.st", name="stweights", account_tier="Standard", account_replication_type="LRS")
    container = declare(
        "azurerm_storage_container.models", storage_account_id=ref("azurerm_storage_account.st"), container_access_type="private"
    )
    url = f"{ref('azurerm_storage_account.st', 'primary_blob_endpoint')}models/13b"
    plain = base64.b64encode(b"azcopy cp https://stweights.blob.core.windows.net/other /data").decode()
    found = machine(account, container, custom_data=f"vllm serve --model {url}", user_data=plain)
    assert [(u.target, u.role) for u in found.uses] == [
        ("azurerm_storage_container.models", "weights"),
        ("azurerm_storage_account.st", "unknown"),
    ]


def test_a_machine_whose_interfaces_cannot_be_read_stands_nobody_knows_where() -> None:
    for attrs in ({}, {"network_interface_ids": Unknown("known only after apply")}):
        (at,) = machine(**attrs).attachments
        assert isinstance(at.subnet, Unknown)


def test_a_plans_unknown_interface_is_the_one_that_it_refers_to() -> None:
    why = Unknown("known only after apply")
    nic = declare("azurerm_network_interface.n", ip_configuration=[{"name": "x", "subnet_id": ref("azurerm_subnet.s")}])
    vm = replace(
        declare(VM, size="Standard_D2s_v5", network_interface_ids=[why]), refs={"network_interface_ids": ("azurerm_network_interface.n",)}
    )
    found = estate(vm, nic, *NETWORK).find(VM, Workload)
    assert found is not None
    assert [a.subnet for a in found.attachments] == ["azurerm_subnet.s"]
