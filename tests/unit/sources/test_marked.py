# SPDX-License-Identifier: Apache-2.0
"""JSON and YAML with lines: what is read, where it stands, and that nothing hostile does more than say so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intramuros.estate.values import OPEN, Unknown
from intramuros.sources.marked import Marked, Wrong, read_json, read_yaml

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list) else value


@given(JSON, st.sampled_from([None, 1, 4]))
def test_json_reads_what_json_writes(value: Any, indent: int | None) -> None:
    assert _plain(read_json(json.dumps(value, indent=indent))) == value


@given(JSON.filter(lambda v: isinstance(v, dict) and v))
def test_yaml_reads_json_too(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=True)
    try:
        (found,) = list(read_yaml(text))
    except Wrong:
        return  # keys longer than YAML takes, surrogates
    assert set(found) == set(value)


def _line_of_mistake(reader: Callable[[str], Any], text: str) -> int:
    """The line that is said to be wrong; 0 where the text is read."""
    try:
        reader(text)
    except Wrong as problem:
        return problem.line
    return 0


@given(JSON, st.data())
def test_half_a_file_is_said_to_be_one(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value, indent=1)
    cut = text[: data.draw(st.integers(0, len(text)))]
    assert 0 <= _line_of_mistake(read_json, cut) <= cut.count("\n") + 1


@given(st.text(max_size=200))
def test_any_text_is_read_or_wrong(text: str) -> None:
    for reader in (read_json, lambda t: list(read_yaml(t))):
        assert _line_of_mistake(reader, text) >= 0


def test_lines_of_objects_and_keys() -> None:
    found = read_json('{\n "a": 1,\n "b": {\n  "c": []\n }\n}')
    assert (found.line, found.end, found.lines) == (1, 6, {"a": (2, 2), "b": (3, 5)})
    (found,) = read_yaml("---\na: 1\nb:\n  c: 2\n")
    assert found.lines["b"] == (3, 4)
    assert found["b"].line == 4


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "a: 1\na: 2\n"])
def test_two_values_of_one_key_are_not_known(text: str) -> None:
    found = next(iter(read_yaml(text))) if text.startswith("a") else read_json(text)
    assert isinstance(found["a"], Unknown)


def test_the_same_value_twice_is_one() -> None:
    assert read_json('{"a": 1, "a": 1}')["a"] == 1


def test_no_symbol_is_forged() -> None:
    assert OPEN not in read_json(json.dumps({"a": f"{OPEN}x"}))["a"]
    assert OPEN not in read_json('{"a": "\\ue000x"}')["a"]
    assert OPEN not in next(iter(read_yaml('a: "\\ue000x"')))["a"]


def test_aliases_cannot_unfold_without_end() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))
    started = time.monotonic()
    with pytest.raises(Wrong, match="unfold"):
        list(read_yaml(f"l0: &l0 [x, x]\n{levels}\n"))
    assert time.monotonic() - started < 30


def test_recursion_is_bounded() -> None:
    with pytest.raises(Wrong, match="deep"):
        read_json("[" * 100_000)
    with pytest.raises(Wrong):
        list(read_yaml("- " * 5_000 + "x"))
    with pytest.raises(Wrong):
        list(read_yaml("a: &a\n  b: *a\n"))


def test_numbers_that_are_too_long() -> None:
    with pytest.raises(Wrong):
        read_json("1" * 5000)
    (found,) = read_yaml("a: " + "1" * 5000)
    assert isinstance(found["a"], str)


def test_several_documents_tabs_and_marks() -> None:
    assert [d["a"] for d in read_yaml("\ufeffa: 1\r\n---\r\na: 2\r\n---\n")] == [1, 2]
    read = read_yaml("a: 1\n---\nb:\n\t- x\n")
    assert next(read)["a"] == 1
    with pytest.raises(Wrong) as problem:
        next(read)
    assert problem.value.line == 4


def test_merge_keys_and_foreign_tags() -> None:
    (found,) = read_yaml("base: &b {x: 1, y: 2}\nover:\n  <<: *b\n  y: 3\nref: !vault abc\n")
    assert dict(found["over"]) == {"x": 1, "y": 3}
    assert found["ref"] == "abc"


def test_a_marked_mapping_tells_where_it_stands() -> None:
    found = Marked(3)
    found.put("k", 1, 4, 5)
    assert (found.origin("f", "graph").line, found.origin("f", "graph", "k").end_line) == (3, 5)
