# SPDX-License-Identifier: Apache-2.0
"""RDS, Aurora, DocumentDB and Neptune: instances and clusters, their replicas, global members and transport settings.

Defaults: registry.terraform.io, provider aws, `aws_db_instance`, `aws_rds_cluster` (storage_encrypted is off unless stated; a replica in
the same region and a restored snapshot take over the encryption of their source).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.stores import DataStore, Place, Seal
from intramuros.estate.values import Fact, Unknown, either, is_symbolic, readable
from intramuros.sources.attributes import switch, text, texts
from intramuros.sources.aws.common import Parts, addresses, head, owner, region_of
from intramuros.sources.aws.gates import Doors
from intramuros.sources.aws.parameters import transport_of
from intramuros.sources.aws.seals import encrypted, keyed, unknown_seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

INSTANCE = "aws_db_instance"
CLUSTERS: Final = ("aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster")
MEMBERS: Final = ("aws_rds_cluster_instance", "aws_docdb_cluster_instance", "aws_neptune_cluster_instance")
GLOBALS: Final = ("aws_rds_global_cluster", "aws_docdb_global_cluster", "aws_neptune_global_cluster")
DATABASES: Final = (INSTANCE, *CLUSTERS)
SNAPSHOTS: Final = (
    "aws_db_snapshot",
    "aws_db_snapshot_copy",
    "aws_db_cluster_snapshot",
    "aws_rds_cluster_snapshot_copy",
    "aws_docdb_cluster_snapshot",
    "aws_neptune_cluster_snapshot",
)
EXPORT = "aws_rds_export_task"
BACKUP_COPY = "aws_db_instance_automated_backups_replication"
_GROUPS: Final = ("aws_db_subnet_group", "aws_docdb_subnet_group", "aws_neptune_subnet_group")
_DEPTH = 8


class Family:
    """Which databases belong to which: members, replicas, fellows in a global cluster, exports, backups, doors; sorted once."""

    def __init__(self, book: Book) -> None:
        copies = {INSTANCE: "replicate_source_db", **dict.fromkeys(CLUSTERS, "replication_source_identifier")}
        self.replicas = Parts(book, copies, *DATABASES)
        self.parts = Parts(
            book, {**dict.fromkeys(MEMBERS, "cluster_identifier"), BACKUP_COPY: "source_db_instance_arn", EXPORT: "source_arn"}, *DATABASES
        )
        self.doors = Doors(book)
        self.worlds: dict[str, list[Declared]] = {}
        for cluster in book.of(*CLUSTERS):
            if world := _global(book, cluster):
                self.worlds.setdefault(world, []).append(cluster)


def databases(book: Book) -> Iterator[DataStore]:
    """Every instance and cluster."""
    family = Family(book)
    for d in book.of(*DATABASES):
        yield _database(book, d, family)


def _database(book: Book, d: Declared, family: Family) -> DataStore:
    members = family.parts.of(d.address, *MEMBERS)
    public = either(*(switch(one.attrs.get("publicly_accessible"), False) for one in (d, *members)))
    groups = addresses(book, d.attrs.get("vpc_security_group_ids"), "aws_security_group", "aws_default_security_group")
    return DataStore(
        **head(book, d),
        kind="database",
        seal=seal_of(book, d),
        transport=transport_of(book, d, _engine(book, d)),
        copy_of=tuple(a for a in (_source(book, d), _snapshot(book, d)) if a),
        places=(*_replicas(d, family), *_fellows(d, family), *_backups(d, family), *_exports(book, d, family)),
        gate=family.doors.gate(d, public, groups, "publicly_accessible"),
        subnets=_subnets(book, d),
        rule_sets=groups,
        purpose=str(text(d.attrs.get("engine")) or ""),
        contents=tuple(n for k in ("db_name", "name", "database_name") for n in texts(book.spell(d.attrs.get(k)))),
    )


def _engine(book: Book, d: Declared) -> Any:
    """The engine a database states, else that of what it replicates."""
    source = _source(book, d)
    stated = d.attrs.get("engine")
    return book.by_address[source].attrs.get("engine") if stated is None and source else stated


def _subnets(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    group = owner(book, d.attrs.get("db_subnet_group_name"), *_GROUPS) or owner(book, d.attrs.get("neptune_subnet_group_name"), *_GROUPS)
    return addresses(book, book.by_address[group].attrs.get("subnet_ids"), "aws_subnet", "aws_default_subnet") if group else ()


def _source(book: Book, d: Declared) -> str | None:
    """The database that a read replica copies."""
    return owner(book, d.attrs.get("replicate_source_db"), *DATABASES) or owner(
        book, d.attrs.get("replication_source_identifier"), *DATABASES
    )


def _snapshot(book: Book, d: Declared) -> str | None:
    return owner(book, d.attrs.get("snapshot_identifier"), *SNAPSHOTS)


def seal_of(book: Book, d: Declared, depth: int = _DEPTH) -> Seal:
    """With whose key a database or database snapshot is encrypted; taken over from its source where it states nothing."""
    if d.type in SNAPSHOTS:
        return _snapshot_seal(book, d, depth)
    if d.attrs.get("storage_encrypted") is None and depth and (inherited := _inherited(book, d, depth)):
        return inherited
    return encrypted(book, d, "storage_encrypted", "kms_key_id", default=_serverless(d), managed="aws/rds")


def _serverless(d: Declared) -> bool:
    return d.attrs.get("engine_mode") == "serverless"


def _inherited(book: Book, d: Declared, depth: int) -> Seal | None:
    for attribute in ("replicate_source_db", "replication_source_identifier", "snapshot_identifier"):
        named = d.attrs.get(attribute)
        if named in (None, ""):
            continue
        source = owner(book, named, *DATABASES, *SNAPSHOTS)
        if source is None:
            said = readable(str(book.spell(named))) if isinstance(named, str) else "its source"
            return unknown_seal(d, Unknown(f"the encryption of `{said}`, from which `{d.address}` is made"), attribute)
        return seal_of(book, book.by_address[source], depth - 1)
    return None


def _replicas(d: Declared, family: Family) -> Iterator[Place]:
    """Read replicas of this database, wherever they are declared."""
    for other in family.replicas.of(d.address, *DATABASES):
        yield _place(other, "replica", f"read replica {other.address}", to=other.address)


def _fellows(d: Declared, family: Family) -> Iterator[Place]:
    """The other members of a global cluster hold the same data."""
    for world, clusters in family.worlds.items():
        if d in clusters:
            for other in (c for c in clusters if c.address != d.address):
                yield _place(other, "replica", f"member of the global cluster {world}", to=other.address)


def _global(book: Book, d: Declared) -> str | None:
    stated = owner(book, d.attrs.get("global_cluster_identifier"), *GLOBALS)
    if stated:
        return stated
    named = (g for g in book.of(*GLOBALS) if owner(book, g.attrs.get("source_db_cluster_identifier"), *CLUSTERS) == d.address)
    found = next(named, None)
    return found.address if found else None


def _backups(d: Declared, family: Family) -> Iterator[Place]:
    """Automated backups replicated into the region of the resource that says so."""
    for one in family.parts.of(d.address, BACKUP_COPY):
        yield _place(one, "backup", "automated backups are replicated")


def _exports(book: Book, d: Declared, family: Family) -> Iterator[Place]:
    for one in family.parts.of(d.address, EXPORT):
        bucket = owner(book, one.attrs.get("s3_bucket_name"), "aws_s3_bucket")
        yield _place(book.by_address[bucket] if bucket else one, "replica", "exported to a bucket", by=one, to=bucket)


def _place(at: Declared, kind: Any, why: str, *, by: Declared | None = None, to: str | None = None) -> Place:
    editor = by or at
    region = region_of(at) or Unknown(f"the region of `{at.address}`")
    return Place(kind=kind, where=region, address=editor.address, origin=editor.origin, to=to, why=why)


def snapshot_source(book: Book, d: Declared) -> str | None:
    """The database or snapshot that a snapshot is taken or copied from."""
    keys = ("db_instance_identifier", "db_cluster_identifier", "source_db_snapshot_identifier", "source_db_cluster_snapshot_identifier")
    return next((a for k in keys if (a := owner(book, d.attrs.get(k), *DATABASES, *SNAPSHOTS, *MEMBERS))), None)


def _snapshot_seal(book: Book, d: Declared, depth: int) -> Seal:
    """Encrypted as its source; a copy may name a key of its own."""
    key = d.attrs.get("kms_key_id")
    if key not in (None, ""):
        return keyed(book, d, key, "", at=("kms_key_id",))
    source = snapshot_source(book, d)
    if source is None or not depth:
        return unknown_seal(d, Unknown(f"the encryption of the source of `{d.address}`, which is not in the estate"))
    return seal_of(book, book.by_address[source], depth - 1)


def copied_to(d: Declared) -> Fact[str | None]:
    """Where a snapshot lies: the destination that its copy names, else its provider's region."""
    stated = text(d.attrs.get("destination_region"))
    if isinstance(stated, str) and is_symbolic(stated):
        return Unknown(f"the region `{readable(stated)}` is not known")
    return stated if stated is not None else region_of(d)
