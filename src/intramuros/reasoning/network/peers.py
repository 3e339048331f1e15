# SPDX-License-Identifier: Apache-2.0
"""What the far side of a rule means: CIDRs, service tags, prefix lists, groups, as address ranges.

Service tags: https://learn.microsoft.com/azure/virtual-network/service-tags-overview. `Internet` is
everything outside the virtual network and reachable by the public internet, Azure's own addresses
included; `AzureCloud` is every Azure region of the world, `AzureCloud.westeurope` one; a service's
tag holds all regions, its regional tag one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.network import Network, PrefixList, RouteTable, RuleSet, Subnet
from intramuros.estate.values import Fact, Unknown
from intramuros.reasoning.network.space import ANY_PROTOCOL, ATOMS, END, V6, Box, Space, addresses, cidr_range, intersect

Ranges = tuple[tuple[int, int], ...]
PRIVATE: Final = tuple(
    r
    for c in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "224.0.0.0/4",
        "168.63.129.16/32",
        "fc00::/7",
        "fe80::/10",
    )
    if (r := cidr_range(c))
)
"""Addresses that no public route leads to, and Azure's platform address."""
_EVERYTHING: Final = ((0, END),)
_ADDRESSED: Final = (Box(ANY_PROTOCOL, 0, 65535, 0, ATOMS - 1),)
_PUBLIC_ENDS: Final = (0, (1 << 32) - 1, V6, V6 + (1 << 128) - 1)
_PLATFORM: Final = frozenset(
    {
        "azureloadbalancer",
        "azureplatformdns",
        "azureplatformimds",
        "azureplatformlkm",
        "azureactivedirectory",
        "microsoftcontainerregistry",
        "azurefrontdoor.firstparty",
    }
)
"""Tags of the platform itself, which store nothing for anybody (Entra ID, Microsoft's own images and the edge that serves them)."""
_SPELLED: Final = {
    "centralfrance": "francecentral",
    "southfrance": "francesouth",
    "germanywc": "germanywestcentral",
    "germanyn": "germanynorth",
    "norwaye": "norwayeast",
    "norwayw": "norwaywest",
    "switzerlandn": "switzerlandnorth",
    "switzerlandw": "switzerlandwest",
}
"""Regions that service tags spell in their own way (service tags overview, "tags without regional names of the normal schema")."""
S3: Final = ((END - 1, END - 1),)
"""The addresses of S3 in the workload's own region, as AWS's managed prefix list names them."""


_SERVED: Final = {
    "microsoft.storage": ("Storage", 443),
    "microsoft.storage.global": ("Storage", 443),
    "microsoft.sql": ("Sql", 1433),
    "microsoft.azurecosmosdb": ("AzureCosmosDB", 443),
    "microsoft.keyvault": ("AzureKeyVault", 443),
    "microsoft.servicebus": ("ServiceBus", 443),
    "microsoft.eventhub": ("EventHub", 443),
    "microsoft.web": ("AppService", 443),
    "microsoft.containerregistry": ("AzureContainerRegistry", 443),
}
"""Services with service endpoints, the tag of their addresses and a port that they listen at
(Microsoft Learn, "Virtual network service endpoints"; those in which anybody may hold an account of his own)."""


def served(subnet: Subnet) -> dict[str, tuple[str, int]]:
    """The services that a subnet of Azure has service endpoints for, each with its tag and port."""
    named = [e for e in subnet.service_endpoints if isinstance(e, str)]
    return {e: found for e in named if (found := _SERVED.get(e.casefold()))}


_SHORT_ID: Final = len("pl-6ea54007")
"""AWS's own prefix lists have short ids; those that customers make have long ones, and may hold any range."""


class Meaning(Struct, frozen=True):
    """Ranges that surely belong to a peer, and that may."""

    must: Ranges
    may: Ranges
    why: str = ""


