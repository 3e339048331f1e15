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

from intramuros.reasoning.access.aws.automata import DIGIT, IS_ARN, ONE_IN_NAME, ONE_IN_PART, RUN_IN_NAME, RUN_IN_PART
from intramuros.reasoning.access.aws.comparisons import _date, _number
from intramuros.reasoning.access.aws.conditions import holds
from intramuros.reasoning.access.aws.context import Context, Values
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
    """Cells whose statement does not settle them for each of their callers, actions and resources."""
    for seat, action, resource, node in section.trees():
        yield from _partial(section, node)
        for leaf, context in section.leaves(node):
            told: Told = {k: v for alike in context for k, v in alike[0].items()}
            for party, asked, arn in product(seat.parties, action.witnesses, resource.witnesses):
                if not _settles(section, leaf, party, asked, arn, Context({**told, **party.told}, open_world=True)):
                    yield f"{party.principal} {asked} {arn} {told}: not {leaf.why} by clause {leaf.clause}"


def _settles(section: Section, leaf: Leaf, party: Party, action: str, arn: str, context: Context) -> bool:
    def truth(side: int, statement: Statement) -> Truth:
        return min(
            section.sides[side].means(statement, party),
            statement.covers_action(action),
            statement.covers_resource((arn,), context),
            holds(statement, context),
        )

    def none(side: int, effect: str) -> bool:
        return all(truth(side, s) is NO for s in section.sides[side].policy.statements if s.effect == effect)

    if leaf.why == NOTHING:
        return none(section.first, "Allow")
    clause = section.clauses[leaf.clause]
    if truth(clause.side, clause.statement) is not YES:
        return False
    if leaf.why == DENIED:
        return clause.side == section.first and clause.statement.effect == "Deny"
    return leaf.why == COVERED and clause.side != section.first and clause.statement.effect == "Allow" and none(1 - section.first, "Deny")


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
    options = [[(k, v) for v in _probes([t for t in tests if t.key == k], fixed, parts)] for k in sorted(keys)]
    for told in map(dict, product(*options)):
        if possible(told) and outcome(told) not in known:
            yield f"no cell stands for {told}"


def _probes(tests: list[Asked], fixed: Context, parts: tuple[Told, ...]) -> Iterator[Values]:
    """Values of one key near everything that it is held against."""
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
