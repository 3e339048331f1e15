# SPDX-License-Identifier: Apache-2.0
"""Small Azure estates by hand, for the tests of access and sign-in."""

from __future__ import annotations

from typing import Any

from intramuros.estate.access import Account, Identity, RoleAssignment, RoleDefinition, Vault
from intramuros.estate.bounds import Bounds
from intramuros.estate.gate import Gate
from intramuros.estate.governance import SignInPolicy
from intramuros.estate.graph import Container, Estate
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore, Door
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.access.azure.readers import AzureAccess
from intramuros.reasoning.access.reach import Reach

HERE = Origin(file="main.tf", line=1)
SUB = "11111111-2222-3333-4444-555555555555"
OWN, ABROAD = "aaaaaaaa-0000-0000-0000-00000000000a", "bbbbbbbb-0000-0000-0000-00000000000b"
CLOSED = {"public": True, "open": False}
OFF = {"public": False, "open": False}


def arm(kind: str, name: str, group: str = "rg-ward") -> tuple[str, ...]:
    return (f"/subscriptions/{SUB}/resourceGroups/{group}/providers/{kind}/{name}",)


def gate(address: str, **facts: Any) -> Gate:
    return Gate(**{"public": True, "open": True, "address": address, "origin": HERE, **facts})


def store(name: str = "stward", *, group: str = "rg-ward", doors: tuple[Door, ...] = (), **facts: Any) -> DataStore:
    address = f"azurerm_storage_account.{name}"
    made: dict[str, Any] = {
        "address": address,
        "type": "azurerm_storage_account",
        "cloud": "azure",
        "origin": HERE,
        "name": name,
        "account": SUB,
        "group": group,
        "kind": "object-store",
        "ids": arm("Microsoft.Storage/storageAccounts", name, group),
        "gate": gate(address),
        "doors": doors,
        "local_keys": False,
        "contents": tuple(d.name for d in doors),
    }
    return DataStore(**{**made, **facts})


def thing(kind: Any, arm_type: str, name: str, **facts: Any) -> DataStore:
    address = f"azurerm_x.{name}"
    made: dict[str, Any] = {
        "address": address,
        "type": "azurerm_x",
        "cloud": "azure",
        "origin": HERE,
        "name": name,
        "account": SUB,
        "group": "rg-ward",
        "kind": kind,
        "ids": arm(arm_type, name),
        "gate": gate(address),
        "local_keys": False,
    }
    return DataStore(**{**made, **facts})


def door(name: str, *, anonymous: Any = False, **facts: Any) -> Door:
    return Door(address=f"azurerm_storage_container.{name}", name=name, anonymous=anonymous, origin=HERE, **facts)


def vault(name: str = "kv-ward", **facts: Any) -> Vault:
    address = f"azurerm_key_vault.{name}"
    made: dict[str, Any] = {
        "address": address,
        "type": "azurerm_key_vault",
        "cloud": "azure",
        "origin": HERE,
        "name": name,
        "account": SUB,
        "group": "rg-ward",
        "kind": "key-vault",
        "rbac": True,
        "ids": arm("Microsoft.KeyVault/vaults", name),
        "gate": gate(address),
    }
    return Vault(**{**made, **facts})


def identity(name: str, kind: Any = "managed-identity", **facts: Any) -> Identity:
    prefix = {"managed-identity": "azurerm_user_assigned_identity", "group": "azuread_group", "guest": "azuread_invitation"}.get(
        kind, "azuread_user"
    )
    ids = (f"oid-{name}", *(arm("Microsoft.ManagedIdentity/userAssignedIdentities", name) if kind == "managed-identity" else ()))
    made: dict[str, Any] = {
        "address": f"{prefix}.{name}",
        "type": prefix,
        "cloud": "azure" if kind == "managed-identity" else "entra",
        "origin": HERE,
        "name": name,
        "ids": ids,
        "kind": kind,
        "account": SUB,
        "group": "rg-ward" if kind == "managed-identity" else None,
    }
    return Identity(**{**made, **facts})


def holds(who: str, role: Any, scope: Any = f"/subscriptions/{SUB}/resourceGroups/rg-ward", **facts: Any) -> RoleAssignment:
    named = facts.pop("named", f"azurerm_role_assignment.{who}_{role}".replace(" ", "_"))
    made: dict[str, Any] = {
        "address": named,
        "type": "azurerm_role_assignment",
        "cloud": "azure",
        "origin": HERE,
        "scope": scope,
        "role": role,
        "principal": who,
    }
    return RoleAssignment(**{**made, **facts})


def custom(name: str, *blocks: dict[str, Any]) -> RoleDefinition:
    return RoleDefinition(
        address=f"azurerm_role_definition.{name}", type="azurerm_role_definition", cloud="azure", origin=HERE, name=name, permissions=blocks
    )


def group_scope(name: str = "rg-ward") -> Container:
    return Container(
        address=f"azurerm_resource_group.{name}",
        type="azurerm_resource_group",
        cloud="azure",
        origin=HERE,
        name=name,
        group=name,
        account=SUB,
        ids=(f"/subscriptions/{SUB}/resourceGroups/{name}",),
    )


def subscription(**facts: Any) -> Account:
    made: dict[str, Any] = {
        "address": f"subscription:{SUB}",
        "type": "azurerm_subscription",
        "cloud": "azure",
        "origin": HERE,
        "account": SUB,
        "ids": (SUB, f"/subscriptions/{SUB}"),
        "organization": OWN,
    }
    return Account(**{**made, **facts})


def workload(name: str, kind: Any, *identities: Any, subnet: Any = None, **facts: Any) -> Workload:
    at = (Attachment(subnet=subnet, address=f"azurerm_nic.{name}", origin=HERE),) if subnet else ()
    types = {
        "vm": "Microsoft.Compute/virtualMachines",
        "cluster": "Microsoft.ContainerService/managedClusters",
        "function": "Microsoft.Web/sites",
    }
    made: dict[str, Any] = {
        "address": f"azurerm_w.{name}",
        "type": "azurerm_w",
        "cloud": "azure",
        "origin": HERE,
        "name": name,
        "account": SUB,
        "group": "rg-ward",
        "kind": kind,
        "identities": identities,
        "attachments": at,
        "ids": arm(types.get(kind, "Microsoft.X/y"), name),
    }
    return Workload(**{**made, **facts})


def policy(name: str, **facts: Any) -> SignInPolicy:
    users = facts.pop("users", {"includeUsers": ["All"]})
    conditions = {
        "users": users,
        "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"],
        **facts.pop("conditions", {}),
    }
    made: dict[str, Any] = {
        "address": f"azuread_conditional_access_policy.{name}",
        "type": "azuread_conditional_access_policy",
        "cloud": "entra",
        "origin": HERE,
        "name": name,
        "state": "enabled",
        "conditions": conditions,
        "grant": {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
    }
    return SignInPolicy(**{**made, **facts})


def reaches(target: Any, *others: Resource, bounds: Bounds | None = None) -> dict[tuple[str, bool], Reach]:
    """By principal (the last part of its address) and whether latent; the most open answer of each."""
    found: dict[tuple[str, bool], Reach] = {}
    for reach in AzureAccess(Estate([target, *others]), bounds or Bounds(trusted_tenants=frozenset((OWN,)))).reaches(target):
        found.setdefault((reach.principal.rsplit(".", 1)[-1], reach.latent), reach)
    return found


def only(target: Any, who: str, *others: Resource, bounds: Bounds | None = None) -> Reach | None:
    """The most open answer for one principal; None where it does not reach the target at all."""
    return reaches(target, *others, bounds=bounds).get((who, False))
