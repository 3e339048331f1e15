# SPDX-License-Identifier: Apache-2.0
"""Hands each kind of question to what answers it."""

from __future__ import annotations

from typing import assert_never

from intramuros.reasoning.questions import access, places, walls
from intramuros.reasoning.questions.form import AnyQuestion, Can, Reaches, Rests, Sends, Stops, WhatIf, WhoCan
from intramuros.reasoning.questions.reply import Reply
from intramuros.reasoning.reasoner import Reasoner


def answer(reasoner: Reasoner, question: AnyQuestion) -> Reply:
    """The answer to one question.

    Raises:
        BadUsage: a name in it means nothing, or several things, in this estate.

    """
    match question:
        case WhoCan():
            return access.who_can(reasoner, question)
        case Can():
            return access.can(reasoner, question)
        case Reaches():
            return places.reaches(reasoner, question)
        case Stops():
            return walls.stops(reasoner, question)
        case WhatIf():
            return walls.what_if(reasoner, question)
        case Rests():
            return places.rests(reasoner, question)
        case Sends():
            return places.sends(reasoner, question)
    assert_never(question)
