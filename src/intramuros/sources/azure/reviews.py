# SPDX-License-Identifier: Apache-2.0
"""Access reviews that are declared: schedules over Azure roles at a scope, and reviews of an access package's assignments.

learn.microsoft.com/azure/templates/microsoft.authorization/accessreviewscheduledefinitions (through azapi), and
`assignment_review_settings` of registry.terraform.io azuread_access_package_assignment_policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.governance import AccessReview
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import block, number, switch, text
from intramuros.sources.azure.common import first, head, owner
from intramuros.sources.azure.entra import GROUPS
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

SCHEDULE = "azurerm_access_review_schedule_definition"
"""Not a type of azurerm: what `azapi` translates the ARM type to."""
OF_GROUP = "azuread_access_review_schedule_definition"
"""Not a type of azuread: a review of Entra's own, as Microsoft Graph returns it."""
POLICY = "azuread_access_package_assignment_policy"
PART = "azuread_access_package_resource_package_association"
SHELF = "azuread_access_package_resource_catalog_association"
_DAYS: Final = {"weekly": 7, "monthly": 31, "absolutemonthly": 31, "quarterly": 92, "halfyearly": 184, "annual": 366, "absoluteyearly": 366}
_SUBSCRIPTION: Final = lazy(r"/subscriptions/([^/]+)/?", re.IGNORECASE)
_GROUP: Final = lazy(r"/subscriptions/[^/]+/resourceGroups/([^/]+)/?", re.IGNORECASE)


def schedules(book: Book) -> Iterator[AccessReview]:
    """Reviews of the holders of Azure roles at a subscription, a resource group or a resource."""
    for d in book.of(SCHEDULE):
        recurrence = d.attrs.get("recurrence")
        stated: Mapping[str, Any] = recurrence if isinstance(recurrence, Mapping) else {}
        days = recurrence if isinstance(recurrence, Unknown) else _every(_part(stated, "pattern"))
        ends = text(_part(stated, "range").get("endDate")) if text(_part(stated, "range").get("type")) == "endDate" else None
        yield AccessReview(**head(book, d), scopes=(_scope(book, d),), every_days=days, until=ends)


def _part(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _every(pattern: Mapping[str, Any]) -> Fact[int | None]:
    kind, interval = text(pattern.get("type")), number(pattern.get("interval"), 1)
    if isinstance(kind, Unknown) or isinstance(interval, Unknown):
        return kind if isinstance(kind, Unknown) else interval
    days = _DAYS.get((kind or "").casefold())
    return None if days is None or interval is None else _quarters(days * interval)


def _quarters(days: int) -> int:
    """Three months are a quarter, which a charter writes as 90 days."""
    return {93: 90, 92: 90, 62: 60, 31: 30}.get(days, days)


def _scope(book: Book, d: Declared) -> Fact[str]:
    stated = book.spell(d.attrs.get("scope"))
    if not isinstance(stated, str):
        return Unknown(f"the scope of `{d.address}`")
    for form in (_SUBSCRIPTION, _GROUP):
        if (found := form.fullmatch(stated)) and not is_symbolic(found[1]):
            return found[1]
    held = owner(book, d.attrs.get("scope"))
    return held or Unknown(f"what `{readable(stated)}` covers, which {d.address} reviews")


def of_groups(book: Book) -> Iterator[AccessReview]:
    """Reviews of the members of groups."""
    for d in book.of(OF_GROUP):
        recurrence = d.attrs.get("recurrence")
        stated: Mapping[str, Any] = recurrence if isinstance(recurrence, Mapping) else {}
        days = recurrence if isinstance(recurrence, Unknown) else _every(_part(stated, "pattern"))
        ends = text(_part(stated, "range").get("endDate")) if text(_part(stated, "range").get("type")) == "endDate" else None
        fields = head(book, d) | {"cloud": "entra", "name": text(d.attrs.get("display_name"))}
        yield AccessReview(**fields, scopes=tuple(principal(book, g) for g in d.attrs.get("groups") or ()), every_days=days, until=ends)


def packages(book: Book) -> Iterator[AccessReview]:
    """Reviews of who has an access package, and with it a membership of the groups that the package gives."""
    for d in book.of(POLICY):
        settings = block(d.attrs, "assignment_review_settings")
        if not settings or switch(settings.get("enabled"), True) is False:
            continue
        named = text(settings.get("review_frequency"))
        days: Fact[int | None] = named if isinstance(named, Unknown) else _DAYS.get((named or "").casefold())
        every = _quarters(days) if isinstance(days, int) else days
        yield AccessReview(**head(book, d), scopes=tuple(_groups(book, d.attrs.get("access_package_id"))), every_days=every)


def _groups(book: Book, package: Any) -> Iterator[Fact[str]]:
    wanted = owner(book, package, "azuread_access_package")
    for one in book.of(PART):
        shelf = book.by_address.get(owner(book, one.attrs.get("catalog_resource_association_id"), SHELF) or "")
        if shelf is not None and wanted is not None and owner(book, one.attrs.get("access_package_id"), "azuread_access_package") == wanted:
            found = principal(book, first(shelf.attrs, "resource_origin_id"))
            held = book.by_address.get(found) if isinstance(found, str) else None
            if isinstance(found, Unknown) or held is None or held.type in GROUPS:
                yield found
