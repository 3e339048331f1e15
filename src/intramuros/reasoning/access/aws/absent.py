# SPDX-License-Identifier: Apache-2.0
"""Callers whom a certificate leaves out: those near everybody who is named and everything that callers are held against.

Part of the checker; `parties` chooses whom the search tries, and is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from intramuros.reasoning.access.aws.automata import DIGIT, ONE_IN_NAME, RUN_IN_PART
from intramuros.reasoning.access.aws.conditions import test_holds
from intramuros.reasoning.access.aws.context import Context, Values, has_variables
from intramuros.reasoning.access.aws.globs import Tokens
from intramuros.reasoning.access.aws.parties import Party, party_of
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.proofs import Section
from intramuros.reasoning.access.aws.spaces import Asked, asked_of, patterns_of, why_unsupported
from intramuros.reasoning.access.aws.statements import Named
from intramuros.reasoning.access.aws.ternary import YES, Truth
from intramuros.reasoning.access.aws.walks import texts

_STRANGER = "888888888888"
_NOBODY_KNOWN = ("probe.amazonaws.com", f"arn:aws:iam::{_STRANGER}:saml-provider/probe", "anonymous")
Seen = tuple[Truth, ...]
"""How surely each statement of both documents means a caller, as far as who he is decides."""


def unseated(sections: tuple[Section, ...]) -> Iterator[str]:
    """Callers for whom no seat of a certificate stands."""
    live = frozenset(k for s in sections for seat in s.seats for p in seat.parties for k in p.told)
    seated = [{(seat.told, _seen(s, seat.parties[0])) for seat in s.seats} for s in sections]
    for probe in _probes(sections[0], live) if sections else ():
        if not any(_sits(s, known, probe) for s, known in zip(sections, seated, strict=True)):
            yield f"no caller stands for {probe.principal}"


def _sits(section: Section, seated: set[tuple[frozenset[str], Seen]], probe: Party) -> bool:
    fixed: dict[str, Values] = dict(section.fixed)
    if any(probe.told.get(k, v) != v for k, v in fixed.items()):
        return False  # he is one of others
    own = Party(probe.principal, probe.caller, {**fixed, **probe.told})
    return (frozenset(own.told), _seen(section, own)) in seated


def _seen(section: Section, party: Party) -> Seen:
    context = Context(party.told)
    bearing = {id(c.statement) for c in section.clauses}  # others are for nothing here
    return tuple(
        min(
            side.means(statement, party),
            min((test_holds(t, context, variables=statement.variables) for t in statement.tests if t.folded in party.told), default=YES),
        )
        for side in section.sides
        for statement in side.policy.statements
        if id(statement) in bearing
    )


def _probes(section: Section, live: frozenset[str]) -> Iterator[Party]:
    sides = section.sides
    named = [n for s in sides for st in s.policy.statements for n in (st.principal, st.not_principal) if n is not None]
    both = ((s, t) for side in sides for s in side.policy.statements for t in s.tests if not why_unsupported(t))
    tests = list(dict.fromkeys(asked_of(t, variables=s.variables) for s, t in both))
    identities = sum(side.identity for side in sides)
    for principal, role in dict.fromkeys(_people(named, tests)):
        if caller_of(principal).kind != "root" or not identities:
            yield party_of(principal, role, live)
    if identities < 2:
        others = (*(s for n in named for s in (*n.services, *(f for f in n.federated if caller_of(f).kind == "federated"))), *_NOBODY_KNOWN)
        yield from (party_of(o, "", live) for o in dict.fromkeys(others))


def _people(named: list[Named], tests: list[Asked]) -> Iterator[tuple[str, str]]:
    """Users, root users and sessions, each session with its role."""
    listed = dict.fromkeys(a for n in named for a in n.arns)
    accounts = {_STRANGER: None, **{m: None for a in listed for m in re.findall(r"\d{12}", a)[:1]}}
    own = ("aws:principalaccount", "kms:calleraccount", "aws:principalarn")
    accounts |= {m: None for t in tests if t.key in own for v in t.values for m in re.findall(r"\b\d{12}\b", v)}
    names = ["probe", *(n for n in _near(tests, "aws:username") if re.fullmatch(r"[\w+=,.@-]+", n))]
    for account, name in product(accounts, names):
        yield f"arn:aws:iam::{account}:user/{name}", ""
        yield f"arn:aws:sts::{account}:assumed-role/{name}/probe", f"arn:aws:iam::{account}:role/{name}"
    yield from ((f"arn:aws:iam::{account}:root", "") for account in accounts)
    for arn in (*listed, *_near(tests, "aws:principalarn", _SOME_USER), *_near(tests, "aws:principalarn", _SOME_ROLE)):
        caller = caller_of(arn)
        if caller.kind == "role":
            yield f"arn:{arn.split(':')[1]}:sts::{caller.account}:assumed-role/{arn.rsplit('/', 1)[-1]}/probe", arn
        elif caller.kind == "user" and ":user/" in arn:
            yield arn, ""
        elif caller.kind == "session":
            yield arn, caller.role_arn


def _near(tests: Iterable[Asked], key: str, universe: Tokens = ()) -> Iterator[str]:
    """A text of each set of the patterns that a key is held against."""
    asked = [t for t in tests if t.key == key and t.operator != "null"]
    patterns = [p for t in asked for v in t.values if not has_variables(v) for p in patterns_of(t, v, Context({}))]
    yield from texts([universe] if universe else patterns, patterns) if patterns else ()


_SOME_USER: Tokens = (*"arn:aws:iam::", *(DIGIT,) * 12, *":user/", RUN_IN_PART, ONE_IN_NAME)
_SOME_ROLE: Tokens = (*"arn:aws:iam::", *(DIGIT,) * 12, *":role/", RUN_IN_PART, ONE_IN_NAME)
