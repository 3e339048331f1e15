# SPDX-License-Identifier: Apache-2.0
"""EBS volumes, snapshots and machine images: sealed as what they are made from, shared by launch and volume permissions.

docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html: a volume of an encrypted snapshot is encrypted with the snapshot's key;
encryption by default of a region's account encrypts every other new volume with the account's default key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.stores import DataStore, Seal, Share
from intramuros.estate.values import Fact, Unknown, readable
from intramuros.sources.attributes import blocks, switch, text
from intramuros.sources.aws.common import Parts, address_or_id, first, head, owner, region_of, where
from intramuros.sources.aws.seals import encrypted, keyed, provided, unknown_seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

VOLUME = "aws_ebs_volume"
SNAPSHOTS: Final = ("aws_ebs_snapshot", "aws_ebs_snapshot_copy", "aws_ebs_snapshot_import")
IMAGES: Final = ("aws_ami", "aws_ami_copy", "aws_ami_from_instance")
BY_DEFAULT = "aws_ebs_encryption_by_default"
DEFAULT_KEY = "aws_ebs_default_kms_key"
_SOURCES: Final = (VOLUME, *SNAPSHOTS, *IMAGES)
_DEPTH = 8


def default_seal(book: Book, d: Declared, *at: str) -> Seal | None:
    """The seal that encryption by default gives in this account and region; None where it is not declared to be on."""
    for one in book.of(BY_DEFAULT):
        if _together(one, d) and switch(one.attrs.get("enabled"), True) is True:
            key = next((k.attrs.get("key_arn") for k in book.of(DEFAULT_KEY) if _together(k, d)), None)
            return keyed(book, d, key, "encryption by default with aws/ebs", at=at, provider_kms=True)
    return None


def _keyless(book: Book, d: Declared, *at: str) -> Seal:
    """Encrypted, and no key named: the account's default key, as far as it is sure that it counts.

    Sources agree where encryption by default is on (docs.aws.amazon.com, API_ModifyEbsDefaultKmsKeyId). Where a default key is declared
    without it the provider's own pages differ (`aws_ebs_default_kms_key`: the resource's page says it counts, the data source's does not).
    """
    found = default_seal(book, d, *at)
    if found is not None:
        return found
    if any(_together(k, d) for k in book.of(DEFAULT_KEY)):
        why = f"whether the default EBS key seals `{d.address}`: it names no key, and encryption by default is not declared to be on"
        return unknown_seal(d, Unknown(why), *at[:1])
    return provided(d, "encrypted without kms_key_id is the key aws/ebs", *at, provider_kms=True)


def _together(one: Declared, other: Declared) -> bool:
    return region_of(one) == region_of(other) and one.home.account == other.home.account


def volume_seal(book: Book, d: Declared, attrs: dict[str, Any], *at: str) -> Seal:
    """The seal of a volume or block device: what it states, else its snapshot's, else the account's default."""
    key = attrs.get("kms_key_id")
    if key not in (None, "") and attrs.get("encrypted") is None:
        return keyed(book, d, key, "", at=at)
    if attrs.get("encrypted") in (None, False):
        taken = _of_snapshot(book, d, attrs.get("snapshot_id"), _DEPTH) or default_seal(book, d, *at)
        if taken is not None:
            return taken
    if attrs.get("encrypted") is True and key in (None, ""):
        return _keyless(book, d, *at)
    stand_in = Declared(address=d.address, type=d.type, attrs=attrs, origin=where(d, *at), lines=d.lines, home=d.home)
    return encrypted(book, stand_in, "encrypted", "kms_key_id", managed="aws/ebs")


def _of_snapshot(book: Book, d: Declared, snapshot: Any, depth: int) -> Seal | None:
    if snapshot in (None, "") or not depth:
        return None
    source = owner(book, snapshot, *SNAPSHOTS)
    if source is None:
        said = readable(str(book.spell(snapshot))) if isinstance(snapshot, str) else "its snapshot"
        return unknown_seal(d, Unknown(f"the encryption of the snapshot `{said}`"), "snapshot_id")
    found = seal_of(book, book.by_address[source], depth - 1)
    return None if found.state == "none" else found


def seal_of(book: Book, d: Declared, depth: int = _DEPTH) -> Seal:
    """The seal of a volume, snapshot or image."""
    if d.type == VOLUME:
        return volume_seal(book, d, d.attrs, "encrypted", "kms_key_id")
    if d.attrs.get("kms_key_id") not in (None, ""):
        return keyed(book, d, d.attrs.get("kms_key_id"), "", at=("kms_key_id",))
    source = source_of(book, d)
    if switch(d.attrs.get("encrypted"), False) is True:
        return _keyless(book, d, "encrypted")
    if source is None or not depth:
        return unknown_seal(d, Unknown(f"the encryption of what `{d.address}` is made from, which is not in the estate"))
    return seal_of(book, book.by_address[source], depth - 1)


def source_of(book: Book, d: Declared) -> str | None:
    """The volume, snapshot or image that a snapshot, image or volume is made from."""
    keys = ("volume_id", "source_snapshot_id", "snapshot_id", "source_ami_id", "root_snapshot_id")
    direct = next((a for k in keys if (a := owner(book, d.attrs.get(k), *_SOURCES))), None)
    if direct or d.type not in IMAGES:
        return direct
    return next((a for b in blocks(d.attrs, "ebs_block_device") if (a := owner(book, b.get("snapshot_id"), *SNAPSHOTS))), None)


def disks(book: Book) -> Iterator[DataStore]:
    """Every separate EBS volume."""
    for d in book.of(VOLUME):
        source = source_of(book, d)
        yield DataStore(**_named(book, d), kind="disk", seal=seal_of(book, d), copy_of=(source,) if source else ())


def snapshots(book: Book) -> Iterator[DataStore]:
    """Every EBS snapshot and copy, with the accounts it is shared with."""
    parts = Parts(book, {"aws_snapshot_create_volume_permission": "snapshot_id"}, *SNAPSHOTS)
    for d in book.of(*SNAPSHOTS):
        source = source_of(book, d)
        shares = tuple(_volume_share(book, s) for s in parts.of(d.address, "aws_snapshot_create_volume_permission"))
        kept = tuple(s for s in shares if s.to != "all" or not _public_sharing_blocked(book, d))
        fields = {**_named(book, d), "region": _beside(book, d, source)}
        yield DataStore(**fields, kind="snapshot", seal=seal_of(book, d), copy_of=(source,) if source else (), shares=kept)


def _beside(book: Book, d: Declared, source: str | None) -> Fact[str | None]:
    """A snapshot lies in the region of its volume, which may say where it is when the provider does not."""
    own = region_of(d)
    if isinstance(own, str) or d.type != "aws_ebs_snapshot" or source not in book.by_address:
        return own
    return region_of(book.by_address[source])


def _volume_share(book: Book, d: Declared) -> Share:
    stated = first(d.attrs, "account_id", "group")
    to = text(book.spell(stated))
    return Share(to=to if to is not None else Unknown(f"whom `{d.address}` shares with"), address=d.address, origin=d.origin)


def _public_sharing_blocked(book: Book, d: Declared) -> bool:
    """`block-all-sharing` also makes what was public private again; `block-new-sharing` does not."""
    blockers = book.of("aws_ebs_snapshot_block_public_access")
    return any(b.attrs.get("state") == "block-all-sharing" and _together(b, d) for b in blockers)


def images(book: Book) -> Iterator[DataStore]:
    """Every machine image that the estate makes, with its launch permissions."""
    parts = Parts(book, {"aws_ami_launch_permission": "image_id"}, *IMAGES)
    for d in book.of(*IMAGES):
        source = source_of(book, d) or owner(book, d.attrs.get("source_instance_id"), "aws_instance")
        shares = tuple(_launch_share(book, s) for s in parts.of(d.address, "aws_ami_launch_permission"))
        seal = _instance_seal(book, d) if d.type == "aws_ami_from_instance" else seal_of(book, d)
        yield DataStore(**_named(book, d), kind="machine-image", seal=seal, copy_of=(source,) if source else (), shares=shares)


def _instance_seal(book: Book, d: Declared) -> Seal:
    """An image of an instance is sealed as the instance's root disk."""
    source = owner(book, d.attrs.get("source_instance_id"), "aws_instance")
    if source is None:
        return unknown_seal(d, Unknown(f"the encryption of the instance behind `{d.address}`"), "source_instance_id")
    instance = book.by_address[source]
    found = blocks(instance.attrs, "root_block_device")
    return volume_seal(book, instance, found[0] if found else {}, "root_block_device")


def _launch_share(book: Book, d: Declared) -> Share:
    stated = first(d.attrs, "account_id", "group", "organization_arn", "organizational_unit_arn")
    to: Fact[str | None] = text(book.spell(stated))
    return Share(to=to if to is not None else Unknown(f"whom `{d.address}` shares with"), address=d.address, origin=d.origin)


def _named(book: Book, d: Declared) -> dict[str, Any]:
    """Volumes and snapshots have no name but their `Name` tag."""
    fields = head(book, d)
    tagged = fields["tags"].get("Name") if isinstance(fields["tags"], dict) else None
    return {**fields, "name": fields["name"] or tagged}


def attached(book: Book, instance: Declared) -> tuple[Fact[str], ...]:
    """Volumes that `aws_volume_attachment` joins to an instance."""
    found = []
    for one in book.of("aws_volume_attachment"):
        if owner(book, one.attrs.get("instance_id"), "aws_instance") == instance.address:
            volume = address_or_id(book, one.attrs.get("volume_id"), VOLUME)
            found += [volume] if volume is not None else []
    return tuple(found)
