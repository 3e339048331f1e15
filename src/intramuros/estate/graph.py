# SPDX-License-Identifier: Apache-2.0
"""The estate itself: every thing of it, found by address, by kind and by any id that denotes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource

R = TypeVar("R", bound=Resource)


class Gap(Struct, frozen=True, kw_only=True):
    """Something that could not be read, and which answers it leaves open."""

    what: str
    """e.g. "module registry/x is not on disk"."""
    origin: Origin
    leaves_open: str = ""


class NotUnderstood(Struct, frozen=True, kw_only=True):
    """A resource whose type no lowering knows but which could matter."""

    type: str
    address: str
    origin: Origin


class Container(Resource, frozen=True, kw_only=True):
    """A resource group, management group or organisational unit: a scope that holds others."""

    parent: str | None = None


class Estate:
    """An immutable collection of resources with the indices that reasoning asks for."""

    def __init__(self, resources: Iterable[Resource], *, not_understood: Iterable[NotUnderstood] = (), sources: Iterable[str] = ()) -> None:
        self.resources: tuple[Resource, ...] = tuple(resources)
        self.not_understood: tuple[NotUnderstood, ...] = tuple(not_understood)
        self.sources: tuple[str, ...] = tuple(sources)

    @cached_property
    def by_address(self) -> Mapping[str, Resource]:
        """Every resource under its address."""
        return {r.address: r for r in self.resources}

    @cached_property
    def by_id(self) -> Mapping[str, Resource]:
        """Every resource under each of its ids (case-folded for Azure, which compares ids so)."""
        return {self.fold(i): r for r in reversed(self.resources) for i in r.ids}

    @cached_property
    def _by_class(self) -> dict[type[Resource], tuple[Resource, ...]]:
        sorted_out: dict[type[Resource], list[Resource]] = {}
        for resource in self.resources:
            sorted_out.setdefault(type(resource), []).append(resource)
        return {kind: tuple(found) for kind, found in sorted_out.items()}

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every resource of one class, in reading order."""
        return self._by_class.get(kind, ())  # type: ignore[return-value]  # sorted by exact class

    def find(self, name: object, kind: type[R]) -> R | None:
        """The resource of `kind` that an address or id names; None where there is none."""
        if not isinstance(name, str):
            return None
        found = self.by_address.get(name) or self.by_id.get(self.fold(name))
        return found if isinstance(found, kind) else None

    @staticmethod
    def fold(identifier: str) -> str:
        """Azure ids compare without regard to case; AWS ARNs as they are."""
        return identifier if identifier.startswith("arn:") else identifier.casefold()


class Reading(Struct, frozen=True, kw_only=True):
    """What every source returns: the estate, and the list of what it could not read."""

    estate: Estate
    gaps: tuple[Gap, ...] = ()
