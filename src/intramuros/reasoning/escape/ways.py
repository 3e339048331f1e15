# SPDX-License-Identifier: Apache-2.0
"""The ways from every outside to every protected asset, as segments of one graph over both clouds.

Counting follows the design's worked meaning of depth: guards that one mistake removes together are
one guard; the absence of a grant is a guard; missing grants at two layers (policy and key) are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import LocationPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Guard, Move, MoveKind, Outside
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore, Share
from intramuros.estate.values import Fact, Unknown, either, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.gates import by_itself
from intramuros.reasoning.access.azure.scopes import Scopes
from intramuros.reasoning.access.azure.trusted import of_storage
from intramuros.reasoning.access.facade import Access
from intramuros.reasoning.access.reach import SOMEBODY, Reach
from intramuros.reasoning.environments import Environments
from intramuros.reasoning.network.answers import Egress
from intramuros.reasoning.network.facade import Reachability
from intramuros.reasoning.residency import stays
from intramuros.reasoning.signin import unmanaged

_READING = frozenset({"read", "keys"})
"""What an editor lets himself in to is told as reading, behind the key where there is one."""


class Segment(Struct, frozen=True, kw_only=True):
    """A part of a way between two nodes of the graph, with what holds it and what is not known of it."""

    source: str
    """An outside, or `asset`'s next node: a workload that sends, a person who signs in."""
    target: str
    """The address of the asset, or such a node."""
    moves: tuple[Move, ...]
    guards: tuple[Guard, ...] = ()
    missing: tuple[str, ...] = ()
    outward: bool = False
    """Its moves lead from `target` to `source`: they are told after those that lead to the asset."""

    @property
    def holding(self) -> dict[str, Guard]:
        """The guards that surely hold, by key."""
        return {g.key: g for g in self.guards if g.state == "holds"}

    @property
    def vague(self) -> tuple[str, ...]:
        """What is not known of it: missing facts, and guards that may hold."""
        return (*self.missing, *(g.why or f"whether {g.name} of {g.address} holds" for g in self.guards if g.state == "unknown"))


