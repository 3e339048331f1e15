# SPDX-License-Identifier: Apache-2.0
"""What is witnessed: trails, diagnostic settings, flow and access logs, alerts and threat detection."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact


class FieldMatch(Struct, frozen=True, kw_only=True):
    """One field of a CloudTrail advanced event selector (AWS: PutEventSelectors)."""

    field: Fact[str]
    equals: tuple[Fact[str], ...] = ()
    not_equals: tuple[Fact[str], ...] = ()
    starts_with: tuple[Fact[str], ...] = ()
    not_starts_with: tuple[Fact[str], ...] = ()
    ends_with: tuple[Fact[str], ...] = ()
    not_ends_with: tuple[Fact[str], ...] = ()


class Recorder(Resource, frozen=True, kw_only=True):
    """Something that writes records of access."""

    kind: Literal["trail", "diagnostic", "access-log", "event-data-store"]
    enabled: Fact[bool] = True
    selectors: tuple[tuple[FieldMatch, ...], ...] = ()
    """Trails: advanced selectors (basic ones rewritten into that form); a record is written when any selector matches."""
    everywhere: Fact[bool] = True
    """Trails: multi-region."""
    target: Fact[str | None] = None
    """Diagnostics and access logs: address of the store observed."""
    target_part: Fact[str | None] = None
    """Diagnostics: sub-service (`blobServices`, `fileServices`); None = the resource itself."""
    categories: tuple[Fact[str], ...] = ()
    """Diagnostics: enabled log categories; `allLogs`, `audit` for category groups."""
    destinations: tuple[Fact[str], ...] = ()
    """Addresses of the stores that take the records."""
    identity: Fact[str | None] = None


class Alert(Resource, frozen=True, kw_only=True):
    """Something that calls when a condition is met."""

    kind: Literal["metric", "log-metric", "log-query", "threat-detection", "event-rule", "activity"]
    enabled: Fact[bool] = True
    scopes: tuple[Fact[str], ...] = ()
    """Addresses (stores, accounts, log stores) it watches; `*` = the whole account or subscription."""
    metric: Fact[str | None] = None
    query: Fact[str | None] = None
    """Filter pattern, KQL query or event pattern, as text."""
    acts: Fact[bool] = True
    """At least one action is declared and reaches somebody."""
    acts_why: str = ""
    condition: dict[str, Fact[str]] = {}
    """Dimensions and filters of a metric alert."""


class FlowLog(Resource, frozen=True, kw_only=True):
    """A network flow log."""

    target: Fact[str | None] = None
    destination: Fact[str | None] = None
