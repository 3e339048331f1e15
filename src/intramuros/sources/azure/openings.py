# SPDX-License-Identifier: Apache-2.0
"""Whether a machine's public address takes anything from the internet but administration: what its NSGs let in.

A Standard address without any NSG takes nothing; a Basic one takes everything (Microsoft Learn, "Public IP addresses", security).
Whole paths are the business of network reasoning; this answers only whether the address is a way in at all.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from intramuros.estate.network import Filter, Ports
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import blocks, text
from intramuros.sources.azure.common import major
from intramuros.sources.azure.filters import rules_of_group
from intramuros.sources.azure.network import groups_of_interface, groups_of_subnet
from intramuros.sources.azure.wiring import subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ADMINISTRATION = frozenset({22, 3389, 5985, 5986})
INTERNET = frozenset({"0.0.0.0/0", "tag:Internet"})


def open_from_internet(book: Book, interface: Declared, address: Declared) -> tuple[Fact[bool], str]:
    """Whether packets from the internet reach an interface on any port but those of administration."""
    subnets = [subnet_at(book, interface, b.get("subnet_id"), "ip_configuration") for b in blocks(interface.attrs, "ip_configuration")]
    layers = [groups_of_interface(book, interface), tuple(g for s in subnets for g in groups_of_subnet(book, s))]
    stated = [layer for layer in layers if layer]
    if not stated:
        return _without_groups(address)
    found: list[Ports] | None = None
    for layer in stated:
        ports = _let_in(book, layer)
        if isinstance(ports, Unknown):
            return ports, ports.why
        found = ports if found is None else _meet(found, ports)
    served = [p for p in found or [] if not (p.low == p.high and p.low in ADMINISTRATION)]
    if served:
        return True, f"its security groups let ports {', '.join(_said(p) for p in served)} in from the internet"
    return False, "its security groups let nothing in from the internet" + (" but administration" if found else "")


def _without_groups(address: Declared) -> tuple[Fact[bool], str]:
    sku = text(address.attrs.get("sku"), "Basic" if major(address) == 3 else "Standard")
    if isinstance(sku, Unknown):
        return sku, sku.why
    basic = str(sku).casefold() == "basic"
    return basic, f"a {sku} address without a security group takes {'everything' if basic else 'nothing'}"


def _let_in(book: Book, groups: Iterable[Fact[str]]) -> list[Ports] | Unknown:
    found: list[Ports] = []
    for group in groups:
        declared = None if isinstance(group, Unknown) else book.by_address.get(group)
        if isinstance(group, Unknown) or declared is None:
            return group if isinstance(group, Unknown) else Unknown(f"the security group `{group}` is not declared")
        ports = admitted(rules_of_group(book, declared))
        if isinstance(ports, Unknown):
            return ports
        found += ports
    return found


def admitted(filters: Iterable[Filter]) -> list[Ports] | Unknown:
    """Ports that the inbound rules, taken in order, let in from public addresses."""
    inbound = [f for f in filters if f.direction == "in" and f.protocol in ("*", "tcp", "udp")]
    doubt = next((x for f in inbound for x in (f.priority, f.ports, *f.peers) if isinstance(x, Unknown)), None)
    if doubt:
        return doubt
    closed: list[Ports] = []
    found: list[Ports] = []
    for rule in sorted(inbound, key=lambda f: f.priority if isinstance(f.priority, int) else 0):
        ports = list(rule.ports) if isinstance(rule.ports, tuple) else []
        if rule.allows and any(_is_public(p) for p in rule.peers if isinstance(p, str)):
            found += [left for p in ports for left in _without(p, closed)]
        elif not rule.allows and INTERNET.intersection(p for p in rule.peers if isinstance(p, str)):
            closed += ports
    return found


def _is_public(peer: str) -> bool:
    if peer in INTERNET:
        return True
    try:
        return ipaddress.ip_network(peer).is_global
    except ValueError:
        return False


def _without(ports: Ports, closed: list[Ports]) -> list[Ports]:
    left = [ports]
    for c in closed:
        left = [
            piece
            for p in left
            for piece in (Ports(p.low, min(p.high, c.low - 1)), Ports(max(p.low, c.high + 1), p.high))
            if piece.low <= piece.high
        ]
    return left


def _meet(one: list[Ports], other: list[Ports]) -> list[Ports]:
    pairs = (Ports(max(a.low, b.low), min(a.high, b.high)) for a in one for b in other)
    return [p for p in pairs if p.low <= p.high]


def _said(ports: Ports) -> str:
    return str(ports.low) if ports.low == ports.high else f"{ports.low}-{ports.high}"
