# SPDX-License-Identifier: Apache-2.0
"""The callers worth trying when two documents are compared: one for each way in which both can tell callers apart.

Whoever is named, for every account and role that a pattern singles out somebody in it who is not named, somebody of an
account that nobody names, services, federated callers, the anonymous. What follows from who asks
(`aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:username`, …) is told with him and never free
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import DIGIT, ONE_IN_NAME, RUN_IN_NAME, RUN_IN_PART, cells
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens
from intramuros.reasoning.access.aws.principals import Caller, caller_of
from intramuros.reasoning.access.aws.spaces import Asked, Told, patterns_of
from intramuros.reasoning.access.aws.statements import Named

STRANGER_ACCOUNT = "999999999999"
_ARN, _ACCOUNT, _NAME, _TYPE = "aws:principalarn", "aws:principalaccount", "aws:username", "aws:principaltype"
_BY_AWS, _SERVICE = "aws:principalisawsservice", "aws:principalservicename"
_OF_NOBODY = ("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/")
"""Keys (or their beginnings) that services, federated and anonymous callers lack, and that are free for the others."""
_TYPES = {"user": "User", "session": "AssumedRole", "root": "Account", "federated-user": "FederatedUser", "anonymous": "Anonymous"}


class Party(Struct, frozen=True):
    """Somebody who asks, and the condition keys that follow from who he is."""

    principal: str
    """As `decide` takes it."""
    caller: Caller
    told: Told
    """Of the keys that either document asks for; None = absent."""

    @property
    def identified(self) -> bool:
        """Whether he bears identity policies: anonymous and federated callers and services do not."""
        return self.caller.kind in ("user", "session", "federated-user", "root")


def parties(named: Iterable[Named], tests: Iterable[Asked], live: frozenset[str], *, only_identities: bool) -> tuple[Party, ...]:
    """Everyone worth trying; `live` are the keys that either document asks for, `only_identities` where neither names a principal."""
    listed = tuple(dict.fromkeys(a for n in named for a in n.arns))
    asked = tuple(t for t in tests if t.key in (_ARN, _ACCOUNT, _NAME))
    if only_identities and not live & {_ARN, _ACCOUNT, _NAME, _TYPE}:
        return (_party(f"arn:aws:iam::{STRANGER_ACCOUNT}:user/stranger", "", live),)
    partitions = dict.fromkeys(("aws", *(a.split(":")[1] for a in listed if a.startswith("arn:aws-"))))
    out = [p for partition in partitions for p in _of_partition(partition, listed, asked, live, roots=not only_identities)]
    if not only_identities:
        out += [_party(a, "", live) for a in listed if ":federated-user/" in a]
        out += [_party(o, "", live) for o in _others(named)]
    return tuple(out)


def _others(named: Iterable[Named]) -> list[str]:
    services = [s for n in named for s in n.services]
    short = [re.sub(r"^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.", r"\1.", s) for s in services]
    federated = [f for n in named for f in n.federated if caller_of(f).kind == "federated"]
    strangers = ["stranger.amazonaws.com", f"arn:aws:iam::{STRANGER_ACCOUNT}:oidc-provider/stranger", "anonymous"]
    return list(dict.fromkeys((*services, *short, *federated, *strangers)))


def _of_partition(partition: str, listed: tuple[str, ...], asked: tuple[Asked, ...], live: frozenset[str], *, roots: bool) -> Iterator[Party]:
    head = f"arn:{partition}:iam::"
    patterns = tuple(dict.fromkeys((*_of_listed(head, listed), *_of_tests(head, asked))))
    accounts = [*dict.fromkeys(m[1] for a in listed if (m := _IN_ACCOUNT.search(a))), STRANGER_ACCOUNT]
    for arn in _found(head, ":user/", _SOME_NAME, patterns, [f"{head}{a}:user/stranger" for a in accounts]):
        yield _party(arn, "", live)
    for role in _found(head, ":role/", _SOME_NAME, patterns, [f"{head}{a}:role/stranger" for a in accounts]):
        for session in _sessions(role, listed):
            yield _party(session, role, live)
    if roots:
        for root in _found(head, ":root", (), patterns, []):
            yield _party(root, "", live)


_IN_ACCOUNT = re.compile(r"(?:^|::)(\d{12})(?:$|:)")
_SOME_NAME: Tokens = (RUN_IN_PART, ONE_IN_NAME)


def _found(head: str, middle: str, tail: Tokens, patterns: tuple[Tokens, ...], natural: list[str]) -> list[str]:
    """An ARN of every cell of one kind of principal."""
    universe = (*head, *(DIGIT,) * 12, *middle, *tail)
    return [c.witness for c in cells((universe, *patterns), natural=tuple(natural)) if c.bits & 1]


def _of_listed(head: str, listed: tuple[str, ...]) -> Iterator[Tokens]:
    for arn in listed:
        if re.fullmatch(r"\d{12}", arn):
            yield (*head, *arn, ":", ANY_RUN)
            continue
        yield tuple(arn)
        parts = arn.split(":", 5)
        if len(parts) == 6:
            yield (*head, *parts[4], ":", ANY_RUN)
        if len(parts) == 6 and parts[5].startswith(("role/", "assumed-role/")):
            name = _role_name(parts[5])
            yield (*head, *parts[4], *":role/", *name)
            yield (*head, *parts[4], *":role/", RUN_IN_PART, "/", *name)


def _role_name(resource: str) -> str:
    """The last name of a role, or of the role of a session."""
    return resource.rsplit("/", 1)[-1] if resource.startswith("role/") else resource.split("/")[1]


def _of_tests(head: str, asked: tuple[Asked, ...]) -> Iterator[Tokens]:
    """What conditions on the caller's own keys tell apart, as patterns of his ARN."""
    for test in asked:
        for pattern in (p for v in test.values for p in patterns_of(test, v, Context({}))):
            if test.key == _ARN:
                yield pattern
            elif test.key == _ACCOUNT:
                yield (*head, *(_IN_PLACE.get(t, t) for t in pattern), ":", ANY_RUN)
            else:
                name = tuple(_IN_PLACE.get(t, t) for t in pattern)
                yield (*head, *(DIGIT,) * 12, *":user/", *name)
                yield (*head, *(DIGIT,) * 12, *":user/", RUN_IN_PART, "/", *name)


