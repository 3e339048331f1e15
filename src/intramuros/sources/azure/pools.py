# SPDX-License-Identifier: Apache-2.0
"""Backend pools of load balancers and gateways: who is in them, and whether a public balancer stands before them.

A member of a public balancer's pool can send out through it: by an outbound rule, or by a load balancing rule that does not
switch outbound translation off (Microsoft Learn, "Source Network Address Translation for outbound connections").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intramuros.estate.values import Fact, Unknown, either, symbols
from intramuros.sources.attributes import blocks, switch
from intramuros.sources.azure.wiring import INTERFACE, denote, denoted, given, holders, many, owner_of_interface
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

BALANCER = "azurerm_lb"
POOL = "azurerm_lb_backend_address_pool"
POOL_ADDRESS = "azurerm_lb_backend_address_pool_address"
POOL_LINK = "azurerm_network_interface_backend_address_pool_association"
GATEWAY_LINK = "azurerm_network_interface_application_gateway_backend_address_pool_association"
RULE = "azurerm_lb_rule"
OUTBOUND = "azurerm_lb_outbound_rule"
SET_TYPES = (
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
    "azurerm_virtual_machine_scale_set",
)


def pool_of_interface(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """The balancers' pools that an interface is in."""
    linked = book.pointing((POOL_LINK,), "network_interface_id", d.address)
    inline = (p for b in blocks(d.attrs, "ip_configuration") for p in many(book, b.get("load_balancer_backend_address_pools_ids"), POOL))
    return given((*(denote(book, link, "backend_address_pool_id", POOL) for link in linked), *inline))


def behind_public_balancer(book: Book, pools: Iterable[Fact[str]]) -> Fact[bool]:
    """Whether a public balancer translates what the members of these pools send."""
    return either(*(_translates(book, pool) for pool in pools))


def _translates(book: Book, pool: Fact[str]) -> Fact[bool]:
    if isinstance(pool, Unknown):
        return pool
    own = book.by_address.get(pool)
    balancer = denote(book, own, "loadbalancer_id", BALANCER) if own else Unknown(f"the backend pool `{pool}` is not declared")
    if not isinstance(balancer, str):
        return balancer or False
    declared = book.by_address.get(balancer)
    if declared is None:
        return Unknown(f"the load balancer `{balancer}` is not declared")
    public = either(*(is_public(book, declared, b) for b in blocks(declared.attrs, "frontend_ip_configuration")))
    return public if public is not True else _has_outbound(book, balancer, pool)


def is_public(book: Book, d: Declared, frontend: dict[str, object]) -> Fact[bool]:
    """Whether a frontend configuration has a public address."""
    named = denoted(book, d, frontend.get("public_ip_address_id") or frontend.get("public_ip_prefix_id"), "frontend_ip_configuration")
    return named if isinstance(named, Unknown) else bool(named)


def _has_outbound(book: Book, balancer: str, pool: str) -> Fact[bool]:
    explicit = [o for o in book.pointing((OUTBOUND,), "loadbalancer_id", balancer) if _names(book, o, pool)]
    implied = [r for r in book.pointing((RULE,), "loadbalancer_id", balancer) if _names(book, r, pool)]
    off = (switch(r.attrs.get("disable_outbound_snat"), default=False) for r in implied)
    return either(bool(explicit), *(o if isinstance(o, Unknown) else not o for o in off))


def _names(book: Book, rule: Declared, pool: str) -> bool:
    return pool in (
        *many(book, rule.attrs.get("backend_address_pool_ids"), POOL),
        *many(book, rule.attrs.get("backend_address_pool_id"), POOL),
    )


def members(book: Book, pool: str) -> Iterator[Fact[str]]:
    """What is in a balancer's pool: machines behind interfaces, addresses, scale sets."""
    for link in book.pointing((POOL_LINK,), "backend_address_pool_id", pool):
        yield _machine(book, denote(book, link, "network_interface_id", INTERFACE))
    for address in book.pointing((POOL_ADDRESS,), "backend_address_pool_id", pool):
        yield from holders(book, address, address.attrs.get("ip_address"), "ip_address")
    for d in book.of(*SET_TYPES):
        if pool in set(_pools_of_set(book, d)):
            yield d.address


def _pools_of_set(book: Book, d: Declared) -> Iterator[Fact[str]]:
    for key in ("network_interface", "network_profile"):
        for interface in blocks(d.attrs, key):
            for config in blocks(interface, "ip_configuration"):
                yield from many(book, config.get("load_balancer_backend_address_pool_ids"), POOL)
                yield from many(book, config.get("application_gateway_backend_address_pool_ids"))


def _machine(book: Book, interface: Fact[str | None]) -> Fact[str]:
    if not isinstance(interface, str):
        return interface or Unknown("the interface of a backend pool is not stated")
    return owner_of_interface(book, interface) or interface


def gateway_members(book: Book, gateway: Declared) -> Iterator[Fact[str]]:
    """What stands in an application gateway's pools by address, by name, by interface and by scale set."""
    for pool in blocks(gateway.attrs, "backend_address_pool"):
        for key in ("ip_addresses", "fqdns"):
            yield from holders(book, gateway, pool.get(key), "backend_address_pool")
    for link in book.of(GATEWAY_LINK):
        if _in_gateway(book, link.attrs.get("backend_address_pool_id"), gateway):
            yield _machine(book, denote(book, link, "network_interface_id", INTERFACE))
    for d in book.of(*SET_TYPES):
        if any(isinstance(p, str) and _in_gateway(book, p, gateway) for p in _pools_of_set(book, d)):
            yield d.address


def _in_gateway(book: Book, pool: object, gateway: Declared) -> bool:
    """Pools of a gateway are blocks: their ids are `<gateway>/backendAddressPools/<name>`, or a computed part of it."""
    if not isinstance(pool, str):
        return False
    spelled = str(book.spell(pool))
    own = str(book.names(gateway.address).get("id", ""))
    meant = {address for address, _ in symbols(pool)}
    return pool == gateway.address or gateway.address in meant or bool(own and spelled.casefold().startswith(f"{own}/".casefold()))
