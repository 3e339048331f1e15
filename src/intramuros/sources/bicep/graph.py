# SPDX-License-Identifier: Apache-2.0
"""Entra objects that Bicep declares through the Microsoft Graph extension, in the shape of azuread, so that each is understood once.

https://learn.microsoft.com/graph/templates/reference/overview; relationships: …/graph/templates/concept-relationships-in-graph-types
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import structs

from intramuros.estate.values import OPEN, SPLIT, Unknown, symbol
from intramuros.sources.arm.scopes import opened
from intramuros.sources.declared import Declared

SPACE: Final = "microsoft.graph/"
KEYS: Final = ("name", "uniqueName", "userPrincipalName", "appId", "displayName")
"""What an object may be named by: it has no name of its own in the template."""
_Told = Mapping[str, Any]


def in_azuread(declared: Iterable[Declared]) -> Iterator[Declared]:
    """Declared resources with Graph's as azuread's; a type that azuread does not have stays what it is, and is not understood."""
    for d in declared:
        kind = str(d.attrs.get("type")).partition("@")[0].casefold()
        translation = _TABLE.get(kind.removeprefix(SPACE)) if kind.startswith(SPACE) else None
        yield structs.replace(d, type=translation[0], attrs=_attrs(d, translation[1])) if translation else _respelt(d)


def _attrs(d: Declared, translate: Callable[[Declared, _Told], dict[str, Any]]) -> dict[str, Any]:
    body = d.attrs.get("body")
    told = body.get("properties") if isinstance(body, Mapping) else None
    if not isinstance(told, Mapping):
        return {"display_name": told if isinstance(told, Unknown) else d.attrs.get("name")}
    return {k: _spelt(v) for k, v in translate(d, told).items() if v is not None}


def _respelt(d: Declared) -> Declared:
    return structs.replace(d, attrs={k: _spelt(v) for k, v in d.attrs.items()}) if _named(d.attrs) else d


def _named(value: Any) -> bool:
    """Whether anything refers to an object of Graph."""
    if isinstance(value, str):
        return f"{OPEN}Microsoft.Graph/" in value
    if isinstance(value, Mapping):
        return any(_named(v) for v in value.values())
    return isinstance(value, list) and any(_named(v) for v in value)


def _spelt(value: Any) -> Any:
    """References to Graph's objects in azuread's words: `appId` is `client_id` there, `id` is `object_id`."""
    if isinstance(value, str):
        if f"{OPEN}Microsoft.Graph/" not in value:
            return value
        return value.replace(f"{SPLIT}appId", f"{SPLIT}client_id").replace(f"{SPLIT}id", f"{SPLIT}object_id")
    if isinstance(value, Mapping):
        changed = {k: _spelt(v) for k, v in value.items()}
        return value.like(changed) if hasattr(value, "like") else changed
    return [_spelt(v) for v in value] if isinstance(value, list) else value


def _related(value: Any, *, whole: bool = False) -> Any:
    """The ids of a relationship; those that are there already stay unless it says that it replaces them."""
    if isinstance(value, list) or value is None or isinstance(value, Unknown):
        return value
    ids = value.get("relationships") if isinstance(value, Mapping) else None
    if not isinstance(ids, list):
        return ids if isinstance(ids, Unknown) else None
    replaced = str(value.get("relationshipSemantics", "append")).casefold() == "replace"
    return ids if replaced or not whole else [*ids, Unknown("a deployment adds members and leaves those that the group has already")]


def _application(_: Declared, told: _Told) -> dict[str, Any]:
    return {"display_name": told.get("displayName"), "owners": _related(told.get("owners"))}


def _service_principal(_: Declared, told: _Told) -> dict[str, Any]:
    return {"client_id": told.get("appId"), "display_name": told.get("displayName"), "owners": _related(told.get("owners"))}


def _group(_: Declared, told: _Told) -> dict[str, Any]:
    rule = told.get("membershipRule")
    return {
        "display_name": told.get("displayName"),
        "members": _related(told.get("members"), whole=True),
        "owners": _related(told.get("owners")),
        "types": told.get("groupTypes"),
        "security_enabled": told.get("securityEnabled"),
        "assignable_to_role": told.get("isAssignableToRole"),
        "dynamic_membership": [{"enabled": True, "rule": rule}] if rule is not None else None,
    }


def _user(d: Declared, told: _Told) -> dict[str, Any]:
    return {"user_principal_name": told.get("userPrincipalName") or d.attrs.get("name"), "display_name": told.get("displayName")}


def _federation(d: Declared, told: _Told) -> dict[str, Any]:
    above = opened(str(d.attrs.get("parent_id")))
    return {
        "application_id": symbol(above.address, "id") if above else Unknown("the application of the credential is not told"),
        "display_name": d.attrs.get("name"),
        "issuer": told.get("issuer"),
        "subject": told.get("subject"),
        "audiences": told.get("audiences"),
    }


def _role(_: Declared, told: _Told) -> dict[str, Any]:
    return {
        "app_role_id": told.get("appRoleId"),
        "principal_object_id": told.get("principalId"),
        "resource_object_id": told.get("resourceId"),
    }


_TABLE: Final[Mapping[str, tuple[str, Callable[[Declared, _Told], dict[str, Any]]]]] = {
    "applications": ("azuread_application", _application),
    "serviceprincipals": ("azuread_service_principal", _service_principal),
    "groups": ("azuread_group", _group),
    "users": ("azuread_user", _user),
    "applications/federatedidentitycredentials": ("azuread_application_federated_identity_credential", _federation),
    "approleassignedto": ("azuread_app_role_assignment", _role),
}
