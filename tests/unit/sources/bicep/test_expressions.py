"""Expressions mean what the language's own parser and compiler make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import Unknown, is_symbolic
from tests.unit.sources.bicep.reading import probe

LET = """
param flag bool = true
param none string?
param list array = ['a', 'b', 'c']
param tree object = {
  leaf: 'green'
  inner: {
    deep: 1
  }
}
var pairs = [for (item, i) in list: {
  name: item
  at: i
}]
func twice(x string) string => '${x}${x}'
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("7 % 4", 3),
        ("-3", -3),
        ("true ? 'a' : false ? 'b' : 'c'", "a"),
        ("false ? 'a' : false ? 'b' : 'c'", "c"),
        ("none ?? 'x' == 'x'", True),  # `??` binds less than `==`, and the ternary least of all
        ("none ?? false ? 'yes' : 'no'", "no"),
        ("!flag || flag && false", False),
        ("'A' =~ 'a'", True),
        ("'A' !~ 'a'", False),
        ("'a' != 'a'", False),
        ("1 < 2 && 2 >= 2", True),
        ("'${1}-${'x'}'", "1-x"),
        ("'a{0}${1}'", "a{0}1"),
        ("'it\\'s'", "it's"),
        ("'\\${no}'", "${no}"),
        ("'\\u{41}'", "A"),
        ("'[not an expression]'", "[not an expression]"),
        ("'''\nraw ${no} \\n\n'''", "raw ${no} \\n\n"),
        ("$'''yes ${1 + 1}'''", "yes 2"),
        ("tree.leaf", "green"),
        ("tree['leaf']", "green"),
        ("tree.?missing.deep", None),
        ("tree.?inner.deep", 1),
        ("tree!.inner!.deep", 1),
        ("tree.?missing ?? 'else'", "else"),
        ("list[1]", "b"),
        ("list[?9]", None),
        ("list[^1]", "c"),
        ("pairs[2].at", 2),
        ("map(list, x => '${x}!')", ["a!", "b!", "c!"]),
        ("map(pairs, p => p.name)", ["a", "b", "c"]),
        ("map(list, (x, i) => i)", [0, 1, 2]),
        ("filter(list, x => x != 'b')", ["a", "c"]),
        ("reduce(list, '', (all, x) => '${all}${x}')", "abc"),
        ("toObject(list, x => x, x => 1)", {"a": 1, "b": 1, "c": 1}),
        ("[for x in list: x]", ["a", "b", "c"]),
        ("[...list, 'd']", ["a", "b", "c", "d"]),
        ("{ ...tree, leaf: 'red' }.leaf", "red"),
        ("twice('ab')", "abab"),
        ("sys.concat('a', 'b')", "ab"),
        ("any(flag)", True),
        ("nameof(tree.leaf)", "leaf"),
        ("{ '${list[0]}-key': 1 }", {"a-key": 1}),
        ("list /* in */ [0] // trailing", "a"),
        ("flag\n      ? 1\n      : 2", 1),
    ],
)
def test_values(tmp_path: Path, expression: str, value: object) -> None:
    found = probe(tmp_path, expression, LET)
    assert found == value
    assert type(found) is type(value) or isinstance(value, dict)


def test_items_on_lines_of_their_own_are_items(tmp_path: Path) -> None:
    assert probe(tmp_path, "[\n      list\n      [0]\n      -1\n      (1)\n    ]", LET) == [["a", "b", "c"], [0], -1, 1]


def test_a_comment_that_ends_in_a_backslash_ends_with_its_line(tmp_path: Path) -> None:
    assert probe(tmp_path, "here", "// share C:\\data\\\nvar here = 'read'\n") == "read"


def test_what_nobody_states_is_not_known(tmp_path: Path) -> None:
    assert isinstance(probe(tmp_path, "open", "param open bool"), Unknown)
    assert is_symbolic(probe(tmp_path, "'x-${name}'", "param name string"))
    assert isinstance(probe(tmp_path, "nowhere"), Unknown)
    assert isinstance(probe(tmp_path, "open ? 'a' : 'b'", "param open bool"), Unknown)
    assert probe(tmp_path, "open ? 'a' : 'a'", "param open bool") == "a"


def test_the_environment_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIZE", "large")
    assert probe(tmp_path, "readEnvironmentVariable('SIZE', 'small')") == "small"
    assert isinstance(probe(tmp_path, "readEnvironmentVariable('SIZE')"), Unknown)


@pytest.mark.parametrize(
    ("name", "content", "call", "value"),
    [
        ("a.txt", b"\xef\xbb\xbfh\xc3\xa4\n", "loadTextContent('a.txt')", "hä\n"),
        ("a.txt", b"[x]", "loadTextContent('a.txt')", "[x]"),
        ("a.txt", b"ab", "loadFileAsBase64('a.txt')", "YWI="),
        ("a.json", b'{"a": {"b": [1]}}', "loadJsonContent('a.json').a.b[0]", 1),
        ("a.json", b'{"a": {"b": [1]}}', "loadJsonContent('a.json', 'a.b')", [1]),
        ("a.yaml", b"a:\n  b: yes\n", "loadYamlContent('a.yaml').a.b", True),
    ],
)
def test_files_are_loaded(tmp_path: Path, name: str, content: bytes, call: str, value: object) -> None:
    (tmp_path / name).write_bytes(content)
    assert probe(tmp_path, call) == value


@pytest.mark.parametrize(
    ("content", "call"),
    [
        (None, "loadTextContent('a.txt')"),
        (b"x", "loadTextContent('../outside.txt')"),
        (b"{", "loadJsonContent('a.txt')"),
        (b"{}", "loadJsonContent('a.txt', '$..b[?(@.c)]')"),
        (b"a: &a [1,1,1,1,1,1,1,1,1]\n" + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 107)), "loadYamlContent('a.txt')"),
        (b"a: !!python/object/apply:os.system [id]", "loadYamlContent('a.txt')"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_unknown_and_said_so(tmp_path: Path, content: bytes | None, call: str) -> None:
    from tests.unit.sources.bicep.reading import body, reading

    (tmp_path / "in").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    if content is not None:
        (tmp_path / "in" / "a.txt").write_bytes(content)
    found = reading(
        tmp_path / "in", main=f"resource probe 'My.Own/things@1' = {{\n  name: 'probe'\n  properties: {{\n    v: {call}\n  }}\n}}\n"
    )
    assert isinstance(body(found, "probe")["properties"]["v"], Unknown)
    assert [g.origin.line for g in found.gaps] == [1]


def test_no_escape_forges_a_symbol(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('"\\ue000x\\ue002id\\ue001"')
    for expression in ("'\\u{E000}x\\u{E002}id\\u{E001}'", "loadJsonContent('a.json')"):
        assert not is_symbolic(probe(tmp_path, expression))
