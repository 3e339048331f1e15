# SPDX-License-Identifier: Apache-2.0
"""Azure decisions, one request at a time, against what Microsoft's pages say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intramuros.errors import BadInput
from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.azure import decide
from intramuros.reasoning.access.azure.conditions import holds
from intramuros.reasoning.access.azure.operators import like
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


ASKED: dict[str, Any] = {"principal": "p", "groups": [], "action": "A/x/read", "data": False, "scope": "/subscriptions/s"}
GIVEN: dict[str, Any] = {"id": "a", "properties": {"principalId": "p", "roleDefinitionId": "Reader", "scope": "/subscriptions/s"}}


@pytest.mark.parametrize(
    ("request_part", "policies", "place"),
    [
        ({"principal": None}, {}, "$.principal"),
        ({"principal": 7}, {}, "$.principal"),
        ({"principal": ""}, {}, "$.principal"),
        ({"action": None}, {}, "$.action"),
        ({"scope": None}, {}, "$.scope"),
        ({"data": "yes"}, {}, "$.data"),
        ({"groups": "g"}, {}, "$.groups"),
        ({"groups": ["g", None]}, {}, "$.groups[1]"),
        ({"ancestors": [1]}, {}, "$.ancestors[0]"),
        ({"attributes": []}, {}, "$.attributes"),
        ({"attributes": {"@Request[x]": {}}}, {}, "$.attributes['@Request[x]']"),
        ({}, {"role_assignments": {}}, "$.role_assignments"),
        ({}, {"role_assignments": [GIVEN, 3]}, "$.role_assignments[1]"),
        ({}, {"role_assignments": [{"properties": {"roleDefinitionId": "r", "scope": "/"}}]}, "$.role_assignments[0].principalId"),
        ({}, {"role_assignments": [{"properties": {"principalId": 1}}]}, "$.role_assignments[0].properties.principalId"),
        ({}, {"role_assignments": [{"principalId": "p", "scope": "/"}]}, "$.role_assignments[0].roleDefinitionId"),
        ({}, {"role_assignments": [{"principalId": "p", "roleDefinitionId": "r"}]}, "$.role_assignments[0].scope"),
        (
            {},
            {"role_assignments": [{"principalId": "p", "roleDefinitionId": "r", "scope": "/", "condition": 1}]},
            "$.role_assignments[0].condition",
        ),
        ({}, {"role_definitions": [{"name": "r", "permissions": {}}]}, "$.role_definitions[0].permissions"),
        (
            {},
            {"role_definitions": [{"name": "r", "permissions": [{"actions": ["a", 2]}]}]},
            "$.role_definitions[0].permissions[0].actions[1]",
        ),
        ({}, {"role_definitions": [{"name": "r", "permissions": [{"actions": "*"}]}]}, "$.role_definitions[0].permissions[0].actions"),
        (
            {},
            {"role_definitions": [{"name": "r", "permissions": []}, {"name": "R", "permissions": [{"actions": ["*"]}]}]},
            "$.role_definitions[1]",
        ),
        ({}, {"deny_assignments": [{"scope": "/", "principals": [{}]}]}, "$.deny_assignments[0].principals[0].id"),
        (
            {},
            {"deny_assignments": [{"scope": "/", "principals": ["p"], "doNotApplyToChildScopes": "true"}]},
            "$.deny_assignments[0].doNotApplyToChildScopes",
        ),
    ],
)
def test_a_mistake_is_named_by_its_place(request_part: dict[str, Any], policies: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(ASKED | request_part, policies)
    assert caught.value.where == place
    assert str(caught.value).startswith(f"{place}: ")


def test_what_is_no_object_is_told() -> None:
    with pytest.raises(BadInput):
        decide([], {})  # type: ignore[arg-type]


def test_a_decision_says_which_assignment_role_block_and_deny_decided() -> None:
    block = {"actions": ["A/*"], "notActions": ["*/write"]}
    roles = [{"id": "/x/roleDefinitions/r", "properties": {"roleName": "Ward", "permissions": [{"actions": ["B/*"]}, block]}}]
    mine = {"id": "a1", "properties": {"principalId": "p", "roleDefinitionId": "/x/roleDefinitions/r", "scope": "/"}}
    deny = {"id": "d1", "properties": {"scope": "/", "principals": [{"id": "p"}], "permissions": [{"actions": ["*/read"]}]}}
    allowed = decide(ASKED, {"role_definitions": roles, "role_assignments": [mine]})
    assert str(allowed) == "allowed\n  a1: the caller holds Ward at /, whose permission block 1 has the action"
    denied = decide(ASKED, {"role_definitions": roles, "role_assignments": [mine], "deny_assignments": [deny]})
    assert denied.statements == ("d1",)
    assert "d1: denies at /; its permission block 0 takes the action" in str(denied)
    assert "a1: the caller holds Ward" in str(denied)
    none = decide(ASKED | {"action": "A/x/write"}, {"role_definitions": roles, "role_assignments": [mine]})
    assert str(none) == "implicitly-denied\n  a1: the caller holds Ward at /; it lacks the action"
    assert "no assignment names the caller" in str(decide(ASKED, {}))


def test_what_activation_would_give_is_told_and_does_not_count() -> None:
    waiting = decide({**ASKED, "action": "A/x/read"}, {"role_eligibilities": [GIVEN]})
    assert (waiting.outcome, waiting.latent) == ("implicitly-denied", True)
    assert "is eligible for Reader" in str(waiting)
    everyone = {"scope": "/", "principals": [{"id": "p"}], "permissions": [{"actions": ["*"]}]}
    assert decide(ASKED, {"role_eligibilities": [GIVEN], "deny_assignments": [everyone]}).latent is False


@pytest.mark.parametrize(("text", "pattern", "expected"), [("a" * 3000, "*a" * 1500 + "b", False), ("", "*", True), ("a\\", "a\\", True)])
def test_like_is_fast_on_hostile_patterns(text: str, pattern: str, expected: bool) -> None:
    assert like(text, pattern) is expected
