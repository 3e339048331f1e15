# SPDX-License-Identifier: Apache-2.0
"""`intramuros ask`: one question, answered with a path or a proof."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from intramuros.cli import estate
from intramuros.cli.progress import Progress

if TYPE_CHECKING:
    from intramuros.reasoning.questions.form import AnyQuestion


def configure(parser: argparse.ArgumentParser) -> None:
    """The words that `ask` understands."""
    from intramuros.reasoning.questions.grammar import SENTENCES

    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("question", help="a sentence in one of the forms below, or the same as JSON")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what standard output takes (default: text)")
    estate.configure(parser)
    width = max(len(form) for form, _ in SENTENCES)
    forms = "\n".join(f"  {form:{width}}  {does}" for form, does in SENTENCES)
    parser.epilog = (
        f'questions:\n{forms}\n\nas JSON: {{"ask": "who-can", "power": "read", "thing": "aws_s3_bucket.weights"}} (docs/questions.md)'
    )


def run(args: argparse.Namespace) -> int:
    """Read, answer, print; 0 whatever the answer is."""
    from intramuros.reasoning.questions.answering import answer
    from intramuros.reports.answer import as_json, as_text, document
    from intramuros.review import reasoner

    question = _question(args.question)
    estate.exist(args.paths)
    charter, _ = estate.charter(args)
    with Progress(quiet=args.quiet) as progress:
        reasoning, gaps = reasoner(
            args.paths, charter=charter, today=estate.today(args), var_files=args.var_file, dialect=args.dialect, progress=progress
        )
        progress("answering")
        made = document(question, answer(reasoning, question), gaps)
    sys.stdout.write(as_json(made) if args.format == "json" else as_text(made, terminal=sys.stdout.isatty()))
    return 0


def _question(words: str) -> AnyQuestion:
    from intramuros.reasoning.questions.form import from_json
    from intramuros.reasoning.questions.grammar import parse

    return from_json(words) if words.lstrip().startswith("{") else parse(words)
