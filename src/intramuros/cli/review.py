# SPDX-License-Identifier: Apache-2.0
"""`intramuros review`: the main job."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from intramuros.cli import estate
from intramuros.cli.output import render, write
from intramuros.cli.progress import Progress
from intramuros.finding import SEVERITIES
from intramuros.reports.catalogue import FORMATS, format_of
from intramuros.reports.contract import ReviewOut


def configure(parser: argparse.ArgumentParser) -> None:
    """The words that `review` understands."""
    estate.configure(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="what standard output takes (default: text)")
    parser.add_argument(
        "--output",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="also write FILE (.html, .json, .sarif, .xml, .txt); repeatable",
    )
    parser.add_argument(
        "--fail-on", choices=[*SEVERITIES, "never"], default="high", help="exit 1 at or above this severity (default: high)"
    )
    parser.add_argument("--baseline", type=Path, help="an earlier JSON report: only what is new is reported and counts")
    parser.add_argument("--show-passes", action="store_true", help="report what holds as well")


def run(args: argparse.Namespace) -> int:
    """Review, print, write; 0 clean, 1 findings at or above `--fail-on`."""
    from intramuros.cli.baseline import only_new
    from intramuros.reports.document import document
    from intramuros.review import review

    outputs = [(path, format_of(path)) for path in args.output]
    estate.exist(args.paths)
    charter, where = estate.charter(args)
    with Progress(quiet=args.quiet) as progress:
        made = review(
            args.paths,
            charter=charter,
            charter_path=where,
            today=estate.today(args),
            var_files=args.var_file,
            dialect=args.dialect,
            progress=progress,
            debug=args.debug,
        )
        progress("writing the report")
        whole = document(made, passes=args.show_passes)
    shown = only_new(whole, args.baseline) if args.baseline else whole
    for path, kind in outputs:
        write(path, render(shown, kind))
    render_to_stdout(shown, args.format)
    for path, _ in outputs:
        sys.stderr.write(f"wrote {path.resolve()}\n")
    return _code(shown, args.fail_on)


def render_to_stdout(made: ReviewOut, kind: str) -> None:
    """Print the report; nothing else goes to standard output."""
    sys.stdout.write(render(made, kind, terminal=sys.stdout.isatty()))
    sys.stdout.flush()


def _code(made: ReviewOut, fail_on: str) -> int:
    if fail_on == "never":
        return 0
    bar = SEVERITIES.index(fail_on)
    return int(any(f.status == "fail" and SEVERITIES.index(f.severity) >= bar for f in made.findings))
