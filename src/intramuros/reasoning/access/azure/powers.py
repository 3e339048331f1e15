# SPDX-License-Identifier: Apache-2.0
"""Which actions over a workload, or over an identity, let somebody act as that identity: each alternative with all that it needs.

Sources: learn.microsoft.com/azure/virtual-machines/run-command, …/azure/aks/control-kubeconfig-access,
…/azure/automation/automation-role-based-access-control, …/azure/data-factory/concepts-roles-permissions,
…/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations
("consider the effect of assigning managed identities … whoever can run code on the resource").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.azure.holdings import Held, allowed, edits_own_role, may_assign
from intramuros.reasoning.access.azure.ways import Need

VM: Final = "Microsoft.Compute/virtualMachines"
VMSS: Final = "Microsoft.Compute/virtualMachineScaleSets"
AKS: Final = "Microsoft.ContainerService/managedClusters"
WEB: Final = "Microsoft.Web/sites"
ACI: Final = "Microsoft.ContainerInstance/containerGroups"
ACA: Final = "Microsoft.App/containerApps"
ML: Final = "Microsoft.MachineLearningServices/workspaces"
MI: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
_DISKS: Final = "Microsoft.Compute/disks"
_AUTOMATION: Final = "Microsoft.Automation/automationAccounts"
_FACTORY: Final = "Microsoft.DataFactory/factories"
_LOGIC: Final = "Microsoft.Logic/workflows"
IDENTITY_CONTRIBUTOR: Final = "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
"""Managed Identity Contributor, which writes federated credentials."""
_LOGIN: Final = (f"{VM}/loginAsAdmin/action", f"{VM}/login/action")


class Rule(Struct, frozen=True):
    """Any one of these alternatives over a workload runs code as it; an alternative of several actions needs all of them."""

    alternatives: tuple[tuple[str, ...], ...]
    says: str
    data_actions: tuple[str, ...] = ()


_MACHINE = Rule(
    (
        (f"{VM}/runCommand/action",),
        (f"{VM}/runCommands/write",),
        (f"{VM}/extensions/write",),
        (f"{VM}/write", f"{_DISKS}/write"),  # another system disk
    ),
    "may run commands on",
    _LOGIN,
)
_CLUSTER = Rule(
    (
        (f"{AKS}/listClusterAdminCredential/action",),
        (f"{AKS}/runcommand/action",),
        (f"{AKS}/write", f"{AKS}/listClusterUserCredential/action"),  # its own group as the cluster's administrators
        (f"{AKS}/write", f"{AKS}/listClusterAdminCredential/action"),
    ),
    "may take the administrator's credentials of",
    (f"{AKS}/pods/exec/action", f"{AKS}/pods/write", f"{AKS}/apps/deployments/write"),
)
_SITE_ALONE = ((f"{WEB}/write",), (f"{WEB}/publishxml/action",), (f"{WEB}/host/listkeys/action",), (f"{WEB}/publish/action",))
_SITE = Rule((*_SITE_ALONE, (f"{ACA}/write",), (f"{ACA}/exec/action",)), "may deploy code to")
RULES: Final[Mapping[str, Rule]] = {
    "vm": _MACHINE,
    "scale-set": Rule(
        (
            (f"{VMSS}/virtualMachines/runCommand/action",),
            (f"{VMSS}/virtualMachines/runCommands/write",),
            (f"{VMSS}/extensions/write",),
            (f"{VMSS}/write",),
        ),
        "may run commands on",
        _LOGIN[:1],
    ),
    "cluster": _CLUSTER,
    "node-pool": _CLUSTER,
    "function": _SITE,
    "app": _SITE,
    "container-service": Rule(((f"{ACA}/write",), (f"{ACA}/exec/action",)), "may deploy code to"),
    "container-group": Rule(((f"{ACI}/containers/exec/action",), (f"{ACI}/write",)), "may run commands in"),
    "notebook": Rule(((f"{ML}/computes/write",), (f"{ML}/computes/applicationaccess/action",)), "may open"),
    "ml-job": Rule(((f"{ML}/jobs/write",),), "may submit jobs to"),
    "ml-endpoint": Rule(((f"{ML}/onlineEndpoints/write",), (f"{ML}/onlineEndpoints/deployments/write",)), "may deploy code to"),
    "pipeline": Rule(
        (
            (f"{_AUTOMATION}/runbooks/write", f"{_AUTOMATION}/jobs/write"),
            (f"{_AUTOMATION}/runbooks/draft/write", f"{_AUTOMATION}/runbooks/draft/testJob/write"),
            (f"{_AUTOMATION}/runbooks/draft/write", f"{_AUTOMATION}/runbooks/publish/action", f"{_AUTOMATION}/jobs/write"),
            (f"{_FACTORY}/pipelines/write", f"{_FACTORY}/pipelines/createrun/action"),
            (f"{_FACTORY}/pipelines/write", f"{_FACTORY}/triggers/write"),
            (f"{_LOGIC}/write",),
            *_SITE_ALONE,
        ),
        "may change what is run by",
    ),
}
"""Per kind of workload: whoever may do one of these acts as every identity that it runs as."""

_SHOWN: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "app": ((f"{WEB}/config/list/action",),),
    "function": ((f"{WEB}/config/list/action",),),
    "container-service": ((f"{ACA}/listSecrets/action",),),
}
"""Actions that show a workload's settings, with the keys in them, to somebody who runs nothing in it."""

