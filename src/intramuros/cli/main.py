# SPDX-License-Identifier: Apache-2.0
"""The command `intramuros`: picks the verb, turns problems into advice and exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from intramuros import __version__
from intramuros.errors import Problem

VERBS: Final[tuple[tuple[str, str], ...]] = (
    ("review", "read the estate, decide, print: the main job"),
    ("ask", "one question, answered with a path or with what holds"),
    ("plan", "the cheapest changes that bring every wall to the charter's depth"),
    ("init", "read an estate and propose a charter"),
    ("rules", "what a rule means, with examples and control mappings"),
)
"""Each verb is the module `intramuros.cli.<verb>` with `configure(parser)` and `run(args) -> int`; imported only when called."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; 0 clean, 1 findings, 2 bad input or usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] in (["--version"], ["-V"]):
        sys.stdout.write(f"intramuros {__version__}\n")
        return 0
    args = _parser(words).parse_args(words)
    try:
        code: int = import_module(f"intramuros.cli.{args.verb}").run(args)
    except Problem as problem:
        if args.debug:
            raise
        sys.stderr.write(f"intramuros: {problem}\n")
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="intramuros", description="Decides, and proves, whether patient data and model weights can leave a hospital's own cloud."
    )
    parser.add_argument("--version", "-V", action="version", version=f"intramuros {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)
    asked = next((w for w in words if not w.startswith("-")), None)
    for verb, does in VERBS:
        sub = verbs.add_parser(verb, help=does, description=does[0].upper() + does[1:] + ".")
        sub.add_argument("--debug", action="store_true", help="show the traceback of a problem")
        if verb == asked:
            import_module(f"intramuros.cli.{verb}").configure(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
