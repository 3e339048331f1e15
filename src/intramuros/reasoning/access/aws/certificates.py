# SPDX-License-Identifier: Apache-2.0
"""Checks a certificate again: shares with the search only its cells and the reading of patterns.

It asks the plain evaluator (the one behind `decide`) about the witness of each cell, with every key that the cell leaves
open not known, and takes the patterns apart anew, letter by letter, to see that no way of matching was left out; and it asks
for callers near everybody who is named, to see that none was.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise, product
from typing import NamedTuple

from intramuros.estate.values import symbols
from intramuros.reasoning.access.aws.absent import unseated
from intramuros.reasoning.access.aws.automata import IS_ARN, ONE_IN_PART, RUN_IN_PART, caseless
from intramuros.reasoning.access.aws.clauses import Clause, Patterns
from intramuros.reasoning.access.aws.comparisons import _date, _number
from intramuros.reasoning.access.aws.conditions import holds
from intramuros.reasoning.access.aws.context import Context, Values, variables_of
from intramuros.reasoning.access.aws.differences import COVERED, DENIED, NOTHING, Dimension, Leaf, Node
from intramuros.reasoning.access.aws.globs import Tokens, matches, tokens_of_pattern
from intramuros.reasoning.access.aws.ground import OWNED, READING
from intramuros.reasoning.access.aws.parties import Party
from intramuros.reasoning.access.aws.proofs import Certificate, Section, settled
from intramuros.reasoning.access.aws.spaces import Asked, Told, patterns_of, possible
from intramuros.reasoning.access.aws.statements import Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.twins import is_void, twin_of
from intramuros.reasoning.access.aws.walks import texts, texts_within

_ANY_ACTION: Tokens = (ONE_IN_PART, RUN_IN_PART, ":", ONE_IN_PART, RUN_IN_PART)


def check(certificate: Certificate) -> tuple[str, ...]:
    """What is wrong with a certificate; nothing = it proves what it says."""
    return (*(o for s in certificate.sections for part in _PARTS for o in part(s)), *unseated(certificate.sections))


def _unsettled(section: Section) -> Iterator[str]:
    """What was tried, and is not settled as it is said to be."""
    for tried in section.tried:
        allowing = section.clauses[tried.allowing].statement
        ends = [(leaf, {k: v for alike in told for k, v in alike[0].items()}) for leaf, told in section.leaves(tried.node)]
        for party in tried.seat.parties:
            case = _Case(section, party, tried.action.witness, tried.resource.witness)
            for leaf, told in ends:
                if not case.settles(allowing, leaf, told):
                    yield f"{case} {told}: statement {allowing.index} is not {leaf.why} by clause {leaf.clause}"


class _Case(NamedTuple):
    """One concrete request, but for the context."""

    section: Section
    party: Party
    action: str
    arn: str

    def __str__(self) -> str:
        return f"{self.party.principal} {self.action} {self.arn}"

    def truth(self, side: int, statement: Statement, told: Told) -> Truth:
        """Whether a statement is for it, with every key that is not told unknown, as are the variables that the resource holds."""
        open_ones = {v.casefold() for v, _ in symbols(self.arn)}
        known = {k: v for k, v in {**told, **self.party.told}.items() if f"${{{k}}}" not in open_ones}
        return min(
            self.meant(side, statement, told),
            statement.covers_action(self.action),
            statement.covers_resource((self.arn,), Context(known, open_world=True)),
        )

    def meant(self, side: int, statement: Statement, told: Told) -> Truth:
        """Whether a statement is for the caller, in a context."""
        context = Context({**told, **self.party.told}, open_world=True)
        return min(self.section.sides[side].means(statement, self.party), holds(statement, context))

    def alive(self, allowing: int) -> frozenset[int]:
        """The clauses that may hold, and may matter where one alone allows."""
        clauses = self.section.clauses
        known = {id(s) for s, _ in _bearing(self.section, clauses[allowing].statement)}
        ours = (
            i
            for i, c in enumerate(clauses)
            if i == allowing or (id(c.statement) in known and c.statement is not clauses[allowing].statement)
        )
        return frozenset(i for i in ours if self.truth(clauses[i].side, clauses[i].statement, {}) is not NO)

    def settles(self, allowing: Statement, leaf: Leaf, told: Told) -> bool:
        """Whether an end is what it says."""
        first = self.section.first
        if leaf.why == NOTHING:
            return self.truth(first, allowing, told) is NO
        clause = self.section.clauses[leaf.clause]
        if self.truth(clause.side, clause.statement, told) is not YES:
            return False
        if leaf.why == DENIED:
            return clause.side == first and clause.statement.effect == "Deny"
        free = all(self.truth(1 - first, s, told) is NO for s in _vetoes(self.section))
        return leaf.why == COVERED and clause.side != first and clause.statement.effect == "Allow" and free


def _left_out(section: Section) -> Iterator[str]:
    """Branches that leave out a value, or count one to others that do not stand for it."""
    vectors = [_vectors(section, d) for d in section.dimensions]
    todo: dict[tuple[int, frozenset[int]], Node] = {}
    for tried in section.tried:
        for party in tried.seat.parties:
            case = _Case(section, party, tried.action.witness, tried.resource.witness)
            todo[id(tried.node), case.alive(tried.allowing)] = tried.node
    for key, node in (found := list(todo.items())):
        if isinstance(node, Leaf):
            if node.clause >= 0 and node.clause not in key[1]:
                yield f"clause {node.clause} is no longer live"
            continue
        if section.dimensions[node.dimension].partial:
            yield f"dimension {node.dimension} does not list its values"
        if {p for parts, _ in node.ways for p in parts} != set(range(len(section.dimensions[node.dimension].parts))):
            yield f"not every value of dimension {node.dimension} was tried"
        mine = vectors[node.dimension]
        for parts, following in node.ways:
            yield from (
                f"value {p} is harder than value {parts[0]}" for p in parts if not _harder(section, key[1], mine[parts[0]], mine[p])
            )
            after = id(following), frozenset(c for c in key[1] if mine[parts[0]][c] is not NO)
            if after not in todo:
                todo[after] = following
                found.append((after, following))


def _vectors(section: Section, dimension: Dimension) -> list[tuple[Truth, ...]]:
    """Per value how each clause comes out, as far as this dimension goes."""
    if dimension.doubt is not None:
        return [tuple(YES if left >> i & 1 else NO for i in range(len(section.clauses))) for left in dimension.left]
    keys = frozenset(k for part in dimension.parts for k in part)
    fixed = _anywhere(section)
    contexts = [fixed.with_told(part) for part in dimension.parts]
    tests = [[t for t in c.tests if t.key in keys] for c in section.clauses]
    return [tuple(min((t.holds(c) for t in mine), default=YES) for mine in tests) for c in contexts]


def _harder(section: Section, alive: frozenset[int], one: tuple[Truth, ...], other: tuple[Truth, ...]) -> bool:
    """Whether of some clauses those that come out like `one` are no easier to settle than with `other`."""
    return all(one[c] <= other[c] if _settles(section.first, section.clauses[c]) else one[c] >= other[c] for c in alive)


def _settles(first: int, clause: Clause) -> bool:
    """Whether a clause that holds makes a difference less likely: a Deny of the first document, an Allow of the second."""
    return (clause.side == first) is (clause.statement.effect == "Deny")


def _anywhere(section: Section) -> Context:
    """What is told of all of the callers."""
    return Context(dict(section.fixed), open_world=True)


def _missing(section: Section) -> Iterator[str]:
    """Actions and resources of an Allow for which nothing that was tried stands."""
    places: dict[tuple[int, int], dict[str, set[str]]] = {}
    for tried in section.tried:
        here = places.setdefault((section.clauses[tried.allowing].statement.index, id(tried.seat)), {})
        here.setdefault(tried.action.witness, set()).add(tried.resource.witness)
    looked_at: set[str] = set()
    for statement in section.sides[section.first].policy.statements:
        for seat in section.seats if statement.effect == "Allow" else ():
            if all(_Case(section, p, "", "").meant(section.first, statement, {}) is NO for p in seat.parties):
                continue
            if twin_of(section.sides, section.first, statement) is not None and not _vetoes(section):
                continue  # the other document has it too, and denies nothing of it
            there = places.get((statement.index, id(seat)), {})
            told = f"{statement.index} {sorted((a, sorted(r)) for a, r in there.items())}"
            if told not in looked_at:
                looked_at.add(told)
                yield from _Place(section, statement, there).missing()


class _Lists(NamedTuple):
    """Patterns: those that a statement lists, all others, and each list for itself."""

    own: list[Tokens]
    more: list[Tokens]
    whole: list[list[Tokens]]

    def texts(self, others: Iterable[Tokens], apart: tuple[str, ...]) -> Iterator[str]:
        """A text of every kind that the statement is for."""
        more, single = [*self.more, *others], [tokens_of_pattern(p) for p in apart]
        return (text for text, within in texts_within(self.own, more, single, self.whole) if within)


class _Place(NamedTuple):
    """What was tried for one Allow statement: resources per action."""

    section: Section
    statement: Statement
    tried: dict[str, set[str]]

    def missing(self) -> Iterator[str]:
        """Texts that nothing stands for."""
        others = _bearing(self.section, self.statement)
        stands = {a: self._acts(others, a) for a in self.tried}
        apart = READING if self.section.special else ()
        patterns = self._patterns(others, lambda c: c.action)
        for text in patterns.texts([_ANY_ACTION], apart):
            proper = text.count(":") == 1 and not text.startswith(":") and not text.endswith(":")
            if proper and not settled(text, "*") and self.statement.covers_action(text) is not NO:
                mine = self._acts(others, text)
                if not any(_above(mine, other) for other in stands.values()) and not self._nowhere(text):
                    yield f"no cell stands for the action {text} of statement {self.statement.index}"
        for action in self.tried:
            yield from self._missing_resources([o for o in others if o[0].covers_action(action) is not NO], action)

    def _nowhere(self, action: str) -> bool:
        """Whether there is no resource on which the statement decides about an action."""
        patterns = self._patterns([(self.statement, False)], lambda c: c.resource)
        context, special = _anywhere(self.section), self.section.special
        found = patterns.texts([], OWNED if special else ())
        return all(self.statement.covers_resource((t,), context) is NO or (special and settled(action, t)) for t in found)

    def _missing_resources(self, others: list[Other], action: str) -> Iterator[str]:
        context = _anywhere(self.section)
        stands = [self._covers(others, r, context) for r in self.tried[action]]
        apart = OWNED if self.section.special else ()
        patterns = self._patterns(others, lambda c: c.resource)
        for text in patterns.texts([], apart):
            if self.section.special and settled(action, text):
                continue
            if self.statement.covers_resource((text,), context) is not NO:
                mine = self._covers(others, text, context)
                if not any(_above(mine, other) for other in stands):
                    yield f"no cell stands for the resource {text} of statement {self.statement.index} with {action}"

    def _acts(self, others: list[Other], text: str) -> tuple[int, ...]:
        """How much each statement settles an action (more is easier), and what AWS answers whatever they say."""
        apart = tuple(int(matches(p, text)) for p in READING) if self.section.special else ()
        return (*(s.covers_action(text) * (1 if bad else -1) for s, bad in others), *apart, *(-a for a in apart))

    def _covers(self, others: list[Other], text: str, context: Context) -> tuple[int, ...]:
        apart = tuple(int(matches(p, text)) for p in OWNED) if self.section.special else ()
        return (*(_covering(s, text, context) * (1 if bad else -1) for s, bad in others), *apart, *(-a for a in apart))

    def _patterns(self, others: list[Other], element: Callable[[Clause], Patterns]) -> _Lists:
        """The patterns that the statement lists (none where it lists exceptions), and all others."""
        own: list[Tokens] = []
        more: list[Tokens] = []
        lists: list[list[Tokens]] = []
        known = {id(s) for s, _ in others}
        for clause in (c for c in self.section.clauses if id(c.statement) in known):
            patterns = element(clause)
            mine = clause.statement is self.statement and not patterns.negated
            if mine and patterns.way == "hedged":
                continue  # what it is for, it is for as a word too
            lists.append([g.tokens for g in patterns.listed])
            (own if mine else more).extend(lists[-1])
        return _Lists(own, more, lists)


Other = tuple[Statement, bool]
"""A statement, and whether it makes a difference less likely."""


def _vetoes(section: Section) -> list[Statement]:
    """What the second document denies, and the first does not in the same words."""
    denied = (s for s in section.sides[1 - section.first].policy.statements if s.effect == "Deny")
    return [s for s in denied if not is_void(section.sides, section.first, s)]


def _bearing(section: Section, statement: Statement) -> list[Other]:
    """An Allow statement, and those that settle it or keep it from being covered; where the other document has it too, that covers it."""
    first = section.first
    ours, theirs = section.sides[first].policy.statements, section.sides[1 - first].policy.statements
    twin = twin_of(section.sides, first, statement)
    covering = [s for s in theirs if s.effect == "Allow"] if twin is None else [twin]
    known = {id(c.statement) for c in section.clauses}  # others are for nothing here, and no end may name them
    settling = (s for s in (*(s for s in ours if s.effect == "Deny"), *covering) if id(s) in known)
    return [(statement, False), *((s, True) for s in settling), *((s, False) for s in _vetoes(section))]


def _covering(statement: Statement, text: str, context: Context) -> Truth:
    """Whether a statement covers a resource; what NotResource excepts is not settled where a policy variable may have no value."""
    excepted = statement.not_resources or () if statement.variables else ()
    missing = any(not context.knows(key) for p in excepted for key in variables_of(p) - {*"*?$"})
    return min(statement.covers_resource((text,), context), MAYBE if missing else YES)


def _above(mine: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether what is `other` is at least as hard to settle."""
    return all(m >= o for m, o in zip(mine, other, strict=True))


