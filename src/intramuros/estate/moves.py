# SPDX-License-Identifier: Apache-2.0
"""How a protected asset, or the power to read it, could pass from one node to the next, and what blocks it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from intramuros.estate.origin import Origin

Outside = Literal["internet", "foreign-account", "outside-region", "lower-environment", "unmanaged-device"]
OUTSIDES: tuple[Outside, ...] = ("internet", "foreign-account", "outside-region", "lower-environment", "unmanaged-device")


class Guard(Struct, frozen=True, kw_only=True, gc=False):
    """Something that blocks a move. Two guards are the same guard when `key` is the same."""

    name: str
    """e.g. "public access block of the bucket", "no grant in any identity policy"."""
    state: Literal["holds", "absent", "unknown"]
    address: str
    """The resource an engineer would edit to remove or add it."""
    origin: Origin
    why: str = ""

    @property
    def key(self) -> str:
        """Guards that one mistake removes together count once: same resource, same kind of guard."""
        return f"{self.address}\0{self.name}"


MoveKind = Literal[
    "read", "assume", "become", "pass-role", "route", "send", "replicate", "share", "call", "contain", "decrypt", "edit", "sign-in"
]


class Move(Struct, frozen=True, kw_only=True, gc=False):
    """One step. It is open when no guard on it holds (and none is unknown)."""

    source: str
    """Address, id or outside it starts from."""
    target: str
    kind: MoveKind
    says: str
    """A clause for people: "may assume", "is read by anyone through its bucket policy"."""
    address: str
    """The resource that makes the move possible."""
    origin: Origin
    guards: tuple[Guard, ...] = ()
    everyones: bool = False
    """Whatever grants it is granted to everyone: nobody had to name who makes it."""


class Wall(Struct, frozen=True, kw_only=True):
    """Whether an asset can leave toward one outside, and by how many guards it is held."""

    asset: str
    outside: Outside
    verdict: Literal["open", "held", "unknown"]
    depth: int | None
    """0 when open, None when unknown; distinct guards counted exactly up to 3, where 3 means "at least 3"."""
    path: tuple[Move, ...] = ()
    """Open: the escape. Held: the thinnest way, with the guards that hold it."""
    guards: tuple[Guard, ...] = ()
    single_points: tuple[Guard, ...] = ()
    """Guards each of which, failing alone, opens the wall (or may): those of every way of depth 1."""
    missing: tuple[str, ...] = ()
