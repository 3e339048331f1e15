# SPDX-License-Identifier: Apache-2.0
"""What a template's parameters are worth: what they are given, else their default; of one without, which values it may have.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import YesNo
from intramuros.sources.cloudformation.values import Value, text_of


def value(stack: Stack, name: str) -> Value:
    """The value of a parameter that the template declares."""
    declared = stack.section("Parameters").get(name)
    body = declared if isinstance(declared, dict) else {}
    kind = str(body.get("Type", "String"))
    if name in stack.assumed:
        return _typed(stack.assumed[name], kind)
    if name in stack.given:
        given = stack.given[name]
        return given if isinstance(given, Unknown | list) else _stored(given, kind, name) or _typed(given, kind)
    if body.get("Default") is not None:
        return _stored(body["Default"], kind, name) or _typed(body["Default"], kind)
    choices = allowed(stack, name)
    if len(choices) == 1:
        return _typed(choices[0], kind)
    return missing(stack, name, kind)


def missing(stack: Stack, name: str, kind: str) -> Value:
    """A parameter without a value: a list of unknown length, or text that is one unknown wherever it stands."""
    why = f"parameter `{stack.prefix}{name}` of {stack.shown} has no value"
    return Unknown(why) if _is_list(kind) else symbol("?", why)


def allowed(stack: Stack, name: str) -> tuple[Value, ...]:
    """The values that a parameter without a value may have; () where it may have any."""
    if name in stack.allowed:
        return stack.allowed[name]
    body = stack.section("Parameters").get(name)
    if name in stack.given or not isinstance(body, dict) or body.get("Default") is not None:
        return ()
    found = body.get("AllowedValues")
    return tuple(v for v in found if not isinstance(v, dict | list)) if isinstance(found, list) else ()


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<") or "<List<" in kind


def _stored(said: Any, kind: str, name: str) -> Value | None:
    """A parameter that names one of Systems Manager, whose value is there and not here."""
    if not kind.startswith("AWS::SSM::Parameter::Value"):
        return None
    why = f"parameter `{name}` is the value of `{said}` in Parameter Store"
    return Unknown(why) if _is_list(kind) else symbol("?", why)


def _typed(said: Any, kind: str) -> Value:
    if isinstance(said, YesNo):
        said = str(said)
    if not _is_list(kind):
        return said
    found = said if isinstance(said, list) else text_of(said)
    if isinstance(found, str):
        return [part.strip() for part in found.split(",")]
    return found


def files(texts: Mapping[str, Any]) -> dict[str, Value]:
    """The values in a parsed file of parameters: the command line's list or CodePipeline's mapping."""
    if isinstance(texts, list):
        pairs = (
            (p.get("ParameterKey"), p.get("ParameterValue", Unknown("the previous value is used"))) for p in texts if isinstance(p, dict)
        )
        return {k: v for k, v in pairs if isinstance(k, str)}
    inner = texts.get("Parameters")
    if isinstance(inner, list):
        return files(inner)  # type: ignore[arg-type]  # the list form again, one level down
    return {str(k): v for k, v in inner.items()} if isinstance(inner, dict) else {}
