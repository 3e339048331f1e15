# SPDX-License-Identifier: Apache-2.0
"""The requests worth trying for two documents, as sets of live clauses: callers, actions, resources, condition keys.

Callers, actions and resources that make the same clauses live are one; only what differs is multiplied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import islice
from operator import or_
from typing import Any

from msgspec import Struct, structs

from intramuros.reasoning.access.aws.automata import ACTION, SOMETHING, Shape, bits_of
from intramuros.reasoning.access.aws.clauses import Clause, Doubt, Fixed, Patterns, Replacing, Side, clauses_of
from intramuros.reasoning.access.aws.context import Context, Values, variables_of
from intramuros.reasoning.access.aws.derived import DERIVED
from intramuros.reasoning.access.aws.differences import Aims, Dimension
from intramuros.reasoning.access.aws.globs import tokens_of_pattern
from intramuros.reasoning.access.aws.hardest import Glob, Wanted, glob_of, hardest, loosely
from intramuros.reasoning.access.aws.narrowed import alike_in, all_parts, left_by, narrowed
from intramuros.reasoning.access.aws.parties import Party, marks_of
from intramuros.reasoning.access.aws.spaces import Asked, asked_of, joined, rough, why_unsupported
from intramuros.reasoning.access.aws.ternary import MAYBE, NO
from intramuros.reasoning.access.aws.twins import is_void, parts_of_twin, twin_of
from intramuros.reasoning.access.aws.words import words_of

ACTIONS = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "ec2:DescribeInstances",
    "ec2:RunInstances",
    "iam:GetRole",
    "iam:PassRole",
    "kms:Decrypt",
    "sts:AssumeRole",
    "lambda:InvokeFunction",
    "sqs:SendMessage",
    "logs:PutLogEvents",
)
"""Actions that a witness rather shows than an unheard-of name."""
RESOURCES = ("arn:aws:s3:::example/object", "arn:aws:s3:::example", "arn:aws:sqs:eu-central-1:999999999999:example", "*")
_COMMON = tuple(a.casefold() for a in ACTIONS)
_FIXED_BY_AWS = ("iam::aws:policy", "role/aws-reserved", ":alias/aws")
READING = ("iam:get*", "iam:list*", "iam:simulate*", "iam:generate*", "iam:*", "kms:*")
OWNED = ("arn:*:iam::aws:policy/*", "arn:*:iam::*:role/aws-reserved/*", "*:alias/aws/*")
"""What tells apart requests on what AWS owns, whose answer no policy changes; only looked at where a document names such a thing."""


def _reading() -> tuple[Glob, ...]:
    return tuple(glob_of(tokens_of_pattern(p)) for p in READING)


def _owned() -> tuple[Glob, ...]:
    return tuple(glob_of(tokens_of_pattern(p)) for p in OWNED)


_ALWAYS_ALLOWED = "sts:getcalleridentity"
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: no policy changes its answer."""


class Live(Struct, frozen=True):
    """Clauses that are live (as bits), and an action or resource that makes just these live."""

    clauses: int
    witness: str


class Seat(Struct, frozen=True):
    """Callers for whom the same clauses are live, with the dimensions of what is free for them."""

    clauses: int
    parties: tuple[Party, ...]
    told: frozenset[str]
    """The keys that follow from who they are."""


