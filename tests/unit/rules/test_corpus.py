# SPDX-License-Identifier: Apache-2.0
"""Every case of the corpus is judged as its folder's name says."""

from __future__ import annotations

import pytest
from tests.corpus import STATUS, Case, breaks, cases, reviewed

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.folder.relative_to(c.folder.parents[3]).as_posix())
def test_case(case: Case) -> None:
    made = reviewed(case.folder)
    assert not list(breaks(made)), "every path is walkable, move by move"
    mine = [f for f in made.findings if f.rule == case.rule and (not case.at or case.at in (f.resource, f.subject))]
    said = {f.verdict.value for f in mine}
    told = [f"{f.verdict.value} {f.resource}: {f.message}" for f in mine]
    wanted = STATUS[case.kind]
    assert wanted in said, f"{case.why}\nwanted {wanted}, got {told or 'nothing'}"
    assert wanted == "fail" or "fail" not in said, f"{case.why}\nfailed wrongly: {told}"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.folder.relative_to(c.folder.parents[3]).as_posix())
def test_case_says_why(case: Case) -> None:
    assert len(case.why) > 20, "open the case with `# why: …`, the sentence that explains the truth"
