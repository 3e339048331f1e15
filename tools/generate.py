# SPDX-License-Identifier: Apache-2.0
"""Writes what is made from the program: rule pages, the page of questions, schemas, the help blocks of the README. `--check` only compares."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cloudformation_page

from intramuros.charter.form import schema as charter_schema
from intramuros.reasoning.guards import MEANINGS
from intramuros.reasoning.questions.form import KINDS
from intramuros.reasoning.questions.grammar import SENTENCES
from intramuros.reports.answer import schema as answer_schema
from intramuros.reports.contract import schema as review_schema
from intramuros.reports.escalation_page import escalations
from intramuros.reports.plan import schema as plan_schema
from intramuros.reports.rule_pages import index, page
from intramuros.rules.catalogue import RULES
from intramuros.sources.arm.module import functions as arm_functions
from intramuros.sources.azure import azapi as arm_types
from intramuros.sources.azure.arm_folds import FOLDS
from intramuros.sources.azure.arm_parts import INLINE

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?s)(<!-- help: (?P<words>[a-z ]*)-->\n```\n).*?(```\n)")


def wanted() -> Iterator[tuple[Path, str]]:
    """Every generated file with the text it must have."""
    yield ROOT / "schemas" / "intramuros.schema.json", _json(charter_schema())
    yield ROOT / "schemas" / "review.schema.json", _json(review_schema())
    yield ROOT / "schemas" / "answer.schema.json", _json(answer_schema())
    yield ROOT / "schemas" / "plan.schema.json", _json(plan_schema())
    yield ROOT / "docs" / "questions.md", _questions()
    yield ROOT / "docs" / "escalations.md", escalations()
    yield ROOT / "docs" / "guards.md", _guards()
    yield ROOT / "docs" / "cloudformation.md", cloudformation_page.page()
    yield ROOT / "docs" / "arm.md", _arm()
    yield ROOT / "docs" / "rules" / "index.md", index()
    for rule in RULES:
        yield ROOT / "docs" / "rules" / f"{rule.id}.md", page(rule)
    readme = ROOT / "README.md"
    yield readme, _BLOCK.sub(_help, readme.read_text("utf-8"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _guards() -> str:
    rows = "\n".join(
        f"| `{_cell(m.names)}` | {m.means} | {m.source or 'the design: what one mistake removes counts as one guard'} |" for m in MEANINGS
    )
    return f"""# Guards

A wall is held by guards; each is named after what it is and the resource that an engineer would edit. A guard `holds`, is `absent` or `unknown`.
Names below are patterns; the first that matches a name is meant.

| name | what it stops | where its vendor says so |
| --- | --- | --- |
{rows}
"""


def _arm() -> str:
    understood = {k: v[0] for k, v in arm_types.ALL.items()}
    rows = "\n".join(f"| `{kind}` | `{told}` |" for kind, told in sorted(understood.items(), key=lambda i: i[0].casefold()))
    folded = ", ".join(f"`{k}`" for k in sorted(FOLDS, key=str.casefold))
    inside = ", ".join(f"`{key}` of `{k}`" for k, keys in INLINE.items() for key in keys)
    functions = ", ".join(f"`{f}`" for f in sorted(arm_functions()))
    return f"""# Azure Resource Manager templates

## What is read
- Templates for a resource group, a subscription, a management group and the tenant, told by their `$schema`, with comments and trailing commas; resources as
  an array,
  or as an object with symbolic names (`languageVersion` 2.0, what Bicep compiles to). Exported templates are templates.
- Parameter files. Those that bear the template's name (`azuredeploy.parameters.json`, `azuredeploy.parameters.prod.json` beside `azuredeploy.json`) are each a
  deployment of
  their own; any other in the folder counts where the template is the only one there. A secret that a key vault holds is a symbol.
- Nested deployments, with expressions of the outer or the inner scope, in other groups and subscriptions; linked ones where the file lies below the reviewed
  folder (`relativePath`,
  or an address whose end is a path there). A template that another one links is reviewed where it is linked, and not on its own. What is not on disk is told
  as skipped.
