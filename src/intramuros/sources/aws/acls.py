# SPDX-License-Identifier: Apache-2.0
"""S3 access control lists: canned ones and single grants, separate or inline.

What each canned ACL grants: docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.stores import AclGrant
from intramuros.estate.values import Unknown, is_symbolic, readable
from intramuros.sources.attributes import block, blocks, text, texts
from intramuros.sources.aws.common import where
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

BUCKET: Final = "aws_s3_bucket"
CANNED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "private": (),
    "public-read": (("AllUsers", "READ"),),
    "public-read-write": (("AllUsers", "READ"), ("AllUsers", "WRITE")),
    "authenticated-read": (("AuthenticatedUsers", "READ"),),
    "log-delivery-write": (("LogDelivery", "WRITE"), ("LogDelivery", "READ_ACP")),
    "aws-exec-read": (("aws-exec", "READ"),),
    "bucket-owner-read": (),
    "bucket-owner-full-control": (),
}


def grants(book: Book, d: Declared) -> Iterator[AclGrant]:
    """Every grant that an `aws_s3_bucket_acl`, or the legacy arguments of a bucket, makes."""
    canned = text(book.spell(d.attrs.get("acl")))
    at = where(d, "acl", "grant", "access_control_policy")
    if isinstance(canned, Unknown) or is_symbolic(canned):
        why = canned.why if isinstance(canned, Unknown) else f"the canned ACL `{readable(canned)}` is not known"
        yield AclGrant(grantee=Unknown(why), permission=Unknown(why), address=d.address, origin=at)
    elif canned is not None:
        yield from (AclGrant(grantee=g, permission=p, address=d.address, origin=at) for g, p in CANNED.get(canned, ()))
    policy = block(d.attrs, "access_control_policy")
    named = text(book.spell(block(policy, "owner").get("id")))
    owners = {named} if isinstance(named, str) else _owners(book, d)
    for one in (*blocks(d.attrs, "grant"), *blocks(policy, "grant")):
        if _id(book, one) not in owners:  # what the owner has is no grant to anybody
            yield from _listed(book, d, one)


def _id(book: Book, one: Mapping[str, Any]) -> Any:
    return text(book.spell((block(one, "grantee") or one).get("id")))


def _owners(book: Book, d: Declared) -> frozenset[Any]:
    """The owner's canonical id, as the lists of a state show it: full control of every bucket of the account.

    S3 writes such a list with each bucket (docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html, "default ACL"), and
    the provider reads it back into the bucket.
    """
    if d.origin.dialect != "state" or d.type != BUCKET:
        return frozenset()
    return book.once(("bucket owners", d.home.account), lambda: _shared(book, d.home.account))


def _shared(book: Book, account: Any) -> frozenset[Any]:
    lists = [blocks(b.attrs, "grant") for b in book.of(BUCKET) if b.home.account == account and b.origin.dialect == "state"]
    full = [
        frozenset(i for g in found if "FULL_CONTROL" in texts(g.get("permissions")) and (i := _id(book, g))) for found in lists if found
    ]
    return frozenset.intersection(*full) if full else frozenset()


def _listed(book: Book, d: Declared, one: Mapping[str, Any]) -> Iterator[AclGrant]:
    far = block(one, "grantee") or one
    uri, own_id = text(book.spell(far.get("uri"))), text(book.spell(far.get("id")))
    named = uri.rsplit("/", 1)[-1] if isinstance(uri, str) and uri else uri or (f"id={own_id}" if isinstance(own_id, str) else own_id)
    for permission in texts(one.get("permissions") or one.get("permission")):
        grantee = named if named is not None else Unknown(f"a grantee of `{d.address}`")
        yield AclGrant(grantee=grantee, permission=permission, address=d.address, origin=where(d, "grant", "access_control_policy"))
