# SPDX-License-Identifier: Apache-2.0
"""Network ACLs: ordered, stateless, the first match decides, and what nothing matches is stopped.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html. A new ACL stops everything; the default one of a VPC lets
everything pass until Terraform adopts it, which takes its rules away (documentation of `aws_default_network_acl`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.network import Filter, RuleSet
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import blocks, number, switch, text, texts, unknown_in
from intramuros.sources.aws.common import first, head
from intramuros.sources.aws.filters import SIDES, Direction, ports_of, protocol_of
from intramuros.sources.aws.network import default_acl
from intramuros.sources.aws.wiring import ACLS, VPCS, acl_at, cidr, denoted, line_of, made, stated, vpc_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

RULE = "aws_network_acl_rule"
FIRST_RULE = 100
"""The number of the rules by which AWS's default ACL lets everything pass (IPv6: 101)."""


def network_acls(book: Book) -> Iterator[Resource]:
    """ACLs with their rules, inline and apart, and default ones that nothing adopts but something adds rules to."""
    apart = _rules_apart(book)
    for d in book.of(*ACLS):
        adopted = d.type == "aws_default_network_acl"
        network = denoted(book, d, d.attrs.get("default_network_acl_id"), "default_network_acl_id", *VPCS) if adopted else vpc_of(book, d)
        own = (*_inline(d), *apart.get(d.address, ()))
        yield RuleSet(**head(book, d), kind="network-acl", network=network, filters=own, default_of=network if adopted else None)
    for d in book.of(*VPCS):
        address = default_acl(book, d.address)
        if address is not None and address not in book.by_address:
            own = (*_open(address, d.origin), *apart.get(address, ()))
            named = made(d, address, "aws_default_network_acl")
            yield RuleSet(**named, kind="network-acl", network=d.address, filters=own, default_of=d.address)


def _open(address: str, origin: Origin) -> Iterator[Filter]:
    for _, way in SIDES:
        for offset, everywhere in enumerate(("0.0.0.0/0", "::/0")):
            yield Filter(direction=way, allows=True, priority=FIRST_RULE + offset, peers=(everywhere,), address=address, origin=origin)


def _inline(d: Declared) -> Iterator[Filter]:
    for key, direction in SIDES:
        missing = unknown_in({key: stated(d, key)}, key)
        if missing:
            yield from _either_way(missing, direction, d.address, line_of(d, key))
        for index, rule in enumerate(blocks(d.attrs, key)):
            yield from _rule(rule, direction, d.address, line_of(d, key, index))


def _either_way(why: Unknown, direction: Direction, address: str, origin: Origin) -> Iterator[Filter]:
    """A rule that exists and cannot be read: it may let pass, it may stop."""
    for allows in (False, True):
        yield Filter(direction=direction, allows=allows, peers=(why,), address=address, origin=origin)


def _rules_apart(book: Book) -> dict[str, list[Filter]]:
    found: dict[str, list[Filter]] = {}
    for d in book.of(RULE):
        acl = acl_at(book, d, d.attrs.get("network_acl_id"), "network_acl_id")
        out = switch(d.attrs.get("egress"), False)
        if not isinstance(acl, str):
            continue
        for direction in _directions(out):
            rules = (
                _either_way(out, direction, d.address, d.origin)
                if isinstance(out, Unknown)
                else _rule(d.attrs, direction, d.address, d.origin)
            )
            found.setdefault(acl, []).extend(rules)
    return found


def _directions(out: Fact[bool]) -> tuple[Direction, ...]:
    if isinstance(out, Unknown):
        return ("in", "out")
    return ("out",) if out else ("in",)


def _rule(rule: Mapping[str, Any], direction: Direction, address: str, origin: Origin) -> Iterator[Filter]:
    action = text(first(rule, "action", "rule_action"))
    peers = tuple(cidr(t) for k in ("cidr_block", "ipv6_cidr_block") for t in texts(rule.get(k)) if t != "")
    if isinstance(action, Unknown) or not peers:
        if isinstance(action, Unknown):
            yield from _either_way(action, direction, address, origin)
        return
    order = number(first(rule, "rule_no", "rule_number"))
    spoken = protocol_of(rule.get("protocol"))
    yield Filter(
        direction=direction,
        allows=str(action).casefold() == "allow",
        priority=order if order is not None else Unknown("the rule's number is not known"),
        protocol=spoken,
        ports=ports_of(spoken, rule.get("from_port"), rule.get("to_port")),
        peers=peers,
        address=address,
        origin=origin,
        name=str(order),
    )


LOWERINGS = ((frozenset(ACLS), network_acls),)
SUB_RESOURCES = frozenset({RULE, "aws_network_acl_association"})
