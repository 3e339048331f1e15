# SPDX-License-Identifier: Apache-2.0
"""Less knowledge never brings more certainty: what is not known of a document turns an answer into `unknown` at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intramuros.estate.values import symbol
from intramuros.reasoning.access.aws import compare
from tests.laws.test_aws_compare_universe import pairs

_UNKNOWN = symbol("var.later", "")


def _operator(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "Condition": {**body["Condition"], "StringResembles": {"k:text": "a"}}}


def _element(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "Purpose": "none that AWS knows"}


def _value(body: dict[str, Any], later: str = _UNKNOWN) -> dict[str, Any]:
    return {**body, "Condition": {**body["Condition"], "StringEquals": {**body["Condition"].get("StringEquals", {}), "k:more": later}}}


def _resource(body: dict[str, Any], later: str = _UNKNOWN) -> dict[str, Any]:
    element = "Resource" if "Resource" in body else "NotResource"
    return {**body, element: [f"arn:aws:s3:::{later}", *body[element][1:]]}


def _action(body: dict[str, Any], later: str = _UNKNOWN) -> dict[str, Any]:
    element = "Action" if "Action" in body else "NotAction"
    return {**body, element: [f"a:{later}", *body[element][1:]]}


_LATER: tuple[Callable[..., dict[str, Any]], ...] = (_value, _resource, _action)
"""A text that is known only after apply."""


@settings(max_examples=150, deadline=None)
@given(pairs(), st.sampled_from((_operator, _element, *_LATER)), st.integers(0, 1), st.integers(0, 5))
def test_less_knowledge_never_brings_more_certainty(pair: tuple[Any, Any], veil: Any, side: int, at: int) -> None:
    """Whatever is still said of two documents, of one of which less is known, holds of all that it may turn out to be."""
    found = pair[side]["Statement"]
    at %= len(found)
    said = _with(pair, side, [*found[:at], veil(found[at]), *found[at + 1 :]])
    meant = [[veil(found[at], later="a")]] if veil in _LATER else [[found[at]], []]
    for one in meant:
        known = _with(pair, side, [*found[:at], *one, *found[at + 1 :]])
        assert said in ("unknown", known) or known == "unknown"


def _with(pair: tuple[Any, Any], side: int, statements: list[Any]) -> str:
    """How the two compare where one has these statements (a Deny beside them keeps an empty document of its kind)."""
    nothing = [
        {**{k: v for k, v in s.items() if k != "NotAction"}, "Effect": "Deny", "Action": "zz:none"} for s in pair[side]["Statement"][:1]
    ]
    documents = [{**d, "Statement": statements + nothing} if n == side else d for n, d in enumerate(pair)]
    return compare(*documents).relation
