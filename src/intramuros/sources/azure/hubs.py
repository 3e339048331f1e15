# SPDX-License-Identifier: Apache-2.0
"""Hubs that join networks: virtual WAN hubs, network manager configurations, VPN and ExpressRoute gateways.

A connection that names no tables is associated with the hub's `defaultRouteTable` and propagates to it (Microsoft Learn, "About
virtual hub routing"). A network manager's configuration works only once a deployment commits it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from intramuros.estate.network import Gateway, Hub, HubAttachment, NextHop, Route
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import block, blocks, text, texts
from intramuros.sources.azure.astray import astray
from intramuros.sources.azure.common import head
from intramuros.sources.azure.filters import is_address
from intramuros.sources.azure.network import network_of_subnet
from intramuros.sources.azure.wiring import NETWORK, cidr, denote, denoted, given, line_of, many, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

HUB = "azurerm_virtual_hub"
CONNECTION = "azurerm_virtual_hub_connection"
TABLE = "azurerm_virtual_hub_route_table"
TABLE_ROUTE = "azurerm_virtual_hub_route_table_route"
INTENT = "azurerm_virtual_hub_routing_intent"
CONFIGURATION = "azurerm_network_manager_connectivity_configuration"
GROUP = "azurerm_network_manager_network_group"
MEMBER = "azurerm_network_manager_static_member"
DEPLOYMENT = "azurerm_network_manager_deployment"
GATEWAY = "azurerm_virtual_network_gateway"
GATEWAY_LINK = "azurerm_virtual_network_gateway_connection"
HUB_GATEWAYS = ("azurerm_vpn_gateway", "azurerm_express_route_gateway", "azurerm_point_to_site_vpn_gateway")
DEFAULT_TABLE = "defaultRouteTable"
NO_TABLE = "noneRouteTable"
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def lower_hubs(book: Book) -> Iterator[Resource]:
    """Virtual hubs with the networks connected to them and their static routes; those of others, whose tables nobody shows here."""
    for d in book.of(HUB):
        attachments = [_attachment(book, c) for c in book.pointing((CONNECTION,), "virtual_hub_id", d.address)]
        perhaps = [_untold(book, c, why) for c, why in astray(book, CONNECTION, "virtual_hub_id", d)]
        yield Hub(**head(book, d), kind="virtual-hub", attachments=(*attachments, *perhaps), routes=_tables(book, d))
    for hub, members in _joined_elsewhere(book).items():
        own: dict[str, Any] = {
            "address": hub,
            "type": HUB,
            "cloud": "azure",
            "origin": members[0].origin,
            "account": members[0].home.account,
        }
        hidden = [Unknown(f"the route tables of the virtual hub that {c.address} joins") for c in members]
        attachments = [_untold(book, c, why) for c, why in zip(members, hidden, strict=True)]
        yield Hub(**own, ids=(hub,), kind="virtual-hub", attachments=tuple(attachments))


def _joined_elsewhere(book: Book) -> dict[str, list[Declared]]:
    """Connections by the hub that they join and that is not declared here; one that is named only at apply may be any of these."""
    found: dict[str, list[Declared]] = {}
    unnamed: list[Declared] = []
    for connection in book.of(CONNECTION):
        hub = denote(book, connection, "virtual_hub_id", HUB)
        known = book.by_address.get(hub) if isinstance(hub, str) else None
        if isinstance(hub, Unknown):
            unnamed.append(connection)
        elif hub is not None and (known is None or known.mode == "data"):
            found.setdefault(hub, []).append(connection)
    if unnamed and not found and not book.of(HUB):
        return {f"{unnamed[0].address}#hub": unnamed}
    return {hub: [*members, *unnamed] for hub, members in found.items()}


def _untold(book: Book, connection: Declared, why: Unknown) -> HubAttachment:
    return replace(_attachment(book, connection), table=why, propagates_to=(why,))


def _attachment(book: Book, connection: Declared) -> HubAttachment:
    routing = block(connection.attrs, "routing")
    table = _table(book, routing.get("associated_route_table_id"))
    network = denote(book, connection, "remote_virtual_network_id", NETWORK)
    return HubAttachment(
        network=network if network is not None else Unknown("the connected network is not stated"),
        table=DEFAULT_TABLE if table is None else table,
        propagates_to=_propagation(book, routing),
        address=connection.address,
        origin=connection.origin,
    )


def _propagation(book: Book, routing: Mapping[str, Any]) -> tuple[Fact[str], ...]:
    """Tables that learn the network: by id, and by the label `default`; none at all where `noneRouteTable` is named."""
    own = block(routing, "propagated_route_table")
    if not own:
        return (DEFAULT_TABLE,)
    named = given(_table(book, v) for v in texts(own.get("route_table_ids")))
    labels = tuple(
        DEFAULT_TABLE if t == "default" else f"label:{t}" for t in texts(own.get("labels")) if isinstance(t, str) and t != "none"
    )
    return tuple(dict.fromkeys(n for n in (*named, *labels) if n != NO_TABLE))


def _table(book: Book, value: Any) -> Fact[str | None]:
    """The name of a hub's route table: of a resource, or the last part of an id (`…/hubRouteTables/defaultRouteTable`)."""
    if value is None or isinstance(value, Unknown):
        return value
    if "default_route_table_id" in str(value):
        return DEFAULT_TABLE
    found = book.resolve(value, TABLE)
    own = book.by_address.get(found) if isinstance(found, str) else None
    if own is not None:
        return text(own.attrs.get("name"))
    return found.rpartition("/")[2] if isinstance(found, str) else found


