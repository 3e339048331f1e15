# SPDX-License-Identifier: Apache-2.0
"""Inference workloads and notebooks that can send outside the approved ranges."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.rules.judging import Bench, listed
from intramuros.rules.rule import Case, Rule
from intramuros.rules.running import readers_of, runs_as


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("open-egress", case, "critical")
    readers, senders = readers_of(case, frozenset({"weights"})), _senders(case)
    for work in case.estate.all(Workload):
        if (
            work.kind == "notebook"
            or work.address in case.inference.workloads
            or _under_inference(case, work)
            or work.address in senders
            or runs_as(case, work) & readers
        ):
            yield from _of_workload(case, bench, work)


def _senders(case: Case) -> frozenset[str]:
    """Workloads through which an asset's wall toward the internet is open."""
    opened = (w for walls in case.walls.values() for w in walls if w.outside == "internet" and w.verdict == "open")
    return frozenset(m.source for w in opened for m in w.path if m.kind == "send")


def _under_inference(case: Case, work: Workload) -> bool:
    """Pods of an inference cluster may run on any of its pools."""
    return work.kind == "node-pool" and isinstance(work.parent, str) and work.parent in case.inference.workloads


def _of_workload(case: Case, bench: Bench, work: Workload) -> Iterator[Finding]:
    ways = case.network.egress(work)
    severity = "critical" if case.data(work) or case.bounds.level(work.address) != "lower" else "low"
    leak = next((w for w in ways if w.open is True), None)
    if leak:
        to = f" to {listed(leak.destinations)}" if leak.destinations else ""
        yield bench.fails(work, f"{work.address} can send{to}: {leak.because}", path=leak.path, severity=severity)
        return
    vague = next((w for w in ways if isinstance(w.open, Unknown)), None)
    if vague:
        missing = [w.open.why for w in ways if isinstance(w.open, Unknown)]
        yield bench.open(
            work, f"whether {work.address} can send outside the approved ranges is not known", missing, path=vague.path, severity=severity
        )
    elif ways:
        yield bench.holds(work, "; ".join(dict.fromkeys(w.because for w in ways if w.because)) or "no way out", path=ways[0].path)


RULE = Rule(
    id="open-egress",
    title="An inference workload or notebook can send outside the approved ranges",
    family="contained",
    question="Can it send to addresses outside the approved ranges?",
    why=(
        "Whoever gets code to run beside the model (a poisoned package, a prompt that becomes a command) sends away what the model's identity reads. "
        "The way out is a chain of security group, ACL, route and gateway."
    ),
    fails_when="security groups or NSGs, ACLs, routes and a gateway together let packets out to unapproved addresses; Azure's default rules count",
    holds_when="egress is denied but for an allow-list inside the jurisdiction, or no route leads out",
    patterns=("P11",),
    judge=_judge,
)
