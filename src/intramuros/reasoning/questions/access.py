# SPDX-License-Identifier: Apache-2.0
"""Who can, and whether one can: principals before a store, vault or key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.reach import Power, Reach
from intramuros.reasoning.questions.doubts import perhaps
from intramuros.reasoning.questions.form import Asked, Can, WhoCan
from intramuros.reasoning.questions.naming import thing_named
from intramuros.reasoning.questions.reply import Reply, Told, in_order, of_reach, worst
from intramuros.reasoning.questions.who import ANYONE, EVERYONE, OBJECT_ID, UNSIGNED, account_of, meant
from intramuros.reasoning.reasoner import Reasoner

Thing = DataStore | Vault | Key
_POWERS: dict[Asked, frozenset[Power]] = {
    "read": frozenset({"read", "keys"}),
    "write": frozenset({"write"}),
    "delete": frozenset({"delete"}),
    "manage": frozenset({"manage"}),
}
"""Whoever fetches the keys of a store reads it. Who may change its policy is told as a reader where that lets him in."""
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
    ways = (_grounded(reasoner, r, question.power) for r in _of(reasoner, question.who, thing, powers))
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
    if question.who.casefold() in ANYONE | UNSIGNED and any(r.principal in EVERYONE for r in reasoner.access.reaches(thing)):
        return Reply(verdict="no", because=f"{question.who} cannot {doing}: nothing lets him")
    if account_of(question.who):
        because = f"{question.who} is an account whose identities the estate shows: which of them is meant; `who can {doing}` lists those that can"
        return Reply(verdict="unknown", because=because)
    if OBJECT_ID.fullmatch(question.who) and thing.cloud == "aws":
        because = (
            f"nothing is known of {question.who}, an object id that this estate does not hold: whether anything of AWS lets it {doing}"
        )
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


def _of(reasoner: Reasoner, who: str, thing: Thing, powers: frozenset[Power]) -> Iterator[Reach]:
    for principal, before in meant(reasoner, who, thing):
        own = (_without_his_policies(reasoner, principal, thing, r) for r in reasoner.access.between(principal, thing))
        found = tuple(r for r in own if r.powers & powers)
        for reach in (*found, *perhaps(reasoner, principal, thing, powers, found)):
            begun = before and reach.principal == principal
            yield structs.replace(reach, principal=before[0].source, path=(*before, *reach.path)) if begun else reach


def _without_his_policies(reasoner: Reasoner, principal: str, thing: Thing, reach: Reach) -> Reach:
    """Somebody of the account of the thing whom the estate does not hold: where nothing names him his own policies decide, which nobody has read."""
    at_home = principal.startswith("arn:") and principal.split(":")[4] in _homes(reasoner, thing)
    if not at_home or reach.open is not True or any(" through " in m.says or m.kind != "read" for m in reach.path):
        return reach
    return structs.replace(reach, open=Unknown(f"the policies of {principal}, which the estate does not hold"))


def _homes(reasoner: Reasoner, thing: Thing) -> frozenset[str]:
    return frozenset({thing.account}) if isinstance(thing.account, str) else reasoner.bounds.trusted_accounts