def _tables(book: Book, hub: Declared) -> dict[str, tuple[Route, ...]]:
    found: dict[str, list[Route]] = {DEFAULT_TABLE: []}
    for index, own in enumerate(blocks(hub.attrs, "route")):
        target = text(own.get("next_hop_ip_address"))
        found[DEFAULT_TABLE] += [
            Route(destination=d, hop="appliance", target=target, address=hub.address, origin=line_of(hub, "route", index))
            for d in _destinations(own.get("address_prefixes"))
        ]
    for table in book.pointing((TABLE,), "virtual_hub_id", hub.address):
        name = str(table.attrs.get("name"))
        for index, own in enumerate(blocks(table.attrs, "route")):
            found.setdefault(name, []).extend(_routes(book, table, own, line_of(table, "route", index)))
        for separate in book.pointing((TABLE_ROUTE,), "route_table_id", table.address):
            found.setdefault(name, []).extend(_routes(book, separate, separate.attrs, separate.origin))
    found[DEFAULT_TABLE] += _intents(book, hub)
    return {name: tuple(routes) for name, routes in found.items()}


def _destinations(value: Any) -> list[Fact[str]]:
    return [cidr(t) if isinstance(t, str) and is_address(t) else t for t in texts(value)]


def _routes(book: Book, d: Declared, own: Mapping[str, Any], origin: Origin) -> list[Route]:
    target = denoted(book, d, own.get("next_hop"), "route")
    kind = book.by_address[target].type if isinstance(target, str) and target in book.by_address else ""
    hop: NextHop = "firewall" if kind == "azurerm_firewall" else "hub"
    return [Route(destination=c, hop=hop, target=target, address=d.address, origin=origin) for c in _destinations(own.get("destinations"))]


def _intents(book: Book, hub: Declared) -> list[Route]:
    """Routing intent sends all private or all internet packets of the hub to its firewall.

    Those between two of its connections too (Microsoft Learn, "How to configure Virtual WAN Hub routing intent").
    """
    found: list[Route] = []
    for d in book.pointing((INTENT,), "virtual_hub_id", hub.address):
        for index, own in enumerate(blocks(d.attrs, "routing_policy")):
            target = denoted(book, d, own.get("next_hop"), "routing_policy")
            kinds = texts(own.get("destinations"))
            wide = (*_PRIVATE, *_learned(book, hub)) if "PrivateTraffic" in kinds else ()
            everything = ("0.0.0.0/0",) if "Internet" in kinds else ()
            origin = line_of(d, "routing_policy", index)
            found += [Route(destination=c, hop="firewall", target=target, address=d.address, origin=origin) for c in (*wide, *everything)]
    return found


def _learned(book: Book, hub: Declared) -> Iterator[str]:
    """The private ranges of the networks that join a hub: the firewall comes before what they teach it."""
    for connection in book.pointing((CONNECTION,), "virtual_hub_id", hub.address):
        network = denote(book, connection, "remote_virtual_network_id", NETWORK)
        own = book.by_address.get(network) if isinstance(network, str) else None
        ranges = (cidr(t) for t in texts(own.attrs.get("address_space"))) if own is not None else ()
        yield from (c for c in ranges if isinstance(c, str) and any(_inside(c, wide) for wide in _PRIVATE))


def _inside(cidr_: str, wide: str) -> bool:
    try:
        return ipaddress.IPv4Network(cidr_, strict=False).subnet_of(ipaddress.IPv4Network(wide))
    except ValueError:
        return False


