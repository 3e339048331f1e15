# SPDX-License-Identifier: Apache-2.0
"""AI services whose public endpoint is on, or that have no private one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.gate import Gate
from intramuros.estate.network import Peering, PrivateEndpoint, Subnet
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding, Severity
from intramuros.reasoning.clients import called
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule

_KINDS = frozenset({"ai-account", "search-index", "ml-workspace"})
_SAGEMAKER = ("sagemaker.api", "sagemaker.runtime", "sagemaker.api-fips", "sagemaker.runtime-fips")


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("public-ai-service", case, "high")
    for store in case.estate.all(DataStore):
        if store.cloud == "azure" and store.kind in _KINDS:
            yield _of_service(case, bench, store)
    for work in case.estate.all(Workload):
        if work.kind == "ml-domain":
            yield _of_domain(case, bench, work)
        yield from (_of_client(case, bench, work, service) for service in called(case.estate, work))


def _severity(case: Case, address: str) -> Severity:
    return "low" if case.bounds.level(address) == "lower" and not case.data(address) else "high"


def _of_service(case: Case, bench: Bench, store: DataStore) -> Finding:
    public = _public(case, store.gate)
    lonely = negate(_has_private_door(case, store))
    said = []
    if public is True:
        said.append(f"its public endpoint is on ({store.gate.why if store.gate and store.gate.why else 'provider default'})")
    if lonely is True:
        said.append("no approved private endpoint leads to it from a production network")
    return bench.decided(
        store,
        either(public, lonely),
        bad=f"{store.address}: " + " and ".join(said),
        good="public access is off and an approved private endpoint exists",
        severity=_severity(case, store.address),
    )


def _public(case: Case, gate: Gate | None) -> Fact[bool]:
    """On, unless a default-deny firewall admits nobody or the charter's trusted networks only."""
    if gate is None:
        return True
    strangers = either(*(a if isinstance(a, Unknown) else not case.bounds.trusts_address(a) for a in gate.addresses))
    return both(gate.public, either(gate.open, strangers))


def _has_private_door(case: Case, store: DataStore) -> Fact[bool]:
    doors = [p for p in case.estate.all(PrivateEndpoint) if case.bounds.level(_network(p)) != "lower"]
    unsure = (p.target for p in doors if isinstance(p.target, Unknown) and p.cloud == store.cloud)
    return either(*(d.approved for d in doors if d.target == store.address), *unsure)


def _network(door: PrivateEndpoint) -> str:
    return door.network if isinstance(door.network, str) else door.address


def _of_domain(case: Case, bench: Bench, work: Workload) -> Finding:
    severity = _severity(case, work.address)
    if work.sends_directly is True:
        return bench.fails(work, f"{work.address} reaches the service through the internet ({work.sends_why})", severity=severity)
    if isinstance(work.sends_directly, Unknown):
        return bench.open(work, f"how {work.address} reaches the service is not known", (work.sends_directly.why,), severity=severity)
    return _by_doors(case, bench, work, "SageMaker", _SAGEMAKER)


def _of_client(case: Case, bench: Bench, work: Workload, service: str) -> Finding:
    """A workload that is granted to call a hosted model."""
    if not any(a.subnet is not None for a in work.attachments):
        message = f"{work.address} calls {service} and stands in no network of ours: it uses the public endpoint"
        return bench.fails(work, message, severity=_severity(case, work.address))
    vague = next((a.subnet.why for a in work.attachments if isinstance(a.subnet, Unknown)), "")
    if vague:
        return bench.open(work, f"in which network {work.address} stands is not known", (vague,), severity=_severity(case, work.address))
    return _by_doors(case, bench, work, service, (service, f"{service}-fips"))


def _by_doors(case: Case, bench: Bench, work: Workload, what: str, services: tuple[str, ...]) -> Finding:
    """Whether an interface endpoint near the workload takes its calls, and whose policy says for whom."""
    doors = [p for p in case.estate.all(PrivateEndpoint) if p.cloud == "aws" and _serves(p, services) and _near(case, work, p)]
    good = either(*(both(d.private_dns, negate(_admits_all(d))) for d in doors))
    bad = (
        f"{work.address}: its interface endpoint has no private DNS, or an endpoint policy of `*`"
        if doors
        else f"{work.address}: no interface endpoint for {what} in its network"
    )
    fine = f"calls {what} through an interface endpoint with private DNS and its own policy"
    return bench.decided(work, negate(good), bad=bad, good=fine, severity=_severity(case, work.address))


def _serves(door: PrivateEndpoint, services: tuple[str, ...]) -> bool:
    return door.kind == "interface" and isinstance(door.service, str) and any(door.service.endswith("." + s) for s in services)


def _near(case: Case, work: Workload, door: PrivateEndpoint) -> bool:
    """In a network where the domain stands, or one peered with it."""
    homes = {s.network for a in work.attachments if (s := case.estate.find(a.subnet, Subnet))}
    peers = {p.remote for p in case.estate.all(Peering) if p.network in homes} | {
        p.network for p in case.estate.all(Peering) if p.remote in homes
    }
    return door.network in homes or door.network in peers or not homes


def _admits_all(door: PrivateEndpoint) -> Fact[bool]:
    """An absent policy is full access; so is an allow of everything to everyone on everything."""
    if not door.policies:
        return True
    return either(*(_statement_admits_all(p.document) for p in door.policies))


def _statement_admits_all(document: Fact[dict[str, Any]]) -> Fact[bool]:
    if isinstance(document, Unknown):
        return document
    found = document.get("Statement", [])
    statements = found if isinstance(found, list) else [found]
    return any(
        isinstance(s, Mapping)
        and s.get("Effect") == "Allow"
        and not s.get("Condition")
        and _anybody(s.get("Principal"))
        and _star(s.get("Action"))
        and _star(s.get("Resource"))
        for s in statements
    )


def _anybody(principal: Any) -> bool:
    return _star(principal.get("AWS")) if isinstance(principal, Mapping) else _star(principal)


def _star(value: Any) -> bool:
    return any(v == "*" for v in (value if isinstance(value, list) else [value]) if not is_symbolic(v))


RULE = Rule(
    id="public-ai-service",
    title="An AI service is used through its public endpoint",
    family="contained",
    question="Is public access off, and does an approved private endpoint lead to it from the network of its callers?",
    why=(
        "A public endpoint with a key is one leaked key away from the prompts and files it keeps. A private endpoint beside an open public one closes nothing."
    ),
    fails_when="public network access is on (provider defaults count) and not closed by a default-deny firewall, or no private endpoint exists for it",
    holds_when="public access off and an approved private endpoint; for AWS an interface endpoint with private DNS and a policy that is not `*`",
    patterns=("P09",),
    judge=_judge,
)
