# SPDX-License-Identifier: Apache-2.0
"""Everything that can be asked of one estate under one charter; each answer is worked out once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Wall
from intramuros.reasoning.access.facade import Access
from intramuros.reasoning.environments import Environments
from intramuros.reasoning.network.facade import Reachability

if TYPE_CHECKING:
    from intramuros.reasoning.escape import Escapes


class Reasoner:
    """One estate and what the hospital declares of it."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self.estate = estate
        self.bounds = bounds

    @cached_property
    def access(self) -> Access:
        """Who may reach which store, vault or key."""
        return Access(self.estate, self.bounds)

    @cached_property
    def network(self) -> Reachability:
        """What can send packets to what, and out."""
        return Reachability(self.estate, self.bounds)

    @cached_property
    def environments(self) -> Environments:
        """Which environment whoever reaches something belongs to."""
        return Environments(self.estate, self.bounds)

    @cached_property
    def escapes(self) -> Escapes:
        """Every way out, and what holds it."""
        from intramuros.reasoning.escape import Escapes  # late: only thin-wall and the report ask

        return Escapes(self.estate, self.bounds, self.access, self.network)

    @property
    def walls(self) -> Mapping[str, tuple[Wall, ...]]:
        """The walls of every asset."""
        return self.escapes.walls
