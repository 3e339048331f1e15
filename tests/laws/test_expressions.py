# SPDX-License-Identifier: Apache-2.0
"""Any small expression means to the evaluator what it means to Terraform; less knowledge never brings another answer."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from intramuros.estate.values import Unknown, is_symbolic, symbol
from intramuros.sources.terraform.expressions import Names, TfSet, evaluate_text
from intramuros.sources.terraform.primitives import to_text
from intramuros.sources.terraform.values import Several
from tests.unit.sources.terraform import console

WORDS = ["", "a", "b", "ab", "b-a", "a b", "1", "true", "a,b", "/x/y", "a\\nb", "10.0.0.0/16"]
NUMBERS = ["0", "1", "2", "3", "10", "-1", "0.5", "2.5"]
FULL = ['["a", "b"]', '["b", "c"]', "[1, 2]", '[1, "a"]']
"""Lists that are not empty: the type of an empty set's elements is not kept."""


class Maker:
    """Makes expressions of a wanted kind out of chance; kinds are mixed up now and then so that errors are compared too."""

    def __init__(self, chance: random.Random, leaf: str = "") -> None:
        self.chance = chance
        self.name = leaf

    def of(self, kind: str, depth: int) -> str:
        if self.chance.random() < 0.04:
            kind = self.chance.choice(["text", "number", "flag", "list", "map"])
        if depth <= 0:
            return self.leaf(kind)
        made = {"text": self.text, "number": self.number, "flag": self.flag, "list": self.list, "map": self.map}[kind]
        return made(depth - 1) if self.chance.random() < 0.85 else self.choice(kind, depth - 1)

    def leaf(self, kind: str) -> str:
        if self.name and self.chance.random() < 0.4:
            return {"text": self.name, "list": f'[{self.name}, "b"]', "map": f"{{a = {self.name}}}"}.get(kind, f"length({self.name})")
        texts = [f'"{w}"' for w in WORDS]
        leaves = {
            "text": texts,
            "number": NUMBERS,
            "flag": ["true", "false"],
            "list": ["[]", '["a", "b"]', "[1, 2, 3]", '["b", "a", "b"]', "[null]"],
            "map": ["{}", "{a = 1}", '{a = "x", b = "y"}', "{b = 2, a = 1}"],
        }
        return self.chance.choice(leaves[kind])

    def choice(self, kind: str, depth: int) -> str:
        pick = self.chance.choice(["cond", "try", "paren", "null"])
        if pick == "cond":
            return f"({self.of('flag', depth)} ? {self.of(kind, depth)} : {self.of(kind, depth)})"
        if pick == "try":
            return f"try({self.of(kind, depth)}, {self.of(kind, depth)})"
        return f"({self.of(kind, depth)})" if pick == "paren" else "null"

    def text(self, d: int) -> str:
        t, n, items, m = (lambda k=k: self.of(k, d) for k in ("text", "number", "list", "map"))
        pick = self.chance.choice
        forms = [
            lambda: f'"{pick("xyz")}${{{t()}}}-${{{n()}}}"',
            lambda: f'"%{{ if {self.of("flag", d)} }}{pick("xyz")}%{{ else }}${{{n()}}}%{{ endif }}"',
            lambda: f'"%{{ for v in {items()} ~}} ${{v}} %{{ endfor }}"',
            lambda: f'join("{pick(",-")}", {items()})',
            lambda: (
                f"{pick(['upper', 'lower', 'title', 'trimspace', 'strrev', 'chomp', 'md5', 'base64encode', 'urlencode', 'tostring', 'jsonencode'])}({t()})"
            ),
            lambda: f'format("%s/%v", {t()}, {n()})',
            lambda: f"replace({t()}, {t()}, {t()})",
            lambda: f"substr({t()}, {n()}, {n()})",
            lambda: f"{pick(['trim', 'trimprefix', 'trimsuffix'])}({t()}, {t()})",
            lambda: f"element({items()}, {n()})",
            lambda: f"lookup({m()}, {t()}, {t()})",
            lambda: f"coalesce({t()}, {t()})",
            lambda: f"jsonencode({pick([items, m])()})",
            lambda: f"cidrsubnet({t()}, {n()}, {n()})",
            lambda: f"{m()}.a",
        ]
        return str(pick(forms)())

    def number(self, d: int) -> str:
        n, items = (lambda k=k: self.of(k, d) for k in ("number", "list"))
        pick = self.chance.choice
        forms = [
            lambda: f"({n()} {pick('+-*')} {n()})",
            lambda: f"({n()} {pick('+-')} {n()} {pick('*')} {n()})",
            lambda: f"({n()} {pick('/%')} {pick(['1', '2', '4'])})",
            lambda: f"length({pick([items, lambda: self.of('map', d), lambda: self.of('text', d)])()})",
            lambda: f"{pick(['abs', 'ceil', 'floor', 'tonumber'])}({n()})",
            lambda: f"{pick(['max', 'min'])}({n()}, {n()})",
            lambda: f"sum({items()})",
            lambda: f"-({n()})",
            lambda: f"index({items()}, {self.of('text', d)})",
            lambda: f"{items()}[{n()}]",
        ]
        return str(pick(forms)())

    def flag(self, d: int) -> str:
        any_kind = self.chance.choice(["text", "number", "list", "map", "flag"])
        n, t = (lambda k=k: self.of(k, d) for k in ("number", "text"))
        pick = self.chance.choice
        forms = [
            lambda: f"({self.of(any_kind, d)} {pick(['==', '!='])} {self.of(any_kind, d)})",
            lambda: f"({n()} {pick(['<', '<=', '>', '>='])} {n()})",
            lambda: f"!{self.of('flag', d)}",
            lambda: f"contains({self.of('list', d)}, {t()})",
            lambda: f"{pick(['startswith', 'endswith', 'strcontains'])}({t()}, {t()})",
            lambda: f"can({self.of(any_kind, d)})",
            lambda: f"{pick(['alltrue', 'anytrue'])}([{self.of('flag', d)}, {self.of('flag', d)}])",
        ]
        return str(pick(forms)())

    def list(self, d: int) -> str:
        items, m = (lambda k=k: self.of(k, d) for k in ("list", "map"))
        inner = self.chance.choice(["text", "number", "list", "map"])
        pick = self.chance.choice
        forms = [
            lambda: f"[{self.of(inner, d)}, {self.of(inner, d)}]",
            lambda: f"concat({items()}, {items()})",
            lambda: f"[for v in {items()} : {pick(['v', '[v]', '{k = v}', '1'])}]",
            lambda: f'[for i, v in {items()} : "${{i}}" if i > 0]',
            lambda: f"{pick(['flatten', 'distinct', 'tolist', 'toset', 'reverse', 'sort', 'compact', 'tolist'])}({items()})",
            lambda: f"{pick(['keys', 'values'])}({m()})",
            lambda: f'split("{pick([",", "-", "/", ""])}", {self.of("text", d)})',
            lambda: f"slice({items()}, {pick('01')}, {pick('12')})",
            lambda: f"chunklist({items()}, {pick('012')})",
            lambda: f"{pick(['setunion', 'setintersection', 'setsubtract'])}({pick(FULL)}, {pick(FULL)})",
            lambda: f"[{m()}, {m()}][*].a",
            lambda: f"range({pick('0123')})",
        ]
        return str(pick(forms)())

    def map(self, d: int) -> str:
        m = lambda: self.of("map", d)  # noqa: E731
        inner = self.chance.choice(["text", "number", "list"])
        pick = self.chance.choice
        forms = [
            lambda: f"{{a = {self.of(inner, d)}, {pick('bc')} = {self.of(inner, d)}}}",
            lambda: f"merge({m()}, {m()})",
            lambda: f"{{for k, v in {m()} : {pick(['k', 'upper(k)', 'v'])} => {pick(['v', 'k', '[v]'])}}}",
            lambda: f'{{for v in {self.of("list", d)} : "k${{v}}" => v...}}',
            lambda: f"zipmap([{self.of('text', d)}], [{self.of(inner, d)}])",
            lambda: f"tomap({m()})",
            lambda: f"jsondecode(jsonencode({m()}))",
        ]
        return str(pick(forms)())


