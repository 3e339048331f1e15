# SPDX-License-Identifier: Apache-2.0
"""Functions on arrays and objects.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array, …/template-functions-object
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, Final

from intramuros.estate.values import Unknown, is_symbolic, pieces
from intramuros.sources.arm.functions import texts
from intramuros.sources.arm.later import Later, Opaque, plain
from intramuros.sources.nodes import lookup

MAX_ITEMS: Final = 10_000


def array(value: Any) -> list[Any]:
    """`array()`."""
    return value if isinstance(value, list) else [value]


def contains(holder: Any, wanted: Any) -> bool:
    """`contains()`: an item of an array, a key of an object, a part of a text."""
    if isinstance(holder, Mapping):
        return any(k.casefold() == plain(wanted).casefold() for k in holder)
    if isinstance(holder, str):
        return texts.within(holder, texts.said(wanted))
    if wanted in holder:
        return True
    if doubtful(wanted) or any(doubtful(i) for i in holder):
        raise Opaque
    return False


def doubtful(value: Any) -> bool:
    """Whether a part of a value, at any depth, is not known."""
    if isinstance(value, Mapping):
        return any(doubtful(v) for v in value.values())
    if isinstance(value, list):
        return any(doubtful(v) for v in value)
    return is_symbolic(value) or isinstance(value, Unknown | Later)


def equal(one: Any, other: Any) -> bool:
    """`equals()`: the same symbols are equal, different ones may be."""
    if one == other and type(one) is type(other):
        return not _nowhere(one)
    if isinstance(one, str) and isinstance(other, str) and (one == "" or other == ""):
        return False if _holds_text(one or other) else _undecided(one, other)
    return _undecided(one, other)


def _nowhere(value: Any) -> bool:
    if isinstance(value, Unknown):
        raise Opaque
    return False


def _holds_text(text: str) -> bool:
    return any(not is_symbolic(p) for p in pieces(text))


def _undecided(one: Any, other: Any) -> bool:
    if doubtful(one) or doubtful(other):
        raise Opaque
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def empty(value: Any) -> bool:
    """`empty()`."""
    if is_symbolic(value) and not _holds_text(value):
        raise Opaque
    return value is None or len(value) == 0


def length(value: Any) -> int:
    """`length()`."""
    return len(plain(value) if isinstance(value, str) else value)


def first(value: Any) -> Any:
    """`first()`."""
    return texts.part(value, 0, 1) if isinstance(value, str) else (value[0] if value else None)


def last(value: Any) -> Any:
    """`last()`."""
    if isinstance(value, str):
        return plain(value)[-1:]
    return value[-1] if value else None


def take(value: Any, count: int) -> Any:
    """`take()`."""
    return texts.taken(value, count) if isinstance(value, str) else value[: max(count, 0)]


def skip(value: Any, count: int) -> Any:
    """`skip()`."""
    return texts.skipped(value, count) if isinstance(value, str) else value[max(count, 0) :]


def index_of(value: Any, wanted: Any) -> int:
    """`indexOf()`."""
    if isinstance(value, str):
        return texts.index_of(value, wanted)
    if wanted not in value and (doubtful(value) or doubtful(wanted)):
        raise Opaque
    return value.index(wanted) if wanted in value else -1


def last_index_of(value: Any, wanted: Any) -> int:
    """`lastIndexOf()`."""
    if isinstance(value, str):
        return texts.last_index_of(value, wanted)
    if doubtful(value) or doubtful(wanted):
        raise Opaque
    return len(value) - 1 - value[::-1].index(wanted) if wanted in value else -1


def join(values: Any, mark: Any) -> str:
    """`join()`."""
    said = [texts.said(v) for v in values]
    texts.bounded(sum(map(len, said)) + len(mark) * len(said))
    return str(mark).join(said)


def flatten(values: Any) -> list[Any]:
    """`flatten()`."""
    if sum(map(len, values)) > MAX_ITEMS:
        raise ValueError("an array is too long")
    return list(chain.from_iterable(values))


def items(value: Any) -> list[Any]:
    """`items()`: sorted by key."""
    return [{"key": k, "value": value[k]} for k in sorted(value, key=str.casefold)]


def keys(value: Any) -> list[str]:
    """`objectKeys()`."""
    return sorted(value, key=str.casefold)


def count_up(start: int, count: int) -> list[int]:
    """`range()`."""
    if not 0 <= count <= MAX_ITEMS:
        raise ValueError("a range is too long")
    return list(range(start, start + count))


def union(*values: Any) -> Any:
    """`union()`: objects are merged at every depth, the last word counts; items of arrays stand once."""
    if isinstance(values[0], list):
        flatten(values)
        out: list[Any] = []
        for item in chain.from_iterable(values):
            if item not in out:
                out.append(item)
        return out
    merged: Mapping[str, Any] = values[0]
    for value in values[1:]:
        merged = _merged(merged, value)
    return merged


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    out = dict(one)
    named = {k.casefold(): k for k in out}
    for key, value in other.items():
        own = named.setdefault(key.casefold(), key)
        both = isinstance(out.get(own), Mapping) and isinstance(value, Mapping)
        out[own] = _merged(out[own], value) if both else value
    return like(one, out)


def like(node: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values with the marks of the object that they were made from."""
    return node.like(values) if hasattr(node, "like") else values


