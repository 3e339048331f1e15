# SPDX-License-Identifier: Apache-2.0
"""JUnit XML, as pipelines show it: a suite a rule, a case a resource; undecided ones are skipped cases with their reason."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby

from intramuros.reports.contract import FindingOut, ReviewOut


def render(made: ReviewOut) -> str:
    """The document as JUnit XML text."""
    root = ET.Element("testsuites", name="intramuros", tests=str(len(made.findings)), failures=str(_count(made.findings, "fail")))
    for rule, found in groupby(sorted(made.findings, key=lambda f: (f.rule, f.resource)), key=lambda f: f.rule):
        cases = list(found)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=rule,
            tests=str(len(cases)),
            failures=str(_count(cases, "fail")),
            skipped=str(_count(cases, "unknown")),
            errors="0",
        )
        for finding in cases:
            _case(suite, finding)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(found: list[FindingOut], status: str) -> int:
    return sum(f.status == status for f in found)


def _case(suite: ET.Element, finding: FindingOut) -> None:
    case = ET.SubElement(suite, "testcase", classname=finding.rule, name=_legal(finding.resource), file=_legal(finding.location.file))
    if finding.location.start_line:
        case.set("line", str(finding.location.start_line))
    if finding.status == "fail":
        said = ET.SubElement(case, "failure", type=finding.severity, message=_legal(finding.message))
        said.text = _legal("\n".join(f"{s.from_} {s.says} ({s.evidence.file}:{s.evidence.line})" for s in finding.path))
    elif finding.status == "unknown":
        ET.SubElement(case, "skipped", message=_legal("; ".join(finding.missing) or finding.message))


def _legal(text: str) -> str:
    """Without the control characters that XML 1.0 forbids (section 2.2)."""
    return "".join(c if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "\ufffd" for c in text)
