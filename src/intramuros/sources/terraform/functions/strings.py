# SPDX-License-Identifier: Apache-2.0
"""Functions over text: what looks at characters that only the cloud will know is unknown, what provably leaves them alone is not.

https://developer.hashicorp.com/terraform/language/functions#string-functions
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from intramuros.estate.values import Unknown, is_symbolic, pieces, sole_symbol, symbols
from intramuros.sources.terraform.functions.arguments import each_known
from intramuros.sources.terraform.primitives import in_template
from intramuros.sources.terraform.values import Mistake, NotKnown, TfList, Value, because, bounded

_SPACES: Final = "".join(map(chr, (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)))
"""Unicode's White_Space, as Go's TrimSpace has it."""
_NEVER_IN_IDS: Final = frozenset('"{}<>$`\\^|' + _SPACES)
"""Characters that no ARN and no Azure resource id holds."""


def chomp(value: str) -> str:
    """Newlines at the end taken off."""
    return trim_end(value, "\r\n")


def trimspace(value: str) -> str:
    """Spaces at both ends taken off."""
    return trim(value, _SPACES)


def trim(value: str, cutset: str) -> str:
    """Characters of a set taken off both ends."""
    return trim_end(_trim_start(value, cutset), cutset)


def trim_end(value: str, cutset: str) -> str:
    """Characters of a set taken off the end."""
    if not cutset or not is_symbolic(value):
        return value.rstrip(cutset) if cutset else value
    *head, last = pieces(value)
    return "".join(head) + _bared(last, last.rstrip(cutset), value, cutset)


def _trim_start(value: str, cutset: str) -> str:
    if not cutset or not is_symbolic(value):
        return value.lstrip(cutset) if cutset else value
    first, *tail = pieces(value)
    return _bared(first, first.lstrip(cutset), value, cutset) + "".join(tail)


def _bared(piece: str, bare: str, whole: str, cutset: str) -> str:
    """A trimmed end piece, where something of it is left to stop the trimming before the next symbol."""
    if is_symbolic(piece):
        if _cannot_hold(whole, cutset):
            return piece
        raise NotKnown(because(whole))
    if bare or _cannot_hold(whole, cutset):
        return bare
    raise NotKnown(because(whole))


def _cannot_hold(value: str, characters: str) -> bool:
    """Whether none of these characters can stand in what the symbols of `value` stand for: all are ARNs or ids."""
    return set(characters) <= _NEVER_IN_IDS and all("." in a and attribute in ("arn", "id") for a, attribute in symbols(value))


_SCHEME = "https://"
"""An address that only the cloud knows is spelled alike with and without its scheme: issuers are named both ways in one policy
(https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html)."""


def trimprefix(value: str, prefix: str) -> str:
    """A prefix taken off, where it is there."""
    if prefix == _SCHEME and sole_symbol(value):
        return value
    return value[len(prefix) :] if startswith(value, prefix) and prefix else value


def trimsuffix(value: str, suffix: str) -> str:
    """A suffix taken off, where it is there."""
    return value[: -len(suffix)] if endswith(value, suffix) and suffix else value


def startswith(value: str, prefix: str) -> bool:
    """Whether it begins so."""
    head = pieces(value)[0] if value else ""
    if not is_symbolic(value) or head.startswith(prefix):
        return value.startswith(prefix)
    if not is_symbolic(head) and not prefix.startswith(head):
        return False
    raise NotKnown(because(value))


def endswith(value: str, suffix: str) -> bool:
    """Whether it ends so."""
    tail = pieces(value)[-1] if value else ""
    if not is_symbolic(value) or (not is_symbolic(tail) and tail.endswith(suffix)) or not suffix:
        return value.endswith(suffix)
    if not is_symbolic(tail) and not suffix.endswith(tail):
        return False
    raise NotKnown(because(value))


def strcontains(value: str, part: str) -> bool:
    """Whether it is in there."""
    if any(part in p for p in pieces(value) if not is_symbolic(p)) or not part:
        return True
    if is_symbolic(value):
        raise NotKnown(because(value))
    return False


def replace(value: str, old: str, new: str) -> str:
    """Every occurrence replaced; `/…/` is a regular expression."""
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        from intramuros.sources.terraform.functions.patterns import substitute

        return substitute(value, old[1:-1], new)
    if not is_symbolic(value):
        return _replaced(value, old, new)
    if old == _SCHEME and not new and sole_symbol(value):
        return value
    if old and any(_cannot_hold(value, c) for c in old):
        return bounded("".join(p if is_symbolic(p) else _replaced(p, old, new) for p in pieces(value)))
    raise NotKnown(because(value))


def _replaced(value: str, old: str, new: str) -> str:
    if (value.count(old) * len(new)) > 4 * 1024 * 1024:
        raise NotKnown("the string grows too long")
    return value.replace(old, new)


def split(separator: str, value: str) -> TfList:
    """The parts between separators."""
    if not separator:
        each_known([value])
        return TfList(graphemes(value))
    if not is_symbolic(value):
        return TfList(value.split(separator))
    if any(_cannot_hold(value, c) for c in separator):
        return TfList(value.split(separator))
    raise NotKnown(because(value))


def join(separator: str, *lists: list[Value]) -> str:
    """The strings of lists with a separator between them."""
    items = [v for listed in lists for v in listed]
    if any(v is None for v in items):
        raise Mistake("a list to join has a null element")
    return bounded(separator.join(map(in_template, items)))


def lower(value: str) -> str:
    """In small letters."""
    return "".join(c.lower() if len(c.lower()) == 1 else c.lower()[0] for c in value)  # Go maps each character by itself


def upper(value: str) -> str:
    """In capitals."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in value)


