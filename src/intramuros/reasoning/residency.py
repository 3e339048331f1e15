# SPDX-License-Identifier: Apache-2.0
"""Every place where an asset rests, is copied, cached, logged or processed."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from intramuros.estate.edges import Endpoint
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.records import Recorder
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore, Place, PlaceKind
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Workload


class Stay(Struct, frozen=True, kw_only=True):
    """One place of one asset."""

    kind: PlaceKind
    where: Fact[str]
    address: str
    """The resource an engineer would edit to move it."""
    origin: Origin
    why: str = ""
    path: tuple[Move, ...] = ()


def stays(estate: Estate, holder: Resource) -> Iterator[Stay]:
    """Every place of a store, workload or endpoint: its own first."""
    if holder.region is not None and not isinstance(holder, Endpoint):
        kind: PlaceKind = "process" if isinstance(holder, Workload) else "rest"
        yield Stay(kind=kind, where=holder.region, address=holder.address, origin=holder.origin)
    for place in processed(estate, holder) if isinstance(holder, Workload) else getattr(holder, "places", ()):
        yield _copied(estate, holder, place)
    if isinstance(holder, DataStore):
        yield from _logged(estate, holder)


def processed(estate: Estate, work: Workload) -> tuple[Place, ...]:
    """Where the models that a workload, or what it runs, calls process what they are sent."""
    run = [w for a in work.runs if (w := estate.find(a, Workload))]
    return tuple(p for w in (work, *run) for p in w.places)


def _copied(estate: Estate, holder: Resource, place: Place) -> Stay:
    target = estate.find(place.to, DataStore) if place.to else None
    where: Fact[str] = place.where
    if isinstance(where, Unknown) and target and target.region is not None:
        where = target.region  # the copy lies where the store that keeps it lies
    move = Move(
        source=holder.address,
        target=place.to or (where if isinstance(where, str) else "unknown"),
        kind="replicate",
        says=place.why or f"is held as {place.kind}",
        address=place.address,
        origin=place.origin,
    )
    return Stay(kind=place.kind, where=where, address=place.address, origin=place.origin, why=place.why, path=(move,))


def _logged(estate: Estate, holder: DataStore) -> Iterator[Stay]:
    """Records of access name patients' objects: they must stay inside too."""
    for recorder in estate.all(Recorder):
        if recorder.target != holder.address:
            continue
        for destination in recorder.destinations:
            store = estate.find(destination, DataStore)
            if store and store.region is not None:
                yield Stay(
                    kind="log", where=store.region, address=recorder.address, origin=recorder.origin, why=f"records go to {store.address}"
                )
