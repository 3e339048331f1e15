# SPDX-License-Identifier: Apache-2.0
"""Conditional Access policies and named locations, in the shape that Microsoft Graph returns (conditionalAccessPolicy, v1.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.access import Account
from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.values import Fact, Unknown, is_symbolic, known, readable
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.common import first, head, looked_up
from intramuros.sources.azure.directory_roles import role_name
from intramuros.sources.azure.entra import dynamic
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

POLICY = "azuread_conditional_access_policy"
LOCATION = "azuread_named_location"
STRENGTH = "azuread_authentication_strength_policy"
EVERY = "azuread_conditional_access_policies"
"""Not a type of azuread: what the reader of Graph's exports calls a list of policies that is empty."""
BUILT_IN = frozenset(f"00000000-0000-0000-0000-00000000000{n}" for n in (2, 3, 4))
"""Microsoft's own strengths (MFA, passwordless, phishing-resistant), each of which is MFA: …/concept-authentication-strengths."""
STATES = ("enabled", "disabled", "enabledForReportingButNotEnforced")
WORDS = ("All", "None", "GuestsOrExternalUsers", "AllTrusted", "Office365", "MicrosoftAdminPortals", "ServicePrincipalsInMyTenant")


def policies(book: Book) -> Iterator[SignInPolicy]:
    """Conditional Access policies with the ids of users, groups, applications and locations resolved."""
    for d in book.of(POLICY):
        fields = head(book, d) | {"cloud": "entra", "account": d.home.tenant, "name": text(book.spell(d.attrs.get("display_name")))}
        yield SignInPolicy(**fields, state=_state(d), conditions=_conditions(book, d), grant=_grant(book, d))


def _state(d: Declared) -> Fact[Any]:
    stated = text(d.attrs.get("state"), "disabled")
    if stated in STATES:
        return stated
    return stated if isinstance(stated, Unknown) else Unknown(f"`{d.address}.state` is `{readable(str(stated))}`, which is not known")


def _conditions(book: Book, d: Declared) -> dict[str, Any]:
    found = block(d.attrs, "conditions")
    missing = unknown_in(d.attrs, "conditions")
    shape: dict[str, Any] = {
        "users": missing or _users(book, found),
        "applications": missing or _applications(book, found),
        "clientAppTypes": missing or _listed(found.get("client_app_types")) or ["all"],
        "platforms": _platforms(found),
        "locations": _locations(book, found),
        "devices": _devices(found),
        "clientApplications": _client_applications(book, found),
        "signInRiskLevels": _listed(found.get("sign_in_risk_levels")),
        "userRiskLevels": _listed(found.get("user_risk_levels")),
        "servicePrincipalRiskLevels": _listed(found.get("service_principal_risk_levels")),
        "insiderRiskLevels": _listed(found.get("insider_risk_levels")),
        "authenticationFlows": _flows(found),
        "unread": sorted(k for k, v in found.items() if k not in _READ and v not in (None, "", [], {})) or None,
        "sessionControls": _camel(block(d.attrs, "session_controls")) or None,
    }
    return {k: v for k, v in shape.items() if v is not None}


_READ = frozenset(
    """
    users applications client_app_types platforms locations devices client_applications sign_in_risk_levels user_risk_levels
    service_principal_risk_levels insider_risk_levels authentication_flows authentication_flow_transfer_methods
    """.split()
)
"""What is understood of `conditions`; of anything else that is set, whom it leaves out is not known."""


def _flows(found: Mapping[str, Any]) -> Any:
    """Policies about the device code flow or the transfer of a session are about no ordinary sign-in."""
    methods = first(found, "authentication_flow_transfer_methods") or first(block(found, "authentication_flows"), "transfer_methods")
    return {"transferMethods": _listed(methods)} if methods else None


