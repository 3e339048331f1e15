# SPDX-License-Identifier: Apache-2.0
"""Web application firewalls: policies of gateways and front doors, and the configuration inside older gateways.

A policy blocks when it is enabled, in prevention mode, and a managed rule set of attack rules acts (bot rules alone do not). A custom
rule that lets everything in ends the evaluation before any managed rule (Microsoft Learn, "WAF custom rules").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from intramuros.estate.edges import WebFirewall
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, or_else
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.common import head
from intramuros.sources.azure.wiring import line_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GATEWAY_POLICY = "azurerm_web_application_firewall_policy"
DOOR_POLICY = "azurerm_cdn_frontdoor_firewall_policy"
CLASSIC_POLICY = "azurerm_frontdoor_firewall_policy"
POLICIES = (GATEWAY_POLICY, DOOR_POLICY, CLASSIC_POLICY)
GATEWAY = "azurerm_application_gateway"

ATTACK_RULES = ("owasp", "microsoft_defaultruleset", "defaultruleset", "preconfigureddefaultruleset")
EVERYBODY = frozenset({"0.0.0.0/0", "::/0", "*", "any"})


def lower_policies(book: Book) -> Iterator[Resource]:
    """Firewall policies, whatever they are attached to."""
    for d in book.of(*POLICIES):
        yield policy(book, d)
    for d in book.data(*POLICIES):
        why = Unknown(f"the settings of `{d.address}` are looked up, not declared")
        yield WebFirewall(**head(book, d), blocks=why, inspects_body=why, why=why.why)


def policy(book: Book, d: Declared) -> WebFirewall:
    """One policy, read by the form of its kind."""
    return _gateway_policy(book, d) if d.type == GATEWAY_POLICY else _door_policy(book, d)


def _gateway_policy(book: Book, d: Declared) -> WebFirewall:
    settings = block(d.attrs, "policy_settings")
    missing = unknown_in(d.attrs, "policy_settings", "managed_rules")
    on, mode = switch(settings.get("enabled"), default=True), text(settings.get("mode"), "Prevention")
    sets = blocks(block(d.attrs, "managed_rules"), "managed_rule_set")
    attack = any(_is_attack(s.get("type"), "OWASP") and not _all_logged(s) for s in sets)
    return _made(
        head(book, d), _State(on, mode, attack, _waves_through(d.attrs, "custom_rules", "match_conditions"), missing), _body(settings)
    )


def _body(settings: Mapping[str, Any]) -> Fact[bool]:
    return switch(settings.get("request_body_check"), default=True)


def _door_policy(book: Book, d: Declared) -> WebFirewall:
    missing = unknown_in(d.attrs, "managed_rule")
    on, mode = switch(d.attrs.get("enabled"), default=True), text(d.attrs.get("mode"), "Prevention")
    rules = blocks(d.attrs, "managed_rule")
    attack = any(_is_attack(r.get("type")) and str(r.get("action", "Block")).casefold() not in ("log", "allow") for r in rules)
    waves = _waves_through(d.attrs, "custom_rule", "match_condition")
    return _made(head(book, d), _State(on, mode, attack, waves, missing), switch(d.attrs.get("request_body_check_enabled"), default=True))


class _State:
    """What decides whether a policy blocks."""

    def __init__(self, on: Fact[bool], mode: Fact[str | None], attack: bool, waves: str, missing: Unknown | None) -> None:
        self.on, self.mode, self.attack, self.waves, self.missing = on, mode, attack, waves, missing

    def blocks(self) -> Fact[bool]:
        """Enabled, preventing, with attack rules that no custom rule switches off."""
        prevents: Fact[bool] = self.mode if isinstance(self.mode, Unknown) else str(self.mode).casefold() == "prevention"
        rules: Fact[bool] = self.missing or self.attack
        return both(self.on, prevents, rules, not self.waves)

    def why(self) -> str:
        """The first thing that keeps it from blocking, or what it is."""
        if self.on is False:
            return "the policy is disabled"
        if isinstance(self.mode, str) and self.mode.casefold() != "prevention":
            return f"{self.mode} mode only logs"
        if self.waves:
            return f"the custom rule `{self.waves}` lets every request pass before the managed rules"
        return f"{or_else(self.mode, 'unknown')} mode" if self.attack else "no managed set of attack rules acts"


def _made(own: dict[str, Any], state: _State, body: Fact[bool]) -> WebFirewall:
    inspects = both(body, state.missing or state.attack)
    why = state.why() + ("; request bodies are not inspected" if body is False else "")
    return WebFirewall(**own, blocks=state.blocks(), inspects_body=inspects, why=why)


def _is_attack(kind: Any, default: str = "") -> bool:
    return str(kind or default).casefold() in ATTACK_RULES


def _all_logged(rule_set: Mapping[str, Any]) -> bool:
    """Whether every override only logs and there are as many as a set has rules (about 150 in CRS 3.2 and DRS 2.1)."""
    rules = [r for g in blocks(rule_set, "rule_group_override") for r in blocks(g, "rule")]
    silent = [r for r in rules if str(r.get("action", "")).casefold() in ("log", "allow") or r.get("enabled") is not True]
    return len(silent) >= 150


def _waves_through(attrs: Mapping[str, Any], key: str, conditions: str) -> str:
    """The name of an enabled custom rule that allows every request; '' where there is none."""
    for rule in blocks(attrs, key):
        tests = blocks(rule, conditions)
        if (
            str(rule.get("action", "")).casefold() == "allow"
            and rule.get("enabled", True) is not False
            and tests
            and all(map(_always, tests))
        ):
            return str(rule.get("name") or rule.get("priority") or "unnamed")
    return ""


def _always(condition: Mapping[str, Any]) -> bool:
    """Whether a condition holds for every request."""
    if condition.get("negation_condition") is True:
        return False
    operator = str(condition.get("operator", "")).casefold()
    values = {v.casefold() for v in texts(condition.get("match_values")) if isinstance(v, str)}
    return operator == "any" or (operator == "ipmatch" and bool(values & EVERYBODY))


def lower_inline(book: Book) -> Iterator[Resource]:
    """The firewall configured inside an application gateway (`waf_configuration`), as `<gateway>#waf`."""
    for d in book.of(GATEWAY):
        for index, own in enumerate(blocks(d.attrs, "waf_configuration")[:1]):
            on, mode = switch(own.get("enabled"), default=True), text(own.get("firewall_mode"), "Detection")
            attack = _is_attack(own.get("rule_set_type"), "OWASP")
            fields = {**head(book, d, suffix="#waf"), "origin": line_of(d, "waf_configuration", index)}
            yield _made(fields, _State(on, mode, attack, "", None), _body(own))


def weakest(book: Book, policies: Iterable[Fact[str]]) -> Fact[tuple[str, ...]]:
    """Of the policies on several ways in, the one that guards least: a chain of doors is as good as its worst."""
    named = list(dict.fromkeys(policies))
    unknown = next((p for p in named if isinstance(p, Unknown)), None)
    sure = [p for p in named if isinstance(p, str)]
    loose = next((p for p in sure if _is_loose(book, p)), None)
    if loose:
        return (loose,)
    return unknown or tuple(sure)


def _is_loose(book: Book, address: str) -> bool:
    d = book.by_address.get(address)
    return d is not None and d.mode == "managed" and both((made := policy(book, d)).blocks, made.inspects_body) is False


LOWERINGS = (
    (frozenset(POLICIES), lower_policies),
    (frozenset({GATEWAY}), lower_inline),
)
