# SPDX-License-Identifier: Apache-2.0
"""Firewall rules of databases and caches: ranges of addresses, one resource each, closed where there is none.

A range from 0.0.0.0 to 0.0.0.0 is Azure's spelling of "any Azure service", of any tenant: it takes connections "from the
subscriptions of other customers" too, so that whoever rents a machine there is let in
(learn.microsoft.com/azure/azure-sql/database/firewall-configure, "Connections from inside Azure").
"""

from __future__ import annotations

import ipaddress
from typing import Any

from intramuros.estate.gate import Gate
from intramuros.estate.values import Fact, Unknown, is_symbolic
from intramuros.sources.attributes import text
from intramuros.sources.azure.common import first
from intramuros.sources.azure.seals import gate
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

AZURE = "0.0.0.0-0.0.0.0"
START, END = ("start_ip_address", "start_ip", "starting_ip"), ("end_ip_address", "end_ip", "ending_ip")


def ranged_gate(
    book: Book,
    d: Declared,
    *,
    public: Fact[bool],
    rules: list[Declared],
    subnets: list[Any],
    open_without: bool = False,
    unsure: list[Unknown] | None = None,
) -> Gate:
    """A gate of address ranges; caches are open where no rule is declared, databases closed. `unsure` are rules that may be others'."""
    perhaps = unsure or []
    ranges = [r for rule in rules for r in cidrs(first(rule.attrs, *START), first(rule.attrs, *END))]
    admits = {"addresses": [*(r for r in ranges if r != AZURE), *perhaps], "segments": subnets, "trusted": AZURE in ranges}
    bare = open_without and not rules and not subnets
    opens = AZURE in ranges or (perhaps[0] if bare and perhaps else bare)
    return gate(book, d, public=public, opens=opens, rules=admits)


def cidrs(start: Any, end: Any) -> list[Fact[str]]:
    """A range of addresses as the fewest CIDRs; `AZURE` for the range that means Azure itself."""
    low, high = text(start), text(end if end is not None else start)
    if not isinstance(low, str) or not isinstance(high, str) or is_symbolic(low) or is_symbolic(high):
        return [Unknown("the range of a firewall rule is not known")]
    if (low, high) == ("0.0.0.0", "0.0.0.0"):  # noqa: S104  # not a bind address: Azure's spelling of its own services
        return [AZURE]
    try:
        found = ipaddress.summarize_address_range(ipaddress.IPv4Address(low), ipaddress.IPv4Address(high))
        return [str(n) for n in found]
    except ValueError:
        return [Unknown(f"`{low}` to `{high}` is not a range of addresses")]
