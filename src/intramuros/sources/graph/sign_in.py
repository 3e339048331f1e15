# SPDX-License-Identifier: Apache-2.0
"""Conditional Access policies, named locations and authentication strengths of Graph, in the shape of azuread.

learn.microsoft.com/graph/api/resources/conditionalaccesspolicy and …/conditionalaccessconditionset, v1.0 and beta. Whatever narrows a
policy in a way that azuread has no word for is handed on under its own name, so that the policy's reach is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown
from intramuros.sources.graph.objects import listed, said, section
from intramuros.sources.marked import Marked

_GUID: Final = lazy(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORDS: Final = frozenset(
    "All None GuestsOrExternalUsers Office365 MicrosoftAdminPortals AllAgentIdResources AllAgentIdUsers ServicePrincipalsInMyTenant".split()
)
_CLIENTS: Final = {"modern": "mobileAppsAndDesktopClients", "easSupported": "exchangeActiveSync", "easUnsupported": "exchangeActiveSync"}
"""Words of older versions of Graph."""
_RISKS: Final = {
    "signInRiskLevels": "sign_in_risk_levels",
    "userRiskLevels": "user_risk_levels",
    "servicePrincipalRiskLevels": "service_principal_risk_levels",
    "insiderRiskLevels": "insider_risk_levels",
}
_SECTIONS: Final = frozenset(("users", "applications", "platforms", "locations", "devices", "clientApplications", "authenticationFlows"))
_USERS: Final = {
    "includeUsers": "included_users",
    "excludeUsers": "excluded_users",
    "includeGroups": "included_groups",
    "excludeGroups": "excluded_groups",
    "includeRoles": "included_roles",
    "excludeRoles": "excluded_roles",
}
_GUESTS: Final = {
    "includeGuestsOrExternalUsers": "included_guests_or_external_users",
    "excludeGuestsOrExternalUsers": "excluded_guests_or_external_users",
}
_APPS: Final = {"includeApplications": "included_applications", "excludeApplications": "excluded_applications"}
_SERVICE: Final = ("includeServicePrincipals", "includeAgentIdServicePrincipals")
_CONTROLS: Final = {
    "builtInControls": "built_in_controls",
    "customAuthenticationFactors": "custom_authentication_factors",
    "termsOfUse": "terms_of_use",
}


def policy(found: Marked) -> dict[str, Any]:
    """A conditionalAccessPolicy."""
    state = "disabled" if said(found.get("deletedDateTime")) else found.get("state")
    shape: dict[str, Any] = {
        "object_id": found.get("id"),
        "display_name": found.get("displayName"),
        "state": Unknown("the export leaves out the policy's state") if state is None else state,
        "conditions": _conditions(found),
    }
    controls = section(found.get("grantControls"), "grantControls")
    if isinstance(controls, Unknown) or said(controls):
        shape["grant_controls"] = controls if isinstance(controls, Unknown) else [_grant(controls)]
    session = section(found.get("sessionControls"), "sessionControls")
    if isinstance(session, Marked) and said(session):
        shape["session_controls"] = [{"any": True}]
    return shape


def _conditions(found: Marked) -> list[dict[str, Any]] | Unknown:
    stated = section(found.get("conditions"), "conditions")
    if isinstance(stated, Unknown):
        return stated
    made: dict[str, Any] = {"users": _part(stated, "users", _users), "applications": _part(stated, "applications", _applications)}
    made["client_app_types"] = _clients(stated.get("clientAppTypes"))
    made |= {snake: listed(stated.get(camel), camel) for camel, snake in _RISKS.items() if said(stated.get(camel))}
    makers = {"platforms": _platforms, "locations": _locations, "devices": _devices, "clientApplications": _client_applications}
    for key, make in makers.items():
        if said(stated.get(key)):
            made[_snake(key)] = _part(stated, key, make)
    made["authentication_flow_transfer_methods"] = _flows(stated)
    made |= dict(_unread(stated, found))
    return [{k: v for k, v in made.items() if v not in (None, [{}])}]


def _part(stated: Marked, key: str, make: Any) -> Any:
    found = section(stated.get(key), key)
    return found if isinstance(found, Unknown) else [make(found)]


def _snake(camel: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in camel)


def _unread(stated: Marked, found: Marked) -> Mapping[str, Any]:
    """Conditions without a word in azuread (`times`, `agents`, old states of devices, …), and parts of known ones."""
    known = {*_SECTIONS, *_RISKS, "clientAppTypes", "deviceStates"}
    over = {k: True for k, v in stated.items() if k not in known and "@" not in k and said(v)}
    if said(found.get("partialEnablementStrategy")):
        over["partialEnablementStrategy"] = True
    if not isinstance(stated.get("deviceStates"), Marked) or _old_states(stated["deviceStates"]):
        over |= {"deviceStates": True} if said(stated.get("deviceStates")) else {}
    return over | {f"{k}.{p}": True for k in _SECTIONS for p in _strange(stated.get(k), k)}


_PARTS: Final = {
    "users": (*_USERS, *_GUESTS),
    "applications": (*_APPS, "includeUserActions", "applicationFilter", "includeAuthenticationContextClassReferences"),
    "platforms": ("includePlatforms", "excludePlatforms"),
    "locations": ("includeLocations", "excludeLocations"),
    "devices": ("deviceFilter",),
    "clientApplications": (*_SERVICE, "excludeServicePrincipals", "excludeAgentIdServicePrincipals"),
    "authenticationFlows": ("transferMethods",),
}


def _strange(value: Any, key: str) -> list[str]:
    if not isinstance(value, Marked) or (key == "devices" and not _old_states(value) and not said(value.get("deviceFilter"))):
        return []
    strange = [k for k, v in value.items() if k not in _PARTS[key] and "@" not in k and not k.startswith("#") and said(v)]
    return [k for k in strange if key != "devices" or value[k] != ["All"] or k.startswith("exclude")]


def _old_states(value: Marked) -> bool:
    """Whether devices are left out by the condition that filters came after."""
    return any(said(v) and (k.startswith("exclude") or v != ["All"]) for k, v in value.items() if "@" not in k and k != "deviceFilter")


def _clients(value: Any) -> Any:
    found = listed(value, "clientAppTypes")
    return [_CLIENTS.get(c, c) if isinstance(c, str) else c for c in found] if isinstance(found, list) else found


def _users(found: Marked) -> dict[str, Any]:
    made: dict[str, Any] = {snake: listed(found.get(camel), camel) for camel, snake in _USERS.items()}
    for snake in ("included_users", "excluded_users"):
        made[snake] = _ids(made[snake])
    for camel, snake in _GUESTS.items():
        stated = section(found.get(camel), camel)
        made[snake] = stated if isinstance(stated, Unknown) else [_guests(stated)] if said(stated) else None
    return {k: v for k, v in made.items() if v is not None}


def _ids(value: Any) -> Any:
    """Ids and Graph's own words; a display name in their place is not what Graph compares."""
    if not isinstance(value, list):
        return value
    return [
        v if isinstance(v, Unknown) or v in _WORDS or _GUID.fullmatch(v) or "@" in v else Unknown(f"`{v[:80]}` is a name, no id")
        for v in value
    ]


