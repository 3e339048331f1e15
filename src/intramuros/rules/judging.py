# SPDX-License-Identifier: Apache-2.0
"""Building findings: the few lines every judge would otherwise repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from intramuros.estate.bounds import DataClass
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, known, readable
from intramuros.estate.verdict import Verdict
from intramuros.finding import Finding, Severity
from intramuros.rules.rule import Case

_PART: Final = lazy(r'#[^"\]]*$')
"""A part that a lowering made of one declared resource (`azurerm_container_app.a#ingress`); an engineer edits the resource."""


class Bench:
    """One rule's seat: makes findings about one case."""

    def __init__(self, rule: str, case: Case, severity: Severity) -> None:
        self._rule = rule
        self._case = case
        self._severity = severity

    def fails(self, about: Resource, message: str, **more: object) -> Finding:
        """A counterexample. `more`: at (address charged), path, data, severity, subject."""
        return self._made(Verdict.FAILS, about, message, more)

    def holds(self, about: Resource, message: str, **more: object) -> Finding:
        """A proof."""
        return self._made(Verdict.HOLDS, about, message, more)

    def open(self, about: Resource, message: str, missing: Iterable[str], **more: object) -> Finding:
        """Undecided: each missing fact in words."""
        return self._made(Verdict.UNDECIDED, about, message, {**more, "missing": tuple(dict.fromkeys(missing))})

    def decided(self, about: Resource, broken: Fact[bool], *, bad: str, good: str, **more: object) -> Finding:
        """FAILS when `broken`, HOLDS when not, UNDECIDED when that is unknown."""
        if isinstance(broken, Unknown):
            return self.open(about, f"cannot be decided: {broken.why}", (broken.why,), **more)
        return self.fails(about, bad, **more) if broken else self.holds(about, good, **more)

    def _made(self, verdict: Verdict, about: Resource, message: str, more: dict[str, object]) -> Finding:
        charged = more.get("at")
        named = charged if isinstance(charged, str) and charged else about.address
        address = _PART.sub("", named) if named in self._case.estate.by_address else named
        path = more.get("path", ())
        data = more.get("data")
        severity = more.get("severity")
        missing = more.get("missing", ())
        subject = more.get("subject", about.address if address != about.address else "")
        return Finding(
            rule=self._rule,
            verdict=verdict,
            severity=_as_severity(severity) or self._severity,
            resource=address,
            message=readable(message),
            origin=self._origin(named, about, more),
            data=_classes(data) if data is not None else self._case.data(about),
            path=_moves(path),
            missing=_texts(missing),
            subject=str(subject),
        )

    def _origin(self, address: str, about: Resource, more: dict[str, object]) -> Origin:
        given, path = more.get("origin"), more.get("path", ())
        if isinstance(given, Origin):
            return given
        found = self._case.estate.by_address.get(address)
        if found is not None:
            return found.origin
        step = next((m for m in _moves(path) if m.address == address), None)
        return step.origin if step else about.origin


def _as_severity(value: object) -> Severity | None:
    return next((s for s in ("critical", "high", "medium", "low") if s == value), None)


def _classes(value: object) -> tuple[DataClass, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _moves(value: object) -> tuple[Move, ...]:
    return tuple(m for m in value if isinstance(m, Move)) if isinstance(value, list | tuple) else ()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(readable(str(v)) for v in value) if isinstance(value, list | tuple) else ()


def spoken(fact: Fact[object]) -> str:
    """A fact for people: its value, or why it is not known."""
    return readable(str(fact)) if known(fact) else f"unknown ({fact.why})" if isinstance(fact, Unknown) else ""


def listed(names: Sequence[str], limit: int = 3) -> str:
    """A few names and how many more."""
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
