# SPDX-License-Identifier: Apache-2.0
"""`--baseline`: only what an earlier report does not hold yet."""

from __future__ import annotations

from pathlib import Path

import msgspec

from intramuros.errors import BadInput
from intramuros.reports.contract import ReviewOut


class _Known(msgspec.Struct):
    id: str
    status: str


class _Earlier(msgspec.Struct):
    schema: str
    findings: list[_Known]


def only_new(made: ReviewOut, baseline: Path) -> ReviewOut:
    """The document without the findings that the earlier report held with the same status.

    Raises:
        BadInput: the baseline is no JSON report of this tool.

    """
    try:
        earlier = msgspec.json.decode(baseline.read_bytes(), type=_Earlier)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(baseline)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"is no report of `review --format json`: {error}", where=str(baseline)) from error
    known = {(f.id, f.status) for f in earlier.findings}
    fresh = [f for f in made.findings if (f.id, f.status) not in known]
    return msgspec.structs.replace(made, findings=fresh)