def _listed(value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    return list(texts(value))


def _ids(book: Book, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    return [v if v in WORDS else _named(principal(book, v)) for v in texts(value)]


def _clients(book: Book, value: Any) -> Any:
    """Applications by their client ids, by which policies are compared; by address where only the cloud knows those."""
    found = _ids(book, value)
    if not isinstance(found, list):
        return found
    declared = [book.by_address.get(v) if isinstance(v, str) else None for v in found]
    stated = [book.names(d.address).get("client_id", "") if d else "" for d in declared]
    return [c if c and not is_symbolic(c) else v for c, v in zip(stated, found, strict=True)]


def _named(found: Fact[str]) -> Fact[str]:
    return Unknown(f"`{readable(found)}` is not known") if known(found) and is_symbolic(found) else found


def _users(book: Book, found: Mapping[str, Any]) -> dict[str, Any] | Unknown:
    if missing := unknown_in(found, "users"):
        return missing
    users = block(found, "users")
    shape = {
        "includeUsers": _ids(book, users.get("included_users")),
        "excludeUsers": _ids(book, users.get("excluded_users")),
        "includeGroups": _filled(book, _ids(book, users.get("included_groups"))),
        "excludeGroups": _ids(book, users.get("excluded_groups")),
        "includeRoles": _roles(book, users.get("included_roles")),
        "excludeRoles": _roles(book, users.get("excluded_roles")),
        "includeGuestsOrExternalUsers": _guests(users, "included_guests_or_external_users"),
        "excludeGuestsOrExternalUsers": _guests(users, "excluded_guests_or_external_users"),
    }
    return {k: v for k, v in shape.items() if v is not None}


def _filled(book: Book, value: Any) -> Any:
    """Groups, but for those that a rule fills: whom a policy about one takes in is not known."""
    if not isinstance(value, list):
        return value
    named = [(v, book.by_address.get(v) if isinstance(v, str) else None) for v in value]
    return [Unknown(f"whom the rule of {v} takes into the group") if d is not None and dynamic(d) else v for v, d in named]


def _roles(book: Book, value: Any) -> Any:
    """Directory roles by name, which is how identities bear them (`privileges`)."""
    if value is None or isinstance(value, Unknown):
        return value
    return [role_name(book, v) or Unknown(f"the role `{v}`") for v in texts(value)]


def _guests(users: Mapping[str, Any], key: str) -> Any:
    """Graph writes the kinds of guests as one string with commas."""
    if missing := unknown_in(users, key):
        return missing
    found = block(users, key)
    if not found:
        return None
    kinds = texts(found.get("guest_or_external_user_types"))
    unsure = next((k for k in kinds if isinstance(k, Unknown)), None)
    tenants = block(found, "external_tenants")
    shape: dict[str, Any] = {"guestOrExternalUserTypes": unsure or ",".join(k for k in kinds if known(k))}
    if tenants:
        members = _listed(tenants.get("members"))
        shape["externalTenants"] = {"membershipKind": text(tenants.get("membership_kind"), "all"), "members": members or []}
    return shape


def _applications(book: Book, found: Mapping[str, Any]) -> dict[str, Any] | Unknown:
    if missing := unknown_in(found, "applications"):
        return missing
    apps = block(found, "applications")
    shape = {
        "includeApplications": _clients(book, apps.get("included_applications")),
        "excludeApplications": _clients(book, apps.get("excluded_applications")),
        "includeUserActions": _listed(apps.get("included_user_actions")),
    }
    if filtered := block(apps, "filter"):
        shape["applicationFilter"] = {"mode": filtered.get("mode"), "rule": filtered.get("rule")}
    return {k: v for k, v in shape.items() if v is not None}


def _platforms(found: Mapping[str, Any]) -> Any:
    here = block(found, "platforms")
    shape = {"includePlatforms": _listed(here.get("included_platforms")), "excludePlatforms": _listed(here.get("excluded_platforms"))}
    return unknown_in(found, "platforms") or ({k: v for k, v in shape.items() if v is not None} if here else None)


def _locations(book: Book, found: Mapping[str, Any]) -> Any:
    here = block(found, "locations")
    shape = {
        "includeLocations": _places(book, here.get("included_locations")),
        "excludeLocations": _places(book, here.get("excluded_locations")),
    }
    return unknown_in(found, "locations") or ({k: v for k, v in shape.items() if v is not None} if here else None)


def _places(book: Book, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    return [v if v in WORDS else book.resolve(v, LOCATION) for v in texts(value)]


def _devices(found: Mapping[str, Any]) -> Any:
    rule = block(found, "devices", "filter")
    return unknown_in(found, "devices") or ({"deviceFilter": {"mode": rule.get("mode"), "rule": rule.get("rule")}} if rule else None)


def _client_applications(book: Book, found: Mapping[str, Any]) -> Any:
    here = block(found, "client_applications")
    shape = {
        "includeServicePrincipals": _ids(book, here.get("included_service_principals")),
        "excludeServicePrincipals": _ids(book, here.get("excluded_service_principals")),
    }
    return {k: v for k, v in shape.items() if v is not None} if here else None


def _grant(book: Book, d: Declared) -> dict[str, Any]:
    if missing := unknown_in(d.attrs, "grant_controls"):
        return {"operator": missing, "builtInControls": missing}
    found = block(d.attrs, "grant_controls")
    if not found:
        return {}
    shape = {
        "operator": text(found.get("operator"), "OR"),
        "builtInControls": _listed(found.get("built_in_controls")) or [],
        "customAuthenticationFactors": _listed(found.get("custom_authentication_factors")),
        "termsOfUse": _listed(found.get("terms_of_use")),
        "authenticationStrength": _strength(book, found.get("authentication_strength_policy_id")),
    }
    return {k: v for k, v in shape.items() if v is not None}


def _strength(book: Book, value: Any) -> Any:
    found = book.resolve(value, STRENGTH) if value else None
    declared = book.by_address.get(found) if isinstance(found, str) else None
    if declared is None:
        if not isinstance(found, str) or is_symbolic(found):
            return found
        own = found.rsplit("/", 1)[-1]
        return {"id": own} if own in BUILT_IN else Unknown(f"what the authentication strength `{own}` allows, which is not declared here")
    shape = {"id": found, "displayName": declared.attrs.get("display_name")}
    return shape | {"allowedCombinations": _listed(declared.attrs.get("allowed_combinations"))}


def _camel(found: Mapping[str, Any]) -> dict[str, Any]:
    return {k.split("_", 1)[0] + "".join(w.capitalize() for w in k.split("_")[1:]): v for k, v in found.items() if v is not None}


def tenants(book: Book) -> Iterator[Account]:
    """A tenant of which Graph shows that no policy is in force."""
    for d in book.of(EVERY):
        fields = head(book, d) | {"cloud": "entra", "name": text(d.attrs.get("display_name"))}
        yield Account(**fields, without_sign_in_policies=str(d.attrs.get("why")))


def locations(book: Book) -> Iterator[NamedLocation]:
    """Named locations: address ranges, perhaps trusted, or countries."""
    for d in (*book.of(LOCATION), *looked_up(book, LOCATION)):
        fields = head(book, d) | {"cloud": "entra", "account": d.home.tenant, "name": text(book.spell(d.attrs.get("display_name")))}
        ip = block(d.attrs, "ip")
        countries = [c for b in blocks(d.attrs, "country") for c in texts(b.get("countries_and_regions"))]
        unsure = Unknown(f"`{d.address}` is only looked up") if d.mode == "data" else False
        trusted = switch(ip.get("trusted"), unsure)
        yield NamedLocation(**fields, trusted=trusted, cidrs=texts(ip.get("ip_ranges")), countries=tuple(countries))