class Ways:
    """Gathers the segments of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds, access: Access, network: Reachability) -> None:
        self._estate = estate
        self._bounds = bounds
        self._access = access
        self._network = network
        self._users = _users(estate)
        self._environments = Environments(estate, bounds)
        self._scopes = Scopes(estate)
        self._loose: dict[str, Fact[bool]] = {}
        self._senders: dict[str, Workload] = {}
        self._unsure = [(w, i.why) for w in estate.all(Workload) for i in w.identities if isinstance(i, Unknown)]

    def segments(self) -> Iterator[Segment]:
        """Every segment of every protected store, in reading order."""
        for store in self._estate.all(DataStore):
            if self._bounds.data(store.address):
                yield from self._to(store)
        yield from self._exits()

    def _to(self, store: DataStore) -> Iterator[Segment]:
        reaches = [r for r in self._access.every(store) if r.powers & _READING and not r.latent]
        public = [r for r in reaches if r.principal == "anonymous"]
        # Every account of the cloud, not everyone on the internet; on AWS told with the key, as what `account:*` reaches.
        shared = [_shared(store, s) for s in store.shares if s.to == "all" and store.cloud != "aws"]
        yield from self._anonymous(store, public)
        yield from self._sent(store, reaches)
        yield from self._keys(store)
        yield from self._by(store, [r for r in reaches if r.who in ("foreign", "guest", "delegate")], "foreign-account", "an outsider")
        below = [b for r in reaches if (b := self._from_below(r))]
        yield from self._by(store, [*below, *self._accounts_below(store, below)], "lower-environment", "a lower environment")
        handed = any(s.to == "all" for s in store.shares)  # whatever else holds, that anybody is granted it is true
        # Those of lower environments are among every account.
        signed = [r for r in reaches if r.principal == "account:*" and (handed or r.open is not False)]
        somebody = [r for r in reaches if r.principal == SOMEBODY]  # of whom it is not known whether he is one of them
        yield from (_segment(r, "lower-environment") for r in (*signed, *somebody))
        yield from (self._of_no_environment(r) for r in reaches if self._is_nobody_known(r) or self._is_unplaced(store, r))
        for outside in ("foreign-account", "lower-environment"):
            yield from (_segment(r, outside) for r in public)
            yield from (structs.replace(s, source=outside) for s in shared)
        yield from self._copied_below(store)
        yield from self._moved(store)
        yield from self._signed_in(store, reaches)

    def _is_nobody_known(self, reach: Reach) -> bool:
        """Whether a policy is held by whom nobody knows, in an account that nobody knows."""
        who = self._estate.find(reach.principal, Identity)
        return reach.who == "own" and who is not None and isinstance(who.account, Unknown) and self._environments.is_unplaced(reach)

    def _is_unplaced(self, store: DataStore, reach: Reach) -> bool:
        """Whether only the environment of whoever reads a store of production leaves it open that he crosses into it.

        People of Entra ID and tenants that the charter trusts stand in no subscription: they are of no environment, which
        is told by `environment-crossing`, and no lower one reads because they do. Members of a group that is known whole
        have ways of their own, and the store's own account, taken whole, is where the store stands.
        """
        itself = ("anonymous", SOMEBODY, f"account:{store.account}")
        if reach.principal.startswith("tenant:") or reach.principal in itself or reach.open is False:
            return False
        who = self._estate.find(reach.principal, Identity)
        nowhere = who is not None and who.cloud != "aws" and (who.person is True or (who.kind == "group" and who.members_known))
        if nowhere or self._bounds.level(store.address) != "production":
            return False
        return self._environments.is_unplaced(reach) and self._from_below(reach) is None

    def _of_no_environment(self, reach: Reach) -> Segment:
        sure = _segment(reach, "lower-environment")
        return structs.replace(sure, missing=(*sure.missing, f"the environment of {reach.principal}"))

    def _accounts_below(self, store: DataStore, told: Sequence[Reach]) -> Iterator[Reach]:
        """The charter's lower accounts of AWS that the estate does not show: what the store's own policy and key say of them."""
        known = {r.principal for r in told}
        lower = (f"account:{a}" for a, level in self._bounds.account_levels.items() if level == "lower" and len(a) == _ACCOUNT)
        for account in lower if store.cloud == "aws" else ():
            if account not in known:
                yield from (r for r in self._access.between(account, store) if r.powers & _READING)

    def _from_below(self, reach: Reach) -> Reach | None:
        return self._environments.from_below(reach) if reach.who == "own" else None

    def _anonymous(self, store: DataStore, public: Sequence[Reach]) -> Iterator[Segment]:
        yield from (_segment(r, "internet") for r in public)
        if public:
            return
        guards = tuple(self._closed_doors(store))
        yield _blocked(store, "internet", "internet", "would read it without signing in", guards)

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

    def _keys(self, store: DataStore) -> Iterator[Segment]:
        """Account keys left on, users and tokens of the store's own: who finds one reads from anywhere the gate lets him in."""
        if store.local_keys is True and store.cloud == "azure":
            kept = Guard(name="account keys kept secret", state="holds", address=store.address, origin=store.origin)
            yield _blocked(store, "internet", "internet", "would read it with a leaked account key", (kept, *self._gate(store)))
        for one in store.passes:
            if one.active is not False:
                kept = Guard(name=f"credential of {one.name} kept secret", state="holds", address=one.address, origin=one.origin)
                yield _blocked(store, "internet", "internet", f"would read it as {one.name}", (kept, *self._gate(store)))

    def _by(self, store: DataStore, reaches: Sequence[Reach], outside: Outside, whom: str) -> Iterator[Segment]:
        yield from (_segment(r, outside) for r in reaches)
        if store.cloud != "aws" or not reaches:  # of AWS those who are granted nothing are told too, with whatever else stands before them
            yield _blocked(store, outside, whom, "is granted nothing on it", tuple(self._ungranted(store)))

    def _ungranted(self, store: DataStore) -> Iterator[Guard]:
        """Nobody is granted read: one policy statement away, two where a key must be granted as well."""
        yield Guard(name="no grant in any policy", state="holds", address=store.address, origin=store.origin)
        if store.cloud == "aws":
            yield from _key(store)
        else:
            yield from self._gate(store)

    def _sent(self, store: DataStore, reaches: Sequence[Reach]) -> Iterator[Segment]:
        """A workload whose identity reads the store and which can send outside opens its wall toward the internet.

        Whom no layer grants anything is no such identity: that he is one statement away is true of every workload, and
        is counted once, as the grant that nobody has.
        """
        for reach in reaches:
            if reach.who == "own" and reach.granted and not reach.principal.startswith("account:"):
                yield from (self._read_by(store, reach, work) for work in self._running(reach.principal))
                yield from (
                    self._perhaps_read_by(store, reach, work, why) for work, why in self._unsure if _wears(self._estate, reach, work)
                )
                yield from self._read_by_whom(store, reach)

    def _read_by_whom(self, store: DataStore, reach: Reach) -> Iterator[Segment]:
        """A role whose trust cannot be read may be borne by anything of ours, pods with a way out among them."""
        role = self._estate.find(reach.principal, Identity)
        if role is None or role.trust is None or not isinstance(role.trust.document, Unknown) or self._users.get(role.address):
            return
        reading = _segment(reach, "internet")
        bears = _move("a workload", role.address, "assume", "may assume", role)
        missing = (*reading.missing, role.trust.document.why)
        yield Segment(source="internet", target=store.address, moves=(bears, *reading.moves), guards=reading.guards, missing=missing)

    def _running(self, principal: str) -> Sequence[Workload]:
        """Who runs as a principal; a workload with a key of the store in its settings reads as itself."""
        itself = self._estate.find(principal, Workload)
        return self._users.get(principal) or ((itself,) if itself is not None else ())

    def _read_by(self, store: DataStore, reach: Reach, work: Workload) -> Segment:
        admitted = self._admitted(store, reach, work)
        reading = _segment(reach, "internet")
        guards = [g for g in reading.guards if not (g.name in _GATES and admitted is True)]
        if admitted is False and not any(g.name in _GATES for g in guards):
            guards.extend(self._gate(store))
        missing = list(reading.missing) + ([admitted.why] if isinstance(admitted, Unknown) else [])
        self._senders[work.address] = work
        runs = _move(work.address, reach.principal, "become", "runs as", work)
        comes = _move(store.address, work.address, "read", "comes to", work)
        return Segment(
            source=_sender(work),
            target=store.address,
            moves=(runs, *reading.moves, comes),
            guards=tuple(guards),
            missing=tuple(missing),
        )

    def _admitted(self, store: DataStore, reach: Reach, work: Workload) -> Fact[bool]:
        """Whether the gate lets a workload in: for where it stands, or for what it is."""
        if store.gate is None:
            return True
        made_for = (work,) if reach.principal == f"{work.address}#system" else ()
        return either(self._network.admits(store.gate, work), *by_itself(store.gate, made_for, (work,), of_storage))

    def _perhaps_read_by(self, store: DataStore, reach: Reach, work: Workload, why: str) -> Segment:
        """A workload of which it is not known as whom it runs may run as anybody whom workloads run as."""
        sure = self._read_by(store, reach, work)
        return structs.replace(sure, missing=(*sure.missing, why))

    def _exits(self) -> Iterator[Segment]:
        """How the workloads that read anything protected can send outside."""
        for work in self._senders.values():
            for way in self._network.egress(work):
                held = [g for m in way.path for g in m.guards if g.state == "holds"] if way.open is False else []
                if way.open is False and not held:
                    held = [Guard(name="no way out", state="holds", address=work.address, origin=work.origin)]
                unknown = (way.open.why,) if isinstance(way.open, Unknown) else ()
                yield Segment(source="internet", target=_sender(work), moves=way.path, guards=tuple(held), missing=unknown, outward=True)

    def _copied_below(self, store: DataStore) -> Iterator[Segment]:
        """A copy that a store of a lower environment keeps: whoever may read there is told of that store."""
        if self._bounds.level(store.address) != "production":
            return
        kept = [c for p in store.places if (c := self._estate.find(p.to, DataStore))]
        for copy in (*kept, *self._copies.get(store.address, ())):
            if self._bounds.level(copy.address) == "lower":
                yield Segment(
                    source="lower-environment",
                    target=store.address,
                    moves=(_move(store.address, copy.address, "replicate", "is copied to", copy),),
                )

    @cached_property
    def _copies(self) -> dict[str, list[DataStore]]:
        """Per store the stores that are made from it."""
        found: dict[str, list[DataStore]] = {}
        for copy in self._estate.all(DataStore):
            for source in copy.copy_of:
                found.setdefault(source, []).append(copy)
        return found

    def _moved(self, store: DataStore) -> Iterator[Segment]:
        found = list(stays(self._estate, store))
        for stay in found:
            approved = stay.where if isinstance(stay.where, Unknown) else self._bounds.approves(stay.where)
            if approved is not True:
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
                yield Segment(source="outside-region", target=store.address, moves=(move,), missing=missing)
        if found:
            uncopied = Guard(name="no copy declared", state="holds", address=store.address, origin=store.origin)
            guards = (uncopied, *self._location_policies(store))
            move = _move(store.address, "outside-region", "replicate", "is copied nowhere outside", store)
            yield Segment(source="outside-region", target=store.address, moves=(structs.replace(move, guards=guards),), guards=guards)

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

    def _signed_in(self, store: DataStore, reaches: Sequence[Reach]) -> Iterator[Segment]:
        """People of Entra ID who read it, where a sign-in from an unmanaged device suffices or does not."""
        for reach in reaches if store.cloud == "azure" else ():
            who = self._estate.find(reach.principal, Identity)
            if who is not None and who.kind in ("user", "guest", "group") and (reach.open is not False or reach.gated is not False):
                yield self._signs_in(store, reach, who)

    def _signs_in(self, store: DataStore, reach: Reach, who: Identity) -> Segment:
        loose = self._unmanaged(who.address)
        reading = _segment(reach, "unmanaged-device")
        guard = Guard(name="compliant device required", state="holds", address=who.address, origin=who.origin)
        guards = (*reading.guards, guard) if loose is False else reading.guards
        missing = (*reading.missing, loose.why) if isinstance(loose, Unknown) else reading.missing
        says = "may sign in from an unmanaged device as" if loose is not False else "must be a compliant device to sign in as"
        sign_in = _move("unmanaged device", who.address, "sign-in", says, who)
        return Segment(source="unmanaged-device", target=store.address, moves=(sign_in, *reading.moves), guards=guards, missing=missing)


