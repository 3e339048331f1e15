# SPDX-License-Identifier: Apache-2.0
"""Entra directory roles: their names by template id, and who holds them for good.

learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (read 2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intramuros.sources.attributes import text
from intramuros.sources.azure.common import first
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book

ROLE_TYPES = ("azuread_directory_role", "azuread_custom_directory_role")
HOLDERS = ("azuread_directory_role_assignment", "azuread_directory_role_member")

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
    """Per principal the directory roles it holds; eligible ones (schedule requests) are not held."""
    held: dict[str, dict[str, None]] = {}
    for d in book.of(*HOLDERS):
        who = principal(book, first(d.attrs, "principal_object_id", "member_object_id"))
        name = role_name(book, first(d.attrs, "role_id", "role_object_id"))
        if isinstance(who, str) and name:
            held.setdefault(who, {})[name] = None
    return {who: tuple(names) for who, names in held.items()}
