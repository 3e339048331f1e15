# SPDX-License-Identifier: Apache-2.0
"""Functions over IP networks.

https://developer.hashicorp.com/terraform/language/functions#ip-network-functions. Leading zeros in IPv4 numbers are decimal, as in Terraform.
"""

from __future__ import annotations

import ipaddress
from typing import Final, TypeAlias

from intramuros.estate.patterns import lazy
from intramuros.sources.terraform.values import Mistake, TfList

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_ZEROS: Final = lazy(r"(?<![\d])0+(?=\d)")


def _network(prefix: str) -> Network:
    if "/" not in prefix or prefix.rpartition("/")[2].count("."):
        raise Mistake(f"`{prefix[:60]}` is no network in CIDR notation")
    try:
        return ipaddress.ip_network(prefix if ":" in prefix else _ZEROS.sub("", prefix), strict=False)
    except ValueError as problem:
        raise Mistake(f"`{prefix[:60]}` is no network in CIDR notation") from problem


def cidrhost(prefix: str, number: int) -> str:
    """The address at a place in a network; a negative place counts from the end."""
    network = _network(prefix)
    if not -network.num_addresses <= number < network.num_addresses:
        raise Mistake(f"`{prefix}` has no host {number}")
    return str(network[number])


def cidrnetmask(prefix: str) -> str:
    """The mask of an IPv4 network."""
    network = _network(prefix)
    if network.version != 4:
        raise Mistake("only IPv4 networks have a mask")
    return str(network.netmask)


def cidrsubnet(prefix: str, bits: int, number: int) -> str:
    """The network of a number among those made with some bits more."""
    network = _network(prefix)
    length = network.prefixlen + bits
    if not 0 <= length <= network.max_prefixlen or not 0 <= number < 2 ** max(bits, 0):
        raise Mistake(f"`{prefix}` has no subnet {number} of {bits} more bits")
    start = int(network.network_address) + (number << (network.max_prefixlen - length))
    return f"{network[0] if bits < 0 else _at(network, start, length).network_address}/{length}"  # fewer bits leave the address


def cidrsubnets(prefix: str, *bits: int) -> TfList:
    """Networks of several sizes, one after another without overlap."""
    network = _network(prefix)
    at, end = int(network.network_address), int(network.broadcast_address)
    found = TfList()
    for more in bits:
        length = network.prefixlen + more
        if more < 1 or length > network.max_prefixlen or more > 32:
            raise Mistake(f"`{prefix}` cannot be divided by {more} bits")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size - 1 > end:
            raise Mistake(f"`{prefix}` has not enough room")
        found.append(str(_at(network, at, length)))
        at += size
    return found


def _at(network: Network, address: int, length: int) -> Network:
    kind = ipaddress.IPv4Network if network.version == 4 else ipaddress.IPv6Network
    return kind((address, length))
