# SPDX-License-Identifier: Apache-2.0
"""VPCs and subnets, ways out over gateways and NAT, peerings, prefix lists.

Defaults of the provider: `connectivity_type` of a NAT gateway is public, `auto_accept` of a peering false, `map_public_ip_on_launch`
false (true in a default subnet). Every default VPC has the same range (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.network import Gateway, Network, Peering, PrefixList, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, sole_symbol
from intramuros.sources.attributes import blocks, switch, text, texts, unknown_in
from intramuros.sources.aws.common import head
from intramuros.sources.aws.wiring import (
    ACLS,
    SUBNETS,
    VPCS,
    acl_at,
    adopter,
    cidr,
    default_vpc,
    denoted,
    given,
    many,
    pointing_at,
    stated,
    table_at,
    vpc_of,
)
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

DEFAULT_RANGE = "172.31.0.0/16"
PREFIXES = "aws_ec2_managed_prefix_list"
_RANGES = ("aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association")


def networks(book: Book) -> Iterator[Resource]:
    """VPCs, declared and looked up."""
    for d in book.of(*VPCS):
        yield Network(**head(book, d), cidrs=_ranges(book, d))
    for d in book.data("aws_vpc"):
        missing = Unknown(f"`{d.address}` is looked up, not declared")
        ranges = tuple(cidr(t) for t in texts(d.attrs.get("cidr_block")))
        default = (DEFAULT_RANGE,) if d.attrs.get("default") is True else (missing,)
        yield Network(**head(book, d), cidrs=ranges or default)


def _ranges(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    if d.type == "aws_default_vpc":
        return (DEFAULT_RANGE,)
    added = [p.attrs.get(k) for p in book.pointing(_RANGES, "vpc_id", d.address) for k in ("cidr_block", "ipv6_cidr_block")]
    own = [d.attrs.get("cidr_block"), stated(d, "ipv6_cidr_block")]
    found = tuple(cidr(t) for v in (*own, *added) for t in texts(v))
    if not texts(d.attrs.get("cidr_block")):
        found += (Unknown(f"the range of `{d.address}` is taken from an address pool at apply"),)
    return found


def subnets(book: Book) -> Iterator[Resource]:
    """Subnets with their ACL and route table; those only looked up keep their secrets."""
    for d in book.of(*SUBNETS):
        yield _subnet(book, d)
    for d in book.data("aws_subnet"):
        yield _looked_up(book, d)


def _subnet(book: Book, d: Declared) -> Subnet:
    default = d.type == "aws_default_subnet"
    network = default_vpc(book, d) if default else vpc_of(book, d)
    ranges = tuple(cidr(t) for k in ("cidr_block", "ipv6_cidr_block") for t in texts(stated(d, k)))
    unstated = DEFAULT_RANGE if default else Unknown(f"the range of `{d.address}` is chosen at apply")
    return Subnet(
        **head(book, d),
        network=network if network is not None else Unknown(f"the network of `{d.address}` is not stated"),
        cidrs=ranges or (unstated,),
        rule_sets=_acls(book, d, network),
        route_table=_table_of(book, d.address),
        public_ips=switch(d.attrs.get("map_public_ip_on_launch"), default),
    )


def _looked_up(book: Book, d: Declared) -> Subnet:
    missing = Unknown(f"what is attached to `{d.address}` is not declared: it is looked up")
    network = vpc_of(book, d)
    return Subnet(
        **head(book, d),
        network=network if network is not None else missing,
        cidrs=tuple(cidr(t) for t in texts(d.attrs.get("cidr_block"))) or (missing,),
        rule_sets=_acls(book, d, None) or (missing,),
        route_table=_table_of(book, d.address) or missing,
        public_ips=switch(d.attrs.get("map_public_ip_on_launch"), missing),
    )


def _acls(book: Book, d: Declared, network: Fact[str | None]) -> tuple[Fact[str], ...]:
    """The subnet's network ACL: an association, a list at the ACL, else the VPC's default where that is declared."""
    linked = [
        acl_at(book, a, a.attrs.get("network_acl_id"), "network_acl_id") for a in _links(book, "aws_network_acl_association", d.address)
    ]
    listed = [a.address for a in book.of(*ACLS) if d.address in many(book, a, stated(a, "subnet_ids"), "subnet_ids", *SUBNETS)]
    own = given((*linked, *listed))
    if own or not isinstance(network, str):
        return own[:1]
    return given((default_acl(book, network),))


def default_acl(book: Book, vpc: str) -> str | None:
    """The default ACL of a network, where it is adopted or has rules of its own; None: it allows all."""
    found = adopter(book, "aws_default_network_acl", "default_network_acl_id", vpc)
    implied = f"{vpc}#default-network-acl"
    if found:
        return found
    ruled = (acl_at(book, r, r.attrs.get("network_acl_id"), "network_acl_id") for r in book.of("aws_network_acl_rule"))
    return implied if implied in ruled else None


def _links(book: Book, kind: str, subnet: str) -> list[Declared]:
    return pointing_at(book, kind, "subnet_id", *SUBNETS).get(subnet, [])


def _table_of(book: Book, subnet: str) -> Fact[str | None]:
    links = _links(book, "aws_route_table_association", subnet)
    return next((table_at(book, a, a.attrs.get("route_table_id"), "route_table_id") for a in links), None)


def gateways(book: Book) -> Iterator[Resource]:
    """Internet, egress-only and carrier gateways."""
    for d in book.of("aws_internet_gateway", "aws_ec2_carrier_gateway"):
        linked = book.pointing(("aws_internet_gateway_attachment",), "internet_gateway_id", d.address)
        networks_ = given((vpc_of(book, d), *(vpc_of(book, a) for a in linked)))
        yield Gateway(**head(book, d), kind="internet-gateway", networks=networks_)
    for d in book.of("aws_egress_only_internet_gateway"):
        yield Gateway(**head(book, d), kind="egress-only-gateway", networks=given((vpc_of(book, d),)))


def nats(book: Book) -> Iterator[Resource]:
    """NAT gateways; a private one has no address on the internet side."""
    for d in book.of("aws_nat_gateway"):
        kind = text(d.attrs.get("connectivity_type"), "public")
        yield Gateway(
            **head(book, d),
            kind="nat",
            networks=given((vpc_of(book, d),)),
            subnet=denoted(book, d, d.attrs.get("subnet_id"), "subnet_id", *SUBNETS),
            public=kind if isinstance(kind, Unknown) else kind != "private",
            private_ips=tuple(t for k in ("private_ip", "secondary_private_ip_addresses") for t in texts(stated(d, k))),
        )


def peerings(book: Book) -> Iterator[Resource]:
    """Peerings; one that nobody is declared to accept may still be accepted by hand, so that is not known."""
    for d in book.of("aws_vpc_peering_connection"):
        network, remote = vpc_of(book, d), vpc_of(book, d, "peer_vpc_id")
        yield Peering(
            **head(book, d),
            network=network if network is not None else Unknown(f"the network of `{d.address}` is not stated"),
            remote=remote if remote is not None else Unknown(f"the remote network of `{d.address}` is not stated"),
            remote_account=text(stated(d, "peer_owner_id")),
            active=_accepted(book, d),
        )


def _accepted(book: Book, d: Declared) -> Fact[bool]:
    if switch(d.attrs.get("auto_accept"), False) is True or d.attrs.get("accept_status") == "active":
        return True
    accepters = book.pointing(("aws_vpc_peering_connection_accepter",), "vpc_peering_connection_id", d.address)
    if any(switch(a.attrs.get("auto_accept"), False) is True for a in accepters):
        return True
    stated_ = [switch(x.attrs.get("auto_accept"), False) for x in (d, *accepters)]
    far = vpc_of(book, d, "peer_vpc_id")
    other = book.by_address.get(far) if isinstance(far, str) else None
    if other is not None and other.mode == "managed" and all(s is False for s in stated_):
        return False  # both networks are ours, and nothing declared accepts: it stays pending
    return Unknown(f"whether anybody has accepted {d.address}: nothing declared accepts it")


def prefix_lists(book: Book) -> Iterator[Resource]:
    """Managed prefix lists with entries of their own and those declared apart."""
    for d in book.of(PREFIXES):
        apart = book.pointing((f"{PREFIXES}_entry",), "prefix_list_id", d.address)
        values = [e.get("cidr") for e in blocks(d.attrs, "entry")] + [e.attrs.get("cidr") for e in apart]
        found = [cidr(t) for v in values for t in texts(v)]
        missing = unknown_in({"entry": stated(d, "entry")}, "entry") or next((c for c in found if isinstance(c, Unknown)), None)
        yield PrefixList(**head(book, d), cidrs=missing or tuple(c for c in found if isinstance(c, str)))


def prefix_list(book: Book, d: Declared, value: Any, key: str) -> Fact[str]:
    """A prefix list as peers and routes name it: ours by address, AWS's own by its service name or id."""
    named = sole_symbol(value)
    owner = book.by_address.get(named[0]) if named else None
    if owner is not None and owner.type == "aws_vpc_endpoint":
        return f"prefix-list:{book.spell(str(owner.attrs.get('service_name') or 'com.amazonaws'))}"
    if owner is not None and owner.mode == "data" and (name := _own_name(book, owner)):
        return f"prefix-list:{name}"
    found = denoted(book, d, value, key, PREFIXES)
    return found if isinstance(found, Unknown) else f"prefix-list:{found}"