def _guests(found: Marked) -> dict[str, Any]:
    tenants = section(found.get("externalTenants"), "externalTenants")
    made: dict[str, Any] = {"guest_or_external_user_types": listed(found.get("guestOrExternalUserTypes"), "guestOrExternalUserTypes")}
    if isinstance(tenants, Unknown):
        made["external_tenants"] = [{"membership_kind": tenants}]
    elif said(tenants):
        kind = tenants.get("membershipKind")
        made["external_tenants"] = [{"membership_kind": kind, "members": listed(tenants.get("members"), "members")}]
    return made


def _applications(found: Marked) -> dict[str, Any]:
    made: dict[str, Any] = {snake: _ids(listed(found.get(camel), camel)) for camel, snake in _APPS.items()}
    made["included_user_actions"] = listed(found.get("includeUserActions"), "includeUserActions")
    if said(found.get("applicationFilter")):
        stated = section(found.get("applicationFilter"), "applicationFilter")
        made["filter"] = (
            [{"mode": "include", "rule": stated}] if isinstance(stated, Unknown) else [{k: stated.get(k) for k in ("mode", "rule")}]
        )
    return {k: v for k, v in made.items() if v is not None}


def _platforms(found: Marked) -> dict[str, Any]:
    return {f"{m}d_platforms": listed(found.get(f"{m}Platforms"), "platforms") for m in ("include", "exclude")}


