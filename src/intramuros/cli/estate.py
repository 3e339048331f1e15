# SPDX-License-Identifier: Apache-2.0
"""What every verb that reads an estate understands: the paths, the charter, the values of variables."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from intramuros.charter.form import Charter
from intramuros.charter.read import nearest
from intramuros.charter.read import read as read_charter
from intramuros.errors import BadInput, BadUsage

DIALECTS = ("cloudformation", "arm", "bicep", "kubernetes", "compose", "graph")
"""Dialects that `--as` may name; Terraform needs no naming."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The words that say what is read."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[Path()],
        metavar="PATH",
        help="folders or files in any dialect: source, plans, states, templates, manifests, exports (default: .)",
    )
    parser.add_argument("--charter", type=Path, help="the charter (default: the nearest intramuros.yaml at or above the first path)")
    parser.add_argument(
        "--var-file", type=Path, action="append", default=[], metavar="FILE", help="a .tfvars file, as for terraform; repeatable"
    )
    parser.add_argument(
        "--as", dest="dialect", choices=DIALECTS, metavar="DIALECT", help=f"what files named one by one are: {', '.join(DIALECTS)}"
    )
    parser.add_argument("--today", type=dt.date.fromisoformat, help=argparse.SUPPRESS)
    parser.add_argument("--quiet", "-q", action="store_true", help="no progress")


def today(args: argparse.Namespace) -> dt.date:
    """The day of the review: pure rooms never ask a clock."""
    given: dt.date | None = args.today
    return given or dt.datetime.now(dt.UTC).date()


def exist(paths: list[Path]) -> None:
    """Refuse paths at which nothing lies.

    Raises:
        BadInput: names the first of them.

    """
    for path in paths:
        if not path.exists():
            raise BadInput("does not exist", where=str(path), advice="Name a folder with Terraform source, or a plan or state as JSON.")


def charter(args: argparse.Namespace) -> tuple[Charter, str | None]:
    """The charter in force and where it lies; the defaults where there is none.

    Raises:
        BadUsage: the one that was named is no file.

    """
    if args.charter is not None:
        if not args.charter.is_file():
            raise BadUsage("is no file", where=str(args.charter), advice="`intramuros init` proposes a charter.")
        return read_charter(args.charter), str(args.charter)
    start = args.paths[0] if args.paths[0].is_dir() else args.paths[0].parent
    found = nearest(start)
    return (read_charter(found), str(found)) if found else (Charter(), None)
