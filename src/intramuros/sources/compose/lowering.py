# SPDX-License-Identifier: Apache-2.0
"""Services of Compose as workloads. On which machine they run no file says, so where they stand is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intramuros.estate.resource import Cloud, Resource
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Setting, Workload
from intramuros.sources.attributes import text, texts
from intramuros.sources.compose.reader import SERVICE
from intramuros.sources.declared import Declared


def lower(declared: Sequence[Declared], resources: Sequence[Resource]) -> Iterator[Workload]:
    """Every service."""
    cloud: Cloud = next((r.cloud for r in resources if r.cloud in ("aws", "azure")), "azure")
    for d in declared:
        if d.type != SERVICE:
            continue
        unsure = Unknown(f"on which machine {d.address} runs")
        yield Workload(
            address=d.address,
            type="compose",
            cloud=cloud,
            origin=d.origin,
            name=str(d.attrs["name"]),
            kind="container-group",
            images=tuple(texts(d.attrs.get("image"))),
            commands=tuple(texts(d.attrs.get("command"))),
            settings=tuple(_settings(d)),
            isolated=d.attrs["isolated"],
            sends_directly=False if d.attrs["isolated"] else unsure,
            confidential=unsure,
            shell=False,
        )


def _settings(d: Declared) -> Iterator[Setting]:
    for key, where, line in (("environment", "environment", "environment"), ("arguments", "build argument", "build")):
        for name, value in d.attrs[key]:
            yield Setting(name=name, value=text(value), origin=d.lines.get(line, d.origin), where=where)
    for name, value, file in d.attrs["files"]:
        yield Setting(name=name, value=value, origin=d.lines.get("env_file", d.origin), where=f"env_file {file}")
