# SPDX-License-Identifier: Apache-2.0
"""Can A reach B on a port: inside networks, over links, out to the internet and in from it; each answer with its way and its guards."""

from __future__ import annotations

from typing import Any

import pytest
from network_estates import HERE, World, network, peering, route, rule, rules, subnet, table, workload

from intramuros.estate.edges import Endpoint
from intramuros.estate.gate import Gate
from intramuros.estate.network import FirewallRule, Gateway, Ports, PrivateEndpoint
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload


def _aws(*more: Resource, a: dict[str, Any] | None = None, b: dict[str, Any] | None = None, **at: Any) -> World:
    """Two workloads of one VPC, in two subnets."""
    groups = (rules("open", "security-group", rule("in", "allow", "0.0.0.0/0"), rule("out", "allow", "0.0.0.0/0")),)
    return World(
        network("vpc", "10.0.0.0/16", cloud="aws"),
        subnet("s1", "vpc", "10.0.1.0/24", cloud="aws", **at),
        subnet("s2", "vpc", "10.0.2.0/24", cloud="aws", **at),
        workload("a", "s1", cloud="aws", **{"rule_sets": ("open",), **(a or {})}),
        workload("b", "s2", cloud="aws", **{"rule_sets": ("open",), **(b or {})}),
        *groups,
        *more,
    )


def _guards(found: Any, state: str = "holds") -> set[str]:
    return {g.address for m in found.path for g in m.guards if g.state == state}


def test_inside_a_network_only_filters_stand_between() -> None:
    found = _aws().reach.connects("a", "b", 443)
    assert found.open is True
    assert _guards(found, "absent") == {"open"}
    shut = _aws(rules("shut", "security-group", rule("in", "allow", "0.0.0.0/0", ports=22)), b={"rule_sets": ("shut",)})
    assert shut.reach.connects("a", "b", 22).open is True
    assert shut.reach.connects("a", "b", 443).open is False
    assert _guards(shut.reach.connects("a", "b", 443)) == {"shut"}
    assert shut.reach.connects("a", "b", 22, "udp").open is True


def test_answers_need_the_same_protocol_back_through_an_acl() -> None:
    acl = rules(
        "acl",
        "network-acl",
        rule("in", "allow", "0.0.0.0/0", priority=1, protocol="udp"),
        rule("out", "allow", "0.0.0.0/0", priority=1),
    )
    found = _aws(acl, rule_sets=("acl",)).reach
    assert found.connects("a", "b", 443, "tcp").open is False
    assert found.connects("a", "b", 53, "udp").open is True


def test_an_acl_is_not_asked_inside_its_subnet_and_an_nsg_is() -> None:
    acl = rules("acl", "network-acl")
    inside = _aws(acl, workload("c", "s1", cloud="aws", rule_sets=("open",)), rule_sets=("acl",))
    assert inside.reach.connects("a", "c", 443).open is True
    assert inside.reach.connects("a", "b", 443).open is False
    nsg = rules("nsg", "nsg", rule("in", "deny", "*", priority=100))
    azure = World(
        network("v", "10.0.0.0/16"), subnet("s", "v", "10.0.0.0/24", rule_sets=("nsg",)), workload("a", "s"), workload("b", "s"), nsg
    )
    assert azure.reach.connects("a", "b", 443).open is False


def test_an_unknown_rule_is_an_unknown_answer() -> None:
    vague = rules("vague", "security-group", rule("in", "allow", Unknown("var.who")))
    found = _aws(vague, b={"rule_sets": ("vague",)}).reach.connects("a", "b", 443)
    assert found.open == Unknown("var.who")
    assert _guards(found, "unknown") == {"vague"}


def _azure(*more: Resource, spoke: dict[str, Any] | None = None) -> World:
    halves = [
        peering(f"{x}-{y}", x, y, allows_forwarded=True) for x, y in (("left", "hub"), ("hub", "left"), ("right", "hub"), ("hub", "right"))
    ]
    return World(
        *(network(n, f"10.{i}.0.0/16") for i, n in enumerate(("hub", "left", "right"))),
        subnet("l", "left", "10.1.0.0/24", **(spoke or {})),
        subnet("r", "right", "10.2.0.0/24", **(spoke or {})),
        workload("a", "l"),
        workload("b", "r"),
        *halves,
        *more,
    )


def test_peering_is_not_transitive_but_a_firewall_joins_spokes() -> None:
    assert _azure().reach.connects("a", "b", 443).open is False
    allow = FirewallRule(
        allows=True,
        sources=("10.1.0.0/16",),
        destinations=("10.2.0.0/16",),
        ports=(Ports(443, 443),),
        protocol="tcp",
        address="fw",
        origin=HERE,
    )
    firewall = Gateway(
        address="fw", type="f", cloud="azure", origin=HERE, kind="firewall", networks=("hub",), private_ips=("10.0.0.4",), rules=(allow,)
    )
    forced = table("rt", route("10.0.0.0/8", "appliance", "10.0.0.4"))
    joined = _azure(firewall, forced, spoke={"route_table": "rt"}).reach
    assert joined.connects("a", "b", 443).open is True
    assert joined.connects("a", "b", 80).open is False
    assert "fw" in _guards(joined.connects("a", "b", 80))
    assert isinstance(_azure(forced, spoke={"route_table": "rt"}).reach.connects("a", "b", 443).open, Unknown)


