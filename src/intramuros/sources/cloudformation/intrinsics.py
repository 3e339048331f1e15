# SPDX-License-Identifier: Apache-2.0
"""Works out the intrinsic functions of a template; what only the cloud knows becomes a symbol, what cannot be known an `Unknown`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic, pieces, readable, sole_symbol, symbol
from intramuros.sources.aws.identity import partition_of
from intramuros.sources.cloudformation import conditions, loops, parameters
from intramuros.sources.cloudformation.outputs import attribute, reference
from intramuros.sources.cloudformation.stack import ACCOUNT_ADDRESS, Stack
from intramuros.sources.cloudformation.syntax import YesNo
from intramuros.sources.cloudformation.values import (
    NOTHING,
    Nothing,
    Value,
    because,
    bounded,
    in_text,
    opaque,
    text_of,
    wrong,
)

MAX_DEPTH: Final = 200
MAX_BLOCKS: Final = 256
"""Ranges that `Fn::Cidr` gives; CloudFormation's own limit."""
_SUB: Final = lazy(r"\$\{([^}]*)\}")
_LOOKED_UP: Final = "{{resolve:"
_REFERENCE: Final = lazy(r"\{\{resolve:[^}]*\}\}")
_FIXED: Final = frozenset({("provider.aws", "region"), (ACCOUNT_ADDRESS, "account_id")})
"""Symbols in which no delimiter can stand."""


def evaluate(said: Any, stack: Stack) -> Value:
    """What a value of the template is worth; a property that `AWS::NoValue` takes away is left out."""
    stack.left -= 1
    if stack.left < 0 or stack.depth > MAX_DEPTH:
        return Unknown("the template is too large or nested too deeply to be worked out")
    if isinstance(said, dict):
        stack.depth += 1
        try:
            return _mapping(said, stack)
        finally:
            stack.depth -= 1
    if isinstance(said, list):
        return _flat([evaluate(v, stack) for v in said])
    return looked_up(said) if isinstance(said, str) and _LOOKED_UP in said else said


