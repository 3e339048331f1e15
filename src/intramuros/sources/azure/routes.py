# SPDX-License-Identifier: Apache-2.0
"""Route tables and their routes, inline or apart: where a subnet's packets are sent next.

Next hop types: Microsoft Learn, "Virtual network traffic routing" (custom routes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from intramuros.estate.network import NextHop, Route, RouteTable
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, negate, sole_symbol
from intramuros.sources.attributes import blocks, switch, text, unknown_in
from intramuros.sources.azure.astray import astray
from intramuros.sources.azure.common import head
from intramuros.sources.azure.filters import is_address
from intramuros.sources.azure.wiring import cidr, line_of, managed
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

TABLE = "azurerm_route_table"
ROUTE = "azurerm_route"
ROUTE_LINK = "azurerm_subnet_route_table_association"
FIREWALL = "azurerm_firewall"

_HOPS: dict[str, NextHop] = {
    "virtualnetworkgateway": "vpn",
    "vnetlocal": "local",
    "internet": "internet",
    "virtualappliance": "appliance",
    "none": "blackhole",
}


def lower_tables(book: Book) -> Iterator[Resource]:
    """Route tables with every route."""
    for d in book.of(TABLE):
        yield RouteTable(**head(book, d), routes=tuple(_routes(book, d)), propagates=propagates(d))
    for d in book.data(TABLE):
        why = Unknown(f"the routes of `{d.address}` are looked up, not declared")
        yield RouteTable(**head(book, d), routes=(_unread(d.address, d.origin, why),), propagates=why)


def propagates(d: Declared) -> Fact[bool]:
    """Whether routes learned by a gateway hold too: on by default under both of the provider's spellings."""
    if d.attrs.get("bgp_route_propagation_enabled") is None and d.attrs.get("disable_bgp_route_propagation") is not None:
        return negate(switch(d.attrs["disable_bgp_route_propagation"], default=False))
    return switch(d.attrs.get("bgp_route_propagation_enabled"), default=True)


def _routes(book: Book, d: Declared) -> Iterator[Route]:
    missing = unknown_in(d.attrs, "route")
    if missing:
        yield _unread(d.address, line_of(d, "route"), missing)
    for index, block in enumerate(blocks(d.attrs, "route")):
        yield _route(book, d, block, d.address, line_of(d, "route", index))
    for separate in book.pointing((ROUTE,), "route_table_name", d.address):
        yield _route(book, separate, separate.attrs, separate.address, separate.origin)
    for stray, why in astray(book, ROUTE, "route_table_name", d):
        yield replace(_route(book, stray, stray.attrs, stray.address, stray.origin), target=why)


def _unread(address: str, origin: Origin, why: Unknown) -> Route:
    return Route(destination=why, hop="appliance", target=why, address=address, origin=origin)


def _route(book: Book, d: Declared, block: dict[str, Any], address: str, origin: Origin) -> Route:
    hop_type = text(block.get("next_hop_type"))
    known_hop = _HOPS.get(hop_type.casefold()) if isinstance(hop_type, str) else None
    if known_hop is None:
        why = hop_type if isinstance(hop_type, Unknown) else Unknown("the next hop's type is not known")
        return Route(destination=_destination(block), hop="appliance", target=why, address=address, origin=origin)
    if known_hop != "appliance":
        return Route(destination=_destination(block), hop=known_hop, address=address, origin=origin)
    hop, target = _appliance(book, d, block.get("next_hop_in_ip_address"))
    return Route(destination=_destination(block), hop=hop, target=target, address=address, origin=origin)


def _destination(block: dict[str, Any]) -> Fact[str]:
    prefix = text(block.get("address_prefix"))
    if prefix is None:
        return Unknown("the route's prefix is not stated")
    return prefix if isinstance(prefix, Unknown) else cidr(prefix) if is_address(prefix) else f"tag:{prefix}"


def _appliance(book: Book, d: Declared, value: Any) -> tuple[NextHop, Fact[str | None]]:
    """The Azure Firewall whose private address it is, else an appliance at that address."""
    if isinstance(value, Unknown):
        firewalls = [a for a in (*d.refs.get("next_hop_in_ip_address", ()), *d.refs.get("route", ())) if _is_firewall(book, a)]
        return ("firewall", firewalls[0]) if len(set(firewalls)) == 1 else ("appliance", value)
    named = sole_symbol(value)
    if named and _is_firewall(book, named[0]):
        return "firewall", managed(book, named[0])
    return "appliance", text(value)


def _is_firewall(book: Book, address: str) -> bool:
    found = book.by_address.get(address)
    return found is not None and found.type == FIREWALL


LOWERINGS = ((frozenset({TABLE}), lower_tables),)
SUB_RESOURCES = frozenset({ROUTE, ROUTE_LINK})
