# SPDX-License-Identifier: Apache-2.0
"""Writes what is made from the program: rule pages, schemas, the help block of the README. `--check` only compares."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from intramuros.charter.form import schema as charter_schema
from intramuros.reports.contract import schema as review_schema
from intramuros.reports.rule_pages import index, page
from intramuros.rules.catalogue import RULES

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?s)(<!-- help: (?P<words>[a-z ]*)-->\n```\n).*?(```\n)")


def wanted() -> Iterator[tuple[Path, str]]:
    """Every generated file with the text it must have."""
    yield ROOT / "schemas" / "intramuros.schema.json", _json(charter_schema())
    yield ROOT / "schemas" / "review.schema.json", _json(review_schema())
    yield ROOT / "docs" / "rules" / "index.md", index()
    for rule in RULES:
        yield ROOT / "docs" / "rules" / f"{rule.id}.md", page(rule)
    readme = ROOT / "README.md"
    yield readme, _BLOCK.sub(_help, readme.read_text("utf-8"))


def _json(made: object) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _help(block: re.Match[str]) -> str:
    words = block["words"].split()
    command = [sys.executable, "-m", "intramuros", *words, "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={"COLUMNS": "100", "PATH": ""}).stdout
    return block[1] + said + block[3]


def main() -> int:
    """Write, or with --check say what is out of step; 0 when nothing is."""
    check = "--check" in sys.argv[1:]
    stale = [(path, text) for path, text in wanted() if not path.exists() or path.read_text("utf-8") != text]
    for path, text in stale:
        if check:
            sys.stderr.write(f"out of step: {path.relative_to(ROOT)} (run tools/generate.py)\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
