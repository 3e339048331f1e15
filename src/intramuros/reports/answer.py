# SPDX-License-Identifier: Apache-2.0
"""The answer to a question as a document (`intramuros/answer/1`, with its JSON Schema) and as text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.markup import escape

from intramuros.estate.graph import Gap
from intramuros.estate.resource import Evidence
from intramuros.estate.values import readable
from intramuros.reasoning.guards import legend
from intramuros.reasoning.questions.form import AnyQuestion, to_json
from intramuros.reasoning.questions.grammar import spoken
from intramuros.reasoning.questions.reply import Reply, Told
from intramuros.reports.contract import ControlOut, EvidenceOut, SkippedOut, StepOut
from intramuros.reports.document import control, location, steps

Verdict = Literal["yes", "no", "unknown"]


class GroundOut(Struct, frozen=True, kw_only=True):
    """One line of the grounds of a step."""

    says: str
    resource: str
    evidence: EvidenceOut


class ToldOut(Struct, frozen=True, kw_only=True):
    """One part of the answer: a principal, an outside, an asset or a place."""

    subject: str
    verdict: Verdict
    says: str
    latent: bool
    path: list[StepOut]
    controls: list[ControlOut]
    missing: list[str]
    grounds: list[list[GroundOut]]
    """Per step what it rests on, layer by layer; [] where the step says it itself."""


class MeaningOut(Struct, frozen=True, kw_only=True):
    """What a guard is."""

    means: str
    source: str


class AnswerOut(Struct, frozen=True, kw_only=True):
    """The whole document."""

    schema: Literal["intramuros/answer/1"] = "intramuros/answer/1"
    question: dict[str, Any]
    """The question in its JSON form; it can be asked again."""
    sentence: str
    verdict: Verdict
    because: str
    answers: list[ToldOut]
    legend: dict[str, MeaningOut]
    """What each guard that is named is, and the page of its vendor that says so."""
    looked_at: str
    skipped: list[SkippedOut]
    """What could not be read: an answer may hinge on it."""


def document(question: AnyQuestion, reply: Reply, gaps: tuple[Gap, ...]) -> AnswerOut:
    """The answer as a document."""
    return AnswerOut(
        question=to_json(question),
        sentence=spoken(question),
        verdict=reply.verdict,
        because=readable(reply.because),
        answers=[_told(t) for t in reply.told],
        legend=_legend(reply),
        looked_at=reply.looked_at,
        skipped=[SkippedOut(what=readable(g.what), location=location(g.origin), leaves_open=g.leaves_open) for g in gaps],
    )


def _legend(reply: Reply) -> dict[str, MeaningOut]:
    names = (g.name for t in reply.told for g in (*(g for m in t.path for g in m.guards), *t.guards))
    return {name: MeaningOut(means=m.means, source=m.source) for name, m in legend(names).items()}


def _told(told: Told) -> ToldOut:
    return ToldOut(
        subject=readable(told.subject),
        verdict=told.state,
        says=readable(told.says),
        latent=told.latent,
        path=steps(told.path),
        controls=[control(g) for g in told.guards],
        missing=[readable(m) for m in told.missing],
        grounds=[[_ground(e) for e in step] for step in told.grounds],
    )


def _ground(evidence: Evidence) -> GroundOut:
    where = EvidenceOut(file=evidence.origin.file, line=evidence.origin.line)
    return GroundOut(says=readable(evidence.says), resource=readable(evidence.address), evidence=where)


def as_json(made: AnswerOut) -> str:
    """The document as JSON, indented."""
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the document (draft 2020-12)."""
    made = msgspec.json.schema(AnswerOut)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "intramuros answer, version 1", **made}


_COLOUR: dict[Verdict, str] = {"yes": "bold red", "no": "green", "unknown": "yellow"}


def as_text(made: AnswerOut, *, terminal: bool = False) -> str:
    """The answer as text; colours only for a terminal."""
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=terminal or None,
        width=None if terminal else 120,
        highlight=False,
        emoji=False,  # an ARN holds `:secret:`, which is no picture
        no_color=None if terminal else True,
    )
    for line in _lines(made):
        console.print(line, soft_wrap=True)
    return out.getvalue()


def _lines(made: AnswerOut) -> Iterator[str]:
    yield f"[dim]{escape(made.sentence)}[/]"
    yield f"[{_COLOUR[made.verdict]}]{made.verdict}[/]: {escape(made.because)}"
    for told in made.answers:
        yield ""
        says = f": {escape(told.says)}" if told.says else ""
        yield f"[{_COLOUR[told.verdict]}]{told.verdict:7}[/] [bold]{escape(told.subject)}[/]{says}"
        yield from _steps(told)
        yield from (f"          missing: {escape(m)}" for m in told.missing)
    if made.legend:
        yield "\n[dim]the guards:[/]"
    for name, said in made.legend.items():
        source = f" ({said.source})" if said.source else ""
        yield f"  [dim]{escape(f'{name}: {said.means}{source}')}[/]"
    if made.looked_at:
        yield f"\n[dim]looked at: {escape(made.looked_at)}[/]"
    if made.skipped:
        first = made.skipped[0]
        yield f"[yellow]note[/] {len(made.skipped)} part(s) could not be read, e.g. {escape(first.location.file)}: {escape(first.what)}"


def _steps(told: ToldOut) -> Iterator[str]:
    for number, step in enumerate(told.path):
        onward = "" if step.to in step.says else f" → {escape(step.to)}"
        yield f"        → {escape(step.from_)} {escape(step.says)}{onward} [dim]({escape(_at(step.evidence.file, step.evidence.line))})[/]"
        for guard in (c for c in step.controls if c.state != "absent"):
            why = f": {escape(guard.why)}" if guard.why else ""
            where = escape(_at(guard.evidence.file, guard.evidence.line))
            yield f"            {guard.state}: {escape(guard.name)} of {escape(guard.resource)}{why} [dim]({where})[/]"
        for ground in told.grounds[number] if number < len(told.grounds) else ():
            at = f" ({_at(ground.evidence.file, ground.evidence.line)})" if ground.resource and ground.evidence.line else ""
            yield f"            [dim]· {escape(ground.says + at)}[/]"


def _at(file: str, line: int) -> str:
    return f"{file}:{line}" if line else file
