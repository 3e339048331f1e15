# SPDX-License-Identifier: Apache-2.0
"""Renders a document in one of the formats, and writes files that only their owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from intramuros.errors import BadUsage
from intramuros.reports.catalogue import renderer
from intramuros.reports.contract import ReviewOut


def render(made: ReviewOut, kind: str, *, terminal: bool = False) -> str:
    """The document in one format; `terminal` asks the text report for colour and width."""
    return renderer(kind)(made, terminal)


def write(path: Path, text: str) -> None:
    """Write a report with mode 0600: it tells where the holes are.

    Raises:
        BadUsage: the file cannot be written.

    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(text)
    except OSError as error:
        raise BadUsage(f"cannot be written: {error.strerror}", where=str(path)) from error
