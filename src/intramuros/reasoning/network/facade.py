# SPDX-License-Identifier: Apache-2.0
"""The questions that rules ask of the network: what can leave, what can cross, what a gate admits."""

from __future__ import annotations

from msgspec import Struct

from intramuros.estate.bounds import Bounds
from intramuros.estate.gate import Gate
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.values import Fact
from intramuros.estate.workloads import Workload


class Egress(Struct, frozen=True, kw_only=True):
    """Whether a workload can send to addresses outside the approved ranges."""

    workload: str
    open: Fact[bool]
    destinations: tuple[str, ...] = ()
    """What it reaches, as CIDRs or tags (`0.0.0.0/0`, `tag:AzureCloud`)."""
    path: tuple[Move, ...] = ()
    """The way out; guards stand on the moves they block."""
    because: str = ""


class Crossing(Struct, frozen=True, kw_only=True):
    """Whether the lower side of a connection can open connections to the production side."""

    link: str
    """Address of the peering, hub attachment or VPN."""
    lower: str
    """Address of the lower network."""
    upper: str
    """Address of the production network."""
    open: Fact[bool]
    path: tuple[Move, ...] = ()
    because: str = ""
    target: str = ""
    """A workload or subnet that is reached, and on which ports, for the message."""


class Reachability:
    """What can send packets to what, and out, in one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds

    def egress(self, workload: Workload) -> tuple[Egress, ...]:
        """One answer for each way the workload stands in the network; () when nothing is known of where it stands."""
        raise NotImplementedError

    def crossings(self) -> tuple[Crossing, ...]:
        """Every link between a lower network and a production one, both directions looked at."""
        raise NotImplementedError

    def admits(self, gate: Gate | None, workload: Workload | None) -> Fact[bool]:
        """Whether a store's network gate lets a workload in (None = a caller anywhere on the internet)."""
        raise NotImplementedError