_ACCOUNT = 12
"""Digits of an AWS account; a subscription has a GUID."""
_GATES = frozenset({"network firewall", "public network access off"})


def _sender(work: Workload) -> str:
    """The node of a workload that reads and may send; an address cannot hold the mark, so it is no asset's."""
    return f"\0sends {work.address}"


def _to_the_internet(way: Egress) -> tuple[Move, ...]:
    """The way out with its end told, where its last move leads to a gateway of ours."""
    last = way.path[-1] if way.path else None
    if last is None or last.target in ("internet", "foreign buckets"):
        return way.path
    onward = structs.replace(last, source=last.target, target="internet", kind="send", says="hands it on to", guards=())
    return (*way.path, onward)


def _move(source: str, target: str, kind: MoveKind, says: str, at: Resource) -> Move:
    return Move(source=source, target=target, kind=kind, says=says, address=at.address, origin=at.origin)


def _blocked(store: DataStore, outside: Outside, whom: str, says: str, guards: tuple[Guard, ...]) -> Segment:
    """The read that nobody has: what stands before whoever tries it."""
    move = structs.replace(_move(whom, store.address, "read", says, store), guards=guards)
    return Segment(source=outside, target=store.address, moves=(move,), guards=guards)


def _shared(store: DataStore, share: Share) -> Segment:
    move = Move(
        source=store.address, target="every account", kind="share", says="is shared with all", address=share.address, origin=share.origin
    )
    return Segment(source="foreign-account", target=store.address, moves=(move,))


