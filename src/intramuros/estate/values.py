# SPDX-License-Identifier: Apache-2.0
"""Facts that are known, facts that are not, and the three-valued logic between them.

A fact is a plain Python value or an `Unknown` that says why it is not known. An unknown is never
`None` and never absent: `None` means "the author left it unset", which is itself knowledge.

A *symbol* stands inside a string for a part that only the cloud will know (the ARN of a resource
that does not exist yet, a variable without a default). Strings with symbols stay strings, so they
pass through templates, `jsonencode` and policy documents unharmed; code that looks at characters
must ask `is_symbolic` first. Private-use characters delimit a symbol, so no input can forge one
once `clean` has been applied to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias, TypeGuard, TypeVar

from msgspec import Struct

from intramuros.estate.patterns import lazy

T = TypeVar("T")


class Unknown(Struct, frozen=True):
    """A fact that cannot be known from what was read."""

    why: str
    """The missing fact in words, e.g. "`aws_kms_key.k.arn` is known only after apply"."""


Fact: TypeAlias = T | Unknown

OPEN: Final = "\ue000"
SPLIT: Final = "\ue002"
CLOSE: Final = "\ue001"
_SYMBOL: Final = lazy(f"{OPEN}([^{SPLIT}{CLOSE}]*){SPLIT}([^{CLOSE}]*){CLOSE}")
_MARKS: Final = {ord(OPEN): "\ufffd", ord(SPLIT): "\ufffd", ord(CLOSE): "\ufffd"}


def clean(text: str) -> str:
    """Replace the delimiters of symbols in text that comes from a file, so that none is forged."""
    return text.translate(_MARKS) if OPEN in text or SPLIT in text or CLOSE in text else text


def symbol(address: str, attribute: str = "") -> str:
    """The text that stands for an attribute of `address` (e.g. `aws_kms_key.k`, `arn`)."""
    return f"{OPEN}{address}{SPLIT}{attribute}{CLOSE}"


def is_symbolic(value: object) -> TypeGuard[str]:
    """Whether `value` is a string with at least one symbol in it."""
    return isinstance(value, str) and OPEN in value


def sole_symbol(value: object) -> tuple[str, str] | None:
    """(address, attribute) when `value` is one symbol and nothing else."""
    if not is_symbolic(value):
        return None
    found = _SYMBOL.fullmatch(value)
    return (found[1], found[2]) if found else None


def symbols(text: str) -> list[tuple[str, str]]:
    """Every (address, attribute) in `text`, in order."""
    return [(m[1], m[2]) for m in _SYMBOL.finditer(text)] if OPEN in text else []


def pieces(text: str) -> list[str]:
    """`text` cut into literal runs and symbols, in order; joining them gives `text` back."""
    if OPEN not in text:
        return [text] if text else []
    out, at = [], 0
    for found in _SYMBOL.finditer(text):
        if found.start() > at:
            out.append(text[at : found.start()])
        out.append(found[0])
        at = found.end()
    return [*out, text[at:]] if at < len(text) else out


def readable(text: str) -> str:
    """`text` with symbols shown the way Terraform writes them: `${address.attribute}`; of what has no address, why it is not known."""
    return _SYMBOL.sub(lambda m: "${" + (m[2] if m[1] == "?" else f"{m[1]}.{m[2]}" if m[2] else m[1]) + "}", text)


def known(value: Fact[T]) -> TypeGuard[T]:
    """Whether the fact is known (a symbolic string counts as known text)."""
    return not isinstance(value, Unknown)


def or_else(value: Fact[T], default: T) -> T:
    """The fact, or `default` where it is unknown."""
    return default if isinstance(value, Unknown) else value


def both(*facts: Fact[bool]) -> Fact[bool]:
    """Kleene's AND: one False decides; else one Unknown makes it unknown."""
    return _kleene(facts, decides=False)


def either(*facts: Fact[bool]) -> Fact[bool]:
    """Kleene's OR: one True decides; else one Unknown makes it unknown."""
    return _kleene(facts, decides=True)


def negate(fact: Fact[bool]) -> Fact[bool]:
    """Kleene's NOT."""
    return fact if isinstance(fact, Unknown) else not fact


def _kleene(facts: Iterable[Fact[bool]], *, decides: bool) -> Fact[bool]:
    missing: list[str] = []
    for fact in facts:
        if isinstance(fact, Unknown):
            missing.append(fact.why)
        elif fact is decides:
            return decides
    return Unknown("; ".join(dict.fromkeys(missing))) if missing else not decides
