# SPDX-License-Identifier: Apache-2.0
"""`terraform console` as an oracle: many expressions in one process, each as JSON text, None where Terraform calls it an error."""

from __future__ import annotations

import base64
import binascii
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from intramuros.estate.values import Unknown
from intramuros.sources.terraform.expressions import Files, Names, Scope, evaluate_text

CASES = Path(__file__).parents[3] / "cases" / "terraform"
FILES = CASES / "files"
RECORDED = CASES / "expressions.jsonl"
ERROR = "__error__"
HERE = {"path": {"module": ".", "root": "."}, "terraform": {"workspace": "default"}}


def on_path() -> bool:
    """Whether there is a Terraform to ask."""
    return shutil.which("terraform") is not None


def asked(expressions: Sequence[str], folder: Path) -> list[str | None]:
    """What Terraform says; a batch that it refuses as a whole is halved until the culprit stands alone."""
    answers = _run(expressions, folder)
    if answers is not None:
        return answers
    if len(expressions) == 1:
        return [None]
    half = len(expressions) // 2
    return asked(expressions[:half], folder) + asked(expressions[half:], folder)


def _run(expressions: Sequence[str], folder: Path) -> list[str | None] | None:
    line = "base64encode(jsonencode([" + ",".join(wrapped(e) for e in expressions) + "]))\n"
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        ["terraform", "console", "-no-color"],
        input=line,
        text=True,
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=60,
        check=False,
    )
    try:
        answers = json.loads(base64.b64decode(done.stdout.strip().strip('"'), validate=True)) if done.returncode == 0 else None
    except (binascii.Error, ValueError):
        return None
    return None if answers is None else [None if a == ERROR else a for a in answers]


def wrapped(expression: str) -> str:
    """The expression as JSON text, or the word for an error."""
    return f'try(jsonencode({expression}), "{ERROR}")'


def ours(expression: str, scope: Scope | None = None) -> str | Unknown | None:
    """What the evaluator says, in the same form."""
    files = Files(root=FILES.resolve(), base=FILES.resolve())
    value = evaluate_text(wrapped(expression), scope or Names(HERE, files))
    if value == ERROR or (isinstance(value, Unknown) and type(value).__name__ == "Failed"):
        return None
    assert isinstance(value, str | Unknown)
    return value
