# SPDX-License-Identifier: Apache-2.0
"""CIS AWS Foundations, v7.0: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="cis-aws",
    title="CIS AWS Foundations",
    version="v7.0",
    source="https://www.cisecurity.org/benchmark/amazon_web_services",
    controls={
        "2.12": "access keys rotated",
        "2.14": "no full administrative policies",
        "2.16": "instance roles",
        "3.1.1": "S3 denies plain HTTP",
        "3.1.3": "S3 data classified and secured",
        "4.8": "object-level logging of writes",
        "4.9": "object-level logging of reads",
        "6.1.1": "EBS encryption",
        "6.6": "least-access peering routes",
    },
    patterns={
        "P02": (
            "3.1.1",
            "3.1.3",
        ),
        "P04": ("6.6",),
        "P08": ("6.1.1",),
        "P10": (
            "2.14",
            "2.16",
        ),
        "P13": ("2.12",),
        "P15": (
            "4.8",
            "4.9",
        ),
    },
)
