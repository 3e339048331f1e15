# SPDX-License-Identifier: Apache-2.0
"""Stores that differ only in how their switches are spelled: one row says where each fact of a type stands.

Defaults: the provider's page of each type, versions 3.117 and 4.x; a type that needs more than a row has a function of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Place, Seal, StoreKind, Transport
from intramuros.estate.values import Fact, Unknown, known, negate
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import address_or_id, children, first, head, owner, region, where
from intramuros.sources.azure.firewall_rules import ranged_gate
from intramuros.sources.azure.seals import denies, gate, modern_tls, seal, transport, unknown_seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared


class Recipe(Struct, frozen=True, kw_only=True):
    """Where the facts of one type stand."""

    kind: StoreKind
    key: tuple[str, ...] = ()
    """Path of the customer key: an attribute, or a block and its attribute."""
    separate_key: tuple[str, str, str] | None = None
    """A resource that brings the key: its type, its attribute for the parent, its attribute for the key."""
    public: str | None = "public_network_access_enabled"
    """The switch of the public endpoint; None where the type has none and is always public."""
    rules: str | None = None
    """The block of the firewall: `default_action`, ip rules, subnets in any of Azure's spellings."""
    rules_default: str = "Allow"
    """What a firewall block without a default action does."""
    allowed: str | None = None
    """A plain list of addresses, which closes the endpoint to all others where it is not empty."""
    ranges: tuple[str, str] | None = None
    """Rule resources of address ranges, closed where there is none: their type and their attribute for the store."""
    tls: tuple[str, str] | None = None
    """The attribute of the TLS floor and its default; None where the service takes TLS 1.2 only."""
    local: str | None = None
    """The switch of keys and connection strings (on by default)."""
    local_off: str | None = None
    """The same, spelled the other way round (off by default)."""
    passwords: bool = False
    """Keys or passwords always work: the type has no switch for them."""
    parent: tuple[str, str] | None = None
    """Attribute and type of the resource that it lives in."""
    contents: tuple[tuple[str, str], ...] = ()
    """Types of what it holds, each with its attribute for this store."""
    replicas: tuple[str, str] | None = None
    """Blocks of copies in other regions, and the attribute of the region."""
    source: str | None = None
    """The attribute that names what it is a copy of."""
    purpose: str = ""


def cook(book: Book, d: Declared, recipe: Recipe) -> DataStore:
    """The store that one declared resource is."""
    parent = owner(book, d.attrs.get(recipe.parent[0]), recipe.parent[1]) if recipe.parent else None
    source = address_or_id(book, d.attrs.get(recipe.source)) if recipe.source else None
    return DataStore(
        **head(book, d, parent=parent),
        kind=recipe.kind,
        seal=_seal(book, d, recipe),
        transport=_transport(d, recipe),
        gate=_gate(book, d, recipe),
        local_keys=_local(d, recipe),
        host=parent,
        copy_of=(source,) if isinstance(source, str) else (),
        places=tuple(_replicas(book, d, recipe)),
        purpose=recipe.purpose,
        contents=contents(book, d, recipe.contents),
    )


def _replicas(book: Book, d: Declared, recipe: Recipe) -> Iterator[Place]:
    key, location = recipe.replicas or ("", "")
    for one in blocks(d.attrs, key):
        found = region(book, one.get(location))
        if found is not None:
            yield Place(kind="replica", where=found, address=d.address, origin=where(d, key), why=key)


def contents(book: Book, d: Declared, kinds: tuple[tuple[str, str], ...]) -> tuple[Fact[str], ...]:
    """Names of what a store holds."""
    found = [c for kind, key in kinds for c in children(book, kind, key, d)]
    return tuple(t for c in found if (t := text(book.spell(c.attrs.get("name")))) is not None)


def _seal(book: Book, d: Declared, recipe: Recipe) -> Seal | None:
    if recipe.separate_key:
        kind, parent, key = recipe.separate_key
        for one in children(book, kind, parent, d):
            return seal(book, d, _one(one.attrs.get(key)), key, by=one)
    if not recipe.key:
        return seal(book, d, None, recipe.separate_key[0] if recipe.separate_key else "customer key")
    return keyed(book, d, *recipe.key)


