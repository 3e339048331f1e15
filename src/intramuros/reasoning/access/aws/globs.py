# SPDX-License-Identifier: Apache-2.0
"""Three-valued matching of IAM's `*` and `?` patterns where pattern and text may both hold symbols.

A symbol equals itself; against other text it is "maybe". Two refinements keep "maybe" rare: ids that the cloud
makes for two different resources of one type are never equal, and a `STRANGER` (somebody of whom nothing is
known but that he is nobody named) equals nothing, not even himself: only wildcards admit him.
Patterns: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import re2  # type: ignore[import-untyped]  # it ships no stubs

from intramuros.estate.patterns import lazy
from intramuros.estate.values import OPEN, pieces, sole_symbol, symbol
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every

ANY_RUN = "\0*"
ANY_ONE = "\0?"
STRANGER = symbol("!stranger", "")
_GENERATED = frozenset({"arn", "id", "key_id", "unique_id", "resource_id", "bucket", "name"})
"""Attributes (and every `…_suffix`) that the cloud or Terraform makes unique where they stay symbols: two resources never share one."""
_PLAIN = frozenset({"key_id", "unique_id", "bucket", "region", "account_id"})
"""Attributes (and every `…_suffix`) whose values hold neither slash nor colon."""
_LARGEST = 4096
"""Longer than any ARN (at most 2,048 characters): not looked into, and "maybe"."""

Tokens = tuple[str, ...]


def tokens_of_text(text: str) -> Tokens:
    """Text as literal characters and whole symbols."""
    if OPEN not in text:
        return tuple(text)
    return tuple(t for piece in pieces(text) for t in ((piece,) if piece.startswith(OPEN) else piece))


def tokens_of_pattern(pattern: str) -> Tokens:
    """A pattern as tokens in which wildcards stand apart from literal characters."""
    return tuple(_WILD.get(t, t) for t in tokens_of_text(pattern))


_WILD = {"*": ANY_RUN, "?": ANY_ONE}


def matches(pattern: str, text: str, *, fold: bool = False) -> Truth:
    """Whether `pattern` matches the whole of `text`; `fold` ignores case."""
    if pattern == "*":
        return YES
    if fold:
        pattern, text = _folded(pattern), _folded(text)
    if OPEN not in pattern and OPEN not in text:
        return YES if _fits_plainly(pattern, text) else NO
    return _matches(pattern, text)


def equal(one: str, other: str, *, fold: bool = False) -> Truth:
    """Whether two texts without wildcards are the same."""
    if fold:
        one, other = _folded(one), _folded(other)
    if OPEN not in one and OPEN not in other:
        return YES if one == other else NO
    return compare(tokens_of_text(one), tokens_of_text(other))


def _folded(text: str) -> str:
    return "".join(p if p.startswith(OPEN) else p.casefold() for p in pieces(text)) if OPEN in text else text.casefold()


def _fits_plainly(pattern: str, text: str) -> bool:
    """Whether a pattern without symbols matches such a text; runs of plain characters are looked for from left to right."""
    if "?" in pattern:
        return _plain(pattern).fullmatch(text) is not None
    head, *runs = pattern.split("*")
    if not runs:
        return head == text
    tail = runs.pop()
    if not text.startswith(head) or not text.endswith(tail):
        return False
    at, end = len(head), len(text) - len(tail)
    for run in runs:
        found = text.find(run, at, end)
        if found < 0:
            return False
        at = found + len(run)
    return at <= end


@lru_cache(maxsize=1 << 14)
def _plain(pattern: str) -> re.Pattern[str]:
    return re.compile(_without_return(pattern), re.DOTALL)


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Patterns without symbols as one expression for text without symbols."""
    return re.compile("|".join(map(_without_return, patterns)), re.DOTALL)


@lru_cache(maxsize=1 << 14)
def _without_return(pattern: str, letter: str = ".") -> str:
    """A pattern as an expression that cannot backtrack: each run before a literal is atomic; wildcards stand for `letter`s."""
    runs = [re.escape(run).replace(r"\?", letter) for run in re.split(r"\*+", pattern)]
    if len(runs) == 1:
        return runs[0]
    middle = "".join(f"(?>{letter}*?{run})" for run in runs[1:-1])
    return f"{runs[0]}{middle}{letter}*{runs[-1]}"


