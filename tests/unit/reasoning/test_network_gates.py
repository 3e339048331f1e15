# SPDX-License-Identifier: Apache-2.0
"""Rule sets: first match, unions, near sides, unknown rules, service tags and prefix lists."""

from __future__ import annotations

from typing import Any

import pytest
from network_estates import World, network, passes, peering, rule, rules

from intramuros.estate.network import PrefixList
from intramuros.estate.values import Unknown
from intramuros.reasoning.network.gates import Near
from intramuros.reasoning.network.peers import S3
from intramuros.reasoning.network.space import addresses, cidr_range, intersect

VNET = network("v", "10.1.0.0/16")
PUBLIC = "93.184.216.0/24"


def _out(*filters: Any, near: Near | None = None, kind: str = "nsg") -> Any:
    world = World(VNET, rules("r", kind, *filters))
    return world.gates.ordered("r", "out", world.gates.matcher("v"), near)


@pytest.mark.parametrize(
    ("first", "second", "passed"), [("allow", "deny", True), ("deny", "allow", False)], ids=["allow first", "deny first"]
)
def test_the_first_match_decides(first: str, second: str, passed: bool) -> None:
    passage = _out(rule("out", second, "0.0.0.0/0", priority=300), rule("out", first, "0.0.0.0/0", priority=100))
    assert passes(passage.must, PUBLIC) is passed
    assert passes(passage.may, PUBLIC) is passed


def test_nsgs_end_with_azures_own_rules() -> None:
    passage = _out()
    assert passes(passage.must, PUBLIC), "AllowInternetOutBound"
    assert passes(passage.must, "10.1.2.3"), "AllowVnetOutBound"
    assert not passes(passage.may, "10.99.0.1"), "DenyAllOutBound: private, and no part of the network"


def test_network_acls_end_with_nothing() -> None:
    assert not _out(kind="network-acl").may


def test_an_unknown_deny_takes_certainty_only() -> None:
    passage = _out(rule("out", "deny", Unknown("var.x"), priority=100))
    assert not passes(passage.must, PUBLIC)
    assert passes(passage.may, PUBLIC)
    assert "var.x" in passage.whys


def test_a_deny_of_unknown_priority_may_come_too_late() -> None:
    passage = _out(rule("out", "deny", "tag:Internet", priority=Unknown("p")))
    assert not passes(passage.must, PUBLIC)
    assert passes(passage.may, PUBLIC)


@pytest.mark.parametrize(
    ("own", "must", "may"),
    [
        ("*", False, False),
        ("10.1.0.0/16", False, False),
        ("tag:VirtualNetwork", False, False),
        ("10.1.9.0/24", True, True),
        ("10.1.1.128/25", False, True),
        ("asg:mine", False, False),
        ("asg:others", True, True),
    ],
)
def test_a_deny_binds_those_its_near_side_names(own: str, must: bool, may: bool) -> None:
    here = cidr_range("10.1.1.0/24")
    assert here is not None
    near = Near(ranges=(here,), groups=("mine",))
    passage = _out(rule("out", "deny", "tag:Internet", priority=100, own=(own,)), near=near)
    assert (passes(passage.must, PUBLIC), passes(passage.may, PUBLIC)) == (must, may)


def test_groups_allow_together() -> None:
    world = World(
        rules("a", "security-group", rule("out", "allow", "10.0.0.0/8")),
        rules("b", "security-group", rule("out", "allow", PUBLIC, ports=443)),
    )
    passage = world.gates.group(("a", "b"), "out", world.gates.matcher(None))
    assert passes(passage.must, PUBLIC)
    assert not passes(passage.may, PUBLIC, port=22)
    assert not world.gates.group(("a",), "in", world.gates.matcher(None)).may


def test_a_group_outside_the_estate_may_allow_anything() -> None:
    world = World()
    passage = world.gates.group(("sg-0123",), "out", world.gates.matcher(None))
    assert not passage.must
    assert passes(passage.may, PUBLIC)


def _covered(world: World, tag: str, by: str) -> bool:
    one, other = (addresses(world.peers.of(f"tag:{t}", "v").must) for t in (tag, by))
    return bool(intersect(one, other))


@pytest.mark.parametrize(
    ("tag", "by", "meets"),
    [
        ("Storage.WestEurope", "Storage", True),
        ("Storage.WestEurope", "AzureCloud", True),
        ("Storage.WestEurope", "AzureCloud.westeurope", True),
        ("Storage.WestEurope", "AzureCloud.eastus", False),
        ("Storage.WestEurope", "Sql", False),
        ("Storage.WestEurope", "Internet", True),
        ("Storage.WestEurope", "VirtualNetwork", False),
        ("AzureActiveDirectory", "Internet", False),
    ],
)
def test_service_tags_contain_one_another(tag: str, by: str, meets: bool) -> None:
    named = [rule("out", "allow", f"tag:{t}", priority=100) for t in (tag, by)]
    assert _covered(World(VNET, rules("r", "nsg", *named)), tag, by) is meets


@pytest.mark.parametrize(
    ("tag", "approved"),
    [
        ("Storage.WestEurope", True),
        ("Storage.CentralFrance", True),
        ("AzureCloud.germanywc", True),
        ("Storage", False),
        ("AzureCloud", False),
        ("Storage.EastUS", False),
        ("AzureMonitor", False),
        ("MicrosoftContainerRegistry", True),
    ],
)
def test_only_tags_of_approved_regions_are_inside(tag: str, approved: bool) -> None:
    from intramuros.reasoning.network.space import subtract

    world = World(VNET, rules("r", "nsg", rule("out", "allow", f"tag:{tag}", priority=100)))
    outside = subtract(addresses(world.peers.public()), addresses(world.peers.approved()))
    assert bool(intersect(addresses(world.peers.of(f"tag:{tag}", "v").must), outside)) is not approved


def test_virtual_network_is_peers_and_routed_prefixes_too() -> None:
    halves = (peering("ab", "v", "w"), peering("ba", "w", "v"))
    world = World(VNET, network("w", "10.2.0.0/16"), *halves)
    meaning = addresses(world.peers.of("tag:VirtualNetwork", "v").must)
    assert passes(meaning, "10.2.3.4")
    assert not passes(meaning, PUBLIC)
    everything = cidr_range("0.0.0.0/0")
    assert everything is not None
    assert passes(addresses(world.peers.of("tag:VirtualNetwork", "v", (everything,)).must), PUBLIC)


def test_half_a_peering_widens_no_tag() -> None:
    world = World(VNET, network("w", "10.2.0.0/16"), peering("ab", "v", "w"))
    assert not passes(addresses(world.peers.of("tag:VirtualNetwork", "v").may), "10.2.3.4")


def test_prefix_lists_of_ours_and_of_aws() -> None:
    listed = PrefixList(address="pl", type="pl", cloud="aws", origin=rule("in", "deny").origin, cidrs=("203.0.113.0/24",))
    peers = World(listed).peers
    assert passes(addresses(peers.of("prefix-list:pl", None).must), "203.0.113.9")
    assert peers.of("prefix-list:com.amazonaws.eu-central-1.s3", None).must == S3
    assert peers.of("prefix-list:com.amazonaws.eu-central-1.dynamodb", None).may == ()
    assert peers.of("prefix-list:aws_ec2_managed_prefix_list.gone", None).why
