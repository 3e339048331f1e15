# SPDX-License-Identifier: Apache-2.0
"""Connections from lower networks into production: links, routes both ways, filters by group, stateless ACLs, firewalls between."""

from __future__ import annotations

from typing import Any

import pytest
from network_estates import HERE, World, bounds, network, peering, route, rule, rules, subnet, table, workload

from intramuros.estate.network import FirewallRule, Gateway, Hub, HubAttachment, Network, Ports, PrivateEndpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown

LEVELS = bounds(dev="lower", prod="production")
DEV, PROD = "10.6.0.0/16", "10.2.0.0/16"
HALVES = (peering("out", "dev", "prod"), peering("back", "prod", "dev"))


def _azure(
    *more: Resource, links: tuple[Resource, ...] = HALVES, upper: dict[str, Any] | None = None, lower: dict[str, Any] | None = None
) -> Any:
    places = (subnet("d", "dev", "10.6.1.0/24", **(lower or {})), subnet("p", "prod", "10.2.1.0/24", **(upper or {})))
    return World(network("dev", DEV), network("prod", PROD), *places, *links, *more, charter=LEVELS).crossings()


NSG = {"rule_sets": ("nsg",)}


def _nsg(*filters: Any) -> Resource:
    return rules("nsg", "nsg", *filters)


@pytest.mark.parametrize(
    ("found", "opened"),
    [
        (_azure(), True),
        (_azure(_nsg(), upper=NSG), True),
        (_azure(_nsg(rule("in", "deny", DEV, priority=100)), upper=NSG), False),
        (
            _azure(
                _nsg(rule("in", "allow", "tag:VirtualNetwork", priority=50, ports=443), rule("in", "deny", DEV, priority=100)), upper=NSG
            ),
            True,
        ),
        (_azure(_nsg(rule("in", "deny", DEV, priority=100, own=("10.2.9.0/24",))), upper=NSG), True),
        (_azure(_nsg(rule("out", "deny", PROD, priority=100)), lower=NSG), False),
        (_azure(table("rt", route(DEV, "blackhole")), upper={"route_table": "rt"}), False),
        (_azure(table("rt", route("0.0.0.0/0", "blackhole")), upper={"route_table": "rt"}), True),
    ],
    ids="bare default-rules deny allow-before-deny deny-of-others outbound no-way-back default-route".split(),
)
def test_peered_virtual_networks(found: Any, opened: bool) -> None:
    assert found == {"out": opened}


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((HALVES[0],), {"out": False}),
        ((HALVES[1],), {"back": False}),
        ((HALVES[0], peering("back", "prod", "dev", allows_access=False)), {"out": False}),
        ((HALVES[0], peering("back", "prod", "dev", allows_access=Unknown("var"))), {"out": Unknown("var")}),
    ],
    ids=["half", "other half", "switched off", "unknown"],
)
def test_peerings_that_carry_nothing(links: Any, expected: Any) -> None:
    assert _azure(links=links) == expected


def test_a_network_of_no_environment_is_neither() -> None:
    world = World(
        network("shared", DEV), network("prod", PROD), peering("a", "shared", "prod"), peering("b", "prod", "shared"), charter=LEVELS
    )
    assert isinstance(world.crossings()["a"], Unknown)


def test_application_groups_are_told_apart() -> None:
    own = _nsg(rule("in", "allow", "asg:portal", priority=50), rule("in", "deny", "*", priority=60))
    members = {g: (workload("w", "d", groups=(g,)),) for g in ("portal", "agents")}
    assert _azure(own, *members["portal"], upper=NSG) == {"out": True}
    assert _azure(own, *members["agents"], upper=NSG) == {"out": False}


def _door(*, policies: bool, lower: dict[str, Any] | None = None, own: tuple[Resource, ...] = ()) -> Any:
    door = PrivateEndpoint(address="pe", type="pe", cloud="azure", origin=HERE, kind="private-endpoint", subnets=("p",), network="prod")
    deny = _nsg(rule("in", "deny", DEV, priority=100))
    return _azure(deny, door, *own, upper={**NSG, "endpoint_policies": policies}, lower=lower)


def test_private_endpoints_are_bound_where_their_subnet_says_so() -> None:
    assert _door(policies=True) == {"out": False}
    assert _door(policies=False) == {"out": True}


