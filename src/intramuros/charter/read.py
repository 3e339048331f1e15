# SPDX-License-Identifier: Apache-2.0
"""Reads `intramuros.yaml`: every mistake is told with file, line, `$.path` and the nearest valid key."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from intramuros.charter.form import Charter
from intramuros.charter.zones import ZONES, region_of
from intramuros.errors import BadCharter
from intramuros.estate.patterns import lazy

NAME: Final = "intramuros.yaml"
MAX_BYTES: Final = 1 << 20
"""A charter is written by hand; a megabyte is a mistake or an attack."""
MAX_NODES: Final = 100_000
"""Nodes after aliases are expanded: stops YAML that grows without bound ("billion laughs")."""


def nearest(start: Path) -> Path | None:
    """The nearest `intramuros.yaml` at or above `start`; None where there is none."""
    here = start.resolve()
    for folder in (here, *here.parents):
        candidate = folder / NAME
        if candidate.is_file():
            return candidate
    return None


def read(path: Path) -> Charter:
    """The charter at `path`.

    Raises:
        BadCharter: it cannot be read, is not YAML, or says something it cannot mean.

    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadCharter(f"cannot be read: {error.strerror}", where=str(path)) from error
    if len(data) > MAX_BYTES:
        raise BadCharter(f"is {len(data)} bytes; a charter has at most {MAX_BYTES}", where=str(path))
    return parse(data, str(path))


def parse(data: bytes, name: str) -> Charter:
    """The charter in `data`; `name` is used in messages. Raises BadCharter as `read` does."""
    root = _compose(data, name)
    if root is None:
        return Charter()
    try:
        charter = msgspec.convert(_construct(root), Charter)
    except msgspec.ValidationError as error:
        raise _explained(str(error), root, name) from error
    _check_values(charter, root, name)
    return charter


def _compose(data: bytes, name: str) -> yaml.Node | None:
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise BadCharter("is not UTF-8 text", where=name, advice="Save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadCharter(f"is not YAML: {error.problem}", where=f"{name}:{line}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadCharter(f"is not YAML: {error}", where=name) from error
    if root is not None and _expanded(root, {}, 0) > MAX_NODES:
        raise BadCharter("grows without bound through its aliases", where=name, advice="Write the values out.")
    return root


def _expanded(node: yaml.Node, sizes: dict[int, int], depth: int) -> int:
    if id(node) in sizes:
        return sizes[id(node)]
    sizes[id(node)] = MAX_NODES + 1  # an alias to a node that is still being counted is a cycle
    if depth > 100:
        return MAX_NODES + 1
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        children = [n for pair in node.value for n in pair]
    elif isinstance(node, yaml.SequenceNode):
        children = list(node.value)
    total = 1 + sum(_expanded(c, sizes, depth + 1) for c in children)
    sizes[id(node)] = min(total, MAX_NODES + 1)
    return sizes[id(node)]


def _construct(root: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    return loader.construct_document(root)


_AT: Final = lazy(r"^(?P<what>.*?)(?: - at `(?P<path>\$.*)`)?$", re.DOTALL)
_FIELD: Final = lazy(r"unknown field `([^`]+)`")


def _explained(message: str, root: yaml.Node, name: str) -> BadCharter:
    found = _AT.match(message)
    what, path = (found["what"], found["path"] or "$") if found else (message, "$")
    advice = ""
    unknown = _FIELD.search(what)
    if unknown:
        what = f"unknown key `{unknown[1]}`"
        path = f"{path}.{unknown[1]}"
        close = difflib.get_close_matches(unknown[1], _all_keys(), n=1, cutoff=0.5)
        advice = f"Did you mean `{close[0]}`?" if close else f"Known keys: {', '.join(Charter.__struct_fields__)}."
    elif "Expected `str`, got `int`" in what:
        advice = "Write it in quotes, so that leading zeros stay."
    return BadCharter(f"{what} at `{path}`", where=f"{name}:{_line(root, path)}", advice=advice)


def _all_keys() -> list[str]:
    from intramuros.charter import form

    parts = (form.Charter, form.EnvironmentForm, form.ProtectForm, form.TrustForm, form.GrantForm, form.EgressForm, form.SuppressForm)
    return [key for part in parts for key in part.__struct_fields__]


def _steps(path: str) -> Iterator[str | int]:
    for key, index in re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", path):
        yield key or (int(index) if index.isdigit() else "*")


def _line(root: yaml.Node, path: str) -> int:
    here, line = root, root.start_mark.line + 1
    for step in _steps(path):
        child = _child(here, step)
        if child is None:
            break
        key, here = child
        line = key.start_mark.line + 1
    return line


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if step in ("*", k.value)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _check_values(charter: Charter, root: yaml.Node, name: str) -> None:
    for i, zone in enumerate(charter.jurisdiction):
        if zone.casefold() not in ZONES and region_of(zone) is None:
            close = difflib.get_close_matches(zone, ZONES, n=1)
            known = f"Zones: {', '.join(ZONES)}; regions: aws:eu-central-1, azure:westeurope, …"
            advice = f"Did you mean `{close[0]}`?" if close else known
            _refuse(f"`{zone}` is no zone and no region", f"$.jurisdiction[{i}]", root, name, advice)
    if not charter.jurisdiction:
        _refuse("names no zone: nothing could be approved", "$.jurisdiction", root, name, "Write e.g. `jurisdiction: [eu]`.")
    for i, cidr in enumerate(charter.trust.networks):
        try:
            ipaddress.ip_network(cidr, strict=False)
        except ValueError:
            _refuse(f"`{cidr}` is no CIDR", f"$.trust.networks[{i}]", root, name, "Write e.g. 10.0.0.0/8.")


def _refuse(what: str, path: str, root: yaml.Node, name: str, advice: str) -> None:
    raise BadCharter(f"{what} at `{path}`", where=f"{name}:{_line(root, path)}", advice=advice)
