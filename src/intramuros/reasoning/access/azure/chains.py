# SPDX-License-Identifier: Apache-2.0
"""Escalations: how one principal becomes another, as Horn rules run shortest first.

Each rule says: who is allowed these actions over an identity (or over a workload that runs as it) may act as that identity.
What each right comes to stands in `powers`. Sources: learn.microsoft.com/entra/workload-id/workload-identity-federation, and for
directory roles …/entra/identity/role-based-access-control/privileged-roles-permissions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from msgspec import Struct, structs

from intramuros.estate.access import Federation, Identity
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.directory import becomes
from intramuros.reasoning.access.azure.holdings import Held, Holdings
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.powers import TAKES_IN, over_identity, over_workload
from intramuros.reasoning.access.azure.roles import allows
from intramuros.reasoning.access.reach import Reach, Who
from intramuros.reasoning.access.subjects import is_anybodys, whose
from intramuros.reasoning.access.tokens import Tokens

LONGEST_CHAIN: Final = 4


class Edge(Struct, frozen=True, kw_only=True):
    """One principal may become another."""

    target: str
    open: Fact[bool]
    move: Move
    on_host: bool = False
    """It then calls from where the target's workloads stand; otherwise from anywhere."""
    latent: bool = False
    lasting: Fact[bool] = True


