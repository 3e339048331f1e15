# SPDX-License-Identifier: Apache-2.0
"""Ways in through a network: application gateways, load balancers and public addresses of machines.

A gateway is public only where a listener stands on a frontend with a public address: the v2 SKU may have one that no listener uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, either
from intramuros.sources.attributes import block, blocks, number, text, texts, unknown_in
from intramuros.sources.azure.common import head
from intramuros.sources.azure.openings import open_from_internet
from intramuros.sources.azure.pools import (
    BALANCER,
    GATEWAY_LINK,
    OUTBOUND,
    POOL,
    POOL_ADDRESS,
    POOL_LINK,
    RULE,
    gateway_members,
    is_public,
    members,
)
from intramuros.sources.azure.web_firewalls import GATEWAY, GATEWAY_POLICY, weakest
from intramuros.sources.azure.wiring import (
    INTERFACE,
    PUBLIC_IP,
    denote,
    denoted,
    given,
    owner_of_interface,
    owners_of_interfaces,
    public_ips_of,
    subnet_at,
)
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

NAT_RULE = "azurerm_lb_nat_rule"
NAT_POOL = "azurerm_lb_nat_pool"


def lower_gateways(book: Book) -> Iterator[Resource]:
    """Application gateways."""
    for d in book.of(GATEWAY):
        listeners = [*blocks(d.attrs, "http_listener"), *blocks(d.attrs, "listener")]
        public, why = _gateway_public(book, d, listeners)
        asks, asks_why = _gateway_asks(d, listeners)
        inner = [b for b in listeners if _front_public(book, d, b.get("frontend_ip_configuration_name")) is not True]
        yield Endpoint(
            **head(book, d),
            kind="app-gateway",
            public=public,
            public_why=why,
            firewalls=_gateway_firewalls(book, d, listeners),
            authenticates=asks,
            auth_why=asks_why,
            targets=given(gateway_members(book, d)),
            listens=_gateway_ports(book, d, listeners),
            answers=_gateway_ports(book, d, inner) or Unknown(f"the ports of the private listeners of {d.address}") if inner else (),
            subnets=_gateway_subnets(book, d),
            host_names=tuple(t for b in listeners for k in ("host_name", "host_names") for t in texts(b.get(k))),
        )


def _gateway_subnets(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """Where its instances stand, which private frontends have their addresses of."""
    found = (subnet_at(book, d, b.get("subnet_id"), "gateway_ip_configuration") for b in blocks(d.attrs, "gateway_ip_configuration"))
    return given(found)


def _gateway_ports(book: Book, d: Declared, listeners: list[dict[str, Any]]) -> Fact[tuple[int, ...]] | None:
    """The ports that the listeners name."""
    ports = {str(book.spell(b.get("name"))): number(b.get("port")) for b in blocks(d.attrs, "frontend_port")}
    found = [ports.get(str(book.spell(b.get("frontend_port_name")))) for b in listeners]
    return tuple(p for p in found if isinstance(p, int)) if all(isinstance(p, int) for p in found) else None


def _balancer_ports(rules: list[Declared]) -> Fact[tuple[int, ...]] | None:
    """The TCP ports that rules hand on; None where a rule takes a range, or all of them (`frontend_port` 0)."""
    found = [number(r.attrs.get("frontend_port")) for r in rules]
    return tuple(p for p in found if isinstance(p, int)) if all(isinstance(p, int) and p for p in found) else None


def _gateway_public(book: Book, d: Declared, listeners: list[dict[str, Any]]) -> tuple[Fact[bool], str]:
    missing = unknown_in(d.attrs, "http_listener", "listener", "frontend_ip_configuration")
    if missing:
        return missing, missing.why
    used = [(str(b.get("name")), _front_public(book, d, b.get("frontend_ip_configuration_name"))) for b in listeners]
    public = either(*(p for _, p in used))
    named = [n for n, p in used if p is True]
    if named:
        return public, f"listener {', '.join(named)} stands on a public address"
    return public, "no listener stands on a public address"


def _front_public(book: Book, d: Declared, name: Any) -> Fact[bool]:
    """Whether the frontend that a listener or rule names is public; whichever it may be where the name is not known."""
    fronts = blocks(d.attrs, "frontend_ip_configuration")
    wanted = book.spell(name)
    named = [is_public(book, d, f) for f in fronts if isinstance(wanted, str) and book.spell(f.get("name")) == wanted]
    if named:
        return either(*named)
    if all(is_public(book, d, f) is False for f in fronts):
        return False
    return Unknown(f"which frontend of `{d.address}` is used is not known")


def _gateway_firewalls(book: Book, d: Declared, listeners: list[dict[str, Any]]) -> Fact[tuple[str, ...]]:
    """The firewall on the least guarded way in: a listener's or path's own policy takes the place of the gateway's."""
    tier = text(block(d.attrs, "sku").get("tier"))
    if isinstance(tier, str) and tier.casefold().startswith(("standard", "basic")):
        return ()
    whole = denote(book, d, "firewall_policy_id", GATEWAY_POLICY)
    inline = f"{d.address}#waf" if blocks(d.attrs, "waf_configuration") else None
    default = whole if whole is not None else inline
    paths = [r for m in blocks(d.attrs, "url_path_map") for r in blocks(m, "path_rule") if r.get("firewall_policy_id")]
    own = [denoted(book, d, b.get("firewall_policy_id"), "http_listener", GATEWAY_POLICY) for b in (*listeners, *paths)]
    effective = [p if p is not None else default for p in own] or [default]
    if None in effective:
        return ()
    return weakest(book, given(effective))


