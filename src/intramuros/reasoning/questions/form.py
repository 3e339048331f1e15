# SPDX-License-Identifier: Apache-2.0
"""What can be asked, as values: the same in JSON (`{"ask": "who-can", "power": "read", "thing": "aws_s3_bucket.weights"}`)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from intramuros.errors import BadUsage
from intramuros.estate.moves import Outside

Asked = Literal["read", "write", "delete", "manage"]


class Question(Struct, frozen=True, kw_only=True, tag_field="ask", forbid_unknown_fields=True):
    """Any question."""


class WhoCan(Question, frozen=True, kw_only=True, tag="who-can"):
    """Who can read (write, delete, manage) a store, vault or key."""

    power: Asked = "read"
    thing: str


class Can(Question, frozen=True, kw_only=True, tag="can"):
    """Whether one principal or workload can."""

    who: str
    power: Asked = "read"
    thing: str


class Reaches(Question, frozen=True, kw_only=True, tag="reach"):
    """Whether packets pass from one thing (or `internet`) to another."""

    source: str
    target: str
    port: int | None = None
    """None = any port."""
    protocol: Literal["tcp", "udp", "icmp"] = "tcp"


class Stops(Question, frozen=True, kw_only=True, tag="what-stops"):
    """What stops an asset from leaving."""

    asset: str
    outside: Outside | None = None
    """None = toward each of them."""


class WhatIf(Question, frozen=True, kw_only=True, tag="what-if"):
    """Which walls change when a guard fails: `NAME of ADDRESS`, or an address for every guard that stands at it."""

    guard: str


class Rests(Question, frozen=True, kw_only=True, tag="where-rests"):
    """Every place where an asset rests, is copied, cached, logged or processed."""

    thing: str


class Sends(Question, frozen=True, kw_only=True, tag="where-sends"):
    """Which addresses outside the approved ranges a workload can send to."""

    workload: str


AnyQuestion = WhoCan | Can | Reaches | Stops | WhatIf | Rests | Sends
KINDS: tuple[type[Question], ...] = (WhoCan, Can, Reaches, Stops, WhatIf, Rests, Sends)


def from_json(text: str | bytes) -> AnyQuestion:
    """Read a question in its JSON form.

    Raises:
        BadUsage: it is no such question; names the `$.path`.

    """
    try:
        found: AnyQuestion = msgspec.json.decode(text, type=AnyQuestion)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as problem:
        raise BadUsage(f"this JSON is no question: {problem}", advice="`intramuros ask --help` shows the forms.") from problem
    return found


def to_json(question: Question) -> dict[str, Any]:
    """A question as plain JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(question)
    return {k: v for k, v in plain.items() if v is not None}
