# SPDX-License-Identifier: Apache-2.0
"""Connections that a development network can open into a production one."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.finding import Finding
from intramuros.reasoning.network.answers import Crossing
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("segment-bypass", case, "high")
    for crossing in case.network.crossings():
        link = case.estate.by_address.get(crossing.link)
        if link is not None:
            yield _of(bench, link, crossing)


def _of(bench: Bench, link: Resource, crossing: Crossing) -> Finding:
    pair = f"{crossing.lower} → {crossing.upper}"
    if isinstance(crossing.open, Unknown):
        return bench.open(link, f"whether packets pass {pair} is not known", (crossing.open.why,), path=crossing.path)
    if crossing.open:
        reached = f", reaching {crossing.target}" if crossing.target else ""
        return bench.fails(link, f"packets pass {pair}{reached}: {crossing.because}", path=crossing.path)
    return bench.holds(link, crossing.because or f"no packet passes {pair}", path=crossing.path)


RULE = Rule(
    id="segment-bypass",
    title="A development network can open connections into a production network",
    family="contained",
    question="Do routes, security groups or NSGs, and ACLs together let the lower side open a connection toward production?",
    why=(
        "A peering made for a migration stays. If a route, a filter and an ACL all let a packet pass, the walls between development and production "
        "are drawn on paper only."
    ),
    fails_when="routes both ways, and filters and ACLs on the way, let a packet of a connection opened below through",
    holds_when="any of them stops it; a peering with no usable route or port is a wall of depth 1",
    patterns=("P04",),
    judge=_judge,
)