_IN_PLACE = {ANY_RUN: RUN_IN_NAME, ANY_ONE: ONE_IN_NAME}


def _sessions(role: str, listed: tuple[str, ...]) -> list[str]:
    partition, account, name = role.split(":")[1], role.split(":")[4], _role_name(role.split(":", 5)[5])
    head = f"arn:{partition}:sts::{account}:assumed-role/{name}/"
    known = [a for a in listed if a.startswith(head)]
    fresh = next(f for f in ("session", "session1", *(f"session{n}" for n in range(2, len(known) + 2))) if head + f not in known)
    return [*known, head + fresh]


def _party(principal: str, role: str, live: frozenset[str]) -> Party:
    caller = caller_of(principal)
    own: Told = {
        _ARN: (role or principal,), _ACCOUNT: (caller.account,), _TYPE: (_TYPES.get(caller.kind, ""),), _BY_AWS: ("false",),
        _NAME: (principal.rsplit("/", 1)[-1],) if caller.kind == "user" else None, _SERVICE: None,
    }
    if caller.kind in ("service", "federated", "anonymous"):
        service = caller.kind == "service"
        own |= {_ARN: None, _ACCOUNT: None, _BY_AWS: ("true",) if service else ("false",), _SERVICE: (principal,) if service else None}
        own |= {k: None for k in live if k.startswith(_OF_NOBODY)}
        own[_TYPE] = (_TYPES[caller.kind],) if caller.kind in _TYPES else None
    return Party(principal, caller, {k: v for k, v in own.items() if k in live})
