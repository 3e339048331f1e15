# SPDX-License-Identifier: Apache-2.0
"""Inference on patient data outside confidential computing, or with keys that open without a measurement."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity, Key
from intramuros.estate.bounds import DATA_CLASSES
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule
from intramuros.rules.running import readers_of, runs_as

_CARRIERS = frozenset(
    {"vm", "scale-set", "node-pool", "container-group", "ml-endpoint-config", "container-service", "cluster", "app", "function", "pods"}
)


_PATIENT_DATA = frozenset(DATA_CLASSES) - {"weights"}


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unsealed-in-use", case, "high")
    readers = readers_of(case, _PATIENT_DATA)
    for work in (w for w in case.estate.all(Workload) if w.kind in _CARRIERS):
        serves = work.address in case.inference.workloads
        if (case.holds_patient_data(work) and (serves or work.confidential is True)) or (serves and runs_as(case, work) & readers):
            yield _of_workload(case, bench, work)


def _of_workload(case: Case, bench: Bench, work: Workload) -> Finding:
    why = work.confidential_why or "no confidential size, no enclave"
    if isinstance(work.confidential, Unknown):
        return bench.open(work, f"whether {work.address} runs in a trusted execution environment is not known", (work.confidential.why,))
    if not work.confidential:
        reason = case.inference.workloads.get(work.address, "works on patient data")
        return bench.fails(work, f"{work.address} ({reason}) works on patient data in the clear: {why}")
    loose = _loose_key(case, work)
    if loose is None:
        return bench.holds(work, f"{why}; no key opens for it without a measurement")
    if isinstance(loose, Unknown):
        return bench.open(work, f"whether the keys of {work.address} are bound to a measurement is not known", (loose.why,))
    return bench.fails(work, f"{work.address} is confidential ({why}), but {loose} decrypts for it without a measurement of what runs")


def _loose_key(case: Case, work: Workload) -> str | Unknown | None:
    """A key of its payload that its identity may use without attestation; None when there is none."""
    vague: Unknown | None = None
    for identity in (i for a in work.identities if (i := case.estate.find(a, Identity))):
        for reach in case.access.of(identity):
            key = case.estate.find(reach.store, Key)
            if key is None or "read" not in reach.powers or key.release_policy:
                continue
            if reach.open is True:
                return key.address
            vague = vague or (reach.open if isinstance(reach.open, Unknown) else None)
    return vague


RULE = Rule(
    id="unsealed-in-use",
    title="Inference on patient data runs outside confidential computing",
    family="sealed",
    question="Does it run in a trusted execution environment, and do its keys open only for the measured code?",
    why=(
        "Encryption at rest and in transit ends where the model reads the prompt. Only a TEE keeps the host's operator out of memory, and only a key "
        "bound to a measurement keeps other code on the same machine from it."
    ),
    fails_when="no confidential VM, pool or container SKU, enclave or SEV-SNP; or a key that it decrypts with opens in some statement without a measurement",
    holds_when="it runs in one, and every key it decrypts with is bound to a measurement where the platform offers that",
    patterns=("P08",),
    nearest=True,
    judge=_judge,
)
