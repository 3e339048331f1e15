# SPDX-License-Identifier: Apache-2.0
"""The documents of one estate: each wording read once, and found by the action and the place that it speaks of.

Thousands of roles bear copies of few documents, and most documents speak of few places. So for one store only those are
opened whose patterns begin as its name begins; what begins with a wildcard, a variable or a symbol is always opened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from intramuros.estate.access import Identity
from intramuros.estate.values import Unknown, is_symbolic
from intramuros.reasoning.access.aws.context import has_variables
from intramuros.reasoning.access.aws.globs import first_made, literal_head
from intramuros.reasoning.access.aws.statements import Policy, Statement, Wording

_DEEPEST = 12
"""Levels of a policy document; the grammar knows six."""
_LONGEST = 2048
"""An ARN is not longer; what is longer is always opened."""


class Wordings:
    """Reads every document once, however many bear a copy of it."""

    def __init__(self) -> None:
        self._read: dict[Hashable, Wording] = {}
        self._seen: dict[int, tuple[Any, Wording]] = {}
        """The very objects that have been read (kept, so that no other gets their ids)."""

    def of(self, document: Any) -> Wording:
        """What a document says."""
        if id(document) not in self._seen:
            self._seen[id(document)] = (document, self._of(document))
        return self._seen[id(document)][1]

    def _of(self, document: Any) -> Wording:
        key = _frozen(document, _DEEPEST)
        if key is None:
            return Wording(document)
        if key not in self._read:
            self._read[key] = Wording(document)
        return self._read[key]


def _frozen(value: Any, depth: int) -> Hashable:
    """A document as something to be looked up; None where it is nested beyond the grammar."""
    if isinstance(value, str | int | float | Unknown) or value is None:
        return (type(value).__name__, value)
    parts = [p for pair in value.items() for p in pair] if isinstance(value, Mapping) else value
    if depth == 0 or not isinstance(parts, list | tuple):
        return None
    frozen = tuple(_frozen(p, depth - 1) for p in parts)
    return None if None in frozen else ("map" if isinstance(value, Mapping) else "list", frozen)


class _Shelf:
    """The wordings that speak of one action, by the beginnings of the places that they name: plain text, or the id of one resource."""

    def __init__(self, action: str, wordings: Iterable[tuple[int, Wording]]) -> None:
        self._by_head: dict[str, list[int]] = {}
        self._by_id: dict[tuple[str, str], dict[str, list[int]]] = {}
        for number, wording in wordings:
            for head in dict.fromkeys(_heads(wording, action)):
                if isinstance(head, str):
                    self._by_head.setdefault(head, []).append(number)
                else:
                    self._by_id.setdefault(head[:2], {}).setdefault(head[2], []).append(number)
        self._heads = sorted(self._by_head)
        self._lengths = sorted({len(h) for h in self._heads})

    def near(self, inside: str) -> set[int]:
        """Wordings that may name something inside a pattern."""
        head = "" if is_symbolic(inside) else literal_head(inside)
        found = {n for length in self._lengths if length < len(head) for n in self._by_head.get(head[:length], ())}
        for at in range(bisect_left(self._heads, head), len(self._heads)):
            if not self._heads[at].startswith(head):
                break
            found.update(self._by_head[self._heads[at]])
        return found.union(*self._by_ids(first_made(inside)))

    def _by_ids(self, made: tuple[str, str, str] | None) -> Iterator[list[int]]:
        """Those that name ids which the cloud makes: one that it made for another resource of the same type is never ours."""
        for kind, named in self._by_id.items():
            yield from named.values() if made is None or kind != made[:2] else (named.get(made[2], []),)


def _heads(wording: Wording, action: str) -> Iterator[str | tuple[str, str, str]]:
    if wording.fault:
        yield ""
    for statement in wording.about(action):
        if statement.resources is None or statement.fault:
            yield ""
        for pattern in statement.resources or ():
            made = None if has_variables(pattern) or len(pattern) > _LONGEST else first_made(pattern)
            loose = is_symbolic(pattern) or has_variables(pattern) or len(pattern) > _LONGEST
            yield made if made is not None else "" if loose else literal_head(pattern)


Bearer = tuple[Policy, tuple[Identity, ...]]
"""An identity policy, with all who carry it."""


class Shelves:
    """The identity policies of an estate with their bearers, found by action and place."""

    def __init__(self, bearers: Iterable[Bearer]) -> None:
        self._bearers = tuple(bearers)
        self._wordings: list[Wording] = []
        self._copies: list[list[int]] = []
        self._by_service: dict[str, list[int]] = {}
        self._shelves: dict[str, _Shelf] = {}
        self._numbers: dict[int, int] = {}
        for at, (policy, _) in enumerate(self._bearers):
            if id(policy.wording) not in self._numbers:
                self._numbers[id(policy.wording)] = len(self._wordings)
                self._add(policy.wording)
            self._copies[self._numbers[id(policy.wording)]].append(at)

    def _add(self, wording: Wording) -> None:
        for service in sorted({s for statement in wording.statements for s in _services(statement)} or {"*"}):
            self._by_service.setdefault(service, []).append(len(self._wordings))
        self._wordings.append(wording)
        self._copies.append([])

    def _about(self, action: str) -> list[int]:
        """The numbers of wordings that may speak of an action's service."""
        service = action.partition(":")[0].casefold()
        return sorted({*self._by_service.get(service, ()), *self._by_service.get("*", ())})

    def allowing(self, action: str, inside: str = "") -> list[Bearer]:
        """The policies that may allow an action, on something that the pattern `inside` covers where it is given."""
        if not inside:
            return self._bearing(n for n in self._about(action) if self._wordings[n].may_allow(action))
        return self._bearing(n for n in self._near(action, inside) if self._wordings[n].bears_on(action, inside)[0])

    def near(self, action: str, inside: str) -> Iterator[Wording]:
        """The wordings that speak of an action and may name something that the pattern `inside` covers."""
        return (self._wordings[n] for n in self._near(action, inside))

    def bearing(self, wordings: Iterable[int]) -> Iterator[Identity]:
        """Everyone who carries one of some wordings (by `id`), as often as he does."""
        return (i for w in wordings for at in self._copies[self._numbers[w]] for i in self._bearers[at][1])

    def _near(self, action: str, inside: str) -> set[int]:
        if action not in self._shelves:
            self._shelves[action] = _Shelf(action, ((n, self._wordings[n]) for n in self._about(action)))
        return self._shelves[action].near(inside)

    def _bearing(self, numbers: Iterable[int]) -> list[Bearer]:
        return [self._bearers[at] for at in sorted(at for n in numbers for at in self._copies[n])]


def _services(statement: Statement) -> Iterator[str]:
    """The services whose actions a statement names; `*` where it may be any."""
    if statement.fault or statement.actions is None:
        yield "*"
    for action in statement.actions or ():
        service, colon, _ = action.partition(":")
        yield service.casefold() if colon and literal_head(service) == service else "*"
