# SPDX-License-Identifier: Apache-2.0
"""What is recorded and kept: diagnostic settings, Log Analytics workspaces, classic Application Insights."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.records import FlowLog, Recorder
from intramuros.estate.stores import DataStore, Place, Seal
from intramuros.estate.values import Fact, Unknown, negate
from intramuros.sources.attributes import block, blocks, number, switch, text, unknown_in
from intramuros.sources.azure.common import address_or_id, children, first, head, looked_up, owner, region, unseen, where
from intramuros.sources.azure.observers import namespace_of, observed
from intramuros.sources.azure.recipes import keyed
from intramuros.sources.azure.seals import gate, seal, transport, unknown_seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

SETTING = "azurerm_monitor_diagnostic_setting"
WORKSPACE = "azurerm_log_analytics_workspace"
TABLE, READS = "azurerm_log_analytics_workspace_table", "storagebloblogs"
CLUSTER = "azurerm_log_analytics_cluster"
CLUSTER_KEY = "azurerm_log_analytics_cluster_customer_managed_key"
FLOWS = "azurerm_network_watcher_flow_log"
INSIGHTS = "azurerm_application_insights"


def recorders(book: Book) -> Iterator[Recorder]:
    """Diagnostic settings: whose records of which kind go where."""
    for d in book.of(SETTING):
        target, part = observed(book, d.attrs.get("target_resource_id"))
        yield Recorder(
            **head(book, d),
            kind="diagnostic",
            target=target,
            target_part=part,
            categories=tuple(_categories(d)),
            destinations=tuple(_destinations(book, d)),
        )


def _categories(d: Declared) -> Iterator[Fact[str]]:
    """Enabled log categories and groups; `log` of version 3 could be switched off, `enabled_log` cannot."""
    if missing := unknown_in(d.attrs, "enabled_log", "log"):
        yield missing
    for one in (*blocks(d.attrs, "enabled_log"), *blocks(d.attrs, "log")):
        enabled = switch(one.get("enabled"), True)
        named = text(first(one, "category", "category_group"))
        if enabled is not False and named is not None:
            yield Unknown(f"whether `{named}` is enabled in {d.address}") if isinstance(enabled, Unknown) else named


def _destinations(book: Book, d: Declared) -> Iterator[Fact[str]]:
    found = (
        address_or_id(book, d.attrs.get("log_analytics_workspace_id"), WORKSPACE),
        address_or_id(book, d.attrs.get("storage_account_id"), "azurerm_storage_account"),
        namespace_of(book, d.attrs.get("eventhub_authorization_rule_id")),
        address_or_id(book, d.attrs.get("partner_solution_id")),
    )
    yield from (f for f in found if f is not None)


def workspaces(book: Book) -> Iterator[DataStore]:
    """Log Analytics workspaces; a workspace only looked up keeps its records for a time that is not known here."""
    for d in (*book.of(WORKSPACE), *looked_up(book, WORKSPACE)):
        stated = d.attrs.get("local_authentication_disabled")
        usual = unseen(d) or True
        local = negate(switch(stated, False)) if stated is not None else switch(d.attrs.get("local_authentication_enabled"), usual)
        asked = d.attrs.get("internet_query_access_type")
        public = switch(d.attrs.get("internet_query_enabled"), usual if asked is None else asked == "Enabled")
        yield DataStore(
            **head(book, d),
            kind="log-store",
            seal=_workspace_seal(book, d),
            transport=transport(d, True, "the service takes TLS 1.2 and newer only"),
            gate=gate(book, d, public=public, opens=True),
            local_keys=local,
            places=tuple(_copies(book, d)),
            retention_days=_retention(book, d),
        )


def _retention(book: Book, d: Declared) -> Fact[int | None]:
    """Days that records of blob reads are kept: their table's own total retention, else the workspace's, else 30.

    learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure: a table's setting goes before the workspace's.
    """
    for table in children(book, TABLE, "workspace_id", d):
        if str(table.attrs.get("name")).casefold() == READS and (
            stated := first(table.attrs, "total_retention_in_days", "retention_in_days")
        ):
            return number(stated)
    unsure = Unknown(f"`{d.address}` is only looked up: its retention is not known here")
    return number(d.attrs.get("retention_in_days"), unsure if d.mode == "data" else 30)


def _workspace_seal(book: Book, d: Declared) -> Seal:
    """A workspace is sealed by the customer's key when it is linked to a dedicated cluster that has one."""
    for link in children(book, "azurerm_log_analytics_linked_service", ("workspace_id", "resource_id"), d):
        cluster = owner(book, link.attrs.get("write_access_id"), CLUSTER)
        for one in children(book, CLUSTER_KEY, "log_analytics_cluster_id", book.by_address[cluster]) if cluster else ():
            return seal(book, d, one.attrs.get("key_vault_key_id"), "key_vault_key_id", by=one)
    missing = unseen(d)
    return unknown_seal(d, "dedicated cluster", missing) if missing else seal(book, d, None, "dedicated cluster with a customer key")


def _copies(book: Book, d: Declared) -> Iterator[Place]:
    """Workspace replication to a second region."""
    copied = block(d.attrs, "replication")
    there = region(book, copied.get("location"))
    if there is not None and switch(copied.get("enabled"), True) is not False:
        yield Place(kind="replica", where=there, address=d.address, origin=where(d, "replication"), why="workspace replication")


def insights(book: Book) -> Iterator[DataStore]:
    """Application Insights of the classic kind keep their own records; those in a workspace do not."""
    for d in book.of(INSIGHTS):
        if d.attrs.get("workspace_id") is None:
            yield DataStore(
                **head(book, d),
                kind="log-store",
                seal=keyed(book, d, "customer_managed_key"),
                local_keys=negate(switch(d.attrs.get("local_authentication_disabled"), False)),
                retention_days=number(d.attrs.get("retention_in_days"), 90),
            )


def flows(book: Book) -> Iterator[FlowLog]:
    """Flow logs of networks, subnets, interfaces or (before 2025) network security groups."""
    for d in book.of(FLOWS):
        yield FlowLog(
            **head(book, d),
            target=address_or_id(book, first(d.attrs, "target_resource_id", "network_security_group_id")),
            destination=address_or_id(book, d.attrs.get("storage_account_id"), "azurerm_storage_account"),
        )
