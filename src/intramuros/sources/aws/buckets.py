# SPDX-License-Identifier: Apache-2.0
"""S3: one bucket over all of its sub-resources, by reference or by name, and the arguments that provider 3 kept inline.

Defaults: docs.aws.amazon.com/AmazonS3/latest/userguide, "Setting default server-side encryption" (SSE-S3 since January 2023),
"Blocking public access", "Replicating objects"; registry.terraform.io, provider aws 3.76, 4.67, 5.100 and 6.x.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.access import PolicyDocument
from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Place, PublicBlock, Seal, Share
from intramuros.estate.values import Fact, Unknown, is_symbolic, negate, readable
from intramuros.sources.attributes import block, blocks, switch, text, unknown_in
from intramuros.sources.aws.acls import grants
from intramuros.sources.aws.cdn import caches_of
from intramuros.sources.aws.common import Parts, address_or_id, documents, first, head, owner, region_of, where
from intramuros.sources.aws.lifecycle import Keeping
from intramuros.sources.aws.onward import listings
from intramuros.sources.aws.organizations import block_policy
from intramuros.sources.aws.seals import keyed, provided, unknown_seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

BUCKET = "aws_s3_bucket"
BUCKETS = (BUCKET, "aws_s3_directory_bucket")
POLICY = "aws_s3_bucket_policy"
SEALING = "aws_s3_bucket_server_side_encryption_configuration"
BLOCK = "aws_s3_bucket_public_access_block"
ACL = "aws_s3_bucket_acl"
OWNERSHIP = "aws_s3_bucket_ownership_controls"
REPLICATION = "aws_s3_bucket_replication_configuration"
LOGGING = "aws_s3_bucket_logging"
LOCK = "aws_s3_bucket_object_lock_configuration"
ACCESS_POINT = "aws_s3_access_point"
ACCOUNT_BLOCK = "aws_s3_account_public_access_block"
MULTI_REGION = "aws_s3control_multi_region_access_point"
_OF_BUCKET = (POLICY, SEALING, BLOCK, ACL, OWNERSHIP, REPLICATION, LOGGING, LOCK, ACCESS_POINT)


def buckets(book: Book) -> Iterator[DataStore]:
    """Every bucket with its policy, seal, access block, ACL, replicas and logs."""
    parts = Parts(book, dict.fromkeys(_OF_BUCKET, "bucket"), *BUCKETS)
    keeping = Keeping(book)
    for declared in book.of(*BUCKETS):
        yield _bucket(book, declared, parts, keeping)


def _bucket(book: Book, d: Declared, parts: Parts, keeping: Keeping) -> DataStore:
    ownership = parts.of(d.address, OWNERSHIP)
    return DataStore(
        **head(book, d),
        kind="object-store",
        seal=_seal(book, d, parts),
        places=(*_replicas(book, d, parts), *_multi_region(book, d), *caches_of(book, d.address), *listings(book, d)),
        anonymous_allowed=True,
        policies=_policies(book, d, parts),
        acl=tuple(g for holder in (*parts.of(d.address, ACL), d) for g in grants(book, holder)),
        acl_ignored=_acl_ignored(ownership[0]) if ownership else False,
        extra={"lists_in_use": negate(_acl_ignored(ownership[0])) if ownership else False},
        block=next((_block(b) for b in parts.of(d.address, BLOCK)), None),
        account_block=_account_block(book, d),
        shares=tuple(_handed_over(book, d, parts)),
        delegates_to_accounts=tuple(p.address for p in parts.of(d.address, ACCESS_POINT)),
        access_logs_to=_logs_to(book, d, parts),
        retention_days=keeping.days(d),
        locked=_locked(d, parts),
    )


def _policies(book: Book, d: Declared, parts: Parts) -> tuple[PolicyDocument, ...]:
    return (*documents(book, d, "policy"), *(p for one in parts.of(d.address, POLICY) for p in documents(book, one, "policy")))


def _seal(book: Book, d: Declared, parts: Parts) -> Seal:
    for separate in parts.of(d.address, SEALING):
        return _sealed_by(book, separate, separate.attrs, "rule")
    if missing := unknown_in(d.attrs, "server_side_encryption_configuration"):
        return unknown_seal(d, missing)
    inline = block(d.attrs, "server_side_encryption_configuration")
    if inline:
        return _sealed_by(book, d, inline, "server_side_encryption_configuration")
    return provided(d, "no default encryption is declared: SSE-S3")


def _sealed_by(book: Book, by: Declared, attrs: Mapping[str, Any], at: str) -> Seal:
    if missing := unknown_in(attrs, "rule"):
        return unknown_seal(by, missing, at)
    default = block(attrs, "rule", "apply_server_side_encryption_by_default")
    algorithm = text(default.get("sse_algorithm"), "AES256")
    if isinstance(algorithm, Unknown) or is_symbolic(algorithm):
        said = algorithm.why if isinstance(algorithm, Unknown) else f"`{readable(algorithm)}` is not known"
        return unknown_seal(by, Unknown(f"sse_algorithm of `{by.address}`: {said}"), at)
    if not str(algorithm).startswith("aws:kms"):
        return provided(by, f"sse_algorithm = {algorithm} is SSE-S3", at)
    without = f"sse_algorithm = {algorithm} without kms_master_key_id is the aws/s3 key"
    return keyed(book, by, default.get("kms_master_key_id"), without, at=(at,), provider_kms=True)


def _acl_ignored(ownership: Declared) -> Fact[bool]:
    found = text(block(ownership.attrs, "rule").get("object_ownership"))
    if isinstance(found, Unknown) or is_symbolic(found):
        return Unknown(f"object_ownership of `{ownership.address}` is not known")
    return found == "BucketOwnerEnforced"


def _block(d: Declared, default: bool = False, attrs: Mapping[str, Any] | None = None) -> PublicBlock:
    found = d.attrs if attrs is None else attrs
    return PublicBlock(
        block_acls=switch(found.get("block_public_acls"), default),
        ignore_acls=switch(found.get("ignore_public_acls"), default),
        block_policy=switch(found.get("block_public_policy"), default),
        restrict=switch(found.get("restrict_public_buckets"), default),
        address=d.address,
        origin=d.origin,
    )


def _account_block(book: Book, d: Declared) -> PublicBlock | None:
    """The account's own block binds its buckets in every region; where the organisation assigns one, that takes its place."""
    assigned = block_policy(book, d.home.account if isinstance(d.home.account, str) else "")
    if assigned is not None:
        address, origin, on = assigned
        return PublicBlock(block_acls=on, ignore_acls=on, block_policy=on, restrict=on, address=address, origin=origin)
    for one in book.of(ACCOUNT_BLOCK):
        stated = text(book.spell(one.attrs.get("account_id")))
        if (one.home.account if stated is None or is_symbolic(stated) else stated) == d.home.account:
            return _block(one)
    return None