class Chains:
    """Who may become whom in one estate."""

    def __init__(self, estate: Estate, principals: Principals, holdings: Holdings) -> None:
        self._estate = estate
        self._principals = principals
        self._holdings = holdings
        self._tokens = Tokens(estate, principals)

    def over(self, direct: Iterable[Reach]) -> Iterator[Reach]:
        """Every way to what `direct` reaches that leads through becoming somebody who reaches it."""
        frontier = [r for r in direct if r.principal != "anonymous" and r.powers and (r.open is not False or r.gated is not False)]
        best: dict[tuple[str, frozenset[str], bool, bool], None] = {
            (r.principal, r.powers, True, r.lasting is True): None for r in frontier if r.open is True
        }
        for _ in range(LONGEST_CHAIN):
            found: list[Reach] = []
            for reach in frontier:
                for source, edge in self._into.get(reach.principal, ()):
                    made = self._chained(source, edge, reach)
                    key = (source, reach.powers, made.open is True, made.lasting is True)
                    if source not in _on(reach) and key not in best:
                        best[key] = None
                        found.append(made)
            yield from found
            frontier = found

    def _chained(self, source: str, edge: Edge, reach: Reach) -> Reach:
        return Reach(
            principal=source,
            who=self._who(source),
            store=reach.store,
            open=both(edge.open, reach.open),
            powers=reach.powers,
            path=(edge.move, *reach.path),
            latent=reach.latent or edge.latent,
            lasting=both(edge.lasting, reach.lasting),
            gated=reach.gated,
        )

    def _who(self, source: str) -> Who:
        if source.startswith("federation:"):
            trusted = self._principals.trusts_token(*source.removeprefix("federation:").split("#", 1))
            return "own" if trusted or source in self._minted_by_ours else "foreign"
        return self._principals.who(source)

    @cached_property
    def _into(self) -> dict[str, list[tuple[str, Edge]]]:
        """The edges backwards: per principal, who may become it."""
        found: dict[str, list[tuple[str, Edge]]] = {}
        for source, edge in (
            *self._by_roles(),
            *self._by_operation(),
            *self._by_ownership(),
            *self._by_directory(),
            *self._by_federation(),
        ):
            if source != edge.target:
                found.setdefault(edge.target, []).append((source, edge))
        return found

    def _azure_identities(self) -> tuple[Identity, ...]:
        return tuple(i for i in self._estate.all(Identity) if i.cloud != "aws")

    def _by_roles(self) -> Iterator[tuple[str, Edge]]:
        hosts = {i.address: self._principals.workloads(i.address) for i in self._azure_identities() if i.kind == "managed-identity"}
        works = self._estate.all(Workload)
        hosts |= {w.address: (w,) for w in works if w.kept_keys or (w.kind == "cluster" and w.cloud == "azure")}  # AWS may take its tokens
        for name in self._holdings.everyone:
            if not self._holdings.grants(name):
                continue
            takes_in = self._takes_in(name)
            for address, workloads in hosts.items():
                if name != address:
                    yield from self._over_identity(name, address, takes_in)
                    for workload in workloads:
                        yield from self._over_workload(name, address, workload)
                    yield from self._over_veiled(name, address)

    def _takes_in(self, name: str) -> Fact[bool]:
        """Whether a principal may create a workload anywhere."""
        facts: list[Fact[bool]] = []
        for grant in self._holdings.grants(name):
            if grant.assignment.state != "active":
                continue
            if isinstance(grant.role, Unknown):
                facts.append(grant.role)
            else:
                facts.extend(allows(p, need.action, data=False) for p in grant.role.permissions for need in TAKES_IN)
        return either(*facts)

    def _over_identity(self, name: str, address: str, takes_in: Fact[bool]) -> Iterator[tuple[str, Edge]]:
        identity = self._estate.find(address, Identity)
        if identity is None or "#" in address:
            return
        held = tuple(self._holdings.over(name, identity, eligible=False))
        for fact, by, says in over_identity(held, takes_in, str(identity.name)):
            yield name, _edge(name, address, fact, by, f"{says} {address}")

    def _over_workload(self, name: str, address: str, workload: Workload) -> Iterator[tuple[str, Edge]]:
        """The surest way alone: who has one needs no other."""
        held = tuple(self._holdings.over(name, workload, eligible=False))
        itself = address == workload.address
        found = sorted(over_workload(held, workload, shown=itself) if held else (), key=lambda r: r[0] is not True)
        for fact, by, says in (r for r in found[:1] if r[0] is not False):
            ran = f"{says} {workload.address}" + ("" if itself else f", which runs as {address}")
            yield name, _edge(name, address, fact, by, ran, on_host=True)

    def _over_veiled(self, name: str, address: str) -> Iterator[tuple[str, Edge]]:
        """A workload of which it is not known as whom it runs may run as any managed identity that was made to be assigned."""
        who = self._estate.find(address, Identity)
        for workload, why in self._veiled if who is not None and who.kind == "managed-identity" and "#" not in address else ():
            for source, edge in self._over_workload(name, address, workload):
                yield source, structs.replace(edge, open=both(edge.open, Unknown(why)))

    @cached_property
    def _veiled(self) -> tuple[tuple[Workload, str], ...]:
        works = (w for w in self._estate.all(Workload) if w.cloud == "azure")
        return tuple((w, i.why) for w in works for i in w.identities if isinstance(i, Unknown))

    def _by_operation(self) -> Iterator[tuple[str, Edge]]:
        """The person whom a compute instance was made for runs there what he likes."""
        for workload in self._estate.all(Workload):
            for person in workload.operators:
                name = self._principals.named(person)
                for identity in (self._principals.named(i) for i in workload.identities) if name else ():
                    if name and identity:
                        says = f"is whom {workload.address} was made for, which runs as {identity}"
                        move = _move(name, identity, says, workload.address, workload.origin)
                        yield from ((w, Edge(target=identity, open=True, move=_from(move, w), on_host=True)) for w in self._all(name))

    def _all(self, name: str) -> tuple[str, ...]:
        return (name, *self._principals.members(name))

    def _by_ownership(self) -> Iterator[tuple[str, Edge]]:
        """Owners of an application add secrets to it, owners of a group members."""
        for identity in self._azure_identities():
            for owner in identity.owners:
                name = self._principals.named(owner)
                if name is None:
                    continue
                what = "add members to" if identity.kind == "group" else "add secrets to"
                yield (
                    name,
                    Edge(
                        target=identity.address,
                        open=True,
                        move=_move(name, identity.address, f"owns {identity.address} and may {what} it", identity.address, identity.origin),
                    ),
                )

    def _by_directory(self) -> Iterator[tuple[str, Edge]]:
        """Directory roles and application permissions that come to acting as somebody else."""
        tenant = self._azure_identities()
        for holder in tenant:
            for target in tenant if holder.privileges else ():
                for fact, says in becomes(holder, target, tenant) if target is not holder else ():
                    if fact is not False:
                        move = _move(holder.address, target.address, says, holder.address, holder.origin)
                        for who in self._with_members(holder):
                            yield who, Edge(target=target.address, open=fact, move=_from(move, who))

    def _with_members(self, holder: Identity) -> tuple[str, ...]:
        return self._all(holder.address) if holder.kind == "group" else (holder.address,)

    def _by_federation(self) -> Iterator[tuple[str, Edge]]:
        """Outside token issuers that may sign in as an identity; our own clusters are its workloads instead."""
        for identity in self._azure_identities():
            for federation in identity.federations:
                holder = self._tokens.holder(federation)
                if holder is not None:
                    says = f"signs in as {identity.address} with its own token"
                    move = _move(holder.address, identity.address, says, federation.address, federation.origin, kind="assume")
                    yield holder.address, Edge(target=identity.address, open=True, move=move)
                elif not self._own(federation):
                    name = f"federation:{_said(federation.issuer)}#{_said(federation.subject)}"
                    says = f"signs in as {identity.address} with a token of {_said(federation.issuer)} for {_said(federation.subject)}"
                    yield (
                        name,
                        Edge(
                            target=identity.address,
                            open=self._foreign(federation),
                            move=_move(name, identity.address, says, federation.address, federation.origin, kind="assume"),
                        ),
                    )

    @cached_property
    def _minted_by_ours(self) -> frozenset[str]:
        """Outside tokens that AWS issues to ours."""
        found = (f for i in self._azure_identities() for f in i.federations if self._tokens.standing(f) == "own")
        return frozenset(f"federation:{_said(f.issuer)}#{_said(f.subject)}" for f in found)

    def _own(self, federation: Federation) -> bool:
        issuer = federation.issuer
        if not isinstance(issuer, str):
            return False
        clusters = (self._estate.by_address.get(address) for address, _ in symbols(issuer))
        return any(isinstance(c, Workload) for c in clusters) or any(f"/{t}/" in f"{issuer}/" for t in self._principals.home_tenants)

    def _foreign(self, federation: Federation) -> Fact[bool]:
        """Another tenant's tokens, and patterns that strangers fit, come in; an exact owner may be ourselves."""
        issuer, subject = federation.issuer, federation.subject
        if isinstance(issuer, Unknown):
            return issuer
        if isinstance(subject, Unknown):
            return subject
        standing = self._tokens.standing(federation)
        if standing is not None:
            return standing if isinstance(standing, Unknown) else True
        if is_symbolic(issuer):
            return Unknown(f"whose tokens {federation.address} trusts is known only after apply")
        if self._principals.trusts_token(issuer, subject):
            return True
        if "login.microsoftonline.com/" in issuer or "sts.windows.net/" in issuer or is_anybodys(subject):
            return True
        return Unknown(whose(subject, issuer))


