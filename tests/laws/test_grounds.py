# SPDX-License-Identifier: Apache-2.0
"""Every proof replays: each move of a way that stands open is allowed when its request is decided alone, and no guard holds what is allowed.

The ways are found by reasoning over all requests at once, along chains and for many who are alike; here each of their moves is
put to the decision of one request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from intramuros.charter.form import Charter
from intramuros.charter.read import read
from intramuros.estate.moves import Move
from intramuros.estate.resource import Evidence
from intramuros.reasoning.access.reach import Power, Reach
from intramuros.reasoning.reasoner import Reasoner
from intramuros.review import reasoner
from tests.corpus import Case, cases

CASES = [c for c in cases() if c.folder.name.startswith(("aws-", "mixed-"))]


def _reasoner(case: Case) -> Reasoner:
    charter = case.folder / "intramuros.yaml"
    return reasoner([case.folder], charter=read(charter) if charter.exists() else Charter(), today=dt.date(2026, 11, 23))[0]


def _moves(made: Reasoner) -> Iterator[tuple[Reach, Move, tuple[Evidence, ...]]]:
    for address in made.walls:
        store = made.estate.by_address[address]
        for reach in made.access.reaches(store) if store.cloud == "aws" else ():  # type: ignore[arg-type]
            power: Power = "read" if "read" in reach.powers else min(reach.powers)
            yield from ((reach, m, g) for m, g in zip(reach.path, made.access.grounds(reach, power), strict=False) if g)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.folder.relative_to(c.folder.parents[3]).as_posix())
def test_every_move_replays(case: Case) -> None:
    for reach, move, grounds in _moves(_reasoner(case)):
        outcome = grounds[-1].says
        held = any(g.state == "holds" for g in move.guards)
        if reach.open is True:
            assert outcome.startswith(("allowed", "grant")), (reach.principal, move.says, [g.says for g in grounds])
        elif not held and not any(g.state == "unknown" for g in move.guards):
            assert not outcome.endswith("-denied"), (reach.principal, move.says, [g.says for g in grounds])
