# SPDX-License-Identifier: Apache-2.0
"""What is not known: symbols pass unharmed, unknown elements stay elements, errors are errors only to `try` and `can`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, readable, symbol
from intramuros.sources.terraform.expressions import (
    Failed,
    Names,
    evaluate,
    evaluate_text,
    references,
    static_items,
    traversal,
)
from intramuros.sources.terraform.syntax import Expression, parse

ARN = symbol("aws_kms_key.k", "arn")
KEYED = symbol('aws_s3_bucket.b["x"]', "arn")
WHY = "`var.u` has no value"


class Resource(Mapping[str, Any]):
    """A resource as the loader gives it: whatever it lacks is a symbol."""

    def __init__(self, address: str, **given: Any) -> None:
        self._address, self._given = address, given

    def __getitem__(self, key: str) -> Any:
        return self._given.get(key, symbol(self._address, key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


SCOPE = Names(
    {
        "aws_kms_key": {"k": Resource("aws_kms_key.k", description="d")},
        "aws_s3_bucket": {"b": {"x": Resource('aws_s3_bucket.b["x"]')}},
        "many": [Resource("x.y[0]"), Resource("x.y[1]")],
        "none": [],
        "var": {"u": Unknown(WHY), "s": symbol("var.s"), "mixed": [ARN, Unknown("w"), "z"], "n": 3},
    }
)


def of(text: str) -> Any:
    return evaluate_text(text, SCOPE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_kms_key.k.arn", ARN),
        ("aws_kms_key.k.description", "d"),
        ('"${aws_kms_key.k.arn}/*"', ARN + "/*"),
        ("aws_kms_key.k.grants[0].name", symbol("aws_kms_key.k", "grants.0.name")),
        ("many[*].arn", [symbol("x.y[0]", "arn"), symbol("x.y[1]", "arn")]),
        ("aws_kms_key.k[*].arn", [ARN]),
        ("none[*].arn", []),
        ('[for k, b in aws_s3_bucket.b : "${k}:${b.arn}"]', ["x:" + KEYED]),
        ('join(",", [aws_kms_key.k.arn, "x"])', ARN + ",x"),
        ("concat([aws_kms_key.k.arn], [1])", [ARN, 1]),
        ('format("%s-%v", aws_kms_key.k.arn, 1)', ARN + "-1"),
        ('formatlist("%s/*", many[*].arn)', [symbol("x.y[0]", "arn") + "/*", symbol("x.y[1]", "arn") + "/*"]),
        ("toset([aws_kms_key.k.arn, aws_kms_key.k.arn])", [ARN]),
        ('lookup({a = aws_kms_key.k.arn}, "a", "n")', ARN),
        ("tostring(aws_kms_key.k.arn)", ARN),
        ('coalesce(aws_kms_key.k.arn, "x")', ARN),
        ('compact([aws_kms_key.k.arn, ""])', [ARN]),
        ('trimsuffix("${aws_kms_key.k.arn}/", "/")', ARN),
        ('trimprefix("s3://${aws_kms_key.k.arn}", "s3://")', ARN),
        ('trimspace(" ${aws_kms_key.k.arn}\\n")', ARN),
        ('replace("${aws_kms_key.k.arn} x", " x", "/*")', ARN + "/*"),
        ('split("\\n", "${aws_kms_key.k.arn}\\nb")', [ARN, "b"]),
        ('startswith("arn:${aws_kms_key.k.arn}", "arn:")', True),
        ('startswith("b-${aws_kms_key.k.arn}", "arn:")', False),
        ('endswith("${aws_kms_key.k.arn}/*", "/*")', True),
        ("aws_kms_key.k.arn == aws_kms_key.k.arn", True),
        ("aws_kms_key.k.arn != null", True),
        ('"x${var.s}" == null', False),
        ("one([aws_kms_key.k.arn])", ARN),
        ('var.u ? "a" : "a"', "a"),
        ("var.u && false", False),
        ("var.u || true", True),
        ("length(var.mixed)", 3),
        ("var.mixed[2]", "z"),
        ('contains(var.mixed, "z")', True),
        ("merge({a = var.u}, {b = 1}).b", 1),
        ('try(none[0].arn, "fallback")', "fallback"),
        ('try(aws_kms_key.k.arn, "fallback")', ARN),
        ("can(none[0])", False),
        ("can(aws_kms_key.k.arn)", True),
        ('try("x-${none[0].id}", "d")', "d"),
        ('try({a = none[0].id}, "d")', "d"),
        ('try([for x in [1] : none[x]], "d")', "d"),
    ],
)
def test_known_as_far_as_it_is(text: str, expected: Any) -> None:
    value = of(text)
    assert value == expected
    assert isinstance(value, bool) is isinstance(expected, bool)


@pytest.mark.parametrize(
    "text",
    [
        "upper(aws_kms_key.k.arn)",
        "length(aws_kms_key.k.arn)",
        "substr(aws_kms_key.k.arn, 0, 3)",
        "sha256(aws_kms_key.k.arn)",
        'regex("a", aws_kms_key.k.arn)',
        'split("/", "${aws_kms_key.k.arn}/x")',
        'replace(aws_kms_key.k.arn, "a", "b")',
        'trimsuffix(aws_kms_key.k.arn, "/")',
        'startswith(aws_kms_key.k.arn, "arn:")',
        'aws_kms_key.k.arn == "x"',
        'aws_kms_key.k.arn != "x"',
        '"a${aws_kms_key.k.arn}" == "b"',
        "{ (aws_kms_key.k.arn) = 1 }",
        "{ for x in [aws_kms_key.k.arn] : x => 1 }",
        "[for x in aws_kms_key.k.arn : x]",
        'format("%9s", aws_kms_key.k.arn)',
        "base64encode(aws_kms_key.k.arn)",
        "sort([aws_kms_key.k.arn, 1])",
        'contains(["a", aws_kms_key.k.arn], "q")',
        'aws_kms_key.k.arn ? "a" : "b"',
        "aws_kms_key.k.arn + 1",
        "length(toset([aws_kms_key.k.arn, 1]))",
    ],
)
def test_looking_at_characters_of_a_symbol_is_unknown_and_says_of_which(text: str) -> None:
    value = of(text)
    assert type(value) is Unknown
    assert "${aws_kms_key.k.arn}" in value.why


@pytest.mark.parametrize(
    "text",
    [
        "var.u",
        'try(var.u, "d")',
        "can(var.u)",
        "var.u ? 1 : 2",
        "var.u || false",
        "var.u && true",
        "!var.u",
        "merge({a = 1}, var.u)",
        "[for x in var.u : x]",
        "{ for x in [1] : x => x if var.u }",
        "var.u.a[0]",
        "coalesce(var.u, 1)",
        "timestamp()",
        "uuid()",
        "provider::aws::arn_parse(1)",
        'file("x")',
        "var.s != null",
        "length(concat(var.u, [1]))",
        "length(flatten([var.u, [1]]))",
        "flatten([var.u, [1]])[1]",
        "element(concat(var.u, [1]), 0)",
        "length([for x in [1, 2] : x if var.u])",
        "concat(var.u, [1]) == [1]",
    ],
)
def test_merely_unknown_is_no_error(text: str) -> None:
    assert type(of(text)) is Unknown


@pytest.mark.parametrize(
    "text",
    [
        "none[0]",
        "{a = 1}.b",
        "1 / 0",
        "nosuch(1)",
        "nothing.here",
        '"a" + 1',
        "upper()",
        "[for x in 1 : x]",
        "1 +",
        "one(many)",
        '"${none[0]}-x" == none[0]',
    ],
)
def test_errors_are_failures_and_try_sees_them(text: str) -> None:
    assert isinstance(of(text), Failed)
    if text != "1 +":
        assert of(f'try({text}, "d")') == "d"


def test_an_unknown_element_never_swallows_its_collection() -> None:
    assert of('[var.u, "a"]') == [Unknown(WHY), "a"]
    assert of("{a = var.u, b = 1}") == {"a": Unknown(WHY), "b": 1}
    assert of("[none[0], 2]")[1] == 2
    for text in (
        'concat(var.u, ["a"])',
        'flatten([var.u, ["a"]])',
        'compact([var.s, "a"])',
        '[for x in ["q", "a"] : x if x == "a" || var.u]',
    ):
        value = of(text)
        assert isinstance(value[0], Unknown), text
        assert value[1] == "a", text


def test_an_unknown_stands_in_text_as_a_symbol_with_its_reason() -> None:
    assert of('"x-${var.u}-y"') == f"x-{symbol('?', WHY)}-y"


def test_json_keeps_symbols_also_with_quotes_in_their_address() -> None:
    text = of("jsonencode({Resource = [for k, b in aws_s3_bucket.b : b.arn], u = var.u})")
    decoded = json.loads(text)
    assert decoded["Resource"] == [KEYED]
    assert WHY in readable(decoded["u"])
    assert of('jsondecode(jsonencode({a = aws_s3_bucket.b["x"].arn})).a == aws_s3_bucket.b["x"].arn') is True


def test_json_written_by_hand_around_symbols_is_decoded() -> None:
    source = b'a = jsondecode(<<-EOT\n{"q": "${aws_s3_bucket.b["x"].arn}/*", "bare": ${aws_kms_key.k.arn}, "u": ["${var.u}"]}\nEOT\n)\n'
    body, gaps = parse(source, "x.tf")
    assert gaps == ()
    value = evaluate(body.attributes["a"].expr, SCOPE)
    assert value["q"] == KEYED + "/*"
    assert value["bare"] == ARN


@pytest.mark.parametrize("mark", ["\ue000", "\ue001", "\ue002"])
def test_no_text_can_forge_a_symbol(mark: str) -> None:
    escaped = f"\\u{ord(mark):04x}"
    for text in (
        f'"{mark}"',
        f'"{escaped}"',
        f'jsondecode("\\"\\{escaped}\\"")',
        f'yamldecode("\\"\\{escaped}\\"")',
        f'urlencode("") == "" ? "{escaped}" : ""',
    ):
        assert mark not in str(of(text)), text


def test_known_branch_needs_no_known_other() -> None:
    assert of("true ? 1 : none[0]") == 1
    assert isinstance(of("false ? 1 : none[0]"), Failed)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000 + "]" * 3000,
        "(" * 3000 + "1" + ")" * 3000,
        '"${' * 3000 + "1" + '}"' * 3000,
        "!" * 3000 + "true",
        "a" + "[0]" * 3000,
        "f(" * 3000 + ")" * 3000,
    ],
)
def test_nesting_without_end_is_unknown_not_a_crash(text: str) -> None:
    assert isinstance(of(text), Unknown)


def test_long_chains_are_no_nesting() -> None:
    assert of("1" + " + 1" * 5000) == 5001
    assert of("true" + " && true" * 5000) is True


def test_work_is_bounded() -> None:
    assert isinstance(of("setproduct(range(1000), range(1000))"), Unknown)
    assert isinstance(
        of('join("", [for i in range(1024) : join("", [for j in range(128) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])])'),
        Unknown,
    )
    assert isinstance(of("1e999999999"), Unknown)
    assert isinstance(of('format("%99999999d", 1)'), Unknown)
    assert isinstance(of('regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")'), Failed)


def _expression(text: str) -> Expression:
    return Expression(source=text, origin=Origin(file="x"))


def test_what_an_expression_names() -> None:
    text = '[for k, v in var.m : "${k}-${v.a}-${local.x[0].y}" if each.key != k] == aws_vpc.a[*].id'
    assert references(_expression(text)) == (("var", "m"), ("local", "x", 0, "y"), ("each", "key"), ("aws_vpc", "a"))
    assert traversal(_expression("aws.us")) == ("aws", "us")
    assert traversal(_expression('"aws.us"')) == ("aws", "us")
    assert traversal(_expression("f(1)")) is None
    items = static_items(_expression("{ aws = aws.us, aws.b = aws }"))
    assert items is not None
    assert {k: traversal(v) for k, v in items.items()} == {"aws": ("aws", "us"), "aws.b": ("aws",)}


HEREDOCS = [
    ("<<-EOT\n    hello\n      two\n    three\n  EOT", "hello\n  two\nthree\n"),
    ("<<EOT\n    hello ${1}\n  y\nEOT", "    hello 1\n  y\n"),
    (
        "<<-EOT\n    a\n    %{ if true ~}\n      yes\n    %{ else ~}\n      no\n    %{ endif ~}\n    end\n\n    x\n  EOT",
        "a\n      yes\n    end\n\nx\n",
    ),
    (
        '<<-EOT\n      ${"v"} first\n    second\n        \n      third \\n "q" $${x}\n  EOT',
        '  v first\nsecond\n        \n  third \\n "q" ${x}\n',
    ),
    ('<<-EOT\n    %{ for x in ["p","q"] ~}\n    - ${x}\n    %{ endfor ~}\n  EOT', "    - p\n    - q\n"),
    ("[<<EOT\nx\nEOT\n  , 2]", ["x\n", 2]),
    ('<<-EOT\n    ${~ "x" ~}\n    y\n  EOT', "x    y\n"),
    ("<<EOT\nEOT", ""),
    ("<<-EOT\n\ttab\n\t  two\n  EOT", "tab\n  two\n"),
    ("upper(<<EOT\na\nEOT\n)", "A\n"),
    ('{\n a = 1 # c\n b = 2, c = 3\n // d\n "q" : [\n 1,\n ] /* e */\n}', {"a": 1, "b": 2, "c": 3, "q": [1]}),
]


@pytest.mark.parametrize(("text", "expected"), HEREDOCS)
def test_heredocs_as_terraform_reads_them(text: str, expected: Any) -> None:
    body, gaps = parse(f"a = {text}\nafter = 1\n".encode(), "x.tf")
    assert gaps == ()
    assert evaluate(body.attributes["a"].expr, SCOPE) == expected
    assert evaluate(body.attributes["after"].expr, SCOPE) == 1


def test_a_file_with_no_end_of_recursion_is_bounded(tmp_path: Path) -> None:
    from intramuros.sources.terraform.expressions import Files

    (tmp_path / "a.tftpl").write_text('${templatefile("a.tftpl", {})}')
    scope = Names({}, Files(root=tmp_path.resolve(), base=tmp_path.resolve()))
    assert isinstance(evaluate_text('templatefile("a.tftpl", {})', scope), Unknown)
