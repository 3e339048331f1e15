# SPDX-License-Identifier: Apache-2.0
"""Less knowledge never brings more certainty: an attribute of a plan that becomes unknown turns no answer into its opposite.

`tests/cases/plans/telehealth-aws.plan.json.gz` is `terraform show -json` of a plan of `examples/telehealth-aws` (Terraform 1.11, provider 5.100).
"""

from __future__ import annotations

import copy
import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from intramuros.charter.read import read
from intramuros.review import Review, review

ROOT = Path(__file__).resolve().parents[2]
PLAN = json.loads(gzip.decompress((ROOT / "tests" / "cases" / "plans" / "telehealth-aws.plan.json.gz").read_bytes()))
CHARTER = read(ROOT / "examples" / "telehealth-aws" / "intramuros.yaml")
_NAMES = frozenset({"id", "arn", "name", "tags", "tags_all"})
"""What the charter's selectors and placements go by: without them it is another question that is asked."""


def _resources(module: dict[str, Any]) -> list[dict[str, Any]]:
    return [*module.get("resources", []), *(r for c in module.get("child_modules", []) for r in _resources(c))]


def _cases() -> list[tuple[str, str]]:
    found = _resources(PLAN["planned_values"]["root_module"])
    return [(r["address"], k) for r in found for k, v in r.get("values", {}).items() if v not in (None, [], {}, "") and k not in _NAMES]


def _without(address: str, attribute: str) -> dict[str, Any]:
    plan = copy.deepcopy(PLAN)
    for one in _resources(plan["planned_values"]["root_module"]):
        if one["address"] == address:
            one["values"].pop(attribute)
    for change in plan["resource_changes"]:
        if change["address"] == address:
            change["change"]["after"].pop(attribute, None)
            change["change"]["after_unknown"][attribute] = True
    _forget(plan["configuration"]["root_module"], address.split(".")[-2:], attribute)
    return plan


def _forget(module: dict[str, Any], named: list[str], attribute: str) -> None:
    """The configuration tells it no more either."""
    for one in module.get("resources", []):
        if [one["type"], one["name"]] == [named[0], named[1].partition("[")[0]]:
            one.setdefault("expressions", {})[attribute] = {"references": ["var.told_by_nobody"]}
    for call in module.get("module_calls", {}).values():
        _forget(call.get("module", {}), named, attribute)


def _review(plan: dict[str, Any], folder: Path) -> Review:
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), "utf-8")
    return review([file], charter=CHARTER, charter_path=None, today=dt.date(2026, 11, 23), debug=True)


def _answers(made: Review) -> dict[tuple[str, ...], str]:
    """Each question's answer; of several about one thing the worst counts."""
    found: dict[tuple[str, ...], str] = {}
    for finding in reversed(made.findings):
        found[finding.rule, finding.resource, finding.subject] = finding.verdict.value
    walls = {
        (a.resource, w.outside): {"open": "fail", "held": "pass", "unknown": "unknown"}[w.verdict] for a in made.assets for w in a.walls
    }
    return {**found, **walls}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], str]:
    return _answers(_review(PLAN, tmp_path_factory.mktemp("known")))


@pytest.mark.parametrize(("address", "attribute"), _cases())
def test_no_answer_turns_into_its_opposite(address: str, attribute: str, known: dict[tuple[str, ...], str], tmp_path: Path) -> None:
    told = _answers(_review(_without(address, attribute), tmp_path))
    turned = {q: (known[q], a) for q, a in told.items() if {known.get(q), a} == {"pass", "fail"}}
    assert not turned
