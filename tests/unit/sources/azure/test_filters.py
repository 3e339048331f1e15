# SPDX-License-Identifier: Apache-2.0
"""Rules of network security groups."""

from __future__ import annotations

from typing import Any

import pytest
from fabric_kit import declare, estate, ref

from intramuros.estate.network import Filter, Ports, RuleSet, Subnet
from intramuros.estate.values import Unknown

BASE: dict[str, Any] = {
    "name": "r",
    "priority": 100,
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "source_port_range": "*",
    "source_address_prefix": "10.1.0.0/16",
    "destination_address_prefix": "*",
    "destination_port_range": "443",
}


def rules(*blocks: dict[str, Any] | Unknown, apart: dict[str, Any] | None = None) -> tuple[Filter, ...]:
    own: Any = list(blocks) if not blocks or not isinstance(blocks[0], Unknown) else blocks[0]
    group = declare("azurerm_network_security_group.g", security_rule=own, lines={"security_rule[0]": 5, "security_rule[1]": 15})
    more = [declare("azurerm_network_security_rule.apart", network_security_group_name="g", **apart)] if apart else []
    asgs = declare("azurerm_application_security_group.web")
    found = estate(group, asgs, *more).find("azurerm_network_security_group.g", RuleSet)
    assert found is not None
    return found.filters


def test_an_inbound_rule_has_its_source_as_peer_and_its_destination_as_own() -> None:
    (found,) = rules({**BASE, "destination_address_prefix": "10.0.1.0/24"})
    assert (found.direction, found.allows, found.priority, found.protocol) == ("in", True, 100, "tcp")
    assert (found.peers, found.own, found.ports) == (("10.1.0.0/16",), ("10.0.1.0/24",), (Ports(443, 443),))
    assert (found.address, found.origin.line) == ("azurerm_network_security_group.g", 5)


def test_an_outbound_rule_has_its_destination_as_peer() -> None:
    (found,) = rules({**BASE, "direction": "Outbound", "destination_address_prefix": "Storage.WestEurope"})
    assert (found.direction, found.peers, found.own) == ("out", ("tag:Storage.WestEurope",), ("10.1.0.0/16",))


@pytest.mark.parametrize(
    ("prefix", "peers"),
    [
        ("*", ("0.0.0.0/0", "::/0")),
        ("Internet", ("tag:Internet",)),
        ("VirtualNetwork", ("tag:VirtualNetwork",)),
        ("10.60.1.1", ("10.60.1.1/32",)),
        ("10.60.1.1/16", ("10.60.0.0/16",)),
        ("0.0.0.0/0", ("0.0.0.0/0",)),
    ],
)
def test_forms_of_a_prefix(prefix: str, peers: tuple[str, ...]) -> None:
    (found,) = rules({**BASE, "source_address_prefix": prefix})
    assert found.peers == peers


def test_lists_of_prefixes_ports_and_application_groups() -> None:
    (found,) = rules(
        {
            **BASE,
            "source_address_prefix": None,
            "source_address_prefixes": ["10.1.0.0/16", "10.2.0.0/16"],
            "destination_port_range": None,
            "destination_port_ranges": ["80", "8000-8100"],
            "destination_address_prefix": None,
            "destination_application_security_group_ids": [ref("azurerm_application_security_group.web")],
        }
    )
    assert found.peers == ("10.1.0.0/16", "10.2.0.0/16")
    assert found.ports == (Ports(80, 80), Ports(8000, 8100))
    assert found.own == ("asg:azurerm_application_security_group.web",)


def test_rules_apart_carry_their_own_address() -> None:
    first, second = rules(BASE, apart={**BASE, "name": "late", "priority": 200, "access": "Deny"})
    assert (first.address, second.address, second.allows) == (
        "azurerm_network_security_group.g",
        "azurerm_network_security_rule.apart",
        False,
    )