class Peers:
    """Resolves peers against one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds

    @cached_property
    def _services(self) -> tuple[list[str], list[str]]:
        """Services and regions that tags of this estate name; one more of each stands for the rest."""
        services, regions = {"*"}, {"*"}
        for tag in self._tags():
            service, region = _parts(tag)
            if service not in ("internet", "virtualnetwork", "azurecloud") and not _is_platform(tag):
                services.add(service)
            if region:
                regions.add(region)
        return sorted(services), sorted(regions)

    def _tags(self) -> Iterable[str]:
        from intramuros.estate.network import Gateway

        for rules in self._estate.all(RuleSet):
            for one in rules.filters:
                yield from (p[4:] for p in (*one.peers, *one.own) if isinstance(p, str) and p.startswith("tag:"))
        for gateway in self._estate.all(Gateway):
            for rule in gateway.rules if isinstance(gateway.rules, tuple) else ():
                yield from (d[4:] for d in rule.destinations if isinstance(d, str) and d.startswith("tag:"))
        for subnet in self._estate.all(Subnet):
            yield from (tag for tag, _ in served(subnet).values())
        for table in self._estate.all(RouteTable):
            yield from (r.destination[4:] for r in table.routes if isinstance(r.destination, str) and r.destination.startswith("tag:"))
        yield from (e for e in self._bounds.egress if not cidr_range(e) and not self._is_name(e) and not e.startswith("pl-"))

    def _atoms(self, service: str, region: str) -> Ranges:
        services, regions = self._services
        picked = [
            ATOMS + i * len(regions) + j
            for i, s in enumerate(services)
            if service in ("", s)
            for j, r in enumerate(regions)
            if region in ("", r)
        ]
        return tuple((a, a) for a in picked)

    def named(self, address: int) -> tuple[str, str] | None:
        """The service and region of a service address; `*` for one that no tag of the estate names."""
        services, regions = self._services
        at = address - ATOMS
        return (services[at // len(regions)], regions[at % len(regions)]) if 0 <= at < len(services) * len(regions) else None

    def tag(self, name: str, network: str | None, routed: Ranges = ()) -> Meaning:
        """What a service tag covers, seen from a network whose declared routes name `routed`."""
        service, region = _parts(name)
        if name in ("*", "any", "Any"):
            return Meaning(_EVERYTHING, _EVERYTHING)
        if service == "internet":
            public = self.public()
            return Meaning(public, public)
        if service == "virtualnetwork":
            inside = (*self.inside(network), *routed)
            return Meaning(inside, inside)
        if _is_platform(name):
            return Meaning((), ())
        atoms = self._atoms("" if service == "azurecloud" else service, region)
        return Meaning(atoms, atoms)

    def public(self) -> Ranges:
        """Every address outside private space, service atoms included."""
        made: list[tuple[int, int]] = []
        for first, last in ((_PUBLIC_ENDS[0], _PUBLIC_ENDS[1]), (_PUBLIC_ENDS[2], _PUBLIC_ENDS[3])):
            made.extend(_without(first, last, PRIVATE))
        return (*made, (ATOMS, END))

    def inside(self, network: str | None) -> Ranges:
        """The `VirtualNetwork` tag: the network's own space and that of everything peered or attached (prefixes of routes are added by `tag`)."""
        from intramuros.reasoning.network.links import neighbours

        addresses = [network, *neighbours(self._estate, network)] if network else []
        found = [n for a in addresses if (n := self._estate.find(a, Network))]
        return tuple(r for n in found for c in n.cidrs if isinstance(c, str) and (r := cidr_range(c)))

    def of_network(self, name: Fact[str]) -> Meaning:
        """The prefixes that a network teaches what it is joined to; those not known are private ones."""
        if isinstance(name, Unknown):
            return Meaning((), PRIVATE, name.why)
        network = self._estate.find(name, Network)
        cidrs = network.cidrs if network is not None else ()
        must = tuple(r for c in cidrs if isinstance(c, str) and (r := cidr_range(c)))
        why = next((c.why for c in cidrs if isinstance(c, Unknown)), "")
        return Meaning(must, (*must, *PRIVATE) if why else must, why)

    def approved(self) -> Ranges:
        """Addresses that egress may reach: private space, our own and trusted networks, approved regions' atoms, the charter's allow-list."""
        services, regions = self._services
        fine = [r for r in regions if r in self._bounds.regions]
        atoms = [a for r in fine for s in services for a in self._atoms(s, r)]
        own = [r for n in self._estate.all(Network) for c in n.cidrs if isinstance(c, str) and (r := cidr_range(c))]
        trusted = [r for c in self._bounds.trusted_networks if (r := cidr_range(c))]
        allowed = [r for e in self._bounds.egress if not self._is_name(e) for r in self.of(e if cidr_range(e) else _as_peer(e), None).must]
        return (*PRIVATE, *atoms, *own, *trusted, *allowed, *S3)

    def _is_name(self, entry: str) -> bool:
        """A domain name, not a regional service tag: what follows the first dot is no region."""
        return "." in entry and cidr_range(entry) is None and _parts(entry)[1] not in self._bounds.known_regions

    def of(self, peer: Fact[str], network: str | None, routed: Ranges = ()) -> Meaning:
        """What one peer covers. Groups (`sg:`, `asg:`) are members, judged pair by pair elsewhere: here they are private addresses."""
        if isinstance(peer, Unknown):
            return Meaning((), _EVERYTHING, peer.why)
        if peer == "*":
            return Meaning(_EVERYTHING, _EVERYTHING)
        kind, _, name = peer.partition(":")
        if kind == "tag":
            return self.tag(name, network, routed)
        if kind in ("sg", "asg"):
            return Meaning((), PRIVATE, f"who is in {name}")
        if kind == "prefix-list":
            return self._prefix_list(name)
        return self._cidr(peer)

    def _cidr(self, peer: str) -> Meaning:
        if peer in ("0.0.0.0/0", "::/0"):
            family = cidr_range(peer)
            ranges: Ranges = ((family,) if family else ()) + (((ATOMS, END),) if peer == "0.0.0.0/0" else ())
            return Meaning(ranges, ranges)
        found = cidr_range(peer)
        if found is None:
            return Meaning((), _EVERYTHING, f"the address `{peer}`")
        return Meaning((found,), (found,))

    def _prefix_list(self, name: str) -> Meaning:
        found = self._estate.find(name, PrefixList)
        if found is not None and not isinstance(found.cidrs, Unknown):
            ranges = tuple(r for c in found.cidrs if (r := cidr_range(c)))
            return Meaning(ranges, ranges)
        if name.endswith(".s3"):
            return Meaning(S3, S3)
        if found is not None and isinstance(found.cidrs, Unknown):
            return Meaning((), _EVERYTHING, found.cidrs.why)
        if name.startswith("pl-") and len(name) <= _SHORT_ID:
            return Meaning((), S3)  # one of AWS's own lists, perhaps that of S3: a regional service, reached through its endpoint
        if "amazonaws" in name:
            return Meaning((), ())
        return Meaning((), _EVERYTHING, f"the prefix list `{name}`")


