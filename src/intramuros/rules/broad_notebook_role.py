# SPDX-License-Identifier: Apache-2.0
"""Notebooks whose identity reads more than they are meant to, can raise itself, or that stand on the internet."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity
from intramuros.estate.bounds import DataClass
from intramuros.estate.globs import matches
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.judging import Bench, listed
from intramuros.rules.reaching import reads, told
from intramuros.rules.rule import Case, Rule

_CLIMBS = frozenset({"pass-role", "edit", "become", "assume"})


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("broad-notebook-role", case, "high")
    for work in case.estate.all(Workload):
        if work.kind == "notebook":
            yield _of_notebook(case, bench, work)


def _of_notebook(case: Case, bench: Bench, work: Workload) -> Finding:
    owners = [i for a in work.identities if (i := case.estate.find(a, Identity))]
    reached = [r for i in owners for r in case.access.of(i) if reads(r)]
    beyond = [r for r in reached if r.open is True and not _meant(case, work, owners, r)]
    faults = [_broad(beyond)] if beyond else []
    if work.sends_directly is True:
        faults.append(f"it has direct internet access ({work.sends_why or 'provider default'})")
    if faults:
        path = min((r.path for r in beyond), key=len, default=())
        return bench.fails(work, f"{work.address}: " + "; ".join(faults), path=path, data=_classes(case, beyond) or case.data(work))
    missing = [
        *_unknowns([work.sends_directly]),
        *_unknowns([r.open for r in reached if not _meant(case, work, owners, r)]),
        *_strangers(work, owners),
    ]
    if missing:
        return bench.open(work, f"what {work.address} may read is not known", missing)
    return bench.holds(work, "its identity reads only what the charter means it to, and it has no direct way to the internet")


def _broad(beyond: list[Reach]) -> str:
    stores = list(dict.fromkeys(r.store for r in beyond))
    shortest = min(beyond, key=lambda r: len(r.path))
    climbs = " (raising itself)" if any(m.kind in _CLIMBS for m in shortest.path[:-1]) else ""
    return f"its identity reads {listed(stores)}{climbs}, beyond what the charter grants it: {told(shortest)}"


def _meant(case: Case, work: Workload, owners: list[Identity], reach: Reach) -> bool:
    """Whether the charter's grants cover the store; without any for this notebook, it is meant to read training data."""
    names = {work.address, *(i.address for i in owners), *(x for i in owners for x in i.ids)}
    grants = [g for g in case.bounds.grants if any(matches(g.principal, n) for n in names)]
    data = set(case.data(reach.store))
    if not grants:
        return not data or data <= {"training-data"}
    return any((data and data <= set(g.data)) or any(matches(p, reach.store) for p in g.resources) for g in grants)


def _classes(case: Case, beyond: list[Reach]) -> tuple[DataClass, ...]:
    return tuple(dict.fromkeys(c for r in beyond for c in case.data(r.store)))


def _unknowns(facts: list[Fact[bool]]) -> list[str]:
    return [f.why for f in facts if isinstance(f, Unknown)]


def _strangers(work: Workload, owners: list[Identity]) -> list[str]:
    return [f"the permissions of {a if isinstance(a, str) else a.why}" for a in work.identities] if work.identities and not owners else []


RULE = Rule(
    id="broad-notebook-role",
    title="A notebook reads protected data beyond its purpose, can raise itself, or stands on the internet",
    family="contained",
    question="Do the effective permissions of the notebook's identity stay within what the charter grants it, with no direct internet access?",
    why=(
        "A notebook runs whatever is typed or pasted into it. What its role can read, a package installed in a hurry can send away; "
        "what its role can become, too."
    ),
    fails_when="the identity effectively reads protected data beyond its grant, can pass or edit its way there, or the notebook has direct internet access",
    holds_when="only the granted stores and keys, inside our network",
    patterns=("P10",),
    judge=_judge,
)
