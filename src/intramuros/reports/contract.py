# SPDX-License-Identifier: Apache-2.0
"""The contract of `review --format json`: `intramuros/review/1`, its types and its JSON Schema."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct, field


class Location(Struct, frozen=True, kw_only=True):
    """A place in what was read; line 0 where the dialect has none."""

    file: str
    start_line: int
    end_line: int


class EvidenceOut(Struct, frozen=True, kw_only=True):
    """Where a step is written."""

    file: str
    line: int


class ControlOut(Struct, frozen=True, kw_only=True):
    """A control on a step."""

    name: str
    state: Literal["holds", "absent", "unknown"]
    resource: str
    evidence: EvidenceOut
    why: str = ""


class StepOut(Struct, frozen=True, kw_only=True):
    """One step of a path."""

    from_: str = field(name="from")
    to: str
    move: str
    says: str
    controls: list[ControlOut]
    evidence: EvidenceOut


class WallOut(Struct, frozen=True, kw_only=True):
    """One wall of an asset; `depth` 0 when open, null when unknown, 3 means at least 3."""

    outside: Literal["internet", "foreign-account", "outside-region", "lower-environment", "unmanaged-device"]
    verdict: Literal["open", "held", "unknown"]
    depth: int | None
    path: list[StepOut]
    controls: list[ControlOut]
    single_points: list[ControlOut]
    """Controls each of which, failing alone, opens the wall (or may): there are some only at depth 1."""
    missing: list[str]


class AssetOut(Struct, frozen=True, kw_only=True):
    """A protected thing."""

    resource: str
    data: list[str]
    why: str
    environment: str
    region: str | None
    location: Location
    walls: list[WallOut]


class RemedyOut(Struct, frozen=True, kw_only=True):
    """What mends it; hours are an estimate."""

    summary: str
    hours: float


class FindingOut(Struct, frozen=True, kw_only=True):
    """One answer of one rule."""

    id: str
    rule: str
    status: Literal["fail", "pass", "unknown"]
    severity: Literal["critical", "high", "medium", "low"]
    resource: str
    subject: str
    data: list[str]
    message: str
    location: Location
    path: list[StepOut]
    missing: list[str]
    mappings: dict[str, list[str]]
    remedy: RemedyOut | None


class SkippedOut(Struct, frozen=True, kw_only=True):
    """What could not be read, and why."""

    what: str
    location: Location
    leaves_open: str


class SuppressedOut(Struct, frozen=True, kw_only=True):
    """A finding accepted until a date."""

    id: str
    rule: str
    resource: str
    reason: str
    until: str


class CharterOut(Struct, frozen=True, kw_only=True):
    """The charter in force."""

    path: str | None
    jurisdiction: list[str]
    depth: dict[str, int]
    environments: list[str]


class EstateOut(Struct, frozen=True, kw_only=True):
    """What was read."""

    resources: int
    by_type: dict[str, int]
    sources: list[str]
    providers: list[str]
    regions: list[str]
    not_understood: dict[str, int]


class SummaryOut(Struct, frozen=True, kw_only=True):
    """Counts."""

    findings: dict[str, int]
    by_severity: dict[str, int]
    assets: int
    open_walls: int
    looked_at: dict[str, int]
    warnings: list[str]


class ReviewOut(Struct, frozen=True, kw_only=True):
    """The whole document."""

    schema: Literal["intramuros/review/1"] = "intramuros/review/1"
    tool: dict[str, str]
    charter: CharterOut
    estate: EstateOut
    assets: list[AssetOut]
    findings: list[FindingOut]
    suppressed: list[SuppressedOut]
    skipped: list[SkippedOut]
    summary: SummaryOut


def schema() -> dict[str, Any]:
    """The JSON Schema of the document (draft 2020-12)."""
    made = msgspec.json.schema(ReviewOut)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "intramuros review, version 1", **made}
