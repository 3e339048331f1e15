# SPDX-License-Identifier: Apache-2.0
"""Azure Firewalls: every rule of the policy, its parent and the classic collections, in the order they are evaluated.

Order (Microsoft Learn, "Azure Firewall rule processing logic"): a parent policy's groups come first, whatever their priority;
then groups by priority and collections by priority; network rules before application rules, whatever the priorities.
NAT rules turn inbound packets; they are no way out and stand in no list here. Threat intelligence is left out: it knows
bad addresses, not approved ones.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from intramuros.estate.network import FirewallRule, Gateway, Ports, PrefixList
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, is_symbolic, or_else, readable, symbol
from intramuros.sources.attributes import blocks, number, text, texts, unknown_in
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import head
from intramuros.sources.azure.filters import ALL_PORTS, is_address, ports_of, protocol_of
from intramuros.sources.azure.network import network_of_subnet
from intramuros.sources.azure.wiring import cidr, denote, given, line_of, many, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

FIREWALL = "azurerm_firewall"
POLICY = "azurerm_firewall_policy"
RULES = "azurerm_firewall_policy_rule_collection_group"
IP_GROUP = "azurerm_ip_group"
CLASSIC_NETWORK = "azurerm_firewall_network_rule_collection"
CLASSIC_APPLICATION = "azurerm_firewall_application_rule_collection"
CLASSIC_NAT = "azurerm_firewall_nat_rule_collection"

DEPTH = 8
"""How many parents of a policy are followed; Azure allows one (hostile input could nest or circle)."""
LAST = 65536


class _Collection(Struct, frozen=True):
    """A rule collection with what decides its turn."""

    turn: tuple[int, int, int, int]
    """Network before application; parent before child; group priority; collection priority."""
    attrs: dict[str, Any]
    address: str
    origin: Origin
    kind: str


def lower_firewalls(book: Book) -> Iterator[Resource]:
    """Firewalls in a network or in a virtual hub, with their rules."""
    for d in book.of(FIREWALL):
        subnets = [subnet_at(book, d, b.get("subnet_id"), "ip_configuration") for b in blocks(d.attrs, "ip_configuration")]
        yield Gateway(
            **head(book, d),
            kind="firewall",
            networks=given((*(network_of_subnet(book, s) for s in subnets), *_hubs(book, d))),
            subnet=next((s for s in subnets if s is not None), None),
            public=_is_public(d),
            private_ips=(symbol(d.address, "ip_configuration.0.private_ip_address"), *_static(d)),
            rules=rules_of(book, d),
        )


def _hubs(book: Book, d: Declared) -> Iterator[Fact[str | None]]:
    for block in blocks(d.attrs, "virtual_hub"):
        yield book.resolve(block.get("virtual_hub_id"), "azurerm_virtual_hub")


def _is_public(d: Declared) -> bool:
    """A firewall with forced tunnelling has no public address of its own on the data path."""
    return bool(blocks(d.attrs, "virtual_hub")) or any(b.get("public_ip_address_id") for b in blocks(d.attrs, "ip_configuration"))


def _static(d: Declared) -> tuple[Fact[str], ...]:
    return tuple(t for b in blocks(d.attrs, "ip_configuration") for t in texts(b.get("private_ip_address")))


def rules_of(book: Book, firewall: Declared) -> Fact[tuple[FirewallRule, ...]]:
    """Every rule of a firewall in order of evaluation; unknown where its policy is not of the estate."""
    policy = denote(book, firewall, "firewall_policy_id", POLICY)
    if isinstance(policy, Unknown):
        return policy
    if policy is not None and (policy not in book.by_address or book.by_address[policy].mode == "data"):
        return Unknown(f"the firewall policy `{readable(policy)}` of `{firewall.address}` is not declared")
    found = [*_classic(book, firewall), *_of_policy(book, policy)]
    outside = next((c for c in found if isinstance(c, Unknown)), None)
    if outside:
        return outside
    ordered = sorted((c for c in found if isinstance(c, _Collection)), key=lambda c: c.turn)
    return tuple(rule for c in ordered for rule in _rules(book, c))


def _classic(book: Book, firewall: Declared) -> Iterator[_Collection | Unknown]:
    for kind, turn, type_ in (("network", 0, CLASSIC_NETWORK), ("application", 1, CLASSIC_APPLICATION)):
        for d in book.pointing((type_,), "azure_firewall_name", firewall.address):
            yield _Collection((turn, 0, 0, _turn(d.attrs.get("priority"))), d.attrs, d.address, d.origin, kind)
        yield from doubts(book, type_, "azure_firewall_name", firewall)


def _of_policy(book: Book, policy: str | None) -> Iterator[_Collection | Unknown]:
    """Collections of a policy and of the policies it is based on; generation 0 is the child."""
    for generation in range(DEPTH):
        if policy is None:
            return
        yield from _of_groups(book, policy, generation)
        own = book.by_address[policy]
        base = denote(book, own, "base_policy_id", POLICY)
        if isinstance(base, Unknown) or (base is not None and base not in book.by_address):
            yield base if isinstance(base, Unknown) else Unknown(f"the base policy `{readable(base)}` is not declared")
            return
        policy = base


def _of_groups(book: Book, policy: str, generation: int) -> Iterator[_Collection | Unknown]:
    yield from doubts(book, RULES, "firewall_policy_id", book.by_address[policy])
    for group in book.pointing((RULES,), "firewall_policy_id", policy):
        rank = _turn(group.attrs.get("priority"))
        for kind, turn in (("network", 0), ("application", 1)):
            key = f"{kind}_rule_collection"
            missing = unknown_in(group.attrs, key)
            if missing:
                yield missing
            for index, block in enumerate(blocks(group.attrs, key)):
                place = (turn, -generation, rank, _turn(block.get("priority")))
                yield _Collection(place, block, group.address, line_of(group, key, index), kind)


def _turn(value: Any) -> int:
    return or_else(number(value), None) or LAST


def _rules(book: Book, collection: _Collection) -> Iterator[FirewallRule]:
    allows = _allows(collection.attrs.get("action"))
    missing = unknown_in(collection.attrs, "rule")
    if missing:
        yield FirewallRule(allows=missing, destinations=(missing,), address=collection.address, origin=collection.origin)
    for rule in blocks(collection.attrs, "rule"):
        for protocol, ports in _channels(rule, collection.kind):
            yield FirewallRule(
                allows=allows,
                sources=_sources(book, rule),
                destinations=_destinations(book, rule),
                ports=ports,
                protocol=protocol,
                address=collection.address,
                origin=collection.origin,
            )


def _allows(action: Any) -> Fact[bool]:
    said = text(action)
    if isinstance(said, Unknown):
        return said
    if said is None or said.casefold() not in ("allow", "deny"):
        return Unknown("the collection's action is not known")
    return said.casefold() == "allow"


def _channels(rule: dict[str, Any], kind: str) -> Iterator[tuple[Fact[str], Fact[tuple[Ports, ...]]]]:
    """Protocol and ports: application rules name ports with their protocol, network rules apart."""
    if kind == "application":
        named = [*blocks(rule, "protocols"), *blocks(rule, "protocol")]
        ports = tuple(Ports(p, p) for b in named if isinstance(p := number(b.get("port")), int))
        yield "tcp", ports or ALL_PORTS
        return
    ports_found = ports_of(rule, "destination_ports")
    for protocol in texts(rule.get("protocols")) or ("*",):
        yield protocol_of(protocol), ports_found


def _sources(book: Book, rule: dict[str, Any]) -> tuple[Fact[str], ...]:
    plain = (form for t in texts(rule.get("source_addresses")) for form in _forms(t))
    return (*plain, *_ranges_of_groups(book, rule.get("source_ip_groups"))) or ("*",)


def _destinations(book: Book, rule: dict[str, Any]) -> tuple[Fact[str], ...]:
    plain = (form for t in texts(rule.get("destination_addresses")) for form in _forms(t))
    names = (_fqdn(t) for k in ("destination_fqdns", "target_fqdns", "destination_urls") for t in texts(rule.get(k)))
    marks = (f"fqdn-tag:{t}" if isinstance(t, str) else t for k in ("destination_fqdn_tags", "fqdn_tags") for t in texts(rule.get(k)))
    categories = (f"fqdn:web-category:{t}" if isinstance(t, str) else t for t in texts(rule.get("web_categories")))
    groups = _ranges_of_groups(book, rule.get("destination_ip_groups"))
    return (*plain, *groups, *names, *marks, *categories)


def _fqdn(name: Fact[str]) -> Fact[str]:
    if isinstance(name, Unknown):
        return name
    if is_symbolic(name):
        return Unknown(f"`{readable(name)}` is known only after apply")
    bare = name.strip().removeprefix("https://").removeprefix("http://").partition("/")[0]
    return "*" if bare == "*" else f"fqdn:{bare}"


def _forms(address: Fact[str]) -> Iterator[Fact[str]]:
    """A CIDR, `*`, a service tag, or the CIDRs that an address range spans."""
    if isinstance(address, Unknown):
        yield address
    elif is_symbolic(address):
        yield Unknown(f"`{readable(address)}` is known only after apply")
    elif address.strip() == "*" or is_address(address):
        yield cidr(address.strip())
    else:
        yield from _span(address) or (f"tag:{address.strip()}",)


def _span(address: str) -> list[str]:
    low, _, high = address.partition("-")
    if not (high and is_address(low) and is_address(high)):
        return []
    try:
        first, last = ipaddress.ip_address(low.strip()), ipaddress.ip_address(high.strip())
        return [str(n) for n in ipaddress.summarize_address_range(first, last)]
    except (ValueError, TypeError):
        return []


def _ranges_of_groups(book: Book, value: Any) -> Iterable[Fact[str]]:
    for group in many(book, value, IP_GROUP):
        known = book.by_address.get(group) if isinstance(group, str) else None
        if known is None:
            yield group if isinstance(group, Unknown) else Unknown(f"the IP group `{readable(group)}` is not declared")
        else:
            yield from cidrs_of_group(book, known)


def cidrs_of_group(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """The ranges of an IP group, those added by resources of their own too."""
    added = (t for c in book.pointing(("azurerm_ip_group_cidr",), "ip_group_id", d.address) for t in texts(c.attrs.get("cidr")))
    if d.mode == "data":
        return (Unknown(f"the ranges of `{d.address}` are looked up, not declared"),)
    return tuple(form for t in (*texts(d.attrs.get("cidrs")), *added) for form in _forms(t))


def lower_ip_groups(book: Book) -> Iterator[Resource]:
    """IP groups, as lists of prefixes."""
    for d in book.of(IP_GROUP):
        found = cidrs_of_group(book, d)
        missing = next((c for c in found if isinstance(c, Unknown)), None)
        yield PrefixList(**head(book, d), cidrs=missing or tuple(c for c in found if isinstance(c, str)))


LOWERINGS = (
    (frozenset({FIREWALL}), lower_firewalls),
    (frozenset({IP_GROUP}), lower_ip_groups),
)
SUB_RESOURCES = frozenset({POLICY, RULES, CLASSIC_NETWORK, CLASSIC_APPLICATION, CLASSIC_NAT, "azurerm_ip_group_cidr"})
