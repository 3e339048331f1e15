# SPDX-License-Identifier: Apache-2.0
"""Chains that pass from one cloud into the other: whoever may fetch a token that the other takes acts there as whom it names.

Each half chains within its own cloud; here what comes out of one is put into the other until nothing new comes. A step
across needs all its facts: the issuer, the subject, the audience, and that somebody may fetch that token.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.graph import Estate
from intramuros.estate.issuers import TokenIssuer
from intramuros.estate.stores import DataStore
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.reach import Reach
from intramuros.reasoning.access.tokens import MINTS, VOUCHES

if TYPE_CHECKING:
    from intramuros.reasoning.access.aws.readers import AwsAccess
    from intramuros.reasoning.access.azure.readers import AzureAccess

_CROSSINGS: Final = 3
"""How often one chain may pass between the clouds."""
Seen = set[tuple[str, frozenset[str], bool, bool]]


class Joined:
    """The chains of one estate that cross clouds."""

    def __init__(self, estate: Estate, aws: AwsAccess, azure: AzureAccess) -> None:
        self._estate = estate
        self._aws = aws
        self._azure = azure

    def over(self, thing: DataStore | Vault | Key, found: tuple[Reach, ...]) -> tuple[Reach, ...]:
        """The same reaches, and those of everyone who comes from the other cloud."""
        seen: Seen = {_key(r) for r in found}
        out = list(found)
        fresh: list[Reach] = [r for r in found if r.powers]
        led: list[Reach] = fresh if thing.cloud == "aws" else []
        for _ in range(_CROSSINGS):
            minted = [m for r in fresh for m in self._minted(r)]
            led = [*led, *minted, *self._aws.onward(minted)]
            across = [r for r in led if self._of_azure(r.principal)]
            fresh = list(_new((*led, *self._azure.onward(across)), seen))
            out += fresh
            led = []
            if not fresh:
                break
        return tuple(out)

    def _of_azure(self, principal: str) -> bool:
        found = self._estate.find(principal, Identity) or self._estate.find(principal, Workload)
        return found is not None and found.cloud != "aws"

    def _minted(self, reach: Reach) -> Iterator[Reach]:
        """The AWS identities that may fetch the token with which a way begins."""
        issuer, mark, subject = reach.principal.removeprefix("federation:").partition("#")
        if not reach.principal.startswith("federation:") or not mark:
            return
        minter = self._estate.find(subject, Identity)
        if minter is not None and minter.cloud == "aws":
            yield from self._aws.minted(reach, (minter,), MINTS)
        elif issuer.endswith("cognito-identity.amazonaws.com") and reach.who == "own" and self._pools:
            yield from self._aws.minted(reach, self._aws.able(VOUCHES), VOUCHES)

    @property
    def _pools(self) -> bool:
        return any(i.kind == "identity-pool" for i in self._estate.all(TokenIssuer))


def _new(found: Iterable[Reach], seen: Seen) -> Iterator[Reach]:
    for reach in found:
        if _key(reach) not in seen:
            seen.add(_key(reach))
            yield reach


def _key(reach: Reach) -> tuple[str, frozenset[str], bool, bool]:
    return reach.principal, reach.powers, reach.open is True, reach.latent


def federates(estate: Estate) -> bool:
    """Whether anything in an estate could carry somebody from one cloud into the other."""
    clouds = {r.cloud for r in estate.all(Identity)}
    return "aws" in clouds and bool(clouds - {"aws"})
