# SPDX-License-Identifier: Apache-2.0
"""Whether a JSON file is an export of Microsoft Graph: by its own marks, else by properties that only Graph's objects bear together."""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document

SUFFIXES: Final = (".json",)
_MARKS: Final = lazy(
    r"\"@odata\.context\"\s*:\s*\"https://(?:graph\.microsoft\.|microsoftgraph\.|dod-graph\.)|\"@odata\.type\"\s*:\s*\"#microsoft\.graph\.",
    re.IGNORECASE,
)
_TOGETHER: Final = (
    ("conditions", "grantcontrols"),
    ("conditions", "sessioncontrols"),
    ("displayname", "countriesandregions"),
    ("displayname", "ipranges"),
    ("grouptypes", "securityenabled"),
    ("userprincipalname", "displayname", "id"),
    ("serviceprincipaltype", "appid"),
    ("signinaudience", "appid"),
    ("roletemplateid", "displayname"),
    ("roledefinitionid", "principalid", "directoryscopeid"),
    ("groupid", "principalid", "accessid"),
    ("approleid", "principalid", "resourceid"),
    ("allowedcombinations", "displayname"),
    ("b2bcollaborationinbound",),
    ("verifieddomains", "displayname"),
    ("settings", "recurrence", "instancedurationindays"),
)
_ELSE: Final = ('"resource_changes"', '"terraform_version"', "deploymentTemplate.json", "AWSTemplateFormatVersion", '"apiVersion"')
"""Plans, states, templates and manifests, in which the same words may stand."""


def claims(document: Document) -> bool:
    """Whether the dialect's reader should have this file."""
    text = document.text
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "[", "/") or any(e in text for e in _ELSE):
        return False
    if _MARKS.search(text):
        return True
    folded = text.casefold()
    return any(all(f'"{word}"' in folded for word in words) for words in _TOGETHER)
