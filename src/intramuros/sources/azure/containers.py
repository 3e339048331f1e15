# SPDX-License-Identifier: Apache-2.0
"""Container groups and container apps: images, plain settings, where they stand and who may come in.

Defaults: azurerm `container_group` (`ip_address_type` Public, `sku` Standard), `container_app` (`external_enabled` false).
Secrets given as such (`secure_environment_variables`, `secret` blocks) are no plain settings and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, negate
from intramuros.estate.workloads import Attachment, Setting, Workload
from intramuros.sources.attributes import block, blocks, number, switch, text, texts, unknown_in
from intramuros.sources.azure.common import head, owner
from intramuros.sources.azure.hosts import settings_of
from intramuros.sources.azure.principals import identities_of
from intramuros.sources.azure.uses import uses_of
from intramuros.sources.azure.wiring import denote, given, line_of, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GROUP = "azurerm_container_group"
APPS = ("azurerm_container_app", "azurerm_container_app_job")
ENVIRONMENT = "azurerm_container_app_environment"
ENVIRONMENT_STORAGE = "azurerm_container_app_environment_storage"
STORAGE = ("azurerm_storage_account", "azurerm_storage_share")


def lower_groups(book: Book) -> Iterator[Resource]:
    """Azure Container Instances."""
    for d in book.of(GROUP):
        containers = [*blocks(d.attrs, "container"), *blocks(d.attrs, "init_container")]
        attachments = tuple(_group_attachments(book, d))
        confidential, why = _confidential(d)
        commands = tuple(_joined(c.get("commands")) for c in containers if c.get("commands"))
        settings = tuple(_group_settings(d))
        yield Workload(
            **head(book, d),
            kind="container-group",
            identities=identities_of(book, d),
            attachments=attachments,
            volumes=tuple(_group_volumes(book, containers)),
            images=tuple(_spelled(book, t) for c in containers for t in texts(c.get("image"))),
            commands=commands,
            settings=settings,
            uses=uses_of(book, commands, settings, d.origin),
            confidential=confidential,
            confidential_why=why,
            **_group_sending(d, attachments),
            serves_ports=tuple(p for c in containers for b in blocks(c, "ports") if (p := number(b.get("port"))) is not None),
        )
        yield _group_door(book, d)


def _spelled(book: Book, value: Fact[str]) -> Fact[str]:
    return value if isinstance(value, Unknown) else str(book.spell(value))


def _joined(value: Any) -> Fact[str]:
    parts = texts(value)
    unknown = next((p for p in parts if isinstance(p, Unknown)), None)
    return unknown or " ".join(p for p in parts if isinstance(p, str))


def _group_attachments(book: Book, d: Declared) -> Iterator[Attachment]:
    missing = unknown_in(d.attrs, "subnet_ids", "network_profile_id")
    for value in (missing,) if missing else texts(d.attrs.get("subnet_ids")):
        subnet = subnet_at(book, d, value, "subnet_ids")
        yield Attachment(subnet=subnet, address=d.address, origin=line_of(d, "subnet_ids"))
    if d.attrs.get("network_profile_id") and not missing:
        why = Unknown("its subnet is named by a network profile, which azurerm 4 has no more")
        yield Attachment(subnet=why, address=d.address, origin=line_of(d, "network_profile_id"))


def _group_sending(d: Declared, attachments: tuple[Attachment, ...]) -> dict[str, Any]:
    if attachments:
        return {}
    if str(d.attrs.get("ip_address_type")).casefold() == "private":
        return {"sends_directly": Unknown(f"the subnet of `{d.address}` is not stated")}
    return {"sends_directly": True, "sends_why": "it stands in no subnet of ours: Azure's own network lets it send anywhere"}


def _confidential(d: Declared) -> tuple[Fact[bool], str]:
    sku = text(d.attrs.get("sku"), "Standard")
    if isinstance(sku, Unknown):
        return sku, sku.why
    return str(sku).casefold() == "confidential", f"container group SKU {sku}"


def _group_volumes(book: Book, containers: list[dict[str, Any]]) -> Iterator[Fact[str]]:
    for volume in (v for c in containers for v in blocks(c, "volume")):
        share = book.resolve(volume.get("share_name"), "azurerm_storage_share")
        account = book.resolve(volume.get("storage_account_name"), "azurerm_storage_account")
        yield from given((share if isinstance(share, str) and share in book.by_address else account,))


def _group_settings(d: Declared) -> Iterator[Setting]:
    for key in ("container", "init_container"):
        for index, own in enumerate(blocks(d.attrs, key)):
            yield from settings_of(own.get("environment_variables"), line_of(d, key, index))


def _group_door(book: Book, d: Declared) -> Endpoint:
    kind = text(d.attrs.get("ip_address_type"), "Public")
    public = kind if isinstance(kind, Unknown) else str(kind).casefold() == "public"
    return Endpoint(
        **_part(book, d, "#ingress"),
        kind="public-ip",
        public=public,
        public_why=f"ip_address_type {kind}",
        authenticates=None,
        auth_why="a container group asks for nothing; whether its containers do is not visible here",
        targets=(d.address,),
        host_names=given((text(d.attrs.get("dns_name_label")),)),
    )


def _part(book: Book, d: Declared, suffix: str) -> dict[str, Any]:
    """The head of a part of `d` that stands in the estate as a thing of its own."""
    return {**head(book, d), "address": f"{d.address}{suffix}", "ids": ()}


def lower_apps(book: Book) -> Iterator[Resource]:
    """Container apps and jobs; the environment they live in says which network they stand in."""
    for d in book.of(*APPS):
        home = denote(book, d, "container_app_environment_id", ENVIRONMENT)
        environment = book.by_address.get(home) if isinstance(home, str) else None
        template = block(d.attrs, "template")
        containers = [*blocks(template, "container"), *blocks(template, "init_container")]
        commands = tuple(_joined([*_listed(c, "command"), *_listed(c, "args")]) for c in containers if c.get("command") or c.get("args"))
        settings = tuple(s for c in containers for s in _app_settings(c, d))
        yield Workload(
            **head(book, d, parent=environment.address if environment else None),
            kind="app",
            identities=identities_of(book, d),
            attachments=tuple(_environment_attachments(book, environment)),
            volumes=tuple(_app_volumes(book, environment, template)),
            images=tuple(_spelled(book, t) for c in containers for t in texts(c.get("image"))),
            commands=commands,
            settings=settings,
            uses=uses_of(book, commands, settings, line_of(d, "template")),
            parent=home,
            **_app_sending(d, environment),
            serves_ports=given(number(b.get("target_port")) for b in blocks(d.attrs, "ingress")),  # type: ignore[arg-type, misc]  # ports
            secrets_from=tuple(t for b in blocks(d.attrs, "secret") for t in texts(b.get("key_vault_secret_id"))),
        )
        yield from _app_door(book, d, environment)


def _listed(container: Mapping[str, Any], key: str) -> list[Any]:
    found = container.get(key)
    return found if isinstance(found, list) else [] if found is None else [found]


def _environment_attachments(book: Book, environment: Declared | None) -> Iterator[Attachment]:
    """An environment sends from a public address that Azure manages; routes and NSGs of the subnet still bind."""
    if environment is not None and environment.attrs.get("infrastructure_subnet_id") is not None:
        subnet = subnet_at(book, environment, environment.attrs["infrastructure_subnet_id"], "infrastructure_subnet_id")
        origin = line_of(environment, "infrastructure_subnet_id")
        yield Attachment(subnet=subnet, public_ip=True, address=environment.address, origin=origin)


def _app_sending(d: Declared, environment: Declared | None) -> dict[str, Any]:
    if environment is None or environment.mode == "data":
        return {"sends_directly": Unknown(f"the environment of `{d.address}` is not declared")}
    if environment.attrs.get("infrastructure_subnet_id") is not None:
        return {}
    return {"sends_directly": True, "sends_why": f"{environment.address} stands in no subnet of ours"}


def _app_settings(container: Mapping[str, Any], d: Declared) -> Iterator[Setting]:
    missing = unknown_in(container, "env")
    if missing:
        yield Setting(name="*", value=missing, origin=line_of(d, "template"))
    for env in blocks(container, "env"):
        if env.get("secret_name") is None:
            yield Setting(name=str(env.get("name")), value=text(env.get("value")), origin=line_of(d, "template"))


def _app_volumes(book: Book, environment: Declared | None, template: Mapping[str, Any]) -> Iterator[Fact[str]]:
    """File shares that the environment offers under a storage name."""
    names = {str(book.spell(v.get("storage_name"))) for v in blocks(template, "volume") if v.get("storage_name")}
    for storage in book.pointing((ENVIRONMENT_STORAGE,), "container_app_environment_id", environment.address if environment else ""):
        if str(book.spell(storage.attrs.get("name"))) in names:
            share = owner(book, storage.attrs.get("share_name"), "azurerm_storage_share")
            yield from given((share or book.resolve(storage.attrs.get("account_name"), "azurerm_storage_account"),))


def _app_door(book: Book, d: Declared, environment: Declared | None) -> Iterator[Endpoint]:
    missing = unknown_in(d.attrs, "ingress")
    for ingress in [{"external_enabled": missing}] if missing else blocks(d.attrs, "ingress")[:1]:
        external = switch(ingress.get("external_enabled"), default=False)
        certificate = text(ingress.get("client_certificate_mode"))
        yield Endpoint(
            **_part(book, d, "#ingress"),
            kind="app",
            public=both(external, _environment_public(d, environment), _unrestricted(ingress)),
            public_why=_door_why(external, environment),
            authenticates=True if certificate == "require" else None,
            auth_why="client certificates are required"
            if certificate == "require"
            else "whether the app asks for credentials is not visible here",
            targets=(d.address,),
        )


def _environment_public(d: Declared, environment: Declared | None) -> Fact[bool]:
    if environment is None or environment.mode == "data":
        return Unknown(f"the environment of `{d.address}` is not declared")
    internal = switch(environment.attrs.get("internal_load_balancer_enabled"), default=False)
    closed = text(environment.attrs.get("public_network_access"), "Enabled")
    reachable = closed if isinstance(closed, Unknown) else str(closed).casefold() != "disabled"
    return both(negate(internal), reachable)


def _unrestricted(ingress: Mapping[str, Any]) -> Fact[bool]:
    """An allow-list of addresses closes the app to the rest of the internet, unless it lists everything."""
    allowed = [b for b in blocks(ingress, "ip_security_restriction") if str(b.get("action", "")).casefold() == "allow"]
    return not allowed or any(b.get("ip_address_range") in ("0.0.0.0/0", "*") for b in allowed)


def _door_why(external: Fact[bool], environment: Declared | None) -> str:
    if external is False:
        return "the ingress takes requests from inside its environment only"
    return f"external ingress in {environment.address}" if environment else "external ingress"


LOWERINGS = (
    (frozenset({GROUP}), lower_groups),
    (frozenset(APPS), lower_apps),
)
SUB_RESOURCES = frozenset({ENVIRONMENT, ENVIRONMENT_STORAGE, "azurerm_container_app_custom_domain"})
