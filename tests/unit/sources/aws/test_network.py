# SPDX-License-Identifier: Apache-2.0
"""VPCs, subnets, route tables, gateways, peerings and prefix lists."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.network import Gateway, Network, Peering, PrefixList, RouteTable, Subnet
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.fabric_kit import SUBNET, VPC, declare, estate, one, ref


def test_a_subnet_finds_its_network_table_and_acl() -> None:
    found = estate(
        VPC,
        SUBNET,
        declare("aws_route_table.t", vpc_id=ref("aws_vpc.v")),
        declare("aws_route_table_association.a", subnet_id=ref("aws_subnet.s"), route_table_id=ref("aws_route_table.t")),
        declare("aws_network_acl.n", vpc_id=ref("aws_vpc.v"), subnet_ids=[ref("aws_subnet.s")]),
    )
    subnet = one(found, "aws_subnet.s", Subnet)
    assert (subnet.network, subnet.cidrs, subnet.route_table, subnet.rule_sets) == (
        "aws_vpc.v",
        ("10.0.1.0/24",),
        "aws_route_table.t",
        ("aws_network_acl.n",),
    )
    assert subnet.public_ips is False


def test_an_adopted_default_acl_stands_before_subnets_that_name_none() -> None:
    adopted = declare("aws_default_network_acl.d", default_network_acl_id=ref("aws_vpc.v", "default_network_acl_id"))
    assert one(estate(VPC, SUBNET, adopted), "aws_subnet.s", Subnet).rule_sets == ("aws_default_network_acl.d",)
    assert one(estate(VPC, SUBNET), "aws_subnet.s", Subnet).rule_sets == ()


@pytest.mark.parametrize(
    ("attrs", "hop", "target"),
    [
        ({"gateway_id": ref("aws_internet_gateway.g")}, "internet-gateway", "aws_internet_gateway.g"),
        ({"gateway_id": ref("aws_vpn_gateway.w")}, "vpn", "aws_vpn_gateway.w"),
        ({"gateway_id": "igw-0123456789abcdef0"}, "internet-gateway", "igw-0123456789abcdef0"),
        ({"gateway_id": "local"}, "local", None),
        ({"nat_gateway_id": ref("aws_nat_gateway.n")}, "nat", "aws_nat_gateway.n"),
        (
            {"egress_only_gateway_id": ref("aws_egress_only_internet_gateway.e")},
            "egress-only-gateway",
            "aws_egress_only_internet_gateway.e",
        ),
        ({"transit_gateway_id": ref("aws_ec2_transit_gateway.t")}, "hub", "aws_ec2_transit_gateway.t"),
        ({"network_interface_id": "eni-1"}, "appliance", "eni-1"),
    ],
)
def test_routes_tell_their_next_hop_by_what_lies_behind_the_id(attrs: dict[str, Any], hop: str, target: str | None) -> None:
    gateways = (
        declare("aws_internet_gateway.g", vpc_id=ref("aws_vpc.v")),
        declare("aws_vpn_gateway.w", vpc_id=ref("aws_vpc.v")),
        declare("aws_nat_gateway.n", subnet_id=ref("aws_subnet.s")),
        declare("aws_egress_only_internet_gateway.e", vpc_id=ref("aws_vpc.v")),
        declare("aws_ec2_transit_gateway.t"),
    )
    inline = declare("aws_route_table.i", vpc_id=ref("aws_vpc.v"), route=[{"cidr_block": "0.0.0.0/0", **attrs}], lines={"route[0]": 7})
    bare = declare("aws_route_table.b", vpc_id=ref("aws_vpc.v"))
    apart = declare("aws_route.r", route_table_id=ref("aws_route_table.b"), destination_cidr_block="0.0.0.0/0", **attrs)
    found = estate(VPC, SUBNET, *gateways, inline, bare, apart)
    for address, line, charged in (("aws_route_table.i", 7, "aws_route_table.i"), ("aws_route_table.b", 1, "aws_route.r")):
        (route,) = one(found, address, RouteTable).routes
        assert (route.destination, route.hop, route.target, route.origin.line, route.address) == ("0.0.0.0/0", hop, target, line, charged)


def test_the_main_table_is_the_one_associated_else_adopted_else_the_one_that_aws_makes() -> None:
    table = declare("aws_route_table.t", vpc_id=ref("aws_vpc.v"))
    adopted = declare("aws_default_route_table.d", default_route_table_id=ref("aws_vpc.v", "default_route_table_id"))
    chosen = declare("aws_main_route_table_association.a", vpc_id=ref("aws_vpc.v"), route_table_id=ref("aws_route_table.t"))

    def mains(*declared: Any) -> list[str]:
        return [t.address for t in estate(VPC, *declared).all(RouteTable) if t.main and t.network == "aws_vpc.v"]

    assert mains(table, adopted, chosen) == ["aws_route_table.t"]
    assert mains(table, adopted) == ["aws_default_route_table.d"]
    assert mains(table) == ["aws_vpc.v#main-route-table"]


def test_a_route_added_to_the_vpcs_own_main_table_counts() -> None:
    added = declare(
        "aws_route.r", route_table_id=ref("aws_vpc.v", "main_route_table_id"), destination_cidr_block="0.0.0.0/0", gateway_id="igw-1"
    )
    table = one(estate(VPC, added), "aws_vpc.v#main-route-table", RouteTable)
    assert (table.main, [r.hop for r in table.routes]) == (True, ["internet-gateway"])


def test_what_names_no_subnet_stands_in_the_default_vpc_which_is_public() -> None:
    found = estate(declare("aws_instance.i", ami="ami-1"))
    (subnet,) = found.all(Subnet)
    (table,) = found.all(RouteTable)
    assert subnet.public_ips is True
    assert one(found, str(subnet.network), Network).cidrs == ("172.31.0.0/16",)
    assert (table.main, table.network, [r.hop for r in table.routes]) == (True, subnet.network, ["internet-gateway"])


def test_a_private_nat_gateway_has_no_way_out() -> None:
    found = estate(
        VPC,
        SUBNET,
        declare("aws_nat_gateway.private", subnet_id=ref("aws_subnet.s"), connectivity_type="private"),
        declare("aws_nat_gateway.public", subnet_id=ref("aws_subnet.s"), allocation_id="eipalloc-1"),
    )
    assert one(found, "aws_nat_gateway.private", Gateway).public is False
    assert one(found, "aws_nat_gateway.public", Gateway).public is True


@pytest.mark.parametrize(
    ("auto", "accepter", "active"),
    [(True, None, True), (None, True, True), (None, False, None), (False, None, None)],
)
def test_a_peering_is_active_when_something_declared_accepts_it(auto: bool | None, accepter: bool | None, active: bool | None) -> None:
    peering = declare(
        "aws_vpc_peering_connection.p", vpc_id=ref("aws_vpc.v"), peer_vpc_id="vpc-9", peer_owner_id="222222222222", auto_accept=auto
    )
    answer = declare(
        "aws_vpc_peering_connection_accepter.a", vpc_peering_connection_id=ref("aws_vpc_peering_connection.p"), auto_accept=accepter
    )
    found = one(estate(VPC, peering, *([answer] if accepter is not None else [])), "aws_vpc_peering_connection.p", Peering)
    assert (found.network, found.remote, found.remote_account, found.directed) == ("aws_vpc.v", "vpc-9", "222222222222", False)
    assert isinstance(found.active, Unknown) if active is None else found.active is active


def test_a_prefix_list_holds_its_own_entries_and_those_declared_apart() -> None:
    found = estate(
        declare("aws_ec2_managed_prefix_list.p", name="p", entry=[{"cidr": "192.0.2.0/24"}]),
        declare("aws_ec2_managed_prefix_list_entry.e", prefix_list_id=ref("aws_ec2_managed_prefix_list.p"), cidr="198.51.100.0/24"),
    )
    assert one(found, "aws_ec2_managed_prefix_list.p", PrefixList).cidrs == ("192.0.2.0/24", "198.51.100.0/24")


def test_a_subnet_that_is_looked_up_says_what_is_not_known() -> None:
    subnet = one(estate(declare("data.aws_subnet.s", id="subnet-1")), "data.aws_subnet.s", Subnet)
    assert all(isinstance(f, Unknown) for f in (subnet.route_table, subnet.public_ips, *subnet.cidrs, *subnet.rule_sets))