def _own_name(book: Book, d: Declared) -> str | None:
    """The name under which a data source looks for a list (`com.amazonaws.eu-central-1.s3`)."""
    filters = [v for b in blocks(d.attrs, "filter") for k in ("values",) for v in texts(b.get(k))]
    names = [book.spell(v) for v in (d.attrs.get("name"), d.attrs.get("prefix_list_id"), d.attrs.get("id"), *filters) if isinstance(v, str)]
    return next((str(n) for n in names if "amazonaws" in n or n.startswith("pl-")), None)


LOWERINGS = (
    (frozenset({*VPCS}), networks),
    (frozenset({*SUBNETS}), subnets),
    (frozenset({"aws_internet_gateway", "aws_egress_only_internet_gateway", "aws_ec2_carrier_gateway"}), gateways),
    (frozenset({"aws_nat_gateway"}), nats),
    (frozenset({"aws_vpc_peering_connection"}), peerings),
    (frozenset({PREFIXES}), prefix_lists),
)
SUB_RESOURCES = frozenset(
    {
        *_RANGES,
        f"{PREFIXES}_entry",
        "aws_internet_gateway_attachment",
        "aws_vpc_peering_connection_accepter",
        "aws_vpc_peering_connection_options",
        "aws_network_acl_association",
        "aws_route_table_association",
    }
)
