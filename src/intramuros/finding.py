# SPDX-License-Identifier: Apache-2.0
"""One judgement about one thing: the verdict, the reasons, the controls it touches."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from msgspec import Struct

from intramuros.estate.bounds import DataClass
from intramuros.estate.moves import Move, Wall
from intramuros.estate.origin import Origin
from intramuros.estate.verdict import Verdict

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")


class Remedy(Struct, frozen=True, kw_only=True):
    """What to change, in a sentence, and the engineering hours it costs (estimate)."""

    summary: str
    hours: float


class Finding(Struct, frozen=True, kw_only=True):
    """One answer of one rule about one resource."""

    rule: str
    verdict: Verdict
    severity: Severity
    resource: str
    """Address of the resource an engineer would edit."""
    message: str
    """Who can do what and why, in one or two sentences, naming addresses."""
    origin: Origin
    data: tuple[DataClass, ...] = ()
    path: tuple[Move, ...] = ()
    missing: tuple[str, ...] = ()
    """For UNDECIDED: each missing fact in words."""
    remedy: Remedy | None = None
    subject: str = ""
    """The protected asset judged, where it is another resource than `resource`."""

    @property
    def identity(self) -> str:
        """The same tomorrow: rule, resource and subject, not line numbers or wording (hex, 16 characters)."""
        return sha256("\0".join((self.rule, self.resource, self.subject)).encode()).hexdigest()[:16]


class Asset(Struct, frozen=True, kw_only=True):
    """A protected thing and its walls."""

    resource: str
    data: tuple[DataClass, ...]
    why: str
    origin: Origin
    environment: str = "unassigned"
    region: str | None = None
    walls: tuple[Wall, ...] = ()


Mappings = Mapping[str, tuple[str, ...]]
"""Framework id to control ids."""
