# SPDX-License-Identifier: Apache-2.0
"""The places of a network between which a connection may be opened: workloads, stores, private doors, and subnets without any."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, structs

from intramuros.estate.edges import Endpoint
from intramuros.estate.graph import Estate
from intramuros.estate.network import Interface, Network, PrivateEndpoint, RuleSet, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, is_symbolic
from intramuros.estate.workloads import Workload


class End(Struct, frozen=True, kw_only=True):
    """A place in a subnet."""

    address: str
    subnet: Subnet
    rule_sets: tuple[Fact[str], ...] = ()
    groups: tuple[Fact[str], ...] = ()
    """Azure: application security groups it is a member of."""
    ips: tuple[Fact[str], ...] = ()
    public_ip: Fact[bool] = False
    door: bool = False
    """An Azure private endpoint, which its subnet's NSGs and routes bind only where the subnet says so
    (Microsoft Learn, "Manage network policies for private endpoints": off by default)."""
    ports: Fact[tuple[int, ...]] | None = None
    """TCP ports on which it takes connections; None where nothing says."""
    leads: tuple[Fact[str], ...] | None = None
    """Where alone it opens connections to; None for whatever may go anywhere."""

    @property
    def unbound(self) -> bool:
        """Whether no filter or route of its subnet binds it."""
        return self.door and self.subnet.endpoint_policies is False


class Ends:
    """Places of one estate, by network."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def of(self, network: str) -> tuple[End, ...]:
        """Every place of a network; a subnet where nothing is declared is a place too, with the groups that nobody bears."""
        return self._by_network.get(network, ())

    def fronts(self, network: str) -> tuple[End, ...]:
        """Every balancer and gateway of a network that takes connections itself, and opens others to what is behind it."""
        return self._fronts.get(network, ())

    @cached_property
    def _fronts(self) -> dict[str, tuple[End, ...]]:
        found: dict[str, list[End]] = {}
        for front in self._estate.all(Endpoint):
            for end in self._of_front(front) if front.answers != () else ():
                found.setdefault(str(end.subnet.network), []).append(end)
        return {network: tuple(ends) for network, ends in found.items()}

    def _of_front(self, front: Endpoint) -> Iterator[End]:
        for place in front.subnets:
            for end in self._end(front.address, place, front.rule_sets):
                own = () if front.ungrouped else end.rule_sets
                yield structs.replace(end, rule_sets=own, ports=front.answers, leads=front.targets)

    def at(self, thing: Resource) -> tuple[End, ...]:
        """Every place where a workload, store or door stands; of a network or subnet, every place in it."""
        if isinstance(thing, Network):
            return self.of(thing.address)
        if isinstance(thing, Subnet):
            return tuple(e for e in self.of(str(thing.network)) if e.subnet.address == thing.address)
        if isinstance(thing, Interface):
            return tuple(
                self._end(thing.address, thing.subnet, thing.rule_sets, groups=thing.groups, ips=thing.ips, public_ip=thing.public_ip)
            )
        if isinstance(thing, Endpoint):
            unseen = thing.kind == "app-gateway" and thing.answers == ()  # it has no address in its subnet that anybody can call
            return (
                () if unseen else tuple(structs.replace(e, public_ip=thing.public, ports=None, leads=None) for e in self._of_front(thing))
            )
        return self._by_address.get(thing.address, ())

    @cached_property
    def _by_address(self) -> dict[str, tuple[End, ...]]:
        found: dict[str, list[End]] = {}
        for end in self._declared():
            found.setdefault(end.address, []).append(end)
        return {address: tuple(ends) for address, ends in found.items()}

    @cached_property
    def _by_network(self) -> dict[str, tuple[End, ...]]:
        found: dict[str, list[End]] = {}
        for end in self._declared():
            if isinstance(end.subnet.network, str):
                found.setdefault(end.subnet.network, []).append(end)
        borne = {g for ends in found.values() for e in ends for g in e.rule_sets}
        taken = {e.subnet.address for ends in found.values() for e in ends} | self._dedicated
        for subnet in self._estate.all(Subnet):
            if subnet.address not in taken and isinstance(subnet.network, str):
                spare = self._spare(subnet.network, borne, lonely=subnet.network not in found)
                found.setdefault(subnet.network, []).append(End(address=subnet.address, subnet=subnet, rule_sets=spare))
        return {network: tuple({_same(e): e for e in reversed(ends)}.values())[::-1] for network, ends in found.items()}

    @cached_property
    def _dedicated(self) -> frozenset[str]:
        """Subnets of application gateways, in which nothing else may stand (…/application-gateway/configuration-infrastructure)."""
        gateways = (f for f in self._estate.all(Endpoint) if f.kind == "app-gateway")
        return frozenset(s for f in gateways for s in f.subnets if isinstance(s, str))

    def _spare(self, network: str, borne: set[Fact[str]], *, lonely: bool) -> tuple[Fact[str], ...]:
        groups = (r for r in self._estate.all(RuleSet) if r.kind == "security-group" and r.network == network)
        return tuple(r.address for r in groups if lonely or r.address not in borne)

    def _declared(self) -> Iterator[End]:
        for work in self._estate.all(Workload):
            for at in work.attachments:
                card = self._estate.find(at.address, Interface)
                public = card.public_ip if card is not None else at.public_ip  # a balancer's address is a way out, and no way in by itself
                yield from self._end(work.address, at.subnet, at.rule_sets, groups=at.groups, ips=at.ips, public_ip=public)
        for store in self._estate.all(DataStore):
            public = store.gate.public if store.gate else False
            for place in store.subnets:
                yield from self._end(store.address, place, store.rule_sets, public_ip=public)
        for door in self._estate.all(PrivateEndpoint):
            for place in door.subnets:
                own = door.rule_sets if door.cloud == "aws" else ()
                yield from self._end(door.address, place, own, door=door.cloud == "azure")

    def _end(
        self,
        address: str,
        place: Fact[str | None],
        rule_sets: tuple[Fact[str], ...],
        *,
        groups: tuple[Fact[str], ...] = (),
        ips: tuple[Fact[str], ...] = (),
        public_ip: Fact[bool] = False,
        door: bool = False,
    ) -> Iterator[End]:
        subnet = self._estate.find(place, Subnet)
        if subnet is not None:
            usual = () if rule_sets or subnet.cloud != "aws" else self._default(subnet.network)
            own = rule_sets or usual
            yield End(address=address, subnet=subnet, rule_sets=own, groups=groups, ips=ips, public_ip=public_ip, door=door)

    def _default(self, network: Fact[str]) -> tuple[Fact[str], ...]:
        """AWS puts what names no group into the network's default one."""
        return tuple(r.address for r in self._estate.all(RuleSet) if r.kind == "security-group" and r.default_of == network)


def _same(end: End) -> tuple[object, ...]:
    """Places that no filter or route tells apart are judged once."""
    own = tuple(i for i in end.ips if isinstance(i, str) and not is_symbolic(i))
    return end.subnet.address, end.rule_sets, end.groups, own, end.unbound
