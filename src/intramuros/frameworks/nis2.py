# SPDX-License-Identifier: Apache-2.0
"""NIS2, Directive (EU) 2022/2555: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="nis2",
    title="NIS2",
    version="Directive (EU) 2022/2555",
    source="https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
    controls={
        "Art. 21(2)(a)": "risk analysis and security policies",
        "Art. 21(2)(b)": "incident handling",
        "Art. 21(2)(d)": "supply chain security",
        "Art. 21(2)(e)": "security in acquisition, development and maintenance",
        "Art. 21(2)(f)": "assessment of effectiveness",
        "Art. 21(2)(h)": "cryptography and encryption",
        "Art. 21(2)(i)": "access control and asset management",
        "Art. 21(2)(j)": "multi-factor authentication",
    },
    patterns={
        "P01": (
            "Art. 21(2)(e)",
            "Art. 21(2)(i)",
        ),
        "P02": ("Art. 21(2)(h)",),
        "P03": (
            "Art. 21(2)(i)",
            "Art. 21(2)(j)",
        ),
        "P04": (
            "Art. 21(2)(a)",
            "Art. 21(2)(e)",
        ),
        "P05": (
            "Art. 21(2)(d)",
            "Art. 21(2)(e)",
        ),
        "P06": (
            "Art. 21(2)(a)",
            "Art. 21(2)(d)",
        ),
        "P07": ("Art. 21(2)(e)",),
        "P08": ("Art. 21(2)(h)",),
        "P09": (
            "Art. 21(2)(e)",
            "Art. 21(2)(h)",
        ),
        "P10": ("Art. 21(2)(i)",),
        "P11": (
            "Art. 21(2)(a)",
            "Art. 21(2)(e)",
        ),
        "P12": (
            "Art. 21(2)(h)",
            "Art. 21(2)(i)",
        ),
        "P13": (
            "Art. 21(2)(d)",
            "Art. 21(2)(e)",
            "Art. 21(2)(i)",
        ),
        "P14": (
            "Art. 21(2)(a)",
            "Art. 21(2)(d)",
        ),
        "P15": (
            "Art. 21(2)(b)",
            "Art. 21(2)(f)",
        ),
    },
)
