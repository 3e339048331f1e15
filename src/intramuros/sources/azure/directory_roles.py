# SPDX-License-Identifier: Apache-2.0
"""Entra directory roles and permissions of Graph: their names by id, and who holds them for good.

learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (read 2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intramuros.estate.values import symbols
from intramuros.sources.attributes import text
from intramuros.sources.azure.common import first
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ROLE_TYPES = ("azuread_directory_role", "azuread_custom_directory_role")
HOLDERS = ("azuread_directory_role_assignment", "azuread_directory_role_member")

PERMISSION = "azuread_app_role_assignment"
PERMISSIONS: Mapping[str, str] = {
    "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8": "RoleManagement.ReadWrite.Directory",
    "06b708a9-e830-4db3-a914-8e69da51d44f": "AppRoleAssignment.ReadWrite.All",
    "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9": "Application.ReadWrite.All",
    "19dbc75e-c2e2-444c-a770-ec69d8559fc7": "Directory.ReadWrite.All",
    "62a82d76-70ea-41e2-9197-370581804d09": "Group.ReadWrite.All",
    "dbaae8cf-10b5-4b86-a4a1-f871c94c6695": "GroupMember.ReadWrite.All",
    "50483e42-d915-4231-9639-7fdb7fd190e5": "UserAuthenticationMethod.ReadWrite.All",
}
"""Application permissions of Microsoft Graph that come to acting as somebody else (learn.microsoft.com/graph/permissions-reference)."""

TEMPLATES: Mapping[str, str] = {
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
    "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": "Authentication Administrator",
    "0526716b-113d-4c15-b2c8-68e3c22b9f80": "Authentication Policy Administrator",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
    "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
    "cf1c38e5-3621-4004-a7cb-879624dced7c": "Application Developer",
    "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
    "fdd7a751-b60b-444a-984c-02652fe8fa1c": "Groups Administrator",
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
    "966707d0-3269-4727-9be2-8c3a10f19b9d": "Password Administrator",
    "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
    "194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
    "5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
    "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f": "Security Operator",
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": "Hybrid Identity Administrator",
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": "Identity Governance Administrator",
    "3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
    "7698a772-787b-4ac8-901f-60d6b08affd2": "Cloud Device Administrator",
    "17315797-102d-40b4-93e0-432062caca18": "Compliance Administrator",
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b": "Directory Readers",
    "9360feb5-f418-4baa-8175-e2a00bac4301": "Directory Writers",
    "95e79109-95c0-4d8e-aee3-d01accf2d47b": "Guest Inviter",
    "d29b2b05-8046-44ba-8758-1e26182fcf32": "Directory Synchronization Accounts",
}


def role_name(book: Book, value: Any) -> str | None:
    """The name of a directory role by reference, template id or object id; the id itself where it is not known."""
    found = book.resolve(value, *ROLE_TYPES)
    if not isinstance(found, str):
        return None
    declared = book.by_address.get(found)
    if declared is None:
        return TEMPLATES.get(found.casefold(), found)
    named = text(declared.attrs.get("display_name"))
    return named if isinstance(named, str) else TEMPLATES.get(str(declared.attrs.get("template_id")).casefold(), found)


def privileges(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Per principal the directory roles and application permissions it holds in the whole tenant.

    Eligible ones (schedule requests) are not held; a role over one application or unit is power over that alone.
    """
    held: dict[str, dict[str, None]] = {}
    for d in book.of(*HOLDERS):
        name = None if scope_of(d) else role_name(book, first(d.attrs, "role_id", "role_object_id"))
        _keep(held, principal(book, first(d.attrs, "principal_object_id", "member_object_id")), name)
    for d in book.of(PERMISSION):
        _keep(held, principal(book, d.attrs.get("principal_object_id")), _permission(book, d.attrs.get("app_role_id")))
    return {who: tuple(names) for who, names in held.items()}


def _keep(held: dict[str, dict[str, None]], who: object, name: str | None) -> None:
    if isinstance(who, str) and name:
        held.setdefault(who, {})[name] = None


def scope_of(assignment: Declared) -> Any:
    """What a role assignment is confined to (`/` is the tenant); None for the whole tenant."""
    scope = first(assignment.attrs, "directory_scope_id", "directory_scope_object_id", "app_scope_id", "app_scope_object_id")
    return None if scope in (None, "", "/") else scope


def _permission(book: Book, value: Any) -> str | None:
    """A permission by its id, or by the name under which a service principal lists it (`app_role_ids["…"]`)."""
    listed = (attribute.removeprefix("app_role_ids.") for _, attribute in symbols(str(value)))
    named = next((n for n in listed if n in PERMISSIONS.values()), None)
    return named or PERMISSIONS.get(str(book.spell(value)).casefold())
