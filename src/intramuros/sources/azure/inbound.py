# SPDX-License-Identifier: Apache-2.0
"""Ways in through a firewall: destination translation hands packets for its public address on to a machine inside.

A NAT rule implies a network rule that lets the translated packet pass (Microsoft Learn, "Azure Firewall rule processing logic").
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import blocks, texts
from intramuros.sources.azure.common import head
from intramuros.sources.azure.firewalls import CLASSIC_NAT, FIREWALL, POLICY, RULES
from intramuros.sources.azure.wiring import denote, given, holder_of, line_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared


def lower_translations(book: Book) -> Iterator[Resource]:
    """Each NAT rule of a policy that a firewall uses, and of the classic collections, as a way in."""
    for group in book.of(RULES):
        if _in_use(book, group):
            for index, collection in enumerate(blocks(group.attrs, "nat_rule_collection")):
                yield from _ways_in(book, group, collection, line_of(group, "nat_rule_collection", index))
    for classic in book.of(CLASSIC_NAT):
        yield from _ways_in(book, classic, classic.attrs, classic.origin)


def _in_use(book: Book, group: Declared) -> bool:
    """Whether a firewall has the group's policy, itself or as the base of its own."""
    wanted = denote(book, group, "firewall_policy_id", POLICY)
    used = [denote(book, f, "firewall_policy_id", POLICY) for f in book.of(FIREWALL)]
    heirs = (p.address for p in book.of(POLICY) if denote(book, p, "base_policy_id", POLICY) == wanted)
    return wanted in used or any(h in used for h in heirs)


def _ways_in(book: Book, d: Declared, collection: dict[str, Any], origin: Origin) -> Iterator[Endpoint]:
    for index, rule in enumerate(blocks(collection, "rule")):
        name = str(rule.get("name") or index)
        public = _from_internet(rule)
        inside = given(t for k in ("translated_address", "translated_fqdn") for t in texts(rule.get(k)))
        yield Endpoint(
            **{
                **head(book, d),
                "address": f"{d.address}#{collection.get('name', 'nat')}/{name}",
                "ids": (),
                "name": name,
                "origin": origin,
            },
            kind="public-ip",
            public=public,
            public_why=f"the NAT rule `{name}` hands packets of the firewall's public address on",
            authenticates=None,
            auth_why="a firewall asks for no credentials; whether the machine behind does is not visible here",
            targets=tuple(holder_of(book, t) for t in inside),
            listens=_ports(rule),
        )


def _ports(rule: dict[str, Any]) -> tuple[int, ...] | None:
    """Single ports that a NAT rule translates; None where one is a range."""
    stated = [t for k in ("destination_ports", "destination_port") for t in texts(rule.get(k))]
    return tuple(int(t) for t in stated if isinstance(t, str)) if all(isinstance(t, str) and t.isdecimal() for t in stated) else None


def _from_internet(rule: dict[str, Any]) -> Fact[bool]:
    """Whether any public address may use a NAT rule: no source means all."""
    if rule.get("source_ip_groups"):
        return Unknown("its sources are an IP group")
    sources = texts(rule.get("source_addresses")) or ("*",)
    if any(isinstance(s, str) and _is_public(s) for s in sources):
        return True
    unsure = [s for s in sources if isinstance(s, Unknown) or is_symbolic(s)]
    if not unsure:
        return False
    return unsure[0] if isinstance(unsure[0], Unknown) else Unknown(f"`{readable(unsure[0])}` is known only after apply")


def _is_public(source: str) -> bool:
    if source.strip() in ("*", "0.0.0.0/0", "Internet"):
        return True
    try:
        return ipaddress.ip_network(source.strip(), strict=False).is_global
    except ValueError:
        return False


LOWERINGS = ((frozenset({RULES, CLASSIC_NAT}), lower_translations),)