class Ground:
    """Two documents before some callers, for whom policy variables are replaced by the same values."""

    def __init__(self, sides: tuple[Side, Side], parties: Sequence[Party], fixed: Fixed, replacing: Replacing) -> None:
        self.sides, self.fixed = sides, dict(fixed)
        self._linked = {k: u for k, u in replacing.linked.items() if u not in self.fixed}
        self._parties = [Party(p.principal, p.caller, {**self.fixed, **p.told}, p.certain) for p in parties] if fixed else list(parties)
        self.clauses: tuple[Clause, ...] = tuple(
            c for side in sides for c in clauses_of(side, self.fixed, Replacing(self._linked, replacing.worded))
        )
        self._spaces: dict[tuple[frozenset[str], int], tuple[Dimension, ...]] = {}
        self._found: dict[tuple[Any, ...], tuple[Live, ...]] = {}
        self._aims = (self._aims_of(0), self._aims_of(1))
        self._likes: dict[tuple[int, int], int] = {}
        self.aligned = False
        """Some answer rests on words that begin alike, which the checker does not follow."""

    def aims(self, first: int) -> Aims:
        """Clauses by what they do where `first` is asked for what the other lacks."""
        return self._aims[first]

    def _aims_of(self, first: int) -> Aims:
        def mask(side: int, effect: str) -> int:
            return sum(1 << i for i, c in enumerate(self.clauses) if c.side == side and c.statement.effect == effect)

        hedged, worded = (sum(1 << i for i, c in enumerate(self.clauses) if c.way == way) for way in ("hedged", "worded"))
        void = {id(s) for s in self.sides[1 - first].policy.statements if s.effect == "Deny" and is_void(self.sides, first, s)}
        voided = sum(1 << i for i, c in enumerate(self.clauses) if id(c.statement) in void)
        veto = mask(1 - first, "Deny") & ~voided & ~worded
        return Aims(mask(first, "Allow") & ~hedged, mask(first, "Deny"), mask(1 - first, "Allow"), veto)

    def likes(self, first: int, clause: int) -> int:
        """The part of the other document that is the same as an Allow of the first; 0 = there is none."""
        key = first, clause
        if key not in self._likes:
            twin = twin_of(self.sides, first, self.clauses[clause].statement)
            self._likes[key] = sum(1 << at for at in parts_of_twin(self.clauses, clause, twin)) if twin is not None else 0
        return self._likes[key]

    def is_shared(self, first: int, clause: int) -> bool:
        """Whether the other document has an Allow of the first too, and denies nothing of it."""
        return bool(self.likes(first, clause)) and not self._aims[first].veto

    def _matter(self, first: int, clause: int) -> int:
        """What settles an Allow, or keeps it from being covered; its like, if there is one, covers it always."""
        aims = self._aims[first]
        return aims.deny | aims.veto | (0 if self.likes(first, clause) else aims.cover)

    def actions(self, first: int, clause: int) -> Iterator[Live]:
        """The actions of an Allow that are hardest to settle, whatever resource they are asked for."""
        more = _reading() if self.special else ()
        for live in self._hardest(first, clause, -1, lambda c: c.action, (ACTION, _COMMON, more)):
            if live.witness != _ALWAYS_ALLOWED:
                yield live

    def resources(self, first: int, clause: int, among: int) -> Iterator[Live]:
        """The resources of an Allow that are hardest to settle, as far as some clauses tell them apart."""
        return self._hardest(first, clause, among, lambda c: c.resource, (SOMETHING, RESOURCES, _owned() if self.special else ()))

    @cached_property
    def special(self) -> bool:
        """Whether each action and resource has to be looked at for itself: some are beyond what policies decide."""
        return any(n in r for s in self.sides for st in s.policy.statements for r in st.resources or () for n in _FIXED_BY_AWS)

    def _hardest(
        self,
        first: int,
        clause: int,
        among: int,
        element: Callable[[Clause], Patterns],
        texts: tuple[Shape, tuple[str, ...], tuple[Glob, ...]],
    ) -> Iterator[Live]:
        key = (first, clause, among & self._matter(first, clause), texts[0])
        if key in self._found:
            yield from self._found[key]
            return
        found: list[Live] = []
        for live in self._search(first, clause, key[2], element, texts):
            found.append(live)
            yield live
        self._found[key] = tuple(found)

    def _search(
        self,
        first: int,
        clause: int,
        among: int,
        element: Callable[[Clause], Patterns],
        texts: tuple[Shape, tuple[str, ...], tuple[Glob, ...]],
    ) -> Iterator[Live]:
        own = element(self.clauses[clause])
        if not own.listed and not own.negated:
            return  # nothing is listed
        shape, natural, apart = texts
        always = 1 << clause | self.likes(first, clause)
        others: list[tuple[int, bool, frozenset[Glob]]] = []
        lists: list[tuple[Glob, ...]] = []
        fewer, more = dict.fromkeys(apart), dict.fromkeys(apart)
        for at in bits_of(among):
            patterns = element(self.clauses[at])
            harder = bool(self.aims(first).veto >> at & 1) is not patterns.negated
            if harder and own.way == "worded":
                patterns = structs.replace(patterns, listed=tuple(map(loosely, self._near(own, patterns))))
            others.append((at, patterns.negated, frozenset(patterns.listed)))
            lists.append(patterns.listed)
            (more if harder else fewer).update(dict.fromkeys(patterns.listed))
        inside, outside = ((), own.listed) if own.negated else (own.listed, ())
        wanted = Wanted(inside, outside, tuple(fewer), tuple(more), alike_in(lists, {*apart, *own.listed}))
        found: dict[tuple[int, str], Live] = {}
        told = 0
        for text in hardest(wanted, shape, natural):
            if text is not None:
                live = sum((1 << at for at, negated, listed in others if negated is text.matched.isdisjoint(listed)), always)
                found.setdefault((live, text.witness if self.special else ""), Live(live, text.witness))
                continue
            yield from sorted(islice(found.values(), told, None), key=lambda live: live.witness not in natural)
            told = len(found)
        yield from sorted(islice(found.values(), told, None), key=lambda live: live.witness not in natural)

    def _near(self, own: Patterns, others: Patterns) -> tuple[Glob, ...]:
        """Patterns that may match what one of some words stands for; where all of these begin as one does, that is told exactly."""
        known = others.aligned
        if known is None:
            return others.listed
        first = len(known.head) + 1
        words = [g for g in own.listed if g.head.startswith(known.head) or known.head.startswith(g.head)]
        if any(g.tokens[:first] != known.tokens[:first] for g in words):
            return others.listed
        self.aligned = True
        return (known,)

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """Callers by the clauses that mean them, as far as who they are decides."""
        found: dict[tuple[int, frozenset[str]], list[Party]] = {}
        for party in self._parties:
            found.setdefault((self._meaning(party), frozenset(party.told)), []).append(party)
        return tuple(Seat(clauses, tuple(parties), told) for (clauses, told), parties in found.items())

    def _meaning(self, party: Party) -> int:
        context, known = Context(party.told), party.marks
        near = (i for i, marks in enumerate(self._marks) if marks is None or not marks.isdisjoint(known))
        return sum(1 << i for i in near if self._means(self.clauses[i], party, context))

    @cached_property
    def _marks(self) -> tuple[frozenset[str] | None, ...]:
        """What a caller must have of, per clause, to be meant; None = it has to be asked."""
        by_statement = {id(c.statement): None if c.everyone else marks_of(c.statement.principal) for c in self.clauses}
        return tuple(by_statement[id(c.statement)] if c.statement.not_principal is None else None for c in self.clauses)

    def _means(self, clause: Clause, party: Party, context: Context) -> bool:
        if not clause.everyone and self.sides[clause.side].means(clause.statement, party) < max(clause.meant, 1):
            return False
        return all(t.holds(context) is not NO for t in clause.tests if t.key in party.told)

    def dimensions(self, told: frozenset[str], first: int) -> tuple[Dimension, ...]:
        """The keys that are free for callers of whom some keys are told, and the doubts; words stand for values one way only."""
        way = first if self._wordy else 0
        if (told, way) not in self._spaces:
            self._spaces[told, way] = (*self._keys(told, first), *self._doubts())
        return self._spaces[told, way]

    @cached_property
    def _wordy(self) -> frozenset[str]:
        """The keys of which words are tried."""
        return frozenset(t.key for c in self.clauses if c.way == "worded" for t in c.tests if self._is_open(t))

    def _is_open(self, test: Asked) -> bool:
        """Whether a test asks for policy variables of which no value is settled."""
        asked = frozenset(v for value in test.values for v in variables_of(value)) if test.replaced else frozenset()
        return bool(asked - {*self.fixed, *"*?$", self._linked.get(test.key, "")})

    def _keys(self, told: frozenset[str], first: int) -> Iterator[Dimension]:
        fixed = tuple(sorted(self.fixed.items()))
        by_name: dict[str, list[tuple[int, Asked]]] = {}
        for at, clause in enumerate(self.clauses):
            for test in clause.tests:
                if test.key not in told:
                    by_name.setdefault(self._linked.get(test.key, joined(test.key)), []).append((at, test))
        variables = set(self._linked.values())
        for name, asked in by_name.items():
            replaced = any(t.variables for _, t in asked)
            if name in self._wordy:
                yield self._of_words(asked, fixed, first)
            else:
                yield self._dimension(asked, fixed if replaced else (), name if name in variables and replaced else "")

    def _of_words(self, asked: list[tuple[int, Asked]], fixed: tuple[tuple[str, Values], ...], first: int) -> Dimension:
        """The words of a key: what depends on variables counts as it is harder to settle; an Allow asks for its own words alone."""
        tests = tuple(dict.fromkeys(t for _, t in asked))
        words = words_of(tests, fixed)
        settling, allowing = self.aims(first).deny | self.aims(first).cover, self.aims(first).allow
        surely = [settling >> at & 1 or (allowing >> at & 1 and self._is_open(t)) for at, t in asked]
        left: list[int] = []
        for word in words:
            truths = dict(zip(tests, word.truths, strict=True))
            lost = (at for (at, t), sure in zip(asked, surely, strict=True) if truths[t] is NO or (sure and truths[t] is MAYBE))
            left.append(~reduce(or_, (1 << at for at in lost), 0))
        parts = tuple({tests[0].key: w.values} for w in words)
        return Dimension(parts, tuple(left), reduce(or_, (1 << at for at, _ in asked)), partial=True)

    def _dimension(self, asked: list[tuple[int, Asked]], fixed: tuple[tuple[str, Values], ...], variable: str) -> Dimension:
        tests = tuple(dict.fromkeys(t for _, t in asked))
        asking = reduce(or_, (1 << at for at, _ in asked))
        parts = all_parts(tests, fixed, variable)
        if parts is None:
            return Dimension((), (), asking, partial=True, narrowed=partial(narrowed, asked, fixed, variable))
        left, unsettled = left_by(parts, asked, fixed)
        keys = {t.key for t in tests}
        uncertain = unsettled or any(rough([t for t in tests if t.key == k]) for k in keys)
        return Dimension(parts, left, asking, rough=uncertain)

    def _doubts(self) -> Iterator[Dimension]:
        found: dict[str, tuple[Doubt, list[tuple[int, bool]]]] = {}
        for at, clause in enumerate(self.clauses):
            for doubt, wanted in clause.doubts:
                found.setdefault(doubt.about, (doubt, []))[1].append((at, wanted))
        for doubt, asked in found.values():
            left = tuple(~sum(1 << at for at in {a for a, wanted in asked if wanted is not way}) for way in (True, False))
            yield Dimension(({}, {}), left, sum(1 << at for at in {a for a, _ in asked}), doubt)


def tests_of(sides: Iterable[Side]) -> tuple[Asked, ...]:
    """Every test of both documents that can be worked with, once."""
    both = ((s, t) for side in sides for s in side.policy.statements for t in s.tests)
    return tuple(dict.fromkeys(asked_of(t, variables=s.variables) for s, t in both if not why_unsupported(t)))


def told_in_json(told: Mapping[str, Values], spelled: Mapping[str, str], sets: frozenset[str]) -> dict[str, str | list[str] | None]:
    """A context as `decide` takes it: lists for keys that are asked for as sets; absent ones left out, unless they would follow else."""
    out: dict[str, str | list[str] | None] = {}
    for key, values in sorted(told.items()):
        if values is None and key in DERIVED:
            out[spelled.get(key, key)] = None
        if values is not None:
            out[spelled.get(key, key)] = list(values) if key in sets or len(values) != 1 else values[0]
    return out