@lru_cache(maxsize=1 << 16)
def _matches(pattern: str, text: str) -> Truth:
    return compare(tokens_of_pattern(pattern), tokens_of_text(text))


def compare(pattern: Tokens, text: Tokens) -> Truth:
    """Whether pattern tokens match text tokens: certainly, possibly or certainly not."""
    if len(pattern) > _LARGEST or len(text) > _LARGEST:
        return MAYBE
    if _surely(pattern, text):
        return YES
    return MAYBE if _possibly(pattern, text) else NO


def _surely(pattern: Tokens, text: Tokens) -> bool:
    """Greedy matching with one way back: symbols are letters that only they themselves and `*` match."""
    p = t = 0
    star, mark = -1, 0
    while t < len(text):
        if p < len(pattern) and pattern[p] == ANY_RUN:
            star, mark, p = p, t, p + 1
        elif p < len(pattern) and _same(pattern[p], text[t]):
            p, t = p + 1, t + 1
        elif star >= 0:
            mark += 1
            p, t = star + 1, mark
        else:
            return False
    return all(c == ANY_RUN for c in pattern[p:])


def _same(wanted: str, given: str) -> bool:
    if wanted == ANY_ONE:
        return len(given) == 1
    return wanted == given and given != STRANGER


_CLEAN, _IN_TEXT, _IN_PATTERN = 0, 1, 2
"""Between tokens; inside a symbol of the text; inside a symbol of the pattern."""

State = tuple[int, int, int]


def _possibly(pattern: Tokens, text: Tokens) -> bool:
    """Whether some reading of the symbols makes pattern and text meet: a search over pairs of positions."""
    pattern, text = _cut(pattern, text)
    todo: list[State] = [(0, 0, _CLEAN)]
    seen = set(todo)
    goal = (len(pattern), len(text), _CLEAN)
    for p, t, mode in todo:
        wanted = pattern[p] if p < len(pattern) else ""
        given = text[t] if t < len(text) else ""
        for step in _MODES[mode](wanted, given):
            there = (p + step[0], t + step[1], step[2])
            if there not in seen:
                seen.add(there)
                todo.append(there)
    return goal in seen


def _cut(pattern: Tokens, text: Tokens) -> tuple[Tokens, Tokens]:
    """Without the equal beginning of plain characters, which most ARNs share."""
    at = 0
    for wanted, given in zip(pattern, text, strict=False):
        if wanted != given or len(given) > 1:
            break
        at += 1
    return pattern[at:], text[at:]


def _clean_steps(wanted: str, given: str) -> list[State]:
    out: list[State] = []
    if wanted == ANY_RUN:
        out.append((1, 0, _CLEAN))
        if given:
            out.append((0, 1, _CLEAN))
    elif wanted and given and _same(wanted, given):
        out.append((1, 1, _CLEAN))
    if _opens(given):
        out += [(0, 1, _CLEAN)] * _may_be_empty(given)
        out += [(1, 0, _IN_TEXT)] * _within(wanted, given)
    if _opens(wanted):
        out += [(1, 0, _CLEAN)] * _may_be_empty(wanted)
        out += [(0, 1, _IN_PATTERN)] * _within(given, wanted)
    return out


def _in_text_steps(wanted: str, given: str) -> list[State]:
    out: list[State] = [(0, 1, _CLEAN)]
    if _within(wanted, given):
        out.append((1, 0, _IN_TEXT))
        if _opens(wanted):
            out.append((0, 1, _IN_PATTERN))
    return out


def _in_pattern_steps(wanted: str, given: str) -> list[State]:
    out: list[State] = [(1, 0, _CLEAN)]
    if _within(given, wanted):
        out.append((0, 1, _IN_PATTERN))
        if _opens(given):
            out.append((1, 0, _IN_TEXT))
    return out


_MODES = (_clean_steps, _in_text_steps, _in_pattern_steps)


def _opens(token: str) -> bool:
    """Whether a token is a symbol that may stand for some text."""
    return token.startswith(OPEN) and token != STRANGER


def _within(part: str, whole: str) -> bool:
    """Whether `part` may be a piece of what the symbol `whole` stands for."""
    if part in ("/", ":") and _has(_PLAIN, whole):
        return False
    if len(part) == 1 and not part.isdigit() and _is_account(whole):
        return False
    return bool(part) and part not in (STRANGER, whole) and not _apart(part, whole)


def _may_be_empty(token: str) -> bool:
    return not _has(_GENERATED, token) and not _is_account(token)


