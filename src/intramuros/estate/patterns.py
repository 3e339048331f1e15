# SPDX-License-Identifier: Apache-2.0
"""Regular expressions compiled when first used.

The package holds some two hundred; compiling them all at start-up would cost a review of a small
estate a quarter of its time, and most reviews need a few dozen.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = frozenset({"search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"})


class _Lazy:
    """Stands for a pattern; the first use compiles it and puts the compiled methods in place."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._source = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled: re.Pattern[Any] = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern like `re.compile`'s, compiled at its first use."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
