# SPDX-License-Identifier: Apache-2.0
"""File systems: EFS and FSx.

EFS is encrypted only where it says so, and takes NFS without TLS unless its policy denies it
(docs.aws.amazon.com/efs/latest/ug/security_iam_resource-based-policy-examples.html, "Enforce in-transit encryption").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from intramuros.estate.access import PolicyDocument
from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Fact, Unknown, either
from intramuros.sources.attributes import blocks, text
from intramuros.sources.aws.common import Parts, addresses, documents, head, owner, region_of, where
from intramuros.sources.aws.gates import GROUPS
from intramuros.sources.aws.seals import encrypted, keyed, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

EFS = "aws_efs_file_system"
FSX: Final = ("aws_fsx_lustre_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_windows_file_system")
_KINDS: Final = {
    "aws_efs_file_system_policy": "file_system_id",
    "aws_efs_mount_target": "file_system_id",
    "aws_efs_replication_configuration": "source_file_system_id",
}


def file_systems(book: Book) -> Iterator[DataStore]:
    """Every EFS file system with its policy, mount targets and replicas."""
    parts = Parts(book, _KINDS, EFS)
    for d in book.of(EFS):
        policies = tuple(p for s in parts.of(d.address, "aws_efs_file_system_policy") for p in documents(book, s, "policy"))
        mounts = parts.of(d.address, "aws_efs_mount_target")
        yield DataStore(
            **_named(book, d),
            kind="file-share",
            seal=encrypted(book, d, "encrypted", "kms_key_id", managed="aws/elasticfilesystem"),
            transport=transport(d, refuses_plain(policies), "NFS without TLS is refused by its file system policy alone"),
            places=tuple(p for s in parts.of(d.address, "aws_efs_replication_configuration") for p in _replicas(book, s)),
            policies=policies,
            subnets=tuple(a for m in mounts for a in addresses(book, m.attrs.get("subnet_id"), "aws_subnet", "aws_default_subnet")),
            rule_sets=tuple(dict.fromkeys(a for m in mounts for a in addresses(book, m.attrs.get("security_groups"), *GROUPS))),
        )


def _named(book: Book, d: Declared) -> dict[str, Any]:
    fields = head(book, d)
    tagged = fields["tags"].get("Name") if isinstance(fields["tags"], dict) else None
    return {**fields, "name": fields["name"] or tagged or text(book.spell(d.attrs.get("creation_token")))}


def _replicas(book: Book, d: Declared) -> Iterator[Place]:
    for one in blocks(d.attrs, "destination"):
        to = owner(book, one.get("file_system_id"), EFS)
        stated = text(book.spell(one.get("region")))
        zone = text(book.spell(one.get("availability_zone_name")))
        there = stated or (zone[:-1] if isinstance(zone, str) and zone else None) or (region_of(book.by_address[to]) if to else None)
        unsure = Unknown(f"where `{d.address}` replicates to")
        yield Place(kind="replica", where=there or unsure, address=d.address, origin=where(d, "destination"), to=to, why="EFS replication")


def refuses_plain(policies: Iterable[PolicyDocument]) -> Fact[bool]:
    """Whether policies keep out connections without TLS: by a deny, or because every allow asks for TLS."""
    facts: list[Fact[bool]] = []
    for policy in policies:
        if isinstance(policy.document, Unknown):
            facts.append(policy.document)
            continue
        found = policy.document.get("Statement", [])
        statements = [s for s in (found if isinstance(found, list) else [found]) if isinstance(s, Mapping)]
        allows = [s for s in statements if s.get("Effect") == "Allow"]
        denies = any(s.get("Effect") == "Deny" and _everyone(s) and _says(s, "false") for s in statements)
        facts.append(denies or (bool(allows) and all(_says(s, "true") for s in allows)))
    return either(*facts)


def _everyone(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    return principal == "*" or (isinstance(principal, Mapping) and principal.get("AWS") in ("*", ["*"]))


def _says(statement: Mapping[str, Any], value: str) -> bool:
    """Whether the condition is on aws:SecureTransport, and (a deny) on nothing else."""
    condition = statement.get("Condition")
    if not isinstance(condition, Mapping) or (value == "false" and len(condition) != 1):
        return False
    keys = condition.get("Bool")
    if not isinstance(keys, Mapping) or (value == "false" and len(keys) != 1):
        return False
    found = next((v for k, v in keys.items() if str(k).casefold() == "aws:securetransport"), None)
    return [str(v).casefold() for v in (found if isinstance(found, list) else [found])] == [value]


def fsx(book: Book) -> Iterator[DataStore]:
    """Every FSx file system: always encrypted, with aws/fsx unless a key is named."""
    for d in book.of(*FSX):
        yield DataStore(
            **_named(book, d),
            kind="file-share",
            seal=keyed(book, d, d.attrs.get("kms_key_id"), "no kms_key_id: aws/fsx", at=("kms_key_id",), provider_kms=True),
            places=tuple(_fsx_links(book, d)),
            subnets=addresses(book, d.attrs.get("subnet_ids"), "aws_subnet", "aws_default_subnet"),
            rule_sets=addresses(book, d.attrs.get("security_group_ids"), *GROUPS),
        )


def _fsx_links(book: Book, d: Declared) -> Iterator[Place]:
    """Lustre exports its files to a bucket."""
    path = d.attrs.get("export_path")
    if isinstance(path, str):
        stem = path.removeprefix("s3://").split("/", 1)[0]
        to = owner(book, stem, "aws_s3_bucket")
        there = (region_of(book.by_address[to]) if to else None) or Unknown(f"the region of the bucket that `{d.address}` exports to")
        yield Place(kind="replica", where=there, address=d.address, origin=where(d, "export_path"), to=to, why="exported to a bucket")
