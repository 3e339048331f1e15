# SPDX-License-Identifier: Apache-2.0
"""Compares intrinsics as this reader works them out with what cfn-lint (installed beside it, no dependency) resolves them to.

`against_cfn_lint.py FOLDER…` walks every template below the folders. A value that is known here must be among those that cfn-lint
gives (it gives one for each default, allowed value and condition); every other outcome is counted by its reason and listed with `-v`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfnlint.context import create_context_for_template
from cfnlint.decode import decode
from cfnlint.jsonschema import CfnTemplateValidator
from cfnlint.template import Template

from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.cloudformation.claims import SUFFIXES, is_template
from intramuros.sources.cloudformation.intrinsics import FUNCTIONS, evaluate
from intramuros.sources.cloudformation.nesting import Deployment
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.templates import Library
from intramuros.sources.cloudformation.values import Nothing, text_of
from intramuros.sources.declared import Home
from intramuros.sources.documents import Document

REGION = "us-east-1"
HOME = Home(account="123456789012", region=REGION)


def main() -> None:
    """Compare, and print the count of each outcome."""
    outcomes: Counter[str] = Counter()
    for file in sorted(f for folder in sys.argv[1:] if folder != "-v" for f in Path(folder).rglob("*") if f.name.endswith(SUFFIXES)):
        for outcome, line in _compared(file):
            outcomes[outcome] += 1
            if "-v" in sys.argv and not outcome.startswith("same"):
                sys.stdout.write(f"{outcome}: {file}: {line}\n")
    for outcome, count in outcomes.most_common():
        sys.stdout.write(f"{count:6}  {outcome}\n")


def _compared(file: Path) -> Iterator[tuple[str, str]]:
    try:
        text = file.read_text("utf-8-sig")
    except ValueError:
        return
    document = Document(path=file, shown=file.as_posix(), below=file.name, text=text)
    template, problems = decode(str(file))
    if not is_template(document) or problems or template is None:
        return
    stack = Deployment(Library([document])).stacks()[0]
    stack.home, stack.name = HOME, "teststack"
    stack.decided.clear()
    oracle = Template(str(file), template, regions=[REGION])
    validator = CfnTemplateValidator({}).evolve(context=create_context_for_template(oracle), cfn=oracle)
    for path, said in _intrinsics(template.get("Resources", {}), "Resources"):
        yield _verdict(path, said, stack, validator)


def _verdict(path: str, said: Any, stack: Stack, validator: Any) -> tuple[str, str]:
    mine = evaluate(said, stack)
    if isinstance(mine, Nothing):
        return "no value", path
    try:
        theirs = [value for value, _, problem in validator.resolve_value(said) if problem is None]
    except Exception as problem:  # noqa: BLE001 - whatever the oracle raises is counted, not hidden
        return f"the oracle fails: {type(problem).__name__}", path
    line = f"{path}: {mine!r} / {theirs[:4]!r}"
    if not theirs:
        return ("both leave it open" if _open(mine) else "known here alone"), line
    if _open(mine):
        return ("open here alone" if len({repr(t) for t in theirs}) == 1 else "several there, open here"), line
    if any(_plain(t) == _plain(mine) for t in theirs):
        return "same", line
    if any(next(_intrinsics(t, ""), None) for t in theirs):
        return "known here, intrinsics left inside there", line
    spaced = {json.dumps(json.loads(t)) for t in theirs if isinstance(t, str) and t.startswith("{")}
    return (
        "same but for the spaces of JSON"
        if isinstance(mine, str) and mine[:1] == "{" and json.dumps(json.loads(mine)) in spaced
        else "DIFFERENT"
    ), line


def _open(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_open, value.values()))
    if isinstance(value, list):
        return any(map(_open, value))
    return isinstance(value, Unknown) or is_symbolic(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return (
        [_plain(v) for v in value]
        if isinstance(value, list)
        else str(text_of(value) if value is not None else "").replace("True", "true").replace("False", "false")
    )


def _intrinsics(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in FUNCTIONS:
            yield path, value
        for key, inner in value.items():
            yield from _intrinsics(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _intrinsics(inner, f"{path}/{number}")


if __name__ == "__main__":
    main()
