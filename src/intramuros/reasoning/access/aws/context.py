# SPDX-License-Identifier: Apache-2.0
"""The context of a request: which condition keys have which values, which are absent, and which nobody knows.

Keys compare without regard to case
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from intramuros.estate.patterns import lazy
from intramuros.estate.values import OPEN, symbol
from intramuros.reasoning.access.aws.globs import ANY_ONE, ANY_RUN, STRANGER, Tokens, tokens_of_pattern, tokens_of_text

Values = tuple[str, ...] | None
"""The values of a key; None = the key is absent."""


class Context:
    """Values per key. `open_world`: a key that is not told may be anything (else it is absent)."""

    __slots__ = ("_folded", "_said", "open_world")

    def __init__(self, told: Mapping[str, Values], *, open_world: bool = False) -> None:
        self._said = told
        self._folded: dict[str, Values] | None = None
        self.open_world = open_world

    @property
    def _told(self) -> dict[str, Values]:
        """Values per key in lower case; made when first looked at, which statements without conditions never do."""
        if self._folded is None:
            self._folded = folded(self._said)
        return self._folded

    @classmethod
    def of_folded(cls, told: dict[str, Values]) -> Context:
        """A context in an open world, of keys that are case-folded already."""
        made = cls(told, open_world=True)
        made._folded = told
        return made

    @classmethod
    def of_json(cls, context: Mapping[str, Any], derived: Mapping[str, Values] = MappingProxyType({})) -> Context:
        """A concrete request's context: scalars, lists for multi-valued keys; what is not there is absent, or as derived."""
        told = {**derived, **{k: _values(v) for k, v in context.items()}}
        return cls(told)

    def knows(self, key: str) -> bool:
        """Whether the key's values, or its absence, are told."""
        return not self.open_world or key.casefold() in self._told

    def get(self, key: str) -> Values:
        """The values of a key that is known; None = absent."""
        return self._told.get(key.casefold())

    def of(self, folded_key: str) -> Values:
        """The values of a key that is known, spelled in lower case; None = absent."""
        return (self._told if self._folded is None else self._folded).get(folded_key)

    def with_told(self, more: Mapping[str, Values]) -> Context:
        """The same context with some keys told anew."""
        return Context({**self._told, **{k.casefold(): v for k, v in more.items()}}, open_world=self.open_world)


def folded(told: Mapping[str, Values]) -> dict[str, Values]:
    """Values per key in lower case; of two spellings of one key the later counts."""
    return {k.casefold(): v for k, v in told.items()}


def _values(value: Any) -> Values:
    if isinstance(value, str):
        return (value,)
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    return tuple(_text(i) for i in items)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


_VARIABLE = lazy(r"\$\{([^}']*)(?:'([^']*)'\s*)?\}")
_ESCAPES = {"*": "*", "?": "?", "$": "$"}


def substitute(pattern: str, context: Context) -> Tokens | None:
    """A pattern's tokens with policy variables replaced; None where a variable has no value, so that nothing matches.

    A replaced value is literal, also where it holds `*`; `${*}`, `${?}` and `${$}` are the characters themselves
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
    """
    out: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(pattern):
        out += tokens_of_pattern(pattern[at : found.start()])
        value = _variable(found[1], found[2], context)
        if value is None:
            return None
        out += tokens_of_text(value)
        at = found.end()
    return (*out, *tokens_of_pattern(pattern[at:]))


def variables_of(pattern: str) -> frozenset[str]:
    """The keys that a pattern's policy variables ask for, case-folded."""
    if not has_variables(pattern):
        return frozenset()
    return frozenset(_named(m[1]).casefold() for m in _VARIABLE.finditer(pattern))


def _named(variable: str) -> str:
    return variable.strip().rstrip(",").strip()


def _variable(name: str, default: str | None, context: Context) -> str | None:
    if name in _ESCAPES:
        return _ESCAPES[name]
    key = _named(name)
    if not context.knows(key):
        return symbol(f"${{{key}}}", "")
    values = context.get(key)
    if values is None:
        return default
    if values == ("",):
        return symbol(f"${{{key}}}", "")  # AWS does not say whether an empty tag is "a key that has no value"
    return values[0] if len(values) == 1 else None


def has_variables(pattern: str) -> bool:
    """Whether a pattern holds a policy variable."""
    return "${" in pattern


def witness(pattern: str, context: Context) -> str | None:
    """A text that the pattern matches: wildcards filled in; None where it holds what is not known."""
    tokens = substitute(pattern, context) if has_variables(pattern) else tokens_of_pattern(pattern)
    if tokens is None or STRANGER in tokens:
        return None
    return "".join("x" if t in (ANY_RUN, ANY_ONE) else t for t in tokens)


def is_open(value: str) -> bool:
    """Whether a value holds a symbol."""
    return OPEN in value
