# SPDX-License-Identifier: Apache-2.0
"""Escalations: run commands, federated credentials, assigned identities, owners, directory roles."""

from __future__ import annotations

from typing import Any

import pytest
from azure_estates import (
    ABROAD,
    HERE,
    OFF,
    OWN,
    SUB,
    gate,
    holds,
    identity,
    only,
    reaches,
    store,
    workload,
)
from msgspec import structs

from intramuros.estate.access import Federation
from intramuros.estate.values import Unknown, symbol

ME = identity("me")


READER = identity("reader")
READS = holds("oid-reader", "Storage Blob Data Reader", store().ids[0], scope_address=store().address)
ELSEWHERE = {"group": "rg-dev"}


def _chained(*others: Any, target: Any = None) -> Any:
    return only(target or store(), "me", ME, READER, READS, *others)


def test_run_command_on_a_host_whose_identity_reads() -> None:
    host = workload("host", "vm", READER.address)
    given = holds("oid-me", "Virtual Machine Contributor", host.ids[0], scope_address=host.address)
    found = _chained(host, given)
    assert found.open is True
    assert [m.kind for m in found.path] == ["become", "read"]
    assert _chained(host, structs.replace(given, role="Reader")) is None
    assert _chained(structs.replace(host, identities=()), given) is None


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Managed Identity Contributor", True),
        ("Managed Identity Federated Identity Credential Contributor", True),
        ("Managed Identity Operator", False),
    ],
)
def test_power_over_an_identity(role: str, expected: bool) -> None:
    given = holds("oid-me", role, READER.ids[1], scope_address=READER.address)
    assert (_chained(given) is not None) is expected


def test_assigning_an_identity_needs_something_to_assign_it_to() -> None:
    operator = holds("oid-me", "Managed Identity Operator", READER.ids[1], scope_address=READER.address)
    machine = holds("oid-me", "Virtual Machine Contributor", f"/subscriptions/{SUB}/resourceGroups/rg-dev", named="m")
    assert _chained(operator, machine).open is True
    assert _chained(machine) is None


def test_cluster_credentials_and_two_hops() -> None:
    cluster = workload("aks", "cluster", READER.address)
    middle = identity("middle")
    given = (
        holds("oid-middle", "Azure Kubernetes Service Cluster Admin Role", cluster.ids[0], scope_address=cluster.address),
        holds("oid-me", "Managed Identity Contributor", middle.ids[1], scope_address=middle.address),
    )
    found = _chained(cluster, middle, *given)
    assert [m.target for m in found.path] == [middle.address, READER.address, store().address]
    assert (
        _chained(cluster, holds("oid-me", "Azure Kubernetes Service Cluster User Role", cluster.ids[0], scope_address=cluster.address))
        is None
    )


def test_owner_of_an_application_and_application_administrators() -> None:
    app = identity("app", "service-principal", owners=("oid-me",))
    reads = holds("oid-app", "Storage Blob Data Reader")
    assert only(store(), "me", ME, app, reads).open is True  # type: ignore[union-attr]
    admin = identity("admin", "user", privileges=("Cloud Application Administrator",))
    plain = structs.replace(app, owners=())
    assert only(store(), "admin", admin, plain, reads).open is True  # type: ignore[union-attr]
    assert only(store(), "admin", admin, READER, READS) is None, "managed identities take no secrets"


def test_global_administrator_elevates() -> None:
    boss = identity("boss", "guest", privileges=("Global Administrator",))
    found = only(store(), "boss", boss)
    assert found is not None
    assert (found.who, found.open) == ("guest", True)


@pytest.mark.parametrize(
    ("issuer", "subject", "expected"),
    [
        (f"https://login.microsoftonline.com/{ABROAD}/v2.0", "x", True),
        (f"https://login.microsoftonline.com/{OWN}/v2.0", "x", None),
        ("https://token.actions.githubusercontent.com", "repo:ward/infra:ref:refs/heads/main", "unknown"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:ward/*'", "unknown"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:*/infra:*'", True),
        (symbol("azurerm_w.aks", "oidc_issuer_url"), "system:serviceaccount:a:b", None),
    ],
)
def test_federation(issuer: str, subject: str, expected: Any) -> None:
    federated = structs.replace(READER, federations=(Federation(issuer=issuer, subject=subject, address="fed", origin=HERE),))
    found = [r for (name, _), r in reaches(store(), federated, READS, workload("aks", "cluster")).items() if r.who == "foreign"]
    if expected is None:
        assert found == []
    else:
        assert found[0].open is expected or (expected == "unknown" and isinstance(found[0].open, Unknown))


def test_chain_keeps_the_gate() -> None:
    given = holds("oid-me", "Managed Identity Contributor", READER.ids[1], scope_address=READER.address)
    found = _chained(given, target=store(gate=gate("g", **OFF)))
    assert found.open is False
    assert [g.name for g in found.guards] == ["public network access off"]
