# SPDX-License-Identifier: Apache-2.0
"""Statements taken apart for comparison: patterns, tests, and the doubts that are left as open questions.

What is not certain of a statement (a value known only after apply, an operator that nobody knows) is a *doubt*: a yes or no
that the comparison tries both ways. A policy variable is a letter of its own where that says enough (`words`), else a doubt.
Equal doubts of two documents are one, so that a document is equal to itself whatever it holds.
A proof holds whichever way every doubt falls; a witness is only claimed where `decide` is certain of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, Literal

from msgspec import Struct, structs

from intramuros.estate.values import pieces, readable
from intramuros.reasoning.access.aws.automata import parted
from intramuros.reasoning.access.aws.context import Context, Values, has_variables, is_open, substitute, variables_of
from intramuros.reasoning.access.aws.globs import ANY_RUN, Tokens, stays_in_its_part, tokens_of_pattern
from intramuros.reasoning.access.aws.hardest import Glob, glob_of
from intramuros.reasoning.access.aws.parties import Party
from intramuros.reasoning.access.aws.principals import statement_means
from intramuros.reasoning.access.aws.spaces import Asked, asked_of, why_unsupported
from intramuros.reasoning.access.aws.statements import _EARLY_VARIABLE, Named, Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.words import asks_for_words


class Doubt(Struct, frozen=True):
    """A yes or no that is not known; equal doubts are one."""

    about: str
    why: str
    variable: bool = False
    """It is only a policy variable, which a concrete value settles."""


Way = Literal["plain", "worded", "hedged"]
"""How a part with policy variables is read: `worded` = each is a letter of its own (what it then is for, it is for whatever
their values are); `hedged` = by a doubt (what it is not for then, it is not for whatever they are)."""


class Patterns(Struct, frozen=True):
    """One of the ways in which an element covers: what it lists, and the doubts that must fall so for it."""

    listed: tuple[Glob, ...]
    negated: bool = False
    doubts: tuple[tuple[Doubt, bool], ...] = ()
    way: Way = "plain"
    aligned: Glob | None = None
    """The one pattern up to its first variable as a word, where nothing before that is a wildcard."""


class Clause(Struct, frozen=True):
    """A statement, or the part of it that one doubt bears on."""

    side: int
    """0 = the first document, 1 = the second."""
    statement: Statement
    action: Patterns
    resource: Patterns
    tests: tuple[Asked, ...] = ()
    doubts: tuple[tuple[Doubt, bool], ...] = ()
    meant: Truth = YES
    """How surely its principals mean the callers that it is for."""
    everyone: bool = False
    """Which principals it names is not known: it is for everyone (under a doubt)."""
    way: Way = "plain"
    """An Allow that is asked for itself is asked as `worded`; what may keep it from being covered is asked as `hedged`."""


class Side(Struct, frozen=True):
    """A document in a comparison."""

    index: int
    policy: Policy
    document: Any
    identity: bool
    """It names no principal anywhere: an identity policy, borne by whoever asks."""

    def means(self, statement: Statement, party: Party) -> Truth:
        """Whether a statement is for a caller."""
        bears = YES if self.identity and party.identified and party.caller.kind != "root" else NO
        return statement_means(statement, party.caller, default=bears)


def sides_of(a: Any, b: Any) -> tuple[Side, Side]:
    """Two documents as the sides of a comparison; one that says nothing is of the other's kind."""
    policies = (Policy(a, label="the first policy"), Policy(b, label="the second policy"))
    read = [[s for s in p.statements if not s.fault] for p in policies]
    kinds = [all(s.principal is None and s.not_principal is None for s in found) for found in read]
    first, second = (kinds[i] if read[i] else kinds[1 - i] for i in (0, 1))
    return Side(0, policies[0], a, first), Side(1, policies[1], b, second)


def named_by(sides: Iterable[Side]) -> tuple[Named, ...]:
    """Every Principal and NotPrincipal element."""
    both = (n for side in sides for s in side.policy.statements for n in (s.principal, s.not_principal))
    return tuple(n for n in both if n is not None)


