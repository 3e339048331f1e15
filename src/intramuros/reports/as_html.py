# SPDX-License-Identifier: Apache-2.0
"""A report that a CISO can read: assets first, then findings, then what was not read; one file, works offline, prints well."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from intramuros.reasoning.guards import legend
from intramuros.reports.contract import AssetOut, ControlOut, FindingOut, Location, ReviewOut, StepOut, WallOut
from intramuros.reports.drawing import drawing

_OUTSIDES = (
    ("internet", "the internet"),
    ("foreign-account", "foreign accounts"),
    ("outside-region", "other regions"),
    ("lower-environment", "lower environments"),
    ("unmanaged-device", "unmanaged devices"),
)
_ORDER = {"open": "open", "unknown": "not known", "held": "held"}
_STATUS = {"fail": "fails", "unknown": "not decided", "pass": "holds"}


def render(made: ReviewOut) -> str:
    """The document as one HTML page."""
    return "".join(_page(made))


def _asset_file(name: str) -> str:
    return files("intramuros.reports").joinpath(name).read_text("utf-8")


def _page(made: ReviewOut) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
    yield f"<title>intramuros review</title><style>{_asset_file('report.css')}</style></head><body>"
    yield from _head(made)
    yield from _assets(made)
    yield from _findings(made)
    yield from _legend(made)
    yield from _unread(made)
    yield f"<script>{_asset_file('report.js')}</script></body></html>\n"


def _head(made: ReviewOut) -> Iterator[str]:
    estate, summary = made.estate, made.summary
    yield "<header><h1>Can patient data and weights leave?</h1>"
    zones = ", ".join(made.charter.jurisdiction)
    yield f'<p class="lead">intramuros {escape(made.tool["version"])} read {estate.resources} resources from {len(estate.sources)} sources. '
    yield f"Charter: {escape(made.charter.path or 'none, defaults assumed')}. Approved: {escape(zones)}.</p></header>"
    yield '<div class="numbers">'
    open_assets = sum(any(w.verdict == "open" for w in a.walls) for a in made.assets)
    for number, label in (
        (summary.assets, "protected assets"),
        (open_assets, "of them can leave"),
        (summary.by_severity["critical"], "critical findings"),
        (summary.by_severity["high"], "high findings"),
        (summary.findings["unknown"], "answers not decided"),
        (len(made.skipped), "parts not read"),
    ):
        yield f'<div class="number"><b>{number}</b><span>{label}</span></div>'
    yield "</div>"
    for warning in summary.warnings:
        yield f'<p class="unknown">{escape(warning)}</p>'


def _assets(made: ReviewOut) -> Iterator[str]:
    yield '<h2 id="assets">Assets and their walls</h2>'
    if not made.assets:
        yield "<p>No protected asset was found. Name them in the charter, or tag them.</p>"
        return
    yield '<p class="lead">“Held 2” means that two guards must fail before the asset can leave that way; 3 means at least three.</p>'
    yield '<div class="scroll"><table><thead><tr><th>Asset</th><th>Data</th>'
    yield "".join(f"<th>{escape(title)}</th>" for _, title in _OUTSIDES) + "</tr></thead><tbody>"
    for asset in made.assets:
        yield f"<tr><td><code>{escape(asset.resource)}</code><br><span class=where>{escape(asset.why)}; {escape(asset.environment)}</span></td>"
        yield f"<td>{escape(', '.join(asset.data))}</td>"
        walls = {w.outside: w for w in asset.walls}
        yield "".join(_cell(walls.get(outside)) for outside, _ in _OUTSIDES) + "</tr>"  # type: ignore[call-overload]
    yield "</tbody></table></div>"
    for asset in made.assets:
        yield from _escapes(asset)


def _cell(wall: WallOut | None) -> str:
    if wall is None:
        return '<td class="wall none">no way</td>'
    said = f"held {wall.depth}" if wall.verdict == "held" else "open" if wall.verdict == "open" else "not known"
    return f'<td class="wall {wall.verdict}">{said}</td>'


def _escapes(asset: AssetOut) -> Iterator[str]:
    """The ways out, drawn: open ones at once, held ones with the guards that stand across the thinnest."""
    if not asset.walls:
        return
    verdicts = [w.verdict for w in asset.walls]
    counts = ", ".join(f"{verdicts.count(v)} {said}" for v, said in _ORDER.items() if v in verdicts)
    yield f'<details class="ways"{" open" if "open" in verdicts else ""}><summary><code>{escape(asset.resource)}</code>'
    yield f'<span class="where">the ways out, move by move: {counts}</span></summary><div class="inside">'
    for wall in sorted(asset.walls, key=lambda w: list(_ORDER).index(w.verdict)):
        yield from _way(asset, wall)
    yield "</div></details>"


def _way(asset: AssetOut, wall: WallOut) -> Iterator[str]:
    said = {"open": "open", "unknown": "not known", "held": f"held by {'at least ' if wall.depth == 3 else ''}{wall.depth}"}[wall.verdict]
    yield f'<h3 class="{wall.verdict}">toward {escape(dict(_OUTSIDES)[wall.outside])}: {said}</h3>'
    yield drawing(asset.resource, wall)
    if wall.single_points:
        names = "; ".join(f"{c.name} of {c.resource}" for c in wall.single_points)
        yield f'<p class="where">One failure opens it: {escape(names)}</p>'
    if wall.missing:
        yield f"<p>Missing: {escape('; '.join(wall.missing))}</p>"


def _path(steps: list[StepOut]) -> str:
    if not steps:
        return ""
    last = len(steps) - 1
    drawn = "".join(_step(step, last=i == last) for i, step in enumerate(steps))
    return f'<ol class="path">{drawn}</ol>'


def _step(step: StepOut, *, last: bool) -> str:
    guards = "".join(_guard(g) for g in step.controls)
    where = f"{step.evidence.file}:{step.evidence.line}" if step.evidence.line else step.evidence.file
    body = (
        f"<code>{escape(step.from_)}</code> {escape(step.says)} <span class=where>→ <code>{escape(step.to)}</code> · {escape(where)}</span>"
    )
    return f"<li{' class=last' if last else ''}>{body}{'<br>' + guards if guards else ''}</li>"


def _guard(guard: ControlOut) -> str:
    return f'<span class="guard {"held" if guard.state == "holds" else "open" if guard.state == "absent" else "unknown"}">{escape(guard.name)}: {guard.state}</span>'


def _legend(made: ReviewOut) -> Iterator[str]:
    """What the guards are that stand on the ways which are drawn."""
    names = (c.name for a in made.assets for w in a.walls for s in w.path for c in s.controls)
    found = legend(names)
    if found:
        yield '<h2 id="guards">What the guards are</h2><dl class="legend">'
        for name, kind in found.items():
            source = f' <span class="where">{escape(kind.source)}</span>' if kind.source else ""
            yield f"<dt>{escape(name)}</dt><dd>{escape(kind.means)}.{source}</dd>"
        yield "</dl>"


def _findings(made: ReviewOut) -> Iterator[str]:
    yield '<h2 id="findings">Findings</h2>'
    yield '<form class="filter" onsubmit="return false"><input type="search" id="search" placeholder="Search findings" aria-label="Search findings">'
    yield _select("severity", "every severity", ["critical", "high", "medium", "low"])
    yield _select("status", "every answer", ["fail", "unknown", "pass"])
    yield _select("rule", "every rule", sorted({f.rule for f in made.findings}))
    yield '<span id="count" class="where" role="status"></span></form>'
    for finding in made.findings:
        yield from _finding(finding)
    if not made.findings:
        yield "<p>None.</p>"


def _select(name: str, every: str, values: list[str]) -> str:
    options = "".join(f"<option>{escape(v)}</option>" for v in values)
    return f'<select id="{name}" aria-label="{name}"><option value="">{every}</option>{options}</select>'


def _finding(finding: FindingOut) -> Iterator[str]:
    yield f'<details class="finding" data-severity="{finding.severity}" data-status="{finding.status}" data-rule="{escape(finding.rule)}"><summary>'
    label = finding.severity if finding.status == "fail" else _STATUS[finding.status]
    css = finding.severity if finding.status == "fail" else "unknown" if finding.status == "unknown" else "held"
    yield f'<span class="badge {css}">{label}</span><b>{escape(finding.rule)}</b><code>{escape(finding.resource)}</code></summary><div class="inside">'
    yield f"<p>{escape(finding.message)}</p>{_path(finding.path)}"
    if finding.missing:
        yield f"<p>Missing: {escape('; '.join(finding.missing))}</p>"
    if finding.remedy:
        yield f"<p><b>Mend:</b> {escape(finding.remedy.summary)} <span class=where>(about {finding.remedy.hours:g} h, estimate)</span></p>"
    yield f'<p class="where">{escape(_at(finding.location))} · {escape(", ".join(finding.data) or "no protected data")}</p>'
    maps = "; ".join(f"{framework}: {', '.join(ids)}" for framework, ids in finding.mappings.items())
    yield f'<p class="maps">{escape(maps)}</p></div></details>'


def _at(where: Location) -> str:
    return f"{where.file}:{where.start_line}" if where.start_line else where.file


def _unread(made: ReviewOut) -> Iterator[str]:
    yield '<h2 id="unread">What was not read</h2>'
    if not made.skipped and not made.estate.not_understood:
        yield "<p>Everything found was read.</p>"
    if made.skipped:
        yield '<div class="scroll"><table><thead><tr><th>Where</th><th>What</th><th>Answers left open</th></tr></thead><tbody>'
        for gap in made.skipped:
            yield f"<tr><td><code>{escape(_at(gap.location))}</code></td><td>{escape(gap.what)}</td><td>{escape(gap.leaves_open)}</td></tr>"
        yield "</tbody></table></div>"
    strangers = made.estate.not_understood
    if strangers:
        few = ", ".join(f"{t} ({n})" for t, n in strangers.items())
        yield f"<p>{sum(strangers.values())} resources of {len(strangers)} types not understood: <span class=mono>{escape(few)}</span></p>"
    for entry in made.suppressed:
        yield f"<p>Accepted until {escape(entry.until)}: <b>{escape(entry.rule)}</b> <code>{escape(entry.resource)}</code> ({escape(entry.reason)})</p>"
