# SPDX-License-Identifier: Apache-2.0
"""Ways in to a model from the internet without a firewall that blocks, or without asking who is there."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.edges import Endpoint, WebFirewall
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.finding import Finding
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unguarded-endpoint", case, "high")
    for endpoint in case.estate.all(Endpoint):
        model = case.inference.llm(endpoint)
        if model:
            yield _of_endpoint(case, bench, endpoint, model)


def _of_endpoint(case: Case, bench: Bench, endpoint: Endpoint, model: str) -> Finding:
    if endpoint.public is False:
        return bench.holds(endpoint, endpoint.public_why or "not reachable from the internet")
    if isinstance(endpoint.public, Unknown):
        return bench.open(endpoint, f"whether {endpoint.address} is reachable from the internet is not known", (endpoint.public.why,))
    firewall = _firewall(case, endpoint)
    faults = [firewall] if isinstance(firewall, str) else []
    if endpoint.authenticates is False:
        faults.append(endpoint.auth_why or "it asks nobody who they are")
    if faults:
        return bench.fails(endpoint, f"{endpoint.address} ({model}) is reachable from the internet: " + "; ".join(faults))
    missing = [f.why for f in (firewall, endpoint.authenticates) if isinstance(f, Unknown)]
    if endpoint.authenticates is None:
        missing.append(f"whether {endpoint.address} asks for credentials ({endpoint.auth_why or 'not visible here'})")
    if missing:
        return bench.open(endpoint, f"whether {endpoint.address} is guarded is not known", missing)
    return bench.holds(endpoint, "a firewall in blocking mode inspects bodies, and callers are authenticated")


def _firewall(case: Case, endpoint: Endpoint) -> Fact[str | None]:
    """What is wrong with the firewall before it; None when one blocks and reads bodies."""
    if isinstance(endpoint.firewalls, Unknown):
        return endpoint.firewalls
    found = [f for a in endpoint.firewalls if (f := case.estate.find(a, WebFirewall))]
    found += [f for f in case.estate.all(WebFirewall) if endpoint.address in f.guards and f not in found]
    if not found:
        named = [a for a in endpoint.firewalls if case.estate.find(a, WebFirewall) is None]
        return Unknown(f"the firewall {named[0]} is not in the estate") if named else "no web application firewall is attached"
    works = either(*(both(f.blocks, f.inspects_body) for f in found))
    if isinstance(works, Unknown):
        return works
    return None if works else _weakness(found[0])


def _weakness(firewall: WebFirewall) -> str:
    if firewall.blocks is False:
        return f"{firewall.address} does not block ({firewall.why or 'detection or count mode'})"
    return f"{firewall.address} does not inspect request bodies ({firewall.why or 'no body rules'})"


RULE = Rule(
    id="unguarded-endpoint",
    title="An LLM endpoint on the internet has no firewall that blocks, or no authentication",
    family="contained",
    question="If it is reachable from the internet, does a firewall in blocking mode read the bodies, and is every caller authenticated?",
    why=(
        "Prompts are request bodies: a firewall that only counts, or reads headers alone, sees nothing. A bare model server answers anybody, "
        "and what it answers may be patients."
    ),
    fails_when="no firewall, one in count or detection mode, or one without body rules; or authentication is explicitly none or the backend is a bare model server",
    holds_when="a blocking firewall with managed rules on the body, and an authoriser; or it is not reachable from the internet",
    patterns=("P07",),
    judge=_judge,
)
