# SPDX-License-Identifier: Apache-2.0
"""What the makers of SAM's resources share: a resource with its lines, and events by their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from intramuros.sources.cloudformation.syntax import Placed

Made: TypeAlias = tuple[str, Placed]
"""A logical id and the resource under it."""


def resource(kind: str, said: Placed, names: Mapping[str, str], **more: Any) -> Placed:
    """A resource with the properties of `said` under their CloudFormation names, their lines kept, and further ones."""
    properties = Placed()
    for old, new in names.items():
        if old in said:
            properties[new] = said[old]
            properties.lines[new] = said.lines.get(old, (0, 0))
    properties.update({k: v for k, v in more.items() if v is not None})
    made = Placed()
    made.update({"Type": kind, "Properties": properties})
    return made


def events(said: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Name, kind and properties of each event of a function."""
    found = said.get("Events")
    for name, body in found.items() if isinstance(found, dict) else ():
        if isinstance(body, dict) and isinstance(body.get("Type"), str):
            inner = body.get("Properties")
            yield name, body["Type"], inner if isinstance(inner, dict) else {}


def arn(logical: str) -> dict[str, Any]:
    """The ARN of a resource of the template."""
    return {"Fn::GetAtt": [logical, "Arn"]}
