# SPDX-License-Identifier: Apache-2.0
"""Three-valued verdicts and the proof that makes one true."""

from __future__ import annotations

import enum

from msgspec import Struct

from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Evidence


class Verdict(enum.Enum):
    """HOLDS needs a proof, FAILS a counterexample; everything else is UNDECIDED."""

    HOLDS = "pass"
    FAILS = "fail"
    UNDECIDED = "unknown"


class Answer(Struct, frozen=True, kw_only=True):
    """A verdict, the chain of facts that makes it true, and what is missing when there is none."""

    verdict: Verdict
    because: str = ""
    """One sentence a cloud engineer understands."""
    proof: tuple[Evidence, ...] = ()
    path: tuple[Move, ...] = ()
    guards: tuple[Guard, ...] = ()
    missing: tuple[str, ...] = ()
