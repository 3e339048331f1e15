# SPDX-License-Identifier: Apache-2.0
"""Progress on standard error: one line that changes on a terminal, nothing when piped."""

from __future__ import annotations

import sys
from types import TracebackType


class Progress:
    """Called with what is being done; shows it while it takes long."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._shown = sys.stderr.isatty() and not quiet
        self._count = 0

    def __enter__(self) -> Progress:
        return self

    def __call__(self, doing: str) -> None:
        """Say what is being done now."""
        self._count += 1
        if self._shown:
            bar = "█" * min(20, self._count) + "░" * max(0, 20 - self._count)
            sys.stderr.write(f"\r\x1b[K{bar} {doing[:60]}")
            sys.stderr.flush()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
