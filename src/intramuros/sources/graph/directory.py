# SPDX-License-Identifier: Apache-2.0
"""People, groups, applications, roles and PIM schedules of Graph, in the shape of azuread.

learn.microsoft.com/graph/api/resources/{user,group,serviceprincipal,application,directoryrole,unifiedroleassignment,
unifiedroleassignmentscheduleinstance,privilegedaccessgroupeligibilityscheduleinstance}.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown
from intramuros.sources.graph.objects import listed
from intramuros.sources.marked import Marked

_GROUP: Final = lazy(r"groups/([0-9a-fA-F-]{36})(?:/|$)")


class Made(Struct, frozen=True, kw_only=True):
    """One resource that an object of Graph comes to."""

    type: str
    room: str
    """The first part of its address: the collection of Graph that lists it."""
    attrs: dict[str, Any]
    at: Marked


def user(found: Marked) -> Iterator[Made]:
    """A member or guest."""
    keys = {"userPrincipalName": "user_principal_name", "mail": "mail", "displayName": "display_name", "userType": "user_type"}
    attrs = _some(found, keys | {"accountEnabled": "account_enabled"})
    yield Made(type="azuread_user", room="users", attrs=attrs, at=found)


def group(found: Marked) -> Iterator[Made]:
    """A group; whom it holds is known where the export lists its members."""
    attrs = _some(found, {"displayName": "display_name", "isAssignableToRole": "assignable_to_role", "groupTypes": "types"})
    attrs["members"] = _members(found)
    attrs["owners"] = _owners(found)
    yield Made(type="azuread_group", room="groups", attrs={k: v for k, v in attrs.items() if v is not None}, at=found)


def _members(found: Marked) -> Any:
    stated = listed(found.get("members"), "members")
    if stated is None:
        return Unknown("the export does not list the group's members")
    more = [Unknown("the export leaves out further pages of the group's members")] if "members@odata.nextLink" in found else []
    return stated if isinstance(stated, Unknown) else [*stated, *more]


def _owners(found: Marked) -> Any:
    owners = listed(found.get("owners"), "owners")
    return [owners] if isinstance(owners, Unknown) else owners


def service_principal(found: Marked) -> Iterator[Made]:
    """An application as it stands in the tenant, with whose application it is."""
    keys = {"displayName": "display_name", "appId": "client_id", "appOwnerOrganizationId": "application_tenant_id"}
    attrs = _some(found, keys) | ({"owners": owners} if (owners := _owners(found)) is not None else {})
    yield Made(type="azuread_service_principal", room="servicePrincipals", attrs=attrs, at=found)
    for one in _objects(found.get("appRoleAssignments")):
        yield from permission(one)


def application(found: Marked) -> Iterator[Made]:
    """A registration, with the outside token issuers that may sign in as it."""
    attrs = _some(found, {"displayName": "display_name", "appId": "client_id"})
    attrs |= {"owners": owners} if (owners := _owners(found)) is not None else {}
    yield Made(type="azuread_application", room="applications", attrs=attrs, at=found)
    for one in _objects(found.get("federatedIdentityCredentials")):
        own = _some(one, {"issuer": "issuer", "subject": "subject", "audiences": "audiences", "name": "display_name"})
        own["application_object_id"] = found.get("id")
        yield Made(type="azuread_application_federated_identity_credential", room="federatedIdentityCredentials", attrs=own, at=one)


def permission(found: Marked) -> Iterator[Made]:
    """An application permission that a service principal holds."""
    keys = {"principalId": "principal_object_id", "appRoleId": "app_role_id", "resourceId": "resource_object_id"}
    yield Made(type="azuread_app_role_assignment", room="appRoleAssignments", attrs=_some(found, keys), at=found)


def role(found: Marked) -> Iterator[Made]:
    """A directory role or the definition of one, with its members where they are listed."""
    keys = {"displayName": "display_name", "roleTemplateId": "template_id", "templateId": "template_id"}
    kind = "azuread_custom_directory_role" if found.get("isBuiltIn") is False else "azuread_directory_role"
    yield Made(type=kind, room="directoryRoles", attrs=_some(found, keys), at=found)
    members = listed(found.get("members"), "members")
    for member in members if isinstance(members, list) else ():
        attrs = {"role_object_id": found.get("id"), "member_object_id": member}
        yield Made(type="azuread_directory_role_member", room="directoryRoles/members", attrs=attrs, at=found)


def role_assignment(found: Marked) -> Iterator[Made]:
    """A role that somebody holds; one that he activated is his by an eligibility, which is no holding."""
    if str(found.get("assignmentType")).casefold() == "activated":
        return
    keys = {"principalId": "principal_object_id", "directoryScopeId": "directory_scope_id", "appScopeId": "app_scope_id"}
    attrs = _some(found, keys)
    definition = found.get("roleDefinition")
    named = definition.get("displayName") if isinstance(definition, Marked) else None
    attrs["role_id"] = named or found.get("roleDefinitionId")
    yield Made(type="azuread_directory_role_assignment", room="roleAssignments", attrs=attrs, at=found)


def eligibility(found: Marked) -> Iterator[Made]:
    """A role that somebody may activate."""
    keys = {"principalId": "principal_id", "roleDefinitionId": "role_definition_id", "directoryScopeId": "directory_scope_id"}
    attrs = _some(found, keys)
    yield Made(type="azuread_directory_role_eligibility_schedule_request", room="roleEligibilitySchedules", attrs=attrs, at=found)


def group_schedule(found: Marked) -> Iterator[Made]:
    """PIM for Groups: a membership that may be activated, or one that is active for a time."""
    active = "assignmentType" in found
    if active and str(found.get("assignmentType")).casefold() == "activated":
        return
    kind = "azuread_privileged_access_group_assignment_schedule" if active else "azuread_privileged_access_group_eligibility_schedule"
    attrs = _some(found, {"groupId": "group_id", "principalId": "principal_id", "accessId": "assignment_type"})
    attrs["permanent_assignment"] = found.get("endDateTime") is None
    yield Made(type=kind, room="privilegedAccess/group", attrs=attrs, at=found)


def review(found: Marked) -> Iterator[Made]:
    """A recurring access review of one group; a one-time one recurs never, and one that is finished has an end."""
    settings, scope = found.get("settings"), found.get("scope")
    recurrence = settings.get("recurrence") if isinstance(settings, Marked) else Unknown("the review's settings")
    query = scope.get("query") if isinstance(scope, Marked) else None
    group = _GROUP.search(query) if isinstance(query, str) else None
    if group is None or str(found.get("status")).casefold() in ("completed", "autoreviewed", "applied"):
        return
    attrs = {"display_name": found.get("displayName"), "object_id": found.get("id"), "recurrence": recurrence, "groups": [group[1]]}
    kind = "azuread_access_review_schedule_definition"
    yield Made(type=kind, room="accessReviews", attrs={k: v for k, v in attrs.items() if v is not None}, at=found)


def _some(found: Marked, keys: dict[str, str]) -> dict[str, Any]:
    stated = {"object_id": found.get("id")} | {snake: found[camel] for camel, snake in keys.items() if camel in found}
    return {k: v for k, v in stated.items() if v is not None}


def _objects(value: Any) -> list[Marked]:
    return [v for v in value if isinstance(v, Marked)] if isinstance(value, list) else []


_NESTED: Final = ("members", "owners", "transitiveMembers", "principal")


def within(found: Marked) -> Iterator[Marked]:
    """Accounts that stand in full inside another object: the members of a group, the holder of a role."""
    for key in _NESTED:
        value = found.get(key)
        yield from (v for v in _objects([value] if isinstance(value, Marked) else value) if v.get("userPrincipalName") or v.get("appId"))
