# SPDX-License-Identifier: Apache-2.0
"""Regular expressions as Terraform has them: RE2, whose time is linear in the text whatever the pattern.

https://developer.hashicorp.com/terraform/language/functions/regex
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from intramuros.estate.patterns import lazy
from intramuros.estate.values import is_symbolic
from intramuros.sources.terraform.values import MAX_TEXT, Mistake, NotKnown, TfList, Value, because

if TYPE_CHECKING:
    from collections.abc import Callable


def compiled(pattern: str) -> Any:
    """A pattern ready for matching."""
    import re2  # type: ignore[import-untyped]  # it ships no stubs

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 * 1024 * 1024
    try:
        return re2.compile(pattern, options)
    except re2.error as problem:
        raise Mistake(f"the regular expression is not valid: {problem.args[0] if problem.args else problem}") from problem


def regex(pattern: str, value: str) -> Value:
    """What the first match captures; no match is an error."""
    found = compiled(pattern).search(value)
    if found is None:
        raise Mistake("the pattern does not match")
    return _captured(found)


def regexall(pattern: str, value: str) -> TfList:
    """What each match captures."""
    return TfList(_captured(m) for m in compiled(pattern).finditer(value))


def _captured(found: Any) -> Value:
    """The whole match, or a tuple of its groups, or an object of its named groups."""
    names = found.re.groupindex
    groups = found.groups()
    if not groups:
        return found[0]
    if not names:
        return list(groups)
    if len(names) != len(groups):
        raise Mistake("either all groups of a pattern have names or none has")
    return {name: found[at] for name, at in names.items()}


def substitute(value: str, pattern: str, template: str) -> str:
    """Every match replaced; `$1`, `${name}` in the replacement stand for groups (Go's Regexp.Expand)."""
    if is_symbolic(value) or is_symbolic(template):
        raise NotKnown(because(value if is_symbolic(value) else template))
    ready = compiled(pattern)
    out, at, size = [], 0, 0
    expand = _expander(template, ready)
    for found in ready.finditer(value):
        made = value[at : found.start()] + expand(found)
        size += len(made)
        if size > MAX_TEXT:
            raise NotKnown("the string grows too long")
        out.append(made)
        at = found.end()
    return "".join([*out, value[at:]])


_REFERENCE = lazy(r"\$(?:(\$)|\{(\w+)\}|(\w+))", re.ASCII)


def _expander(template: str, ready: Any) -> Callable[[Any], str]:
    names = ready.groupindex

    def expand(found: Any) -> str:
        return _REFERENCE.sub(lambda m: "$" if m[1] else _group(found, m[2] or m[3]), template)

    def _group(found: Any, name: str) -> str:
        if name.isdecimal():
            return (found[int(name)] or "") if int(name) <= ready.groups else ""
        return (found[names[name]] or "") if name in names else ""

    return expand
