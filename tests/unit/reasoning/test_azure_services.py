# SPDX-License-Identifier: Apache-2.0
"""Which built-in role reads, writes, deletes, manages or fetches keys, service by service."""

from __future__ import annotations

from typing import Any

import pytest
from azure_estates import (
    OFF,
    gate,
    group_scope,
    holds,
    identity,
    only,
    reaches,
    subscription,
    thing,
)

ME = identity("me")


def _with(role: str, target: Any) -> Any:
    return only(target, "me", ME, holds("oid-me", role), group_scope(), subscription())


@pytest.mark.parametrize(
    ("kind", "arm_type", "role", "keys", "powers"),
    [
        ("registry", "Microsoft.ContainerRegistry/registries", "AcrPull", False, "read"),
        ("registry", "Microsoft.ContainerRegistry/registries", "Reader", False, "read"),
        ("registry", "Microsoft.ContainerRegistry/registries", "AcrPush", False, "read write"),
        ("registry", "Microsoft.ContainerRegistry/registries", "AcrImageSigner", False, ""),
        ("database", "Microsoft.DocumentDB/databaseAccounts", "Cosmos DB Account Reader Role", True, "keys read"),
        ("database", "Microsoft.DocumentDB/databaseAccounts", "Cosmos DB Operator", True, "delete manage"),
        ("database", "Microsoft.DocumentDB/databaseAccounts", "00000000-0000-0000-0000-000000000001", False, "read"),
        ("database", "Microsoft.DocumentDB/databaseAccounts", "Reader", True, ""),
        ("database", "Microsoft.Sql/servers", "SQL Server Contributor", False, "delete keys manage read write"),
        ("database", "Microsoft.Sql/servers", "SQL DB Contributor", False, "delete"),
        ("database", "Microsoft.DBforPostgreSQL/flexibleServers", "Contributor", False, "delete keys manage read write"),
        ("search-index", "Microsoft.Search/searchServices", "Search Index Data Reader", False, "read"),
        ("search-index", "Microsoft.Search/searchServices", "Reader", True, ""),
        ("ai-account", "Microsoft.CognitiveServices/accounts", "Cognitive Services OpenAI User", False, "read"),
        ("ai-account", "Microsoft.CognitiveServices/accounts", "Reader", True, ""),
        ("log-store", "Microsoft.OperationalInsights/workspaces", "Reader", False, "read"),
        ("log-store", "Microsoft.OperationalInsights/workspaces", "Data Purger", False, "delete read"),
        ("disk", "Microsoft.Compute/disks", "Disk Backup Reader", False, "read"),
        ("disk", "Microsoft.Compute/disks", "Reader", False, ""),
        ("disk", "Microsoft.Compute/disks", "Virtual Machine Contributor", False, "delete manage read write"),
        ("snapshot", "Microsoft.Compute/snapshots", "Disk Snapshot Contributor", False, "delete manage read"),
        ("cache", "Microsoft.Cache/redis", "Redis Cache Contributor", False, "delete keys manage read write"),
        ("stream", "Microsoft.EventHub/namespaces", "Azure Event Hubs Data Receiver", False, "read"),
        ("stream", "Microsoft.EventHub/namespaces", "Azure Event Hubs Data Sender", False, "write"),
        ("queue", "Microsoft.ServiceBus/namespaces", "Azure Service Bus Data Receiver", False, "read"),
        ("health-data", "Microsoft.HealthcareApis/workspaces/w/fhirServices", "FHIR Data Reader", False, "read"),
        ("health-data", "Microsoft.HealthcareApis/workspaces/w/fhirServices", "FHIR Data Converter", False, ""),
        ("health-data", "Microsoft.HealthcareApis/workspaces/w/dicomServices", "FHIR Data Reader", False, ""),
        ("ml-workspace", "Microsoft.MachineLearningServices/workspaces", "AzureML Data Scientist", False, "keys read write"),
        ("ml-workspace", "Microsoft.MachineLearningServices/workspaces", "Reader", True, ""),
        ("backup", "Microsoft.RecoveryServices/vaults", "Backup Operator", False, "read"),
        ("backup", "Microsoft.RecoveryServices/vaults", "Backup Reader", False, ""),
    ],
)
def test_services(kind: str, arm_type: str, role: str, keys: bool, powers: str) -> None:
    found = _with(role, thing(kind, arm_type, "t", local_keys=keys))
    assert " ".join(sorted(found.powers)) == powers if powers else found is None
    assert found is None or found.open is True


def test_database_in_a_server_takes_the_servers_gate_and_scope() -> None:
    server = thing("database", "Microsoft.Sql/servers", "srv", gate=gate("g", **OFF), extra={"administrators": ("oid-dba",)})
    inner = thing("database", "Microsoft.Sql/servers/srv/databases", "db", host=server.address, gate=None)
    dba = identity("dba", "group", members=("oid-me",))
    found = reaches(inner, server, dba, ME)
    assert found["dba", False].open is False
    assert [g.name for g in found["me", False].guards] == ["public network access off"]
    at_server = holds("oid-me", "SQL Server Contributor", server.ids[0], scope_address=server.address)
    assert only(inner, "me", ME, server, at_server).open is True  # type: ignore[union-attr]
