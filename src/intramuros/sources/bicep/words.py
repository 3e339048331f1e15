# SPDX-License-Identifier: Apache-2.0
"""A Bicep file cut into its words, newlines among them, as they end statements.

The public grammar for tree-sitter was tried and left: it refuses 418 of the 2,349 files of Azure's own module registry (spread, `!`,
imports over several lines) and, worse, reads others wrongly without a word: `x => x.y` as `(x => x).y`, two array items on two
lines as one subscript, a comment that ends in a backslash together with the statement below it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from msgspec import Struct

from intramuros.estate.values import clean

MAX_WORDS: Final = 2_000_000
TOO_MANY: Final = "the rest of a file of too many words"
"""Stands for what is not cut any more."""
# Atomic groups, not possessive repetitions of groups: those match wrongly before Python 3.11.5 (github.com/python/cpython/issues/106052).
_PIECE: Final = r"(?>(?:[^'\\$\r\n]++|\\.|\$(?!\{))*)"
_NEXT: Final = re.compile(
    r"(?>(?:[ \t\f\u00a0\ufeff]++|//[^\r\n]*+|/\*(?>(?:[^*]++|\*(?!/))*)\*/|\#[^\r\n]*+)*)"
    r"(?:(?P<id>[A-Za-z_][A-Za-z0-9_]*+)"
    r"|(?P<nl>\r\n?|\n)"
    r"|(?P<raw>(?<!\$)\$*+'''"
    rf")|(?P<str>'{_PIECE}(?:'|\$\{{))"
    r"|(?P<op>\.\.\.|=>|==|!=|=~|!~|<=|>=|&&|\|\||\?\?|::|[{}()\[\]@,.?:;+\-%*/^!<>=|])"
    r"|(?P<int>[0-9]++)"
    r"|(?P<end>\Z)"
    r"|(?P<bad>.))"
)
_AFTER: Final = re.compile(rf"\}}{_PIECE}(?:'|\$\{{)")
_STATEMENT: Final = re.compile(
    r"(?:@|(?:param|var|resource|module|output|type|func|import|extension|provider|metadata|targetScope|using|assert|test)\b)"
)
_ESCAPE: Final = re.compile(r"\\(u\{([0-9a-fA-F]{1,6})\}|.)")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}


class Words(Struct, frozen=True):
    """The words of one file, in three lists of one length."""

    kinds: list[str]
    """`id`, `int`, `nl`, `str` (whole), `head`, `mid`, `tail` (around interpolations), `raw` (multi-line), `end`, `bad`, or the sign itself."""
    texts: list[str]
    starts: list[int]
    newlines: list[int]

    def line(self, index: int) -> int:
        """The line, counted from 1, on which a word begins."""
        return bisect_right(self.newlines, self.starts[index]) + 1


def cut(text: str) -> Words:
    """The words of `text`; what is no word comes as `bad`."""
    return _Cutter(text).cut()


class _Cutter:
    def __init__(self, text: str) -> None:
        self._text = text
        self._words = Words([], [], [], [m.end() for m in re.finditer(r"\r\n?|\n", text)])
        self._braces: list[list[int]] = []
        """For each string that an interpolation interrupts: braces open within it, and dollars of a multi-line string (0: an ordinary one)."""

    def cut(self) -> Words:
        kinds, texts, starts = self._words.kinds, self._words.texts, self._words.starts
        find, text, at = _NEXT.match, self._text, 0
        while len(kinds) < MAX_WORDS:
            found = find(text, at)
            kind = found.lastgroup if found else None
            if found is None or kind is None or kind == "end":
                break
            word, start, at = found[kind], found.start(kind), found.end()
            if kind == "op":
                kind = word
                if self._braces and word in "{}":
                    kind, word, at = self._brace(word, start)
            elif kind == "nl":
                if kinds and kinds[-1] == "nl":
                    continue
                self._recover(at)
            elif kind == "str":
                kind = self._string(word)
            elif kind == "raw":
                kind, word, at = self._raw(at, word.count("$"))
            kinds.append(kind)
            texts.append(word)
            starts.append(start)
        tail = ("nl", "end") if len(kinds) < MAX_WORDS else ("nl", "bad", "nl", "end")
        for last in tail:
            kinds.append(last)
            texts.append(TOO_MANY if last == "bad" else "")
            starts.append(at if last == "bad" else len(text))
        return self._words

    def _string(self, word: str) -> str:
        if word.endswith("${"):
            self._braces.append([0, 0])
            return "head"
        return "str"

    def _brace(self, sign: str, start: int) -> tuple[str, str, int]:
        inner = self._braces[-1]
        if sign == "{" or inner[0]:
            inner[0] += 1 if sign == "{" else -1
            return sign, sign, start + 1
        self._braces.pop()
        if inner[1]:
            kind, word, at = self._raw(start + 1, inner[1])
            return {"raw": "rawtail", "rawhead": "rawmid"}.get(kind, kind), word, at
        found = _AFTER.match(self._text, start)
        if found is None:
            return "bad", sign, start + 1
        if found[0].endswith("${"):
            self._braces.append([0, 0])
            return "mid", found[0], found.end()
        return "tail", found[0], found.end()

    def _raw(self, at: int, dollars: int) -> tuple[str, str, int]:
        """A multi-line string from `at` to its closing quotes, or to the interpolation that so many dollars open."""
        close = re.compile(r"'''+" + (rf"|(?<!\$)\${{{dollars}}}\{{" if dollars else "")).search(self._text, at)
        if close is None:
            return "bad", "'''", len(self._text)
        if close[0].endswith("{"):
            self._braces.append([0, dollars])
            return "rawhead", self._text[at : close.start()], close.end()
        return "raw", self._text[at : close.end() - 3], close.end()

    def _recover(self, at: int) -> None:
        """A statement's keyword in the first column ends whatever string was left open."""
        if self._braces and _STATEMENT.match(self._text, at):
            self._braces.clear()


def unescaped(inner: str) -> str:
    """The text that stands between a string's quotes."""
    return _ESCAPE.sub(_unescape, inner) if "\\" in inner else inner


def _unescape(found: re.Match[str]) -> str:
    if found[2]:
        code = int(found[2], 16)
        return clean(chr(code)) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return _ESCAPES.get(found[1], found[1])
