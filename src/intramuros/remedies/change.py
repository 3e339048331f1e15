# SPDX-License-Identifier: Apache-2.0
"""One change of the estate that puts a guard before a move or ends it, and the estate as it would be then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource

R = TypeVar("R", bound=Resource)


class Change(Struct, frozen=True, kw_only=True):
    """What an engineer would do; `apply` does it to the model of the estate, so that it can be reviewed again."""

    id: str
    """Equal for equal changes, whichever way asks for them."""
    says: str
    resource: str
    """The resource to edit."""
    hours: float
    apply: Callable[[Estate], Estate]


def planned(change: str) -> Origin:
    """Where a guard stands that only a change would put up."""
    return Origin(file=f"planned: {change}")


def is_planned(guard: Guard) -> bool:
    """Whether a guard is one that a change puts up."""
    return guard.origin.file.startswith("planned: ")


def edited(estate: Estate, address: str, kind: type[R], edit: Callable[[R], R | None]) -> Estate:
    """The estate with one resource edited; None takes it out."""
    return _made(estate, (edit(r) if r.address == address and isinstance(r, kind) else r for r in estate.resources))


def without(estate: Estate, gone: Callable[[Resource], bool]) -> Estate:
    """The estate without some resources."""
    return _made(estate, (None if gone(r) else r for r in estate.resources))


def added(estate: Estate, resource: Resource) -> Estate:
    """The estate with one resource more."""
    return _made(estate, (*estate.resources, resource))


def _made(estate: Estate, resources: Iterable[Resource | None]) -> Estate:
    return Estate((r for r in resources if r is not None), not_understood=estate.not_understood, sources=estate.sources)
