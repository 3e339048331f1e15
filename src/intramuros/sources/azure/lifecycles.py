# SPDX-License-Identifier: Apache-2.0
"""How long a storage account keeps what diagnostic settings write to it: its lifecycle rules.

learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview; records go to containers `insights-logs-…`.
"""

from __future__ import annotations

from typing import Any

from intramuros.estate.values import Fact
from intramuros.sources.attributes import block, blocks, number, switch
from intramuros.sources.azure.common import children
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared


def kept_days(book: Book, account: Declared) -> Fact[int | None]:
    """Days after which a lifecycle rule deletes an account's blobs; None where none does."""
    found: list[int] = []
    for policy in children(book, "azurerm_storage_management_policy", "storage_account_id", account):
        for rule in blocks(policy.attrs, "rule"):
            if switch(rule.get("enabled"), True) is not False and _covers_logs(rule):
                found += _deletions(rule)
    return min(found, default=None)


def _covers_logs(rule: dict[str, Any]) -> bool:
    """Diagnostic settings write to containers `insights-logs-…`."""
    prefixes = block(rule, "filters").get("prefix_match")
    return not isinstance(prefixes, list) or not prefixes or any(str(p).startswith("insights-") for p in prefixes)


def _deletions(rule: dict[str, Any]) -> list[int]:
    base = block(rule, "actions", "base_blob")
    stated = [number(v) for k, v in base.items() if k.startswith("delete_after_days")]
    return [n for n in stated if isinstance(n, int)]
