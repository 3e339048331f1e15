# SPDX-License-Identifier: Apache-2.0
"""Disks, snapshots and volumes with protected data that no customer key seals."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore, Seal
from intramuros.estate.values import Fact, Unknown, either
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.rules.judging import Bench, listed
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unsealed-disk", case, "high")
    for store in case.stores:
        if store.seal and (store.kind in ("disk", "machine-image") or _disk_snapshot(store, case)):
            bad = f"{store.address} is not sealed with a customer key ({store.seal.why or 'none declared'})"
            yield bench.decided(store, unsealed(store.seal), bad=bad, good="sealed with a customer key")
    for work in case.estate.all(Workload):
        if case.data(work) and any(not d.ephemeral for d in work.disks):
            yield _of_workload(work, bench)


def unsealed(seal: Seal) -> Fact[bool]:
    """Whether no key that the organisation holds seals it."""
    return seal.state if isinstance(seal.state, Unknown) else seal.state != "customer-key"


def _disk_snapshot(store: DataStore, case: Case) -> bool:
    if store.kind != "snapshot":
        return False
    sources = [s for a in store.copy_of if (s := case.estate.find(a, DataStore))]
    return not any(s.kind == "database" for s in sources) and store.transport is None and "db" not in store.type


def _of_workload(work: Workload, bench: Bench) -> Finding:
    lasting = [d for d in work.disks if not d.ephemeral]
    bare = [f"{d.name} ({d.seal.why or 'no customer key'})" for d in lasting if unsealed(d.seal) is True]
    return bench.decided(
        work,
        either(*(unsealed(d.seal) for d in lasting)),
        bad=f"{work.address} keeps protected data on {listed(bare)} without a customer key",
        good="every lasting disk is sealed with a customer key",
    )


RULE = Rule(
    id="unsealed-disk",
    title="A disk, snapshot or volume with protected data has no customer key",
    family="sealed",
    question="Is every disk that outlives its host sealed with a key that the organisation holds?",
    why=(
        "Weights and transcripts are copied to disks for speed, and disks become snapshots, and snapshots are shared. "
        "Without a customer key nothing but a permission stands between a snapshot and another account."
    ),
    fails_when="no disk-encryption set or KMS key of the organisation on a disk, OS disk, EBS volume, SageMaker volume or snapshot, or encryption off",
    holds_when="a customer key seals it, or the disk is ephemeral, or a confidential VM's disk set takes its place",
    patterns=("P08",),
    judge=_judge,
)
