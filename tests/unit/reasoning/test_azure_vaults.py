# SPDX-License-Identifier: Apache-2.0
"""Key vaults in both permission models, their keys, and managed HSMs."""

from __future__ import annotations

from typing import Any

import pytest
from azure_estates import HERE, OFF, SUB, arm, gate, holds, identity, only, reaches, vault
from msgspec import structs

from intramuros.estate.access import Key, VaultPolicy
from intramuros.estate.values import Unknown

ME = identity("me")
KEY = Key(
    address="azurerm_key_vault_key.k",
    type="azurerm_key_vault_key",
    cloud="azure",
    origin=HERE,
    name="k",
    vault="azurerm_key_vault.kv-ward",
    ids=("https://kv-ward.vault.azure.net/keys/k", f"{arm('Microsoft.KeyVault/vaults', 'kv-ward')[0]}/keys/k"),
)


def _policy(who: Any = "oid-me", **permissions: Any) -> VaultPolicy:
    return VaultPolicy(principal=who, address="azurerm_key_vault_access_policy.p", origin=HERE, **permissions)


def _powers(found: Any) -> str:
    return "" if found is None else " ".join(sorted(found.powers))


@pytest.mark.parametrize(
    ("role", "rbac", "old_model"),
    [
        ("Key Vault Secrets User", "read", ""),
        ("Key Vault Secrets Officer", "delete read write", ""),
        ("Key Vault Administrator", "delete read write", ""),
        ("Key Vault Crypto User", "read", ""),
        ("Key Vault Crypto Officer", "delete read write", ""),
        ("Key Vault Crypto Service Encryption User", "read", ""),
        ("Key Vault Crypto Service Release User", "read", ""),
        ("Key Vault Certificate User", "read", ""),
        ("Key Vault Certificates Officer", "", ""),
        ("Key Vault Reader", "", ""),
        ("Reader", "", ""),
        ("Key Vault Contributor", "delete manage", "delete keys manage read write"),
        ("Contributor", "delete manage", "delete keys manage read write"),
        ("Owner", "delete keys manage read write", "delete keys manage read write"),
        ("User Access Administrator", "delete keys manage read write", "delete keys manage read write"),
        ("Key Vault Data Access Administrator", "delete keys manage read write", ""),
        ("Storage Blob Data Owner", "", ""),
    ],
)
def test_roles_in_both_models(role: str, rbac: str, old_model: str) -> None:
    given = holds("oid-me", role)
    assert _powers(only(vault(), "me", ME, given)) == rbac
    if role != "Key Vault Data Access Administrator":
        assert _powers(only(vault(rbac=False), "me", ME, given)) == old_model


@pytest.mark.parametrize(
    ("permissions", "powers"),
    [
        ({"secrets": ("Get",)}, "read"),
        ({"secrets": ("List",)}, ""),
        ({"secrets": ("Set", "Delete")}, "delete write"),
        ({"keys": ("Decrypt",)}, "read"),
        ({"keys": ("UnwrapKey",)}, "read"),
        ({"keys": ("Release",)}, "read"),
        ({"keys": ("Encrypt", "WrapKey", "List", "Get")}, ""),
        ({"certificates": ("Get",)}, ""),
        ({"secrets": ("all",)}, "delete read write"),
    ],
)
def test_access_policies(permissions: dict[str, Any], powers: str) -> None:
    policy = _policy(**permissions)
    assert _powers(only(vault(rbac=False, access_policies=(policy,)), "me", ME)) == powers
    assert only(vault(rbac=True, access_policies=(policy,)), "me", ME) is None


def test_access_policy_reaches_members_of_a_group() -> None:
    group = identity("team", "group", members=("oid-pia",))
    found = reaches(vault(rbac=False, access_policies=(_policy("oid-team", secrets=("get",)),)), group, identity("pia", "guest"))
    assert found["pia", False].who == "guest"
    assert found["team", False].path[-1].address == "azurerm_key_vault_access_policy.p"