def _is_account(token: str) -> bool:
    """Whether a symbol stands for an account's number: twelve digits, and so never `aws`, the owner of AWS's own policies."""
    named = sole_symbol(token)
    return named is not None and named[1] == "account_id"


def _has(attributes: frozenset[str], token: str) -> bool:
    """Whether a symbol stands for one of these attributes, or for what Terraform adds to a prefix."""
    named = sole_symbol(token)
    return named is not None and (named[1] in attributes or named[1].endswith("_suffix"))


def _apart(one: str, other: str) -> bool:
    """Whether two symbols are ids that were made for two different resources of one type."""
    here, there = made_for(one), made_for(other)
    return here is not None and there is not None and here[0] == there[0] and here[1] != there[1]


def first_made(text: str) -> tuple[str, str, str] | None:
    """The first id in a text that the cloud makes once: what stands before it, the type and the address of its resource.

    None where there is no such id, or a wildcard or variable before it. Two texts that begin alike up to ids of two resources of
    one type are never the same, whatever follows.
    """
    before = ""
    for piece in pieces(text) if OPEN in text else ():
        made = made_for(piece)
        if made is not None:
            return before, *made
        if not piece.startswith(OPEN) and literal_head(piece) != piece:
            return None
        before += piece
    return None


def made_for(token: str) -> tuple[str, str] | None:
    """The type and the address of the resource that a symbol is an id of, where the cloud makes each id once; else None."""
    named = sole_symbol(token)
    if named is None or token == STRANGER or not _has(_GENERATED, token) or _LOOKED_UP.search(_INDEX.sub("", named[0])):
        return None
    kind = _type(named[0]) or (f"any {named[1]}" if named[1] in _ONCE else "")
    return (kind, named[0]) if kind else None


_LOOKED_UP = lazy(r"(?:^|[./])(?:(?:data|var|local|provider)\.|module\.[^.]+$)")
"""What is no resource of its own: looked up, given, or put out by a module that was not read."""


def _type(address: str) -> str:
    """`aws_kms_key` out of `module.m.aws_kms_key.k["x"]`; '' for the address of another dialect, which tells no type."""
    found = _TYPED.search(_INDEX.sub("", address))
    return found[1] if found else ""


_INDEX = lazy(r"\[[^\]]*\]")
_TYPED = lazy(r"(?:^|\.)([a-z]+_[a-z0-9_]+)\.[^./]+$")
_ONCE = frozenset({"arn", "key_id", "unique_id", "resource_id"})
"""Ids that no two resources share whatever their types, where the sub-resources of a dialect bear none of their own."""


def arn_matches(pattern: str, text: str) -> Truth:
    """ArnLike: each of the six parts for itself; text that is no ARN never matches."""
    if OPEN not in pattern and OPEN not in text:
        return YES if _arn_expression(pattern).fullmatch(text) else NO
    mine, theirs = pattern.split(":", 5), text.split(":", 5)
    if len(mine) < 6 or len(theirs) < 6:
        return MAYBE if OPEN in pattern + text and matches(pattern, text) else NO
    return every(matches(m, t) for m, t in zip(mine, theirs, strict=True))


_NEVER = re.compile(r"(?!)")


@lru_cache(maxsize=1 << 12)
def _arn_expression(pattern: str) -> re.Pattern[str]:
    *heads, last = pattern.split(":", 5)
    if len(heads) < 5:
        return _NEVER
    return re.compile(":".join((*(_without_return(h, "[^:]") for h in heads), _without_return(last))), re.DOTALL)


def resource_matches(pattern: str, text: str) -> Truth:
    """The Resource element: `*` stays within its part of the ARN unless it ends that part.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html ("Using wildcards in resource
    ARNs": only as "the last character of a resource ARN segment" may it "expand to match beyond the colon boundaries").
    """
    found = matches(pattern, text)
    if found is not YES or stays_in_its_part(pattern):
        return found
    if OPEN in pattern or OPEN in text:
        return MAYBE if arn_matches(pattern, text) is NO else found
    return YES if _by_parts(pattern).fullmatch(text) else NO


@lru_cache(maxsize=1 << 12)
def _by_parts(pattern: str) -> re.Pattern[str]:
    """A pattern as an expression in which a `*` inside one of the first five parts cannot match a colon."""
    *parts, last = pattern.split(":", 5)
    inner = ((p[:-1], ".*") if p.endswith("*") else (p, "") for p in parts)
    heads = [_expression(body, "[^:]") + tail for body, tail in inner]
    compiled: re.Pattern[str] = re2.compile("(?s:" + ":".join((*heads, _expression(last, "."))) + ")")
    return compiled


