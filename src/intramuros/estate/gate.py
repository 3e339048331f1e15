# SPDX-License-Identifier: Apache-2.0
"""The network gate before a data plane."""

from __future__ import annotations

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact


class Gate(Struct, frozen=True, kw_only=True):
    """The network gate before a store's or vault's data plane (Azure firewalls, RDS public access)."""

    public: Fact[bool]
    """The public endpoint exists at all (public network access enabled, publicly_accessible)."""
    open: Fact[bool]
    """The public endpoint lets every address in (default action Allow, no firewall)."""
    addresses: tuple[Fact[str], ...] = ()
    """CIDRs admitted when not open."""
    segments: tuple[Fact[str], ...] = ()
    """Addresses of subnets admitted when not open (service endpoints)."""
    trusted_services: Fact[bool] = False
    """The provider's own services come in with the identity that was made for them (Azure: bypass AzureServices)."""
    instances: tuple[Fact[str], ...] = ()
    """Single resources admitted when not open: addresses, else resource ids, in which `*` stands for any segment."""
    subscriptions: tuple[Fact[str], ...] = ()
    """Accounts whose resources come in with a managed identity of theirs (rules of a network security perimeter)."""
    address: str
    origin: Origin
    why: str = ""
