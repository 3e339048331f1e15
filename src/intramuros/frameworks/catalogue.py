# SPDX-License-Identifier: Apache-2.0
"""Every framework in plain sight, and the control ids of a rule in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from intramuros.frameworks import c5, cis_aws, cis_azure, eu_ai_act, gdpr, hds, hipaa, iso27001, nis2, nist_800_53, nist_ai_rmf
from intramuros.frameworks.framework import Framework

FRAMEWORKS: Final[tuple[Framework, ...]] = (
    gdpr.FRAMEWORK,
    nis2.FRAMEWORK,
    iso27001.FRAMEWORK,
    nist_800_53.FRAMEWORK,
    nist_ai_rmf.FRAMEWORK,
    cis_azure.FRAMEWORK,
    cis_aws.FRAMEWORK,
    hipaa.FRAMEWORK,
    c5.FRAMEWORK,
    eu_ai_act.FRAMEWORK,
    hds.FRAMEWORK,
)


def mappings(patterns: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Framework id → the control ids that these failure patterns break, each once, in order."""
    wanted = tuple(patterns)
    found = {f.id: tuple(dict.fromkeys(c for p in wanted for c in f.patterns.get(p, ()))) for f in FRAMEWORKS}
    return {framework: controls for framework, controls in found.items() if controls}
