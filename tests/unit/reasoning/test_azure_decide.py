# SPDX-License-Identifier: Apache-2.0
"""Azure decisions, one request at a time, against what Microsoft's pages say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.azure import decide
from intramuros.reasoning.access.azure.conditions import holds
from intramuros.reasoning.access.azure.roles import built_in, glob
from intramuros.reasoning.access.azure.scopes import covers, same_text

CASES = Path(__file__).parents[2] / "cases" / "access"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(CASES.glob("azure_*.json"))
        for case in json.loads(file.read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", _cases())
def test_decides_as_documented(case: dict[str, Any]) -> None:
    decision = decide(case["request"], case["policies"])
    assert decision.outcome == case["expected"], decision
    assert bool(decision.missing) is (case["expected"] == "unknown")
    assert bool(decision.statements) is (case["expected"] in ("allowed", "explicitly-denied", "unknown"))


def test_there_are_enough_cases_and_each_cites_its_source() -> None:
    cases = [p.values[0] for p in _cases()]
    assert len(cases) > 120
    assert all(c["source"].startswith("https://learn.microsoft.com/") for c in cases)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("a*", "a", True),
        ("a*b", "ab", True),
        ("a*b", "a/x/b", True),
        ("a*b", "abc", False),
        ("*b*", "abc", True),
        ("a*a", "a", False),
        ("ab*ba", "aba", False),
        ("a.b", "axb", False),
        ("**", "x", True),
        ("a*b*c", "acb", False),
    ],
)
def test_glob(pattern: str, text: str, expected: bool) -> None:
    assert glob(pattern, text) is expected


def test_glob_is_fast_on_hostile_patterns() -> None:
    assert glob("*a" * 4000 + "b", "a" * 100_000) is False


@pytest.mark.parametrize("text", ["(" * 100_000, "!" * 10_000, "ActionMatches{", "'" * 99, "@", "{}{}", "a" * 20_000, "(a b"])
def test_hostile_conditions_are_unknown(text: str) -> None:
    assert isinstance(holds(text, "x/read", {}), Unknown)


def test_symbols_in_scopes() -> None:
    group = f"/subscriptions/s/resourceGroups/rg-{symbol('random_pet.p', 'id')}"
    assert covers(group, f"{group}/providers/Microsoft.Storage/storageAccounts/st") is True
    assert covers(group, "/subscriptions/s/resourceGroups/other/providers/x/y/z") is False
    assert isinstance(covers(group, "/subscriptions/s/resourceGroups/rg-blue/providers/x/y/z"), Unknown)
    assert same_text(f"rg-a-{symbol('v', '')}", f"rg-b-{symbol('v', '')}") is False


def test_built_in_roles_are_found_by_name_guid_and_id() -> None:
    guid = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    found = {
        built_in(n)
        for n in ("Storage Blob Data Reader", "storage blob data reader", guid, f"/subscriptions/s/providers/x/roleDefinitions/{guid}")
    }
    assert len(found) == 1
    assert None not in found
    assert built_in("No Such Role") is None
