# SPDX-License-Identifier: Apache-2.0
"""Which services a firewall takes for trusted ones where it lets `AzureServices` by: each kind of resource has a list of its own."""

from __future__ import annotations

from typing import Final

from intramuros.estate.resource import Resource

TRUSTED: Final = frozenset(
    """
    microsoft.agfoodplatform/farmbeats microsoft.apimanagement/service microsoft.autonomoussystems/workspaces microsoft.cache/redis
    microsoft.cognitiveservices/accounts microsoft.databricks/accessconnectors microsoft.datafactory/factories
    microsoft.dataprotection/backupvaults microsoft.datashare/accounts microsoft.deviceregistry/schemaregistries
    microsoft.devices/iothubs microsoft.devtestlab/labs microsoft.eventgrid/domains microsoft.eventgrid/partnertopics
    microsoft.eventgrid/systemtopics microsoft.eventgrid/topics microsoft.healthcareapis/services microsoft.healthcareapis/workspaces
    microsoft.iotcentral/iotapps microsoft.keyvault/managedhsms microsoft.kusto/clusters microsoft.logic/integrationaccounts
    microsoft.logic/workflows microsoft.machinelearning/registries microsoft.media/mediaservices microsoft.migrate/migrateprojects
    microsoft.network/expressrouteports microsoft.powerplatform/enterprisepolicies microsoft.projectarcadia/workspaces
    microsoft.projectbabylon/accounts microsoft.purview/accounts microsoft.recoveryservices/vaults microsoft.search/searchservices
    microsoft.security/datascanners microsoft.singularity/accounts microsoft.storageactions/storagetasks microsoft.synapse/workspaces
    microsoft.videoindexer/accounts
    """.split()
)
"""Services that pass a storage firewall with `AzureServices` by an identity of theirs; machines, clusters and apps are none.

learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services, "Trusted access based on a managed
identity", read in its version of June 2025, which spells `Microsoft.CognitiveService`.
"""
TRUSTED_PROVIDERS: Final = frozenset(
    """
    microsoft.costmanagementexports microsoft.dbforpostgresql microsoft.fabric microsoft.machinelearningservices microsoft.sql
    microsoft.streamanalytics
    """.split()
)
"""Those that the page names without a type."""
ONCE_TRUSTED: Final = frozenset(("microsoft.containerregistry/registries",))
"""Those that the page named and names no more: whether the firewall still takes them is not known."""
VAULT_READERS: Final = frozenset(
    ("microsoft.datafactory/factories", "microsoft.machinelearningservices/workspaces", "microsoft.purview/accounts")
)
"""Services that fetch secrets behind the firewall of a vault that lets `AzureServices` by.

learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints, "Trusted services", read in its version of January 2024.
"""
VAULT_USERS: Final = frozenset(
    """
    microsoft.apimanagement/service microsoft.batch/batchaccounts microsoft.botservice/botservices microsoft.cdn/profiles
    microsoft.compute/diskencryptionsets microsoft.containerregistry/registries microsoft.databricks/workspaces
    microsoft.dbformysql/flexibleservers microsoft.dbforpostgresql/flexibleservers microsoft.eventhub/namespaces
    microsoft.network/applicationgateways microsoft.network/azurefirewalls microsoft.network/frontdoors
    microsoft.recoveryservices/vaults microsoft.servicebus/namespaces microsoft.sql/servers microsoft.storage/storageaccounts
    microsoft.synapse/workspaces microsoft.web/sites
    """.split()
)
"""Those that the same page lets in for one purpose (their own certificate or key): whether for anything else is not known."""


def of_storage(thing: Resource) -> bool | None:
    """Whether the firewall of a storage account takes a resource for a trusted service; None where that is not known."""
    kind = _kind(thing)
    return True if kind in TRUSTED or kind.partition("/")[0] in TRUSTED_PROVIDERS else None if kind in ONCE_TRUSTED else False


def of_vaults(thing: Resource) -> bool | None:
    """The same of the firewall of a vault."""
    kind = _kind(thing)
    return True if kind in VAULT_READERS else None if kind in VAULT_USERS else False


def _kind(thing: Resource) -> str:
    """`microsoft.datafactory/factories` out of a resource id."""
    parts = next((i.casefold().rpartition("/providers/")[2].split("/") for i in thing.ids if "/providers/" in i.casefold()), [])
    return "/".join(parts[:2]) if len(parts) == 3 else ""