def test_out_to_the_internet_and_in_from_it() -> None:
    plain = World(network("v", "10.0.0.0/16"), subnet("s", "v", "10.0.0.0/24"), workload("a", "s", public_ip=True))
    assert plain.reach.connects("a", "internet", 443).open is True
    assert plain.reach.connects("internet", "a", 443).open is False  # a standard address is shut until a group lets somebody in
    nsg = rules("nsg", "nsg", rule("in", "allow", "tag:Internet", priority=100, ports=443))
    let = World(network("v", "10.0.0.0/16"), subnet("s", "v", "10.0.0.0/24", rule_sets=("nsg",)), workload("a", "s", public_ip=True), nsg)
    assert let.reach.connects("internet", "a", 443).open is True
    assert let.reach.connects("internet", "a", 22).open is False


@pytest.mark.parametrize(
    ("hop", "public", "expected"), [("internet-gateway", True, True), ("internet-gateway", False, False), ("nat", True, False)]
)
def test_into_a_vpc(hop: str, public: bool, expected: bool) -> None:
    rt = table("rt", route("0.0.0.0/0", hop, "gw"), cloud="aws")
    found = _aws(rt, a={"public_ip": public}, route_table="rt").reach.connects("internet", "a", 443)
    assert found.open is expected


def _store(**gate: Any) -> DataStore:
    own = Gate(address="st", origin=HERE, **gate)
    return DataStore(address="st", type="st", cloud="azure", origin=HERE, kind="object-store", gate=own)


def test_stores_by_their_gate_and_by_private_doors() -> None:
    base = (network("v", "10.0.0.0/16"), subnet("s", "v", "10.0.0.0/24", default_outbound=False), workload("a", "s"))
    door = PrivateEndpoint(address="pe", type="pe", cloud="azure", origin=HERE, kind="private-endpoint", subnets=("s",), target="st")
    closed = World(*base, _store(public=False, open=False), door).reach
    assert closed.connects("internet", "st", 443).open is False
    assert closed.connects("a", "st", 443).open is True
    opened = World(*base, _store(public=True, open=True)).reach
    assert opened.connects("internet", "st", 443).open is True
    assert opened.connects("a", "st", 443).open is False
    listed = World(*base, _store(public=True, open=False, addresses=("203.0.113.7/32",))).reach.connects("internet", "st", 443)
    assert listed.open is True
    assert "203.0.113.7/32" in listed.because


def test_ways_in_that_hand_on() -> None:
    front = Endpoint(address="cdn", type="cdn", cloud="aws", origin=HERE, kind="cdn", public=True, targets=("a",))
    reach = _aws(front).reach
    assert reach.connects("internet", "a", 443).open is True
    assert isinstance(reach.connects("internet", "a", 8443).open, Unknown)
    assert reach.connects("internet", "b", 443).open is False


def test_what_is_not_there_is_not_known() -> None:
    reach = _aws().reach
    assert isinstance(reach.connects("a", "nobody", 443).open, Unknown)
    assert reach.connects("internet", "internet").open is True


def _outlets(world: World) -> list[tuple[str, str, str, str | None]]:
    found = world.estate.find("a", Workload)
    assert found is not None
    return [(o.where, o.ports, o.protocol, o.country) for o in world.reach.outlets(found) if o.sure]


def test_outlets_name_the_addresses_and_their_country() -> None:
    base = (network("v", "10.0.0.0/16"), subnet("s", "v", "10.0.0.0/24", rule_sets=("nsg",)), workload("a", "s"))
    regional = rule("out", "allow", "tag:Storage.WestEurope", priority=100, ports=443, protocol="tcp")
    partner = rule("out", "allow", "203.0.113.0/28", priority=110, ports=(Ports(8000, 8100),), protocol="tcp")
    shut = rule("out", "deny", "tag:Internet", priority=200)
    nsg = rules("nsg", "nsg", regional, partner, shut)
    assert _outlets(World(*base, nsg)) == [
        ("storage.westeurope", "443", "tcp", "NL"),
        ("203.0.113.0/28", "8000-8100", "tcp", None),
    ]
    assert _outlets(World(*base, rules("nsg", "nsg"))) == [("the internet", "all ports", "any protocol", None)]
    assert _outlets(World(*base, rules("nsg", "nsg", rule("out", "deny", "*", priority=100)))) == []


APPLY = Unknown("told at apply")


def _peered(*links: Resource) -> Any:
    places = (subnet("s1", "v", "10.1.1.0/24"), subnet("s2", "w", "10.2.1.0/24"), workload("a", "s1"), workload("b", "s2"))
    return World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), *places, *links).reach.connects("a", "b", 443).open


def test_a_peering_that_names_a_network_at_apply_may_lead_there() -> None:
    out, back = peering("out", "v", "w"), peering("back", "w", "v")
    assert _peered(out, back) is True
    assert isinstance(_peered(out, peering("back", "w", APPLY)), Unknown)
    assert isinstance(_peered(peering("out", "v", APPLY), peering("back", "w", APPLY)), Unknown)
    assert _peered(out) is False
    assert _peered(peering("back", "w", APPLY)) is False  # no half of the other network may answer it


def test_egress_stays_decided_beside_a_peering_that_names_a_network_at_apply() -> None:
    links = (peering("out", "v", APPLY), peering("back", "w", APPLY))
    places = (network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24"), workload("a", "s"))
    assert World(*places, *links).egress("a").open is True
    shut = World(*places[:2], subnet("s", "v", "10.1.1.0/24", default_outbound=False), places[3], *links)
    assert shut.egress("a").open is False
