# SPDX-License-Identifier: Apache-2.0
"""The charter's form: what `intramuros.yaml` may say, and the JSON Schema that editors complete it with."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from intramuros.estate.bounds import DataClass

Count = Annotated[int, Meta(ge=0, le=10)]
Days = Annotated[int, Meta(ge=1, le=36500)]
DepthKey = Literal["weights", "training-data", "transcripts", "recordings", "records", "prompts", "patient-data"]


class _Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the charter: unknown keys are errors."""


class EnvironmentForm(_Form, frozen=True, kw_only=True):
    """An environment: whatever matches any selector belongs to it."""

    accounts: list[str] = []
    """AWS account ids, quoted."""
    subscriptions: list[str] = []
    resource_groups: list[str] = []
    """Azure resource group names; globs."""
    tags: dict[str, list[str]] = {}
    names: list[str] = []
    """The resources' own cloud names; globs."""
    level: Literal["production", "lower"] | None = None
    """Default: lower, but production for the environment of that name."""


class ProtectForm(_Form, frozen=True, kw_only=True):
    """What must not leave: whatever matches any selector holds that class of data."""

    data: DataClass
    resources: list[str] = []
    """Addresses, ARNs, resource ids; globs."""
    names: list[str] = []
    tags: dict[str, list[str]] = {}


class TrustForm(_Form, frozen=True, kw_only=True):
    """Whom the hospital trusts beyond its own accounts."""

    aws_accounts: list[str] = []
    aws_organizations: list[str] = []
    entra_tenants: list[str] = []
    networks: list[str] = []
    """CIDRs."""
    principals: list[str] = []
    """ARNs, object ids, user principal names that may, whatever else is said."""


class GrantForm(_Form, frozen=True, kw_only=True):
    """Who is meant to reach what."""

    principal: str
    data: list[DataClass] = []
    resources: list[str] = []
    actions: list[str] = []


class EgressForm(_Form, frozen=True, kw_only=True):
    """Where workloads may send."""

    allow: list[str] = []
    """CIDRs, service tags, prefix lists, domain names."""


class SuppressForm(_Form, frozen=True, kw_only=True):
    """A finding that is accepted until a date."""

    rule: str
    resource: str
    """Address; globs."""
    reason: Annotated[str, Meta(min_length=1)]
    until: dt.date


class Charter(_Form, frozen=True, kw_only=True):
    """Everything the hospital declares of its estate."""

    version: Literal[1] = 1
    jurisdiction: list[str] = field(default_factory=lambda: ["eu"])
    """Zones (`eu`, `eea`, `uk`, `ch`, `de`, …) or single regions (`aws:eu-central-1`, `azure:westeurope`); several are a union."""
    environments: dict[str, EnvironmentForm] = {}
    protect: list[ProtectForm] = []
    trust: TrustForm = TrustForm()
    grants: list[GrantForm] = []
    egress: EgressForm = EgressForm()
    depth: dict[DepthKey, Count] = {}
    """How many controls must stand, per data class; `patient-data` means every class but weights; 1 where left out."""
    review_days: Days = 90
    audit_days: Days = 180
    """How long records of weight reads must be kept."""
    break_glass: list[str] = []
    """User principal names or object ids."""
    classification_tags: list[str] = field(default_factory=lambda: ["data-classification", "DataClassification"])
    suppress: list[SuppressForm] = []
    latency_budget_percent: Annotated[float, Meta(ge=0, le=1000)] = 15
    """What the added controls may cost a telehealth session at p95, in percent."""
    organisation: dict[str, Any] = {}
    """Controller, processors, data protection officer, representatives, authorities: facts for Article 30 and the incident forms."""


def schema() -> dict[str, Any]:
    """The JSON Schema of `intramuros.yaml` (draft 2020-12)."""
    made = msgspec.json.schema(Charter)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "intramuros charter",
        **made,
    }
