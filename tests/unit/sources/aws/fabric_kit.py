# SPDX-License-Identifier: Apache-2.0
"""Declared AWS resources by hand, and the estate they are lowered to."""

from __future__ import annotations

from typing import Any

from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.values import symbol
from intramuros.sources.aws.catalogue import lower
from intramuros.sources.declared import Declared, Home

FILE = "main.tf"
ACCOUNT = "111111111111"


def declare(
    address: str,
    *,
    lines: dict[str, int] | None = None,
    at: str = "eu-central-1",
    refs: dict[str, tuple[str, ...]] | None = None,
    **attrs: Any,
) -> Declared:
    """A resource `type.name`; data sources begin with `data.`."""
    mode = "data" if address.startswith("data.") else "managed"
    own = {k: Origin(file=FILE, line=n, end_line=n) for k, n in (lines or {}).items()}
    dialect = "plan" if refs is not None else "terraform"
    return Declared(
        address=address,
        type=address.removeprefix("data.").split(".")[0],
        mode=mode,  # type: ignore[arg-type]
        attrs=attrs,
        origin=Origin(file=FILE, line=1, end_line=9, dialect=dialect),  # type: ignore[arg-type]
        lines=own,
        home=Home(account=ACCOUNT, region=at),
        refs=refs or {},
    )


def ref(address: str, attribute: str = "id") -> str:
    """A reference to an attribute of another resource."""
    return symbol(address, attribute)


def estate(*declared: Declared) -> Estate:
    """What the declared resources are; a test that leaves a gap is a test of something else."""
    resources, strangers, gaps = lower(declared)
    assert not gaps, gaps
    assert not strangers, strangers
    return Estate(resources)


def one(found: Estate, address: str, kind: type[Any]) -> Any:
    """The resource at an address, which must be there and of that kind."""
    thing = found.find(address, kind)
    assert thing is not None, sorted(found.by_address)
    return thing


VPC = declare("aws_vpc.v", cidr_block="10.0.0.0/16")
SUBNET = declare("aws_subnet.s", vpc_id=ref("aws_vpc.v"), cidr_block="10.0.1.0/24")
