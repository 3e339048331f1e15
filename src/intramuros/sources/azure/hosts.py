# SPDX-License-Identifier: Apache-2.0
"""What every Azure workload has in common: disks under encryption sets, commands, settings, images."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.stores import Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic
from intramuros.estate.workloads import InlineDisk, Setting
from intramuros.sources.attributes import block, blocks, text, texts, unknown_in
from intramuros.sources.azure.seals import key_address
from intramuros.sources.azure.wiring import denoted, line_of, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ENCRYPTION_SET = "azurerm_disk_encryption_set"
LONGEST = 1_000_000
"""Characters of user data that are decoded; Azure takes 64 KB."""


def set_seal(book: Book, d: Declared, value: Any, key: str, index: int | None = None) -> Seal:
    """How a disk is sealed by the encryption set that `value` (found under `key`) names.

    Every encryption set holds a customer's key (its three `encryption_type`s only say what lies around it); encryption at host
    uses the platform's where there is no set.
    """
    origin = line_of(d, key, index)
    named = denoted(book, d, value, key, ENCRYPTION_SET)
    if named is None or named == "":
        return Seal(state="provider-key", address=d.address, origin=origin, why="no disk encryption set: a key that Microsoft holds")
    if isinstance(named, Unknown):
        return Seal(state=named, address=d.address, origin=origin, why=named.why)
    own = book.by_address.get(named)
    if own is None or own.mode == "data":
        hidden = Unknown(f"the key of the disk encryption set `{named}` is not declared")
        return Seal(state="customer-key", address=d.address, origin=origin, key=hidden, why=f"disk encryption set {named}")
    sealed_with = key_address(book, own.attrs.get("key_vault_key_id") or own.attrs.get("managed_hsm_key_id"))
    return Seal(state="customer-key", address=d.address, origin=origin, key=sealed_with, why=f"disk encryption set {named}")


def os_disk(book: Book, d: Declared) -> Iterator[InlineDisk]:
    """The operating system's disk; a confidential VM names its set apart from the ordinary ones."""
    missing = unknown_in(d.attrs, "os_disk")
    if missing:
        seal = Seal(state=missing, address=d.address, origin=line_of(d, "os_disk"), why=missing.why)
        yield InlineDisk(name="os_disk", seal=seal)
    for index, own in enumerate(blocks(d.attrs, "os_disk")[:1]):
        value = own.get("secure_vm_disk_encryption_set_id") or own.get("disk_encryption_set_id")
        yield InlineDisk(name="os_disk", seal=set_seal(book, d, value, "os_disk", index), ephemeral=is_ephemeral(own))


def is_ephemeral(disk: Mapping[str, Any]) -> bool:
    """Whether a disk lives on the host and dies with it (`diff_disk_settings { option = "Local" }`)."""
    return str(block(disk, "diff_disk_settings").get("option", "")).casefold() == "local"


def data_disks(book: Book, d: Declared) -> Iterator[InlineDisk]:
    """Data disks declared inside a scale set."""
    missing = unknown_in(d.attrs, "data_disk")
    if missing:
        yield InlineDisk(name="data_disk", seal=Seal(state=missing, address=d.address, origin=line_of(d, "data_disk"), why=missing.why))
    for index, own in enumerate(blocks(d.attrs, "data_disk")):
        seal = set_seal(book, d, own.get("disk_encryption_set_id"), "data_disk", index)
        yield InlineDisk(name=f"data_disk[{index}]", seal=seal)


def decoded(value: Any) -> Fact[str | None]:
    """Base64 user data as text; what is no base64 as it is."""
    found = text(value)
    if not isinstance(found, str) or is_symbolic(found) or len(found) > LONGEST:
        return found
    try:
        return base64.b64decode(found, validate=True).decode("utf-8", errors="replace")
    except (binascii.Error, ValueError):
        return found


def extension_commands(attrs: Mapping[str, Any], *keys: str) -> tuple[Fact[str], ...]:
    """What a VM extension runs: its command, script and the files it fetches, from settings that are JSON text."""
    found: list[Fact[str]] = []
    for key in keys or ("settings", "protected_settings"):
        value = text(attrs.get(key))
        if isinstance(value, str):
            found += _from_json(value)
        elif value is not None:
            found.append(value)
    return tuple(found)


def _from_json(value: str) -> Iterator[Fact[str]]:
    try:
        settings = json.loads(value)
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        yield value
        return
    for key in ("commandToExecute", "fileUris"):
        yield from texts(settings.get(key))
    script = decoded(settings.get("script"))
    if script is not None:
        yield script


def images_of(book: Book, attrs: Mapping[str, Any]) -> tuple[Fact[str], ...]:
    """The machine image: an id, or `publisher:offer:sku:version`."""
    named = many(book, attrs.get("source_image_id"))
    parts = [*blocks(attrs, "source_image_reference"), *blocks(attrs, "storage_image_reference")]
    spelled = (":".join(str(p.get(k, "")) for k in ("publisher", "offer", "sku", "version")) for p in parts)
    return (*named, *(s for s in spelled if s != ":::"))


def settings_of(value: Any, origin: Origin, where: str = "environment") -> Iterator[Setting]:
    """A map of plain variables."""
    if isinstance(value, Unknown):
        yield Setting(name="*", value=value, origin=origin, where=where)
    elif isinstance(value, Mapping):
        for name, content in value.items():
            yield Setting(name=str(name), value=text(content), origin=origin, where=where)
