# SPDX-License-Identifier: Apache-2.0
"""Which actions read, write, delete, manage or fetch the keys of each Azure service that keeps data.

Action names: learn.microsoft.com/azure/role-based-access-control/resource-provider-operations. A registry pull and a log query
are control actions that end in `/read`, so plain Reader has them (…/azure/container-registry/container-registry-rbac-built-in-roles-overview,
…/azure/azure-monitor/logs/manage-access); the keys of every service are actions that end in `/action`, which Reader has not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import structs

from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.azure.storage import DISKS, of_account
from intramuros.reasoning.access.azure.ways import (
    ALL,
    DELETE,
    EDITOR,
    MANAGE,
    READ,
    READ_KEYS,
    WRITE,
    Need,
    Service,
    Way,
    by_control,
    by_data,
    by_edit,
    by_keys,
    by_managing,
)

_COSMOS = "Microsoft.DocumentDB/databaseAccounts"
_SEARCH = "Microsoft.Search/searchServices"
_AI = "Microsoft.CognitiveServices/accounts"
_ACR = "Microsoft.ContainerRegistry/registries"
_LOGS = "Microsoft.OperationalInsights/workspaces"
_ML = "Microsoft.MachineLearningServices/workspaces"
_REDIS = "Microsoft.Cache/redis"
_REDIS_BIG = "Microsoft.Cache/redisEnterprise"
_HEALTH = "Microsoft.HealthcareApis"
_BACKUP = "Microsoft.RecoveryServices/vaults"
_DATA_BACKUP = "Microsoft.DataProtection/backupVaults"


def _owned(base: str, what: str) -> tuple[Way, ...]:
    return (
        *by_managing(MANAGE, f"may change the {what}", f"{base}/write"),
        *by_managing(DELETE, f"may delete the {what}", f"{base}/delete"),
    )


def _keyed(base: str, what: str, action: str = "listKeys/action") -> tuple[Way, ...]:
    """A service whose keys read everything, and whose writer may switch them on and open its firewall."""
    return (
        *by_keys(ALL, f"may list the keys of the {what}", f"{base}/{action}"),
        by_edit(EDITOR, f"may switch the keys of the {what} on, open its firewall and list them", f"{base}/write", f"{base}/{action}"),
        *_owned(base, what),
    )


def _sql(base: str) -> Service:
    """Whoever writes the server sets its administrators or its administrator's password."""
    administers = by_edit(EDITOR, "may make itself the server's administrator", f"{base}/administrators/write")
    resets = by_edit(EDITOR, "may set the server's administrator password and firewall", f"{base}/write")
    return Service(base.casefold(), (administers, resets, *by_managing(DELETE, "may delete databases", f"{base}/databases/delete")))


def _messages(base: str) -> Service:
    rules = f"{base}/authorizationRules"
    return Service(
        base.casefold(),
        (
            *by_data(READ, "may receive messages", f"{base}/messages/receive/action"),
            *by_data(WRITE, "may send messages", f"{base}/messages/send/action"),
            *by_keys(ALL, "may list the keys of the namespace", f"{rules}/listkeys/action"),
            by_edit(EDITOR, "may open the namespace and list its keys", f"{base}/write", f"{rules}/listkeys/action"),
            *_owned(base, "namespace"),
        ),
    )


_HEALTH_SERVICES = (
    Service(
        f"{_HEALTH}/services".casefold(),
        (
            *by_data(
                READ,
                "may read health records",
                f"{_HEALTH}/services/fhir/resources/read",
                f"{_HEALTH}/services/fhir/resources/export/action",
            ),
            *by_data(WRITE, "may write health records", f"{_HEALTH}/services/fhir/resources/write"),
            *by_data(DELETE, "may delete health records", f"{_HEALTH}/services/fhir/resources/delete"),
            *_owned(f"{_HEALTH}/services", "service"),
        ),
    ),
    *(
        Service(
            f"{_HEALTH}/workspaces/{kind}".casefold(),
            (
                *by_data(READ, "may read health records", f"{base}/read", f"{base}/export/action"),
                *by_data(WRITE, "may write health records", f"{base}/write"),
                *by_data(DELETE, "may delete health records", f"{base}/delete"),
                *_owned(f"{_HEALTH}/workspaces/{kind}", "service"),
            ),
        )
        for kind in ("fhirservices", "dicomservices")
        for base in (f"{_HEALTH}/workspaces/{kind}/resources",)
    ),
)

