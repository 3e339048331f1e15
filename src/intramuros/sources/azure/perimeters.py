# SPDX-License-Identifier: Apache-2.0
"""Network security perimeters: what an association makes of the gate of the store or vault that it names.

learn.microsoft.com/azure/private-link/network-security-perimeter-transition: enforced, or where the resource is secured by
perimeter, the rules of the profile alone decide; in learning mode they let in besides what the resource's own rules let in.
Members of one perimeter reach each other; private endpoints stand outside of it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import structs

from intramuros.estate.access import Vault
from intramuros.estate.gate import Gate
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, either
from intramuros.sources.attributes import text, texts
from intramuros.sources.azure.common import address_or_id, children, owner
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

PERIMETER = "azurerm_network_security_perimeter"
PROFILE = "azurerm_network_security_perimeter_profile"
RULE = "azurerm_network_security_perimeter_access_rule"
ASSOCIATION = "azurerm_network_security_perimeter_association"
PARTS = frozenset((PERIMETER, PROFILE, RULE, ASSOCIATION))


def within(book: Book, resources: Iterable[Resource]) -> Iterator[Resource]:
    """Every resource, with the gate that its perimeter gives it."""
    named: dict[str, Declared] = {}
    for d in book.of(ASSOCIATION):
        target = owner(book, d.attrs.get("resource_id"))
        if target:
            named.setdefault(target, d)
    for one in resources:
        at = named.get(one.address)
        if at is not None and isinstance(one, DataStore | Vault) and one.gate is not None:
            yield structs.replace(one, gate=_gate(book, at, one.gate))
        else:
            yield one


def _gate(book: Book, at: Declared, own: Gate) -> Gate:
    mode = text(at.attrs.get("access_mode"), "Learning")
    profile = owner(book, at.attrs.get("network_security_perimeter_profile_id"), PROFILE)
    rules = _rules(book, book.by_address[profile]) if profile else None
    known = str(mode).casefold() if not isinstance(mode, Unknown) and mode else ""
    if rules is None or known not in ("enforced", "learning", "audit"):
        unsure = Unknown(f"what the perimeter of `{at.address}` lets in is not known")
        return structs.replace(own, public=either(own.public, unsure), open=either(own.open, unsure), address=at.address, origin=at.origin)
    members = tuple(_members(book, profile, at))
    if known == "enforced" or own.public is False:
        return _secured(at, own, rules, members)
    return structs.replace(
        own,
        addresses=(*own.addresses, *rules["address_prefixes"], *_tags(rules)),
        subscriptions=(*own.subscriptions, *rules["subscription_ids"]),
        instances=(*own.instances, *members),
    )


def _secured(at: Declared, own: Gate, rules: dict[str, tuple[Fact[str], ...]], members: tuple[Fact[str], ...]) -> Gate:
    """Only the perimeter's rules; of the trusted services the page says both that they are kept out and that they come in."""
    admits = bool(members) or any(rules.values())
    unsure = Unknown(f"whether trusted services pass the perimeter of `{at.address}`")
    return Gate(
        public=admits,
        open=False,
        addresses=(*rules["address_prefixes"], *_tags(rules)),
        subscriptions=rules["subscription_ids"],
        instances=members,
        trusted_services=False if own.trusted_services is False else unsure,
        address=at.address,
        origin=at.origin,
        why="the network security perimeter admits what its rules name" if admits else "the network security perimeter admits nobody",
    )


def _tags(rules: dict[str, tuple[Fact[str], ...]]) -> tuple[Fact[str], ...]:
    """`Internet` is everybody; which addresses another tag stands for is not looked up here."""
    return tuple("0.0.0.0/0" if str(t).casefold() == "internet" else t for t in rules["service_tags"])


def _rules(book: Book, profile: Declared) -> dict[str, tuple[Fact[str], ...]]:
    """What the inbound rules of a profile admit, by kind."""
    found: dict[str, tuple[Fact[str], ...]] = {"address_prefixes": (), "subscription_ids": (), "service_tags": ()}
    for rule in children(book, RULE, "network_security_perimeter_profile_id", profile):
        if str(rule.attrs.get("direction")).casefold() == "inbound":
            found = {k: (*v, *_named(book, rule.attrs.get(k))) for k, v in found.items()}
    return found


def _named(book: Book, value: Any) -> tuple[Fact[str], ...]:
    return texts(value if isinstance(value, Unknown) else book.spell(value))


def _members(book: Book, profile: str | None, at: Declared) -> Iterator[Fact[str]]:
    """The other resources of the same perimeter, whatever their profile."""
    home = _perimeter(book, profile)
    for other in book.of(ASSOCIATION):
        own = owner(book, other.attrs.get("network_security_perimeter_profile_id"), PROFILE)
        if other is not at and home is not None and _perimeter(book, own) == home:
            found = address_or_id(book, other.attrs.get("resource_id"))
            yield found if found is not None else Unknown(f"the resource of {other.address}")


def _perimeter(book: Book, profile: str | None) -> object:
    return address_or_id(book, book.by_address[profile].attrs.get("network_security_perimeter_id"), PERIMETER) if profile else None
