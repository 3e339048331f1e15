# SPDX-License-Identifier: Apache-2.0
"""Escalations: how one principal becomes another, as Horn rules run shortest first.

Each rule says: who is allowed these actions over an identity (or over a workload that runs as it) may act as that identity.
Sources: learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations
("consider the effect of assigning managed identities … whoever can run code on the resource"), …/azure/virtual-machines/run-command,
…/azure/aks/control-kubeconfig-access, …/entra/workload-id/workload-identity-federation, and for directory roles
…/entra/identity/role-based-access-control/privileged-roles-permissions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct

from intramuros.estate.access import Federation, Identity
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.holdings import Held, Holdings, allowed, may_assign
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.roles import allows
from intramuros.reasoning.access.azure.ways import Need
from intramuros.reasoning.access.reach import Reach, Who
from intramuros.reasoning.access.subjects import is_anybodys, whose
from intramuros.reasoning.access.tokens import Tokens

LONGEST_CHAIN: Final = 4

_VM = "Microsoft.Compute/virtualMachines"
_VMSS = "Microsoft.Compute/virtualMachineScaleSets"
_AKS = "Microsoft.ContainerService/managedClusters"
_WEB = "Microsoft.Web/sites"
_ACI = "Microsoft.ContainerInstance/containerGroups"
_ACA = "Microsoft.App/containerApps"
_ML = "Microsoft.MachineLearningServices/workspaces"
_MI = "Microsoft.ManagedIdentity/userAssignedIdentities"


class Rule(Struct, frozen=True):
    """Any one of these actions over a workload runs code as it."""

    actions: tuple[str, ...]
    says: str
    data_actions: tuple[str, ...] = ()


_MACHINE = Rule(
    (f"{_VM}/runCommand/action", f"{_VM}/runCommands/write", f"{_VM}/extensions/write", f"{_VM}/write"),
    "may run commands on",
    (f"{_VM}/loginAsAdmin/action", f"{_VM}/login/action"),
)
_CLUSTER = Rule(
    (f"{_AKS}/listClusterAdminCredential/action", f"{_AKS}/runcommand/action", f"{_AKS}/write"),
    "may take the administrator's credentials of",
    (f"{_AKS}/pods/exec/action", f"{_AKS}/pods/write", f"{_AKS}/apps/deployments/write"),
)
_SITE = Rule(
    (f"{_WEB}/write", f"{_WEB}/publishxml/action", f"{_WEB}/host/listkeys/action", f"{_ACA}/write", f"{_ACA}/exec/action"),
    "may deploy code to",
)
RULES: Final[Mapping[str, Rule]] = {
    "vm": _MACHINE,
    "scale-set": Rule(
        (f"{_VMSS}/virtualMachines/runCommand/action", f"{_VMSS}/extensions/write", f"{_VMSS}/write"),
        "may run commands on",
        (f"{_VM}/loginAsAdmin/action",),
    ),
    "cluster": _CLUSTER,
    "node-pool": _CLUSTER,
    "function": _SITE,
    "app": _SITE,
    "container-service": Rule((f"{_ACA}/write", f"{_ACA}/exec/action"), "may deploy code to"),
    "container-group": Rule((f"{_ACI}/containers/exec/action", f"{_ACI}/write"), "may run commands in"),
    "notebook": Rule((f"{_ML}/computes/write", f"{_ML}/computes/applicationaccess/action"), "may open"),
    "ml-job": Rule((f"{_ML}/jobs/write",), "may submit jobs to"),
    "ml-endpoint": Rule((f"{_ML}/onlineEndpoints/write", f"{_ML}/onlineEndpoints/deployments/write"), "may deploy code to"),
    "pipeline": Rule(
        (
            "Microsoft.Automation/automationAccounts/runbooks/write",
            "Microsoft.DataFactory/factories/pipelines/write",
            "Microsoft.Logic/workflows/write",
        ),
        "may change what is run by",
    ),
}
"""Per kind of workload: whoever may do one of these acts as every identity that it runs as."""

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "app": (f"{_WEB}/config/list/action",),
    "function": (f"{_WEB}/config/list/action",),
    "container-service": (f"{_ACA}/listSecrets/action",),
}
"""Actions that show a workload's settings, with the keys in them, to somebody who runs nothing in it."""

