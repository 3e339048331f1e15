# SPDX-License-Identifier: Apache-2.0
"""Stores with patient data that bear no data-classification tag."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown
from intramuros.finding import Finding
from intramuros.rules.judging import Bench, listed
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("untagged-patient-data", case, "medium")
    keys = case.bounds.classification_tags
    for store in case.stores:
        if not case.holds_patient_data(store):
            continue
        known = case.bounds.protected[store.address]
        bad = f"{store.address} holds {listed(known.data)} ({known.why}) and bears none of the tags {listed(keys)}"
        yield bench.decided(store, _untagged(store, keys), bad=bad, good="bears a data-classification tag")


def _untagged(store: DataStore, keys: tuple[str, ...]) -> Fact[bool]:
    """Azure compares tag names without regard to case, AWS with it."""
    if isinstance(store.tags, Unknown):
        return store.tags
    fold = str if store.cloud == "aws" else str.casefold
    borne = {fold(k): v for k, v in store.tags.items()}
    values = [borne[fold(k)] for k in keys if fold(k) in borne]
    unknown = next((v for v in values if isinstance(v, Unknown)), None)
    return not values if unknown is None else False


RULE = Rule(
    id="untagged-patient-data",
    title="A store with patient data bears no data-classification tag",
    family="governed",
    question="Does it bear a data-classification tag?",
    why=(
        "Guardrails, alerts and access reviews find patient data by its tag. What bears none is forgotten by all of them at once. "
        "Azure does not pass a resource group's tags on."
    ),
    fails_when="none of the charter's classification tags is on the store itself",
    holds_when="one of them is, also when it arrives through default tags, locals or `merge()`",
    patterns=("P06", "P01"),
    nearest=True,
    judge=_judge,
)
