# SPDX-License-Identifier: Apache-2.0
"""Functions that change a value's type.

https://developer.hashicorp.com/terraform/language/functions#type-conversion-functions. What is not known stays itself: it has no type yet.
"""

from __future__ import annotations

from intramuros.sources.terraform.kinds import ANY, BOOL, NUMBER, STRING, Collection
from intramuros.sources.terraform.types import change
from intramuros.sources.terraform.values import Value


def tostring(value: Value) -> Value:
    """As a string."""
    return change(value, STRING)


def tonumber(value: Value) -> Value:
    """As a number."""
    return change(value, NUMBER)


def tobool(value: Value) -> Value:
    """As a boolean."""
    return change(value, BOOL)


def tolist(value: Value) -> Value:
    """As a list."""
    return change(value, Collection("list", ANY))


def toset(value: Value) -> Value:
    """As a set."""
    return change(value, Collection("set", ANY))


def tomap(value: Value) -> Value:
    """As a map."""
    return change(value, Collection("map", ANY))


def same(value: Value) -> Value:
    """Itself: marks of secrecy change what is shown, not what it is."""
    return value


def issensitive(value: Value) -> bool:  # noqa: ARG001
    """False: marks of secrecy are not kept."""
    return False
