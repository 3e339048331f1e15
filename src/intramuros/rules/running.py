# SPDX-License-Identifier: Apache-2.0
"""What a workload reads by the identities that it runs as: a workload that loads weights is known by the data it reads."""

from __future__ import annotations

from intramuros.estate.access import Identity
from intramuros.estate.bounds import DataClass
from intramuros.estate.workloads import Workload
from intramuros.rules.rule import Case

_READING = frozenset({"read", "keys"})


def readers_of(case: Case, classes: frozenset[DataClass]) -> frozenset[str]:
    """The principals that surely read a store with some of these classes."""
    stores = [s for s in case.stores if classes & frozenset(case.data(s))]
    return frozenset(r.principal for s in stores for r in case.ways(s) if r.open is True and not r.latent and r.powers & _READING)


def runs_as(case: Case, work: Workload) -> frozenset[str]:
    """Addresses of the identities that a workload or what it deploys runs as, and of itself, which may read by a key in its settings."""
    deployed = (w for named in work.runs if (w := case.estate.find(named, Workload)))
    found = (i.address for one in (work, *deployed) for named in one.identities if (i := case.estate.find(named, Identity)))
    return frozenset((work.address, *found))
