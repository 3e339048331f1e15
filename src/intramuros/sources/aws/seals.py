# SPDX-License-Identifier: Apache-2.0
"""With whose key something is encrypted: KMS key ids, ARNs and aliases as AWS services take them.

A key named `alias/aws/…` is AWS's own, in the customer's account but not the customer's to withdraw
(https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html, "AWS managed keys").
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from intramuros.estate.stores import Seal, Transport
from intramuros.estate.values import Fact, Unknown, readable
from intramuros.sources.attributes import switch
from intramuros.sources.aws.common import first, owner, region_of, where
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

KEYS = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key")
_NAMED = (*KEYS, "aws_kms_alias")
NO_KEY = ("", "AWS_OWNED_KMS_KEY", "AWS_OWNED_KEY", "AWS_OWNED_CMK")


class KeyRef(Struct, frozen=True):
    """A key as a store names it."""

    key: Fact[str | None]
    """Address of the key, else its ARN or alias."""
    provider: Fact[bool]


def key_ref(book: Book, value: Any) -> KeyRef:
    """The key that an id, ARN or alias denotes, and whether it is AWS's own."""
    found = book.resolve(value, *_NAMED)
    if isinstance(found, Unknown):
        return KeyRef(found, found)
    at = book.by_address.get(found or "")
    if at is None:
        return KeyRef(found, "alias/aws/" in str(found))
    if at.type == "aws_kms_alias":
        return _through_alias(book, at)
    looked_up = str(book.spell(at.attrs.get("key_id") or "")) if at.mode == "data" else ""
    if "alias/aws/" in looked_up:
        return KeyRef(found, True)
    own = owner(book, looked_up, "aws_kms_alias", *KEYS) if looked_up else None
    return key_ref(book, looked_up) if own not in (None, at.address) else KeyRef(found, False)


def _through_alias(book: Book, alias: Declared) -> KeyRef:
    name = str(book.spell(alias.attrs.get("name") or ""))
    if name.startswith("alias/aws/"):
        return KeyRef(alias.address, True)
    target = alias.attrs.get("target_key_id")
    if target is None and alias.mode == "data":
        named = [a for a in book.of("aws_kms_alias") if book.spell(a.attrs.get("name")) == name and region_of(a) == region_of(alias)]
        return _through_alias(book, named[0]) if named else KeyRef(alias.address, False)
    key = owner(book, target, *KEYS)
    return KeyRef(key or alias.address, False)


def key_of(book: Book, value: Any) -> Fact[str | None]:
    """Address (else ARN) of the customer's key that `value` names; None for none or one of AWS's own."""
    if value is None or value in NO_KEY:
        return None
    ref = key_ref(book, value)
    return None if ref.provider is True else ref.key


def keyed(book: Book, d: Declared, value: Any, without: str, *, at: tuple[str, ...] = (), provider_kms: bool = False) -> Seal:
    """Sealed with the key that `value` names; with the provider's own where it names none, for the reason `without`."""
    place: dict[str, Any] = {"address": d.address, "origin": where(d, *at)}
    if value is None or value in NO_KEY:
        return Seal(state="provider-key", why=without, provider_kms=provider_kms, **place)
    ref = key_ref(book, value)
    if isinstance(ref.provider, Unknown):
        return Seal(state=Unknown(f"whose key seals `{d.address}`: {ref.provider.why}"), **place)
    if ref.provider:
        return Seal(state="provider-key", why=f"`{readable(str(ref.key))}` is a key of AWS", provider_kms=True, **place)
    return Seal(state="customer-key", key=ref.key, why=f"key {readable(str(ref.key))}", **place)


def unsealed(d: Declared, why: str, *at: str) -> Seal:
    """Not encrypted at rest."""
    return Seal(state="none", address=d.address, origin=where(d, *at), why=why)


def provided(d: Declared, why: str, *at: str, provider_kms: bool = False) -> Seal:
    """Encrypted with a key that AWS holds."""
    return Seal(state="provider-key", address=d.address, origin=where(d, *at), why=why, provider_kms=provider_kms)


def unknown_seal(d: Declared, missing: Unknown, *at: str) -> Seal:
    """Nobody can say how it is encrypted."""
    return Seal(state=missing, address=d.address, origin=where(d, *at), why=missing.why)


def encrypted(book: Book, d: Declared, flag: str, key: str | tuple[str, ...], *, default: bool = False, managed: str = "") -> Seal:
    """A pair of attributes: a switch, off unless `default`, and a key; without a key it is `managed`, the service's own."""
    keys = (key,) if isinstance(key, str) else key
    on = switch(d.attrs.get(flag), default)
    if isinstance(on, Unknown):
        return unknown_seal(d, on, flag)
    if not on:
        said = "is false" if d.attrs.get(flag) is not None else "defaults to false"
        return unsealed(d, f"{flag} {said}", flag)
    without = f"{flag} without {keys[0]} is the key {managed or 'of AWS'}"
    return keyed(book, d, first(d.attrs, *keys), without, at=(*keys, flag), provider_kms=bool(managed))


def transport(d: Declared, refuses: Fact[bool], why: str, *at: str) -> Transport:
    """Whether plain connections are refused, with what says so."""
    return Transport(refuses_plain=refuses, address=d.address, origin=where(d, *at), why=why)