def variable_keys(sides: Iterable[Side]) -> frozenset[str]:
    """The keys that policy variables of either document stand for."""
    found: set[str] = set()
    for statement in (s for side in sides for s in side.policy.statements if s.variables):
        for pattern in (*(statement.resources or ()), *(statement.not_resources or ()), *(v for t in statement.tests for v in t.values)):
            found |= variables_of(pattern)
    return frozenset(found - {"*", "?", "$"})


Fixed = Mapping[str, Values]
"""Keys whose values are settled, so that policy variables can be replaced."""


class Replacing(Struct, frozen=True):
    """How policy variables in conditions are dealt with."""

    linked: Mapping[str, str]
    """Keys with the one key that their whole values are replaced from."""
    worded: frozenset[str] = frozenset()
    """Keys whose tests can be asked of words."""


def clauses_of(side: Side, fixed: Fixed, replacing: Replacing) -> Iterator[Clause]:
    """A document's statements, taken apart."""
    for statement in side.policy.statements:
        unread = statement.fault or (statement.unfit if side.identity else "")
        if unread:
            yield _wholly_doubtful(side, statement, unread)
            continue
        named = [n for n in (statement.principal, statement.not_principal) if n is not None]
        if any(n.others or n.canonical for n in named):
            yield _wholly_doubtful(side, statement, "principals other than AWS, Service and Federated ones are not followed")
        for pins in _pinned(statement, fixed):
            yield from _parts(side, statement, fixed, replacing, named, pins)


_MOST_PINNED = 16


def _pinned(statement: Statement, fixed: Fixed) -> Iterator[dict[str, str]]:
    """The values of variables of the resource that the statement's own conditions list: one part of it for each."""
    listed = (*(statement.resources or ()), *(statement.not_resources or ())) if statement.variables else ()
    free = frozenset(k for p in listed for k in variables_of(p)) - {*fixed}
    values: dict[str, tuple[str, ...]] = {}
    for test in statement.tests if free else ():
        plain = not test.fault and test.operator.casefold() == "stringequals" and all(map(_is_text, test.values))
        if plain and test.folded in free and prod(map(len, values.values())) * len(test.values) <= _MOST_PINNED:
            values.setdefault(test.folded, tuple(dict.fromkeys(test.values)))
    yield from (dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))


def _is_text(value: str) -> bool:
    return bool(value) and not is_open(value) and not has_variables(value)


def _wholly_doubtful(side: Side, statement: Statement, why: str) -> Clause:
    """A statement of which nothing is relied upon."""
    body = _written(_body(side.document, statement.index))
    own = f"{side.index}/" if "Unknown(" in body else ""  # two things unknown for one reason need not be the same
    doubt = Doubt(f"{own}{statement.effect} {body}", f"statement {statement.sid or statement.index} of {side.policy.label}: {why}")
    return Clause(side.index, statement, _ALL, _ALL, doubts=((doubt, True),), everyone=True)


_ALL = Patterns((), negated=True)


def _written(body: Any) -> str:
    """A statement as text; one that is nested as no policy is, is like no other."""
    level: list[Any] = [body]
    for _ in range(_DEEPEST):
        level = [v for x in level for v in (x.values() if isinstance(x, Mapping) else x if isinstance(x, list | tuple) else ())]
        if not level:
            return repr(body)
    return "Unknown(nested)"


_DEEPEST = 12
"""A condition's value lies three levels deep."""


def _body(document: Any, index: int) -> Any:
    found = document.get("Statement") if isinstance(document, Mapping) else document
    return found[index] if isinstance(found, list | tuple) else found


