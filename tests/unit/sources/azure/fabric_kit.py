# SPDX-License-Identifier: Apache-2.0
"""Declared resources by hand, and the estate they are lowered to."""

from __future__ import annotations

from typing import Any

from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.values import symbol
from intramuros.sources.azure.catalogue import lower
from intramuros.sources.declared import Declared, Home

GROUP = {"resource_group_name": "rg", "location": "West Europe"}
FILE = "main.tf"


def declare(address: str, *, version: str = "~> 4.50", lines: dict[str, int] | None = None, **attrs: Any) -> Declared:
    """A resource `type.name`; data sources begin with `data.`."""
    mode = "data" if address.startswith("data.") else "managed"
    type_ = address.removeprefix("data.").split(".")[0]
    own = {"name": address.rsplit(".", 1)[1], **GROUP, **attrs}
    at = {k: Origin(file=FILE, line=n, end_line=n) for k, n in (lines or {}).items()}
    return Declared(
        address=address,
        type=type_,
        mode=mode,
        attrs=own,
        origin=Origin(file=FILE, line=1, end_line=9),
        lines=at,  # type: ignore[arg-type]
        home=Home(account="11111111-1111-1111-1111-111111111111", version=version),
    )


def ref(address: str, attribute: str = "id") -> str:
    """A reference to an attribute of another resource."""
    return symbol(address, attribute)


def estate(*declared: Declared) -> Estate:
    """What the declared resources are; a test that leaves a gap is a test of something else."""
    resources, _, gaps = lower(declared)
    assert not gaps, gaps
    return Estate(resources)
