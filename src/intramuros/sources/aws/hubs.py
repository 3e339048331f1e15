# SPDX-License-Identifier: Apache-2.0
"""Transit gateways: which networks join them, and where each of their route tables leads.

An attachment is associated with one table, which decides where its packets go, and may teach its prefixes to several
(https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html). Unless it is switched off, at the gateway or at the attachment,
both happen in the gateway's default table. Provider defaults: on in both places. A VPN gateway or a cloud WAN segment is read as far as
its attachments say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from intramuros.estate.network import Gateway, Hub, HubAttachment, Route
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, sole_symbol
from intramuros.sources.attributes import switch, text, texts
from intramuros.sources.aws.common import head
from intramuros.sources.aws.network import prefix_list
from intramuros.sources.aws.wiring import SUBNETS, cidr, denoted, given, made, many, stated, vpc_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GATEWAY: Final = "aws_ec2_transit_gateway"
TABLE: Final = "aws_ec2_transit_gateway_route_table"
VPC: Final = "aws_ec2_transit_gateway_vpc_attachment"
ACCEPTER: Final = "aws_ec2_transit_gateway_vpc_attachment_accepter"
ASSOCIATION: Final = "aws_ec2_transit_gateway_route_table_association"
PROPAGATION: Final = "aws_ec2_transit_gateway_route_table_propagation"
ROUTE: Final = "aws_ec2_transit_gateway_route"
PREFIXES: Final = "aws_ec2_transit_gateway_prefix_list_reference"
PEERING: Final = "aws_ec2_transit_gateway_peering_attachment"
CORE: Final = "aws_networkmanager_vpc_attachment"
_DEFAULTS: Final = ("association_default_route_table_id", "propagation_default_route_table_id")
_WAYS: Final = (VPC, PEERING, "aws_ec2_transit_gateway_connect", "aws_vpn_connection", "aws_dx_gateway_association")


def hubs(book: Book) -> Iterator[Resource]:
    """Transit gateways of the estate, and foreign ones that networks of the estate join."""
    joined, unsure = _joining(book)
    for d in book.of(GATEWAY):
        members = joined.pop(d.address, [])
        yield Hub(
            **head(book, d),
            kind="transit-gateway",
            attachments=(*(attachment(book, a, d) for a in members), *unsure),
            routes=_routes(book),
            group_references=text(d.attrs.get("security_group_referencing_support"), "disable") == "enable",
        )
    for gateway, members in joined.items():
        named = book.by_address.get(gateway)
        own = head(book, named) if named else {**made(members[0], gateway, GATEWAY), "ids": (gateway,)}
        attachments = (*(attachment(book, a, None) for a in members), *unsure)
        yield Hub(**own, kind="transit-gateway", attachments=attachments, routes=_routes(book))
    if unsure and not joined and not book.of(GATEWAY):
        first = book.by_address[unsure[0].address]
        own = made(first, f"{first.address}#gateway", GATEWAY)
        yield Hub(**own, kind="transit-gateway", attachments=unsure, routes=_routes(book))


def _joining(book: Book) -> tuple[dict[str, list[Declared]], tuple[HubAttachment, ...]]:
    """Attachments by the gateway that they join, and those to a gateway that is named only at apply."""
    joined: dict[str, list[Declared]] = {}
    unsure: list[HubAttachment] = []
    for a in book.of(VPC):
        gateway = denoted(book, a, a.attrs.get("transit_gateway_id"), "transit_gateway_id", GATEWAY)
        if isinstance(gateway, str):
            joined.setdefault(gateway, []).append(a)
        elif gateway is not None:
            unsure.append(_perhaps(attachment(book, a, None), gateway))
    return joined, tuple(unsure)


def _perhaps(one: HubAttachment, gateway: Unknown) -> HubAttachment:
    """An attachment to a gateway that is named only at apply: it may join any that the estate knows."""
    return replace(one, table=gateway, propagates_to=(gateway,))


def attachment(book: Book, d: Declared, gateway: Declared | None) -> HubAttachment:
    """One network's place at a hub."""
    network = vpc_of(book, d)
    owner_side = next(iter(book.pointing((ACCEPTER,), "transit_gateway_attachment_id", d.address)), d)
    return HubAttachment(
        network=network if network is not None else Unknown(f"the network of `{d.address}` is not stated"),
        subnets=many(book, d, d.attrs.get("subnet_ids"), "subnet_ids", *SUBNETS),
        table=_table(book, d, owner_side, gateway),
        propagates_to=_propagates(book, d, owner_side, gateway),
        address=d.address,
        origin=d.origin,
    )


