# SPDX-License-Identifier: Apache-2.0
"""The default VPC of an account and region, where something is launched into it without a word.

A default VPC has an internet gateway, a main route table that leads to it, and subnets that give public addresses
(https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html). What names no subnet stands there.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.network import Network, Subnet
from intramuros.estate.resource import Resource
from intramuros.sources.aws.network import DEFAULT_RANGE
from intramuros.sources.aws.wiring import default_subnet, default_vpc, made, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

LAUNCHED = ("aws_instance", "aws_spot_instance_request", "aws_autoscaling_group")
_PLACES = (
    "subnet_id",
    "network_interface",
    "primary_network_interface",
    "launch_template",
    "vpc_zone_identifier",
    "mixed_instances_policy",
)


def placeless(d: Declared) -> bool:
    """Whether something that is launched names no place of its own."""
    return all(stated(d, key) in (None, [], "") for key in _PLACES)


def silent(book: Book) -> Iterator[Resource]:
    """Default VPCs and subnets that are used and not declared; their main tables are in `routes`."""
    told: set[str] = set()
    for d in book.of(*LAUNCHED):
        if not placeless(d):
            continue
        vpc, subnet = default_vpc(book, d), default_subnet(book, d)
        if vpc not in book.by_address and vpc not in told:
            yield Network(**made(d, vpc, "aws_default_vpc"), cidrs=(DEFAULT_RANGE,))
        if subnet not in book.by_address and subnet not in told:
            yield Subnet(**made(d, subnet, "aws_default_subnet"), network=vpc, cidrs=(DEFAULT_RANGE,), public_ips=True)
        told |= {vpc, subnet}


def default_vpcs(book: Book) -> dict[str, Declared]:
    """Every default VPC in use, with the resource that tells of it."""
    found = {d.address: d for d in (*book.of("aws_default_vpc"), *(v for v in book.data("aws_vpc") if v.attrs.get("default") is True))}
    for d in book.of(*LAUNCHED, "aws_default_subnet"):
        if d.type == "aws_default_subnet" or placeless(d):
            found.setdefault(default_vpc(book, d), d)
    return found


LOWERINGS = ((frozenset[str](), silent),)
SUB_RESOURCES = frozenset[str]()
