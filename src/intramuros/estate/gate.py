# SPDX-License-Identifier: Apache-2.0
"""The network gate before a data plane."""

from __future__ import annotations

import ipaddress

from msgspec import Struct

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, is_symbolic

WIDEST_PREFIX = 8
"""A range as wide as this, or wider, stands for the internet, as AWS counts it for buckets."""
EVERY_AZURE_ADDRESS = "0.0.0.0/32"
"""Azure SQL's and its kin's rule from 0.0.0.0 to 0.0.0.0: any address of Azure, of any tenant (…/azure-sql/database/firewall-configure)."""


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


def wide(address: Fact[str]) -> Fact[bool]:
    """Whether an admitted range is as good as the internet."""
    if isinstance(address, Unknown):
        return address
    if is_symbolic(address):
        return Unknown("an address that the firewall admits is not known")
    if address == EVERY_AZURE_ADDRESS:
        return True
    try:
        network = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return Unknown(f"the firewall admits `{address}`, which is not an address range")
    return network.prefixlen < (WIDEST_PREFIX if network.version == 4 else WIDEST_PREFIX * 2)
