# SPDX-License-Identifier: Apache-2.0
"""Principals outside the charter's trust that effectively read protected data."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.values import Unknown
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.judging import Bench
from intramuros.rules.reaching import reads, told_once
from intramuros.rules.rule import Case, Rule

_OUTSIDERS = frozenset({"foreign", "guest", "delegate"})


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("foreign-access", case, "critical")
    ways = [(s, r) for s in case.stores for r in case.access.reaches(s) if r.who in _OUTSIDERS and reads(r) and not _shared_with_all(r)]
    yield from told_once(
        case, bench, [(s, r) for s, r in ways if r.open is True and not r.latent], "is outside the charter's trust and reads"
    )
    leaking = {s.address for s, r in ways if r.open is True}
    for store in case.stores:
        if store.address in leaking:
            continue
        vague = [r for s, r in ways if s is store and isinstance(r.open, Unknown)]
        missing = [r.open.why for r in vague if isinstance(r.open, Unknown)]
        if vague:
            yield bench.open(store, f"whether {vague[0].principal} reads {store.address} is not known", missing, path=vague[0].path)
        else:
            near = next((r for s, r in ways if s is store), None)
            yield bench.holds(store, "no principal outside the charter's trust reads it", path=near.path if near else ())


def _shared_with_all(reach: Reach) -> bool:
    """Shared with everyone is `public-store`; here principals are judged that are named or can be assumed."""
    return reach.principal in ("account:*", "account:all", "all")


RULE = Rule(
    id="foreign-access",
    title="A principal outside the charter's trust can read protected data",
    family="contained",
    question="Can another account, tenant, guest or federated subject read it, effectively?",
    why=(
        "Vendors, consultants and pilots leave grants behind. Whether one still works depends on identity, resource and key policies, boundaries, "
        "organisation policies, groups and chains of roles together; no single document tells."
    ),
    fails_when="every link holds: the foreign principal is granted, nothing denies, the key opens, no network gate stands before it",
    holds_when="one link is broken: an explicit deny, a condition that confines, a key that stays shut, a boundary",
    patterns=("P03", "P10"),
    judge=_judge,
)
