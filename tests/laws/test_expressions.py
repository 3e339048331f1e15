# SPDX-License-Identifier: Apache-2.0
"""Any small expression means to the evaluator what it means to Terraform; less knowledge never brings another answer."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from intramuros.estate.values import Unknown, is_symbolic, symbol
from intramuros.sources.terraform.expressions import Names, evaluate_text
from tests.unit.sources.terraform import console

BATCHES, SIZE = 12, 60
WORDS = ["", "a", "b", "ab", "b-a", "a b", "1", "true", "a,b", "/x/y", "a\\nb", "10.0.0.0/16"]
NUMBERS = ["0", "1", "2", "3", "10", "-1", "0.5", "2.5"]


class Maker:
    """Makes expressions of a wanted kind out of chance; kinds are mixed up now and then so that errors are compared too."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def of(self, kind: str, depth: int) -> str:
        if self.chance.random() < 0.04:
            kind = self.chance.choice(["text", "number", "flag", "list", "map"])
        if depth <= 0:
            return self.leaf(kind)
        made = {"text": self.text, "number": self.number, "flag": self.flag, "list": self.list, "map": self.map}[kind]
        return made(depth - 1) if self.chance.random() < 0.85 else self.choice(kind, depth - 1)

    def leaf(self, kind: str) -> str:
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
        t, n, l, m = (lambda k=k: self.of(k, d) for k in ("text", "number", "list", "map"))
        pick = self.chance.choice
        forms = [
            lambda: f'"{pick("xyz")}${{{t()}}}-${{{n()}}}"',
            lambda: f'"%{{ if {self.of("flag", d)} }}{pick("xyz")}%{{ else }}${{{n()}}}%{{ endif }}"',
            lambda: f'"%{{ for v in {l()} ~}} ${{v}} %{{ endfor }}"',
            lambda: f'join("{pick(",-")}", {l()})',
            lambda: f"{pick(['upper', 'lower', 'title', 'trimspace', 'strrev', 'chomp', 'md5', 'base64encode', 'urlencode', 'tostring', 'jsonencode'])}({t()})",
            lambda: f'format("%s/%v", {t()}, {n()})',
            lambda: f"replace({t()}, {t()}, {t()})",
            lambda: f"substr({t()}, {n()}, {n()})",
            lambda: f"{pick(['trim', 'trimprefix', 'trimsuffix'])}({t()}, {t()})",
            lambda: f"element({l()}, {n()})",
            lambda: f"lookup({m()}, {t()}, {t()})",
            lambda: f"coalesce({t()}, {t()})",
            lambda: f"jsonencode({pick([l, m])()})",
            lambda: f"cidrsubnet({t()}, {n()}, {n()})",
            lambda: f"{m()}.a",
        ]
        return str(pick(forms)())

    def number(self, d: int) -> str:
        n, l = (lambda k=k: self.of(k, d) for k in ("number", "list"))
        pick = self.chance.choice
        forms = [
            lambda: f"({n()} {pick('+-*')} {n()})",
            lambda: f"({n()} {pick('+-')} {n()} {pick('*')} {n()})",
            lambda: f"({n()} {pick('/%')} {pick(['1', '2', '4'])})",
            lambda: f"length({pick([l, lambda: self.of('map', d), lambda: self.of('text', d)])()})",
            lambda: f"{pick(['abs', 'ceil', 'floor', 'tonumber'])}({n()})",
            lambda: f"{pick(['max', 'min'])}({n()}, {n()})",
            lambda: f"sum({l()})",
            lambda: f"-({n()})",
            lambda: f"index({l()}, {self.of('text', d)})",
            lambda: f"{l()}[{n()}]",
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
        l, m = (lambda k=k: self.of(k, d) for k in ("list", "map"))
        inner = self.chance.choice(["text", "number", "list", "map"])
        pick = self.chance.choice
        forms = [
            lambda: f"[{self.of(inner, d)}, {self.of(inner, d)}]",
            lambda: f"concat({l()}, {l()})",
            lambda: f"[for v in {l()} : {pick(['v', '[v]', '{k = v}', '1'])}]",
            lambda: f'[for i, v in {l()} : "${{i}}" if i > 0]',
            lambda: f"{pick(['flatten', 'distinct', 'tolist', 'toset', 'reverse', 'sort', 'compact', 'tolist'])}({l()})",
            lambda: f"{pick(['keys', 'values'])}({m()})",
            lambda: f'split("{pick([",", "-", "/", ""])}", {self.of("text", d)})',
            lambda: f"slice({l()}, {pick('01')}, {pick('12')})",
            lambda: f"chunklist({l()}, {pick('012')})",
            lambda: f"{pick(['setunion', 'setintersection', 'setsubtract'])}({self.leaf('list')}, {self.leaf('list')})",
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


def _batch(batch: int) -> list[str]:
    maker = Maker(random.Random(batch))
    return [maker.of(maker.chance.choice(["text", "number", "flag", "list", "map"]), 3) for _ in range(SIZE)]


@pytest.mark.skipif(not console.on_path(), reason="there is no terraform here to ask")
@pytest.mark.parametrize("batch", range(BATCHES))
def test_small_expressions_mean_what_they_mean_to_terraform(batch: int, tmp_path: Path) -> None:
    expressions = _batch(batch)
    answers = console.asked(expressions, tmp_path)
    differing = [(e, a, o) for e, a in zip(expressions, answers, strict=True) if (o := console.ours(e)) != a]
    assert differing == []
