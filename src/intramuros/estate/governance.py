# SPDX-License-Identifier: Apache-2.0
"""What governs: sign-in policies, image gates, location policies, access reviews."""

from __future__ import annotations

from typing import Any, Literal

from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact


class SignInPolicy(Resource, frozen=True, kw_only=True):
    """An Entra Conditional Access policy, in the shape Microsoft Graph returns (camelCase keys)."""

    state: Fact[Literal["enabled", "disabled", "enabledForReportingButNotEnforced"]]
    conditions: dict[str, Any]
    """`users`, `applications`, `clientAppTypes`, `platforms`, `locations`, `devices`, `signInRiskLevels`, …;
    ids resolved to addresses where possible."""
    grant: dict[str, Any]
    """`operator`, `builtInControls`, `authenticationStrength`, …; {} = no grant control."""


class NamedLocation(Resource, frozen=True, kw_only=True):
    """An Entra named location."""

    trusted: Fact[bool] = False
    cidrs: tuple[Fact[str], ...] = ()
    countries: tuple[Fact[str], ...] = ()


class ImageGate(Resource, frozen=True, kw_only=True):
    """Something that stands between scan and deploy."""

    kind: Literal["quarantine", "gated-deployment", "admission-policy", "image-policy", "pipeline-stage", "event-rule", "signing"]
    enforced: Fact[bool] = True
    covers: tuple[Fact[str], ...] = ("*",)
    """Addresses of registries, clusters or pipelines; `*` = all of its account or subscription."""
    why: str = ""


class LocationPolicy(Resource, frozen=True, kw_only=True):
    """An enforced restriction of regions (Azure Policy deny, region-deny SCP)."""

    allowed: Fact[tuple[str, ...]]
    scope: Fact[str] = "*"
    enforced: Fact[bool] = True


class AccessReview(Resource, frozen=True, kw_only=True):
    """A recurring review of who has access."""

    scopes: tuple[Fact[str], ...] = ("*",)
    every_days: Fact[int | None] = None
    until: Fact[str | None] = None
    """The date (ISO) after which it recurs no more; None where it has no end."""


class Assignment(Resource, frozen=True, kw_only=True):
    """A cloud policy assignment (Azure Policy, AWS Config rule)."""

    definition: Fact[str]
    scope: Fact[str] = "*"
    effect: Fact[str | None] = None
    enforced: Fact[bool] = True
    parameters: Fact[dict[str, Any]] = {}
