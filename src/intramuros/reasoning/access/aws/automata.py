# SPDX-License-Identifier: Apache-2.0
"""The finite cells into which a set of patterns cuts all texts, each with a witness: a product of pattern automata.

Two texts are in one cell where every pattern says the same of both. The positions of all patterns are the bits of one
integer (a set of positions is what is left of each pattern: its derivative), so that a letter is one step for all of
them at once. Only letters that some position waits for are tried, and one that none waits for stands for all others;
runs of plain letters are leapt over. Exact: every cell that any text falls into is found.
Derivatives: Owens, Reppy, Turon, "Regular-expression derivatives re-examined" (2009), https://doi.org/10.1017/S0956796808007090.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_

from msgspec import Struct

from intramuros.estate.values import OPEN
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens, tokens_of_pattern

RUN_IN_PART, ONE_IN_PART = "\0:*", "\0:?"
"""Any run, and any one, of characters other than the colon: wildcards inside a part of an ARN."""
RUN_IN_NAME, ONE_IN_NAME = "\0/*", "\0/?"
"""The same without slashes: wildcards inside a name."""
DIGIT = "\0d"
LOOSE = "\0loose"
"""Before the tokens of a pattern that is to match whatever it may match, as a symbol in the text may stand for anything."""
_ANY_OF = "\0="
MOST_STATES = 20_000
"""Beyond this many sets of positions the cells are not enumerated (documents that AWS takes stay below some thousands)."""
_FRESH = "xyzwvutsrqponmlkjihgfedcba0123456789-_.~!#%&+=@^|<>;ABCDEFGHIJKLMNOPQRSTUVWXYZ,'()[]{}\"\\`$"
_DIGITS = "0123456789"


class TooLarge(Exception):
    """The product of the patterns has more states than are looked at."""


class Shape(Struct, frozen=True):
    """What a text must look like, as a small automaton that only tells colons from other characters."""

    steps: tuple[tuple[int, int], ...]
    """Per phase the phase after a colon and after anything else; -1 = no such text."""
    final: int

    def after(self, phase: int, text: str) -> int:
        """The phase after some more text; -1 = no such text."""
        for letter in text:
            phase = self.steps[phase][letter != ":"]
            if phase < 0:
                break
        return phase


ANYTHING = Shape(((0, 0),), 0)
SOMETHING = Shape(((1, 1), (1, 1)), 1)
ACTION = Shape(((-1, 1), (2, 1), (-1, 3), (-1, 3)), 3)
"""`service:name`: what `Action: *` means too (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html)."""


def folded(text: str) -> Tokens:
    """A text as tokens whatever its case."""
    return tuple(c if c.lower() == c.upper() else _ANY_OF + c.lower()[0] + c.upper()[0] for c in text)


def caseless(pattern: Tokens) -> Tokens:
    """A pattern that also matches what differs in case alone."""
    return tuple(folded(t)[0] if len(t) == 1 else t for t in pattern)


class Cell(Struct, frozen=True):
    """Texts of which all patterns say the same: bit i = pattern i matches them."""

    bits: int
    witness: str


@lru_cache(maxsize=1 << 12)
def cells(
    patterns: tuple[Tokens, ...],
    shape: Shape = SOMETHING,
    natural: tuple[str, ...] = (),
    alike: tuple[tuple[int, ...], ...] = (),
    most: int = MOST_STATES,
) -> tuple[Cell, ...]:
    """Every cell of these patterns (of those that are alike, by their place: as far as it matters whether any matches).

    `natural` are texts to be preferred as witnesses; of more sets of positions than `most` the cells are not enumerated.
    """
    machine = Machine(patterns, alike)
    found = dict(machine.walk(shape, most))
    for text in reversed(natural):
        bits = machine.bits(machine.read(text))
        if shape.after(0, text) == shape.final and bits in found:
            found[bits] = text
    return tuple(Cell(bits, text) for bits, text in found.items())


class Machine:
    """Positions of all patterns as bits; the letters that each waits for."""

    def __init__(self, patterns: tuple[Tokens, ...], alike: Iterable[Sequence[int]] = ()) -> None:
        """`alike` are patterns, by their place, of which it only matters whether any matches."""
        self._letters: dict[int, str] = {}
        self._runs: dict[int, str] = {}
        self._excluding: dict[int, str] = {}
        self._below: dict[int, int] = {}
        self._accepts: dict[int, int] = {}
        self._by_letter: dict[str, int] = {}
        self._plain = self._stars = self._free = self._final = self.ends = self._digits = self.start = 0
        self.spans: list[int] = []
        """The positions of each pattern."""
        self._steps: dict[str, tuple[int, int]] = {}
        self._symbols = _letters_of(patterns)
        self._loose: list[int] = []
        at = 0
        for index, pattern in enumerate(patterns):
            at = self._add(_merged(self._lettered(pattern)), at, index)
            if pattern[:1] == (LOOSE,):
                self._loose.append(self.spans[-1])
        self._entered = tuple(self._whole(alike))
        self._entering = reduce(or_, (ends for ends, _, _ in self._entered), 0)
        self.start = self._closed(self.start)
        self._rest = ~(self._plain | self.ends | self._final)
        self._wild = ~(self._plain | self.ends | self._digits) & ((1 << at) - 1)

    def _lettered(self, pattern: Tokens) -> Tokens:
        """A pattern with one letter for each symbol."""
        body = pattern[1:] if pattern[:1] == (LOOSE,) else pattern
        return tuple(self._symbols.get(t, t) for t in body) if self._symbols else body

    def spelled(self, text: str) -> str:
        """A text with its symbols."""
        for symbol, letter in self._symbols.items():
            text = text.replace(letter, symbol)
        return text

    def symbol_for(self, letter: str) -> bool:
        """Whether a letter stands for a symbol."""
        return letter in self._symbols.values()

    def waits(self, state: int, letter: str) -> int:
        """The positions that wait for just this letter."""
        return state & self._by_letter.get(letter, 0)

    def _add(self, pattern: Tokens, at: int, index: int) -> int:
        """Enter one pattern from bit `at` on; the first bit after it. Bits are put together before they are shifted, as all are many."""
        plain = stars = free = digits = 0
        letters: dict[str, int] = {}
        for place, token in enumerate(pattern):
            if token == DIGIT:
                digits |= 1 << place
            elif token in _EXCLUDED:
                self._excluding[at + place] = _EXCLUDED[token]
                stars |= (token in _RUNS) << place
                free |= (token == ANY_RUN) << place
            else:
                plain |= 1 << place
                self._letters[at + place] = said = token.removeprefix(_ANY_OF)
                for letter in said:
                    letters[letter] = letters.get(letter, 0) | 1 << place
        self._enter_runs(pattern, at)
        for place in bits_of(free):
            self._below[at + place] = ~(((1 << place) - 1) << at)
        for letter, mask in letters.items():
            self._by_letter[letter] = self._by_letter.get(letter, 0) | mask << at
        end = at + len(pattern)
        self.start |= 1 << at
        self._plain |= plain << at
        self._stars |= stars << at
        self._free |= free << at
        self._digits |= digits << at
        self.ends |= 1 << end
        self.spans.append((2 << end) - (1 << at))
        self._accepts[end] = 1 << index
        if pattern and pattern[-1] == ANY_RUN:
            self._final |= 3 << (end - 1)
        return end + 1

    def _enter_runs(self, pattern: Tokens, at: int) -> None:
        run = ""
        for place in range(len(pattern) - 1, -1, -1):
            run = pattern[place] + run if len(pattern[place]) == 1 else ""
            self._runs[at + place] = run
            if self._symbols and self.symbol_for(pattern[place]):
                self._runs[at + place], run = pattern[place], ""

    def _whole(self, alike: Iterable[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
        """Per set of patterns that are alike: where one matches whatever follows, all positions of them, and what then stands for them."""
        for listed in alike:
            spans = [self.spans[i] for i in listed]
            last = [span & self.ends & self._final for span in spans]
            if len(spans) > 1 and any(last):
                end = next(filter(None, last))
                yield reduce(or_, last), reduce(or_, spans), end | end >> 1

    def _closed(self, state: int) -> int:
        """With what an empty run reaches, and without what a later free run, or one of a pattern alike, makes superfluous."""
        state |= (state & self._stars) << 1
        if state & self._entering:
            for ends, span, stays in self._entered:
                if state & ends:
                    state = state & ~span | stays
        free = state & self._free
        while free:
            top = free.bit_length() - 1
            state &= self._below[top]
            free &= self._below[top] & ~(1 << top)
        return state

    def saturated(self, state: int) -> int:
        """With the positions that a later free run makes superfluous: what matches from there on matches from the run."""
        for ends, span, _ in self._entered if state & self._entering else ():
            state |= span if state & ends else 0
        for at in bits_of(state & self._free):
            state |= ~self._below[at]
        return state

    def step(self, state: int, letter: str) -> int:
        """The positions after one letter."""
        known = self._steps.get(letter)
        if known is None:
            known = self._steps[letter] = self._moves(letter)
        after = ((state & known[0]) << 1) | (state & known[1])
        if self._loose and self.symbol_for(letter):
            after |= self._anywhere_on(state, self._by_letter.get(letter, 0))
        return self._closed(after)

    def _anywhere_on(self, state: int, awaited: int) -> int:
        """The positions of the loose patterns after some text; of one that waits for the very symbol only what comes next."""
        places = (0 if state & span & awaited else state & span for span in self._loose)
        return sum(span & -(here & -here) for span, here in zip(self._loose, places, strict=True) if here)

    def _moves(self, letter: str) -> tuple[int, int]:
        if self.symbol_for(letter):
            return self._by_letter[letter], self._free
        apart = sum(1 << at for at, excluded in self._excluding.items() if letter in excluded)
        taking = (self._wild & ~apart) | self._by_letter.get(letter, 0) | (self._digits if letter in _DIGITS else 0)
        return taking & ~self._stars, taking & self._stars

    def read(self, text: str) -> int:
        """The positions after a whole text (without symbols)."""
        state = self.start
        for letter in text:
            state = self.step(state, letter)
        return state

    def lasting(self, ends: int) -> int:
        """Those of some ends that are reached whatever follows."""
        return ends & self._final

    def bits(self, state: int) -> int:
        """Which patterns match what led to a state."""
        return sum(self._accepts[end] for end in bits_of(state & self.ends))

    def walk(self, shape: Shape, most: int) -> Iterator[tuple[int, str]]:
        """Each set of matching patterns with the first text that was found for it."""
        told: set[int] = set()
        todo = [(self.start, 0, "")]
        seen = {(self.start, 0)}
        for state, phase, text in todo:
            ends = state & self.ends
            if phase == shape.final and ends not in told:
                told.add(ends)
                yield self.bits(state), self.spelled(text)
            for said in self.choices(state, shape):
                there = self.after(state, said), shape.after(phase, said)
                if there[1] >= 0 and there not in seen:
                    seen.add(there)
                    todo.append((*there, text + said))
            if len(todo) > most:
                raise TooLarge(f"the patterns meet in more than {most:,} ways")

    def after(self, state: int, said: str) -> int:
        """The positions after one of the choices."""
        if len(said) == 1:
            return self.step(state, said)
        plain = state & self._plain
        return self._closed((plain << len(said)) | (state & self._final))

    def choices(self, state: int, shape: Shape) -> list[str]:
        """The texts worth reading on: each letter that is waited for, or the whole run of them, and one of no account."""
        waiting = state & self._plain
        if waiting and not state & self._rest:
            run = _shared([self._runs[bit] for bit in bits_of(waiting)])
            if len(run) > 1:
                return [run, _fresh(run[0]), *_colon(shape, run[0])]
        letters = "".join(self._letters[bit] for bit in bits_of(waiting))
        excluded = "".join(self._excluding[bit] for bit in bits_of(state & self._rest & ~self._digits))
        out = [*dict.fromkeys(letters + excluded), _fresh(letters + excluded)]
        out += _colon(shape, letters + excluded)
        if state & self._digits:
            out += [d for d in _DIGITS if d not in out][:1]
        return out


_EXCLUDED = {ANY_RUN: "", ANY_ONE: "", RUN_IN_PART: ":", ONE_IN_PART: ":", RUN_IN_NAME: ":/", ONE_IN_NAME: ":/"}
_RUNS = frozenset({ANY_RUN, RUN_IN_PART, RUN_IN_NAME})


def _letters_of(patterns: tuple[Tokens, ...]) -> dict[str, str]:
    """A letter of its own for each symbol, which no pattern has."""
    symbols = dict.fromkeys(t for p in patterns for t in p if t[0] == OPEN)
    if not symbols:
        return {}
    taken = {t for p in patterns for t in p}
    fresh = (chr(n) for n in range(0xF0000, 0x110000) if chr(n) not in taken)
    return {symbol: next(fresh) for symbol in symbols}


def _shared(runs: list[str]) -> str:
    """What all of these begin with."""
    low, high = min(runs), max(runs)
    at = next((i for i, c in enumerate(low) if c != high[i]), len(low))
    return low[:at]


def _colon(shape: Shape, but: str) -> list[str]:
    return [] if ":" in but or shape in (ANYTHING, SOMETHING) else [":"]


def _fresh(but: str) -> str:
    """A character that is not waited for; far beyond ASCII where all of that is."""
    return next((c for c in _FRESH if c not in but), None) or next(chr(n) for n in range(0x100, 0xD800) if chr(n) not in but)


def _merged(pattern: Tokens) -> Tokens:
    """Without repeated runs, so that one empty run never leads to the next."""
    return tuple(t for i, t in enumerate(pattern) if t not in _RUNS or not i or pattern[i - 1] != t)


def bits_of(mask: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def arn_tokens(parts: Iterable[Tokens]) -> Tokens:
    """The tokens of an ARN pattern given part by part: wildcards of all but the sixth stay within their part."""
    listed = list(parts)
    out: list[str] = []
    for place, part in enumerate(listed):
        out += [_WITHIN.get(t, t) for t in part] if place < 5 else part
        out += [":"] * (place < len(listed) - 1)
    return tuple(out)


def parted(pattern: str) -> Tokens:
    """The tokens of a Resource pattern whose wildcards stay in their part of the ARN, but for a `*` that ends one (as `globs` reads it)."""
    *parts, last = pattern.split(":", 5)
    out: list[str] = []
    for part in parts:
        out += [_WITHIN.get(t, t) for t in tokens_of_pattern(part.removesuffix("*"))]
        out += [ANY_RUN] * part.endswith("*") + [":"]
    return (*out, *tokens_of_pattern(last))


_WITHIN = {ANY_RUN: RUN_IN_PART, ANY_ONE: ONE_IN_PART}
IS_ARN: Tokens = (*"arn:", *(RUN_IN_PART, ":") * 4, ANY_RUN)
"""`arn:partition:service:region:account:resource`, as `ArnLike` asks of both sides."""
