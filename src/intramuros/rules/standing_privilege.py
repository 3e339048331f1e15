# SPDX-License-Identifier: Apache-2.0
"""People who hold power over model repositories all the time instead of just in time."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity, RoleAssignment
from intramuros.estate.stores import DataStore
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.environment_crossing import only_gated
from intramuros.rules.judging import Bench, listed
from intramuros.rules.reaching import charged
from intramuros.rules.rule import Case, Rule

_PRIVILEGED = frozenset({"write", "delete", "manage", "keys"})
"""Plain read of a named store is no privilege."""


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("standing-privilege", case, "high")
    repositories = [s for s in case.stores if "weights" in case.data(s)]
    held: dict[str, list[tuple[DataStore, Reach]]] = {}
    for store in repositories:
        for reach in case.access.reaches(store):
            if _standing(case, reach):
                held.setdefault(_at(case, store, reach), []).append((store, reach))
    for at, ways in held.items():
        store, reach = ways[0]
        stores = listed(list(dict.fromkeys(s.address for s, _ in ways)))
        powers = ", ".join(sorted({p for _, r in ways for p in r.powers & _PRIVILEGED}))
        yield bench.fails(
            store, f"{reach.principal} may permanently {powers} on {stores}", at=at, path=reach.path, subject="", data=("weights",)
        )
    charged_stores = {s.address for ways in held.values() for s, _ in ways}
    for store in repositories:
        if store.address not in charged_stores:
            yield bench.holds(store, "no person or group holds a permanent privileged assignment on it")


def _standing(case: Case, reach: Reach) -> bool:
    if reach.latent or not reach.powers & _PRIVILEGED:
        return False
    if not (reach.open is True or (reach.gated is True and only_gated(reach))):
        return False
    return _human(case, reach) and _permanent(case, reach)


def _human(case: Case, reach: Reach) -> bool:
    """People and groups; a Lighthouse delegation hands the power to another tenant's people."""
    if reach.who == "delegate":
        return True
    found = case.estate.find(reach.principal, Identity)
    return found is not None and (found.kind in ("user", "group", "guest") or found.person is True)


def _permanent(case: Case, reach: Reach) -> bool:
    assigned = [a for m in reach.path if isinstance(a := case.estate.by_address.get(m.address), RoleAssignment)]
    return all(a.permanent is not False for a in assigned)


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
