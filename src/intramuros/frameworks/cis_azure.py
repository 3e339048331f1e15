# SPDX-License-Identifier: Apache-2.0
"""CIS Microsoft Azure Foundations, v6.0: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="cis-azure",
    title="CIS Microsoft Azure Foundations",
    version="v6.0",
    source="https://www.cisecurity.org/benchmark/azure",
    controls={
        "5.1.1": "external access review",
        "5.1.2": "guest access",
        "5.1.3": "guest invitations",
        "5.3.2": "guest users reviewed",
        "6.1.1.4": "key vault logging",
        "6.1.1.5": "flow logs",
        "6.1.1.6": "flow logs to analytics",
        "6.1.4": "diagnostic logs",
        "7.10": "WAF on Application Gateway",
        "7.11": "subnets associated with NSGs",
        "7.14": "request body inspection",
        "7.15": "bot protection",
        "8.1.4.1": "Defender for Containers",
        "8.3.5": "vault recoverable",
        "8.3.6": "vault RBAC",
        "8.3.7": "vault public access",
        "8.3.8": "vault private endpoints",
        "8.3.9": "key rotation",
        "9.3.1.3": "shared key access",
        "9.3.2.2": "storage public network access",
        "9.3.2.3": "storage default deny",
        "9.3.8": "blob anonymous access",
    },
    patterns={
        "P01": (
            "9.3.8",
            "9.3.2.2",
            "9.3.2.3",
            "9.3.1.3",
        ),
        "P03": (
            "5.1.1",
            "5.1.2",
            "5.1.3",
            "5.3.2",
        ),
        "P05": ("8.1.4.1",),
        "P07": (
            "7.10",
            "7.14",
            "7.15",
        ),
        "P11": (
            "6.1.1.5",
            "6.1.1.6",
            "7.11",
        ),
        "P12": (
            "8.3.6",
            "8.3.5",
            "8.3.7",
            "8.3.8",
            "8.3.9",
        ),
        "P15": (
            "6.1.4",
            "6.1.1.4",
        ),
    },
)
