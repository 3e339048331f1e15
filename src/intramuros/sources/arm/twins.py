# SPDX-License-Identifier: Apache-2.0
"""Templates that declare what bears the same address: kept apart by the file's path before it, or told to be one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import structs

from intramuros.estate.values import CLOSE, OPEN, SPLIT
from intramuros.sources.arm.evaluator import in_common
from intramuros.sources.declared import Declared


def apart(found: Sequence[tuple[str, list[Declared]]]) -> Iterator[Declared]:
    """What each template declares; where two declare one address differently, each stands under its file's path."""
    holders: dict[str, list[tuple[str, Declared]]] = {}
    for label, several in found:
        for d in _last_of_each(several):
            holders.setdefault(d.address, []).append((label, d))
    shared = {a for a, several in holders.items() if _differ(several)}
    looked_up = {a for a, several in holders.items() if any(d.mode == "managed" for _, d in several)}
    seen: set[str] = set()
    for label, several in found:
        own = {d.address: f"{label}/{d.address}" for d in several if d.address in shared}
        for d in _last_of_each(several):
            renamed = _renamed(d, own)
            if renamed.address not in seen and not (d.mode == "data" and d.address in looked_up):
                seen.add(renamed.address)
                yield renamed


def _last_of_each(several: list[Declared]) -> list[Declared]:
    """One of each address: what is declared twice in one deployment is what was deployed last, where it is deployed at all."""
    if len(Counter(d.address for d in several)) == len(several):
        return several
    found: dict[str, Declared] = {}
    for d in sorted(several, key=lambda d: d.mode == "managed"):
        before = found.get(d.address)
        found[d.address] = _either(before, d) if before and before.mode == d.mode == "managed" and d.symbolic_instance else d
    return list(found.values())


_PLACE: Final = ("type", "name", "parent_id", "resource_id")


def _either(one: Declared, other: Declared) -> Declared:
    """Two declarations of one resource of which the second may or may not be deployed: only what both say is known."""
    why = f"`{other.address}` is declared twice, and which of both is deployed is not known"
    attrs = {k: in_common(one.attrs.get(k), other.attrs.get(k), why) for k in {**one.attrs, **other.attrs} if k not in _PLACE}
    return structs.replace(other, attrs={**{k: other.attrs[k] for k in _PLACE if k in other.attrs}, **attrs})


def _differ(several: list[tuple[str, Declared]]) -> bool:
    managed = [d for _, d in several if d.mode == "managed"]
    return any(d.attrs != managed[0].attrs for d in managed[1:])


def _renamed(d: Declared, own: Mapping[str, str]) -> Declared:
    """A resource with its address, and every symbol that names one of its template, under the file's path."""
    if not own:
        return d
    pairs = {f"{OPEN}{old}{SPLIT}": f"{OPEN}{new}{SPLIT}" for old, new in own.items()}
    return structs.replace(d, address=own.get(d.address, d.address), attrs={k: _respelled(v, pairs) for k, v in d.attrs.items()})


def _respelled(value: Any, pairs: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        if CLOSE in value:
            for old, new in pairs.items():
                value = value.replace(old, new)
        return value
    if isinstance(value, Mapping):
        changed = {_respelled(k, pairs): _respelled(v, pairs) for k, v in value.items()}
        return value.like(changed) if hasattr(value, "like") else changed
    return [_respelled(v, pairs) for v in value] if isinstance(value, list) else value
