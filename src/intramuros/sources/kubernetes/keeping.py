# SPDX-License-Identifier: Apache-2.0
"""Secrets and ConfigMaps whose values stand in the files under review: whoever reads the repository has them.

A Secret's values are encoded, not encrypted (kubernetes.io/docs/concepts/configuration/secret). References (ExternalSecret, SealedSecret, a
Secret of SOPS) keep none, nor does a Secret that Terraform fills with what it computes elsewhere.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.resource import Cloud
from intramuros.estate.secrets import by_format, judge_setting, masked
from intramuros.estate.values import is_symbolic
from intramuros.estate.workloads import Image, SecretFound
from intramuros.sources.kubernetes.objects import Object, section

_SEALED: Final = ("ENC[", "vault:", "ref+", "<path:")
_LONGEST: Final = 500_000
_PLACES: Final = ("data", "stringData", "binaryData")


def kept(objects: list[Object], cloud: Cloud) -> Iterator[Image]:
    """Every Secret with values, and every ConfigMap with a credential among its values."""
    told: set[tuple[str, int]] = set()
    for o in objects:
        origin = o.declared.origin
        if o.kind not in ("Secret", "ConfigMap") or o.group or "sops" in o.body or (origin.file, origin.line) in told:
            continue  # what many kustomizations build of one file is told once
        told.add((origin.file, origin.line))
        found = tuple(_found(o))
        if found or (o.kind == "Secret" and any(section(o.body, k) for k in _PLACES)):
            yield Image(address=o.address, type=o.kind, cloud=cloud, origin=o.declared.origin, name=o.name, secrets=found)


def _found(o: Object) -> Iterator[SecretFound]:
    for place in _PLACES:
        for key, value in section(o.body, place).items():
            plain = _decoded(value) if o.kind == "Secret" and place == "data" else value
            if isinstance(plain, str) and not is_symbolic(plain) and len(plain) <= _LONGEST and not plain.startswith(_SEALED):
                yield from _judged(o, place, str(key), plain)


def _judged(o: Object, place: str, key: str, value: str) -> Iterator[SecretFound]:
    origin = o.origin(place)
    kind = by_format(value) if len(value) > 300 else judge_setting(key, value)
    if not kind and o.kind == "Secret" and '"auths"' in value and '"auth"' in value:
        kind = "credentials of a registry"
    if kind:
        yield SecretFound(
            kind=f"{kind} in a {o.kind}",
            hint=f"{key} = {masked(value)}",
            certain=True,
            origin=origin,
        )
    elif o.kind == "Secret" and judge_setting("secret", value):
        yield SecretFound(kind="a value of a Secret", hint=f"the value of {key}", certain=False, origin=origin)


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or is_symbolic(value) or value.startswith(_SEALED):
        return value
    try:
        return base64.b64decode(value, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return value


def maps(objects: list[Object]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """The plain values of ConfigMaps, by namespace and name."""
    return {(str(o.namespace), str(o.name)): section(o.body, "data") for o in objects if o.kind == "ConfigMap"}
