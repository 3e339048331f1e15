# SPDX-License-Identifier: Apache-2.0
"""Writes the data file of SAM's policy templates from those that aws-sam-translator (Apache-2.0) carries: `serverless_policies.py policy_templates.json VERSION`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "src/intramuros/sources/cloudformation/serverless_policies.json"


def main() -> None:
    """Convert the file named on the command line."""
    templates = json.loads(Path(sys.argv[1]).read_text("utf-8"))["Templates"]
    made = {name: _plain(t["Definition"]["Statement"]) for name, t in sorted(templates.items())}
    body = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in made.items())
    source = f"aws-sam-translator {sys.argv[2]} (PyPI, Apache-2.0), samtranslator/policy_templates_data/policy_templates.json"
    TARGET.write_text(f'{{\n"source": {json.dumps(source)},\n"policies": {{\n{body}\n}}\n}}\n', "utf-8")


def _plain(value: Any) -> Any:
    """Intrinsics as text with `${Parameter}`."""
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return "${" + value["Ref"] + "}"
    if "Fn::Sub" in value:
        said = value["Fn::Sub"]
        text, own = said if isinstance(said, list) else (said, {})
        for name, inner in own.items():
            text = text.replace("${" + name + "}", _plain(inner))
        return text
    return {k: _plain(v) for k, v in value.items()}


if __name__ == "__main__":
    main()
