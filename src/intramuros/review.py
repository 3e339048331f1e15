# SPDX-License-Identifier: Apache-2.0
"""One review, from paths to findings: reads, draws the charter over the estate, asks every rule, builds the walls."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from intramuros.charter.draw import default_account, draw, unmatched
from intramuros.charter.form import Charter, SuppressForm
from intramuros.estate.access import Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.globs import matches
from intramuros.estate.graph import Estate, Gap, NotUnderstood, Reading
from intramuros.estate.moves import Wall
from intramuros.estate.origin import Dialect, Origin
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.finding import Asset, Finding
from intramuros.reasoning.reasoner import Reasoner
from intramuros.rules.catalogue import RULES
from intramuros.rules.rule import Case, Rule
from intramuros.sources.catalogue import read

Progress = Callable[[str], None]


class Suppressed(Struct, frozen=True, kw_only=True):
    """A finding that the charter accepts until a date."""

    finding: Finding
    reason: str
    until: dt.date


class Review(Struct, frozen=True, kw_only=True):
    """Everything a report needs to know; reports decide nothing."""

    charter_path: str | None
    charter: Charter
    estate: Estate
    bounds: Bounds
    assets: tuple[Asset, ...]
    findings: tuple[Finding, ...]
    """Failures, unknowns and passes, worst first."""
    suppressed: tuple[Suppressed, ...]
    gaps: tuple[Gap, ...]
    not_understood: tuple[NotUnderstood, ...]
    warnings: tuple[str, ...]
    looked_at: dict[str, int]
    """Per rule, how many resources it judged: "0 of 412" differs from "0 of 0"."""


def review(  # noqa: PLR0913  # all that the command line may say
    paths: Sequence[Path],
    *,
    charter: Charter,
    charter_path: str | None,
    today: dt.date,
    var_files: Sequence[Path] = (),
    dialect: Dialect | None = None,
    progress: Progress = lambda _: None,
    debug: bool = False,
) -> Review:
    """Review what lies at `paths`; `dialect` says what files named one by one are; with `debug` a fault of our own is raised instead of told as a gap.

    Raises:
        BadInput: nothing at all could be read.

    """
    reading, bounds = _drawn(paths, charter=charter, today=today, var_files=var_files, dialect=dialect, progress=progress)
    case = Case(reading.estate, bounds)
    found: list[Finding] = []
    broken: list[Gap] = []
    for rule in RULES:
        progress(f"asking {rule.id}")
        found.extend(_asked(rule, case, broken, debug=debug))
    kept, accepted = _suppress(found, charter.suppress, today)
    progress("building the walls")
    return Review(
        charter_path=charter_path,
        charter=charter,
        estate=reading.estate,
        bounds=bounds,
        assets=_assets(case, broken, debug=debug),
        findings=tuple(sorted(kept, key=_worst_first)),
        suppressed=tuple(accepted),
        gaps=(*reading.gaps, *broken),
        not_understood=reading.estate.not_understood,
        warnings=tuple(_warnings(charter, charter_path, reading.estate, today)),
        looked_at=dict(Counter(f.rule for f in found)),
    )


def reasoner(
    paths: Sequence[Path],
    *,
    charter: Charter,
    today: dt.date,
    var_files: Sequence[Path] = (),
    dialect: Dialect | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Reasoner, tuple[Gap, ...]]:
    """What lies at `paths`, ready to be asked, and what of it could not be read.

    Raises:
        BadInput: nothing at all could be read.

    """
    reading, bounds = _drawn(paths, charter=charter, today=today, var_files=var_files, dialect=dialect, progress=progress)
    return Reasoner(reading.estate, bounds), reading.gaps


def _drawn(
    paths: Sequence[Path], *, charter: Charter, today: dt.date, var_files: Sequence[Path], dialect: Dialect | None, progress: Progress
) -> tuple[Reading, Bounds]:
    reading = read(
        paths,
        var_files=var_files,
        dialect=dialect,
        progress=progress,
        aws_account=default_account(charter, "aws"),
        subscription=default_account(charter, "azure"),
    )
    progress("drawing the charter over the estate")
    return reading, draw(charter, reading.estate, today=today)


def _asked(rule: Rule, case: Case, broken: list[Gap], *, debug: bool) -> list[Finding]:
    """One rule's findings. A fault of our own costs that rule's answers, never the others' and never in silence."""
    try:
        return _distinct(rule, case)
    except Exception as fault:  # the one boundary behind which our own bugs become a gap in the report
        if debug:
            raise
        what = f"internal error in rule {rule.id}: {type(fault).__name__}: {fault} (run with --debug, and report it)"
        broken.append(Gap(what=what, origin=Origin(file="intramuros"), leaves_open=rule.id))
        return []


