# SPDX-License-Identifier: Apache-2.0
"""Every CloudFormation type that is understood, in plain sight: how it is said in the provider's words, by service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from intramuros.sources.cloudformation.item import As
from intramuros.sources.cloudformation.tables import compute, databases, edges, identity, keys, network, records, storage, workloads
from intramuros.sources.cloudformation.tables.ignored import IGNORED

TABLE: Final[Mapping[str, As]] = {
    **storage.TABLE,
    **keys.TABLE,
    **identity.TABLE,
    **network.TABLE,
    **compute.TABLE,
    **edges.TABLE,
    **databases.TABLE,
    **records.TABLE,
    **workloads.TABLE,
}
"""CloudFormation type → its translation."""

__all__ = ["IGNORED", "TABLE"]
