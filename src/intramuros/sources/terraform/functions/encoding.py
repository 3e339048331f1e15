# SPDX-License-Identifier: Apache-2.0
"""Functions between values and texts: JSON, CSV, URLs, Base64.

https://developer.hashicorp.com/terraform/language/functions#encoding-functions. Symbols pass through `jsonencode` and come back whole
from `jsondecode`, also where a template wrote one bare between the punctuation.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import csv
import json
from typing import Any, Final
from urllib.parse import quote_plus

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic, pieces, readable, sole_symbol
from intramuros.sources.terraform.kinds import is_lazy
from intramuros.sources.terraform.primitives import number_text, parse_number
from intramuros.sources.terraform.values import MAX_ITEMS, Mistake, NotKnown, TfList, Value, bounded, literal, placeholder

_HTML: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Go's encoder escapes these so that JSON may stand in HTML."""
_FORGERY: Final = lazy(r"\\(?:u|U0000)[eE]00[0-2]")
_MAX_DEPTH: Final = 200


def jsonencode(value: Value) -> str:
    """A value as JSON the way Terraform writes it: sorted keys, no spaces."""
    out: list[str] = []
    _write(value, out, 0)
    return bounded("".join(out))


def _write(value: Value, out: list[str], depth: int) -> None:
    if len(out) > 2 * MAX_ITEMS or depth > _MAX_DEPTH:
        raise NotKnown("the value is too large to encode")
    if isinstance(value, str):
        out.append(_json_text(value))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            out.append("," if at else "[")
            _write(item, out, depth + 1)
        out.append("]" if value else "[]")
    elif isinstance(value, dict):
        for at, key in enumerate(sorted(value)):
            out.append(f"{',' if at else '{'}{_json_text(key)}:")
            _write(value[key], out, depth + 1)
        out.append("}" if value else "{}")
    else:
        out.append(_json_word(value))


def _json_word(value: Value) -> str:
    if isinstance(value, Unknown):
        return _json_text(placeholder(value))
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_lazy(value):
        raise NotKnown("a whole resource is encoded")
    return number_text(value)


def _json_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_HTML)


def jsondecode(text: str) -> Value:
    """The value that a JSON text says."""
    if sole_symbol(text):
        raise NotKnown(f"`{readable(text)}` is known only after apply")
    symbolic = is_symbolic(text)
    source = _with_symbols_quoted(text) if symbolic else text
    try:
        return _decoded(symbolic, json.loads(source, parse_float=parse_number, parse_int=parse_number, parse_constant=_no_constant))
    except ValueError as problem:
        if symbolic:
            raise NotKnown("the text is no JSON as long as parts of it are known only after apply") from problem
        raise Mistake("the text is no JSON") from problem


def _no_constant(word: str) -> Any:
    raise Mistake(f"`{word}` is no JSON")


def _with_symbols_quoted(text: str) -> str:
    """`text` with each symbol made fit for JSON: in quotes where it stands bare, escaped where it stands in a string."""
    made: list[str] = []
    inside = False
    for piece in pieces(text):
        if is_symbolic(piece):
            escaped = piece if '\\"' in piece else json.dumps(piece, ensure_ascii=False)[1:-1]
            made.append(escaped if inside else f'"{escaped}"')
            continue
        made.append(unforged(piece))
        unescaped = piece.replace("\\\\", "").replace('\\"', "")
        inside ^= unescaped.count('"') % 2 == 1
    return "".join(made)


def unforged(text: str) -> str:
    """Source text without escapes that would decode to the delimiters of a symbol."""
    return _FORGERY.sub(r"\\ufffd", text)


def _decoded(symbolic: bool, value: Any) -> Value:
    if isinstance(value, str):
        return value if symbolic else literal(value)
    if isinstance(value, list):
        return [_decoded(symbolic, v) for v in value]
    if isinstance(value, dict):
        return {k if symbolic else literal(k): _decoded(symbolic, v) for k, v in value.items()}
    return value


def csvdecode(text: str) -> TfList:
    """The rows of a CSV text as objects by the names in its first row."""
    try:
        rows = [r for r in csv.reader(text.splitlines(keepends=True), strict=True) if r]
    except csv.Error as problem:
        raise Mistake(f"the text is no CSV: {problem}") from problem
    if not rows:
        raise Mistake("the text has no row of names")
    names = rows[0]
    if len(set(names)) != len(names) or any(len(r) != len(names) for r in rows):
        raise Mistake("names repeat, or a row has another length than the first")
    return TfList({k: literal(v) for k, v in sorted(zip(names, r, strict=True))} for r in rows[1:])


def urlencode(text: str) -> str:
    """A text for use in a URL's query."""
    return quote_plus(text, safe="")


def base64encode(text: str) -> str:
    """The UTF-8 of a text in Base64."""
    return base64.b64encode(text.encode()).decode()


def base64decode(text: str) -> str:
    """The text that Base64 holds in UTF-8."""
    try:
        return literal(_bytes(text).decode())
    except UnicodeDecodeError as problem:
        raise Mistake("the bytes are no UTF-8 text") from problem


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Mistake("the text is no Base64") from problem


def textencodebase64(text: str, encoding: str) -> str:
    """A text's bytes in an encoding, in Base64."""
    try:
        return base64.b64encode(text.encode(_codec(encoding))).decode()
    except UnicodeEncodeError as problem:
        raise Mistake("the text has characters that the encoding lacks") from problem


def textdecodebase64(text: str, encoding: str) -> str:
    """The text that Base64 holds in an encoding."""
    try:
        return literal(_bytes(text).decode(_codec(encoding)))
    except UnicodeDecodeError as problem:
        raise Mistake("the bytes are no text of that encoding") from problem


def _codec(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError as problem:
        raise Mistake(f"`{encoding[:40]}` is no encoding") from problem
    if not found._is_text_encoding:  # noqa: SLF001  # Python has no public word for it; str.encode checks the same
        raise Mistake(f"`{encoding[:40]}` is no encoding")
    return found.name
