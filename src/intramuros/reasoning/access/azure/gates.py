# SPDX-License-Identifier: Apache-2.0
"""The network gate before a data plane: whom it keeps out although a grant would let them in.

A gate that admits the internet guards nothing. Callers from anywhere (people, outsiders, identities that run nowhere) are kept
out by any other; a workload is let in from a subnet that the gate admits, or through an approved private endpoint in its own
network. Behind a peering the packet's way would decide, which is the network's question, so there the answer is unknown.
learn.microsoft.com/azure/storage/common/storage-network-security-overview.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from intramuros.estate.access import Vault
from intramuros.estate.gate import Gate
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard
from intramuros.estate.network import Peering, PrivateEndpoint, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.trusted import of_storage, of_vaults

WIDEST_PREFIX = 8
"""A range as wide as this, or wider, stands for the internet, as AWS counts it for buckets."""
EVERY_AZURE_ADDRESS = "0.0.0.0/32"
"""Azure SQL's and its kin's rule from 0.0.0.0 to 0.0.0.0: any address of Azure, of any tenant (…/azure-sql/database/firewall-configure)."""


class Gating(Struct, frozen=True, kw_only=True):
    """Whether a gate keeps a caller out, and by which guards."""

    out: Fact[bool]
    guards: tuple[Guard, ...] = ()


def judge(
    estate: Estate, gate: Gate | None, targets: frozenset[str], workloads: Iterable[Workload], homes: Iterable[Resource] = ()
) -> Gating:
    """How the gate before `targets` (the store and what holds it) treats a principal that these workloads run as.

    `homes` are what the principal was made for: resources that a gate may admit by themselves, wherever they stand.
    """
    if gate is None:
        return Gating(out=False)
    public = both(gate.public, either(gate.open, *(wide(a) for a in gate.addresses)))
    running = tuple(workloads)
    within = [_admits(estate, gate, targets, w) for w in running]
    listed = of_vaults if estate.find(gate.address, Vault) is not None else of_storage
    let_in = either(public, *within, *by_itself(gate, homes, running, listed))
    if let_in is True:
        return Gating(out=False)
    return Gating(out=negate(let_in), guards=_guards(gate, holds=let_in is False))


def admits_anyone(gate: Gate | None) -> Gating:
    """The gate as a caller without any place of ours meets it."""
    return judge(Estate(()), gate, frozenset(), ())


def by_itself(
    gate: Gate, made_for: Iterable[Resource], running: Iterable[Resource], listed: Callable[[Resource], bool | None]
) -> Iterator[Fact[bool]]:
    """Whether a gate admits a resource for what it is: an instance rule, a subscription of a perimeter, a trusted service.

    The exception is for identities that were made for the service (system-assigned); of an assigned one the pages say nothing.
    """
    homes = tuple(made_for)
    for thing in (*homes, *running):
        yield both(gate.public, either(*(_is_instance(i, thing) for i in gate.instances)))
        if isinstance(thing.account, str):
            yield both(gate.public, either(*(_same(s, thing.account) for s in gate.subscriptions)))
        trusted = listed(thing) if gate.trusted_services is not False else False
        if trusted is not False:
            known = thing in homes and gate.public is True and trusted is True
            yield gate.trusted_services if known else Unknown(f"whether the firewall takes {thing.address} for a trusted service")


def _is_instance(named: Fact[str], thing: Resource) -> Fact[bool]:
    """An instance rule names a resource, or all of a type with stars for the segments that do not matter."""
    if isinstance(named, Unknown):
        return named
    if named == thing.address:
        return True
    if named.startswith("/") and "*" in named:
        return any(_fits(named, i) for i in thing.ids)
    return any(Estate.fold(named) == Estate.fold(i) for i in thing.ids)


def _fits(pattern: str, identifier: str) -> bool:
    wanted, parts = pattern.casefold().split("/"), identifier.casefold().split("/")
    return len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True))


def _same(named: Fact[str], account: str) -> Fact[bool]:
    if isinstance(named, Unknown):
        return named
    one = named.casefold().rsplit("/", 1)[-1]
    return (
        Unknown("which subscription the perimeter admits") if is_symbolic(one) and one != account.casefold() else one == account.casefold()
    )


def wide(address: Fact[str]) -> Fact[bool]:
    """Whether an admitted range is as good as the internet."""
    if isinstance(address, Unknown):
        return address
    if is_symbolic(address):
        return Unknown("an address that the firewall admits is not known")
    if address == EVERY_AZURE_ADDRESS:
        return True
    try:
        network = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return Unknown(f"the firewall admits `{address}`, which is not an address range")
    return network.prefixlen < (WIDEST_PREFIX if network.version == 4 else WIDEST_PREFIX * 2)


def _guards(gate: Gate, *, holds: bool) -> tuple[Guard, ...]:
    guards = []
    ruled = bool(gate.addresses or gate.segments or gate.instances or gate.subscriptions)
    for name, opened, why in (
        ("public network access off", gate.public, "the public endpoint is switched off"),
        ("network firewall", gate.open, "the firewall admits named networks only"),
    ):
        if opened is True or (name == "network firewall" and gate.public is False and not ruled):
            continue  # an endpoint that does not exist has no firewall to speak of, unless rules of its own are declared
        state = "holds" if holds and opened is False else "unknown"
        said = opened.why if isinstance(opened, Unknown) else gate.why or why
        guards.append(Guard(name=name, state=state, address=gate.address, origin=gate.origin, why=said))  # type: ignore[arg-type]
    return tuple(guards)


def _admits(estate: Estate, gate: Gate, targets: frozenset[str], workload: Workload) -> Fact[bool]:
    subnets = [a.subnet for a in workload.attachments if a.subnet is not None]
    by_rule = both(gate.public, either(*(_listed(s, gate.segments) for s in subnets)))
    return either(by_rule, _by_endpoint(estate, targets, [s for s in subnets if isinstance(s, str)]), *_unplaced(subnets))


def _unplaced(subnets: Iterable[Fact[str]]) -> list[Fact[bool]]:
    return [s for s in subnets if isinstance(s, Unknown)]


def _listed(subnet: Fact[str], admitted: Iterable[Fact[str]]) -> Fact[bool]:
    if isinstance(subnet, Unknown):
        return subnet
    return either(*(a if isinstance(a, Unknown) else Estate.fold(a) == Estate.fold(subnet) for a in admitted))


def _by_endpoint(estate: Estate, targets: frozenset[str], subnets: list[str]) -> Fact[bool]:
    homes = {n for s in subnets if (n := _network(estate, s))}
    doors = (e for e in estate.all(PrivateEndpoint) if isinstance(e.target, str) and e.target in targets)
    return either(*(both(e.approved, _near(estate, e, homes)) for e in doors))


def _network(estate: Estate, subnet: str) -> str | None:
    found = estate.find(subnet, Subnet)
    return found.network if found is not None and isinstance(found.network, str) else None


def _near(estate: Estate, endpoint: PrivateEndpoint, homes: set[str]) -> Fact[bool]:
    stands = {n for s in endpoint.subnets if isinstance(s, str) and (n := _network(estate, s))}
    if isinstance(endpoint.network, str):
        stands.add(endpoint.network)
    if homes & stands:
        return True
    if any(_joined(estate, a, b) for a in homes for b in stands):
        return Unknown(f"`{endpoint.address}` stands in a peered network: whether packets pass is the network's question")
    return False


def _joined(estate: Estate, one: str, other: str) -> bool:
    """A peering between two networks, directly or through one between them (a hub)."""
    pairs = {(p.network, p.remote) for p in estate.all(Peering) if isinstance(p.network, str) and isinstance(p.remote, str)}
    around = {b for a, b in pairs if a == one} | {a for a, b in pairs if b == one}
    return other in around or any((m, other) in pairs or (other, m) in pairs for m in around)
