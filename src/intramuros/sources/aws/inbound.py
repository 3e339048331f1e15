# SPDX-License-Identifier: Apache-2.0
"""Public addresses of machines and tasks: ways in that pass no load balancer, where a security group lets the internet in.

An address counts where its group admits addresses at large on a port that is not one of administration; whether a route brings the
packets is asked of the subnet's table (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.edges import Endpoint
from intramuros.estate.network import RouteTable, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, both, either
from intramuros.estate.workloads import Attachment, Workload
from intramuros.sources.aws.common import head
from intramuros.sources.aws.compute import groups, instances
from intramuros.sources.aws.containers import services
from intramuros.sources.aws.filters import serves_internet
from intramuros.sources.aws.model_servers import bare_server
from intramuros.sources.aws.network import subnets
from intramuros.sources.aws.routes import tables
from intramuros.sources.book import Book

KINDS = ("aws_instance", "aws_spot_instance_request", "aws_autoscaling_group", "aws_ecs_service")


def addressed(book: Book) -> Iterator[Resource]:
    """One way in for each machine or service that has a public address."""
    placed = [w for w in (*instances(book), *groups(book), *services(book)) if isinstance(w, Workload)]
    exposed = [w for w in placed if any(a.public_ip is not False for a in w.attachments)]
    routed = _Routed(book) if exposed else None
    yield from (_door(book, w, routed) for w in exposed if routed)


def _door(book: Book, work: Workload, routed: _Routed) -> Endpoint:
    public = either(*(both(a.public_ip, routed.to_internet(a), serves_internet(book, a.rule_sets)) for a in work.attachments))
    server = bare_server(book, work.address)
    own = head(book, book.by_address[work.address])
    return Endpoint(
        **{**own, "address": f"{work.address}#address", "ids": (), "name": work.name, "tags": work.tags},
        kind="public-ip",
        public=public,
        public_why="it has a public address, and its security group lets the internet in"
        if public
        else "no group lets the internet in, or no route",
        authenticates=False if server else None,
        auth_why=f"a bare model server ({server})"
        if server
        else "the machine answers itself; whether it asks for credentials is not visible here",
        targets=(work.address,),
    )


class _Routed:
    """Which subnets an internet gateway leads to."""

    def __init__(self, book: Book) -> None:
        self._subnets = {s.address: s for s in subnets(book) if isinstance(s, Subnet)}
        self._tables = [t for t in tables(book) if isinstance(t, RouteTable)]

    def to_internet(self, at: Attachment) -> Fact[bool]:
        """Whether the subnet's own or main table has a route to an internet gateway; taken for granted where it is not to be seen."""
        subnet = self._subnets.get(at.subnet) if isinstance(at.subnet, str) else None
        if subnet is None:
            return True
        own = next((t for t in self._tables if t.address == subnet.route_table), None)
        main = next((t for t in self._tables if t.main and t.network == subnet.network), None)
        table = own or main
        return table is None or any(r.hop == "internet-gateway" for r in table.routes)


LOWERINGS = ((frozenset(KINDS), addressed),)
