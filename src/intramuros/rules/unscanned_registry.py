# SPDX-License-Identifier: Apache-2.0
"""Registries of inference images that do not scan what is pushed."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore
from intramuros.estate.values import negate
from intramuros.finding import Finding, Severity
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unscanned-registry", case, "high")
    for store in registries(case):
        if store.scans_images is None:
            continue
        bad = f"{store.address} does not scan images on push ({store.scan_why or 'no scanning declared'})"
        yield bench.decided(
            store, negate(store.scans_images), bad=bad, good=store.scan_why or "images are scanned", severity=severity(case, store)
        )


def registries(case: Case) -> Iterator[DataStore]:
    """Every container registry or repository of the estate."""
    return (s for s in case.estate.all(DataStore) if s.kind == "registry")


def severity(case: Case, store: DataStore) -> Severity:
    """A registry that only a lower environment uses matters less."""
    return "low" if case.bounds.level(store.address) == "lower" and not case.data(store) else "high"


RULE = Rule(
    id="unscanned-registry",
    title="A registry of inference images does not scan on push",
    family="witnessed",
    question="Are images scanned when they are pushed, or continuously?",
    why="The model server's image runs beside patient data. What nobody scans carries last year's vulnerabilities into it.",
    fails_when="neither basic scan on push nor a matching enhanced rule (ECR), nor Defender for Containers on its subscription (ACR)",
    holds_when="one of them covers the repository",
    patterns=("P05",),
    judge=_judge,
)
