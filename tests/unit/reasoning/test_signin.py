# SPDX-License-Identifier: Apache-2.0
"""Conditional Access as coverage: what closes every sign-in, what leaves one open, and whom to charge."""

from __future__ import annotations

from typing import Any

import pytest
from azure_estates import ABROAD, HERE, identity, policy, store
from msgspec import structs

from intramuros.estate.access import Account
from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.signin import Hole, holes, unmanaged

ALL = policy("all")
MFA = {"operator": "OR", "builtInControls": ["mfa"]}
DEVICE = {"operator": "OR", "builtInControls": ["compliantDevice", "domainJoinedDevice"]}
BLOCK = {"operator": "OR", "builtInControls": ["block"]}
GUEST = identity("pia", "guest")
USER = identity("ann", "user")
ANY_GUEST = "internalGuest,b2bCollaborationGuest,b2bCollaborationMember,b2bDirectConnectUser,otherExternalUser,serviceProvider"
STORAGE = "e406a681-f3d4-42a8-90b6-c2b029497af1"


def _holes(*resources: Any, **bounds: Any) -> tuple[Hole, ...]:
    return holes(Estate(resources), Bounds(**bounds))


def _place(name: str, *, trusted: Any = True) -> NamedLocation:
    return NamedLocation(
        address=f"azuread_named_location.{name}", type="l", cloud="entra", origin=HERE, name=name, ids=(f"id-{name}",), trusted=trusted
    )


def _short(found: tuple[Hole, ...]) -> list[tuple[str, Any]]:
    return [(str(h.policy).rsplit(".", 1)[-1], "unknown" if isinstance(h.open, Unknown) else h.open) for h in found]


