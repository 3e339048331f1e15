# SPDX-License-Identifier: Apache-2.0
"""EU AI Act, Regulation (EU) 2024/1689: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="eu-ai-act",
    title="EU AI Act",
    version="Regulation (EU) 2024/1689",
    source="https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
    controls={
        "Art. 12": "record-keeping",
        "Art. 15(5)": "cybersecurity of high-risk systems",
        "Art. 26(6)": "logs kept by deployers",
    },
    patterns={
        "P01": ("Art. 15(5)",),
        "P05": ("Art. 15(5)",),
        "P07": ("Art. 15(5)",),
        "P13": ("Art. 15(5)",),
        "P15": (
            "Art. 12",
            "Art. 26(6)",
        ),
    },
)
