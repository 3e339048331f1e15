# SPDX-License-Identifier: Apache-2.0
"""Private endpoints and private link services: the doors through which a network reaches a service without the internet.

An automatic connection is approved with its creation; a manual one waits for the owner of the target (Microsoft Learn,
"Manage private endpoint connections").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.network import PrivateEndpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.common import head
from intramuros.sources.azure.network import groups_of_subnet, network_of_subnet
from intramuros.sources.azure.wiring import denoted, given, managed, many, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

DOOR = "azurerm_private_endpoint"
LINK_SERVICE = "azurerm_private_link_service"
ZONE = "azurerm_private_dns_zone"
WAITING = "Pending until the owner approves: a manual connection, whose state nothing declares"


def lower_doors(book: Book) -> Iterator[Resource]:
    """Private endpoints; `rule_sets` are those of the subnet (they bind only where the subnet says so)."""
    for d in book.of(DOOR):
        link = block(d.attrs, "private_service_connection")
        subnet = subnet_at(book, d, d.attrs.get("subnet_id"), "subnet_id")
        yield PrivateEndpoint(
            **head(book, d),
            kind="private-endpoint",
            network=network_of_subnet(book, subnet),
            subnets=given((subnet,)),
            rule_sets=groups_of_subnet(book, subnet),
            target=_target(book, d, link),
            service=_service(link),
            approved=_approved(d, link),
            private_dns=_private_dns(d),
        )


def _target(book: Book, d: Declared, link: dict[str, Any]) -> Fact[str | None]:
    missing = unknown_in(d.attrs, "private_service_connection")
    if missing:
        return missing
    value = link.get("private_connection_resource_id") or link.get("private_connection_resource_alias")
    found = denoted(book, d, value, "private_service_connection")
    return managed(book, found) if isinstance(found, str) else found


def _service(link: dict[str, Any]) -> Fact[str | None]:
    names = texts(link.get("subresource_names"))
    unknown = next((n for n in names if isinstance(n, Unknown)), None)
    return unknown or (",".join(n for n in names if isinstance(n, str)) or None)


def _approved(d: Declared, link: dict[str, Any]) -> Fact[bool]:
    manual = unknown_in(d.attrs, "private_service_connection") or switch(link.get("is_manual_connection"), default=False)
    if isinstance(manual, Unknown):
        return manual
    return Unknown(WAITING) if manual else True


def _private_dns(d: Declared) -> Fact[bool]:
    missing = unknown_in(d.attrs, "private_dns_zone_group")
    return missing or any(b.get("private_dns_zone_ids") for b in blocks(d.attrs, "private_dns_zone_group"))


def lower_link_services(book: Book) -> Iterator[Resource]:
    """Private link services: others' networks reach the balancer behind; public only in so far as anyone may ask."""
    for d in book.of(LINK_SERVICE):
        visible = texts(d.attrs.get("visibility_subscription_ids"))
        anyone = any(v == "*" for v in visible)
        automatic = any(v == "*" for v in texts(d.attrs.get("auto_approval_subscription_ids")))
        yield Endpoint(
            **head(book, d),
            kind="load-balancer",
            public=False,
            public_why="private link service: "
            + ("every subscription may connect unasked" if anyone and automatic else "its owner approves"),
            targets=tuple(_balancer(book, v) for v in many(book, d.attrs.get("load_balancer_frontend_ip_configuration_ids"))),
            host_names=given((text(d.attrs.get("alias")),)),
        )


def _balancer(book: Book, value: Fact[str]) -> Fact[str]:
    """The balancer of a frontend configuration's id (`<balancer>/frontendIPConfigurations/<name>`)."""
    if isinstance(value, Unknown) or value in book.by_address:
        return value
    owner = book.resolve(value.partition("/frontendIPConfigurations/")[0], "azurerm_lb")
    return owner if owner is not None else value


LOWERINGS = (
    (frozenset({DOOR}), lower_doors),
    (frozenset({LINK_SERVICE}), lower_link_services),
)
SUB_RESOURCES = frozenset(
    {
        "azurerm_private_endpoint_application_security_group_association",
        "azurerm_subnet_service_endpoint_storage_policy",
        "azurerm_private_dns_zone_virtual_network_link",
        ZONE,
    }
)
