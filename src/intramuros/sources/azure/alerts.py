# SPDX-License-Identifier: Apache-2.0
"""Who is called when something happens: metric, log and activity alerts, Sentinel rules, Defender for Storage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.records import Alert
from intramuros.estate.values import Fact, Unknown, either
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.common import address_or_id, first, head
from intramuros.sources.azure.observers import scopes
from intramuros.sources.azure.registries import PRICING
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

METRIC = "azurerm_monitor_metric_alert"
QUERIES = ("azurerm_monitor_scheduled_query_rules_alert_v2", "azurerm_monitor_scheduled_query_rules_alert")
ACTIVITY = "azurerm_monitor_activity_log_alert"
SENTINEL = ("azurerm_sentinel_alert_rule_scheduled", "azurerm_sentinel_alert_rule_nrt")
GROUP = "azurerm_monitor_action_group"
SUPPRESSION = "azurerm_monitor_alert_processing_rule_suppression"
STORAGE_DEFENDER = "azurerm_security_center_storage_defender"
OLD_DEFENDER = "azurerm_advanced_threat_protection"


def metric(book: Book) -> Iterator[Alert]:
    """Metric alerts; one resource may hold several criteria, all of which must be met."""
    for d in book.of(METRIC):
        criteria = [*blocks(d.attrs, "criteria"), *blocks(d.attrs, "dynamic_criteria")]
        watched = criteria[0] if criteria else {}
        acts, why = _acts(book, d, [b.get("action_group_id") for b in blocks(d.attrs, "action")], "action")
        missing = unknown_in(d.attrs, "criteria", "dynamic_criteria")
        yield Alert(
            **head(book, d),
            kind="metric",
            enabled=switch(d.attrs.get("enabled"), True),
            scopes=scopes(book, d.attrs.get("scopes")),
            metric=missing or text(watched.get("metric_name")),
            acts=acts,
            acts_why=why,
            condition=_condition(watched),
        )


def _condition(watched: dict[str, Any]) -> dict[str, Fact[str]]:
    keys = ("metric_namespace", "aggregation", "operator", "threshold", "alert_sensitivity")
    found = {k: t for k in keys if (t := text(watched.get(k))) is not None}
    for one in blocks(watched, "dimension"):
        values = texts(one.get("values"))
        unsure = next((v for v in values if isinstance(v, Unknown)), None)
        told = unsure or f"{one.get('operator', 'Include')}:{','.join(str(v) for v in values)}"
        found[f"dimension:{one.get('name')}"] = told
    return found


def log(book: Book) -> Iterator[Alert]:
    """Alerts on log queries, of both generations, and Sentinel's analytics rules, which open incidents."""
    for d in book.of(*QUERIES):
        listed = [g for b in blocks(d.attrs, "action") for g in texts(first(b, "action_groups", "action_group"))]
        acts, why = _acts(book, d, listed, "action")
        query = first(block(d.attrs, "criteria"), "query") or d.attrs.get("query")
        yield Alert(
            **head(book, d),
            kind="log-query",
            enabled=switch(d.attrs.get("enabled"), True),
            scopes=scopes(book, first(d.attrs, "scopes", "data_source_id")),
            query=text(book.spell(query)),
            acts=acts,
            acts_why=why,
        )
    for d in book.of(*SENTINEL):
        made = switch(first(block(d.attrs, "incident"), "create_incident_enabled"), True)
        yield Alert(
            **head(book, d),
            kind="log-query",
            enabled=switch(d.attrs.get("enabled"), True),
            scopes=scopes(book, d.attrs.get("log_analytics_workspace_id")),
            query=text(book.spell(d.attrs.get("query"))),
            acts=made,
            acts_why="Sentinel opens an incident",
        )


def activity(book: Book) -> Iterator[Alert]:
    """Alerts on the activity log (control plane only)."""
    for d in book.of(ACTIVITY):
        criteria = block(d.attrs, "criteria")
        acts, why = _acts(book, d, [b.get("action_group_id") for b in blocks(d.attrs, "action")], "action")
        yield Alert(
            **head(book, d),
            kind="activity",
            enabled=switch(d.attrs.get("enabled"), True),
            scopes=scopes(book, d.attrs.get("scopes")),
            query=text(criteria.get("operation_name")),
            acts=acts,
            acts_why=why,
        )


def defender(book: Book) -> Iterator[Alert]:
    """Defender for Storage: a plan of the subscription, or switched on for one account."""
    for d in book.of(PRICING):
        if str(d.attrs.get("resource_type", "")).casefold() == "storageaccounts":
            yield Alert(**head(book, d), kind="threat-detection", enabled=_standard(d), scopes=("*",), acts_why="Defender for Storage")
    for d in book.of(STORAGE_DEFENDER, OLD_DEFENDER):
        watched = scopes(book, first(d.attrs, "storage_account_id", "target_resource_id"))
        enabled = switch(d.attrs.get("enabled"), True)
        yield Alert(**head(book, d), kind="threat-detection", enabled=enabled, scopes=watched, acts_why="Defender for Storage")


def _standard(d: Declared) -> Fact[bool]:
    tier = text(d.attrs.get("tier"), "Free")
    return tier if isinstance(tier, Unknown) else str(tier).casefold() == "standard"


def _acts(book: Book, d: Declared, groups: list[Any], key: str) -> tuple[Fact[bool], str]:
    """Whether an alert reaches somebody: an action group with a receiver that no processing rule mutes."""
    if missing := unknown_in(d.attrs, key):
        return missing, missing.why
    if not groups:
        return False, f"{d.address} names no action group"
    if muted := _muted_by(book, d):
        return False, f"{muted} suppresses its notifications"
    reached = [_reaches(book, g) for g in groups]
    told = f"action groups {', '.join(str(address_or_id(book, g, GROUP)) for g in groups)}"
    return either(*reached), told


def _reaches(book: Book, value: Any) -> Fact[bool]:
    found = address_or_id(book, value, GROUP)
    group = book.by_address.get(found) if isinstance(found, str) else None
    if group is None or group.mode == "data":
        return Unknown(f"the receivers of action group `{found}` are not declared here")
    received = any(v for k, v in group.attrs.items() if k.endswith("_receiver"))
    return received if switch(group.attrs.get("enabled"), True) is not False else False


def _muted_by(book: Book, d: Declared) -> str | None:
    """A suppression rule without schedule or condition whose scope holds what the alert watches."""
    watched = {a for a in scopes(book, first(d.attrs, "scopes", "data_source_id")) if isinstance(a, str)}
    for rule in book.of(SUPPRESSION):
        quiet = switch(rule.attrs.get("enabled"), True) is True
        if not quiet or blocks(rule.attrs, "schedule") or blocks(rule.attrs, "condition"):
            continue
        if watched & _held(book, rule, watched):
            return rule.address
    return None


def _held(book: Book, rule: Declared, watched: set[str]) -> set[str]:
    """Which of `watched` lie at or below a scope of the rule."""
    above = [str(book.spell(s)).casefold().rstrip("/") for s in texts(rule.attrs.get("scopes"))]
    ids = {a: book.names(a).get("id", "").casefold() for a in watched}
    return {a for a, i in ids.items() if any(i == s or i.startswith(f"{s}/") for s in above)}
