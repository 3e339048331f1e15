# SPDX-License-Identifier: Apache-2.0
"""What Azure and Entra ID will call each declared resource: resource ids, endpoints, versionless key ids, principal ids.

Parts that only the cloud knows stay symbols, so that two ways of naming one thing meet in the same string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.patterns import lazy
from intramuros.estate.values import CLOSE, Unknown, is_symbolic, sole_symbol, symbol
from intramuros.sources.azure.arm_ids import OUTPUTS, TEMPLATES
from intramuros.sources.declared import Declared

_FIELD = lazy(r"\{([a-z_|]+)\}")
_SUBSCRIPTION_TYPES = ("azurerm_subscription",)


def subscription_of(declared: Declared, default_account: str | None) -> str:
    """The subscription id of the provider that a resource uses; a symbol of the provider where nothing states it."""
    account = declared.home.account
    if isinstance(account, str):
        return account
    return default_account or symbol(f"provider.{declared.home.name or 'azurerm'}", "subscription_id")


def names(declared: Declared, default_account: str | None) -> Mapping[str, str]:
    """Attribute → the string it will have in the cloud."""
    if declared.type.startswith("azuread_"):
        return _entra(declared)
    special = _SPECIAL.get(declared.type)
    found = special(declared, default_account) if special else _by_template(declared, default_account)
    if stated := _text(declared.attrs.get("arm_id")):  # a template's resource has the id that its place gives it, in its own case
        found = {**found, **({} if special and "id" in found else {"id": stated}), "arm_id": stated}
    return {"name": own, **found} if (own := _text(declared.attrs.get("name"))) else found


def spelled_id(declared: Declared, template: str, default_account: str | None) -> str:
    """A template of `arm_ids` filled with a resource's own attributes."""
    subscription = subscription_of(declared, default_account)
    filled = _fill(declared, template, subscription)
    if template.startswith(("{", "/")):
        return filled
    group = _text(declared.attrs.get("resource_group_name")) or symbol(declared.address, "resource_group_name")
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{filled}"


def _by_template(declared: Declared, default_account: str | None) -> dict[str, str]:
    template = TEMPLATES.get(declared.type)
    own_id = spelled_id(declared, template, default_account) if template else symbol(declared.address, "id")
    subscription = subscription_of(declared, default_account)
    outputs = OUTPUTS.get(declared.type, {})
    return {"id": own_id} | {k: _fill(declared, t, subscription) for k, t in outputs.items()}


def _fill(declared: Declared, template: str, subscription: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] == "subscription":
            return subscription
        wanted = match[1].split("|")
        found = next((t for k in wanted if (t := _text(declared.attrs.get(k)))), None)
        return found or symbol(declared.address, wanted[0])

    return _FIELD.sub(value, template)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _subscription(declared: Declared, default_account: str | None) -> dict[str, str]:
    """A subscription looked up (its own id, else the provider's) or created (known only after apply)."""
    stated = _text(declared.attrs.get("subscription_id"))
    created = declared.mode == "managed"
    own = stated or (symbol(declared.address, "subscription_id") if created else subscription_of(declared, default_account))
    return {"id": f"/subscriptions/{own}", "subscription_id": own, "tenant_id": _tenant(declared)}


def _client(declared: Declared, default_account: str | None) -> dict[str, str]:
    return {"subscription_id": subscription_of(declared, default_account), "tenant_id": _tenant(declared)}


def _tenant(declared: Declared) -> str:
    tenant = declared.home.tenant
    return tenant if isinstance(tenant, str) else symbol(declared.address, "tenant_id")


def _container(declared: Declared, default_account: str | None) -> dict[str, str]:
    """A container by its account's id, or by its account's name as azurerm before 4.9 had it (then `id` is its URL)."""
    name = _text(declared.attrs.get("name")) or symbol(declared.address, "name")
    if declared.attrs.get("storage_account_id"):
        own = spelled_id(declared, TEMPLATES[declared.type], default_account)
        return {"id": own, "resource_manager_id": own}
    account = _text(declared.attrs.get("storage_account_name")) or symbol(declared.address, "storage_account_name")
    service = _PARTS[declared.type]
    return {"id": f"https://{account}.{service}.core.windows.net/{name}"}


_PARTS: Mapping[str, str] = {
    "azurerm_storage_container": "blob",
    "azurerm_storage_share": "file",
    "azurerm_storage_queue": "queue",
    "azurerm_storage_table": "table",
}


def _vault_uri(value: Any, declared: Declared) -> str:
    """The data plane address of a vault, from its resource id or a reference to one."""
    named = sole_symbol(value)
    if named:
        return symbol(named[0], "vault_uri")
    name = value.rstrip("/").rpartition("/")[2] if isinstance(value, str) and "/" in value else ""
    if name and not is_symbolic(name) and CLOSE not in name:
        return f"https://{name}.vault.azure.net/"
    return symbol(declared.address, "vault_uri")


