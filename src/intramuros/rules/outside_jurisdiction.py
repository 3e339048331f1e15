# SPDX-License-Identifier: Apache-2.0
"""Protected data that rests, is copied, cached, logged or processed where the charter does not approve."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity
from intramuros.estate.bounds import DataClass
from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.reasoning.residency import Stay, processed, stays
from intramuros.rules.judging import Bench
from intramuros.rules.reaching import reads
from intramuros.rules.rule import Case, Rule

_DOES = {
    "rest": "rests",
    "replica": "is replicated",
    "geo-redundancy": "is copied by geo-redundancy",
    "backup": "is backed up",
    "cache": "is cached",
    "log": "is logged",
    "process": "is processed",
}
_PAPER = frozenset({"launch-template", "task-definition", "ml-model", "ml-endpoint-config", "ml-domain", "pipeline", "build"})
"""Workloads that are only the description of others, or that move no data themselves."""


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("outside-jurisdiction", case, "critical")
    classes = {r.address: case.data(r) for r in (*case.stores, *case.estate.all(Endpoint))}
    classes |= {w.address: _worked_on(case, w) for w in case.estate.all(Workload) if w.kind not in _PAPER}
    for holder in (r for r in case.estate.resources if classes.get(r.address)):
        found = list(stays(case.estate, holder))
        outside = [f for s in found if (f := _about(bench, classes[holder.address], case, holder, s))]
        yield from outside
        if found and not outside:
            yield bench.holds(holder, "every resting and processing place is approved", data=classes[holder.address])


def _worked_on(case: Case, work: Workload) -> tuple[DataClass, ...]:
    """What it holds, what is in the stores that it is declared to use or that its settings name, and what it may send a model elsewhere."""
    used = [case.estate.find(u.target, DataStore) for u in work.uses if u.role != "image"]
    told = {s.value.removeprefix("s3://").partition("/")[0] for s in work.settings if isinstance(s.value, str)}
    stores = [
        *(s for s in used if s),
        *(s for s in case.stores if s.kind == "object-store" and s.name in told),
    ]  # names that are unique in the cloud
    sent = _read_by(case, work) if processed(case.estate, work) else ()
    return tuple(dict.fromkeys((*case.data(work), *(c for s in stores for c in case.data(s)), *sent)))


def _read_by(case: Case, work: Workload) -> tuple[DataClass, ...]:
    """What the identities of a workload read for certain."""
    owners = {i.address for a in work.identities if (i := case.estate.find(a, Identity))}
    read = (s for s in case.stores if any(r.principal in owners and r.open is True and reads(r) for r in case.access.reaches(s)))
    return tuple(c for store in read for c in case.data(store))


def _about(bench: Bench, data: tuple[DataClass, ...], case: Case, holder: Resource, stay: Stay) -> Finding | None:
    does = "works on protected data" if isinstance(holder, Workload) else _DOES[stay.kind]
    if isinstance(stay.where, Unknown):
        return bench.open(holder, f"where {holder.address} {does} is not known", (stay.where.why,), at=stay.address, data=data)
    approved = case.bounds.approves(stay.where)
    if approved:
        return None
    if approved is None:
        why = f"`{stay.where}` is no region that the data of this release knows"
        return bench.open(holder, f"where {holder.address} {does} cannot be judged", (why,), at=stay.address, data=data)
    said = f"{holder.address} {does} in {_place(stay.where)}, which the charter does not approve" + (f" ({stay.why})" if stay.why else "")
    return bench.fails(
        holder, said, at=stay.address, data=data, origin=stay.origin if stay.address != holder.address else None, path=stay.path
    )


def _place(where: str) -> str:
    if where == "global":
        return "any region of the provider"
    return where.replace("zone:", "any region of the zone ").replace("geo:", "the geography ")


RULE = Rule(
    id="outside-jurisdiction",
    title="Protected data rests, is copied or is processed outside the approved jurisdiction",
    family="contained",
    question="Is every place where it rests, is copied, cached, logged or processed approved by the charter?",
    why=(
        "A replica in another country is a transfer (GDPR Art. 44), whoever made it and for whatever reason. Provider aliases, geo-redundancy, "
        "global deployments and CDN caches make transfers that no resource's region shows."
    ),
    fails_when="its region, a replica, a paired region, a backup, a cache, a log or a processing zone lies outside",
    holds_when="every resting place and every processing place is approved",
    patterns=("P06", "P14"),
    judge=_judge,
)
