# SPDX-License-Identifier: Apache-2.0
"""Networks, subnets, routes, peerings and ways out."""

from __future__ import annotations

from typing import Any

import pytest
from fabric_kit import declare, estate, ref

from intramuros.estate.network import Gateway, Hub, Interface, Network, Peering, RouteTable, Subnet
from intramuros.estate.values import Unknown

VNET = declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"])


def subnet(**attrs: Any) -> Subnet:
    found = estate(
        VNET,
        declare(
            "azurerm_subnet.s", virtual_network_name=ref("azurerm_virtual_network.v", "name"), address_prefixes=["10.0.1.0/24"], **attrs
        ),
        declare("azurerm_network_security_group.g"),
        declare(
            "azurerm_subnet_network_security_group_association.a",
            subnet_id=ref("azurerm_subnet.s"),
            network_security_group_id=ref("azurerm_network_security_group.g"),
        ),
        declare("azurerm_route_table.t"),
        declare("azurerm_subnet_route_table_association.a", subnet_id=ref("azurerm_subnet.s"), route_table_id=ref("azurerm_route_table.t")),
    ).find("azurerm_subnet.s", Subnet)
    assert found is not None
    return found


def test_a_subnet_finds_its_network_by_name_and_what_is_attached_by_separate_resources() -> None:
    found = subnet()
    assert (found.network, found.cidrs) == ("azurerm_virtual_network.v", ("10.0.1.0/24",))
    assert found.rule_sets == ("azurerm_network_security_group.g",)
    assert found.route_table == "azurerm_route_table.t"
    assert found.nat is None
    assert found.default_outbound is True


def test_default_outbound_access_can_be_switched_off() -> None:
    assert subnet(default_outbound_access_enabled=False).default_outbound is False


@pytest.mark.parametrize(
    ("attrs", "version", "bound"),
    [
        ({}, "~> 4.50", False),
        ({}, "", False),
        ({}, "~> 3.117", True),
        ({"private_endpoint_network_policies": "Enabled"}, "~> 4.0", True),
        ({"private_endpoint_network_policies": "NetworkSecurityGroupEnabled"}, "~> 4.0", True),
        ({"private_endpoint_network_policies": "RouteTableEnabled"}, "~> 4.0", False),
        ({"enforce_private_link_endpoint_network_policies": True}, "~> 3.0", False),
        ({"enforce_private_link_endpoint_network_policies": False}, "~> 3.0", True),
        ({"private_endpoint_network_policies_enabled": False}, "~> 3.0", False),
    ],
)
def test_nsgs_bind_private_endpoints_as_the_version_says(attrs: dict[str, Any], version: str, bound: bool) -> None:
    found = estate(VNET, declare("azurerm_subnet.s", version=version, virtual_network_name="v", address_prefixes=["10.0.1.0/24"], **attrs))
    own = found.find("azurerm_subnet.s", Subnet)
    assert own is not None
    assert own.endpoint_policies is bound


def test_inline_subnets_are_subnets_and_can_be_referred_to_by_index() -> None:
    blocks = [
        {"name": "a", "address_prefixes": ["10.0.1.0/24"], "security_group": ref("azurerm_network_security_group.g")},
        {"name": "b", "address_prefixes": ["10.0.2.0/24"], "default_outbound_access_enabled": False},
    ]
    nic = declare(
        "azurerm_network_interface.n", ip_configuration=[{"name": "x", "subnet_id": ref("azurerm_virtual_network.v", "subnet.1.id")}]
    )
    found = estate(
        declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"], subnet=blocks), declare("azurerm_network_security_group.g"), nic
    )
    first, second = found.find("azurerm_virtual_network.v#a", Subnet), found.find("azurerm_virtual_network.v#b", Subnet)
    own = found.find("azurerm_network_interface.n", Interface)
    assert first is not None
    assert second is not None
    assert own is not None
    assert first.rule_sets == ("azurerm_network_security_group.g",)
    assert first.network == "azurerm_virtual_network.v"
    assert second.default_outbound is False
    assert own.subnet == "azurerm_virtual_network.v#b"


def test_a_subnet_that_is_looked_up_keeps_its_secrets() -> None:
    found = estate(declare("data.azurerm_subnet.s", virtual_network_name="elsewhere")).find("data.azurerm_subnet.s", Subnet)
    assert found is not None
    assert isinstance(found.route_table, Unknown)
    assert all(isinstance(r, Unknown) for r in found.rule_sets)


FIREWALL = declare("azurerm_firewall.fw", ip_configuration=[{"name": "x", "public_ip_address_id": ref("azurerm_public_ip.p")}])


@pytest.mark.parametrize(
    ("kind", "ip", "hop", "target"),
    [
        ("VirtualAppliance", ref("azurerm_firewall.fw", "ip_configuration.0.private_ip_address"), "firewall", "azurerm_firewall.fw"),
        ("VirtualAppliance", "10.0.9.4", "appliance", "10.0.9.4"),
        ("Internet", None, "internet", None),
        ("None", None, "blackhole", None),
        ("VnetLocal", None, "local", None),
        ("VirtualNetworkGateway", None, "vpn", None),
    ],
)
def test_next_hops(kind: str, ip: str | None, hop: str, target: str | None) -> None:
    block = {"name": "r", "address_prefix": "0.0.0.0/0", "next_hop_type": kind, "next_hop_in_ip_address": ip}
    found = estate(FIREWALL, declare("azurerm_public_ip.p"), declare("azurerm_route_table.t", route=[block], lines={"route[0]": 7}))
    table = found.find("azurerm_route_table.t", RouteTable)
    assert table is not None
    (route,) = table.routes
    assert (route.hop, route.target, route.destination) == (hop, target, "0.0.0.0/0")
    assert route.origin.line == 7


