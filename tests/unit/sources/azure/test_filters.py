# SPDX-License-Identifier: Apache-2.0
"""Rules of network security groups."""

from __future__ import annotations

from typing import Any

import pytest
from fabric_kit import declare, estate, ref

from intramuros.estate.network import Filter, Ports, RuleSet
from intramuros.estate.values import Unknown

BASE: dict[str, Any] = {
    "name": "r", "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "source_port_range": "*",
    "source_address_prefix": "10.1.0.0/16", "destination_address_prefix": "*", "destination_port_range": "443",
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
    (found,) = rules({
        **BASE, "source_address_prefix": None, "source_address_prefixes": ["10.1.0.0/16", "10.2.0.0/16"], "destination_port_range": None,
        "destination_port_ranges": ["80", "8000-8100"], "destination_address_prefix": None,
        "destination_application_security_group_ids": [ref("azurerm_application_security_group.web")],
    })
    assert found.peers == ("10.1.0.0/16", "10.2.0.0/16")
    assert found.ports == (Ports(80, 80), Ports(8000, 8100))
    assert found.own == ("asg:azurerm_application_security_group.web",)


def test_rules_apart_carry_their_own_address() -> None:
    first, second = rules(BASE, apart={**BASE, "name": "late", "priority": 200, "access": "Deny"})
    assert (first.address, second.address, second.allows) == ("azurerm_network_security_group.g", "azurerm_network_security_rule.apart", False)


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
