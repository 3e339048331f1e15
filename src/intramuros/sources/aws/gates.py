# SPDX-License-Identifier: Apache-2.0
"""The network gate before a database or cluster: whether it has a public address, and whom its security groups let in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.gate import Gate
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.sources.attributes import blocks, switch, texts
from intramuros.sources.aws.common import Parts, addresses, where
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GROUPS: Final = ("aws_security_group", "aws_default_security_group")
EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
_SINGLE: Final = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule")


class Doors:
    """The inbound rules of every security group, sorted once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._single = Parts(book, dict.fromkeys(_SINGLE, "security_group_id"), *GROUPS)
        self._known: dict[Fact[str], tuple[Fact[str], ...]] = {}

    def gate(self, d: Declared, public: Fact[bool], groups: tuple[Fact[str], ...], *at: str) -> Gate:
        """Open where it has a public address and a security group in front of it takes everyone."""
        for group in groups:
            if group not in self._known:
                self._known[group] = tuple(dict.fromkeys(self._admitted(group)))
        admitted = [c for g in groups for c in self._known[g]]
        everyone = either(*(c if isinstance(c, Unknown) else c in EVERYWHERE for c in admitted))
        if not groups:
            everyone = Unknown(f"the default security group in front of `{d.address}`")
        said = public.why if isinstance(public, Unknown) else "has a public address" if public else "has no public address"
        return Gate(
            public=public,
            open=both(public, everyone),
            addresses=tuple(c for c in admitted if isinstance(c, str) and c not in EVERYWHERE),
            address=d.address,
            origin=where(d, *at),
            why=said,
        )

    def _admitted(self, group: Fact[str]) -> Iterator[Fact[str]]:
        """Every CIDR that a security group's inbound rules name."""
        declared = self._book.by_address.get(group) if isinstance(group, str) else None
        if declared is None or declared.type not in GROUPS:
            yield Unknown(f"the rules of {group.why if isinstance(group, Unknown) else group}")
            return
        if isinstance(declared.attrs.get("ingress"), Unknown):
            yield Unknown(f"the inbound rules of `{declared.address}`")
        for rule in blocks(declared.attrs, "ingress"):
            yield from _cidrs(rule)
        for single in self._single.of(declared.address, *_SINGLE):
            if single.attrs.get("type", "ingress") == "ingress":
                yield from _cidrs(single.attrs)


def _cidrs(rule: Mapping[str, Any]) -> Iterator[Fact[str]]:
    for key in ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"):
        yield from texts(rule.get(key))


def in_vpc(book: Book, key: str, attrs: Mapping[str, Any]) -> tuple[tuple[Fact[str], ...], tuple[Fact[str], ...]]:
    """Subnets and security groups of a block such as `vpc_options`."""
    inner = blocks(attrs, key)
    if not inner:
        return (), ()
    return addresses(book, inner[0].get("subnet_ids"), "aws_subnet", "aws_default_subnet"), addresses(
        book, inner[0].get("security_group_ids"), *GROUPS
    )


def service_gate(d: Declared, public: Fact[bool], why: str, *at: str) -> Gate:
    """The gate of a service whose public endpoint, where it has one, takes every address."""
    return Gate(public=public, open=public, address=d.address, origin=where(d, *at), why=why)


def flag(value: Any, default: Fact[bool] = False) -> Fact[bool]:
    """A switch that parameter groups spell `1`, `on`, `true` or `enabled`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value != 0
    if isinstance(value, str) and value.casefold() in ("1", "on", "enabled", "required"):
        return True
    if isinstance(value, str) and value.casefold() in ("0", "off", "disabled"):
        return False
    return switch(value, default)
