# SPDX-License-Identifier: Apache-2.0
"""Declared AWS resources by hand, and the estate they become."""

from __future__ import annotations

from typing import Any

from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.values import symbol
from intramuros.sources.aws.catalogue import lower
from intramuros.sources.declared import Declared, Home

ACCOUNT = "402118835517"
EU = Home(account=ACCOUNT, region="eu-central-1", version="5.100.0")
US = Home(account=ACCOUNT, region="us-east-1", version="5.100.0", name="aws.us")


def res(address: str, home: Home = EU, **attrs: Any) -> Declared:
    """A managed resource; its type is the first part of its address."""
    return Declared(
        address=address, type=address.split(".", 1)[0], attrs=attrs, origin=Origin(file="main.tf", line=1, end_line=9), home=home
    )


def data(address: str, home: Home = EU, **attrs: Any) -> Declared:
    """A data source, addressed `data.<type>.<name>`."""
    kind = address.split(".")[1]
    return Declared(address=address, type=kind, mode="data", attrs=attrs, origin=Origin(file="main.tf", line=1, end_line=9), home=home)


def ref(address: str, attribute: str = "id") -> str:
    """A reference to an attribute that only the cloud knows."""
    return symbol(address, attribute)


def estate(*declared: Declared, account: str | None = None) -> Estate:
    """The estate of these declarations."""
    resources, strangers, gaps = lower(declared, default_account=account)
    assert not gaps, gaps
    return Estate(resources, not_understood=strangers)


def one(address: str, *declared: Declared) -> Any:
    """The resource at `address` of the estate of these declarations."""
    return estate(*declared).by_address[address]
