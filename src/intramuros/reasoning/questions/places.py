# SPDX-License-Identifier: Apache-2.0
"""Where an asset rests, where a workload can send, and whether packets pass between two things."""

from __future__ import annotations

from intramuros.estate.access import Vault
from intramuros.estate.edges import Endpoint
from intramuros.estate.network import Interface, Network, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, negate
from intramuros.estate.workloads import Workload
from intramuros.reasoning.network.answers import Outlet
from intramuros.reasoning.questions.form import Reaches, Rests, Sends
from intramuros.reasoning.questions.naming import named
from intramuros.reasoning.questions.reply import Reply, State, Told, in_order, state_of, worst
from intramuros.reasoning.reasoner import Reasoner
from intramuros.reasoning.residency import Stay, stays


def rests(reasoner: Reasoner, question: Rests) -> Reply:
    """Every place of a store or workload; yes = outside what the charter approves."""
    thing = named(reasoner.estate, question.thing, DataStore, Workload)
    told = tuple(_of_stay(reasoner, s) for s in stays(reasoner.estate, thing))
    if not told:
        return Reply(verdict="unknown", because=f"where {thing.address} rests is not declared")
    where = ", ".join(dict.fromkeys(t.subject for t in told))
    verdict = worst(told)
    said = {"yes": "outside the jurisdiction", "no": "every place is approved", "unknown": "not every place is known"}[verdict]
    return Reply(verdict=verdict, because=f"{thing.address}: {where}; {said}", told=told)


def _of_stay(reasoner: Reasoner, stay: Stay) -> Told:
    approved: Fact[bool] = stay.where if isinstance(stay.where, Unknown) else _approved(reasoner, stay.where)
    where = "unknown" if isinstance(stay.where, Unknown) else stay.where
    says = f"{stay.kind}{f': {stay.why}' if stay.why else ''} ({stay.address})"
    missing = (approved.why,) if isinstance(approved, Unknown) else ()
    return Told(subject=where, state=state_of(negate(approved)), says=says, path=stay.path, missing=missing)


def _approved(reasoner: Reasoner, where: str) -> Fact[bool]:
    found = reasoner.bounds.approves(where)
    return Unknown(f"where {where} is") if found is None else found


def sends(reasoner: Reasoner, question: Sends) -> Reply:
    """The addresses outside the approved ranges that a workload can send to."""
    work = named(reasoner.estate, question.workload, Workload)
    ways = reasoner.network.egress(work) if isinstance(work, Workload) else ()
    told = tuple(
        Told(
            subject=", ".join(w.destinations) or "addresses outside the approved ranges",
            state=state_of(w.open),
            says=w.because,
            path=w.path,
            guards=tuple(g for m in w.path for g in m.guards if g.state == "holds"),
            missing=(w.open.why,) if isinstance(w.open, Unknown) else (),
        )
        for w in ways
    )
    if not told:
        return Reply(verdict="unknown", because=f"where {work.address} stands in the network is not declared")
    first = in_order(list(told))[0]
    because = {"yes": f"{work.address} can send to {first.subject}", "no": f"{work.address} can send to no address that is not approved"}
    said = because.get(first.state, f"whether {work.address} can send out is not known")
    reached = tuple(_outlet(reasoner, o) for o in reasoner.network.outlets(work)) if isinstance(work, Workload) else ()
    return Reply(verdict=worst(told), because=said, told=(*in_order(list(told)), *reached))


def _outlet(reasoner: Reasoner, outlet: Outlet) -> Told:
    """One set of addresses that it reaches; no = inside the jurisdiction, or listed in the charter."""
    inside = outlet.where in reasoner.bounds.egress or (outlet.region is not None and reasoner.bounds.approves(outlet.region) is True)
    state: State = "no" if inside else "yes" if outlet.sure else "unknown"
    country = f"in {outlet.country}" if outlet.country else "in a country that is not known"
    return Told(subject=outlet.where, state=state, says=f"{outlet.ports}, {outlet.protocol}, {country}; {outlet.via}")


def reaches(reasoner: Reasoner, question: Reaches) -> Reply:
    """Whether packets pass from one thing to another."""
    source, target = (_end(reasoner, n) for n in (question.source, question.target))
    found = reasoner.network.connects(source, target, question.port, question.protocol)
    guards = tuple({g.key: g for m in found.path for g in m.guards if g.state == "holds"}.values())
    missing = (found.open.why,) if isinstance(found.open, Unknown) else ()
    told = Told(subject=question.source, state=state_of(found.open), says=found.because, path=found.path, guards=guards, missing=missing)
    return Reply(verdict=told.state, because=found.because, told=(told,))


def _end(reasoner: Reasoner, name: str) -> Resource | str:
    if name.casefold() in ("internet", "the internet", "anyone"):
        return "internet"
    return named(reasoner.estate, name, *_ENDS)


_ENDS: tuple[type[Resource], ...] = (Workload, DataStore, Vault, Subnet, Network, Endpoint, Interface)
