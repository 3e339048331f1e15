# SPDX-License-Identifier: Apache-2.0
"""Security admin rules of a network manager: they are asked before any NSG of the networks they apply to.

Deny ends it, Allow hands the packet on to the NSGs, AlwaysAllow lets it pass whatever the NSGs say (Microsoft Learn, "Security admin
rules"). So the rules become one more rule set beside the NSGs of every subnet, open at its end; and what is always allowed is
also put before the rules of those NSGs. Rules work only once a deployment commits their configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from intramuros.estate.network import Filter, RuleSet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import blocks, texts
from intramuros.sources.azure.common import head, owner
from intramuros.sources.azure.filters import read_rule
from intramuros.sources.azure.wiring import NETWORK, denote, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

CONFIGURATION = "azurerm_network_manager_security_admin_configuration"
COLLECTION = "azurerm_network_manager_admin_rule_collection"
RULE = "azurerm_network_manager_admin_rule"
DEPLOYMENT = "azurerm_network_manager_deployment"
GROUP = "azurerm_network_manager_network_group"
MEMBER = "azurerm_network_manager_static_member"
LAST = 64999
"""Before the default rules of NSGs (65000-65500), which mean nothing here."""
AHEAD = 10_000


def lower_admin_rules(book: Book) -> Iterator[Resource]:
    """Each committed rule collection as a rule set that hands on whatever it does not deny."""
    for d in book.of(COLLECTION):
        if _deployed(book, d):
            rules = [f for _, f in _rules(book, d)]
            ends = (_open("in", d), _open("out", d))
            yield RuleSet(**head(book, d), kind="nsg", filters=(*rules, *ends))


def _open(direction: str, d: Declared) -> Filter:
    return Filter(
        direction="in" if direction == "in" else "out",
        allows=True,
        priority=LAST,
        peers=("0.0.0.0/0", "::/0"),
        address=d.address,
        origin=d.origin,
    )


def _deployed(book: Book, collection: Declared) -> bool:
    configuration = owner(book, collection.attrs.get("security_admin_configuration_id"), CONFIGURATION)
    return any(configuration in many(book, x.attrs.get("configuration_ids"), CONFIGURATION) for x in book.of(DEPLOYMENT))


def _rules(book: Book, collection: Declared) -> Iterator[tuple[str, Filter]]:
    """Each rule with its action (`allow`, `alwaysallow`, `deny`)."""
    for d in book.pointing((RULE,), "admin_rule_collection_id", collection.address):
        action = str(d.attrs.get("action", "")).casefold()
        known = {"allow": "Allow", "alwaysallow": "Allow", "deny": "Deny"}.get(action, d.attrs.get("action"))
        form: dict[str, Any] = {
            "name": d.attrs.get("name"),
            "priority": d.attrs.get("priority"),
            "direction": d.attrs.get("direction"),
            "protocol": d.attrs.get("protocol"),
            "access": known,
            "source_address_prefixes": _prefixes(d, "source"),
            "destination_address_prefixes": _prefixes(d, "destination"),
            "source_port_ranges": d.attrs.get("source_port_ranges"),
            "destination_port_ranges": d.attrs.get("destination_port_ranges"),
        }
        for made in read_rule(book, form, d.address, d.origin):
            yield action, made


def _prefixes(d: Declared, side: str) -> list[Fact[str]]:
    return [t for b in blocks(d.attrs, side) for t in texts(b.get("address_prefix"))]


def collections_on(book: Book, network: Fact[str | None]) -> tuple[str, ...]:
    """Addresses of the committed rule collections that apply to a network."""
    if not isinstance(network, str) or not book.of(COLLECTION):
        return ()
    return tuple(c.address for c in book.of(COLLECTION) if _deployed(book, c) and _applies(book, c, network))


def _applies(book: Book, collection: Declared, network: str) -> bool:
    """Static members alone: what a policy adds to a group is not seen, and a guard that is not seen is none."""
    for group in many(book, collection.attrs.get("network_group_ids"), GROUP):
        members = book.pointing((MEMBER,), "network_group_id", group) if isinstance(group, str) else []
        if any(denote(book, m, "target_virtual_network_id", NETWORK) == network for m in members):
            return True
    return False


def always_allowed(book: Book, networks: tuple[str, ...]) -> tuple[Filter, ...]:
    """What passes the NSGs of these networks whatever they say: to be put before their own rules."""
    found = dict.fromkeys(c for n in networks for c in collections_on(book, n))
    made = (f for c in found for action, f in _rules(book, book.by_address[c]) if action == "alwaysallow")
    return tuple(replace(f, priority=f.priority if isinstance(f.priority, Unknown) else f.priority - AHEAD) for f in made)


LOWERINGS = ((frozenset({COLLECTION}), lower_admin_rules),)
SUB_RESOURCES = frozenset({CONFIGURATION, RULE})
