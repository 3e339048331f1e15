# SPDX-License-Identifier: Apache-2.0
"""Whether a file holds Kubernetes objects, a kustomization, or a Helm template that only looks like objects."""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document

SUFFIXES: Final = (".yaml", ".yml", ".json")
KUSTOMIZATIONS: Final = ("kustomization.yaml", "kustomization.yml")
_VERSION: Final = lazy(r"^[\t ]*[\"']?apiVersion[\"']?\s*:", re.MULTILINE)
_KIND: Final = lazy(r"^[\t ]*[\"']?kind[\"']?\s*:", re.MULTILINE)
_INLINE: Final = lazy(r"\"apiVersion\"\s*:\s*\"[a-z0-9.-]+(?:/v[0-9a-z]+)?\"")
_ELSE: Final = ("AWSTemplateFormatVersion", "deploymentTemplate.json", '"@odata.context"', '"resource_changes"', '"terraform_version"')


def claims(document: Document) -> bool:
    """Whether the dialect's reader should have this file."""
    text = document.text
    if document.path.name in KUSTOMIZATIONS:
        return True
    if any(e in text for e in _ELSE):
        return False
    if document.path.suffix.casefold() == ".json":
        return _INLINE.search(text) is not None and '"kind"' in text
    return _VERSION.search(text) is not None and _KIND.search(text) is not None