def keyed(book: Book, d: Declared, *path: str) -> Seal:
    """The seal that the key at `path` makes."""
    if missing := unknown_in(d.attrs, path[0]):
        return unknown_seal(d, path[0], missing)
    here = block(d.attrs, *path[:-1]) if len(path) > 1 else d.attrs
    return seal(book, d, _one(here.get(path[-1])), ".".join(path))


def _one(value: Any) -> Any:
    """Some types take a list of keys; the first says whose they are."""
    return (value[0] if value else None) if isinstance(value, list) else value


def _transport(d: Declared, recipe: Recipe) -> Transport:
    if recipe.tls is None:
        return transport(d, True, "the service takes TLS 1.2 and newer only")
    floor, default = recipe.tls
    return transport(d, modern_tls(d.attrs.get(floor), default), f"{floor} (default {default})", floor)


def _local(d: Declared, recipe: Recipe) -> Fact[bool]:
    if recipe.local:
        return switch(d.attrs.get(recipe.local), True)
    return negate(switch(d.attrs.get(recipe.local_off), False)) if recipe.local_off else recipe.passwords


def public_switch(value: Any, default: Fact[bool] = True) -> Fact[bool]:
    """A public endpoint's switch, as a boolean or as `Enabled`/`Disabled`."""
    words = {"enabled": True, "disabled": False, "securedbyperimeter": False}
    if isinstance(value, str) and value.casefold() in words:
        return words[value.casefold()]
    return switch(value, default)


def _gate(book: Book, d: Declared, recipe: Recipe) -> Gate:
    public = public_switch(d.attrs.get(recipe.public)) if recipe.public else True
    if recipe.rules:
        return ruled_gate(book, d, recipe.rules, public, default=recipe.rules_default)
    if recipe.ranges:
        return ranged_gate(
            book, d, public=public, rules=children(book, *recipe.ranges, d), subnets=[], unsure=doubts(book, *recipe.ranges, d)
        )
    listed = d.attrs.get(recipe.allowed) if recipe.allowed else None
    if isinstance(listed, Unknown):
        return gate(book, d, public=public, opens=listed)
    found = allowed(listed)
    return gate(book, d, public=public, opens=not found, rules={"addresses": found})


def allowed(listed: Any) -> tuple[Fact[str], ...]:
    """Addresses as a list, a comma-separated string, or blocks with `ip_mask`, `ip_range` or `cidr_range`."""
    if isinstance(listed, str):
        return tuple(a.strip() for a in listed.split(",") if a.strip())
    items = listed if isinstance(listed, list) else []
    found = [first(i, "ip_mask", "ip_range", "ip_address", "cidr_range", "value") if isinstance(i, Mapping) else i for i in items]
    return texts(found)


def ruled_gate(book: Book, d: Declared, key: str, public: Fact[bool], *, default: str = "Allow") -> Gate:
    """The gate that a firewall block makes, in the spellings of Cognitive Services, Event Hubs, Service Bus, Registry, IoT."""
    if missing := unknown_in(d.attrs, key):
        return gate(book, d, public=public, opens=missing)
    found = block(d.attrs, key)
    closed = denies(found.get("default_action"), default if found else "Allow")
    subnets = [first(b, "subnet_id", "id") for b in (*blocks(found, "virtual_network_rules"), *blocks(found, "virtual_network_rule"))]
    subnets += [b.get("subnet_id") for b in (*blocks(found, "network_rules"), *blocks(found, "virtual_network"))]
    trusted = first(found, "trusted_service_access_enabled", "trusted_services_allowed", "bypass")
    admits = {
        "addresses": (*allowed(found.get("ip_rules")), *allowed(found.get("ip_rule"))),
        "segments": [s for s in subnets if s is not None],
        "trusted": switch(True if trusted == "AzureServices" else None if trusted == "None" else trusted, False),
    }
    switched = both_public(public, found.get("public_network_access_enabled"))
    return gate(book, d, public=switched, opens=not closed if known(closed) else closed, rules=admits)


def both_public(public: Fact[bool], inner: Any) -> Fact[bool]:
    """Event Hubs and Service Bus repeat the switch inside the block; either off closes the endpoint."""
    second = switch(inner, True)
    return False if public is False or second is False else (public if isinstance(public, Unknown) else second)


def stores(book: Book, recipes: Mapping[str, Recipe]) -> Iterator[DataStore]:
    """Every store of the types of a table."""
    for kind, recipe in recipes.items():
        for d in book.of(kind):
            yield cook(book, d, recipe)
