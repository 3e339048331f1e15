# SPDX-License-Identifier: Apache-2.0
"""Network interfaces, elastic addresses, and where they put the machines that carry them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.network import Interface
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, symbol
from intramuros.estate.workloads import Attachment
from intramuros.sources.attributes import switch, texts
from intramuros.sources.aws.common import first, head, owner
from intramuros.sources.aws.wiring import INTERFACE, SUBNETS, default_group, denoted, given, groups_at, network_of_subnet, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

EIP_LINK = "aws_eip_association"
EIP = "aws_eip"
GROUP_LINK = "aws_network_interface_sg_attachment"


def interfaces(book: Book) -> Iterator[Resource]:
    """Interfaces that are resources of their own."""
    for d in book.of(INTERFACE):
        at = attachment_of(book, d)
        subnet = at.subnet if at.subnet is not None else Unknown(f"the subnet of `{d.address}` is not stated")
        yield Interface(**head(book, d), subnet=subnet, rule_sets=at.rule_sets, public_ip=at.public_ip, ips=at.ips)


def attachment_of(book: Book, d: Declared) -> Attachment:
    """Where an interface puts what carries it."""
    subnet = denoted(book, d, d.attrs.get("subnet_id"), "subnet_id", *SUBNETS)
    listed = first(d.attrs, "private_ips", "private_ip_list", "private_ip")
    own = tuple(t for t in texts(listed) if not isinstance(t, Unknown))
    return Attachment(
        subnet=subnet,
        rule_sets=groups_or_default(
            book, groups_at(book, d, stated(d, "security_groups"), "security_groups"), subnet, linked(book, d.address)
        ),
        public_ip=has_elastic_ip(book, d.address),
        ips=own or (symbol(d.address, "private_ip"),),
        address=d.address,
        origin=d.origin,
    )


def linked(book: Book, holder: str) -> tuple[Fact[str], ...]:
    """Groups that an attachment resource adds to an interface or to an instance's first interface."""
    links = [x for x in book.of(GROUP_LINK) if owner(book, x.attrs.get("network_interface_id")) == holder]
    return given(g for x in links for g in groups_at(book, x, x.attrs.get("security_group_id"), "security_group_id"))


def groups_or_default(
    book: Book, own: tuple[Fact[str], ...], subnet: Fact[str | None], added: tuple[Fact[str], ...] = ()
) -> tuple[Fact[str], ...]:
    """The groups named; without any, AWS takes the default group of the network."""
    if own:
        return given((*own, *added))
    network = network_of_subnet(book, subnet)
    implied = (default_group(book, network),) if isinstance(network, str) else ()
    return given((*implied, *added))


def has_elastic_ip(book: Book, holder: str) -> bool:
    """Whether an elastic address is given to an instance or interface."""
    keys = ("instance_id", "network_interface_id", "instance", "network_interface")
    return any(owner(book, d.attrs.get(k)) == holder for d in book.of(EIP, EIP_LINK) for k in keys if d.attrs.get(k) is not None)


def public_address(book: Book, holder: str, stated_flag: Any, subnet: Fact[str | None]) -> Fact[bool]:
    """Whether something launched into a subnet gets a public address: an elastic one, its own flag, else what the subnet does."""
    if has_elastic_ip(book, holder):
        return True
    return switch(stated_flag, subnet_gives(book, subnet))


def subnet_gives(book: Book, subnet: Fact[str | None]) -> Fact[bool]:
    """Whether a subnet gives public addresses at launch."""
    if isinstance(subnet, Unknown):
        return subnet
    own = book.by_address.get(subnet or "")
    if own is None:
        silent_default = (subnet or "").startswith("default-subnet(")
        return True if silent_default else Unknown(f"whether the subnet {subnet} gives public addresses")
    usual: Fact[bool] = own.type == "aws_default_subnet"
    if own.mode == "data":
        usual = Unknown(f"whether {subnet} gives public addresses: it is looked up")
    return switch(stated(own, "map_public_ip_on_launch"), usual)


LOWERINGS = ((frozenset({INTERFACE}), interfaces),)
SUB_RESOURCES = frozenset({EIP_LINK, EIP, GROUP_LINK, "aws_network_interface_attachment", "aws_network_interface_permission"})
