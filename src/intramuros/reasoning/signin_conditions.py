# SPDX-License-Identifier: Apache-2.0
"""What one Conditional Access policy applies to, and what it asks: three-valued, in the words of Microsoft Graph.

learn.microsoft.com/graph/api/resources/conditionalaccessconditionset and …/conditionalaccessgrantcontrols;
exclusions win over inclusions (…/entra/identity/conditional-access/concept-conditional-access-users-groups).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate, readable
from intramuros.reasoning.signin_filters import UNREGISTERED, Device, takes

GUEST_TYPES: Final = (
    "b2bCollaborationGuest",
    "b2bCollaborationMember",
    "b2bDirectConnectUser",
    "internalGuest",
    "otherExternalUser",
    "serviceProvider",
)
LEGACY: Final = ("exchangeActiveSync", "other")
_DEVICE: Final = frozenset(("compliantdevice", "domainjoineddevice"))
_SINGLE_FACTOR: Final = frozenset(("password", "sms", "federatedsinglefactor", "x509certificatesinglefactor", "qrcodepin"))
_RISKS: Final = ("signInRiskLevels", "userRiskLevels", "insiderRiskLevels", "servicePrincipalRiskLevels")


class Subject(Struct, frozen=True, kw_only=True):
    """Somebody who signs in: an account of the estate, or anybody of a kind."""

    name: str
    """Address or id; for anybody of a kind, its words ("any user", "any b2bCollaborationGuest")."""
    says: str
    guest_type: str | None = None
    tenant: Fact[str | None] = None
    spelled: frozenset[str] = frozenset()
    """Case-folded address, ids and names."""
    groups: Mapping[str, Fact[bool]] = {}
    """Groups (by folded address or id) and whether it is in them; absent = not."""
    roles: Mapping[str, Fact[bool]] = {}
    exists: Fact[bool] = True

    @property
    def anybody(self) -> bool:
        """Not one account but any of a kind."""
        return not (self.spelled or self.groups or self.roles)


class Asks(Struct, frozen=True, kw_only=True):
    """What a policy comes to where it applies."""

    blocks: Fact[bool] = False
    mfa: Fact[bool] = False
    device: Fact[bool] = False
    anything: Fact[bool] = False
    """Any of the three, as one of several ways too: what a legacy client can never pass."""


def listed(value: object) -> tuple[Fact[str], ...]:
    """A list of Graph, which may be one text with commas, absent or unknown."""
    if value is None:
        return ()
    if isinstance(value, Unknown):
        return (value,)
    items: Sequence[object] = value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else (value,)
    return tuple(i if isinstance(i, Unknown) else str(i).strip() for i in items if i is not None)


def _section(conditions: Mapping[str, Any], key: str) -> Mapping[str, Any] | Unknown:
    found = conditions.get(key)
    if isinstance(found, list):
        found = found[0] if found else None
    return found if isinstance(found, Mapping | Unknown) else {}


def among(values: tuple[Fact[str], ...], *wanted: str) -> Fact[bool]:
    """Whether any of `wanted` (case-folded) is in a list."""
    return either(*(_is_one(v, wanted) for v in values))


def _is_one(value: Fact[str], wanted: tuple[str, ...]) -> Fact[bool]:
    if isinstance(value, Unknown):
        return value
    if value.casefold() in wanted:
        return True
    return Unknown(f"`{readable(value)}` is known only after apply") if is_symbolic(value) else False


def asks(policy: SignInPolicy) -> Asks:
    """The requirements of the grant controls; of alternatives only what all of them share is asked."""
    controls, operator = policy.grant.get("builtInControls"), policy.grant.get("operator")
    if isinstance(controls, Unknown) or isinstance(operator, Unknown):
        unsure = controls if isinstance(controls, Unknown) else Unknown(f"the grant operator of {policy.address} is not known")
        return Asks(blocks=unsure, mfa=unsure, device=unsure, anything=unsure)
    every = _alternatives(policy.grant)
    if "block" in every:
        return Asks(blocks=True, anything=True)
    mfa, device = [_is_mfa(c, policy.grant) for c in every], [c in _DEVICE for c in every]
    together = str(operator or "OR").upper() == "AND"
    join = either if together else both
    some = [m if isinstance(m, Unknown) else m or d for m, d in zip(mfa, device, strict=True)]
    return Asks(
        mfa=join(*mfa) if every else False,
        device=join(*device) if every else False,
        anything=join(*some) if every else False,
    )


def _alternatives(grant: Mapping[str, Any]) -> tuple[str, ...]:
    every = [c.casefold() if isinstance(c, str) else "unknown" for c in listed(grant.get("builtInControls"))]
    every += ["authenticationstrength"] if grant.get("authenticationStrength") is not None else []
    every += ["termsofuse" for _ in listed(grant.get("termsOfUse"))[:1]]
    return (*every, *("custom" for _ in listed(grant.get("customAuthenticationFactors"))[:1]))


def _is_mfa(control: str, grant: Mapping[str, Any]) -> Fact[bool]:
    """An authentication strength is MFA, except a custom one that takes a single factor."""
    if control == "unknown":
        return Unknown("a grant control is not known")
    if control != "authenticationstrength":
        return control == "mfa"
    strength = grant["authenticationStrength"]
    if isinstance(strength, Unknown):
        return strength
    combinations = listed(strength.get("allowedCombinations")) if isinstance(strength, Mapping) else ()
    single = either(*(c if isinstance(c, Unknown) else c.casefold() in _SINGLE_FACTOR for c in combinations))
    return negate(single)


def enforced(policy: SignInPolicy) -> Fact[bool]:
    """Report-only and disabled policies keep nobody out."""
    return policy.state if isinstance(policy.state, Unknown) else policy.state == "enabled"


def includes_subject(policy: SignInPolicy, who: Subject) -> Fact[bool]:
    """Whether the policy's inclusions name somebody."""
    return _names(policy, who, "include")