def looked_up(text: str) -> str:
    """Text with its dynamic references as symbols: what they name is looked up at deployment.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    return _REFERENCE.sub(lambda m: symbol("?", f"`{readable(m[0])}` is looked up at deployment"), text)


def _flat(items: list[Value]) -> list[Value]:
    return [v for v in items if not isinstance(v, Nothing)]


def _mapping(said: dict[str, Any], stack: Stack) -> Value:
    if len(said) == 1:
        name, arguments = next(iter(said.items()))
        function = FUNCTIONS.get(name)
        if function is not None:
            return function(arguments, stack)
        if name.startswith("Fn::") and not name.startswith(loops.LOOP):
            return Unknown(f"`{name}` is a function that is not known")
    elif "Fn::Transform" in said:
        return _transform(said["Fn::Transform"], stack)
    if any(k.startswith(loops.LOOP) for k in said):
        said = loops.written_out(said, stack, evaluate)
    made = {k: evaluate(v, stack) for k, v in said.items()}
    return {k: v for k, v in made.items() if not isinstance(v, Nothing)}


def _ref(name: Any, stack: Stack) -> Value:
    if not isinstance(name, str):
        return wrong("Ref")
    if name in _PSEUDO:
        return _PSEUDO[name](stack)
    if name in stack.section("Parameters"):
        return parameters.value(stack, name)
    if name in stack.resources:
        return reference(stack, name)
    return Unknown(f"`{name}` is not declared in {stack.shown}")


def _partition(stack: Stack) -> Value:
    return partition_of(stack.region)


def _url_suffix(stack: Stack) -> Value:
    return "amazonaws.com.cn" if partition_of(stack.region) == "aws-cn" else "amazonaws.com"


def _stack_name(stack: Stack) -> Value:
    return stack.name if stack.name is not None else symbol("?", f"the name of the stack of {stack.prefix}{stack.shown} is not known")


_PSEUDO: Final[Mapping[str, Callable[[Stack], Value]]] = {
    "AWS::NoValue": lambda _: NOTHING,
    "AWS::Region": lambda s: s.region,
    "AWS::AccountId": lambda s: s.account,
    "AWS::Partition": _partition,
    "AWS::URLSuffix": _url_suffix,
    "AWS::StackName": _stack_name,
    "AWS::StackId": lambda s: symbol("?", f"the id of the stack of {s.prefix}{s.shown} is not known"),
    "AWS::NotificationARNs": lambda _: Unknown("the topics that are told of the stack are not known"),
}


def _get_att(arguments: Any, stack: Stack) -> Value:
    if isinstance(arguments, str):
        arguments = arguments.split(".", 1)
    if not isinstance(arguments, list) or len(arguments) < 2 or not isinstance(arguments[0], str):
        return wrong("Fn::GetAtt")
    rest = [text_of(evaluate(a, stack)) for a in arguments[1:]]
    missing = next((r for r in rest if isinstance(r, Unknown) or is_symbolic(r)), None)
    if missing is not None:
        return Unknown(because(missing))
    return attribute(stack, arguments[0], ".".join(str(r) for r in rest), evaluate)


def _sub(arguments: Any, stack: Stack) -> Value:
    template, own = (arguments[0], arguments[1]) if isinstance(arguments, list) and len(arguments) == 2 else (arguments, {})
    if isinstance(template, list) and len(template) == 1:
        template = template[0]
    if not isinstance(template, str) or not isinstance(own, dict):
        return wrong("Fn::Sub")
    values = {k: evaluate(v, stack) for k, v in own.items()}
    only = _SUB.fullmatch(template)
    if only and not only[1].startswith("!"):
        return text_of(_named(only[1].strip(), values, stack))
    return _text(_SUB.sub(lambda m: _filled(m[0], m[1], values, stack), template))


def _filled(whole: str, name: str, values: Mapping[str, Value], stack: Stack) -> str:
    if name.startswith("!"):
        return "${" + name[1:] + "}"
    found = _named(name.strip(), values, stack)
    return whole if found is None else in_text("" if isinstance(found, Nothing) else found)


def _named(name: str, values: Mapping[str, Value], stack: Stack) -> Value:
    if name in values:
        return values[name]
    return _get_att(name, stack) if "." in name and name not in stack.resources else _ref(name, stack)


def _join(arguments: Any, stack: Stack) -> Value:
    if not isinstance(arguments, list) or len(arguments) != 2:
        return wrong("Fn::Join")
    delimiter, items = evaluate(arguments[0], stack), evaluate(arguments[1], stack)
    if isinstance(items, Unknown):
        return items
    if not isinstance(items, list) or not isinstance(delimiter, str):
        return wrong("Fn::Join")
    return _text(delimiter.join(in_text(i) for i in items))


def _text(made: str) -> str | Unknown:
    return bounded(looked_up(made) if _LOOKED_UP in made else made)


def _split(arguments: Any, stack: Stack) -> Value:
    if not isinstance(arguments, list) or len(arguments) != 2:
        return wrong("Fn::Split")
    delimiter, text = evaluate(arguments[0], stack), text_of(evaluate(arguments[1], stack))
    if isinstance(text, Unknown):
        return text
    if not isinstance(delimiter, str) or not delimiter:
        return wrong("Fn::Split")
    if is_symbolic(text) and not all(sole_symbol(p) in _FIXED for p in pieces(text) if is_symbolic(p)):
        return Unknown(f"what is split hangs on what is not known: {because(text)}")
    return _cut(text, delimiter)


def _cut(text: str, delimiter: str) -> list[str]:
    """`text` at each delimiter outside its symbols."""
    out = [""]
    for piece in pieces(text):
        parts = [piece] if is_symbolic(piece) else piece.split(delimiter)
        out[-1] += parts[0]
        out.extend(parts[1:])
    return out


def _select(arguments: Any, stack: Stack) -> Value:
    if not isinstance(arguments, list) or len(arguments) != 2:
        return wrong("Fn::Select")
    at, items = text_of(evaluate(arguments[0], stack)), evaluate(arguments[1], stack)
    if isinstance(items, Unknown):
        return items
    if not isinstance(items, list):
        return wrong("Fn::Select")
    if isinstance(at, Unknown) or is_symbolic(at):
        return _agreed(items, Unknown(because(at)))
    return items[int(at)] if at.isdigit() and int(at) < len(items) else Unknown(f"`Fn::Select` asks for element {at} of {len(items)}")


def _agreed(choices: list[Value], doubt: Unknown) -> Value:
    """The one value that all choices have; the doubt where they differ."""
    return choices[0] if choices and all(c == choices[0] and type(c) is type(choices[0]) for c in choices) else doubt


def _find_in_map(arguments: Any, stack: Stack) -> Value:
    if not isinstance(arguments, list) or len(arguments) not in (3, 4):
        return wrong("Fn::FindInMap")
    fallback = arguments[3].get("DefaultValue", NOTHING) if len(arguments) == 4 and isinstance(arguments[3], dict) else NOTHING
    name, first, second = (text_of(evaluate(a, stack)) for a in arguments[:3])
    levels: list[Any] = [stack.section("Mappings")]
    lacking = False
    for key, said in zip((name, first, second), arguments[:3], strict=True):
        choices = _choices(said, stack)
        lacking = lacking or any(_may_lack(level, key, choices) for level in levels)
        levels = [inner for level in levels for inner in _below(level, key, choices)]
    found = [evaluate(v, stack) for v in levels]
    if any(opaque(k) for k in (name, first, second)):
        why = because(next(k for k in (name, first, second) if opaque(k)))
        if lacking and not isinstance(fallback, Nothing):
            found.append(evaluate(fallback, stack))
        return _agreed(found, Unknown(f"which entry of mapping `{name if isinstance(name, str) else '?'}` is meant hangs on {why}"))
    if found:
        return found[0]
    if not isinstance(fallback, Nothing):
        return evaluate(fallback, stack)
    return Unknown(f"mapping `{name}` has no entry `{first}`, `{second}`")


def _choices(said: Any, stack: Stack) -> tuple[str, ...]:
    """The values that a key may have which is a parameter without a value."""
    asked = said.get("Ref") if isinstance(said, dict) else None
    return tuple(str(text_of(v)) for v in parameters.allowed(stack, asked)) if isinstance(asked, str) else ()


def _may_lack(level: Any, key: str | Unknown, choices: tuple[str, ...]) -> bool:
    """Whether a mapping may have no entry under a key, so that the default counts."""
    if not isinstance(level, dict):
        return True
    return not choices or any(c not in level for c in choices) if opaque(key) else key not in level


def _below(level: Any, key: str | Unknown, choices: tuple[str, ...]) -> list[Any]:
    if not isinstance(level, dict):
        return []
    if isinstance(key, Unknown) or is_symbolic(key):
        return [v for k, v in level.items() if not choices or k in choices]
    return [level[key]] if key in level else []


def _if(arguments: Any, stack: Stack) -> Value:
    if not isinstance(arguments, list) or len(arguments) != 3:
        return wrong("Fn::If")
    holds = conditions.named(stack, arguments[0], evaluate)
    if isinstance(holds, bool):
        return evaluate(arguments[1 if holds else 2], stack)
    return _agreed([evaluate(arguments[1], stack), evaluate(arguments[2], stack)], holds)


def _condition(function: str) -> Callable[[Any, Stack], Value]:
    return lambda arguments, stack: conditions.decide({function: arguments}, stack, evaluate)


def _base64(arguments: Any, stack: Stack) -> Value:
    """User data in Base64; with a symbol in it the text itself, which the reader of user data takes too."""
    text = text_of(evaluate(arguments, stack))
    return text if isinstance(text, Unknown) or is_symbolic(text) else base64.b64encode(text.encode()).decode()


def _cidr(arguments: Any, stack: Stack) -> Value:
    if not isinstance(arguments, list) or len(arguments) not in (2, 3):
        return wrong("Fn::Cidr")
    block, count, bits = (text_of(evaluate(a, stack)) for a in (*arguments, "8")[:3])
    for one in (block, count, bits):
        if isinstance(one, Unknown) or is_symbolic(one):
            return Unknown(because(one))
    try:
        network = ipaddress.ip_network(str(block), strict=False)
        length = network.max_prefixlen - int(str(bits))
        wanted = int(str(count))
        made = [str(n) for n in islice(network.subnets(new_prefix=length), min(wanted, MAX_BLOCKS))]
    except ValueError:
        return wrong("Fn::Cidr")
    return made


def _length(arguments: Any, stack: Stack) -> Value:
    found = evaluate(arguments, stack)
    if isinstance(found, Unknown):
        return found
    return len(found) if isinstance(found, list) else wrong("Fn::Length")


def _to_json(arguments: Any, stack: Stack) -> Value:
    return bounded(json.dumps(_encodable(evaluate(arguments, stack)), ensure_ascii=False, separators=(",", ":")))


def _encodable(value: Value) -> Value:
    if isinstance(value, Unknown):
        return symbol("?", value.why)
    if isinstance(value, Mapping):
        return {k: _encodable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_encodable(v) for v in value]
    return str(value) if isinstance(value, YesNo) else value


def _import(arguments: Any, stack: Stack) -> Value:
    return stack.imported(evaluate(arguments, stack))


def _zones(arguments: Any, stack: Stack) -> Value:  # noqa: ARG001 - one shape for every function
    return Unknown("the availability zones of a region are known only to the account")


def _transform(arguments: Any, stack: Stack) -> Value:  # noqa: ARG001
    name = arguments.get("Name") if isinstance(arguments, dict) else None
    return Unknown(f"the transform `{name or '?'}` is a program that is not run")


FUNCTIONS: Final[Mapping[str, Callable[[Any, Stack], Value]]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": _zones,
    "Fn::ImportValue": _import,
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json,
    "Fn::Transform": _transform,
    **{f: _condition(f) for f in ("Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not")},
}
"""Every intrinsic function; loops are written out before."""
