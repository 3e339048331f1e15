# SPDX-License-Identifier: Apache-2.0
"""The ways of one principal to one thing: what its roles allow, and what still stands before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both
from intramuros.reasoning.access.azure.gates import Gating
from intramuros.reasoning.access.azure.holdings import (
    Held,
    allowed,
    edits_own_role,
    holds_clause,
    may_assign,
    unconditioned,
)
from intramuros.reasoning.access.azure.ways import EDITOR, Service, Way
from intramuros.reasoning.access.reach import Power, Reach, Who


class Target(Struct, frozen=True, kw_only=True):
    """A thing that is reached, with what stands before every caller."""

    thing: Resource
    service: Service
    local_keys: Fact[bool]
    holder: Resource
    """The resource whose keys and gate count: the account of a share, the server of a database."""


class Caller(Struct, frozen=True, kw_only=True):
    """A principal, as it stands before one target."""

    name: str
    who: Who
    gating: Gating


def reaches(caller: Caller, target: Target, held: Iterable[Held], *, latent: bool = False) -> Iterator[Reach]:
    """Every way that roles over the target open, or nearly open; what lasts apart from what ends, so that neither speaks for the other."""
    listed = tuple(held)
    lasting = tuple(h for h in listed if h.grant.assignment.permanent is True)
    if len(lasting) < len(listed):
        yield from _opened(caller, target, lasting, latent=latent)
    yield from _opened(caller, target, listed, latent=latent)


def _opened(caller: Caller, target: Target, listed: tuple[Held, ...], *, latent: bool) -> Iterator[Reach]:
    if not listed:
        return
    for way in target.service.ways:
        fact, by = _all_needs(way, listed)
        if by is not None:
            yield _reach(caller, target, way, fact, by, latent=latent)
        elif (freed := _all_needs(way, unconditioned(listed)))[1] is not None:
            yield _confined(_reach(caller, target, way, freed[0], freed[1], latent=latent), freed[1])
    for (fact, by), says in (
        (may_assign(listed, target.service.reading_roles), "may assign itself any role"),
        (edits_own_role(listed), "may rewrite its own role"),
    ):
        if by is not None:
            yield _reach(caller, target, Way("edit", (), EDITOR, says), fact, by, latent=latent)


def _confined(reach: Reach, by: Held) -> Reach:
    """A way that the condition on the assignment alone closes: the condition is a guard."""
    assignment = by.grant.assignment
    guard = Guard(
        name="condition on the role assignment",
        state="holds",
        address=assignment.address,
        origin=assignment.origin,
        why="the condition admits nothing of this store",
    )
    last = reach.path[-1]
    step = Move(
        source=last.source,
        target=last.target,
        kind=last.kind,
        says=last.says,
        address=last.address,
        origin=last.origin,
        guards=(guard, *last.guards),
    )
    return Reach(
        principal=reach.principal,
        who=reach.who,
        store=reach.store,
        open=False,
        powers=reach.powers,
        path=(*reach.path[:-1], step),
        latent=reach.latent,
        lasting=reach.lasting,
        gated=reach.gated,
    )


def _all_needs(way: Way, held: tuple[Held, ...]) -> tuple[Fact[bool], Held | None]:
    results = [allowed(held, need) for need in way.needs]
    fact = both(*(f for f, _ in results))
    return fact, (results[0][1] if fact is not False and held else None)


def _reach(caller: Caller, target: Target, way: Way, fact: Fact[bool], by: Held, *, latent: bool) -> Reach:
    guards = tuple(_guards(caller, target, way))
    out: Fact[bool] = caller.gating.out if way.via in ("data", "keys") else False
    keys = target.local_keys if way.via == "keys" else True
    said = f"{holds_clause(by, target.thing)}, and so {way.says}"
    path = (*_through(caller.name, by), _step(by, target, way, said, guards, source=_last(caller.name, by)))
    return Reach(
        principal=caller.name,
        who=caller.who,
        store=target.thing.address,
        open=both(fact, _not(out), keys),
        powers=way.powers,
        path=path,
        latent=latent,
        lasting=by.grant.assignment.permanent,
        gated=both(out, fact) if isinstance(fact, Unknown) else out,
    )


def elevates(caller: Caller, thing: Resource, holder: Resource) -> Reach:
    """An administrator of the tenant, who may grant himself anything below it; no network gate guards that."""
    move = Move(
        source=caller.name,
        target=thing.address,
        kind="edit",
        address=holder.address,
        origin=holder.origin,
        says="administers the whole tenant and so may elevate itself over every subscription",
    )
    return Reach(principal=caller.name, who=caller.who, store=thing.address, open=True, powers=EDITOR, path=(move,))


def administers(caller: Caller, thing: Resource, server: Resource) -> Reach:
    """An Entra administrator of a database server reads every database of it, where the network lets him."""
    move = Move(
        source=caller.name,
        target=thing.address,
        kind="read",
        says=f"is the Entra administrator of {server.address}",
        address=server.address,
        origin=server.origin,
        guards=caller.gating.guards,
    )
    return Reach(
        principal=caller.name,
        who=caller.who,
        store=thing.address,
        open=_not(caller.gating.out),
        powers=frozenset(("read", "write", "delete", "manage")),
        path=(move,),
        gated=caller.gating.out,
    )


def _not(fact: Fact[bool]) -> Fact[bool]:
    return fact if isinstance(fact, Unknown) else not fact


def _guards(caller: Caller, target: Target, way: Way) -> Iterator[Guard]:
    if way.via not in ("data", "keys"):
        return
    yield from caller.gating.guards
    if way.via == "keys" and target.local_keys is not True:
        unsure = target.local_keys.why if isinstance(target.local_keys, Unknown) else ""
        yield Guard(
            name="shared key access off",
            state="unknown" if unsure else "holds",
            address=target.holder.address,
            origin=target.holder.origin,
            why=unsure or "keys are refused: only Entra tokens read",
        )


def _last(name: str, by: Held) -> str:
    return by.grant.groups[-1] if by.grant.groups else name


def _through(name: str, by: Held) -> Iterator[Move]:
    """Membership, group by group."""
    here = name
    for group in by.grant.groups:
        yield Move(
            source=here,
            target=group,
            kind="assume",
            says=f"is a member of {group}",
            address=group,
            origin=by.grant.assignment.origin,
        )
        here = group


def _step(by: Held, target: Target, way: Way, said: str, guards: tuple[Guard, ...], *, source: str) -> Move:
    assignment = by.grant.assignment
    return Move(
        source=source,
        target=target.thing.address,
        kind="edit" if way.via in ("edit", "manage") else "read",
        says=said,
        address=assignment.delegation or assignment.address,
        origin=assignment.origin,
        guards=guards,
    )


def strongest(found: Iterable[Reach]) -> tuple[Reach, ...]:
    """Each principal once for a thing: the best way, with all the powers that stand as open as it does.

    Powers that are less open than the best (a blocked read beside an open right to manage) come as a second answer, so that
    nobody takes one for the other; the same for powers that wait for a just-in-time activation or end by themselves. Doors that stand ajar for
    everyone are each an answer: who shuts the first has not shut the second.
    """
    ranked = sorted(found, key=_rank)
    kept: dict[tuple[str, str, str], list[Reach]] = {}
    for reach in ranked:
        mine = kept.setdefault((reach.principal, reach.store, _door(reach)), [])
        _merge(mine, reach)
    return tuple(sorted((r for mine in kept.values() for r in mine), key=_rank))


def _door(reach: Reach) -> str:
    """The container through which everyone reads; '' for whoever has a name, and for doors that are shut."""
    return reach.path[0].address if reach.who == "anonymous" and reach.open is not False and reach.path else ""


def _merge(mine: list[Reach], reach: Reach) -> None:
    # What waits for an activation does not speak for what stands: a blocked standing way stays beside an open latent one.
    had: frozenset[Power] = frozenset(p for r in mine if reach.latent or not r.latent for p in r.powers)
    more = reach.powers - had
    if not more:
        return
    for at, one in enumerate(mine):
        if one.latent == reach.latent and _span(one) == _span(reach) and _openness(one) == _openness(reach):
            mine[at] = _with(one, one.powers | more)
            return
    mine.append(_with(reach, more))


def _with(reach: Reach, powers: frozenset[Power]) -> Reach:
    return Reach(
        principal=reach.principal,
        who=reach.who,
        store=reach.store,
        open=reach.open,
        powers=powers,
        path=reach.path,
        latent=reach.latent,
        lasting=reach.lasting,
        gated=reach.gated,
    )


def _openness(reach: Reach) -> int:
    return _grade(reach.open)


def _span(reach: Reach) -> int:
    return _grade(reach.lasting)


def _grade(fact: Fact[bool]) -> int:
    return 0 if fact is True else 1 if isinstance(fact, Unknown) else 2


def _rank(reach: Reach) -> tuple[int, bool, int, bool, int, int, str, str]:
    """Open first, standing before latent, lasting before what ends, reading before the rest, then the fewest guards and the shortest path."""
    return (
        _openness(reach),
        reach.latent,
        _span(reach),
        "read" not in reach.powers,
        len(reach.guards),
        len(reach.path),
        reach.principal,
        reach.path[-1].address if reach.path else "",
    )
