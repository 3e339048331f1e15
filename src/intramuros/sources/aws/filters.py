# SPDX-License-Identifier: Apache-2.0
"""Security groups and network ACLs: what each rule lets through or stops.

Groups allow only, in any order, and remember connections (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html).
The provider takes the default egress rule away from every group it makes (documentation of `aws_security_group`, "NOTE on Egress rules"),
so a group has the egress that is declared, inline or apart, and no other. A default group or ACL that Terraform adopts has no rule but
those written down; one that it does not adopt keeps AWS's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from intramuros.estate.network import Filter, Ports, RuleSet
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, readable
from intramuros.sources.attributes import blocks, number, text, texts, unknown_in
from intramuros.sources.aws.common import head, owner
from intramuros.sources.aws.defaults import default_vpcs
from intramuros.sources.aws.network import prefix_list
from intramuros.sources.aws.wiring import (
    GROUPS,
    VPCS,
    cidr,
    cluster_group,
    default_group,
    default_vpc,
    groups_at,
    line_of,
    made,
    stated,
    vpc_of,
)
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

Direction = Literal["in", "out"]
SIDES: tuple[tuple[str, Direction], ...] = (("ingress", "in"), ("egress", "out"))
ALL_PORTS = (Ports(0, 65535),)
EVERYWHERE: tuple[Fact[str], ...] = ("0.0.0.0/0", "::/0")
RULE = "aws_security_group_rule"
RULES_APART: Mapping[str, Direction] = {"aws_vpc_security_group_ingress_rule": "in", "aws_vpc_security_group_egress_rule": "out"}
_PROTOCOLS = {"-1": "*", "all": "*", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


def security_groups(book: Book) -> Iterator[Resource]:
    """Groups with their rules, inline and apart; those only looked up have rules that nobody here knows."""
    apart = _rules_apart(book)
    for d in book.of(*GROUPS):
        network = vpc_of(book, d)
        default = d.type == "aws_default_security_group"
        own = (*_inline(book, d), *apart.get(d.address, ()))
        home = network if network is not None else default_vpc(book, d)
        yield RuleSet(**head(book, d), kind="security-group", network=home, filters=own, default_of=home if default else None)
    for d in book.data("aws_security_group"):
        yield _looked_up(book, d, apart.get(d.address, []))
    yield from _implied(book, apart)
    yield from _of_clusters(book, apart)


def _looked_up(book: Book, d: Declared, added: list[Filter]) -> RuleSet:
    missing = Unknown(f"the rules of `{d.address}` are looked up, not declared")
    hidden = tuple(
        Filter(direction=way, allows=True, protocol=missing, ports=missing, peers=(missing,), address=d.address, origin=d.origin)
        for _, way in SIDES
    )
    return RuleSet(**head(book, d), kind="security-group", network=vpc_of(book, d), filters=(*hidden, *added))


def _implied(book: Book, apart: Mapping[str, list[Filter]]) -> Iterator[Resource]:
    """The default group of each VPC that nothing adopts: its members reach one another, and everything outside."""
    for vpc, d in ({v.address: v for v in book.of(*VPCS)} | default_vpcs(book)).items():
        address = default_group(book, vpc)
        if address not in book.by_address:
            own = (*open_group(address, d.origin), *apart.get(address, ()))
            yield RuleSet(**made(d, address, "aws_default_security_group"), kind="security-group", network=vpc, filters=own, default_of=vpc)


def _of_clusters(book: Book, apart: Mapping[str, list[Filter]]) -> Iterator[Resource]:
    """The group that EKS makes for a cluster (https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html)."""
    for d in book.of("aws_eks_cluster"):
        address = cluster_group(d.address)
        own = (*open_group(address, d.origin), *apart.get(address, ()))
        yield RuleSet(**made(d, address, "aws_security_group"), kind="security-group", filters=own)


def open_group(address: str, origin: Origin) -> tuple[Filter, ...]:
    """What AWS puts into groups of its own: members may come in, everything may go out."""
    return (
        Filter(direction="in", allows=True, peers=(f"sg:{address}",), address=address, origin=origin, name="members"),
        Filter(direction="out", allows=True, peers=EVERYWHERE, address=address, origin=origin, name="default egress"),
    )


def _inline(book: Book, d: Declared) -> Iterator[Filter]:
    for key, direction in SIDES:
        missing = unknown_in({key: stated(d, key)}, key)
        if missing:
            yield Filter(direction=direction, allows=True, peers=(missing,), address=d.address, origin=line_of(d, key))
        for index, rule in enumerate(blocks(d.attrs, key)):
            peers = (*_ranges(rule, "cidr_blocks", "ipv6_cidr_blocks"), *_named(book, d, rule, key))
            yield from filters(rule, rule.get("protocol"), peers, direction, d.address, line_of(d, key, index))


def _ranges(rule: Mapping[str, Any], *keys: str) -> Iterator[Fact[str]]:
    for key in keys:
        yield from (cidr(t) for t in texts(rule.get(key)) if t != "")


def _named(book: Book, d: Declared, rule: Mapping[str, Any], key: str) -> Iterator[Fact[str]]:
    lists = rule.get("prefix_list_ids")
    yield from (prefix_list(book, d, v, key) for v in (lists if isinstance(lists, list) else [] if lists is None else [lists]))
    yield from _peers(book, d, rule.get("security_groups"), key)
    if rule.get("self") is True:
        yield f"sg:{d.address}"
    elif isinstance(rule.get("self"), Unknown):
        yield rule["self"]


def _peers(book: Book, d: Declared, value: Any, key: str) -> Iterator[Fact[str]]:
    """Groups as peers; another account's group is written `<account>/<id>`."""
    values = value if isinstance(value, list) else [value]
    bare = [v.partition("/")[2] if isinstance(v, str) and v[:12].isdecimal() and v[12:13] == "/" else v for v in values]
    for group in groups_at(book, d, value if isinstance(value, Unknown) else bare, key):
        yield group if isinstance(group, Unknown) else f"sg:{group}"