def _key(store: DataStore) -> Iterator[Guard]:
    """A key that strangers are not granted: the organisation's own, or the provider's account-bound one."""
    seal = store.seal
    if seal is None or isinstance(seal.state, Unknown):
        return
    account_bound = seal.provider_kms is True
    if seal.state == "customer-key" or account_bound:
        yield Guard(
            name="key policy",  # one guard with the one that those have who are granted something
            state="holds",
            address=seal.key if isinstance(seal.key, str) else seal.address,
            origin=seal.origin,
        )


def _segment(reach: Reach, outside: Outside) -> Segment:
    """A reach as a way; where it is closed without a named guard, the missing grant is one."""
    missing = (reach.open.why,) if isinstance(reach.open, Unknown) else ()
    guards = reach.guards
    if reach.open is False and not guards and reach.path:
        last = reach.path[-1]
        guards = (Guard(name="no grant in any policy", state="holds", address=last.address, origin=last.origin),)
    return Segment(source=outside, target=reach.store, moves=reach.path, guards=guards, missing=missing)


def _wears(estate: Estate, reach: Reach, work: Workload) -> bool:
    """Whether a workload could run as a principal at all."""
    who = estate.find(reach.principal, Identity)
    return who is not None and who.kind in ("role", "managed-identity") and (who.cloud == "aws") is (work.cloud == "aws")


def _users(estate: Estate) -> dict[str, list[Workload]]:
    """Workloads by the identities that they run as, also through what they deploy, and by the cluster whose tokens their pods bear."""
    used = _pods(estate)
    for work in estate.all(Workload):
        run = [w for a in work.runs if (w := estate.find(a, Workload))]
        parents = [p] if work.kind == "node-pool" and (p := estate.find(work.parent, Workload)) else []
        for holder in (work, *run, *parents):
            for identity in holder.identities:
                found = estate.find(identity, Identity)
                if found is not None:
                    used.setdefault(found.address, []).append(work)
    return used


def _pods(estate: Estate) -> dict[str, list[Workload]]:
    """Where the pods of a cluster run: by the cluster itself (AWS takes its tokens), and by each identity of Azure that takes them."""
    works = estate.all(Workload)
    hosts: dict[str, list[Workload]] = {}
    for cluster in (w for w in works if w.kind == "cluster"):
        pools = [w for w in works if w.kind == "node-pool" and w.parent == cluster.address]
        hosts[cluster.address] = [cluster, *pools] if cluster.cloud != "aws" or not pools else pools
    issuers = [(i.address, f.issuer) for i in estate.all(Identity) for f in i.federations if isinstance(f.issuer, str)]
    taken = {(identity, c): None for identity, issuer in issuers for c, _ in symbols(issuer) if c in hosts}
    for identity, cluster_address in taken:
        hosts.setdefault(identity, []).extend(hosts[cluster_address])
    return hosts
