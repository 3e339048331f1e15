# SPDX-License-Identifier: Apache-2.0
"""`intramuros plan`: the cheapest changes that bring every wall to the charter's depth."""

from __future__ import annotations

import argparse
import sys

from intramuros.cli import estate
from intramuros.cli.progress import Progress


def configure(parser: argparse.ArgumentParser) -> None:
    """The words that `plan` understands."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what standard output takes (default: text)")
    estate.configure(parser)


def run(args: argparse.Namespace) -> int:
    """Read, plan, print; 0 where every wall reaches its depth by the plan, 1 where some stay too thin."""
    from intramuros.remedies.retrofit import retrofit
    from intramuros.reports.plan import as_json, as_text, document
    from intramuros.review import reasoner

    estate.exist(args.paths)
    charter, _ = estate.charter(args)
    with Progress(quiet=args.quiet) as progress:
        reasoning, _ = reasoner(
            args.paths, charter=charter, today=estate.today(args), var_files=args.var_file, dialect=args.dialect, progress=progress
        )
        progress("planning")
        made = document(retrofit(reasoning))
    sys.stdout.write(as_json(made) if args.format == "json" else as_text(made))
    return int(bool(made.after))