def title(value: str) -> str:
    """The first letter of each word in capitals (Go's strings.Title)."""
    return "".join(c.upper() if _separates(before) and len(c.upper()) == 1 else c for before, c in zip(" " + value, value, strict=False))


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return character.isspace()


def indent(spaces: int, value: str) -> str:
    """Every line but the first moved right."""
    if not 0 <= spaces <= 10_000:
        raise NotKnown("the indentation is out of bounds") if spaces > 0 else Mistake("the number of spaces is negative")
    return bounded(_replaced(value, "\n", "\n" + " " * spaces))


def strrev(value: str) -> str:
    """Back to front."""
    return "".join(reversed(graphemes(value)))


def substr(value: str, offset: int, length: int) -> str:
    """A part of it, by characters; a negative length goes to the end; a negative offset counts from the end."""
    characters = graphemes(value)
    start = max(0, offset + len(characters)) if offset < 0 else offset
    to_end = length < 0 or (length == 0 and offset < 0)  # the latter is Terraform's quirk
    stop = len(characters) if to_end else start + length
    return "".join(characters[start:stop])


def graphemes(value: str) -> list[str]:
    """The characters as people count them: with their accents, joiners and modifiers (UAX #29, without regional scripts)."""
    if value.isascii():
        return re.findall(r"\r\n|.", value, re.DOTALL) if "\r\n" in value else list(value)
    found: list[str] = []
    for character in value:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _continues(before: str, character: str) -> bool:
    if before == "\r" and character == "\n":
        return True
    if character in "\u200d\ufe0f" or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return before not in ("\r", "\n")
    if "\U0001f3fb" <= character <= "\U0001f3ff" or before.endswith("\u200d"):
        return True
    flags = [c for c in (before, character) if "\U0001f1e6" <= c <= "\U0001f1ff"]
    return len(flags) == 2


def length_of_text(value: str) -> int:
    """The number of characters."""
    return len(graphemes(value))


def alltrue(values: list[Value]) -> Any:
    """Whether all are true; none at all are."""
    return _fold(values, decisive=False)


def anytrue(values: list[Value]) -> Any:
    """Whether any is true."""
    return _fold(values, decisive=True)


def _fold(values: list[Value], *, decisive: bool) -> Any:
    doubt: Unknown | None = None
    for value in values:
        if (value is True) is decisive and not isinstance(value, Unknown | str):
            return decisive
        if isinstance(value, Unknown | str):
            doubt = doubt or Unknown(because(value))
    return doubt or not decisive