def test_routes_apart_belong_to_their_table_and_service_tags_are_destinations() -> None:
    apart = declare("azurerm_route.r", route_table_name="t", address_prefix="Storage.WestEurope", next_hop_type="Internet")
    table = estate(declare("azurerm_route_table.t"), apart).find("azurerm_route_table.t", RouteTable)
    assert table is not None
    assert [(r.destination, r.address) for r in table.routes] == [("tag:Storage.WestEurope", "azurerm_route.r")]


@pytest.mark.parametrize(
    ("attrs", "propagates"),
    [({}, True), ({"bgp_route_propagation_enabled": False}, False), ({"disable_bgp_route_propagation": True}, False)],
)
def test_propagation_has_two_spellings(attrs: dict[str, Any], propagates: bool) -> None:
    table = estate(declare("azurerm_route_table.t", **attrs)).find("azurerm_route_table.t", RouteTable)
    assert table is not None
    assert table.propagates is propagates


def test_a_peering_is_one_half_and_its_remote_may_be_foreign() -> None:
    foreign = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/far"
    here = declare(
        "azurerm_virtual_network_peering.here", virtual_network_name="v", remote_virtual_network_id=ref("azurerm_virtual_network.w")
    )
    away = declare(
        "azurerm_virtual_network_peering.away",
        virtual_network_name="v",
        remote_virtual_network_id=foreign,
        allow_virtual_network_access=False,
    )
    found = estate(VNET, declare("azurerm_virtual_network.w", address_space=["10.1.0.0/16"]), here, away)
    half, other = found.find("azurerm_virtual_network_peering.here", Peering), found.find("azurerm_virtual_network_peering.away", Peering)
    assert half is not None
    assert other is not None
    assert (half.network, half.remote, half.directed, half.allows_access) == (
        "azurerm_virtual_network.v",
        "azurerm_virtual_network.w",
        True,
        True,
    )
    assert (other.remote, other.remote_account, other.allows_access) == (foreign, "22222222-2222-2222-2222-222222222222", False)


@pytest.mark.parametrize("linked", [True, False])
def test_a_nat_gateway_without_an_address_has_no_way_out(linked: bool) -> None:
    link = declare(
        "azurerm_nat_gateway_public_ip_association.l",
        nat_gateway_id=ref("azurerm_nat_gateway.n"),
        public_ip_address_id=ref("azurerm_public_ip.p"),
    )
    found = estate(declare("azurerm_nat_gateway.n"), declare("azurerm_public_ip.p"), *([link] if linked else [])).find(
        "azurerm_nat_gateway.n", Gateway
    )
    assert found is not None
    assert found.public is linked


def test_a_hub_connection_without_routing_takes_the_default_table() -> None:
    plain = declare(
        "azurerm_virtual_hub_connection.plain",
        virtual_hub_id=ref("azurerm_virtual_hub.h"),
        remote_virtual_network_id=ref("azurerm_virtual_network.v"),
    )
    apart = declare(
        "azurerm_virtual_hub_connection.apart",
        virtual_hub_id=ref("azurerm_virtual_hub.h"),
        remote_virtual_network_id=ref("azurerm_virtual_network.v"),
        routing=[{"associated_route_table_id": ref("azurerm_virtual_hub_route_table.t"), "propagated_route_table": [{"labels": ["none"]}]}],
    )
    table = declare("azurerm_virtual_hub_route_table.t", virtual_hub_id=ref("azurerm_virtual_hub.h"))
    hub = estate(VNET, declare("azurerm_virtual_hub.h"), plain, apart, table).find("azurerm_virtual_hub.h", Hub)
    assert hub is not None
    assert [(a.table, a.propagates_to) for a in hub.attachments] == [("defaultRouteTable", ("defaultRouteTable",)), ("t", ())]


@pytest.mark.parametrize("deployed", [True, False])
def test_a_network_manager_joins_only_what_is_deployed(deployed: bool) -> None:
    configuration = declare(
        "azurerm_network_manager_connectivity_configuration.c",
        connectivity_topology="Mesh",
        applies_to_group=[{"group_connectivity": "None", "network_group_id": ref("azurerm_network_manager_network_group.g")}],
    )
    member = declare(
        "azurerm_network_manager_static_member.m",
        network_group_id=ref("azurerm_network_manager_network_group.g"),
        target_virtual_network_id=ref("azurerm_virtual_network.v"),
    )
    commit = declare(
        "azurerm_network_manager_deployment.d", configuration_ids=[ref("azurerm_network_manager_connectivity_configuration.c")]
    )
    parts = [VNET, configuration, member, declare("azurerm_network_manager_network_group.g"), *([commit] if deployed else [])]
    hubs = estate(*parts).all(Hub)
    assert [a.network for h in hubs for a in h.attachments] == (["azurerm_virtual_network.v"] if deployed else [])


def test_networks_only_looked_up_have_unknown_ranges() -> None:
    found = estate(declare("data.azurerm_virtual_network.v")).find("data.azurerm_virtual_network.v", Network)
    assert found is not None
    assert isinstance(found.cidrs[0], Unknown)
