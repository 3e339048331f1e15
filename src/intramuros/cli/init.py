# SPDX-License-Identifier: Apache-2.0
"""`intramuros init`: reads an estate and proposes a charter."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from intramuros.charter.read import NAME
from intramuros.cli.progress import Progress
from intramuros.errors import BadInput, BadUsage


def configure(parser: argparse.ArgumentParser) -> None:
    """The words that `init` understands."""
    parser.add_argument("path", nargs="?", type=Path, default=Path(), metavar="PATH", help="the estate (default: .)")
    parser.add_argument("--write", action="store_true", help=f"write PATH/{NAME} instead of printing; never overwrites")
    parser.add_argument("--quiet", "-q", action="store_true", help="no progress")


def run(args: argparse.Namespace) -> int:
    """Print or write the proposal."""
    from intramuros.charter.propose import propose
    from intramuros.sources.catalogue import read

    if not args.path.exists():
        raise BadInput("does not exist", where=str(args.path))
    with Progress(quiet=args.quiet) as progress:
        reading = read([args.path], progress=progress)
        text = propose(reading.estate, today=dt.datetime.now(dt.UTC).date())
    if not args.write:
        sys.stdout.write(text)
        return 0
    target = (args.path if args.path.is_dir() else args.path.parent) / NAME
    try:
        with target.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise BadUsage("exists already and is kept", where=str(target), advice="Print the proposal without --write and compare.") from error
    except OSError as error:
        raise BadUsage(f"cannot be written: {error.strerror}", where=str(target)) from error
    sys.stderr.write(f"wrote {target}\n")
    return 0