def test_a_private_endpoint_is_its_own_route() -> None:
    dropped = table("rt", route(PROD, "blackhole"))
    assert _door(policies=False, lower={"route_table": "rt"}, own=(dropped,)) == {"out": True}
    assert _azure(dropped, lower={"route_table": "rt"}) == {"out": False}


def _aws(
    *more: Resource, links: tuple[Resource, ...] = (), upper: dict[str, Any] | None = None, groups: tuple[str, ...] = ("sg-p",)
) -> Any:
    link = links or (peering("link", "dev", "prod", cloud="aws"),)
    hop = "hub" if isinstance(link[0], Hub) else "peering"
    made = (
        network("dev", DEV, cloud="aws"),
        network("prod", PROD, cloud="aws"),
        table("rt-d", route(PROD, hop, "link"), cloud="aws"),
        table("rt-p", route(DEV, hop, "link"), cloud="aws"),
        subnet("d", "dev", "10.6.1.0/24", cloud="aws", route_table="rt-d"),
        subnet("p", "prod", "10.2.1.0/24", cloud="aws", **{"route_table": "rt-p", **(upper or {})}),
        rules("sg-d", "security-group", rule("out", "allow", "0.0.0.0/0")),
        workload("agent", "d", cloud="aws", rule_sets=("sg-d",)),
        workload("model", "p", cloud="aws", rule_sets=groups),
    )
    return World(*made, *link, *more, charter=LEVELS).crossings()["link"]


def _group(peer: str, ports: int = 8000) -> Resource:
    return rules("sg-p", "security-group", rule("in", "allow", peer, ports=ports))


ACL = {"rule_sets": ("acl",)}
ALL_IN, ALL_OUT = rule("in", "allow", "0.0.0.0/0", priority=100), rule("out", "allow", "0.0.0.0/0", priority=100)


@pytest.mark.parametrize(
    ("found", "opened"),
    [
        (_aws(_group("10.0.0.0/8")), True),
        (_aws(_group("10.7.0.0/16")), False),
        (_aws(_group("sg:sg-d")), True),
        (_aws(_group("sg:sg-x")), False),
        (_aws(_group("10.0.0.0/8"), upper={"route_table": None}), False),
        (_aws(_group("10.0.0.0/8"), rules("acl", "network-acl", ALL_IN, ALL_OUT), upper=ACL), True),
        (_aws(_group("10.0.0.0/8"), rules("acl", "network-acl", ALL_IN, ALL_OUT, rule("in", "deny", DEV, priority=90)), upper=ACL), False),
        (_aws(_group("10.0.0.0/8"), rules("acl", "network-acl", ALL_IN), upper=ACL), False),
        (
            _aws(_group("10.0.0.0/8"), rules("acl", "network-acl", ALL_IN, rule("out", "allow", DEV, priority=9, ports=443)), upper=ACL),
            False,
        ),
        (_aws(_group("10.0.0.0/8"), links=(peering("link", "dev", "prod", cloud="aws", active=False),)), False),
    ],
    ids="open others group other-group no-way-back acl acl-denies acl-keeps-answers acl-few-ports not-accepted".split(),
)
def test_peered_vpcs(found: Any, opened: bool) -> None:
    assert found is opened


def test_answers_go_to_ephemeral_ports() -> None:
    acl = rules(
        "acl",
        "network-acl",
        rule("in", "allow", DEV, priority=1, ports=443),
        rule("out", "allow", DEV, priority=1, ports=(Ports(1024, 65535),)),
    )
    assert _aws(_group("10.0.0.0/8", ports=443), acl, upper=ACL) is True


def test_the_default_group_stands_where_none_is_named() -> None:
    members = rules("sg-default", "security-group", rule("in", "allow", "sg:sg-default"), default_of="prod", network="prod")
    assert _aws(members, groups=()) is False
    assert _aws(groups=()) is True, "a network whose groups the estate does not show"


def test_a_looked_up_group_is_not_known() -> None:
    assert isinstance(_aws(groups=("sg-elsewhere",)), Unknown)


