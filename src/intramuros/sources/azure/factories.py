# SPDX-License-Identifier: Apache-2.0
"""Data factories: pipelines that move data with an identity of their own."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.values import Fact
from intramuros.estate.workloads import Workload
from intramuros.sources.attributes import switch
from intramuros.sources.azure.common import head
from intramuros.sources.azure.principals import identities_of
from intramuros.sources.book import Book

FACTORY = "azurerm_data_factory"
PARTS = frozenset(
    """
    azurerm_data_factory_pipeline azurerm_data_factory_dataset_azure_blob azurerm_data_factory_dataset_binary
    azurerm_data_factory_dataset_delimited_text azurerm_data_factory_dataset_json azurerm_data_factory_dataset_parquet
    azurerm_data_factory_custom_dataset azurerm_data_factory_data_flow azurerm_data_factory_trigger_schedule
    azurerm_data_factory_trigger_blob_event azurerm_data_factory_trigger_tumbling_window azurerm_data_factory_integration_runtime_azure
    azurerm_data_factory_integration_runtime_self_hosted azurerm_data_factory_linked_service_key_vault
    azurerm_data_factory_linked_service_azure_blob_storage azurerm_data_factory_linked_service_data_lake_storage_gen2
    azurerm_data_factory_linked_service_azure_sql_database azurerm_data_factory_managed_private_endpoint
    azurerm_data_factory_credential_user_managed_identity azurerm_data_factory_customer_managed_key
    """.split()
)


def factories(book: Book) -> Iterator[Workload]:
    """Data factories; without a managed network their runtime stands in none of ours."""
    for d in book.of(FACTORY):
        managed = switch(d.attrs.get("managed_virtual_network_enabled"), False)
        direct: Fact[bool] = managed if not isinstance(managed, bool) else not managed
        yield Workload(
            **head(book, d),
            kind="pipeline",
            identities=identities_of(book, d),
            sends_directly=direct,
            sends_why="the Azure integration runtime has no managed network" if direct is True else "managed network",
        )
