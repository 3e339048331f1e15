# SPDX-License-Identifier: Apache-2.0
"""Readers without a name: a public container, a static website, a registry that anyone may pull from.

An anonymous read needs the account's switch, a container that is open, and a network gate that lets the internet in
(learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent). One of them closed is a guard.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.moves import Guard, Move
from intramuros.estate.stores import DataStore, Door
from intramuros.estate.values import Fact, Unknown, both, either, negate
from intramuros.reasoning.access.azure.gates import Gating, admits_anyone
from intramuros.reasoning.access.azure.ways import READ
from intramuros.reasoning.access.reach import Reach

KINDS = ("object-store", "registry")
"""Stores that know anonymous readers at all."""


def reaches(store: DataStore) -> Iterator[Reach]:
    """One way through each door, open or not; one that no door leads through where there is none."""
    if store.kind not in KINDS and not store.doors:
        return
    gating = admits_anyone(store.gate)
    for door in store.doors:
        yield _through(store, door, gating)
    if not store.doors:
        yield _no_door(store, gating)


def _through(store: DataStore, door: Door, gating: Gating) -> Reach:
    switch = either(door.regardless, store.anonymous_allowed)
    guards = (*_closed(store, door, switch), *gating.guards)
    name = door.name if isinstance(door.name, str) else door.address
    pulls = store.kind == "registry"
    says = f"is pulled from by anyone ({door.why})" if pulls else f"is read by anyone through its container {name} ({door.why})"
    move = Move(source="anonymous", target=store.address, kind="read", says=says, address=door.address, origin=door.origin, guards=guards)
    opened = both(door.anonymous, switch, negate(gating.out))
    return _reach(store, opened, move, gating)


def _closed(store: DataStore, door: Door, switch: Fact[bool]) -> Iterator[Guard]:
    if door.anonymous is not True:
        unsure = door.anonymous.why if isinstance(door.anonymous, Unknown) else ""
        name = "anonymous pull off" if store.kind == "registry" else "container private"
        yield Guard(name=name, state="unknown" if unsure else "holds", address=door.address, origin=door.origin, why=unsure or door.why)
    yield from _switched_off(store, switch)


def _switched_off(store: DataStore, switch: Fact[bool]) -> Iterator[Guard]:
    if switch is not True:
        unsure = switch.why if isinstance(switch, Unknown) else ""
        yield Guard(
            name="anonymous access off",
            state="unknown" if unsure else "holds",
            address=store.address,
            origin=store.origin,
            why=unsure or "the account lets no container be public",
        )


def _no_door(store: DataStore, gating: Gating) -> Reach:
    pulls = store.kind == "registry"
    private = Guard(
        name="anonymous pull off" if pulls else "container private",
        state="holds",
        address=store.address,
        origin=store.origin,
        why="anonymous pull is off" if pulls else "no public container is declared",
    )
    guards = (private, *_switched_off(store, store.anonymous_allowed), *gating.guards)
    move = Move(
        source="anonymous",
        target=store.address,
        kind="read",
        says="would be read by anyone",
        address=store.address,
        origin=store.origin,
        guards=guards,
    )
    return _reach(store, False, move, gating)


def _reach(store: DataStore, opened: Fact[bool], move: Move, gating: Gating) -> Reach:
    return Reach(principal="anonymous", who="anonymous", store=store.address, open=opened, powers=READ, path=(move,), gated=gating.out)
