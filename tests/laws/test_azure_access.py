# SPDX-License-Identifier: Apache-2.0
"""Laws of Azure access: allow never narrows, deny never widens, order does not matter, less knowledge never brings certainty."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "reasoning"))

from azure_estates import (
    ABROAD,
    CLOSED,
    OFF,
    OWN,
    SUB,
    arm,
    door,
    gate,
    group_scope,
    holds,
    identity,
    policy,
    store,
    subscription,
    workload,
)

from intramuros.estate.access import RoleAssignment
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.azure import decide
from intramuros.reasoning.access.azure.readers import AzureAccess
from intramuros.reasoning.signin import holes, unmanaged

ACTIONS = ["A/x/read", "A/x/write", "A/y/read", "A/x/listKeys/action"]
PATTERNS = ["*", "*/read", "A/*", "A/x/*", "A/x/read", "B/*"]
SCOPES = [
    "/",
    "/subscriptions/s",
    "/subscriptions/s/resourceGroups/r",
    "/subscriptions/s/resourceGroups/r/providers/A/x/n",
    "/subscriptions/s/resourceGroups/r2",
    "/providers/Microsoft.Management/managementGroups/m",
]
PEOPLE = ["p1", "p2", "g1"]

blocks = st.fixed_dictionaries(
    {k: st.lists(st.sampled_from(PATTERNS), max_size=2) for k in ("actions", "notActions", "dataActions", "notDataActions")}
)
roles = st.lists(blocks, min_size=1, max_size=2)


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    definitions = [{"id": f"/x/roleDefinitions/r{i}", "properties": {"roleName": f"r{i}", "permissions": draw(roles)}} for i in range(3)]
    assigned = st.builds(
        lambda r, p, s, i: {"id": f"a{i}", "properties": {"roleDefinitionId": f"/x/roleDefinitions/{r}", "principalId": p, "scope": s}},
        st.sampled_from(["r0", "r1", "r2", "missing"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(SCOPES),
        st.integers(0, 99),
    )
    denied = st.builds(
        lambda b, p, s: {"id": "d", "properties": {"permissions": [b], "principals": [{"id": p}], "scope": s}},
        blocks,
        st.sampled_from(PEOPLE),
        st.sampled_from(SCOPES),
    )
    return {
        "role_definitions": definitions,
        "role_assignments": draw(st.lists(assigned, max_size=5)),
        "deny_assignments": draw(st.lists(denied, max_size=2)),
    }


requests = st.fixed_dictionaries(
    {
        "principal": st.sampled_from(["p1", "p2"]),
        "groups": st.lists(st.just("g1"), max_size=1),
        "action": st.sampled_from(ACTIONS),
        "data": st.booleans(),
        "scope": st.sampled_from(SCOPES[1:4]),
    }
)
ORDER = {"explicitly-denied": 0, "implicitly-denied": 0, "unknown": 1, "allowed": 2}


@given(requests, policies(), policies())
def test_a_further_assignment_never_removes_access(request: Any, mine: Any, more: Any) -> None:
    before = ORDER[decide(request, mine).outcome]
    after = ORDER[decide(request, {**mine, "role_assignments": mine["role_assignments"] + more["role_assignments"]}).outcome]
    assert after >= before


@given(requests, policies(), policies())
def test_a_deny_assignment_never_adds(request: Any, mine: Any, more: Any) -> None:
    after = decide(request, {**mine, "deny_assignments": mine["deny_assignments"] + more["deny_assignments"]})
    assert ORDER[after.outcome] <= ORDER[decide(request, mine).outcome]


@given(requests, policies(), st.randoms())
def test_order_does_not_matter(request: Any, mine: Any, shuffler: random.Random) -> None:
    mixed = {k: shuffler.sample(v, len(v)) for k, v in mine.items()}
    assert decide(request, mixed).outcome == decide(request, mine).outcome


@given(requests, policies())
def test_case_does_not_matter(request: Any, mine: Any) -> None:
    shouted = {**request, "scope": request["scope"].upper(), "action": request["action"].upper(), "principal": request["principal"].upper()}
    assert decide(shouted, mine).outcome == decide(request, mine).outcome


@given(requests, policies())
def test_less_knowledge_never_brings_certainty(request: Any, mine: Any) -> None:
    """Forgetting the role definitions may only make answers unknown, never turn them round."""
    known, less = decide(request, mine).outcome, decide(request, {**mine, "role_definitions": []}).outcome
    assert less in (known, "unknown")


@given(requests, policies(), st.booleans())
def test_knowing_the_tree_only_settles(request: Any, mine: Any, above: bool) -> None:
    # Where no role allows, a deny that may apply changes nothing but its name: both denials are one certainty.
    vague, sure = (_plain(decide(r, mine).outcome) for r in (request, {**request, "ancestors": ["m"] if above else []}))
    assert vague in (sure, "unknown")


def _plain(outcome: str) -> str:
    return "denied" if outcome.endswith("-denied") else outcome


TAG, NOW = "@Resource[A/x:tag]", "2026-11-01T00:00:00Z"
CONDITIONED = [
    f"{TAG} StringEquals 'ward'",
    f"!({TAG} StringLikeIgnoreCase 'W*')",
    f"(!(ActionMatches{{'A/x/read'}})) OR ({TAG} ForAnyOfAnyValues:StringNotEquals {{'ward', 'lab'}})",
    f"NOT Exists {TAG}",
    "@Environment[UtcNow] DateTimeLessThan '2026-10-01T00:00:00Z'",
    "SubOperationMatches{'Blob.List'}",
    "a AND b OR c",
]


@st.composite
def conditioned(draw: st.DrawFn) -> dict[str, Any]:
    """Policies of which some assignments bear a condition, or an end."""
    mine: dict[str, Any] = draw(policies())
    for one in (*mine["role_assignments"], *mine["deny_assignments"]):
        one["properties"] |= {"condition": draw(st.sampled_from([None, *CONDITIONED]))}
    for one in mine["role_assignments"]:
        one["properties"] |= {"endDateTime": draw(st.sampled_from([None, None, "2026-10-15T00:00:00Z", "2027-01-01T00:00:00Z"]))}
    return mine


@given(requests, conditioned(), st.sampled_from(["ward", "Lab", ["ward", "lab"], []]), st.sampled_from(["attributes", "time", "ancestors"]))
def test_what_is_not_stated_only_makes_unknown(request: Any, mine: Any, tag: Any, forgotten: str) -> None:
    full = {**request, "attributes": {TAG: tag}, "time": NOW, "ancestors": ["m"]}
    sure, vague = (_plain(decide(r, mine).outcome) for r in (full, {k: v for k, v in full.items() if k != forgotten}))
    assert vague in (sure, "unknown")


@given(requests, conditioned(), conditioned(), st.randoms())
def test_conditions_change_neither_order_nor_growth(request: Any, mine: Any, more: Any, shuffler: random.Random) -> None:
    full = {**request, "attributes": {TAG: "ward"}, "time": NOW}
    before = ORDER[decide(full, mine).outcome]
    assert ORDER[decide(full, {k: shuffler.sample(v, len(v)) for k, v in mine.items()}).outcome] == before
    assert ORDER[decide(full, {**mine, "role_assignments": mine["role_assignments"] + more["role_assignments"]}).outcome] >= before
    assert ORDER[decide(full, {**mine, "deny_assignments": mine["deny_assignments"] + more["deny_assignments"]}).outcome] <= before
    eligible = decide(full, {**mine, "role_eligibilities": more["role_assignments"]})
    assert ORDER[eligible.outcome] == before
    assert all(isinstance(line, str) and line for line in str(eligible).splitlines())


@given(requests, policies())
def test_ids_are_only_names(request: Any, mine: Any) -> None:
    """Renaming every principal and role alike changes nothing."""
    names = {"p1": "x1", "p2": "x2", "g1": "y1", "r0": "q0", "r1": "q1", "r2": "q2"}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: renamed(v) for k, v in value.items()}
        if isinstance(value, list):
            return [renamed(v) for v in value]
        return (
            value.replace(value.rsplit("/", 1)[-1], names[value.rsplit("/", 1)[-1]])
            if isinstance(value, str) and value.rsplit("/", 1)[-1] in names
            else value
        )

    mine = {
        **mine,
        "role_definitions": [
            {"id": d["id"], "properties": {"permissions": d["properties"]["permissions"]}} for d in mine["role_definitions"]
        ],
    }
    assert decide(renamed(request), renamed(mine)).outcome == decide(request, mine).outcome


# -- whole estates -----------------------------------------------------------------------------------------------------

GUEST, ANN, MACHINE = identity("pia", "guest"), identity("ann", "user"), identity("id")
GROUP = identity("team", "group", members=("oid-pia", "oid-ann"))
HOST = workload("host", "vm", MACHINE.address, subnet="azurerm_subnet.ai")
ROLES = [
    "Owner",
    "Contributor",
    "Reader",
    "Storage Blob Data Reader",
    "Storage Blob Data Contributor",
    "Reader and Data Access",
    "Virtual Machine Contributor",
    "Managed Identity Contributor",
    "User Access Administrator",
    "Key Vault Administrator",
]
AT = [
    "/",
    f"/subscriptions/{SUB}",
    f"/subscriptions/{SUB}/resourceGroups/rg-ward",
    f"/subscriptions/{SUB}/resourceGroups/rg-dev",
    arm("Microsoft.Storage/storageAccounts", "stward")[0],
    HOST.ids[0],
]


@st.composite
def grants(draw: st.DrawFn) -> list[RoleAssignment]:
    picks = draw(
        st.lists(
            st.tuples(st.sampled_from(["oid-pia", "oid-ann", "oid-team", "oid-id"]), st.sampled_from(ROLES), st.sampled_from(AT)),
            max_size=4,
        )
    )
    states = draw(st.lists(st.sampled_from(["active", "active", "eligible"]), min_size=len(picks), max_size=len(picks)))
    return [
        holds(who, role, scope, named=f"a{i}{who}{role}", state=state)
        for i, ((who, role, scope), state) in enumerate(zip(picks, states, strict=True))
    ]


stores = st.builds(
    lambda keys, network, anonymous, switch: store(
        local_keys=keys, gate=gate("g", **network), doors=(door("scans", anonymous=anonymous),), anonymous_allowed=switch
    ),
    st.booleans(),
    st.sampled_from([{}, CLOSED, OFF, {**CLOSED, "segments": ("azurerm_subnet.ai",)}]),
    st.booleans(),
    st.booleans(),
)
OTHERS: tuple[Resource, ...] = (GUEST, ANN, MACHINE, GROUP, HOST, group_scope(), subscription())


def _answers(target: Any, given_roles: list[RoleAssignment], *others: Resource) -> dict[tuple[str, str, bool], int]:
    """Per principal, power and latency: 2 open, 1 unknown, 0 blocked."""
    found: dict[tuple[str, str, bool], int] = {}
    for reach in AzureAccess(Estate((target, *(others or OTHERS), *given_roles)), Bounds(trusted_tenants=frozenset((OWN,)))).reaches(
        target
    ):
        degree = 2 if reach.open is True else 1 if isinstance(reach.open, Unknown) else 0
        for power in reach.powers:
            for late in (False, True) if not reach.latent else (True,):
                key = (reach.principal, power, late)
                found[key] = max(found.get(key, -1), degree)
    return found


@settings(max_examples=60, deadline=None)
@given(stores, grants(), grants())
def test_more_roles_never_take_powers_away(target: Any, some: list[RoleAssignment], more: list[RoleAssignment]) -> None:
    before, after = _answers(target, some), _answers(target, [*some, *(structs.replace(m, address=f"b{m.address}") for m in more)])
    assert all(after.get(k, -1) >= v for k, v in before.items())


@settings(max_examples=60, deadline=None)
@given(stores, grants(), st.randoms())
def test_reading_order_does_not_matter(target: Any, some: list[RoleAssignment], shuffler: random.Random) -> None:
    mixed = shuffler.sample(OTHERS, len(OTHERS))
    assert _answers(target, shuffler.sample(some, len(some)), *mixed) == _answers(target, some)


@settings(max_examples=60, deadline=None)
@given(stores, grants(), st.sampled_from(["local_keys", "anonymous_allowed", "gate"]))
def test_hiding_a_switch_only_makes_unknown(target: Any, some: list[RoleAssignment], hidden: str) -> None:
    hazy: dict[str, Any] = {"gate": gate("g", public=Unknown("?"), open=Unknown("?"))} if hidden == "gate" else {hidden: Unknown("?")}
    known, less = _answers(target, some), _answers(structs.replace(target, **hazy), some)
    for key, degree in less.items():
        assert degree == 1 or known.get(key, -1) == degree or (degree == 2 and known.get(key) == 2), key
    assert all(less.get(key, 0) >= 1 for key, degree in known.items() if degree == 2)


@settings(max_examples=60, deadline=None)
@given(stores, grants())
def test_every_open_answer_has_a_path_without_guards_and_every_blocked_one_a_guard(target: Any, some: list[RoleAssignment]) -> None:
    for reach in AzureAccess(Estate((target, *OTHERS, *some)), Bounds()).reaches(target):
        held = [g for m in reach.path for g in m.guards if g.state != "absent"]
        assert reach.path[-1].target == target.address
        assert (reach.open is not True) or not held
        assert (reach.open is not False) or reach.guards
        assert all(a.target == b.source for a, b in zip(reach.path, reach.path[1:], strict=False))


# -- sign-in -----------------------------------------------------------------------------------------------------------

USERS = [
    {"includeUsers": ["All"]},
    {"includeUsers": ["All"], "excludeGroups": [GROUP.address]},
    {"includeGroups": [GROUP.address]},
    {"includeUsers": ["GuestsOrExternalUsers"]},
]
GRANTS = [
    {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
    {"operator": "OR", "builtInControls": ["mfa"]},
    {"operator": "OR", "builtInControls": ["block"]},
    {},
]
CONDITIONS: list[dict[str, Any]] = [
    {},
    {"clientAppTypes": ["browser"]},
    {"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}},
    {"signInRiskLevels": ["high"]},
]
sign_in_policies = st.lists(
    st.builds(
        lambda n, u, g, c, s: policy(f"p{n}", users=u, grant=g, conditions=c, state=s),
        st.integers(0, 10**6),
        st.sampled_from(USERS),
        st.sampled_from(GRANTS),
        st.sampled_from(CONDITIONS),
        st.sampled_from(["enabled", "enabled", "disabled"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda p: p.address,
)
DEGREE = {False: 0, True: 2}


def _degree(resources: Any, who: str) -> int:
    found = unmanaged(Estate(resources), Bounds(), who)
    return 1 if isinstance(found, Unknown) else DEGREE[found]


@settings(max_examples=80, deadline=None)
@given(sign_in_policies, sign_in_policies)
def test_a_further_policy_never_opens_a_sign_in(some: list[Any], more: list[Any]) -> None:
    people = (GUEST, ANN, GROUP)
    added = [structs.replace(m, address=f"more.{m.address}") for m in more]
    for who in (GUEST.address, ANN.address):
        assert _degree((*people, *some, *added), who) <= _degree((*people, *some), who)
    if not holes(Estate((*people, *some)), Bounds()):
        assert not holes(Estate((*people, *some, *added)), Bounds())


@settings(max_examples=80, deadline=None)
@given(sign_in_policies)
def test_hiding_a_state_only_makes_unknown(some: list[Any]) -> None:
    people = (GUEST, ANN, GROUP)
    hidden = [structs.replace(some[0], state=Unknown("?")), *some[1:]]
    for who in (GUEST.address, ANN.address):
        assert _degree((*people, *hidden), who) in (1, _degree((*people, *some), who))


def test_delegations_of_strangers_stay_strangers() -> None:
    given_role = holds("x", "Contributor", tenant=ABROAD, delegation="d")
    assert _answers(store(), [given_role])[f"tenant:{ABROAD}", "read", False] == 2