def _replications(d: Declared, parts: Parts) -> Iterator[tuple[Declared, Mapping[str, Any]]]:
    """Each rule that copies: separate or inline, enabled or not known to be off."""
    for separate in parts.of(d.address, REPLICATION):
        yield from ((separate, r) for r in blocks(separate.attrs, "rule") if r.get("status") != "Disabled")
    inline = block(d.attrs, "replication_configuration")
    yield from ((d, r) for r in blocks(inline, "rules") if r.get("status") != "Disabled")


def _replicas(book: Book, d: Declared, parts: Parts) -> Iterator[Place]:
    for by, rule in _replications(d, parts):
        target = block(rule, "destination").get("bucket")
        to = owner(book, target, BUCKET)
        named = readable(str(book.spell(target))) if isinstance(target, str) else "a bucket that is not known"
        region = region_of(book.by_address[to]) if to else None
        unsure = Unknown(f"the region of {named}, to which `{by.address}` replicates")
        yield Place(
            kind="replica",
            where=region or unsure,
            address=by.address,
            origin=where(by, "rule", "replication_configuration"),
            to=to,
            why=f"replicated to {named}",
        )
    for separate in parts.of(d.address, REPLICATION):
        if missing := unknown_in(separate.attrs, "rule"):
            yield Place(kind="replica", where=missing, address=separate.address, origin=separate.origin, why="replication")


def _handed_over(book: Book, d: Declared, parts: Parts) -> Iterator[Share]:
    """Replication whose destination names another account: the copies are that account's own."""
    for by, rule in _replications(d, parts):
        far = block(rule, "destination")
        account = text(book.spell(first(far, "account", "account_id")))
        if account is not None and account != d.home.account and owner(book, far.get("bucket"), BUCKET) is None:
            opened = block(rule, "source_selection_criteria", "sse_kms_encrypted_objects")
            at = where(by, "rule", "replication_configuration")
            yield Share(
                to=account, address=by.address, origin=at, delivered=opened.get("status", opened.get("enabled")) in ("Enabled", True)
            )