def _without(first: int, last: int, holes: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    at = first
    for low, high in sorted(h for h in holes if h[0] <= last and h[1] >= first):
        if at < low:
            yield at, low - 1
        at = max(at, high + 1)
    if at <= last:
        yield at, last


PUBLIC_V4: Final = addresses(_without(_PUBLIC_ENDS[0], _PUBLIC_ENDS[1], PRIVATE))


def real(part: Space, left: Space) -> Space:
    """A part of `left` without the services that have no address left: each has one of the internet's, whichever it is."""
    if not any(b.last >= ATOMS for b in part):
        return part
    somewhere = tuple(Box(b.protocols, b.low, b.high, ATOMS, END) for b in intersect(left, PUBLIC_V4))
    kept = intersect(part, dict.fromkeys(somewhere))
    return (*intersect(part, _ADDRESSED), *dict.fromkeys(kept))


def _parts(tag: str) -> tuple[str, str]:
    """Service and region of a tag, in the spelling of the cloud's regions."""
    service, _, region = tag.casefold().partition(".")
    return service, _SPELLED.get(region, region)


def _is_platform(tag: str) -> bool:
    return tag.casefold() in _PLATFORM or _parts(tag)[0] in _PLATFORM


def _as_peer(entry: str) -> str:
    return f"prefix-list:{entry}" if entry.startswith("pl-") else f"tag:{entry}"
