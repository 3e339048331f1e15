# SPDX-License-Identifier: Apache-2.0
"""Where a fact was read."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Dialect = Literal["terraform", "plan", "state", "cloudformation", "arm", "bicep", "kubernetes", "dockerfile", "compose", "graph", "live"]


class Origin(Struct, frozen=True, kw_only=True, gc=False):
    """A place in what was read; lines count from 1, 0 where the dialect has none (a plan)."""

    file: str
    """Path as the user gave it, joined with the path below it; POSIX slashes."""
    line: int = 0
    end_line: int = 0
    dialect: Dialect = "terraform"
