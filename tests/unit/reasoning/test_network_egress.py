# SPDX-License-Identifier: Apache-2.0
"""Ways out of workloads: filters, routes and gateways together, and which of them hold where none is open."""

from __future__ import annotations

from typing import Any

import pytest
from network_estates import HERE, World, bounds, network, route, rule, rules, subnet, table, workload

from intramuros.estate.network import FirewallRule, Gateway, Hub, HubAttachment
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown

OPEN = rules("sg", "security-group", rule("out", "allow", "0.0.0.0/0", "::/0"))
VPC = network("v", "10.1.0.0/16", cloud="aws")


def _gateway(name: str, kind: Any, cloud: Any = "aws", **more: Any) -> Gateway:
    return Gateway(address=name, type=name, cloud=cloud, origin=HERE, kind=kind, **more)


def _aws(*routes: Any, more: tuple[Resource, ...] = (), cidrs: tuple[str, ...] = ("10.1.1.0/24",), **at: Any) -> Any:
    place = subnet("s", "v", *cidrs, cloud="aws", route_table="rt")
    standing = {"rule_sets": ("sg",), **at}
    return World(VPC, place, table("rt", *routes, cloud="aws"), OPEN, *more, workload("w", "s", cloud="aws", **standing)).egress("w")


PUBLIC_SUBNET = (
    subnet("pub", "v", "10.1.0.0/24", cloud="aws", route_table="rt-pub"),
    table("rt-pub", route("0.0.0.0/0", "internet-gateway"), cloud="aws"),
)
DARK_SUBNET = (subnet("pub", "v", "10.1.0.0/24", cloud="aws", route_table="rt-pub"), table("rt-pub", cloud="aws"))


@pytest.mark.parametrize(
    ("found", "opened"),
    [
        (_aws(), False),
        (_aws(route("0.0.0.0/0", "internet-gateway")), False),
        (_aws(route("0.0.0.0/0", "internet-gateway"), public_ip=True), True),
        (_aws(route("0.0.0.0/0", "nat", "n"), more=(_gateway("n", "nat", subnet="pub"), *PUBLIC_SUBNET)), True),
        (_aws(route("0.0.0.0/0", "nat", "n"), more=(_gateway("n", "nat", subnet="pub"), *DARK_SUBNET)), False),
        (_aws(route("0.0.0.0/0", "nat", "n"), more=(_gateway("n", "nat", public=False),)), False),
        (_aws(route("0.0.0.0/0", "nat", "nat-0a1b")), True),
        (_aws(route("0.0.0.0/0", "peering", "p")), False),
        (_aws(route("10.0.0.0/8", "nat", "nat-0a1b")), False),
        (_aws(route("::/0", "egress-only-gateway", "e")), False),
        (_aws(route("::/0", "egress-only-gateway", "e"), cidrs=("10.1.1.0/24", "2001:db8::/64")), True),
    ],
    ids="none igw igw+ip nat nat-without-igw private-nat foreign-nat peering private-prefix v6-without v6".split(),
)
def test_gateways_of_aws(found: Any, opened: bool) -> None:
    assert found.open is opened


@pytest.mark.parametrize("hop", ["vpn", "appliance", "hub"])
def test_what_lies_behind_a_foreign_hop_is_not_known(hop: str) -> None:
    assert isinstance(_aws(route("0.0.0.0/0", hop, "elsewhere")).open, Unknown)


def test_the_default_group_stands_where_none_is_named() -> None:
    closed = rules("default", "security-group", default_of="v")
    found = _aws(route("0.0.0.0/0", "nat", "nat-1"), more=(closed,), rule_sets=())
    assert found.open is False


def test_every_layer_that_holds_by_itself_is_a_guard() -> None:
    shut = rules("shut", "security-group", rule("out", "allow", "10.0.0.0/8"))
    found = _aws(route("0.0.0.0/0", "nat", "n"), more=(_gateway("n", "nat", public=False), shut), rule_sets=("shut",))
    names = {(g.address, g.name) for m in found.path for g in m.guards}
    assert names == {("shut", "egress filter"), ("route", "no way out")}


def test_without_a_route_the_filter_counts_beside_it() -> None:
    shut = rules("shut", "security-group", rule("out", "allow", "10.0.0.0/8"))
    found = _aws(more=(shut,), rule_sets=("shut",))
    assert {g.name for m in found.path for g in m.guards} == {"no route out", "egress filter"}


def _azure(*more: Resource, at: dict[str, Any] | None = None, **place: Any) -> Any:
    there = subnet("s", "v", "10.1.1.0/24", **place)
    return World(network("v", "10.1.0.0/16"), there, *more, workload("w", "s", **(at or {}))).egress("w")


NSG = {"rule_sets": ("nsg",)}
NAT = _gateway("n", "nat", "azure")


