# SPDX-License-Identifier: Apache-2.0
"""Route tables: inline routes, routes declared apart, main tables, and the one that AWS makes with a VPC.

A subnet without an association uses the main table (https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html).
The gateways that routes name are told apart by the resource behind the id, since `gateway_id` takes several kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from intramuros.estate.network import NextHop, Route, RouteTable
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, symbol
from intramuros.sources.attributes import blocks, texts, unknown_in
from intramuros.sources.aws.common import head
from intramuros.sources.aws.defaults import default_vpcs
from intramuros.sources.aws.network import prefix_list
from intramuros.sources.aws.wiring import TABLES, VPCS, cidr, denoted, line_of, made, part_of_vpc, stated, table_at, vpc_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

_HOPS: Mapping[str, NextHop] = {
    "nat_gateway_id": "nat",
    "egress_only_gateway_id": "egress-only-gateway",
    "vpc_peering_connection_id": "peering",
    "transit_gateway_id": "hub",
    "core_network_arn": "hub",
    "vpc_endpoint_id": "firewall",
    "network_interface_id": "appliance",
    "instance_id": "appliance",
    "carrier_gateway_id": "internet-gateway",
    "local_gateway_id": "vpn",
    "gateway_id": "internet-gateway",
}
"""Attribute that names the target → what lies there, unless the resource behind it says otherwise."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    "nat_gateway_id": ("aws_nat_gateway",),
    "egress_only_gateway_id": ("aws_egress_only_internet_gateway",),
    "vpc_peering_connection_id": ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"),
    "transit_gateway_id": ("aws_ec2_transit_gateway",),
    "vpc_endpoint_id": ("aws_vpc_endpoint", "aws_networkfirewall_firewall"),
    "gateway_id": ("aws_internet_gateway", "aws_vpn_gateway"),
}
"""What a plan's unknown target may refer to."""
_BEHIND: Mapping[str, NextHop] = {
    "aws_internet_gateway": "internet-gateway",
    "aws_ec2_carrier_gateway": "internet-gateway",
    "aws_egress_only_internet_gateway": "egress-only-gateway",
    "aws_vpn_gateway": "vpn",
    "aws_nat_gateway": "nat",
    "aws_vpc_endpoint": "firewall",
    "aws_networkfirewall_firewall": "firewall",
    "aws_ec2_transit_gateway": "hub",
    "aws_vpc_peering_connection": "peering",
    "aws_vpc_peering_connection_accepter": "peering",
}
_PREFIXES: Mapping[str, NextHop] = {
    "igw-": "internet-gateway",
    "vgw-": "vpn",
    "eigw-": "egress-only-gateway",
    "nat-": "nat",
    "vpce-": "firewall",
    "cagw-": "internet-gateway",
}
"""How AWS begins the ids of gateways."""


def tables(book: Book) -> Iterator[Resource]:
    """Declared tables, and main tables of VPCs that nothing adopts but something names."""
    apart = _routes_apart(book)
    astray = tuple(_astray(book))
    mains = main_tables(book)
    for d in book.of(*TABLES):
        network = _network(book, d)
        routes = (*_inline(book, d), *apart.get(d.address, ()), *astray)
        main = isinstance(network, str) and mains.get(network) == d.address
        yield RouteTable(**head(book, d), network=network, routes=routes, main=main, propagates=_propagates(book, d))
    yield from _implied(book, apart, astray, mains)


def _network(book: Book, d: Declared) -> Fact[str | None]:
    if d.type == "aws_route_table":
        return vpc_of(book, d)
    return denoted(book, d, stated(d, "vpc_id") or d.attrs.get("default_route_table_id"), "default_route_table_id", *VPCS)


def main_tables(book: Book) -> dict[str, str]:
    """Network → its main table: an association, else what adopts the one that AWS made, else that one."""
    found: dict[str, str] = {}
    for d in book.of("aws_default_route_table"):
        network = _network(book, d)
        if isinstance(network, str):
            found[network] = d.address
    for d in book.of("aws_main_route_table_association"):
        network, table = vpc_of(book, d), table_at(book, d, d.attrs.get("route_table_id"), "route_table_id")
        if isinstance(network, str) and isinstance(table, str):
            found[network] = table
    return found


def _implied(book: Book, apart: Mapping[str, list[Route]], astray: tuple[Route, ...], mains: Mapping[str, str]) -> Iterator[Resource]:
    """The tables that AWS made with a VPC, where they are in use: they route locally only, in a default VPC to the internet too."""
    public = default_vpcs(book)
    owners = {d.address: d for d in book.of(*VPCS)} | public
    for vpc, d in owners.items():
        address = part_of_vpc(book, symbol(vpc, "main_route_table_id")) or f"{vpc}#main-route-table"
        if address in book.by_address:
            continue
        routes = (*apart.get(address, ()), *astray)
        if vpc in public:
            routes += (Route(destination="0.0.0.0/0", hop="internet-gateway", address=d.address, origin=d.origin),)
        main = mains.get(vpc, address) == address
        yield RouteTable(**made(d, address, "aws_default_route_table"), network=vpc, routes=routes, main=main)