def test_unknown_model_leaves_both_ways_unknown() -> None:
    target = vault(rbac=Unknown("model"), access_policies=(_policy(secrets=("get",)),))
    assert isinstance(only(target, "me", ME).open, Unknown)  # type: ignore[union-attr]
    by_role = only(vault(rbac=Unknown("model")), "me", ME, holds("oid-me", "Key Vault Secrets User"))
    assert by_role is not None
    assert isinstance(by_role.open, Unknown)
    editor = reaches(vault(rbac=Unknown("model")), ME, holds("oid-me", "Contributor"))["me", False]
    assert "read" not in editor.powers or isinstance(editor.open, Unknown)


def test_unknown_policy_contents_are_unknown() -> None:
    for policy in (_policy(secrets=(Unknown("list"),)), _policy(Unknown("who"), secrets=("get",))):
        found = list(reaches(vault(rbac=False, access_policies=(policy,))).values())
        assert len(found) == 1
        assert isinstance(found[0].open, Unknown)


def test_gate_guards_reading_and_not_editing() -> None:
    closed = vault(gate=gate("azurerm_key_vault.kv-ward", **OFF))
    found = only(closed, "me", ME, holds("oid-me", "Key Vault Secrets User"))
    assert found is not None
    assert (found.open, [g.name for g in found.guards]) == (False, ["public network access off"])
    assert only(structs.replace(closed, rbac=False), "me", ME, holds("oid-me", "Key Vault Contributor")).open is True  # type: ignore[union-attr]


def test_secret_scope_lies_inside_the_vault() -> None:
    scope = f"{arm('Microsoft.KeyVault/vaults', 'kv-ward')[0]}/secrets/db"
    assert only(vault(), "me", ME, holds("oid-me", "Key Vault Secrets User", scope)).powers == {"read"}  # type: ignore[union-attr]
    assert only(vault(), "me", ME, holds("oid-me", "Contributor", scope)) is None
    assert only(vault("kv-other"), "me", ME, holds("oid-me", "Key Vault Secrets User", scope)) is None


@pytest.mark.parametrize(
    ("role", "powers"),
    [
        ("Key Vault Crypto User", "read"),
        ("Key Vault Crypto Service Encryption User", "read"),
        ("Key Vault Secrets User", ""),
        ("Key Vault Secrets Officer", ""),
        ("Key Vault Reader", ""),
        ("Key Vault Contributor", "delete manage"),
    ],
)
def test_keys_ask_for_rights_over_keys(role: str, powers: str) -> None:
    assert _powers(only(KEY, "me", ME, vault(), holds("oid-me", role))) == powers


def test_key_scope_and_policies() -> None:
    at_key = holds("oid-me", "Key Vault Crypto User", KEY.ids[1], scope_address=KEY.address)
    assert only(KEY, "me", ME, vault(), at_key).open is True  # type: ignore[union-attr]
    assert only(vault(), "me", ME, KEY, at_key).powers == {"read"}  # type: ignore[union-attr]
    for permissions, there in (({"keys": ("unwrapKey",)}, True), ({"secrets": ("get",)}, False)):
        found = only(KEY, "me", ME, vault(rbac=False, access_policies=(_policy(**permissions),)))  # type: ignore[arg-type]
        assert (found is not None) is there


@pytest.mark.parametrize(
    ("role", "powers"),
    [
        ("Managed HSM Crypto User", "read"),
        ("Managed HSM Crypto Auditor", ""),
        ("Managed HSM Administrator", "manage read"),
        ("Managed HSM contributor", "delete manage"),
        ("Key Vault Administrator", ""),
        ("Key Vault Contributor", ""),
    ],
)
def test_managed_hsm_has_roles_of_its_own(role: str, powers: str) -> None:
    hsm = vault("hsm", kind="managed-hsm", ids=arm("Microsoft.KeyVault/managedHSMs", "hsm"))
    assert _powers(only(hsm, "me", ME, holds("oid-me", role, f"/subscriptions/{SUB}"))) == powers