def excludes_subject(policy: SignInPolicy, who: Subject) -> Fact[bool]:
    """Whether the policy's exclusions name somebody."""
    return _names(policy, who, "exclude")


def _names(policy: SignInPolicy, who: Subject, mode: str) -> Fact[bool]:
    users = _section(policy.conditions, "users")
    if isinstance(users, Unknown):
        return users
    people, groups = users.get(f"{mode}Users"), users.get(f"{mode}Groups")
    if mode == "exclude" and who.anybody:
        people, groups = _certain(people), _certain(groups)
    keywords = ("all", "guestsorexternalusers") if who.guest_type else ("all",)
    return either(
        among(listed(people), *keywords, *who.spelled),
        *(_in(who.groups, g) for g in listed(groups)),
        *(_in(who.roles, r) for r in listed(users.get(f"{mode}Roles"))),
        _guest(users.get(f"{mode}GuestsOrExternalUsers"), who),
    )


def _certain(named: object) -> object:
    """Of a list its known entries: whomever an unknown entry stands for, anybody else is not excluded by it."""
    return [n for n in named if isinstance(n, str) and not is_symbolic(n)] if isinstance(named, list | tuple) else named


def _in(memberships: Mapping[str, Fact[bool]], named: Fact[str]) -> Fact[bool]:
    return named if isinstance(named, Unknown) else memberships.get(named.casefold(), False)


def _guest(found: object, who: Subject) -> Fact[bool]:
    if who.guest_type is None or found is None:
        return False
    if isinstance(found, Unknown):
        return found
    shape = found[0] if isinstance(found, list) and found else found
    if not isinstance(shape, Mapping):
        return False
    kind = among(listed(shape.get("guestOrExternalUserTypes")), who.guest_type.casefold())
    return both(kind, _from_tenant(_section(shape, "externalTenants"), who))


def _from_tenant(tenants: Mapping[str, Any] | Unknown, who: Subject) -> Fact[bool]:
    if isinstance(tenants, Unknown):
        return tenants
    kind = tenants.get("membershipKind", "all")
    if isinstance(kind, Unknown):
        return kind
    if str(kind).casefold() != "enumerated":
        return True
    if not isinstance(who.tenant, str):
        return Unknown(f"the home tenant of {who.says} is not known") if isinstance(who.tenant, Unknown) else False
    return among(listed(tenants.get("members")), who.tenant.casefold())


def covers_app(policy: SignInPolicy, app: str) -> Fact[bool]:
    """Whether the policy is about an application (by its client id)."""
    apps = _section(policy.conditions, "applications")
    if isinstance(apps, Unknown):
        return apps
    filtered: Fact[bool] = True
    if apps.get("applicationFilter"):
        filtered = Unknown(f"which applications the filter of {policy.address} takes is not known")
    included = among(listed(apps.get("includeApplications")), "all", app)
    excluded = among(listed(apps.get("excludeApplications")), app)
    return both(included if filtered is True or included is not True else filtered, negate(excluded))


def covers_client(policy: SignInPolicy, client: str) -> Fact[bool]:
    """Whether the policy is about a kind of client; none stated is all."""
    kinds = listed(policy.conditions.get("clientAppTypes"))
    return among(kinds, "all", client.casefold()) if kinds else True


