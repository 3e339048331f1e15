# SPDX-License-Identifier: Apache-2.0
"""Managed disks, snapshots, images and galleries: sealed by a disk encryption set, or by what their source is sealed with.

learn.microsoft.com/azure/virtual-machines/disk-encryption: snapshots and images made of a disk carry its encryption set.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.gate import Gate
from intramuros.estate.stores import DataStore, Place, Seal, Share
from intramuros.estate.values import Unknown, readable
from intramuros.sources.attributes import block, blocks, text
from intramuros.sources.azure.common import address_or_id, children, first, head, owner, provider_seal, region, where
from intramuros.sources.azure.recipes import public_switch
from intramuros.sources.azure.seals import gate, key_address
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

DISK, SNAPSHOT, IMAGE = "azurerm_managed_disk", "azurerm_snapshot", "azurerm_image"
VERSION, GALLERY = "azurerm_shared_image_version", "azurerm_shared_image_gallery"
SET = "azurerm_disk_encryption_set"
SOURCES = ("source_resource_id", "source_uri", "gallery_image_reference_id", "image_reference_id")
DEPTH = 8
"""Copies of copies: a chain longer than this is cut."""


def disks(book: Book) -> Iterator[DataStore]:
    """Managed disks and snapshots."""
    for d in book.of(DISK, SNAPSHOT):
        source = address_or_id(book, first(d.attrs, *SOURCES), DISK, SNAPSHOT, VERSION)
        yield DataStore(
            **head(book, d),
            kind="disk" if d.type == DISK else "snapshot",
            seal=seal_of(book, d),
            copy_of=(source,) if isinstance(source, str) else (),
            gate=_export_gate(book, d),
        )


def set_seal(book: Book, declared: Declared, value: object, *keys: str) -> Seal:
    """Sealed through the disk encryption set that `value` names, as far as that set holds a customer's key."""
    found = address_or_id(book, value, SET)
    origin = where(declared, *keys)
    if found is None:
        return provider_seal(declared, "no disk encryption set: a key that Microsoft holds")
    if isinstance(found, Unknown):
        return Seal(state=found, address=declared.address, origin=origin, why=found.why)
    chosen = book.by_address.get(found)
    if chosen is None:
        why = f"encryption set `{readable(found)}`, which stands outside what was read"
        return Seal(state="customer-key", address=declared.address, origin=origin, why=why)
    key = key_address(book, first(chosen.attrs, "key_vault_key_id", "managed_hsm_key_id"))
    return Seal(state="customer-key", address=declared.address, origin=origin, key=key, why=f"sealed through {chosen.address}")


def seal_of(book: Book, d: Declared, depth: int = DEPTH) -> Seal:
    """A disk's own encryption set; a copy without one has that of its source."""
    own = first(d.attrs, "disk_encryption_set_id", "secure_vm_disk_encryption_set_id")
    if own is not None:
        return set_seal(book, d, own, "disk_encryption_set_id", "secure_vm_disk_encryption_set_id")
    source = address_or_id(book, first(d.attrs, *SOURCES), DISK, SNAPSHOT, VERSION)
    if source is None or depth == 0 or d.type == DISK:
        return provider_seal(d, "no disk encryption set: a key that Microsoft holds")
    made_of = book.by_address.get(source) if isinstance(source, str) else None
    if made_of is None:
        why = f"what `{d.address}` is made of stands outside what was read"
        return Seal(state=Unknown(why), address=d.address, origin=where(d, *SOURCES), why=why)
    inherited = seal_of(book, made_of, depth - 1)
    why = f"as its source {made_of.address}: {inherited.why}"
    return Seal(state=inherited.state, address=d.address, origin=d.origin, key=inherited.key, why=why)


def _export_gate(book: Book, d: Declared) -> Gate | None:
    """Export through a SAS is stopped by the network policy alone; where it stops nothing there is no gate."""
    policy = str(text(d.attrs.get("network_access_policy"), "AllowAll")).casefold()
    public = public_switch(d.attrs.get("public_network_access_enabled"))
    if policy in ("denyall", "allowprivate") or public is False:
        return gate(book, d, public=False, opens=False)
    return None


def images(book: Book) -> Iterator[DataStore]:
    """Images, and versions in shared galleries with the regions they are copied to."""
    for d in book.of(IMAGE):
        source = address_or_id(book, d.attrs.get("source_virtual_machine_id"))
        parts = [*blocks(d.attrs, "os_disk"), *blocks(d.attrs, "data_disk")]
        chosen = next((v for p in parts if (v := p.get("disk_encryption_set_id")) is not None), None)
        yield DataStore(
            **head(book, d),
            kind="machine-image",
            seal=set_seal(book, d, chosen, "os_disk"),
            copy_of=(source,) if isinstance(source, str) else (),
        )
    for d in book.of(VERSION):
        source = address_or_id(book, first(d.attrs, "managed_image_id", "os_disk_snapshot_id", "blob_uri"))
        yield DataStore(
            **head(book, d),
            kind="machine-image",
            seal=_version_seal(book, d),
            places=tuple(_targets(book, d)),
            copy_of=(source,) if isinstance(source, str) else (),
            shares=tuple(_community(book, d)),
        )


def _version_seal(book: Book, d: Declared) -> Seal:
    """Each target region may name an encryption set; one without leaves that copy with Microsoft's key."""
    targets = blocks(d.attrs, "target_region")
    plain = next((t for t in targets if t.get("disk_encryption_set_id") is None), None)
    if plain is not None or not targets:
        return provider_seal(d, "a target region without a disk encryption set", "target_region")
    return set_seal(book, d, targets[0].get("disk_encryption_set_id"), "target_region")


def _community(book: Book, d: Declared) -> Iterator[Share]:
    """A community gallery shows its images to every tenant (…/azure/virtual-machines/share-gallery-community)."""
    found = owner(book, d.attrs.get("gallery_name"), GALLERY)
    gallery = book.by_address.get(found or "")
    if gallery and str(text(block(gallery.attrs, "sharing").get("permission"))).casefold() == "community":
        yield Share(to="all", address=gallery.address, origin=where(gallery, "sharing"))


def _targets(book: Book, d: Declared) -> Iterator[Place]:
    home = region(book, d.attrs.get("location"))
    for one in blocks(d.attrs, "target_region"):
        found = region(book, one.get("name"))
        if found is not None and found != home:
            yield Place(kind="replica", where=found, address=d.address, origin=where(d, "target_region"), why="target_region")


def attached(book: Book, machine: Declared) -> tuple[str, ...]:
    """Addresses of the managed disks that are attached to a machine."""
    links = children(book, "azurerm_virtual_machine_data_disk_attachment", "virtual_machine_id", machine)
    found = (owner(book, one.attrs.get("managed_disk_id"), DISK) for one in links)
    return tuple(a for a in found if a)
