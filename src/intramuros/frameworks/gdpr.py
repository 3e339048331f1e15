# SPDX-License-Identifier: Apache-2.0
"""GDPR, Regulation (EU) 2016/679: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="gdpr",
    title="GDPR",
    version="Regulation (EU) 2016/679",
    source="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    controls={
        "Art. 5(1)(c)": "data minimisation",
        "Art. 5(1)(f)": "integrity and confidentiality",
        "Art. 5(2)": "accountability",
        "Art. 13(1)(f)": "information on transfers",
        "Art. 24": "responsibility of the controller",
        "Art. 25(1)": "data protection by design",
        "Art. 25(2)": "data protection by default",
        "Art. 28": "processor",
        "Art. 28(3)(a)": "processing on documented instructions, transfers included",
        "Art. 30(1)(e)": "record of transfers",
        "Art. 32(1)(a)": "pseudonymisation and encryption",
        "Art. 32(1)(b)": "ongoing confidentiality, integrity, availability and resilience",
        "Art. 32(1)(d)": "regular testing of security",
        "Art. 32(4)": "access only on instructions",
        "Art. 33(5)": "documentation of breaches",
        "Art. 34(3)(a)": "data rendered unintelligible",
        "Art. 44": "general principle for transfers",
        "Art. 45": "transfers on an adequacy decision",
        "Art. 46": "transfers subject to safeguards",
    },
    patterns={
        "P01": (
            "Art. 5(1)(f)",
            "Art. 25(2)",
            "Art. 32(1)(b)",
        ),
        "P02": (
            "Art. 32(1)(a)",
            "Art. 34(3)(a)",
        ),
        "P03": (
            "Art. 32(1)(b)",
            "Art. 32(4)",
            "Art. 25(2)",
            "Art. 44",
        ),
        "P04": (
            "Art. 32(1)(b)",
            "Art. 25(1)",
        ),
        "P05": (
            "Art. 32(1)(b)",
            "Art. 32(1)(d)",
        ),
        "P06": (
            "Art. 44",
            "Art. 45",
            "Art. 46",
            "Art. 5(1)(f)",
            "Art. 28(3)(a)",
            "Art. 30(1)(e)",
            "Art. 13(1)(f)",
        ),
        "P07": ("Art. 32(1)(b)",),
        "P08": (
            "Art. 32(1)(a)",
            "Art. 34(3)(a)",
        ),
        "P09": (
            "Art. 32(1)(b)",
            "Art. 25(1)",
            "Art. 28",
        ),
        "P10": (
            "Art. 5(1)(c)",
            "Art. 5(1)(f)",
            "Art. 25(2)",
            "Art. 32(1)(b)",
            "Art. 32(4)",
        ),
        "P11": (
            "Art. 44",
            "Art. 32(1)(b)",
        ),
        "P12": (
            "Art. 32(1)(a)",
            "Art. 32(1)(b)",
            "Art. 25(1)",
        ),
        "P13": ("Art. 32(1)(b)",),
        "P14": (
            "Art. 44",
            "Art. 45",
            "Art. 46",
            "Art. 5(1)(f)",
            "Art. 28(3)(a)",
            "Art. 30(1)(e)",
            "Art. 13(1)(f)",
        ),
        "P15": (
            "Art. 5(2)",
            "Art. 24",
            "Art. 32(1)(d)",
            "Art. 33(5)",
        ),
    },
)
