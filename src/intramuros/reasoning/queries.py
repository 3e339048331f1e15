# SPDX-License-Identifier: Apache-2.0
"""Whether a KQL query hears downloads from a storage account: its tables and what its filters leave.

Columns of StorageBlobLogs: learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs. Only filters that plainly
name other operations, another category or another account take a download away; whatever is less plain is taken to hear it.
"""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import is_symbolic

_READ_WORDS: Final = ("storagebloblogs", "getblob", "storageread", "getobject")
_FILTER: Final = lazy(
    r"(?i)\b(OperationName|Category|AccountName)\s*(==|=~|in~?|has_any|has|contains|startswith)\s*(\([^)]{0,500}\)|\"[^\"]{0,200}\"|'[^']{0,200}')"
)
_TEXT: Final = lazy(r"[\"']([^\"']{1,200})[\"']")
_WANTED: Final = {"operationname": ("getblob", "blob"), "category": ("storageread",)}


def hears_reads(query: str, account: object) -> bool:
    """Whether rows of downloads from the account (by its name) pass the query's filters."""
    if not any(word in query.casefold() for word in _READ_WORDS):
        return False
    steps = (s for s in query.split("|") if not re.search(r"(?i)\bor\b", s))
    return all(_lets(column.casefold(), operator, values, account) for s in steps for column, operator, values in _FILTER.findall(s))


def _lets(column: str, operator: str, values: str, account: object) -> bool:
    named = [t.casefold() for t in _TEXT.findall(values)]
    if not named or any(is_symbolic(t) for t in named):
        return True
    if column != "accountname":
        wanted = _WANTED[column]
        return any(w == n if operator in ("==", "=~") else w in n or n in wanted[0] for n in named for w in wanted[:1])
    return not isinstance(account, str) or is_symbolic(account) or any(n in account.casefold() for n in named)
