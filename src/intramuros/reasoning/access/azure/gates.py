# SPDX-License-Identifier: Apache-2.0
"""The network gate before a data plane: whom it keeps out although a grant would let them in.

A gate that admits the internet guards nothing. Callers from anywhere (people, outsiders, identities that run nowhere) are kept
out by any other; a workload is let in from a subnet that the gate admits, or through an approved private endpoint in its own
network. Behind a peering the packet's way would decide, which is the network's question, so there the answer is unknown.
learn.microsoft.com/azure/storage/common/storage-network-security-overview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from intramuros.estate.access import Vault
from intramuros.estate.gate import Gate, wide
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard
from intramuros.estate.network import PrivateEndpoint, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.trusted import of_storage, of_vaults
from intramuros.reasoning.network.links import neighbours


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
    doors = ((e, led) for e in estate.all(PrivateEndpoint) if (led := _leads_to(e, targets)) is not False)
    return either(*(both(e.approved, led, _near(estate, e, homes)) for e, led in doors))


def _leads_to(door: PrivateEndpoint, targets: frozenset[str]) -> Fact[bool]:
    return door.target if isinstance(door.target, Unknown) else door.target in targets


def _network(estate: Estate, subnet: str) -> str | None:
    found = estate.find(subnet, Subnet)
    return found.network if found is not None and isinstance(found.network, str) else None


def _near(estate: Estate, endpoint: PrivateEndpoint, homes: set[str]) -> Fact[bool]:
    stands = [endpoint.network] if endpoint.network is not None else []
    stands += [found.network for s in endpoint.subnets if (found := estate.find(s, Subnet)) is not None]
    if any(n in homes for n in stands):
        return True
    if any(_joined(estate, a, b) for a in homes for b in stands if isinstance(b, str)):
        return Unknown(f"`{endpoint.address}` stands in a peered network: whether packets pass is the network's question")
    return next((n for n in (*stands, *endpoint.subnets) if homes and isinstance(n, Unknown)), False)


def _joined(estate: Estate, one: str, other: str) -> bool:
    """A peering between two networks, directly or through one between them (a hub); an end that nobody can name may be either."""
    around = set(neighbours(estate, one))
    return other in around or any(other in neighbours(estate, m) for m in around)
