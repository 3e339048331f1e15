# SPDX-License-Identifier: Apache-2.0
"""Sub-resources that name only at apply what they belong to: each may belong to any resource of that type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol, symbols
from intramuros.sources.azure.wiring import denoted
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

Stray = tuple[Declared, Unknown]


def astray(book: Book, types: str | Sequence[str], attributes: str | Sequence[str], parent: Declared) -> list[Stray]:
    """Those of `types` that may name `parent` in one of `attributes`, and why nobody can say so."""
    kinds = (types,) if isinstance(types, str) else tuple(types)
    keys = (attributes,) if isinstance(attributes, str) else tuple(attributes)
    found = book.once(("astray", kinds, keys, parent.type), lambda: list(_unnamed(book, kinds, keys, parent.type)))
    return [(d, why) for d, why in found if parent.mode == "managed" and not _in_another_group(book, d, parent)]


def doubts(book: Book, types: str | Sequence[str], attributes: str | Sequence[str], parent: Declared) -> list[Unknown]:
    """Why it is not known what else belongs to `parent`."""
    return [why for _, why in astray(book, types, attributes, parent)]


def _unnamed(book: Book, kinds: tuple[str, ...], keys: tuple[str, ...], parent: str) -> Iterator[Stray]:
    for d in book.of(*kinds):
        key = next((k for k in keys if d.attrs.get(k) is not None), "")
        named = denoted(book, d, d.attrs.get(key), key, parent)
        if named is not None and not _of_another(d.attrs.get(key), parent) and (hidden := _hidden(book, named)):
            yield d, Unknown(f"what `{d.address}` belongs to: {hidden}")


def _of_another(value: object, parent: str) -> bool:
    """Whether it names a managed resource of the same type, which stands in code that is not here."""
    named = sole_symbol(value)
    return named is not None and re.search(rf"(?<!data\.)\b{parent}\.[^.]+$", named[0]) is not None


def _hidden(book: Book, named: Fact[str]) -> str:
    """What is not known of a name; '' for a resource of the estate and for a name spelled out."""
    if isinstance(named, Unknown):
        return named.why
    opaque = is_symbolic(named) and named not in book.by_address and any(a not in book.by_address for a, _ in symbols(named))
    return f"`{readable(named)}` is known only after apply" if opaque else ""


def _in_another_group(book: Book, d: Declared, parent: Declared) -> bool:
    """A sub-resource that states a resource group stands in that of what it belongs to."""
    own, other = (book.spell(x.attrs.get("resource_group_name")) for x in (d, parent))
    stated = all(isinstance(g, str) and not is_symbolic(g) for g in (own, other))
    return stated and own.casefold() != other.casefold()
