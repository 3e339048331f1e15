# SPDX-License-Identifier: Apache-2.0
"""Exports of Graph: what each object comes to, what is left out, and what of it is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intramuros.estate.access import Identity
from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.graph import Reading
from intramuros.estate.values import Unknown
from intramuros.sources.catalogue import read
from intramuros.sources.documents import Document
from intramuros.sources.graph.claims import claims
from intramuros.sources.graph.reader import read as read_graph

V1 = "https://graph.microsoft.com/v1.0/$metadata#"
ANN, PIA, ROBOT = (f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2, 3))
GLOBAL = "62e90394-69f5-4237-9190-012177145e10"


def _user(own: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": own, "displayName": name, "userPrincipalName": f"{name}@klinik.example", **more}


def _reading(folder: Path, **files: Any) -> Reading:
    for name, value in files.items():
        text = value if isinstance(value, str) else json.dumps(value, indent=1)
        (folder / f"{name}.json").write_text(text, "utf-8")
    return read([folder])


def _identity(reading: Reading, address: str) -> Identity:
    found = reading.estate.by_address[address]
    assert isinstance(found, Identity)
    return found


def test_roles_are_held_by_assignment_and_by_membership(tmp_path: Path) -> None:
    found = _reading(
        tmp_path,
        users={"value": [_user(ANN, "ann"), _user(PIA, "pia"), _user(ROBOT, "bob")]},
        assignments={
            "@odata.context": f"{V1}roleManagement/directory/roleAssignments",
            "value": [{"id": "a", "principalId": ANN, "roleDefinitionId": GLOBAL, "directoryScopeId": "/"}],
        },
        roles={"value": [{"id": "r", "displayName": "Groups Administrator", "roleTemplateId": "x", "members": [{"id": PIA}]}]},
    )
    assert _identity(found, "users/ann@klinik.example").privileges == ("Global Administrator",)
    assert _identity(found, "users/pia@klinik.example").privileges == ("Groups Administrator",)
    assert _identity(found, "users/bob@klinik.example").privileges == ()


def test_a_role_that_was_activated_or_is_eligible_is_not_held(tmp_path: Path) -> None:
    base = f"{V1}roleManagement/directory/"
    one = {"principalId": ANN, "roleDefinitionId": GLOBAL, "directoryScopeId": "/", "startDateTime": "2026-01-01T00:00:00Z"}
    found = _reading(
        tmp_path,
        users={"value": [_user(ANN, "ann")]},
        active={"@odata.context": f"{base}roleAssignmentScheduleInstances", "value": [{**one, "id": "1", "assignmentType": "Activated"}]},
        eligible={"@odata.context": f"{base}roleEligibilityScheduleInstances", "value": [{**one, "id": "2"}]},
    )
    assert _identity(found, "users/ann@klinik.example").privileges == ()
    assert not found.gaps


def test_groups_know_their_members_where_these_are_listed(tmp_path: Path) -> None:
    shape = {"groupTypes": [], "securityEnabled": True}
    found = _reading(
        tmp_path,
        groups={
            "value": [
                {"id": "g1", "displayName": "whole", **shape, "members": [_user(ANN, "ann")]},
                {"id": "g2", "displayName": "half", **shape, "members": [{"id": ANN}], "members@odata.nextLink": "https://…"},
                {"id": "g3", "displayName": "bare", **shape},
                {"id": "g4", "displayName": "rule", "groupTypes": ["DynamicMembership"], "securityEnabled": True, "members": []},
            ]
        },
        pim={"value": [{"id": "p", "groupId": "g1", "principalId": PIA, "accessId": "member", "endDateTime": None}]},
    )
    known = {n: _identity(found, f"groups/{n}").members_known for n in ("whole", "half", "bare", "rule")}
    assert known == {"whole": True, "half": False, "bare": False, "rule": False}
    assert _identity(found, "groups/whole").members == ("users/ann@klinik.example",)
    assert _identity(found, "groups/whole").timed == (PIA,)


@pytest.mark.parametrize(
    ("upn", "kind", "as_guest"),
    [
        ("a@klinik.example", "Member", None),
        ("a@klinik.example", "Guest", "internalGuest"),
        ("a_x.example#EXT#@klinik.example", "Guest", "b2bCollaborationGuest"),
        ("a_x.example#EXT#@klinik.example", "Member", "b2bCollaborationMember"),
    ],
)
def test_kinds_of_guests(upn: str, kind: str, as_guest: str | None, tmp_path: Path) -> None:
    found = _reading(tmp_path, users=[{"id": ANN, "displayName": "a", "userPrincipalName": upn, "userType": kind}])
    person = _identity(found, f"users/{upn}")
    assert (person.guest_type if person.kind == "guest" else None) == as_guest


def test_an_application_of_another_tenant_is_foreign(tmp_path: Path) -> None:
    home, abroad = "aaaaaaaa-0000-0000-0000-000000000000", "bbbbbbbb-0000-0000-0000-000000000000"
    found = _reading(
        tmp_path,
        organization={"value": [{"id": home, "displayName": "Klinik", "verifiedDomains": []}]},
        principals={
            "value": [
                {"id": "1", "appId": "x", "displayName": "vendor", "servicePrincipalType": "Application", "appOwnerOrganizationId": abroad},
                {"id": "2", "appId": "y", "displayName": "own", "servicePrincipalType": "Application", "appOwnerOrganizationId": home},
            ]
        },
    )
    assert _identity(found, "servicePrincipals/vendor").home_tenant == abroad
    assert _identity(found, "servicePrincipals/own").home_tenant is None


def test_federated_credentials_and_owners(tmp_path: Path) -> None:
    credential = {
        "name": "c",
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:o/r:ref:refs/heads/main",
        "audiences": [],
    }
    app = {"id": "o", "appId": "c", "displayName": "app", "signInAudience": "AzureADMyOrg", "owners": [_user(ANN, "ann")]}
    found = _reading(tmp_path, applications={"value": [{**app, "federatedIdentityCredentials": [credential]}]})
    (federation,) = _identity(found, "applications/app").federations
    assert federation.subject == "repo:o/r:ref:refs/heads/main"
    assert _identity(found, "applications/app").owners == ("users/ann@klinik.example",)


def test_named_locations(tmp_path: Path) -> None:
    found = _reading(
        tmp_path,
        places={
            "value": [
                {"id": "1", "displayName": "net", "isTrusted": True, "ipRanges": [{"cidrAddress": "203.0.113.0/24"}]},
                {"id": "2", "displayName": "land", "countriesAndRegions": ["DE"], "includeUnknownCountriesAndRegions": False},
                {"id": "3", "displayName": "gsa", "isTrusted": True, "compliantNetworkType": "allTenantCompliantNetworks"},
            ]
        },
    )
    net, land, gsa = (found.estate.find(f"namedLocations/{n}", NamedLocation) for n in ("net", "land", "gsa"))
    assert net is not None
    assert land is not None
    assert gsa is not None
    assert (net.trusted, net.cidrs, land.countries) == (True, ("203.0.113.0/24",), ("DE",))
    assert isinstance(gsa.trusted, Unknown)


def test_one_policy_in_two_exports_that_differ(tmp_path: Path) -> None:
    one = {"id": ANN, "displayName": "CA", "state": "enabled", "conditions": {}, "grantControls": None}
    found = _reading(tmp_path, a=[one], b=[{**one, "state": "disabled"}], c=[{**one, "id": PIA}])
    policies = {p.address: p.state for p in found.estate.all(SignInPolicy)}
    assert isinstance(policies["conditionalAccess/CA"], Unknown)
    assert policies["conditionalAccess/CA (2)"] == "enabled"


def test_what_is_not_understood_is_said_once(tmp_path: Path) -> None:
    strange = {"@odata.type": "#microsoft.graph.deviceConfiguration", "id": "1", "displayName": "x"}
    found = read_graph([_document(tmp_path / f"{n}.json", json.dumps({**strange, "id": n})) for n in ("a", "b")])
    assert [g.what for g in found.gaps] == ["`deviceConfiguration` of Graph is not understood, here and wherever else it stands"]


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        ('{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": []}', True),
        ('[{"Id": "1", "Conditions": {}, "GrantControls": null}]', True),
        ('{"AWSTemplateFormatVersion": "2010-09-09", "Conditions": {}, "GrantControls": 1}', False),
        ('{"resource_changes": [], "userPrincipalName": 1, "displayName": 1, "id": 1}', False),
        ('{"name": "package", "version": "1"}', False),
        ("not JSON", False),
    ],
)
def test_claims(text: str, mine: bool, tmp_path: Path) -> None:
    assert claims(_document(tmp_path / "f.json", text)) is mine


def _document(path: Path, text: str) -> Document:
    return Document(path=path, shown=path.as_posix(), below=path.name, text=text)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.sampled_from(["All", "x", "unknownFutureValue", "@{a=b}", "", "a b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "value id displayName state conditions grantControls users applications includeUsers excludeUsers includeGroups locations devices "
                "deviceFilter platforms includeGuestsOrExternalUsers guestOrExternalUserTypes externalTenants builtInControls authenticationStrength "
                "members groupTypes userPrincipalName ipRanges roleTemplateId @odata.nextLink AdditionalProperties".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(SHAPES)
def test_odd_shapes_are_read_without_a_crash(value: Any) -> None:
    path = Path("odd.json")
    found = read_graph([_document(path, json.dumps(value))])
    assert all(d.address for d in found.declared)
