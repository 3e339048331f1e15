# SPDX-License-Identifier: Apache-2.0
"""Azure Firewalls: which rules, and in which order."""

from __future__ import annotations

from typing import Any

from fabric_kit import declare, estate, ref

from intramuros.estate.network import FirewallRule, Gateway, Ports
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared


def firewall(*parts: Declared, **attrs: Any) -> Gateway:
    config = [{"name": "x", "subnet_id": ref("azurerm_subnet.s"), "public_ip_address_id": ref("azurerm_public_ip.p")}]
    own = declare("azurerm_firewall.fw", ip_configuration=config, **attrs)
    network = declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"])
    subnet = declare("azurerm_subnet.s", virtual_network_name="v", address_prefixes=["10.0.9.0/26"])
    found = estate(own, network, subnet, declare("azurerm_public_ip.p"), *parts).find("azurerm_firewall.fw", Gateway)
    assert found is not None
    return found


def network_rules(name: str, priority: int, action: str, *destinations: str, **more: Any) -> dict[str, Any]:
    rule = {
        "name": name,
        "protocols": ["TCP"],
        "source_addresses": ["*"],
        "destination_addresses": list(destinations),
        "destination_ports": ["443"],
        **more,
    }
    return {"name": name, "priority": priority, "action": action, "rule": [rule]}


def rules(gateway: Gateway) -> tuple[FirewallRule, ...]:
    assert isinstance(gateway.rules, tuple)
    return gateway.rules


def policy_parts() -> list[Declared]:
    late = declare(
        "azurerm_firewall_policy_rule_collection_group.late",
        firewall_policy_id=ref("azurerm_firewall_policy.child"),
        priority=500,
        network_rule_collection=[network_rules("n2", 200, "Allow", "10.2.0.0/16"), network_rules("n1", 100, "Deny", "10.1.0.0/16")],
    )
    early = declare(
        "azurerm_firewall_policy_rule_collection_group.early",
        firewall_policy_id=ref("azurerm_firewall_policy.child"),
        priority=100,
        application_rule_collection=[
            {
                "name": "a",
                "priority": 100,
                "action": "Allow",
                "rule": [{"source_addresses": ["*"], "destination_fqdns": ["*.ubuntu.com"], "protocols": [{"type": "Https", "port": 443}]}],
            }
        ],
        nat_rule_collection=[
            {"name": "d", "priority": 100, "action": "Dnat", "rule": [{"protocols": ["TCP"], "translated_address": "10.0.1.4"}]}
        ],
    )
    parent = declare(
        "azurerm_firewall_policy_rule_collection_group.parent",
        firewall_policy_id=ref("azurerm_firewall_policy.base"),
        priority=900,
        network_rule_collection=[network_rules("p", 900, "Deny", "10.9.0.0/16")],
    )
    child = declare("azurerm_firewall_policy.child", base_policy_id=ref("azurerm_firewall_policy.base"))
    return [late, early, parent, child, declare("azurerm_firewall_policy.base")]


def test_parents_first_then_priorities_and_network_before_application() -> None:
    found = rules(firewall(*policy_parts(), firewall_policy_id=ref("azurerm_firewall_policy.child")))
    assert [(r.destinations, r.allows) for r in found] == [
        (("10.9.0.0/16",), False),
        (("10.1.0.0/16",), False),
        (("10.2.0.0/16",), True),
        (("fqdn:*.ubuntu.com",), True),
    ]
    assert found[3].ports == (Ports(443, 443),)
    assert found[0].address == "azurerm_firewall_policy_rule_collection_group.parent"


def test_it_stands_in_its_network_and_drops_the_rest() -> None:
    found = firewall()
    assert (found.kind, found.networks, found.public, found.default_allows) == ("firewall", ("azurerm_virtual_network.v",), True, False)
    assert rules(found) == ()


def test_classic_collections_belong_to_the_firewall_by_name() -> None:
    classic = declare(
        "azurerm_firewall_network_rule_collection.c",
        azure_firewall_name="fw",
        **{k: v for k, v in network_rules("c", 100, "Allow", "AzureContainerRegistry.WestEurope").items() if k != "name"},
    )
    (found,) = rules(firewall(classic))
    assert (found.destinations, found.address) == (("tag:AzureContainerRegistry.WestEurope",), "azurerm_firewall_network_rule_collection.c")


def test_ip_groups_ranges_and_tags_of_destinations() -> None:
    group = declare(
        "azurerm_firewall_policy_rule_collection_group.g",
        firewall_policy_id=ref("azurerm_firewall_policy.p"),
        priority=100,
        network_rule_collection=[network_rules("n", 100, "Allow", "10.0.0.4-10.0.0.7", destination_ip_groups=[ref("azurerm_ip_group.i")])],
        application_rule_collection=[
            {
                "name": "a",
                "priority": 100,
                "action": "Allow",
                "rule": [
                    {"source_addresses": ["10.0.1.0/24"], "destination_fqdn_tags": ["AzureKubernetesService"]},
                    {"destination_fqdns": ["*"]},
                ],
            }
        ],
    )
    parts = [group, declare("azurerm_firewall_policy.p"), declare("azurerm_ip_group.i", cidrs=["192.0.2.0/24"])]
    found = rules(firewall(*parts, firewall_policy_id=ref("azurerm_firewall_policy.p")))
    assert [r.destinations for r in found] == [("10.0.0.4/30", "192.0.2.0/24"), ("fqdn-tag:AzureKubernetesService",), ("*",)]


def test_a_policy_that_is_not_declared_leaves_the_rules_unknown() -> None:
    foreign = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/firewallPolicies/z"
    assert isinstance(firewall(firewall_policy_id=foreign).rules, Unknown)
    child = declare("azurerm_firewall_policy.child", base_policy_id=foreign)
    assert isinstance(firewall(child, firewall_policy_id=ref("azurerm_firewall_policy.child")).rules, Unknown)


def test_a_policy_that_is_its_own_parent_ends() -> None:
    loop = declare("azurerm_firewall_policy.p", base_policy_id=ref("azurerm_firewall_policy.p"))
    assert rules(firewall(loop, firewall_policy_id=ref("azurerm_firewall_policy.p"))) == ()
