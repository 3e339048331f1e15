# SPDX-License-Identifier: Apache-2.0
"""Questions as sentences: the words between capitals are fixed, names may stand in quotes, case and a question mark do not matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, cast

from intramuros.errors import BadUsage
from intramuros.estate.moves import OUTSIDES, Outside
from intramuros.reasoning.questions.form import AnyQuestion, Asked, Can, Reaches, Rests, Sends, Stops, WhatIf, WhoCan

SENTENCES: Final = (
    ("who can read THING", "who reaches the content of a store, vault or key; also write, delete, manage"),
    (
        "can WHO read THING",
        "whether one principal or workload can; WHO may be an address, an ARN or object id, `anyone`, `account 123456789012`",
    ),
    ("can A reach B on PORT", "whether packets pass; A or B may be `internet`; PORT may be left out, or be 53/udp"),
    ("what stops ASSET from leaving toward OUTSIDE", f"the walls of an asset; OUTSIDE may be left out, or is one of {', '.join(OUTSIDES)}"),
    ("what if GUARD fails", "which walls change; GUARD is `NAME of ADDRESS`, or an ADDRESS for every guard that stands there"),
    ("where does THING rest", "every place where it rests, is copied, cached, logged or processed"),
    ("where can WORKLOAD send", "which addresses outside the approved ranges it can send to"),
)
"""Each sentence and what it asks; the help and the documentation are made from this."""

_POWER = r"(?P<power>read|write(?: to)?|delete(?: from)?|manage)"
_QUOTED = r"\"[^\"]+\"|'[^']+'|`[^`]+`"
"""A name in quotes may hold any words; one without ends at the first word of the sentence that can follow it."""
_TOWARD = r"(?: (?:toward|towards|to) (?:the )?(?P<outside>[a-z -]+))?"
_ON = r"(?: (?:on|at) (?:port )?(?P<port>\d{1,6})(?:/(?P<protocol>tcp|udp|icmp))?)?"
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("who-can", rf"who can {_POWER} (?P<thing>{_QUOTED}|.+)"),
    (
        "reach",
        rf"can (?P<source>{_QUOTED}|.+?) (?:reach|connect to|talk to) (?P<target>{_QUOTED}|.+?){_ON}",
    ),
    ("can", rf"can (?P<who>{_QUOTED}|.+?) {_POWER} (?P<thing>{_QUOTED}|.+)"),
    ("what-stops", rf"what (?:stops|keeps|holds) (?P<asset>{_QUOTED}|.+?) from leaving{_TOWARD}"),
    ("what-stops", rf"can (?P<asset>{_QUOTED}|.+?) (?:leave|escape){_TOWARD}"),
    ("what-if", rf"what if (?P<guard>{_QUOTED}|.+?) (?:fails?|falls?|is (?:gone|removed|off))"),
    ("where-rests", rf"where (?:does|do|is) (?P<thing>{_QUOTED}|.+?)(?: (?:rest|lie|live|stay))?"),
    ("where-sends", rf"(?:where|what) can (?P<workload>{_QUOTED}|.+?) (?:send|reach)(?: to)?"),
)
_COMPILED: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
Groups = Mapping[str, str | None]


def parse(sentence: str) -> AnyQuestion:
    """Read a question from a sentence.

    Raises:
        BadUsage: no form fits; the advice lists them.

    """
    text = " ".join(sentence.split()).rstrip("?. ")
    for kind, pattern in _COMPILED:
        found = pattern.fullmatch(text)
        if found is not None:
            return _MADE[kind](found.groupdict())
    forms = "\n  ".join(form for form, _ in SENTENCES)
    raise BadUsage(f"`{sentence}` is no question that intramuros knows", advice=f"Ask one of these:\n  {forms}")


def _name(found: Groups, key: str) -> str:
    return (found[key] or "").strip().strip("\"'`")


def _power(found: Groups) -> Asked:
    return cast("Asked", (found["power"] or "read").split()[0].lower())


def _reaches(found: Groups) -> Reaches:
    port = int(found["port"]) if found["port"] else None
    if port is not None and port > 65535:
        raise BadUsage(f"there is no port {port}", advice="Ports go from 0 to 65535.")
    protocol = (found["protocol"] or "tcp").lower()
    return Reaches(source=_name(found, "source"), target=_name(found, "target"), port=port, protocol=protocol)  # type: ignore[arg-type]  # by the pattern


def _stops(found: Groups) -> Stops:
    said = found["outside"]
    return Stops(asset=_name(found, "asset"), outside=_outside(said) if said else None)


def _outside(said: str) -> Outside:
    wanted = said.strip().lower().replace(" ", "-").rstrip("s")
    close = next((o for o in OUTSIDES if o.rstrip("s") == wanted or wanted in o.split("-")), None)
    if close is None:
        raise BadUsage(f"there is no outside `{said}`", advice=f"The outsides are {', '.join(OUTSIDES)}.")
    return close


_MADE: Final[Mapping[str, Callable[[Groups], AnyQuestion]]] = {
    "who-can": lambda f: WhoCan(power=_power(f), thing=_name(f, "thing")),
    "can": lambda f: Can(who=_name(f, "who"), power=_power(f), thing=_name(f, "thing")),
    "reach": _reaches,
    "what-stops": _stops,
    "what-if": lambda f: WhatIf(guard=_name(f, "guard")),
    "where-rests": lambda f: Rests(thing=_name(f, "thing")),
    "where-sends": lambda f: Sends(workload=_name(f, "workload")),
}


def spoken(question: AnyQuestion) -> str:
    """A question as its sentence; `parse` gives it back."""
    match question:
        case WhoCan():
            return f"who can {question.power} {_quoted(question.thing)}"
        case Can():
            return f"can {_quoted(question.who)} {question.power} {_quoted(question.thing)}"
        case Reaches():
            port = "" if question.port is None else f" on {question.port}" + ("" if question.protocol == "tcp" else f"/{question.protocol}")
            return f"can {_quoted(question.source)} reach {_quoted(question.target)}{port}"
        case Stops():
            return f"what stops {_quoted(question.asset)} from leaving" + (f" toward {question.outside}" if question.outside else "")
        case WhatIf():
            return f"what if {_quoted(question.guard)} fails"
        case Rests():
            return f"where does {_quoted(question.thing)} rest"
        case Sends():
            return f"where can {_quoted(question.workload)} send"


def _quoted(name: str) -> str:
    """A name that holds spaces is put in the quotes that it does not hold."""
    if " " not in name:
        return name
    mark = next((q for q in "\"'`" if q not in name), '"')
    return f"{mark}{name}{mark}"
