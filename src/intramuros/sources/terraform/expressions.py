# SPDX-License-Identifier: Apache-2.0
"""Evaluates Terraform's expressions; what cannot be known stays symbolic or `Unknown`, and nothing raises."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from msgspec import Struct

from intramuros.estate.values import Unknown
from intramuros.sources.terraform.syntax import Expression
from intramuros.sources.terraform.values import TfSet, Value

__all__ = ["Files", "Scope", "TfSet", "evaluate", "follow", "references", "static_items", "traversal"]


class Files(Struct, frozen=True, kw_only=True):
    """Where `file()` and its kin may read."""

    root: Path
    """The reviewed root, links resolved: nothing outside it is read."""
    base: Path
    """The folder of the root module: relative paths start here, as Terraform's working directory does."""


class Scope(Protocol):
    """What names mean at one place; the loader gives one per module instance."""

    files: Files | None

    def lookup(self, root: str, path: tuple[str | int, ...]) -> Value:
        """The value of `root` followed by all of `path` (names and literal indices): `lookup("var", ("x", "y", 0))`.

        `path.module`, `each.key`, `count.index`, `self` and `terraform.workspace` come the same way. Where only the first
        steps mean something to the scope, `follow(value, rest)` does the others. A name that does not exist: `Failed(why)`.
        """


def follow(value: Value, steps: tuple[str | int, ...]) -> Value:
    """`value.a[0].b`: the steps taken one by one; a missing one is `Failed`, one into an unknown is unknown."""
    return Unknown("not evaluated yet")


def evaluate(expr: Expression, scope: Scope) -> Value:
    """The value of an expression: never raises; an error is an `Unknown` with its reason."""
    return Unknown("not evaluated yet")


def traversal(expr: Expression) -> tuple[str | int, ...] | None:
    """(`aws`, `us`) for `aws.us`, as written, also in quotes; None where the expression is anything else."""
    return None


def static_items(expr: Expression) -> dict[str, Expression] | None:
    """The items of an object constructor with plain keys (`providers = { aws = aws.us }`); None for anything else."""
    return None


def references(expr: Expression) -> tuple[tuple[str | int, ...], ...]:
    """Every traversal in an expression, without the names that `for` binds (`("var", "x")`, `("aws_kms_key", "k", "arn")`)."""
    return ()
