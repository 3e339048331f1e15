# SPDX-License-Identifier: Apache-2.0
"""Reading without the cycle collector: it would go through millions of values again and again, and none of them is a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Holds the collector back while something is read; in a reader within a reader it stays back until the outer one ends."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
