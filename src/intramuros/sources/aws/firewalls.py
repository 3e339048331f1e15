# SPDX-License-Identifier: Apache-2.0
"""AWS Network Firewall: what its policy lets through, as far as it can be read.

Default action order passes what no rule matches, and evaluates pass before drop; strict order follows the priorities and drops by its
default actions (https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html). A domain list that
allows drops other names of the protocols it inspects, and nothing else (…/stateful-rule-groups-domain-names.html).
Suricata rules are read by their header and the name they look for; one with other conditions may match or not.
"""

from __future__ import annotations

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
    return _rules(book, own, policy, strict=strict), not (strict and drops)


def _rules(book: Book, own: Declared, policy: Mapping[str, Any], *, strict: bool) -> Fact[tuple[FirewallRule, ...]]:
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
        rules = _group(group)
        if isinstance(rules, Unknown):
            return rules
        place = number(reference.get("priority"))
        ranked += [(place if strict and isinstance(place, int) else 0, r) for r in rules]
    ordered = sorted(ranked, key=lambda r: r[0]) if strict else sorted(ranked, key=lambda r: r[1].allows is False)
    return tuple(r for _, r in ordered)


def _group(d: Declared) -> Fact[list[FirewallRule]]:
    origin = where(d, "rule_group", "rules")
    whole = d.attrs.get("rules")
    if whole:
        return _suricata(d, whole, origin)
    source = block(d.attrs, "rule_group", "rules_source")
    missing = unknown_in(source, "rules_string", "stateful_rule", "rules_source_list")
    if missing:
        return missing
    if source.get("rules_string"):
        return _suricata(d, source["rules_string"], origin)
    listed = [r for one in blocks(source, "rules_source_list") for r in _domains(d, one, origin)]
    return [*listed, *(r for one in blocks(source, "stateful_rule") for r in _stateful(d, one, origin))]


def _domains(d: Declared, listed: Mapping[str, Any], origin: Origin) -> Iterator[FirewallRule]:
    """A domain list; one that allows closes with drops of every other name of its protocols."""
    allows = "ALLOW" in str(listed.get("generated_rules_type") or "")
    names = tuple(_fqdn(t) for t in texts(listed.get("targets")))
    kinds = texts(listed.get("target_types"))
    ports = tuple(Ports(p, p) for p, kind in ((443, "TLS_SNI"), (80, "HTTP_HOST")) if kind in kinds) or ALL_PORTS
    yield FirewallRule(allows=allows, destinations=names, ports=ports, protocol="tcp", address=d.address, origin=origin)
    if allows:
        yield FirewallRule(allows=False, destinations=("*",), ports=ports, protocol="tcp", address=d.address, origin=origin)


def _fqdn(name: Fact[str]) -> Fact[str]:
    """`.clinic.example` in a list means every name under it."""
    if isinstance(name, Unknown):
        return name
    return f"fqdn:*{name}" if name.startswith(".") else f"fqdn:{name}"


def _stateful(d: Declared, rule: Mapping[str, Any], origin: Origin) -> Iterator[FirewallRule]:
    header = block(rule, "header")
    action = text(rule.get("action"))
    if isinstance(action, str) and _PASSES.get(action.casefold()) is None:
        return
    keywords = {str(o.get("keyword")) for o in blocks(rule, "rule_option")} - {"sid", "msg", "rev", "priority"}
    allows: Fact[bool] = action if isinstance(action, Unknown) else _PASSES[str(action).casefold()] is True
    if keywords:
        allows = Unknown(f"when the rule of {d.address} with {', '.join(sorted(keywords))} matches")
    yield FirewallRule(
        allows=allows,
        sources=_ends(header.get("source")),
        destinations=_ends(header.get("destination")),
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


def _ends(value: Any) -> tuple[Fact[str], ...]:
    found = texts(value)
    return tuple("*" if isinstance(t, str) and t.casefold() == "any" else _range(t) for t in found) or ("*",)


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


def _suricata(d: Declared, value: Any, origin: Origin) -> Fact[list[FirewallRule]]:
    said = text(value)
    if not isinstance(said, str):
        return said if isinstance(said, Unknown) else []
    found: list[FirewallRule] = []
    for line in said.replace("\\\n", " ").splitlines()[:MAX_RULES]:
        if line.strip() and not line.lstrip().startswith("#"):
            hit = _RULE.fullmatch(line)
            if hit is None:
                return Unknown(f"the Suricata rule `{line.strip()[:60]}` of {d.address}")
            found += _line(d, hit, origin)
    return found


def _line(d: Declared, hit: re.Match[str], origin: Origin) -> Iterator[FirewallRule]:
    action, protocol, source, _, destination, port, options = hit.groups()
    allows: Fact[bool | None] = _PASSES[action]
    if allows is None:
        return
    name = _NAME.search(options)
    rest = _NEUTRAL.sub("", options).strip(" ;")
    if rest and not name:
        allows = Unknown(f"when the rule `{action} {protocol} … {port}` of {d.address} matches")
    ends = (f"fqdn:{'*' if name[1].startswith('.') else ''}{name[1]}",) if name else _suricata_ends(destination)
    yield FirewallRule(
        allows=allows,
        sources=_suricata_ends(source),
        destinations=ends,
        ports=_ports(port if not port.startswith("$") else "any"),
        protocol=_protocol(protocol),
        address=d.address,
        origin=origin,
    )


def _suricata_ends(value: str) -> tuple[Fact[str], ...]:
    if value.casefold() in ("any", "$home_net", "$external_net"):
        return ("*",)
    return tuple(_range(part.strip()) for part in value.strip("[]").split(","))


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
