# SPDX-License-Identifier: Apache-2.0
"""A plain walk over patterns, letter by letter: the checker's own, which shares nothing with the automata of the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from intramuros.estate.values import OPEN
from intramuros.reasoning.access.aws.automata import DIGIT, ONE_IN_NAME, ONE_IN_PART, RUN_IN_NAME, RUN_IN_PART
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens

_BUT = {ANY_RUN: "", ANY_ONE: "", RUN_IN_PART: ":", ONE_IN_PART: ":", RUN_IN_NAME: ":/", ONE_IN_NAME: ":/"}
_RUNS = (ANY_RUN, RUN_IN_PART, RUN_IN_NAME)
NO_OTHER = "\u2060"
"""Stands in a text for a letter that no pattern waits for."""


def texts(patterns: Iterable[Tokens], others: Iterable[Tokens] = (), apart: Iterable[Tokens] = ()) -> Iterator[str]:
    """A text (no empty one) for each set of patterns that some text matches."""
    return (text for text, _ in texts_within(patterns, others, apart))


def texts_within(
    patterns: Iterable[Tokens], others: Iterable[Tokens] = (), apart: Iterable[Tokens] = (), lists: Iterable[Iterable[Tokens]] = ()
) -> Iterator[tuple[str, bool]]:
    """A text (no empty one) for each set of patterns that some text matches: a plain walk over what is left of each after each letter.

    With `others` only as long as one of the patterns can still match, if there is any; beside each text whether one of
    them does match it. Of patterns that stand in the same of some `lists` it is only told whether any matches.
    """
    own = tuple(dict.fromkeys(patterns))
    single = frozenset(apart)
    net = _Net(own, tuple(dict.fromkeys((*own, *others, *single))), [frozenset(listed) - single for listed in lists])
    start = net.open(net.starts)
    todo = [(start, "")]
    seen: set[int] = set()  # not even the start, to which a run comes back with some text
    told: set[tuple[int, bool]] = set()
    for state, text in todo:
        matched = state & net.ends, OPEN in text
        if text and matched not in told:
            told.add(matched)
            yield text, not own or bool(state & net.ends & net.own)
        for letter in net.letters(state):
            there = net.after(state, letter)
            if there not in seen and (not own or there & net.own):
                seen.add(there)
                todo.append((there, text + letter))


class _Net:
    """The places of all patterns, numbered one after another: a place stands before its token, the last one at the end."""

    def __init__(self, own: Sequence[Tokens], asked: Sequence[Tokens], lists: Sequence[frozenset[Tokens]]) -> None:
        self.starts = self.ends = self.own = 0
        self._tokens: list[str] = []
        self._firsts: list[int] = []
        self._steps: dict[str, tuple[int, int]] = {}
        self._loose: list[int] = []
        self._variables = {t for p in own for t in p if t.startswith(OPEN)}
        alike: dict[tuple[object, ...], list[tuple[int, Tokens]]] = {}
        for number, pattern in enumerate(asked):
            asking = tuple(pattern in listed for listed in lists)
            kind = (asking if any(asking) else number, number < len(own))
            first = self._add(pattern, own=number < len(own))
            alike.setdefault((*kind, "as it is"), []).append((first, pattern))
            if self._variables:  # also as one for which a variable in the text may be anything
                loose = tuple(ANY_RUN if t.startswith(OPEN) else t for t in pattern)
                first = self._add(loose, own=False)
                self._loose.append(_span(first, loose))
                alike.setdefault((*kind, "loosely"), []).append((first, loose))
        self._runs = self._mask(_RUNS)
        self._free = self._mask((ANY_RUN,))
        self._whole = [found for group in alike.values() if (found := _matched_for_good(group))]

    def _add(self, pattern: Tokens, *, own: bool) -> int:
        first = len(self._tokens)
        self._tokens += [*pattern, ""]
        self._firsts += [first] * (len(pattern) + 1)
        self.starts |= 1 << first
        self.ends |= 1 << len(self._tokens) - 1
        if own:
            self.own |= _span(first, pattern)
        return first

    def _mask(self, tokens: Sequence[str]) -> int:
        return sum(1 << at for at, token in enumerate(self._tokens) if token in tokens)

    def open(self, state: int) -> int:
        """With the places after runs, which may be empty; without those that make no difference any more."""
        while (more := state | (state & self._runs) << 1) != state:
            state = more
        for last, span, stays in self._whole:
            if state & last:
                state = state & ~span | stays
        for at in _places(state & self._free):
            state &= ~((1 << at) - (1 << self._firsts[at]))
        return state

    def after(self, state: int, letter: str) -> int:
        """The places after one letter more."""
        if letter not in self._steps:
            taking = sum(1 << at for at, token in enumerate(self._tokens) if token and _takes(token, letter))
            self._steps[letter] = taking & ~self._runs, taking & self._runs
        moving, staying = self._steps[letter]
        there = (state & moving) << 1 | state & staying
        for span in self._loose if letter in self._variables else ():
            here = state & span
            there |= span & -(here & -here) if here else 0
        return self.open(there)

    def letters(self, state: int) -> list[str]:
        """The letters that tell the tokens apart that are waited for, one that is none of them, and the variables of the patterns."""
        awaited = {self._tokens[at] for at in _places(state & ~self.ends)}
        variables = {self._tokens[at] for at in _places(state & self.own & ~self.ends)} & self._variables
        plain = {
            c for t in awaited if not t.startswith(OPEN) for c in (_BUT.get(t) or (t[2:] if t[:2] == "\0=" else t if len(t) == 1 else ""))
        }
        return [*sorted(plain), *(["0"] if DIGIT in awaited else []), NO_OTHER, *sorted(variables)]


def _span(first: int, pattern: Tokens) -> int:
    return (2 << first + len(pattern)) - (1 << first)


def _matched_for_good(group: list[tuple[int, Tokens]]) -> tuple[int, int, int] | None:
    """Where one of the patterns that are alike matches whatever follows, all places of them, and those that then stand for all."""
    ends = [1 << first + len(p) for first, p in group if p and p[-1] == ANY_RUN]
    return (sum(ends), sum(_span(first, p) for first, p in group), ends[0] | ends[0] >> 1) if ends else None


def _places(state: int) -> Iterator[int]:
    while state:
        yield state.bit_length() - 1
        state &= ~(1 << state.bit_length() - 1)


def _takes(token: str, letter: str) -> bool:
    if letter.startswith(OPEN):
        return token in (letter, ANY_RUN)
    if token in _BUT:
        return letter not in _BUT[token]
    return letter in token[2:] if token.startswith("\0=") else letter.isdecimal() if token == DIGIT else letter == token
