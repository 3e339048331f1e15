"""Files that are meant to hurt cost a sentence each, and what stands beside the harm is read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.unit.sources.bicep.reading import reading

ST = "resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'st'\n}\n"
_DOUBLING = "var v0 = 'x'\n" + "".join(f"var v{i + 1} = '${{v{i}}}${{v{i}}}'\n" for i in range(60))
_NAMES = "".join(f"resource r{i} 'A.B/c@1' = {{\n  name: '${{r{i + 1}.name}}${{r{i + 1}.name}}'\n}}\n" for i in range(40))


@pytest.mark.parametrize(
    "harm",
    [
        "var x = " + "(" * 5000 + "1" + ")" * 5000,
        "var x = " + "[" * 5000,
        "var x = " + "'${" * 3000 + "1" + "}'" * 3000,
        "var x = " + " + ".join(["1"] * 50_000),
        "var x = a" + ".b" * 100_000,
        "var x = " + "!" * 100_000 + "true",
        "var x = " + "true ? 1 : " * 3000 + "1",
        "$" * 200_000,
        "'" * 100_001,
        "/*" * 100_000,
        "var x = '" + "\\" * 100_001,
        "var x = 'open",
        "var x = 'a${b",
        "param x " + "{a: " * 5000,
    ],
    ids=range(14),
)
def test_a_statement_that_cannot_be_read(tmp_path: Path, harm: str) -> None:
    began = time.process_time()
    found = reading(tmp_path, main=f"{harm}\n{ST}")
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["st"]
    assert len(found.gaps) == 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "harm",
    [
        "var x = y\nvar y = x",
        _DOUBLING,
        "var v0 = [1, 2]\n" + "".join(f"var v{i + 1} = concat(v{i}, v{i})\n" for i in range(60)),
        "var v0 = [1]\n" + "".join(f"var v{i + 1} = [v{i}, v{i}]\n" for i in range(60)) + "output o array = v60",
        _NAMES + "resource r40 'A.B/c@1' = {\n  name: 'x'\n}\n",
        "resource a 'A.B/c@1' = {\n  name: b.name\n}\nresource b 'A.B/c@1' = {\n  name: a.name\n}\n",
        "resource a 'A.B/c/d@1' = {\n  parent: b\n  name: 'x'\n}\nresource b 'A.B/c/d@1' = {\n  parent: a\n  name: 'y'\n}\n",
        "resource a 'A.B/c@1' = {\n  scope: b\n  name: 'x'\n}\nresource b 'A.B/c@1' = {\n  scope: a\n  name: 'y'\n}\n",
        "var x = " + "".join(f"[for (a{i}, b{i}) in " for i in range(60)) + "[1]" + "".join(f": [a{i}, a{i}, b{i}]]" for i in range(60)),
        "type a = b\ntype b = a[]?\nparam p a\ntype c = c.d\nparam q c",
        "func f(a string) string => g(a)\nfunc g(a string) string => f(a)\noutput o string = f('x')",
        "var x = f('a')\nfunc f(a string) string => x\noutput o string = x",
        "import {x} from 'main.bicep'\noutput o string = x",
        "resource many 'A.B/c@1' = [for i in range(0, 100000000): {\n  name: 'a${i}'\n}]",
        "resource a 'A.B/c@1' = [for x in a: {\n  name: x\n}]",
        "var a = [1]\nresource a 'A.B/c@1' = [for x in a: {\n  name: 'n${x}${a[0].name}'\n}]",
        "module m 'main.bicep' = {}",
        "module m '../../../../../../etc/passwd' = {}",
        "module m 'a\\u{0}b.bicep' = {}",
    ],
    ids=range(19),
)
def test_values_without_end(tmp_path: Path, harm: str) -> None:
    began = time.process_time()
    found = reading(tmp_path, main=f"{harm}\n{ST}")
    assert sum(d.address == "Microsoft.Storage/storageAccounts/st" for d in found.declared) == 1
    assert time.process_time() - began < 5


def test_names_that_cannot_be_told_do_not_swallow_one_another(tmp_path: Path) -> None:
    found = reading(tmp_path, main="resource a 'A.B/c@1' = {\n  name: b.name\n}\nresource b 'A.B/c@1' = {\n  name: a.name\n}\n")
    assert len({d.address for d in found.declared}) == 2


def test_modules_that_double_are_cut_off_with_a_word(tmp_path: Path) -> None:
    calls = {f"m{i}": f"module a 'm{i + 1}.bicep' = {{}}\nmodule b 'm{i + 1}.bicep' = {{}}\n" for i in range(40)}
    began = time.process_time()
    found = reading(tmp_path, main="module m 'm0.bicep' = {}\n", **calls)
    assert found.gaps
    assert time.process_time() - began < 10


def test_line_ends_marks_and_tabs(tmp_path: Path) -> None:
    for change in (ST.replace("\n", "\r\n"), ST.replace("\n", "\r"), ST.replace(" ", "\t"), "\ufeff" + ST):
        assert [d.origin.line for d in reading(tmp_path, main=change).declared] == [1]


def test_more_words_than_any_file_has_are_cut_off_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intramuros.sources.bicep.words.MAX_WORDS", 40)
    found = reading(tmp_path, main=ST + ST.replace("resource st", "resource q").replace("'st'", "'q'") * 3)
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["st", "q"]
    assert ["nothing below" in g.what for g in found.gaps] == [True]


def test_a_string_of_several_lines_without_end_takes_the_rest_with_it_and_says_so(tmp_path: Path) -> None:
    found = reading(tmp_path, main=f"{ST}var x = '''abc\nresource q 'A.B/c@1' = {{\n}}\n")
    assert len(found.declared) == 1
    assert ["nothing below it is read" in g.what for g in found.gaps] == [True]
