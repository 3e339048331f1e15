# SPDX-License-Identifier: Apache-2.0
"""What an object of Graph is: by what only that kind has, else by the type it says, else by the list it stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from intramuros.estate.patterns import lazy
from intramuros.sources.marked import Marked

Kind = Literal[
    "policy",
    "location",
    "strength",
    "user",
    "group",
    "service-principal",
    "application",
    "permission",
    "role",
    "role-assignment",
    "eligibility",
    "group-schedule",
    "review",
    "security-defaults",
    "cross-tenant",
    "organization",
    "aside",
    "",
]
_BY_SHAPE: Final[tuple[tuple[Kind, Callable[[Marked], bool]], ...]] = (
    ("policy", lambda o: "conditions" in o and ("grantControls" in o or "sessionControls" in o or "state" in o)),
    ("strength", lambda o: "allowedCombinations" in o),
    ("location", lambda o: "countriesAndRegions" in o or "ipRanges" in o or "compliantNetworkType" in o),
    ("cross-tenant", lambda o: "b2bCollaborationInbound" in o),
    ("group-schedule", lambda o: "groupId" in o and "principalId" in o and "accessId" in o),
    ("review", lambda o: "settings" in o and "scope" in o and "recurrence" in str(o.get("settings"))),
    ("permission", lambda o: "appRoleId" in o and "principalId" in o),
    ("role", lambda o: "roleTemplateId" in o or "rolePermissions" in o),
    ("group", lambda o: "groupTypes" in o or ("securityEnabled" in o and "mailEnabled" in o)),
    ("service-principal", lambda o: "servicePrincipalType" in o or ("appId" in o and "appOwnerOrganizationId" in o)),
    ("application", lambda o: "appId" in o and ("signInAudience" in o or "passwordCredentials" in o)),
    ("user", lambda o: "userPrincipalName" in o),
    ("organization", lambda o: "verifiedDomains" in o),
)
_BY_TYPE: Final[dict[str, Kind]] = {
    "conditionalaccesspolicy": "policy",
    "authenticationstrengthpolicy": "strength",
    "ipnamedlocation": "location",
    "countrynamedlocation": "location",
    "compliantnetworknamedlocation": "location",
    "user": "user",
    "group": "group",
    "serviceprincipal": "service-principal",
    "application": "application",
    "directoryrole": "role",
    "organization": "organization",
}
_BY_LIST: Final[tuple[tuple[str, Kind], ...]] = (
    (r"conditionalAccess/policies(?:/\$entity)?$", "policy"),
    (r"conditionalAccess/namedLocations", "location"),
    (r"authenticationStrength/policies|authenticationStrengthPolicies", "strength"),
    (r"roleManagement/directory/roleEligibilitySchedule", "eligibility"),
    (r"roleManagement/directory/roleAssignment(?:s|Schedules|ScheduleInstances)\b", "role-assignment"),
    (r"roleManagement/directory/roleDefinitions|#directoryRoles", "role"),
    (r"identitySecurityDefaultsEnforcementPolicy", "security-defaults"),
    (r"crossTenantAccessPolicy", "cross-tenant"),
    (r"accessReviews/definitions", "review"),
    (r"#agreements|termsOfUse/agreements|oauth2PermissionGrants|administrativeUnits|roleManagementPolic|ScheduleRequests", "aside"),
    (r"#users\b(?!\()", "user"),
    (r"#groups(?:$|\()", "group"),
    (r"#servicePrincipals\b(?!.*appRole)", "service-principal"),
    (r"#applications\b", "application"),
    (r"#organization\b", "organization"),
)
_CASELESS: Final = "(?i)"


def kind_of(found: Marked, context: str) -> Kind:
    """The kind of an object in a list; '' for one that no answer here rests on."""
    by_shape = next((k for k, fits in _BY_SHAPE if fits(found)), None)
    if by_shape:
        return by_shape
    said = str(found.get("@odata.type") or "").rsplit(".", 1)[-1].casefold()
    return _BY_TYPE.get(said) or listing(context) or _loose(found)


def listing(context: str) -> Kind:
    """What a list holds, by its context."""
    fragment = context.partition("$metadata")[2]
    return next((k for pattern, k in _BY_LIST if fragment and lazy(_CASELESS + pattern).search(fragment)), "")


def _loose(found: Marked) -> Kind:
    """Objects that say neither their type nor their list."""
    if "roleDefinitionId" in found and "principalId" in found:
        return "role-assignment" if "assignmentType" in found or "startDateTime" not in found else "eligibility"
    return "security-defaults" if "isEnabled" in found and str(found.get("displayName")).casefold() == "security defaults" else ""