def _gateway_asks(d: Declared, listeners: list[dict[str, Any]]) -> tuple[bool | None, str]:
    """Mutual TLS asks everyone; a rewrite that adds the credential itself asks nobody."""
    if _adds_credentials(d):
        return False, "a rewrite rule adds the Authorization header itself, so every caller passes as authenticated"
    strict = {str(p.get("name")) for p in blocks(d.attrs, "ssl_profile") if p.get("trusted_client_certificate_names")}
    if listeners and all(str(b.get("ssl_profile_name")) in strict for b in listeners):
        return True, "every listener asks for a client certificate"
    return None, "an application gateway asks for no credentials itself; whether its backends do is not visible here"


def _adds_credentials(d: Declared) -> bool:
    rules = (r for s in blocks(d.attrs, "rewrite_rule_set") for r in blocks(s, "rewrite_rule"))
    headers = (h for r in rules for h in blocks(r, "request_header_configuration"))
    return any(str(h.get("header_name", "")).casefold() == "authorization" and _is_constant(h) for h in headers)


def _is_constant(header: Mapping[str, Any]) -> bool:
    value = header.get("header_value")
    return bool(value) and not (isinstance(value, str) and "{" in value)


def lower_balancers(book: Book) -> Iterator[Resource]:
    """Load balancers; one that only translates outbound packets is no way in."""
    for d in book.of(BALANCER):
        rules = [r for kind in (RULE, NAT_RULE, NAT_POOL) for r in book.pointing((kind,), "loadbalancer_id", d.address)]
        public, why = _balancer_public(book, d, rules)
        yield Endpoint(
            **head(book, d),
            kind="load-balancer",
            public=public,
            public_why=why,
            authenticates=None,
            auth_why="a load balancer asks for no credentials itself; whether what stands behind does is not visible here",
            targets=given(_balancer_targets(book, d, rules)),
            listens=_balancer_ports(rules),
        )


def _balancer_public(book: Book, d: Declared, rules: list[Declared]) -> tuple[Fact[bool], str]:
    missing = unknown_in(d.attrs, "frontend_ip_configuration")
    if missing:
        return missing, missing.why
    if all(is_public(book, d, f) is False for f in blocks(d.attrs, "frontend_ip_configuration")):
        return False, "no frontend has a public address"
    used = [_front_public(book, d, r.attrs.get("frontend_ip_configuration_name")) for r in rules]
    return either(*used), "a rule leads in from a public frontend" if used else "no rule leads in: it only translates outbound packets"


def _balancer_targets(book: Book, d: Declared, rules: list[Declared]) -> Iterator[Fact[str]]:
    for pool in book.pointing((POOL,), "loadbalancer_id", d.address):
        yield from members(book, pool.address)
    for rule in rules:
        for link in book.pointing(("azurerm_network_interface_nat_rule_association",), "nat_rule_id", rule.address):
            interface = denote(book, link, "network_interface_id", INTERFACE)
            owner = owner_of_interface(book, interface) if isinstance(interface, str) else None
            yield from given((owner or interface,))


def lower_addresses(book: Book) -> Iterator[Resource]:
    """Public addresses given to machines directly; those of gateways, balancers and firewalls are judged with them."""
    carriers = {ip: i for i in book.of(INTERFACE) for ip in public_ips_of(book, i) if isinstance(ip, str)}
    owners = owners_of_interfaces(book)
    for d in book.of(PUBLIC_IP):
        carrier = carriers.get(d.address)
        if carrier is None:
            continue
        public, why = open_from_internet(book, carrier, d)
        yield Endpoint(
            **head(book, d),
            kind="public-ip",
            public=public,
            public_why=why,
            authenticates=None,
            auth_why="the machine answers itself; whether it asks for credentials is not visible here",
            targets=(owners.get(carrier.address, carrier.address),),
            host_names=given((text(d.attrs.get("domain_name_label")),)),
        )


LOWERINGS = (
    (frozenset({GATEWAY}), lower_gateways),
    (frozenset({BALANCER}), lower_balancers),
    (frozenset({PUBLIC_IP}), lower_addresses),
)
SUB_RESOURCES = frozenset(
    {
        POOL,
        POOL_ADDRESS,
        POOL_LINK,
        GATEWAY_LINK,
        RULE,
        OUTBOUND,
        NAT_RULE,
        NAT_POOL,
        "azurerm_lb_probe",
        "azurerm_bastion_host",
        "azurerm_network_interface_nat_rule_association",
        "azurerm_traffic_manager_profile",
        "azurerm_traffic_manager_azure_endpoint",
        "azurerm_traffic_manager_external_endpoint",
        "azurerm_traffic_manager_nested_endpoint",
    }
)
