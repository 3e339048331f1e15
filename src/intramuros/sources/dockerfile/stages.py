# SPDX-License-Identifier: Apache-2.0
"""The stages of a Dockerfile: which instructions make layers of the image, and which stay behind in a builder stage.

https://docs.docker.com/build/building/multi-stage/: only the last stage, and those that it is built from, become the image; from others
it takes what a `COPY --from` names.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.sources.dockerfile.syntax import Instruction, arguments

_FROM: Final = lazy(r"(?i)(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?")
_SOURCE: Final = lazy(r"--from=(\S+)")


class Stage(Struct, kw_only=True, eq=False):
    """One stage: its name, what it is built from, its instructions."""

    name: str
    base: str
    instructions: list[Instruction]


def stages(found: Sequence[Instruction]) -> list[Stage]:
    """Every stage in order; instructions before the first FROM belong to none."""
    made: list[Stage] = []
    for one in found:
        if one.word == "FROM":
            named = _FROM.match(one.text)
            base, name = (named[1], named[2]) if named else ("", None)
            made.append(Stage(name=(name or str(len(made))).casefold(), base=base.casefold(), instructions=[]))
        elif made:
            made[-1].instructions.append(one)
    return made


def bases(found: Sequence[Instruction]) -> tuple[str, ...]:
    """The images that stages are built from, other stages aside."""
    every = stages(found)
    names = {s.name for s in every}
    return tuple(dict.fromkeys(s.base for s in every if s.base and s.base not in names))


def stays_behind(found: Sequence[Instruction], copy: Instruction) -> bool:
    """Whether a file copied by `copy` is in no layer of the image: its stage is no base of the last one, and nothing takes the file from it."""
    every = stages(found)
    home = next((s for s in every if any(i is copy for i in s.instructions)), None)
    if home is None or home in _kept(every):
        return False
    return not any(_takes(i, home, every, copy) for s in every if s is not home for i in s.instructions)


def _kept(every: list[Stage]) -> list[Stage]:
    """The last stage and those that it is built from."""
    kept = every[-1:]
    while kept and len(kept) < len(every):
        below = next((s for s in every if s.name == kept[-1].base and s not in kept), None)
        if below is None:
            break
        kept.append(below)
    return kept


def _target(home: Stage, copy: Instruction) -> str:
    folder = "/"
    for one in home.instructions:
        if one is copy:
            break
        if one.word == "WORKDIR":
            folder = posixpath.join(folder, one.text.strip().strip("\"'"))
    words = arguments(copy.text)
    return posixpath.normpath(posixpath.join(folder, words[-1] if words else "."))


def _takes(one: Instruction, home: Stage, every: list[Stage], copy: Instruction) -> bool:
    """Whether an instruction copies from the stage what `copy` put there: the file itself, or a folder that holds it."""
    named = _SOURCE.search(one.text) if one.word in ("COPY", "ADD") else None
    if named is None or named[1].casefold() not in (home.name, str(every.index(home))):
        return False
    target = _target(home, copy)
    files = {posixpath.basename(w.rstrip("/")) for w in arguments(copy.text)[:-1]}
    for source in (posixpath.normpath(posixpath.join("/", w)) for w in arguments(one.text)[:-1]):
        below = target == source or target.startswith(source.rstrip("/") + "/")
        if below or (posixpath.dirname(source) == target and posixpath.basename(source) in files):
            return True
    return False
