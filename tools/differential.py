# SPDX-License-Identifier: Apache-2.0
"""Holds `decide` against an independent simulator of IAM, and says of every difference which sentence of AWS explains it.

usage: python tools/differential.py SIMULATOR [--corpus FOLDER] [--random COUNT] [--seed SEED] [--show KIND]

SIMULATOR is the folder of the installed npm package `@cloud-copilot/iam-simulate`, which runs as a process of its own; FOLDER
holds the JSON cases of its own tests (`coreEngineTests` of its repository). A difference counts as explained when the case,
rewritten by a rule that AWS documents (so that the peer need not know the rule), is decided alike by both.
The kinds are told in docs/differences.md. Exit code 1 where a difference is left.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from explained import REWRITES, left_open
from random_requests import Maker

from intramuros.reasoning.access.aws import Decision, decide

Case = dict[str, Any]
_OUTCOMES = {"Allowed": "allowed", "ExplicitlyDenied": "explicitly-denied", "ImplicitlyDenied": "implicitly-denied"}


def corpus(folder: Path) -> Iterator[Case]:
    """The peer's own cases as requests and policies of ours; those of its discovery mode ask another question."""
    for file in sorted(folder.rglob("*.json")):
        for test in json.loads(file.read_text("utf-8")):
            if (test.get("simulation") or {}).get("mode", "Strict") == "Strict":
                yield {
                    "name": f"{file.relative_to(folder)}: {test['name']}",
                    "expect": _OUTCOMES[test["expected"]["response"]],
                    **_converted(test),
                }


def _converted(test: dict[str, Any]) -> Case:
    asked = test["request"]
    principal = asked["principal"] if isinstance(asked["principal"], str) else "anonymous"
    resource = {"arn": asked["resource"]["resource"], "account": asked["resource"]["accountId"]}
    return {
        "request": {"principal": principal, "action": asked["action"], "resource": resource, "context": asked.get("context") or {}},
        "policies": {
            "identity": test.get("identityPolicies") or [],
            "resource": test.get("resourcePolicy"),
            "session": test.get("sessionPolicy"),
            "boundary": test.get("permissionBoundaries") or None,
            "scps": [level["policies"] for level in test.get("serviceControlPolicies") or []],
            "rcps": [level["policies"] for level in test.get("resourceControlPolicies") or []],
            "endpoint": test.get("endpointPolicies") or None,
        },
    }


class Peer:
    """The other implementation."""

    def __init__(self, simulator: str) -> None:
        self._command = ["node", str(Path(__file__).with_name("differential.mjs")), simulator]

    def outcomes(self, cases: Iterable[Case]) -> list[str]:
        """Its outcome for each case."""
        lines = "".join(json.dumps({"request": c["request"], "policies": c["policies"]}) + "\n" for c in cases)
        return subprocess.run(self._command, input=lines, text=True, capture_output=True, check=True).stdout.splitlines()


def explained(cases: list[Case], peer: Peer) -> list[tuple[str, ...]]:
    """For each case that the two decide differently the rules by which a rewritten case is decided alike; () where none is found."""
    decisions = [decide(c["request"], c["policies"]) for c in cases]
    ours = [d.outcome for d in decisions]
    tried: list[tuple[int, tuple[str, ...], Case]] = []
    for place, case in enumerate(cases):
        made = {name: changed for name, rewrite in REWRITES.items() if (changed := rewrite(case)) is not None}
        sizes = range(1, len(made) + 1)
        tried += [(place, names, _all(case, names)) for size in sizes for names in combinations(made, size)]
    found: dict[int, tuple[str, ...]] = {}
    for (place, names, _), theirs in zip(tried, peer.outcomes(c for *_, c in tried), strict=True):
        if place not in found and (theirs == ours[place]):
            found[place] = names
    for place, case in enumerate(cases):
        pattern = "*" in case["request"]["resource"]["arn"]
        if place not in found and (pattern or _unsure(decisions[place])) and (reason := left_open(case)):
            found[place] = (f"left open: {reason}",)
    return [found.get(place, ()) for place in range(len(cases))]


def _unsure(decision: Decision) -> bool:
    """Whether something is not known that might change the outcome, or the kind of denial."""
    return decision.outcome == "unknown" or any(s.says.startswith("may") for s in decision.steps)


def _all(case: Case, names: Iterable[str]) -> Case:
    for name in names:
        case = REWRITES[name](case) or case
    return case


def main() -> int:
    """Run, print how often each kind of difference occurred, and each case that no rule explains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("simulator")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", help="print the cases of one kind too")
    asked = parser.parse_args()
    peer = Peer(asked.simulator)
    cases = [*(corpus(asked.corpus) if asked.corpus else ()), *Maker(asked.seed).cases(asked.random)]
    theirs = peer.outcomes(cases)
    ours = [decide(c["request"], c["policies"]).outcome for c in cases]
    different = [(c, mine, other) for c, mine, other in zip(cases, ours, theirs, strict=True) if mine != other]
    kinds = explained([c for c, _, _ in different], peer)
    counted = Counter(" and ".join(k) or "NOT EXPLAINED" for k in kinds)
    lines = [f"{len(cases)} cases, {len(cases) - len(different)} decided alike, {len(different)} not:"]
    lines += [f"{count:7}  {kind}" for kind, count in counted.most_common()]
    for (case, mine, other), kind in zip(different, kinds, strict=True):
        if not kind or " and ".join(kind) == asked.show:
            lines.append(json.dumps({"kind": kind, "ours": mine, "theirs": other, **case}))
    sys.stdout.write("\n".join(lines) + "\n")
    return int(counted["NOT EXPLAINED"] > 0)


if __name__ == "__main__":
    sys.exit(main())
