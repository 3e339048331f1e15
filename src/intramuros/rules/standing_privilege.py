# SPDX-License-Identifier: Apache-2.0
"""People who hold power over model repositories all the time instead of just in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from intramuros.estate.access import Identity, RoleAssignment
from intramuros.estate.patterns import lazy
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, is_symbolic, readable
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.environment_crossing import on_grants
from intramuros.rules.judging import Bench, listed
from intramuros.rules.reaching import beside, charged
from intramuros.rules.rule import Case, Rule

_PRIVILEGED = frozenset({"write", "delete", "manage", "keys"})
"""Plain read of a named store is no privilege."""
_SPOKEN: dict[str, str] = {"keys": "fetch keys"}
"""Powers whose names are no verbs."""

_GUID: Final = lazy(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An Entra object id says nothing of what it is the id of."""


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("standing-privilege", case, "high")
    repositories = [s for s in case.stores if "weights" in case.data(s)]
    found = [(s, r, _standing(case, r)) for s in repositories for r in case.ways(s)]
    held: dict[str, list[tuple[DataStore, Reach]]] = {}
    for store, reach, fact in found:
        if fact is True:
            held.setdefault(_at(case, store, reach), []).append((store, reach))
    for at, ways in held.items():
        store, reach = ways[0]
        stores = listed(list(dict.fromkeys(s.address for s, _ in ways)))
        powers = ", ".join(sorted({_SPOKEN.get(p, p) for _, r in ways for p in r.powers & _PRIVILEGED}))
        yield bench.fails(
            store, f"{reach.principal} may permanently {powers} on {stores}", at=at, path=reach.path, subject="", data=("weights",)
        )
    for at, store, reach, why in _beside(case, found, held):
        yield bench.open(
            store, f"whether {reach.principal} holds permanent power over {store.address} is not known", (why,), at=at, path=reach.path
        )
    charged_stores = {s.address for ways in held.values() for s, _ in ways}
    doubts = {s.address: (r, fact.why) for s, r, fact in reversed(found) if isinstance(fact, Unknown)}
    for store in repositories:
        if store.address in doubts and store.address not in charged_stores:
            reach, why = doubts[store.address]
            yield bench.open(
                store, f"whether {reach.principal} holds permanent power over {store.address} is not known", (why,), path=reach.path
            )
        elif store.address not in charged_stores:
            yield bench.holds(store, "no person or group holds a permanent privileged assignment on it")


def _beside(
    case: Case, found: list[tuple[DataStore, Reach, Fact[bool]]], held: dict[str, list[tuple[DataStore, Reach]]]
) -> Iterator[tuple[str, DataStore, Reach, str]]:
    """Assignments that leave a doubt at a store where another is told: whoever fails does not answer for the rest."""
    charged_stores = {s.address for ways in held.values() for s, _ in ways}
    doubts = {(s.address, r.principal): f.why for s, r, f in found if isinstance(f, Unknown) and s.address in charged_stores}
    pairs = ((s, r) for s, r, f in found if (s.address, r.principal) in doubts and isinstance(f, Unknown))
    for at, store, reach in beside(case, pairs, held):
        yield at, store, reach, doubts[store.address, reach.principal]


def _standing(case: Case, reach: Reach) -> Fact[bool]:
    if reach.latent or not reach.powers & _PRIVILEGED:
        return False
    return both(on_grants(reach), _human(case, reach), _permanent(case, reach))


def _human(case: Case, reach: Reach) -> Fact[bool]:
    """People and groups of them; a Lighthouse delegation hands the power to another tenant's people."""
    found = case.estate.find(reach.principal, Identity)
    if found is None and (is_symbolic(reach.principal) or _GUID.fullmatch(reach.principal) or _is_assignment(case, reach.principal)):
        return Unknown(f"whether `{readable(reach.principal)}` is a person, a group or a workload")
    if found is None:
        return reach.principal.startswith("tenant:")  # a trusted tenant's people are people too
    return True if found.kind == "guest" else found.person


def _is_assignment(case: Case, principal: str) -> bool:
    """A principal that is not known bears the name of the assignment that gives to it."""
    return isinstance(case.estate.by_address.get(principal), RoleAssignment)


def _permanent(case: Case, reach: Reach) -> Fact[bool]:
    """Neither the assignment nor the membership that it comes by ends or waits for an activation."""
    named = [case.estate.by_address.get(a) for m in reach.path for a in (m.source, m.target)]
    groups = {g.address: g for g in named if isinstance(g, Identity) and g.kind == "group"}
    if any(_just_in_time(case, g, reach.principal) for g in groups.values()):
        return False
    assigned = [a for m in reach.path if isinstance(a := case.estate.by_address.get(m.address), RoleAssignment)]
    return both(*(a.permanent for a in assigned))


def _just_in_time(case: Case, group: Identity, principal: str) -> bool:
    """The principal, or everybody whom the group shows, is a member for a time only or after an activation."""
    timed = set(_resolved(case, group.timed))
    members = {principal} if principal != group.address else set(_resolved(case, group.members))
    return bool(timed) and members <= timed


def _resolved(case: Case, names: tuple[Fact[str], ...]) -> list[str]:
    found = [(case.estate.find(n, Identity), n) for n in names if isinstance(n, str)]
    return [i.address if i is not None else n for i, n in found]


def _at(case: Case, store: DataStore, reach: Reach) -> str:
    at = charged(case, store, reach)
    return reach.principal if at == store.address and case.estate.find(reach.principal, Identity) else at


RULE = Rule(
    id="standing-privilege",
    title="A person or group holds permanent power over a model repository",
    family="governed",
    question="Does a person or group hold a permanent assignment that can write, delete, manage access to, or fetch the keys of the weights?",
    why=(
        "A stolen session of somebody who may always push to the registry replaces the model that clinicians trust. Power that must be asked for, "
        "for hours and with a reason, leaves a trace and ends by itself."
    ),
    fails_when="an assignment without end lets a person, a group or a delegated tenant write, delete, manage or list keys",
    holds_when="power is eligible only, time-bound, or held by workload identities alone",
    patterns=("P12", "P10"),
    nearest=True,
    judge=_judge,
)
