# SPDX-License-Identifier: Apache-2.0
"""The walls of every asset: the ways out, the guards that hold each, and the depth, which is that of the thinnest way.

Counting follows the design's worked meaning of depth: guards that one mistake removes together are
one guard; the absence of a grant is a guard; missing grants at two layers (policy and key) are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from intramuros.estate.access import Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import LocationPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.moves import OUTSIDES, Guard, Move, Outside, Wall
from intramuros.estate.stores import DataStore, Share
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.scopes import Scopes
from intramuros.reasoning.access.facade import Access
from intramuros.reasoning.access.reach import Reach
from intramuros.reasoning.network.facade import Reachability
from intramuros.reasoning.residency import stays
from intramuros.reasoning.signin import unmanaged

COUNTED = 3
"""Distinct guards are counted exactly up to here; above it the number means "at least"."""
_READING = frozenset({"read", "keys", "manage"})


class Way(Struct, frozen=True, kw_only=True):
    """One way toward an outside, with what holds it and what is not known of it."""

    moves: tuple[Move, ...]
    guards: tuple[Guard, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """How many distinct guards surely hold."""
        return len({g.key for g in self.guards if g.state == "holds"})

    @property
    def vague(self) -> tuple[str, ...]:
        """What is not known of it: missing facts, and guards that may hold."""
        return (*self.missing, *(g.why or f"whether {g.name} of {g.address} holds" for g in self.guards if g.state == "unknown"))


def walls(estate: Estate, bounds: Bounds, access: Access, network: Reachability) -> dict[str, tuple[Wall, ...]]:
    """The walls of every protected store, by address."""
    builder = _Builder(estate, bounds, access, network)
    stores = [s for s in estate.all(DataStore) if bounds.data(s.address)]
    return {s.address: tuple(builder.walls(s)) for s in stores}


class _Builder:
    """Gathers the ways of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, access: Access, network: Reachability) -> None:
        self._estate = estate
        self._bounds = bounds
        self._access = access
        self._network = network
        self._users = _users(estate)
        self._scopes = Scopes(estate)
        self._loose: dict[str, Fact[bool]] = {}

    def walls(self, store: DataStore) -> Iterator[Wall]:
        reaches = [r for r in self._access.reaches(store) if r.powers & _READING and not r.latent]
        public = [_way(r) for r in reaches if r.principal == "anonymous"]
        shared = [_shared(store, s) for s in store.shares if s.to == "all"]  # every account of the cloud, not everyone on the internet
        signed = [_way(r) for r in reaches if r.principal == "account:*" and r.open is not False]  # those of lower environments among them
        ways: Mapping[Outside, list[Way]] = {
            "internet": [*self._anonymous(store, public), *self._sent(store, reaches), *self._keys(store)],
            "foreign-account": [
                *self._by(store, [r for r in reaches if r.who in ("foreign", "guest", "delegate")], "an outsider"),
                *public,
                *shared,
            ],
            "lower-environment": [
                *self._by(store, [r for r in reaches if self._lower(r)], "a lower environment"),
                *signed,
                *public,
                *shared,
            ],
            "outside-region": list(self._moved(store)),
            "unmanaged-device": list(self._signed_in(store, reaches)),
        }
        for outside in OUTSIDES:
            if ways[outside]:
                yield _wall(store.address, outside, ways[outside])

    def _lower(self, reach: Reach) -> bool:
        if reach.who != "own":
            return False
        if reach.principal.startswith("account:"):
            return self._bounds.account_levels.get(reach.principal.partition(":")[2]) == "lower"
        found = self._estate.find(reach.principal, Identity)
        return found is not None and self._bounds.level(found.address) == "lower"

    def _anonymous(self, store: DataStore, public: Sequence[Way]) -> Iterator[Way]:
        yield from public
        if public or store.kind in ("snapshot", "machine-image", "disk"):
            return
        guards = list(self._closed_doors(store))
        move = Move(
            source="internet",
            target=store.address,
            kind="read",
            says="would read it without signing in",
            address=store.address,
            origin=store.origin,
            guards=tuple(guards),
        )
        yield Way(moves=(move,), guards=tuple(guards))

    def _closed_doors(self, store: DataStore) -> Iterator[Guard]:
        """What stands before a kind of store that knows no anonymous readers (those that do have their ways in `access`)."""
        yield Guard(name="no grant to everyone", state="holds", address=store.address, origin=store.origin)
        yield from self._gate(store)
        if store.cloud == "aws":
            yield from _key(store)

    def _gate(self, store: DataStore) -> Iterator[Guard]:
        gate = store.gate
        if gate is None or self._network.admits(gate, None) is not False:
            return
        name = "public network access off" if gate.public is False else "network firewall"
        yield Guard(name=name, state="holds", address=gate.address, origin=gate.origin)

    def _keys(self, store: DataStore) -> Iterator[Way]:
        """Account keys left on: whoever finds one reads from anywhere the gate lets him in."""
        if store.local_keys is not True or store.cloud != "azure":
            return
        guards = (Guard(name="account keys kept secret", state="holds", address=store.address, origin=store.origin), *self._gate(store))
        move = Move(
            source="internet",
            target=store.address,
            kind="read",
            says="would read it with a leaked account key",
            address=store.address,
            origin=store.origin,
            guards=guards,
        )
        yield Way(moves=(move,), guards=guards)

    def _by(self, store: DataStore, reaches: Sequence[Reach], whom: str) -> Iterator[Way]:
        yield from (_way(r) for r in reaches)
        guards = tuple(self._ungranted(store))
        move = Move(
            source=whom,
            target=store.address,
            kind="read",
            says="is granted nothing on it",
            address=store.address,
            origin=store.origin,
            guards=guards,
        )
        yield Way(moves=(move,), guards=guards)

    def _ungranted(self, store: DataStore) -> Iterator[Guard]:
        """Nobody is granted read: one policy statement away, two where a key must be granted as well."""
        yield Guard(name="no grant in any policy", state="holds", address=store.address, origin=store.origin)
        if store.cloud == "aws":
            yield from _key(store)
        else:
            yield from self._gate(store)

    def _sent(self, store: DataStore, reaches: Sequence[Reach]) -> Iterator[Way]:
        """A workload whose identity reads the store and which can send outside opens its wall toward the internet."""
        for reach in reaches:
            if reach.who != "own" or reach.principal.startswith("account:"):
                continue
            for work in self._users.get(reach.principal, ()):
                yield from self._sent_by(store, reach, work)

    def _sent_by(self, store: DataStore, reach: Reach, work: Workload) -> Iterator[Way]:
        admitted = self._network.admits(store.gate, work) if store.gate else True
        reading = _way(reach)
        guards = [g for g in reading.guards if not (g.name in _GATES and admitted is True)]
        if admitted is False and not any(g.name in _GATES for g in guards):
            guards.extend(self._gate(store))
        missing = list(reading.missing) + ([admitted.why] if isinstance(admitted, Unknown) else [])
        for way in self._network.egress(work):
            held = [g for m in way.path for g in m.guards if g.state == "holds"] if way.open is False else []
            if way.open is False and not held:
                held = [Guard(name="no way out", state="holds", address=work.address, origin=work.origin)]
            unknown = [way.open.why] if isinstance(way.open, Unknown) else []
            runs = Move(
                source=reach.principal,
                target=work.address,
                kind="become",
                says="is the identity of",
                address=work.address,
                origin=work.origin,
            )
            yield Way(moves=(*reading.moves, runs, *way.path), guards=(*guards, *held), missing=(*missing, *unknown))

    def _moved(self, store: DataStore) -> Iterator[Way]:
        found = list(stays(self._estate, store))
        for stay in found:
            approved = stay.where if isinstance(stay.where, Unknown) else self._bounds.approves(stay.where)
            if approved is True:
                continue
            target = stay.where if isinstance(stay.where, str) else "unknown"
            move = Move(
                source=store.address,
                target=target,
                kind="replicate",
                says=stay.why or f"is held there ({stay.kind})",
                address=stay.address,
                origin=stay.origin,
            )
            missing = (approved.why,) if isinstance(approved, Unknown) else () if approved is False else (f"where {target} is",)
            yield Way(moves=(move,), missing=missing)
        guards = (
            Guard(name="no copy declared", state="holds", address=store.address, origin=store.origin),
            *self._location_policies(store),
        )
        if found:
            move = Move(
                source=store.address,
                target="outside-region",
                kind="replicate",
                says="is copied nowhere outside",
                address=store.address,
                origin=store.origin,
                guards=guards,
            )
            yield Way(moves=(move,), guards=guards)

    def _location_policies(self, store: DataStore) -> Iterator[Guard]:
        for policy in self._estate.all(LocationPolicy):
            inside = isinstance(policy.allowed, tuple) and all(self._bounds.approves(r) for r in policy.allowed)
            if inside and policy.enforced is True and self._binds(policy, store):
                yield Guard(name="location policy", state="holds", address=policy.address, origin=policy.origin)

    def _binds(self, policy: LocationPolicy, store: DataStore) -> bool:
        """Whether a location policy surely holds where the store lives."""
        if policy.cloud != store.cloud:
            return False
        if policy.scope in ("*", store.account):
            return policy.scope is not None
        scope = policy.scope
        if isinstance(scope, str) and scope.startswith("subscription:"):
            scope = f"/subscriptions/{scope.partition(':')[2]}"
        return store.cloud == "azure" and self._scopes.cover(scope, None, store).covers is True

    def _unmanaged(self, principal: str) -> Fact[bool]:
        if principal not in self._loose:
            self._loose[principal] = unmanaged(self._estate, self._bounds, principal)
        return self._loose[principal]

    def _signed_in(self, store: DataStore, reaches: Sequence[Reach]) -> Iterator[Way]:
        """People of Entra ID who read it, where a sign-in from an unmanaged device suffices or does not."""
        for reach in reaches:
            who = self._estate.find(reach.principal, Identity)
            if (
                store.cloud != "azure"
                or who is None
                or who.kind not in ("user", "guest", "group")
                or (reach.open is False and reach.gated is not True)
            ):
                continue
            loose = self._unmanaged(who.address)
            reading = _way(reach)
            guard = Guard(name="compliant device required", state="holds", address=who.address, origin=who.origin)
            held = (*reading.guards, guard) if loose is False else reading.guards
            missing = (*reading.missing, loose.why) if isinstance(loose, Unknown) else reading.missing
            says = "may sign in from an unmanaged device" if loose is not False else "must sign in from a compliant device"
            sign_in = Move(source="unmanaged device", target=who.address, kind="sign-in", says=says, address=who.address, origin=who.origin)
            yield Way(moves=(sign_in, *reading.moves), guards=held, missing=missing)