def _parts(
    side: Side, statement: Statement, fixed: Fixed, replacing: Replacing, named: list[Named], pins: Mapping[str, str]
) -> Iterator[Clause]:
    conditions = _tests(side, statement, fixed, replacing, pins)
    known = {**fixed, **{k: (v,) for k, v in pins.items()}}
    actions = _ways(statement.actions, statement.not_actions, lambda p, _: _action(p))
    resources = _ways(statement.resources, statement.not_resources, lambda p, negated: _resource(p, statement, known, negated=negated))
    meanings: list[tuple[Truth, tuple[tuple[Doubt, bool], ...]]] = [(YES, ())]
    if any(is_open(p) for n in named for p in (*n.arns, *n.services, *n.federated)):
        listed = "; ".join(f"{'not ' * (n is statement.not_principal)}{(n.arns, n.services, n.federated)!r}" for n in named)
        meanings.append((MAYBE, ((Doubt(f"principal {listed}", f"a principal of {side.policy.label} is known only after apply"), True),)))
    for action, resource, asked, (meant, more) in product(actions, resources, conditions, meanings):
        ways = {resource.way, asked.way}
        if not ways >= {"worded", "hedged"}:
            way: Way = "worded" if "worded" in ways else "hedged" if "hedged" in ways else "plain"
            doubts = (*asked.doubts, *action.doubts, *resource.doubts, *more)
            yield Clause(side.index, statement, action, resource, asked.tests, doubts, meant, way=way)


class _Conditions(Struct, frozen=True):
    """One of the ways in which the conditions of a statement are read."""

    tests: tuple[Asked, ...]
    doubts: tuple[tuple[Doubt, bool], ...]
    way: Way = "plain"


def _tests(side: Side, statement: Statement, fixed: Fixed, replacing: Replacing, pins: Mapping[str, str]) -> tuple[_Conditions, ...]:
    tests: list[Asked] = []
    doubts: list[tuple[Doubt, bool]] = []
    worded: dict[str, tuple[Asked, tuple[Doubt, bool]]] = {}
    for test in statement.tests:
        asked = asked_of(test, variables=statement.variables and any(map(has_variables, test.values)))
        if asked.operator == "stringequals" and pins.get(asked.key) in asked.values:
            asked = structs.replace(asked, values=(pins[asked.key],))
        why = why_unsupported(test)
        settled = {*fixed, *"*?$", replacing.linked.get(asked.key, "")}
        missing = sorted({k for v in test.values for k in variables_of(v)} - settled) if asked.replaced and not why else []
        if not why and not missing:
            tests.append(asked)
            continue
        own = f"{side.index}/{statement.index}/" if test.fault else ""
        about = f"{own}{asked.operator} {asked.key} {sorted(asked.values)} {asked.variables}"
        said = f"statement {statement.sid or statement.index} of {side.policy.label}: {why}" if why else about_variables(missing)
        doubt = Doubt(about, said, variable=not why), True
        if not why and asked.key in replacing.worded and asked.key not in worded and asks_for_words(asked):
            worded[asked.key] = asked, doubt
        else:
            doubts.append(doubt)
    if not worded:
        return (_Conditions(tuple(tests), tuple(doubts)),)
    return (
        _Conditions((*tests, *(a for a, _ in worded.values())), tuple(doubts), "worded"),
        _Conditions(tuple(tests), (*doubts, *(d for _, d in worded.values())), "hedged"),
    )


def about_variables(keys: Iterable[str]) -> str:
    """Why a comparison hangs on policy variables."""
    return f"what follows for every value of {', '.join(f'`{k}`' for k in keys)} is not settled"


class Read(Struct, frozen=True):
    """A pattern: what it matches for certain, and what it may match under a doubt."""

    sure: Tokens | None = None
    loose: Tokens | None = None
    doubt: Doubt | None = None
    word: Tokens | None = None
    """The same with its variables as letters of their own; None = it cannot be told so."""
    early: bool = False
    """Whether the variables in the word are replaced is not settled either."""


def _ways(listed: tuple[str, ...] | None, excepted: tuple[str, ...] | None, read: Callable[[str, bool], Read]) -> list[Patterns]:
    if listed is None and excepted is None:
        return [_ALL]  # trust policies name no resource
    negated = listed is None
    found = [read(p, negated) for p in (listed or excepted or ())]
    sure = tuple(dict.fromkeys(glob_of(r.sure) for r in found if r.sure is not None))
    loose = [(glob_of(r.loose), r.doubt, r.word) for r in found if r.loose is not None and r.doubt is not None]
    if negated:
        out = [Patterns((*sure, *(p for p, _, _ in loose)), negated=True)]
        return [*out, Patterns(sure, negated=True, doubts=tuple((d, False) for _, d, _ in loose))] if loose else out
    return [*([Patterns(sure)] if sure else []), *_worded(found), *(_hedged(p, d, word) for p, d, word in loose)]


