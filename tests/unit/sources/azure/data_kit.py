# SPDX-License-Identifier: Apache-2.0
"""Declared resources by hand, without any attribute that is not written down, and what they are lowered to."""

from __future__ import annotations

from typing import Any, TypeVar

from intramuros.estate.graph import Estate, Gap, NotUnderstood
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import symbol
from intramuros.sources.azure.catalogue import lower
from intramuros.sources.declared import Declared, Home

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"
R = TypeVar("R", bound=Resource)


def res(address: str, *, version: str = "~> 4.50", account: str | None = SUBSCRIPTION, **attrs: Any) -> Declared:
    """A resource `type.name`; data sources begin with `data.`."""
    type_ = address.removeprefix("data.").split(".")[0]
    return Declared(
        address=address,
        type=type_,
        mode="data" if address.startswith("data.") else "managed",
        attrs=attrs,
        origin=Origin(file="main.tf", line=1, end_line=9),
        home=Home(account=account, tenant=TENANT, version=version),
    )


def ref(address: str, attribute: str = "id") -> str:
    """A reference to a computed attribute of another resource."""
    return symbol(address, attribute)


def rg(name: str = "rg", location: str = "West Europe") -> Declared:
    """A resource group under the address of its name."""
    return res(f"azurerm_resource_group.{name}", name=name, location=location)


def placed(address: str, *, location: str = "West Europe", **attrs: Any) -> Declared:
    """A resource in group `rg`, named after its address."""
    return res(address, **{"name": address.rsplit(".", 1)[1], "resource_group_name": "rg", "location": location, **attrs})


def lowered(*declared: Declared) -> tuple[Estate, list[NotUnderstood], list[Gap]]:
    """The estate, the strangers and the gaps."""
    resources, strangers, gaps = lower(declared)
    return Estate(resources), strangers, gaps


def estate(*declared: Declared) -> Estate:
    """The estate alone; a test that leaves a gap is a test of something else."""
    found, _, gaps = lowered(*declared)
    assert not gaps, gaps
    return found


def one(kind: type[R], address: str, *declared: Declared) -> R:
    """The resource at `address`."""
    found = estate(*declared).find(address, kind)
    assert found is not None, f"{address} was not lowered"
    return found