def _distinct(rule: Rule, case: Case) -> list[Finding]:
    """Each finding once: two ways to the same fault are one fault."""
    return list({(f.identity, f.verdict): f for f in reversed(list(rule.judge(case)))}.values())[::-1]


_RANK = {"fail": 0, "unknown": 1, "pass": 2}
_SEVERITY = {"critical": 0, "high": 1, "medium": 2, "low": 3}


def _worst_first(finding: Finding) -> tuple[int, int, str, str]:
    return _RANK[finding.verdict.value], _SEVERITY[finding.severity], finding.rule, finding.resource


def _suppress(found: Sequence[Finding], accepted: Sequence[SuppressForm], today: dt.date) -> tuple[list[Finding], list[Suppressed]]:
    kept: list[Finding] = []
    out: list[Suppressed] = []
    for finding in found:
        entry = next(
            (s for s in accepted if s.until >= today and matches(s.rule, finding.rule) and matches(s.resource, finding.resource)), None
        )
        if entry is None or finding.verdict.value == "pass":
            kept.append(finding)
        else:
            out.append(Suppressed(finding=finding, reason=entry.reason, until=entry.until))
    return kept, out


def _walls(case: Case, broken: list[Gap], *, debug: bool) -> Mapping[str, tuple[Wall, ...]]:
    try:
        return case.walls
    except Exception as fault:  # as above
        if debug:
            raise
        what = f"internal error in building the walls: {type(fault).__name__}: {fault} (run with --debug, and report it)"
        broken.append(Gap(what=what, origin=Origin(file="intramuros"), leaves_open="walls"))
        return {}


def _assets(case: Case, broken: list[Gap], *, debug: bool) -> tuple[Asset, ...]:
    walls = _walls(case, broken, debug=debug)
    made = []
    for store in case.stores:
        placed = case.bounds.placements.get(store.address)
        said = case.bounds.protected[store.address]
        made.append(
            Asset(
                resource=store.address,
                data=said.data,
                why=said.why,
                origin=store.origin,
                environment=(placed.name or placed.level) if placed else "unassigned",
                region=store.region if isinstance(store.region, str) else None,
                walls=walls.get(store.address, ()),
            )
        )
    return tuple(made)


def _warnings(charter: Charter, charter_path: str | None, estate: Estate, today: dt.date) -> list[str]:
    said = (
        []
        if charter_path
        else ["no charter found: assuming jurisdiction eu, inferred data classes and tags for environments; `intramuros init` proposes one"]
    )
    expired = [f"suppression of {s.rule} on {s.resource} ended on {s.until}" for s in charter.suppress if s.until < today]
    return [*said, *unmatched(charter, estate), *_untold(estate), *expired]


def _untold(estate: Estate) -> Iterator[str]:
    """Tags that nobody knows may say what a resource holds or where it belongs."""
    vague = [r.address for kind in (DataStore, Workload, Identity) for r in estate.all(kind) if isinstance(r.tags, Unknown)]
    if vague:
        more = f" and {len(vague) - 1} more" if len(vague) > 1 else ""
        yield f"the tags of {vague[0]}{more} are known only after apply: what they hold and where they belong is judged without them"