def _propagates(book: Book, d: Declared) -> bool:
    listed = stated(d, "propagating_vgws")
    return bool(listed) or bool(book.pointing(("aws_vpn_gateway_route_propagation",), "route_table_id", d.address))


def _inline(book: Book, d: Declared) -> Iterator[Route]:
    missing = unknown_in({"route": stated(d, "route")}, "route")
    if missing:
        yield Route(destination=missing, hop="internet", target=missing, address=d.address, origin=line_of(d, "route"))
    for index, block in enumerate(blocks(d.attrs, "route")):
        yield from _routes(book, d, block, line_of(d, "route", index), "route")


def _routes_apart(book: Book) -> dict[str, list[Route]]:
    found: dict[str, list[Route]] = {}
    for d in book.of("aws_route"):
        table = table_at(book, d, d.attrs.get("route_table_id"), "route_table_id")
        if isinstance(table, str):
            found.setdefault(table, []).extend(_routes(book, d, d.attrs, d.origin))
    return found


def _astray(book: Book) -> Iterator[Route]:
    """Routes of which it is not known in which table they are: any may have them."""
    for d in book.of("aws_route"):
        table = table_at(book, d, d.attrs.get("route_table_id"), "route_table_id")
        if isinstance(table, Unknown):
            yield from (structs.replace(r, doubt=f"the table of {d.address}: {table.why}") for r in _routes(book, d, d.attrs, d.origin))


def _routes(book: Book, d: Declared, attrs: Mapping[str, Any], origin: Origin, under: str = "") -> Iterator[Route]:
    """One route for each destination that the attributes name."""
    hop, target = _hop(book, d, attrs, under)
    for destination in _destinations(book, d, attrs, under):
        yield Route(destination=destination, hop=hop, target=target, address=d.address, origin=origin)


def _destinations(book: Book, d: Declared, attrs: Mapping[str, Any], under: str) -> Iterator[Fact[str]]:
    keys = ("cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block")
    for key in keys:
        yield from (cidr(t) for t in texts(attrs.get(key) if under else stated(d, key)) if t != "")
    listed = attrs.get("destination_prefix_list_id") if under else stated(d, "destination_prefix_list_id")
    if listed not in (None, ""):
        yield prefix_list(book, d, listed, under or "destination_prefix_list_id")


def _hop(book: Book, d: Declared, attrs: Mapping[str, Any], under: str) -> tuple[NextHop, Fact[str | None]]:
    for key, usual in _HOPS.items():
        value = attrs.get(key) if under else stated(d, key)
        if value in (None, ""):
            continue
        if key == "gateway_id" and value == "local":
            return "local", None
        target = _unsaid(book, d, value, under or key, key) if isinstance(value, Unknown) else book.resolve(value)
        return _told(book, target, usual), _itself(book, target)
    return "blackhole", None


def _itself(book: Book, target: Fact[str | None]) -> Fact[str | None]:
    """An accepter stands for the peering that it accepts."""
    behind = book.by_address.get(target) if isinstance(target, str) else None
    if behind is None or behind.type != "aws_vpc_peering_connection_accepter":
        return target
    return book.resolve(behind.attrs.get("vpc_peering_connection_id")) or target


def _unsaid(book: Book, d: Declared, value: Unknown, under: str, key: str) -> Fact[str | None]:
    """The one resource that an unknown target is computed from (a firewall's endpoint, picked from its status)."""
    kinds = _KINDS.get(key, ())
    found = denoted(book, d, value, under, *kinds)
    near = [o.address for o in book.of(*kinds) if f"{o.address}." in value.why]
    return near[0] if isinstance(found, Unknown) and len(near) == 1 else found


def _told(book: Book, target: Fact[str | None], usual: NextHop) -> NextHop:
    if not isinstance(target, str):
        return usual
    behind = book.by_address.get(target)
    if behind is not None:
        if behind.type == "aws_vpc_endpoint" and str(behind.attrs.get("vpc_endpoint_type") or "Gateway") in ("Gateway", "Interface"):
            return "endpoint"
        return _BEHIND.get(behind.type, usual)
    return next((hop for start, hop in _PREFIXES.items() if target.startswith(start)), usual)


LOWERINGS = ((frozenset(TABLES), tables),)
SUB_RESOURCES = frozenset(
    {"aws_route", "aws_main_route_table_association", "aws_vpn_gateway_route_propagation", "aws_route_table_association"}
)
