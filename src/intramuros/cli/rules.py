# SPDX-License-Identifier: Apache-2.0
"""`intramuros rules`: what a rule means, with examples and control mappings."""

from __future__ import annotations

import argparse
import difflib
import sys

from intramuros.errors import BadUsage
from intramuros.reports.rule_pages import page
from intramuros.rules.catalogue import RULES


def configure(parser: argparse.ArgumentParser) -> None:
    """The words that `rules` understands."""
    parser.add_argument("rule", nargs="?", metavar="RULE", help="one rule in full; without it, all of them in a line each")


def run(args: argparse.Namespace) -> int:
    """Print the catalogue, or one rule's page as Markdown."""
    if args.rule is None:
        width = max(len(r.id) for r in RULES)
        for rule in RULES:
            sys.stdout.write(f"{rule.id:{width}}  {rule.family:9}  {rule.title}\n")
        return 0
    found = next((r for r in RULES if r.id == args.rule), None)
    if found is None:
        close = difflib.get_close_matches(args.rule, [r.id for r in RULES], n=1, cutoff=0.4)
        raise BadUsage(
            f"there is no rule `{args.rule}`", advice=f"Did you mean `{close[0]}`?" if close else "`intramuros rules` lists them."
        )
    sys.stdout.write(page(found))
    return 0