def _unlisted(section: Section) -> Iterator[str]:
    """Values of condition keys that no cell stands for."""
    for dimension in section.dimensions:
        if dimension.doubt is None and not dimension.partial:
            yield from _missed(section, dimension.parts, frozenset(k for part in dimension.parts for k in part), _anywhere(section))


def _missed(section: Section, parts: tuple[Told, ...], keys: frozenset[str], fixed: Context) -> Iterator[str]:
    tests = list(dict.fromkeys(t for c in section.clauses for t in c.tests if t.key in keys))

    def outcome(told: Told) -> tuple[Truth, ...]:
        return tuple(t.holds(fixed.with_told(told)) for t in tests)

    known = {outcome(part) for part in parts}
    for told in _contexts(tests, keys, fixed, parts):
        if possible(told) and outcome(told) not in known:
            yield f"no cell stands for {told}"


def _contexts(tests: list[Asked], keys: frozenset[str], fixed: Context, parts: tuple[Told, ...]) -> Iterator[Told]:
    """Values of some keys, in all combinations; a key that another is held against comes first, and may be what either is held against."""
    variables = sorted(keys & {u for t in tests if t.replaced for v in t.values for u in variables_of(v)})
    plain = [t for t in tests if not t.replaced]
    for replaced in product(*([(u, v) for v in _probes(plain, fixed, parts, fold=True)] for u in variables)):
        known = fixed.with_told(dict(replaced))
        free = sorted(keys - {*variables})
        for rest in product(*([(k, v) for v in _probes([t for t in tests if t.key == k], known, parts)] for k in free)):
            yield dict((*replaced, *rest))


