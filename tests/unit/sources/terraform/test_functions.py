# SPDX-License-Identifier: Apache-2.0
"""Functions beyond the oracle: files within bounds, text that only the cloud will know, patterns that would explode."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.terraform.expressions import Files, Names, evaluate_text
from intramuros.sources.terraform.functions import files as file_functions
from intramuros.sources.terraform.values import Failed

ARN = symbol("a.b", "arn")


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """A reviewed root with a module in it, and a secret beside it."""
    root = tmp_path / "root"
    (root / "module").mkdir(parents=True)
    (root / "module" / "policy.json").write_text('{"a": 1}')
    (root / "module" / "t.tftpl").write_text("%{ for x in xs ~}\n${x}!\n%{ endfor ~}\n")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "inside.txt").symlink_to(root / "module" / "policy.json")
    (root / "away").symlink_to(tmp_path)
    return root


def _in(root: Path, text: str, **names: Any) -> Any:
    scope = Names({"path": {"module": f"{root}/module", "root": "."}, "arn": ARN, **names}, Files(root=root.resolve(), base=root.resolve()))
    return evaluate_text(text, scope)


def test_files_inside_the_root_are_read(estate: Path) -> None:
    assert _in(estate, 'jsondecode(file("${path.module}/policy.json")).a') == 1
    assert _in(estate, 'file("module/../module/policy.json")') == '{"a": 1}'
    assert _in(estate, 'file("inside.txt")') == '{"a": 1}'
    assert _in(estate, 'templatefile("module/t.tftpl", {xs = ["p", arn]})') == f"p!\n{ARN}!\n"
    assert _in(estate, 'fileset("module", "*.json")') == ["policy.json"]


@pytest.mark.parametrize(
    "text",
    [
        'file("../secret.txt")',
        'file("link.txt")',
        'file("away/secret.txt")',
        'file("/etc/hostname")',
        'file("~/x")',
        'fileexists("../secret.txt")',
        'filesha256("link.txt")',
        'fileset("..", "*")',
        'fileset("away", "*")',
        'templatefile("link.txt", {})',
        "file(arn)",
        'fileset(arn, "*")',
        'file("a\\u0000b")',
        'try(file("link.txt"), "fallback")',
        'can(file("link.txt"))',
    ],
)
def test_nothing_outside_the_root_is_read(estate: Path, text: str) -> None:
    assert type(_in(estate, text)) is Unknown


def test_fileset_does_not_follow_links_out(estate: Path) -> None:
    assert "away/secret.txt" not in _in(estate, 'fileset(".", "**")')


def test_a_missing_file_is_an_error(estate: Path) -> None:
    assert isinstance(_in(estate, 'file("none")'), Failed)
    assert _in(estate, 'try(file("none"), "d")') == "d"
    assert _in(estate, 'fileexists("none")') is False
    assert _in(estate, 'try(templatefile("module/t.tftpl", {}), "d")') == "d"


def test_large_files_and_trees_are_left_alone(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (estate / "large").write_bytes(b"x" * (file_functions.MAX_FILE + 1))
    assert type(_in(estate, 'file("large")')) is Unknown
    monkeypatch.setattr(file_functions, "MAX_LISTED", 2)
    assert type(_in(estate, 'fileset(".", "**")')) is Unknown


def test_a_pipe_is_not_waited_for(estate: Path) -> None:
    os.mkfifo(estate / "pipe")
    assert isinstance(_in(estate, 'file("pipe")'), Failed)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b$", "(.*)(.*)(.*)(.*)(.*)x$", "(?:a?){50}a{50}b"])
def test_no_pattern_explodes(pattern: str) -> None:
    started = time.perf_counter()
    assert isinstance(evaluate_text(f'regex("{pattern}", "{"a" * 5000}!")', Names({})), Failed)
    assert time.perf_counter() - started < 2


def test_no_glob_explodes(tmp_path: Path) -> None:
    (tmp_path / ("a" * 200)).touch()
    started = time.perf_counter()
    pattern = "{" + ",".join(["a*" * 5] * 200) + "}b"
    assert isinstance(_in(tmp_path, f'fileset(".", "{pattern}")'), Unknown)
    assert _in(tmp_path, 'fileset(".", "a*a*a*a*a*a*a*a*a*b")') == []
    assert time.perf_counter() - started < 2


def test_aliases_do_not_unfold_without_bound() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = "\\n".join(lines)
    assert type(evaluate_text(f'yamldecode("{text}")', Names({}))) is Unknown


def test_doubling_is_bounded() -> None:
    text = "x" * 1000
    value: Any = text
    for _ in range(40):
        value = evaluate_text('"${v}${v}"', Names({"v": value}))
    assert isinstance(value, Unknown) or len(value) < 10_000_000
    shared: Any = ["x"]
    for _ in range(60):
        shared = [shared, shared]
    for call in ("jsonencode(v)", "yamlencode(v)", "flatten(v)", "tolist(v)", "v == v2", "toset([v])"):
        assert isinstance(evaluate_text(call, Names({"v": shared, "v2": list(shared)})), Unknown), call


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('trim("/${arn}/", "/")', Unknown),
        ('trim("${arn}x/", "/")', Unknown),
        ('trimsuffix("${arn}/ab", "ab")', f"{ARN}/"),
        ('trimsuffix("${arn}b", "ab")', Unknown),
        ('trimsuffix("${arn}c", "ab")', f"{ARN}c"),
        ('trimprefix("a${arn}", "ab")', Unknown),
        ('trimprefix("c${arn}", "ab")', f"c{ARN}"),
        ('strcontains("abc${arn}", "bc")', True),
        ('strcontains("abc${arn}", "x")', Unknown),
        ('join("", [])', ""),
        ('join(arn, ["a", "b"])', f"a{ARN}b"),
        ('indent(2, "a\\n${arn}")', f"a\n  {ARN}"),
        ("keys({a = arn})", ["a"]),
        ("values({a = arn})", [ARN]),
        ('merge({a = arn}, {b = "x"})', {"a": ARN, "b": "x"}),
        ("distinct([arn, arn])", [ARN]),
        ("reverse([arn, 1])", [1, ARN]),
        ("setunion([arn], [arn])", [ARN]),
        ('setsubtract([arn], ["x"])', Unknown),
        ("setsubtract([arn], [])", [ARN]),
        ("jsondecode(arn)", Unknown),
        ('yamldecode("a: ${arn}")', {"a": ARN}),
        ('base64encode("x")', "eA=="),
        ("transpose({a = [arn]})", Unknown),
        ("zipmap([arn], [1])", Unknown),
        ('zipmap(["a"], [arn])', {"a": ARN}),
        ("coalescelist([], [arn])", [ARN]),
        ("alltrue([arn, false])", False),
        ("alltrue([arn, true])", Unknown),
        ("anytrue([arn, true])", True),
    ],
)
def test_text_that_only_the_cloud_will_know(text: str, expected: Any) -> None:
    value = evaluate_text(text, Names({"arn": ARN}))
    if expected is Unknown:
        assert type(value) is Unknown
        assert "${a.b.arn}" in value.why
    else:
        assert value == expected