SERVICES: Final[tuple[Service, ...]] = (
    *DISKS,
    *_HEALTH_SERVICES,
    Service(
        _COSMOS.casefold(),
        (
            *by_data(
                READ,
                "may read items",
                f"{_COSMOS}/sqlDatabases/containers/items/read",
                f"{_COSMOS}/sqlDatabases/containers/executeQuery",
                f"{_COSMOS}/sqlDatabases/containers/readChangeFeed",
            ),
            *by_data(
                WRITE,
                "may write items",
                f"{_COSMOS}/sqlDatabases/containers/items/create",
                f"{_COSMOS}/sqlDatabases/containers/items/replace",
            ),
            *by_data(DELETE, "may delete items", f"{_COSMOS}/sqlDatabases/containers/items/delete"),
            *by_keys(READ_KEYS, "may list the read-only keys of the account", f"{_COSMOS}/readonlykeys/action"),
            *by_keys(ALL, "may list the connection strings of the account", f"{_COSMOS}/listConnectionStrings/action"),
            by_edit(
                READ | WRITE | MANAGE,
                "may open the account and grant itself a data role",
                f"{_COSMOS}/write",
                f"{_COSMOS}/sqlRoleAssignments/write",
            ),
            *by_control(READ | WRITE | MANAGE, "may grant itself a data role of the account", f"{_COSMOS}/sqlRoleAssignments/write"),
            *_keyed(_COSMOS, "account"),
        ),
    ),
    _sql("Microsoft.Sql/servers"),
    _sql("Microsoft.Sql/managedInstances"),
    _sql("Microsoft.DBforPostgreSQL/flexibleServers"),
    _sql("Microsoft.DBforPostgreSQL/servers"),
    _sql("Microsoft.DBforMySQL/flexibleServers"),
    _sql("Microsoft.DBforMySQL/servers"),
    _sql("Microsoft.DBforMariaDB/servers"),
    Service(
        _SEARCH.casefold(),
        (
            *by_data(READ, "may read the documents of the indexes", f"{_SEARCH}/indexes/documents/read"),
            *by_data(WRITE, "may write documents", f"{_SEARCH}/indexes/documents/write"),
            *by_data(DELETE, "may delete documents", f"{_SEARCH}/indexes/documents/delete"),
            *by_keys(READ_KEYS, "may list the query keys", f"{_SEARCH}/listQueryKeys/action", f"{_SEARCH}/createQueryKey/action"),
            *_keyed(_SEARCH, "search service", "listAdminKeys/action"),
        ),
        ("1407120a-92aa-4202-b7e9-c0e197c71c8f", "8ebe5a00-799e-43f5-93ac-243d3dce84a7"),
    ),
    Service(
        _AI.casefold(),
        (
            *by_data(
                READ,
                "may read the files, threads and transcriptions that the account keeps",
                f"{_AI}/OpenAI/files/read",
                f"{_AI}/OpenAI/assistants/read",
                f"{_AI}/OpenAI/stored-completions/read",
                f"{_AI}/SpeechServices/speechrest/transcriptions/files/read",
            ),
            *by_data(WRITE, "may upload files", f"{_AI}/OpenAI/files/write"),
            *by_data(DELETE, "may delete files", f"{_AI}/OpenAI/files/delete"),
            *_keyed(_AI, "account"),
        ),
        ("a97b65f3-24c7-4388-baec-2e87135dc908", "a001fd3d-188f-4b5d-821b-7da978bf7442", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"),
    ),
    Service(
        _ACR.casefold(),
        (
            *by_control(READ, "may pull images", f"{_ACR}/pull/read"),
            *by_data(READ, "may pull images", f"{_ACR}/repositories/content/read"),
            *by_control(WRITE, "may push images", f"{_ACR}/push/write"),
            *by_data(WRITE, "may push images", f"{_ACR}/repositories/content/write"),
            *by_control(DELETE, "may delete images", f"{_ACR}/artifacts/delete"),
            *by_data(DELETE, "may delete images", f"{_ACR}/repositories/content/delete"),
            Way(
                "data",
                (Need(f"{_ACR}/tokens/write"), Need(f"{_ACR}/generateCredentials/action")),
                READ_KEYS | WRITE,
                "may make itself a token of the registry",
            ),
            *_keyed(_ACR, "registry", "listCredentials/action"),
        ),
        ("7f951dda-4ed3-4680-a7ca-43fe172d538d", "8311e382-0749-4cb8-b61a-304f252e45ec", "b93aa761-3e63-49ed-ac28-beffa264f7ac"),
    ),
    Service(
        _LOGS.casefold(),
        (
            *by_control(READ, "may query the logs", f"{_LOGS}/query/read", f"{_LOGS}/search/action", f"{_LOGS}/analytics/query/action"),
            *by_data(READ, "may read the tables", f"{_LOGS}/tables/data/read"),
            *by_managing(DELETE, "may purge the logs", f"{_LOGS}/purge/action", f"{_LOGS}/tables/delete"),
            *_owned(_LOGS, "workspace"),
        ),
        ("73c42c96-874c-492b-b04d-ab87d138a893", "3b03c2da-16b3-4a49-8834-0f8130efdd3b"),
    ),
    Service(
        _ML.casefold(),
        (
            by_edit(READ_KEYS, "may list the secrets of its data stores", f"{_ML}/datastores/listsecrets/action"),
            by_edit(READ_KEYS, "may list the keys of its storage account", f"{_ML}/listStorageAccountKeys/action"),
            by_edit(READ_KEYS, "may list the keys of the workspace", f"{_ML}/listKeys/action"),
            *by_managing(WRITE, "may register models and run jobs", f"{_ML}/models/write", f"{_ML}/jobs/write"),
            *_owned(_ML, "workspace"),
        ),
        ("f6c7c914-8db3-469d-8ca1-694a8f32e121",),
    ),
    Service(
        "microsoft.machinelearningservices/registries",
        (
            *by_control(READ, "may read the models of the registry", "Microsoft.MachineLearningServices/registries/assets/read"),
            *by_control(WRITE, "may write models", "Microsoft.MachineLearningServices/registries/assets/write"),
            *_owned("Microsoft.MachineLearningServices/registries", "registry"),
        ),
    ),
    Service(
        _REDIS.casefold(),
        (
            by_edit(EDITOR, "may give itself an access policy", f"{_REDIS}/accessPolicyAssignments/write", f"{_REDIS}/write"),
            *_keyed(_REDIS, "cache"),
        ),
    ),
    Service(
        _REDIS_BIG.casefold(),
        (
            *by_keys(ALL, "may list the keys of the cache", f"{_REDIS_BIG}/databases/listKeys/action"),
            by_edit(EDITOR, "may open the cache and list its keys", f"{_REDIS_BIG}/write", f"{_REDIS_BIG}/databases/listKeys/action"),
            *_owned(_REDIS_BIG, "cache"),
        ),
    ),
    _messages("Microsoft.EventHub/namespaces"),
    _messages("Microsoft.ServiceBus/namespaces"),
    Service(
        _BACKUP.casefold(),
        (
            by_edit(
                READ,
                "may restore the backups elsewhere",
                f"{_BACKUP}/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action",
            ),
            *_owned(_BACKUP, "backup vault"),
        ),
    ),
    Service(
        _DATA_BACKUP.casefold(),
        (
            by_edit(READ, "may restore the backups elsewhere", f"{_DATA_BACKUP}/backupInstances/restore/action"),
            *_owned(_DATA_BACKUP, "backup vault"),
        ),
    ),
    Service("microsoft.communication/communicationservices", _keyed("Microsoft.Communication/communicationServices", "service")),
    Service(
        "microsoft.kusto/clusters",
        (
            by_edit(EDITOR, "may make itself an administrator of the cluster", "Microsoft.Kusto/clusters/principalAssignments/write"),
            *_owned("Microsoft.Kusto/clusters", "cluster"),
        ),
    ),
    Service(
        "microsoft.databricks/workspaces",
        (by_edit(EDITOR, "is let in as an administrator of the workspace", "Microsoft.Databricks/workspaces/write"),),
    ),
    Service(
        "microsoft.synapse/workspaces",
        (
            by_edit(EDITOR, "may make itself the workspace's administrator", "Microsoft.Synapse/workspaces/administrators/write"),
            *_owned("Microsoft.Synapse/workspaces", "workspace"),
        ),
    ),
)
"""Disk and message services first: the first whose prefix fits is taken, and no prefix is the beginning of another's type."""

_TOKENS: Final = by_control(READ_KEYS, "may make itself a password of a token", f"{_ACR}/generateCredentials/action")
"""Where a token exists already."""

_STORAGE: Final = "microsoft.storage/storageaccounts"
_BY_KIND: Final[Mapping[str, str]] = {
    "object-store": _STORAGE,
    "file-share": _STORAGE,
    "disk": "microsoft.compute/disks",
    "snapshot": "microsoft.compute/snapshots",
    "search-index": _SEARCH.casefold(),
    "registry": _ACR.casefold(),
    "log-store": _LOGS.casefold(),
    "ml-workspace": _ML.casefold(),
    "ai-account": _AI.casefold(),
    "cache": _REDIS.casefold(),
    "stream": "microsoft.eventhub/namespaces",
    "model-registry": "microsoft.machinelearningservices/registries",
}
"""For a store whose id does not spell its type; databases and health services are told apart by their id alone."""


def provider_type(thing: Resource) -> str:
    """`microsoft.sql/servers/databases` out of a resource id; '' where no id spells it."""
    for identifier in thing.ids:
        _, found, rest = identifier.casefold().rpartition("/providers/")
        if found:
            parts = rest.split("/")
            return "/".join([parts[0], *parts[1::2]])
    return ""


def service_of(store: DataStore) -> Service:
    """The ways to a store's content."""
    spelled = provider_type(store) or _BY_KIND.get(store.kind, "")
    if spelled.startswith(_STORAGE):
        return of_account(store)
    found = next((s for s in SERVICES if spelled == s.prefix or spelled.startswith(f"{s.prefix}/")), None)
    if found is not None and found.prefix == _ACR.casefold() and store.passes:
        return structs.replace(found, ways=(*_TOKENS, *found.ways))
    return found or _stranger(spelled)


def _stranger(spelled: str) -> Service:
    """A service of which only this is known: who writes it manages it."""
    return Service(
        spelled, tuple(Way("manage", (Need(f"{spelled}/write"),), MANAGE, "may change the resource") for _ in (spelled,) if spelled)
    )
