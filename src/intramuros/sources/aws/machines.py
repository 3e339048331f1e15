# SPDX-License-Identifier: Apache-2.0
"""What machines of every kind share: commands, block devices with their seals, trusted execution, the role behind a profile."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.stores import Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic
from intramuros.estate.workloads import InlineDisk
from intramuros.sources.attributes import block, blocks, switch, text
from intramuros.sources.aws.common import identity
from intramuros.sources.aws.disks import IMAGES, default_seal, seal_of, volume_seal
from intramuros.sources.aws.seals import unknown_seal
from intramuros.sources.aws.wiring import given, line_of, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

MAX_TEXT: Final = 1_000_000
"""User data holds 16 KB; this bounds what a hostile one unpacks to."""
_BASE64: Final = lazy(r"[A-Za-z0-9+/\s]{8,}={0,2}\s*")

_HASH: Final = lazy(r"[0-9a-f]{40}")
"""What the provider keeps of plain user data in plans and states (SHA-1)."""


def commands_of(attrs: Mapping[str, Any], *keys: str) -> tuple[Fact[str], ...]:
    """Start-up scripts as text, whether plain, base64 or compressed."""
    return tuple(decoded(v) for k in keys if (v := attrs.get(k)) not in (None, ""))


def decoded(value: Any) -> Fact[str]:
    """User data as text; what is not base64 is text already."""
    said = text(value)
    if isinstance(said, Unknown):
        return said
    plain = said or ""
    if _HASH.fullmatch(plain):
        return Unknown("the plan holds the user data as a hash only")
    if is_symbolic(plain) or len(plain) > MAX_TEXT or not _BASE64.fullmatch(plain):
        return plain
    try:
        return _unpacked(base64.b64decode(plain, validate=False)).decode("utf-8")
    except (binascii.Error, ValueError, zlib.error):
        return plain


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, MAX_TEXT)


def roles_of(book: Book, *values: Any) -> tuple[Fact[str], ...]:
    """Roles, through instance profiles."""
    return given(identity(book, v) for v in values if v not in (None, ""))


def confidential(attrs: Mapping[str, Any]) -> tuple[Fact[bool], str]:
    """Whether a machine has a Nitro enclave or AMD SEV-SNP switched on, and what says so.

    https://docs.aws.amazon.com/enclaves/latest/user/nitro-enclave.html, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sev-snp.html
    """
    enclave = switch(block(attrs, "enclave_options").get("enabled"), False)
    memory = text(block(attrs, "cpu_options").get("amd_sev_snp"), "disabled")
    if enclave is True:
        return True, "enclave_options.enabled = true"
    if isinstance(memory, str) and memory.casefold() == "enabled":
        return True, "cpu_options.amd_sev_snp = enabled"
    missing = next((f for f in (enclave, memory) if isinstance(f, Unknown)), None)
    return missing or False, missing.why if missing else "no enclave_options, no AMD SEV-SNP"


def instance_disks(book: Book, d: Declared) -> Iterator[InlineDisk]:
    """Root, EBS and instance-store devices of an instance or launch configuration."""
    missing = stated(d, "root_block_device")
    if isinstance(missing, Unknown):
        yield InlineDisk(name="root_block_device", seal=unknown_seal(d, missing, "root_block_device"))
    elif not blocks(d.attrs, "root_block_device"):
        yield InlineDisk(name="root_block_device", seal=bare_root(book, d, d.attrs.get("ami") or d.attrs.get("image_id")))
    for key in ("root_block_device", "ebs_block_device"):
        for index, device in enumerate(blocks(d.attrs, key)):
            name = str(device.get("device_name") or key)
            root = key == "root_block_device" and device.get("encrypted") in (None, False) and not device.get("kms_key_id")
            seal = (
                bare_root(book, d, d.attrs.get("ami") or d.attrs.get("image_id"))
                if root
                else volume_seal(book, d, device, f"{key}[{index}]", key)
            )
            yield InlineDisk(name=name, seal=seal)
    for index, device in enumerate(blocks(d.attrs, "ephemeral_block_device")):
        yield _instance_store(d, device, line_of(d, "ephemeral_block_device", index))


def _instance_store(d: Declared, device: Mapping[str, Any], origin: Any) -> InlineDisk:
    seal = Seal(state="provider-key", address=d.address, origin=origin, why="instance store dies with its host")
    return InlineDisk(name=str(device.get("device_name") or "ephemeral"), seal=seal, ephemeral=True)


def bare_root(book: Book, d: Declared, image: Any) -> Seal:
    """A root disk of which nothing is said: sealed as its image is, else as the account's default says, else not at all."""
    found = book.resolve(image, *IMAGES)
    own = book.by_address.get(found) if isinstance(found, str) else None
    if own is not None and own.mode == "managed":
        made = seal_of(book, own)
        if made.state != "none":
            return made
    default = default_seal(book, d, "root_block_device")
    if default is not None:
        return default
    why = "root_block_device does not ask for encryption, and the account does not encrypt by default"
    return Seal(state="none", address=d.address, origin=line_of(d, "root_block_device"), why=why)


def template_disks(book: Book, d: Declared) -> Iterator[InlineDisk]:
    """Devices of a launch template; the root disk keeps its image's seal unless a mapping says otherwise."""
    mapped = blocks(d.attrs, "block_device_mappings")
    for index, device in enumerate(mapped):
        origin = line_of(d, "block_device_mappings", index)
        if device.get("virtual_name"):
            yield _instance_store(d, device, origin)
        for ebs in blocks(device, "ebs"):
            flag = switch(ebs.get("encrypted") or None, False)
            attrs = {**ebs, "encrypted": flag, "kms_key_id": ebs.get("kms_key_id") or None}
            seal = volume_seal(book, d, attrs, f"block_device_mappings[{index}]", "block_device_mappings")
            yield InlineDisk(name=str(device.get("device_name") or "device"), seal=seal)
    if not mapped:
        yield InlineDisk(name="root", seal=bare_root(book, d, d.attrs.get("image_id")))
