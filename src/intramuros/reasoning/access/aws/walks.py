# SPDX-License-Identifier: Apache-2.0
"""A plain walk over patterns, letter by letter: the checker's own, which shares nothing with the automata of the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from intramuros.estate.values import OPEN
from intramuros.reasoning.access.aws.automata import DIGIT, ONE_IN_NAME, ONE_IN_PART, RUN_IN_NAME, RUN_IN_PART
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens

_BUT = {ANY_RUN: "", ANY_ONE: "", RUN_IN_PART: ":", ONE_IN_PART: ":", RUN_IN_NAME: ":/", ONE_IN_NAME: ":/"}
_RUNS = (ANY_RUN, RUN_IN_PART, RUN_IN_NAME)


def texts(patterns: Iterable[Tokens], others: Iterable[Tokens] = (), apart: Iterable[Tokens] = ()) -> Iterator[str]:
    """A text (no empty one) for each set of patterns that some text matches."""
    return (text for text, _ in texts_within(patterns, others, apart))


def texts_within(patterns: Iterable[Tokens], others: Iterable[Tokens] = (), apart: Iterable[Tokens] = ()) -> Iterator[tuple[str, bool]]:
    """A text (no empty one) for each set of patterns that some text matches: a plain walk over what is left of each after each letter.

    With `others` only as long as one of the patterns can still match, if there is any; beside each text whether one of
    them does match it.
    """
    own = tuple(dict.fromkeys(patterns))
    asked = tuple(dict.fromkeys((*own, *others, *apart)))
    variables = {t for p in own for t in p if t.startswith(OPEN)}
    loose = len(asked)
    if variables:  # each pattern also as one for which a variable in the text may be anything
        asked = (*asked, *(tuple(ANY_RUN if t.startswith(OPEN) else t for t in p) for p in asked))
    start = _open(asked, {(i, 0) for i in range(len(asked))})
    todo: list[tuple[Places, str]] = [(start, "")]
    seen: set[Places] = set()  # not even the start, to which a run comes back with some text
    told: set[frozenset[int]] = set()
    for state, text in todo:
        matched = frozenset(i for i, at in state if at == len(asked[i]))
        if text and matched not in told:
            told.add(matched)
            yield text, not own or any(i < len(own) for i in matched)
        awaited = variables & {asked[i][at] for i, at in state if i < len(own) and at < len(asked[i])}
        for letter in (*_letters({asked[i][at] for i, at in state if at < len(asked[i])}), *sorted(awaited)):
            there = _open(asked, _next(asked, state, letter) | (_beyond(asked, state, loose) if letter in awaited else set()))
            if there not in seen and (not own or any(i < len(own) for i, _ in there)):
                seen.add(there)
                todo.append((there, text + letter))


def _beyond(asked: Sequence[Tokens], state: Places, loose: int) -> set[tuple[int, int]]:
    """The places of loose patterns after some text."""
    return {(i, after) for i, at in state if i >= loose for after in range(at, len(asked[i]) + 1)}


def _letters(tokens: set[str]) -> list[str]:
    """The letters that tell these tokens apart, and one that is none of them."""
    found = {c for t in tokens for c in (_BUT.get(t) or (t[2:] if t.startswith("\0=") else t if len(t) == 1 else ""))}
    return [*sorted(found), *(["0"] if DIGIT in tokens else []), "\u2060"]


Places = frozenset[tuple[int, int]]
"""Patterns by their number, each with a place in it."""


def _next(asked: Sequence[Tokens], state: Places, letter: str) -> set[tuple[int, int]]:
    takers = ((i, at, asked[i][at]) for i, at in state if at < len(asked[i]))
    return {(i, at + (token not in _RUNS)) for i, at, token in takers if _takes(token, letter)}


def _takes(token: str, letter: str) -> bool:
    if letter.startswith(OPEN):
        return token in (letter, ANY_RUN)
    if token in _BUT:
        return letter not in _BUT[token]
    return letter in token[2:] if token.startswith("\0=") else letter.isdecimal() if token == DIGIT else letter == token


def _open(asked: Sequence[Tokens], state: set[tuple[int, int]]) -> Places:
    """With the places after runs, which may be empty."""
    todo = list(state)
    for i, at in todo:
        if at < len(asked[i]) and asked[i][at] in _RUNS and (i, at + 1) not in state:
            state.add((i, at + 1))
            todo.append((i, at + 1))
    return frozenset(state)
