# SPDX-License-Identifier: Apache-2.0
"""Which recorders write down the reads of a store, and which alerts watch them.

CloudTrail selectors are evaluated as PutEventSelectors documents them: a data event is recorded
when all fields of any one selector match; a field matches when one of its positive values does and
none of its negative ones. Azure writes blob reads only by a diagnostic setting on the blob service
with the category StorageRead (or a group that contains it).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from intramuros.estate.graph import Estate
from intramuros.estate.records import FieldMatch, Recorder
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, is_symbolic, negate, pieces

_BLOB_READ: Final = frozenset({"storageread", "alllogs", "audit"})
_PULL: Final = frozenset({"containerregistryrepositoryevents", "alllogs", "audit"})


class Witness(Struct, frozen=True, kw_only=True):
    """A recorder that records reads of a store, surely or perhaps."""

    recorder: Recorder
    records: Fact[bool]


def witnesses(estate: Estate, store: DataStore) -> Iterator[Witness]:
    """Every recorder that writes down reads of `store`; those that surely do not are left out."""
    for recorder in estate.all(Recorder):
        told = both(recorder.enabled, _records(recorder, store))
        if told is not False:
            yield Witness(recorder=recorder, records=told)


def _records(recorder: Recorder, store: DataStore) -> Fact[bool]:
    if recorder.kind in ("trail", "event-data-store"):
        return _trail(recorder, store) if store.cloud == "aws" else False
    if recorder.kind == "access-log":
        return recorder.target == store.address or (recorder.target if isinstance(recorder.target, Unknown) else False)
    return _diagnostic(recorder, store)


def _diagnostic(recorder: Recorder, store: DataStore) -> Fact[bool]:
    if isinstance(recorder.target, Unknown):
        return recorder.target
    if recorder.target != store.address:
        return False
    wanted = _PULL if store.kind == "registry" else _BLOB_READ
    reads = either(*(c if isinstance(c, Unknown) else c.casefold() in wanted for c in recorder.categories))
    return both(reads, _on_blobs(recorder.target_part) if store.kind == "object-store" else True)


def _on_blobs(part: Fact[str | None]) -> Fact[bool]:
    return part if isinstance(part, Unknown) else part in ("blobServices", "blobServices/default")


def _trail(recorder: Recorder, store: DataStore) -> Fact[bool]:
    in_region: Fact[bool] = True
    if recorder.everywhere is not True:
        in_region = recorder.region == store.region if isinstance(recorder.everywhere, bool) else recorder.everywhere
    event = _read_event(store)
    if event is None:
        return False
    return both(in_region, either(*(_selected(selector, event) for selector in recorder.selectors)))


def _read_event(store: DataStore) -> dict[str, str] | None:
    """What a read of the store looks like to CloudTrail."""
    arn = next((i for i in store.ids if i.startswith("arn:")), "")
    if store.kind == "registry":
        return {"eventCategory": "Management", "readOnly": "true", "eventSource": "ecr.amazonaws.com", "eventName": "BatchGetImage"}
    if store.kind != "object-store" or not arn:
        return None
    return {
        "eventCategory": "Data",
        "readOnly": "true",
        "resources.type": "AWS::S3::Object",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "resources.ARN": f"{arn}/*",
    }


def _selected(selector: tuple[FieldMatch, ...], event: dict[str, str]) -> Fact[bool]:
    return both(*(_field(match, event) for match in selector))


def _field(match: FieldMatch, event: dict[str, str]) -> Fact[bool]:
    if isinstance(match.field, Unknown):
        return match.field
    value = event.get(match.field)
    if value is None:
        return Unknown(f"`{match.field}` of the event")
    positive = [
        *(_compare(v, value, "equals") for v in match.equals),
        *(_compare(v, value, "starts") for v in match.starts_with),
        *(_compare(v, value, "ends") for v in match.ends_with),
    ]
    negative = [
        *(_compare(v, value, "equals") for v in match.not_equals),
        *(_compare(v, value, "starts") for v in match.not_starts_with),
        *(_compare(v, value, "ends") for v in match.not_ends_with),
    ]
    return both(either(*positive) if positive else True, negate(either(*negative)))


def _compare(wanted: Fact[str], value: str, how: str) -> Fact[bool]:
    """An ARN that ends in `/*` stands for all objects: a prefix below it covers only some of them."""
    if isinstance(wanted, Unknown):
        return wanted
    whole = value.removesuffix("*") if value.endswith("/*") else value
    if how == "equals":
        hit = wanted.casefold() == value.casefold() if value is whole else wanted in (whole, value)
    elif how == "starts":
        hit = whole.startswith(wanted)
    else:
        hit = value is whole and value.endswith(wanted)
    if not hit and (is_symbolic(wanted) or is_symbolic(value)) and pieces(wanted)[:1] != pieces(value)[:1]:
        return Unknown("an ARN that is known only after apply")
    return hit
