# SPDX-License-Identifier: Apache-2.0
"""The documents of AWS managed policies, dated, with their source in the data file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_MARK = ":iam::aws:policy/"


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(files("intramuros.sources.aws").joinpath("managed_policies.json").read_text("utf-8"))
    return found


@cache
def _paths() -> Mapping[str, str]:
    return {path.rsplit("/", 1)[-1]: path for path in _data()["policies"]}


def is_managed(arn: str) -> bool:
    """Whether an ARN names a policy of AWS's own."""
    return arn.startswith("arn:") and _MARK in arn


def managed_document(arn: str) -> dict[str, Any] | None:
    """The document of an AWS managed policy by its ARN; None for one that the data does not hold."""
    found: dict[str, Any] | None = _data()["policies"].get("/" + arn.split(_MARK, 1)[-1])
    return found


def managed_arn(name: str) -> str | None:
    """The ARN of the AWS managed policy of that name; None where the data holds none."""
    path = _paths().get(name)
    return f"arn:aws:iam::aws:policy{path}" if path else None


def date() -> str:
    """The day of the data."""
    return str(_data()["date"])
