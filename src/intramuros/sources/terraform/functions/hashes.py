# SPDX-License-Identifier: Apache-2.0
"""Digests and name-based identifiers.

https://developer.hashicorp.com/terraform/language/functions#hash-and-crypto-functions
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Final

from intramuros.sources.terraform.values import Mistake

_NAMESPACES: Final = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}


def hex_digest(algorithm: str, data: bytes) -> str:
    """A digest in hexadecimal."""
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def base64_digest(algorithm: str, data: bytes) -> str:
    """A digest in Base64."""
    return base64.b64encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()).decode()


def md5(text: str) -> str:
    """MD5 in hexadecimal."""
    return hex_digest("md5", text.encode())


def sha1(text: str) -> str:
    """SHA-1 in hexadecimal."""
    return hex_digest("sha1", text.encode())


def sha256(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hex_digest("sha256", text.encode())


def sha512(text: str) -> str:
    """SHA-512 in hexadecimal."""
    return hex_digest("sha512", text.encode())


def base64sha256(text: str) -> str:
    """SHA-256 in Base64."""
    return base64_digest("sha256", text.encode())


def base64sha512(text: str) -> str:
    """SHA-512 in Base64."""
    return base64_digest("sha512", text.encode())


def uuidv5(namespace: str, name: str) -> str:
    """The identifier of a name in a namespace."""
    try:
        space = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError as problem:
        raise Mistake("the namespace is no UUID") from problem
    return str(uuid.uuid5(space, name))
