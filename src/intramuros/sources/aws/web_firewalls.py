# SPDX-License-Identifier: Apache-2.0
"""Web ACLs: whether any rule of them blocks, and whether one that blocks reads request bodies.

A rule group's own actions count unless `override_action` is count; single rules of it may be overridden to count
(https://docs.aws.amazon.com/waf/latest/APIReference/API_OverrideAction.html). Which managed rules read bodies:
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html (their names end in `_BODY`).
A rule that allows ends the evaluation, so what stands behind it sees nothing of what it lets through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.edges import WebFirewall
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, either
from intramuros.sources.attributes import block, blocks, number, text, unknown_in
from intramuros.sources.aws.common import head, owner
from intramuros.sources.aws.wiring import denoted, given, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ACL: Final = "aws_wafv2_web_acl"
GROUP: Final = "aws_wafv2_rule_group"
CLASSIC: Final = ("aws_wafregional_web_acl", "aws_waf_web_acl")
ASSOCIATIONS: Final = ("aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association")
_BODY_RULES: Final[Mapping[str, frozenset[str]]] = {
    "AWSManagedRulesCommonRuleSet": frozenset(
        {"SizeRestrictions_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "CrossSiteScripting_BODY"}
    ),
    "AWSManagedRulesKnownBadInputsRuleSet": frozenset({"JavaDeserializationRCE_BODY", "ReactJSRCE_BODY", "Log4JRCE_BODY"}),
    "AWSManagedRulesSQLiRuleSet": frozenset({"SQLi_BODY", "SQLiExtendedPatterns_BODY"}),
    "AWSManagedRulesUnixRuleSet": frozenset({"UNIXShellCommandsVariables_BODY"}),
    "AWSManagedRulesWindowsRuleSet": frozenset({"WindowsShellCommands_BODY", "PowerShellCommands_BODY"}),
    "AWSManagedRulesPHPRuleSet": frozenset({"PHPHighRiskMethodsVariables_BODY"}),
}
"""Managed rule groups that read bodies, with the rules that do."""
_BODY_FIELDS: Final = ("body", "json_body")
_DEPTH: Final = 6
"""Statements nest three deep at most (WAF quotas); this bounds hostile input."""


class _Sees(Struct, frozen=True):
    """What one rule does: does it stop requests, does it read bodies while doing so, does it let requests pass all others."""

    order: int
    blocks: Fact[bool] = False
    body: Fact[bool] = False
    lets_pass: str = ""
    why: str = ""


def web_firewalls(book: Book) -> Iterator[Resource]:
    """Web ACLs of the current and the classic service."""
    for d in book.of(ACL):
        yield _acl(book, d)
    for d in book.of(*CLASSIC):
        yield _classic(book, d)


def _acl(book: Book, d: Declared) -> WebFirewall:
    missing = unknown_in({k: stated(d, k) for k in ("rule", "rule_json")}, "rule", "rule_json")
    if missing is None and d.attrs.get("rule_json"):
        missing = Unknown(f"the rules of {d.address} are written as rule_json")
    rules = sorted((_rule(book, d, r) for r in blocks(d.attrs, "rule")), key=lambda r: r.order)
    rules += [_apart(book, a) for a in book.pointing((f"{ACL}_rule_group_association",), "web_acl_arn", d.address)]
    blocks_all = present(block(d.attrs, "default_action"), "block")
    stops = either(blocks_all, *(r.blocks for r in rules), *([missing] if missing else []))
    body = either(*(r.body for r in rules), *([missing] if missing else []))
    return WebFirewall(**head(book, d), blocks=stops, inspects_body=_past(rules, body), why=_why(rules, stops, body, blocks_all=blocks_all))


def _past(rules: list[_Sees], body: Fact[bool]) -> Fact[bool]:
    """Whether bodies are read of everything: a rule that allows before the reader lets its requests pass unread."""
    if body is not True:
        return body
    first = next(r.order for r in rules if r.body is True)
    early = next((r.lets_pass for r in rules if r.lets_pass and r.order < first), "")
    return Unknown(f"what the rule {early}, which allows, lets pass before bodies are read") if early else True


def _why(rules: list[_Sees], stops: Fact[bool], body: Fact[bool], *, blocks_all: bool) -> str:
    if stops is False:
        return "; ".join(dict.fromkeys(r.why for r in rules if r.why)) or "no rules, and the default action allows"
    if body is False:
        return "the rules that block do not read bodies" if not blocks_all else "it blocks by default, without a rule that reads bodies"
    return ""


def present(attrs: Mapping[str, Any], key: str) -> bool:
    """Whether an empty block such as `count {}` is there."""
    return attrs.get(key) not in (None, [], False)


def _rule(book: Book, d: Declared, rule: Mapping[str, Any]) -> _Sees:
    order = number(rule.get("priority"))
    place = order if isinstance(order, int) else 0
    name = str(rule.get("name") or "")
    statement = block(rule, "statement")
    if present(rule, "override_action"):
        return _of_group(book, d, place, name, rule, statement)
    action = block(rule, "action")
    if present(action, "allow"):
        passes = "" if _only_addresses(statement) else name
        return _Sees(place, lets_pass=passes, why=f"rule {name} allows")
    if not present(action, "block"):
        return _Sees(place, why=f"rule {name} only counts" if present(action, "count") else f"rule {name} does not block")
    return _Sees(place, blocks=True, body=_reads_body(statement), why="")


def _only_addresses(statement: Mapping[str, Any]) -> bool:
    """An allow-list of addresses lets partners pass, not the world."""
    return present(statement, "ip_set_reference_statement")


def _of_group(book: Book, d: Declared, place: int, name: str, rule: Mapping[str, Any], statement: Mapping[str, Any]) -> _Sees:
    if present(block(rule, "override_action"), "count"):
        return _Sees(place, why=f"rule {name} is overridden to count")
    reference = block(statement, "rule_group_reference_statement")
    if reference:
        return _own_group(book, d, place, name, reference)
    managed = block(statement, "managed_rule_group_statement")
    return _managed(place, name, managed)


def _managed(place: int, name: str, managed: Mapping[str, Any]) -> _Sees:
    group = text(managed.get("name"))
    if isinstance(group, Unknown):
        return _Sees(place, blocks=group, body=group)
    counted = _counted(managed)
    readers = _BODY_RULES.get(str(group), frozenset())
    body: Fact[bool] = bool(readers - counted)
    if str(managed.get("vendor_name") or "AWS") != "AWS":
        body = Unknown(f"whether the rule group {group} of {managed.get('vendor_name')} reads bodies")
    scoped = block(managed, "scope_down_statement")
    if body is True and scoped:
        body = Unknown(f"which requests the scope-down statement of rule {name} leaves unread")
    silent = f"rule {name} has every rule that reads bodies overridden to count" if readers and not readers - counted else ""
    return _Sees(place, blocks=not (readers and readers <= counted and len(counted) >= _ALL_OF_GROUP), body=body, why=silent)


_ALL_OF_GROUP: Final = 20
"""So many overrides leave nothing of the largest managed group (22 rules) in force."""


def _counted(managed: Mapping[str, Any]) -> frozenset[str]:
    """Rules of a group that are overridden to count, in either generation of the provider."""
    newer = (o for o in blocks(managed, "rule_action_override") if present(block(o, "action_to_use"), "count"))
    allowing = (o for o in blocks(managed, "rule_action_override") if present(block(o, "action_to_use"), "allow"))
    older = blocks(managed, "excluded_rule")
    return frozenset(str(o.get("name")) for group in (newer, allowing, older) for o in group)


def _own_group(book: Book, d: Declared, place: int, name: str, reference: Mapping[str, Any]) -> _Sees:
    found = denoted(book, d, reference.get("arn"), "rule", GROUP)
    own = book.by_address.get(found) if isinstance(found, str) else None
    if own is None or own.mode == "data":
        missing = Unknown(f"the rules of the rule group that rule {name} refers to")
        return _Sees(place, blocks=missing, body=missing)
    inner = [_rule(book, own, r) for r in blocks(own.attrs, "rule")]
    return _Sees(
        place,
        blocks=either(*(r.blocks for r in inner)),
        body=either(*(r.body for r in inner)),
        why="; ".join(r.why for r in inner if r.why),
    )


def _apart(book: Book, d: Declared) -> _Sees:
    """A rule group joined to a web ACL by a resource of its own."""
    order = number(d.attrs.get("priority"))
    place = order if isinstance(order, int) else 0
    if str(d.attrs.get("override_action") or "none") == "count":
        return _Sees(place, why=f"{d.address} is overridden to count")
    managed = block(d.attrs, "managed_rule_group")
    return _managed(place, d.address, managed) if managed else _own_group(book, d, place, d.address, block(d.attrs, "rule_group_reference"))


def _reads_body(statement: Any, depth: int = _DEPTH) -> bool:
    """Whether a statement, or one within it, looks at the body; a rate limit counts requests and reads none."""
    if not depth:
        return False
    for name, inner in statement.items() if isinstance(statement, Mapping) else ():
        if name == "rate_based_statement":
            continue
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, Mapping) and (_matches_body(one) or _reads_body(one, depth - 1)):
                return True
    return False


def _matches_body(statement: Mapping[str, Any]) -> bool:
    field = block(statement, "field_to_match")
    return any(present(field, f) for f in _BODY_FIELDS)


def _classic(book: Book, d: Declared) -> WebFirewall:
    default = str(block(d.attrs, "default_action").get("type") or "").upper()
    rules = [*blocks(d.attrs, "rule"), *blocks(d.attrs, "rules")]
    stops = default == "BLOCK" or any(str(block(r, "action").get("type") or "").upper() == "BLOCK" for r in rules)
    grouped = any(str(block(r, "override_action").get("type") or "").upper() == "NONE" for r in rules)
    missing = Unknown(f"whether the classic rules of {d.address} read bodies")
    return WebFirewall(
        **head(book, d),
        blocks=stops or grouped,
        inspects_body=missing if stops or grouped else False,
        why="" if stops else "no rule blocks",
    )


def firewalls_of(book: Book, *addresses: str) -> tuple[Fact[str], ...]:
    """Web ACLs that associations put before any of these resources."""
    wanted = frozenset(addresses)
    found: list[Fact[str | None]] = []
    for a in book.of(*ASSOCIATIONS):
        target = owner(book, a.attrs.get("resource_arn")) or denoted(book, a, a.attrs.get("resource_arn"), "resource_arn")
        if isinstance(target, str) and target in wanted:
            key = "web_acl_arn" if "web_acl_arn" in a.attrs else "web_acl_id"
            found.append(denoted(book, a, a.attrs.get(key), key, ACL, *CLASSIC))
    return given(found)


def one_list(found: tuple[Fact[str], ...]) -> Fact[tuple[str, ...]]:
    """Firewalls as an endpoint carries them: all known, or the first that is not."""
    missing = next((f for f in found if isinstance(f, Unknown)), None)
    return missing or tuple(f for f in found if isinstance(f, str))


LOWERINGS = ((frozenset({ACL, *CLASSIC}), web_firewalls),)
SUB_RESOURCES = frozenset(
    {
        GROUP,
        *ASSOCIATIONS,
        f"{ACL}_rule_group_association",
        f"{ACL}_logging_configuration",
        "aws_wafv2_ip_set",
        "aws_wafv2_regex_pattern_set",
        "aws_shield_protection",
        "aws_shield_protection_group",
    }
)
