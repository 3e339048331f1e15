# SPDX-License-Identifier: Apache-2.0
"""Backups of a vault's secrets and keys: who may take one here, and restore it where he reads, reads it.

learn.microsoft.com/azure/key-vault/general/backup, "Limitations": a backup is restored within the same subscription and geography.
Three facts: backup here, restore there, get or decrypt there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from intramuros.estate.access import Vault
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate
from intramuros.reasoning.access.azure.evaluate import Caller
from intramuros.reasoning.access.azure.holdings import Holdings, allowed
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.policies import holders
from intramuros.reasoning.access.azure.ways import READ, Need
from intramuros.reasoning.access.reach import Reach

_VAULT: Final = "Microsoft.KeyVault/vaults"
_READS: Final = (("secrets", "getSecret", "get"), ("keys", "decrypt", "decrypt"))
"""What is backed up, and how it is read: the data action, and the word of an access policy."""


class Restores:
    """Who may carry what a vault holds into another."""

    def __init__(self, vaults: Iterable[Vault], holdings: Holdings, principals: Principals) -> None:
        self._vaults = tuple(v for v in vaults if v.kind == "key-vault" and v.cloud == "azure")
        self._holdings = holdings
        self._principals = principals

    def takers(self, vault: Vault) -> tuple[str, ...]:
        """Everyone who holds anything over a vault."""
        named = (name for _, name in holders(vault, self._principals))
        return tuple(dict.fromkeys((*self._holdings.everyone, *named)))

    def reaches(self, vault: Vault, name: str, caller_of: Callable[[str], Caller]) -> Iterator[Reach]:
        """One way for each kind of content and each vault that it could be carried into."""
        for kind, action, word in _READS if vault.kind == "key-vault" else ():
            taken = self._may(name, vault, kind, "backup", "backup")
            for other in self._vaults if taken is not False else ():
                if other.address != vault.address:
                    put = self._may(name, other, kind, "restore", "restore")
                    got = both(put, self._may(name, other, kind, action, word), _together(vault, other))
                    if got is not False:
                        yield _reach(vault, other, caller_of(name), both(taken, got), kind, self._granting(name, vault, kind))

    def _may(self, name: str, vault: Vault, kind: str, action: str, word: str) -> Fact[bool]:
        by_role = allowed(self._holdings.over(name, vault, eligible=False), Need(f"{_VAULT}/{kind}/{action}/action", data=True))[0]
        by_policy = either(
            *(_says(p.secrets if kind == "secrets" else p.keys, word) for p, n in holders(vault, self._principals) if n == name)
        )
        model = True if vault.rbac is None else vault.rbac
        return either(both(model, by_role), both(negate(model), by_policy))

    def _granting(self, name: str, vault: Vault, kind: str) -> tuple[str, Origin]:
        """The assignment that lets a caller take backups; the vault itself where an access policy does."""
        by = allowed(self._holdings.over(name, vault, eligible=False), Need(f"{_VAULT}/{kind}/backup/action", data=True))[1]
        return (vault.address, vault.origin) if by is None else (by.grant.assignment.address, by.grant.assignment.origin)


def _says(words: tuple[Fact[str], ...], wanted: str) -> Fact[bool]:
    return either(*(w if isinstance(w, Unknown) else w.casefold() in (wanted, "all") for w in words))


def _together(one: Vault, other: Vault) -> Fact[bool]:
    """The same subscription, and one region, which surely is one geography."""
    unsure = Unknown(f"whether a backup of {one.address} can be restored into {other.address}")
    if isinstance(one.account, str) and isinstance(other.account, str) and one.account.casefold() != other.account.casefold():
        return unsure if is_symbolic(one.account) or is_symbolic(other.account) else False
    alike = one.account == other.account and one.region == other.region and not isinstance(one.region, Unknown)
    return True if alike else unsure


def _reach(vault: Vault, other: Vault, caller: Caller, fact: Fact[bool], kind: str, by: tuple[str, Origin]) -> Reach:
    move = Move(
        source=caller.name,
        target=vault.address,
        kind="read",
        says=f"may back up its {kind}, restore them into {other.address} and read them there",
        address=by[0],
        origin=by[1],
        guards=caller.gating.guards,
    )
    return Reach(
        principal=caller.name,
        who=caller.who,
        store=vault.address,
        open=both(fact, negate(caller.gating.out)),
        powers=READ,
        path=(move,),
        gated=caller.gating.out,
    )
