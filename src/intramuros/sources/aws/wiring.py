# SPDX-License-Identifier: Apache-2.0
"""What is plugged into what: subnets, groups and tables that attributes name, those that AWS makes by itself among them.

A VPC comes with a main route table, a default security group and a default network ACL
(https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html); Terraform knows them as attributes of the VPC.
Where no `aws_default_*` resource adopts one, it stands in the estate as `<vpc>#<part>`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any, Final

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol
from intramuros.sources.aws.common import region_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

VPCS: Final = ("aws_vpc", "aws_default_vpc")
SUBNETS: Final = ("aws_subnet", "aws_default_subnet")
GROUPS: Final = ("aws_security_group", "aws_default_security_group")
TABLES: Final = ("aws_route_table", "aws_default_route_table")
ACLS: Final = ("aws_network_acl", "aws_default_network_acl")
INTERFACE: Final = "aws_network_interface"

_ADOPTED: Final = {
    "default_security_group_id": ("aws_default_security_group", "vpc_id", "default-security-group"),
    "default_network_acl_id": ("aws_default_network_acl", "default_network_acl_id", "default-network-acl"),
    "main_route_table_id": ("aws_default_route_table", "default_route_table_id", "main-route-table"),
    "default_route_table_id": ("aws_default_route_table", "default_route_table_id", "main-route-table"),
}
"""Attribute of a VPC → the type that adopts what it names, the attribute by which, and the part's own word."""


def line_of(d: Declared, key: str, index: int | None = None) -> Origin:
    """Where an attribute or the n-th block of `d` stands; the resource itself where the dialect does not say."""
    if index is not None and (found := d.lines.get(f"{key}[{index}]")):
        return found
    return d.lines.get(key, d.origin)


def denoted(book: Book, d: Declared, value: Any, key: str, *types: str) -> Fact[str | None]:
    """The address that `value`, read somewhere under `key` of `d`, names; a plan's unknown is followed through its references."""
    found = book.resolve(value, *types)
    if isinstance(found, Unknown):
        near = _referred(book, d, key, types)
        return near[0] if len(near) == 1 else found
    return found


def pointing_at(book: Book, kind: str, key: str, *types: str) -> dict[str, list[Declared]]:
    """Managed resources of `kind` by the address that their attribute `key` denotes."""
    return book.once(("pointing at", kind, key, types), lambda: _by_denoted(book, kind, key, types))


def _by_denoted(book: Book, kind: str, key: str, types: tuple[str, ...]) -> dict[str, list[Declared]]:
    found: dict[str, list[Declared]] = {}
    for d in book.of(kind):
        if isinstance(target := denoted(book, d, d.attrs.get(key), key, *types), str):
            found.setdefault(target, []).append(d)
    return found


def _referred(book: Book, d: Declared, key: str, types: tuple[str, ...]) -> list[str]:
    return [a for a in d.refs.get(key, ()) if a in book.by_address and (not types or book.by_address[a].type in types)]


def many(book: Book, d: Declared, value: Any, key: str, *types: str) -> tuple[Fact[str], ...]:
    """The addresses that a list of references names; an unknown list is what it refers to, else one Unknown."""
    if value is None:
        return ()
    if isinstance(value, Unknown):
        near = _referred(book, d, key, types)
        return tuple(near) or (value,)
    items = value if isinstance(value, list | tuple) else [value]
    found = (book.resolve(v, *types) for v in items)
    return tuple(dict.fromkeys(f for f in found if f is not None))


def vpc_of(book: Book, d: Declared, key: str = "vpc_id") -> Fact[str | None]:
    """The network that `key` names; a data source that looks up a declared VPC is that VPC."""
    return denoted(book, d, d.attrs.get(key), key, *VPCS)


def part_of_vpc(book: Book, value: Any) -> str | None:
    """The group, ACL or table that AWS made with a VPC, where `value` is the VPC's attribute that names it."""
    named = sole_symbol(value)
    vpc = book.by_address.get(named[0]) if named else None
    if named is None or vpc is None or vpc.type not in VPCS or named[1] not in _ADOPTED:
        return None
    kind, key, word = _ADOPTED[named[1]]
    return adopter(book, kind, key, vpc.address) or f"{vpc.address}#{word}"


def adopter(book: Book, kind: str, key: str, vpc: str) -> str | None:
    """The `aws_default_*` resource that adopts what AWS made with a VPC."""
    return next((d.address for d in book.of(kind) if _vpc_behind(book, d, key) == vpc), None)