def lower_managed(book: Book) -> Iterator[Resource]:
    """Connectivity configurations of a network manager that a deployment commits, as hubs of one table."""
    for d in book.of(CONFIGURATION):
        if not _deployed(book, d):
            continue
        groups = [denoted(book, d, b.get("network_group_id"), "applies_to_group", GROUP) for b in blocks(d.attrs, "applies_to_group")]
        mesh = str(d.attrs.get("connectivity_topology")) == "Mesh"
        direct = any(str(b.get("group_connectivity")) == "DirectlyConnected" for b in blocks(d.attrs, "applies_to_group"))
        spokes = [m for g in groups for m in _members(book, d, g)]
        centre = [n for b in blocks(d.attrs, "hub") for n in (denoted(book, d, b.get("resource_id"), "hub", NETWORK),) if n is not None]
        yield Hub(**head(book, d), kind="network-manager", attachments=tuple(_joined(d, spokes, centre, together=mesh or direct)))


def _deployed(book: Book, d: Declared) -> bool:
    return any(d.address in many(book, x.attrs.get("configuration_ids"), CONFIGURATION) for x in book.of(DEPLOYMENT))


def _members(book: Book, d: Declared, group: Fact[str | None]) -> Iterator[tuple[Fact[str], str, Origin]]:
    """Static members; a group without any may be filled by a policy that nobody can see from here."""
    if not isinstance(group, str):
        yield group or Unknown("the network group is not stated"), d.address, d.origin
        return
    found = book.pointing((MEMBER,), "network_group_id", group)
    for member in found:
        network = denote(book, member, "target_virtual_network_id", NETWORK)
        yield network or Unknown("the member is not stated"), member.address, member.origin
    if not found:
        yield Unknown(f"the members of `{group}` are chosen by a policy"), d.address, d.origin


def _joined(
    d: Declared, spokes: list[tuple[Fact[str], str, Origin]], centre: list[Fact[str]], *, together: bool
) -> Iterator[HubAttachment]:
    """In a mesh all members learn each other; around a hub the spokes learn the hub alone."""
    for network, address, origin in spokes:
        learned = ("spokes", "hub") if together else ("hub",)
        yield HubAttachment(network=network, table="spokes", propagates_to=learned, address=address, origin=origin)
    for network in centre:
        yield HubAttachment(network=network, table="hub", propagates_to=("spokes",), address=d.address, origin=line_of(d, "hub"))


def lower_gateways(book: Book) -> Iterator[Resource]:
    """VPN and ExpressRoute gateways of a network; connections between two of them join their networks."""
    for d in book.of(GATEWAY):
        subnets = [subnet_at(book, d, b.get("subnet_id"), "ip_configuration") for b in blocks(d.attrs, "ip_configuration")]
        yield Gateway(
            **head(book, d), kind="vpn", networks=given(network_of_subnet(book, s) for s in subnets), subnet=next(iter(subnets), None)
        )
    for d in book.of(*HUB_GATEWAYS):
        yield Gateway(**head(book, d), kind="vpn", networks=given((denote(book, d, "virtual_hub_id", HUB),)))


def lower_links(book: Book) -> Iterator[Resource]:
    """Connections between two gateways of ours, as hubs of two networks."""
    for d in book.of(GATEWAY_LINK):
        ends = [denote(book, d, k, GATEWAY) for k in ("virtual_network_gateway_id", "peer_virtual_network_gateway_id")]
        networks = [_network_of_gateway(book, e) for e in ends if e is not None]
        attachments = tuple(
            HubAttachment(network=n, table="both", propagates_to=("both",), address=d.address, origin=d.origin)
            for n in networks
            if n is not None
        )
        yield Hub(**head(book, d), kind="vpn", attachments=attachments)


def _network_of_gateway(book: Book, gateway: Fact[str]) -> Fact[str | None]:
    own = book.by_address.get(gateway) if isinstance(gateway, str) else None
    if own is None:
        return gateway if isinstance(gateway, Unknown) else Unknown(f"the gateway `{gateway}` is not declared")
    found = (
        network_of_subnet(book, subnet_at(book, own, b.get("subnet_id"), "ip_configuration")) for b in blocks(own.attrs, "ip_configuration")
    )
    return next((n for n in found if n is not None), None)


LOWERINGS = (
    (frozenset({HUB, CONNECTION}), lower_hubs),
    (frozenset({CONFIGURATION}), lower_managed),
    (frozenset({GATEWAY, *HUB_GATEWAYS}), lower_gateways),
    (frozenset({GATEWAY_LINK}), lower_links),
)
SUB_RESOURCES = frozenset(
    {
        TABLE,
        TABLE_ROUTE,
        INTENT,
        GROUP,
        MEMBER,
        DEPLOYMENT,
        "azurerm_virtual_wan",
        "azurerm_network_manager",
        "azurerm_vpn_site",
        "azurerm_vpn_gateway_connection",
        "azurerm_express_route_connection",
        "azurerm_local_network_gateway",
        "azurerm_express_route_circuit",
        "azurerm_express_route_circuit_peering",
        "azurerm_vpn_server_configuration",
    }
)