def shallow_merge(values: Any) -> Mapping[str, Any]:
    """`shallowMerge()`."""
    return {k: v for one in values for k, v in one.items()}


def intersection(*values: Any) -> Any:
    """`intersection()`."""
    if doubtful(list(values)):
        raise Opaque
    head, *rest = values
    if isinstance(head, list):
        return [i for i in head if all(i in other for other in rest)]
    return {k: v for k, v in head.items() if all(lookup(other, k) == v for other in rest)}


def create_object(*args: Any) -> dict[str, Any]:
    """`createObject()`."""
    return {plain_key(args[i]): args[i + 1] for i in range(0, len(args) - 1, 2)}


def plain_key(value: Any) -> str:
    """A key; a symbol may be one."""
    if not isinstance(value, str):
        raise Opaque
    return value


def largest(*values: Any) -> Any:
    """`max()`."""
    return max(values[0] if isinstance(values[0], list) else values)


def smallest(*values: Any) -> Any:
    """`min()`."""
    return min(values[0] if isinstance(values[0], list) else values)


def parse_cidr(text: Any) -> dict[str, Any]:
    """`parseCidr()`."""
    net = ipaddress.ip_network(plain(text), strict=False)
    usable = net.num_addresses > 2
    return {
        "network": str(net.network_address),
        "netmask": str(net.netmask),
        "broadcast": str(net.broadcast_address),
        "firstUsable": str(net[1] if usable else net[0]),
        "lastUsable": str(net[-2] if usable else net[-1]),
        "cidr": net.prefixlen,
    }


def cidr_subnet(text: Any, size: int, index: int) -> str:
    """`cidrSubnet()`."""
    net = ipaddress.ip_network(plain(text), strict=False)
    if not net.prefixlen <= size <= net.max_prefixlen or not 0 <= index < 1 << (size - net.prefixlen):
        raise ValueError("no such part of the network")
    start = int(net.network_address) + (index << (net.max_prefixlen - size))
    return f"{ipaddress.ip_address(start) if net.version == 4 else ipaddress.IPv6Address(start)}/{size}"


def cidr_host(text: Any, index: int) -> str:
    """`cidrHost()`: the first usable address is number 0."""
    return str(ipaddress.ip_network(plain(text), strict=False)[index + 1])


COLLECTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "array": array,
    "cidrhost": cidr_host,
    "cidrsubnet": cidr_subnet,
    "contains": contains,
    "createarray": lambda *args: list(args),
    "createobject": create_object,
    "empty": empty,
    "equals": equal,
    "first": first,
    "flatten": flatten,
    "indexof": index_of,
    "intersection": intersection,
    "items": items,
    "join": join,
    "json": texts.from_json,
    "base64tojson": lambda text: texts.from_json(texts.from_base64(text)),
    "last": last,
    "lastindexof": last_index_of,
    "length": length,
    "max": largest,
    "min": smallest,
    "objectkeys": keys,
    "parsecidr": parse_cidr,
    "range": count_up,
    "shallowmerge": shallow_merge,
    "skip": skip,
    "split": texts.split,
    "startswith": texts.starts,
    "endswith": texts.ends,
    "take": take,
    "union": union,
}
