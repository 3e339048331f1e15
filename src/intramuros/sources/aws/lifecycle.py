# SPDX-License-Identifier: Apache-2.0
"""How long a bucket keeps the records that are written to it: its lifecycle rules, held against the prefixes of records.

In a versioned bucket an expired object stays as a noncurrent version until a rule removes that too
(docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html, "Expiration").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.values import Fact, Unknown, known
from intramuros.sources.attributes import block, blocks, number, switch, text
from intramuros.sources.aws.common import Parts
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
VERSIONING = "aws_s3_bucket_versioning"
_BUCKET = "aws_s3_bucket"


class Keeping:
    """The lifecycle rules, versioning and records of every bucket, sorted once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._own = Parts(book, {LIFECYCLE: "bucket", VERSIONING: "bucket"}, _BUCKET)
        self._written = Parts(book, {"aws_cloudtrail": "s3_bucket_name", "aws_s3_bucket_logging": "target_bucket"}, _BUCKET)

    def days(self, d: Declared) -> Fact[int | None]:
        """Days until a record in the bucket is gone; None where no rule removes records."""
        versioned, prefixes = self._versioned(d), list(self._record_prefixes(d))
        days = [n for rule in self._rules(d) if _concerns(self.book, rule, prefixes) and (n := _days(rule, versioned)) is not None]
        sure = [n for n in days if not isinstance(n, Unknown)]
        return min(sure) if sure else next(iter(days), None)

    def _rules(self, d: Declared) -> Iterator[Mapping[str, Any]]:
        for separate in self._own.of(d.address, LIFECYCLE):
            yield from (r for r in blocks(separate.attrs, "rule") if r.get("status") != "Disabled")
        yield from (r for r in blocks(d.attrs, "lifecycle_rule") if switch(r.get("enabled"), True) is not False)

    def _record_prefixes(self, d: Declared) -> Iterator[str]:
        for trail in self._written.of(d.address, "aws_cloudtrail"):
            prefix = text(trail.attrs.get("s3_key_prefix"))
            yield f"{prefix}/AWSLogs/" if isinstance(prefix, str) and prefix else "AWSLogs/"
        for logging in self._written.of(d.address, "aws_s3_bucket_logging"):
            prefix = text(logging.attrs.get("target_prefix"), "")
            yield prefix if isinstance(prefix, str) else ""

    def _versioned(self, d: Declared) -> bool:
        if switch(block(d.attrs, "versioning").get("enabled"), False) is True:
            return True
        separate = self._own.of(d.address, VERSIONING)
        return any(block(v.attrs, "versioning_configuration").get("status") == "Enabled" for v in separate)


def _concerns(book: Book, rule: Mapping[str, Any], prefixes: list[str]) -> bool:
    """Whether a rule touches records: it has no filter, or its prefix overlaps one under which records are written."""
    inner = block(rule, "filter")
    both = block(inner, "and")
    if any(k in part for part in (inner, both, rule) for k in ("tag", "tags") if part.get(k)):
        return False
    own = text(book.spell(rule.get("prefix") or inner.get("prefix") or both.get("prefix")), "")
    stem = own if isinstance(own, str) else ""
    return not stem or any(p.startswith(stem) or stem.startswith(p) for p in prefixes)


def _days(rule: Mapping[str, Any], versioned: bool) -> Fact[int | None]:
    first = number(block(rule, "expiration").get("days"))
    if first is None or not versioned or not known(first):
        return first or None
    older = block(rule, "noncurrent_version_expiration")
    later = number(older.get("noncurrent_days") if older.get("noncurrent_days") is not None else older.get("days"))
    return first + later if isinstance(later, int) else later
