# SPDX-License-Identifier: Apache-2.0
"""The corpus: `tests/estates/<rule>/<dialect>/{fails,holds,unknown}/<case>/`; the folder's name is the expectation.

The first line of a case's first source says why the truth is the truth (`# why: …`). A second line
`# at: <address>` names the resource that must be charged (fails, unknown) or spared (holds);
without it any resource counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from intramuros.charter.form import Charter
from intramuros.charter.read import read as read_charter
from intramuros.finding import Finding
from intramuros.reasoning.guards import meaning
from intramuros.review import Review, review

ESTATES = Path(__file__).parent / "estates"
TODAY = dt.date(2026, 11, 23)
_WHY = re.compile(r"^(?:#|//) why: (.+)$", re.MULTILINE)
STATUS = {"fails": "fail", "holds": "pass", "unknown": "unknown"}


class Case(Struct, frozen=True):
    """One case of the corpus."""

    rule: str
    kind: str
    folder: Path
    why: str
    at: str


def cases() -> Iterator[Case]:
    """Every case, in order."""
    for folder in sorted(ESTATES.glob("*/*/*/*")):
        if folder.is_dir() and folder.parent.name in STATUS:
            yield _case(folder)


def _case(folder: Path) -> Case:
    texts = [p.read_text("utf-8", "replace") for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "intramuros.yaml"]
    source = next((t for t in texts if _WHY.search(t)), "")
    why = _WHY.search(source)
    at = re.search(r"^(?:#|//) at: (.+)$", source, re.MULTILINE)
    return Case(folder.parents[2].name, folder.parent.name, folder, why[1].strip() if why else "", at[1].strip() if at else "")


def reviewed(folder: Path) -> Review:
    """The review of one folder."""
    charter = folder / "intramuros.yaml"
    declared = read_charter(charter) if charter.exists() else Charter()
    return review([folder], charter=declared, charter_path=str(charter), today=TODAY, debug=True)


def findings(folder: Path) -> tuple[Finding, ...]:
    """What a review of one folder says, passes included."""
    return reviewed(folder).findings


def breaks(made: Review) -> Iterator[str]:
    """Where a path cannot be walked move by move, names a guard that nothing explains, or says that it stands open where a guard holds."""
    paths = [(f"{a.resource} toward {w.outside}", w.path, w.verdict) for a in made.assets for w in a.walls]
    paths += [(f"{f.rule} at {f.resource}", f.path, f.verdict.value) for f in made.findings]
    for whose, path, verdict in paths:
        yield from (f"{whose}: {a.target} is not {b.source}" for a, b in pairwise(path) if a.target != b.source)
        yield from (f"{whose}: guard `{g.name}` is not explained" for m in path for g in m.guards if meaning(g.name) is None)
        if verdict == "open":
            yield from (f"{whose}: open behind {g.name}" for m in path for g in m.guards if g.state == "holds")
