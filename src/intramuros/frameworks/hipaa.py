# SPDX-License-Identifier: Apache-2.0
"""HIPAA Security Rule, 45 CFR Part 164, Subpart C: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="hipaa",
    title="HIPAA Security Rule",
    version="45 CFR Part 164, Subpart C",
    source="https://www.ecfr.gov/current/title-45/part-164/subpart-C",
    controls={
        "164.308(a)(1)(ii)(A)": "risk analysis",
        "164.308(a)(1)(ii)(B)": "risk management",
        "164.308(a)(1)(ii)(D)": "activity review",
        "164.308(a)(3)": "workforce security",
        "164.308(a)(4)": "information access management",
        "164.308(a)(4)(ii)(B)": "access authorisation",
        "164.308(a)(4)(ii)(C)": "access establishment and modification",
        "164.308(a)(5)(ii)(B)": "protection from malicious software",
        "164.308(a)(5)(ii)(D)": "password management",
        "164.308(b)": "business associate contracts",
        "164.312(a)(1)": "access control",
        "164.312(a)(2)(iv)": "encryption and decryption",
        "164.312(b)": "audit controls",
        "164.312(c)(1)": "integrity",
        "164.312(d)": "authentication",
        "164.312(e)(1)": "transmission security",
        "164.314": "organisational requirements",
    },
    patterns={
        "P01": ("164.312(a)(1)",),
        "P02": (
            "164.312(a)(2)(iv)",
            "164.312(c)(1)",
        ),
        "P03": (
            "164.312(d)",
            "164.312(a)(1)",
            "164.308(a)(4)",
        ),
        "P04": (
            "164.312(e)(1)",
            "164.312(a)(1)",
        ),
        "P05": (
            "164.308(a)(1)(ii)(A)",
            "164.308(a)(1)(ii)(B)",
            "164.308(a)(5)(ii)(B)",
        ),
        "P06": (
            "164.308(b)",
            "164.314",
        ),
        "P07": (
            "164.308(a)(1)(ii)(B)",
            "164.312(c)(1)",
        ),
        "P08": ("164.312(a)(2)(iv)",),
        "P09": ("164.312(e)(1)",),
        "P10": (
            "164.312(a)(1)",
            "164.308(a)(4)(ii)(B)",
            "164.308(a)(4)(ii)(C)",
        ),
        "P11": ("164.312(e)(1)",),
        "P12": (
            "164.312(a)(1)",
            "164.308(a)(3)",
        ),
        "P13": (
            "164.312(d)",
            "164.308(a)(5)(ii)(D)",
        ),
        "P14": (
            "164.308(b)",
            "164.314",
        ),
        "P15": (
            "164.312(b)",
            "164.308(a)(1)(ii)(D)",
        ),
    },
)
