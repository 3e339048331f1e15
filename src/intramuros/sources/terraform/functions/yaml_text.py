# SPDX-License-Identifier: Apache-2.0
"""`yamldecode` and `yamlencode`: the YAML of go-cty-yaml, whose plain words differ from PyYAML's.

https://developer.hashicorp.com/terraform/language/functions/yamldecode. Aliases are followed on a budget, so that a few lines cannot
unfold into millions of nodes.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.terraform.functions.encoding import unforged
from intramuros.sources.terraform.kinds import is_lazy
from intramuros.sources.terraform.primitives import number_text, parse_number, to_text
from intramuros.sources.terraform.values import MAX_ITEMS, Mistake, NotKnown, Value, bounded, literal, placeholder

_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("~", "null", "Null", "NULL", ""), None),
    **{w: True for word in ("y", "yes", "true", "on") for w in (word, word.capitalize(), word.upper())},
    **{w: False for word in ("n", "no", "false", "off") for w in (word, word.capitalize(), word.upper())},
}
_INTEGER: Final = lazy(r"([+-]?)(0x[0-9a-fA-F]+|0o[0-7]+|\d+)")
_FLOAT: Final = lazy(r"[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?")
_DATE: Final = lazy(r"\d{4}-\d\d-\d\d")
_RESOLVED: Final = lazy(r"[-+]?(?:0[0-7]*|[1-9]\d*)|true|false|yes|no|on|off|null|~", re.IGNORECASE)
"""Plain words that PyYAML gives another tag than `str`, unless the document asks for that tag."""
_MAX_DEPTH: Final = 100


def yamldecode(text: str) -> Value:
    """The value that a YAML document says; symbols come back as the strings they stand in."""
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root = yaml.compose(unforged(text), Loader=loader)
    except (yaml.YAMLError, ValueError) as problem:
        if is_symbolic(text):
            raise NotKnown("the text is no YAML as long as parts of it are known only after apply") from problem
        raise Mistake("the text is no YAML document") from problem
    if root is None:
        raise Mistake("the text is empty")
    return _value(root, [MAX_ITEMS], 0)


def _value(node: Any, budget: list[int], depth: int) -> Value:
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        raise NotKnown("the document is too large or too deep")
    if node.id == "scalar":
        return _scalar(node)
    if node.id == "sequence":
        return [_value(n, budget, depth + 1) for n in node.value]
    merged: dict[str, Value] = {}
    own: dict[str, Value] = {}
    for key, child in node.value:
        if key.id == "scalar" and key.value == "<<" and not key.style:
            merged.update(_merged(_value(child, budget, depth + 1)))
        else:
            own[_key(_value(key, budget, depth + 1))] = _value(child, budget, depth + 1)
    return dict(sorted({**merged, **own}.items()))


def _merged(value: Value) -> dict[str, Value]:
    sources = value if isinstance(value, list) else [value]
    if not all(isinstance(s, dict) for s in sources):
        raise Mistake("`<<` must name a map")
    found: dict[str, Value] = {}
    for source in reversed(sources):
        found.update(source)
    return found


def _key(value: Value) -> str:
    return "null" if value is None else to_text(value)


def _scalar(node: Any) -> Value:
    text = node.value
    if is_symbolic(text):
        return text
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise Mistake(f"the tag `{node.tag[:40]}` means nothing here")
    tag = node.tag.rpartition(":")[2]
    if node.style or tag == "binary" or (tag == "str" and _RESOLVED.fullmatch(text)):  # quoted, or said to be a string (`!!str 1`)
        return literal(text)
    return _WORDS[text] if text in _WORDS else _plain(text)


def _plain(text: str) -> Value:
    whole = _INTEGER.fullmatch(text)
    if whole:
        digits, sign = whole[2], -1 if whole[1] == "-" else 1
        if digits[:2] == "0x":
            return sign * int(digits, 16)
        return sign * (int(digits[2:], 8) if digits[:2] == "0o" else int(parse_number(digits)))
    if _FLOAT.fullmatch(text):
        return parse_number(text)
    if text.lower().lstrip("+-") == ".inf":
        raise Mistake("an infinite number is no value")
    return f"{text}T00:00:00Z" if _DATE.fullmatch(text) else literal(text)


def yamlencode(value: Value) -> str:
    """A value as YAML in the style of Terraform: quoted strings, two spaces."""
    if value is None:
        return "null\n...\n"
    writer = _Writer()
    writer.write(value, 0, "")
    return bounded("".join(writer.lines))


class _Writer:
    """Lines of YAML, written from the top."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._budget = MAX_ITEMS

    def write(self, value: Value, indent: int, head: str) -> None:
        """A value whose first line begins with `head` (indentation, key or dash)."""
        self._budget -= 1
        if self._budget < 0 or indent > 2 * _MAX_DEPTH or is_lazy(value):
            raise NotKnown("the value is too large to encode")
        if isinstance(value, list) and value:
            self._list(value, indent, head)
        elif isinstance(value, dict) and value:
            self._map(value, indent, head)
        else:
            self.lines.append(f"{head}{_one(value, indent)}\n")

    def _list(self, value: list[Value], indent: int, head: str) -> None:
        under_key = head.endswith(": ")
        if under_key:
            self.lines.append(f"{head.rstrip()}\n")
            indent -= 2
        for at, item in enumerate(value):
            start = head if at == 0 and not under_key else " " * indent
            self.write(item, indent + 2, f"{start}- ")

    def _map(self, value: dict[str, Value], indent: int, head: str) -> None:
        under_key = head.endswith(": ")
        if under_key:
            self.lines.append(f"{head.rstrip()}\n")
        for at, key in enumerate(sorted(value)):
            start = head if at == 0 and not under_key else " " * indent
            self.write(value[key], indent + 2, f"{start}{json.dumps(key, ensure_ascii=False)}: ")


def _one(value: Value, indent: int) -> str:
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return _quoted(placeholder(value) if isinstance(value, Unknown) else str(value), indent)


def _quoted(text: str, indent: int) -> str:
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    body = text.removesuffix("\n")
    guide = "2" if text[0] in " \n" else ""
    keep = "" if text.endswith("\n") and not body.endswith("\n") else "-" if not text.endswith("\n") else "+"
    margin = " " * max(2, indent)
    return f"|{guide}{keep}\n" + "\n".join(margin + line if line else "" for line in body.split("\n"))
