# SPDX-License-Identifier: Apache-2.0
"""Virtual networks, their subnets and what is plugged into them, peerings and ways out over NAT.

Defaults are the provider's documented ones (azurerm `subnet`, `virtual_network_peering`); what they mean for a packet is in
Microsoft Learn, "Default outbound access" and "Virtual network peering".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.network import Gateway, Interface, Network, Peering, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, either, symbol
from intramuros.sources.attributes import blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.admin_rules import collections_on
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import first, head, major
from intramuros.sources.azure.filters import ASG, GROUP, INTERFACE_LINK, SUBNET_LINK
from intramuros.sources.azure.routes import ROUTE_LINK, TABLE
from intramuros.sources.azure.wiring import (
    INTERFACE,
    NETWORK,
    PUBLIC_IP,
    SUBNET,
    cidr,
    denote,
    denoted,
    given,
    inline_subnet,
    line_of,
    many,
    several,
    subnet_at,
)
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

NAT = "azurerm_nat_gateway"
NAT_LINK = "azurerm_subnet_nat_gateway_association"
NAT_IP_LINKS = ("azurerm_nat_gateway_public_ip_association", "azurerm_nat_gateway_public_ip_prefix_association")
PEERING = "azurerm_virtual_network_peering"
SERVICE_POLICY = "azurerm_subnet_service_endpoint_storage_policy"
ASG_LINK = "azurerm_network_interface_application_security_group_association"
POOL_LINK = "azurerm_network_interface_backend_address_pool_association"


def lower_networks(book: Book) -> Iterator[Resource]:
    """Virtual networks, and the subnets that are blocks in them."""
    for d in book.of(NETWORK):
        yield Network(**head(book, d), cidrs=_ranges(d, "address_space"))
        for index, block in enumerate(blocks(d.attrs, "subnet")):
            yield _inline(book, d, block, line_of(d, "subnet", index))
        hidden = unknown_in(d.attrs, "subnet")
        if hidden:
            yield _unseen(book, d, f"{d.address}#", d.address, hidden)
    for d in book.data(NETWORK):
        why = Unknown(f"`{d.address}` is looked up, not declared")
        yield Network(**head(book, d), cidrs=(why,))


def lower_subnets(book: Book) -> Iterator[Resource]:
    """Subnets that are resources of their own; those only looked up keep their secrets."""
    for d in book.of(SUBNET):
        network = denote(book, d, "virtual_network_name", NETWORK)
        yield _subnet(book, d, d.attrs, network, {**head(book, d, parent=network if isinstance(network, str) else None)})
    for d in book.data(SUBNET):
        why = Unknown(f"what is attached to `{d.address}` is not declared: it is looked up")
        network = denote(book, d, "virtual_network_name", NETWORK) or why
        yield _unseen(book, d, d.address, network, why)


def _unseen(book: Book, d: Declared, address: str, network: Fact[str], why: Unknown) -> Subnet:
    return Subnet(
        **{**head(book, d), "address": address, "type": SUBNET},
        network=network,
        cidrs=(why,),
        rule_sets=tuple(_groups_of(book, d, {}, address)) or (why,),
        route_table=_linked(book, address, "route_table_id") or why,
        nat=_linked(book, address, "nat_gateway_id") or why,
        default_outbound=why,
        endpoint_policies=why,
    )


def _inline(book: Book, d: Declared, block: dict[str, Any], origin: Origin) -> Subnet:
    name = str(block.get("name"))
    address = inline_subnet(d.address, name)
    ids = tuple(f"{i}/subnets/{name}" for i in head(book, d)["ids"])
    own = {**head(book, d), "address": address, "type": SUBNET, "name": name, "ids": ids, "origin": origin}
    return _subnet(book, d, block, d.address, own)


def _subnet(book: Book, d: Declared, attrs: dict[str, Any], network: Fact[str | None], own: dict[str, Any]) -> Subnet:
    address = str(own["address"])
    outbound = switch(attrs.get("default_outbound_access_enabled"), default=True)
    nat = _linked(book, address, "nat_gateway_id") or _stated(book, d, attrs, "nat_gateway_id", NAT)
    if nat is None and outbound is not True:  # with a way out of its own, it needs none
        nat = next(iter(_stray_nat(book, address)), None)
    return Subnet(
        **own,
        network=Unknown("its network is not stated") if network is None else network,
        cidrs=_prefixes(attrs),
        rule_sets=(*_groups_of(book, d, attrs, address), *collections_on(book, network)),
        route_table=_linked(book, address, "route_table_id") or _stated(book, d, attrs, "route_table_id", TABLE),
        nat=nat,
        default_outbound=outbound,
        service_endpoints=(*texts(attrs.get("service_endpoints")), *_endpoint_blocks(attrs)),
        service_resources=_service_resources(book, d, attrs),
        endpoint_policies=_endpoint_policies(d, attrs),
    )


def _service_resources(book: Book, d: Declared, attrs: dict[str, Any]) -> Fact[tuple[Fact[str], ...] | None]:
    """What the service endpoint policies of a subnet name (registry.terraform.io, `subnet_service_endpoint_storage_policy`)."""
    stated = attrs.get("service_endpoint_policy_ids")
    if isinstance(stated, Unknown) or not stated:
        return stated if isinstance(stated, Unknown) else None
    named = several(book, d, stated, "service_endpoint_policy_ids", SERVICE_POLICY)
    found = [book.by_address.get(n) if isinstance(n, str) else None for n in named]
    declared = [p for p in found if p is not None and p.mode == "managed"]
    if not declared or len(declared) < len(found):
        return Unknown(f"what the service endpoint policy of `{d.address}` admits is not declared")
    return tuple(r for p in declared for r in _admitted(book, p))


def _admitted(book: Book, policy: Declared) -> Iterator[Fact[str]]:
    if (hidden := unknown_in(policy.attrs, "definition")) is not None:
        yield hidden
    for block in blocks(policy.attrs, "definition"):
        yield from many(book, block.get("service_resources"))


def _stray_nat(book: Book, subnet: str) -> list[Unknown]:
    """NAT gateways given to a subnet that is named only at apply."""
    own = book.by_address.get(subnet)
    return doubts(book, NAT_LINK, "subnet_id", own) if own is not None else []


def _endpoint_blocks(attrs: dict[str, Any]) -> tuple[Fact[str], ...]:
    return tuple(t for b in blocks(attrs, "service_endpoint") for t in texts(b.get("service")))


def _prefixes(attrs: dict[str, Any]) -> tuple[Fact[str], ...]:
    stated = first(attrs, "address_prefixes", "address_prefix")
    if stated is None and blocks(attrs, "ip_address_pool"):
        return (Unknown("its range is taken from an address pool at apply"),)
    return tuple(cidr(t) for t in texts(stated))


def _ranges(d: Declared, key: str) -> tuple[Fact[str], ...]:
    found = tuple(cidr(t) for t in texts(d.attrs.get(key)))
    return found or ((Unknown("its range is taken from an address pool at apply"),) if blocks(d.attrs, "ip_address_pool") else ())


def _groups_of(book: Book, d: Declared, attrs: dict[str, Any], address: str) -> tuple[Fact[str], ...]:
    """NSGs by association, by the inline block's `security_group`, or by azurerm 5's write-only attribute."""
    stated = first(attrs, "security_group", "network_security_group_id", "network_security_group_id_wo")
    inline = denoted(book, d, stated, "subnet", GROUP) if stated else None
    linked = (denote(book, link, "network_security_group_id", GROUP) for link in links(book, SUBNET_LINK, address))
    return given((inline, *linked))


def links(book: Book, kind: str, subnet: str) -> list[Declared]:
    """The association resources of one kind that name a subnet."""
    if "#" not in subnet:
        return book.pointing((kind,), "subnet_id", subnet)
    return [link for link in book.of(kind) if subnet_at(book, link, link.attrs.get("subnet_id"), "subnet_id") == subnet]


_LINKS = {"route_table_id": (ROUTE_LINK, TABLE), "nat_gateway_id": (NAT_LINK, NAT)}


def _linked(book: Book, subnet: str, key: str) -> Fact[str | None]:
    kind, target = _LINKS[key]
    return next((denote(book, link, key, target) for link in links(book, kind, subnet)), None)


def _stated(book: Book, d: Declared, attrs: dict[str, Any], key: str, target: str) -> Fact[str | None]:
    stated = first(attrs, key, f"{key}_wo")
    return denoted(book, d, stated, "subnet", target) if stated is not None else None


def _endpoint_policies(d: Declared, attrs: dict[str, Any]) -> Fact[bool]:
    """Whether NSGs bind private endpoints in the subnet.

    azurerm 4: `private_endpoint_network_policies`, default `Disabled`. azurerm 3 also knows two flags, of which
    `enforce_private_link_endpoint_network_policies` means the contrary of its name; its default leaves the policies on.
    """
    stated = text(attrs.get("private_endpoint_network_policies"))
    if isinstance(stated, Unknown):
        return stated
    if stated is not None:
        return stated in ("Enabled", "NetworkSecurityGroupEnabled")
    if attrs.get("enforce_private_link_endpoint_network_policies") is not None:
        contrary = switch(attrs["enforce_private_link_endpoint_network_policies"], default=False)
        return contrary if isinstance(contrary, Unknown) else not contrary
    return switch(attrs.get("private_endpoint_network_policies_enabled"), default=major(d) == 3)


def network_of_subnet(book: Book, subnet: Fact[str | None]) -> Fact[str | None]:
    """The network that a subnet belongs to."""
    own = book.by_address.get(subnet) if isinstance(subnet, str) else None
    if own is not None:
        return denote(book, own, "virtual_network_name", NETWORK)
    if isinstance(subnet, Unknown):
        return subnet
    return subnet.partition("#")[0] if subnet and "#" in subnet else None


def groups_of_subnet(book: Book, subnet: Fact[str | None]) -> tuple[Fact[str], ...]:
    """The NSGs of a subnet that is a resource of its own."""
    own = book.by_address.get(subnet) if isinstance(subnet, str) else None
    return _groups_of(book, own, own.attrs, own.address) if own is not None and own.mode == "managed" else ()


def lower_peerings(book: Book) -> Iterator[Resource]:
    """Each half of a peering; the other half is another resource, maybe in another tenant."""
    for d in book.of(PEERING):
        network = denote(book, d, "virtual_network_name", NETWORK)
        remote = denote(book, d, "remote_virtual_network_id", NETWORK)
        yield Peering(
            **head(book, d),
            network=network if network is not None else Unknown("its network is not stated"),
            remote=remote if remote is not None else Unknown("its remote network is not stated"),
            remote_account=_subscription(remote),
            directed=True,
            allows_access=switch(d.attrs.get("allow_virtual_network_access"), default=True),
            allows_forwarded=switch(d.attrs.get("allow_forwarded_traffic"), default=False),
            uses_remote_gateway=switch(d.attrs.get("use_remote_gateways"), default=False),
            allows_gateway_transit=switch(d.attrs.get("allow_gateway_transit"), default=False),
            subnets=_joined_subnets(d),
        )


def _joined_subnets(d: Declared) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Subnets that a peering joins instead of whole networks (Microsoft Learn, "How to configure subnet peering")."""
    near, far = texts(d.attrs.get("local_subnet_names")), texts(d.attrs.get("remote_subnet_names"))
    if d.attrs.get("peer_complete_virtual_networks_enabled") is not False or any(isinstance(t, Unknown) for t in (*near, *far)):
        return None
    return tuple(t for t in near if isinstance(t, str)), tuple(t for t in far if isinstance(t, str))