def covers_platform(policy: SignInPolicy, platform: str) -> Fact[bool]:
    """Whether the policy is about a platform; none stated is all."""
    here = _section(policy.conditions, "platforms")
    if isinstance(here, Unknown):
        return here
    included, excluded = listed(here.get("includePlatforms")), listed(here.get("excludePlatforms"))
    return both(among(included, "all", platform.casefold()) if included else True, negate(among(excluded, "all", platform.casefold())))


def covers_location(policy: SignInPolicy, places: tuple[NamedLocation, ...]) -> Fact[bool]:
    """Whether the policy is about sign-ins from within all of these named locations at once; from () it is anywhere else."""
    here = _section(policy.conditions, "locations")
    if isinstance(here, Unknown):
        return here
    included, excluded = listed(here.get("includeLocations")), listed(here.get("excludeLocations"))
    return both(_at(included, places, absent=True), negate(_at(excluded, places, absent=False)))


def location_names(policy: SignInPolicy) -> tuple[str, ...]:
    """The locations that a policy names, words of Graph included."""
    here = _section(policy.conditions, "locations")
    lists = () if isinstance(here, Unknown) else (here.get("includeLocations"), here.get("excludeLocations"))
    return tuple(n for found in lists for n in listed(found) if isinstance(n, str) and not is_symbolic(n))


def _at(named: tuple[Fact[str], ...], places: tuple[NamedLocation, ...], *, absent: bool) -> Fact[bool]:
    if not named:
        return absent
    if not places:
        return among(named, "all")
    spelled = (s.casefold() for p in places for s in (p.address, *p.ids))
    return either(among(named, "all", *spelled), both(among(named, "alltrusted"), either(*(p.trusted for p in places))))


def overlap(places: tuple[NamedLocation, ...]) -> Fact[bool]:
    """Whether one sign-in may come from all of these: addresses and countries are compared, which country an address is in is not known."""
    return both(*(_meet(a, b) for a, b in combinations(places, 2)))


def _meet(one: NamedLocation, other: NamedLocation) -> Fact[bool]:
    unsure = Unknown(f"whether a sign-in may come from {one.address} and {other.address} at once")
    if one.countries and other.countries:
        return bool(set(one.countries) & set(other.countries)) or _known((*one.countries, *other.countries), unsure)
    if not (one.cidrs and other.cidrs):
        return unsure
    nets = [[_net(c) for c in p.cidrs] for p in (one, other)]
    met = any(a and b and a.version == b.version and a.overlaps(b) for a in nets[0] for b in nets[1])
    return met or (unsure if None in (*nets[0], *nets[1]) else False)


def _known(values: tuple[Fact[str], ...], unsure: Unknown) -> Fact[bool]:
    return unsure if any(isinstance(v, Unknown) or is_symbolic(v) for v in values) else False


def _net(said: Fact[str]) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return None if isinstance(said, Unknown) else ipaddress.ip_network(said, strict=False)
    except ValueError:
        return None


def covers_everyday(policy: SignInPolicy) -> Fact[bool]:
    """Whether the policy also applies to a sign-in that no risk engine notices, by an ordinary flow, of a person."""
    if _section(policy.conditions, "clientApplications"):
        return False  # policies for workload identities are about no person
    flows = _section(policy.conditions, "authenticationFlows")
    risky = [found for k in _RISKS if (found := listed(policy.conditions.get(k)))]
    if any(among(found, "none") is False for found in risky) or (isinstance(flows, Mapping) and flows.get("transferMethods")):
        return False
    unread = listed(policy.conditions.get("unread"))
    unsure = Unknown(f"what the condition {unread[0]} of {policy.address} leaves out") if unread else True
    return both(unsure, *(among(found, "none") for found in risky))


REGISTERED: Final[tuple[Device, ...]] = tuple({"iscompliant": "false", "trusttype": t} for t in ("workplace", "azuread"))
"""Devices that anybody may register, which no one has found compliant."""
UNMANAGED: Final[tuple[Device, ...]] = (UNREGISTERED, *REGISTERED)


def covers_device(policy: SignInPolicy, device: Device) -> Fact[bool]:
    """Whether the policy's filter for devices, where it has one, leaves a device in."""
    devices = _section(policy.conditions, "devices")
    shape = devices if isinstance(devices, Unknown) else _section(devices, "deviceFilter")
    if isinstance(shape, Unknown):
        return shape
    mode, rule = str(shape.get("mode") or "").casefold(), shape.get("rule")
    if not mode or not rule:
        return True
    matched = takes(rule, device) if isinstance(rule, str) and not is_symbolic(rule) else Unknown(f"the device filter of {policy.address}")
    return matched if mode == "include" else negate(matched)


def covers_unmanaged(policy: SignInPolicy) -> Fact[bool]:
    """Whether the policy applies to every device that nobody manages, registered or not."""
    return both(*(covers_device(policy, d) for d in UNMANAGED))
