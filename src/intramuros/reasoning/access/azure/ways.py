# SPDX-License-Identifier: Apache-2.0
"""A way to content: the actions that it needs, the powers that it gives, and what may still stand before it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from intramuros.reasoning.access.reach import Power

Via: TypeAlias = Literal["data", "keys", "edit", "manage"]
"""`data`: asks the data plane with a token, so the network gate counts. `keys`: fetches an account key first, so the gate counts
and local keys must be on. `edit`: changes the store from the management plane, which no gate guards, until it reads.
`manage`: power over the store that reads nothing."""

ALL: frozenset[Power] = frozenset(("keys", "read", "write", "delete"))
EDITOR: frozenset[Power] = frozenset(("manage", "keys", "read", "write", "delete"))
READ: frozenset[Power] = frozenset(("read",))
WRITE: frozenset[Power] = frozenset(("write",))
DELETE: frozenset[Power] = frozenset(("delete",))
MANAGE: frozenset[Power] = frozenset(("manage",))
READ_KEYS: frozenset[Power] = frozenset(("keys", "read"))


class Need(Struct, frozen=True):
    """One action, on the control plane or (`data`) on the data plane."""

    action: str
    data: bool = False


class Way(Struct, frozen=True):
    """Whoever is allowed every need has the powers."""

    via: Via
    needs: tuple[Need, ...]
    powers: frozenset[Power]
    says: str
    """A clause: "may list the account keys"."""


class Service(Struct, frozen=True):
    """A resource type of Resource Manager with the ways to its content."""

    prefix: str
    """Case-folded provider and type: `microsoft.storage/storageaccounts`."""
    ways: tuple[Way, ...]
    reading_roles: tuple[str, ...] = ()
    """Roles that read the content: who may assign one of them may assign it to himself."""


def by_data(powers: frozenset[Power], says: str, *actions: str) -> tuple[Way, ...]:
    """One way for each data action that gives the powers."""
    return tuple(Way("data", (Need(a, data=True),), powers, says) for a in actions)


def by_control(powers: frozenset[Power], says: str, *actions: str) -> tuple[Way, ...]:
    """One way for each control action that hands out content over the gated endpoint."""
    return tuple(Way("data", (Need(a),), powers, says) for a in actions)


def by_keys(powers: frozenset[Power], says: str, *actions: str) -> tuple[Way, ...]:
    """One way for each action that fetches keys."""
    return tuple(Way("keys", (Need(a),), powers, says) for a in actions)


def by_edit(powers: frozenset[Power], says: str, *actions: str) -> Way:
    """The way of an editor who is allowed all of these actions together."""
    return Way("edit", tuple(Need(a) for a in actions), powers, says)


def by_managing(powers: frozenset[Power], says: str, *actions: str) -> tuple[Way, ...]:
    """One way for each action that has power over the store and reads nothing."""
    return tuple(Way("manage", (Need(a),), powers, says) for a in actions)
