# SPDX-License-Identifier: Apache-2.0
"""Where each cloud region lies, and which Azure regions are pairs: dated data, with its source in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(files("intramuros.estate").joinpath("regions.json").read_text("utf-8"))
    return loaded


def country(region: str) -> str | None:
    """The country (ISO 3166-1 alpha-2) in which a region of either cloud lies; None for one the data does not know."""
    found: str | None = _data()["aws"].get(region) or _data()["azure"].get(region)
    return found


def regions() -> frozenset[str]:
    """Every region id of both clouds that the data knows."""
    return frozenset(_data()["aws"]) | frozenset(_data()["azure"])


def regions_in(countries: frozenset[str]) -> frozenset[str]:
    """Every region that lies in one of `countries`."""
    return frozenset(r for cloud in ("aws", "azure") for r, c in _data()[cloud].items() if c in countries)


def azure_pair(region: str) -> str | None:
    """The region that geo-redundant Azure services copy to; None where the region has no pair."""
    found: str | None = _data()["azure_pairs"].get(region)
    return found


def normal_azure(region: str) -> str:
    """`West Europe` → `westeurope` (Azure takes both spellings)."""
    return region.replace(" ", "").casefold()
