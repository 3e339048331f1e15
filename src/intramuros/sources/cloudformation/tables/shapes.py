# SPDX-License-Identifier: Apache-2.0
"""Reshapings that several services share: pairs as maps, documents as text, entries as parts, devices apart from the root."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.cloudformation.item import As, Item, Part, attributes, plain, shaped
from intramuros.sources.cloudformation.syntax import YesNo
from intramuros.sources.cloudformation.words import snake

_ROOTS: Final = frozenset({"/dev/xvda", "/dev/sda1", "/dev/sda"})
"""Names that Amazon's and the usual images give their root device."""


def json_text(value: Any) -> Any:
    """An object as the JSON text that the provider takes; text stays, what is not known inside becomes a symbol."""
    if value is None or isinstance(value, str | Unknown):
        return value
    return json.dumps(_encodable(value), ensure_ascii=False)


def _encodable(value: Any) -> Any:
    if isinstance(value, Unknown):
        return symbol("?", value.why)
    if isinstance(value, Mapping):
        return {str(k): _encodable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_encodable(v) for v in value]
    return plain(value) if isinstance(value, YesNo) else value


def pairs(value: Any, key: str = "Name", held: str = "Value") -> Any:
    """A list of names and values as a map."""
    if not isinstance(value, list):
        return value
    missing = next((v for v in value if not isinstance(v, Mapping)), None)
    if missing is not None:
        return missing if isinstance(missing, Unknown) else Unknown("an entry is no name and value")
    return {str(v.get(key)): v.get(held) for v in value}


def entries(value: Any, key: str = "name", held: str = "value") -> Any:
    """A map as a list of blocks."""
    return [{key: k, held: plain(v)} for k, v in value.items()] if isinstance(value, Mapping) else value


def of(item: Item, path: str, how: As | None = None) -> Any:
    """The value at a path in the provider's shape."""
    found = item.get(path)
    return None if found is None else shaped(path, found, how or As())


def under(item: Item, path: str, how: As) -> dict[str, Any]:
    """The properties of an object below the resource, lifted to the resource: the provider keeps them there."""
    found = item.get(path)
    if isinstance(found, Unknown):
        return {snake(path.rsplit(".", 1)[-1]): found}
    if not isinstance(found, Mapping):
        return {}
    return {named: shaped(k, v, how) for k, v in found.items() if (named := how.names.get(k, snake(k)))}


def lifted(path: str, how: As) -> Callable[[Item], dict[str, Any]]:
    """`under`, as a table's `more`."""
    return lambda item: under(item, path, how)


def whole(item: Item, how: As, *, suffix: str = "", at: str = "") -> Part:
    """A resource, or its like, as one part."""
    named = {how.names.get(k, snake(k)): k for k in item.props}
    attrs = attributes(item, how)
    return Part(type=how.type, attrs=attrs, suffix=suffix, at=at, lines={a: p for a, p in named.items() if a in attrs})


def each(item: Item, path: str, kind: str, attrs: Callable[[Any], dict[str, Any]]) -> Iterator[Part]:
    """One part for each entry of a list."""
    for number, one in enumerate(item.items(path)):
        yield Part(type=kind, attrs=attrs(one), suffix=f".{path}[{number}]", at=path)


def field(value: Any, key: str) -> Any:
    """A key of an object; what is unknown stays so."""
    return value.get(key) if isinstance(value, Mapping) else value if isinstance(value, Unknown) else None


def whole_list(value: Any) -> Any:
    """A list all of whose entries are known; else why one is not."""
    return next((v for v in value if isinstance(v, Unknown)), value) if isinstance(value, list) else value


def lower_first(value: Any, keep: frozenset[str]) -> Any:
    """Keys as the service's API spells them (`PortMappings` → `portMappings`); maps with keys of the author's stay."""
    if isinstance(value, Mapping):
        return {k[:1].lower() + k[1:]: v if k in keep else lower_first(v, keep) for k, v in value.items()}
    if isinstance(value, list):
        return [lower_first(v, keep) for v in value]
    return plain(value)


def devices(item: Item, path: str) -> dict[str, Any]:
    """Block device mappings as the provider has them on an instance: the root device apart from the others."""
    found = item.get(path)
    if found is None or isinstance(found, Unknown):
        return {} if found is None else {"root_block_device": found, "ebs_block_device": found}
    made: dict[str, list[Any]] = {"root_block_device": [], "ebs_block_device": [], "ephemeral_block_device": []}
    for one in found if isinstance(found, list) else []:
        if isinstance(one, Unknown):
            return {"root_block_device": one, "ebs_block_device": one}
        kind, block = _device(one)
        if kind:
            made[kind].append(block)
    return {k: v for k, v in made.items() if v}


def _device(said: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(said, Mapping) or "NoDevice" in said:
        return "", {}
    name = said.get("DeviceName")
    if said.get("VirtualName") is not None:
        return "ephemeral_block_device", {"device_name": name, "virtual_name": said["VirtualName"]}
    held = said.get("Ebs")
    block = {snake(k): plain(v) for k, v in held.items()} if isinstance(held, Mapping) else {"encrypted": held, "kms_key_id": held}
    return "root_block_device" if name in _ROOTS else "ebs_block_device", {"device_name": name, **block}
