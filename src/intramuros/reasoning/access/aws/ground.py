# SPDX-License-Identifier: Apache-2.0
"""The requests worth trying for two documents, as sets of live clauses: callers, actions, resources, condition keys.

Callers, actions and resources that make the same clauses live are one; only what differs is multiplied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import ACTION, SOMETHING, Shape, cells
from intramuros.reasoning.access.aws.clauses import Clause, Doubt, Fixed, Patterns, Side, clauses_of
from intramuros.reasoning.access.aws.context import Context, Values
from intramuros.reasoning.access.aws.differences import Aims, Dimension
from intramuros.reasoning.access.aws.globs import tokens_of_pattern
from intramuros.reasoning.access.aws.parties import Party
from intramuros.reasoning.access.aws.spaces import Asked, asked_of, joined, parts_of, rough, why_unsupported
from intramuros.reasoning.access.aws.ternary import NO

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
_FIXED_BY_AWS = ("iam::aws:policy", "role/aws-reserved", ":alias/aws")
_READING = ("iam:get*", "iam:list*", "iam:simulate*", "iam:generate*", "iam:*", "kms:*")
_OWNED = ("arn:*:iam::aws:policy/*", "arn:*:iam::*:role/aws-reserved/*", "*:alias/aws/*")
"""What tells apart requests on what AWS owns, whose answer no policy changes; only looked at where a document names such a thing."""


_ALWAYS_ALLOWED = "sts:getcalleridentity"
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: no policy changes its answer."""


class Live(Struct, frozen=True):
    """Clauses that are live (as bits), and the actions or resources that make just these live."""

    clauses: int
    witnesses: tuple[str, ...]


class Seat(Struct, frozen=True):
    """Callers for whom the same clauses are live, with the dimensions of what is free for them."""

    clauses: int
    parties: tuple[Party, ...]
    told: frozenset[str]
    """The keys that follow from who they are."""


