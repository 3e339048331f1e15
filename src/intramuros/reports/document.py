# SPDX-License-Identifier: Apache-2.0
"""A review as the document of the JSON contract; every other report is made from this one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from intramuros import __version__
from intramuros.estate.moves import Guard, Move, Wall
from intramuros.estate.origin import Origin
from intramuros.estate.values import readable
from intramuros.finding import Asset, Finding
from intramuros.frameworks.catalogue import mappings
from intramuros.remedies.summaries import REMEDIES
from intramuros.reports import contract as c
from intramuros.review import Review
from intramuros.rules.catalogue import RULES


def document(review: Review, *, passes: bool = False) -> c.ReviewOut:
    """The review as one document; passes only when asked for."""
    mapped = {r.id: {k: list(v) for k, v in mappings(r.patterns).items()} for r in RULES}
    shown = [f for f in review.findings if passes or f.verdict.value != "pass"]
    return c.ReviewOut(
        tool={"name": "intramuros", "version": __version__},
        charter=_charter(review),
        estate=_estate(review),
        assets=[_asset(a) for a in review.assets],
        findings=[_finding(f, mapped[f.rule]) for f in shown],
        suppressed=[
            c.SuppressedOut(
                id=s.finding.identity, rule=s.finding.rule, resource=s.finding.resource, reason=s.reason, until=s.until.isoformat()
            )
            for s in review.suppressed
        ],
        skipped=[c.SkippedOut(what=readable(g.what), location=location(g.origin), leaves_open=g.leaves_open) for g in review.gaps],
        summary=_summary(review),
    )


def _charter(review: Review) -> c.CharterOut:
    return c.CharterOut(
        path=review.charter_path,
        jurisdiction=list(review.charter.jurisdiction),
        depth=dict(review.bounds.depth),
        environments=list(review.charter.environments),
    )


def _estate(review: Review) -> c.EstateOut:
    estate = review.estate
    types = Counter(r.type for r in estate.resources)
    clouds = {{"entra": "azuread"}.get(r.cloud, r.cloud) for r in estate.resources if r.type not in ("dockerfile", "compose")}
    return c.EstateOut(
        resources=len(estate.resources),
        by_type=dict(sorted(types.items())),
        sources=list(estate.sources),
        providers=sorted(clouds),
        regions=sorted({r.region for r in estate.resources if isinstance(r.region, str) and r.region != "global"}),
        not_understood=dict(sorted(Counter(n.type for n in review.not_understood).items())),
    )


def _summary(review: Review) -> c.SummaryOut:
    failed = [f for f in review.findings if f.verdict.value == "fail"]
    return c.SummaryOut(
        findings={k: sum(f.verdict.value == k for f in review.findings) for k in ("fail", "unknown", "pass")},
        by_severity={s: sum(f.severity == s for f in failed) for s in ("critical", "high", "medium", "low")},
        assets=len(review.assets),
        open_walls=sum(w.verdict == "open" for a in review.assets for w in a.walls),
        looked_at=review.looked_at,
        warnings=list(review.warnings),
    )


def location(origin: Origin) -> c.Location:
    """A place in what was read."""
    return c.Location(file=origin.file, start_line=origin.line, end_line=max(origin.line, origin.end_line))


def _evidence(origin: Origin) -> c.EvidenceOut:
    return c.EvidenceOut(file=origin.file, line=origin.line)


def control(guard: Guard) -> c.ControlOut:
    """A guard as the contract has it."""
    return c.ControlOut(
        name=guard.name, state=guard.state, resource=readable(guard.address), evidence=_evidence(guard.origin), why=readable(guard.why)
    )


def steps(path: Iterable[Move]) -> list[c.StepOut]:
    """A path as the contract has it."""
    return [
        c.StepOut(
            from_=readable(m.source),
            to=readable(m.target),
            move=m.kind,
            says=readable(m.says),
            controls=[control(g) for g in m.guards],
            evidence=_evidence(m.origin),
        )
        for m in path
    ]


def _wall(wall: Wall) -> c.WallOut:
    return c.WallOut(
        outside=wall.outside,
        verdict=wall.verdict,
        depth=wall.depth,
        path=steps(wall.path),
        controls=[control(g) for g in wall.guards],
        single_points=[control(g) for g in wall.single_points],
        missing=_texts(wall.missing),
    )


def _texts(values: Sequence[str]) -> list[str]:
    return [readable(v) for v in values]


def _asset(asset: Asset) -> c.AssetOut:
    return c.AssetOut(
        resource=asset.resource,
        data=list(asset.data),
        why=readable(asset.why),
        environment=asset.environment,
        region=asset.region,
        location=location(asset.origin),
        walls=[_wall(w) for w in asset.walls],
    )


def _finding(finding: Finding, mapped: dict[str, list[str]]) -> c.FindingOut:
    remedy = REMEDIES[finding.rule]
    return c.FindingOut(
        id=finding.identity,
        rule=finding.rule,
        status=finding.verdict.value,
        severity=finding.severity,
        resource=readable(finding.resource),
        subject=readable(finding.subject),
        data=list(finding.data),
        message=finding.message,
        location=location(finding.origin),
        path=steps(finding.path),
        missing=list(finding.missing),
        mappings=mapped,
        remedy=c.RemedyOut(summary=remedy.summary, hours=remedy.hours) if finding.verdict.value == "fail" else None,
    )
