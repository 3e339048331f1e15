# SPDX-License-Identifier: Apache-2.0
"""What the hospital declares, as plain values that reasoning and rules can take: what is protected, where it may be, whom it trusts."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from intramuros.estate.resource import Environment

DataClass = Literal["weights", "training-data", "transcripts", "recordings", "records", "prompts"]
DATA_CLASSES: tuple[DataClass, ...] = ("weights", "training-data", "transcripts", "recordings", "records", "prompts")


class Protected(Struct, frozen=True, kw_only=True):
    """The data classes of one resource, and how each is known."""

    data: tuple[DataClass, ...]
    why: str
    """e.g. "charter selector `aws_s3_bucket.weights`", "tag data-classification = phi", "model_data_url of aws_sagemaker_model.m"."""


class Placement(Struct, frozen=True, kw_only=True):
    """The environment of one resource, and how it is known."""

    level: Environment
    name: str = ""
    """The charter's own name of it; '' when unassigned."""
    why: str = ""


class Grant(Struct, frozen=True, kw_only=True):
    """Who is meant to reach what (`grants` of the charter)."""

    principal: str
    data: tuple[DataClass, ...] = ()
    resources: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


class Bounds(Struct, frozen=True, kw_only=True):
    """Everything the charter says about one estate, resolved against it."""

    protected: Mapping[str, Protected] = field(default_factory=dict)
    """Per address of a store, disk, workload or endpoint; absent = not protected."""
    placements: Mapping[str, Placement] = field(default_factory=dict)
    """Per address of every resource."""
    account_levels: Mapping[str, Environment] = field(default_factory=dict)
    """Per account or subscription id that the charter names."""
    regions: frozenset[str] = frozenset()
    """Approved region ids of both clouds (`eu-central-1`, `westeurope`)."""
    zones: frozenset[str] = frozenset()
    """Approved whole zones, as `Place.where` writes them: `zone:eu` when all of the EU is approved, and so on."""
    known_regions: frozenset[str] = frozenset()
    """Every region id the data knows; another id is unknown, not outside."""
    trusted_accounts: frozenset[str] = frozenset()
    """Also holds the accounts of the charter's environments and those the estate itself stands in."""
    trusted_organizations: frozenset[str] = frozenset()
    trusted_tenants: frozenset[str] = frozenset()
    trusted_networks: tuple[str, ...] = ()
    """CIDRs."""
    trusted_principals: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    egress: tuple[str, ...] = ()
    """Allowed destinations: CIDRs, service tags, prefix lists, domain names."""
    depth: Mapping[str, int] = field(default_factory=dict)
    """Per data class, how many guards must stand; absent = 1."""
    review_days: int = 90
    audit_days: int = 180
    break_glass: frozenset[str] = frozenset()
    """User principal names and object ids, case-folded."""
    classification_tags: tuple[str, ...] = ("data-classification", "DataClassification")
    today: dt.date = dt.date(1970, 1, 1)
    """The day of the review; an argument, so that pure rooms never ask a clock."""

    def level(self, address: str) -> Environment:
        """The environment level of an address; `unassigned` where the charter does not say."""
        found = self.placements.get(address)
        return found.level if found else "unassigned"

    def data(self, address: str) -> tuple[DataClass, ...]:
        """The data classes of an address; () when it is not protected."""
        found = self.protected.get(address)
        return found.data if found else ()

    def approves(self, where: str) -> bool | None:
        """Whether data may be at a region or zone; None for a region that the data does not know."""
        if where in self.regions or where.casefold() in self.zones:
            return True
        known = where in self.known_regions or where == "global" or where.startswith(("zone:", "geo:"))
        return False if known else None

    def asks_depth(self, data: tuple[DataClass, ...]) -> int:
        """How many guards the charter asks of something that holds these classes."""
        asked = [self.depth.get(c, 1) for c in data]
        return max(asked, default=1)

    def trusts_address(self, cidr: str) -> bool:
        """Whether a CIDR lies inside the charter's trusted networks."""
        try:
            net = ipaddress.ip_network(cidr, strict=False)
        except ValueError:
            return False
        homes = (ipaddress.ip_network(c, strict=False) for c in self.trusted_networks)
        return any(net.version == h.version and net.subnet_of(h) for h in homes)  # type: ignore[arg-type]  # same version
