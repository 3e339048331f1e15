# SPDX-License-Identifier: Apache-2.0
"""Vulnerable images that nothing keeps from being deployed."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.governance import ImageGate
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, negate
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule
from intramuros.rules.unscanned_registry import registries, severity


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unblocked-image", case, "high")
    for store in registries(case):
        bad = f"nothing stands between scan and deploy for images of {store.address}: no quarantine, admission policy, pipeline gate or signature check"
        yield bench.decided(
            store, negate(_gated(case, store)), bad=bad, good="a gate stands between scan and deploy", severity=severity(case, store)
        )


def _gated(case: Case, store: DataStore) -> Fact[bool]:
    gates = [both(g.enforced, _covers(case, g, store)) for g in case.estate.all(ImageGate) if g.cloud == store.cloud]
    return either(store.quarantine, *gates)


def _covers(case: Case, gate: ImageGate, store: DataStore) -> Fact[bool]:
    facts: list[Fact[bool]] = []
    for scope in gate.covers:
        if isinstance(scope, Unknown):
            facts.append(scope)
        elif scope == "*":
            facts.append(gate.account == store.account or None in (gate.account, store.account))
        else:
            facts.append(scope == store.address or _all_pull_through(case, scope, store))
    return either(*facts)


def _all_pull_through(case: Case, cluster: str, store: DataStore) -> bool:
    """An admission gate on a cluster covers a registry only if nothing else deploys from it."""
    pulling = [w for w in case.estate.all(Workload) if any(isinstance(i, str) and _names(i, store) for i in w.images)]
    gated = case.estate.find(cluster, Workload)
    return gated is not None and all(cluster in (w.address, w.parent) for w in pulling)


def _names(image: str, store: DataStore) -> bool:
    name = store.name if isinstance(store.name, str) else ""
    return bool(name) and (f"{name}.azurecr.io/" in image or f"/{name}:" in image or f"/{name}@" in image or store.address in image)


RULE = Rule(
    id="unblocked-image",
    title="A vulnerable image can be deployed",
    family="governed",
    question="Does anything stand between scan and deploy?",
    why="A scan that nothing obeys is a report. The image with the known hole is deployed on Friday because the pipeline is green.",
    fails_when="no quarantine, gated deployment, image or admission policy, pipeline stage that stops on findings, or signature verification covers the registry",
    holds_when="one of them is enforced for everything that deploys from it",
    patterns=("P05",),
    nearest=True,
    judge=_judge,
)