def _hub(*, references: bool = True, statics: dict[str, Any] | None = None) -> tuple[Hub]:
    joined = tuple(HubAttachment(network=n, table="t", propagates_to=("t",), address=f"to-{n}", origin=HERE) for n in ("dev", "prod"))
    facts: dict[str, Any] = {"kind": "transit-gateway", "attachments": joined, "routes": statics or {}, "group_references": references}
    return (Hub(address="link", type="tgw", cloud="aws", origin=HERE, **facts),)


def test_transit_gateways_carry_what_their_tables_know() -> None:
    assert _aws(_group("10.0.0.0/8"), links=_hub()) is True
    assert _aws(_group("10.0.0.0/8"), links=_hub(statics={"t": (route(PROD, "blackhole"),)})) is False
    assert _aws(_group("10.0.0.0/8"), links=_hub(statics={"t": (route("10.0.0.0/8", "blackhole"),)})) is True, (
        "the learned prefix is longer"
    )


def test_groups_are_named_through_a_transit_gateway_only_where_that_is_on() -> None:
    assert _aws(_group("sg:sg-d"), links=_hub()) is True
    assert _aws(_group("sg:sg-d"), links=_hub(references=False)) is False


def _spokes(*allowed: str, forwarded: bool = True, back: bool = True) -> Any:
    rule_ = FirewallRule(allows=True, sources=(DEV,), destinations=allowed, address="fr", origin=HERE)
    wall = Gateway(address="fw", type="fw", cloud="azure", origin=HERE, kind="firewall", networks=("hub",), rules=(rule_,))
    links = [peering(f"{n}-hub", n, "hub", allows_forwarded=forwarded) for n in ("dev", "prod")]
    links += [peering(f"hub-{n}", "hub", n) for n in ("dev", "prod")]
    forced = table("rt", route("0.0.0.0/0", "firewall", "fw"))
    found = _azure(
        network("hub", "10.0.0.0/22"),
        wall,
        forced,
        *links,
        links=(),
        lower={"route_table": "rt"},
        upper={"route_table": "rt"} if back else {},
    )
    return found.get("fw")


def test_a_firewall_between_spokes_lets_through_what_its_rules_say() -> None:
    assert _spokes(PROD) is True
    assert _spokes("10.3.0.0/16") is False
    assert _spokes(PROD, forwarded=False) is False
    assert _spokes(PROD, back=False) is False


def test_more_pairs_than_are_judged_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intramuros.reasoning.network.crossing.MAX_PAIRS", 1)
    shut = _nsg(rule("in", "deny", "*", priority=100))
    many = [workload(f"w{i}", "d", groups=(f"asg{i}",)) for i in range(3)]
    assert isinstance(_azure(shut, *many, upper=NSG)["out"], Unknown)


APPLY = Unknown("told at apply")


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((HALVES[0], peering("back", "prod", APPLY)), {"out": Unknown("told at apply"), "back": Unknown("told at apply")}),
        ((peering("out", "dev", APPLY), HALVES[1]), {"out": Unknown("told at apply"), "back": Unknown("told at apply")}),
        ((*HALVES, peering("third", "dev", APPLY)), {"out": True}),
        ((HALVES[0], peering("back", "prod", APPLY, allows_access=False)), {"out": False}),
        ((HALVES[0], peering("back", "other", APPLY)), {"out": False}),
    ],
    ids=["theirs", "ours", "a third that no half answers", "switched off", "of another network"],
)
def test_a_half_that_is_named_at_apply_may_be_the_other(links: Any, expected: Any) -> None:
    assert _azure(links=links) == expected


def test_a_half_alone_toward_a_network_that_is_looked_up_may_have_its_other_elsewhere() -> None:
    looked_up = Network(address="prod", type="azurerm_virtual_network", cloud="azure", origin=HERE, cidrs=(APPLY,))
    found = World(network("dev", DEV), looked_up, peering("out", "dev", "prod"), charter=LEVELS).crossings()
    assert isinstance(found["out"], Unknown)


def test_a_hub_that_a_network_told_at_apply_joins_is_not_known() -> None:
    joined = tuple(
        HubAttachment(network=n, table="t", propagates_to=("t",), address=f"at-{i}", origin=HERE) for i, n in enumerate(("prod", APPLY))
    )
    hub = Hub(address="hub", type="hub", cloud="aws", origin=HERE, kind="transit-gateway", attachments=joined)
    assert World(network("prod", PROD), network("dev", DEV), hub, charter=LEVELS).crossings() == {"hub": APPLY}