TAKES_IN: Final = tuple(
    Need(a)
    for a in (
        f"{VM}/write",
        f"{VMSS}/write",
        f"{ACI}/write",
        f"{ACA}/write",
        f"{WEB}/write",
        "Microsoft.Resources/deploymentScripts/write",
        f"{_AUTOMATION}/write",
        f"{AKS}/write",
    )
)
"""Whoever creates one of these may give it an identity that he is allowed to assign."""


def over_workload(held: tuple[Held, ...], workload: Workload, *, shown: bool) -> Iterator[tuple[Fact[bool], Held, str]]:
    """Each way in which roles over a workload let their holder run code in it (or, where `shown`, see its settings)."""
    rule = RULES.get(workload.kind)
    if rule is None:
        return
    for actions in (*rule.alternatives, *(_SHOWN.get(workload.kind, ()) if shown else ())):
        if _about(workload, actions):
            fact, by = _all(held, actions)
            if by is not None:
                yield both(fact, _taken(workload, actions)), by, rule.says
    for action in rule.data_actions:
        fact, by = allowed(held, Need(action, data=True))
        if by is not None:
            yield both(fact, _signs_in(workload) if action in _LOGIN else True), by, "may sign in to" if action in _LOGIN else rule.says
    for fact, by in (may_assign(held, ()), edits_own_role(held)):
        if by is not None:
            yield fact, by, rule.says


def over_identity(held: tuple[Held, ...], takes_in: Fact[bool], name: str) -> Iterator[tuple[Fact[bool], Held, str]]:
    """Each way in which roles over an identity let their holder act as it."""
    fact, by = allowed(held, Need(f"{MI}/federatedIdentityCredentials/write"))
    if by is not None:
        yield fact, by, "may let an outside token sign in as"
    for fact, by in (may_assign(held, (IDENTITY_CONTRIBUTOR,)), edits_own_role(held)):
        if by is not None:
            yield fact, by, "may give itself the right to let an outside token sign in as"
    for action in (f"{MI}/assign/action", f"{MI}/{name}/assign/action"):
        fact, by = allowed(held, Need(action))
        if by is not None and both(fact, takes_in) is not False:
            yield both(fact, takes_in), by, "may start a machine of its own as"
            return


def _all(held: tuple[Held, ...], actions: tuple[str, ...]) -> tuple[Fact[bool], Held | None]:
    """Every action of an alternative, and the grant that gives the first."""
    results = [allowed(held, Need(a)) for a in actions]
    fact = both(*(f for f, _ in results))
    return fact, None if fact is False else results[0][1]


def _about(workload: Workload, actions: tuple[str, ...]) -> bool:
    """Whether an alternative is about this type of resource: of one kind there are several (a factory, a runbook, a logic app)."""
    spelled = [i.casefold().rpartition("/providers/")[2].split("/", 1)[0] for i in workload.ids if "/providers/" in i.casefold()]
    families = {a[0].split("/", 1)[0].casefold() for a in RULES[workload.kind].alternatives}
    known = [s for s in spelled if s in families]
    return not known or actions[0].split("/", 1)[0].casefold() in known


def _taken(workload: Workload, actions: tuple[str, ...]) -> bool:
    """What the workload's own settings refuse; who may write them switches it on again."""
    if workload.operators and workload.kind == "notebook":
        return False  # it opens to the person whom it was made for alone, and another person is another instance
    writes = any(a in (f"{AKS}/write", f"{WEB}/write") for a in actions)
    return writes or not any(a.casefold() in workload.refuses for a in actions)


def _signs_in(workload: Workload) -> Fact[bool]:
    """A sign-in asks for the extension and for a packet that arrives; whether one does is the network's question."""
    open_to_all = either(*(a.public_ip for a in workload.attachments))
    reached: Fact[bool] = True if open_to_all is True else Unknown(f"whether a sign-in reaches {workload.address} over the network")
    return both(workload.entra_login, reached)
