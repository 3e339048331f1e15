# SPDX-License-Identifier: Apache-2.0
"""Every guard that the program names is explained, with its source, so that a proof can be checked by the vendor's documentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from intramuros.reasoning.guards import MEANINGS, meaning

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "intramuros"


def _named() -> Iterator[str]:
    for module in sorted((PACKAGE / "reasoning").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Guard":
                yield from (k.value.value for k in node.keywords if k.arg == "name" and isinstance(k.value, ast.Constant))


@pytest.mark.parametrize("name", sorted(set(_named())))
def test_a_guard_is_explained(name: str) -> None:
    assert meaning(name) is not None, "say what it is in reasoning/guards.py, with the page that says so"


@pytest.mark.parametrize(
    "name",
    [
        "condition aws:PrincipalOrgID",
        "deny in bucket policy",
        "no grant in repository policy",
        "public access block (account)",
        "condition aws:SourceVpce and aws:PrincipalTag/env",
    ],
)
def test_names_that_are_put_together_are_explained(name: str) -> None:
    assert meaning(name) is not None


def test_nothing_else_is() -> None:
    assert meaning("a moat") is None


@pytest.mark.parametrize("kind", MEANINGS, ids=lambda m: m.names)
def test_sources_are_the_vendors_pages(kind) -> None:
    assert kind.source == "" or kind.source.startswith(("docs.aws.amazon.com/", "learn.microsoft.com/"))
