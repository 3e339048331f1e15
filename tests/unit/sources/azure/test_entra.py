# SPDX-License-Identifier: Apache-2.0
"""People, guests, groups, applications and Conditional Access."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import TENANT, estate, one, placed, ref, res

from intramuros.estate.access import Identity
from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.values import Unknown

GUEST = res("azuread_invitation.g", user_display_name="G", user_email_address="g@far.example", redirect_url="https://x")
GROUP = res("azuread_group.g", display_name="g")


def test_an_invited_guest_is_found_by_user_id() -> None:
    found = one(Identity, GUEST.address, GUEST)
    assert (found.kind, found.person, found.cloud, found.account) == ("guest", True, "entra", TENANT)
    assert ref(GUEST.address, "user_id") in found.ids
    assert isinstance(found.home_tenant, Unknown)


@pytest.mark.parametrize(("sign_in", "kind"), [("a@own.example", "user"), ("b_far.example#EXT#@own.example", "guest")])
@pytest.mark.parametrize("mode", ["", "data."])
def test_a_sign_in_name_gives_guests_away(sign_in: str, kind: str, mode: str) -> None:
    address = f"{mode}azuread_user.u"
    found = one(Identity, address, res(address, user_principal_name=sign_in))
    assert found.kind == kind
    assert sign_in in found.ids


@pytest.mark.parametrize(
    ("address", "attrs", "parts", "members", "shown", "person"),
    [
        ("azuread_group.g", {}, (), (), True, True),
        ("azuread_group.g", {"members": [ref(GUEST.address, "user_id")]}, (), (GUEST.address,), True, True),
        ("azuread_group.g", {}, ("member",), (GUEST.address,), True, True),
        ("azuread_group.g", {}, ("machine",), ("azurerm_user_assigned_identity.m",), True, False),
        ("azuread_group.g", {}, ("machine", "member"), ("azurerm_user_assigned_identity.m", GUEST.address), True, True),
        ("azuread_group.g", {"dynamic_membership": [{"enabled": True, "rule": "x"}]}, (), (), False, True),
        ("azuread_group.g", {"types": ["DynamicMembership"]}, (), (), False, True),
        ("azuread_group.g", {"members": Unknown("var.people")}, (), (Unknown("var.people"),), False, True),
        ("data.azuread_group.g", {}, (), (), False, True),
    ],
)
def test_groups(address: str, attrs: dict[str, Any], parts: tuple[str, ...], members: tuple[Any, ...], shown: bool, person: bool) -> None:
    machine = placed("azurerm_user_assigned_identity.m")
    links = {
        "member": res("azuread_group_member.a", group_object_id=ref(address, "object_id"), member_object_id=ref(GUEST.address, "user_id")),
        "machine": res(
            "azuread_group_member.b", group_object_id=ref(address, "object_id"), member_object_id=ref(machine.address, "principal_id")
        ),
    }
    found = one(Identity, address, res(address, display_name="g", **attrs), GUEST, machine, *(links[p] for p in parts))
    assert (found.members, found.members_known, found.person) == (members, shown, person)


def test_a_membership_by_literal_object_id_counts() -> None:
    looked = res("data.azuread_group.g", object_id="0f")
    link = res("azuread_group_member.a", group_object_id="0f", member_object_id=ref(GUEST.address, "user_id"))
    assert one(Identity, looked.address, looked, link, GUEST).members == (GUEST.address,)


@pytest.mark.parametrize("key", ["client_id", "application_id"])
def test_a_service_principal_takes_owners_and_federations_of_its_application(key: str) -> None:
    app = res("azuread_application.a", display_name="App", owners=[ref("azuread_user.o", "object_id")])
    principal = res("azuread_service_principal.s", **{key: ref(app.address, key)})
    token = res(
        "azuread_application_federated_identity_credential.f",
        application_id=ref(app.address),
        issuer="https://i",
        subject="s",
        audiences=["a"],
    )
    made = estate(app, principal, token, res("azuread_user.o", user_principal_name="o@x"))
    found = made.find(principal.address, Identity)
    assert found is not None
    assert (found.name, found.owners, [f.issuer for f in found.federations]) == ("App", ("azuread_user.o",), ["https://i"])
    assert made.find(app.address, Identity) is None


def test_directory_roles_are_privileges_of_their_holder() -> None:
    role = res("azuread_directory_role.ga", display_name="Global Administrator")
    held = res(
        "azuread_directory_role_assignment.a",
        role_id=ref(role.address, "template_id"),
        principal_object_id=ref("azuread_user.o", "object_id"),
    )
    by_guid = res(
        "azuread_directory_role_assignment.b",
        role_id="9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        principal_object_id=ref("azuread_user.o", "object_id"),
    )
    found = one(Identity, "azuread_user.o", role, held, by_guid, res("azuread_user.o", user_principal_name="o@x"))
    assert found.privileges == ("Global Administrator", "Application Administrator")


def policy(*parts: Any, users: dict[str, Any] | None = None, state: Any = "enabled", **attrs: Any) -> SignInPolicy:
    conditions = {
        "applications": [{"included_applications": ["All"]}],
        "users": [users or {"included_users": ["All"]}],
        **attrs.pop("conditions", {}),
    }
    given = {"display_name": "CA", "state": state, "conditions": [conditions], **attrs}
    return one(
        SignInPolicy, "azuread_conditional_access_policy.p", res("azuread_conditional_access_policy.p", **given), GUEST, GROUP, *parts
    )


def test_a_policy_has_graphs_shape_and_addresses_for_ids() -> None:
    users = {
        "included_users": ["All"],
        "excluded_users": [ref(GUEST.address, "user_id")],
        "excluded_groups": [ref(GROUP.address, "object_id")],
        "excluded_roles": ["62e90394-69f5-4237-9190-012177145e10"],
        "included_guests_or_external_users": [
            {"guest_or_external_user_types": ["b2bCollaborationGuest", "internalGuest"], "external_tenants": [{"membership_kind": "all"}]}
        ],
    }
    found = policy(users=users, grant_controls=[{"operator": "AND", "built_in_controls": ["mfa", "compliantDevice"]}])
    assert found.conditions["users"] == {
        "includeUsers": ["All"],
        "excludeUsers": [GUEST.address],
        "excludeGroups": [GROUP.address],
        "excludeRoles": ["Global Administrator"],
        "includeGuestsOrExternalUsers": {
            "guestOrExternalUserTypes": "b2bCollaborationGuest,internalGuest",
            "externalTenants": {"membershipKind": "all", "members": []},
        },
    }
    assert found.conditions["applications"] == {"includeApplications": ["All"]}
    assert found.grant == {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}


@pytest.mark.parametrize("state", ["enabled", "disabled", "enabledForReportingButNotEnforced"])
def test_states_are_kept(state: str) -> None:
    assert policy(state=state).state == state


def test_an_unknown_state_or_population_stays_unknown() -> None:
    assert isinstance(policy(state=ref("var.state", "")).state, Unknown)
    found = policy(users={"included_users": Unknown("var.users")})
    assert found.conditions["users"]["includeUsers"] == Unknown("var.users")


def test_conditions_that_narrow_are_kept() -> None:
    place = res("azuread_named_location.l", display_name="wards", ip=[{"ip_ranges": ["203.0.113.0/24"], "trusted": True}])
    conditions = {
        "client_app_types": ["browser"],
        "platforms": [{"included_platforms": ["all"], "excluded_platforms": ["macOS"]}],
        "locations": [{"included_locations": ["All"], "excluded_locations": [ref(place.address)]}],
        "devices": [{"filter": [{"mode": "exclude", "rule": 'device.trustType -eq "AzureAD"'}]}],
    }
    found = policy(place, conditions=conditions).conditions
    assert found["clientAppTypes"] == ["browser"]
    assert found["platforms"] == {"includePlatforms": ["all"], "excludePlatforms": ["macOS"]}
    assert found["locations"] == {"includeLocations": ["All"], "excludeLocations": [place.address]}
    assert found["devices"]["deviceFilter"]["mode"] == "exclude"
    where = one(NamedLocation, place.address, place)
    assert (where.trusted, where.cidrs) == (True, ("203.0.113.0/24",))


def test_an_authentication_strength_is_resolved() -> None:
    strength = res("azuread_authentication_strength_policy.s", display_name="phish", allowed_combinations=["fido2"])
    found = policy(strength, grant_controls=[{"operator": "OR", "authentication_strength_policy_id": ref(strength.address)}])
    assert found.grant["authenticationStrength"] == {"id": strength.address, "displayName": "phish", "allowedCombinations": ["fido2"]}


def test_session_controls_alone_grant_nothing() -> None:
    assert policy(session_controls=[{"sign_in_frequency": 4}]).grant == {}


def test_a_group_looked_up_and_declared_is_one_group() -> None:
    again = res("data.azuread_group.again", display_name="g")
    link = res("azuread_group_member.a", group_object_id=ref(again.address, "object_id"), member_object_id=ref(GUEST.address, "user_id"))
    found = [i for i in estate(GROUP, again, link, GUEST).all(Identity) if i.kind == "group"]
    assert [(g.address, g.members) for g in found] == [(GROUP.address, (GUEST.address,))]