def _subscription(resource_id: Fact[str | None]) -> str | None:
    parts = resource_id.split("/") if isinstance(resource_id, str) else []
    return parts[2] if len(parts) > 2 and parts[1].casefold() == "subscriptions" else None


def lower_nat(book: Book) -> Iterator[Resource]:
    """NAT gateways; one without a public address or prefix has no way out (Microsoft Learn, "NAT gateway resource")."""
    for d in book.of(NAT):
        linked = any(book.pointing((kind,), "nat_gateway_id", d.address) for kind in NAT_IP_LINKS)
        perhaps = doubts(book, NAT_IP_LINKS, "nat_gateway_id", d)
        yield Gateway(**head(book, d), kind="nat", public=either(_has_address(d) or linked, *perhaps))
    for d in book.data(NAT):
        yield Gateway(**head(book, d), kind="nat", public=Unknown(f"the addresses of `{d.address}` are looked up"))


def _has_address(d: Declared) -> bool:
    return any(d.attrs.get(k) for k in ("public_ip_address_ids", "public_ip_prefix_ids"))


def lower_interfaces(book: Book) -> Iterator[Resource]:
    """Network interfaces with the groups they are in and the addresses they have."""
    for d in book.of(INTERFACE):
        own = blocks(d.attrs, "ip_configuration")
        subnet = next((s for b in own if (s := subnet_at(book, d, b.get("subnet_id"), "ip_configuration")) is not None), None)
        yield Interface(
            **head(book, d),
            subnet=subnet if subnet is not None else Unknown(f"the subnet of `{d.address}` is not stated"),
            rule_sets=groups_of_interface(book, d),
            public_ip=has_public_ip(book, d),
            groups=asgs_of(book, d),
            ips=addresses_of(d),
        )


