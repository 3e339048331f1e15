# SPDX-License-Identifier: Apache-2.0
"""Selectors of the charter: globs over addresses, ids and names; tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from intramuros.estate.globs import matches
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import OPEN, Unknown, is_symbolic, pieces


def _without_index(address: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", address)


def addressed(resource: Resource, globs: Sequence[str]) -> str | None:
    """The first glob that names the resource or one of its parts: by address (with or without instance keys), ARN or id."""
    if not globs:
        return None
    own = [resource.address, _without_index(resource.address), *resource.ids]
    if isinstance(resource, DataStore):
        own += [text for d in resource.doors for text in (d.address, _without_index(d.address), *d.ids)]
    return next((g for g in globs if any(matches(g, text) for text in own)), None)


def certain(name: str, stand_in: str) -> str:
    """A name with `stand_in` for each part that only the cloud will know (a random suffix): what is left is in it for certain."""
    return "".join(stand_in if is_symbolic(p) else p for p in pieces(name))


def named(resource: Resource, globs: Sequence[str]) -> str | None:
    """The first glob that fits the resource's own cloud name, whatever its unknown parts turn out to be."""
    name = resource.name
    if not isinstance(name, str):
        return None
    sure = certain(name, OPEN)
    return next((g for g in globs if matches(g, sure) and (sure == name or "?" not in g)), None)


def tagged(resource: Resource, wanted: Mapping[str, Iterable[str]]) -> str | None:
    """The first `key=value` of `wanted` that the resource bears (keys and values without regard to case; values may be globs)."""
    if isinstance(resource.tags, Unknown) or not wanted:
        return None
    borne = {k.casefold(): v for k, v in resource.tags.items()}
    for key, values in wanted.items():
        value = borne.get(key.casefold())
        if isinstance(value, str) and any(matches(v, value) for v in values):
            return f"{key}={value}"
    return None
