# SPDX-License-Identifier: Apache-2.0
"""Who is meant by an object id: resolves principal ids to the identity that a resource, a group or a person is.

A system-assigned identity lives and dies with its resource; it stands in the estate under `<resource>#system`,
the kubelet's identity of a cluster that Azure made under `<cluster>#kubelet`.
"""

from __future__ import annotations

from typing import Any

from intramuros.estate.values import Fact, Unknown, is_symbolic, sole_symbol, symbol
from intramuros.sources.attributes import block, blocks, text, texts
from intramuros.sources.azure.common import address_or_id, children, twin
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ASSIGNED = "azurerm_user_assigned_identity"
OBJECTS = (
    ASSIGNED,
    "azuread_user",
    "azuread_group",
    "azuread_group_without_members",
    "azuread_service_principal",
    "azuread_application",
    "azuread_application_registration",
    "azuread_invitation",
    "azurerm_client_config",
    "azuread_client_config",
)
"""Types whose own ids are ids of a principal."""

ADDED: tuple[tuple[str, str, str], ...] = (
    ("kubelet_identity.", "kubelet_identity", "#kubelet"),
    ("key_vault_secrets_provider.", "key_vault_secrets_provider", "#secrets"),
    ("ingress_application_gateway.", "ingress_application_gateway", "#ingress"),
    ("oms_agent.", "oms_agent", "#monitoring"),
    ("aci_connector_linux.", "aci_connector_linux", "#aci"),
)
"""Identities that AKS makes for a cluster: how their ids are spelled, the block that asks for them, their suffix here."""


def principal(book: Book, value: Any) -> Fact[str]:
    """The address of the identity that an object, principal or client id denotes; the id itself where none does."""
    if value is None:
        return Unknown("the principal is not stated")
    named = sole_symbol(value)
    if named and named[0] in book.by_address:
        return _of_resource(book, *named)
    found = address_or_id(book, value, *OBJECTS)
    return found if found is not None else Unknown("the principal is not stated")


def _of_resource(book: Book, address: str, attribute: str) -> str:
    declared = book.by_address[address]
    if attribute.startswith("identity."):
        return f"{address}#system"
    for spelling, key, suffix in ADDED:
        if attribute.startswith(spelling):
            own = kubelet(book, declared) if key == "kubelet_identity" else None
            return own if isinstance(own, str) else f"{address}{suffix}"
    return twin(book, address)


def kubelet(book: Book, cluster: Declared) -> Fact[str]:
    """The identity that a cluster's nodes pull images and mount disks with."""
    given = block(cluster.attrs, "kubelet_identity").get("user_assigned_identity_id")
    found = address_or_id(book, given, ASSIGNED)
    return found if found is not None else f"{cluster.address}#kubelet"


def has_system_identity(declared: Declared) -> bool:
    """Whether Azure makes an identity for this resource."""
    kinds = (text(b.get("type")) for b in blocks(declared.attrs, "identity"))
    return any(isinstance(k, str) and not is_symbolic(k) and "systemassigned" in k.replace(" ", "").casefold() for k in kinds)


def identities_of(book: Book, declared: Declared) -> tuple[Fact[str], ...]:
    """Every identity that a resource runs as: its own and those assigned to it."""
    missing = declared.attrs.get("identity")
    if isinstance(missing, Unknown):
        return (missing,)
    own = (f"{declared.address}#system",) if has_system_identity(declared) else ()
    given = [i for b in blocks(declared.attrs, "identity") for i in texts(b.get("identity_ids"))]
    return (*own, *(a for i in given if (a := address_or_id(book, i, ASSIGNED)) is not None))


def system_ids(address: str) -> tuple[str, ...]:
    """The symbols that stand for the ids of a system-assigned identity."""
    return (symbol(address, "identity.0.principal_id"),)


_ADMINISTRATORS = (
    "azurerm_sql_active_directory_administrator",
    "azurerm_postgresql_active_directory_administrator",
    "azurerm_postgresql_flexible_server_active_directory_administrator",
    "azurerm_mysql_active_directory_administrator",
    "azurerm_mysql_flexible_server_active_directory_administrator",
    "azurerm_mssql_managed_instance_active_directory_administrator",
)


def administrators(book: Book, server: Declared) -> tuple[Fact[str], ...]:
    """Entra administrators of a database server, who read all of it (…/azure-sql/database/authentication-aad-overview)."""
    own = [*blocks(server.attrs, "azuread_administrator"), *blocks(server.attrs, "azure_active_directory_administrator")]
    apart = children(book, _ADMINISTRATORS, ("server_id", "server_name", "managed_instance_id"), server)
    return tuple(principal(book, v) for v in (*(b.get("object_id") for b in own), *(d.attrs.get("object_id") for d in apart)))
