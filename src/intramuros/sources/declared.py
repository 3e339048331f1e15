# SPDX-License-Identifier: Apache-2.0
"""A resource as its dialect declares it, evaluated, in the shape of the Terraform providers' schemas.

This is the form that every dialect brings its resources to before lowering. The providers' schemas
are the flattest and best documented spelling of both clouds' APIs, and they keep sub-resources
apart; nested forms (CloudFormation, ARM) take apart into them easily, and never the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact


class Home(Struct, frozen=True, kw_only=True):
    """What a resource's provider configuration says of where it lives."""

    account: Fact[str | None] = None
    """AWS account id (allowed_account_ids with one entry, assume_role ARN) or Azure subscription id."""
    tenant: Fact[str | None] = None
    region: Fact[str | None] = None
    default_tags: Fact[Mapping[str, Fact[str]]] = field(default_factory=dict)
    version: str = ""
    """Version constraint or locked version of the provider, e.g. `~> 4.50`; '' when not stated."""
    name: str = ""
    """Provider local name and alias, e.g. `aws.ablage`."""


class Declared(Struct, frozen=True, kw_only=True):
    """One instance of one resource (count and for_each expanded).

    Values in `attrs` are None, bool, int, float, str (maybe with symbols), list, dict or `Unknown`.
    Nested blocks are lists of dicts, also where the schema admits one (`attrs["versioning_configuration"][0]["status"]`).
    A reference to a computed attribute is the string `values.symbol(address, attribute)`.
    Attributes left unset are absent (HCL) or None (plan).
    """

    address: str
    type: str
    told: str = ""
    """The dialect's own name of the type, where it is not the provider's."""
    mode: Literal["managed", "data"] = "managed"
    attrs: dict[str, Any]
    origin: Origin
    lines: dict[str, Origin] = {}
    """Origin of each top-level attribute and block, where known."""
    home: Home = Home()
    refs: dict[str, tuple[str, ...]] = {}
    """Plan: addresses that an unknown top-level attribute refers to (`configuration…references`)."""
    symbolic_instance: bool = False
    """Stands for an unknown number of instances (count or for_each not known)."""


class Declarations(Struct, frozen=True, kw_only=True):
    """What a dialect's reader returns."""

    declared: tuple[Declared, ...]
    gaps: tuple[Gap, ...] = ()
    sources: tuple[str, ...] = ()
    """Root folders, templates, plans and states, as the user gave them."""