def test_what_is_not_known_stays_possible_both_ways() -> None:
    hidden = rules({**BASE, "access": Unknown("a variable")})
    assert [(f.allows, isinstance(f.peers[0], Unknown)) for f in hidden] == [(True, True), (False, True)]
    (far,) = rules({**BASE, "source_address_prefix": ref("azurerm_public_ip.p", "ip_address")})
    assert isinstance(far.peers[0], Unknown)
    (port,) = rules({**BASE, "destination_port_range": Unknown("a variable")})
    assert isinstance(port.ports, Unknown)


def test_a_group_whose_rules_cannot_be_read_allows_and_denies_nobody_knows_what() -> None:
    found = rules(Unknown("for_each is known only after apply"))
    assert {(f.direction, f.allows) for f in found} == {("in", True), ("in", False), ("out", True), ("out", False)}
    assert all(isinstance(f.peers[0], Unknown) for f in found)


@pytest.mark.parametrize(("written", "meant"), [("*", "*"), ("Any", "*"), ("Udp", "udp"), ("Esp", "50"), ("Ah", "51"), ("Icmp", "icmp")])
def test_protocols(written: str, meant: str) -> None:
    (found,) = rules({**BASE, "protocol": written})
    assert found.protocol == meant


@pytest.mark.parametrize("deployed", [True, False])
def test_rules_of_a_network_manager_stand_before_the_groups_of_its_networks(deployed: bool) -> None:
    manager = "azurerm_network_manager_"
    parts = [
        declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"]),
        declare("azurerm_subnet.s", virtual_network_name="v", address_prefixes=["10.0.1.0/24"]),
        declare("azurerm_network_security_group.g", security_rule=[{**BASE, "access": "Deny"}]),
        declare(
            "azurerm_subnet_network_security_group_association.a",
            subnet_id=ref("azurerm_subnet.s"),
            network_security_group_id=ref("azurerm_network_security_group.g"),
        ),
        declare(f"{manager}network_group.n"),
        declare(
            f"{manager}static_member.m",
            network_group_id=ref(f"{manager}network_group.n"),
            target_virtual_network_id=ref("azurerm_virtual_network.v"),
        ),
        declare(f"{manager}security_admin_configuration.c"),
        declare(
            f"{manager}admin_rule_collection.r",
            security_admin_configuration_id=ref(f"{manager}security_admin_configuration.c"),
            network_group_ids=[ref(f"{manager}network_group.n")],
        ),
        *(
            declare(
                f"{manager}admin_rule.{action}",
                admin_rule_collection_id=ref(f"{manager}admin_rule_collection.r"),
                action=action,
                direction="Inbound",
                priority=10,
                protocol="Tcp",
                destination_port_ranges=["443"],
                source=[{"address_prefix": "Internet", "address_prefix_type": "ServiceTag"}],
            )
            for action in ("Deny", "AlwaysAllow")
        ),
    ]
    commit = declare(
        f"{manager}deployment.d", scope_access="SecurityAdmin", configuration_ids=[ref(f"{manager}security_admin_configuration.c")]
    )
    found = estate(*parts, *([commit] if deployed else []))
    subnet, group = found.find("azurerm_subnet.s", Subnet), found.find("azurerm_network_security_group.g", RuleSet)
    assert subnet is not None
    assert group is not None
    if not deployed:
        assert subnet.rule_sets == ("azurerm_network_security_group.g",)
        assert [f.address for f in group.filters] == ["azurerm_network_security_group.g"]
        return
    assert subnet.rule_sets == ("azurerm_network_security_group.g", f"{manager}admin_rule_collection.r")
    assert [(f.allows, f.priority, f.address) for f in group.filters] == [
        (True, 10 - 10_000, f"{manager}admin_rule.AlwaysAllow"),
        (False, 100, "azurerm_network_security_group.g"),
    ]
    admin = found.find(f"{manager}admin_rule_collection.r", RuleSet)
    assert admin is not None
    assert [(f.direction, f.allows, f.peers[0]) for f in admin.filters] == [
        ("in", False, "tag:Internet"),
        ("in", True, "tag:Internet"),
        ("in", True, "0.0.0.0/0"),
        ("out", True, "0.0.0.0/0"),
    ]