@pytest.mark.parametrize(
    ("found", "opened"),
    [
        (_azure(), True),
        (_azure(default_outbound=False), False),
        (_azure(default_outbound=False, at={"public_ip": True}), True),
        (_azure(NAT, default_outbound=False, nat="n"), True),
        (_azure(_gateway("n", "nat", "azure", public=False), nat="n"), False),
        (_azure(rules("nsg", "nsg"), **NSG), True),
        (_azure(rules("nsg", "nsg", rule("out", "deny", "tag:Internet", priority=9)), **NSG), False),
        (_azure(rules("nsg", "nsg", rule("out", "deny", "tag:Internet", priority=9)), at=NSG), False),
        (_azure(table("rt", route("0.0.0.0/0", "blackhole")), route_table="rt"), False),
        (_azure(table("rt", route("10.0.0.0/8", "blackhole")), route_table="rt"), True),
        (_azure(table("rt", route("0.0.0.0/0", "blackhole"), route("93.184.0.0/16", "internet")), route_table="rt"), True),
    ],
    ids="default private private+ip private+nat nat-without-ip nsg deny deny-at-nic none none-for-private hole-in-none".split(),
)
def test_ways_out_of_azure(found: Any, opened: bool) -> None:
    assert found.open is opened


def test_a_subnet_that_is_looked_up_is_not_known() -> None:
    assert isinstance(World(workload("w", Unknown("looked up"))).egress("w").open, Unknown)
    assert isinstance(World(workload("w", "/subscriptions/x")).egress("w").open, Unknown)


def test_isolation_and_managed_networks_hold() -> None:
    isolated = World(workload("w", "s", work={"isolated": True})).egress("w")
    managed = World(workload("w", None, work={"managed_outbound": "allow-only-approved"})).egress("w")
    assert (isolated.open, managed.open) == (False, False)


def _allowing(*destinations: Any, sources: tuple[Any, ...] = ("*",), allows: Any = True) -> FirewallRule:
    return FirewallRule(allows=allows, sources=sources, destinations=destinations, address="fr", origin=HERE)


@pytest.mark.parametrize(
    ("ruled", "opened"),
    [
        ((), False),
        ((_allowing("*"),), True),
        ((_allowing("*", sources=("10.9.0.0/16",)),), False),
        ((_allowing("tag:Storage.WestEurope"),), False),
        ((_allowing("tag:Storage"),), True),
        ((_allowing("fqdn-tag:AzureKubernetesService"),), False),
        ((_allowing("fqdn:*.blob.core.windows.net"),), True),
        ((_allowing("fqdn:api.clinic.example"),), False),
        ((_allowing("fqdn:api.stranger.example"),), True),
        ((_allowing("*", allows=False), _allowing("*")), False),
        ((_allowing("8.8.8.0/24", allows=False), _allowing("*")), True),
    ],
    ids="empty all others region world fqdn-tag blobs allowed stranger denied-first part-denied".split(),
)
def test_rules_of_a_firewall(ruled: tuple[FirewallRule, ...], opened: bool) -> None:
    from msgspec import structs

    charter = structs.replace(bounds(), egress=("*.clinic.example",))
    wall = _gateway("fw", "firewall", "azure", rules=ruled)
    place = subnet("s", "v", "10.1.1.0/24", route_table="rt")
    resources = (network("v", "10.1.0.0/16"), place, table("rt", route("0.0.0.0/0", "firewall", "fw")), wall, workload("w", "s"))
    found = World(*resources, charter=charter).egress("w")
    assert found.open is opened
    if not opened:
        assert {g.name for m in found.path for g in m.guards} == {"forced route", "firewall"}


def test_an_unknown_rule_leaves_the_way_open() -> None:
    wall = _gateway("fw", "firewall", "azure", rules=(_allowing("*", allows=Unknown("which")),))
    found = _azure(wall, table("rt", route("0.0.0.0/0", "firewall", "fw")), route_table="rt")
    assert isinstance(found.open, Unknown)


def _transit(*statics: Any, landing: Any = None) -> Any:
    joined = (
        HubAttachment(network="v", table="t", address="to-v", origin=HERE),
        HubAttachment(network="out", table="t", subnets=("landing",), address="to-out", origin=HERE),
    )
    hub = Hub(address="tgw", type="tgw", cloud="aws", origin=HERE, kind="transit-gateway", attachments=joined, routes={"t": statics})
    far = (
        network("out", "10.9.0.0/16", cloud="aws"),
        subnet("landing", "out", "10.9.0.0/24", cloud="aws", route_table="rt-out"),
        table("rt-out", *((landing,) if landing else ()), cloud="aws"),
    )
    return _aws(route("0.0.0.0/0", "hub", "tgw"), more=(hub, *far))


@pytest.mark.parametrize(
    ("found", "opened"),
    [
        (_transit(), False),
        (_transit(route("0.0.0.0/0", "hub", "to-out")), False),
        (_transit(route("0.0.0.0/0", "hub", "to-out"), landing=route("0.0.0.0/0", "nat", "nat-1")), True),
        (_transit(route("0.0.0.0/0", "hub", "to-out"), landing=route("0.0.0.0/0", "internet-gateway")), False),
        (_transit(route("0.0.0.0/0", "blackhole"), landing=route("0.0.0.0/0", "nat", "nat-1")), False),
    ],
    ids=["no route", "no way on", "nat", "gateway without address", "blackhole"],
)
def test_central_egress_behind_a_transit_gateway(found: Any, opened: bool) -> None:
    assert found.open is opened


def test_a_default_route_to_an_unknown_attachment_is_not_known() -> None:
    assert isinstance(_transit(route("0.0.0.0/0", "hub", "tgw-attach-elsewhere")).open, Unknown)
