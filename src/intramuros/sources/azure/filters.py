# SPDX-License-Identifier: Apache-2.0
"""Network security groups: what each rule lets through or stops.

Order, default rules and the meaning of service tags: Microsoft Learn, "Network security groups" (azure/virtual-network/
network-security-groups-overview). Rules of a group may be inline blocks or resources of their own; both count.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from intramuros.estate.network import Filter, Ports
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import blocks, number, text, texts, unknown_in
from intramuros.sources.azure.astray import astray
from intramuros.sources.azure.wiring import cidr, line_of, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GROUP = "azurerm_network_security_group"
RULE = "azurerm_network_security_rule"
ASG = "azurerm_application_security_group"
SUBNET_LINK = "azurerm_subnet_network_security_group_association"
INTERFACE_LINK = "azurerm_network_interface_security_group_association"

ALL_PORTS = (Ports(0, 65535),)
_LAST_PORT = 65535
_DESTINATION = ("destination_port_range", "destination_port_ranges")
EVERYWHERE: tuple[Fact[str], ...] = ("0.0.0.0/0", "::/0")
_PROTOCOLS = {"any": "*", "*": "*", "esp": "50", "ah": "51"}


def rules_of_group(book: Book, d: Declared) -> Iterator[Filter]:
    """Every rule of a group, inline and apart."""
    missing = unknown_in(d.attrs, "security_rule")
    if missing:
        yield from unknown_rules(d.address, line_of(d, "security_rule"), missing)
    for index, rule in enumerate(blocks(d.attrs, "security_rule")):
        yield from read_rule(book, rule, d.address, line_of(d, "security_rule", index))
    for separate in book.pointing((RULE,), "network_security_group_name", d.address):
        yield from read_rule(book, separate.attrs, separate.address, separate.origin)
    for stray, why in astray(book, RULE, "network_security_group_name", d):
        yield from (replace(f, own=(why,)) for f in read_rule(book, stray.attrs, stray.address, stray.origin))


def unknown_rules(address: str, origin: Origin, why: Unknown) -> Iterator[Filter]:
    """Rules that exist and cannot be read: either answer stays possible in both directions."""
    for allows in (True, False):
        yield Filter(direction="in", allows=allows, priority=why, peers=(why,), own=(why,), address=address, origin=origin)
        yield Filter(direction="out", allows=allows, priority=why, peers=(why,), own=(why,), address=address, origin=origin)


def read_rule(book: Book, rule: dict[str, Any], address: str, origin: Origin) -> Iterator[Filter]:
    """One rule as a filter; as several where its direction or access is not known."""
    for direction, sure in _choices(rule.get("direction"), {"inbound": "in", "outbound": "out"}):
        for access, certain in _choices(rule.get("access"), {"allow": "allow", "deny": "deny"}):
            near, far = ("destination", "source") if direction == "in" else ("source", "destination")
            doubt = sure or certain
            whole = _whole(ports_of(rule, "source_port_range", "source_port_ranges"))
            if access == "deny" and whole is False:
                continue  # whoever opens a connection chooses its source port, and takes one that is not denied
            yield Filter(
                direction="in" if direction == "in" else "out",
                allows=access == "allow",
                priority=_priority(rule.get("priority")),
                protocol=protocol_of(rule.get("protocol")),
                ports=whole if access == "deny" and isinstance(whole, Unknown) else ports_of(rule, *_DESTINATION),
                peers=(doubt,) if doubt else _side(book, rule, far) or EVERYWHERE,
                own=_own(_side(book, rule, near)),
                address=address,
                origin=origin,
                name=str(rule.get("name") or ""),
            )


def _whole(ports: Fact[tuple[Ports, ...]]) -> Fact[bool]:
    """Whether ranges are all ports that a client may send from (1 to 65535)."""
    if isinstance(ports, Unknown):
        return ports
    reached = 0
    for one in sorted(ports, key=lambda p: p.low):
        if one.low > reached + 1:
            return False
        reached = max(reached, one.high)
    return reached >= _LAST_PORT


def _choices(value: Any, words: dict[str, str]) -> list[tuple[str, Unknown | None]]:
    """The word's meaning; every meaning, each with the doubt, where the word is not known."""
    found = words.get(value.casefold()) if isinstance(value, str) else None
    if found:
        return [(found, None)]
    doubt = value if isinstance(value, Unknown) else Unknown(f"`{readable(str(value))}` is not known as one of {', '.join(words)}")
    return [(meaning, doubt) for meaning in words.values()]


def _priority(value: Any) -> Fact[int]:
    found = number(value)
    return Unknown("the rule's priority is not known") if found is None else found


def protocol_of(value: Any) -> Fact[str]:
    """A protocol in the estate's spelling."""
    found = text(value, "*")
    return found if isinstance(found, Unknown) else _PROTOCOLS.get(str(found).casefold(), str(found).casefold())


def ports_of(rule: dict[str, Any], *keys: str) -> Fact[tuple[Ports, ...]]:
    """Port ranges (`443`, `8000-8100`, `*`) under any of `keys`; all ports where none is given."""
    out: list[Ports] = []
    for value in (t for key in keys for t in texts(rule.get(key))):
        if isinstance(value, Unknown):
            return value
        low, _, high = value.strip().partition("-")
        if low == "*":
            return ALL_PORTS
        if not low.isdecimal() or not (high or low).isdecimal():
            return Unknown(f"`{readable(value)}` is not known as a port range")
        out.append(Ports(int(low), int(high or low)))
    return tuple(out) or ALL_PORTS


def _side(book: Book, rule: dict[str, Any], side: str) -> tuple[Fact[str], ...]:
    prefixes = [p for key in (f"{side}_address_prefix", f"{side}_address_prefixes") for p in texts(rule.get(key))]
    groups = many(book, rule.get(f"{side}_application_security_group_ids"), ASG)
    named = (f"asg:{g}" if isinstance(g, str) else g for g in groups)
    return (*(form for p in prefixes for form in peer_forms(p)), *named)


def _own(found: tuple[Fact[str], ...]) -> tuple[Fact[str], ...]:
    return ("*",) if not found or found == EVERYWHERE else found


def peer_forms(prefix: Fact[str]) -> tuple[Fact[str], ...]:
    """An address prefix as the estate spells peers: a CIDR, `tag:<service tag>`, everywhere for `*`."""
    if isinstance(prefix, Unknown):
        return (prefix,)
    if is_symbolic(prefix):
        return (Unknown(f"`{readable(prefix)}` is known only after apply"),)
    if prefix.strip().casefold() in ("*", "any"):
        return EVERYWHERE
    return (cidr(prefix) if is_address(prefix) else f"tag:{prefix.strip()}",)


def is_address(prefix: str) -> bool:
    """Whether it is an IP address or CIDR, and no service tag."""
    try:
        ipaddress.ip_network(prefix.strip(), strict=False)
    except ValueError:
        return False
    return True


SUB_RESOURCES = frozenset({RULE, ASG, SUBNET_LINK, INTERFACE_LINK})
