# SPDX-License-Identifier: Apache-2.0
"""What an expression sees of a resource or module: looked into on demand, so that nothing is evaluated that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from intramuros.estate.values import is_symbolic, symbol
from intramuros.sources.terraform.values import NotKnown, Value


class Referable(Protocol):
    """A resource instance or module instance, as references see it."""

    @property
    def address(self) -> str:
        """Its address."""

    def reference(self, name: str) -> Value:
        """The value of one attribute or output; raises KeyError where there can be none."""

    def names(self) -> tuple[str, ...]:
        """The attributes or outputs that the source writes down."""


class View(Mapping[str, Any]):
    """A resource or module instance: names that are configured give their value, others a symbol or KeyError."""

    __slots__ = ("of",)

    def __init__(self, of: Referable) -> None:
        self.of = of

    def __getitem__(self, name: str) -> Value:
        return self.of.reference(str(name))

    def __contains__(self, name: object) -> bool:
        return name in self.of.names()

    def __iter__(self) -> Iterator[str]:
        return iter(self.of.names())

    def __len__(self) -> int:
        return len(self.of.names())


class BlockView(Mapping[str, Any]):
    """A nested block of a resource: what it leaves unset is computed (`identity.0.principal_id`)."""

    __slots__ = ("address", "path", "values_set")

    def __init__(self, values_set: Mapping[str, Any], address: str, path: str) -> None:
        self.values_set = values_set
        self.address = address
        self.path = path

    def __getitem__(self, name: str) -> Value:
        if self.values_set.get(name) is None:
            return symbol(self.address, f"{self.path}.{name}")
        return self.values_set[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_set)

    def __len__(self) -> int:
        return len(self.values_set)


class AnyInstance(list[Any], Mapping[str, Any]):  # a list to a splat, a map to an index; neither can be listed
    """The instances of a block of which it is not known how many there are.

    Indexing by a key that is not known either gives the one symbolic instance, so that `aws_s3_bucket.b[each.key]` in a
    resource over the same unknown collection still names the bucket; whatever counts or lists them is not known.
    """

    def __init__(self, instance: View, why: str) -> None:
        super().__init__()
        self.instance = instance
        self.why = why

    def __getitem__(self, key: Any) -> Value:
        if is_symbolic(key):
            return self.instance
        raise NotKnown(self.why)

    def __contains__(self, key: object) -> bool:
        return is_symbolic(key)

    def __iter__(self) -> Iterator[Any]:
        raise NotKnown(self.why)

    def __len__(self) -> int:
        raise NotKnown(self.why)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        raise NotKnown(self.why)

    __hash__ = None  # type: ignore[assignment]  # as for every list
