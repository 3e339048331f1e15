# SPDX-License-Identifier: Apache-2.0
"""ARM types of apps, workflows and API Management, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, block, dig, rows, switched, unsure

Attributes = dict[str, Any]


def _site_type(arm: Arm, slot: str = "") -> str:
    """`kind` and `reserved` tell Linux from Windows and functions from web apps."""
    kind = str(arm.get("kind") or "app").casefold()
    system = "linux" if "linux" in kind or arm.prop("reserved") is True else "windows"
    if "workflowapp" in kind and not slot:
        return "azurerm_logic_app_standard"
    return f"azurerm_{system}_{'function' if 'function' in kind else 'web'}_app{slot}"


def _site(arm: Arm) -> Attributes:
    site = arm.prop("siteConfig")
    access = arm.prop("publicNetworkAccess")
    return {
        "type!": _site_type(arm),
        "virtual_network_subnet_id": arm.prop("virtualNetworkSubnetId"),
        "public_network_access_enabled": switched(access) if access not in (None, "") else None,
        "client_certificate_enabled": arm.prop("clientCertEnabled"),
        "client_certificate_mode": arm.prop("clientCertMode"),
        "https_only": arm.prop("httpsOnly"),
        "service_plan_id": arm.prop("serverFarmId"),
        "app_settings": settings(dig(site, "appSettings")),
        "connection_string": rows(dig(site, "connectionStrings"), name="name", value="connectionString", type="type"),
        "storage_account": _mounts(dig(site, "azureStorageAccounts")),
        "site_config": site_config(site, arm.prop("vnetRouteAllEnabled")),
    }


def _slot(arm: Arm) -> Attributes:
    return {
        **_site(arm),
        "type!": _site_type(arm, "_slot") if "workflow" not in str(arm.get("kind")) else "azurerm_app_service_slot",
        "app_service_id": arm.parent,
    }


def settings(value: Any) -> Any:
    """App settings: a list of names and values inside a site, a map in a resource of their own."""
    if isinstance(value, list):
        return {str(dig(v, "name")): dig(v, "value") for v in value}
    return dict(value) if isinstance(value, Mapping) else unsure(value)


def _mounts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return [{"name": k, "account_name": dig(v, "accountName"), "share_name": dig(v, "shareName")} for k, v in value.items()]
    return unsure(value)


def site_config(site: Any, routed: Any = None) -> Any:
    """`siteConfig`, or the resource `config/web`."""
    if not isinstance(site, Mapping):
        return unsure(site) or (block(vnet_route_all_enabled=routed))
    own = dig(site, "publicNetworkAccess")
    return block(
        app_command_line=dig(site, "appCommandLine"),
        linux_fx_version=dig(site, "linuxFxVersion"),
        windows_fx_version=dig(site, "windowsFxVersion"),
        vnet_route_all_enabled=routed if routed is not None else dig(site, "vnetRouteAllEnabled"),
        public_network_access_enabled=switched(own) if own not in (None, "") else None,
        ip_restriction=rows(
            dig(site, "ipSecurityRestrictions"),
            name="name",
            action="action",
            ip_address="ipAddress",
            service_tag="tag",
            virtual_network_subnet_id="vnetSubnetResourceId",
        ),
        ip_restriction_default_action=dig(site, "ipSecurityRestrictionsDefaultAction"),
        minimum_tls_version=dig(site, "minTlsVersion"),
    )


def _plan(arm: Arm) -> Attributes:
    return {"sku_name": arm.get("sku", "name")}


def _static_site(arm: Arm) -> Attributes:
    return {"public_network_access_enabled": switched(arm.prop("publicNetworkAccess"))}


def sign_in(arm: Arm) -> Attributes:
    """`authsettingsV2`."""
    validation = arm.prop("globalValidation")
    return {
        "auth_settings_v2": block(
            auth_enabled=arm.prop("platform", "enabled"),
            require_authentication=dig(validation, "requireAuthentication"),
            unauthenticated_action=dig(validation, "unauthenticatedClientAction"),
        )
    }


def _workflow(arm: Arm) -> Attributes:
    off = str(arm.prop("state")).casefold() == "disabled"
    given = arm.prop("parameters")
    return {
        "enabled": not off,
        "parameters": {str(k): str(dig(v, "value")) for k, v in given.items()} if isinstance(given, Mapping) else unsure(given),
        "workflow": arm.prop("definition"),
    }


def _runbook(arm: Arm) -> Attributes:
    return {"automation_account_name": arm.parent, "publish_content_link": block(uri=arm.prop("publishContentLink", "uri"))}


def _api_service(arm: Arm) -> Attributes:
    return {
        "virtual_network_type": arm.prop("virtualNetworkType"),
        "public_network_access_enabled": switched(arm.prop("publicNetworkAccess")),
    }


def _api(arm: Arm) -> Attributes:
    return {
        "api_management_name": arm.parent,
        "service_url": arm.prop("serviceUrl"),
        "path": arm.prop("path"),
        "subscription_required": arm.prop("subscriptionRequired"),
    }


def _api_policy(arm: Arm) -> Attributes:
    return {"api_name": arm.parent, "xml_content": _xml(arm)}


def _service_policy(arm: Arm) -> Attributes:
    return {"api_management_id": arm.parent, "xml_content": _xml(arm)}


def _xml(arm: Arm) -> Any:
    """The text of a policy; one that a link holds is not read."""
    if "link" in str(arm.prop("format") or "").casefold():
        return Unknown("the policy is at a link")
    return arm.prop("value")


def _backend(arm: Arm) -> Attributes:
    return {"api_management_name": arm.parent, "url": arm.prop("url")}


def _part(arm: Arm) -> Attributes:
    return {"api_management_name": arm.parent}


def _plain(_: Arm) -> Attributes:
    return {}


_W, _A = "Microsoft.Web", "Microsoft.ApiManagement/service"
APPS: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    f"{_W}/sites": ("azurerm_linux_web_app", _site),
    f"{_W}/sites/slots": ("azurerm_linux_web_app_slot", _slot),
    f"{_W}/serverfarms": ("azurerm_service_plan", _plan),
    f"{_W}/sites/functions": ("azurerm_function_app_function", _plain),
    f"{_W}/staticSites": ("azurerm_static_web_app", _static_site),
    "Microsoft.Logic/workflows": ("azurerm_logic_app_workflow", _workflow),
    "Microsoft.Automation/automationAccounts": ("azurerm_automation_account", _plain),
    "Microsoft.Automation/automationAccounts/runbooks": ("azurerm_automation_runbook", _runbook),
    _A: ("azurerm_api_management", _api_service),
    f"{_A}/apis": ("azurerm_api_management_api", _api),
    f"{_A}/apis/policies": ("azurerm_api_management_api_policy", _api_policy),
    f"{_A}/policies": ("azurerm_api_management_policy", _service_policy),
    f"{_A}/backends": ("azurerm_api_management_backend", _backend),
    f"{_A}/apis/operations": ("azurerm_api_management_api_operation", _part),
    f"{_A}/apis/operations/policies": ("azurerm_api_management_api_operation_policy", _part),
    f"{_A}/products": ("azurerm_api_management_product", _part),
    f"{_A}/products/apis": ("azurerm_api_management_product_api", _part),
    f"{_A}/products/policies": ("azurerm_api_management_product_policy", _part),
    f"{_A}/subscriptions": ("azurerm_api_management_subscription", _part),
    f"{_A}/loggers": ("azurerm_api_management_logger", _part),
    f"{_A}/diagnostics": ("azurerm_api_management_diagnostic", _part),
    f"{_A}/apis/diagnostics": ("azurerm_api_management_api_diagnostic", _part),
    f"{_A}/groups": ("azurerm_api_management_group", _part),
    f"{_A}/users": ("azurerm_api_management_user", _part),
    f"{_A}/apiVersionSets": ("azurerm_api_management_api_version_set", _part),
}
