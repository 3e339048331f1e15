# SPDX-License-Identifier: Apache-2.0
"""One step into a value: an attribute, an element; also into resources that are looked into on demand and into symbols."""

from __future__ import annotations

from collections.abc import Mapping

from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.terraform.primitives import kind, to_number, to_text
from intramuros.sources.terraform.values import Mistake, NotKnown, TfSet, Value, because, refuse, uncounted, under


def attribute(source: Value, name: str) -> Value:
    """`source.name`."""
    if isinstance(source, Mapping):
        try:
            return source[name]
        except KeyError:
            raise Mistake(f"there is no attribute `{name}`") from None
    if isinstance(source, list) and name.isdecimal() and not isinstance(source, TfSet):
        return _element(source, int(name[:18]))
    return _step_into_other(source, name)


def index(source: Value, key: Value) -> Value:
    """`source[key]`."""
    if isinstance(key, Unknown):
        raise refuse(key)
    if isinstance(source, Mapping):
        word = to_text(key)
        if is_symbolic(word) and word not in source:
            raise NotKnown(because(word))
        return attribute(source, word)
    if isinstance(source, list) and not isinstance(source, TfSet):
        return _element(source, key)
    if is_symbolic(source):
        return _step_into_other(source, to_text(key))
    return _step_into_other(source, kind(key))


def _element(source: list[Value], key: Value) -> Value:
    at = to_number(key)
    several = uncounted(source[: at + 1]) if isinstance(at, int) and at >= 0 else None
    if several or (isinstance(at, int) and at >= len(source) and uncounted(source)):
        raise NotKnown(because(several or uncounted(source)))
    if not isinstance(at, int) or not 0 <= at < len(source):
        raise Mistake(f"there is no element {at} in a list of {len(source)}")
    return source[at]


def _step_into_other(source: Value, step: str) -> Value:
    if isinstance(source, Unknown):
        raise refuse(source)
    deeper = under(source, step) if not is_symbolic(step) else None
    if deeper is not None:
        return deeper
    if is_symbolic(source):
        raise NotKnown(because(source))
    raise Mistake(f"`{step}` asked of {kind(source)}")