def _probes(tests: list[Asked], fixed: Context, parts: tuple[Told, ...], *, fold: bool = False) -> Iterator[Values]:
    """Values of one key near everything that it is held against; `fold`: also near what differs from it in case alone."""
    told = [t for t in tests if t.operator != "null"]
    values = [v for t in told for v in t.values]
    yield None
    if any(t.base.startswith(("numeric", "date")) for t in told):
        ends = sorted({n for v in values for n in (_number(v), _date(v)) if n is not None})
        yield from (
            (f"{n:f}",) for n in (*ends, *((a + b) / 2 for a, b in pairwise(ends)), *(e + d for e in ends for d in (Decimal(-9), 9)))
        )
    elif any("ipaddress" in t.base for t in told):
        yield from ((a,) for v in values for a in _beside(v))
    elif any(t.base == "bool" for t in told) and {v.casefold() for v in values} <= {"true", "false"}:
        yield from (("true",), ("false",))
    else:
        patterns = [p for t in told for v in t.values for p in patterns_of(t, v, fixed)]
        patterns += [caseless(p) for p in patterns if fold]
        yield from ((t,) for t in texts([*patterns, *([IS_ARN] if any(t.base.startswith("arn") for t in told) else [])]))
    if any(t.of_sets for t in tests):
        listed = [v for part in parts for v in (part.get(tests[0].key),) if v]
        yield from (tuple(dict.fromkeys((*a, *b))) for a, b in product(listed, listed))


def _beside(network: str) -> Iterator[str]:
    try:
        found = ipaddress.ip_network(network.strip(), strict=False)
    except ValueError:
        return
    kind, last = type(found.network_address), 2**found.max_prefixlen - 1
    edges = (int(found.network_address), int(found.broadcast_address))
    yield from (str(kind(n)) for n in (edges[0] - 1, *edges, edges[1] + 1) if 0 <= n <= last)


_PARTS = (_left_out, _unlisted, _missing, _unsettled)
