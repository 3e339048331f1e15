# SPDX-License-Identifier: Apache-2.0
"""A way toward an outside as a drawing (SVG in the page itself): what is passed, by which move, and the guards across it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from intramuros.reports.contract import ControlOut, StepOut, WallOut

_WIDTH, _MARGIN = 760, 12
_LINE, _PAD = 17, 8
_LETTER = 7.1
"""Width of a letter of the monospaced font at 12 px, rounded up."""
_ARROW = 40
"""Left edge of what is written beside an arrow; the arrow itself runs half way to it."""
_STATES = {"holds": "held", "absent": "open", "unknown": "unknown"}


def drawing(asset: str, wall: WallOut) -> str:
    """The path of a wall, from its first node to its last, one below the other."""
    if not wall.path:
        return ""
    shapes: list[str] = []
    at = _MARGIN
    names = [wall.path[0].from_, *(s.to for s in wall.path)]
    for place, name in enumerate(names):
        at = _node(shapes, name, at, asset=name == asset, end=place in (0, len(names) - 1))
        if place < len(wall.path):
            at = _arrow(shapes, wall.path[place], at)
    title = f"{asset} toward {wall.outside}: {wall.verdict}; " + "; ".join(f"{s.from_} {s.says} {s.to}" for s in wall.path)
    height = at + _MARGIN
    head = f'<svg class="way {wall.verdict}" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img" aria-label="{escape(title)}">'
    return head + "".join(shapes) + "</svg>"


def _node(shapes: list[str], name: str, at: int, *, asset: bool, end: bool) -> int:
    lines = _wrapped(name, _WIDTH - 2 * _MARGIN - 2 * _PAD)
    height = len(lines) * _LINE + _PAD
    kind = "asset" if asset else "end" if end else "node"
    shapes.append(f'<rect class="{kind}" x="{_MARGIN}" y="{at}" width="{_WIDTH - 2 * _MARGIN}" height="{height}" rx="6"/>')
    shapes += _texts(lines, _MARGIN + _PAD, at, "name")
    return at + height


def _arrow(shapes: list[str], step: StepOut, at: int) -> int:
    x, start = _MARGIN + _ARROW // 2, at
    beside = _WIDTH - _MARGIN - _ARROW - _PAD
    said = _wrapped(step.says, beside)
    shapes += _texts(said, _MARGIN + _ARROW, at + 2, "says")
    at += len(said) * _LINE + 2
    where = f"{step.evidence.file}:{step.evidence.line}" if step.evidence.line else step.evidence.file
    lines = _wrapped(where, beside)
    shapes += _texts(lines, _MARGIN + _ARROW, at, "at")
    at += len(lines) * _LINE
    for guard in step.controls:
        at = _gate(shapes, guard, x, at, beside)
    end = at + _PAD
    shapes.append(f'<path class="move" d="M{x} {start}V{end - 5}M{x - 5} {end - 8}L{x} {end - 1}L{x + 5} {end - 8}"/>')
    return end


def _gate(shapes: list[str], guard: ControlOut, x: int, at: int, beside: int) -> int:
    """A guard: a bar across the arrow where it holds, two posts where it is gone, a broken bar where nobody knows."""
    state = _STATES[guard.state]
    middle = at + _LINE // 2
    bar = f"M{x - 12} {middle}H{x - 6}M{x + 6} {middle}H{x + 12}" if state == "open" else f"M{x - 12} {middle}H{x + 12}"
    shapes.append(f'<path class="gate {state}" d="{bar}"/>')
    lines = _wrapped(f"{guard.state}: {guard.name} of {guard.resource}{f' ({guard.why})' if guard.why else ''}", beside)
    shapes.extend(_texts(lines, _MARGIN + _ARROW, at, f"guard {state}"))
    return at + len(lines) * _LINE


def _wrapped(text: str, width: float) -> list[str]:
    return textwrap.wrap(text, max(int(width / _LETTER), 20), break_on_hyphens=False) or [""]


def _texts(lines: Sequence[str], x: int, at: int, kind: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f'<text class="{kind}" x="{x}" y="{at + number * _LINE + 15}">{escape(line)}</text>'
