# SPDX-License-Identifier: Apache-2.0
"""Private endpoints."""

from __future__ import annotations

from typing import Any

import pytest
from fabric_kit import declare, estate, ref

from intramuros.estate.network import PrivateEndpoint
from intramuros.estate.values import Unknown


def door(zone: bool = True, **link: Any) -> PrivateEndpoint:
    connection = {
        "name": "c",
        "private_connection_resource_id": ref("azurerm_storage_account.st"),
        "subresource_names": ["blob"],
        "is_manual_connection": False,
        **link,
    }
    groups = [{"name": "default", "private_dns_zone_ids": [ref("azurerm_private_dns_zone.z")]}] if zone else []
    found = estate(
        declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"]),
        declare("azurerm_subnet.s", virtual_network_name="v", address_prefixes=["10.0.9.0/24"]),
        declare("azurerm_storage_account.st", account_tier="Standard", account_replication_type="LRS"),
        declare("azurerm_private_dns_zone.z"),
        declare(
            "azurerm_private_endpoint.p",
            subnet_id=ref("azurerm_subnet.s"),
            private_service_connection=[connection],
            private_dns_zone_group=groups,
        ),
    ).find("azurerm_private_endpoint.p", PrivateEndpoint)
    assert found is not None
    return found


def test_a_private_endpoint_leads_to_a_part_of_its_target_from_its_network() -> None:
    found = door()
    assert (found.target, found.service, found.approved, found.private_dns) == ("azurerm_storage_account.st", "blob", True, True)
    assert (found.network, found.subnets) == ("azurerm_virtual_network.v", ("azurerm_subnet.s",))


def test_a_manual_connection_waits_for_its_owner() -> None:
    approved = door(is_manual_connection=True).approved
    assert isinstance(approved, Unknown)
    assert "Pending until the owner approves" in approved.why


def test_without_a_zone_group_no_name_resolves_to_it() -> None:
    assert door(zone=False).private_dns is False


@pytest.mark.parametrize("foreign", ["/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/far"])
def test_a_foreign_target_keeps_its_id(foreign: str) -> None:
    assert door(private_connection_resource_id=foreign).target == foreign
