# SPDX-License-Identifier: Apache-2.0
"""Where stored data is handed on to beside its own replicas: a topic's subscribers, a bucket's inventory, a cache's global datastore.

An inventory or an analytics export lists the keys of objects, which often name patients, so it is a record of them
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html). A secondary group of a global datastore takes every
write of the primary one (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.stores import Place, Share
from intramuros.estate.values import Fact, Unknown, readable
from intramuros.sources.attributes import block, blocks, text
from intramuros.sources.aws import handing
from intramuros.sources.aws.common import owner, region_in, region_of, where
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

BUCKET: Final = "aws_s3_bucket"
SUBSCRIPTION: Final = "aws_sns_topic_subscription"
LISTINGS: Final = ("aws_s3_bucket_inventory", "aws_s3_bucket_analytics_configuration")
GROUP: Final = "aws_elasticache_replication_group"
WORLD: Final = "aws_elasticache_global_replication_group"
_MACHINES: Final = frozenset({"sqs", "lambda", "firehose"})
"""Protocols whose endpoint is an ARN, which says where the message goes; mail and text messages carry notices."""


def subscribers(book: Book, topic: Declared) -> Iterator[Place]:
    """The queues, functions and streams that take a topic's messages elsewhere; those in its own region are no further place."""
    for one in book.pointing((SUBSCRIPTION,), "topic_arn", topic.address):
        if one.attrs.get("protocol") in _MACHINES:
            found = _at(book, one, one.attrs.get("endpoint"), "endpoint", "takes the messages of")
            if found.where != region_of(topic):
                yield found


def handed(book: Book, topic: Declared) -> Iterator[Share]:
    """Subscribers that are another account's, or take the messages in on the internet."""
    for one in book.pointing((SUBSCRIPTION,), "topic_arn", topic.address):
        protocol, endpoint = one.attrs.get("protocol"), one.attrs.get("endpoint")
        if protocol in _MACHINES:
            yield from handing.to_target(book, topic, one, endpoint, where(one, "endpoint"))
        elif protocol in ("http", "https"):
            yield from handing.to_address(book, one, endpoint, where(one, "endpoint"))


def listings(book: Book, bucket: Declared) -> Iterator[Place]:
    """Buckets to which lists of a bucket's objects are written."""
    for kind in LISTINGS:
        for one in book.pointing((kind,), "bucket", bucket.address):
            for target in _destinations(one):
                yield _at(book, one, target, "destination", "keeps the list of objects of", kind="log")


def _destinations(one: Declared) -> Iterator[Any]:
    exports = [one.attrs, block(one.attrs, "storage_class_analysis", "data_export")]
    places = [b for e in exports for d in blocks(e, "destination") for k in ("bucket", "s3_bucket_destination") for b in blocks(d, k)]
    yield from (p.get("bucket_arn") for p in places)


def fellows(book: Book, group: Declared) -> Iterator[Place]:
    """The other groups of the global datastore that a cache is a member of."""
    for world in book.of(WORLD):
        members = _members(book, world)
        if group.address in members:
            for other in (m for m in members if m != group.address):
                at = book.by_address[other]
                lies = region_of(at) or Unknown(f"the region of `{other}`")
                why = f"member of the global datastore {world.address}"
                yield Place(kind="replica", where=lies, address=other, origin=at.origin, to=other, why=why)


def _members(book: Book, world: Declared) -> list[str]:
    primary = owner(book, world.attrs.get("primary_replication_group_id"), GROUP)
    joined = [g.address for g in book.pointing((GROUP,), "global_replication_group_id", world.address)]
    return [*([primary] if primary else []), *joined]


def _at(book: Book, by: Declared, target: Any, key: str, does: str, *, kind: Any = "replica") -> Place:
    """The place of a target: the region of the resource, else that of its ARN."""
    to = owner(book, target)
    spelled = text(book.spell(target))
    named = readable(spelled) if isinstance(spelled, str) else "a target that is not known"
    lies: Fact[str | None] = region_of(book.by_address[to]) if to in book.by_address else region_in(spelled)
    unsure = Unknown(f"the region of {named}, to which `{by.address}` leads")
    source = by.address
    return Place(kind=kind, where=lies or unsure, address=source, origin=where(by, key), to=to, why=f"{to or named} {does} it")