class Ground:
    """Two documents before some callers, for whom policy variables are replaced by the same values."""

    def __init__(self, sides: tuple[Side, Side], parties: Sequence[Party], fixed: Fixed, linked: Mapping[str, str]) -> None:
        self.sides, self.fixed = sides, dict(fixed)
        self._linked = {k: u for k, u in linked.items() if u not in self.fixed}
        self._parties = [Party(p.principal, p.caller, {**self.fixed, **p.told}, p.certain) for p in parties] if fixed else list(parties)
        self.clauses: tuple[Clause, ...] = tuple(c for side in sides for c in clauses_of(side, self.fixed, self._linked))
        self._spaces: dict[frozenset[str], tuple[Dimension, ...]] = {}

    def aims(self, first: int) -> Aims:
        """Clauses by what they do where `first` is asked for what the other lacks."""

        def mask(side: int, effect: str) -> int:
            return sum(1 << i for i, c in enumerate(self.clauses) if c.side == side and c.statement.effect == effect)

        return Aims(mask(first, "Allow"), mask(first, "Deny"), mask(1 - first, "Allow"), mask(1 - first, "Deny"))

    @cached_property
    def actions(self) -> tuple[Live, ...]:
        """Actions by the clauses that cover them."""
        more = _READING if self.special else ()
        found = self._live([c.action for c in self.clauses], ACTION, tuple(a.casefold() for a in ACTIONS), more)
        free = [Live(live.clauses, tuple(w for w in live.witnesses if w != _ALWAYS_ALLOWED)) for live in found]
        return tuple(live for live in free if live.witnesses)

    @cached_property
    def resources(self) -> tuple[Live, ...]:
        """Resources by the clauses that cover them."""
        return self._live([c.resource for c in self.clauses], SOMETHING, RESOURCES, _OWNED if self.special else ())

    @cached_property
    def special(self) -> bool:
        """Whether each action and resource has to be looked at for itself: some are beyond what policies decide."""
        return any(n in r for s in self.sides for st in s.policy.statements for r in st.resources or () for n in _FIXED_BY_AWS)

    def _live(self, elements: list[Patterns], shape: Shape, natural: tuple[str, ...], more: tuple[str, ...]) -> tuple[Live, ...]:
        order = {p: i for i, p in enumerate(dict.fromkeys(p for e in elements for p in e.listed))}
        asked = [(sum(1 << order[p] for p in set(e.listed)), e.negated) for e in elements]
        found: dict[int, list[str]] = {}
        for cell in cells((*order, *(p for p in map(tokens_of_pattern, more) if p not in order)), shape, natural):
            bits = sum(1 << i for i, (listed, negated) in enumerate(asked) if bool(cell.bits & listed) is not negated)
            found.setdefault(bits, []).append(cell.witness)
        lives = [Live(bits, tuple(sorted(texts, key=lambda t: t not in natural))) for bits, texts in found.items()]
        if self.special:
            lives = [Live(live.clauses, (text,)) for live in lives for text in live.witnesses]
        return tuple(sorted(lives, key=lambda live: live.witnesses[0] not in natural))

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """Callers by the clauses that mean them, as far as who they are decides."""
        found: dict[tuple[int, frozenset[str]], list[Party]] = {}
        for party in self._parties:
            found.setdefault((self._meaning(party), frozenset(party.told)), []).append(party)
        return tuple(Seat(clauses, tuple(parties), told) for (clauses, told), parties in found.items())

    def _meaning(self, party: Party) -> int:
        context = Context(party.told)
        return sum(1 << i for i, c in enumerate(self.clauses) if self._means(c, party, context))

    def _means(self, clause: Clause, party: Party, context: Context) -> bool:
        if not clause.everyone and self.sides[clause.side].means(clause.statement, party) < max(clause.meant, 1):
            return False
        return all(t.holds(context) is not NO for t in clause.tests if t.key in party.told)

    def dimensions(self, told: frozenset[str]) -> tuple[Dimension, ...]:
        """The keys that are free for callers of whom some keys are told, and the doubts."""
        if told not in self._spaces:
            self._spaces[told] = (*self._keys(told), *self._doubts())
        return self._spaces[told]

    def _keys(self, told: frozenset[str]) -> Iterator[Dimension]:
        fixed = tuple(sorted(self.fixed.items()))
        by_name: dict[str, list[tuple[int, Asked]]] = {}
        for at, clause in enumerate(self.clauses):
            for test in clause.tests:
                if test.key not in told:
                    by_name.setdefault(self._linked.get(test.key, joined(test.key)), []).append((at, test))
        variables = set(self._linked.values())
        for name, asked in by_name.items():
            replaced = any(t.variables for _, t in asked)
            yield self._dimension(asked, fixed if replaced else (), name if name in variables and replaced else "")

    def _dimension(self, asked: list[tuple[int, Asked]], fixed: tuple[tuple[str, Values], ...], variable: str) -> Dimension:
        tests = tuple(dict.fromkeys(t for _, t in asked))
        parts = parts_of(tests, fixed, variable)
        by_test = {t: sum(1 << at for at in {a for a, mine in asked if mine == t}) for t in tests}
        left: list[int] = []
        for part in parts:
            context = Context({**dict(fixed), **part})
            lost = 0
            for test, clauses in by_test.items():
                if test.holds(context) is NO:
                    lost |= clauses
            left.append(~lost)
        keys = {t.key for t in tests}
        uncertain = any(rough([t for t in tests if t.key == k]) for k in keys)
        return Dimension(tuple(parts), tuple(left), sum(1 << at for at in {a for a, _ in asked}), rough=uncertain)

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


def told_in_json(told: Mapping[str, Values], spelled: Mapping[str, str], sets: frozenset[str]) -> dict[str, str | list[str]]:
    """A context as `decide` takes it: lists for keys that are asked for as sets, absent ones left out."""
    out: dict[str, str | list[str]] = {}
    for key, values in sorted(told.items()):
        if values is not None:
            out[spelled.get(key, key)] = list(values) if key in sets or len(values) != 1 else values[0]
    return out
