# SPDX-License-Identifier: Apache-2.0
"""Guests whom a group's rule of membership admits: a rule is about all users of the tenant, guests among them, unless it says otherwise.

Microsoft Learn, "Manage rules for dynamic membership groups" and "Dynamic membership groups and Microsoft Entra B2B collaboration".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import blocks, switch, text
from intramuros.sources.declared import Declared

_QUOTED: Final = r"\s*[\[(]?\s*[\"']"
_GUESTS: Final = lazy(rf"user\.usertype\s+-?(?:eq|in|startswith|contains){_QUOTED}guest")
_NOT_GUESTS: Final = lazy(
    rf"user\.usertype\s+-?(?:ne|notin){_QUOTED}guest|(?<![\w-])-?not\s*\(\s*user\.usertype\s+-?(?:eq|in){_QUOTED}guest"
)
_MEMBERS: Final = lazy(rf"user\.usertype\s+-?(?:eq|in){_QUOTED}member[\"']\s*(?!,)")
_NEGATES: Final = lazy(r"(?<![\w.-])-?not(?![\w-])")
_ALTERNATIVE: Final = lazy(r"(?<![\w.-])-?or(?![\w-])")


def admits_guests(d: Declared) -> Fact[bool]:
    """Whether guests come into a group by its rule; False for a group without one."""
    rules = blocks(d.attrs, "dynamic_membership")
    return next(iter(_by_rule(d, text(b.get("rule")), switch(b.get("enabled"), default=True)) for b in rules), False)


def _by_rule(d: Declared, rule: Fact[str | None], enabled: Fact[bool]) -> Fact[bool]:
    if not isinstance(rule, str):
        return rule if isinstance(rule, Unknown) else False
    said = next(_said(rule.casefold()), None)
    if said is False or (said is True and enabled is True):
        return said
    return Unknown(f"whether guests are among those whom the rule of `{d.address}` admits")


def _said(rule: str) -> Iterator[bool]:
    """What the rule says of guests, where it says so plainly."""
    alternatives = _ALTERNATIVE.search(rule)
    if "user." not in rule or (not alternatives and (_NOT_GUESTS.search(rule) or _excludes_by_kind(rule))):
        yield False
    elif _GUESTS.search(rule) and not _NEGATES.search(rule):
        yield True


def _excludes_by_kind(rule: str) -> bool:
    return bool(_MEMBERS.search(rule)) and not _NEGATES.search(rule)
