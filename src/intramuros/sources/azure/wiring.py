# SPDX-License-Identifier: Apache-2.0
"""What is plugged into what: subnets, interfaces and addresses that attributes of other resources name.

A subnet may be a resource of its own or a block inside its network; Terraform warns against mixing both, and estates do
it all the same. An inline subnet gets the address `<network>#<subnet name>`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol
from intramuros.sources.attributes import blocks, texts
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

NETWORK = "azurerm_virtual_network"
SUBNET = "azurerm_subnet"
INTERFACE = "azurerm_network_interface"
PUBLIC_IP = "azurerm_public_ip"

_INLINE = lazy(r"subnet\.(\d{1,4})\.id")
_SUBNET_ID = lazy(r"(.*/virtualnetworks/[^/]+)/subnets/([^/]+)", re.IGNORECASE)


def line_of(d: Declared, key: str, index: int | None = None) -> Origin:
    """Where an attribute or the n-th block of `d` stands; the resource itself where the dialect does not say."""
    if index is not None and (found := d.lines.get(f"{key}[{index}]")):
        return found
    return d.lines.get(key, d.origin)


def denote(book: Book, d: Declared, key: str, *types: str) -> Fact[str | None]:
    """The address that a top-level attribute names; a plan's unknown is followed through its references."""
    return denoted(book, d, d.attrs.get(key), key, *types)


def denoted(book: Book, d: Declared, value: Any, key: str, *types: str) -> Fact[str | None]:
    """The address that `value`, read somewhere under `key` of `d`, names."""
    found = book.resolve(value, *types)
    if isinstance(found, Unknown):
        known_refs = [a for a in d.refs.get(key, ()) if a in book.by_address and (not types or book.by_address[a].type in types)]
        return known_refs[0] if len(known_refs) == 1 else found
    return managed(book, found)


def managed(book: Book, address: str | None) -> str | None:
    """The managed resource that a data source looks up, where the estate declares it; else the address as it is."""
    d = book.by_address.get(address) if address else None
    if d is None or d.mode == "managed":
        return address
    spelled = book.names(d.address).get("id")
    twins = [m.address for m in book.of(d.type) if spelled and book.names(m.address).get("id", "").casefold() == spelled.casefold()]
    return twins[0] if twins else address


def many(book: Book, value: Any, *types: str) -> tuple[Fact[str], ...]:
    """The addresses that a list of references names."""
    found = (book.resolve(v, *types) if isinstance(v, str) else v for v in texts(value))
    return tuple(managed(book, f) or "" if isinstance(f, str) else f for f in found if f is not None)


def several(book: Book, d: Declared, value: Any, key: str, *types: str) -> tuple[Fact[str], ...]:
    """`many` for a value read under `key` of `d`: a plan's unknown entries are the resources that it refers to, if they are as many."""
    found = many(book, value, *types)
    hidden = [f for f in found if isinstance(f, Unknown)]
    named = [a for a in d.refs.get(key, ()) if a in book.by_address and (not types or book.by_address[a].type in types)]
    sure = [f for f in found if isinstance(f, str)]
    return tuple(dict.fromkeys((*sure, *named))) if hidden and len(named) == len(hidden) + len(set(named) & set(sure)) else found


def inline_subnet(network: str, name: str) -> str:
    """The address of a subnet that is a block of its network."""
    return f"{network}#{name}"


def subnet_at(book: Book, d: Declared, value: Any, key: str) -> Fact[str | None]:
    """The subnet that `value` names: a resource, or a block inside a network."""
    inside = _inline_by_symbol(book, value)
    if inside is not None:
        return inside
    found = denoted(book, d, value, key, SUBNET)
    return _inline_by_id(book, found) or found if isinstance(found, str) else found


def _inline_by_symbol(book: Book, value: Any) -> str | None:
    named = sole_symbol(value)
    part = _INLINE.fullmatch(named[1]) if named else None
    network = book.by_address.get(named[0]) if named else None
    if named is None or part is None or network is None:
        return None
    inside = blocks(network.attrs, "subnet")
    place = int(part[1])
    return inline_subnet(network.address, str(inside[place].get("name"))) if place < len(inside) else None


def _inline_by_id(book: Book, found: str) -> str | None:
    split = None if found in book.by_address else _SUBNET_ID.fullmatch(found)
    network = book.resolve(split[1], NETWORK) if split else None
    if split is None or not isinstance(network, str) or network not in book.by_address:
        return None
    names = {str(b.get("name")) for b in blocks(book.by_address[network].attrs, "subnet")}
    return inline_subnet(network, split[2]) if split[2] in names else None


def cidr(value: Fact[str]) -> Fact[str]:
    """An address prefix as a CIDR; single addresses get /32 or /128; what is no address comes back as it is."""
    if isinstance(value, Unknown) or is_symbolic(value):
        return value
    try:
        return str(ipaddress.ip_network(value.strip(), strict=False))
    except ValueError:
        return value


