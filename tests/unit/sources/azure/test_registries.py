# SPDX-License-Identifier: Apache-2.0
"""Container registries: anonymous pull, copies, scanning by Defender, quarantine."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import one, placed, ref, res

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared

REGISTRY = "azurerm_container_registry.r"


def registry(*parts: Declared, **attrs: Any) -> DataStore:
    return one(DataStore, REGISTRY, placed(REGISTRY, sku="Premium", **attrs), *parts)


def pricing(name: str = "p", *, account: str = "11111111-1111-1111-1111-111111111111", **attrs: Any) -> Declared:
    return res(f"azurerm_security_center_subscription_pricing.{name}", account=account, **attrs)


@pytest.mark.parametrize(
    ("plans", "scans", "address"),
    [
        ((), False, None),
        ((pricing(resource_type="VirtualMachines", tier="Standard"),), False, None),
        ((pricing(tier="Standard"),), False, None),
        ((pricing(resource_type="Containers", tier="Standard"),), True, "azurerm_security_center_subscription_pricing.p"),
        ((pricing(resource_type="ContainerRegistry", tier="Standard"),), True, "azurerm_security_center_subscription_pricing.p"),
        ((pricing(resource_type="Containers", tier="Free"),), False, "azurerm_security_center_subscription_pricing.p"),
        (
            (pricing("a", resource_type="ContainerRegistry", tier="Free"), pricing("b", resource_type="Containers", tier="Standard")),
            True,
            "azurerm_security_center_subscription_pricing.b",
        ),
        ((pricing(resource_type="Containers", tier="Standard", account="99999999-0000-0000-0000-000000000000"),), False, None),
        (
            (pricing(resource_type="Containers", tier=Unknown("var.tier")),),
            Unknown("var.tier"),
            "azurerm_security_center_subscription_pricing.p",
        ),
    ],
)
def test_scanning_is_a_plan_of_the_own_subscription(plans: tuple[Declared, ...], scans: Any, address: str | None) -> None:
    found = registry(*plans)
    assert (found.scans_images, found.scan_address) == (scans, address)
    assert found.scan_why or isinstance(scans, Unknown)


@pytest.mark.parametrize(("attrs", "doors"), [({}, 0), ({"anonymous_pull_enabled": False}, 0), ({"anonymous_pull_enabled": True}, 1)])
def test_anonymous_pull_is_a_door_on_the_registry_itself(attrs: dict[str, Any], doors: int) -> None:
    found = registry(**attrs)
    assert [(d.address, d.anonymous) for d in found.doors] == [(REGISTRY, True)] * doors
    assert found.anonymous_allowed is True


def test_replicas_keys_and_policies() -> None:
    vault = placed("azurerm_key_vault.kv")
    key = res("azurerm_key_vault_key.k", name="k", key_vault_id=ref(vault.address))
    found = registry(
        vault,
        key,
        georeplications=[{"location": "East US"}, {"location": "North Europe"}],
        admin_enabled=True,
        quarantine_policy_enabled=True,
        encryption=[{"key_vault_key_id": ref(key.address)}],
    )
    assert [(p.kind, p.where) for p in found.places] == [("replica", "eastus"), ("replica", "northeurope")]
    assert (found.local_keys, found.quarantine) == (True, True)
    assert found.seal is not None
    assert found.seal.state == "customer-key"


@pytest.mark.parametrize(
    ("attrs", "opens"),
    [
        ({}, True),
        ({"network_rule_set": [{"default_action": "Deny", "ip_rule": [{"action": "Allow", "ip_range": "203.0.113.0/24"}]}]}, False),
        ({"network_rule_set": [{"ip_rule": []}]}, True),
        ({"public_network_access_enabled": False}, False),
    ],
)
def test_the_gate(attrs: dict[str, Any], opens: bool) -> None:
    found = registry(**attrs).gate
    assert found is not None
    assert found.open is opens
