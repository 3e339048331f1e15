# SPDX-License-Identifier: Apache-2.0
"""POSIX access lists of hierarchical storage: asked where no role grants, as the access check of the service asks them.

learn.microsoft.com/azure/storage/blobs/data-lake-storage-access-control, "How permissions are evaluated": the owner's entry, else
the caller's own, else those of all his groups together, else `other`; the first that fits decides, also where it gives too little.
The mask limits all but the owner. Reaching a directory asks `x` on every one above it and on itself; files carry entries of their
own, which they take from the `default` ones when they are made, so these say who reads what comes, and nothing says who reads the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from intramuros.estate.lake import AclEntry, Directory
from intramuros.estate.moves import Move
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate, readable
from intramuros.reasoning.access.azure.evaluate import Caller
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.azure.ways import MANAGE, READ, WRITE
from intramuros.reasoning.access.reach import Power, Reach

SUPERUSER = "$superuser"
_LETTERS = {"r": 0, "w": 1, "x": 2}


class Standing(Struct, frozen=True):
    """How a caller stands to one list."""

    names: frozenset[str]
    """Itself."""
    groups: frozenset[str]
    """Every group that it is in."""


def named(store: DataStore, principals: Principals) -> tuple[str, ...]:
    """Everyone whom a list names, members of groups among them; all of the tenant where `other` is given anything."""
    found: list[str] = []
    for directory in store.directories:
        listed = directory.entries if isinstance(directory.entries, tuple) else ()
        for said in (directory.owner, directory.group, *(e.principal for e in listed)):
            name = principals.named(said) if isinstance(said, str) and said != SUPERUSER else None
            found += (name, *principals.members(name)) if name else ()
        if any(e.kind == "other" and e.permissions not in ("---", "") for e in listed):
            found += principals.everybody
    return tuple(dict.fromkeys(found))


def standing(name: str, principals: Principals) -> Standing:
    """A caller with the groups that it is in."""
    chains = principals.groups_of.get(name, ())
    return Standing(frozenset((name,)), frozenset(g for chain in chains for g in chain))


def reaches(store: DataStore, caller: Caller, who: Standing, principals: Principals) -> Iterator[Reach]:
    """What the lists give one caller: reading by default entries, or a directory of its own to give itself the rest."""
    if store.extra.get("hierarchical") is False:
        return
    hierarchical: Fact[bool] = store.extra.get("hierarchical", Unknown(f"whether {store.address} has a hierarchical namespace"))
    for directory in store.directories:
        above, gap = _above(store, directory)
        enters = both(hierarchical, gap, *(allows(d, "x", "access", who, principals) for d in (*above, directory)))
        for fact, powers, says in _ways(directory, who, principals):
            opened = both(enters, fact)
            if opened is not False:
                yield _reach(store, directory, caller, both(opened, negate(caller.gating.out)), powers, says)


def _ways(directory: Directory, who: Standing, principals: Principals) -> Iterator[tuple[Fact[bool], frozenset[Power], str]]:
    made = allows(directory, "r", "default", who, principals)
    where = _where(directory)
    if made is not False:
        writes = allows(directory, "w", "default", who, principals)
        yield made, READ | WRITE if writes is True else READ, f"is given to read what is made in {where}"
    elif allows(directory, "r", "access", who, principals) is not False:
        unsure = Unknown(f"whether the files in {where} carry an entry for {', '.join(sorted(who.names))}")
        yield unsure, READ, f"may list {where}"
    owner = _is(directory.owner, who.names, principals)
    if owner is not False:
        yield owner, READ | WRITE | MANAGE, f"owns {where} and may give itself the rest"


def _where(directory: Directory) -> str:
    return f"{directory.container}/{readable(directory.path) if isinstance(directory.path, str) else '?'}"


def _above(store: DataStore, directory: Directory) -> tuple[list[Directory], Fact[bool]]:
    """The directories from a container's root down to one, and whether each of them is declared at all."""
    same = [d for d in store.directories if d.container == directory.container and d is not directory]
    unsure = Unknown(f"who may pass the directories above {_where(directory)}, which are not declared")
    if not isinstance(directory.path, str):
        return same, unsure
    parts = directory.path.split("/") if directory.path else []
    wanted = {"/".join(parts[:n]) for n in range(len(parts))}
    found = [d for d in same if d.path in wanted]
    return found, True if len({d.path for d in found}) == len(wanted) else unsure


def allows(directory: Directory, letter: str, scope: str, who: Standing, principals: Principals) -> Fact[bool]:
    """Whether one list gives a caller a letter (`r`, `w`, `x`): the first kind of entry that fits decides."""
    if isinstance(directory.entries, Unknown):
        return directory.entries
    entries = [e for e in directory.entries if e.scope == scope]
    owner = _is(directory.owner, who.names, principals)
    own = _given([e for e in entries if e.kind == "user" and e.principal is None], letter)
    rest = _by_name(entries, directory, letter, who, principals)
    if owner is True:
        return own
    return rest if owner is False or own == rest else Unknown(f"who owns {_where(directory)}")


def _by_name(entries: list[AclEntry], directory: Directory, letter: str, who: Standing, principals: Principals) -> Fact[bool]:
    mask = [e for e in entries if e.kind == "mask"]
    masked = _given(mask, letter) if mask else True
    mine = [(e, _is(e.principal, who.names, principals)) for e in entries if e.kind == "user" and e.principal is not None]
    certain = [e for e, fact in mine if fact is True]
    if certain:
        return both(masked, _given(certain, letter))
    groups = [(e, _is(e.principal or directory.group, who.groups, principals)) for e in entries if e.kind == "group"]
    within = [e for e, fact in groups if fact is True]
    unsure = [fact for _, fact in (*mine, *groups) if isinstance(fact, Unknown)]
    found = both(masked, _given(within, letter)) if within else _others(entries, letter, masked)
    return Unknown(unsure[0].why) if unsure else found


def _others(entries: list[AclEntry], letter: str, masked: Fact[bool]) -> Fact[bool]:
    """Everybody else. The page's algorithm applies the mask to them, its text does not: where they part, nobody knows."""
    given = _given([e for e in entries if e.kind == "other"], letter)
    return given if given is False or masked is True else Unknown("whether a mask limits everybody else")


def _given(entries: Iterable[AclEntry], letter: str) -> Fact[bool]:
    return either(*(_has(e.permissions, letter) for e in entries))


def _has(permissions: Fact[str], letter: str) -> Fact[bool]:
    if isinstance(permissions, Unknown):
        return permissions
    if is_symbolic(permissions):
        return Unknown("the permissions of an access list are known only after apply")
    return permissions[_LETTERS[letter] : _LETTERS[letter] + 1] == letter


def _is(said: Fact[str | None], names: frozenset[str], principals: Principals) -> Fact[bool]:
    """Whether an entry (or owner) is one of these; an owner that is left out is whoever made the directory."""
    if said is None or said == SUPERUSER:
        return False
    if isinstance(said, Unknown):
        return said
    name = principals.named(said)
    if name in names:
        return True
    return Unknown(f"who `{readable(said)}` is, whom an access list names") if is_symbolic(said) and name == said else False


def _reach(store: DataStore, directory: Directory, caller: Caller, opened: Fact[bool], powers: frozenset[Power], says: str) -> Reach:
    move = Move(
        source=caller.name,
        target=store.address,
        kind="read",
        says=f"{says} (its access list)",
        address=directory.address,
        origin=directory.origin,
        guards=caller.gating.guards,
    )
    return Reach(
        principal=caller.name, who=caller.who, store=store.address, open=opened, powers=powers, path=(move,), gated=caller.gating.out
    )
