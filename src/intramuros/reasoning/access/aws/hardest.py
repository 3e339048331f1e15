# SPDX-License-Identifier: Apache-2.0
"""The texts inside some patterns that are hardest to settle: those that fewest of some patterns match, and most of others.

For the question whether one document allows what another does not, an action that fewer Allow statements of the other
cover (and fewer of its own Deny statements) is the harder one; what holds for it holds for all that it stands for. So of
the sets of positions that the walk of `automata` comes upon only those are followed that no other stands for: an antichain
(De Wulf, Doyen, Henzinger, Raskin, "Antichains: a new algorithm for checking universality of finite automata", 2006,
https://doi.org/10.1007/11817963_5), and only as long as the text can still be inside. The texts come as they are asked for:
who finds what he looks for among the first does not wait for the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from intramuros.reasoning.access.aws.automata import LOOSE, MOST_STATES, Machine, Shape, TooLarge
from intramuros.reasoning.access.aws.globs import Tokens


class Glob:
    """A pattern; there is only one of each, so that it is told apart by what it is and not by what it says."""

    __slots__ = ("head", "plain", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        body = tokens[1:] if tokens[:1] == (LOOSE,) else tokens
        self.head = "".join(body[: next((i for i, t in enumerate(body) if len(t) > 1), len(body))])
        self.plain = len(self.head) == len(tokens)

    def __repr__(self) -> str:
        return f"Glob({''.join(t[-1] for t in self.tokens)})"


@lru_cache(maxsize=1 << 16)
def glob_of(tokens: Tokens) -> Glob:
    """The one pattern of these tokens."""
    return Glob(tokens)


def loosely(glob: Glob) -> Glob:
    """The same pattern, which is to match whatever it may match."""
    return glob_of((LOOSE, *glob.tokens))


class Text(NamedTuple):
    """A text, and which patterns match it."""

    witness: str
    matched: frozenset[Glob]


class Wanted(NamedTuple):
    """What is asked for: texts that some pattern `inside` matches (any text where it is empty) and none `outside`."""

    inside: tuple[Glob, ...]
    outside: tuple[Glob, ...]
    fewer: tuple[Glob, ...]
    """The fewer of these match, the harder."""
    more: tuple[Glob, ...]
    """The more of these match, the harder."""
    alike: tuple[tuple[Glob, ...], ...] = ()
    """Sets of these of which it only matters whether any matches: of one that matches whatever follows the others are not told."""


class Texts:
    """Texts that are found when they are asked for, and then remembered; None = the search goes on."""

    __slots__ = ("_begun", "_known", "_rest", "_search", "_whole")

    def __init__(self, search: Callable[[], Iterator[Text | None]]) -> None:
        self._search = search
        self._rest = search()
        self._known: list[Text | None] = []
        self._begun = self._whole = False

    def __iter__(self) -> Iterator[Text | None]:
        at = 0
        while at < len(self._known) or self._finds():
            yield self._known[at]
            at += 1

    def _finds(self) -> bool:
        """Whether there is one more; a search that was broken off is begun anew."""
        if self._whole:
            return False
        if self._begun:
            self._rest = islice(self._search(), len(self._known), None)
        self._begun = True
        more = [*islice(self._rest, 1)]
        self._known += more
        self._begun, self._whole = False, not more
        return bool(more)


@lru_cache(maxsize=1 << 14)
def hardest(wanted: Wanted, shape: Shape, natural: tuple[str, ...]) -> Texts:
    """The hardest texts, and perhaps some that others stand for; `natural` are those to be preferred as witnesses."""
    return Texts(lambda: _inside_each(wanted, shape, natural))


def _inside_each(wanted: Wanted, shape: Shape, natural: tuple[str, ...]) -> Iterator[Text | None]:
    fewer, more = frozenset(wanted.fewer), frozenset(wanted.more)
    reach = _Reach((*wanted.outside, *wanted.fewer, *wanted.more))
    for one in wanted.inside or (None,):
        if one in wanted.outside:
            continue
        near = reach.of(one)
        outside, fewer_near, more_near = (tuple(g for g in listed if g in near) for listed in wanted[1:4])
        asked = _Asked(one, outside, fewer_near, more_near, _among(near, wanted.alike))
        for text in _inside_one(asked, shape, natural):
            yield text
            if text is not None and text.matched.isdisjoint(fewer) and more <= text.matched:
                return  # none can be harder


def _among(near: frozenset[Glob], alike: Iterable[tuple[Glob, ...]]) -> tuple[tuple[Glob, ...], ...]:
    found = (tuple(g for g in listed if g in near) for listed in alike)
    return tuple(listed for listed in found if len(listed) > 1)


class _Reach:
    """Patterns by their plain beginnings, which tell of many that no text matches both."""

    def __init__(self, globs: Iterable[Glob]) -> None:
        self._by_head: dict[str, list[Glob]] = {}
        for glob in dict.fromkeys(globs):
            self._by_head.setdefault(glob.head, []).append(glob)
        self._heads = sorted(self._by_head)

    def of(self, one: Glob | None) -> frozenset[Glob]:
        """Those that may match a text that a pattern matches."""
        head = one.head if one is not None else ""
        begun = (head[:i] for i in range(len(head)))
        going_on = islice(self._heads, bisect_left(self._heads, head), None)
        near = (*begun, *takewhile(lambda h: h.startswith(head), going_on))
        return frozenset(g for h in near for g in self._by_head.get(h, ()))


class _Asked(NamedTuple):
    """As `Wanted`, inside one pattern; None = any text."""

    inside: Glob | None
    outside: tuple[Glob, ...]
    fewer: tuple[Glob, ...]
    more: tuple[Glob, ...]
    alike: tuple[tuple[Glob, ...], ...]


@lru_cache(maxsize=1 << 15)
def _inside_one(asked: _Asked, shape: Shape, natural: tuple[str, ...]) -> Iterable[Text | None]:
    if asked.inside is None or not asked.inside.plain:
        return Texts(lambda: _Walk(asked).texts(shape, natural))
    text = asked.inside.head
    others = dict.fromkeys(g for listed in asked[1:4] for g in listed if not g.plain or g is asked.inside)
    machine = Machine(tuple(g.tokens for g in others))
    bits = machine.bits(machine.read(text)) if others else 0
    matched = frozenset(g for i, g in enumerate(others) if bits >> i & 1) | {asked.inside}
    fits = shape.after(0, text) == shape.final and matched.isdisjoint(asked.outside)
    return (Text(text, matched),) if fits else ()


_AT_ONCE = 512
"""Sets of positions that are looked at without a pause."""
_MOST_COMPARED = 256
"""Sets of positions are held against as many that differ in what is to match more; that some are kept in vain does no harm."""


class _Walk:
    """The product of the patterns, walked from the hardest sets of positions on."""

    def __init__(self, asked: _Asked) -> None:
        own = () if asked.inside is None else (asked.inside,)
        self._globs = tuple(dict.fromkeys((*own, *asked.outside, *asked.fewer, *asked.more)))
        place = {g: i for i, g in enumerate(self._globs)}
        alike = [[place[g] for g in listed if g is not asked.inside] for listed in asked.alike]
        self._machine = Machine(tuple(g.tokens for g in self._globs), alike)
        self._inside = self._spans(own)
        self._outside = self._spans(asked.outside) & self._machine.ends
        self._dead = self._machine.lasting(self._outside)
        self._bad = self._spans((*asked.fewer, *asked.outside))
        self._good = self._spans(asked.more) | self._inside
        self._kept: dict[int, dict[int, set[int]]] = {}
        self._natural: dict[int, str] | None = None

    def _spans(self, globs: Iterable[Glob]) -> int:
        chosen = {*globs}
        return sum(span for g, span in zip(self._globs, self._machine.spans, strict=True) if g in chosen)

    def texts(self, shape: Shape, natural: tuple[str, ...]) -> Iterator[Text | None]:
        """A text of every end that no other stands for; None after every so many sets of positions."""
        found: set[int] = set()
        start = self._machine.start
        todo = [(start, 0, "")]
        self._keeps(0, start)
        for at, (state, phase, text) in enumerate(todo, start=1):
            if at % _AT_ONCE == 0:
                yield None
            if state & self._dead or not self._is_kept(phase, state):
                continue  # it never gets out again, or another stands for it by now
            ends = state & self._machine.ends
            if phase == shape.final and ends not in found and self._is_inside(state):
                found.add(ends)
                yield Text(self._shown(ends, shape, natural) or self._machine.spelled(text), self._matched(ends))
            for said in reversed(self._machine.choices(state, shape)):
                if self._machine.symbol_for(said) and not self._machine.waits(state & self._inside, said):
                    continue  # only what is inside brings a symbol with it
                there, after = self._machine.after(state, said), shape.after(phase, said)
                if after >= 0 and (not self._inside or there & self._inside) and self._keeps(after, there):
                    todo.append((there, after, text + said))
            if len(todo) > MOST_STATES:
                raise TooLarge(f"the patterns meet in more than {MOST_STATES:,} ways")

    def _shown(self, ends: int, shape: Shape, natural: tuple[str, ...]) -> str:
        """The text that is preferred for an end; '' = there is none."""
        if self._natural is None:
            fit = [text for text in natural if shape.after(0, text) == shape.final]
            self._natural = {self._machine.read(text) & self._machine.ends: text for text in reversed(fit)}
        return self._natural.get(ends, "")

    def _is_inside(self, state: int) -> bool:
        ends = state & self._machine.ends
        return not ends & self._outside and (not self._inside or bool(ends & self._inside))

    def _rank(self, state: int) -> tuple[int, int]:
        whole = self._machine.saturated(state)
        return whole & self._bad, whole & self._good

    def _is_kept(self, phase: int, state: int) -> bool:
        bad, good = self._rank(state)
        return bad in self._kept[phase].get(good, ())

    def _keeps(self, phase: int, state: int) -> bool:
        """Whether no set of positions stands for this one; those that it stands for are dropped."""
        bad, good = self._rank(state)
        kept = self._kept.setdefault(phase, {})
        same = kept.setdefault(good, set())
        if any(not other & ~bad for other in same):
            return False
        above = (bads for other, bads in islice(kept.items(), _MOST_COMPARED) if not good & ~other and other != good)
        if any(not other & ~bad for bads in above for other in bads):
            return False
        same -= {other for other in same if not bad & ~other}
        same.add(bad)
        return True

    def _matched(self, ends: int) -> frozenset[Glob]:
        bits = self._machine.bits(ends)
        return frozenset(g for i, g in enumerate(self._globs) if bits >> i & 1)