_GATES = frozenset({"network firewall", "public network access off"})


def _shared(store: DataStore, share: Share) -> Way:
    move = Move(
        source=store.address, target="every account", kind="share", says="is shared with all", address=share.address, origin=share.origin
    )
    return Way(moves=(move,))


def _key(store: DataStore) -> Iterator[Guard]:
    """A key that strangers are not granted: the organisation's own, or the provider's account-bound one."""
    seal = store.seal
    if seal is None or isinstance(seal.state, Unknown):
        return
    account_bound = seal.provider_kms is True
    if seal.state == "customer-key" or account_bound:
        yield Guard(
            name="no grant in the key policy",
            state="holds",
            address=seal.key if isinstance(seal.key, str) else seal.address,
            origin=seal.origin,
        )


def _way(reach: Reach) -> Way:
    """A reach as a way; where it is closed without a named guard, the missing grant is one."""
    missing = (reach.open.why,) if isinstance(reach.open, Unknown) else ()
    guards = reach.guards
    if reach.open is False and not guards and reach.path:
        last = reach.path[-1]
        guards = (Guard(name="no grant in any policy", state="holds", address=last.address, origin=last.origin),)
    return Way(moves=reach.path, guards=guards, missing=missing)


def _users(estate: Estate) -> dict[str, list[Workload]]:
    """Workloads by the identities that they run as, also through what they deploy."""
    used: dict[str, list[Workload]] = {}
    for work in estate.all(Workload):
        run = [w for a in work.runs if (w := estate.find(a, Workload))]
        parents = [p] if work.kind == "node-pool" and (p := estate.find(work.parent, Workload)) else []
        for holder in (work, *run, *parents):
            for identity in holder.identities:
                found = estate.find(identity, Identity)
                if found is not None:
                    used.setdefault(found.address, []).append(work)
    return used


def _wall(asset: str, outside: Outside, ways: Sequence[Way]) -> Wall:
    bare = [w for w in sorted(ways, key=lambda w: len(w.moves)) if w.depth == 0]
    opened = next((w for w in bare if not w.vague), None)
    if opened:
        return Wall(asset=asset, outside=outside, verdict="open", depth=0, path=opened.moves)
    if bare:
        missing = tuple(dict.fromkeys(m for w in bare for m in w.vague))
        return Wall(asset=asset, outside=outside, verdict="unknown", depth=None, path=bare[0].moves, missing=missing)
    thinnest = min(ways, key=lambda w: (w.depth, len(w.moves)))
    return Wall(
        asset=asset, outside=outside, verdict="held", depth=min(thinnest.depth, COUNTED), path=thinnest.moves, guards=thinnest.guards
    )
