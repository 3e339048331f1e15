# SPDX-License-Identifier: Apache-2.0
"""What a rule is, and the case it is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from intramuros.estate.access import Identity, Key, RoleAssignment, Vault
from intramuros.estate.bounds import Bounds, DataClass
from intramuros.estate.graph import Estate
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.reasoning.inference import Inference
from intramuros.reasoning.reasoner import Reasoner

Family = Literal["contained", "sealed", "witnessed", "governed"]


class Case(Reasoner):
    """One estate and what the hospital declares of it, with what rules share beside the reasoning (computed once, when asked)."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        super().__init__(estate, bounds)
        self._ways: dict[str, tuple[Reach, ...]] = {}

    def ways(self, thing: DataStore | Vault | Key) -> tuple[Reach, ...]:
        """Who reaches a thing, the best way of each principal first; then, on Azure, by every other assignment that he holds."""
        if thing.address not in self._ways:
            single = self.access.azure.ways(thing) if thing.cloud != "aws" else ()
            self._ways[thing.address] = (*self.access.reaches(thing), *single)
        return self._ways[thing.address]

    @cached_property
    def worn(self) -> frozenset[str]:
        """Addresses of the identities that workloads run as."""
        names = {n for w in self.estate.all(Workload) for n in w.identities}
        return frozenset(i.address for n in names if (i := self.estate.find(n, Identity)) is not None)

    @cached_property
    def inference(self) -> Inference:
        """Which workloads serve a model, and which ways in lead to one."""
        return Inference(self.estate, self.bounds)

    @cached_property
    def stores(self) -> tuple[DataStore, ...]:
        """Every protected store, in reading order."""
        return tuple(s for s in self.estate.all(DataStore) if self.data(s))

    @cached_property
    def granting(self) -> dict[str, str]:
        """Address of each Azure role assignment and delegation → the resource an engineer would edit (a delegation's definition)."""
        assigned = self.estate.all(RoleAssignment)
        return {name: a.delegation or a.address for a in assigned for name in (a.address, a.delegation) if name}

    def data(self, resource: Resource | str) -> tuple[DataClass, ...]:
        """The data classes of a resource; () when it is not protected."""
        return self.bounds.data(resource if isinstance(resource, str) else resource.address)

    def holds_patient_data(self, resource: Resource) -> bool:
        """Whether any class but weights is in it."""
        return any(c != "weights" for c in self.data(resource))


class Rule(Struct, frozen=True, kw_only=True):
    """One way a sovereign deployment fails, stated once for every cloud and dialect."""

    id: str
    title: str
    family: Family
    question: str
    """The question it answers about one resource."""
    why: str
    """What goes wrong in a hospital when it fails; two or three sentences."""
    fails_when: str
    holds_when: str
    patterns: tuple[str, ...]
    """Failure patterns (`P01` …) whose control ids it takes; see `frameworks.crosswalk`."""
    nearest: bool = False
    """The pattern is only the nearest one, and the docs say so."""
    judge: Callable[[Case], Iterator[Finding]]
    """Yields FAILS, HOLDS and UNDECIDED for every resource it looked at; nothing where it does not apply."""