def _table(book: Book, d: Declared, owner_side: Declared, gateway: Declared | None) -> Fact[str | None]:
    stated_ = [table_name(book, a) for a in book.pointing((ASSOCIATION,), "transit_gateway_attachment_id", d.address)]
    if stated_:
        return stated_[0]
    own = switch(stated(owner_side, "transit_gateway_default_route_table_association"), True)
    return _default(book, gateway, own, "default_route_table_association", d)


def _propagates(book: Book, d: Declared, owner_side: Declared, gateway: Declared | None) -> tuple[Fact[str], ...]:
    apart = [table_name(book, p) for p in book.pointing((PROPAGATION,), "transit_gateway_attachment_id", d.address)]
    own = switch(stated(owner_side, "transit_gateway_default_route_table_propagation"), True)
    return given((*apart, _default(book, gateway, own, "default_route_table_propagation", d)))


def _default(book: Book, gateway: Declared | None, own: Fact[bool], key: str, d: Declared) -> Fact[str | None]:
    """The default table, where both the attachment and the gateway use it; who uses another's gateway cannot know."""
    if own is False:
        return None
    if gateway is None:
        return Unknown(f"the route tables of the transit gateway that {d.address} joins")
    enabled = text(gateway.attrs.get(key), "enable")
    if isinstance(own, Unknown) or isinstance(enabled, Unknown):
        return own if isinstance(own, Unknown) else Unknown(f"`{gateway.address}.{key}` is not known")
    return _default_name(book, gateway.address, key) if enabled == "enable" else None


def _default_name(book: Book, gateway: str, key: str) -> Fact[str | None]:
    """The default table's name: the one AWS makes, or the one that a resource puts in its place."""
    kind = f"aws_ec2_transit_gateway_default_route_table_{key.rpartition('_')[2]}"
    replaced = book.pointing((kind,), "transit_gateway_id", gateway)
    return table_name(book, replaced[0]) if replaced else f"{gateway}#default"


def table_name(book: Book, d: Declared, key: str = "transit_gateway_route_table_id") -> Fact[str]:
    """The name of the hub table that a resource names."""
    value = d.attrs.get(key)
    named = sole_symbol(value)
    if named and named[1] in _DEFAULTS and named[0] in book.by_address:
        return f"{named[0]}#default"
    found = denoted(book, d, value, key, TABLE)
    return found if found is not None else Unknown(f"the route table of `{d.address}` is not stated")


def _routes(book: Book) -> dict[str, tuple[Route, ...]]:
    """Static routes per table."""
    found: dict[str, list[Route]] = {}
    for d in book.of(ROUTE, PREFIXES):
        table = table_name(book, d)
        if isinstance(table, str):
            found.setdefault(table, []).append(_route(book, d))
    return {table: tuple(routes) for table, routes in found.items()}


def _route(book: Book, d: Declared) -> Route:
    listed = d.attrs.get("prefix_list_id")
    destination = (
        prefix_list(book, d, listed, "prefix_list_id")
        if listed
        else next((cidr(t) for t in texts(d.attrs.get("destination_cidr_block"))), None)
    )
    dropped = switch(d.attrs.get("blackhole"), False) is True
    return Route(
        destination=destination if destination is not None else Unknown(f"the destination of `{d.address}` is not stated"),
        hop="blackhole" if dropped else "hub",
        target=denoted(book, d, d.attrs.get("transit_gateway_attachment_id"), "transit_gateway_attachment_id", *_WAYS, ACCEPTER),
        address=d.address,
        origin=d.origin,
    )


def peered(book: Book) -> Iterator[Resource]:
    """Two gateways that are peered, as one more hub: each network of one side meets those of the other that both sides' tables lead to."""
    for d in book.of(PEERING):
        near = denoted(book, d, d.attrs.get("transit_gateway_id"), "transit_gateway_id", GATEWAY)
        far = denoted(book, d, d.attrs.get("peer_transit_gateway_id"), "peer_transit_gateway_id", GATEWAY)
        sides = [s for s in (near, far) if isinstance(s, str) and s in book.by_address]
        if len(sides) == 2:
            yield Hub(**head(book, d), kind="transit-gateway", attachments=tuple(_across(book, d, sides)))


