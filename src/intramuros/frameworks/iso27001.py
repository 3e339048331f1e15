# SPDX-License-Identifier: Apache-2.0
"""ISO/IEC 27001, ISO/IEC 27001:2022, Annex A: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="iso27001",
    title="ISO/IEC 27001",
    version="ISO/IEC 27001:2022, Annex A",
    source="https://www.iso.org/standard/27001",
    controls={
        "A.5.3": "segregation of duties",
        "A.5.14": "information transfer",
        "A.5.15": "access control",
        "A.5.16": "identity management",
        "A.5.17": "authentication information",
        "A.5.18": "access rights",
        "A.5.21": "ICT supply chain",
        "A.5.23": "use of cloud services",
        "A.5.28": "collection of evidence",
        "A.5.31": "legal requirements",
        "A.5.34": "privacy and protection of PII",
        "A.8.1": "user endpoint devices",
        "A.8.2": "privileged access rights",
        "A.8.3": "information access restriction",
        "A.8.4": "access to source code",
        "A.8.5": "secure authentication",
        "A.8.8": "technical vulnerabilities",
        "A.8.12": "data leakage prevention",
        "A.8.15": "logging",
        "A.8.16": "monitoring activities",
        "A.8.20": "networks security",
        "A.8.22": "segregation of networks",
        "A.8.24": "use of cryptography",
        "A.8.26": "application security requirements",
        "A.8.28": "secure coding",
        "A.8.29": "security testing",
        "A.8.31": "separation of environments",
    },
    patterns={
        "P01": (
            "A.5.15",
            "A.8.3",
            "A.8.12",
            "A.5.23",
        ),
        "P02": (
            "A.8.24",
            "A.5.34",
        ),
        "P03": (
            "A.5.15",
            "A.5.16",
            "A.5.18",
            "A.8.1",
            "A.8.5",
        ),
        "P04": (
            "A.8.20",
            "A.8.22",
            "A.8.31",
        ),
        "P05": (
            "A.8.8",
            "A.5.21",
            "A.8.29",
        ),
        "P06": (
            "A.5.31",
            "A.5.34",
            "A.5.23",
            "A.5.14",
        ),
        "P07": (
            "A.8.26",
            "A.8.20",
            "A.8.16",
        ),
        "P08": ("A.8.24",),
        "P09": (
            "A.8.20",
            "A.8.22",
            "A.5.14",
            "A.5.23",
        ),
        "P10": (
            "A.8.2",
            "A.8.3",
            "A.5.18",
        ),
        "P11": (
            "A.8.20",
            "A.8.22",
            "A.8.12",
        ),
        "P12": (
            "A.8.24",
            "A.5.3",
            "A.8.2",
            "A.8.31",
        ),
        "P13": (
            "A.5.17",
            "A.8.4",
            "A.8.12",
            "A.8.28",
        ),
        "P14": (
            "A.5.31",
            "A.5.34",
            "A.5.23",
            "A.5.14",
        ),
        "P15": (
            "A.8.15",
            "A.8.16",
            "A.5.28",
        ),
    },
)
