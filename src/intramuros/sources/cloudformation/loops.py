# SPDX-License-Identifier: Apache-2.0
"""`Fn::ForEach`: a fragment written out once for each value of its collection.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import Placed
from intramuros.sources.cloudformation.values import Value, because, text_of

LOOP: Final = "Fn::ForEach::"
MAX_ROUNDS: Final = 1000
"""Fragments that the loops of one section may become; CloudFormation takes 500 resources."""
Evaluate = Callable[[Any, Stack], Value]


def written_out(section: dict[str, Any], stack: Stack, evaluate: Evaluate) -> Placed:
    """A section with its loops written out; every copy stands on its loop's lines."""
    made = Placed()
    lines = section.lines if isinstance(section, Placed) else {}
    for key, value in section.items():
        for name, body, place in _entries(key, value, lines.get(key, (0, 0)), stack, evaluate):
            made[name] = body
            made.lines[name] = place
            if len(made) > MAX_ROUNDS + len(section):
                stack.gap(f"loop `{key}` writes out more than {MAX_ROUNDS} fragments", place, "what the rest of it declares")
                return made
    return made


def _entries(key: str, value: Any, place: tuple[int, int], stack: Stack, evaluate: Evaluate) -> Iterator[tuple[str, Any, tuple[int, int]]]:
    if not key.startswith(LOOP):
        yield key, value, place
        return
    if not isinstance(value, list) or len(value) != 3 or not isinstance(value[0], str) or not isinstance(value[2], dict):
        stack.gap(f"loop `{key}` has not the shape of one", place, "what it declares")
        return
    items = evaluate(value[1], stack)
    if isinstance(items, Unknown) or not isinstance(items, list) or any(_open(i) for i in items):
        why = because(items) if isinstance(items, Unknown) else "its collection holds what is not known"
        stack.gap(f"loop `{key}` is not written out: {why}", place, "what it declares")
        return
    for item in items:
        fragment = _bound(value[2], value[0], str(text_of(item)))
        for name, body in fragment.items():
            yield from _entries(name, body, fragment.lines.get(name, place), stack, evaluate)


def _open(item: Value) -> bool:
    return isinstance(item, Unknown | dict | list) or is_symbolic(item)


def _bound(value: Any, name: str, item: str) -> Any:
    """A fragment with the loop's identifier replaced: `${X}`, `&{X}` without what is no letter or digit, and `Ref: X`."""
    if isinstance(value, dict):
        if len(value) == 1 and value.get("Ref") == name:
            return item
        made = Placed()
        lines = value.lines if isinstance(value, Placed) else {}
        for key, inner in value.items():
            bound = _text(key, name, item)
            made[bound] = _bound(inner, name, item)
            made.lines[bound] = lines.get(key, (0, 0))
        return made
    if isinstance(value, list):
        return [_bound(v, name, item) for v in value]
    return _text(value, name, item) if isinstance(value, str) else value


def _text(text: str, name: str, item: str) -> str:
    if name not in text:
        return text
    return text.replace("${" + name + "}", item).replace("&{" + name + "}", re.sub(r"[^A-Za-z0-9]", "", item))
