# SPDX-License-Identifier: Apache-2.0
"""Templates that declare what bears the same address: kept apart by the file's path before it, or told to be one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import structs

from intramuros.estate.values import OPEN, SPLIT
from intramuros.sources.arm.evaluator import in_common
from intramuros.sources.arm.later import ROOM
from intramuros.sources.declared import Declared
from intramuros.sources.nodes import Node


def apart(found: Sequence[tuple[str, list[Declared]]]) -> Iterator[Declared]:
    """What each template declares; where two declare one address differently, each stands under its file's path, in a group of its own.

    One group cannot hold both, so the group that nobody names is not the same for the two.
    """
    holders: dict[str, list[tuple[str, Declared]]] = {}
    found = [(label, _last_of_each(several)) for label, several in found]
    for label, several in found:
        for d in several:
            holders.setdefault(d.address, []).append((label, d))
    shared = {a for a, several in holders.items() if _differ(several)}
    looked_up = {a for a, several in holders.items() if any(d.mode == "managed" for _, d in several)}
    seen: set[str] = set()
    for label, several in found:
        respelled = _Respelling(label, [d.address for d in several if d.address in shared])
        for d in several:
            renamed = respelled.of(d)
            if renamed.address not in seen and not (d.mode == "data" and d.address in looked_up):
                seen.add(renamed.address)
                yield renamed


def _last_of_each(several: list[Declared]) -> list[Declared]:
    """One of each address. Of what is declared twice the last is what stands after deployment; where it may not be deployed, what both agree on."""
    if len({d.address for d in several}) == len(several):
        return several
    kept: dict[str, Declared] = {}
    for d in sorted(several, key=lambda d: d.mode == "managed"):
        before = kept.get(d.address)
        kept[d.address] = _either(before, d) if before is not None and before.mode == d.mode and d.symbolic_instance else d
    return list(kept.values())


_PLACE: Final = ("type", "name", "parent_id", "resource_id")
"""Where a resource is, which both declarations state alike but for the API version."""


def _either(one: Declared, other: Declared) -> Declared:
    why = f"which of two declarations of `{one.address}` is deployed is not known"
    attrs = {k: in_common(one.attrs.get(k), other.attrs.get(k), why) for k in {**one.attrs, **other.attrs} if k not in _PLACE}
    place = {k: other.attrs[k] for k in _PLACE if k in other.attrs}
    return structs.replace(other, attrs={**place, **attrs}, symbolic_instance=one.symbolic_instance)


def _differ(several: list[tuple[str, Declared]]) -> bool:
    managed = [d for _, d in several if d.mode == "managed"]
    return any(d.attrs != managed[0].attrs for d in managed[1:])


class _Respelling:
    """Addresses and symbols of one template, kept apart from those of others."""

    def __init__(self, label: str, addresses: Iterable[str]) -> None:
        self._room = f"{label.replace('/', ':')} {ROOM}"
        self._own = {a: f"{label}/{a}" for a in addresses}
        self._pattern = re.compile(f"{OPEN}({'|'.join(map(re.escape, (*self._own, ROOM)))}){SPLIT}") if self._own else None

    def of(self, d: Declared) -> Declared:
        """A resource as it is called beside the others."""
        if self._pattern is None:
            return d
        return structs.replace(d, address=self._own.get(d.address, d.address), attrs={k: self._value(v) for k, v in d.attrs.items()})

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._pattern.sub(self._symbol, value) if self._pattern is not None and OPEN in value else value
        if isinstance(value, Mapping):
            changed = {self._value(k): self._value(v) for k, v in value.items()}
            return value.like(changed) if isinstance(value, Node) else changed
        return [self._value(v) for v in value] if isinstance(value, list) else value

    def _symbol(self, found: re.Match[str]) -> str:
        return f"{OPEN}{self._own.get(found[1]) or self._room}{SPLIT}"
