# SPDX-License-Identifier: Apache-2.0
"""One stack: a template with the values it is given, its conditions, and the stacks nested in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct, field

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, symbol
from intramuros.sources.cloudformation.syntax import Placed
from intramuros.sources.cloudformation.values import Value
from intramuros.sources.declared import Home

ACCOUNT_ADDRESS: Final = "AWS::AccountId"
"""The data source that stands for the account where the templates do not say it: the reader declares it, so that a default is spelled."""
MAX_STEPS: Final = 3_000_000
"""Values that the intrinsics of one stack may visit."""


class Stack(Struct, kw_only=True, eq=False, gc=True):
    """A template as it is deployed once."""

    shown: str
    """The template's file, as the user gave it."""
    prefix: str = ""
    """What stands before its logical ids: `Stack/` in a nested one."""
    label: str = ""
    """What stands before the ids that other templates use too."""
    shared: frozenset[str] = frozenset()
    root: Placed = field(default_factory=Placed)
    home: Home = Home()
    name: Value = None
    given: Mapping[str, Value] = {}
    """Values of parameters from a file or from the stack around this one."""
    allowed: Mapping[str, tuple[Value, ...]] = {}
    """Values of which a parameter without a value has one."""
    resources: Placed = field(default_factory=Placed)
    """Its resources, loops written out."""
    conditions: Placed = field(default_factory=Placed)
    outputs: Placed = field(default_factory=Placed)
    maybe: str = ""
    """Why it is not known whether the whole stack is created."""
    children: dict[str, Stack] = {}
    decided: dict[str, bool | Unknown] = {}
    assumed: dict[str, Value] = {}
    """Values that parameters are given for the time of one question."""
    busy: set[tuple[str, str]] = set()
    """What is being worked out: a reference that leads back to itself is unknown."""
    gaps: list[Gap] = []
    left: int = MAX_STEPS
    imported: Callable[[Value], Value] = lambda _: Unknown("no other stack is read")
    depth: int = 0

    def section(self, name: str) -> Placed:
        """A section of the template; empty where it has none."""
        found = self.root.get(name)
        return found if isinstance(found, Placed) else Placed()

    def address(self, logical: str) -> str:
        """The address of a resource of this stack."""
        own = f"{self.prefix}{logical}"
        return f"{self.label}/{own}" if self.label and own.split("/", 1)[0] in self.shared else own

    def origin(self, lines: tuple[int, int] | None) -> Origin:
        """A place in the template."""
        first, last = lines or (0, 0)
        return Origin(file=self.shown, line=first, end_line=last, dialect="cloudformation")

    def gap(self, what: str, lines: tuple[int, int] | None, leaves_open: str) -> None:
        """Say what could not be read."""
        self.gaps.append(Gap(what=what, origin=self.origin(lines), leaves_open=leaves_open))

    def kind(self, logical: str) -> str:
        """CloudFormation's type of a resource; '' for what is none."""
        body = self.resources.get(logical)
        found = body.get("Type") if isinstance(body, dict) else None
        return found if isinstance(found, str) else ""

    def stated(self, logical: str) -> Mapping[str, Any]:
        """A resource's properties as they are written."""
        body = self.resources.get(logical)
        found = body.get("Properties") if isinstance(body, dict) else None
        return found if isinstance(found, dict) else {}

    @property
    def region(self) -> Value:
        """The region that it is deployed to; the common symbol where nothing says it."""
        return self.home.region if isinstance(self.home.region, str) else symbol("provider.aws", "region")

    @property
    def account(self) -> Value:
        """The account that it is deployed to."""
        return self.home.account if isinstance(self.home.account, str) else symbol(ACCOUNT_ADDRESS, "account_id")