def _vault_item(declared: Declared, _: str | None) -> dict[str, str]:
    """A key, secret or certificate: with its version (known only after apply) and without."""
    kind = {"azurerm_key_vault_key": "keys", "azurerm_key_vault_secret": "secrets"}.get(declared.type, "certificates")
    name = _text(declared.attrs.get("name")) or symbol(declared.address, "name")
    uri = _vault_uri(declared.attrs.get("key_vault_id"), declared)
    version = symbol(declared.address, "version")
    base = f"{uri}{kind}/{name}"
    found = {"id": f"{base}/{version}", "versionless_id": base}
    if kind == "certificates":
        secret = f"{uri}secrets/{name}"
        return found | {"secret_id": f"{secret}/{version}", "versionless_secret_id": secret}
    vault = _text(declared.attrs.get("key_vault_id")) or symbol(declared.address, "key_vault_id")
    resource = f"{vault}/{kind}/{name}"
    return found | {"resource_versionless_id": resource, "resource_id": f"{resource}/versions/{version}"}


def _hsm_key(declared: Declared, _: str | None) -> dict[str, str]:
    hsm = sole_symbol(declared.attrs.get("managed_hsm_id"))
    uri = symbol(hsm[0], "hsm_uri") if hsm else symbol(declared.address, "hsm_uri")
    base = f"{uri}keys/{_text(declared.attrs.get('name')) or symbol(declared.address, 'name')}"
    return {"id": base, "versioned_id": f"{base}/{symbol(declared.address, 'version')}"}


def _role_definition(declared: Declared, _: str | None) -> dict[str, str]:
    """A custom role has two spellings: `role_definition_resource_id` for assignments, `id` with its scope behind a bar."""
    guid = _text(declared.attrs.get("role_definition_id")) or symbol(declared.address, "role_definition_id")
    scope = _text(declared.attrs.get("scope")) or ""
    resource = f"{scope.rstrip('/')}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    if declared.mode == "data":
        return {"id": resource, "role_definition_id": guid}
    return {"id": f"{resource}|{scope}", "role_definition_id": guid, "role_definition_resource_id": resource}


def _assigned_identity(declared: Declared, default_account: str | None) -> dict[str, str]:
    own = _by_template(declared, default_account)
    return own | {k: symbol(declared.address, k) for k in ("principal_id", "client_id")}


def _azapi(declared: Declared, default_account: str | None) -> dict[str, str]:
    """An azapi resource: its parent's id, its ARM type and its name make its own id."""
    stated = _text(declared.attrs.get("resource_id"))
    if stated:
        return {"id": stated}
    arm = (_text(declared.attrs.get("type")) or "").split("@")[0]
    name = _text(declared.attrs.get("name")) or symbol(declared.address, "name")
    parent = _text(declared.attrs.get("parent_id"))
    if not arm or not parent:
        return {"id": symbol(declared.address, "id")}
    nested = arm.count("/") > 1
    if arm == "Microsoft.Resources/resourceGroups":
        return {"id": f"/subscriptions/{subscription_of(declared, default_account)}/resourceGroups/{name}"}
    return {"id": f"{parent}/{arm.rsplit('/', 1)[-1]}/{name}" if nested else f"{parent}/providers/{arm}/{name}"}


_SPECIAL: Mapping[str, Callable[[Declared, str | None], dict[str, str]]] = {
    "azurerm_subscription": _subscription,
    "azurerm_client_config": _client,
    "azurerm_storage_container": _container,
    "azurerm_storage_share": _container,
    "azurerm_storage_queue": _container,
    "azurerm_storage_table": _container,
    "azurerm_key_vault_key": _vault_item,
    "azurerm_key_vault_secret": _vault_item,
    "azurerm_key_vault_certificate": _vault_item,
    "azurerm_key_vault_managed_hardware_security_module_key": _hsm_key,
    "azurerm_role_definition": _role_definition,
    "azurerm_user_assigned_identity": _assigned_identity,
    "azapi_resource": _azapi,
    "azapi_update_resource": _azapi,
}


def _entra(declared: Declared) -> dict[str, str]:
    """Entra objects: what is written down of their object id, client id and sign-in name; else symbols."""
    stated = {k: t for k in ("object_id", "client_id", "user_principal_name", "mail") if (t := _text(declared.attrs.get(k)))}
    object_id = stated.get("object_id") or symbol(declared.address, "object_id")
    found = {"id": symbol(declared.address, "id"), "object_id": object_id, **stated}
    if display := _text(declared.attrs.get("display_name")):
        found["display_name"] = display
    if declared.type in ("azuread_application", "azuread_service_principal", "azuread_application_registration"):
        found.setdefault("client_id", symbol(declared.address, "client_id"))
    if isinstance(declared.attrs.get("object_id"), Unknown):
        found["object_id"] = symbol(declared.address, "object_id")
    return found
