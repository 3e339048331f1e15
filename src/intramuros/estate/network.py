# SPDX-License-Identifier: Apache-2.0
"""What can be reached: networks, subnets, filters, routes, peerings, gateways and private doors."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from intramuros.estate.access import PolicyDocument
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact

NextHop = Literal[
    "local",
    "internet-gateway",
    "egress-only-gateway",
    "nat",
    "peering",
    "hub",
    "vpn",
    "endpoint",
    "firewall",
    "appliance",
    "internet",
    "blackhole",
    "interface",
]


class Network(Resource, frozen=True, kw_only=True):
    """A VPC or a virtual network."""

    cidrs: tuple[Fact[str], ...] = ()


class Subnet(Resource, frozen=True, kw_only=True):
    """A subnet with what is attached to it."""

    network: Fact[str]
    """Address of the network."""
    cidrs: tuple[Fact[str], ...] = ()
    rule_sets: tuple[Fact[str], ...] = ()
    """Azure: addresses of the NSGs; AWS: the network ACL (none = the VPC's default, which allows all)."""
    route_table: Fact[str | None] = None
    """Address of its own route table; None = the network's main (AWS) or the system routes (Azure)."""
    nat: Fact[str | None] = None
    """Azure: address of the NAT gateway."""
    default_outbound: Fact[bool] = False
    """Azure: implicit outbound internet access is left on. AWS: always False."""
    public_ips: Fact[bool] = False
    """AWS: instances get a public address at launch."""
    service_endpoints: tuple[Fact[str], ...] = ()
    """Azure: services that have a route of their own, past every route table."""
    service_resources: Fact[tuple[Fact[str], ...] | None] = None
    """Azure: what its service endpoint policies let storage traffic reach (addresses or ids); None = no policy, every account."""
    endpoint_policies: Fact[bool] = True
    """Azure: NSGs apply to private endpoints in it."""


class Ports(Struct, frozen=True):
    """An inclusive range of ports."""

    low: int
    high: int


class Filter(Struct, frozen=True, kw_only=True):
    """One rule of a security group, network ACL or NSG."""

    direction: Literal["in", "out"]
    allows: bool
    priority: Fact[int] = 0
    """Lower is stronger; 0 in security groups, whose order means nothing."""
    protocol: Fact[str] = "*"
    """`tcp`, `udp`, `icmp`, `*` or a protocol number as text."""
    ports: Fact[tuple[Ports, ...]] = (Ports(0, 65535),)
    """Destination ports."""
    peers: tuple[Fact[str], ...] = ("0.0.0.0/0",)
    """The far side, any of: a CIDR, `sg:<address>`, `asg:<address>`, `tag:<service tag>`, `prefix-list:<address or id>`."""
    own: tuple[Fact[str], ...] = ("*",)
    """Azure: the near side (destination of an inbound rule, source of an outbound one), same forms, `*` = all."""
    address: str
    origin: Origin
    name: str = ""


class RuleSet(Resource, frozen=True, kw_only=True):
    """A security group (unordered, stateful, allow only), an NSG (ordered, stateful), a network ACL (ordered, stateless) or network policies."""

    kind: Literal["security-group", "nsg", "network-acl", "network-policy"]
    """A network policy: all that those of Kubernetes which select the same pods let them send together (allow only)."""
    network: Fact[str | None] = None
    filters: tuple[Filter, ...] = ()
    """As declared; Azure's default rules (65000-65500) are added by reasoning."""
    default_of: Fact[str | None] = None
    """Network ACLs and security groups: the network whose default it is."""


class Route(Struct, frozen=True, kw_only=True):
    """One route."""

    destination: Fact[str]
    """CIDR, `prefix-list:<address or id>` or a service tag `tag:<name>`."""
    hop: NextHop
    target: Fact[str | None] = None
    """Address of the gateway, peering, endpoint or interface; an IP for appliances."""
    address: str
    origin: Origin
    doubt: str = ""
    """Why it is not known whether the table has it."""


class RouteTable(Resource, frozen=True, kw_only=True):
    """A route table; local routes are implied."""

    network: Fact[str | None] = None
    routes: tuple[Route, ...] = ()
    main: bool = False
    """The network's main table (AWS)."""
    propagates: Fact[bool] = False
    """Routes of a VPN, ExpressRoute or virtual WAN gateway are learned too."""


class Peering(Resource, frozen=True, kw_only=True):
    """AWS: one resource for both directions. Azure: one half; both halves must exist to carry packets."""

    network: Fact[str]
    remote: Fact[str]
    """Address of the other network, else its id."""
    remote_account: Fact[str | None] = None
    directed: bool = False
    """True for Azure's halves."""
    active: Fact[bool] = True
    """AWS: accepted (auto_accept or an accepter resource); Azure: reasoning looks for the other half."""
    allows_access: Fact[bool] = True
    """Azure: allow_virtual_network_access."""
    allows_forwarded: Fact[bool] = False
    uses_remote_gateway: Fact[bool] = False
    allows_gateway_transit: Fact[bool] = False
    subnets: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    """Azure: names of the near and the far subnets that it joins; None = the whole networks."""


class HubAttachment(Struct, frozen=True, kw_only=True):
    """A network joined to a hub."""

    network: Fact[str]
    subnets: tuple[Fact[str], ...] = ()
    table: Fact[str | None] = None
    """Name of the hub's route table that it is associated with (decides where its packets go)."""
    propagates_to: tuple[Fact[str], ...] = ()
    """Names of the hub's tables that learn the network's prefixes."""
    address: str
    origin: Origin


class Hub(Resource, frozen=True, kw_only=True):
    """A transit gateway, virtual hub, or AVNM connectivity configuration."""

    kind: Literal["transit-gateway", "virtual-hub", "network-manager", "vpn"]
    attachments: tuple[HubAttachment, ...] = ()
    routes: dict[str, tuple[Route, ...]] = {}
    """Static routes per table; `target` names the attachment's address."""
    group_references: Fact[bool] = True
    """AWS: a security group may name a group of another attached network (off by default at a transit gateway)."""


class FirewallRule(Struct, frozen=True, kw_only=True):
    """One rule of an Azure Firewall or AWS Network Firewall, in order of evaluation."""

    allows: Fact[bool]
    sources: tuple[Fact[str], ...] = ("*",)
    destinations: tuple[Fact[str], ...] = ()
    """CIDRs, `tag:<service tag>`, `fqdn:<name>`, `fqdn-tag:<tag>`, `*`."""
    ports: Fact[tuple[Ports, ...]] = (Ports(0, 65535),)
    protocol: Fact[str] = "*"
    address: str
    origin: Origin


class Gateway(Resource, frozen=True, kw_only=True):
    """A way between networks and outside: internet gateway, NAT, VPN, firewall, virtual appliance."""

    kind: Literal["internet-gateway", "nat", "egress-only-gateway", "vpn", "firewall", "appliance"]
    networks: tuple[Fact[str], ...] = ()
    subnet: Fact[str | None] = None
    public: Fact[bool] = True
    """It has an address on the internet side (a private NAT gateway has none)."""
    private_ips: tuple[Fact[str], ...] = ()
    rules: Fact[tuple[FirewallRule, ...]] = ()
    """Firewalls: what it lets through; everything else is dropped unless `default_allows`."""
    default_allows: Fact[bool] = False


class Interface(Resource, frozen=True, kw_only=True):
    """A network interface."""

    subnet: Fact[str]
    rule_sets: tuple[Fact[str], ...] = ()
    public_ip: Fact[bool] = False
    groups: tuple[Fact[str], ...] = ()
    """Azure: application security groups."""
    ips: tuple[Fact[str], ...] = ()


class PrivateEndpoint(Resource, frozen=True, kw_only=True):
    """A private door to a service: Azure private endpoint, AWS interface or gateway endpoint."""

    kind: Literal["private-endpoint", "interface", "gateway"]
    network: Fact[str | None] = None
    subnets: tuple[Fact[str], ...] = ()
    route_tables: tuple[Fact[str], ...] = ()
    rule_sets: tuple[Fact[str], ...] = ()
    target: Fact[str | None] = None
    """Azure: address (else id) of the resource behind it."""
    service: Fact[str | None] = None
    """AWS: service name (`com.amazonaws.eu-central-1.s3`); Azure: sub-resource (`blob`, `account`)."""
    approved: Fact[bool] = True
    private_dns: Fact[bool] = False
    """Names resolve to it: private DNS enabled (AWS), a DNS zone group (Azure)."""
    policies: tuple[PolicyDocument, ...] = ()
    """AWS endpoint policy; empty = full access."""


class PrefixList(Resource, frozen=True, kw_only=True):
    """A managed prefix list or IP group."""

    cidrs: Fact[tuple[str, ...]]
