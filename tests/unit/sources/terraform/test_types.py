# SPDX-License-Identifier: Apache-2.0
"""Type constraints and what values become under them."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, symbol
from intramuros.sources.terraform.expressions import Names, evaluate_text
from intramuros.sources.terraform.syntax import Expression
from intramuros.sources.terraform.types import ANY, STRING, Collection, Object, Tuple, Type, convert, parse_type
from intramuros.sources.terraform.values import Failed, TfList, TfMap, TfSet

ARN = symbol("a.b", "arn")


def _type(text: str) -> Type:
    return parse_type(Expression(source=text, origin=Origin(file="x")))


def _value(text: str) -> Any:
    return evaluate_text(text, Names({"arn": ARN, "lost": Unknown("w")}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", STRING),
        ("any", ANY),
        ('"string"', STRING),
        ('"list"', Collection("list", ANY)),
        ("map", Collection("map", ANY)),
        ("list(string)", Collection("list", STRING)),
        ("set(list(any))", Collection("set", Collection("list", ANY))),
        ("tuple([string, any])", Tuple((STRING, ANY))),
        ("object({a = string})", Object({"a": STRING})),
        ('object({a = optional(string, "x"), b = optional(any)})', Object({"a": STRING, "b": ANY}, {"a": "x", "b": None})),
        ("nonsense(1)", ANY),
        ("1 +", ANY),
    ],
)
def test_constraints_are_read(text: str, expected: Type) -> None:
    assert _type(text) == expected


def test_json_constraints_are_read() -> None:
    assert parse_type(Expression(json="list(string)", origin=Origin(file="x"))) == Collection("list", STRING)
    assert parse_type(Expression(json="${set(string)}", origin=Origin(file="x"))) == Collection("set", STRING)


NESTED = 'object({n = optional(number, 2), s = optional(object({t = optional(list(string), ["d"])}), {}), r = string})'


@pytest.mark.parametrize(
    ("text", "constraint", "expected"),
    [
        ('"true"', "bool", True),
        ('"5"', "number", 5),
        ("5", "string", "5"),
        ("1.50", "string", "1.5"),
        ("true", "string", "true"),
        ("null", "string", None),
        ('[1, "a"]', "list(string)", ["1", "a"]),
        ('["b", "a", "b"]', "set(string)", ["a", "b"]),
        ("{a = 1, b = 2}", "map(string)", {"a": "1", "b": "2"}),
        ('[1, "a", true]', "list(any)", ["1", "a", "true"]),
        ("{a = 1, z = 2}", "object({a = string})", {"a": "1"}),
        ('{r = "x"}', NESTED, {"n": 2, "s": {"t": ["d"]}, "r": "x"}),
        ('{r = "x", n = null, s = {t = null}}', NESTED, {"n": 2, "s": {"t": ["d"]}, "r": "x"}),
        ('{r = "x", n = "7", s = {t = ["q"], u = 1}}', NESTED, {"n": 7, "s": {"t": ["q"]}, "r": "x"}),
        (
            '{x = {r = "1"}, y = {r = 2, n = 3}}',
            f"map({NESTED})",
            {"x": {"n": 2, "s": {"t": ["d"]}, "r": "1"}, "y": {"n": 3, "s": {"t": ["d"]}, "r": "2"}},
        ),
        ("[{a = 1}]", "list(object({a = optional(string), b = optional(string)}))", [{"a": "1", "b": None}]),
        ("{anything = [1]}", "any", {"anything": [1]}),
        ("[arn]", "list(string)", [ARN]),
        ("[lost, 1]", "list(string)", [Unknown("w"), "1"]),
        ("arn", "list(string)", ARN),
        ("lost", "string", Unknown("w")),
        ("[1, 2]", "tuple([string, number])", ["1", 2]),
    ],
)
def test_values_are_converted(text: str, constraint: str, expected: Any) -> None:
    assert convert(_value(text), _type(constraint)) == expected


@pytest.mark.parametrize(
    ("text", "constraint"),
    [
        ('"x"', "number"),
        ('"yes"', "bool"),
        ("[1]", "string"),
        ('"a"', "list(string)"),
        ("{b = 1}", "object({a = string})"),
        ("[1]", "map(string)"),
        ("[[1], 2]", "list(any)"),
        ("[1]", "tuple([string, string])"),
        ('["x"]', "list(number)"),
    ],
)
def test_values_that_do_not_fit_are_failures(text: str, constraint: str) -> None:
    assert isinstance(convert(_value(text), _type(constraint)), Failed)


def test_collections_carry_their_mark() -> None:
    assert type(convert(["a"], _type("list(string)"))) is TfList
    assert type(convert(["a"], _type("set(string)"))) is TfSet
    assert type(convert({"a": 1}, _type("map(number)"))) is TfMap
    assert type(convert({"a": 1}, _type("object({a = number})"))) is dict


def test_a_part_known_only_later_makes_no_number() -> None:
    assert type(convert(f"1{ARN}", _type("number"))) is Unknown


def test_nesting_without_end_is_unknown() -> None:
    value: list[Any] = []
    for _ in range(5000):
        value = [value]
    assert isinstance(convert(value, _type("list(any)")), Unknown)
