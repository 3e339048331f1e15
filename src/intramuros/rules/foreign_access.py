# SPDX-License-Identifier: Apache-2.0
"""Principals outside the charter's trust that effectively read protected data."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import RoleAssignment
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown, is_symbolic
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.judging import Bench
from intramuros.rules.reaching import as_anyone, beside, by_charge, told_once, unless_public, yields
from intramuros.rules.rule import Case, Rule

_OUTSIDERS = frozenset({"foreign", "guest", "delegate"})


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("foreign-access", case, "critical")
    ways = {s.address: [r for r in case.ways(s) if _concerns(case, r)] for s in case.stores}
    leaks = [(s, r) for s in case.stores for r in ways[s.address] if r.open is True]
    yield from told_once(case, bench, leaks, "is outside the charter's trust and reads")
    leaking = {s.address for s, _ in leaks}
    vague = ((s, r) for s in case.stores if s.address in leaking for r in ways[s.address])
    for at, store, reach in beside(case, ((s, r) for s, r in vague if isinstance(r.open, Unknown)), by_charge(case, leaks)):
        yield bench.open(
            store, f"whether {reach.principal} reads {store.address} as well is not known", _why(reach), at=at, path=reach.path
        )
    for store in case.stores:
        if store.address not in leaking:
            yield _spared(case, bench, store, ways[store.address])


def _concerns(case: Case, reach: Reach) -> bool:
    if reach.latent or _shared_with_all(reach) or as_anyone(case, reach):
        return False
    return (reach.who in _OUTSIDERS or _nobody_known(case, reach)) and yields(reach)


def _nobody_known(case: Case, reach: Reach) -> bool:
    """Whom an assignment names is not known (a variable without a default): it may be a guest."""
    token = reach.principal.startswith(("federation:", "oidc:"))  # whose it is has been judged already
    return (is_symbolic(reach.principal) and not token) or isinstance(case.estate.by_address.get(reach.principal), RoleAssignment)


def _why(reach: Reach) -> tuple[str, ...]:
    return (reach.open.why,) if isinstance(reach.open, Unknown) else ()


def _spared(case: Case, bench: Bench, store: DataStore, ways: list[Reach]) -> Finding:
    missing = [why for r in ways for why in _why(r)]
    if missing:
        vague = next(r for r in ways if isinstance(r.open, Unknown))
        return bench.open(store, f"whether {vague.principal} reads {store.address} is not known", missing, path=vague.path)
    return bench.holds(
        store, unless_public("no principal outside the charter's trust reads it", case.ways(store)), path=ways[0].path if ways else ()
    )


def _shared_with_all(reach: Reach) -> bool:
    """Shared with everyone is `public-store`; here principals are judged that are named, or whose roles anybody may assume.

    Where it is not known whether everyone reads, because a policy cannot be read, it may name anyone.
    """
    assumed = any(m.kind == "assume" for m in reach.path)
    return reach.principal in ("account:*", "account:all", "all") and not assumed and not isinstance(reach.open, Unknown)


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
