# SPDX-License-Identifier: Apache-2.0
"""Looking only for the values that are hardest to settle brings the answer that all values bring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intramuros.reasoning.access.aws import compare, narrowed, spaces
from tests.laws.test_aws_compare import _sound
from tests.laws.test_aws_compare_universe import contradictions, pairs

_PATTERNS = ("a", "b", "ab", "a*", "*a", "*b*", "a*b", "*ab*", "?b", "?", "*")
_OPERATORS = ("StringLike", "StringNotLike", "StringEquals", "StringNotEquals", "StringLikeIfExists")
_OF_SETS = ("ForAnyValue:StringLike", "ForAllValues:StringLike", "ForAnyValue:StringNotLike", "ForAllValues:StringNotLike")


@contextmanager
def _nothing_listed() -> Iterator[None]:
    """As if every key took too many values to be listed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spaces, "_MOST_SETS", 0)
        _forget()
        yield
    _forget()


def _forget() -> None:
    for remembered in (narrowed.all_parts, spaces.values_of):
        remembered.cache_clear()


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Several statements, each with conditions on one key or two."""

    def statement() -> dict[str, Any]:
        condition: dict[str, dict[str, Any]] = {}
        for key, operators in draw(
            st.sampled_from(((("k:x", _OPERATORS),), (("k:s", _OF_SETS),), (("k:x", _OPERATORS), ("k:s", _OF_SETS))))
        ):
            for operator in draw(st.lists(st.sampled_from(operators), min_size=1, max_size=2, unique=True)):
                values = draw(st.lists(st.sampled_from(_PATTERNS), min_size=1, max_size=3, unique=True))
                condition.setdefault(operator, {})[key] = values
        effect = draw(st.sampled_from(("Allow", "Allow", "Deny")))
        return {"Effect": effect, "Action": "a:b", "Resource": "*", **({"Condition": condition} if draw(st.integers(0, 3)) else {})}

    return {"Version": "2012-10-17", "Statement": [statement() for _ in range(draw(st.integers(1, 4)))]}


@settings(max_examples=250, deadline=None)
@given(documents(), documents())
def test_the_hardest_values_bring_the_answer_that_all_bring(a: Any, b: Any) -> None:
    expected = compare(a, b)
    with _nothing_listed():
        found = compare(a, b)
    assert found.relation == expected.relation
    _sound(found, a, b)


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_no_request_contradicts_what_the_hardest_values_bring(pair: tuple[Any, Any]) -> None:
    with _nothing_listed():
        found = compare(*pair)
    assert contradictions(*pair, found.relation, most=300) == []