COVERED: list[tuple[str, tuple[SignInPolicy, ...]]] = [
    ("both in one", (ALL,)),
    ("in two policies", (policy("m", grant=MFA), policy("d", grant=DEVICE))),
    ("blocked", (policy("b", grant=BLOCK),)),
    (
        "an authentication strength is MFA",
        (policy("s", grant={"operator": "AND", "builtInControls": ["compliantDevice"], "authenticationStrength": {"id": "x"}}),),
    ),
    (
        "members and guests apart",
        (
            policy(
                "m",
                users={
                    "includeUsers": ["All"],
                    "excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": ANY_GUEST},
                },
            ),
            policy("g", users={"includeUsers": ["GuestsOrExternalUsers"]}, grant=BLOCK),
        ),
    ),
    (
        "modern and legacy clients apart",
        (
            policy("n", conditions={"clientAppTypes": ["browser", "mobileAppsAndDesktopClients"]}),
            policy("o", conditions={"clientAppTypes": ["exchangeActiveSync", "other"]}, grant=BLOCK),
        ),
    ),
    (
        "platforms add up",
        (
            policy("w", conditions={"platforms": {"includePlatforms": ["windows", "macOS"]}}),
            policy("r", conditions={"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["windows", "macOS"]}}, grant=BLOCK),
        ),
    ),
    ("an empty group is excluded", (policy("e", users={"includeUsers": ["All"], "excludeGroups": ["azuread_group.empty"]}),)),
    (
        "unmanaged devices are blocked by a filter, MFA for the rest",
        (
            policy("f", conditions={"devices": {"deviceFilter": {"mode": "exclude", "rule": "device.isCompliant -eq True"}}}, grant=BLOCK),
            policy("m", grant=MFA),
        ),
    ),
    ("a policy that only reports beside one that does", (policy("r", state="enabledForReportingButNotEnforced", grant=BLOCK), ALL)),
    ("risk policies besides", (policy("k", conditions={"signInRiskLevels": ["high"]}, grant=BLOCK), ALL)),
    ("sync accounts left out", (policy("y", users={"includeUsers": ["All"], "excludeRoles": ["Directory Synchronization Accounts"]}),)),
]


@pytest.mark.parametrize(("policies"), [pytest.param(p, id=n) for n, p in COVERED])
def test_covered(policies: tuple[SignInPolicy, ...]) -> None:
    assert _holes(*policies, GUEST, USER, identity("empty", "group")) == ()


OPEN: list[tuple[str, tuple[Any, ...], str, Any]] = [
    ("disabled", (policy("off", state="disabled"),), "off", True),
    ("report only", (policy("rep", state="enabledForReportingButNotEnforced"),), "rep", True),
    ("unknown state", (policy("var", state=Unknown("var.state")),), "var", "unknown"),
    ("MFA alone", (policy("m", grant=MFA),), "m", True),
    ("device alone", (policy("d", grant=DEVICE),), "d", True),
    ("MFA or device", (policy("or", grant={"operator": "OR", "builtInControls": ["mfa", "compliantDevice"]}),), "or", True),
    (
        "app protection instead of a device",
        (policy("ap", grant={"operator": "OR", "builtInControls": ["compliantDevice", "approvedApplication"]}), policy("m", grant=MFA)),
        "ap",
        True,
    ),
    ("session controls only", (policy("s", grant={}),), "s", True),
    ("terms of use only", (policy("t", grant={"operator": "OR", "builtInControls": [], "termsOfUse": ["x"]}),), "t", True),
    (
        "an authentication strength of one factor",
        (
            policy(
                "weak",
                grant={
                    "operator": "AND",
                    "builtInControls": ["compliantDevice"],
                    "authenticationStrength": {"allowedCombinations": ["password"]},
                },
            ),
        ),
        "weak",
        True,
    ),
    ("no user included", (policy("n", users={"includeUsers": ["None"]}),), "n", True),
    (
        "only a group",
        (policy("g", users={"includeGroups": ["azuread_group.staff"]}), identity("staff", "group", members=("oid-ann",))),
        "g",
        True,
    ),
    ("only roles", (policy("admins", users={"includeRoles": ["Global Administrator"]}),), "admins", True),
    (
        "a group with a member is excluded",
        (
            policy("x", users={"includeUsers": ["All"], "excludeGroups": ["azuread_group.out"]}),
            identity("out", "group", members=("oid-pia",)),
        ),
        "x",
        True,
    ),
    (
        "a group nested in an excluded one",
        (
            policy("x", users={"includeUsers": ["All"], "excludeGroups": ["azuread_group.out"]}),
            identity("out", "group", members=("azuread_group.in",)),
            identity("in", "group", members=("oid-ann",)),
        ),
        "x",
        True,
    ),
    (
        "a group of unknown members is excluded",
        (
            policy("x", users={"includeUsers": ["All"], "excludeGroups": ["azuread_group.out"]}),
            identity("out", "group", members_known=False),
        ),
        "x",
        "unknown",
    ),
    (
        "a group that the estate does not hold is excluded",
        (policy("x", users={"includeUsers": ["All"], "excludeGroups": ["99999999-0000-0000-0000-000000000000"]}),),
        "x",
        "unknown",
    ),
    ("a user is excluded", (policy("x", users={"includeUsers": ["All"], "excludeUsers": ["azuread_user.ann"]}),), "x", True),
    (
        "an account known by its id is excluded",
        (policy("x", users={"includeUsers": ["All"], "excludeUsers": ["99999999-0000-0000-0000-000000000000"]}),),
        "x",
        True,
    ),
    ("guests are excluded", (policy("x", users={"includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"]}),), "x", True),
    (
        "one kind of guest is excluded",
        (policy("x", users={"includeUsers": ["All"], "excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "serviceProvider"}}),),
        "x",
        True,
    ),
    (
        "a held role is excluded",
        (
            policy("x", users={"includeUsers": ["All"], "excludeRoles": ["Security Reader"]}),
            identity("eve", "user", privileges=("Security Reader",)),
        ),
        "x",
        True,
    ),
    (
        "a role that nobody is seen to hold is excluded",
        (policy("x", users={"includeUsers": ["All"], "excludeRoles": ["Security Reader"]}),),
        "x",
        "unknown",
    ),
    ("one app only", (policy("a", conditions={"applications": {"includeApplications": ["Office365"]}}),), "a", True),
    (
        "storage left out",
        (policy("a", conditions={"applications": {"includeApplications": ["All"], "excludeApplications": [STORAGE]}}),),
        "a",
        True,
    ),
    ("admin portals only", (policy("a", conditions={"applications": {"includeApplications": ["MicrosoftAdminPortals"]}}),), "a", True),
    (
        "apps by a filter",
        (
            policy(
                "a", conditions={"applications": {"includeApplications": ["All"], "applicationFilter": {"mode": "include", "rule": "x"}}}
            ),
        ),
        "a",
        "unknown",
    ),
    ("windows only", (policy("p", conditions={"platforms": {"includePlatforms": ["windows"]}}),), "p", True),
    ("linux left out", (policy("p", conditions={"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}}),), "p", True),
    (
        "trusted locations left out",
        (policy("l", conditions={"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}}), _place("office")),
        "l",
        True,
    ),
    (
        "a location left out",
        (
            policy("l", conditions={"locations": {"includeLocations": ["All"], "excludeLocations": ["id-office"]}}),
            _place("office", trusted=False),
        ),
        "l",
        True,
    ),
    (
        "only a location included",
        (policy("l", conditions={"locations": {"includeLocations": ["azuread_named_location.office"]}}), _place("office")),
        "l",
        True,
    ),
    (
        "a location of unknown trust",
        (
            policy("l", conditions={"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}}),
            _place("office", trusted=Unknown("looked up")),
        ),
        "l",
        "unknown",
    ),
    ("browser only", (policy("c", conditions={"clientAppTypes": ["browser"]}),), "c", True),
    ("legacy clients left out", (policy("c", conditions={"clientAppTypes": ["browser", "mobileAppsAndDesktopClients"]}),), "c", True),
    ("risky sign-ins only", (policy("k", conditions={"signInRiskLevels": ["high"]}),), "k", True),
    (
        "workload identities only",
        (policy("w", conditions={"clientApplications": {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]}}),),
        "w",
        True,
    ),
    ("device code flow only", (policy("w", conditions={"authenticationFlows": {"transferMethods": "deviceCodeFlow"}}),), "w", True),
    (
        "a device filter leaves unmanaged devices out",
        (policy("f", conditions={"devices": {"deviceFilter": {"mode": "include", "rule": 'device.trustType -eq "AzureAD"'}}}),),
        "f",
        True,
    ),
    ("unknown users", (policy("u", users=Unknown("var.users")),), "u", "unknown"),
    ("unknown controls", (policy("u", grant={"operator": "AND", "builtInControls": Unknown("var.controls")}),), "u", "unknown"),
    ("unknown exclusions", (policy("u", users={"includeUsers": ["All"], "excludeGroups": Unknown("var.groups")}),), "u", "unknown"),
]


@pytest.mark.parametrize(("resources", "charged", "verdict"), [pytest.param(r, c, v, id=n) for n, r, c, v in OPEN])
def test_open(resources: tuple[Any, ...], charged: str, verdict: Any) -> None:
    found = _holes(*resources, GUEST, USER, store())
    assert (charged, verdict) in _short(found)
    assert all(v == verdict or verdict is True for _, v in _short(found))
    hole = next(h for h in found if _short((h,)) == [(charged, verdict)])
    assert hole.missing
    assert hole.because
    assert hole.evidence[0] == hole.policy
    assert [m.kind for m in hole.path] == ["sign-in"]


def test_the_exceptions_of_an_exceptions_group() -> None:
    """A guest is excluded from the baseline, the policy that would catch him only reports, and the one for guests asks for less."""
    estate = (
        policy("baseline", users={"includeUsers": ["All"], "excludeGroups": ["azuread_group.out"]}),
        policy("legacy", conditions={"clientAppTypes": ["exchangeActiveSync", "other"]}, grant=BLOCK),
        policy("exceptions", users={"includeGroups": ["azuread_group.out"]}, state="enabledForReportingButNotEnforced"),
        policy(
            "guests",
            users={"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest,otherExternalUser"}},
            grant=MFA,
        ),
        identity("out", "group", members=("oid-pia",)),
        GUEST,
        USER,
    )
    (hole,) = _holes(*estate)
    assert (hole.policy, hole.open, hole.subject) == ("azuread_conditional_access_policy.baseline", True, GUEST.address)
    assert hole.missing == ("a managed device",)
    assert {
        "azuread_group.out",
        GUEST.address,
        "azuread_conditional_access_policy.exceptions",
        "azuread_conditional_access_policy.guests",
    } <= set(hole.evidence)
    assert unmanaged(Estate(estate), Bounds(), GUEST.address) is True
    assert unmanaged(Estate(estate), Bounds(), USER.address) is False


@pytest.mark.parametrize("named", ["ann@ward.example", "azuread_user.ann", "oid-ann"])
def test_break_glass_accounts_are_exempt(named: str) -> None:
    ann = structs.replace(USER, ids=("oid-ann", "ANN@ward.example"))
    excluding = policy("x", users={"includeUsers": ["All"], "excludeUsers": ["azuread_user.ann"], "excludeGroups": ["azuread_group.glass"]})
    group = identity("glass", "group", members=("oid-ann",))
    assert _holes(excluding, ann, group, break_glass=frozenset((named,))) == ()
    assert len(_holes(excluding, ann, group)) == 1
    assert unmanaged(Estate((excluding, ann)), Bounds(break_glass=frozenset((named,))), ann.address) is False


def test_guests_of_one_tenant() -> None:
    excluding = policy(
        "x",
        users={
            "includeUsers": ["All"],
            "excludeGuestsOrExternalUsers": {
                "guestOrExternalUserTypes": "b2bCollaborationGuest",
                "externalTenants": {"membershipKind": "enumerated", "members": [ABROAD]},
            },
        },
    )
    known = structs.replace(GUEST, home_tenant=ABROAD)
    other = structs.replace(GUEST, home_tenant="cccccccc-0000-0000-0000-00000000000c")
    assert unmanaged(Estate((excluding, known)), Bounds(), known.address) is True
    assert unmanaged(Estate((excluding, other)), Bounds(), other.address) is False
    assert isinstance(unmanaged(Estate((excluding, structs.replace(GUEST, home_tenant=Unknown("?")))), Bounds(), GUEST.address), Unknown)


def test_nothing_to_judge_without_people_or_policies() -> None:
    assert _holes(store(), identity("id")) == ()


def test_a_tenant_without_policies() -> None:
    (hole,) = _holes(USER)
    assert hole.policy is None
    assert isinstance(hole.open, Unknown)
    live = structs.replace(USER, origin=Origin(file="tenant", dialect="live"))
    assert _holes(live)[0].open is True
    exported = structs.replace(USER, origin=Origin(file="users.json", dialect="graph"))
    assert isinstance(_holes(exported)[0].open, Unknown), "an export of users alone says nothing of the list of policies"
    shown = Account(
        address="conditionalAccess", type="t", cloud="entra", origin=HERE, without_sign_in_policies="the list of policies is empty"
    )
    assert [(h.open, h.because) for h in _holes(shown)] == [(True, "the list of policies is empty")]


def test_symbols_are_not_known() -> None:
    assert [v for _, v in _short(_holes(policy("x", users={"includeUsers": ["All"], "excludeUsers": [symbol("var.who", "")]})))] == [
        "unknown"
    ]


def test_one_hole_for_each_cause() -> None:
    two = policy("x", users={"includeUsers": ["All"], "excludeUsers": ["azuread_user.ann", "azuread_user.bob"]})
    assert len(_holes(two, USER, identity("bob", "user"))) == 1, "both are treated alike"
    far = policy(
        "y", users={"includeUsers": ["All"]}, conditions={"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}}
    )
    assert [p for p, _ in _short(_holes(far))] == ["y"]


def test_unmanaged_for_groups_and_machines() -> None:
    closed = policy("x", users={"includeUsers": ["All"], "excludeGroups": ["azuread_group.out"]})
    out = identity("out", "group", members=("azuread_group.in",))
    inner, staff = identity("in", "group", members=("oid-pia",)), identity("staff", "group", members=("oid-ann",))
    estate = Estate((closed, out, inner, staff, USER, GUEST, identity("id")))
    assert [unmanaged(estate, Bounds(), f"azuread_group.{g}") for g in ("out", "in", "staff")] == [True, True, False]
    mixed = Estate((closed, out, identity("mixed", "group", members=("oid-ann", "oid-pia")), inner, USER, GUEST))
    assert unmanaged(mixed, Bounds(), "azuread_group.mixed") is True
    assert unmanaged(estate, Bounds(), "azurerm_user_assigned_identity.id") is False
    assert unmanaged(estate, Bounds(), "99999999-0000-0000-0000-000000000000") is False
    assert isinstance(unmanaged(Estate((USER,)), Bounds(), USER.address), Unknown)
