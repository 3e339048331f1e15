# SPDX-License-Identifier: Apache-2.0
"""Everything that may go wrong and what the user can do about it.

Problem                  a person can mend it: where, what, advice; exit code 2
├── BadInput             a file, plan or state that cannot be read
│   └── NothingThere     no file of the dialect that was looked for
├── BadCharter           the charter says something it cannot mean
└── BadUsage             the command line asks for something that does not exist
"""

from __future__ import annotations


class Problem(Exception):
    """Base of every error that reaches a user: one message that says where and what to do."""

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.advice}" if self.advice else head


class BadInput(Problem):
    """A file, plan or state that cannot be read at all."""


class NothingThere(BadInput):
    """No file of the dialect that was looked for."""


class BadCharter(Problem):
    """The charter has a wrong key, type or value; `where` holds file, line and `$.path`."""


class BadUsage(Problem):
    """The command line asks for something that does not exist."""
