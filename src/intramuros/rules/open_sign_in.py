# SPDX-License-Identifier: Apache-2.0
"""Sign-ins that no enabled Conditional Access policy blocks or holds to a compliant device and MFA."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from intramuros.estate.access import Account
from intramuros.estate.governance import SignInPolicy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.finding import Finding
from intramuros.reasoning.signin import Hole, holes
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("open-sign-in", case, "critical")
    found = holes(case.estate, case.bounds)
    holed = set()
    for hole in found:
        about = _about(case, hole)
        if about is not None:
            holed.add(about.address)
            yield _of(bench, about, hole)
    for policy in case.estate.all(SignInPolicy):
        if policy.address not in holed and policy.state == "enabled":
            unread = next(_unread((policy.conditions, policy.grant), _DEEPEST), None)
            if unread is None:
                yield bench.holds(policy, "leaves no hole of its own", data=())
            else:
                yield bench.open(policy, f"what {policy.address} covers is not known", (unread.why,), data=())


_DEEPEST = 8
"""Levels of a policy; Graph's have five."""


def _unread(said: object, levels: int) -> Iterator[Unknown]:
    """The facts of a policy that are not known."""
    if isinstance(said, Unknown):
        yield said
    elif isinstance(said, Mapping | list | tuple) and levels:
        for part in said.values() if isinstance(said, Mapping) else said:
            yield from _unread(part, levels - 1)


def _about(case: Case, hole: Hole) -> Resource | None:
    if hole.policy:
        return case.estate.by_address.get(hole.policy)
    tenants = [a for a in case.estate.all(Account) if a.cloud == "entra"]
    return tenants[0] if tenants else next((r for r in case.estate.resources if r.cloud == "entra"), None)


def _of(bench: Bench, about: Resource, hole: Hole) -> Finding:
    if isinstance(hole.open, Unknown):
        return bench.open(about, f"whether this sign-in is covered is not known: {hole.sign_in}", (hole.open.why,), path=hole.path, data=())
    return bench.fails(
        about, f"no enabled policy blocks this sign-in or asks it for a compliant device and MFA: {hole.sign_in}", path=hole.path, data=()
    )


RULE = Rule(
    id="open-sign-in",
    title="Conditional Access leaves a sign-in open",
    family="contained",
    question="Is every sign-in that reaches protected data blocked, or held to a compliant device and MFA, by an enabled policy?",
    why=(
        "Exclusion groups outlive their reason, report-only policies protect nobody, and guests are asked for less. One uncovered combination of user, "
        "app, platform, place and client is the door a phished password opens."
    ),
    fails_when="there is a user or guest, app, platform, location and client that no enabled policy blocks or asks for a compliant device and MFA",
    holds_when="every sign-in is covered, the charter's break-glass accounts aside",
    patterns=("P03",),
    judge=_judge,
)
