# SPDX-License-Identifier: Apache-2.0
"""NIST AI RMF, 1.0 (NIST AI 100-1): the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="nist-ai-rmf",
    title="NIST AI RMF",
    version="1.0 (NIST AI 100-1)",
    source="https://doi.org/10.6028/NIST.AI.100-1",
    controls={
        "GOVERN 1.1": "legal requirements understood",
        "GOVERN 1.4": "transparent risk management process",
        "GOVERN 1.5": "ongoing monitoring and review",
        "GOVERN 2.1": "roles and responsibilities",
        "GOVERN 6.1": "third-party risks and intellectual property",
        "MANAGE 2.4": "mechanisms to disengage",
        "MANAGE 3.1": "third-party resources monitored",
        "MANAGE 3.2": "pre-trained models monitored",
        "MANAGE 4.1": "post-deployment monitoring",
        "MANAGE 4.3": "incidents tracked and communicated",
        "MAP 4.1": "legal and third-party component risks mapped",
        "MAP 4.2": "internal controls of components",
        "MEASURE 2.4": "behaviour monitored in production",
        "MEASURE 2.6": "safety evaluated",
        "MEASURE 2.7": "security and resilience evaluated",
        "MEASURE 2.8": "transparency and accountability examined",
        "MEASURE 2.10": "privacy risk examined",
    },
    patterns={
        "P01": (
            "MEASURE 2.7",
            "MEASURE 2.10",
            "GOVERN 6.1",
        ),
        "P02": ("MEASURE 2.10",),
        "P03": (
            "GOVERN 2.1",
            "MEASURE 2.7",
        ),
        "P04": (
            "MEASURE 2.7",
            "MAP 4.2",
        ),
        "P05": (
            "MANAGE 3.1",
            "MANAGE 3.2",
            "MAP 4.1",
        ),
        "P06": (
            "GOVERN 1.1",
            "MAP 4.1",
            "MEASURE 2.10",
        ),
        "P07": (
            "MEASURE 2.6",
            "MEASURE 2.7",
            "MANAGE 2.4",
        ),
        "P08": ("MEASURE 2.10",),
        "P09": (
            "MEASURE 2.7",
            "MEASURE 2.10",
            "MANAGE 3.1",
        ),
        "P10": (
            "GOVERN 2.1",
            "MEASURE 2.10",
        ),
        "P11": (
            "MEASURE 2.7",
            "GOVERN 6.1",
        ),
        "P12": ("GOVERN 2.1",),
        "P13": (
            "GOVERN 6.1",
            "MANAGE 3.1",
        ),
        "P14": (
            "GOVERN 1.1",
            "MAP 4.1",
            "MEASURE 2.10",
        ),
        "P15": (
            "MEASURE 2.8",
            "MEASURE 2.4",
            "GOVERN 1.4",
            "GOVERN 1.5",
            "MANAGE 4.1",
            "MANAGE 4.3",
        ),
    },
)
