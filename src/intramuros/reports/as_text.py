# SPDX-License-Identifier: Apache-2.0
"""The report that one reads at a glance in a terminal, or plainly in a file."""

from __future__ import annotations

import io
from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from intramuros.reports.contract import FindingOut, Location, ReviewOut, StepOut, WallOut

_COLOUR = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}
_WALL = {"open": "[bold red]open[/]", "held": "[green]held[/]", "unknown": "[yellow]?[/]"}
_SHORT = {
    "internet": "internet",
    "foreign-account": "foreign",
    "outside-region": "region",
    "lower-environment": "lower",
    "unmanaged-device": "device",
}


def render(made: ReviewOut, *, terminal: bool = False) -> str:
    """The report as text; colours only for a terminal (rich honours NO_COLOR)."""
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=terminal or None,
        width=None if terminal else 120,
        highlight=False,
        emoji=False,  # an ARN holds `:secret:`, which is no picture
        no_color=None if terminal else True,
    )
    _head(console, made)
    _assets(console, made)
    _failures(console, made)
    _unknowns(console, made)
    _skipped(console, made)
    _tail(console, made)
    return out.getvalue()


def _head(console: Console, made: ReviewOut) -> None:
    estate = made.estate
    console.print(f"[bold]intramuros[/] {made.tool['version']}: {estate.resources} resources from {len(estate.sources)} sources")
    charter = made.charter.path or "none (defaults)"
    console.print(f"charter {escape(charter)}; approved: {', '.join(made.charter.jurisdiction)}")
    for warning in made.summary.warnings:
        console.print(f"[yellow]note[/] {escape(warning)}")


def _assets(console: Console, made: ReviewOut) -> None:
    if not made.assets:
        console.print("\nNo protected asset was found: name them in the charter, or tag them.")
        return
    console.print(f"\n[bold]Assets[/] ({len(made.assets)}): can each leave toward …")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("asset", "data", *_SHORT.values()):
        table.add_column(heading, overflow="fold")
    for asset in made.assets:
        walls = {w.outside: w for w in asset.walls}
        table.add_row(escape(asset.resource), ", ".join(asset.data), *(_cell(walls.get(o)) for o in _SHORT))  # type: ignore[call-overload]
    console.print(table)
    console.print("[dim]open: an escape exists · held n: by n guards (3 = at least 3) · ?: a fact is missing[/]")


def _cell(wall: WallOut | None) -> str:
    if wall is None:
        return "[dim]-[/]"
    return f"{_WALL[wall.verdict]} {wall.depth}" if wall.verdict == "held" else _WALL[wall.verdict]


def _at(where: Location) -> str:
    return f"{where.file}:{where.start_line}" if where.start_line else where.file


def _failures(console: Console, made: ReviewOut) -> None:
    failed = [f for f in made.findings if f.status == "fail"]
    console.print(f"\n[bold]Findings[/] ({len(failed)})")
    for finding in failed:
        _one(console, finding)


def _one(console: Console, finding: FindingOut) -> None:
    console.print(f"[{_COLOUR[finding.severity]}]{finding.severity:8}[/] [bold]{finding.rule}[/] {escape(finding.resource)}")
    console.print(f"         {escape(finding.message)}", soft_wrap=True)
    console.print(f"         [dim]{escape(_at(finding.location))}[/]", soft_wrap=True)
    for step in finding.path[:8]:
        where = f"{step.evidence.file}:{step.evidence.line}" if step.evidence.line else step.evidence.file
        console.print(f"           [dim]→ {escape(step.from_)} {escape(step.says)}{_onward(step)} ({escape(where)})[/]", soft_wrap=True)


def _onward(step: StepOut) -> str:
    return "" if step.to in step.says else f" → {escape(step.to)}"


def _unknowns(console: Console, made: ReviewOut) -> None:
    vague = [f for f in made.findings if f.status == "unknown"]
    if not vague:
        return
    console.print(f"\n[bold]Not decided[/] ({len(vague)})")
    for rule, count in Counter(f.rule for f in vague).most_common():
        first = next(f for f in vague if f.rule == rule)
        missing = first.missing[0] if first.missing else first.message
        console.print(f"  {rule}: {count}, e.g. {escape(first.resource)} (missing: {escape(missing)})", soft_wrap=True)


def _skipped(console: Console, made: ReviewOut) -> None:
    if made.skipped:
        console.print(f"\n[bold]Not read[/] ({len(made.skipped)})")
    for gap in made.skipped[:20]:
        left = f"; leaves open: {escape(gap.leaves_open)}" if gap.leaves_open else ""
        console.print(f"  {escape(_at(gap.location))}: {escape(gap.what)}{left}", soft_wrap=True)
    if len(made.skipped) > 20:
        console.print(f"  … and {len(made.skipped) - 20} more (see --format json)")
    strangers = made.estate.not_understood
    if strangers:
        few = ", ".join(f"{t} ({n})" for t, n in list(strangers.items())[:8]) + (", …" if len(strangers) > 8 else "")
        console.print(f"{sum(strangers.values())} resources of {len(strangers)} types not understood: {escape(few)}", soft_wrap=True)


def _tail(console: Console, made: ReviewOut) -> None:
    counts = made.summary.by_severity
    said = ", ".join(f"[{_COLOUR[s]}]{n} {s}[/]" for s, n in counts.items() if n) or "[green]none[/]"
    console.print(
        f"\nfindings: {said}; not decided: {made.summary.findings['unknown']}; held: {made.summary.findings['pass']}; open walls: {made.summary.open_walls}"
    )
    if made.suppressed:
        console.print(f"accepted until a date by the charter: {len(made.suppressed)}")