def _hedged(loose: Glob, doubt: Doubt, word: Tokens | None) -> Patterns:
    if word is None:
        return Patterns((loose,), doubts=((doubt, True),))
    first = next(at for at, t in enumerate(word) if is_open(t))
    plain = all(len(t) == 1 for t in word[:first])
    aligned = glob_of((*word[: first + 1], *(ANY_RUN if is_open(t) else t for t in word[first + 1 :]))) if plain else None
    return Patterns((loose,), doubts=((doubt, True),), way="hedged", aligned=aligned)


def _worded(found: list[Read]) -> Iterator[Patterns]:
    for early in (False, True):
        words = tuple(dict.fromkeys(glob_of(r.word) for r in found if r.word is not None and r.early is early))
        if words:
            yield Patterns(words, doubts=((_EARLY, True),) if early else (), way="worded")


_LONGEST = 4096
"""Longer than any ARN (at most 2,048 characters)."""


def _too_long(pattern: str) -> Read:
    doubt = Doubt(f"long {pattern}", f"`{pattern[:40]}…` is longer than any name or ARN")
    return Read(loose=(ANY_RUN,), doubt=doubt)


@lru_cache(maxsize=1 << 14)
def _action(pattern: str) -> Read:
    if len(pattern) > _LONGEST:
        return _too_long(pattern)
    if is_open(pattern):
        return Read(loose=_loosened(pattern.casefold()), doubt=Doubt(f"action {pattern}", _later(pattern)))
    return Read(sure=tokens_of_pattern(pattern.casefold()))


def _later(pattern: str) -> str:
    return f"`{readable(pattern)}` is known only after apply"


def _resource(pattern: str, statement: Statement, fixed: Fixed, *, negated: bool) -> Read:
    if statement.variables and has_variables(pattern) and not is_open(pattern) and len(pattern) <= _LONGEST:
        return _with_variables(pattern, fixed, negated=negated)
    return _plain_resource(pattern)


@lru_cache(maxsize=1 << 14)
def _plain_resource(pattern: str) -> Read:
    if len(pattern) > _LONGEST:
        return _too_long(pattern)
    if is_open(pattern):
        return Read(loose=_loosened(pattern), doubt=Doubt(f"resource {pattern}", _later(pattern)))
    return Read(sure=tokens_of_pattern(pattern) if stays_in_its_part(pattern) else parted(pattern))


_EARLY = Doubt("early variables", "whether policy variables before the last part of an ARN are replaced is not settled")
"""One doubt for all patterns: AWS does one or the other."""


def _with_variables(pattern: str, fixed: Fixed, *, negated: bool) -> Read:
    missing = sorted(variables_of(pattern) - {*fixed, *"*?$"})
    tokens = None if missing else substitute(pattern, Context(fixed))
    if tokens is not None and not any(map(is_open, tokens)):
        return Read(loose=tokens, doubt=_EARLY) if _EARLY_VARIABLE.match(pattern) else Read(sure=tokens)
    if not missing and tokens is None and not negated:
        return Read()  # a variable without a value: nothing matches
    keys = missing or sorted(variables_of(pattern))
    doubt = Doubt(f"variable {pattern}", about_variables(keys), variable=True)
    if negated:
        return Read(loose=(ANY_RUN,), doubt=doubt)  # without a value it is not settled what NotResource excepts
    word = substitute(pattern, Context(fixed, open_world=True)) if missing and "'" not in pattern else None
    return Read(loose=_loosened(pattern), doubt=doubt, word=word, early=_EARLY_VARIABLE.match(pattern) is not None)


_VARIABLE = re.compile(r"\$\{[^}']*(?:'[^']*'\s*)?\}")


def _loosened(pattern: str) -> Tokens:
    """A pattern that matches whatever symbols and variables may turn out to be."""
    out: list[str] = []
    for piece in pieces(pattern):
        if is_open(piece):
            out.append(ANY_RUN)
            continue
        first, *rest = _VARIABLE.split(piece)
        out += tokens_of_pattern(first)
        for text in rest:
            out += [ANY_RUN, *tokens_of_pattern(text)]
    return tuple(out)
