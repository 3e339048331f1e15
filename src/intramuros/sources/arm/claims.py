# SPDX-License-Identifier: Apache-2.0
"""What tells a template, a parameter file and a what-if answer from any other JSON."""

from __future__ import annotations

import re
from typing import Final, Literal

from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document

Role = Literal["template", "parameters", "what-if"]
_SCHEMA: Final = lazy(
    r'"\$schema"\s*:\s*"[^"\s]*/(?:(?:subscription|managementGroup|tenant)?(deploymentTemplate)|(?:subscription|managementGroup|tenant)?(deploymentParameters))\.json#?"',
    re.IGNORECASE,
)
_CHANGES: Final = lazy(r'"changes"\s*:\s*\[')
_CHANGE: Final = lazy(r'"changeType"\s*:\s*"')
_HEAD: Final = 20_000


def role(text: str) -> Role | None:
    """What a text is to Azure Resource Manager; None where it is nothing."""
    found = _SCHEMA.search(text, 0, _HEAD) or _SCHEMA.search(text, max(0, len(text) - _HEAD))
    if found:
        return "template" if found[1] else "parameters"
    return "what-if" if _CHANGE.search(text) and _CHANGES.search(text) and '"resourceId"' in text else None


def claims(document: Document) -> bool:
    """Whether a file is one of Azure Resource Manager's."""
    return role(document.text) is not None
