# SPDX-License-Identifier: Apache-2.0
"""Values that a root module's variables are given: `*.tfvars` files in Terraform's order, never the environment.

https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence; `TF_VAR_…` is left
out on purpose: a review must not change with the machine that it runs on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from intramuros.estate.graph import Gap
from intramuros.estate.values import Unknown
from intramuros.sources.terraform.files import names_in, read_source
from intramuros.sources.terraform.folders import literal
from intramuros.sources.terraform.syntax import Attribute, Block, parse, parse_json
from intramuros.sources.terraform.types import convert, parse_type
from intramuros.sources.terraform.values import Value

_ALWAYS: Final = ("terraform.tfvars", "terraform.tfvars.json")


def given(folder: Path, label: str, var_files: Sequence[Path]) -> tuple[dict[str, Value], list[Gap]]:
    """Every value that the files in `folder` and `var_files` give, later ones over earlier ones."""
    values: dict[str, Value] = {}
    gaps: list[Gap] = []
    names = tuple(names_in(folder))
    own = [n for n in _ALWAYS if n in names] + [
        n for n in names if n.endswith((".auto.tfvars", ".auto.tfvars.json")) and not n.startswith(".")
    ]
    for path, shown in [*((folder / n, f"{label}/{n}") for n in own), *((f, f.as_posix()) for f in var_files)]:
        found, more = _read(path, shown)
        values.update({n: literal(a.expr) for n, a in found.items()})
        gaps.extend(more)
    return values, gaps


def _read(path: Path, label: str) -> tuple[Mapping[str, Attribute], Sequence[Gap]]:
    data, gaps = read_source(path, label)
    if not data:
        return {}, gaps
    body, more = (parse_json if path.name.endswith(".json") else parse)(data, label)
    return body.attributes, (*gaps, *more)


def value_of(block: Block, given_value: Callable[[], Value] | None) -> Value:
    """What a declared variable is worth: what it is given, else its default, converted to its type."""
    name = block.labels[0]
    attributes = block.body.attributes
    kind = parse_type(attributes["type"].expr) if "type" in attributes else None
    value = given_value() if given_value is not None else _default(block)
    if value is None and given_value is not None and "nullable" in attributes and literal(attributes["nullable"].expr) is False:
        value = _default(block)
    if kind is None or isinstance(value, Unknown):
        return value
    converted = convert(value, kind)
    return Unknown(f"variable `{name}`: {converted.why}") if isinstance(converted, Unknown) else converted


def _default(block: Block) -> Value:
    attributes = block.body.attributes
    if "default" in attributes:
        return literal(attributes["default"].expr)
    return Unknown(f"variable `{block.labels[0]}` has no value")
