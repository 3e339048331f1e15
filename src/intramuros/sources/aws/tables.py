# SPDX-License-Identifier: Apache-2.0
"""DynamoDB, Redshift, Timestream, Keyspaces, MemoryDB, DAX and HealthLake: stores without a parameter group of RDS.

DynamoDB encrypts with a key of its own unless `server_side_encryption` is on; on without a key it is aws/dynamodb
(docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from intramuros.estate.stores import DataStore, Place, Seal, Transport
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol, symbol
from intramuros.sources.attributes import block, blocks, switch, text, unknown_in
from intramuros.sources.aws.common import Parts, addresses, documents, head, major, owner, region_of, where
from intramuros.sources.aws.gates import GROUPS, Doors, flag
from intramuros.sources.aws.seals import encrypted, keyed, provided, transport, unknown_seal, unsealed
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

TABLE, STREAMING = "aws_dynamodb_table", "aws_dynamodb_kinesis_streaming_destination"
REDSHIFT = "aws_redshift_cluster"


def dynamo_tables(book: Book) -> Iterator[DataStore]:
    """Every DynamoDB table with its replicas, exports and resource policy."""
    kinds = {
        "aws_dynamodb_resource_policy": "resource_arn",
        "aws_dynamodb_table_replica": "global_table_arn",
        "aws_dynamodb_table_export": "table_arn",
        STREAMING: "table_name",
    }
    parts = Parts(book, {**kinds, "aws_dynamodb_global_table": "name"}, TABLE)
    for d in book.of(TABLE):
        stated = parts.of(d.address, "aws_dynamodb_resource_policy")
        policies = (p for s in stated if not _of_stream(book, s) for p in documents(book, s, "policy"))
        yield from _dynamo_streams(book, d, stated)
        yield DataStore(
            **head(book, d),
            kind="database",
            seal=_dynamo_seal(book, d),
            copy_of=tuple(a for k in ("restore_source_name", "restore_source_table_arn") if (a := owner(book, d.attrs.get(k), TABLE))),
            places=(*_dynamo_replicas(book, d, parts), *_dynamo_exports(book, d, parts), *_dynamo_fed(book, d, parts)),
            policies=tuple(policies),
        )


def _dynamo_streams(book: Book, d: Declared, stated: Sequence[Declared]) -> Iterator[DataStore]:
    """The stream of a table's changes: items before and after, with a resource policy of its own.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
    """
    if switch(d.attrs.get("stream_enabled"), False) is False:
        return
    policies = (p for s in stated if _of_stream(book, s) for p in documents(book, s, "policy"))
    yield DataStore(
        **{**head(book, d, suffix=".stream"), "ids": (symbol(d.address, "stream_arn"),)},
        kind="stream",
        seal=_dynamo_seal(book, d),
        copy_of=(d.address,),
        policies=tuple(policies),
    )


def _of_stream(book: Book, policy: Declared) -> bool:
    """Whether a resource policy stands on the stream of a table rather than on the table."""
    target = policy.attrs.get("resource_arn")
    named = sole_symbol(target)
    return (named is not None and named[1] == "stream_arn") or "/stream/" in str(book.spell(target))


def _dynamo_fed(book: Book, d: Declared, parts: Parts) -> Iterator[Place]:
    """Kinesis streams that take in each change of the table."""
    for one in parts.of(d.address, STREAMING):
        to = owner(book, one.attrs.get("stream_arn"), "aws_kinesis_stream")
        there = (region_of(book.by_address[to]) if to else None) or region_of(d) or Unknown(f"the region of the stream of `{one.address}`")
        yield Place(kind="replica", where=there, address=one.address, origin=one.origin, to=to, why="its changes are written to a stream")


def _dynamo_seal(book: Book, d: Declared) -> Seal:
    if missing := unknown_in(d.attrs, "server_side_encryption"):
        return unknown_seal(d, missing, "server_side_encryption")
    sse = block(d.attrs, "server_side_encryption")
    on = switch(sse.get("enabled"), False)
    if isinstance(on, Unknown):
        return unknown_seal(d, on, "server_side_encryption")
    if not on:
        return provided(d, "server_side_encryption is not enabled: a key that DynamoDB owns", "server_side_encryption")
    return keyed(book, d, sse.get("kms_key_arn"), "no kms_key_arn: aws/dynamodb", at=("server_side_encryption",), provider_kms=True)


def _dynamo_replicas(book: Book, d: Declared, parts: Parts) -> Iterator[Place]:
    for one in (d, *parts.of(d.address, "aws_dynamodb_global_table")):
        if missing := unknown_in(one.attrs, "replica"):
            yield Place(kind="replica", where=missing, address=one.address, origin=where(one, "replica"), why="global table")
        for replica in blocks(one.attrs, "replica"):
            region = _region(book.spell(replica.get("region_name")), one)
            if region != region_of(d):
                yield Place(
                    kind="replica", where=region, address=one.address, origin=where(one, "replica"), why="replica of a global table"
                )
    for separate in parts.of(d.address, "aws_dynamodb_table_replica"):
        there = region_of(separate) or Unknown(f"the region of `{separate.address}`")
        yield Place(kind="replica", where=there, address=separate.address, origin=separate.origin, why="replica of a global table")


def _region(value: Any, d: Declared) -> Fact[str]:
    found = text(value)
    if found is None or isinstance(found, Unknown):
        return found or Unknown(f"a region of `{d.address}`")
    return Unknown(f"the region `{readable(found)}` is not known") if is_symbolic(found) else found


def _dynamo_exports(book: Book, d: Declared, parts: Parts) -> Iterator[Place]:
    for one in parts.of(d.address, "aws_dynamodb_table_export"):
        to = owner(book, one.attrs.get("s3_bucket"), "aws_s3_bucket")
        there = (region_of(book.by_address[to]) if to else None) or Unknown(f"the region of the bucket that `{one.address}` writes to")
        yield Place(kind="replica", where=there, address=one.address, origin=one.origin, to=to, why="exported to a bucket")


def warehouses(book: Book) -> Iterator[DataStore]:
    """Every Redshift cluster: encrypted by default and not public from provider 6 on."""
    parts = Parts(book, {"aws_redshift_snapshot_copy": "cluster_identifier"}, REDSHIFT)
    doors = Doors(book)
    for d in book.of(REDSHIFT):
        groups = addresses(book, d.attrs.get("vpc_security_group_ids"), *GROUPS)
        public = switch(d.attrs.get("publicly_accessible"), major(d) < 6)
        yield DataStore(
            **head(book, d),
            kind="database",
            seal=encrypted(book, d, "encrypted", "kms_key_id", default=major(d) >= 6, managed="aws/redshift"),
            transport=_redshift_transport(book, d),
            places=tuple(_redshift_copies(d, parts)),
            gate=doors.gate(d, public, groups, "publicly_accessible"),
            rule_sets=groups,
            contents=(name,) if isinstance(name := text(book.spell(d.attrs.get("database_name"))), str) else (),
        )


def _redshift_transport(book: Book, d: Declared) -> Transport:
    """`require_ssl` of its parameter group; off in default.redshift-1.0, on in the newer default groups."""
    named = d.attrs.get("cluster_parameter_group_name")
    group = owner(book, named, "aws_redshift_parameter_group")
    if group is None:
        refuses: Fact[bool] = False if str(named) == "default.redshift-1.0" else Unknown(f"the parameter group of `{d.address}`")
        return transport(d, refuses, "require_ssl of a group that is not in the estate", "cluster_parameter_group_name")
    for one in blocks(book.by_address[group].attrs, "parameter"):
        if one.get("name") == "require_ssl":
            return transport(d, flag(one.get("value")), f"require_ssl in {group}", "cluster_parameter_group_name")
    return transport(d, False, f"require_ssl is not set in {group}", "cluster_parameter_group_name")


def _redshift_copies(d: Declared, parts: Parts) -> Iterator[Place]:
    inline = [(d, b.get("destination_region")) for b in blocks(d.attrs, "snapshot_copy")]
    separate = [(s, s.attrs.get("destination_region")) for s in parts.of(d.address, "aws_redshift_snapshot_copy")]
    for by, to in (*inline, *separate):
        yield Place(kind="backup", where=_region(to, d), address=by.address, origin=where(by, "snapshot_copy"), why="snapshots are copied")


def serverless_warehouses(book: Book) -> Iterator[DataStore]:
    """Redshift Serverless namespaces: a key of AWS unless one is named."""
    for d in book.of("aws_redshiftserverless_namespace"):
        seal = keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: a key of AWS", at=("kms_key_id",))
        yield DataStore(**{**head(book, d), "name": text(book.spell(d.attrs.get("namespace_name")))}, kind="database", seal=seal)


def small_stores(book: Book) -> Iterator[DataStore]:
    """Stores that are always encrypted, by a key of AWS where `key` names none."""
    for kind, (attribute, name) in _KEYED.items():
        for d in book.of(kind):
            seal = keyed(book, d, _path(d, attribute), f"no {attribute.rsplit('.', 1)[-1]}: a key of AWS", at=(attribute.split(".", 1)[0],))
            fields = head(book, d)
            yield DataStore(**{**fields, "name": text(book.spell(d.attrs.get(name))) or fields["name"]}, kind="database", seal=seal)


def _path(d: Declared, attribute: str) -> Any:
    *outer, leaf = attribute.split(".")
    return block(d.attrs, *outer).get(leaf)


_KEYED = {
    "aws_timestreamwrite_database": ("kms_key_id", "database_name"),
    "aws_qldb_ledger": ("kms_key", "name"),
    "aws_docdbelastic_cluster": ("kms_key_id", "name"),
    "aws_keyspaces_table": ("encryption_specification.kms_key_identifier", "table_name"),
    "aws_dsql_cluster": ("kms_encryption_key", "name"),
    "aws_neptunegraph_graph": ("kms_key_identifier", "graph_name"),
}
SMALL = tuple(_KEYED)


def accelerators(book: Book) -> Iterator[DataStore]:
    """DAX clusters: neither sealed nor behind TLS unless they say so."""
    for d in book.of("aws_dax_cluster"):
        on = switch(block(d.attrs, "server_side_encryption").get("enabled"), False)
        seal = (
            provided(d, "DAX takes no customer key", "server_side_encryption")
            if on is True
            else unsealed(d, "server_side_encryption is off")
        )
        tls = d.attrs.get("cluster_endpoint_encryption_type") == "TLS"
        how = transport(d, tls, "cluster_endpoint_encryption_type", "cluster_endpoint_encryption_type")
        yield DataStore(**{**head(book, d), "name": text(d.attrs.get("cluster_name"))}, kind="cache", seal=seal, transport=how)


def health_stores(book: Book) -> Iterator[DataStore]:
    """HealthLake data stores."""
    for d in book.of("aws_healthlake_fhir_datastore"):
        inner = block(d.attrs, "sse_configuration", "kms_encryption_config")
        own = inner.get("cmk_type") == "AWS_OWNED_KMS_KEY"
        seal = keyed(book, d, None if own else inner.get("kms_key_id"), "a key that AWS owns", at=("sse_configuration",))
        yield DataStore(**{**head(book, d), "name": text(d.attrs.get("datastore_name"))}, kind="health-data", seal=seal, purpose="FHIR")
