# SPDX-License-Identifier: Apache-2.0
"""The walls of the house, tested: doors, sizes, catalogues, examples."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from intramuros.cli.main import VERBS
from intramuros.frameworks.catalogue import FRAMEWORKS, mappings
from intramuros.remedies.summaries import REMEDIES
from intramuros.reports.catalogue import FORMATS
from intramuros.reports.rule_pages import example
from intramuros.rules.catalogue import RULES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "intramuros"
MODULES = sorted(PACKAGE.rglob("*.py"))
IDS = [m.relative_to(PACKAGE).as_posix() for m in MODULES]
MAX_FILE = 500
MAX_FUNCTION = 60


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_every_module_has_a_licence_and_a_door_sentence(module: Path) -> None:
    source = module.read_text("utf-8")
    assert source.startswith("# SPDX-License-Identifier: Apache-2.0\n"), "put the SPDX tag on the first line"
    door = ast.get_docstring(ast.parse(source))
    assert door, "say in one sentence what the module is"
    assert len(source.splitlines()) <= MAX_FILE, "split it by subject"


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_functions_are_short_and_public_ones_are_documented(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        assert lines <= MAX_FUNCTION, f"{node.name} has {lines} lines: give its steps names"
        public = not node.name.startswith("_") and node in tree.body
        assert not public or ast.get_docstring(node), f"{node.name} is public: document it"


def test_no_pure_room_reads_a_clock_an_environment_or_a_network() -> None:
    banned = re.compile(r"^\s*(?:import|from) (?:os|time|socket|urllib|http|requests|boto3|azure|subprocess)\b", re.MULTILINE)
    for room in ("estate", "frameworks", "charter", "reasoning", "rules", "remedies"):
        for module in (PACKAGE / room).rglob("*.py"):
            assert not banned.search(module.read_text("utf-8")), f"{module} does input or output"


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_is_whole(rule) -> None:
    assert rule.id in REMEDIES, "add its remedy to remedies/summaries.py"
    assert (PACKAGE / "rules" / f"{rule.id.replace('-', '_')}.py").exists(), "name its module after it"
    assert mappings(rule.patterns), "name a failure pattern that the crosswalk knows"
    for kind in ("fails", "holds"):
        assert example(rule, kind).strip(), f"write rules/examples/{rule.id}.{kind}.tf"
        cases = ROOT / "tests" / "estates" / rule.id / "terraform" / kind
        assert sum(1 for c in cases.iterdir() if c.is_dir()) >= 3, f"{cases} needs at least three cases"


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_each_cloud_has_its_decoys_and_traps(cloud: str) -> None:
    """Every case of the corpus opens with the sentence that explains its truth (`test_corpus`, `test_walls` walk them)."""
    cases = [p for p in (ROOT / "tests" / "estates").glob(f"*/*/*/{cloud}-*") if p.is_dir()]
    unsaid = [p for p in cases if not any("why: " in f.read_text("utf-8")[:600] for f in p.rglob("*") if f.is_file())]
    assert len(cases) >= 40
    assert not unsaid, f"open each with `# why: …`: {unsaid}"


def test_rules_and_remedies_are_the_same_set() -> None:
    assert {r.id for r in RULES} == set(REMEDIES)
    assert len({r.id for r in RULES}) == len(RULES)


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda f: f.id)
def test_every_control_named_exists_and_is_used(framework) -> None:
    named = {c for ids in framework.patterns.values() for c in ids}
    assert named == set(framework.controls), "a control without a pattern, or the reverse"


def test_verbs_and_formats_have_their_modules() -> None:
    for verb, _ in VERBS:
        assert (PACKAGE / "cli" / f"{verb}.py").exists()
    for kind in FORMATS:
        assert (PACKAGE / "reports" / f"as_{kind}.py").exists()