def _batch(start: int, size: int, leaf: str = "") -> list[str]:
    maker = Maker(random.Random(start), leaf)
    return [maker.of(maker.chance.choice(["text", "number", "flag", "list", "map"]), 3) for _ in range(size)]


def _plain(answer: Any) -> Any:
    """JSON text without the sign of zero, which the evaluator does not keep."""
    return re.sub(r"(?<![\w.])-0(?![\d.])", "0", answer) if isinstance(answer, str) else answer


@pytest.mark.skipif(not console.on_path(), reason="there is no terraform here to ask")
@settings(
    max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(start=st.integers(0, 2**32))
def test_small_expressions_mean_what_they_mean_to_terraform(start: int, tmp_path: Path) -> None:
    """Where Terraform answers, so does the evaluator; where the empty collection's type alone makes an error, it may answer."""
    expressions = _batch(start, 60)
    answers = console.asked(expressions, tmp_path)
    compared = [(e, _plain(a), _plain(console.ours(e))) for e, a in zip(expressions, answers, strict=True)]
    assert [c for c in compared if c[1] is not None and c[1] != c[2]] == []
    assert len([c for c in compared if c[1] is None and c[2] is not None]) <= 3
    assert len([c for c in compared if c[1] is not None]) > 15


SECRET = symbol("var.v")
LENIENT = ("distinct(", "toset(", "setunion(", "setsubtract(", "setintersection(", "try(", "can(", "jsonencode(", "coalesce(")
"""Where a branch that is not known would have made a number a string, the number is said (`jsonencode`, `coalesce` show it);
two symbols that may turn out equal are kept apart, so that neither is lost;
`try` and `can` take an element that is not known for no error."""


@settings(max_examples=300, deadline=None, derandomize=True, phases=[Phase.generate])
@given(start=st.integers(0, 2**32), kind=st.sampled_from([SECRET, Unknown("v is not known")]))
def test_less_knowledge_never_brings_another_answer(start: int, kind: Any) -> None:
    """What is said without knowing `v` holds for every value that it may have."""
    for expression in _batch(start, 8, "v"):
        if any(word in expression for word in LENIENT):
            continue
        blind = evaluate_text(expression, Names({"v": kind}))
        for value in ("", "a", "b", "ab", "1", "true", "zz"):
            seeing = evaluate_text(expression, Names({"v": value}))
            assert _agrees(blind, seeing, value), (expression, blind, value, seeing)


def _agrees(blind: Any, seeing: Any, value: str) -> bool:
    if isinstance(blind, Unknown) or isinstance(seeing, Unknown) or is_symbolic(seeing):
        return True  # a value that makes an error is none that `v` may have
    if is_symbolic(blind):
        return _spelled(blind, value) in (seeing, str(seeing)) or symbol("?", "")[:2] in blind
    if isinstance(blind, list):
        known = not any(isinstance(v, Unknown | str) and (isinstance(v, Unknown) or is_symbolic(v)) for v in blind)
        if isinstance(blind, TfSet) and not known:
            return True  # elements may fall together
        if any(isinstance(v, Several) for v in blind):
            return True
        return (
            isinstance(seeing, list) and len(blind) == len(seeing) and all(_agrees(b, s, value) for b, s in zip(blind, seeing, strict=True))
        )
    if isinstance(blind, dict):
        return isinstance(seeing, dict) and blind.keys() == seeing.keys() and all(_agrees(blind[k], seeing[k], value) for k in blind)
    if blind is None or seeing is None:
        return blind is seeing
    return to_text(blind) == to_text(seeing)  # a branch not taken may have made it a string


def _spelled(blind: str, value: str) -> str:
    return blind.replace(SECRET, value)
