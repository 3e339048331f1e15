# SPDX-License-Identifier: Apache-2.0
"""Which KQL queries hear a download."""

from __future__ import annotations

import pytest

from intramuros.reasoning.queries import hears_reads


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("StorageBlobLogs | summarize sum(ResponseBodySize)", True),
        ("StorageBlobLogs | where OperationName == 'GetBlob'", True),
        ('StorageBlobLogs | where OperationName in ("GetBlob", "DeleteBlob")', True),
        ('StorageBlobLogs | where OperationName == "DeleteBlob"', False),
        ('StorageBlobLogs | where OperationName has "Get"', True),
        ('StorageBlobLogs | where OperationName has "Delete"', False),
        ('StorageBlobLogs | where Category == "StorageWrite"', False),
        ('StorageBlobLogs | where AccountName == "stweights" and OperationName == "GetBlob"', True),
        ('StorageBlobLogs | where AccountName == "stother"', False),
        ('StorageBlobLogs | where OperationName == "PutBlob" or OperationName == "GetBlob"', True),
        ("AzureActivity | where OperationNameValue has 'listKeys'", False),
    ],
)
def test_hears(query: str, wanted: bool) -> None:
    assert hears_reads(query, "stweights") is wanted
