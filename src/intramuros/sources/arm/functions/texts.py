# SPDX-License-Identifier: Apache-2.0
"""Functions on text; a part that only the cloud knows stays a symbol in it.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote, urljoin

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic, pieces, sole_symbol, symbol, symbols
from intramuros.sources.arm.json_text import NotJson, parse
from intramuros.sources.arm.later import Later, Opaque, atomic, opaque, plain

_HOLE: Final = lazy(r"\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}")
MAX_TEXT: Final = 200_000
"""Characters of one text; Azure takes far fewer."""


def said(value: Any) -> str:
    """A value inside a text, as Azure writes it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    return to_json(value) if isinstance(value, list | Mapping) else f"{value}"


def to_json(value: Any) -> str:
    """A value as JSON text."""
    parts, size = [], 0
    for part in json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_symbolic).iterencode(value):
        parts.append(part)
        size += len(part)
        bounded(size)
    return "".join(parts)


def _symbolic(value: Any) -> str:
    """What is not known inside of a value that becomes text."""
    return value.text if isinstance(value, Later) else symbol(value.why if isinstance(value, Unknown) else str(value))


def bounded(size: int) -> None:
    """Refuse a text that is longer than any that Azure would take.

    Raises:
        ValueError: it is.

    """
    if size > MAX_TEXT:
        raise ValueError("a text is too long")


def string(value: Any) -> str:
    """`string()`."""
    return said(value)


