# SPDX-License-Identifier: Apache-2.0
"""Who reaches a store, vault or key of azure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import structs

from intramuros.estate.access import Identity, KeptKey, Key, Vault
from intramuros.estate.bounds import Bounds
from intramuros.estate.gate import Gate
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure import anonymous, kept, lake, passes, policies, services, vaults
from intramuros.reasoning.access.azure.chains import Chains
from intramuros.reasoning.access.azure.evaluate import Caller, Target, administers, elevates, reaches, strongest
from intramuros.reasoning.access.azure.gates import judge
from intramuros.reasoning.access.azure.holdings import Holdings
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.restores import Restores
from intramuros.reasoning.access.azure.ways import EDITOR, READ, READ_KEYS
from intramuros.reasoning.access.reach import Power, Reach


class AzureAccess:
    """Access reasoning over one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds
        self._principals = Principals(estate, bounds)
        self._holdings = Holdings(estate, bounds, self._principals)
        self._chains = Chains(estate, self._principals, self._holdings)

    def reaches(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every principal that reaches `thing` or nearly does, the most open first."""
        if thing.address not in self._known:
            self._known[thing.address] = strongest(self.every(thing))
        return self._known[thing.address]

    def every(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every single way and every chain, not put together: what is left of a principal's ways when one of them is closed."""
        direct = self.ways(thing)
        return (*direct, *(self._if_anybody(r) for r in self._chains.over(direct)))

    def _if_anybody(self, reach: Reach) -> Reach:
        """Whom a rule of membership may admit reaches something if there is such a one."""
        who = self._principals.identity(reach.principal)
        return policies.unsure(reach, who.exists) if who is not None and isinstance(who.exists, Unknown) else reach

    def lacks(self, name: str, thing: DataStore | Vault | Key, found: Sequence[Reach]) -> Iterator[Reach]:
        """That no role of a principal's gives him the powers over the thing that he is not told to have."""
        has = frozenset(p for r in found for p in r.powers)
        lacking = EDITOR - has - (READ_KEYS if READ & has else frozenset())
        if lacking:
            yield self._without_role(name, thing, lacking)

    def _without_role(self, name: str, thing: DataStore | Vault | Key, lacking: frozenset[Power]) -> Reach:
        """Without an assignment that covers the thing nothing is allowed (…/role-based-access-control/overview: "allow model")."""
        guard = Guard(name="no role assignment covers it", state="holds", address=thing.address, origin=thing.origin)
        held = len(self._holdings.grants(name))
        says = f"holds {held or 'no'} role assignment{'' if held == 1 else 's'}, none of which gives it this"
        move = Move(source=name, target=thing.address, kind="read", says=says, address=thing.address, origin=thing.origin, guards=(guard,))
        return Reach(
            principal=name, who=self._principals.who(name), store=thing.address, open=False, powers=lacking, path=(move,), granted=False
        )

    @cached_property
    def _known(self) -> dict[str, tuple[Reach, ...]]:
        return {}

    def onward(self, found: Iterable[Reach]) -> Iterator[Reach]:
        """Everyone who can become a principal of Entra ID, or take over a cluster, that reaches something of another cloud."""
        return (self._if_anybody(r) for r in self._chains.over(found))

    def of(self, identity: Identity) -> tuple[Reach, ...]:
        """Everything protected that `identity` reaches, and every vault and key."""
        return tuple(r for thing in self.things for r in self.reaches(thing) if r.principal == identity.address)

    @cached_property
    def things(self) -> tuple[DataStore | Vault | Key, ...]:
        """Every protected store, every vault and every key."""
        stores = (s for s in self._estate.all(DataStore) if self._bounds.data(s.address))
        found: Iterable[DataStore | Vault | Key] = (*stores, *self._estate.all(Vault), *self._estate.all(Key))
        return tuple(t for t in found if t.cloud == "azure")

    def ways(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every single way, one for each assignment, power and door, before they are put together and chained."""
        if isinstance(thing, Key) and self._vault(thing) is None:
            return ()
        found = [*self._by_roles(thing), *self._by_policies(thing), *self._by_administration(thing), *self._by_elevation(thing)]
        if isinstance(thing, Vault):
            takers = self._restores.takers(thing)
            found.extend(r for name in takers for r in self._restores.reaches(thing, name, lambda n: self._caller(n, thing)))
        if isinstance(thing, DataStore):
            found.extend(anonymous.reaches(thing))
            found.extend(self._by_kept_keys(thing))
            found.extend(self._by_settings(thing))
            found.extend(self._by_lists(thing))
            found.extend(passes.by_pass(thing, self._bounds))
            found.extend(passes.by_mount(thing, self._estate.all(Workload), lambda name: self._caller(name, thing)))
        return tuple(self._if_anybody(r) for r in found)

    @cached_property
    def _restores(self) -> Restores:
        return Restores(self._estate.all(Vault), self._holdings, self._principals)

    def _by_lists(self, thing: DataStore) -> Iterator[Reach]:
        """POSIX lists, asked where roles do not grant already: they never take away (…/data-lake-storage-access-control-model)."""
        if not thing.directories:
            return
        for name in lake.named(thing, self._principals):
            yield from lake.reaches(thing, self._caller(name, thing), lake.standing(name, self._principals), self._principals)

    def _by_settings(self, thing: DataStore) -> Iterator[Reach]:
        """Workloads into whose settings a key of the store is written."""
        holder, keys = self._keys(thing)
        for work, key in self._carried.get(holder.address, ()):
            yield kept.within(key, self._caller(work.address, thing), thing, keys, self._bounds.today)

    @cached_property
    def _carried(self) -> dict[str, list[tuple[Workload, KeptKey]]]:
        """Address of a store → the workloads into which a key of it is written."""
        found: dict[str, list[tuple[Workload, KeptKey]]] = {}
        for work in self._estate.all(Workload):
            for key in work.kept_keys:
                found.setdefault(key.store, []).append((work, key))
        return found

    def _keys(self, thing: DataStore) -> tuple[Resource, Fact[bool]]:
        """What holds the store's keys, and whether they are taken."""
        holder = self._holder(thing)
        return holder, holder.local_keys if isinstance(holder, DataStore) else thing.local_keys

    def _by_kept_keys(self, thing: DataStore) -> Iterator[Reach]:
        """Whoever gets the secret of a vault in which a key of the store is kept."""
        holder, keys = self._keys(thing)
        for vault, key in self._kept.get(holder.address, ()):
            for got in self._secrets(vault):
                yield kept.through(got, key, self._caller(got.principal, thing), thing, keys, self._bounds.today)

    @cached_property
    def _kept(self) -> dict[str, list[tuple[Vault, KeptKey]]]:
        """Address of a store → the vaults that keep a key of it."""
        found: dict[str, list[tuple[Vault, KeptKey]]] = {}
        for vault in self._estate.all(Vault):
            for key in vault.kept_keys:
                found.setdefault(key.store, []).append((vault, key))
        return found

    def _secrets(self, vault: Vault) -> tuple[Reach, ...]:
        """Every single way to the secrets of a vault."""
        target = Target(thing=vault, service=vaults.secrets_of(vault), local_keys=True, holder=vault)
        named = ((structs.replace(p, keys=()), name) for p, name in policies.holders(vault, self._principals))
        by_policies = (r for p, name in named for r in policies.reaches(vault, p, self._caller(name, vault), vault))
        return tuple(r for r in (*self._by_roles(vault, (target,)), *by_policies) if "read" in r.powers)

    def _by_roles(self, thing: DataStore | Vault | Key, targets: Iterable[Target] | None = None) -> Iterator[Reach]:
        for name in self._holdings.everyone:
            eligible = tuple(self._holdings.over(name, thing, eligible=True))
            if not eligible:
                continue
            active = tuple(h for h in eligible if h.grant.assignment.state != "eligible")
            caller = self._caller(name, thing)
            for target in self._targets(thing) if targets is None else targets:
                found = [*reaches(caller, target, active)]
                if len(eligible) > len(active):
                    found.extend(reaches(caller, target, eligible, latent=True))
                yield from (self._if_rbac(r, thing) for r in found)

    def _if_rbac(self, reach: Reach, thing: DataStore | Vault | Key) -> Reach:
        """Reading by a data role asks that the vault uses RBAC."""
        vault = self._vault(thing)
        if vault is None or not isinstance(vault.rbac, Unknown) or "read" not in reach.powers:
            return reach
        return policies.unsure(reach, vault.rbac)

    def _caller(self, name: str, thing: DataStore | Vault | Key) -> Caller:
        holder = self._holder(thing)
        targets = frozenset(r.address for r in self._holdings.scopes.chain(thing))
        gating = judge(self._estate, _gate_of(holder), targets, self._principals.workloads(name), self._principals.homes(name))
        return Caller(name=name, who=self._principals.who(name), gating=gating)

    def _holder(self, thing: DataStore | Vault | Key) -> Resource:
        """Whose gate and keys count: a part without a gate of its own stands behind that of what holds it."""
        chain = self._holdings.scopes.chain(thing)
        return next((r for r in chain if _gate_of(r) is not None), chain[-1] if isinstance(thing, Key) else thing)

    def _targets(self, thing: DataStore | Vault | Key) -> Iterator[Target]:
        holder = self._holder(thing)
        if isinstance(thing, DataStore):
            _, keys = self._keys(thing)
            yield Target(thing=thing, service=services.service_of(thing), local_keys=keys, holder=holder)
            return
        vault = self._vault(thing)
        if vault is None:
            return
        yield Target(thing=thing, service=vaults.service_of(vault, keys_only=isinstance(thing, Key)), local_keys=True, holder=holder)

    def _vault(self, thing: Vault | Key | DataStore) -> Vault | None:
        if isinstance(thing, Vault):
            return thing
        return self._estate.find(thing.vault, Vault) if isinstance(thing, Key) else None

    def _by_elevation(self, thing: DataStore | Vault | Key) -> Iterator[Reach]:
        """Global administrators may make themselves User Access Administrator of everything (…/role-based-access-control/elevate-access-global-admin)."""
        for holder in self._principals.global_administrators:
            yield elevates(self._caller(holder.address, thing), thing, holder)
            if holder.kind == "group":
                yield from (elevates(self._caller(m, thing), thing, holder) for m in self._principals.members(holder.address))

    def _by_administration(self, thing: DataStore | Vault | Key) -> Iterator[Reach]:
        """Entra administrators of a database server, whom no role assignment names (`extra["administrators"]` of the server)."""
        for server in self._holdings.scopes.chain(thing):
            for named in server.extra.get("administrators", ()) if isinstance(server, DataStore) else ():
                name = self._principals.named(named)
                if name is not None:
                    callers = (name, *self._principals.members(name))
                    yield from (administers(self._caller(c, thing), thing, server) for c in callers)

    def _by_policies(self, thing: DataStore | Vault | Key) -> Iterator[Reach]:
        """Access policies of a vault, and what its writers may grant themselves where its model is not known."""
        vault = self._vault(thing)
        if vault is None:
            return
        for policy, name in policies.holders(vault, self._principals):
            yield from policies.reaches(vault, policy, self._caller(name, thing), thing)
        unsure = vaults.self_grants(vault)
        if unsure is not None and isinstance(vault.rbac, Unknown):
            for name in self._holdings.everyone:
                held = tuple(self._holdings.over(name, thing, eligible=False))
                target = Target(thing=thing, service=unsure, local_keys=True, holder=vault)
                yield from (policies.unsure(r, vault.rbac) for r in reaches(self._caller(name, thing), target, held))


def _gate_of(resource: Resource) -> Gate | None:
    return resource.gate if isinstance(resource, DataStore | Vault) else None
