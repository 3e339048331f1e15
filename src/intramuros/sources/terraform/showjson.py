# SPDX-License-Identifier: Apache-2.0
"""The shapes of `terraform show -json`, decoded with what is not needed left out, so that large plans stay small.

Source: https://developer.hashicorp.com/terraform/internals/json-format (format versions 0.1 to 1.x).
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from intramuros.errors import BadInput

_ADVICE: Final = "write it again: terraform show -json PLAN > plan.json"
_FORGED: Final = re.compile(rb"\\u[eE]00([0-2])")
"""Escapes of the characters that delimit symbols in `estate.values`."""


class Change(Struct, frozen=True):
    """What a plan does to one resource; `before` and the sensitivity marks are not needed."""

    actions: tuple[str, ...] = ()
    after: Any = None
    after_unknown: Any = None


class ResourceChange(Struct, frozen=True):
    """One resource instance of the plan."""

    address: str
    type: str = ""
    name: str = ""
    mode: str = "managed"
    module_address: str = ""
    previous_address: str = ""
    """Where it stood before it was moved."""
    index: Any = None
    deposed: str = ""
    change: Change = Change()


class Value(Struct, frozen=True):
    """One resource instance of a state, of `planned_values` or of `prior_state`."""

    address: str
    type: str = ""
    name: str = ""
    mode: str = "managed"
    index: Any = None
    provider_name: str = ""
    values: dict[str, Any] | None = None


class ValueModule(Struct, frozen=True):
    """A module instance and those below it."""

    address: str = ""
    resources: tuple[Value, ...] | None = ()
    child_modules: tuple[ValueModule, ...] | None = ()


class Values(Struct, frozen=True):
    """The tree of values."""

    root_module: ValueModule | None = None


class PriorState(Struct, frozen=True):
    """The state before the plan, which holds the data sources that were read while planning."""

    values: Values | None = None


class ConfigResource(Struct, frozen=True):
    """A resource block; addresses are relative to its module."""

    address: str
    type: str = ""
    name: str = ""
    mode: str = "managed"
    provider_config_key: str = ""
    expressions: dict[str, Any] | None = None
    count_expression: dict[str, Any] | None = None
    for_each_expression: dict[str, Any] | None = None


class ConfigOutput(Struct, frozen=True):
    """An output of a module."""

    expression: Any = None


class ConfigCall(Struct, frozen=True):
    """A module block, with what lies behind it."""

    expressions: dict[str, Any] | None = None
    module: ConfigModule | None = None
    count_expression: dict[str, Any] | None = None
    for_each_expression: dict[str, Any] | None = None


class ConfigModule(Struct, frozen=True):
    """A module's configuration, shared by all of its instances."""

    resources: tuple[ConfigResource, ...] | None = ()
    module_calls: dict[str, ConfigCall] | None = None
    outputs: dict[str, ConfigOutput] | None = None
    variables: dict[str, Any] | None = None


class ProviderConfig(Struct, frozen=True):
    """A provider block."""

    name: str = ""
    alias: str = ""
    module_address: str = ""
    version_constraint: str = ""
    expressions: dict[str, Any] | None = None


class Configuration(Struct, frozen=True):
    """The source as the plan remembers it: constants and references, no locals and no `dynamic` blocks."""

    provider_config: dict[str, ProviderConfig] | None = None
    root_module: ConfigModule | None = None


class Shown(Struct, frozen=True):
    """A plan (`resource_changes`), a state (`values`) or a raw `terraform.tfstate` (`version`, `resources`)."""

    format_version: str = ""
    terraform_version: str = ""
    variables: dict[str, Any] | None = None
    planned_values: Values | None = None
    resource_changes: tuple[ResourceChange, ...] | None = None
    prior_state: PriorState | None = None
    configuration: Configuration | None = None
    values: Values | None = None
    errored: bool = False
    complete: bool = True
    version: int = 0
    resources: tuple[dict[str, Any], ...] | None = field(default=None)

    @property
    def is_plan(self) -> bool:
        """Whether it says what will be, not only what is."""
        return self.resource_changes is not None or self.planned_values is not None

    @property
    def is_state(self) -> bool:
        """Whether it is a state: as `show -json` writes it, empty ones included, or a raw state file."""
        return not self.is_plan and (self.values is not None or self.is_raw_state or bool(self.format_version))

    @property
    def is_raw_state(self) -> bool:
        """Whether it is a `terraform.tfstate` file itself."""
        return self.version > 0 and not self.format_version


def decode(raw: bytes, file: str) -> Shown:
    """A plan or state.

    Raises:
        BadInput: it is cut off, nested without end, no JSON, or something else altogether.

    """
    try:
        shown = msgspec.json.decode(_unforged(raw), type=Shown)
    except RecursionError as problem:
        raise BadInput("the JSON is nested too deeply", where=file) from problem
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadInput(f"the JSON cannot be read: {problem}", where=file, advice=_ADVICE) from problem
    if not shown.is_plan and not shown.is_state:
        raise BadInput("the JSON is neither a Terraform plan nor a state", where=file, advice=_ADVICE)
    return shown


def _unforged(raw: bytes) -> bytes:
    for mark in (b"\xee\x80\x80", b"\xee\x80\x81", b"\xee\x80\x82"):
        if mark in raw:
            raw = raw.replace(mark, b"\xef\xbf\xbd")
    return _FORGED.sub(rb"\\ufffd", raw) if _FORGED.search(raw) else raw