def _locations(found: Marked) -> dict[str, Any]:
    return {f"{m}d_locations": listed(found.get(f"{m}Locations"), "locations") for m in ("include", "exclude")}


def _devices(found: Marked) -> dict[str, Any]:
    rule = section(found.get("deviceFilter"), "deviceFilter")
    if isinstance(rule, Unknown):
        return {"filter": [{"mode": "include", "rule": rule}]}
    return {"filter": [{"mode": rule.get("mode"), "rule": rule.get("rule")}]} if said(rule) else {}


def _client_applications(found: Marked) -> dict[str, Any]:
    """Workload identities and agents: one list, since either makes the policy one about no person."""
    parts = [listed(found.get(k), k) for k in _SERVICE]
    named = [v for p in parts for v in (p if isinstance(p, list) else [p] if isinstance(p, Unknown) else ())]
    return {"included_service_principals": named} if named else {}


def _flows(stated: Marked) -> Any:
    found = section(stated.get("authenticationFlows"), "authenticationFlows")
    methods = found if isinstance(found, Unknown) else listed(found.get("transferMethods"), "transferMethods")
    return methods if isinstance(methods, Unknown) else [m for m in methods or () if m != "none"] or None


def _grant(found: Marked) -> dict[str, Any]:
    made: dict[str, Any] = {"operator": found.get("operator")}
    made |= {snake: listed(found.get(camel), camel) for camel, snake in _CONTROLS.items()}
    strength = found.get("authenticationStrength")
    if isinstance(strength, Unknown) or said(strength):
        stated = section(strength, "authenticationStrength")
        made["authentication_strength_policy_id"] = (
            stated if isinstance(stated, Unknown) else stated.get("id") or Unknown("the strength's id")
        )
    strange = [
        k for k, v in found.items() if k not in (*_CONTROLS, "operator", "authenticationStrength", "id") and "@" not in k and said(v)
    ]
    if strange and not isinstance(made["built_in_controls"], Unknown):
        made["built_in_controls"] = [*(made["built_in_controls"] or ()), *strange]
    return {k: v for k, v in made.items() if v is not None}


def location(found: Marked) -> dict[str, Any]:
    """A namedLocation: addresses, countries, or the network of Global Secure Access."""
    made: dict[str, Any] = {"object_id": found.get("id"), "display_name": found.get("displayName")}
    countries = found.get("countriesAndRegions")
    if countries is not None:
        return made | {"country": [{"countries_and_regions": listed(countries, "countriesAndRegions")}]}
    ranges = found.get("ipRanges")
    trusted = found.get("isTrusted")
    if ranges is None:
        trusted = Unknown("which sign-ins come through the network of Global Secure Access") if trusted else trusted
    cidrs = [_cidr(r) for r in ranges] if isinstance(ranges, list) else [ranges] if isinstance(ranges, Unknown) else []
    return made | {"ip": [{"ip_ranges": cidrs, "trusted": bool(trusted) if not isinstance(trusted, Unknown) else trusted}]}


def _cidr(value: Any) -> Any:
    found = value.get("cidrAddress") if isinstance(value, Marked) else value
    return found if isinstance(found, str) else Unknown("an address range of the named location")


def strength(found: Marked) -> dict[str, Any]:
    """An authenticationStrengthPolicy, alone or inside a policy."""
    stated = listed(found.get("allowedCombinations"), "allowedCombinations") if isinstance(found.get("allowedCombinations"), list) else None
    if stated is None and str(found.get("requirementsSatisfied")).casefold() == "mfa":
        stated = []  # Graph's own word that each of its combinations is MFA
    known = Unknown("the export leaves out what the authentication strength allows") if stated is None else stated
    return {"object_id": found.get("id"), "display_name": found.get("displayName"), "allowed_combinations": known}
