# SPDX-License-Identifier: Apache-2.0
"""Who can, and whether one can: principals before a store, vault or key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import structs

from intramuros.errors import BadUsage
from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.moves import Move
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.reach import Power, Reach
from intramuros.reasoning.questions.form import Asked, Can, WhoCan
from intramuros.reasoning.questions.naming import named, thing_named
from intramuros.reasoning.questions.reply import Reply, Told, in_order, of_reach, worst
from intramuros.reasoning.reasoner import Reasoner

Thing = DataStore | Vault | Key
_POWERS: dict[Asked, frozenset[Power]] = {
    "read": frozenset({"read", "keys"}),
    "write": frozenset({"write"}),
    "delete": frozenset({"delete"}),
    "manage": frozenset({"manage"}),
}
"""Whoever fetches the keys of a store reads it. Who may change its policy is told as a reader where that lets him in."""
_ANYONE = frozenset({"anyone", "anybody", "everyone", "everybody"})
_UNSIGNED = frozenset({"anonymous", "the internet", "internet"})
_EVERYONE = ("anonymous", "account:*")
"""Without a signature, or signing as whatever account he made himself."""
_NEAR = 12
"""Ways that are shut, of those who are told of in a "who can"."""


def who_can(reasoner: Reasoner, question: WhoCan) -> Reply:
    """Everyone who can, and the thinnest of those who nearly can."""
    thing = thing_named(reasoner.estate, question.thing)
    found = [r for r in reasoner.access.reaches(thing) if r.powers & _POWERS[question.power]]
    told = in_order([of_reach(r) for r in _best(found)])
    can = tuple(t for t in told if t.state != "no")
    shut = tuple(t for t in told if t.state == "no")
    standing = tuple(t for t in told if not t.latent)
    because = _said(f"{question.power} {thing.address}", can)
    return Reply(verdict=worst(standing), because=because, told=(*can, *shut[:_NEAR]), looked_at=_looked_at(reasoner, thing))


def _said(doing: str, can: tuple[Told, ...]) -> str:
    sure = list(dict.fromkeys(t.subject for t in can if t.state == "yes" and not t.latent))
    later = list(dict.fromkeys(t.subject for t in can if t.state == "yes" and t.latent and t.subject not in sure))
    unsure = list(dict.fromkeys(t.subject for t in can if t.state == "unknown" and t.subject not in sure))
    nobody = f"nobody {'surely ' if unsure else ''}can {doing}"
    said = [f"{len(sure)} can {doing}: {', '.join(sure)}" if sure else nobody]
    said += [f"after a just-in-time activation also {', '.join(later)}"] if later else []
    said += [f"of {', '.join(unsure)} it is not known"] if unsure else []
    return "; ".join(said)


def _best(found: Iterable[Reach]) -> Iterator[Reach]:
    """Each principal's ways once for each answer that he gets: one that stands open makes the shut ones needless."""
    rows = list(found)
    sure = {(r.principal, r.latent) for r in rows if r.open is True}
    seen: set[tuple[str, bool, str]] = set()
    for reach in rows:
        state = of_reach(reach).state
        if state != "yes" and (reach.principal, reach.latent) in sure:
            continue
        if (reach.principal, reach.latent, state) not in seen:
            seen.add((reach.principal, reach.latent, state))
            yield reach


def _looked_at(reasoner: Reasoner, thing: Thing) -> str:
    cloud = "aws" if thing.cloud == "aws" else "azure"
    identities = sum(1 for i in reasoner.estate.all(Identity) if (i.cloud == "aws") is (cloud == "aws"))
    return f"{identities} identities of the estate, everyone without a name, and every stranger that a policy, grant or trust names"


def can(reasoner: Reasoner, question: Can) -> Reply:
    """Whether one principal, or a workload as any of its identities, can."""
    thing = thing_named(reasoner.estate, question.thing)
    powers = _POWERS[question.power]
    ways = (_grounded(reasoner, r, question.power) for r in _of(reasoner, question.who, thing) if r.powers & powers)
    told = in_order(list({(t.state, t.latent, t.path): t for t in ways}.values()))
    verdict = worst(tuple(t for t in told if not t.latent))
    if not told:
        return _untold(reasoner, question, thing)
    first = next(t for t in told if t.latent is False or verdict == worst(told))
    shown = tuple(t for t in told if t.state == verdict or t.latent)
    return Reply(verdict=verdict, because=_because(question, thing, told, first), told=shown)


