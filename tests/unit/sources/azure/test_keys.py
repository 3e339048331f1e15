# SPDX-License-Identifier: Apache-2.0
"""Key vaults: the permission model in every spelling, policies inline and separate, keys and release policies."""

from __future__ import annotations

from typing import Any

import pytest
from data_kit import one, placed, ref, res

from intramuros.estate.access import Key, Vault
from intramuros.estate.values import Unknown

VAULT = "azurerm_key_vault.kv"
AGENT = placed("azurerm_user_assigned_identity.agent")


@pytest.mark.parametrize(
    ("attrs", "rbac"),
    [
        ({}, False),
        ({"rbac_authorization_enabled": True}, True),
        ({"enable_rbac_authorization": True}, True),
        ({"rbac_authorization_enabled": "true"}, True),
        ({"rbac_authorization_enabled": Unknown("var.rbac")}, Unknown("var.rbac")),
    ],
)
def test_the_permission_model(attrs: dict[str, Any], rbac: Any) -> None:
    assert one(Vault, VAULT, placed(VAULT, **attrs)).rbac == rbac


def test_a_vault_only_looked_up_has_an_unknown_model() -> None:
    address = "data.azurerm_key_vault.kv"
    assert isinstance(one(Vault, address, res(address, name="kv", resource_group_name="rg")).rbac, Unknown)


def test_policies_inline_and_separate_stand_together() -> None:
    inline = {"object_id": ref(AGENT.address, "principal_id"), "tenant_id": "t", "secret_permissions": ["Get"]}
    separate = res("azurerm_key_vault_access_policy.p", key_vault_id=ref(VAULT), object_id="0123", key_permissions=["Decrypt"])
    stranger = res("azurerm_key_vault_access_policy.q", key_vault_id=ref("azurerm_key_vault.other"), object_id="9")
    found = one(Vault, VAULT, placed(VAULT, access_policy=[inline]), separate, stranger, AGENT).access_policies
    assert [(p.principal, p.address, p.secrets, p.keys) for p in found] == [
        (AGENT.address, VAULT, ("Get",), ()),
        ("0123", separate.address, (), ("Decrypt",)),
    ]


def test_policies_that_cannot_be_read_are_not_none() -> None:
    (found,) = one(Vault, VAULT, placed(VAULT, access_policy=Unknown("for_each"))).access_policies
    assert found.principal == Unknown("for_each")


@pytest.mark.parametrize(
    ("attrs", "public", "opens"),
    [
        ({}, True, True),
        ({"public_network_access_enabled": False}, False, False),
        ({"network_acls": [{"default_action": "Deny", "bypass": "AzureServices"}]}, True, False),
    ],
)
def test_the_gate(attrs: dict[str, Any], public: bool, opens: bool) -> None:
    found = one(Vault, VAULT, placed(VAULT, **attrs)).gate
    assert found is not None
    assert (found.public, found.open) == (public, opens)


def test_a_managed_hsm_knows_roles_only() -> None:
    address = "azurerm_key_vault_managed_hardware_security_module.h"
    found = one(Vault, address, placed(address))
    assert (found.kind, found.rbac) == ("managed-hsm", True)


def test_a_key_is_found_by_its_uris_and_may_be_released() -> None:
    policy = '{"version":"1.0.0"}'
    key = res("azurerm_key_vault_key.k", name="cmk", key_vault_id=ref(VAULT), release_policy=[{"json": policy}])
    found = one(Key, key.address, placed(VAULT), key)
    assert (found.vault, found.region, found.release_policy) == (VAULT, "westeurope", policy)
    assert "https://kv.vault.azure.net/keys/cmk" in found.ids


@pytest.mark.parametrize(
    ("attribute", "kept"),
    [
        ("primary_access_key", False),
        ("secondary_blob_connection_string", False),
        ("primary_readonly_key", True),
        ("connection_strings.0", False),
        ("primary_blob_endpoint", None),
        ("name", None),
    ],
)
def test_secrets_that_keep_what_opens_a_store(attribute: str, kept: bool | None) -> None:
    account = placed("azurerm_storage_account.a")
    secret = res("azurerm_key_vault_secret.s", key_vault_id=ref(VAULT, "id"), value=f"v={ref(account.address, attribute)};")
    found = one(Vault, VAULT, placed(VAULT), secret, account).kept_keys
    assert [(k.store, k.reads_only, k.address) for k in found] == ([] if kept is None else [(account.address, kept, secret.address)])