def _expression(glob: str, letter: str) -> str:
    return "".join(f"{letter}*" if c == "*" else letter if c == "?" else re2.escape(c) for c in glob)


def completed(pattern: str) -> str:
    """A resource with fewer than the six parts of an ARN stands for all that begins so.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html: "AWS automatically completes the ARN by adding
    wildcard characters (*) to all missing fields".
    """
    missing = 5 - pattern.count(":")
    if missing <= 0 or not pattern.startswith("arn:") or pattern.endswith("*") or OPEN in pattern or "${" in pattern:
        return pattern
    return pattern + ":*" * missing


def stays_in_its_part(pattern: str) -> bool:
    """Whether no `*` of a pattern may run beyond the part of the ARN that it stands in, up to the last part."""
    return not _MID_STAR.search(":".join(pattern.split(":", 5)[:5]))


_MID_STAR = lazy(r"\*[^:*]")


def overlap(one: str, other: str) -> str | None:
    """A text that both patterns certainly match (`*` read as short as can be); None where none is found."""
    return None if too_long(one, other) or apart(one, other) else _overlap(one, other)


def apart(one: str, other: str) -> bool:
    """Whether the plain beginnings of two patterns tell already that no text matches both."""
    here, there = literal_head(one), literal_head(other)
    return not (here.startswith(there) or there.startswith(here))


def literal_head(pattern: str) -> str:
    """What a pattern begins with before its first wildcard, symbol or policy variable."""
    found = _NOT_PLAIN.search(pattern)
    return pattern[: found.start()] if found else pattern


_NOT_PLAIN = lazy(rf"[*?$\x00{OPEN}]")


def too_long(one: str, other: str) -> bool:
    """Whether two patterns are beyond what `overlap` looks into."""
    return len(one) * len(other) > 1 << 20


@lru_cache(maxsize=1 << 15)
def _overlap(one: str, other: str) -> str | None:
    """A search over pairs of positions; where one of the two is plain text, only that can be the answer."""
    for text, pattern in ((one, other), (other, one)):
        if literal_head(text) == text and OPEN not in pattern:
            return text if _fits_plainly(pattern, text) else None
    shared = min(len(literal_head(one)), len(literal_head(other)))  # one of them begins with the other, else they are apart
    found = _meeting(tokens_of_pattern(one[shared:]), tokens_of_pattern(other[shared:]))
    return None if found is None else one[:shared] + found


def _meeting(one: Tokens, other: Tokens) -> str | None:
    came: dict[tuple[int, int], tuple[tuple[int, int], str]] = {}
    todo, seen = [(0, 0)], {(0, 0)}
    for here in todo:
        if here == (len(one), len(other)):
            return _trace(came, here)
        for there, said in _steps(one, other, *here):
            if there not in seen:
                seen.add(there)
                came[there] = (here, said)
                todo.append(there)
    return None


def _steps(one: Tokens, other: Tokens, i: int, j: int) -> list[tuple[tuple[int, int], str]]:
    a = one[i] if i < len(one) else None
    b = other[j] if j < len(other) else None
    out: list[tuple[tuple[int, int], str]] = []
    if a == ANY_RUN:
        out.append(((i + 1, j), ""))
        if b is not None and b != ANY_RUN:
            out.append(((i, j + 1), "x" if b == ANY_ONE else b))
    if b == ANY_RUN:
        out.append(((i, j + 1), ""))
        if a is not None and a != ANY_RUN:
            out.append(((i + 1, j), "x" if a == ANY_ONE else a))
    if a is not None and b is not None and ANY_RUN not in (a, b) and (a == b or _fits(a, b) or _fits(b, a)):
        out.append(((i + 1, j + 1), "x" if a == b == ANY_ONE else (b if a == ANY_ONE else a)))
    return out


def _fits(wild: str, letter: str) -> bool:
    return wild == ANY_ONE and len(letter) == 1


def _trace(came: dict[tuple[int, int], tuple[tuple[int, int], str]], here: tuple[int, int]) -> str:
    out: list[str] = []
    while here in came:
        here, said = came[here]
        out.append(said)
    return "".join(reversed(out))
