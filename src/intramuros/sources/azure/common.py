# SPDX-License-Identifier: Apache-2.0
"""What every Azure lowering shares: the common head of a resource, provider versions, seals and references between resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.places import normal_azure
from intramuros.estate.stores import Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, symbol
from intramuros.sources.attributes import tags, text
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

NEWEST: Mapping[str, int] = {"azurerm": 4, "azuread": 3, "azapi": 2}
_PART = re.compile(r"\s*(~>|>=|<=|!=|=|<|>)?\s*v?(\d+)(?:\.(\d+))?")


def major(declared: Declared) -> int:
    """Major version of the provider: the newest that its version constraint or lock admits."""
    newest = NEWEST.get(declared.type.split("_", 1)[0], 0)
    for part in declared.home.version.split(","):
        found = _PART.match(part)
        if found and found[1] not in (">=", ">", "!="):
            newest = min(newest, _highest(found[1], int(found[2]), int(found[3] or 0)))
    return newest


def _highest(operator: str | None, stated: int, minor: int) -> int:
    return stated - 1 if operator == "<" and minor == 0 else stated


def first(attrs: Mapping[str, Any], *keys: str) -> Any:
    """The first of several spellings of one attribute that is set (provider versions rename them)."""
    return next((v for k in keys if (v := attrs.get(k)) is not None), None)


def region(book: Book, value: Any) -> Fact[str | None]:
    """A location in the cloud's spelling: `West Europe` is `westeurope`."""
    found = text(book.spell(value))
    if found is None or isinstance(found, Unknown):
        return found
    if is_symbolic(found):
        return Unknown(f"`{readable(found)}` is known only after apply")
    return normal_azure(found)


def where(declared: Declared, *keys: str) -> Origin:
    """Origin of the first of `keys` whose lines are known, else of the resource."""
    return next((declared.lines[k] for k in keys if k in declared.lines), declared.origin)


def owner(book: Book, value: Any, *types: str) -> str | None:
    """The address of the resource of `types` that a reference, id or name denotes; None where the estate does not hold it."""
    found = book.resolve(value, *types)
    return found if isinstance(found, str) and found in book.by_address else None


def address_or_id(book: Book, value: Any, *types: str) -> Fact[str | None]:
    """The address that a reference denotes, else the id itself (a resource outside the estate)."""
    return book.resolve(value, *types)


def addresses(book: Book, values: Any, *types: str) -> tuple[Fact[str], ...]:
    """`address_or_id` of each of a list; an unknown list is one Unknown."""
    if isinstance(values, Unknown):
        return (values,)
    items = values if isinstance(values, list) else [values]
    return tuple(a for v in items if (a := address_or_id(book, v, *types)) is not None)


def children(book: Book, types: str | Sequence[str], attributes: str | Sequence[str], parent: Declared) -> list[Declared]:
    """Managed resources of `types` that name `parent` in one of `attributes` (by reference, id or name)."""
    kinds = (types,) if isinstance(types, str) else tuple(types)
    keys = (attributes,) if isinstance(attributes, str) else tuple(attributes)
    found = {d.address: d for k in keys for d in _naming(book, kinds, k, parent)}
    return [d for d in book.of(*kinds) if d.address in found] if found else []


def _naming(book: Book, types: tuple[str, ...], attribute: str, parent: Declared) -> list[Declared]:
    if attribute.endswith("_id"):
        return book.pointing(types, attribute, parent.address)
    return [d for d in book.of(*types) if owner(book, d.attrs.get(attribute), parent.type) == parent.address]


def ids_of(book: Book, address: str) -> tuple[str, ...]:
    """The resource id of an address as the cloud spells it, and the symbol that stands for it."""
    own = book.names(address).get("id")
    return tuple(dict.fromkeys(i for i in (own, symbol(address, "id")) if i))


def account_of(book: Book, declared: Declared) -> Fact[str | None]:
    """The subscription a resource lives in, as its id spells it, else as its provider states it."""
    found = re.match(r"/subscriptions/([^/]+)", str(book.names(declared.address).get("id", "")), re.IGNORECASE)
    if found and not is_symbolic(found[1]):
        return found[1]
    return declared.home.account


def head(book: Book, declared: Declared, *, parent: str | None = None, suffix: str = "") -> dict[str, Any]:
    """The common fields of a `Resource`; `parent` lends group and region to a type that has none of its own."""
    lender = book.by_address.get(parent or "")
    group = text(book.spell(declared.attrs.get("resource_group_name")))
    place = region(book, declared.attrs.get("location"))
    if lender is not None:
        group = text(book.spell(lender.attrs.get("resource_group_name"))) if group is None else group
        place = region(book, lender.attrs.get("location")) if place is None else place
    return {
        "address": declared.address + suffix,
        "type": declared.type,
        "cloud": "azure",
        "origin": declared.origin,
        "name": text(book.spell(declared.attrs.get("name"))),
        "ids": ids_of(book, declared.address) if not suffix else (),
        "account": account_of(book, declared),
        "group": group,
        "region": place,
        "tags": tags(book.spell(declared.attrs.get("tags"))),
    }


def provider_seal(declared: Declared, why: str, *keys: str) -> Seal:
    """Encrypted with a key that Microsoft holds: what Azure does to every store where nothing else is declared."""
    return Seal(state="provider-key", address=declared.address, origin=where(declared, *keys), why=why)


def apiece(types: Iterable[str], make: Callable[[Book, Declared], Iterator[Any]]) -> Callable[[Book], Iterator[Any]]:
    """A lowering of whole types from one of a single resource."""
    wanted = tuple(types)

    def lowering(book: Book) -> Iterator[Any]:
        for declared in book.of(*wanted):
            yield from make(book, declared)

    return lowering
