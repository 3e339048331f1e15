# SPDX-License-Identifier: Apache-2.0
"""Key vaults, managed HSMs and their keys; access policies count only where the vault does not use RBAC, which rules decide.

learn.microsoft.com/azure/key-vault/general/rbac-migration; provider page `key_vault` (RBAC off by default in versions 2 to 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from intramuros.estate.access import Key, Vault, VaultPolicy
from intramuros.estate.gate import Gate
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, known
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure import kept
from intramuros.sources.azure.astray import astray
from intramuros.sources.azure.common import children, first, head, looked_up, owner, where
from intramuros.sources.azure.principals import principal
from intramuros.sources.azure.seals import KEY_TYPES, VAULT_TYPES, denies, gate
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

VAULT, HSM = VAULT_TYPES


def vaults(book: Book) -> Iterator[Vault]:
    """Key vaults, declared or looked up (then their settings are not known), and managed HSMs, which know RBAC only."""
    for d in (*book.of(VAULT), *looked_up(book, VAULT)):
        fields = head(book, d)
        yield Vault(
            **fields,
            kind="key-vault",
            rbac=_rbac(d),
            access_policies=tuple(_policies(book, d)),
            gate=_gate(book, d),
            kept_keys=tuple(kept.in_vault(book, d)),
        )
    for d in (*book.of(HSM), *looked_up(book, HSM)):
        yield Vault(**head(book, d), kind="managed-hsm", rbac=True, gate=_gate(book, d))


def _rbac(d: Declared) -> Fact[bool]:
    stated = first(d.attrs, "rbac_authorization_enabled", "enable_rbac_authorization")
    if stated is None and d.mode == "data":
        return Unknown(f"`{d.address}` is only looked up: whether it uses RBAC is not known here")
    return switch(stated, False)


def _policies(book: Book, d: Declared) -> Iterator[VaultPolicy]:
    if missing := unknown_in(d.attrs, "access_policy"):
        yield VaultPolicy(principal=missing, address=d.address, origin=where(d, "access_policy"))
    for inline in blocks(d.attrs, "access_policy"):
        yield _policy(book, inline, d.address, where(d, "access_policy"))
    for separate in children(book, "azurerm_key_vault_access_policy", "key_vault_id", d):
        yield _policy(book, separate.attrs, separate.address, separate.origin)
    for stray, why in astray(book, "azurerm_key_vault_access_policy", "key_vault_id", d):
        yield replace(_policy(book, stray.attrs, stray.address, stray.origin), principal=why)


def _policy(book: Book, attrs: dict[str, Any], address: str, origin: Origin) -> VaultPolicy:
    return VaultPolicy(
        principal=principal(book, attrs.get("object_id")),
        tenant=text(book.spell(attrs.get("tenant_id"))),
        keys=texts(attrs.get("key_permissions")),
        secrets=texts(attrs.get("secret_permissions")),
        certificates=texts(attrs.get("certificate_permissions")),
        address=address,
        origin=origin,
    )


def _gate(book: Book, d: Declared) -> Gate | None:
    if d.mode == "data":
        unsure = Unknown(f"`{d.address}` is only looked up: its firewall is not known here")
        return gate(book, d, public=unsure, opens=unsure)
    public = switch(d.attrs.get("public_network_access_enabled"), True)
    if missing := unknown_in(d.attrs, "network_acls"):
        return gate(book, d, public=public, opens=missing)
    rules = block(d.attrs, "network_acls")
    closed = denies(rules.get("default_action"))
    admits = {
        "addresses": texts(rules.get("ip_rules")),
        "segments": texts(rules.get("virtual_network_subnet_ids")),
        "trusted": rules.get("bypass") == "AzureServices",
    }
    return gate(book, d, public=public, opens=not closed if known(closed) else closed, rules=admits)


def keys(book: Book) -> Iterator[Key]:
    """Keys of vaults and HSMs."""
    for d in (*book.of(*KEY_TYPES), *looked_up(book, *KEY_TYPES)):
        home = owner(book, first(d.attrs, "key_vault_id", "managed_hsm_id"), *VAULT_TYPES)
        fields = head(book, d, parent=home)
        ids = tuple(dict.fromkeys((*fields["ids"], *(v for k, v in book.names(d.address).items() if k != "name"))))
        yield Key(**{**fields, "ids": ids}, vault=home, release_policy=_release(d))


def _release(d: Declared) -> Fact[str | None]:
    """The policy under which a key is released to an attested enclave (azurerm 5 has a block for it, azapi a property)."""
    stated = d.attrs.get("release_policy")
    if isinstance(stated, list | dict):
        stated = first(block(d.attrs, "release_policy"), "json", "data")
    return text(stated)
