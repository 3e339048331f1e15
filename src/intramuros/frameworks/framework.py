# SPDX-License-Identifier: Apache-2.0
"""What a framework is: its controls with their titles, and which failure pattern breaks which control."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Framework(Struct, frozen=True, kw_only=True):
    """One law or framework."""

    id: str
    title: str
    version: str
    """Edition and date of the text that the ids are taken from."""
    source: str
    controls: Mapping[str, str]
    """Control or article id → its title, in short."""
    patterns: Mapping[str, tuple[str, ...]]
    """Failure pattern (`P01` … `P15`) → ids of `controls` that it breaks."""
