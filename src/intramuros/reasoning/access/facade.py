# SPDX-License-Identifier: Apache-2.0
"""One face over both clouds' access reasoning: who reaches a store, a vault or a key."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.resource import Evidence
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.joined import Joined, federates
from intramuros.reasoning.access.reach import Power, Reach

if TYPE_CHECKING:
    from intramuros.reasoning.access.aws.readers import AwsAccess
    from intramuros.reasoning.access.azure.readers import AzureAccess


class Access:
    """Who may reach which store, vault or key of one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds
        self._reached: dict[str, tuple[Reach, ...]] = {}

    @cached_property
    def aws(self) -> AwsAccess:
        """The AWS half; imported late, since many an estate has no AWS."""
        from intramuros.reasoning.access.aws.readers import AwsAccess

        return AwsAccess(self._estate, self._bounds)

    @cached_property
    def azure(self) -> AzureAccess:
        """The Azure half; imported late, as above."""
        from intramuros.reasoning.access.azure.readers import AzureAccess

        return AzureAccess(self._estate, self._bounds)

    @cached_property
    def _joined(self) -> Joined | None:
        """Chains from cloud to cloud; None where the estate stands in one."""
        return Joined(self._estate, self.aws, self.azure) if federates(self._estate) else None

    def reaches(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every principal that reaches `thing` or nearly does: open, unknown and blocked ways alike."""
        own = self.aws.reaches(thing) if thing.cloud == "aws" else self.azure.reaches(thing)
        if self._joined is None:
            return own
        if thing.address not in self._reached:
            self._reached[thing.address] = self._joined.over(thing, own)
        return self._reached[thing.address]

    def every(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """The same with every way of each principal that another does not make needless: what counts when guards are counted."""
        return self.reaches(thing) if thing.cloud == "aws" else (*self.reaches(thing), *self.azure.every(thing))

    def between(self, principal: str, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """The ways of one principal, an address or a name that policies know; what it lacks is told where it has none."""
        found = tuple(r for r in self.reaches(thing) if r.principal == principal)
        lacks = self.aws.lacks if thing.cloud == "aws" else self.azure.lacks
        return (*found, *lacks(principal, thing, found))

    def grounds(self, reach: Reach, power: Power) -> tuple[tuple[Evidence, ...], ...]:
        """Per move of a way what it rests on, layer by layer; () where the move says it itself, as those of Azure do."""
        thing = self._estate.by_address.get(reach.store)
        return self.aws.grounds(reach, power) if thing is not None and thing.cloud == "aws" else ()

    def of(self, identity: Identity) -> tuple[Reach, ...]:
        """Every protected store, vault and key that `identity` reaches, itself or through chains, in both clouds."""
        if self._joined is not None:
            return tuple(self._of.get(identity.address, ()))
        clouds = {r.cloud for r in self._estate.resources}
        ours = self.aws.of(identity) if "aws" in clouds else ()
        return (*ours, *(self.azure.of(identity) if clouds & {"azure", "entra"} else ()))

    @cached_property
    def _of(self) -> dict[str, list[Reach]]:
        found: dict[str, list[Reach]] = {}
        things = (*self.aws.things(), *self.azure.things)
        for reach in (r for thing in things for r in self.reaches(thing) if r.alike is None):
            found.setdefault(reach.principal, []).append(reach)
        return found
