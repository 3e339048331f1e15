# SPDX-License-Identifier: Apache-2.0
"""The values of a key that are hardest to settle for some clauses, where all that can be told apart are too many to be listed.

A value that fewer of the settling tests hold of, and more of the others, stands for those that leave less to settle; of
all texts only these are looked for (`hardest`), and only for the clauses that are live.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from intramuros.reasoning.access.aws.automata import ANYTHING, IS_ARN, SOMETHING, TooLarge
from intramuros.reasoning.access.aws.comparisons import OPERATORS
from intramuros.reasoning.access.aws.context import Context, Values
from intramuros.reasoning.access.aws.differences import Aims, Live
from intramuros.reasoning.access.aws.hardest import Glob, Wanted, glob_of, hardest
from intramuros.reasoning.access.aws.spaces import Asked, Told, joined, parts_of, patterns_of, values_of
from intramuros.reasoning.access.aws.ternary import MAYBE, NO

_TEXTS = ("string", "arn")
Asking = list[tuple[int, Asked]]
"""Clauses with the tests on a key that they make."""
Fixed = tuple[tuple[str, Values], ...]


def left_by(parts: tuple[Told, ...], asked: Asking, fixed: Fixed) -> tuple[tuple[int, ...], bool]:
    """Per part the clauses that may still hold, and whether some test hangs on what is not known."""
    by_test: dict[Asked, int] = {}
    for at, test in asked:
        by_test[test] = by_test.get(test, 0) | 1 << at
    left: list[int] = []
    unsettled = False
    for part in parts:
        context = Context({**dict(fixed), **part})
        truths = [(t.holds(context), clauses) for t, clauses in by_test.items()]
        unsettled |= any(truth is MAYBE for truth, _ in truths)
        left.append(~reduce(or_, (clauses for truth, clauses in truths if truth is NO), 0))
    return tuple(left), unsettled


def narrowed(asked: Asking, fixed: Fixed, variable: str, live: Live) -> tuple[tuple[Told, ...], tuple[int, ...]]:
    """What to try of a key for some live clauses, and which of them are left by each."""
    mine = [(at, test) for at, test in asked if live.clauses >> at & 1]
    tests = tuple(dict.fromkeys(t for _, t in mine))
    texts = not variable and all(map(_is_text, tests))
    parts = None if texts else all_parts(tests, fixed, variable)
    if parts is None:
        if variable or joined(tests[0].key) != tests[0].key:
            raise TooLarge(f"`{tests[0].key}` takes too many values that are worth trying")
        found = _hardest_texts(mine, fixed, live) if texts else _hardest_sets(mine, fixed, live)
        parts = tuple({tests[0].key: values} for values in found)
    return parts, left_by(parts, mine, fixed)[0]


@lru_cache(maxsize=1 << 12)
def all_parts(tests: tuple[Asked, ...], fixed: Fixed, variable: str) -> tuple[Told, ...] | None:
    """What a context may say of the keys of one dimension; None = that is too much to be listed."""
    try:
        return tuple(parts_of(tests, fixed, variable))
    except TooLarge:
        return None


def _is_text(test: Asked, *, sets: bool = False) -> bool:
    return test.operator == "null" or (test.base.startswith(_TEXTS) and (sets or not test.of_sets))


def _hardest_sets(asked: Asking, fixed: Fixed, live: Live) -> Sequence[Values]:
    """Sets of no more values than are needed for some value to be in each list, and for some to be outside.

    Of a larger set each value beyond these makes nothing harder to settle: it only adds to what some value is asked for.
    """
    tests = tuple(dict.fromkeys(t for _, t in asked))
    some = {t for at, t in asked if t.of_sets and live.settles(at) is t.operator.startswith("forallvalues:")}
    single = any(not t.of_sets and t.operator != "null" for t in tests)
    most = max(1, len(some) + 2 * single)
    if not all(_is_text(t, sets=True) for t in tests):
        return values_of(tests, fixed, most)
    if most > 1:
        live = Live(live.clauses, 0, Aims(0, live.aims.deny, live.aims.cover, 0))  # a value need not decide by itself
    return values_of(tests, fixed, most, tuple(v[0] for v in _hardest_texts(asked, fixed, live) if v))


def _hardest_texts(asked: Asking, fixed: Fixed, live: Live) -> list[Values]:
    shape = ANYTHING if any("" in t.values for _, t in asked) else SOMETHING
    texts = (text for wanted in _wanted(asked, Context(dict(fixed)), live) for text in hardest(wanted, shape, ()))
    return [None, *dict.fromkeys((text.witness,) for text in texts if text is not None)]


def _wanted(asked: Asking, context: Context, live: Live) -> Iterator[Wanted]:
    """What a text must be for a difference: nothing settles it, the Allow is for it; and what makes it harder to settle.

    Where a Deny of the other document alone decides, it is looked for by itself: one is as good as many.
    """
    alone = Counter(at for at, _ in asked)
    readings = [_Reading.of(at, t, context, live, alone=alone[at] == 1) for at, t in asked if t.operator != "null"]
    outside = [r for r in readings if r.bars]
    vetoes = [r for r in readings if r.vetoes]
    rest = [r for r in readings if not r.vetoes]
    within = min((r for r in readings if r.confines), key=lambda r: len(r.listed), default=None)
    yield _asking_for([] if within is None else [within], outside, rest)
    if vetoes:
        yield _asking_for(vetoes, outside, rest)


def _asking_for(within: list[_Reading], outside: list[_Reading], readings: list[_Reading]) -> Wanted:
    inside, without = ({g: None for r in listed for g in r.listed} for listed in (within, outside))
    weighed = [r for r in readings if r not in within and r not in outside]
    fewer, more = ({g: None for r in weighed for g in r.listed if r.harder is way} for way in (False, True))
    for reading in (r for r in weighed if r.negated and r.of_arns):  # of what is no ARN it does not hold either
        (fewer if reading.settles else more)[glob_of(IS_ARN)] = None
    alike = alike_in([r.listed for r in weighed], {*inside, *without, glob_of(IS_ARN)})
    return Wanted(tuple(inside) if within else (), tuple(without), tuple(fewer), tuple(more), alike)


class _Reading(NamedTuple):
    """A test on a key as one clause asks it."""

    listed: tuple[Glob, ...]
    negated: bool
    of_arns: bool
    settles: bool
    allows: bool
    sure: bool
    """The clause waits for this test alone."""
    exact: bool
    """It says the same of all texts as its patterns do."""

    @classmethod
    def of(cls, clause: int, test: Asked, context: Context, live: Live, *, alone: bool) -> _Reading:
        """A test of a clause; `alone` = the only one on the key."""
        listed = tuple(dict.fromkeys(glob_of(p) for v in test.values for p in patterns_of(test, v, context)))
        negated, of_arns = _is_negated(test), test.base.startswith("arn")
        exact = bool(listed) and not (of_arns and (negated or "*" in test.values))
        allows, sure = bool(live.aims.allow >> clause & 1), alone and bool(live.sure >> clause & 1)
        return cls(listed, negated, of_arns, live.settles(clause), allows, sure, exact)

    @property
    def harder(self) -> bool:
        """Whether a text that its patterns match is harder to settle."""
        return self.settles is self.negated

    @property
    def bars(self) -> bool:
        """Whether no text that its patterns match makes a difference."""
        return self.allows if self.negated else self.settles and self.sure

    @property
    def confines(self) -> bool:
        """Whether only a text that its patterns match makes a difference."""
        return self.exact and (self.settles and self.sure if self.negated else self.allows)

    @property
    def vetoes(self) -> bool:
        """Whether a text that its patterns match is denied by the other document for certain."""
        return self.exact and self.sure and not (self.negated or self.settles or self.allows)


def _is_negated(test: Asked) -> bool:
    known = OPERATORS.get(test.base)
    return known is not None and known.negated


def alike_in(lists: Iterable[tuple[Glob, ...]], apart: Collection[Glob] = ()) -> tuple[tuple[Glob, ...], ...]:
    """Patterns that stand in the same lists, of which it only matters whether any matches; none of those that are `apart`."""
    places: dict[Glob, int] = {}
    for at, listed in enumerate(dict.fromkeys(lists)):
        for glob in listed:
            places[glob] = places.get(glob, 0) | 1 << at
    found: dict[int, list[Glob]] = {}
    for glob, where in places.items():
        if glob not in apart:
            found.setdefault(where, []).append(glob)
    return tuple(tuple(globs) for globs in found.values() if len(globs) > 1)
