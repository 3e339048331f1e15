# SPDX-License-Identifier: Apache-2.0
"""Cuts the text of an expression into tokens, on demand, as the grammar goes along it.

Newlines end an item inside `{ }` and mean nothing elsewhere, so the grammar says at each place whether they count.
Token shapes: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from intramuros.estate.patterns import lazy
from intramuros.sources.terraform.values import Mistake

_BLANK: Final = lazy(r"(?:[ \t\r]+|/\*.*?\*/)+", re.DOTALL)
_BLANK_LINES: Final = lazy(r"(?:[ \t\r\n]+|/\*.*?\*/|(?:#|//)[^\n]*)+", re.DOTALL)
_COMMENT: Final = lazy(r"(?:#|//)[^\n]*")
_TOKEN: Final = lazy(
    r"""(?P<word>[^\W\d][\w-]*(?:::[^\W\d][\w-]*)*)
      |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      |(?P<heredoc><<-?[^\W\d][\w-]*[^\S\n]*\n)
      |(?P<quote>")
      |(?P<newline>\n)
      |(?P<mark>\.\.\.|==|!=|<=|>=|&&|\|\||=>|[-+*/%<>!?:.,=()\[\]{}~])""",
    re.VERBOSE,
)
_DIGITS: Final = lazy(r"\d+")


class Token(NamedTuple):
    """One token: its kind (`word`, `number`, `heredoc`, `quote`, `newline`, `mark`, `end`) and where it stands."""

    kind: str
    text: str
    start: int
    end: int


class Scanner:
    """A text and a place in it."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.lines_count = False
        """Whether a newline is a token here."""
        self._peeked: Token | None = None

    def peek(self) -> Token:
        """The next token, left where it is."""
        if self._peeked is None:
            self._peeked = self._scan()
        return self._peeked

    def read(self) -> Token:
        """The next token."""
        token = self.peek()
        self.move(token.end)
        return token

    def move(self, at: int) -> None:
        """Go on from `at`."""
        self.at = at
        self._peeked = None

    def count_lines(self, *, yes: bool) -> bool:
        """Say whether newlines are tokens from here on; gives back what was said before."""
        before, self.lines_count = self.lines_count, yes
        self._peeked = None
        return before

    def accept(self, mark: str) -> bool:
        """Read the next token if it is this mark."""
        token = self.peek()
        if token.text == mark and token.kind == "mark":
            self.move(token.end)
            return True
        return False

    def expect(self, mark: str) -> Token:
        """Read this mark, or it is a mistake."""
        token = self.read()
        if token.text != mark:
            raise Mistake(f"`{mark}` was expected where `{token.text[:20].strip() or 'the end'}` stands")
        return token

    def digits(self) -> str | None:
        """The digits of `.0` after a dot, which are no fraction there."""
        found = _DIGITS.match(self.text, self.at)
        if found is None:
            return None
        self.move(found.end())
        return found[0]

    def skip_lines(self) -> None:
        """Go over newlines, blanks and comments."""
        found = _BLANK_LINES.match(self.text, self.at)
        if found:
            self.move(found.end())

    def _scan(self) -> Token:
        at, text = self.at, self.text
        blank = (_BLANK if self.lines_count else _BLANK_LINES).match(text, at)
        if blank:
            at = blank.end()
        if self.lines_count:
            comment = _COMMENT.match(text, at)
            at = comment.end() if comment else at
        found = _TOKEN.match(text, at)
        if found is None:
            if at >= len(text):
                return Token("end", "", at, at)
            raise Mistake(f"the expression cannot be read at `{text[at : at + 20]}`")
        assert found.lastgroup is not None
        return Token(found.lastgroup, found[0], found.start(), found.end())