def _across(book: Book, peering: Declared, sides: list[str]) -> Iterator[HubAttachment]:
    members = {s: [(a, attachment(book, a, book.by_address[s])) for a in book.pointing((VPC,), "transit_gateway_id", s)] for s in sides}
    everywhere = _routes(book)
    for here, there in ((sides[0], sides[1]), (sides[1], sides[0])):
        for _, own in members[here]:
            reached_by = (_own_table(o) for _, o in members[there] if _leads(book, peering, o, own, here, everywhere))
            yield HubAttachment(
                network=own.network,
                subnets=own.subnets,
                table=_own_table(own),
                propagates_to=tuple(reached_by),
                address=here,
                origin=own.origin,
            )


def _own_table(a: HubAttachment) -> str:
    return f"{a.address}#through-peering"


def _leads(
    book: Book, peering: Declared, source: HubAttachment, target: HubAttachment, here: str, routes: dict[str, tuple[Route, ...]]
) -> bool:
    """Whether the source's table sends packets for the target into the peering, and the peering's table on the far side hands them on."""
    if not isinstance(source.table, str):
        return True
    sent = any(r.target == peering.address and r.hop != "blackhole" for r in routes.get(source.table, ()))
    tables = [table_name(book, a) for a in book.pointing((ASSOCIATION,), "transit_gateway_attachment_id", peering.address)]
    accepted = book.pointing((f"{PEERING}_accepter",), "transit_gateway_attachment_id", peering.address)
    tables += [table_name(book, a) for x in accepted for a in book.pointing((ASSOCIATION,), "transit_gateway_attachment_id", x.address)]
    usual = [f"{here}#default"]
    handed = any(t in target.propagates_to or any(r.target == target.address for r in routes.get(str(t), ())) for t in (*tables, *usual))
    return sent and handed


def vpns(book: Book) -> Iterator[Resource]:
    """Virtual private gateways."""
    for d in book.of("aws_vpn_gateway"):
        linked = book.pointing(("aws_vpn_gateway_attachment",), "vpn_gateway_id", d.address)
        yield Gateway(**head(book, d), kind="vpn", networks=given((vpc_of(book, d), *(vpc_of(book, a) for a in linked))))


def core_networks(book: Book) -> Iterator[Resource]:
    """Cloud WAN: networks that join a core network; its segments are in a policy that decides which of them meet."""
    found: dict[str, list[Declared]] = {}
    for a in book.of(CORE):
        core = denoted(book, a, a.attrs.get("core_network_id"), "core_network_id", "aws_networkmanager_core_network")
        found.setdefault(core if isinstance(core, str) else "a core network", []).append(a)
    for core, members in found.items():
        named = book.by_address.get(core)
        own = head(book, named) if named else made(members[0], core, "aws_networkmanager_core_network")
        missing = Unknown(f"the segments of {core}")
        joined = tuple(
            HubAttachment(
                network=denoted(book, a, a.attrs.get("vpc_arn"), "vpc_arn", "aws_vpc") or missing,
                table=missing,
                address=a.address,
                origin=a.origin,
            )
            for a in members
        )
        yield Hub(**own, kind="network-manager", attachments=joined)


LOWERINGS = (
    (frozenset({GATEWAY, VPC}), hubs),
    (frozenset({PEERING}), peered),
    (frozenset({"aws_vpn_gateway"}), vpns),
    (frozenset({CORE}), core_networks),
)
SUB_RESOURCES = frozenset(
    (
        f"{TABLE} {ACCEPTER} {ASSOCIATION} {PROPAGATION} {ROUTE} {PREFIXES} {PEERING}_accepter aws_vpn_gateway_attachment aws_vpn_connection "
        "aws_vpn_connection_route aws_customer_gateway aws_ec2_transit_gateway_connect aws_ec2_transit_gateway_connect_peer aws_dx_gateway "
        "aws_dx_gateway_association aws_dx_connection aws_dx_private_virtual_interface aws_dx_transit_virtual_interface "
        "aws_networkmanager_core_network aws_networkmanager_global_network aws_networkmanager_core_network_policy_attachment "
        "aws_ec2_transit_gateway_default_route_table_association aws_ec2_transit_gateway_default_route_table_propagation"
    ).split()
)
