# SPDX-License-Identifier: Apache-2.0
"""Next hops: longest prefix first, declared before implied where they are as long, hubs with their tables."""

from __future__ import annotations

from typing import Any

from network_estates import HERE, World, network, passes, peering, route, subnet, table

from intramuros.estate.network import Hub, HubAttachment
from intramuros.estate.values import Unknown

PUBLIC = "93.184.216.34"


def _hop(world: World, name: str, address: str) -> str:
    from intramuros.estate.network import Subnet

    found = world.estate.find(name, Subnet)
    assert found is not None
    return next((h.hop for h in world.routing.hops(found) if passes(h.space, address)), "none")


def test_azure_routes_to_itself_to_peers_and_to_the_internet() -> None:
    halves = (peering("ab", "v", "w"), peering("ba", "w", "v"))
    world = World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24"), *halves)
    assert [_hop(world, "s", a) for a in ("10.1.9.9", "10.2.0.1", PUBLIC)] == ["local", "peering", "internet"]


def test_a_default_route_takes_the_internet_and_leaves_the_peer() -> None:
    halves = (peering("ab", "v", "w"), peering("ba", "w", "v"))
    own = table("rt", route("0.0.0.0/0", "blackhole"))
    world = World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24", route_table="rt"), own, *halves)
    assert [_hop(world, "s", a) for a in ("10.2.0.1", PUBLIC)] == ["peering", "blackhole"]


def test_a_declared_route_goes_before_a_system_route_of_its_length() -> None:
    halves = (peering("ab", "v", "w"), peering("ba", "w", "v"))
    own = table("rt", route("10.2.0.0/16", "blackhole"))
    world = World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24", route_table="rt"), own, *halves)
    assert _hop(world, "s", "10.2.0.1") == "blackhole"


def test_aws_knows_no_way_out_but_declared_ones_and_takes_the_main_table() -> None:
    place = subnet("s", "v", "10.1.1.0/24", cloud="aws")
    bare = World(network("v", "10.1.0.0/16", cloud="aws"), place)
    assert _hop(bare, "s", PUBLIC) == "none"
    main = table("rt", route("0.0.0.0/0", "nat"), cloud="aws", network="v", main=True)
    assert _hop(World(network("v", "10.1.0.0/16", cloud="aws"), place, main), "s", PUBLIC) == "nat"


def test_a_longer_prefix_is_split_off() -> None:
    own = table("rt", route("0.0.0.0/0", "nat"), route("93.184.0.0/16", "blackhole"), cloud="aws")
    world = World(network("v", "10.1.0.0/16", cloud="aws"), subnet("s", "v", "10.1.1.0/24", cloud="aws", route_table="rt"), own)
    assert [_hop(world, "s", a) for a in (PUBLIC, "8.8.8.8")] == ["blackhole", "nat"]


def test_an_unknown_table_may_lead_anywhere() -> None:
    place = subnet("s", "v", "10.1.1.0/24", cloud="aws", route_table=Unknown("looked up"))
    world = World(network("v", "10.1.0.0/16", cloud="aws"), place)
    (away,) = [h for h in world.routing.hops(place) if h.hop == "internet"]
    assert not away.sure
    assert away.why == "looked up"


def _hub(**more: Any) -> Hub:
    def joined(name: str, table_: Any, *taught: Any) -> HubAttachment:
        return HubAttachment(network=name, table=table_, propagates_to=taught, address=f"to-{name}", origin=HERE)

    usual = (joined("v", "one", "two"), joined("w", "two", "one"))
    facts = {"attachments": usual, "kind": "virtual-hub", "cloud": "azure", **more}
    return Hub(address="hub", type="hub", origin=HERE, **facts)


def test_networks_of_a_virtual_hub_learn_each_other() -> None:
    world = World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24"), _hub())
    assert _hop(world, "s", "10.2.0.1") == "hub"


def test_a_table_without_propagation_is_deaf_to_a_hub() -> None:
    own = table("rt", propagates=False)
    world = World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24", route_table="rt"), own, _hub())
    assert _hop(world, "s", "10.2.0.1") != "hub"


def test_a_static_blackhole_goes_before_what_a_hub_learned() -> None:
    dropped = _hub(routes={"one": (route("10.2.0.0/16", "blackhole"),)})
    world = World(network("v", "10.1.0.0/16"), network("w", "10.2.0.0/16"), subnet("s", "v", "10.1.1.0/24"), dropped)
    assert _hop(world, "s", "10.2.0.1") != "hub"
