# SPDX-License-Identifier: Apache-2.0
"""What every Azure lowering shares: the common head of a resource, provider versions, seals and references between resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.places import normal_azure
from intramuros.estate.stores import Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, symbol
from intramuros.sources.attributes import tags, text
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

USUAL: Mapping[str, int] = {"azurerm": 4, "azuread": 3, "azapi": 2}
"""azurerm 5 (2026) closes more by default than 4; assuming it where nobody says so could hide an open store."""
_PART = lazy(r"\s*(~>|>=|<=|!=|=|<|>)?\s*v?(\d+)(?:\.(\d+))?")


def major(declared: Declared) -> int:
    """Major version of the provider: the newest that its constraint or lock admits; the one most in use where none bounds it."""
    usual = USUAL.get(declared.type.split("_", 1)[0], 0)
    parts = [p for p in map(_PART.match, declared.home.version.split(",")) if p]
    above = [_highest(p[1], int(p[2]), int(p[3] or 0)) for p in parts if p[1] not in (">=", ">", "!=")]
    below = [int(p[2]) for p in parts if p[1] in (">=", ">")]
    return min(above) if above else max([usual, *below])


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
    found = address_or_id(book, value, *types)
    return found if isinstance(found, str) and found in book.by_address else None


def address_or_id(book: Book, value: Any, *types: str) -> Fact[str | None]:
    """The address that a reference denotes, else the id itself (a resource outside the estate)."""
    found = book.resolve(value, *types)
    return twin(book, found) if isinstance(found, str) else found


def twin(book: Book, address: str) -> str:
    """The managed resource that a data source looks up, where the estate declares it; else the address as it is."""
    d = book.by_address.get(address)
    if d is None or d.mode == "managed":
        return address
    marked = book.once(("twins", d.type), lambda: _marked(book, d.type))
    return min((marked[m] for m in _marks(book, d) if m in marked), default=(0, address))[1]


def _marked(book: Book, kind: str) -> dict[tuple[str, str], tuple[int, str]]:
    """Every mark of the managed resources of a type: the first that bears it, and its place among them."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for place, m in enumerate(book.of(kind)):
        for mark in _marks(book, m):
            found.setdefault(mark, (place, m.address))
    return found


def _marks(book: Book, d: Declared) -> frozenset[tuple[str, str]]:
    """What tells one resource of a type from all others: its id, or the name by which Entra objects are looked up."""
    keys = ("object_id", "user_principal_name", "display_name") if d.type.startswith("azuread_") else ("id",)
    names = book.names(d.address)
    found = ((k, str(names.get(k, "")).casefold()) for k in keys)
    return frozenset((k, v) for k, v in found if v and symbol(d.address, k).casefold() not in v)


def looked_up(book: Book, *types: str) -> list[Declared]:
    """Data sources of things that the estate does not declare."""
    return [d for d in book.data(*types) if twin(book, d.address) == d.address]


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
    return list(found.values())


def _naming(book: Book, types: tuple[str, ...], attribute: str, parent: Declared) -> list[Declared]:
    if attribute.endswith("_id"):
        lookups = [d.address for d in book.data(parent.type) if d is not parent and twin(book, d.address) == parent.address]
        return [d for address in (parent.address, *lookups) for d in book.pointing(types, attribute, address)]
    first_so_named = book.resolve(book.names(parent.address).get("name"))
    near = dict.fromkeys(a for a in (parent.address, first_so_named) if isinstance(a, str))
    candidates = (d for address in near for d in book.pointing(types, attribute, address))
    return [d for d in candidates if owner(book, d.attrs.get(attribute), parent.type) == parent.address]


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
        "region": unseen(declared, "location") if place is None else place,
        "tags": unseen(declared, "tags") or tags(book.spell(declared.attrs.get("tags"))),
    }


def unseen(declared: Declared, *keys: str) -> Unknown | None:
    """Why a setting is not known of what is only looked up; None where it is declared, or where a plan has read it."""
    if declared.mode != "data" or any(k in declared.attrs for k in keys):
        return None
    return Unknown(f"`{declared.address}` is only looked up: its settings are not known here")


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
