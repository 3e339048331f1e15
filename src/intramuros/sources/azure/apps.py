# SPDX-License-Identifier: Apache-2.0
"""Web apps, function apps and standard logic apps: settings, way out, and the public door that each has by default.

A web app sends from Azure's own addresses; with network integration private ranges go through the subnet, and everything only
where `vnet_route_all_enabled` says so (Microsoft Learn, "Integrate your app with an Azure virtual network"). A setting that
begins with `@Microsoft.KeyVault(` is a reference, no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, negate
from intramuros.estate.workloads import Attachment, Setting, Workload, WorkloadKind
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.common import first, head
from intramuros.sources.azure.hosts import settings_of
from intramuros.sources.azure.principals import identities_of
from intramuros.sources.azure.uses import uses_of
from intramuros.sources.azure.wiring import given, line_of, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

WEB = ("azurerm_linux_web_app", "azurerm_windows_web_app", "azurerm_app_service", "azurerm_static_web_app")
FUNCTIONS = (
    "azurerm_linux_function_app",
    "azurerm_windows_function_app",
    "azurerm_function_app",
    "azurerm_function_app_flex_consumption",
)
LOGIC = ("azurerm_logic_app_standard",)
SLOTS = (
    "azurerm_linux_web_app_slot",
    "azurerm_windows_web_app_slot",
    "azurerm_app_service_slot",
    "azurerm_linux_function_app_slot",
    "azurerm_windows_function_app_slot",
    "azurerm_function_app_slot",
)
INTEGRATIONS = ("azurerm_app_service_virtual_network_swift_connection", "azurerm_app_service_slot_virtual_network_swift_connection")
PUBLISHING = "microsoft.web/sites/publishxml/action"
REFERENCE = "@microsoft.keyvault("
EVERYONE = ("0.0.0.0/0", "Any", "*")


def lower_apps(book: Book) -> Iterator[Resource]:
    """Apps with the public door before each; slots are apps of their own."""
    kinds: dict[WorkloadKind, tuple[str, ...]] = {"app": (*WEB, *SLOTS), "function": FUNCTIONS, "pipeline": LOGIC}
    for kind, types in kinds.items():
        for d in book.of(*types):
            yield _app(book, d, kind)
            yield _door(book, d)


def _app(book: Book, d: Declared, kind: WorkloadKind) -> Workload:
    site = block(d.attrs, "site_config")
    subnet = _subnet(book, d)
    sends, why = _sending(d, site, subnet)
    everything = tuple(_settings(d))
    return Workload(
        **head(book, d),
        kind=kind,
        identities=identities_of(book, d),
        refuses=(PUBLISHING,) if _no_passwords(d) else (),
        attachments=(_attachment(d, subnet),) if subnet else (),
        volumes=tuple(_volumes(book, d)),
        images=tuple(_images(book, site)),
        commands=given((text(site.get("app_command_line")),)),
        settings=tuple(s for s in everything if not _is_reference(s)),
        uses=uses_of(book, (), everything, d.origin),
        secrets_from=given(s.value for s in everything if _is_reference(s)),
        size=None,
        sends_directly=sends,
        sends_why=why,
    )


def _no_passwords(d: Declared) -> bool:
    """Basic authentication is off for FTP and for deployment: publishing credentials open nothing (…/app-service/configure-basic-auth-disable)."""
    keys = ("webdeploy_publish_basic_authentication_enabled", "ftp_publish_basic_authentication_enabled")
    return all(switch(d.attrs.get(k), True) is False for k in keys)


def _attachment(d: Declared, subnet: Fact[str | None]) -> Attachment:
    """What the subnet's routes do not take elsewhere leaves from the app's own public addresses; its NSGs bind all the same."""
    return Attachment(subnet=subnet, public_ip=True, address=d.address, origin=line_of(d, "virtual_network_subnet_id"))


def _subnet(book: Book, d: Declared) -> Fact[str | None]:
    own = subnet_at(book, d, d.attrs.get("virtual_network_subnet_id"), "virtual_network_subnet_id")
    linked = book.pointing(INTEGRATIONS, "app_service_id", d.address)
    return own if own is not None else next((subnet_at(book, c, c.attrs.get("subnet_id"), "subnet_id") for c in linked), None)


def _sending(d: Declared, site: Mapping[str, Any], subnet: Fact[str | None]) -> tuple[Fact[bool], str]:
    if isinstance(subnet, Unknown):
        return subnet, subnet.why
    if subnet is None:
        return True, "no network integration: it sends from Azure's own addresses"
    if d.type == "azurerm_function_app_flex_consumption":
        return False, ""
    all_through = switch(first(site, "vnet_route_all_enabled"), default=_by_setting(d))
    return negate(
        all_through
    ), "" if all_through is True else "vnet_route_all_enabled is not set: only private ranges go through its subnet"


def _by_setting(d: Declared) -> bool:
    """The older spelling: an app setting `WEBSITE_VNET_ROUTE_ALL = 1`."""
    settings = d.attrs.get("app_settings")
    return isinstance(settings, Mapping) and str(settings.get("WEBSITE_VNET_ROUTE_ALL")) in ("1", "1.0")


def _settings(d: Declared) -> Iterator[Setting]:
    yield from settings_of(d.attrs.get("app_settings"), line_of(d, "app_settings"), "app_settings")
    for index, own in enumerate(blocks(d.attrs, "connection_string")):
        yield Setting(
            name=str(own.get("name")),
            value=text(own.get("value")),
            origin=line_of(d, "connection_string", index),
            where="connection_string",
        )
    site = block(d.attrs, "site_config", "application_stack")
    password = text(site.get("docker_registry_password"))
    if password is not None:
        yield Setting(name="docker_registry_password", value=password, origin=line_of(d, "site_config"), where="site_config")


def _is_reference(setting: Setting) -> bool:
    return isinstance(setting.value, str) and setting.value.strip().casefold().startswith(REFERENCE)


def _volumes(book: Book, d: Declared) -> Iterator[Fact[str]]:
    for own in blocks(d.attrs, "storage_account"):
        yield from given((book.resolve(own.get("account_name"), "azurerm_storage_account"),))
    yield from given((book.resolve(d.attrs.get("storage_account_name"), "azurerm_storage_account"),))


def _images(book: Book, site: Mapping[str, Any]) -> Iterator[Fact[str]]:
    stack = block(site, "application_stack")
    registry = str(book.spell(stack.get("docker_registry_url") or "")).removeprefix("https://").rstrip("/")
    for name in given(text(book.spell(stack.get(k))) for k in ("docker_image_name", "docker_image")):
        yield f"{registry}/{name}" if registry and isinstance(name, str) else name
    for own in blocks(stack, "docker"):
        yield "/".join(str(book.spell(own.get(k, ""))) for k in ("registry_url", "image_name"))
    for value in texts(book.spell(first(site, "linux_fx_version", "windows_fx_version"))):
        if isinstance(value, Unknown):
            yield value
        elif value.upper().startswith("DOCKER|"):  # others name a language: `PYTHON|3.9`
            yield value[len("DOCKER|") :]


def _door(book: Book, d: Declared) -> Endpoint:
    asks, why = _asks(d)
    site = block(d.attrs, "site_config")
    return Endpoint(
        **{**head(book, d), "address": f"{d.address}#ingress", "ids": ()},
        kind="app",
        public=both(_is_public(d, site), _unrestricted(site)),
        public_why="the app's own host name takes requests from the internet unless public network access is off or an allow-list stands",
        authenticates=asks,
        auth_why=why,
        targets=(d.address,),
        host_names=given((book.names(d.address).get("default_hostname"), book.names(d.address).get("default_site_hostname"))),
    )


def _is_public(d: Declared, site: Mapping[str, Any]) -> Fact[bool]:
    worded = text(d.attrs.get("public_network_access"))
    if isinstance(worded, str):
        return worded.casefold() != "disabled"
    stated = first(d.attrs, "public_network_access_enabled")
    return switch(site.get("public_network_access_enabled") if stated is None else stated, default=True)


def _unrestricted(site: Mapping[str, Any]) -> Fact[bool]:
    """An access restriction that allows something closes the rest; a default action says it outright."""
    missing = unknown_in(site, "ip_restriction")
    if missing:
        return missing
    rules = blocks(site, "ip_restriction")
    allowed = [r for r in rules if str(r.get("action", "Allow")).casefold() == "allow"]
    if any(r.get("ip_address") in EVERYONE or r.get("service_tag") == "Internet" for r in allowed):
        return True
    default = text(site.get("ip_restriction_default_action"))
    if isinstance(default, Unknown):
        return default
    return default.casefold() == "allow" if default is not None else not allowed


def _asks(d: Declared) -> tuple[Fact[bool | None], str]:
    """Whether App Service's own sign-in stands before the app, or certificates are required."""
    missing = unknown_in(d.attrs, "auth_settings", "auth_settings_v2")
    if missing:
        return missing, missing.why
    if d.attrs.get("client_certificate_enabled") is True and str(d.attrs.get("client_certificate_mode", "Required")) == "Required":
        return True, "client certificates are required"
    newer, older = block(d.attrs, "auth_settings_v2"), block(d.attrs, "auth_settings")
    if newer:
        action = str(newer.get("unauthenticated_action", "RedirectToLoginPage"))
        asks = newer.get("auth_enabled") is True and (newer.get("require_authentication") is True or action != "AllowAnonymous")
        return (True, "App Service sign-in is required") if asks else (None, "App Service sign-in lets anonymous requests through")
    if older.get("enabled") is True and str(older.get("unauthenticated_client_action", "RedirectToLoginPage")) != "AllowAnonymous":
        return True, "App Service sign-in is required"
    return None, "no App Service sign-in; whether the app itself asks is not visible here"


LOWERINGS = ((frozenset({*WEB, *FUNCTIONS, *LOGIC, *SLOTS}), lower_apps),)
SUB_RESOURCES = frozenset({*INTEGRATIONS, "azurerm_service_plan", "azurerm_app_service_plan", "azurerm_function_app_function"})