- Copies of resources, properties, variables and outputs; conditions (what is surely not deployed is left out, what may be is read with doubt); children inside
  of their parents;
  extension resources by `scope` or in the older spelling `<type>/providers/<extension>`; `existing` resources, which are looked up and not judged.
- Answers of `az deployment … what-if --no-pretty-print`: every resource as it will be.

Known is what needs no cloud. A parameter without value and default is a symbol where it is a text (equal to itself), else unknown; so are `uniqueString`,
`guid`, `newGuid`, `utcNow`,
`reference` and `list…`, equal where their arguments are. The subscription and the group of a deployment are symbols unless it names them: all templates share them,
except where two declare the same resource differently, which then stand apart, each under its file's path. Of a name that is stated twice the last counts, and
the report says so.

## Functions
{functions}, `list…`, and those that a template defines. Any other makes the value unknown.

## Types
Each is understood as the azurerm type beside it, and judged alike. A type that is not here stands under `not_understood` in the report.

| ARM | as |
| --- | --- |
{rows}

Read into what they lie below: {folded}. Read out of what they are written in: {inside}, access policies, attached disks, memberships of interfaces, classic
rules of firewalls.

## What is not read
- Template specs, deployment stacks and managed applications; linked templates that only an address names. `deploymentScripts` are not understood: what they do
  is not seen.
- `references()`, `providers()`, zones, and what a resource gives back beyond ids, principals, endpoints and keys.
- Data stores of Machine Learning, linked services of Data Factory, connections of AI projects, Automation variables: types that are not understood.
- Policies of API Management that stand at a link; contents of runbooks and of packages.
"""


_EXAMPLES = (
    "who can read module.weights.aws_s3_bucket.this",
    "what stops module.transcripts.aws_s3_bucket.this from leaving toward the internet",
    "can aws_iam_role.agent read module.prompts.aws_s3_bucket.this",
)


def _questions() -> str:
    rows = "\n".join(f"| `{form}` | {does} |" for form, does in SENTENCES)
    forms = "\n".join(
        f"| `{k.__struct_config__.tag}` | {', '.join(f'`{f}`' for f in k.__struct_fields__)} | {(k.__doc__ or '').strip()} |" for k in KINDS
    )
    return f"""# Questions

`intramuros ask "QUESTION" PATH…` answers one question about what lies at the paths, with the way or with what holds. Words in capitals
stand for names: an address, an ARN or resource id, the cloud's own name of a thing, or the end of an address where that is enough. A name that
holds spaces or words of the sentence stands in quotes. Case and a question mark do not matter.

| sentence | asks |
| --- | --- |
{rows}

`yes` needs a way on which no guard holds, `no` needs that no way can stand open, and everything else is `unknown` and names the missing fact.
To `what stops` and `where`, `yes` means that it can leave, or rests or sends outside what the charter approves; to `what if`, that a wall opens.
Exit status: 0 whatever the answer is, 2 where the question or the estate cannot be read.

## As JSON

The question may be JSON in place of a sentence, with `"ask"` and the fields of its kind; `--format json` gives the answer as a document
(`schemas/answer.schema.json`) that holds the question in this form.

| `ask` | fields | asks |
| --- | --- | --- |
{forms}

## Examples

Each is asked of `examples/telehealth-aws`.

{chr(10).join(_example(q) for q in _EXAMPLES)}"""


_OWN = {"PATH": "", "PYTHONPATH": str(ROOT / "src")}
"""The pages tell of the source beside them, whatever is installed."""


def _example(question: str) -> str:
    command = [sys.executable, "-m", "intramuros", "ask", question, "examples/telehealth-aws", "--quiet"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=_OWN).stdout
    return f'```\n$ intramuros ask "{question}" examples/telehealth-aws\n{said}```\n'


def _json(made: object) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _help(block: re.Match[str]) -> str:
    words = block["words"].split()
    command = [sys.executable, "-m", "intramuros", *words, "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={"COLUMNS": "100", **_OWN}).stdout
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
