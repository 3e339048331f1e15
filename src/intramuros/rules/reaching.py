# SPDX-License-Identifier: Apache-2.0
"""What the rules about people and principals share: who reads, how it is told, which document is charged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intramuros.estate.moves import Move
from intramuros.estate.resource import Environment, Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.judging import Bench, listed
from intramuros.rules.rule import Case

READING = frozenset({"read", "keys", "manage"})
"""Powers that yield the content: reading it, fetching its keys, giving oneself either."""


def reads(reach: Reach) -> bool:
    """Whether the principal gets the content where the way is open."""
    return bool(reach.powers & READING)


EVERYONE = frozenset({"anonymous", "account:*"})
"""Nobody in particular: without a signature, or signing as whatever account they made themselves."""


def unless_public(said: str, ways: Iterable[Reach]) -> str:
    """A proof about named principals, with a word on everyone where the store is open to all: that is for `public-store`."""
    return f"{said} by name (everyone does: see public-store)" if any(r.principal in EVERYONE and r.open is True for r in ways) else said


def as_anyone(case: Case, reach: Reach) -> bool:
    """Whether he reads as everyone does, by a grant that names nobody: that is told once, as `public-store`."""
    store = case.estate.find(reach.store, DataStore) if reach.path and reach.path[-1].everyones else None
    return store is not None and any(_is_everyone(r) for r in case.ways(store))


def _is_everyone(reach: Reach) -> bool:
    """Whether everyone reads, and as nobody else: a role that anybody may assume is no public store."""
    assumed = any(m.kind == "assume" for m in reach.path)
    return reach.principal in EVERYONE and reach.open is True and "read" in reach.powers and not assumed


def yields(reach: Reach) -> bool:
    """Whether the powers come to the content: what an editor of a policy lets himself in to is told as reading, behind the key where there is one."""
    return bool(reach.powers & {"read", "keys"})


def told(reach: Reach) -> str:
    """The way, as a sentence: "x may assume y; y holds z"."""
    return "; ".join(spoken_move(m) for m in reach.path)


def spoken_move(move: Move) -> str:
    """A move as a clause; its target is named where the clause does not."""
    target = "" if move.target in move.says or move.kind in ("read", "decrypt") else f" {move.target}"
    return f"{move.source} {move.says}{target}"


def charged(case: Case, store: Resource, reach: Reach) -> str:
    """What an engineer would edit: on Azure a workload that runs as somebody else, or the first role assignment on the way; else the store."""
    if store.cloud == "aws":
        return store.address
    worn = case.estate.find(reach.principal, Workload)
    if worn is not None and worn.cloud != "aws":
        return reach.principal
    return next((case.granting[m.address] for m in reach.path if m.address in case.granting), store.address)


def level_of(case: Case, reach: Reach) -> Environment:
    """The environment of a principal: its own, else its account's."""
    return case.environments.level(reach.principal)


def from_below(case: Case, reach: Reach) -> Reach | None:
    """The way as a lower environment has it: the principal is of one, or a workload of one runs as him; else None."""
    return case.environments.from_below(reach)


def by_charge(case: Case, pairs: Iterable[tuple[DataStore, Reach]]) -> dict[str, list[tuple[DataStore, Reach]]]:
    """Ways grouped by the document that grants them."""
    grouped: dict[str, list[tuple[DataStore, Reach]]] = {}
    for store, reach in pairs:
        grouped.setdefault(charged(case, store, reach), []).append((store, reach))
    return grouped


def beside(case: Case, doubts: Iterable[tuple[DataStore, Reach]], told: Iterable[str]) -> Iterator[tuple[str, DataStore, Reach]]:
    """The granting documents that leave a doubt beside those told already: a leak through one says nothing of who else comes in."""
    seen = set(told)
    for store, reach in doubts:
        at = charged(case, store, reach)
        if at != store.address and at not in seen:
            seen.add(at)
            yield at, store, reach


def told_once(case: Case, bench: Bench, pairs: Iterable[tuple[DataStore, Reach]], what: str) -> Iterator[Finding]:
    """One finding a granting document, naming every store it lets out."""
    for at, ways in by_charge(case, pairs).items():
        store, reach = min(ways, key=lambda w: len(w[1].path))
        stores = list(dict.fromkeys(s.address for s, _ in ways))
        data = tuple(dict.fromkeys(c for s, _ in ways for c in case.data(s)))
        yield bench.fails(store, f"{reach.principal} {what} {listed(stores)}: {told(reach)}", at=at, path=reach.path, data=data, subject="")
