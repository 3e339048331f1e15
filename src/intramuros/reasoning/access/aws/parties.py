# SPDX-License-Identifier: Apache-2.0
"""The callers worth trying when two documents are compared: one for each way in which both can tell callers apart.

Whoever is named, for every account and role that a pattern singles out somebody in it who is not named, somebody of an
account that nobody names, services, federated callers, the anonymous. What follows from who asks
(`aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:username`, …) is told with him and never free
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import DIGIT, ONE_IN_NAME, RUN_IN_NAME, RUN_IN_PART, cells
from intramuros.reasoning.access.aws.context import Context, is_open
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, Tokens
from intramuros.reasoning.access.aws.principals import Caller, caller_of
from intramuros.reasoning.access.aws.spaces import Asked, Told, patterns_of, places_alike
from intramuros.reasoning.access.aws.statements import Named

STRANGER_ACCOUNT = "999999999999"
_ARN, _ACCOUNT, _NAME, _TYPE = "aws:principalarn", "aws:principalaccount", "aws:username", "aws:principaltype"
_BY_AWS, _SERVICE = "aws:principalisawsservice", "aws:principalservicename"
CALLER = "kms:calleraccount"
"""The caller's account in requests of KMS
(https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account)."""
_OWN = frozenset({_ARN, _ACCOUNT, _NAME, CALLER})
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
    certain: frozenset[str] = frozenset()
    """The keys among them that are the same for everyone whom he stands for: he may be one of many alike."""

    def known_as(self, key: str, value: str) -> Party | None:
        """The like of him of another user name, or in another account; None where there can be none."""
        parts = self.principal.split(":", 5)
        if key == _NAME and self.caller.kind == "user" and re.fullmatch(r"[\w+=,.@-]+", value):
            parts[5] = f"user/{value}"
        elif key == _ACCOUNT and self.identified and re.fullmatch(r"\d{12}", value):
            parts[4] = value
        else:
            return None
        role = self.told.get(_ARN) if self.caller.kind == "session" else None
        moved = ":".join((*role[0].split(":")[:4], parts[4], role[0].split(":", 5)[5])) if role else ""
        return party_of(":".join(parts), moved, frozenset(self.told), self.certain | {key})

    @property
    def marks(self) -> frozenset[str]:
        """His account, and the names that he bears; one of them stands in whatever names him by ARN or account."""
        return _marks(self.caller.name) | _marks(self.caller.role_arn) | {self.caller.account}

    @property
    def identified(self) -> bool:
        """Whether he bears identity policies: anonymous and federated callers and services do not."""
        return self.caller.kind in ("user", "session", "federated-user", "root")


def marks_of(named: Named | None) -> frozenset[str] | None:
    """The marks of whom a Principal element means; None where that is not to be told by them."""
    if named is None or named.everyone or named.fault or named.services or named.federated or named.canonical or named.others:
        return None
    return None if any(map(is_open, named.arns)) else frozenset(m for a in named.arns for m in _marks(a))


def _marks(arn: str) -> frozenset[str]:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return frozenset({arn})
    return frozenset({parts[4]} if parts[5] == "root" else parts[5].split("/")[1:])


def parties(named: Iterable[Named], tests: Iterable[Asked], live: frozenset[str], *, identities: int) -> tuple[Party, ...]:
    """Everyone worth trying; `live` are the keys that either document asks for, `identities` counts identity policies among the two.

    Of root users identity policies say nothing, so that where there is one they are left out.
    """
    listed = tuple(dict.fromkeys(a for n in named for a in n.arns))
    asked = tuple(t for t in tests if t.key in _OWN)
    if identities == 2 and not live & {*_OWN, _TYPE}:
        return (party_of(f"arn:aws:iam::{STRANGER_ACCOUNT}:user/stranger", "", live),)
    partitions = dict.fromkeys(("aws", *(a.split(":")[1] for a in listed if a.startswith("arn:aws-"))))
    out = [p for partition in partitions for p in _of_partition(partition, listed, asked, live, roots=not identities)]
    if identities < 2:
        out += [party_of(a, "", live, live) for a in listed if ":federated-user/" in a]
        out += [party_of(o, "", live, live) for o in _others(named)]
    return tuple(out)


def _others(named: Iterable[Named]) -> list[str]:
    services = [s for n in named for s in n.services]
    short = [re.sub(r"^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.", r"\1.", s) for s in services]
    federated = [f for n in named for f in n.federated if caller_of(f).kind == "federated"]
    strangers = ["stranger.amazonaws.com", f"arn:aws:iam::{STRANGER_ACCOUNT}:oidc-provider/stranger", "anonymous"]
    return list(dict.fromkeys((*services, *short, *federated, *strangers)))


def _of_partition(
    partition: str, listed: tuple[str, ...], asked: tuple[Asked, ...], live: frozenset[str], *, roots: bool
) -> Iterator[Party]:
    head = f"arn:{partition}:iam::"
    patterns: dict[Tokens, frozenset[int]] = {p: frozenset({-n}) for n, p in enumerate(_of_listed(head, listed), start=1)}
    for n, test in enumerate(asked):
        patterns |= {p: patterns.get(p, frozenset()) | {n} for p in _of_test(head, test)}
    accounts = [*dict.fromkeys(m[1] for a in listed if (m := _IN_ACCOUNT.search(a))), STRANGER_ACCOUNT]
    for arn in _found(head, ":user/", _SOME_NAME, patterns, [f"{head}{a}:user/stranger" for a in accounts]):
        yield party_of(arn, "", live, _certain(arn, arn, listed))
    for role in _found(head, ":role/", _SOME_NAME, patterns, [f"{head}{a}:role/stranger" for a in accounts]):
        for session in _sessions(role, listed):
            yield party_of(session, role, live, _certain(session, role, listed) | {_NAME})
    if roots:
        for root in _found(head, ":root", (), patterns, [f"{head}{a}:root" for a in accounts]):
            yield party_of(root, "", live, _certain(root, root, listed) | {_NAME})


def _certain(principal: str, arn: str, listed: tuple[str, ...]) -> frozenset[str]:
    """What is the same for everyone whom a cell of principals stands for: all where it is one who is named."""
    own = {_ACCOUNT} if any(m[1] == arn.split(":")[4] for a in listed if (m := _IN_ACCOUNT.search(a))) else set()
    return frozenset({_TYPE, _BY_AWS, _SERVICE, *own, *((_ARN, _NAME) if {principal, arn} & {*listed} else ())})


_IN_ACCOUNT = re.compile(r"(?:^|::)(\d{12})(?:$|:)")
_SOME_NAME: Tokens = (RUN_IN_PART, ONE_IN_NAME)


def _found(head: str, middle: str, tail: Tokens, patterns: Mapping[Tokens, frozenset[int]], natural: list[str]) -> list[str]:
    """An ARN of every cell of one kind of principal, by patterns with those who ask for them."""
    universe = (*head, *(DIGIT,) * 12, *middle, *tail)
    alike = places_alike((None, *patterns.values()))
    return [c.witness for c in cells((universe, *patterns), natural=tuple(natural), alike=alike) if c.bits & 1]


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


def _of_test(head: str, test: Asked) -> Iterator[Tokens]:
    """What a condition on one of the caller's own keys tells apart, as patterns of his ARN."""
    for pattern in (p for v in test.values for p in patterns_of(test, v, Context({}))):
        if test.key == _ARN:
            yield pattern
        elif test.key in (_ACCOUNT, CALLER):
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


def party_of(principal: str, role: str, live: frozenset[str], certain: frozenset[str] = frozenset()) -> Party:
    """Somebody with the keys among the live ones that follow from who he is; `role` is that of a session."""
    caller = caller_of(principal)
    own: Told = {
        _ARN: (role or principal,),
        _ACCOUNT: (caller.account,),
        CALLER: (caller.account,),
        _TYPE: (_TYPES.get(caller.kind, ""),),
        _BY_AWS: ("false",),
        _NAME: (principal.rsplit("/", 1)[-1],) if caller.kind == "user" else None,
        _SERVICE: None,
    }
    if caller.kind in ("service", "federated", "anonymous"):
        service = caller.kind == "service"
        own |= {
            _ARN: None,
            _ACCOUNT: None,
            CALLER: None,
            _BY_AWS: ("true",) if service else ("false",),
            _SERVICE: (principal,) if service else None,
        }
        own |= {k: None for k in live if k.startswith(_OF_NOBODY)}
        own[_TYPE] = (_TYPES[caller.kind],) if caller.kind in _TYPES else None
    return Party(principal, caller, {k: v for k, v in own.items() if k in live}, certain | {k for k, v in own.items() if v is None})
