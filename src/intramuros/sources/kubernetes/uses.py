# SPDX-License-Identifier: Apache-2.0
"""Stores that pods read: by URL in commands and settings, by the volumes that CSI drivers mount.

Drivers: github.com/kubernetes-sigs/{blob-csi-driver,azurefile-csi-driver}, github.com/awslabs/mountpoint-s3-csi-driver,
github.com/kubernetes-sigs/aws-efs-csi-driver (parameters of their persistent volumes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, sole_symbol
from intramuros.estate.workloads import Setting, Use
from intramuros.sources.kubernetes.objects import Object, entries, section

_S3: Final = lazy(r"s3a?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])")
_BLOB: Final = lazy(r"https?://([a-z0-9]{3,24})\.(?:blob|dfs|file)\.core\.windows\.net(?:/([a-z0-9$-]{1,63}))?", re.IGNORECASE)
_LAKE: Final = lazy(r"(?:abfss?|wasbs?)://([a-z0-9$-]{1,63})@([a-z0-9]{3,24})\.(?:blob|dfs)\.core\.windows\.net", re.IGNORECASE)
_MODEL: Final = lazy(r"model|weights|checkpoint|lora|adapter", re.IGNORECASE)
_DRIVERS: Final = {
    "blob.csi.azure.com": ("storageAccount", "storageaccount"),
    "file.csi.azure.com": ("storageAccount", "storageaccount"),
    "s3.csi.aws.com": ("bucketName",),
    "efs.csi.aws.com": ("fileSystemId",),
}
LOOK_BACK: Final = 40
LONGEST: Final = 200_000
Role = Literal["weights", "unknown"]


class Stores:
    """The stores of one estate by the names that pods call them."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._by_name = {s.name.casefold(): s.address for s in reversed(estate.all(DataStore)) if isinstance(s.name, str)}

    def named(self, name: Any) -> Fact[str] | None:
        """The address of a store by name, id or reference; the name itself where the estate does not hold it."""
        if isinstance(name, Unknown) or name is None:
            return name
        symbol = sole_symbol(name)
        if symbol is not None and self._estate.find(symbol[0], DataStore) is not None:
            return symbol[0]
        found = self._estate.find(name, DataStore)
        return found.address if found is not None else self._by_name.get(str(name).casefold(), str(name))

    def part(self, account: str, container: str | None) -> Fact[str] | None:
        """A container of an account, else the account."""
        inner = next((s.address for s in self._estate.all(DataStore) if container and s.name == container and _in(s, account)), None)
        return inner or self.named(account)


def _in(store: DataStore, account: str) -> bool:
    return any(account.casefold() in i.casefold() for i in store.ids)


def uses(commands: Iterable[Fact[str]], settings: Iterable[Setting], stores: Stores, origin: Origin) -> Iterator[Use]:
    """Stores that commands and settings name by URL."""
    texts = [(c, "a command", False, origin) for c in commands if isinstance(c, str)]
    texts += [(s.value, f"the setting {s.name}", bool(_MODEL.search(s.name)), s.origin) for s in settings if isinstance(s.value, str)]
    for text, where, model, at in texts:
        for hit, target in _named_in(text[:LONGEST], stores):
            before = text[max(0, hit - LOOK_BACK) : hit]
            role: Role = "weights" if model or _MODEL.search(before) else "unknown"
            if target is not None:
                yield Use(target=target, role=role, origin=at, why=f"{where} names it")


def _named_in(text: str, stores: Stores) -> Iterator[tuple[int, Fact[str] | None]]:
    yield from ((m.start(), stores.named(m[1])) for m in _S3.finditer(text))
    yield from ((m.start(), stores.part(m[1], m[2])) for m in _BLOB.finditer(text))
    yield from ((m.start(), stores.part(m[2], m[1])) for m in _LAKE.finditer(text))


class Volumes:
    """Persistent volumes and the claims to them, by name."""

    def __init__(self, objects: Sequence[Object]) -> None:
        self.claims = {(str(o.namespace), str(o.name)): o for o in objects if o.kind == "PersistentVolumeClaim"}
        self.volumes = {str(o.name): o for o in objects if o.kind == "PersistentVolume"}


def mounted(spec: Mapping[str, Any], space: Fact[str], known: Volumes, stores: Stores) -> Iterator[Fact[str]]:
    """Stores behind the volumes of a pod: inline, or through a claim and its persistent volume."""
    for volume in entries(spec, "volumes"):
        yield from _behind(section(volume, "csi"), stores)
        claim = known.claims.get((str(space), str(section(volume, "persistentVolumeClaim").get("claimName"))))
        bound = known.volumes.get(str(claim.spec.get("volumeName"))) if claim is not None else None
        if bound is not None:
            source = section(bound.spec, "csi") or section(bound.spec, "persistentVolumeSource", "csi")
            yield from _behind(source, stores)


def _behind(csi: Mapping[str, Any], stores: Stores) -> Iterator[Fact[str]]:
    keys = _DRIVERS.get(str(csi.get("driver")))
    if keys is None:
        return
    attributes = section(csi, "volumeAttributes")
    name = next((attributes[k] for k in keys if attributes.get(k)), None) or csi.get("volumeHandle")
    container = attributes.get("containerName") or attributes.get("shareName")
    found = stores.part(str(name), str(container)) if container and isinstance(name, str) else stores.named(name)
    if found is not None:
        yield found