def _untold(reasoner: Reasoner, question: Can, thing: Thing) -> Reply:
    """What is said of somebody of whom nothing is told: of everyone that nothing grants it, of a whole account that it is asked too much."""
    doing = f"{question.power} {thing.address}"
    if question.who.casefold() in _ANYONE | _UNSIGNED and any(r.principal in _EVERYONE for r in reasoner.access.reaches(thing)):
        return Reply(verdict="no", because=f"{question.who} cannot {doing}: nothing lets him")
    if _account(question.who):
        because = f"{question.who} is an account whose identities the estate shows: which of them is meant; `who can {doing}` lists those that can"
        return Reply(verdict="unknown", because=because)
    return Reply(verdict="unknown", because=f"no way of {question.who} to {doing} is known to this program")


def _grounded(reasoner: Reasoner, reach: Reach, power: Asked) -> Told:
    return structs.replace(of_reach(reach), grounds=reasoner.access.grounds(reach, power))


def _because(question: Can, thing: Thing, told: tuple[Told, ...], first: Told) -> str:
    who, power = question.who, question.power
    if first.state == "yes":
        return f"{who} can {power} {thing.address}"
    if first.state == "unknown":
        return f"whether {who} can {power} {thing.address} is not known: {'; '.join(first.missing)}"
    later = " (only after a just-in-time activation)" if any(t.latent and t.state == "yes" for t in told) else ""
    held = ", ".join(dict.fromkeys(f"{g.name} of {g.address}" for g in first.guards)) or "nothing grants it"
    return f"{who} cannot {power} {thing.address}{later}: {held}"


def _of(reasoner: Reasoner, who: str, thing: Thing) -> Iterator[Reach]:
    for principal, before in _principals(reasoner, who, thing):
        for reach in reasoner.access.between(principal, thing):
            one = _without_his_policies(reasoner, principal, thing, reach)
            yield structs.replace(one, principal=before[0].source, path=(*before, *one.path)) if before else one


def _without_his_policies(reasoner: Reasoner, principal: str, thing: Thing, reach: Reach) -> Reach:
    """Somebody of the account of the thing whom the estate does not hold: where nothing names him his own policies decide, which nobody has read."""
    at_home = principal.startswith("arn:") and principal.split(":")[4] in _homes(reasoner, thing)
    if not at_home or reach.open is not True or any(" through " in m.says or m.kind != "read" for m in reach.path):
        return reach
    return structs.replace(reach, open=Unknown(f"the policies of {principal}, which the estate does not hold"))


def _homes(reasoner: Reasoner, thing: Thing) -> frozenset[str]:
    return frozenset({thing.account}) if isinstance(thing.account, str) else reasoner.bounds.trusted_accounts


def _principals(reasoner: Reasoner, who: str, thing: Thing) -> Iterator[tuple[str, tuple[Move, ...]]]:
    """The principals that a name means, each with the move by which a workload is one."""
    account, role = _account(who), _role_of(reasoner, who)
    if who.casefold() in _ANYONE | _UNSIGNED:
        signed = who.casefold() in _ANYONE and thing.cloud == "aws"
        yield from ((name, ()) for name in _EVERYONE if signed or name == "anonymous")
    elif account:
        yield f"account:{account}", ()
    elif role is not None:
        yield role.address, ()
    elif who.startswith(("arn:", "oidc:", "federation:", "tenant:", "account:")) and reasoner.estate.find(who, Identity) is None:
        yield who, ()
    else:
        held = named(reasoner.estate, who, Identity, Workload)
        yield from _worn(reasoner, held) if isinstance(held, Workload) else ((held.address, ()),)


def _account(who: str) -> str:
    """The account that is meant as a whole, by its number or its root; '' where none is."""
    found = re.fullmatch(r"(?:account[: ])?(\d{12})|arn:[^:]+:iam::(\d{12}):root", who.casefold())
    return (found[1] or found[2]) if found else ""


def _role_of(reasoner: Reasoner, who: str) -> Identity | None:
    """The role of the estate whose session an ARN names."""
    found = re.fullmatch(r"arn:([^:]+):sts::(\d{12}):assumed-role/([^/]+)/.+", who)
    return reasoner.estate.find(f"arn:{found[1]}:iam::{found[2]}:role/{found[3]}", Identity) if found else None


def _worn(reasoner: Reasoner, work: Workload) -> Iterator[tuple[str, tuple[Move, ...]]]:
    run = [w for a in work.runs if (w := reasoner.estate.find(a, Workload))]
    names = list(dict.fromkeys(n for w in (work, *run) for n in w.identities))
    if not names:
        raise BadUsage(f"{work.address} runs as no identity", advice="Ask of an identity, or `can … reach …` for packets.")
    for name in names:
        found = None if isinstance(name, Unknown) else reasoner.estate.find(name, Identity)
        if found is not None:
            says = f"runs as {found.address}"
            yield (
                found.address,
                (Move(source=work.address, target=found.address, kind="become", says=says, address=work.address, origin=work.origin),),
            )
