# SPDX-License-Identifier: Apache-2.0
"""Reading attributes of declared resources as facts: unset, unknown and mistyped values told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from intramuros.estate.values import Fact, Unknown, is_symbolic, readable


class Unseen(Unknown, frozen=True):
    """Stands in a list after the members that are known, for those written down beside them that a plan does not show."""


def block(attrs: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """The first nested block at `path`; {} where there is none or it is unknown."""
    here: Any = attrs
    for key in path:
        here = here.get(key) if isinstance(here, Mapping) else None
        if isinstance(here, list):
            here = here[0] if here else None
    return here if isinstance(here, dict) else {}


def blocks(attrs: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Every nested block under `key`; [] where there is none or it is unknown."""
    found = attrs.get(key)
    if isinstance(found, dict):
        return [found]
    return [b for b in found if isinstance(b, dict)] if isinstance(found, list) else []


def unknown_in(attrs: Mapping[str, Any], *keys: str) -> Unknown | None:
    """The first of `keys` whose value is unknown as a whole."""
    return next((v for k in keys if isinstance(v := attrs.get(k), Unknown)), None)


def switch(value: Any, default: Fact[bool]) -> Fact[bool]:
    """A boolean attribute; `default` where unset; strings "true"/"false" as Terraform converts them."""
    if value is None:
        return default
    if isinstance(value, bool | Unknown):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return Unknown(f"`{readable(str(value))}` is known only after apply" if is_symbolic(value) else f"`{value}` is not a boolean")


def text(value: Any, default: Fact[str | None] = None) -> Fact[str | None]:
    """A string attribute (maybe symbolic); numbers and booleans as Terraform writes them."""
    if value is None:
        return default
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | Unknown):
        return value
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return Unknown(f"a string was expected, not {type(value).__name__}")


def number(value: Any, default: Fact[int | None] = None) -> Fact[int | None]:
    """A whole number; numeric strings are converted."""
    if value is None:
        return default
    if isinstance(value, Unknown):
        return value
    try:
        return int(value)
    except (TypeError, ValueError):
        return Unknown(f"`{readable(str(value))}` is not known as a number")


def texts(value: Any) -> tuple[Fact[str], ...]:
    """A list of strings; an unknown list is one Unknown; a single string is a list of one."""
    if value is None:
        return ()
    items: Iterable[Any] = value if isinstance(value, list | tuple) else [value]
    return tuple(t for t in (text(i) for i in items) if t is not None)


def tags(value: Any, defaults: Fact[Mapping[str, Fact[str]]] | None = None) -> Fact[Mapping[str, Fact[str]]]:
    """A tag map merged over the provider's default tags."""
    if isinstance(value, Unknown):
        return value
    own = value if isinstance(value, Mapping) else {}
    base = defaults if isinstance(defaults, Mapping) else {}
    return {str(k): t for k, v in {**base, **own}.items() if (t := text(v)) is not None}
