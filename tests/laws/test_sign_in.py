# SPDX-License-Identifier: Apache-2.0
"""Laws of sign-in coverage: a counterexample is really uncovered, policy by policy, and a verdict that holds survives any sign-in.

The replay below shares no code with the reasoning: it reads policies in Graph's shape and tries one concrete sign-in after another.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "reasoning"))

from azure_estates import HERE, identity, policy

from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import NamedLocation
from intramuros.estate.graph import Estate
from intramuros.estate.values import Unknown
from intramuros.reasoning.signin import CLIENTS, PLATFORMS, SignIn, holes

ANN, BEA, PIA = identity("ann", "user"), identity("bea", "user", privileges=("Global Reader",)), identity("pia", "guest")
INNER = identity("inner", "group", members=("oid-ann",))
TEAM = identity("team", "group", members=(INNER.address,))
PEOPLE = (ANN, BEA, PIA, INNER, TEAM)


def _place(name: str, **facts: Any) -> NamedLocation:
    return NamedLocation(
        address=f"azuread_named_location.{name}", type="l", cloud="entra", origin=HERE, name=name, ids=(f"id-{name}",), **facts
    )


PLACES = (
    _place("hospital", trusted=True, cidrs=("198.51.100.0/24",)),
    _place("lab", cidrs=("198.51.100.128/25", "203.0.113.0/24")),
    _place("home", countries=("DE",)),
    _place("abroad", countries=("FR", "US")),
)
MET = {frozenset(("hospital", "lab"))}
"""Those that surely overlap; an address may be in any country, and no country is another."""
APPS = {"Azure Storage": "e406a681-f3d4-42a8-90b6-c2b029497af1", "Azure management": "797f4846-ba00-4fd7-ba43-dac1f8f63013"}
NOBODYS: list[dict[str, str | None]] = [
    {"iscompliant": None, "trusttype": None},
    {"iscompliant": "false", "trusttype": "workplace"},
    {"iscompliant": "false", "trusttype": "azuread"},
]
OURS: list[dict[str, str | None]] = [{"iscompliant": "true", "trusttype": t} for t in ("azuread", "serverad", "workplace")]
FILTERS: dict[str, Any] = {
    "device.isCompliant -eq True": lambda d: d["iscompliant"] == "true",
    "device.isCompliant -ne True": lambda d: d["iscompliant"] != "true",
    'device.trustType -in ["AzureAD", "ServerAD"]': lambda d: d["trusttype"] in ("azuread", "serverad"),
    'device.trustType -eq "Workplace" -or device.isCompliant -ne True': lambda d: (
        d["trusttype"] == "workplace" or d["iscompliant"] != "true"
    ),
    'not (device.trustType -eq "AzureAD") -and device.isCompliant -eq True': lambda d: (
        d["trusttype"] != "azuread" and d["iscompliant"] == "true"
    ),
}
USERS: list[dict[str, Any]] = [
    {"includeUsers": ["All"]},
    {"includeUsers": ["All"], "excludeGroups": [TEAM.address]},
    {"includeUsers": ["All"], "excludeGroups": [INNER.address]},
    {"includeUsers": ["All"], "excludeUsers": [PIA.address]},
    {"includeUsers": ["All"], "excludeRoles": ["Global Reader"]},
    {"includeUsers": ["GuestsOrExternalUsers"]},
    {"includeUsers": ["All"], "excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest,internalGuest"}},
    {"includeGroups": [TEAM.address]},
    {"includeRoles": ["Global Reader"]},
]
GRANTS: list[dict[str, Any]] = [
    {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
    {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
    {"operator": "OR", "builtInControls": ["mfa", "compliantDevice"]},
    {"operator": "OR", "builtInControls": ["mfa"]},
    {"operator": "OR", "builtInControls": ["compliantDevice", "domainJoinedDevice"]},
    {"operator": "OR", "builtInControls": ["block"]},
    {"operator": "OR", "builtInControls": ["block"]},
    {},
]
CONDITIONS: list[dict[str, Any]] = [
    {},
    {},
    {"clientAppTypes": ["browser", "mobileAppsAndDesktopClients"]},
    {"clientAppTypes": ["exchangeActiveSync", "other"]},
    {"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}},
    {"platforms": {"includePlatforms": ["windows", "macOS", "linux", "android", "iOS", "windowsPhone"]}},
    {"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}},
    {"locations": {"includeLocations": ["AllTrusted"]}},
    {"locations": {"includeLocations": ["All"], "excludeLocations": [PLACES[1].address]}},
    {"locations": {"includeLocations": ["All"], "excludeLocations": [PLACES[0].address]}},
    {"locations": {"includeLocations": ["All"], "excludeLocations": [PLACES[2].address]}},
    {"locations": {"includeLocations": [PLACES[1].address, PLACES[3].address]}},
    {"applications": {"includeApplications": ["All"], "excludeApplications": [APPS["Azure management"]]}},
    {"applications": {"includeApplications": ["Office365"]}},
    {"applications": {"includeApplications": [APPS["Azure management"]]}},
    {"signInRiskLevels": ["high"]},
    {"authenticationFlows": {"transferMethods": ["deviceCodeFlow"]}},
    *({"devices": {"deviceFilter": {"mode": m, "rule": r}}} for r in FILTERS for m in ("include", "exclude")),
]
drawn = st.lists(
    st.builds(
        lambda u, g, c, d, s: policy("x", users=u, grant=g, conditions=c | d, state=s),
        st.sampled_from(USERS),
        st.sampled_from(GRANTS),
        st.sampled_from(CONDITIONS),
        st.sampled_from(CONDITIONS),
        st.sampled_from(["enabled", "enabled", "enabled", "enabledForReportingButNotEnforced"]),
    ),
    min_size=1,
    max_size=5,
).map(lambda found: [structs.replace(p, address=f"{p.address}{n}") for n, p in enumerate(found)])

AXES: list[list[dict[str, Any]]] = [
    [{"clientAppTypes": ["browser", "mobileAppsAndDesktopClients"]}, {"clientAppTypes": ["exchangeActiveSync", "other"]}],
    [
        {"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}},
        {"platforms": {"includePlatforms": ["linux"]}},
    ],
    [{"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}}, {"locations": {"includeLocations": ["AllTrusted"]}}],
    *(
        [
            {"locations": {"includeLocations": ["All"], "excludeLocations": [PLACES[a].address]}},
            {"locations": {"includeLocations": ["All"], "excludeLocations": [PLACES[b].address]}},
        ]
        for a, b in ((0, 1), (1, 2), (2, 3), (1, 3))
    ),
    [
        {"applications": {"includeApplications": ["All"], "excludeApplications": [APPS["Azure management"]]}},
        {"applications": {"includeApplications": [APPS["Azure management"]]}},
    ],
    [{"users": USERS[1]}, {"users": USERS[7]}],
    [{"users": USERS[4]}, {"users": USERS[8]}],
    [{"users": USERS[6]}, {"users": USERS[5]}],
    *([{"devices": {"deviceFilter": {"mode": m, "rule": r}}} for m in ("include", "exclude")] for r in FILTERS),
]
"""Ways to cut all sign-ins in two: most leave nothing between the halves, some do."""


@st.composite
def tiled(draw: st.DrawFn) -> list[Any]:
    """Policies that nearly, or wholly, tile the space: each half asked for everything, or one of them spoiled."""
    halves = draw(st.lists(st.sampled_from(AXES), max_size=3))
    made = []
    for n, parts in enumerate(itertools.product(*halves)):
        merged: dict[str, Any] = {}
        for part in parts:
            merged |= part
        users = merged.pop("users", {"includeUsers": ["All"]})
        made.append(policy(f"t{n}", users=users, grant=draw(st.sampled_from((GRANTS[0], GRANTS[0], GRANTS[5]))), conditions=merged))
    spoiled = draw(st.integers(-8, len(made) - 1))
    if spoiled >= 0:
        made[spoiled] = structs.replace(
            made[spoiled], grant=draw(st.sampled_from(GRANTS)), state=draw(st.sampled_from(("enabled", "disabled")))
        )
    return made


# -- the replay --------------------------------------------------------------------------------------------------------


def _includes(policy_: Any, who: dict[str, Any], mode: str) -> bool:
    users = policy_.conditions["users"]
    named, guest = users.get(f"{mode}Users", []), who["guest"]
    kinds = (users.get(f"{mode}GuestsOrExternalUsers") or {}).get("guestOrExternalUserTypes", "").split(",")
    return bool(
        "All" in named
        or ("GuestsOrExternalUsers" in named and guest)
        or set(named) & who["ids"]
        or set(users.get(f"{mode}Groups", [])) & who["groups"]
        or {r.casefold() for r in users.get(f"{mode}Roles", [])} & who["roles"]
        or (guest and guest in kinds)
    )


def _within(policy_: Any, sign_in: dict[str, Any], device: dict[str, str | None]) -> bool:
    c = policy_.conditions
    if c.get("signInRiskLevels") or c.get("authenticationFlows"):
        return False
    apps, clients = c["applications"], c["clientAppTypes"]
    platforms, where, shape = c.get("platforms"), c.get("locations"), (c.get("devices") or {}).get("deviceFilter")
    app_in = "All" in apps["includeApplications"] or sign_in["app"] in apps["includeApplications"]
    named = {p.address for p in sign_in["places"]}
    trusted = any(p.trusted for p in sign_in["places"])

    def at(listed: list[str]) -> bool:
        return "All" in listed or bool(named & set(listed)) or ("AllTrusted" in listed and trusted)

    return bool(
        _includes(policy_, sign_in["who"], "include")
        and not _includes(policy_, sign_in["who"], "exclude")
        and app_in
        and sign_in["app"] not in apps.get("excludeApplications", [])
        and ("all" in clients or sign_in["client"] in clients)
        and (
            not platforms
            or (
                {"all", sign_in["platform"]} & set(platforms["includePlatforms"])
                and sign_in["platform"] not in platforms.get("excludePlatforms", [])
            )
        )
        and (not where or (at(where["includeLocations"]) and not at(where.get("excludeLocations", []))))
        and (not shape or FILTERS[shape["rule"]](device) is (shape["mode"] == "include"))
    )


def _caught(policies: list[Any], sign_in: dict[str, Any]) -> bool:
    """Every device that nobody manages is kept out, and of every compliant one a second factor is asked."""
    legacy = sign_in["client"] in ("exchangeActiveSync", "other")

    def stops(policy_: Any, device: dict[str, str | None], wanted: tuple[str, ...]) -> bool:
        controls = policy_.grant.get("builtInControls", [])
        if policy_.state != "enabled" or not controls or not _within(policy_, sign_in, device):
            return False
        if legacy and set(controls) <= {"block", "mfa", "compliantDevice", "domainJoinedDevice"}:
            return True
        join = any if policy_.grant["operator"] == "AND" else all
        return "block" in controls or join(c in wanted for c in controls)

    out = all(any(stops(p, d, ("compliantDevice", "domainJoinedDevice")) for p in policies) for d in NOBODYS)
    return out and all(any(stops(p, d, ("mfa",)) for p in policies) for d in OURS)


def _concrete(cell: SignIn) -> dict[str, Any]:
    who = cell.who
    mine = {g.address for g in PEOPLE if g.kind == "group" and g.address.casefold() in who.groups}
    ids = {p.address for p in PEOPLE if p.address.casefold() in who.spelled}
    described = {"ids": ids, "groups": mine, "roles": {r for r, held in who.roles.items() if held is True}, "guest": who.guest_type}
    return {"who": described, "app": cell.app_id, "platform": cell.platform, "client": cell.client, "places": cell.locations}


@settings(max_examples=150, deadline=None)
@given(drawn | tiled())
def test_a_counterexample_is_really_uncovered(policies: list[Any]) -> None:
    for hole in holes(Estate((*PEOPLE, *PLACES, *policies)), Bounds()):
        if hole.open is True:
            assert hole.cell is not None
            assert not _caught(policies, _concrete(hole.cell)), hole.sign_in


CAST: list[dict[str, Any]] = [
    {"ids": {ANN.address}, "groups": {INNER.address, TEAM.address}, "roles": set(), "guest": None},
    {"ids": {BEA.address}, "groups": set(), "roles": {"global reader"}, "guest": None},
    {"ids": {PIA.address}, "groups": set(), "roles": set(), "guest": "b2bCollaborationGuest"},
    {"ids": set(), "groups": set(), "roles": set(), "guest": None},
    {"ids": set(), "groups": set(), "roles": set(), "guest": "internalGuest"},
    {"ids": set(), "groups": set(), "roles": set(), "guest": "serviceProvider"},
]


def _stands(places: tuple[NamedLocation, ...]) -> bool:
    """Whether the places surely, or for all we know, hold one address together."""
    return all(frozenset((str(a.name), str(b.name))) in MET or bool(a.cidrs) != bool(b.cidrs) for a, b in itertools.combinations(places, 2))


SPOTS = [s for n in range(4) for s in itertools.combinations(PLACES, n) if _stands(s)]


@settings(max_examples=200, deadline=None)
@given(tiled(), st.randoms(use_true_random=False))
def test_a_verdict_that_holds_survives_any_sign_in(policies: list[Any], chance: random.Random) -> None:
    found = holes(Estate((*PEOPLE, *PLACES, *policies)), Bounds())
    if found:
        return
    for _ in range(60):
        one = {
            "who": chance.choice(CAST),
            "app": APPS[chance.choice(["Azure Storage", "Azure management"])],
            "platform": chance.choice(PLATFORMS),
            "client": chance.choice(CLIENTS),
            "places": chance.choice(SPOTS),
        }
        assert _caught(policies, one), one


@settings(max_examples=60, deadline=None)
@given(drawn | tiled(), st.randoms(use_true_random=False))
def test_order_and_names_of_policies_do_not_matter(policies: list[Any], chance: random.Random) -> None:
    mixed = [structs.replace(p, address=f"renamed.{n}") for n, p in enumerate(chance.sample(policies, len(policies)))]
    before, after = (holes(Estate((*PEOPLE, *PLACES, *some)), Bounds()) for some in (policies, mixed))
    assert bool(before) == bool(after)
    assert any(h.open is True for h in before) == any(h.open is True for h in after)


@settings(max_examples=60, deadline=None)
@given(drawn | tiled())
def test_forgetting_where_places_lie_only_makes_unknown(policies: list[Any]) -> None:
    hazy = tuple(structs.replace(p, cidrs=(), countries=(), trusted=Unknown("?")) for p in PLACES)
    before, after = (holes(Estate((*PEOPLE, *some, *policies)), Bounds()) for some in (PLACES, hazy))
    assert not before or after
    assert any(h.open is True for h in before) or not any(h.open is True for h in after)
