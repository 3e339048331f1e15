# SPDX-License-Identifier: Apache-2.0
"""Vaults of AWS Backup and of S3 Glacier, lifecycle policies of snapshots, and the copies that plans make of what their selections choose.

What a selection chooses: docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Fact, Unknown, is_symbolic, known, or_else, readable
from intramuros.sources.attributes import block, blocks
from intramuros.sources.aws.common import Parts, documents, first, head, owner, region_in, region_of, where
from intramuros.sources.aws.seals import keyed, provided
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

VAULTS: Final = ("aws_backup_vault", "aws_backup_logically_air_gapped_vault")
LIFECYCLE: Final = "aws_dlm_lifecycle_policy"
ARCHIVE: Final = "aws_glacier_vault"
_BACKED_UP: Final = frozenset({"object-store", "disk", "file-share", "database"})


def vaults(book: Book) -> Iterator[DataStore]:
    """Every backup vault; without a key of its own it uses aws/backup."""
    parts = Parts(
        book, {"aws_backup_vault_policy": "backup_vault_name", "aws_backup_vault_lock_configuration": "backup_vault_name"}, *VAULTS
    )
    for d in book.of(*VAULTS):
        key = d.attrs.get("kms_key_arn") or d.attrs.get("encryption_key_arn")
        locks = parts.of(d.address, "aws_backup_vault_lock_configuration")
        yield DataStore(
            **head(book, d),
            kind="backup",
            seal=keyed(book, d, key, "no kms_key_arn: aws/backup", at=("kms_key_arn",), provider_kms=True),
            policies=tuple(p for s in parts.of(d.address, "aws_backup_vault_policy") for p in documents(book, s, "policy")),
            locked=any(lock.attrs.get("changeable_for_days") is not None for lock in locks),
        )


def archives(book: Book) -> Iterator[DataStore]:
    """S3 Glacier vaults: their archives are encrypted with keys of AWS and no others (…/amazonglacier/latest/dev/DataEncryption.html)."""
    parts = Parts(book, {"aws_glacier_vault_lock": "vault_name"}, ARCHIVE)
    for d in book.of(ARCHIVE):
        locks = parts.of(d.address, "aws_glacier_vault_lock")
        yield DataStore(
            **head(book, d),
            kind="backup",
            seal=provided(d, "S3 Glacier takes no customer key"),
            policies=(*documents(book, d, "access_policy"), *(p for one in locks for p in documents(book, one, "policy"))),
            locked=any(one.attrs.get("complete_lock") is True for one in locks),
        )


def with_backups(book: Book, resources: Sequence[Resource]) -> list[Resource]:
    """The same resources, with the places where backup plans keep their copies."""
    selections = [(s, plan) for s in book.of("aws_backup_selection") if (plan := _plan(book, s))]
    if not selections:
        return list(resources)
    return [_moved(book, r, selections) if isinstance(r, DataStore) and not r.host else r for r in resources]


def with_lifecycle_copies(book: Book, resources: Sequence[Resource]) -> list[Resource]:
    """The same resources, with the regions into which Data Lifecycle Manager copies the snapshots of volumes that bear its tags."""
    policies = [d for d in book.of(LIFECYCLE) if d.attrs.get("state") != "DISABLED"]
    return (
        [_copied(book, r, policies) if isinstance(r, DataStore) and r.kind == "disk" else r for r in resources]
        if policies
        else list(resources)
    )


def _copied(book: Book, disk: DataStore, policies: Sequence[Declared]) -> DataStore:
    extra = [p for d in policies if _targets(book, d, disk) for p in _abroad(book, d)]
    return replace(disk, places=(*disk.places, *extra)) if extra else disk


def _targets(book: Book, policy: Declared, disk: DataStore) -> bool:
    wanted = book.spell(block(policy.attrs, "policy_details").get("target_tags"))
    return isinstance(wanted, Mapping) and any(_tagged({"key": k, "value": v}, disk) for k, v in wanted.items())


def _abroad(book: Book, policy: Declared) -> Iterator[Place]:
    """Each copy rule names a region (`target`; `target_region` in policies of images), or an outpost by its ARN."""
    for schedule in blocks(block(policy.attrs, "policy_details"), "schedule"):
        for rule in blocks(schedule, "cross_region_copy_rule"):
            to = book.spell(first(rule, "target_region", "target"))
            there = region_in(to) or (
                to if isinstance(to, str) and not is_symbolic(to) else Unknown(f"where `{policy.address}` copies snapshots")
            )
            yield Place(
                kind="backup", where=there, address=policy.address, origin=where(policy, "policy_details"), why="its snapshots are copied"
            )


def _plan(book: Book, selection: Declared) -> Declared | None:
    found = owner(book, selection.attrs.get("plan_id"), "aws_backup_plan")
    return book.by_address[found] if found else None


def _moved(book: Book, store: DataStore, selections: Sequence[tuple[Declared, Declared]]) -> DataStore:
    if store.type in VAULTS:
        return _passed_on(book, store, selections)
    return _placed(book, store, selections) if store.kind in _BACKED_UP else store


def _passed_on(book: Book, vault: DataStore, selections: Sequence[tuple[Declared, Declared]]) -> DataStore:
    """A vault, with the places to which the rules that fill it copy what it keeps."""
    plans = {plan.address: plan for _, plan in selections}
    filling = [
        (p, r) for p in plans.values() for r in blocks(p.attrs, "rule") if owner(book, r.get("target_vault_name"), *VAULTS) == vault.address
    ]
    extra = [_onward(book, plan, action) for plan, rule in filling for action in blocks(rule, "copy_action")]
    return replace(vault, places=(*vault.places, *extra)) if extra else vault


def _onward(book: Book, plan: Declared, action: Mapping[str, Any]) -> Place:
    return _at(book, plan, action.get("destination_vault_arn"), "backups are copied to", None)


def _placed(book: Book, store: DataStore, selections: Sequence[tuple[Declared, Declared]]) -> DataStore:
    chosen = [(_chooses(book, s, store), plan) for s, plan in selections]
    extra = [_perhaps(taken, p) for taken, plan in chosen if taken is not False for p in _copies(book, plan)]
    return replace(store, places=(*store.places, *extra)) if extra else store


def _perhaps(taken: Fact[bool], place: Place) -> Place:
    """A place of which it is not known whether the selection fills it: where the copy lies is not known either."""
    return replace(place, where=taken) if isinstance(taken, Unknown) else place


def _chooses(book: Book, selection: Declared, store: DataStore) -> Fact[bool]:
    """Whether a selection takes the store: by ARN pattern, by reference or by tag."""
    if any(_named(book, v, store) for v in _many(selection.attrs.get("not_resources"))):
        return False
    tags = blocks(selection.attrs, "selection_tag")
    listed = _many(selection.attrs.get("resources"))
    if any(_named(book, v, store) for v in listed):
        return _meets(selection, store)
    unread = any(isinstance(v, Unknown) for v in listed)
    return any(_tagged(t, store) for t in tags) or (
        Unknown(f"whether {selection.address} takes it: its resources are not known") if unread else False
    )


def _named(book: Book, value: Any, store: DataStore) -> bool:
    if owner(book, value) == store.address:
        return True
    pattern = book.spell(value)
    return isinstance(pattern, str) and any(fnmatch.fnmatchcase(i, pattern.replace("[", "[[]")) for i in store.ids if i.startswith("arn:"))


def _meets(selection: Declared, store: DataStore) -> bool:
    """Conditions narrow what ARNs choose; each `string_equals` must be met."""
    wanted = blocks(block(selection.attrs, "condition"), "string_equals")
    return all(_tagged({"key": str(w.get("key", "")).removeprefix("aws:ResourceTag/"), "value": w.get("value")}, store) for w in wanted)


def _tagged(tag: Mapping[str, Any], store: DataStore) -> bool:
    found = or_else(store.tags, {}).get(str(tag.get("key"))) if known(store.tags) else None
    return found is not None and found == tag.get("value")


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _copies(book: Book, plan: Declared) -> Iterator[Place]:
    for rule in blocks(plan.attrs, "rule"):
        yield _at(book, plan, rule.get("target_vault_name"), "backed up to", region_of(plan))
        for action in blocks(rule, "copy_action"):
            yield _onward(book, plan, action)


def _at(book: Book, plan: Declared, vault: Any, says: str, default: Fact[str | None]) -> Place:
    to = owner(book, vault, *VAULTS)
    spelled = book.spell(vault)
    named = readable(str(spelled)) if isinstance(spelled, str) else "a vault"
    there = (region_of(book.by_address[to]) if to else None) or region_in(spelled) or default
    unsure = Unknown(f"the region of the vault {named}")
    return Place(kind="backup", where=there or unsure, address=plan.address, origin=where(plan, "rule"), to=to, why=f"{says} {named}")
