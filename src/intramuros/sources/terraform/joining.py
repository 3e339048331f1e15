# SPDX-License-Identifier: Apache-2.0
"""Puts a plan or state and the source it was made from together, and keeps apart what belongs to different roots.

Of one resource the plan's values count; the source gives file and line, and takes the place of values that the plan
knows only after apply. Where two roots declare the same address, each gets the path of its root before it (`prod/aws_s3_bucket.b`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic, pieces, sole_symbol, symbol
from intramuros.sources.declared import Declared, Home
from intramuros.sources.terraform.filling import any_unknown
from intramuros.sources.terraform.plan import Planned

_SHA1: Final = lazy(r"[0-9a-f]{40}")
_OUTSIDE: Final = lazy(r"(?:module\.[\w-]+(?:\[[^\]]*\])?\.?)+")
"""A module that is not on disk, whose outputs are not known."""


class Part(Struct, kw_only=True, eq=False):
    """What one root module, plan or state declares."""

    label: str
    """Distinguishes it from other parts; "" for the only one."""
    declared: list[Declared]


def joined(planned: Sequence[Planned], source: Sequence[Declared]) -> list[Declared]:
    """A plan or state with the source behind it."""
    exact = {d.address: d for d in source}
    blocks: dict[str, Declared] = {}
    for d in source:
        blocks.setdefault(unkeyed(d.address), d)
    made = []
    for plan in planned:
        own = exact.get(plan.declared.address) or blocks.get(unkeyed(plan.declared.address))
        made.append(_one(plan, own) if own else plan.declared)
    return made


def newer(source: Sequence[Declared], known: frozenset[str]) -> tuple[list[Declared], list[Gap]]:
    """Resources of the source whose block the plan's configuration does not have: they came after it."""
    fresh = [d for d in source if unkeyed(d.address) not in known]
    gaps = [
        Gap(
            what=f"`{d.address}` is in the source but not in the plan or state, which is older",
            origin=d.origin,
            leaves_open="its planned values",
        )
        for d in fresh
        if d.mode == "managed"
    ]
    return fresh, gaps


def unkeyed(address: str) -> str:
    """An address without instance keys, also those of its modules: `module.a["x"].t.n[0]` → `module.a.t.n`."""
    if "[" not in address:
        return address
    out: list[str] = []
    depth, quoted, escaped = 0, False, False
    for c in address:
        if quoted:
            escaped, quoted = (False, True) if escaped else (c == "\\", c != '"')
        elif c == "[":
            depth += 1
        elif c == "]":
            depth -= 1
        elif depth and c == '"':
            quoted = True
        elif not depth:
            out.append(c)
    return "".join(out)


def _one(plan: Planned, source: Declared) -> Declared:
    attrs = dict(plan.declared.attrs)
    same = source.address == plan.declared.address
    if same and isinstance(script := source.attrs.get("user_data"), str) and _SHA1.fullmatch(str(attrs.get("user_data"))):
        attrs["user_data"] = script  # up to version 5 the AWS provider plans its SHA-1 only
    for name, mask in plan.unknown.items():
        if same and name in source.attrs:
            attrs[name] = _replaced(attrs.get(name), mask, source.attrs[name])
    return msgspec.structs.replace(
        plan.declared, attrs=attrs, origin=source.origin, lines=source.lines, home=_home(plan.declared.home, source.home)
    )


def _home(planned: Home, source: Home) -> Home:
    """The plan's home; the source's where the plan cannot tell."""
    return Home(
        account=planned.account if isinstance(planned.account, str) else source.account,
        tenant=planned.tenant if isinstance(planned.tenant, str) else source.tenant,
        region=planned.region if isinstance(planned.region, str) else source.region,
        default_tags=source.default_tags or planned.default_tags,
        version=source.version or planned.version,
        name=source.name or planned.name,
    )


def _replaced(planned: Any, mask: Any, source: Any) -> Any:
    """The source's value where the plan has none of its own; its whole list where elements cannot be matched."""
    if isinstance(source, Unknown):
        return source if planned is None else planned
    if mask is True:
        return source
    if isinstance(mask, dict) and isinstance(planned, dict) and isinstance(source, Mapping):
        marked = {k: _replaced(planned.get(k), m, source[k]) for k, m in mask.items() if any_unknown(m) and k in source}
        return {**planned, **marked}
    if isinstance(mask, list) and isinstance(planned, list) and isinstance(source, list):
        if len(planned) == len(source) == 1 and mask:
            return [_replaced(planned[0], mask[0], source[0])]
        return source
    return source if isinstance(mask, list) else planned


def distinguished(parts: Sequence[Part]) -> list[Declared]:
    """All resources; an address that several parts declare carries its part's label in each of them but the unlabelled."""
    count = Counter(address for part in parts for address in {d.address for d in part.declared})
    shared = frozenset(a for a, n in count.items() if n > 1)
    if len(parts) < 2:
        return [d for part in parts for d in part.declared]
    return [_renamed(d, part.label, shared) for part in parts for d in part.declared]


def _renamed(declared: Declared, label: str, shared: frozenset[str]) -> Declared:
    if not label:
        return declared

    def new(address: str) -> str:
        return f"{label}/{address}" if address in shared else address

    attrs = {k: _respelt(v, label, shared) for k, v in declared.attrs.items()}
    refs = {k: tuple(new(a) for a in v) for k, v in declared.refs.items()}
    return msgspec.structs.replace(declared, address=new(declared.address), attrs=attrs, refs=refs)


def _respelt(value: Any, label: str, shared: frozenset[str]) -> Any:
    """`value` with the symbols of shared addresses renamed, at any depth, and those of what each root leaves open for itself."""
    if isinstance(value, str):
        return "".join(_respelt_piece(p, label, shared) for p in pieces(value)) if is_symbolic(value) else value
    if isinstance(value, list):
        return [_respelt(v, label, shared) for v in value]
    if isinstance(value, dict):
        return {_respelt(k, label, shared): _respelt(v, label, shared) for k, v in value.items()}
    return value


def _respelt_piece(piece: str, label: str, shared: frozenset[str]) -> str:
    named = sole_symbol(piece)
    if named is None:
        return piece
    address, attribute = named
    if address == "?":  # a variable without a value, whose namesake in another root may have another
        return symbol(address, f"{attribute} in {label}")
    return symbol(f"{label}/{address}", attribute) if address in shared or _OUTSIDE.fullmatch(address) else piece
