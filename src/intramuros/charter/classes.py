# SPDX-License-Identifier: Apache-2.0
"""Which data each thing holds, and how that is known: charter, tag, link, what holds it, words in its name, in that order.

Copies inherit the class of what they copy: snapshots, replicas, backups and destinations of
replication are as precious as their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from intramuros.charter.form import Charter
from intramuros.charter.select import addressed, certain, named, tagged
from intramuros.charter.words import of_name, of_tag
from intramuros.estate.bounds import DATA_CLASSES, DataClass, Protected
from intramuros.estate.edges import Endpoint
from intramuros.estate.graph import Container, Estate
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown, is_symbolic, readable
from intramuros.estate.workloads import Workload

_HOLDERS: Final = (DataStore, Workload, Endpoint)
_BY_NAME: Final = frozenset(
    "object-store disk snapshot machine-image file-share database cache queue stream search-index health-data recording "
    "model-registry".split()
)
"""Kinds whose name may speak; registries, log stores, AI accounts and workspaces need better evidence."""
_BY_GROUP: Final = frozenset("object-store disk snapshot file-share database cache queue stream search-index health-data recording".split())

Found = dict[str, Protected]


def classify(estate: Estate, charter: Charter) -> Found:
    """The data classes of every store, workload and endpoint that holds any."""
    things = [r for r in estate.resources if isinstance(r, _HOLDERS)]
    found: Found = {}
    silent: set[str] = set()
    for thing in things:
        said = _by_charter(thing, charter) or _by_tag(thing, charter.classification_tags)
        if said is None:
            continue
        if said.data:
            found[thing.address] = said
        else:
            silent.add(thing.address)
    _link(estate, found, silent)
    _inherit(estate, found, silent)
    _by_surroundings(estate, things, charter, found, silent)
    _inherit(estate, found, silent)
    return found


def _by_charter(thing: Resource, charter: Charter) -> Protected | None:
    classes: list[DataClass] = []
    why = ""
    for entry in charter.protect:
        hit = addressed(thing, entry.resources) or named(thing, entry.names) or tagged(thing, entry.tags)
        if hit:
            classes.append(entry.data)
            why = why or f"charter selector `{hit}`"
    return Protected(data=tuple(dict.fromkeys(classes)), why=why) if classes else None


def _by_tag(thing: Resource, keys: Iterable[str]) -> Protected | None:
    """What a classification tag says; Protected with no class means "nothing to protect"."""
    if isinstance(thing.tags, Unknown):
        return None
    wanted = {k.casefold() for k in keys}
    for key, value in thing.tags.items():
        if key.casefold() in wanted and isinstance(value, str) and not is_symbolic(value):
            data = of_tag(value)
            if data is not None:
                return Protected(data=data, why=f"tag {key} = {value}")
    return None


def _link(estate: Estate, found: Found, silent: set[str]) -> None:
    """What workloads declare of the data they use: a model URL, an output bucket, a mounted container."""
    for work in estate.all(Workload):
        for use in work.uses:
            data = next((c for c in DATA_CLASSES if c == use.role), None)
            if data is None:
                continue
            store = estate.find(use.target, DataStore)
            store = _top(store, estate) if store else None
            if store and store.address not in silent:
                _add(found, store.address, data, f"{use.why or 'used'} by {work.address}")
            if use.role == "weights":
                _add(found, work.address, "weights", f"loads {use.target if isinstance(use.target, str) else 'weights'}")
    for work in estate.all(Workload):
        for address in (a for a in work.runs if isinstance(a, str)):
            for held in found[address].data if address in found else ():
                _add(found, work.address, held, f"runs {address}")


def _top(store: DataStore, estate: Estate) -> DataStore:
    host = estate.find(store.host, DataStore) if store.host and store.kind in ("object-store", "file-share") else None
    return host or store


def _inherit(estate: Estate, found: Found, silent: set[str]) -> None:
    """Copies hold what their source holds, to any number of copies of copies."""
    edges = list(_copies(estate))
    for _ in range(len(edges) + 1):
        grown = False
        for source, copy in edges:
            for data in found[source].data if source in found else ():
                if copy not in silent or source in found:
                    grown |= _add(found, copy, data, f"copy of {source}")
        if not grown:
            return


def _copies(estate: Estate) -> Iterator[tuple[str, str]]:
    for store in estate.all(DataStore):
        yield from ((source, store.address) for source in store.copy_of)
        yield from ((store.address, p.to) for p in store.places if p.to)
        if store.host and store.kind in ("object-store", "file-share"):
            yield store.host, store.address  # an access point or share shows what its account holds
    for work in estate.all(Workload):
        for volume in work.volumes:
            if isinstance(volume, str) and estate.find(volume, DataStore):
                yield volume, work.address


def _by_surroundings(estate: Estate, things: Iterable[Resource], charter: Charter, found: Found, silent: set[str]) -> None:
    groups = {c.name: said for c in estate.all(Container) if isinstance(c.name, str) and (said := _by_tag(c, charter.classification_tags))}
    for thing in things:
        if thing.address in found or thing.address in silent:
            continue
        said = _by_group(thing, groups) or _by_words(thing)
        if said and said.data:
            found[thing.address] = said


def _by_group(thing: Resource, groups: Mapping[str, Protected]) -> Protected | None:
    if not isinstance(thing, DataStore) or thing.kind not in _BY_GROUP or not isinstance(thing.group, str):
        return None
    said = groups.get(thing.group)
    return Protected(data=said.data, why=f"resource group {thing.group}: {said.why}") if said else None


def _by_words(thing: Resource) -> Protected | None:
    if isinstance(thing, Workload):
        return Protected(data=("training-data",), why="a notebook works on training data") if thing.kind == "notebook" else None
    if not isinstance(thing, DataStore):
        return None
    if thing.kind == "ai-account" and thing.purpose in ("OpenAI", "AIServices"):
        return Protected(data=("prompts",), why=f"a language model service ({thing.purpose}) is sent prompts and keeps them")
    if thing.kind == "health-data":
        return Protected(data=("records",), why="a health-data service holds patient records")
    if thing.kind == "recording":
        return Protected(data=("recordings",), why="it keeps call or meeting recordings")
    if thing.kind not in _BY_NAME:
        return None
    for name in (thing.name, *thing.contents):
        if isinstance(name, str) and (hit := of_name(certain(name, "x"))):
            return Protected(data=(hit[0],), why=f"the word “{hit[1]}” in the name {readable(name)}")
    return None


def _add(found: Found, address: str, data: DataClass, why: str) -> bool:
    before = found.get(address)
    if before and data in before.data:
        return False
    if before:
        found[address] = Protected(data=(*before.data, data), why=before.why)
    else:
        found[address] = Protected(data=(data,), why=why)
    return True
