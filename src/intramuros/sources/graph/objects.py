# SPDX-License-Identifier: Apache-2.0
"""The objects of an export, whatever wraps them, with the names of properties as Graph spells them.

`az rest` gives `{"@odata.context", "value": […]}`; Graph PowerShell gives PascalCase with `AdditionalProperties`, and lists as
`{"value": […], "Count": n}` (Windows PowerShell 5); backup tools give one object a file, perhaps below a name of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.values import Unknown
from intramuros.sources.marked import Marked

_CUT_OFF: Final = ("Microsoft.Graph.PowerShell.", "System.Object[]", "System.Collections.", "@{", "Microsoft.Open.")
_FUTURE: Final = "unknownFutureValue"
_WRAPPERS: Final = ("PolicyConfig", "policyConfig", "policy", "Policy", "body", "properties", "Properties")
_LISTED: Final = frozenset(("value", "Count"))
NEXT: Final = "@odata.nextLink"
CONTEXT: Final = "@odata.context"


class Page(Struct, frozen=True, kw_only=True):
    """A list of Graph: what it lists, and whether another page follows."""

    context: str
    items: tuple[Marked, ...]
    goes_on: bool = False
    line: int = 1


def pages(root: Any) -> Iterator[Page]:
    """Every list (or single object) that a file holds."""
    if isinstance(root, list):
        yield Page(context="", items=tuple(_normal(o) for o in root if isinstance(o, Marked)))
        yield from (page for o in root if isinstance(o, Marked) and isinstance(o.get("value"), list) for page in pages(o))
        return
    if not isinstance(root, Marked):
        return
    responses = root.get("responses")
    if isinstance(responses, list):  # a $batch
        for one in responses:
            yield from pages(one.get("body")) if isinstance(one, Marked) else ()
        return
    yield _page(root)


def _page(root: Marked) -> Page:
    context, listed = str(root.get(CONTEXT) or ""), root.get("value")
    line = root.lines.get(NEXT, (root.line, root.line))[0]
    if isinstance(listed, list):
        items = tuple(_normal(o) for o in listed if isinstance(o, Marked))
        return Page(context=context, items=items, goes_on=bool(root.get(NEXT)), line=line)
    inner = next((v for k in _WRAPPERS if isinstance(v := root.get(k), Marked) and ("displayName" in v or "DisplayName" in v)), None)
    if inner is None and root and all(isinstance(v, Marked) and ("displayName" in v or "DisplayName" in v) for v in root.values()):
        return Page(context="", items=tuple(_normal(v) for v in root.values()))
    return Page(context=context, items=(_normal(inner or root),), line=line)


def _normal(value: Any) -> Any:
    """Names in camelCase, plain lists; what a shallow export cut off and what Graph had no name for is not known."""
    if isinstance(value, list):
        return [_normal(v) for v in value]
    if isinstance(value, str):
        return _text(value)
    if not isinstance(value, Marked):
        return value
    if value and value.keys() <= _LISTED and isinstance(value.get("value"), list):
        return _normal(value["value"])
    made = Marked(value.line)
    for key, item in value.items():
        if key.casefold() == "additionalproperties" and isinstance(item, Marked):
            for name, below in item.items():
                _put(made, name, below, item.lines.get(name, (item.line, item.end)))
        else:
            _put(made, key, item, value.lines.get(key, (value.line, value.end)))
    made.end = value.end
    return made


def _put(made: Marked, key: str, value: Any, lines: tuple[int, int]) -> None:
    name = key[:1].lower() + key[1:]
    found = _normal(value)
    if name not in made or made[name] is None:  # `AdditionalProperties` may say again what is empty beside it
        made[name] = found
        made.lines[name] = lines
    elif found is not None and found != made[name]:
        made[name] = Unknown(f"`{name[:60]}` stands twice, with two values")


def _text(value: str) -> Any:
    if value.startswith(_CUT_OFF):
        return Unknown("the export was cut off here (ConvertTo-Json without -Depth)")
    return Unknown(f"the export says `{_FUTURE}` where this version of Graph has no word") if value == _FUTURE else value


def section(value: Any, what: str) -> Marked | Unknown:
    """An object of a policy; an empty one where there is none."""
    if value in (None, "", [], {}):
        return Marked()
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, Marked | Unknown) else Unknown(f"`{what}` is no object here")


def listed(value: Any, what: str) -> list[Any] | Unknown | None:
    """A list of ids or words; a text in its place is one with commas, or what a shallow export left of several."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, list):
        return [_id(v, what) for v in value if v is not None]
    if isinstance(value, str):
        words = [w.strip() for w in value.split(",") if w.strip()]
        spaced = any(" " in w for w in words)
        return Unknown(f"`{what}` is no list here: the export was cut off") if spaced else [_text(w) for w in words]
    return Unknown(f"`{what}` is no list here")


def _id(value: Any, what: str) -> Any:
    found = value.get("id") if isinstance(value, Marked) else value
    return found if isinstance(found, str | Unknown) else Unknown(f"an entry of `{what}`")


def said(value: Any) -> bool:
    """Whether a property says anything, at any depth."""
    if isinstance(value, Marked):
        return any(said(v) for k, v in value.items() if "@" not in k and not k.startswith("#"))
    return value not in (None, "", [], {})
