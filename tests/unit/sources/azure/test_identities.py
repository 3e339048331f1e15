# SPDX-License-Identifier: Apache-2.0
"""Managed identities, roles, assignments, PIM, Lighthouse, management groups: who is meant, by what name, at which scope."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from data_kit import SUBSCRIPTION, estate, lowered, one, placed, ref, res, rg

from intramuros.estate.access import Account, Identity, RoleAssignment, RoleDefinition
from intramuros.estate.graph import Container
from intramuros.estate.values import Unknown

CURRENT = res("data.azurerm_subscription.current")
AGENT = placed("azurerm_user_assigned_identity.agent")
GUID = "b24988ac-6180-42a0-ab88-20f7382dd24c"


def assignment(*parts: Any, **attrs: Any) -> RoleAssignment:
    given = {
        "scope": ref("azurerm_resource_group.rg"),
        "role_definition_name": "Reader",
        "principal_id": ref(AGENT.address, "principal_id"),
        **attrs,
    }
    return one(RoleAssignment, "azurerm_role_assignment.a", res("azurerm_role_assignment.a", **given), AGENT, rg(), *parts)


CLUSTER = placed("azurerm_kubernetes_cluster.k", default_node_pool=[{"vm_size": "Standard_D2s_v5"}], identity=[{"type": "SystemAssigned"}])
OWN_KUBELET = placed(
    "azurerm_kubernetes_cluster.u",
    default_node_pool=[{"vm_size": "Standard_D2s_v5"}],
    identity=[{"type": "UserAssigned"}],
    kubelet_identity=[{"user_assigned_identity_id": ref(AGENT.address)}],
)
BOTH = placed("azurerm_data_factory.f", identity=[{"type": "SystemAssigned, UserAssigned", "identity_ids": [ref(AGENT.address)]}])


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (ref(AGENT.address, "principal_id"), AGENT.address),
        (ref("azurerm_kubernetes_cluster.k", "identity.0.principal_id"), "azurerm_kubernetes_cluster.k#system"),
        (ref("azurerm_kubernetes_cluster.k", "kubelet_identity.0.object_id"), "azurerm_kubernetes_cluster.k#kubelet"),
        (ref("azurerm_kubernetes_cluster.u", "kubelet_identity.0.object_id"), AGENT.address),
        (ref("azurerm_data_factory.f", "identity.0.principal_id"), "azurerm_data_factory.f#system"),
        ("7f0c0000-0000-0000-0000-000000000001", "7f0c0000-0000-0000-0000-000000000001"),
    ],
)
def test_principals_resolve_to_identities(principal: str, expected: str) -> None:
    found = assignment(CLUSTER, OWN_KUBELET, BOTH, principal_id=principal)
    assert found.principal == expected
    if "#" in expected:
        made = one(Identity, expected, CLUSTER, OWN_KUBELET, BOTH, AGENT)
        assert (made.kind, made.ids) == ("managed-identity", tuple(i for i in made.ids if i.startswith("\ue000")))


def test_no_system_identity_where_none_is_asked_for() -> None:
    found = estate(OWN_KUBELET, AGENT)
    assert found.find("azurerm_kubernetes_cluster.u#system", Identity) is None
    assert found.find("azurerm_kubernetes_cluster.u#kubelet", Identity) is None


@pytest.mark.parametrize(
    ("attrs", "parts", "role"),
    [
        ({"role_definition_name": "Storage Blob Data Reader"}, (), "Storage Blob Data Reader"),
        (
            {
                "role_definition_name": None,
                "role_definition_id": f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{GUID}",
            },
            (),
            "Contributor",
        ),
        (
            {"role_definition_name": None, "role_definition_id": ref("data.azurerm_role_definition.push")},
            (res("data.azurerm_role_definition.push", name="AcrPush"),),
            "AcrPush",
        ),
        (
            {"role_definition_name": None, "role_definition_id": ref(CURRENT.address) + ref("data.azurerm_role_definition.g")},
            (CURRENT, res("data.azurerm_role_definition.g", role_definition_id=GUID)),
            "Contributor",
        ),
        (
            {"role_definition_name": None, "role_definition_id": ref("azurerm_role_definition.own", "role_definition_resource_id")},
            (res("azurerm_role_definition.own", name="Own", scope="/subscriptions/s"),),
            "azurerm_role_definition.own",
        ),
        (
            {"role_definition_name": "Own"},
            (res("azurerm_role_definition.own", name="Own", scope="/subscriptions/s"),),
            "azurerm_role_definition.own",
        ),
    ],
)
def test_roles_by_name_by_id_and_looked_up(attrs: dict[str, Any], parts: tuple[Any, ...], role: str) -> None:
    assert assignment(*parts, **attrs).role == role


def test_a_custom_role_has_the_management_apis_shape() -> None:
    block = {"actions": ["Microsoft.Storage/*/read"], "not_actions": ["*/delete"], "data_actions": ["*"], "not_data_actions": []}
    made = one(RoleDefinition, "azurerm_role_definition.r", res("azurerm_role_definition.r", name="R", scope="/x", permissions=[block]))
    assert made.permissions == (
        {"actions": ["Microsoft.Storage/*/read"], "notActions": ["*/delete"], "dataActions": ["*"], "notDataActions": []},
    )


@pytest.mark.parametrize(
    ("scope", "address"),
    [
        (ref("azurerm_resource_group.rg"), "azurerm_resource_group.rg"),
        (f"/subscriptions/{SUBSCRIPTION}/resourceGroups/RG", "azurerm_resource_group.rg"),
        (ref(CURRENT.address), CURRENT.address),
        (f"/subscriptions/{SUBSCRIPTION}", CURRENT.address),
        (ref("data.azurerm_subscription.again"), CURRENT.address),
        (ref("azurerm_storage_container.c"), "azurerm_storage_container.c"),
        ("/subscriptions/99999999-0000-0000-0000-000000000000/resourceGroups/far", None),
    ],
)
def test_scopes_resolve(scope: str, address: str | None) -> None:
    store = placed("azurerm_storage_account.st")
    part = res("azurerm_storage_container.c", name="c", storage_account_id=ref(store.address))
    found = assignment(CURRENT, res("data.azurerm_subscription.again"), store, part, scope=scope)
    assert found.scope_address == address
    assert isinstance(found.scope, str)
    assert found.scope.startswith("/subscriptions/")


def test_a_subscription_that_a_plan_looked_up_is_the_providers_own() -> None:
    looked = res("data.azurerm_subscription.current", id="/subscriptions/00000000-0000-0000-0000-00000000aaaa")
    found = assignment(looked, scope="/subscriptions/00000000-0000-0000-0000-00000000aaaa")
    assert (found.scope, found.scope_address) == (f"/subscriptions/{SUBSCRIPTION}", looked.address)


@pytest.mark.parametrize(
    ("type_", "attrs", "state", "permanent"),
    [
        ("azurerm_role_assignment", {}, "active", True),
        ("azurerm_pim_active_role_assignment", {}, "active", True),
        ("azurerm_pim_active_role_assignment", {"schedule": [{"start_date_time": "2026-01-01T00:00:00Z"}]}, "active", True),
        ("azurerm_pim_active_role_assignment", {"schedule": [{"expiration": [{"duration_hours": 8}]}]}, "active", False),
        ("azurerm_pim_eligible_role_assignment", {"schedule": [{"expiration": [{"duration_days": 180}]}]}, "eligible", False),
        ("azurerm_pim_eligible_role_assignment", {"schedule": Unknown("x")}, "eligible", Unknown("x")),
    ],
)
def test_states_and_ends(type_: str, attrs: dict[str, Any], state: str, permanent: Any) -> None:
    made = res(f"{type_}.x", scope=ref("azurerm_resource_group.rg"), role_definition_id=GUID, principal_id="p", **attrs)
    found = one(RoleAssignment, made.address, made, rg())
    assert (found.state, found.permanent, found.role) == (state, permanent, "Contributor")


def test_lighthouse_brings_each_authorization_to_each_assignment() -> None:
    definition = res(
        "azurerm_lighthouse_definition.d",
        managing_tenant_id="far",
        scope=f"/subscriptions/{SUBSCRIPTION}",
        authorization=[{"principal_id": "p1", "role_definition_id": GUID}],
        eligible_authorization=[{"principal_id": "p2", "role_definition_id": GUID}],
    )
    link = res("azurerm_lighthouse_assignment.a", scope=ref("azurerm_resource_group.rg"), lighthouse_definition_id=ref(definition.address))
    found = estate(definition, link, rg()).all(RoleAssignment)
    assert [(a.address, a.principal, a.state, a.tenant, a.delegation, a.role, a.scope_address) for a in found] == [
        (link.address, "p1", "active", "far", definition.address, "Contributor", "azurerm_resource_group.rg"),
        (f"{link.address}#1", "p2", "eligible", "far", definition.address, "Contributor", "azurerm_resource_group.rg"),
    ]


def test_a_definition_without_assignment_delegates_nothing() -> None:
    made = res(
        "azurerm_lighthouse_definition.d", managing_tenant_id="far", authorization=[{"principal_id": "p", "role_definition_id": GUID}]
    )
    assert estate(made).all(RoleAssignment) == ()


def test_an_eligible_membership_makes_its_groups_roles_eligible() -> None:
    group = res("azuread_group.g", display_name="g")
    schedule = res(
        "azuread_privileged_access_group_eligibility_schedule.s",
        group_id=ref(group.address, "object_id"),
        principal_id="who",
        assignment_type="member",
    )
    held = res(
        "azurerm_role_assignment.a",
        scope=ref("azurerm_resource_group.rg"),
        role_definition_name="Owner",
        principal_id=ref(group.address, "object_id"),
    )
    found = one(RoleAssignment, f"{schedule.address}#0", group, schedule, held, rg())
    assert (found.principal, found.state, found.role) == ("who", "eligible", "Owner")


def test_management_groups_above_a_subscription_nearest_first() -> None:
    top = res("azurerm_management_group.top", name="top")
    low = res("azurerm_management_group.low", name="low", parent_management_group_id=ref(top.address))
    link = res(
        "azurerm_management_group_subscription_association.l", management_group_id=ref(low.address), subscription_id=ref(CURRENT.address)
    )
    found = estate(top, low, link, CURRENT)
    account = found.find(CURRENT.address, Account)
    assert account is not None
    assert account.ancestors == (low.address, top.address)
    assert found.find(low.address, Container).parent == top.address  # type: ignore[union-attr]


def test_federated_credentials_stand_on_their_identity() -> None:
    made = res(
        "azurerm_federated_identity_credential.f", parent_id=ref(AGENT.address), issuer="https://token", subject="repo:x", audience=["api"]
    )
    (found,) = one(Identity, AGENT.address, AGENT, made).federations
    assert (found.issuer, found.subject, found.audiences, found.address) == ("https://token", "repo:x", ("api",), made.address)


def test_stated_principal_types_tell_people_from_machines() -> None:
    scope = {"scope": ref("azurerm_resource_group.rg"), "role_definition_name": "Owner"}
    people = res("azurerm_role_assignment.p", principal_id="aaaa", principal_type="Group", **scope)
    machine = res("azurerm_role_assignment.m", principal_id="bbbb", principal_type="ServicePrincipal", **scope)
    found = estate(people, machine, rg())
    assert [(i.ids, i.person) for i in found.all(Identity)] == [(("aaaa",), True), (("bbbb",), False)]


def test_cosmos_roles_reach_the_account() -> None:
    account = placed("azurerm_cosmosdb_account.c")
    role_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/c/sqlRoleDefinitions/00000000-0000-0000-0000-000000000001"
    made = res(
        "azurerm_cosmosdb_sql_role_assignment.a", account_name="c", role_definition_id=role_id, principal_id="p", scope=ref(account.address)
    )
    found = one(RoleAssignment, made.address, made, account)
    assert (found.role, found.scope_address) == ("Cosmos DB Built-in Data Reader", account.address)


def test_role_names_agree_with_the_roles_that_reasoning_knows() -> None:
    names = json.loads(files("intramuros.sources.azure").joinpath("role_names.json").read_text("utf-8"))
    roles = json.loads(files("intramuros.reasoning.access.azure").joinpath("builtin_roles.json").read_text("utf-8"))
    assert {r["id"].casefold(): r["name"] for r in roles}.items() <= names.items()


def test_strangers_are_named_and_foreign_providers_left_alone() -> None:
    _, strangers, _ = lowered(res("azurerm_no_such_type.x"), res("aws_s3_bucket.b"))
    assert [s.address for s in strangers] == ["azurerm_no_such_type.x"]


def test_a_container_that_names_its_account_is_a_scope_below_it() -> None:
    store = placed("azurerm_storage_account.st")
    part = res("azurerm_storage_container.c", name="c", storage_account_name="st")
    found = assignment(store, part, scope=ref(part.address, "resource_manager_id"))
    assert found.scope_address == part.address
    assert (
        found.scope
        == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/c"
    )
