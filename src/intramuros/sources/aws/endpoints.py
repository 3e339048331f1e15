# SPDX-License-Identifier: Apache-2.0
"""VPC endpoints: private doors to services, who stands at them and what their policies admit.

Provider defaults: the type is Gateway, private DNS is off, and an endpoint without a policy admits everything
(https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html). A Gateway Load Balancer endpoint is no door to a service
but a way through an appliance, so it stands among the gateways.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import PolicyDocument
from intramuros.estate.network import Gateway, PrivateEndpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, sole_symbol
from intramuros.sources.attributes import blocks, switch, text
from intramuros.sources.aws.common import Parts, document, head
from intramuros.sources.aws.identity import region_text
from intramuros.sources.aws.wiring import SUBNETS, default_group, denoted, given, groups_at, many, stated, table_at, vpc_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ENDPOINT = "aws_vpc_endpoint"
_PARTS = {
    "aws_vpc_endpoint_policy": "vpc_endpoint_id",
    "aws_vpc_endpoint_route_table_association": "vpc_endpoint_id",
    "aws_vpc_endpoint_subnet_association": "vpc_endpoint_id",
    "aws_vpc_endpoint_security_group_association": "vpc_endpoint_id",
    "aws_vpc_endpoint_private_dns": "vpc_endpoint_id",
    "aws_vpc_endpoint_connection_accepter": "vpc_endpoint_id",
}


def endpoints(book: Book) -> Iterator[Resource]:
    """Gateway and interface endpoints, and endpoints of appliances."""
    parts = Parts(book, _PARTS, ENDPOINT)
    for d in book.of(ENDPOINT):
        kind = text(d.attrs.get("vpc_endpoint_type"), "Gateway")
        if kind == "GatewayLoadBalancer":
            missing = Unknown(f"what the appliance behind {d.address} lets through")
            yield Gateway(**head(book, d), kind="appliance", networks=given((vpc_of(book, d),)), rules=missing)
        else:
            yield _endpoint(book, parts, d, kind)


def _endpoint(book: Book, parts: Parts, d: Declared, kind: Fact[str | None]) -> PrivateEndpoint:
    network = vpc_of(book, d)
    door = "gateway" if kind == "Gateway" else "interface"
    return PrivateEndpoint(
        **head(book, d),
        kind="gateway" if door == "gateway" else "interface",
        network=network,
        subnets=_subnets(book, parts, d),
        route_tables=_tables(book, parts, d) if door == "gateway" else (),
        rule_sets=_groups(book, parts, d, network) if door == "interface" else (),
        service=service_of(book, d),
        approved=_approved(parts, d),
        private_dns=_private_dns(parts, d) if door == "interface" else True,
        policies=_policies(book, parts, d),
    )


def service_of(book: Book, d: Declared) -> Fact[str | None]:
    """The service's full name, through a data source that looks it up by its short one."""
    value = d.attrs.get("service_name")
    named = sole_symbol(value)
    looked_up = book.by_address.get(named[0]) if named else None
    if looked_up is None or looked_up.type != "aws_vpc_endpoint_service":
        return text(book.spell(value))
    full, short = looked_up.attrs.get("service_name"), looked_up.attrs.get("service")
    if isinstance(full, str):
        return text(book.spell(full))
    return f"com.amazonaws.{region_text(d)}.{book.spell(short)}" if isinstance(short, str) else text(book.spell(value))


def _subnets(book: Book, parts: Parts, d: Declared) -> tuple[Fact[str], ...]:
    linked = parts.of(d.address, "aws_vpc_endpoint_subnet_association")
    return given(
        (
            *many(book, d, stated(d, "subnet_ids"), "subnet_ids", *SUBNETS),
            *(denoted(book, d, b.get("subnet_id"), "subnet_configuration", *SUBNETS) for b in blocks(d.attrs, "subnet_configuration")),
            *(denoted(book, a, a.attrs.get("subnet_id"), "subnet_id", *SUBNETS) for a in linked),
        )
    )


def _tables(book: Book, parts: Parts, d: Declared) -> tuple[Fact[str], ...]:
    listed = stated(d, "route_table_ids")
    linked = parts.of(d.address, "aws_vpc_endpoint_route_table_association")
    items = listed if isinstance(listed, list) else [listed] if listed is not None else []
    found = many(book, d, listed, "route_table_ids") if isinstance(listed, Unknown) else ()
    own = () if isinstance(listed, Unknown) else tuple(table_at(book, d, v, "route_table_ids") for v in items)
    return given((*found, *own, *(table_at(book, a, a.attrs.get("route_table_id"), "route_table_id") for a in linked)))


def _groups(book: Book, parts: Parts, d: Declared, network: Fact[str | None]) -> tuple[Fact[str], ...]:
    """Groups at an interface endpoint; without one AWS takes the VPC's default."""
    linked = parts.of(d.address, "aws_vpc_endpoint_security_group_association")
    own = groups_at(book, d, stated(d, "security_group_ids"), "security_group_ids")
    added = (g for a in linked for g in groups_at(book, a, a.attrs.get("security_group_id"), "security_group_id"))
    found = given((*own, *added))
    return found or ((default_group(book, network),) if isinstance(network, str) and network in book.by_address else ())


def _approved(parts: Parts, d: Declared) -> Fact[bool]:
    """AWS's own services accept by themselves; another party's service may ask its owner first."""
    service = d.attrs.get("service_name")
    foreign = isinstance(service, str) and ".vpce." in service
    if not foreign or d.attrs.get("auto_accept") is True or parts.of(d.address, "aws_vpc_endpoint_connection_accepter"):
        return True
    return Unknown(f"whether the owner of {service} has accepted {d.address}")


def _private_dns(parts: Parts, d: Declared) -> Fact[bool]:
    apart = parts.of(d.address, "aws_vpc_endpoint_private_dns")
    if apart:
        return switch(apart[0].attrs.get("private_dns_enabled"), False)
    return switch(stated(d, "private_dns_enabled"), False)


def _policies(book: Book, parts: Parts, d: Declared) -> tuple[PolicyDocument, ...]:
    apart = tuple(document(book, p) for p in parts.of(d.address, "aws_vpc_endpoint_policy") if stated(p, "policy") is not None)
    return apart or ((document(book, d),) if stated(d, "policy") not in (None, "") else ())


LOWERINGS = ((frozenset({ENDPOINT}), endpoints),)
SUB_RESOURCES = frozenset(
    {*_PARTS, "aws_vpc_endpoint_service", "aws_vpc_endpoint_service_allowed_principal", "aws_vpc_endpoint_connection_notification"}
)
