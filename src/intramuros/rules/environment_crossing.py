# SPDX-License-Identifier: Apache-2.0
"""Identities of lower environments that read protected production data."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.judging import Bench
from intramuros.rules.reaching import as_anyone, beside, by_charge, from_below, level_of, told_once, unless_public, yields
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("environment-crossing", case, "critical")
    stores = [s for s in case.stores if case.bounds.level(s.address) == "production"]
    ways = {s.address: [from_below(case, r) or r for r in case.ways(s) if _concerns(case, r)] for s in stores}
    crossing = [(s, r) for s in stores for r in ways[s.address] if _crosses(r) and level_of(case, r) == "lower"]
    yield from told_once(case, bench, crossing, "belongs to a lower environment and reads")
    crossed = {s.address for s, _ in crossing}
    vague = ((s, r) for s in stores if s.address in crossed for r in ways[s.address] if _vague(case, r))
    for at, store, reach in beside(case, vague, by_charge(case, crossing)):
        said = f"whether {reach.principal} crosses into {store.address} as well is not known"
        yield bench.open(store, said, (_missing(reach),), at=at, path=reach.path)
    for store in stores:
        if store.address not in crossed:
            yield _spared(case, bench, store, ways[store.address])


def _concerns(case: Case, reach: Reach) -> bool:
    return yields(reach) and reach.principal != "anonymous" and not reach.latent and not as_anyone(case, reach)


def _crosses(reach: Reach) -> bool:
    """Judged on grants alone: a closed network does not excuse a wrong grant (it makes it no right one)."""
    return on_grants(reach) is True


def _spared(case: Case, bench: Bench, store: DataStore, ways: list[Reach]) -> Finding:
    vague = [r for r in ways if _vague(case, r)]
    if vague:
        missing = [_missing(r) for r in vague]
        return bench.open(store, f"whether {vague[0].principal} crosses into {store.address} is not known", missing, path=vague[0].path)
    near = next((r for r in ways if level_of(case, r) == "lower"), None)
    said = unless_public("no identity of a lower environment reads it", case.ways(store))
    return bench.holds(store, said, path=near.path if near else ())


def only_gated(reach: Reach) -> bool:
    """Whether nothing but the network gate stands before the principal."""
    return all(g.name in ("network firewall", "public network access off") for g in reach.guards)


def on_grants(reach: Reach) -> Fact[bool]:
    """Whether the way is open once the network gate is left out of the question: a grant that is not known stays so behind a closed one."""
    if only_gated(reach) and (reach.gated is True or (isinstance(reach.gated, Unknown) and reach.open is False)):
        return reach.gated
    return reach.open


def _vague(case: Case, reach: Reach) -> bool:
    """An identity of no environment is neither lower nor production: whether it crosses is unknown."""
    if case.environments.is_unplaced(reach):
        return reach.open is not False or _crosses(reach)
    return reach.who == "own" and level_of(case, reach) == "lower" and isinstance(on_grants(reach), Unknown)


def _missing(reach: Reach) -> str:
    opens = on_grants(reach)
    return opens.why if isinstance(opens, Unknown) else f"the environment of {reach.principal}"


RULE = Rule(
    id="environment-crossing",
    title="An identity of a lower environment reads protected production data",
    family="contained",
    question="Can an identity of a lower environment read it, by grant, role chain, creation of a workload, policy self-edit or federation?",
    why=(
        "Development is where keys are shared and guards are off. Whoever takes over a build agent should not find patients behind it. "
        "The dangerous grants are rarely direct: they pass through a role that a pipeline may assume."
    ),
    fails_when="there is a way from an identity of a lower environment to the content; the shortest is shown",
    holds_when="any link of every way is missing",
    patterns=("P04", "P12"),
    judge=_judge,
)