def formatted(pattern: Any, *args: Any) -> str:
    """`format()`: .NET's composite formatting, of which numbers padded with `0`s and `D`/`N`/`X` are known."""
    bounded(len(pattern) + pattern.count("{") * max((len(a) for a in args if isinstance(a, str)), default=0))

    def filled(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        value = _styled(args[int(match[1])], match[3] or "")
        width = int(match[2] or 0)
        if abs(width) > MAX_TEXT:
            raise ValueError("a width is too large")
        return value.rjust(width) if width > 0 else value.ljust(-width)

    return _HOLE.sub(filled, plain(pattern) if not is_symbolic(pattern) else pattern)


def _styled(value: Any, style: str) -> str:
    if not style or isinstance(value, str):
        return said(value)
    digits = int(style[1:]) if style[1:].isdigit() and len(style) < 4 else 0
    if style[0] in "dD":
        return f"{int(value):0{digits}d}"
    if style[0] in "xX":
        return f"{int(value):0{digits}{style[0]}}"
    if set(style) == {"0"}:
        return f"{int(value):0{len(style)}d}"
    raise Opaque


def lower(text: Any) -> str:
    """`toLower()`; what Azure compares without regard to case may stay as it is inside symbols."""
    return _by_piece(str.lower, text)


def upper(text: Any) -> str:
    """`toUpper()`."""
    return _by_piece(str.upper, text)


def trim(text: Any) -> str:
    """`trim()`."""
    return plain(text).strip() if not is_symbolic(text) else text


def replace(text: Any, old: Any, new: Any) -> str:
    """`replace()`: what stands inside a symbol may be replaced too, which makes another symbol of it."""
    wanted = plain(old)
    bounded((str(text).count(wanted) if wanted else 0) * len(new))
    if not is_symbolic(text):
        return str(text).replace(wanted, new)
    parts = (opaque("replace", p, old, new) if is_symbolic(p) and not _one_word(p, wanted) else p for p in pieces(text))
    return "".join(p if is_symbolic(p) else p.replace(wanted, new) for p in parts)


def _one_word(piece: str, wanted: str) -> bool:
    """Whether a symbol is a hash of letters and digits, in which no mark stands."""
    return piece.startswith(opaque("uniqueString")[:-3]) and not wanted.isalnum()


def _by_piece(change: Callable[[str], str], text: Any) -> str:
    return "".join(p if is_symbolic(p) else change(p) for p in pieces(str(text)))


def part(text: Any, start: Any, length: Any = None) -> str:
    """`substring()`; as far as it lies before the first symbol."""
    if start < 0 or (length is not None and length < 0):
        raise ValueError("a position lies before the text")
    known = pieces(str(text))[0] if text else ""
    if is_symbolic(text) and (length is None or is_symbolic(known) or start + length > len(known)):
        raise Opaque
    whole = str(text)
    return whole[start:] if length is None else known[start : start + length] if is_symbolic(text) else whole[start : start + length]


def taken(text: str, count: int) -> str:
    """`take()` of a text: known up to its first symbol, and behind it only whether it is cut."""
    if not is_symbolic(text):
        return text[: max(count, 0)]
    kept, left = "", count
    for piece in pieces(text):
        size = 13 if piece.startswith(opaque("uniqueString")[:-3]) else None
        long = size if is_symbolic(piece) else len(piece)
        if long is None or (is_symbolic(piece) and long > left):
            return kept + (opaque("take", text, count) if left > 0 else "")
        kept, left = kept + (piece if is_symbolic(piece) else piece[: max(left, 0)]), left - long
    return kept


def skipped(text: Any, count: int) -> str:
    """`skip()` of a text."""
    return plain(text)[max(count, 0) :]


def split(text: Any, marks: Any) -> list[str]:
    """`split()`: symbols of one word hold no mark."""
    if any(not atomic(address) for address, _ in symbols(str(text))):
        raise Opaque
    wanted = [plain(m) for m in (marks if isinstance(marks, list) else [marks])]
    out = [str(text)]
    for mark in filter(None, wanted):
        out = [p for one in out for p in one.split(mark)]
    return out


def starts(text: Any, prefix: Any) -> bool:
    """`startsWith()`, which does not regard case; answered where enough is known."""
    known = (pieces(str(text)) or [""])[0]
    if is_symbolic(text) and (is_symbolic(known) or len(known) < len(prefix)):
        raise Opaque
    return known.casefold().startswith(plain(prefix).casefold())


def ends(text: Any, suffix: Any) -> bool:
    """`endsWith()`."""
    known = (pieces(str(text)) or [""])[-1]
    if is_symbolic(text) and (is_symbolic(known) or len(known) < len(suffix)):
        raise Opaque
    return known.casefold().endswith(plain(suffix).casefold())


def within(text: str, wanted: Any) -> bool:
    """`contains()` of a text: what stands in its known parts stands in it."""
    if any(plain(wanted) in p for p in pieces(text) if not is_symbolic(p)):
        return True
    if is_symbolic(text):
        raise Opaque
    return False


def padded(text: Any, length: Any, fill: Any = " ") -> str:
    """`padLeft()`."""
    if length > MAX_TEXT:
        raise ValueError("a width is too large")
    return plain(said(text)).rjust(length, fill)


def index_of(text: str, wanted: Any) -> int:
    """`indexOf()` of a text."""
    return plain(text).casefold().find(plain(wanted).casefold())


def last_index_of(text: str, wanted: Any) -> int:
    """`lastIndexOf()` of a text."""
    return plain(text).casefold().rfind(plain(wanted).casefold())


def to_base64(text: Any) -> str:
    """`base64()`."""
    return base64.b64encode(plain(text).encode()).decode()


def from_base64(text: Any) -> str:
    """`base64ToString()`."""
    try:
        return base64.b64decode(plain(text), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("not base64") from None


def from_json(text: Any) -> Any:
    """`json()`."""
    try:
        return parse(plain(text), "")
    except NotJson as problem:
        raise ValueError(str(problem)) from None


def data_uri(text: Any) -> str:
    """`dataUri()`."""
    return f"data:text/plain;charset=utf8;base64,{to_base64(text)}"


def from_data_uri(text: Any) -> str:
    """`dataUriToString()`."""
    head, _, body = plain(text).partition(",")
    return from_base64(body) if head.endswith(";base64") else unquote(body)


def uri(base: Any, relative: Any) -> str:
    """`uri()`: what stands behind the last slash of the base gives way."""
    if is_symbolic(base):
        known, slash, _ = base.rpartition("/")
        whole = base if sole_symbol(base) else known + slash
        return f"{whole.rstrip('/')}/{relative.lstrip('/')}"
    return urljoin(base, relative) if base else str(relative)


def quoted(text: Any) -> str:
    """`uriComponent()`."""
    return quote(plain(text), safe="")


def unquoted(text: Any) -> str:
    """`uriComponentToString()`."""
    return unquote(plain(text))


TEXTS: Final[Mapping[str, Callable[..., Any]]] = {
    "base64": to_base64,
    "base64tostring": from_base64,
    "datauri": data_uri,
    "datauritostring": from_data_uri,
    "format": formatted,
    "padleft": padded,
    "replace": replace,
    "string": string,
    "substring": part,
    "tolower": lower,
    "toupper": upper,
    "trim": trim,
    "uri": uri,
    "uricomponent": quoted,
    "uricomponenttostring": unquoted,
    "uniquestring": lambda *args: opaque("uniqueString", *args),
    "guid": lambda *args: opaque("guid", *args),
}
"""Functions whose answer is a text: where it cannot be known, a symbol stands for it."""