def private_addresses(d: Declared) -> tuple[Fact[str], ...]:
    """The private addresses that an interface, gateway or balancer is given; () where Azure chooses them."""
    return tuple(t for b in _ip_blocks(d) for t in texts(b.get("private_ip_address")))


def _ip_blocks(d: Declared) -> Iterator[dict[str, Any]]:
    for key in ("ip_configuration", "frontend_ip_configuration"):
        yield from blocks(d.attrs, key)


def holder_of(book: Book, value: Fact[str]) -> Fact[str]:
    """Who answers at an address or host name: the resource of the estate, else the text itself."""
    if isinstance(value, Unknown):
        return value
    named = sole_symbol(value)
    if named and named[0] in book.by_address:
        return _behind(book, named[0])
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is known only after apply")
    return _behind(book, found) if (found := _static_holder(book, value)) else value


def holders(book: Book, d: Declared, value: Any, key: str) -> tuple[Fact[str], ...]:
    """Who answers at each of the addresses or names under `key`; a plan's unknown is followed through its references."""
    found: list[Fact[str]] = []
    for one in texts(value):
        meant = [a for a in d.refs.get(key, ()) if a in book.by_address] if isinstance(one, Unknown) else []
        found += [_behind(book, a) for a in meant] or [holder_of(book, one)]
    return tuple(dict.fromkeys(found))


def _static_holder(book: Book, value: str) -> str | None:
    return _holders_of_addresses(book).get(value) or _by_subdomain(book, value) or _by_label(book, value)


@lru_cache(maxsize=2)  # a pure function of the book, asked once for each address in it
def _holders_of_addresses(book: Book) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for d in book.of(INTERFACE, "azurerm_lb", "azurerm_application_gateway", "azurerm_private_endpoint"):
        for address in private_addresses(d):
            if isinstance(address, str):
                found.setdefault(address, d.address)
    return found


_AI_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
"""What follows an AI account's custom subdomain (learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains)."""


def _by_subdomain(book: Book, host: str) -> str | None:
    """The AI account that answers at `<custom subdomain>.openai.azure.com` and the like."""
    name = host.casefold()
    label = next((name.removesuffix(end) for end in _AI_HOSTS if name.endswith(end)), "")
    accounts = book.of("azurerm_cognitive_account", "azurerm_ai_services") if label else ()
    return next((d.address for d in accounts if str(book.spell(d.attrs.get("custom_subdomain_name"))).casefold() == label), None)


def _by_label(book: Book, host: str) -> str | None:
    """`<label>.<region>.cloudapp.azure.com` is the public IP that carries the label (Azure: DNS name label)."""
    label, _, rest = host.casefold().partition(".")
    if not rest.endswith("cloudapp.azure.com"):
        found = book.resolve(host)
        return found if isinstance(found, str) and found in book.by_address else None
    return next((d.address for d in book.of(PUBLIC_IP) if str(d.attrs.get("domain_name_label", "")).casefold() == label), None)


def _behind(book: Book, address: str) -> str:
    """An interface stands for its machine, a public IP for what carries it."""
    d = book.by_address[address]
    if d.type == INTERFACE:
        return owner_of_interface(book, address) or address
    if d.type == PUBLIC_IP:
        carrier = carrier_of_public_ip(book, address)
        return _behind(book, carrier) if carrier else address
    return managed(book, address) or address


_MACHINES = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
_CARRIERS = (
    "azurerm_application_gateway",
    "azurerm_lb",
    "azurerm_firewall",
    "azurerm_bastion_host",
    "azurerm_virtual_network_gateway",
    INTERFACE,
)


@lru_cache(maxsize=2)  # a pure function of the book, asked once for each address in it
def owners_of_interfaces(book: Book) -> Mapping[str, str]:
    """The machine that each interface belongs to."""
    found: dict[str, str] = {}
    for d in book.of(*_MACHINES):
        for interface in several(book, d, d.attrs.get("network_interface_ids"), "network_interface_ids", INTERFACE):
            if isinstance(interface, str):
                found.setdefault(interface, d.address)
    return found


def owner_of_interface(book: Book, interface: str) -> str | None:
    """The machine that an interface belongs to."""
    return owners_of_interfaces(book).get(interface)


def carrier_of_public_ip(book: Book, address: str) -> str | None:
    """The gateway, balancer, firewall or interface that a public IP is given to."""
    for d in book.of(*_CARRIERS):
        if address in public_ips_of(book, d):
            return d.address
    return None


def public_ips_of(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """The public IPs of a resource's IP configurations."""
    keys = ("ip_configuration", "frontend_ip_configuration")
    return tuple(f for k in keys for b in blocks(d.attrs, k) for f in several(book, d, b.get("public_ip_address_id"), k, PUBLIC_IP))


def given(values: Iterable[Fact[str | None]]) -> tuple[Fact[str], ...]:
    """The facts without the unset ones, each once, in order."""
    return tuple(dict.fromkeys(v for v in values if v is not None))
