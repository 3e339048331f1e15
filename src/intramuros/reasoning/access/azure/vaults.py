# SPDX-License-Identifier: Apache-2.0
"""Key vaults in both permission models, and managed HSMs.

With RBAC the data actions decide and access policies are ignored; without it the access policies decide, and whoever may write
the vault may write itself one (learn.microsoft.com/azure/key-vault/general/rbac-access-policy, "Contributor … can grant
themselves data plane access by setting a Key Vault access policy"). Changing the model back asks `roleAssignments/write` too.
Reading is getting a secret, decrypting, unwrapping or releasing with a key; listing, encrypting and wrapping is not, and getting
a certificate shows its public part only. A managed HSM knows its own roles alone (…/managed-hsm/access-control).
"""

from __future__ import annotations

from collections.abc import Iterable

from intramuros.estate.access import Vault, VaultPolicy
from intramuros.estate.values import Fact, Unknown, either, is_symbolic
from intramuros.reasoning.access.azure.ways import (
    DELETE,
    EDITOR,
    MANAGE,
    READ,
    WRITE,
    Need,
    Service,
    Way,
    by_data,
    by_edit,
    by_managing,
)

_VAULT = "Microsoft.KeyVault/vaults"
_HSM = "Microsoft.KeyVault/managedHSMs"
ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"
CRYPTO_USER = "12338af0-0e69-4776-bea7-57ae8d297424"

_SECRET_WAYS = (
    *by_data(READ, "may get secrets", f"{_VAULT}/secrets/getSecret/action"),
    *by_data(WRITE, "may set secrets", f"{_VAULT}/secrets/setSecret/action"),
    *by_data(DELETE, "may delete secrets", f"{_VAULT}/secrets/delete"),
)
_KEY_WAYS = (
    *by_data(READ, "may decrypt with keys", f"{_VAULT}/keys/decrypt/action"),
    *by_data(READ, "may unwrap with keys", f"{_VAULT}/keys/unwrap/action"),
    *by_data(READ, "may have keys released", f"{_VAULT}/keys/release/action"),
    *by_data(WRITE, "may create keys", f"{_VAULT}/keys/create/action"),
    *by_data(DELETE, "may delete keys", f"{_VAULT}/keys/delete"),
)
_MANAGED = (
    *by_managing(MANAGE, "may change the vault", f"{_VAULT}/write"),
    *by_managing(DELETE, "may delete the vault", f"{_VAULT}/delete"),
)
_OPENED = tuple(
    Way("edit", (Need(f"{_VAULT}/write"), *way.needs), READ | MANAGE, f"may open the vault's firewall and {way.says}")
    for way in (*_SECRET_WAYS, *_KEY_WAYS)
    if way.powers == READ
)
_SELF_GRANTS = (
    by_edit(EDITOR, "may write itself an access policy and open the vault's firewall", f"{_VAULT}/write"),
    Way("data", (Need(f"{_VAULT}/accessPolicies/write"),), READ | WRITE | MANAGE, "may write itself an access policy"),
)

_SECRET_WORDS = {"get": READ, "set": WRITE, "delete": DELETE, "purge": DELETE}
_KEY_WORDS = {
    "decrypt": READ,
    "unwrapkey": READ,
    "release": READ,
    "export": READ,
    "create": WRITE,
    "import": WRITE,
    "delete": DELETE,
    "purge": DELETE,
}


def service_of(vault: Vault, *, keys_only: bool = False) -> Service:
    """The ways into a vault (to its keys alone where `keys_only`) that role assignments give."""
    if vault.kind == "managed-hsm":
        return Service(_HSM.casefold(), _hsm_ways())
    reads = _KEY_WAYS if keys_only else (*_SECRET_WAYS, *_KEY_WAYS)
    roles = (
        (ADMINISTRATOR, CRYPTO_OFFICER, CRYPTO_USER)
        if keys_only
        else (ADMINISTRATOR, SECRETS_OFFICER, SECRETS_USER, CRYPTO_OFFICER, CRYPTO_USER)
    )
    if vault.rbac is False:
        return Service(_VAULT.casefold(), (*_SELF_GRANTS, *_MANAGED))
    opened = tuple(w for w in _OPENED if not keys_only or "/keys/" in w.needs[1].action)
    return Service(_VAULT.casefold(), (*reads, *opened, *_MANAGED), roles)


def secrets_of(vault: Vault) -> Service:
    """The ways to a vault's secrets alone; those that come by editing the vault lead to them too."""
    whole = service_of(vault)
    ways = tuple(w for w in whole.ways if "read" in w.powers and not any("/keys/" in n.action for n in w.needs))
    return Service(whole.prefix, ways, (ADMINISTRATOR, SECRETS_OFFICER, SECRETS_USER))


def self_grants(vault: Vault) -> Service | None:
    """Where the permission model is not known: what the access-policy model would give besides."""
    return Service(_VAULT.casefold(), _SELF_GRANTS) if isinstance(vault.rbac, Unknown) else None


def _hsm_ways() -> tuple[Way, ...]:
    """Local roles of an HSM come as assignments at it with data actions; the management plane reads no key."""
    keys = "Microsoft.KeyVault/managedHsm/keys"
    grants = "Microsoft.KeyVault/managedHsm/roleAssignments/write/action"
    return (
        *by_data(READ | MANAGE, "may give itself a local role of the HSM", grants),
        *by_data(READ, "may decrypt with keys", f"{keys}/decrypt/action"),
        *by_data(READ, "may unwrap with keys", f"{keys}/unwrap/action"),
        *by_data(READ, "may have keys released or exported", f"{keys}/release/action", f"{keys}/export/action"),
        *by_managing(MANAGE, "may change the HSM", f"{_HSM}/write"),
        *by_managing(DELETE, "may delete the HSM", f"{_HSM}/delete"),
    )


def powers_of(policy: VaultPolicy, *, keys_only: bool = False) -> tuple[frozenset[str], Fact[bool]]:
    """The powers that an access policy gives, and whether it gives any reading."""
    granted: set[str] = set()
    for words, listed in ((_KEY_WORDS, policy.keys), *(() if keys_only else ((_SECRET_WORDS, policy.secrets),))):
        for word in _words(listed):
            granted |= set().union(*words.values()) if word == "all" else words.get(word, frozenset())
    lists = (policy.keys,) if keys_only else (policy.keys, policy.secrets)
    unsure = either(*(_unsure(w) for words in lists for w in words))
    return frozenset(granted), True if "read" in granted else unsure


def _words(listed: Iterable[Fact[str]]) -> list[str]:
    return [w.casefold() for w in listed if isinstance(w, str) and not is_symbolic(w)]


def _unsure(word: Fact[str]) -> Fact[bool]:
    if isinstance(word, Unknown):
        return word
    return Unknown("a permission of the access policy is not known") if is_symbolic(word) else False
