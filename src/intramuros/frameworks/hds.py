# SPDX-License-Identifier: Apache-2.0
"""HDS (France), Référentiel v2.0 (2024): the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="hds",
    title="HDS (France)",
    version="Référentiel v2.0 (2024)",
    source="https://esante.gouv.fr/produits-services/hds",
    controls={
        "EXI 28": "health data stored in the EEA only",
        "EXI 29": "remote access from outside the EEA",
        "EXI 30": "laws of third countries listed",
        "EXI 31": "transfer map published",
    },
    patterns={
        "P06": (
            "EXI 28",
            "EXI 29",
            "EXI 30",
            "EXI 31",
        ),
        "P14": (
            "EXI 28",
            "EXI 29",
            "EXI 30",
            "EXI 31",
        ),
    },
)
