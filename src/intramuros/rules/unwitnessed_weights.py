# SPDX-License-Identifier: Apache-2.0
"""Reads of model weights that leave no record, or one that its subjects can erase."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.moves import Move
from intramuros.estate.records import Recorder
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown
from intramuros.finding import Finding
from intramuros.reasoning.witnessing import witnesses
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule

_KINDS = frozenset({"object-store", "registry", "model-registry"})


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unwitnessed-weights", case, "high")
    for store in case.stores:
        if store.kind in _KINDS and "weights" in case.data(store) and not store.host:
            yield _of_store(case, bench, store)


def _of_store(case: Case, bench: Bench, store: DataStore) -> Finding:
    found = list(witnesses(case.estate, store))
    flaws = {w.recorder.address: list(_flaws(case, store, w.recorder)) for w in found}
    good = [w for w in found if w.records is True and not flaws[w.recorder.address]]
    if good:
        return bench.holds(store, f"reads are recorded by {good[0].recorder.address}, out of reach of those it records")
    missing = [f.why for w in found for f in (w.records, *flaws[w.recorder.address]) if isinstance(f, Unknown)]
    if any(_perhaps(flaws[w.recorder.address]) for w in found):
        return bench.open(store, f"whether reads of {store.address} are recorded for good is not known", missing)
    if not found:
        return bench.fails(store, f"reads of {store.address} leave no record: no trail, access log or diagnostic setting covers them")
    said = "; ".join(str(f) for w in found for f in flaws[w.recorder.address] if isinstance(f, str))
    return bench.fails(store, f"reads of {store.address} are recorded, but {said}", path=_path(store, found[0].recorder))


def _perhaps(flaws: list[Fact[str]]) -> bool:
    """Nothing surely wrong with it, something not known."""
    return not any(isinstance(f, str) for f in flaws)


def _path(store: DataStore, recorder: Recorder) -> tuple[Move, ...]:
    to = next((d for d in recorder.destinations if isinstance(d, str)), "unknown")
    return (
        Move(source=store.address, target=to, kind="send", says="reads are recorded in", address=recorder.address, origin=recorder.origin),
    )


def _flaws(case: Case, store: DataStore, recorder: Recorder) -> Iterator[Fact[str]]:
    """What is wrong with the record; Unknown for what cannot be seen. One sound destination suffices."""
    each = [list(_of_destination(case, store, recorder, d)) for d in recorder.destinations]
    if not each:
        yield Unknown(f"where {recorder.address} keeps its records")
    elif all(each):
        yield from min(each, key=lambda flaws: sum(isinstance(f, str) for f in flaws))


def _of_destination(case: Case, store: DataStore, recorder: Recorder, to: Fact[str]) -> Iterator[Fact[str]]:
    if isinstance(to, Unknown):
        yield to
        return
    kept = case.estate.find(to, DataStore)
    if kept is None:
        yield Unknown(f"`{to}`, which keeps the records, is not in the estate")
        return
    if kept.kind in ("stream", "queue"):
        yield Unknown(f"who reads {kept.address}, through which the records only pass, and how long they are kept there")
    yield from _too_short(case, kept)
    yield from _abroad(case, store, kept)
    yield from _erasable(case, store, kept)
    if isinstance(recorder.enabled, Unknown):
        yield recorder.enabled


def _too_short(case: Case, kept: DataStore) -> Iterator[Fact[str]]:
    days = kept.retention_days
    if isinstance(days, Unknown):
        yield days
    elif days is not None and days < case.bounds.audit_days:
        yield f"{kept.address} keeps records for {days} days, fewer than the {case.bounds.audit_days} of the charter"


def _abroad(case: Case, store: DataStore, kept: DataStore) -> Iterator[Fact[str]]:
    """Where the record lies; beside the weights it is no farther out than they are, wherever that may be."""
    where = kept.region
    if isinstance(where, Unknown):
        if where != store.region:
            yield where
    elif where is not None and case.bounds.approves(where) is False:
        yield f"{kept.address} lies in {where}, outside the jurisdiction"


def _erasable(case: Case, store: DataStore, kept: DataStore) -> Iterator[Fact[str]]:
    """Whoever reads the weights must not write or delete their record; a manager's role does not count, unless a workload wears it."""
    if kept.locked is True:
        return
    reading = [r for r in case.access.reaches(store) if r.open is True and "read" in r.powers]
    readers = {r.principal for r in reading if "manage" not in r.powers or r.principal in case.worn}
    for reach in case.access.reaches(kept):
        if reach.principal in readers and reach.open is True and reach.powers & {"write", "delete"}:
            yield f"{reach.principal}, who reads the weights, may erase the record in {kept.address}"
            return


RULE = Rule(
    id="unwitnessed-weights",
    title="Reads of model weights leave no lasting record",
    family="witnessed",
    question="Is every read recorded, for long enough, inside the jurisdiction, where those who read cannot erase it?",
    why=(
        "Without a record of reads nobody can say after an incident who took the model, and no notification can be honest. "
        "A record that its subjects can erase is none."
    ),
    fails_when="no data-event selector, access log or diagnostic category covers reads; or the record is writable by readers, too short, or outside",
    holds_when="reads are recorded by an enabled recorder into a sound store",
    patterns=("P15",),
    judge=_judge,
)
