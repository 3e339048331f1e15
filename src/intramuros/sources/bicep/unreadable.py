# SPDX-License-Identifier: Apache-2.0
"""What stands in a template for a value that the source does not tell: evaluating it gives an Unknown with the reason."""

from __future__ import annotations

from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.arm import evaluator
from intramuros.sources.arm.evaluator import Frame, run
from intramuros.sources.arm.expressions import Call
from intramuros.sources.bicep.emit import UNREADABLE


def _unknown(call: Call, frame: Frame) -> Any:
    return Unknown(str(run(call.args[0], frame)))


evaluator.SPECIAL[UNREADABLE] = _unknown
