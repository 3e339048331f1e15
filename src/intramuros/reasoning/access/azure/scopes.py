# SPDX-License-Identifier: Apache-2.0
"""Which scope covers what: by whole path segments, without regard to case, with management groups by their tree.

learn.microsoft.com/azure/role-based-access-control/scope-overview: a scope covers everything below it. The ids of
management groups are no textual prefix of what they hold, so their tree must be known; where it is not, neither is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from intramuros.estate.access import Account, Key
from intramuros.estate.graph import Container, Estate
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, pieces, readable, sole_symbol
from intramuros.estate.workloads import Workload

_GROUPS = ("providers", "microsoft.management", "managementgroups")


def segments(scope: str) -> tuple[str, ...]:
    """The path segments of a scope, case-folded; `()` for `/`."""
    return tuple(s for s in scope.casefold().split("/") if s)


def is_management_group(scope: str) -> bool:
    """Whether a scope names a management group."""
    return segments(scope)[:-1] == _GROUPS


def covers(scope: str, resource: str, ancestors: tuple[str, ...] | None = None) -> Fact[bool]:
    """Whether a scope covers a resource id; `ancestors` are the management groups above it, where they are known.

    Management groups hold management groups and subscriptions, and nothing else of the tenant
    (learn.microsoft.com/azure/governance/management-groups/overview).
    """
    outer, inner = segments(scope), segments(resource)
    within = _begins(outer, inner)
    if outer[:-1] != _GROUPS or within is True:
        return within
    return _above(scope, ancestors) if inner[:3] == _GROUPS or inner[:1] == ("subscriptions",) else within


def _above(scope: str, ancestors: tuple[str, ...] | None) -> Fact[bool]:
    if ancestors is None:
        return Unknown(f"whether the management group `{readable(scope)}` holds the subscription is not known")
    wanted = segments(scope)[-1:]
    return any(segments(a)[-1:] == wanted for a in ancestors)


def _begins(outer: tuple[str, ...], inner: tuple[str, ...]) -> Fact[bool]:
    if len(outer) > len(inner):
        return False
    return both(*(same_text(a, b) for a, b in zip(outer, inner, strict=False)))


def same_text(one: str, other: str) -> Fact[bool]:
    """Whether two texts are the same in the cloud, where parts of them may be symbols."""
    if one.casefold() == other.casefold():
        return True
    if not is_symbolic(one) and not is_symbolic(other):
        return False
    left, right = pieces(one.casefold()), pieces(other.casefold())
    if _same_symbols(left, right) or _ends_differ(left, right):
        return False
    return Unknown(f"whether `{readable(one)}` is `{readable(other)}` is known only after apply")


def _same_symbols(left: list[str], right: list[str]) -> bool:
    """The same symbols at the same places around other literals: `rg-a-${x}` is never `rg-b-${x}`."""
    return len(left) == len(right) and all(
        is_symbolic(a) == is_symbolic(b) and (a == b or not is_symbolic(a)) for a, b in zip(left, right, strict=True)
    )


def _ends_differ(left: list[str], right: list[str]) -> bool:
    starts = (left[0], right[0]) if left and right else ("", "")
    ends = (left[-1], right[-1]) if left and right else ("", "")
    return _clash(*starts, at_end=False) or _clash(*ends, at_end=True)


def _clash(one: str, other: str, *, at_end: bool) -> bool:
    if is_symbolic(one) or is_symbolic(other) or not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return not (long.endswith(short) if at_end else long.startswith(short))


class Cover(Struct, frozen=True, kw_only=True):
    """How a scope stands to a thing."""

    covers: Fact[bool]
    part: str | None = None
    """The scope lies inside the thing: address or id of the container, secret or table. Only data actions then count."""


class Scopes:
    """The tree of scopes of one estate."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def chain(self, thing: Resource) -> tuple[Resource, ...]:
        """The thing and what holds it: the account of a share, the server of a database, the vault of a key."""
        found: list[Resource] = [thing]
        while (above := self._parent(found[-1])) is not None and above not in found:
            found.append(above)
        return tuple(found)

    def _parent(self, thing: Resource) -> Resource | None:
        holder = thing.vault if isinstance(thing, Key) else thing.host if isinstance(thing, DataStore) else None
        if isinstance(thing, Workload) and isinstance(thing.parent, str):
            holder = thing.parent
        return self._estate.by_address.get(holder) if holder else None

    def cover(self, scope: Fact[str], scope_address: str | None, thing: Resource) -> Cover:
        """Whether an assignment's scope covers a thing of the estate, or lies inside it."""
        named = scope_address or self._address_in(scope)
        chain = self.chain(thing)
        if named and any(named == c.address for c in chain):
            return Cover(covers=True)
        if named and (part := self._inside(named, thing)):
            return Cover(covers=True, part=part)
        holder = self._estate.by_address.get(named) if named else None
        if isinstance(holder, Container | Account):
            return Cover(covers=self._held_by(holder, chain))
        if holder is not None or (named and isinstance(scope, str) and sole_symbol(scope)):
            return Cover(covers=False)
        return self._by_text(scope, chain)

    def _address_in(self, scope: Fact[str]) -> str | None:
        """The address that a scope of one symbol, or an id of the estate, denotes."""
        if isinstance(scope, Unknown):
            return None
        found = self._estate.by_address.get(scope) or self._estate.by_id.get(self._estate.fold(scope))
        if found is not None:
            return found.address
        alone = sole_symbol(scope)
        return alone[0] if alone and (alone[0] in self._estate.by_address or alone[1] in ("id", "resource_manager_id")) else None

    def _inside(self, named: str, thing: Resource) -> str | None:
        if isinstance(thing, DataStore):
            if any(named == d.address for d in thing.doors):
                return named
            found = self._estate.by_address.get(named)
            if isinstance(found, DataStore) and any(c is thing for c in self.chain(found)):
                return named
        found = self._estate.by_address.get(named)
        return named if isinstance(found, Key) and found.vault == thing.address else None

    def _held_by(self, holder: Container | Account, chain: tuple[Resource, ...]) -> Fact[bool]:
        if isinstance(holder, Account):
            return either(*(self._in_subscription(holder, c) for c in chain))
        if _is_management(holder):
            return self._under(holder, chain)
        return either(*(self._in_group(holder, c) for c in chain))

    def _in_group(self, group: Container, thing: Resource) -> Fact[bool]:
        by_id = [covers(i, j) for i in _arm(group) for j in _arm(thing)]
        if any(f is True for f in by_id):
            return True
        name = group.group if isinstance(group.group, str | Unknown) else group.name
        return both(_same(name, thing.group, "resource group"), _same(group.account, thing.account, "subscription"))

    def _in_subscription(self, holder: Account, thing: Resource) -> Fact[bool]:
        if any(covers(i, j) is True for i in _arm(holder) for j in _arm(thing)):
            return True
        return _same(holder.account, thing.account, "subscription")

    def _under(self, group: Container, chain: tuple[Resource, ...]) -> Fact[bool]:
        holders = [a for a in self._estate.all(Account) if any(self._in_subscription(a, c) is True for c in chain)]
        spelled = {group.address, *(i.casefold() for i in group.ids)}
        above = [g for a in holders for g in a.ancestors]
        if any(g in spelled or g.casefold() in spelled for g in self._climb(above)):
            return True
        if not above or any(isinstance(g, Unknown) or g not in self._estate.by_address for g in above):
            return Unknown(f"whether `{group.address}` holds the subscription is not known")
        return False

    def _climb(self, groups: list[Fact[str]]) -> Iterator[str]:
        """Each management group and those above it."""
        for named in groups:
            here, seen = named, set[str]()
            while isinstance(here, str) and here not in seen:
                seen.add(here)
                yield here
                found = self._estate.by_address.get(here)
                here = found.parent or "" if isinstance(found, Container) else ""

    def _by_text(self, scope: Fact[str], chain: tuple[Resource, ...]) -> Cover:
        if isinstance(scope, Unknown):
            return Cover(covers=scope)
        if not segments(scope):
            return Cover(covers=True)
        ids = [i for c in chain for i in _arm(c)]
        within = next((i for i in _arm(chain[0]) if len(segments(i)) < len(segments(scope)) and covers(i, scope) is True), None)
        if within is not None:
            return Cover(covers=True, part=scope)
        if is_management_group(scope):
            return Cover(covers=self._under_text(scope, chain))
        if ids:
            return Cover(covers=either(*(covers(scope, i) for i in ids)))
        return Cover(covers=_by_home(scope, chain[0]))

    def _under_text(self, scope: str, chain: tuple[Resource, ...]) -> Fact[bool]:
        holders = [a for a in self._estate.all(Account) if any(self._in_subscription(a, c) is True for c in chain)]
        above = [g for a in holders for g in self._climb(list(a.ancestors))]
        return True if any(segments(g)[-1:] == segments(scope)[-1:] for g in above) else _above(scope, None)


def _is_management(group: Container) -> bool:
    return "management_group" in group.type or "managementgroups" in group.type.casefold() or any(is_management_group(i) for i in group.ids)


def _arm(thing: Resource) -> list[str]:
    return [i for i in thing.ids if i.startswith("/")]


def _same(one: Fact[str | None], other: Fact[str | None], what: str) -> Fact[bool]:
    """Two names of a home; both unstated is the same provider's default."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return True if one == other else Unknown(f"the {what} is not known")
    if one is None or other is None:
        return True if one is other or what == "subscription" else Unknown(f"the {what} is not stated")
    return same_text(one, other)


def _by_home(scope: str, thing: Resource) -> Fact[bool]:
    """A scope against a thing whose id is not known: by its subscription and resource group alone."""
    parts = segments(scope)
    if len(parts) > 4:
        last = thing.name if isinstance(thing.name, str) else ""
        return False if last and same_text(parts[-1], last) is False else Unknown(f"whether `{readable(scope)}` is `{thing.address}`")
    facts = [_same(parts[1], thing.account, "subscription")] if len(parts) > 1 else []
    if len(parts) == 4:
        facts.append(_same(parts[3], thing.group, "resource group"))
    return both(*facts)
