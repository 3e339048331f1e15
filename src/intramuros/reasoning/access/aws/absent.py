# SPDX-License-Identifier: Apache-2.0
"""Callers whom a certificate leaves out: those near everybody who is named and everything that callers are held against.

Part of the checker; `parties` chooses whom the search tries, and is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters

from intramuros.reasoning.access.aws.automata import DIGIT, ONE_IN_NAME, RUN_IN_NAME, RUN_IN_PART
from intramuros.reasoning.access.aws.conditions import test_holds
from intramuros.reasoning.access.aws.context import Context, Values, has_variables
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens
from intramuros.reasoning.access.aws.parties import Party, party_of
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.proofs import Section
from intramuros.reasoning.access.aws.spaces import Asked, asked_of, patterns_of, why_unsupported
from intramuros.reasoning.access.aws.statements import Named
from intramuros.reasoning.access.aws.ternary import YES, Truth
from intramuros.reasoning.access.aws.walks import NO_OTHER, texts_within

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
    accounts |= {m: None for t in tests if t.key in _OWN for v in t.values for m in re.findall(r"\b\d{12}\b", v)}
    for partition in dict.fromkeys(("aws", *(a.split(":")[1] for a in listed if a.startswith("arn:aws-")))):
        for account in accounts:
            yield f"arn:{partition}:iam::{account}:user/probe", ""
            yield f"arn:{partition}:sts::{account}:assumed-role/probe/probe", f"arn:{partition}:iam::{account}:role/probe"
            yield f"arn:{partition}:iam::{account}:root", ""
        for arn in _near(partition, tests):
            yield _bearer(arn)
    yield from (_bearer(arn) for arn in listed if caller_of(arn).kind in ("user", "role", "session", "federated-user"))


def _bearer(arn: str) -> tuple[str, str]:
    """Who asks under an ARN, a role's session with its role."""
    caller = caller_of(arn)
    if caller.kind != "role":
        return arn, caller.role_arn if caller.kind == "session" else ""
    return f"arn:{arn.split(':')[1]}:sts::{caller.account}:assumed-role/{arn.rsplit('/', 1)[-1]}/probe", arn


_OWN = ("aws:principalarn", "aws:principalaccount", "kms:calleraccount", "aws:username")


def _near(partition: str, tests: list[Asked]) -> Iterator[str]:
    """A user, a role and a root user of each way in which tests on who they are come out of them."""
    head = (*f"arn:{partition}:iam::",)
    lists = [[p for v in t.values for p in _as_arn(head, t, v)] for t in tests if t.key in _OWN and t.operator != "null"]
    letter = next((c for c in ascii_letters if not any(c in p for listed in lists for p in listed)), "q")
    for tail in ((*":user/", *_SOME_NAME), (*":role/", *_SOME_NAME), (*":root",)) if any(lists) else ():
        universe = (*head, *(DIGIT,) * 12, *tail)
        found = texts_within([universe], [p for listed in lists for p in listed], lists=lists)
        yield from (text.replace(NO_OTHER, letter) for text, within in found if within)


def _as_arn(head: Tokens, test: Asked, value: str) -> Iterator[Tokens]:
    """What a value asks for of a caller, as patterns of his ARN; those of a key that another is replaced from are not looked for."""
    for pattern in patterns_of(test, value, Context({})) if not has_variables(value) else ():
        short = tuple({ANY_RUN: RUN_IN_NAME, ANY_ONE: ONE_IN_NAME}.get(t, t) for t in pattern)
        if test.key == "aws:principalarn":
            yield pattern
        elif test.key == "aws:username":
            yield (*head, *(DIGIT,) * 12, *":user/", *short)
            yield (*head, *(DIGIT,) * 12, *":user/", RUN_IN_PART, "/", *short)
        else:
            yield (*head, *short, ":", ANY_RUN)


_SOME_NAME: Tokens = (RUN_IN_PART, ONE_IN_NAME)
