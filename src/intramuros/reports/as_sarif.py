# SPDX-License-Identifier: Apache-2.0
"""SARIF 2.1.0 for code hosts (OASIS standard), with fingerprints that outlive moved lines."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from intramuros.frameworks.catalogue import mappings
from intramuros.reports.contract import FindingOut, Location, ReviewOut, StepOut
from intramuros.rules.catalogue import RULES
from intramuros.rules.rule import Rule

_LEVEL: Final = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_SCORE: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""`security-severity`, the number by which code hosts rank security results."""
_KIND: Final = {"fail": "fail", "pass": "pass", "unknown": "review"}


def render(made: ReviewOut) -> str:
    """The document as SARIF text."""
    run = {
        "tool": {
            "driver": {
                "name": "intramuros",
                "version": made.tool["version"],
                "semanticVersion": made.tool["version"],
                "informationUri": "https://pypi.org/project/intramuros/",
                "rules": [_rule(r) for r in RULES],
            }
        },
        "columnKind": "utf16CodeUnits",
        "results": [_result(f) for f in made.findings],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [_gap(s.what, s.location) for s in made.skipped]}],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    tags = ["security", rule.family, *(f"{framework}/{i}" for framework, ids in mappings(rule.patterns).items() for i in ids)]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"Fails when {rule.fails_when}.\n\nHolds when {rule.holds_when}."},
        "properties": {"tags": tags[:20]},
    }


def _result(finding: FindingOut) -> dict[str, Any]:
    index = next(i for i, r in enumerate(RULES) if r.id == finding.rule)
    made: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": _KIND[finding.status],
        "level": _LEVEL[finding.severity] if finding.status == "fail" else "none",
        "message": {"text": finding.message},
        "locations": [{**_place(finding.location), "logicalLocations": [{"fullyQualifiedName": finding.resource, "kind": "resource"}]}],
        "partialFingerprints": {"intramuros/v1": finding.id},
        "properties": {"security-severity": _SCORE[finding.severity], "data": finding.data, "missing": finding.missing},
    }
    if finding.path:
        made["codeFlows"] = [{"threadFlows": [{"locations": [_step(s) for s in finding.path]}]}]
    return made


def _place(where: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(where.file)}}
    if where.start_line:
        physical["region"] = {"startLine": where.start_line, "endLine": max(where.start_line, where.end_line)}
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    path = file.replace("\\", "/").removeprefix("./")
    return ("file://" if path.startswith("/") else "") + quote(path)


def _step(step: StepOut) -> dict[str, Any]:
    where = Location(file=step.evidence.file, start_line=step.evidence.line, end_line=step.evidence.line)
    return {"location": {**_place(where), "message": {"text": f"{step.from_} {step.says}"}}}


def _gap(what: str, where: Location) -> dict[str, Any]:
    return {"level": "warning", "message": {"text": what}, "locations": [_place(where)]}
