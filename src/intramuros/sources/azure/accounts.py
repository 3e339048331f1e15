# SPDX-License-Identifier: Apache-2.0
"""The scopes that hold everything else: resource groups, management groups and subscriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intramuros.estate.access import Account
from intramuros.estate.graph import Container
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, symbol
from intramuros.sources.attributes import text
from intramuros.sources.azure.common import address_or_id, head, looked_up, owner
from intramuros.sources.azure.identity import subscription_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

_SUBSCRIPTION = lazy(r"/subscriptions/([^/]+)", re.IGNORECASE)
GROUP_TYPES = ("azurerm_management_group",)


def containers(book: Book) -> Iterator[Container]:
    """Resource groups, declared or looked up, and management groups with their parents."""
    for d in (*book.of("azurerm_resource_group"), *looked_up(book, "azurerm_resource_group")):
        yield Container(**{**head(book, d), "group": text(book.spell(d.attrs.get("name")))})
    for d in (*book.of(*GROUP_TYPES), *looked_up(book, *GROUP_TYPES)):
        parent = owner(book, d.attrs.get("parent_management_group_id"), *GROUP_TYPES)
        yield Container(**{**head(book, d), "account": d.home.tenant, "region": None}, parent=parent)


def subscriptions(book: Book) -> Iterator[Account]:
    """Every subscription: those declared, those looked up, and those that a provider or a resource's home names."""
    seen: set[str] = set()
    for d in (*book.of("azurerm_subscription"), *book.data("azurerm_subscription")):
        own = book.names(d.address).get("subscription_id", "")
        if own not in seen:
            seen.add(own)
            yield _account(book, d, own)
    for d in book.declared:
        own = subscription_of(d, None)
        if d.type.startswith(("azurerm_", "azapi_")) and isinstance(d.home.account, str) and own not in seen:
            seen.add(own)
            yield _bare(book, d, own)


def account_address(book: Book, subscription: str) -> str:
    """The address under which a subscription stands in the estate."""
    for d in (*book.of("azurerm_subscription"), *book.data("azurerm_subscription")):
        if subscription.casefold() in _spellings(book, d):
            return d.address
    return f"subscription:{subscription}"


def _spellings(book: Book, d: Declared) -> tuple[str, ...]:
    """The id of a subscription as its provider states it, and as a plan found it when it looked it up."""
    found = str(d.attrs.get("id", "")).rsplit("/", 1)[-1]
    return tuple(s.casefold() for s in (book.names(d.address).get("subscription_id", ""), found) if s)


def canonical(book: Book, scope: Fact[str]) -> Fact[str]:
    """A scope with its subscription spelled the way that the ids of resources spell it."""
    found = _SUBSCRIPTION.match(scope) if isinstance(scope, str) else None
    if found is None or not isinstance(scope, str):
        return scope
    own = book.names(account_address(book, found[1])).get("subscription_id")
    return f"/subscriptions/{own}{scope[found.end() :]}" if own else scope


def _account(book: Book, d: Declared, own: str) -> Account:
    ids = (own, f"/subscriptions/{own}", *_spellings(book, d), symbol(d.address, "id"), symbol(d.address, "subscription_id"))
    fields = {**head(book, d), "account": own, "region": None, "ids": tuple(dict.fromkeys(ids))}
    return Account(**fields, organization=_tenant(book, d), ancestors=_ancestors(book, own))


def _bare(book: Book, d: Declared, own: str) -> Account:
    origin = Origin(file=d.origin.file, line=0, end_line=0, dialect=d.origin.dialect)
    return Account(
        address=f"subscription:{own}",
        type="azurerm_subscription",
        cloud="azure",
        origin=origin,
        ids=(own, f"/subscriptions/{own}"),
        account=own,
        organization=_tenant(book, d),
        ancestors=_ancestors(book, own),
    )


def _tenant(book: Book, d: Declared) -> Fact[str | None]:
    """The tenant that the provider states, else the only one that an azuread provider states."""
    if d.home.tenant is not None:
        return d.home.tenant
    stated = {o.home.tenant for o in book.declared if o.type.startswith("azuread_") and isinstance(o.home.tenant, str)}
    return stated.pop() if len(stated) == 1 else None


def _ancestors(book: Book, subscription: str) -> tuple[Fact[str], ...]:
    """Management groups above a subscription, nearest first; () where the estate declares none."""
    here = _group_above(book, subscription)
    chain: list[Fact[str]] = []
    while isinstance(here, str) and here not in chain:
        chain.append(here)
        above = book.by_address.get(here)
        here = address_or_id(book, above.attrs.get("parent_management_group_id"), *GROUP_TYPES) if above else None
    return tuple(chain)


def _group_above(book: Book, subscription: str) -> Fact[str | None]:
    for d in book.of("azurerm_management_group_subscription_association"):
        named = str(book.spell(d.attrs.get("subscription_id", "")))
        if named.removeprefix("/subscriptions/").casefold() == subscription.casefold():
            return address_or_id(book, d.attrs.get("management_group_id"), *GROUP_TYPES)
    for d in book.of(*GROUP_TYPES):
        listed = d.attrs.get("subscription_ids")
        if isinstance(listed, list) and subscription in [book.spell(s) for s in listed]:
            return d.address
    return None