def _vpc_behind(book: Book, d: Declared, key: str) -> str | None:
    value = d.attrs.get(key)
    named = sole_symbol(value)
    if named and named[0] in book.by_address:
        return named[0]
    refs = [a for a in d.refs.get(key, ()) if a in book.by_address and book.by_address[a].type in VPCS]
    if refs:
        return refs[0]
    found = book.resolve(value, *VPCS)
    return found if isinstance(found, str) else None


def default_group(book: Book, vpc: str) -> str:
    """The default security group of a network."""
    return adopter(book, "aws_default_security_group", "vpc_id", vpc) or f"{vpc}#default-security-group"


def groups_at(book: Book, d: Declared, value: Any, key: str) -> tuple[Fact[str], ...]:
    """Security groups that a list names, by id or (in a default VPC) by name."""
    items = value if isinstance(value, list | tuple) else [value]
    if isinstance(value, Unknown):
        return many(book, d, value, key, *GROUPS)
    found = (part_of_vpc(book, v) or _cluster_group(book, v) or denoted(book, d, v, key, *GROUPS) for v in items if v is not None)
    return given(found)


def _cluster_group(book: Book, value: Any) -> str | None:
    """The security group that EKS makes for a cluster, by the cluster's attribute that names it."""
    named = sole_symbol(value)
    cluster = book.by_address.get(named[0]) if named else None
    if named and cluster is not None and cluster.type == "aws_eks_cluster" and "cluster_security_group_id" in named[1]:
        return cluster_group(cluster.address)
    return None


def cluster_group(cluster: str) -> str:
    """The address of the security group that EKS makes for a cluster."""
    return f"{cluster}#cluster-security-group"


def table_at(book: Book, d: Declared, value: Any, key: str) -> Fact[str | None]:
    """The route table that `value` names, the main table of a VPC among them."""
    return part_of_vpc(book, value) or denoted(book, d, value, key, *TABLES)


def acl_at(book: Book, d: Declared, value: Any, key: str) -> Fact[str | None]:
    """The network ACL that `value` names, the default of a VPC among them."""
    return part_of_vpc(book, value) or denoted(book, d, value, key, *ACLS)


def network_of_subnet(book: Book, subnet: Fact[str | None]) -> Fact[str | None]:
    """The network that a subnet belongs to."""
    own = book.by_address.get(subnet) if isinstance(subnet, str) else None
    if own is None:
        return subnet if isinstance(subnet, Unknown) else None
    if own.type == "aws_default_subnet":
        return default_vpc(book, own)
    return vpc_of(book, own)


def default_vpc(book: Book, d: Declared) -> str:
    """The default VPC of the account and region in which `d` lives."""
    near = [v for v in (*book.of("aws_default_vpc"), *_looked_up_defaults(book)) if same_home(v, d)]
    return near[0].address if near else f"default-vpc({_place(d)})"


def default_subnet(book: Book, d: Declared) -> str:
    """A default subnet of the account and region in which `d` lives."""
    near = [s for s in book.of("aws_default_subnet") if same_home(s, d)]
    return near[0].address if near else f"default-subnet({_place(d)})"


def _looked_up_defaults(book: Book) -> list[Declared]:
    return [v for v in book.data("aws_vpc") if v.attrs.get("default") is True]


def same_home(a: Declared, b: Declared) -> bool:
    """Whether two resources live in the same account and region."""
    return a.home.account == b.home.account and region_of(a) == region_of(b)


def _place(d: Declared) -> str:
    region, account = region_of(d), d.home.account
    where = region if isinstance(region, str) else d.home.name or "aws"
    return f"{account}/{where}" if isinstance(account, str) else where


def stated(d: Declared, key: str) -> Any:
    """A value that the author wrote; a plan's "known after apply" of an attribute that the configuration leaves out is unset."""
    value = d.attrs.get(key)
    if isinstance(value, Unknown) and d.origin.dialect == "plan" and key not in d.refs:
        return None
    return value


def cidr(value: Fact[str]) -> Fact[str]:
    """An address prefix as a CIDR; single addresses get /32 or /128; what is no address is not known."""
    if isinstance(value, Unknown):
        return value
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is known only after apply")
    try:
        return str(ipaddress.ip_network(value.strip(), strict=False))
    except ValueError:
        return Unknown(f"`{value}` is not an address range")


def given(values: Iterable[Fact[str | None]]) -> tuple[Fact[str], ...]:
    """The facts without the unset ones, each once, in order."""
    return tuple(dict.fromkeys(v for v in values if v is not None))


def made(d: Declared, address: str, kind: str, origin: Origin | None = None) -> dict[str, Any]:
    """The common fields of something that AWS makes by itself beside a declared resource."""
    return {
        "address": address,
        "type": kind,
        "cloud": "aws",
        "origin": origin or d.origin,
        "account": d.home.account,
        "region": region_of(d),
    }
