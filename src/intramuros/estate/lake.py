# SPDX-License-Identifier: Apache-2.0
"""What a store knows of readers by itself: POSIX access lists of its directories, users and tokens of its own."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact


class AclEntry(Struct, frozen=True, kw_only=True):
    """One entry of a directory's access list."""

    scope: Literal["access", "default"]
    """`access` is about the directory itself, `default` about what is made in it later."""
    kind: Literal["user", "group", "mask", "other"]
    principal: Fact[str | None] = None
    """Address of the identity where it resolves, else its object id; None = the owner (or owning group)."""
    permissions: Fact[str]
    """`rwx` with `-` for what is not given."""


class Directory(Struct, frozen=True, kw_only=True):
    """A directory of a hierarchical store, the root of a container among them."""

    container: str
    """Address of the container."""
    path: Fact[str]
    """Without slashes at the ends; '' for the root."""
    owner: Fact[str | None] = None
    """None = whoever made it, which no source shows."""
    group: Fact[str | None] = None
    entries: Fact[tuple[AclEntry, ...]] = ()
    address: str
    origin: Origin


class Pass(Struct, frozen=True, kw_only=True):
    """A credential that the store alone knows, behind which no identity of the cloud stands: an SFTP user, a registry token."""

    name: str
    """What it is, for people: "SFTP user `lab`"."""
    active: Fact[bool]
    """The store takes it, and it lets its holder read."""
    writes: Fact[bool] = False
    machine: bool = False
    """Carried by machines (a token); else made for somebody to sign in as, whom no directory knows."""
    address: str
    origin: Origin
