# SPDX-License-Identifier: Apache-2.0
"""Facts, symbols and Kleene's logic."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from intramuros.estate.values import (
    Unknown,
    both,
    clean,
    either,
    is_symbolic,
    known,
    negate,
    pieces,
    readable,
    sole_symbol,
    symbol,
    symbols,
)

MAYBE = Unknown("x")
FACTS = (True, False, MAYBE)


def test_kleene_tables() -> None:
    for a, b in itertools.product(FACTS, FACTS):
        assert both(a, b) == (False if False in (a, b) else MAYBE if MAYBE in (a, b) else True)
        assert either(a, b) == (True if True in (a, b) else MAYBE if MAYBE in (a, b) else False)
    assert [negate(f) for f in FACTS] == [False, True, MAYBE]
    assert both() is True
    assert either() is False


def test_reasons_are_gathered_once() -> None:
    said = both(Unknown("a"), Unknown("b"), Unknown("a"))
    assert isinstance(said, Unknown)
    assert said.why == "a; b"


plain = st.text(max_size=12).map(clean)
part = st.one_of(
    plain,
    st.tuples(st.from_regex(r"[a-z_]{1,8}\.[a-z]{1,5}", fullmatch=True), st.sampled_from(["", "arn", "id"])).map(lambda p: symbol(*p)),
)


@given(st.lists(part, max_size=6))
def test_pieces_join_to_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(pieces(text)) == text
    assert len(symbols(text)) == sum(is_symbolic(p) for p in parts)
    assert not is_symbolic(readable(text))


@given(st.text())
def test_no_text_of_a_file_forges_a_symbol(text: str) -> None:
    assert not is_symbolic(clean(text))


def test_a_sole_symbol_names_its_resource() -> None:
    assert sole_symbol(symbol("aws_kms_key.k", "arn")) == ("aws_kms_key.k", "arn")
    assert sole_symbol("x" + symbol("aws_kms_key.k", "arn")) is None
    assert readable(symbol("aws_kms_key.k", "arn")) == "${aws_kms_key.k.arn}"
    assert known(symbol("a", "b"))
    assert not known(MAYBE)
