# SPDX-License-Identifier: Apache-2.0
"""What alerts and diagnostic settings point at: resources, their services, whole groups and subscriptions."""

from __future__ import annotations

import re
from typing import Any

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, pieces, readable, sole_symbol
from intramuros.sources.attributes import text
from intramuros.sources.azure.common import address_or_id
from intramuros.sources.azure.grants import scope_address
from intramuros.sources.book import Book

_SERVICE = lazy(r"(.+)/(blob|file|queue|table)Services/default/?", re.IGNORECASE)
_RULE = lazy(r"(.+)/authorizationRules/[^/]+", re.IGNORECASE)
RULES = ("azurerm_eventhub_namespace_authorization_rule", "azurerm_eventhub_authorization_rule")
NAMESPACE = "azurerm_eventhub_namespace"


def observed(book: Book, value: Any) -> tuple[Fact[str | None], Fact[str | None]]:
    """The resource that a target id denotes, and the sub-service where it names one (`…/blobServices/default`).

    A plan names the resource and hides what the template adds to its id: then the sub-service is unknown.
    """
    parts = pieces(value) if isinstance(value, str) else []
    if len(parts) == 2 and (hidden := sole_symbol(parts[1])) and hidden[0] == "?":
        return _resolved(book, parts[0]), Unknown(f"the part of {readable(parts[0])} that is observed: {hidden[1]}")
    if isinstance(value, str) and (found := _SERVICE.fullmatch(value)):
        return _resolved(book, found[1]), f"{found[2].lower()}Services"
    spelled = book.spell(value)
    if isinstance(spelled, str) and (found := _SERVICE.fullmatch(spelled)):
        return _resolved(book, found[1]), f"{found[2].lower()}Services"
    return _resolved(book, value), None


def _resolved(book: Book, value: Any) -> Fact[str | None]:
    return scope_address(book, value) or address_or_id(book, value)


def scopes(book: Book, values: Any) -> tuple[Fact[str], ...]:
    """The addresses that an alert watches."""
    if isinstance(values, Unknown):
        return (values,)
    items = values if isinstance(values, list) else [values]
    return tuple(found for v in items if (found := observed(book, v)[0]) is not None)


def namespace_of(book: Book, value: Any) -> Fact[str | None]:
    """The Event Hubs namespace behind an authorization rule."""
    rule = address_or_id(book, value, *RULES)
    declared = book.by_address.get(rule) if isinstance(rule, str) else None
    if declared is not None:
        return address_or_id(book, declared.attrs.get("namespace_name"), NAMESPACE)
    spelled = text(book.spell(value))
    found = _RULE.fullmatch(spelled) if isinstance(spelled, str) else None
    return address_or_id(book, found[1], NAMESPACE) if found else rule
