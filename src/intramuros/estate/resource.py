# SPDX-License-Identifier: Apache-2.0
"""What every thing in the estate has: an address, a name, a home and a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact

Cloud = Literal["aws", "azure", "entra"]
Environment = Literal["production", "lower", "unassigned"]


class Resource(Struct, frozen=True, kw_only=True):
    """The common head of everything in the estate."""

    address: str
    """What its source calls it, e.g. `module.a.aws_s3_bucket.b["x"]`; unique in an estate."""
    type: str
    """The source's own type, e.g. `aws_s3_bucket`; for messages and remedies, never for rules."""
    cloud: Cloud
    origin: Origin
    name: Fact[str | None] = None
    """The cloud's own name (bucket name, account name, role name); None where it has none."""
    ids: tuple[str, ...] = ()
    """Every string that denotes it in the cloud (ARN, resource id, object id, principal id); may be symbolic."""
    account: Fact[str | None] = None
    """AWS account id, Azure subscription id, Entra tenant id; None where the source does not say."""
    group: Fact[str | None] = None
    """Azure resource group name; None elsewhere."""
    region: Fact[str | None] = None
    """Region id in the cloud's spelling (`eu-central-1`, `westeurope`); `global` for global services; None = no place of its own."""
    tags: Fact[Mapping[str, Fact[str]]] = field(default_factory=dict)
    """Tags with provider default tags merged in."""


class Evidence(Struct, frozen=True, kw_only=True):
    """One fact that a judgement rests on: what it says, whose it is and where it stands."""

    address: str
    says: str
    origin: Origin
