# SPDX-License-Identifier: Apache-2.0
"""Checks a certificate again: shares with the search only its cells and the reading of patterns.

It asks the plain evaluator (the one behind `decide`) about the witness of each cell, with every key that the cell leaves
open not known, and takes the patterns apart anew, letter by letter, to see that no way of matching was left out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise, product
from typing import NamedTuple

from intramuros.reasoning.access.aws.automata import DIGIT, IS_ARN, ONE_IN_NAME, ONE_IN_PART, RUN_IN_NAME, RUN_IN_PART, caseless
from intramuros.reasoning.access.aws.comparisons import _date, _number
from intramuros.reasoning.access.aws.conditions import holds
from intramuros.reasoning.access.aws.context import Context, Values, variables_of
from intramuros.reasoning.access.aws.differences import COVERED, DENIED, NOTHING, Branch, Leaf, Node
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens
from intramuros.reasoning.access.aws.parties import Party
from intramuros.reasoning.access.aws.proofs import Certificate, Section, settled
from intramuros.reasoning.access.aws.spaces import Asked, Told, patterns_of, possible
from intramuros.reasoning.access.aws.statements import Statement
from intramuros.reasoning.access.aws.ternary import NO, YES, Truth

_BUT = {ANY_RUN: "", ANY_ONE: "", RUN_IN_PART: ":", ONE_IN_PART: ":", RUN_IN_NAME: ":/", ONE_IN_NAME: ":/"}
_RUNS = (ANY_RUN, RUN_IN_PART, RUN_IN_NAME)
_ANY_ACTION: Tokens = (ONE_IN_PART, RUN_IN_PART, ":", ONE_IN_PART, RUN_IN_PART)


def check(certificate: Certificate) -> tuple[str, ...]:
    """What is wrong with a certificate; nothing = it proves what it says."""
    return tuple(o for s in certificate.sections for o in (*_incomplete(s), *_unsettled(s)))


def _unsettled(section: Section) -> Iterator[str]:
    """Allow statements that nothing settles, for some of the callers, actions and resources of a cell."""
    for seat, action, resource, nodes in section.trees():
        looked_at = {id(section.clauses[c].statement) for c in nodes}
        allows = [s for s in section.sides[section.first].policy.statements if s.effect == "Allow" and id(s) not in looked_at]
        yield from (o for node in nodes.values() for o in _partial(section, node))
        ends = [
            (c, leaf, {k: v for alike in told for k, v in alike[0].items()}) for c, n in nodes.items() for leaf, told in section.leaves(n)
        ]
        for party, asked, arn in product(seat.parties, action.witnesses, resource.witnesses):
            case = _Case(section, party, asked, arn)
            yield from (f"{case}: statement {s.index} was not looked at" for s in allows if case.truth(section.first, s, {}) is not NO)
            for allowing, leaf, told in ends:
                if not case.settles(section.clauses[allowing].statement, leaf, told):
                    yield f"{case} {told}: statement {section.clauses[allowing].statement.index} is not {leaf.why} by clause {leaf.clause}"


class _Case(NamedTuple):
    """One concrete request, but for the context."""

    section: Section
    party: Party
    action: str
    arn: str

    def __str__(self) -> str:
        return f"{self.party.principal} {self.action} {self.arn}"

    def truth(self, side: int, statement: Statement, told: Told) -> Truth:
        """Whether a statement is for it, with every key that is not told unknown."""
        context = Context({**told, **self.party.told}, open_world=True)
        return min(
            self.section.sides[side].means(statement, self.party),
            statement.covers_action(self.action),
            statement.covers_resource((self.arn,), context),
            holds(statement, context),
        )

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
        others = (s for s in self.section.sides[1 - first].policy.statements if s.effect == "Deny")
        free = all(self.truth(1 - first, s, told) is NO for s in others)
        return leaf.why == COVERED and clause.side != first and clause.statement.effect == "Allow" and free


def _partial(section: Section, node: Node) -> Iterator[str]:
    """Branches that leave out a value."""
    if isinstance(node, Branch):
        if {p for parts, _ in node.ways for p in parts} != set(range(len(section.dimensions[node.dimension].parts))):
            yield f"not every value of dimension {node.dimension} was tried"
        for _, following in node.ways:
            yield from _partial(section, following)


def _incomplete(section: Section) -> Iterator[str]:
    """Actions, resources and values that no cell stands for."""
    statements = list({id(c.statement): c.statement for c in section.clauses}.values())
    anywhere = Context(section.seats[0].parties[0].told, open_world=True)
    actions = {tuple(s.covers_action(w) for s in statements) for live in section.actions for w in live.witnesses}
    for text in _texts([*(p for c in section.clauses for p in c.action.listed), _ANY_ACTION]):
        proper = text.count(":") == 1 and not text.startswith(":") and not text.endswith(":")
        if proper and tuple(s.covers_action(text) for s in statements) not in actions and not settled(text, "*"):
            yield f"no cell stands for the action {text}"
    resources = {tuple(s.covers_resource((w,), anywhere) for s in statements) for live in section.resources for w in live.witnesses}
    for text in _texts([p for c in section.clauses for p in c.resource.listed]):
        if tuple(s.covers_resource((text,), anywhere) for s in statements) not in resources:
            yield f"no cell stands for the resource {text}"
    for dimension in section.dimensions:
        if dimension.doubt is None:
            yield from _missed(section, dimension.parts, frozenset(k for part in dimension.parts for k in part), anywhere)


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
        yield from ((t,) for t in _texts([*patterns, *([IS_ARN] if any(t.base.startswith("arn") for t in told) else [])]))
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


def _texts(patterns: Iterable[Tokens]) -> Iterator[str]:
    """A text (no empty one) for each set of patterns that some text matches: a plain walk over what is left of each after each letter."""
    asked = tuple(dict.fromkeys(patterns))
    letters = sorted({c for p in asked for t in p for c in (_BUT.get(t) or (t[2:] if t.startswith("\0=") else t if len(t) == 1 else ""))})
    letters += ["0", "\u2060"] if any(DIGIT in p for p in asked) else ["\u2060"]
    start = tuple(_open(p, {0}) for p in asked)
    todo, seen, told = [(start, "")], {start}, set()
    for state, text in todo:
        matched = tuple(len(p) in at for p, at in zip(asked, state, strict=True))
        if text and matched not in told:
            told.add(matched)
            yield text
        for letter in letters:
            there = tuple(_open(p, _next(p, at, letter)) for p, at in zip(asked, state, strict=True))
            if there not in seen:
                seen.add(there)
                todo.append((there, text + letter))


def _next(pattern: Tokens, at: frozenset[int], letter: str) -> set[int]:
    return {i + (pattern[i] not in _RUNS) for i in at if i < len(pattern) and _takes(pattern[i], letter)}


def _takes(token: str, letter: str) -> bool:
    if token in _BUT:
        return letter not in _BUT[token]
    return letter in token[2:] if token.startswith("\0=") else letter.isdecimal() if token == DIGIT else letter == token


def _open(pattern: Tokens, at: set[int]) -> frozenset[int]:
    """With the places after runs, which may be empty."""
    todo = list(at)
    for place in todo:
        if place < len(pattern) and pattern[place] in _RUNS and place + 1 not in todo:
            todo.append(place + 1)
    return frozenset(todo)
