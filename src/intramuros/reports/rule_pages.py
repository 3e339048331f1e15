# SPDX-License-Identifier: Apache-2.0
"""The page of a rule, and the index of all, made from the catalogue so that docs cannot drift from the program."""

from __future__ import annotations

from importlib.resources import files

from intramuros.frameworks.catalogue import FRAMEWORKS, mappings
from intramuros.remedies.summaries import REMEDIES
from intramuros.rules.catalogue import RULES
from intramuros.rules.rule import Rule

_QUESTIONS = {"contained": "Can it leave?", "sealed": "Is it sealed?", "witnessed": "Is it witnessed?", "governed": "Is it governed?"}


def example(rule: Rule, kind: str) -> str:
    """The failing (`fails`) or holding (`holds`) example of a rule, as Terraform source."""
    return files("intramuros.rules").joinpath("examples", f"{rule.id}.{kind}.tf").read_text("utf-8")


def page(rule: Rule) -> str:
    """The page of one rule, as Markdown."""
    remedy = REMEDIES[rule.id]
    parts = [
        f"# {rule.id}: {rule.title}\n",
        f"*{rule.family}* ({_QUESTIONS[rule.family]}) {rule.question}\n",
        f"{rule.why}\n",
        f"**Fails when** {rule.fails_when}.\n",
        f"**Holds when** {rule.holds_when}.\n",
        "A missing fact is `unknown`, and the finding names it.\n",
        f"**Mend:** {remedy.summary} (about {remedy.hours:g} engineering hours; an uncalibrated estimate)\n",
        f"## Fails\n\n```terraform\n{example(rule, 'fails')}```\n",
        f"## Holds\n\n```terraform\n{example(rule, 'holds')}```\n",
        f"## Controls\n\n{_controls(rule)}",
    ]
    return "\n".join(parts)


def _controls(rule: Rule) -> str:
    near = " No row of the crosswalk is this rule's own: the ids are those of the nearest pattern." if rule.nearest else ""
    head = f"Failure pattern {', '.join(rule.patterns)}.{near}\n\n| framework | controls |\n| --- | --- |\n"
    titles = {f.id: f for f in FRAMEWORKS}
    rows = [f"| {titles[i].title} ({titles[i].version}) | {_titled(i, ids)} |" for i, ids in mappings(rule.patterns).items()]
    return head + "\n".join(rows) + "\n"


def _titled(framework: str, ids: tuple[str, ...]) -> str:
    controls = next(f.controls for f in FRAMEWORKS if f.id == framework)
    return "; ".join(f"{i} ({controls[i]})" for i in ids)


def index() -> str:
    """The index of all rules, as Markdown."""
    rows = [f"| [{r.id}]({r.id}.md) | {r.family} | {r.title} | {', '.join(r.patterns)}{' (nearest)' if r.nearest else ''} |" for r in RULES]
    return "# Rules\n\n| rule | question | what fails | pattern |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"