def _multi_region(book: Book, d: Declared) -> Iterator[Place]:
    """Objects written through a multi-region access point land in any of its buckets."""
    for point in book.of(MULTI_REGION):
        members = [owner(book, r.get("bucket"), BUCKET) for r in blocks(block(point.attrs, "details"), "region")]
        if d.address not in members:
            continue
        for other in (m for m in members if m and m != d.address):
            unsure = Unknown(f"the region of `{other}`, which shares `{point.address}`")
            region = region_of(book.by_address[other])
            why = f"shares the multi-region access point {point.address} with {other}"
            yield Place(kind="replica", where=region or unsure, address=point.address, origin=point.origin, to=other, why=why)


def _logs_to(book: Book, d: Declared, parts: Parts) -> Fact[str | None]:
    separate = parts.of(d.address, LOGGING)
    target = separate[0].attrs.get("target_bucket") if separate else block(d.attrs, "logging").get("target_bucket")
    return address_or_id(book, target, BUCKET)


def _locked(d: Declared, parts: Parts) -> Fact[bool]:
    """Retention in compliance mode: nobody, not the root user, may shorten it; governance mode can be bypassed."""
    rules = [block(p.attrs, "rule", "default_retention") for p in parts.of(d.address, LOCK)]
    rules.append(block(d.attrs, "object_lock_configuration", "rule", "default_retention"))
    return any(r.get("mode") == "COMPLIANCE" for r in rules)


def access_points(book: Book) -> Iterator[DataStore]:
    """Every access point: a further door to its bucket, with a policy and an access block of its own (all on by default)."""
    parts = Parts(book, {"aws_s3control_access_point_policy": "access_point_arn"}, ACCESS_POINT)
    for d in book.of(ACCESS_POINT):
        separate = parts.of(d.address, "aws_s3control_access_point_policy")
        inner = block(d.attrs, "public_access_block_configuration")
        yield DataStore(
            **head(book, d),
            kind="object-store",
            host=owner(book, d.attrs.get("bucket"), BUCKET),
            anonymous_allowed=True,
            policies=(*documents(book, d, "policy"), *(p for s in separate for p in documents(book, s, "policy"))),
            acl_ignored=True,
            block=_block(d, True, inner),
            account_block=_account_block(book, d),
            gate=_vpc_only(d),
        )


def _vpc_only(d: Declared) -> Gate | None:
    if not blocks(d.attrs, "vpc_configuration"):
        return None
    why = "the access point takes requests from its VPC alone"
    return Gate(public=False, open=False, address=d.address, origin=where(d, "vpc_configuration"), why=why)


def table_buckets(book: Book) -> Iterator[DataStore]:
    """S3 table buckets: encrypted by SSE-S3 unless a key is named."""
    parts = Parts(book, {"aws_s3tables_table_bucket_policy": "table_bucket_arn"}, "aws_s3tables_table_bucket")
    for d in book.of("aws_s3tables_table_bucket"):
        key = block(d.attrs, "encryption_configuration").get("kms_key_arn")
        policies = (p for s in parts.of(d.address, "aws_s3tables_table_bucket_policy") for p in documents(book, s, "resource_policy"))
        seal = keyed(book, d, key, "no kms_key_arn: SSE-S3", at=("encryption_configuration",))
        yield DataStore(**head(book, d), kind="object-store", seal=seal, policies=tuple(policies), acl_ignored=True)


def bucket_uri(book: Book, value: Any) -> Fact[str]:
    """The bucket that `s3://bucket/prefix`, a bucket ARN, name or reference denotes: its address, else the text."""
    found = text(value)
    if found is None or isinstance(found, Unknown):
        return found or Unknown("no bucket is named")
    stem = found
    for scheme in ("s3://", "https://s3://", "arn:aws:s3:::"):
        stem = stem.removeprefix(scheme)
    whole = owner(book, found, BUCKET) or owner(book, stem.split("/", 1)[0], BUCKET) or _virtual_host(book, found)
    return whole or str(book.spell(found))


def _virtual_host(book: Book, url: str) -> str | None:
    """`https://bucket.s3.region.amazonaws.com/key` and `https://s3.region.amazonaws.com/bucket/key`."""
    rest = str(book.spell(url)).removeprefix("https://")
    host, _, path = rest.partition("/")
    if ".s3." in host and host.endswith(".amazonaws.com"):
        return owner(book, host.split(".s3.", 1)[0], BUCKET)
    return owner(book, path.split("/", 1)[0], BUCKET) if host.startswith("s3") and host.endswith("amazonaws.com") else None
