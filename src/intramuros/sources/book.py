# SPDX-License-Identifier: Apache-2.0
"""Who is meant: resolves symbols, names, ids and ARNs in attributes to the declared resource they denote."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from intramuros.estate.graph import Estate
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, pieces, readable, sole_symbol, symbols
from intramuros.sources.declared import Declared

T = TypeVar("T")
Names = Callable[[Declared], Mapping[str, str]]
"""Attribute → the string it will have in the cloud (`arn`, `id`, `name`, …); parts that only the cloud knows stay symbols."""


class Book:
    """Every declared resource of one estate, found by address, by type and by what the cloud will call it."""

    def __init__(self, declared: Sequence[Declared], names: Names) -> None:
        self._names = names
        self.declared = tuple(declared)
        self.by_address: dict[str, Declared] = {d.address: d for d in declared}
        self._named: dict[str, Mapping[str, str]] = {}

    @cached_property
    def by_type(self) -> dict[str, list[Declared]]:
        """Declared resources per type, in reading order."""
        found: dict[str, list[Declared]] = {}
        for d in self.declared:
            found.setdefault(d.type, []).append(d)
        return found

    def of(self, *types: str) -> list[Declared]:
        """Managed resources of these types."""
        return [d for t in types for d in self.by_type.get(t, ()) if d.mode == "managed"]

    def data(self, *types: str) -> list[Declared]:
        """Data sources of these types."""
        return [d for t in types for d in self.by_type.get(t, ()) if d.mode == "data"]

    def names(self, address: str) -> Mapping[str, str]:
        """What the cloud will call the resource at `address`; {} for a stranger."""
        if address not in self._named:
            declared = self.by_address.get(address)
            self._named[address] = {}  # guards against a name that refers to itself
            if declared is not None:
                self._named[address] = self._names(declared)
        return self._named[address]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for d in self.declared:
            for name in dict.fromkeys(self.names(d.address).values()):
                index.setdefault(Estate.fold(name), []).append(d.address)
        return index

    def spell(self, value: Any) -> Any:
        """`value` with every symbol replaced by the best name known, at any depth of lists and maps."""
        if isinstance(value, str):
            return "".join(self._spell_piece(p) for p in pieces(value)) if is_symbolic(value) else value
        if isinstance(value, list):
            return [self.spell(v) for v in value]
        if isinstance(value, Mapping):
            return {self.spell(k): self.spell(v) for k, v in value.items()}
        return value

    def _spell_piece(self, piece: str) -> str:
        named = sole_symbol(piece)
        return self.names(named[0]).get(named[1], piece) if named else piece

    def resolve(self, value: Any, *types: str) -> Fact[str | None]:
        """The address that `value` denotes, restricted to `types` where given.

        None for None; the spelled text itself where it names nothing in the estate (a foreign id);
        Unknown where the value is unknown.
        """
        if value is None or isinstance(value, Unknown):
            return value
        if not isinstance(value, str):
            return Unknown(f"a reference was expected, not {type(value).__name__}")
        return self._direct(value, types) or self._by_text(value, types)

    def _direct(self, value: str, types: tuple[str, ...]) -> str | None:
        named = sole_symbol(value)
        if named is None or named[0] not in self.by_address:
            return None
        return named[0] if not types or self.by_address[named[0]].type in types else None

    def _by_text(self, value: str, types: tuple[str, ...]) -> Fact[str | None]:
        spelled = str(self.spell(value))
        hits = self._by_name.get(Estate.fold(spelled), [])
        fitting = [a for a in hits if not types or self.by_address[a].type in types]
        if fitting:
            return fitting[0]
        opaque = [s for s in symbols(spelled) if s[0] not in self.by_address]
        return Unknown(f"`{readable(value)}` is not known") if opaque and sole_symbol(spelled) else spelled

    def pointing(self, types: Iterable[str], attribute: str, address: str) -> list[Declared]:
        """Managed resources of `types` whose `attribute` denotes `address` (sub-resources of a bucket, rules of a group)."""
        wanted = tuple(types)
        index = self._pointers.setdefault((wanted, attribute), {})
        if not index:
            for d in self.of(*wanted):
                target = self.resolve(d.attrs.get(attribute))
                index.setdefault(target if isinstance(target, str) else "", []).append(d)
        return index.get(address, [])

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """What is worked out from all that is declared (an index), once for each question that is asked of the whole estate."""
        if question not in self._answers:
            self._answers[question] = answer()
        found: T = self._answers[question]
        return found

    @cached_property
    def _answers(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _pointers(self) -> dict[tuple[tuple[str, ...], str], dict[str, list[Declared]]]:
        return {}


_INDEX = lazy(r"\[[^\]]*\]$")


def without_index(address: str) -> str:
    """`aws_subnet.a["x"]` → `aws_subnet.a`."""
    return _INDEX.sub("", address)
