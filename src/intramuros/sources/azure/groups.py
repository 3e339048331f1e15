# SPDX-License-Identifier: Apache-2.0
"""Network security groups as rule sets: their own rules, behind what a network manager always allows."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.network import RuleSet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.sources.attributes import blocks
from intramuros.sources.azure.admin_rules import COLLECTION, always_allowed
from intramuros.sources.azure.common import head
from intramuros.sources.azure.filters import GROUP, rules_of_group, unknown_rules
from intramuros.sources.azure.network import groups_of_interface, groups_of_subnet, network_of_subnet
from intramuros.sources.azure.wiring import INTERFACE, SUBNET, subnet_at
from intramuros.sources.book import Book


def lower_groups(book: Book) -> Iterator[Resource]:
    """Every network security group with its rules."""
    for d in book.of(GROUP):
        ahead = always_allowed(book, _networks(book, d.address)) if book.of(COLLECTION) else ()
        yield RuleSet(**head(book, d), kind="nsg", filters=(*ahead, *rules_of_group(book, d)))
    for d in book.data(GROUP):
        why = Unknown(f"the rules of `{d.address}` are looked up, not declared")
        yield RuleSet(**head(book, d), kind="nsg", filters=tuple(unknown_rules(d.address, d.origin, why)))


def _networks(book: Book, group: str) -> tuple[str, ...]:
    """The networks in which a group stands before a subnet or an interface."""
    subnets = [s.address for s in book.of(SUBNET) if group in groups_of_subnet(book, s.address)]
    for interface in book.of(INTERFACE):
        if group in groups_of_interface(book, interface):
            found = (
                subnet_at(book, interface, b.get("subnet_id"), "ip_configuration") for b in blocks(interface.attrs, "ip_configuration")
            )
            subnets += [s for s in found if isinstance(s, str)]
    networks = (network_of_subnet(book, s) for s in subnets)
    return tuple(dict.fromkeys(n for n in networks if isinstance(n, str)))


LOWERINGS = ((frozenset({GROUP}), lower_groups),)
