# SPDX-License-Identifier: Apache-2.0
"""Who reaches a store, vault or key of azure."""

from __future__ import annotations

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.reach import Reach


class AzureAccess:
    """Access reasoning over one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds

    def reaches(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Every principal that reaches `thing` or nearly does."""
        raise NotImplementedError

    def of(self, identity: Identity) -> tuple[Reach, ...]:
        """Everything protected that `identity` reaches."""
        raise NotImplementedError
