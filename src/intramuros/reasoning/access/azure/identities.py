# SPDX-License-Identifier: Apache-2.0
"""Who stands behind a principal: groups and their members at any depth, guests, foreign principals, workloads and the identities they run as."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from intramuros.estate.access import Account, Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.directory import ROLE_ADMINS
from intramuros.reasoning.access.reach import Who
from intramuros.reasoning.access.subjects import trusts

DEEPEST_NESTING = 24


class Principals:
    """The principals of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds

    def named(self, principal: Fact[str]) -> str | None:
        """One name per principal: the address of its identity, else the id itself; None where it is not known."""
        if isinstance(principal, Unknown):
            return None
        found = self._estate.find(principal, Identity)
        return found.address if found is not None else principal  # a symbol stays its own name; holdings say it is not known

    def identity(self, name: str) -> Identity | None:
        """The identity of a name that `named` gave."""
        return self._estate.find(name, Identity)

    @cached_property
    def global_administrators(self) -> tuple[Identity, ...]:
        """Holders of directory roles that come to power over every subscription: who may make himself Global Administrator is one."""
        return tuple(i for i in self._estate.all(Identity) if i.cloud != "aws" and ROLE_ADMINS & frozenset(i.privileges))

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """Everyone of the tenant whom the estate shows, guests among them."""
        return tuple(i.address for i in self._estate.all(Identity) if i.cloud != "aws" and i.kind != "group")

    @cached_property
    def _groups(self) -> tuple[Identity, ...]:
        return tuple(i for i in self._estate.all(Identity) if i.kind == "group" and i.cloud != "aws")

    @cached_property
    def groups_of(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Per principal, every chain of groups that makes it a member, nearest group first."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for group in self._groups:
            for member, chain in self._members(group, (group.address,)):
                found.setdefault(member, []).append(chain)
        return {member: tuple(dict.fromkeys(chains)) for member, chains in found.items()}

    def _members(self, group: Identity, chain: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        found: list[tuple[str, tuple[str, ...]]] = []
        for member in group.members:
            name = self.named(member)
            if name is None or name in chain or len(chain) > DEEPEST_NESTING:
                continue
            found.append((name, chain))
            nested = self.identity(name)
            if nested is not None and nested.kind == "group":
                found.extend(self._members(nested, (nested.address, *chain)))
        return found

    def members(self, group: str) -> tuple[str, ...]:
        """Everyone in a group, at any depth."""
        return tuple(m for m, chains in self.groups_of.items() if any(group in c for c in chains))

    def who(self, name: str) -> Who:
        """How a principal stands to the hospital; what the charter trusts is its own."""
        found = self.identity(name)
        if self._trusts(name, found):
            return "own"
        if name.startswith("tenant:"):
            return "own" if name.removeprefix("tenant:").casefold() in self._bounds.trusted_tenants else "delegate"
        if found is None:
            return "own"
        home = found.home_tenant
        abroad = isinstance(home, str) and home.casefold() not in self.home_tenants
        if found.kind == "guest":
            return "guest" if not isinstance(home, str) or abroad else "own"
        return "foreign" if abroad else "own"

    @cached_property
    def home_tenants(self) -> frozenset[str]:
        """The tenants that are ours: trusted by the charter, or the ones that the subscriptions stand in."""
        own = {a.organization.casefold() for a in self._estate.all(Account) if a.cloud != "aws" and isinstance(a.organization, str)}
        return self._bounds.trusted_tenants | frozenset(own)

    @property
    def trusted_accounts(self) -> frozenset[str]:
        """AWS accounts whose principals are ours."""
        return self._bounds.trusted_accounts

    def _trusts(self, name: str, found: Identity | None) -> bool:
        trusted = {t.casefold() for t in self._bounds.trusted_principals}
        spelled = {name.casefold()}
        if found is not None:
            spelled |= {i.casefold() for i in found.ids}
            spelled |= {found.name.casefold()} if isinstance(found.name, str) else set()
        return bool(trusted & spelled)

    def trusts_token(self, issuer: str, subject: str) -> bool:
        """Whether the charter names the subject of an outside issuer as its own."""
        at = issuer.removeprefix("https://").rstrip("/")
        return trusts(self._bounds, subject, f"{at}:{subject}", f"oidc:{at}:{subject}", f"federation:{issuer}#{subject}")

    @cached_property
    def _runners(self) -> dict[str, list[Workload]]:
        """Per identity the workloads that run as it."""
        found: dict[str, list[Workload]] = {}
        for workload in self._estate.all(Workload):
            for named in workload.identities:
                name = self.named(named)
                if name is not None:
                    found.setdefault(name, []).append(workload)
        return found

    def workloads(self, name: str) -> tuple[Workload, ...]:
        """The workloads that run as a principal: its hosts, the nodes of its cluster, the cluster whose tokens it trusts."""
        if name not in self._hosts:
            self._hosts[name] = self._find_workloads(name)
        return self._hosts[name]

    @cached_property
    def _hosts(self) -> dict[str, tuple[Workload, ...]]:
        return {}

    def homes(self, name: str) -> tuple[Resource, ...]:
        """What an identity was made for (system-assigned): it lives and dies with that."""
        made_for, found, _ = name.rpartition("#system")
        home = self._estate.by_address.get(made_for) if found else None
        return (home,) if home is not None else ()

    def _find_workloads(self, name: str) -> tuple[Workload, ...]:
        direct = [*self._runners.get(name, ()), *self._federated(name)]
        own = self._estate.by_address.get(name)
        if isinstance(own, Workload):
            direct.append(own)
        hosts = {w.address for w in direct}
        below = [
            w for w in self._estate.all(Workload) if isinstance(w.parent, str) and w.parent in hosts and w.kind in ("node-pool", "notebook")
        ]
        return tuple({w.address: w for w in (*direct, *below)}.values())

    def _federated(self, name: str) -> Iterable[Workload]:
        found = self.identity(name)
        for federation in found.federations if found is not None else ():
            for address, _ in symbols(federation.issuer) if isinstance(federation.issuer, str) else ():
                cluster = self._estate.by_address.get(address)
                if isinstance(cluster, Workload):
                    yield cluster
