# SPDX-License-Identifier: Apache-2.0
"""What the network reasoning answers."""

from __future__ import annotations

from msgspec import Struct

from intramuros.estate.moves import Move
from intramuros.estate.values import Fact
from intramuros.reasoning.network.space import Space


class Egress(Struct, frozen=True, kw_only=True):
    """Whether a workload can send to addresses outside the approved ranges."""

    workload: str
    open: Fact[bool]
    destinations: tuple[str, ...] = ()
    """What it reaches, as CIDRs or tags (`0.0.0.0/0`, `AzureCloud`)."""
    path: tuple[Move, ...] = ()
    """The way out; guards stand on the moves they block."""
    because: str = ""
    surely: Space = ()
    """The packets that get out for certain."""
    perhaps: Space = ()
    """Those that may, the certain ones included."""


class Outlet(Struct, frozen=True, kw_only=True):
    """One set of addresses outside that a workload can send to."""

    where: str
    """A CIDR, `the internet`, or the service that the addresses belong to (`Storage.westeurope`, `S3.eu-central-1`)."""
    ports: str
    """`443`, `8000-8100`, `all ports`."""
    protocol: str
    country: str | None
    """Where these addresses lie (ISO 3166-1 alpha-2); None where nobody publishes it with the estate."""
    region: str | None
    sure: bool
    via: str
    """The way out, in words."""


class Crossing(Struct, frozen=True, kw_only=True):
    """Whether the lower side of a connection can open connections to the production side."""

    link: str
    """Address of the peering or hub."""
    lower: str
    """Address of the lower network."""
    upper: str
    """Address of the production network."""
    open: Fact[bool]
    path: tuple[Move, ...] = ()
    because: str = ""
    target: str = ""
    """A workload or subnet that is reached, and on which port, for the message."""


class Connection(Struct, frozen=True, kw_only=True):
    """Whether a connection opened at one place reaches another on a port."""

    source: str
    target: str
    port: int | None
    """None: on any port at all."""
    protocol: str
    open: Fact[bool]
    path: tuple[Move, ...] = ()
    """The way, each move with the guards that stand on it: `absent` ones let it through, `holds` stop it."""
    because: str = ""
    surely: Space = ()
    """From or to the internet: the far addresses (and ports) for which the answer is sure."""