def groups_of_interface(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """NSGs of an interface: by association, or by the attribute of azurerm 1."""
    linked = book.pointing((INTERFACE_LINK,), "network_interface_id", d.address)
    found = (denote(book, link, "network_security_group_id", GROUP) for link in linked)
    return given((*found, denote(book, d, "network_security_group_id", GROUP)))


def asgs_of(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """Application security groups that an interface is a member of."""
    linked = book.pointing((ASG_LINK,), "network_interface_id", d.address)
    found = (denote(book, link, "application_security_group_id", ASG) for link in linked)
    inline = (g for b in blocks(d.attrs, "ip_configuration") for g in many(book, b.get("application_security_group_ids"), ASG))
    return given((*found, *inline))


def has_public_ip(book: Book, d: Declared) -> Fact[bool]:
    """Whether an interface has a public address."""
    missing = unknown_in(d.attrs, "ip_configuration")
    if missing:
        return missing
    named = [denoted(book, d, b.get("public_ip_address_id"), "ip_configuration", PUBLIC_IP) for b in blocks(d.attrs, "ip_configuration")]
    if any(isinstance(n, str) for n in named):
        return True
    return next((n for n in named if isinstance(n, Unknown)), False)


def addresses_of(d: Declared) -> tuple[Fact[str], ...]:
    """Private addresses of an interface, the symbol of the one that Azure will choose among them."""
    static = tuple(t for b in blocks(d.attrs, "ip_configuration") for t in texts(b.get("private_ip_address")))
    return static or (symbol(d.address, "private_ip_address"),)


LOWERINGS = (
    (frozenset({NETWORK}), lower_networks),
    (frozenset({SUBNET}), lower_subnets),
    (frozenset({PEERING}), lower_peerings),
    (frozenset({NAT}), lower_nat),
    (frozenset({INTERFACE}), lower_interfaces),
)
SUB_RESOURCES = frozenset(
    {NAT_LINK, *NAT_IP_LINKS, ASG_LINK, POOL_LINK, SERVICE_POLICY, "azurerm_virtual_network_dns_servers", "azurerm_public_ip_prefix"}
)