def filters(
    rule: Mapping[str, Any], protocol: Any, peers: Iterable[Fact[str]], direction: Direction, address: str, origin: Origin
) -> Iterator[Filter]:
    """One rule of a group, where it names a far side at all."""
    far = tuple(dict.fromkeys(peers))
    if far:
        spoken = protocol_of(protocol)
        yield Filter(
            direction=direction,
            allows=True,
            protocol=spoken,
            ports=ports_of(spoken, rule.get("from_port"), rule.get("to_port")),
            peers=far,
            address=address,
            origin=origin,
            name=str(rule.get("description") or ""),
        )


def protocol_of(value: Any) -> Fact[str]:
    """A protocol in the estate's spelling: `*` for -1 and all, names for the numbers that have one."""
    found = text(value, "*")
    return found if isinstance(found, Unknown) else _PROTOCOLS.get(str(found).casefold(), str(found).casefold())


def ports_of(protocol: Fact[str], low: Any, high: Any) -> Fact[tuple[Ports, ...]]:
    """A port range; all ports where the protocol has none, as for ICMP, whose types stand in the same fields."""
    if isinstance(protocol, str) and protocol not in ("tcp", "udp"):
        return ALL_PORTS
    first, last = number(low), number(high)
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return first if isinstance(first, Unknown) else last if isinstance(last, Unknown) else ALL_PORTS
    if (first is None and last is None) or first == -1:
        return ALL_PORTS
    start = first if first is not None else last or 0
    return (Ports(start, last if last is not None else start),)


def _rules_apart(book: Book) -> dict[str, list[Filter]]:
    """Rules that are resources of their own, by the group they belong to."""
    found: dict[str, list[Filter]] = {}
    for d in book.of(RULE):
        for group in _group_of(book, d):
            found.setdefault(group, []).extend(_classic(book, d, group))
    for kind, direction in RULES_APART.items():
        for d in book.of(kind):
            for group in _group_of(book, d):
                found.setdefault(group, []).extend(_modern(book, d, direction))
    return found


def _group_of(book: Book, d: Declared) -> Iterator[str]:
    """The group a rule belongs to; one only looked up keeps the data source's address."""
    value = d.attrs.get("security_group_id")
    looked_up = owner(book, value, "aws_security_group")
    yield from (
        (g for g in (looked_up,) if g) if looked_up else (g for g in groups_at(book, d, value, "security_group_id") if isinstance(g, str))
    )