def _on(reach: Reach) -> set[str]:
    return {reach.principal, *(m.source for m in reach.path)}


def _said(fact: Fact[str]) -> str:
    return "unknown" if isinstance(fact, Unknown) else fact


def _edge(name: str, target: str, fact: Fact[bool], by: Held, says: str, *, on_host: bool = False) -> Edge:
    role = by.grant.role.name if not isinstance(by.grant.role, Unknown) else "a role that is not known"
    where = by.grant.assignment.scope_address or _said(by.grant.assignment.scope)
    through = f" through {by.grant.groups[0]}" if by.grant.groups else ""
    said = f"holds {role}{through} at {where} and so {says}"
    assignment = by.grant.assignment
    return Edge(
        target=target,
        open=fact,
        on_host=on_host,
        lasting=assignment.permanent,
        move=_move(name, target, said, assignment.delegation or assignment.address, assignment.origin),
    )


def _move(source: str, target: str, says: str, address: str, origin: Origin, *, kind: str = "become") -> Move:
    return Move(source=source, target=target, kind=kind, says=says, address=address, origin=origin)  # type: ignore[arg-type]


def _from(move: Move, source: str) -> Move:
    return Move(source=source, target=move.target, kind=move.kind, says=move.says, address=move.address, origin=move.origin)
