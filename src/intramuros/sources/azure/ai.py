# SPDX-License-Identifier: Apache-2.0
"""AI accounts and where their models process: Azure OpenAI, Speech, Language and the other Cognitive Services.

learn.microsoft.com/azure/ai-services/openai/how-to/deployment-types: a `Global…` deployment processes in any Azure region,
a `DataZone…` one anywhere in the account's data zone (EU or US), every other in the account's region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.places import country
from intramuros.estate.stores import DataStore, Place, Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import block, switch, text, unknown_in
from intramuros.sources.azure.common import children, first, head, owner
from intramuros.sources.azure.recipes import keyed, public_switch, ruled_gate
from intramuros.sources.azure.seals import seal, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ACCOUNTS = ("azurerm_cognitive_account", "azurerm_ai_services")
DEPLOYMENT = "azurerm_cognitive_deployment"
COMMUNICATION = ("azurerm_communication_service", "azurerm_email_communication_service")
INDEXER = "azurerm_video_indexer_account"
HEALTH: Mapping[str, tuple[str, str]] = {
    "azurerm_healthcare_fhir_service": ("FHIR", "encryption_key_url"),
    "azurerm_healthcare_dicom_service": ("DICOM", "encryption_key_url"),
    "azurerm_healthcare_service": ("FHIR", "cosmosdb_key_vault_key_versionless_id"),
}
"""Type → what it is for, and the attribute of its customer key."""
SEPARATE_KEY = "azurerm_cognitive_account_customer_managed_key"
EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())


def accounts(book: Book) -> Iterator[DataStore]:
    """Cognitive Services accounts of every kind, with their model deployments as places of processing."""
    for d in book.of(*ACCOUNTS):
        fields = head(book, d)
        made = children(book, DEPLOYMENT, "cognitive_account_id", d)
        yield DataStore(
            **fields,
            kind="ai-account",
            seal=_seal(book, d),
            transport=transport(d, True, "the service takes TLS 1.2 and newer only"),
            gate=ruled_gate(
                book, d, "network_acls", public_switch(first(d.attrs, "public_network_access_enabled", "public_network_access"))
            ),
            local_keys=switch(first(d.attrs, "local_auth_enabled", "local_authentication_enabled"), True),
            places=tuple(_place(one, fields["region"]) for one in made),
            purpose=str(text(d.attrs.get("kind"), "AIServices")),
            contents=tuple(m for one in made if (m := text(block(one.attrs, "model").get("name"))) is not None),
            extra={"storage": owner(book, block(d.attrs, "storage").get("storage_account_id"), "azurerm_storage_account")},
        )


def _seal(book: Book, d: Declared) -> Seal:
    for one in children(book, SEPARATE_KEY, "cognitive_account_id", d):
        return seal(book, d, one.attrs.get("key_vault_key_id"), "key_vault_key_id", by=one)
    hsm = block(d.attrs, "customer_managed_key").get("managed_hsm_key_id")
    return keyed(book, d, "customer_managed_key", "managed_hsm_key_id" if hsm is not None else "key_vault_key_id")


def _place(deployment: Declared, home: Fact[str | None]) -> Place:
    """Version 4 names the SKU (`sku.name`), version 3 the scale (`scale.type`)."""
    found = first(block(deployment.attrs, "sku"), "name") or first(block(deployment.attrs, "scale"), "type")
    name = unknown_in(deployment.attrs, "sku", "scale") or text(found, "Standard")
    why = f"deployment type {name.why if isinstance(name, Unknown) else readable(str(name))}"
    return Place(kind="process", where=processed(name, home), address=deployment.address, origin=deployment.origin, why=why)


def processed(sku: Fact[str | None], home: Fact[str | None]) -> Fact[str]:
    """Where a deployment type processes what it is sent."""
    if isinstance(sku, Unknown) or is_symbolic(sku):
        return Unknown("the deployment type is not known")
    kind = str(sku).casefold()
    if kind.startswith(("global", "developer")):
        return "global"
    if isinstance(home, Unknown):
        return home
    return _zone(home) if kind.startswith("datazone") else home or Unknown("the account's region is not stated")


def _zone(home: str | None) -> Fact[str]:
    land = country(home) if home else None
    if land == "US":
        return "zone:us"
    return "zone:eu" if land in EU else Unknown(f"the data zone of `{home}` is not known")


def communication(book: Book) -> Iterator[DataStore]:
    """Communication Services: calls and messages, kept inside a data boundary that is no region."""
    for d in book.of(*COMMUNICATION):
        boundary = text(d.attrs.get("data_location"), "United States")
        where: Fact[str] = boundary if isinstance(boundary, Unknown) else f"geo:{boundary}"
        yield DataStore(
            **head(book, d),
            kind="recording",
            seal=seal(book, d, None, "customer key (the service knows none)"),
            local_keys=True,
            places=(
                Place(kind="rest", where=where, address=d.address, origin=d.lines.get("data_location", d.origin), why="data_location"),
            ),
            purpose="communication",
        )


def health(book: Book) -> Iterator[DataStore]:
    """Azure Health Data Services: FHIR and DICOM services, and the older API for FHIR."""
    for kind, (purpose, key) in HEALTH.items():
        for d in book.of(kind):
            yield _health(book, d, purpose, key)


def _health(book: Book, d: Declared, purpose: str, key: str) -> DataStore:
    workspace = owner(book, d.attrs.get("workspace_id"), "azurerm_healthcare_workspace")
    fields: dict[str, Any] = head(book, d, parent=workspace)
    return DataStore(
        **fields,
        kind="health-data",
        seal=keyed(book, d, key),
        transport=transport(d, True, "the service takes TLS 1.2 and newer only"),
        gate=ruled_gate(book, d, "network_acls", public_switch(d.attrs.get("public_network_access_enabled"))),
        purpose=purpose,
        extra={"workspace": workspace},
    )


def indexers(book: Book) -> Iterator[DataStore]:
    """Video Indexer accounts, which read recordings out of a storage account."""
    for d in book.of(INDEXER):
        source = owner(book, block(d.attrs, "storage").get("storage_account_id"), "azurerm_storage_account")
        yield DataStore(
            **head(book, d),
            kind="recording",
            seal=seal(book, d, None, "customer key (the service knows none)"),
            gate=ruled_gate(book, d, "network_acls", public_switch(d.attrs.get("public_network_access"))),
            copy_of=(source,) if source else (),
            purpose="video-indexer",
        )