def _classic(book: Book, d: Declared, group: str) -> Iterator[Filter]:
    way = text(d.attrs.get("type"))
    directions: tuple[Direction, ...] = ("in",) if way == "ingress" else ("out",) if way == "egress" else ("in", "out")
    rule = {k: stated(d, k) for k in ("cidr_blocks", "ipv6_cidr_blocks", "source_security_group_id", "self", "prefix_list_ids")}
    lists = rule["prefix_list_ids"]
    peers = [
        *_ranges(rule, "cidr_blocks", "ipv6_cidr_blocks"),
        *(prefix_list(book, d, v, "prefix_list_ids") for v in (lists if isinstance(lists, list) else [] if lists is None else [lists])),
        *_peers(book, d, rule["source_security_group_id"], "source_security_group_id"),
        *([f"sg:{group}"] if rule["self"] is True else []),
    ]
    if len(directions) == 2:
        peers = [Unknown(f"whether `{d.address}` is for traffic in or out")]
    for direction in directions:
        yield from filters(d.attrs, d.attrs.get("protocol"), peers, direction, d.address, d.origin)


def _modern(book: Book, d: Declared, direction: Direction) -> Iterator[Filter]:
    rule = {k: stated(d, k) for k in ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")}
    listed = rule["prefix_list_id"]
    peers = [
        *_ranges(rule, "cidr_ipv4", "cidr_ipv6"),
        *([prefix_list(book, d, listed, "prefix_list_id")] if listed else []),
        *_peers(book, d, rule["referenced_security_group_id"], "referenced_security_group_id"),
    ]
    yield from filters(d.attrs, d.attrs.get("ip_protocol"), peers, direction, d.address, d.origin)


def admits_internet(book: Book, groups: Iterable[Fact[str]], ports: Iterable[int]) -> Fact[bool]:
    """Whether one of the groups lets addresses of the internet at large come in on one of the ports (any port, where none is told)."""
    wanted = tuple(ports)
    return _any_admits(book, groups, lambda f: _covers(f, wanted))


def serves_internet(book: Book, groups: Iterable[Fact[str]]) -> Fact[bool]:
    """Whether one of the groups lets the internet at large in on a port that is not one of administration (SSH, RDP)."""
    return _any_admits(book, groups, lambda f: _covers(f, ()) and not _administers(f))


def _administers(one: Filter) -> bool:
    return isinstance(one.ports, tuple) and all(p.low == p.high and p.low in _ADMINISTRATION for p in one.ports)


def _any_admits(book: Book, groups: Iterable[Fact[str]], asked: Callable[[Filter], bool]) -> Fact[bool]:
    known = book.once("security groups", lambda: {r.address: r for r in security_groups(book) if isinstance(r, RuleSet)})
    vague: Unknown | None = None
    for group in groups:
        rules = known.get(group) if isinstance(group, str) else None
        if rules is None:
            vague = vague or Unknown(f"the rules of {readable(group) if isinstance(group, str) else group.why}")
            continue
        for one in (f for f in rules.filters if f.direction == "in" and asked(f)):
            verdict = _from_internet(book, one)
            if verdict is True:
                return True
            vague = vague or (verdict if isinstance(verdict, Unknown) else None)
    return vague or False


def _covers(one: Filter, wanted: tuple[int, ...]) -> bool:
    if isinstance(one.protocol, str) and one.protocol not in ("*", "tcp", "udp"):
        return False
    return not wanted or not isinstance(one.ports, tuple) or any(p.low <= w <= p.high for p in one.ports for w in wanted)


def _from_internet(book: Book, one: Filter) -> Fact[bool]:
    vague: Unknown | None = next((p for p in one.peers if isinstance(p, Unknown)), None)
    for peer in (p for p in one.peers if isinstance(p, str)):
        if _is_internet(peer) or any(_is_internet(c) for c in _entries(book, peer)):
            return True
    return vague or False


_ADMINISTRATION = frozenset({22, 3389})
_WIDEST = 8
"""A public range this wide is the internet at large, not a partner's network (0.0.0.0/1 and 128.0.0.0/1 together are all of it)."""


def _is_internet(peer: str) -> bool:
    address, _, length = peer.partition("/")
    own = address.startswith(("10.", "fc", "fd")) and length.isdecimal()
    return length.isdecimal() and int(length) <= _WIDEST and not own


def _entries(book: Book, peer: str) -> tuple[str, ...]:
    declared = book.by_address.get(peer.removeprefix("prefix-list:")) if peer.startswith("prefix-list:") else None
    values = [e.get("cidr") for e in blocks(declared.attrs, "entry")] if declared is not None else []
    return tuple(v for v in values if isinstance(v, str))


LOWERINGS = ((frozenset(GROUPS), security_groups),)
SUB_RESOURCES = frozenset({RULE, *RULES_APART, "aws_network_interface_sg_attachment", "aws_vpc_security_group_vpc_association"})
