# SPDX-License-Identifier: Apache-2.0
"""Laws of reachability: it agrees with a packet walked by hand; an allow never narrows, a deny never widens, less knowledge decides less."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.network import Filter, Gateway, Network, Peering, Ports, Route, RouteTable, RuleSet, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.network.facade import Reachability
from tests.laws.packets import Wire

HERE = Origin(file="main.tf", line=1)
PORTS = (22, 443, 5432)
PROTOCOLS = ("tcp", "udp")
MACHINES = {"a": ("s1", "10.1.1.5"), "b": ("s2", "10.1.2.6"), "c": ("t1", "10.2.1.7"), "d": ("s1", "10.1.1.8")}
PEERS = ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.5/32", "10.2.0.0/16", "10.2.1.7/32", "0.0.0.0/1", "128.0.0.0/1")
PUBLIC = ("8.8.8.8", "93.184.216.34", "200.0.0.1")
RANGES = ((Ports(0, 65535),), (Ports(443, 443),), (Ports(1024, 65535),), (Ports(50000, 65535),), (Ports(22, 22), Ports(5432, 5432)))
ACLS, GROUPS, NSGS = ("acl1", "acl2"), ("g1", "g2"), ("n1", "n2", "n3")


def _rule(direction: str, allows: bool, priority: int, protocol: str, ports: Any, peers: Any, own: Any = ("*",)) -> Filter:
    return Filter(
        direction=direction,
        allows=allows,
        priority=priority,
        protocol=protocol,
        ports=ports,
        peers=peers,
        own=own,
        address="r",
        origin=HERE,
    )  # type: ignore[arg-type]


def _rules(peers: tuple[str, ...], *, ordered: bool, own: tuple[str, ...] = ("*",)) -> st.SearchStrategy[Filter]:
    return st.builds(
        _rule,
        st.sampled_from(("in", "out")),
        st.booleans() if ordered else st.just(True),
        st.integers(100, 900) if ordered else st.just(0),
        st.sampled_from(("*", "tcp", "udp")),
        st.sampled_from(RANGES),
        st.lists(st.sampled_from(peers), min_size=1, max_size=2, unique=True).map(tuple),
        st.sampled_from(own).map(lambda o: (o,)),
    )


def _ranked(rules: list[Filter]) -> tuple[Filter, ...]:
    """No two rules of one direction share a priority: neither cloud admits that."""
    return tuple({(f.direction, f.priority): f for f in rules}.values())


def _set(name: str, kind: str, rules: tuple[Filter, ...]) -> RuleSet:
    cloud: Any = "azure" if kind == "nsg" else "aws"
    return RuleSet(address=name, type=kind, cloud=cloud, origin=HERE, kind=kind, filters=rules)  # type: ignore[arg-type]


def _head(name: str, cloud: str) -> dict[str, Any]:
    return {"address": name, "type": name, "cloud": cloud, "origin": HERE}


@st.composite
def _aws(draw: st.DrawFn) -> tuple[Resource, ...]:
    groups = [
        _set(g, "security-group", tuple(draw(st.lists(_rules((*PEERS, "sg:g1", "sg:g2"), ordered=False), max_size=4)))) for g in GROUPS
    ]
    acls = [_set(a, "network-acl", _ranked(draw(st.lists(_rules(PEERS, ordered=True), max_size=5)))) for a in ACLS]
    hops = st.sampled_from((("peering", "p"), ("blackhole", None), ("internet-gateway", "igw"), ("nat", "nat")))
    routes = st.lists(
        st.tuples(st.sampled_from(("10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16", "10.2.1.0/24", "0.0.0.0/0", "0.0.0.0/1")), hops), max_size=3
    )
    tables = [_table(t, draw(routes), "aws", main=t == "m1") for t in ("rt1", "rt2", "m1")]
    subnets = [
        Subnet(
            **_head(s, "aws"),
            network=n,
            cidrs=(c,),
            route_table=draw(st.sampled_from(("rt1", "rt2", None))),
            rule_sets=draw(st.sampled_from(((), ("acl1",), ("acl2",)))),
        )
        for s, n, c in _LAND
    ]
    link = Peering(**_head("p", "aws"), network="v1", remote="v2", active=draw(st.booleans()))
    nats = Gateway(**_head("nat", "aws"), kind="nat", subnet=None, public=draw(st.booleans()))
    works = [_machine(m, "aws", draw(st.sampled_from((("g1",), ("g2",), ("g1", "g2")))), draw(st.booleans())) for m in MACHINES]
    return (*_networks("aws"), *subnets, *groups, *acls, *tables, link, nats, *works)


_LAND = (("s1", "v1", "10.1.1.0/24"), ("s2", "v1", "10.1.2.0/24"), ("t1", "v2", "10.2.1.0/24"))


def _networks(cloud: str) -> tuple[Network, ...]:
    return Network(**_head("v1", cloud), cidrs=("10.1.0.0/16",)), Network(**_head("v2", cloud), cidrs=("10.2.0.0/16",))


def _table(name: str, routes: list[tuple[str, tuple[Any, Any]]], cloud: str, *, main: bool = False) -> RouteTable:
    """One route for each prefix, as both clouds have it."""
    own = {d: Route(destination=d, hop=hop, target=target, address=name, origin=HERE) for d, (hop, target) in routes}
    return RouteTable(**_head(name, cloud), network="v1" if main else None, main=main, routes=tuple(own.values()))


def _machine(name: str, cloud: str, rule_sets: tuple[str, ...], public: bool) -> Workload:
    subnet, ip = MACHINES[name]
    at = Attachment(subnet=subnet, rule_sets=rule_sets, public_ip=public, ips=(ip,), address=name, origin=HERE)
    return Workload(**_head(name, cloud), kind="vm", attachments=(at,))


@st.composite
def _azure(draw: st.DrawFn) -> tuple[Resource, ...]:
    own = ("*", "10.1.1.0/24", "10.1.1.5/32", "10.2.0.0/16", "tag:VirtualNetwork")
    tagged = (*PEERS, "tag:VirtualNetwork", "tag:Internet", "*")
    nsgs = [_set(n, "nsg", _ranked(draw(st.lists(_rules(tagged, ordered=True, own=own), max_size=5)))) for n in NSGS]
    hops = st.sampled_from((("blackhole", None), ("internet", None), ("local", None)))
    routes = st.lists(
        st.tuples(st.sampled_from(("10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1")), hops), max_size=3
    )
    tables = [_table(t, draw(routes), "azure") for t in ("rt1", "rt2")]
    subnets = [
        Subnet(
            **_head(s, "azure"), network=n, cidrs=(c,), route_table=draw(st.sampled_from(("rt1", "rt2", None))),
            rule_sets=draw(st.sampled_from(((), ("n1",), ("n2",)))), default_outbound=draw(st.booleans()),
        )
        for s, n, c in _LAND
    ]  # fmt: skip
    halves = [
        Peering(**_head(f"{x}-{y}", "azure"), network=x, remote=y, directed=True, allows_access=draw(st.booleans()))
        for x, y in draw(_HALVES)
    ]
    works = [_machine(m, "azure", draw(st.sampled_from(((), ("n3",), ("n2",)))), draw(st.booleans())) for m in MACHINES]
    return (*_networks("azure"), *subnets, *nsgs, *tables, *halves, *works)


_HALVES = st.sampled_from(((), (("v1", "v2"),), (("v1", "v2"), ("v2", "v1"))))
ESTATES = st.one_of(_aws(), _azure())
_ASKED = [(a, b, port, protocol) for a, b in product(MACHINES, MACHINES) if a != b for port in PORTS for protocol in PROTOCOLS]
_LEAVING = [(a, port, protocol) for a in MACHINES for port in PORTS for protocol in PROTOCOLS]


def _reach(resources: tuple[Resource, ...]) -> Reachability:
    return Reachability(Estate(resources), Bounds())


def _answers(resources: tuple[Resource, ...]) -> dict[Any, Any]:
    reach = _reach(resources)
    inside = {q: reach.connects(*q).open for q in _ASKED}
    return inside | {q: reach.connects(q[0], "internet", q[1], q[2]).open for q in _LEAVING}


@settings(max_examples=25, deadline=None)
@given(ESTATES)
def test_it_agrees_with_a_packet_walked_by_hand(resources: tuple[Resource, ...]) -> None:
    wire, reach = Wire(Estate(resources)), _reach(resources)
    for a, b, port, protocol in _ASKED:
        found = reach.connects(a, b, port, protocol).open
        assert found is _by_hand(wire, a, b, port, protocol) or isinstance(found, Unknown) is (_by_hand(wire, a, b, port, protocol) is None)
    for a, port, protocol in _LEAVING:
        assert reach.connects(a, "internet", port, protocol).open is wire.leaves(a, port, protocol, PUBLIC), (a, port, protocol)


def _by_hand(wire: Wire, a: str, b: str, port: int, protocol: str) -> bool | None:
    """Inside the networks, or out to the internet and in again; None where that depends on the addresses that the cloud will give."""
    if wire.connects(a, b, port, protocol):
        return True
    out = [wire.leaves(a, port, protocol, (p,)) for p in PUBLIC]
    into = [wire.enters(b, port, protocol, p) for p in PUBLIC]
    return True if all(out) and all(into) else None if any(out) and any(into) else False


@settings(max_examples=25, deadline=None)
@given(ESTATES)
def test_the_internet_enters_as_a_packet_would(resources: tuple[Resource, ...]) -> None:
    wire, reach = Wire(Estate(resources)), _reach(resources)
    for b, port, protocol in _LEAVING:
        assert reach.connects("internet", b, port, protocol).open is any(wire.enters(b, port, protocol, p) for p in PUBLIC), (
            b,
            port,
            protocol,
        )


def _with_rule(resources: tuple[Resource, ...], name: str, rule: Filter) -> tuple[Resource, ...]:
    return tuple(replace(r, filters=(*r.filters, rule)) if isinstance(r, RuleSet) and r.address == name else r for r in resources)


@settings(max_examples=10, deadline=None)
@given(ESTATES, st.sampled_from((*ACLS, *GROUPS, *NSGS)), _rules(PEERS, ordered=False), st.integers(1, 99))
def test_an_allow_never_narrows(resources: tuple[Resource, ...], name: str, rule: Filter, priority: int) -> None:
    before, after = _answers(resources), _answers(_with_rule(resources, name, replace(rule, priority=priority)))
    assert {q for q, v in before.items() if v is True} <= {q for q, v in after.items() if v is True}


@settings(max_examples=10, deadline=None)
@given(ESTATES, st.sampled_from((*ACLS, *NSGS)), _rules(PEERS, ordered=False), st.integers(1, 99))
def test_a_deny_never_widens(resources: tuple[Resource, ...], name: str, rule: Filter, priority: int) -> None:
    before, after = _answers(resources), _answers(_with_rule(resources, name, replace(rule, allows=False, priority=priority)))
    assert {q for q, v in after.items() if v is True} <= {q for q, v in before.items() if v is True}


@settings(max_examples=10, deadline=None)
@given(ESTATES, st.sampled_from((*ACLS, *GROUPS, *NSGS)))
def test_less_knowledge_decides_less(resources: tuple[Resource, ...], name: str) -> None:
    veiled = tuple(r for r in resources if r.address != name)
    for question, before in _answers(resources).items():
        after = _answers_of(veiled, question)
        assert isinstance(after, Unknown) or after is before


def _answers_of(resources: tuple[Resource, ...], question: Any) -> Any:
    reach = _reach(resources)
    return reach.connects(*question).open if len(question) == 4 else reach.connects(question[0], "internet", *question[1:]).open
