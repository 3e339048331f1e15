# SPDX-License-Identifier: Apache-2.0
"""A JSON object that remembers where it was written; evaluation keeps the marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from intramuros.estate.origin import Origin

Lines = Mapping[str, tuple[int, int]]


class Node(dict[str, Any]):
    """An object of a template, with its own place and the first and last line of each of its keys."""

    __slots__ = ("lines", "origin")

    def __init__(self, values: Mapping[str, Any] | None = None, *, origin: Origin | None = None, lines: Lines | None = None) -> None:
        super().__init__(values or {})
        self.origin = origin
        self.lines: Lines = lines if lines is not None else {}

    def like(self, values: Mapping[str, Any]) -> Node:
        """Other values (the evaluated ones) that stand where these do."""
        return Node(values, origin=self.origin, lines=self.lines)

    def where(self, key: str) -> Origin | None:
        """Where a key stands; None where that was not kept."""
        found = self.lines.get(key)
        return structs.replace(self.origin, line=found[0], end_line=found[1]) if found and self.origin else None


def origin_of(value: Any, fallback: Origin) -> Origin:
    """The place of an object, else that of what holds it."""
    return value.origin if isinstance(value, Node) and value.origin is not None else fallback


def lookup(value: Any, key: str) -> Any:
    """A value by its name, which ARM compares without regard to case; None where there is none."""
    if not isinstance(value, Mapping):
        return None
    if key in value:
        return value[key]
    folded = key.casefold()
    return next((v for k, v in value.items() if k.casefold() == folded), None)