_TAKES_IN = tuple(
    Need(a)
    for a in (
        f"{_VM}/write",
        f"{_VMSS}/write",
        f"{_ACI}/write",
        f"{_ACA}/write",
        f"{_WEB}/write",
        "Microsoft.Resources/deploymentScripts/write",
        "Microsoft.Automation/automationAccounts/write",
        f"{_AKS}/write",
    )
)
"""Whoever creates one of these may give it an identity that he is allowed to assign."""

APPLICATION_ADMINS: Final = frozenset(
    ("Application Administrator", "Cloud Application Administrator", "Global Administrator", "Hybrid Identity Administrator")
)
GROUP_ADMINS: Final = frozenset(("Groups Administrator", "User Administrator", "Global Administrator", "Privileged Role Administrator"))


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
        for source, edge in (*self._by_roles(), *self._by_ownership(), *self._by_directory(), *self._by_federation()):
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

    def _takes_in(self, name: str) -> Fact[bool]:
        """Whether a principal may create a workload anywhere."""
        facts: list[Fact[bool]] = []
        for grant in self._holdings.grants(name):
            if grant.assignment.state != "active":
                continue
            if isinstance(grant.role, Unknown):
                facts.append(grant.role)
            else:
                facts.extend(allows(p, need.action, data=False) for p in grant.role.permissions for need in _TAKES_IN)
        return either(*facts)

    def _over_identity(self, name: str, address: str, takes_in: Fact[bool]) -> Iterator[tuple[str, Edge]]:
        identity = self._estate.find(address, Identity)
        if identity is None or "#" in address:
            return
        held = tuple(self._holdings.over(name, identity, eligible=False))
        fact, by = allowed(held, Need(f"{_MI}/federatedIdentityCredentials/write"))
        if by is not None:
            yield name, _edge(name, address, fact, by, f"may let an outside token sign in as {address}")
        for action in (f"{_MI}/assign/action", f"{_MI}/{identity.name}/assign/action"):
            fact, by = allowed(held, Need(action))
            if by is not None and both(fact, takes_in) is not False:
                yield name, _edge(name, address, both(fact, takes_in), by, f"may start a machine of its own as {address}")
                return

    def _over_workload(self, name: str, address: str, workload: Workload) -> Iterator[tuple[str, Edge]]:
        rule = RULES.get(workload.kind)
        if rule is None:
            return
        held = tuple(self._holdings.over(name, workload, eligible=False))
        if not held:
            return
        shown = _SHOWN.get(workload.kind, ()) if address == workload.address else ()
        needs = (*(Need(a) for a in (*rule.actions, *shown)), *(Need(a, data=True) for a in rule.data_actions))
        results = [r for r in (*(allowed(held, n) for n in needs), may_assign(held, ())) if r[1] is not None]
        results.sort(key=lambda r: r[0] is not True)
        for fact, by in results[:1]:
            if by is not None:
                says = f"{rule.says} {workload.address}" + ("" if address == workload.address else f", which runs as {address}")
                yield name, _edge(name, address, fact, by, says, on_host=True)

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
        """Directory roles that add secrets to applications or members to groups."""
        for holder in self._azure_identities():
            privileges = frozenset(holder.privileges)
            for target in self._azure_identities():
                named = privileges & (
                    APPLICATION_ADMINS if target.kind == "service-principal" else GROUP_ADMINS if target.kind == "group" else frozenset()
                )
                if named and target is not holder:
                    role = sorted(named)[0]
                    move = _move(
                        holder.address, target.address, f"is {role} and so may act as {target.address}", holder.address, holder.origin
                    )
                    yield from ((who, Edge(target=target.address, open=True, move=_from(move, who))) for who in self._with_members(holder))

    def _with_members(self, holder: Identity) -> tuple[str, ...]:
        return (holder.address, *(self._principals.members(holder.address) if holder.kind == "group" else ()))

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
