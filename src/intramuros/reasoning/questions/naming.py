# SPDX-License-Identifier: Apache-2.0
"""What a name in a question means: an address, an id, the cloud's own name, or the last part of an address."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from intramuros.errors import BadUsage
from intramuros.estate.access import Key, Vault
from intramuros.estate.graph import Estate
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import is_symbolic, pieces, readable, symbol

_SHOWN = 6


def named(estate: Estate, name: str, *kinds: type[Resource]) -> Resource:
    """The one resource of these kinds that a name means; where it is the end of several addresses, those of the first kind go first.

    Raises:
        BadUsage: none, or several; the advice names the nearest or all of them.

    """
    found = list(_meant(estate, name, kinds))
    first = [r for r in found if isinstance(r, kinds[0])]
    found = first if len(first) == 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"`{readable(r.address)}`" for r in found[:_SHOWN])
        raise BadUsage(f"`{name}` may be any of {len(found)} things", advice=f"Say which: {listed}{', …' if len(found) > _SHOWN else ''}.")
    raise BadUsage(f"`{name}` is nothing in this estate that this can be asked of", advice=_nearest(estate, name, kinds))


def _meant(estate: Estate, name: str, kinds: tuple[type[Resource], ...]) -> Iterator[Resource]:
    exact = _exact(estate, name)
    if exact is not None and isinstance(exact, kinds):
        yield exact
        return
    among = [r for kind in kinds for r in estate.all(kind)]
    folded = name.casefold()
    by_name = [r for r in among if (isinstance(r.name, str) and r.name.casefold() == folded) or r.address.casefold() == folded]
    yield from (
        by_name
        or [r for r in among if _computed(estate, r, name)]
        or (r for r in among if r.address.casefold().endswith((f".{folded}", f"/{folded}")))
    )


def _exact(estate: Estate, name: str) -> Resource | None:
    """What bears this address or id, or computes it (`aws_s3_bucket.weights.arn`)."""
    address, _, attribute = name.rpartition(".")
    return estate.by_address.get(name) or estate.by_id.get(estate.fold(name)) or estate.by_id.get(estate.fold(symbol(address, attribute)))


def _computed(estate: Estate, resource: Resource, name: str) -> bool:
    """Whether an ARN or resource id is one that the cloud will give: parts that only it knows may be anything, the own name may not."""
    if not isinstance(resource.name, str) or is_symbolic(resource.name) or not name.startswith(("arn:", "/")):
        return False
    ids = (i for i in resource.ids if is_symbolic(i) and resource.name in i)
    return any(re.fullmatch(_any_part(estate.fold(i)), estate.fold(name)) for i in ids)


def _any_part(computed: str) -> str:
    return "".join("[^:/]+" if is_symbolic(part) else re.escape(part) for part in pieces(computed))


def _whole(estate: Estate, name: str, kinds: tuple[type[Resource], ...]) -> Resource | None:
    """The thing within which an id lies: the bucket of an object, the account of a container."""
    part = name.rstrip("/")
    while "/" in part.strip("/"):
        part = part.rpartition("/")[0]
        found = estate.by_id.get(estate.fold(part))
        if isinstance(found, kinds):
            return found
    return None


def _nearest(estate: Estate, name: str, kinds: tuple[type[Resource], ...]) -> str:
    whole = _whole(estate, name, kinds)
    if whole is not None:
        return f"It lies within `{readable(whole.address)}`: ask of that."
    names = {t: r.address for kind in kinds for r in estate.all(kind) for t in (r.address, r.name) if isinstance(t, str)}
    close = list(dict.fromkeys(names[c] for c in difflib.get_close_matches(name, names, n=_SHOWN, cutoff=0.5)))
    if close:
        return "Did you mean " + " or ".join(f"`{readable(c)}`" for c in close) + "?"
    some = ", ".join(f"`{readable(a)}`" for a in list(dict.fromkeys(names.values()))[:_SHOWN])
    return f"There are: {some}{', …' if len(set(names.values())) > _SHOWN else ''}." if some else "There is none in this estate."


def thing_named(estate: Estate, name: str) -> DataStore | Vault | Key:
    """The store, vault or key that a name means.

    Raises:
        BadUsage: as `named`.

    """
    found = named(estate, name, DataStore, Vault, Key)
    assert isinstance(found, DataStore | Vault | Key), "named gives one of the kinds"
    return found
