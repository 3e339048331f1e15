# SPDX-License-Identifier: Apache-2.0
"""BSI C5, C5:2020: the controls that the failure patterns break."""

from __future__ import annotations

from typing import Final

from intramuros.frameworks.framework import Framework

FRAMEWORK: Final = Framework(
    id="c5",
    title="BSI C5",
    version="C5:2020",
    source="https://www.bsi.bund.de/C5",
    controls={
        "COS-01": "technical safeguards against attacks",
        "COS-02": "security requirements for connections",
        "COS-03": "monitoring of connections",
        "COS-04": "cross-network access",
        "COS-06": "segregation of data traffic",
        "CRY-03": "encryption of sensitive data for storage",
        "CRY-04": "secure key management",
        "DEV-10": "separation of environments",
        "IDM-01": "policy for access",
        "IDM-02": "granting and change of access",
        "IDM-06": "privileged access rights",
        "IDM-08": "confidentiality of authentication information",
        "IDM-09": "authentication mechanisms",
        "OPS-10": "logging and monitoring concept",
        "OPS-11": "metadata management",
        "OPS-12": "access to logs, storage and deletion",
        "OPS-13": "identification of events",
        "OPS-14": "storage of the logging data",
        "OPS-15": "accountability",
        "OPS-16": "configuration",
        "OPS-17": "availability of the monitoring software",
        "OPS-18": "vulnerability management concept",
        "OPS-22": "testing and documentation of known vulnerabilities",
        "OPS-24": "separation of datasets",
        "PSS-07": "confidentiality of authentication information",
        "PSS-09": "authorisation mechanisms",
        "PSS-10": "software-defined networking",
        "PSS-11": "images for virtual machines and containers",
        "PSS-12": "locations of data processing and storage",
    },
    patterns={
        "P01": (
            "IDM-01",
            "PSS-09",
            "OPS-24",
        ),
        "P02": ("CRY-03",),
        "P03": (
            "IDM-01",
            "IDM-02",
            "IDM-09",
        ),
        "P04": (
            "COS-02",
            "COS-04",
            "COS-06",
            "DEV-10",
        ),
        "P05": (
            "OPS-18",
            "OPS-22",
            "PSS-11",
        ),
        "P06": ("PSS-12",),
        "P07": ("COS-01",),
        "P08": (
            "CRY-03",
            "CRY-04",
        ),
        "P09": (
            "COS-01",
            "COS-02",
            "PSS-10",
        ),
        "P10": (
            "IDM-01",
            "IDM-06",
        ),
        "P11": (
            "COS-01",
            "COS-03",
            "PSS-12",
        ),
        "P12": (
            "CRY-04",
            "IDM-06",
            "DEV-10",
        ),
        "P13": (
            "IDM-08",
            "PSS-07",
            "PSS-11",
        ),
        "P14": ("PSS-12",),
        "P15": (
            "OPS-10",
            "OPS-11",
            "OPS-12",
            "OPS-13",
            "OPS-14",
            "OPS-15",
            "OPS-16",
            "OPS-17",
        ),
    },
)
