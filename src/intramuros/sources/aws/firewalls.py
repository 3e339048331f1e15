# SPDX-License-Identifier: Apache-2.0
"""AWS Network Firewall: what its policy lets through, as far as it can be read.

Default action order passes what no rule matches, and evaluates pass before drop; strict order follows the priorities and drops by its
default actions (https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html). A domain list that
allows drops other names of the protocols it inspects, and nothing else (…/stateful-rule-groups-domain-names.html).
Suricata rules are read by their header and the name they look for; one with other conditions may match or not.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.network import FirewallRule, Gateway, Ports
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, symbol
from intramuros.sources.attributes import block, blocks, number, text, texts, unknown_in
from intramuros.sources.aws.common import head, where
from intramuros.sources.aws.filters import protocol_of
from intramuros.sources.aws.wiring import SUBNETS, cidr, denoted, given, vpc_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

FIREWALL: Final = "aws_networkfirewall_firewall"
POLICY: Final = "aws_networkfirewall_firewall_policy"
GROUP: Final = "aws_networkfirewall_rule_group"
ALL_PORTS: Final = (Ports(0, 65535),)
_PASSES: Final = {"pass": True, "alert": None, "drop": False, "reject": False}
_RULE: Final = lazy(
    r"\s*(pass|drop|reject|alert)\s+(\S{1,20})\s+(\S{1,400})\s+(\S{1,400})\s+(?:->|<>)\s+(\S{1,400})\s+(\S{1,400})\s*\((.{0,2000})\)\s*"
)
_NAME: Final = lazy(r'(?:tls[._]sni|http[._]host)[^"]{0,60}content:\s*"([^"]{1,253})"')
_NEUTRAL: Final = lazy(r'(?:msg:"[^"]{0,400}"|sid:\d+|rev:\d+|flow:[a-z_, ]+|priority:\d+|metadata:[^;]{0,400}|classtype:[^;]{0,100})\s*;?')
_APPLICATIONS: Final = {"tls": "tcp", "http": "tcp", "ssh": "tcp", "dns": "*", "smtp": "tcp", "ftp": "tcp", "ip": "*"}
MAX_RULES: Final = 5_000

Ranked = tuple[int, FirewallRule]
Home = tuple[Fact[str], ...]
"""The addresses of HOME_NET."""


def firewalls(book: Book) -> Iterator[Resource]:
    """Firewalls with the rules of their policy, in order of evaluation."""
    for d in book.of(FIREWALL):
        subnets = [denoted(book, d, b.get("subnet_id"), "subnet_mapping", *SUBNETS) for b in blocks(d.attrs, "subnet_mapping")]
        rules, passes = _policy(book, d)
        yield Gateway(
            **head(book, d),
            kind="firewall",
            networks=given((vpc_of(book, d),)),
            subnet=next((s for s in subnets if s is not None), None),
            public=False,
            private_ips=(symbol(d.address, "firewall_status"),),
            rules=rules,
            default_allows=passes,
        )


def _policy(book: Book, d: Declared) -> tuple[Fact[tuple[FirewallRule, ...]], Fact[bool]]:
    found = denoted(book, d, d.attrs.get("firewall_policy_arn"), "firewall_policy_arn", POLICY)
    own = book.by_address.get(found) if isinstance(found, str) else None
    if own is None or own.mode == "data":
        missing = Unknown(f"the firewall policy of {d.address}")
        return missing, missing
    policy = block(own.attrs, "firewall_policy")
    stateless = set(texts(policy.get("stateless_default_actions")))
    if "aws:pass" in stateless:
        return (), True
    if "aws:drop" in stateless and not blocks(policy, "stateless_rule_group_reference"):
        return (), False
    strict = str(block(policy, "stateful_engine_options").get("rule_order") or "DEFAULT_ACTION_ORDER") == "STRICT_ORDER"
    drops = any(isinstance(a, str) and a.startswith("aws:drop") for a in texts(policy.get("stateful_default_actions")))
    home = _named_sets(block(policy, "policy_variables"), "rule_variables") or _of_network(book, d)
    return _rules(book, own, policy, home, strict=strict), not (strict and drops)


def _of_network(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """`HOME_NET` as it is where nothing sets it: the ranges of the firewall's own network, and no spoke's."""
    network = vpc_of(book, d)
    own = book.by_address.get(network) if isinstance(network, str) else None
    if own is None or own.mode == "data":
        return (Unknown(f"what HOME_NET is at {d.address}"),)
    added = book.pointing(("aws_vpc_ipv4_cidr_block_association",), "vpc_id", own.address)
    return tuple(cidr(t) for x in (own, *added) for t in texts(x.attrs.get("cidr_block"))) or (Unknown(f"the ranges of {own.address}"),)


def _named_sets(variables: Mapping[str, Any], key: str) -> tuple[Fact[str], ...]:
    """The addresses that a variable `HOME_NET` is set to; () where none is."""
    for one in blocks(variables, key):
        if one.get("key") == "HOME_NET":
            return tuple(cidr(t) for s in blocks(one, "ip_set") for t in texts(s.get("definition")))
    return ()


def _rules(book: Book, own: Declared, policy: Mapping[str, Any], home: Home, *, strict: bool) -> Fact[tuple[FirewallRule, ...]]:
    missing = unknown_in(policy, "stateful_rule_group_reference")
    if missing or blocks(policy, "stateless_rule_group_reference"):
        return missing or Unknown(f"the stateless rules of {own.address}")
    ranked: list[Ranked] = []
    for reference in blocks(policy, "stateful_rule_group_reference"):
        found = denoted(book, own, reference.get("resource_arn"), "firewall_policy", GROUP)
        group = book.by_address.get(found) if isinstance(found, str) else None
        if group is None:
            if "aws-managed" in str(found):
                continue  # AWS's threat signatures take away, they never let more through
            return Unknown(f"the rule group {found if isinstance(found, str) else 'that ' + own.address + ' refers to'}")
        rules = _group(group, _named_sets(block(group.attrs, "rule_group", "rule_variables"), "ip_sets") or home)
        if isinstance(rules, Unknown):
            return rules
        place = number(reference.get("priority"))
        ranked += [(place if strict and isinstance(place, int) else 0, r) for r in rules]
    ordered = sorted(ranked, key=lambda r: r[0]) if strict else sorted(ranked, key=lambda r: r[1].allows is False)
    return tuple(r for _, r in ordered)


def _group(d: Declared, home: Home) -> Fact[list[FirewallRule]]:
    origin = where(d, "rule_group", "rules")
    whole = d.attrs.get("rules")
    if whole:
        return _suricata(d, whole, origin, home)
    source = block(d.attrs, "rule_group", "rules_source")
    missing = unknown_in(source, "rules_string", "stateful_rule", "rules_source_list")
    if missing:
        return missing
    if source.get("rules_string"):
        return _suricata(d, source["rules_string"], origin, home)
    listed = [r for one in blocks(source, "rules_source_list") for r in _domains(d, one, origin, home)]
    return [*listed, *(r for one in blocks(source, "stateful_rule") for r in _stateful(d, one, origin, home))]


def _domains(d: Declared, listed: Mapping[str, Any], origin: Origin, home: Home) -> Iterator[FirewallRule]:
    """A domain list; one that allows closes with drops of every other name of its protocols.

    It looks at what comes from HOME_NET alone (…/stateful-rule-groups-domain-names.html, "Inspect traffic from a different VPC").
    """
    allows = "ALLOW" in str(listed.get("generated_rules_type") or "")
    names = tuple(_fqdn(t) for t in texts(listed.get("targets")))
    kinds = texts(listed.get("target_types"))
    ports = tuple(Ports(p, p) for p, kind in ((443, "TLS_SNI"), (80, "HTTP_HOST")) if kind in kinds) or ALL_PORTS
    yield FirewallRule(allows=allows, sources=home, destinations=names, ports=ports, protocol="tcp", address=d.address, origin=origin)
    if allows:
        yield FirewallRule(allows=False, sources=home, destinations=("*",), ports=ports, protocol="tcp", address=d.address, origin=origin)


def _fqdn(name: Fact[str]) -> Fact[str]:
    """`.clinic.example` in a list means every name under it."""
    if isinstance(name, Unknown):
        return name
    return f"fqdn:*{name}" if name.startswith(".") else f"fqdn:{name}"


def _stateful(d: Declared, rule: Mapping[str, Any], origin: Origin, home: Home) -> Iterator[FirewallRule]:
    header = block(rule, "header")
    action = text(rule.get("action"))
    if isinstance(action, str) and (_PASSES.get(action.casefold()) is None or _of_some(action, header.get("source_port"))):
        return
    keywords = {str(o.get("keyword")) for o in blocks(rule, "rule_option")} - {"sid", "msg", "rev", "priority"}
    allows: Fact[bool] = action if isinstance(action, Unknown) else _PASSES[str(action).casefold()] is True
    if keywords:
        allows = Unknown(f"when the rule of {d.address} with {', '.join(sorted(keywords))} matches")
    yield FirewallRule(
        allows=allows,
        sources=_ends(header.get("source"), home),
        destinations=_ends(header.get("destination"), home),
        ports=_ports(text(header.get("destination_port"), "ANY")),
        protocol=_protocol(text(header.get("protocol"), "IP")),
        address=d.address,
        origin=origin,
    )


def _protocol(value: Fact[str | None]) -> Fact[str]:
    if isinstance(value, Unknown):
        return value
    low = str(value).casefold()
    return _APPLICATIONS.get(low) or protocol_of(low)


def _of_some(action: str, port: Any) -> bool:
    """A drop of some source ports: whoever opens a connection takes another one."""
    return _PASSES[action.casefold()] is False and port is not None and str(port).casefold() not in ("any", "0:65535", "1:65535")


def _ends(value: Any, home: Home) -> tuple[Fact[str], ...]:
    return tuple(e for t in texts(value) for e in _end(t, home)) or ("*",)


def _end(value: Fact[str], home: Home) -> tuple[Fact[str], ...]:
    """One end of a rule; EXTERNAL_NET is by default all that HOME_NET is not, so an address of ours may be in it."""
    low = value.casefold() if isinstance(value, str) else ""
    if low == "any":
        return ("*",)
    if low == "$home_net":
        return home
    if low in ("$external_net", "!$home_net"):
        return _outside(home)
    return (_range(value),)


def _outside(home: Home) -> tuple[Fact[str], ...]:
    """Every IPv4 address that HOME_NET does not hold, and all of IPv6."""
    if any(isinstance(c, Unknown) or ":" in c for c in home):
        return (Unknown("what EXTERNAL_NET is"),)
    left = [ipaddress.IPv4Network("0.0.0.0/0")]
    for one in (ipaddress.IPv4Network(c, strict=False) for c in home if isinstance(c, str)):
        left = [p for n in left for p in (n.address_exclude(one) if one.subnet_of(n) else () if n.subnet_of(one) else (n,))]
    return (*(str(n) for n in left), "::/0")


def _range(value: Fact[str]) -> Fact[str]:
    if isinstance(value, str) and value.startswith(("$", "!", "[")):
        return Unknown(f"what `{value}` stands for")
    return cidr(value)


def _ports(value: Fact[str | None]) -> Fact[tuple[Ports, ...]]:
    if isinstance(value, Unknown):
        return value
    said = str(value).strip("[] ")
    if said.casefold() == "any":
        return ALL_PORTS
    found: list[Ports] = []
    for part in said.split(","):
        low, colon, high = part.strip().partition(":")
        if not (low or "0").isdecimal() or not (high or "0").isdecimal():
            return Unknown(f"`{said}` is not known as a port range")
        found.append(Ports(int(low or 0), int(high) if high else 65535 if colon else int(low or 0)))
    return tuple(found)


def _suricata(d: Declared, value: Any, origin: Origin, home: Home) -> Fact[list[FirewallRule]]:
    said = text(value)
    if not isinstance(said, str):
        return said if isinstance(said, Unknown) else []
    found: list[FirewallRule] = []
    for line in said.replace("\\\n", " ").splitlines()[:MAX_RULES]:
        if line.strip() and not line.lstrip().startswith("#"):
            hit = _RULE.fullmatch(line)
            if hit is None:
                return Unknown(f"the Suricata rule `{line.strip()[:60]}` of {d.address}")
            found += _line(d, hit, origin, home)
    return found


def _line(d: Declared, hit: re.Match[str], origin: Origin, home: Home) -> Iterator[FirewallRule]:
    action, protocol, source, source_port, destination, port, options = hit.groups()
    allows: Fact[bool | None] = _PASSES[action]
    if allows is None or _of_some(action, source_port):
        return
    name = _NAME.search(options)
    rest = _NEUTRAL.sub("", options).strip(" ;")
    if rest and not name:
        allows = Unknown(f"when the rule `{action} {protocol} … {port}` of {d.address} matches")
    ends = (f"fqdn:{'*' if name[1].startswith('.') else ''}{name[1]}",) if name else _suricata_ends(destination, home)
    yield FirewallRule(
        allows=allows,
        sources=_suricata_ends(source, home),
        destinations=ends,
        ports=_ports(port if not port.startswith("$") else "any"),
        protocol=_protocol(protocol),
        address=d.address,
        origin=origin,
    )


def _suricata_ends(value: str, home: Home) -> tuple[Fact[str], ...]:
    parts = [value] if value.startswith("!") else value.strip("[]").split(",")
    return tuple(e for part in parts for e in _end(part.strip(), home))


LOWERINGS = ((frozenset({FIREWALL}), firewalls),)
SUB_RESOURCES = frozenset(
    {
        POLICY,
        GROUP,
        "aws_networkfirewall_logging_configuration",
        "aws_networkfirewall_resource_policy",
        "aws_networkfirewall_tls_inspection_configuration",
    }
)
