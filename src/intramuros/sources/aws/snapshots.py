# SPDX-License-Identifier: Apache-2.0
"""Database snapshots and their copies: sealed as their source, shared with accounts or with everyone.

docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html: `all` makes an unencrypted manual snapshot public.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore, Share
from intramuros.estate.values import Unknown
from intramuros.sources.attributes import texts
from intramuros.sources.aws.common import head, where
from intramuros.sources.aws.databases import DATABASES, MEMBERS, SNAPSHOTS, copied_to, seal_of, snapshot_source
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared


def database_snapshots(book: Book) -> Iterator[DataStore]:
    """Every snapshot of a database or cluster, and every copy of one."""
    for d in book.of(*SNAPSHOTS):
        source = snapshot_source(book, d)
        yield DataStore(
            **{**head(book, d), "region": copied_to(d)},
            kind="snapshot",
            seal=seal_of(book, d),
            copy_of=(_whole(book, source),) if source else (),
            shares=_shares(book, d),
        )


def _whole(book: Book, source: str) -> str:
    """A snapshot of a cluster's member is one of the cluster."""
    at = book.by_address[source]
    if at.type not in MEMBERS:
        return source
    found = book.resolve(at.attrs.get("cluster_identifier"), *DATABASES)
    return found if isinstance(found, str) and found in book.by_address else source


def _shares(book: Book, d: Declared) -> tuple[Share, ...]:
    shared = d.attrs.get("shared_accounts")
    if isinstance(shared, Unknown):
        return (Share(to=shared, address=d.address, origin=where(d, "shared_accounts")),)
    return tuple(Share(to=a, address=d.address, origin=where(d, "shared_accounts")) for a in texts(book.spell(shared)))
