# SPDX-License-Identifier: Apache-2.0
"""The document of the JSON contract, as JSON."""

from __future__ import annotations

import msgspec

from intramuros.reports.contract import ReviewOut


def render(made: ReviewOut) -> str:
    """The document as indented JSON text with a closing newline."""
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"
