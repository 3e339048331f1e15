# SPDX-License-Identifier: Apache-2.0
"""No, maybe, yes: Kleene's logic on three ordered values, so that AND is `min` and OR is `max`."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Truth(enum.IntEnum):
    """Whether something is so: certainly not, not known, certainly."""

    NO = 0
    MAYBE = 1
    YES = 2


NO, MAYBE, YES = Truth.NO, Truth.MAYBE, Truth.YES
_INVERSE = (YES, MAYBE, NO)


def every(truths: Iterable[Truth]) -> Truth:
    """AND; YES for nothing."""
    return min(truths, default=YES)


def some(truths: Iterable[Truth]) -> Truth:
    """OR; NO for nothing."""
    return max(truths, default=NO)


def inverse(truth: Truth) -> Truth:
    """NOT."""
    return _INVERSE[truth]


def certain(holds: bool) -> Truth:
    """A plain boolean as a truth."""
    return YES if holds else NO
