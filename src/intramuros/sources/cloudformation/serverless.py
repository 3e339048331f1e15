# SPDX-License-Identifier: Apache-2.0
"""The Serverless transform: SAM's resources as the CloudFormation resources that they become, intrinsics kept.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html. What it
generates stands under names that begin with the logical id it comes from, on that resource's lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from intramuros.sources.cloudformation import serverless_apis, serverless_functions
from intramuros.sources.cloudformation.serverless_parts import Made, resource
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import Placed

PREFIX: Final = "AWS::Serverless::"
_CHANGED: Final = frozenset({"Function", "Api", "HttpApi", "SimpleTable", "StateMachine", "LayerVersion"})
_NOT_READ: Final = {"Connector": "what it grants", "GraphQLApi": "the API that it makes", "CapacityProvider": "where its functions run"}


def expanded(stack: Stack, resources: Placed) -> Placed:
    """The resources of a template with SAM's written out."""
    if not any(_kind(body) for body in resources.values()):
        return resources
    made = Placed()
    shared = stack.root.get("Globals")
    for logical, body in resources.items():
        lines = resources.lines.get(logical, (0, 0))
        for name, one in _parts(stack, logical, body, shared if isinstance(shared, dict) else {}, lines):
            made.setdefault(name, one)
            made.lines.setdefault(name, lines)
    for name, one in serverless_apis.implicit(resources, made):
        made[name] = one
        made.lines[name] = (0, 0)
    return made


def _kind(body: Any) -> str:
    """The part of a SAM type behind its prefix; '' for other types."""
    found = body.get("Type") if isinstance(body, dict) else None
    return found.removeprefix(PREFIX) if isinstance(found, str) and found.startswith(PREFIX) else ""


def _parts(stack: Stack, logical: str, body: Any, shared: Mapping[str, Any], lines: tuple[int, int]) -> Iterator[tuple[str, Any]]:
    kind = _kind(body)
    if kind in _NOT_READ:
        stack.gap(f"`{logical}` is an {PREFIX}{kind}, which is not written out", lines, _NOT_READ[kind])
    stated = body.get("Properties", Placed()) if kind else None
    if kind not in _CHANGED or not isinstance(stated, dict) or _is_function(stated) or "Fn::Transform" in {*body, *stated}:
        yield logical, body  # its properties are not known: told where resources are
        return
    if "Connectors" in body:
        stack.gap(f"the connectors of `{logical}` are not written out", lines, _NOT_READ["Connector"])
    properties = _merged(shared.get(kind), stated)
    for name, one in MAKERS[kind](logical, properties):
        if "Condition" in body:
            one["Condition"] = body["Condition"]
            one.lines["Condition"] = lines
        yield name, one


def _merged(shared: Any, own: dict[str, Any]) -> Placed:
    """What `Globals` says under what the resource says: maps are joined, lists put one behind the other."""
    made = Placed()
    if isinstance(own, Placed):
        made.lines = dict(own.lines)
    base = shared if isinstance(shared, dict) else {}
    for key in [*own, *(k for k in base if k not in own)]:
        made[key] = _joined(base.get(key), own[key]) if key in own else base[key]
    return made


def _joined(base: Any, own: Any) -> Any:
    if isinstance(base, dict) and isinstance(own, dict) and not _is_function(base) and not _is_function(own):
        return _merged(base, own)
    return [*base, *own] if isinstance(base, list) and isinstance(own, list) else own


def _is_function(value: dict[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


def _table(logical: str, said: Placed) -> Iterator[Made]:
    names = {"TableName": "TableName", "SSESpecification": "SSESpecification", "Tags": "Tags"}
    yield logical, resource("AWS::DynamoDB::Table", said, names)


def _layer(logical: str, said: Placed) -> Iterator[Made]:
    yield logical, resource("AWS::Lambda::LayerVersion", said, {"LayerName": "LayerName"})


MAKERS: Final[Mapping[str, Callable[[str, Placed], Iterator[Made]]]] = {
    "Function": serverless_functions.function,
    "StateMachine": serverless_functions.machine,
    "Api": serverless_apis.rest,
    "HttpApi": serverless_apis.http,
    "SimpleTable": _table,
    "LayerVersion": _layer,
}
