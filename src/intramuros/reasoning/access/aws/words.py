# SPDX-License-Identifier: Apache-2.0
"""Values with policy variables in them, told as words in which each variable is a letter of its own.

What a pattern with a variable matches is such a word with the variable's value put in. A word that a pattern matches for
certain (a `*` may run over the letter, `?` may not) is matched whatever the value is, and one that it does not match
even if the letter stood for any text is matched with no value. So where an Allow asks for such a pattern its words stand
for all values: what certainly settles them settles what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import ANYTHING, IS_ARN, LOOSE, SOMETHING, arn_tokens, cells
from intramuros.reasoning.access.aws.comparisons import _COLON
from intramuros.reasoning.access.aws.context import Context, Values, has_variables, is_open, substitute
from intramuros.reasoning.access.aws.globs import ANY_RUN, Tokens, tokens_of_pattern
from intramuros.reasoning.access.aws.spaces import Asked, joined
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, inverse

_TEXTS = ("stringequals", "stringlike", "arnequals", "arnlike")
_NEGATED = {"stringnotequals": "stringequals", "stringnotlike": "stringlike"}
_OF_CALLERS = ("aws:principalarn", "aws:principalaccount", "aws:username", "aws:principaltype", "kms:calleraccount")
_OF_SERVICES = ("aws:principalisawsservice", "aws:principalservicename")


class Word(Struct, frozen=True):
    """A value of a key, and how each test on it comes out whatever its variables are; MAYBE = that depends on them."""

    values: Values
    truths: tuple[Truth, ...]


def asks_for_words(test: Asked) -> bool:
    """Whether a test asks for a pattern with variables in a way that words can tell."""
    fit = test.replaced and test.base in _TEXTS and not test.of_sets and "'" not in "".join(test.values)
    return fit and test.key not in (*_OF_CALLERS, *_OF_SERVICES) and joined(test.key) == test.key and all(map(_is_whole, test.values))


def _is_whole(value: str) -> bool:
    """Whether an ARN with variables has its six parts."""
    return not value.startswith("arn:") or len(_COLON.split(value, maxsplit=5)) == 6


def worded_keys(tests: Iterable[Asked], linked: Iterable[str]) -> frozenset[str]:
    """The keys that some test holds against a pattern with variables, and whose tests can all be asked of words."""
    listed = [t for t in tests if t.operator != "null"]
    barred = {t.key for t in listed if t.of_sets or t.base not in (*_TEXTS, *_NEGATED)}
    return frozenset(t.key for t in listed if asks_for_words(t)) - barred - {*linked}


@lru_cache(maxsize=1 << 12)
def words_of(tests: tuple[Asked, ...], fixed: tuple[tuple[str, Values], ...]) -> tuple[Word, ...]:
    """The words of one key that are worth trying, absent first; `fixed` are the keys whose values are settled."""
    known = Context(dict(fixed), open_world=True)
    owners: list[tuple[int, bool]] = []
    patterns: list[Tokens] = []
    for at, test in enumerate(tests):
        for tokens in (t for v in test.values for t in _tokens(test, v, known)) if test.operator != "null" else ():
            owners += [(at, True), (at, False)]
            patterns += [tokens, (LOOSE, *(ANY_RUN if is_open(t) else t for t in tokens))]
    shape = ANYTHING if any("" in t.values for t in tests) else SOMETHING
    found = [Word(None, tuple(t.holds(known.with_told({t.key: None})) for t in tests))]
    for cell in cells(tuple(patterns), shape) if patterns else cells(((ANY_RUN,),)):
        hits = {owners[i] for i in range(len(owners)) if cell.bits >> i & 1}
        found.append(Word((cell.witness,), tuple(_truth(t, at, hits) for at, t in enumerate(tests))))
    return tuple({w.truths: w for w in reversed(found)}.values())


def _truth(test: Asked, at: int, hits: set[tuple[int, bool]]) -> Truth:
    """How a test comes out of a word, of which is known whose patterns match it for certain (True) or perhaps (False)."""
    if test.operator == "null":
        return YES if "false" in {v.casefold() for v in test.values} else NO
    found = YES if (at, True) in hits else MAYBE if (at, False) in hits else NO
    return inverse(found) if test.base in _NEGATED else found


def _tokens(test: Asked, value: str, known: Context) -> list[Tokens]:
    """A value as a pattern of words; none where a variable has no value."""
    base = _NEGATED.get(test.base, test.base)
    if base.startswith("arn"):
        return _arn(test, value, known)
    found = substitute(value, known) if test.replaced and has_variables(value) else tokens_of_pattern(value)
    if found is None:
        return []
    if base == "stringlike":
        return [found]
    return [tuple(t[-1] if t.startswith("\0") else t for t in found)]


def _arn(test: Asked, value: str, known: Context) -> list[Tokens]:
    if value == "*":
        return [IS_ARN]
    parts = _COLON.split(value, maxsplit=5) if test.replaced else value.split(":", 5)
    found = [substitute(p, known) if test.replaced and has_variables(p) else tokens_of_pattern(p) for p in parts]
    whole = [f for f in found if f is not None]
    fit = len(whole) == len(parts) == 6 and parts[0] == "arn" and not any(":" in f for f in whole[:5])
    return [arn_tokens(whole)] if fit else []
