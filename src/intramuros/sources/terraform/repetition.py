# SPDX-License-Identifier: Apache-2.0
"""How often a block stands: `count` and `for_each` written out, one symbolic instance where the number is not known.

https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
"""

from __future__ import annotations

import json
from typing import Any, Final, Literal

from msgspec import Struct

from intramuros.estate.values import Unknown, is_symbolic, readable, symbol
from intramuros.sources.terraform.bodies import elements
from intramuros.sources.terraform.expressions import Scope, evaluate
from intramuros.sources.terraform.syntax import Block
from intramuros.sources.terraform.values import Value
from intramuros.sources.terraform.views import AnyInstance

MAX_INSTANCES: Final = 20_000
"""Instances of one block that are written out; more is a mistake or an attack, and becomes one symbolic instance."""


class Repetition(Struct, frozen=True, kw_only=True):
    """One instance of a repeated block, and what `each` and `count` mean in it."""

    suffix: str = ""
    """What stands behind the block's address: `[0]`, `["x"]`, or nothing."""
    key: Any = None
    each: dict[str, Value] | None = None
    index: Value = None
    symbolic: bool = False


class Expansion(Struct, frozen=True, kw_only=True):
    """Every instance of a block."""

    kind: Literal["single", "count", "each"]
    repetitions: tuple[Repetition, ...]
    complaint: str = ""
    """Why the number of instances is not known, where that is a fault of the source."""

    @property
    def symbolic(self) -> bool:
        """Whether it is not known how many instances there are."""
        return any(r.symbolic for r in self.repetitions)


SINGLE: Final = Expansion(kind="single", repetitions=(Repetition(),))


def expand(block: Block, scope: Scope, address: str) -> Expansion:
    """The instances that a resource or module block stands for."""
    attributes = block.body.attributes
    if "count" in attributes:
        return _count(evaluate(attributes["count"].expr, scope), address)
    if "for_each" in attributes:
        return _each(evaluate(attributes["for_each"].expr, scope), address)
    return SINGLE


def unknown_count(address: str, why: str, complaint: str = "") -> Expansion:
    """One instance that stands for any number."""
    missing = Unknown(f"the number of instances of `{address}` is not known: {why}")
    return Expansion(kind="count", repetitions=(Repetition(index=missing, symbolic=True),), complaint=complaint)


def quoted(key: str) -> str:
    """An instance key as Terraform writes it in addresses."""
    return json.dumps(key, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _count(value: Value, address: str) -> Expansion:
    if isinstance(value, Unknown):
        return unknown_count(address, value.why)
    if is_symbolic(value):
        return unknown_count(address, f"`{readable(value)}` is known only after apply")
    number = _whole(value)
    if number is None or not 0 <= number <= MAX_INSTANCES:
        why = f"`count` of `{address}` is not a whole number from 0 to {MAX_INSTANCES}"
        return unknown_count(address, why, complaint=why)
    return Expansion(kind="count", repetitions=tuple(Repetition(suffix=f"[{i}]", key=i, index=i) for i in range(number)))


def _whole(value: Value) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value) if float(value).is_integer() else None
    except (ValueError, OverflowError):
        return None


def _each(value: Value, address: str) -> Expansion:
    if isinstance(value, AnyInstance):  # over another resource's instances: whichever they are, each value is one of them
        each = {"key": symbol(value.instance.of.address, "each.key"), "value": value.instance}
        return Expansion(kind="each", repetitions=(Repetition(each=each, symbolic=True),))
    found = elements(value)
    if isinstance(found, Unknown):
        return _unknown_each(address, found.why, "" if isinstance(value, Unknown) or is_symbolic(value) else f"`for_each`: {found.why}")
    if len(found) > MAX_INSTANCES:
        why = f"`for_each` of `{address}` has more than {MAX_INSTANCES} elements"
        return _unknown_each(address, why, why)
    if isinstance(value, list | tuple):  # a set; a plain list is refused by Terraform, and read here as the set it was meant to be
        found = [(v, v) for _, v in found]
    made = {str(k): _one(str(k), v) for k, v in found if not isinstance(k, Unknown)}
    missing = next((k for k, _ in found if isinstance(k, Unknown)), None)
    some = _unknown_each(address, missing.why, "").repetitions if missing else ()
    return Expansion(kind="each", repetitions=(*made.values(), *some))


def _one(key: str, value: Value) -> Repetition:
    return Repetition(suffix=f"[{quoted(readable(key))}]", key=key, each={"key": key, "value": value})


def _unknown_each(address: str, why: str, complaint: str) -> Expansion:
    each = {"key": symbol(address, "each.key"), "value": Unknown(f"`each.value` of `{address}` is not known: {why}")}
    return Expansion(kind="each", repetitions=(Repetition(each=each, symbolic=True),), complaint=complaint)
